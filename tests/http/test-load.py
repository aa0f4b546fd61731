"""Many at once, gone at once, killed at once: what LIKESD §5 says a likesd has to pass."""

import json
import random
import resource
import selectors
import signal
import socket
import sqlite3
import subprocess

from daemon import Daemon, key_of, request_bytes
from tap import equal, run, test, true


def delete(token, item, key=None):
	return request_bytes("DELETE", f"/v1/likes/{item}", token, key or key_of("delete", item))


def all_accepted(connections, what):
	for connection in connections:
		answer = connection.answer()
		true(answer is not None, f"{what}: closed without an answer")
		equal(answer.status, 202, f"{what}: {answer.body}")


def run_free(connections, requests):
	"""Each connection sends its next request when it has its answer; yields the answers."""
	selector = selectors.DefaultSelector()
	left = list(reversed(requests))
	for connection in connections[:len(left)]:
		request = left.pop()
		connection.send(request[1])
		selector.register(connection.socket, selectors.EVENT_READ, [connection, request[0]])
	while selector.get_map():
		for key, _ in selector.select():
			connection, name = key.data
			if not connection.more():
				selector.unregister(connection.socket)
				continue
			answer = connection.take()
			if answer is None:
				continue
			yield name, answer
			if left:
				key.data[1], data = left.pop()
				connection.send(data)
			else:
				selector.unregister(connection.socket)


def crowd(count):
	"""LIKESD §5, defect 1: an event loop that sleeps when exactly 128 are ready."""

	def body():
		with Daemon(sample=12000) as daemon:
			token = daemon.user()
			ids = daemon.likes(token, count * 24)
			connections = [daemon.connect() for _ in range(count)]
			for turn in range(4):
				daemon.freeze()
				for connection in connections:
					connection.send(delete(token, ids.pop()))
				daemon.thaw()
				all_accepted(connections, f"frozen {turn}")
			requests = [(item, delete(token, item)) for item in ids]
			answers = [answer.status for _, answer in run_free(connections, requests)]
			equal(answers, [202] * len(requests))
			for connection in connections:
				connection.close()

	body.__name__ = f"{count} connections of cancels are answered without a stall"
	test(limit=20)(body)


for n in (127, 128, 129, 256, 384):
	crowd(n)


@test()
def requests_that_are_cut_and_closed_leave_no_descriptor():
	"""LIKESD §5, defect 2. The time-out is 30 s, the limit of settled() is less."""
	with Daemon() as daemon:
		token = daemon.user()
		whole = request_bytes("POST", "/v1/likes/batch-cancel", token, body="x" * 200)
		daemon.request("GET", "/healthz")
		before = daemon.descriptors()
		for at in (60, len(whole) - 100, 1, 0):
			connections = [daemon.connect() for _ in range(500)]
			for connection in connections:
				connection.send(whole[:at])
				connection.close()
			daemon.settled(before)
		# Bytes and end together: both are there before likesd looks.
		daemon.freeze()
		for _ in range(500):
			with daemon.connect() as connection:
				connection.send(whole[:60])
		daemon.thaw()
		daemon.settled(before)


@test()
def a_cut_request_on_a_connection_that_served_before_leaves_none_either():
	with Daemon() as daemon:
		daemon.request("GET", "/healthz")
		before = daemon.descriptors()
		connections = [daemon.connect() for _ in range(200)]
		for connection in connections:
			equal(connection.request("GET", "/healthz").status, 200)
		daemon.freeze()
		for connection in connections:
			connection.send(b"GET /healthz HT")
			connection.close()
		daemon.thaw()
		daemon.settled(before)


def abort_reset(connection, request):
	connection.send(request)
	connection.reset()


def abort_close(connection, request):
	connection.send(request)
	connection.close()


def abort_pipelined(connection, request):
	connection.send(request * 2)
	connection.reset()


def abort_in_the_head(connection, request):
	connection.send(request[:30])
	connection.reset()


@test(limit=60)
def a_thousand_clients_that_go_away_leave_nothing_behind():
	ways = (abort_reset, abort_close, abort_pipelined, abort_in_the_head)
	with Daemon(sample=1200) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 1100)
		before = daemon.descriptors()
		for frozen in (False, True):
			for i in range(500):
				if frozen and i % 100 == 0:
					daemon.freeze()
				connection = daemon.connect()
				item = ids.pop()
				ways[i % len(ways)](connection, delete(token, item))
				if frozen and i % 100 == 99:
					daemon.thaw()
		daemon.settled(before)
		with daemon.connect() as connection:
			equal(connection.request("GET", "/v1/me", token).status, 200)
		equal(daemon.stop()[0], 0)


