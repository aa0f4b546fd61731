"""GET /metrics, read as strictly as Prometheus may; and what likesd says on standard error."""

import re
import resource
import sqlite3

from daemon import Daemon, key_of, request_bytes
from openapi import DOC
from tap import equal, run, test, true

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9]+(?:\.[0-9]+)?)")
ENDS = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


class Metrics:
	"""The text, taken apart; whatever the format does not allow fails."""

	def __init__(self, text):
		self.types, self.samples = {}, {}
		true(text.endswith("\n") and "\r" not in text and "\n\n" not in text, "lines")
		family = None
		for line in text.splitlines():
			kind, _, rest = line.removeprefix("# ").partition(" ")
			name, _, words = rest.partition(" ")
			if line.startswith("# HELP "):
				true(re.fullmatch(NAME, name) and words, line)
				true(name not in self.types, f"{name} is there twice")
				family, self.types[name] = name, None
			elif line.startswith("# TYPE "):
				equal((kind, name, self.types[name]), ("TYPE", family, None), line)
				true(words in ENDS, line)
				true((words == "counter") == name.endswith("_total"), line)
				self.types[name] = words
			else:
				self.sample(line, family)
		true(None not in self.types.values(), "a name without a type")
		for name, kind in self.types.items():
			if kind == "histogram":
				self.histogram(name)

	def sample(self, line, family):
		match = SAMPLE.fullmatch(line)
		true(match is not None, f"no sample: {line!r}")
		name, labels, value = match.groups()
		true(name in [family + end for end in ENDS[self.types[family]]], f"{name} below {family}")
		pairs = re.findall(r'([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"', labels or "")
		equal(len(dict(pairs)), len(pairs), f"a label is there twice: {line}")
		key = (name, tuple(sorted(pairs)))
		true(key not in self.samples, f"twice: {line}")
		self.samples[key] = float(value)

	def histogram(self, name):
		buckets = [(dict(labels)["le"], value) for (n, labels), value in self.samples.items()
				if n == name + "_bucket"]
		edges = [float(edge.replace("+Inf", "inf")) for edge, _ in buckets]
		counts = [value for _, value in buckets]
		equal((edges, counts), (sorted(set(edges)), sorted(counts)), f"{name} is summed up")
		equal((edges[-1], counts[-1]), (float("inf"), self.value(name + "_count")), name)

	def value(self, name, **labels):
		return self.samples.get((name, tuple(sorted(labels.items()))), 0)


