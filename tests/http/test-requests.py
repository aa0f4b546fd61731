"""Requests that could be read in two ways, or that ask for too much: likesd's HTTP, byte by byte."""

import json
import socket

from daemon import Daemon, request_bytes
from tap import equal, run, test, true

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def refused(daemon, data, status, what, ours=True):
	"""`data`, with another request hidden behind it: one refusal, and then the connection's end.
	Not `ours`: libmicrohttpd refuses by itself, and then writes its head twice."""
	with daemon.connect() as connection:
		connection.send(data + HEALTH)
		everything = connection.everything()
	true(everything.startswith(b"HTTP/1.1 %d " % status), f"{what}: {everything!r}")
	true(b" 200 " not in everything, f"{what}: the hidden request was answered: {everything!r}")
	if ours:
		equal(everything.count(b"HTTP/1.1 "), 1, what)
		equal(json.loads(everything.partition(b"\r\n\r\n")[2])["status"], status, what)
	return everything


@test()
def what_ends_in_two_places_is_refused_and_the_connection_closed():
	post = b"POST /v1/likes/batch-cancel HTTP/1.1\r\nHost: x\r\n"
	# *: libmicrohttpd's own refusal.
	cases = [
		("no host", b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", 400),
		("two lengths", post + b"Content-Length: 5\r\nContent-Length: 0\r\n\r\n", 400),
		("the same length twice", post + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400),
		("a list of lengths*", post + b"Content-Length: 5, 5\r\n\r\n", 400),
		("length and chunks", post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
		("chunks and length", post + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400),
		("chunks", post + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411),
		("chunks in capitals", post + b"TRANSFER-ENCODING: CHUNKED\r\n\r\n0\r\n\r\n", 411),
		("another coding", post + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 411),
		("identity", post + b"Transfer-Encoding: identity\r\n\r\n", 411),
		("two codings", post + b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
		("a negative length*", post + b"Content-Length: -1\r\n\r\n", 400),
		("a length with a sign*", post + b"Content-Length: +5\r\n\r\n", 400),
		("a length in hexadecimal*", post + b"Content-Length: 0x5\r\n\r\n", 400),
		("an empty length*", post + b"Content-Length:\r\n\r\n", 400),
		("a space before the colon", post + b"Content-Length : 5\r\n\r\nhello", 400),
		("a tab before the colon", post + b"Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n", 400),
		("a name that is no token", post + b"Content(Length): 5\r\n\r\n", 400),
		("a folded coding", post + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400),
		("a coding folded in two", post + b"Transfer-Encoding: x,\r\n chunked\r\n\r\n", 400),
		("a folded length", post + b"Content-Length:\r\n 5\r\n\r\nhello", 400),
		("a length by folding", post + b"Content-Len: 40\r\n gth\r\n\r\n", 400),
		("a fold at the top", b"POST / HTTP/1.1\r\n Content-Length: 5\r\nHost: x\r\n\r\n", 400),
		("a folded host", b"POST / HTTP/1.1\r\nHost: x\r\n Content-Length: 5\r\n\r\n", 400),
		("lines that end with LF", b"POST / HTTP/1.1\nHost: x\n\n", 400),
		("a length behind LF", post + b"A: b\nContent-Length: 40\r\n\r\n", 400),
		("a coding behind LF", post + b"A: b\nTransfer-Encoding: chunked\r\n\r\n", 400),
		("a length behind CR", post + b"A: b\rContent-Length: 40\r\n\r\n", 400),
		("NUL in a header", post + b"A: b\0c\r\nContent-Length: 0\r\n\r\n", 400),
		("NUL behind a length", post + b"Content-Length: 5\0\r\n\r\nhello", 400),
		("NUL behind a length that is not the last", post + b"Content-Length: 5\0\r\nA: b\r\n\r\nhello", 400),
		("a line that begins with NUL", post + b"\0Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
		("a line without a name", post + b": x\r\nContent-Length: 0\r\n\r\n", 400),
		("a last line without a name", post + b"Content-Length: 0\r\n: x\r\n\r\n", 400),
		("a head that ends with LF", post + b"Content-Length: 0\r\n\n", 400),
		("a head without headers that ends with LF", b"GET / HTTP/1.0\r\n\n", 400),
		("a line that ends with CR CR LF*", post + b"Content-Length: 0\r\r\n\r\n", 400),
		("a vertical tab before a coding", post + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", 400),
		("a vertical tab before a length*", post + b"Content-Length: \x0b5\r\n\r\nhello", 400),
		("two numbers*", post + b"Content-Length: 5 5\r\n\r\nhello", 400),
		("a superscript*", post + b"Content-Length: \xb2\r\n\r\nhello", 400),
		("a length beyond 64 bits*", post + b"Content-Length: 18446744073709551621\r\n\r\nhello", 413),
		("a length beyond 32 bits", post + b"Content-Length: 4294967301\r\n\r\nhello", 413),
		("an unknown coding", post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 411),
		("an empty coding", post + b"Transfer-Encoding:\r\n\r\n", 411),
		("chunks of HTTP/1.0", b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
		("two blanks before the target", b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 400),
		("two blanks behind the target", b"GET /healthz  HTTP/1.1\r\nHost: x\r\n\r\n", 400),
		("a word too many", b"GET /healthz x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
		("a method that is no token", b"GE(T /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 400),
		("a tunnel", b"CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
	]
	with Daemon() as daemon:
		for what, data, status in cases:
			refused(daemon, data, status, what, ours="*" not in what)


@test()
def blanks_around_a_header_are_no_reason_to_refuse():
	with Daemon() as daemon, daemon.connect() as connection:
		for line in ("X:y", "X: \t y", "X:", "X: ", "X: a\tb", "X: \xe9", "X-" + "x" * 300 + ": y"):
			equal(connection.request("GET", "/healthz", headers=[line]).status, 200, repr(line))


@test()
def a_body_ends_where_its_length_says_and_what_follows_is_the_next_request():
	heads = [b"Content-Length: 36\r\n", b"Content-Length: 0036\r\n", b"Connection: Content-Length\r\nContent-Length: 36\r\n",
			b"Transfer_Encoding: chunked\r\nContent-Length: 36\r\n", b"Content-Length: 36\r\nTrailer: Content-Length\r\n",
			b"Content-Length: 36\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n", b"Cookie: a=b; c\r\nContent-Length: 36\r\n",
			b"X: " + b"x" * 20000 + b"\r\nContent-Length: 36\r\n"]
	body = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n.."
	with Daemon() as daemon:
		for head, method in ((h, m) for h in heads for m in (b"GET", b"POST")):
			with daemon.connect() as connection:
				connection.send(method + b" /healthz HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n" + body + HEALTH)
				got = [connection.answer().status for _ in range(2)]
			equal(got, [200 if method == b"GET" else 405, 200], str(head[:60]))


@test()
def a_request_in_single_bytes_is_the_same_request():
	with Daemon() as daemon, daemon.connect() as connection:
		connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
		for byte in b"\r\n" + request_bytes("GET", "/healthz?", headers=["X: \t y "]):
			connection.send(bytes([byte]))
		equal(connection.answer().status, 200)


@test()
def a_header_that_decides_may_stand_there_once():
	with Daemon() as daemon:
		token = daemon.user()
		for name, value in (("Authorization", f"Bearer {token}"), ("Idempotency-Key", "k" * 16),
				("Host", "x"), ("Content-Type", "application/json")):
			lines = f"GET /v1/me HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\n{name}: {value}\r\n\r\n"
			answer = refused(daemon, lines.encode(), 400, name)
			true(name.encode() in answer.partition(b"\r\n\r\n")[2], str(answer))


@test()
def a_huge_body_is_refused_before_it_is_read():
	with Daemon() as daemon:
		for length in (65537, 10**9, 99999999999, 10**18, 10**30):
			with daemon.connect() as connection:
				connection.send(b"POST /v1/likes/batch-cancel HTTP/1.1\r\nHost: x\r\n"
						b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % length)
				answer = connection.everything()
			true(answer.startswith(b"HTTP/1.1 413 "), f"{length}: {answer!r}")


@test()
def a_body_of_the_limit_is_read_and_one_in_pieces_too():
	with Daemon() as daemon:
		token = daemon.user()
		body = b" " * 65535 + b"x"
		with daemon.connect() as connection:
			answer = connection.request("POST", "/v1/likes/batch-cancel", token, body=body,
					headers=["Content-Type: application/json"])
			true(answer.status in (400, 403), str(answer.status))
			data = request_bytes("POST", "/v1/likes/batch-cancel", token, body=b"x" * 3000)
			for at in range(0, len(data), 500):
				connection.send(data[at:at + 500])
			true(connection.answer().status in (400, 403), "in pieces")
			equal(connection.request("GET", "/healthz").status, 200, "the connection goes on")


@test()
def pipelined_requests_are_answered_in_their_order():
	with Daemon() as daemon:
		token = daemon.user()
		with daemon.connect() as connection:
			paths = ["/healthz", "/v1/me", "/nowhere", "/v1/platform", "/healthz"] * 8
			connection.send(b"".join(request_bytes("GET", p, token) for p in paths))
			got = [connection.answer().status for _ in paths]
			equal(got, [404 if p == "/nowhere" else 200 for p in paths])


@test()
def the_path_reaches_the_handlers_as_it_came():
	with Daemon() as daemon:
		token = daemon.user()
		for path in ("/v1/likes/..%2f..%2fetc%2fpasswd", "/v1/likes/%00", "/v1%2Fme", "/v1/me/",
				"//v1/me", "/v1/likes/v1%20", "/v1/likes/" + "a" * 5000, "/%76%31/me",
				"/v1/likes/v1;x", "/v1/likes/v1#x", "/v1/./me", "/V1/me"):
			answer = daemon.request("GET", path, token)
			equal(answer.status, 404, path[:60])
			equal(answer.json()["status"], 404)


@test()
def a_target_that_is_no_path_is_refused():
	with Daemon() as daemon:
		for target in ("*", "http://127.0.0.1/healthz", "healthz", "/a\x7fb", "/a\xe9", "/a\x01"):
			data = f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode("latin-1")
			refused(daemon, data, 400, repr(target))


@test()
def too_many_or_too_long_headers_are_refused():
	with Daemon() as daemon:
		for what, headers in (("long", ["X: " + "a" * 60000]), ("many", ["X: y"] * 6000)):
			with daemon.connect() as connection:
				try:
					answer = connection.request("GET", "/healthz", headers=headers)
				except (ConnectionResetError, BrokenPipeError):
					continue
				true(answer is None or answer.status in (413, 414, 431), f"{what}: {answer and answer.status}")
		equal(daemon.request("GET", "/healthz").status, 200)


@test()
def methods_are_told_apart():
	with Daemon() as daemon:
		for method in ("POST", "PATCH", "OPTIONS", "HEAD", "get"):
			answer = None
			with daemon.connect() as connection:
				connection.send(request_bytes(method, "/healthz"))
				if method == "HEAD":
					# Its answer has the length of a body that does not come.
					head = connection.socket.recv(65536)
					equal(head.split()[1], b"405", method)
					continue
				answer = connection.answer()
			equal(answer.status, 405, method)
			true("GET" in answer.header("allow"), "Allow")


@test()
def every_answer_says_what_it_is_and_is_kept_by_nobody():
	with Daemon() as daemon:
		token = daemon.user()
		answer = daemon.request("GET", "/v1/me", token)
		equal(answer.header("content-type"), "application/json")
		equal(answer.header("cache-control"), "no-store")
		equal(answer.header("connection"), None)
		answer = daemon.request("GET", "/v1/me")
		equal((answer.status, answer.header("www-authenticate")), (401, "Bearer"))
		equal(answer.header("content-type"), "application/problem+json")
		wrong = daemon.request("GET", "/v1/me", "x" * 43)
		equal(wrong.body, answer.body, "missing and wrong tokens look the same")
		for scheme in ("Basic", "bearer ", "BEARER", "Bearer   "):
			headers = [f"Authorization: {scheme} {token}"]
			answer = daemon.request("GET", "/v1/me", headers=headers)
			equal(answer.status, 401 if scheme == "Basic" else 200, scheme)


@test()
def a_request_of_http_1_0_is_answered_and_closed():
	with Daemon() as daemon, daemon.connect() as connection:
		connection.send(b"GET /healthz HTTP/1.0\r\n\r\n")
		equal(connection.answer().status, 200)
		true(connection.closed(), "the connection goes on")


@test()
def nonsense_is_never_answered_200():
	with Daemon() as daemon:
		for data in (b"\r\n\r\n\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 300,
				b"GET\r\n\r\n", b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/1.1\r\n\r\n",
				b"GET /healthz HTTP/1.1\r\nno colon\r\nHost: x\r\n\r\n",
				b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\0" * 1000, json.dumps({"a": 1}).encode()):
			with daemon.connect() as connection:
				connection.send(data)
				connection.socket.shutdown(1)
				answer = connection.answer()
				true(answer is None or answer.status >= 400, f"{data[:30]!r}: {answer and answer.status}")
		equal(daemon.request("GET", "/healthz").status, 200)


run()