@test()
def who_closes_its_sending_half_may_lose_the_answer_but_not_the_effect():
	"""libmicrohttpd takes the end of what a client sends for the end of the client."""
	with Daemon(sample=120) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 100)
		for half in (ids[:50], ids[50:]):
			daemon.freeze()
			connections = [daemon.connect() for _ in half]
			for connection, item in zip(connections, half):
				connection.send(delete(token, item))
				connection.socket.shutdown(socket.SHUT_WR)
			daemon.thaw()
			answers = [connection.answer() for connection in connections]
			with daemon.connect() as connection:
				for item, answer in zip(half, answers):
					look = connection.request("GET", f"/v1/likes/{item}", token).json()
					equal(look["operation"]["want"], "unliked", item)
					connection.send(delete(token, item))
					again = connection.answer()
					equal(again.status, 202, item)
					true(answer is None or answer.body == again.body, item)


# Each tells how many rows are not as the journal of operations says.
COUNTERS = (
	"SELECT count(*) FROM account a WHERE cancels_made <> (SELECT count(*) FROM operation"
	" WHERE account = a.id AND want = 0 AND review <> 3)",
	"SELECT count(*) FROM account a WHERE likes_made <> (SELECT count(*) FROM liked"
	" WHERE account = a.id) + (SELECT count(*) FROM operation WHERE account = a.id AND want = 1)",
	"SELECT count(*) FROM liked k LEFT JOIN (SELECT account, work, count(*) AS n FROM operation"
	" WHERE want = 0 AND review <> 3 GROUP BY account, work) o ON o.account = k.account"
	" AND o.work = k.work WHERE k.cancels <> coalesce(o.n, 0)",
	"SELECT count(*) FROM operation o LEFT JOIN cancel c ON c.account = o.account"
	" AND c.operation = o.id WHERE o.want = 0 AND (c.counts IS NULL OR c.counts <> (o.review <> 3))",
	"SELECT count(*) FROM operation o LEFT JOIN review r ON r.account = o.account"
	" AND r.operation = o.id WHERE (o.review > 0) <> (r.id IS NOT NULL)",
	"SELECT count(*) FROM account a WHERE last_seq <> (SELECT count(*) FROM event WHERE account = a.id)",
	"SELECT count(*) FROM pragma_foreign_key_check",
)


def counters_are_true(daemon):
	database = sqlite3.connect(f"file:{daemon.db}?mode=ro", uri=True)
	for question in COUNTERS:
		equal(database.execute(question).fetchone()[0], 0, question)
	database.close()


@test(limit=60)
def killed_while_cancels_are_held_and_decided_its_counters_are_true():
	generator = random.Random(3)
	with Daemon(sample=600) as daemon:
		token = daemon.user()
		moderator = daemon.user("mod", "--moderator")
		ids = daemon.likes(token, 600)
		for turn in range(4):
			some, ids = ids[:150], ids[150:]
			kill_at = generator.randrange(100, 160)
			requests = [(item, delete(token, item)) for item in some]
			for number in range(turn * 40 + 1, turn * 40 + 41):
				body = json.dumps({"decision": "reject", "why": "so"} if number % 2 else {"decision": "approve"})
				requests.insert(generator.randrange(len(requests)), (f"r{number}", request_bytes(
						"POST", f"/v1/reviews/r{number}", moderator, None, body)))
			connections = [daemon.connect() for _ in range(16)]
			for n, (_, answer) in enumerate(run_free(connections, requests)):
				true(answer.status in (200, 202, 404, 409), str(answer.body))
				if n == kill_at:
					daemon.kill()
					break
			for connection in connections:
				connection.close()
			counters_are_true(daemon)
			daemon.start()
		equal(daemon.stop(), (0, ""))
		counters_are_true(daemon)


@test(limit=60)
def killed_under_load_it_has_all_that_it_has_acknowledged():
	generator = random.Random(2)
	with Daemon(sample=6000) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 6000)
		for _ in range(3):
			batch, ids = ids[:2000], ids[2000:]
			kill_at = generator.randrange(200, 1500)
			acknowledged = {}
			connections = [daemon.connect() for _ in range(32)]
			requests = [(item, delete(token, item)) for item in batch]
			for item, answer in run_free(connections, requests):
				equal(answer.status, 202, str(answer.body))
				acknowledged[item] = answer.body
				if len(acknowledged) == kill_at:
					daemon.kill()
					break
			for connection in connections:
				connection.close()
			daemon.start()
			with daemon.connect() as connection:
				for item, body in acknowledged.items():
					again = connection.request("DELETE", f"/v1/likes/{item}", token, key_of("delete", item))
					equal((again.status, again.body), (202, body), f"{item} with the same key")
					look = connection.request("GET", f"/v1/likes/{item}", token).json()
					equal(look["operation"]["want"], "unliked", item)
				for item in batch:
					# Those in flight: done or not, but whole, and the same key ends it.
					again = connection.request("DELETE", f"/v1/likes/{item}", token, key_of("delete", item))
					equal(again.status, 202, item)
		equal(daemon.stop(), (0, ""))
		counters_are_true(daemon)