def metrics(daemon, connection=None):
	request = (connection or daemon).request
	answer = request("GET", "/metrics")
	equal((answer.status, answer.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"))
	return Metrics(answer.body.decode("utf-8"))


def requests_of(found, method, route, status):
	return found.value("likesd_http_requests_total", method=method, route=route, status=str(status))


@test()
def every_request_is_counted_once_under_its_route():
	with Daemon(sample=30) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 5)
		with daemon.connect() as connection:
			for item in ids:
				connection.request("DELETE", f"/v1/likes/{item}", token, key_of("x", item))
			connection.request("GET", "/v1/likes/v1", "wrong")
			connection.request("GET", "/v1/likes/../../etc/passwd", token)
			connection.request("BREW", "/healthz")
			connection.request("GET", "/v1/operations/o99", token)
			found = metrics(daemon, connection)
		for method, route, status, count in (("DELETE", "/v1/likes/{id}", 202, 5), ("GET", "other", 401, 1),
				("GET", "other", 404, 1), ("other", "/healthz", 405, 1), ("GET", "/v1/likes", 200, 1),
				("GET", "/v1/operations/{id}", 404, 1), ("GET", "/metrics", 200, 0)):
			equal(requests_of(found, method, route, status), count, f"{method} {route} {status}")
		answered = sum(v for (n, _), v in found.samples.items() if n == "likesd_http_requests_total")
		equal((answered, found.value("likesd_http_request_seconds_count")), (10, 10))
		equal(requests_of(metrics(daemon), "GET", "/metrics", 200), 1, "the one before")


@test()
def what_there_is_can_be_seen_coming_and_going():
	with Daemon("--time-scale", "100000", sample=200) as daemon:
		equal(metrics(daemon).value("likesd_accounts"), 0)
		token = daemon.user()
		daemon.user("another")
		before = metrics(daemon)
		equal((before.value("likesd_accounts"), before.value("likesd_operations_pending")), (2, 0))
		true(before.value("likesd_database_pages") > 10, "pages")
		true(before.value("likesd_start_time_seconds") > 1.7e9, "since 1970")
		have = [daemon.connect() for _ in range(20)]
		for connection in have:
			equal(connection.request("GET", "/healthz").status, 200)
		equal(metrics(daemon, have[0]).value("likesd_http_connections"), 20)
		for connection in have[1:]:
			connection.close()
		while metrics(daemon, have[0]).value("likesd_http_connections") > 1:
			pass
		item = daemon.likes(token, 1)[0]
		equal(have[0].request("DELETE", f"/v1/likes/{item}", token, key_of("x")).status, 202)
		while metrics(daemon, have[0]).value("likesd_operations_pending") > 0:
			pass
		equal(have[0].request("GET", f"/v1/likes/{item}", token).json()["published"], False)
		have[0].close()


@test()
def labels_are_words_of_ours_only():
	with Daemon(sample=30) as daemon:
		token = daemon.user("anna")
		for path in ('/v1/"}', "/v1/likes/v1\\n", "/\\", "/v1/likes/anna", "/%0a", "/x" * 500):
			daemon.request("GET", path, token)
		for method in ("GE", "X" * 100, "A" * 20, "get"):
			daemon.request(method, "/v1/me", token)
		answer = daemon.request("GET", "/metrics")
		found = Metrics(answer.body.decode())
		labels = {label for (name, labels) in found.samples for label in labels}
		routes = {value for name, value in labels if name == "route"}
		true(routes <= set(DOC["paths"]) | {"other"}, str(routes))
		methods = {value for name, value in labels if name == "method"}
		true(methods <= {"GET", "PUT", "POST", "DELETE", "other"}, str(methods))
		for secret in (token, token[7:20], "anna", "v1\\"):
			true(secret.encode() not in answer.body, secret)


LINE = re.compile(r"likesd: (?:127\.0\.0\.\d|unix) (?:GET|PUT|POST|DELETE|other) (?:/[\w/{}-]*|other) "
		r"\d{3}, \d+ bytes, \d+ ms")


def everything_once(daemon, token):
	"""Requests of every kind, with the token where one may be and where none should be."""
	item = daemon.likes(token, 1)[0]
	wrong = token[:-1] + ("0" if token[-1] != "0" else "1")
	with daemon.connect() as connection:
		for method, path, bearer, key in (("GET", "/v1/me", token, None), ("GET", "/v1/me", wrong, None),
				("GET", f"/v1/me?token={token}", token, None), ("GET", f"/{token}", None, None),
				("GET", f"/v1/likes/{token}", token, None), ("GET", f"/v1/likes/{item}", token, None),
				("DELETE", f"/v1/likes/{item}", token, "secret-key-of-mine"), (token, "/v1/me", token, None),
				("GET", "/v1/likes?cursor=" + token, token, None), ("GET", "/%1b]0;x%07", None, None)):
			connection.request(method, path, bearer, key)
		connection.request("GET", "/v1/me", headers=[f"Authorization: Basic {token}", f"Cookie: t={token}"])
	for data in (f"GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\n\r\n",
			f"GET {token} HTTP/1.1\r\nHost: x\r\n\r\n", f"{token}\r\n\r\n",
			f"GET /v1/me HTTP/1.1\r\nX: {token * 1000}\r\n\r\n"):
		with daemon.connect() as connection:
			connection.send(data.encode())
			connection.everything()


def no_secrets(said, token):
	for secret in (token, token[7:39], "secret-key-of-mine", "v1'", "\x1b"):
		true(secret not in said, f"{secret!r} in {said[:2000]!r}")


@test()
def without_verbose_nothing_is_said_and_with_it_nothing_secret():
	for options in ((), ("--verbose",)):
		with Daemon(*options, sample=30) as daemon:
			token = daemon.user()
			title = daemon.request("GET", "/v1/likes?limit=1", token).json()["items"][0]["title"]
			everything_once(daemon, token)
			status, said = daemon.stop()
			equal(status, 0)
			no_secrets(daemon.line + said, token)
			true(title not in said, title)
			lines = said.splitlines()
			if not options:
				equal(lines, [])
				continue
			for line in lines:
				true(LINE.fullmatch(line), repr(line))
			for words in ("DELETE /v1/likes/{id} 202", "GET other 401", "other /v1/me 405", "GET other 404",
					"GET /v1/likes/{id} 404", "GET other 400"):
				equal(len([1 for line in lines if words in line]) > 0, True, f"{words} in {lines}")


@test()
def a_failure_of_one_request_is_always_said_once_a_minute_without_what_it_was_about():
	with Daemon(sample=30) as daemon:
		token = daemon.user()
		item = daemon.likes(token, 1)[0]
		daemon.stop()
		connection = sqlite3.connect(daemon.db)
		with connection:
			connection.execute("CREATE TRIGGER planted BEFORE INSERT ON event"
					" BEGIN SELECT raise(ABORT, 'planted'); END")
		connection.close()
		daemon.process.stdout.close()
		daemon.process.stderr.close()
		daemon.start()
		with daemon.connect() as connection:
			for number in range(5):
				answer = connection.request("DELETE", f"/v1/likes/{item}?", token, key_of("secret-key-of-mine", number))
				equal(answer.status, 503, str(answer.body))
				equal(connection.request("GET", f"/v1/likes/{item}", token).status, 200)
			found = metrics(daemon, connection)
		equal(requests_of(found, "DELETE", "/v1/likes/{id}", 503), 5)
		status, said = daemon.stop()
		equal(status, 0)
		no_secrets(said, token)
		equal(len(said.splitlines()), 1, said)
		true(said.startswith("likesd: DELETE /v1/likes/{id}: ") and "planted" in said, said)


@test()
def trouble_with_the_database_is_said_and_names_no_secret():
	with Daemon(sample=30, restore_signals=False) as daemon:
		token = daemon.user()
		resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
		with daemon.connect() as connection:
			connection.send(request_bytes("DELETE", "/v1/likes/v1", token, "secret-key-of-mine"))
			equal(connection.answer().status, 503)
			resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
			equal(requests_of(metrics(daemon, connection), "DELETE", "/v1/likes/{id}", 503), 1)
		status, said = daemon.stop()
		equal(status, 0)
		true("nothing can be stored" in said, said)
		no_secrets(said, token)


run()
