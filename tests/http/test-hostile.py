"""Clients that mean harm: slow ones, those that send heads without end, those that go away."""

import time

from daemon import Daemon, key_of, request_bytes
from tap import SANITIZED, equal, run, test, true

SLOW = 500
ABORTED = 10000
TIME_OUT = 30 # seconds without progress, likesd's own


def memory(daemon):
	"""What it has in memory, in KiB."""
	with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as status:
		return int(next(line for line in status if line.startswith("VmRSS")).split()[1])


def grown(daemon, before, limit):
	"""Says how much memory has grown, and holds it to a limit; sanitizers keep what was freed."""
	after = memory(daemon)
	print(f"# memory {before} -> {after} KiB", flush=True)
	true(SANITIZED or after <= before + limit, f"memory grew from {before} to {after} KiB")


def percentile(values, percent):
	return sorted(values)[len(values) * percent // 100]


def timed(connection, method, path, token, key=None):
	begin = time.monotonic()
	answer = connection.request(method, path, token, key)
	return answer.status, time.monotonic() - begin


def measure(daemon, token, rounds, meanwhile):
	"""Reads and cancels of 127.0.0.1, with `meanwhile` in between: how long each took, in order."""
	ids, took = daemon.likes(token, rounds), []
	with daemon.connect() as connection:
		for number, item in enumerate(ids):
			meanwhile(number)
			status, seconds = timed(connection, "GET", "/v1/likes?limit=20", token)
			equal(status, 200)
			took.append(seconds)
			status, seconds = timed(connection, "DELETE", f"/v1/likes/{item}", token, key_of("slow", item))
			equal(status, 202)
			took.append(seconds)
	return took


def slow_ones(what, begin, byte):
	"""A test: 500 connections of one address that never end what they have begun."""

	def body():
		with Daemon(sample=600) as daemon:
			token = daemon.user()
			before = memory(daemon)
			slow = [daemon.connect(source=("127.0.0.2", 0)) for _ in range(SLOW)]
			for connection in slow:
				connection.send(begin)

			def drip(number):
				for connection in slow[number % 10::10]:
					connection.send(byte)

			took = measure(daemon, token, 300, drip)
			print(f"# {what}: p50 {percentile(took, 50) * 1000:.1f} ms, p99 "
					f"{percentile(took, 99) * 1000:.1f} ms (aim: 50), longest {max(took) * 1000:.1f} ms",
					flush=True)
			true(percentile(took, 99) < TIME_OUT / 10, f"{percentile(took, 99)} s")
			# 500 of at most 32 KiB each, and what the requests themselves need.
			grown(daemon, before, SLOW * 32 + 8192)
			descriptors = daemon.descriptors()
			for connection in slow:
				connection.close()
			daemon.settled(descriptors - SLOW + 1)

	body.__name__ = f"{SLOW} {what} of one address hold up no other"
	test(limit=60)(body)


slow_ones("slow heads", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"x")
slow_ones("slow bodies", b"POST /v1/likes/batch-cancel HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{", b" ")


def reads_nothing(connection):
	"""Asks for pages and takes no answer."""
	connection.socket.setblocking(False)
	try:
		connection.socket.send(connection.flood)
	except (BlockingIOError, ConnectionError):
		pass


@test(limit=60)
def two_hundred_that_ask_and_never_read_hold_up_nobody():
	with Daemon(sample=600) as daemon:
		token = daemon.user()
		deaf = [daemon.connect(source=("127.0.0.2", 0)) for _ in range(200)]
		for connection in deaf:
			connection.flood = request_bytes("GET", "/v1/likes?limit=200", token) * 100
			reads_nothing(connection)
		before = memory(daemon)
		took = measure(daemon, token, 100, lambda number: reads_nothing(deaf[number]))
		print(f"# deaf: p99 {percentile(took, 99) * 1000:.1f} ms (aim: 50)", flush=True)
		true(percentile(took, 99) < TIME_OUT / 10, f"{percentile(took, 99)} s")
		grown(daemon, before, 200 * 128)
		for connection in deaf:
			connection.close()


def until_refused(connection, piece, limit):
	"""Sends the piece until the other side has enough; how many bytes that took, and its answer."""
	sent = 0
	try:
		while sent < limit:
			connection.send(piece)
			sent += len(piece)
	except (ConnectionResetError, BrokenPipeError):
		pass
	return sent, connection.everything()


@test(limit=60)
def a_head_without_end_is_refused_early_whatever_it_is_made_of():
	"""A refusal may be lost when the connection is reset under bytes that were not read."""
	bombs = {
		"one long line": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ", b"x" * 4096),
		"many lines": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n" * 700),
		"one long name": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X" * 4096),
		"one long path": (b"GET /", b"x" * 4096),
		"one long query": (b"GET /healthz?", b"x&" * 2048),
		"one long method": (b"", b"X" * 4096),
		"folded lines": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: y\r\n", b" z\r\n" * 1024),
		"many cookies": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: a=b", b"; c=d" * 800),
	}
	megabytes = 16 * 1024 * 1024
	with Daemon() as daemon:
		equal(daemon.request("GET", "/healthz").status, 200)
		before, descriptors = memory(daemon), daemon.descriptors()
		for what, (begin, piece) in bombs.items():
			for _ in range(20):
				with daemon.connect() as connection:
					connection.send(begin)
					sent, answer = until_refused(connection, piece, megabytes)
				true(sent < megabytes, f"{what}: it took everything")
				true(answer == b"" or answer.split()[1] in (b"400", b"413", b"414", b"431"), f"{what}: {answer[:80]!r}")
				true(b" 200 " not in answer, what)
		equal(daemon.request("GET", "/healthz").status, 200)
		daemon.settled(descriptors)
		grown(daemon, before, 2048)


@test()
def a_head_that_is_just_too_large_is_told_so():
	with Daemon() as daemon:
		for headers in (["X: " + "x" * 33000], [f"X-{i}: " + "x" * 100 for i in range(300)]):
			with daemon.connect() as connection:
				connection.send(request_bytes("GET", "/healthz", headers=headers))
				answer = connection.everything()
			equal(answer[:13], b"HTTP/1.1 431 ", str(answer[:80]))


def go_away(daemon, token, number, ids):
	"""One client that does not stay for its answer, in one of eight ways."""
	connection = daemon.connect()
	way = number % 8
	if way == 0:
		connection.reset()
		return
	if way == 1:
		connection.send(request_bytes("DELETE", f"/v1/likes/{ids[number % len(ids)]}", token, key_of("gone", number)))
	elif way == 2:
		connection.send(request_bytes("GET", "/v1/likes?limit=200", token))
	elif way == 3:
		connection.send(b"GET /v1/likes?li")
	elif way == 4:
		connection.send(request_bytes("POST", "/v1/likes/batch-cancel", token, body="x" * 500)[:-100])
	elif way == 5:
		connection.send(request_bytes("GET", "/v1/me", token) * 5)
	elif way == 6:
		connection.send(request_bytes("GET", "/v1/me", "x" * 43))
	elif way == 7:
		connection.send(b"\0" * 100)
	if number % 3:
		connection.reset()
	else:
		connection.close()


@test(limit=100)
def ten_thousand_that_go_away_leave_neither_memory_nor_descriptors():
	with Daemon(sample=400) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 400)
		descriptors = daemon.descriptors()
		# What the first thousand need is kept for the next.
		for number in range(ABORTED // 10):
			go_away(daemon, token, number, ids)
		daemon.settled(descriptors)
		before = memory(daemon)
		for number in range(ABORTED // 10, ABORTED):
			go_away(daemon, token, number, ids)
			if number % 500 == 0:
				equal(daemon.request("GET", "/v1/me", token).status, 200)
		daemon.settled(descriptors)
		print(f"# descriptors {descriptors} -> {daemon.descriptors()}", flush=True)
		# The database's cache grows with what the cancels write.
		grown(daemon, before, 4096)
		equal(daemon.stop(), (0, ""))


run()