@test()
def told_to_stop_it_answers_what_waits():
	with Daemon(sample=200) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 150)
		connections = [daemon.connect() for _ in range(100)]
		for connection in connections:
			equal(connection.request("GET", "/healthz").status, 200)
		idle = daemon.connect()
		equal(idle.request("GET", "/healthz").status, 200)
		daemon.freeze()
		connections += [daemon.connect() for _ in range(50)]
		for connection, item in zip(connections, ids):
			connection.send(delete(token, item))
		daemon.process.send_signal(signal.SIGTERM)
		daemon.thaw()
		all_accepted(connections, "waiting")
		equal(daemon.wait(), (0, ""))
		true(idle.closed(), "the idle connection is open")
		daemon.start()
		with daemon.connect() as connection:
			for item in ids:
				look = connection.request("GET", f"/v1/likes/{item}", token).json()
				equal(look["operation"]["want"], "unliked", item)


@test()
def told_to_stop_it_waits_a_moment_for_the_rest_of_a_body_but_not_for_ever():
	with Daemon() as daemon:
		token = daemon.user()
		request = request_bytes("POST", "/v1/likes/batch-cancel", token, body="x" * 100)
		ends, never = daemon.connect(), daemon.connect()
		for connection in (ends, never):
			connection.send(request[:-50])
			# Its body is awaited once a request that was sent later is answered.
			equal(daemon.request("GET", "/healthz").status, 200)
		daemon.process.send_signal(signal.SIGTERM)
		try:
			while True:
				daemon.connect().close()
		except ConnectionError:
			pass
		ends.send(request[-50:])
		answer = ends.answer()
		true(answer is not None and answer.status in (400, 403), "the body that came")
		equal(answer.header("connection"), "close")
		equal(daemon.wait(), (0, ""))
		true(never.closed(), "the body that did not")


@test(limit=60)
def slow_connections_of_one_address_starve_nobody_else():
	with Daemon() as daemon:
		slow = []
		for _ in range(650):
			connection = daemon.connect()
			connection.send(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
			slow.append(connection)
		others = [daemon.connect(source=("127.0.0.2", 0)) for _ in range(50)]
		for _ in range(4):
			for connection in others:
				equal(connection.request("GET", "/healthz").status, 200)
		with daemon.connect() as connection:
			try:
				answer = connection.request("GET", "/healthz")
			except (ConnectionResetError, BrokenPipeError):
				answer = None
			equal(answer, None, "one more of the same address")
		before = daemon.descriptors()
		for connection in slow:
			connection.close()
		while daemon.descriptors() > before - 600:
			equal(others[0].request("GET", "/healthz").status, 200)
		equal(daemon.request("GET", "/healthz").status, 200, "the same address, the slow ones gone")


@test(limit=60)
def at_its_limit_of_connections_it_goes_on_for_those_that_it_has():
	with Daemon() as daemon:
		sources = ["127.0.0.1", "127.0.0.2"]
		have = [daemon.connect(source=(sources[i % 2], 0)) for i in range(1000)]
		for connection in have:
			equal(connection.request("GET", "/healthz").status, 200)
		late = daemon.connect(source=("127.0.0.3", 0))
		late.send(request_bytes("GET", "/healthz"))
		for connection in have:
			equal(connection.request("GET", "/healthz").status, 200)
		for connection in have[:10]:
			connection.close()
		equal(late.answer().status, 200, "who came late has its turn")


@test()
def a_connection_limit_fits_the_descriptors_that_there_are():
	def few():
		resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))

	with Daemon(preexec_fn=few) as daemon:
		have = [daemon.connect() for _ in range(300)]
		for connection in have[:100]:
			equal(connection.request("GET", "/healthz").status, 200)
		daemon.user("there-is-one-left-for-the-admin-socket")
		for connection in have:
			connection.close()
		equal(daemon.request("GET", "/healthz").status, 200)
		equal(daemon.stop(), (0, ""))


@test()
def when_nothing_can_be_stored_it_says_503_and_the_same_key_works_later():
	with Daemon(sample=500, restore_signals=False) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 40)
		pid = daemon.process.pid
		resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
		with daemon.connect() as connection:
			for item in ids:
				connection.send(delete(token, item))
				answer = connection.answer()
				equal(answer.status, 503, item)
				equal(answer.header("retry-after"), "1")
				equal(answer.json()["type"], "urn:likesd:problem:unavailable")
			resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
			for item in ids:
				connection.send(delete(token, item))
				equal(connection.answer().status, 202, item)
		status, errors = daemon.stop()
		equal(status, 0)
		equal(len(errors.splitlines()), 2, f"trouble is told once, and its end: {errors!r}")


@test()
def idle_it_sleeps():
	"""The processor's time for a while in which others have a lot of it."""
	with Daemon() as daemon:
		with daemon.connect() as connection:
			equal(connection.request("GET", "/healthz").status, 200)
			connection.send(b"GET /hea")

			def ticks():
				with open(f"/proc/{daemon.process.pid}/stat", encoding="ascii") as stat:
					return sum(map(int, stat.read().rpartition(")")[2].split()[11:13]))

			before = ticks()
			subprocess.run(["python3", "-c", "for i in range(10**7): pass"], check=True)
			true(ticks() - before <= 3, f"{ticks() - before} ticks for nothing")


run()
