"""As much of a Bluesky server as signing in and out needs; its accounts like nothing."""

import http.server
import json
import threading
import urllib.parse

DID = "did:plc:fakefakefakefakefakefake"


class FakeBluesky:
	"""with FakeBluesky() as fake: … one account; `asked` holds what createSession was given."""

	handle, password = "alice.test", "abcd-efgh-ijkl-mnop"

	def __init__(self, did=DID):
		self.did = did
		self.sessions = 0  # how many were given
		self.good = set()  # tokens
		self.asked = []

	def __enter__(self):
		fake = self

		class Handler(_Handler):
			bluesky = fake

		self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		self.server.daemon_threads = True
		threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
		return self

	def __exit__(self, *_):
		self.server.shutdown()
		self.server.server_close()

	def url(self):
		return f"http://127.0.0.1:{self.server.server_address[1]}"

	def end_sessions(self):
		self.good.clear()

	def create(self, body):
		self.asked.append((body["identifier"], body["password"]))
		if body["identifier"] not in (self.handle, self.did) or body["password"] != self.password:
			return 401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
		return self.renew()

	def renew(self):
		self.sessions += 1
		tokens = {"accessJwt": f"access.{self.sessions}", "refreshJwt": f"refresh.{self.sessions}"}
		self.good |= set(tokens.values())
		return 200, tokens | {"did": self.did, "handle": self.handle, "active": True}


class _Handler(http.server.BaseHTTPRequestHandler):
	protocol_version = "HTTP/1.1"
	bluesky = None

	def log_message(self, *_):  # pylint: disable=arguments-differ
		pass

	def _answer(self, status, body):
		data = b"" if body is None else json.dumps(body).encode()
		self.send_response(status)
		self.send_header("Content-Type", "application/json")
		self.send_header("Content-Length", str(len(data)))
		self.end_headers()
		self.wfile.write(data)

	def _method(self):
		return urllib.parse.urlsplit(self.path).path.removeprefix("/xrpc/")

	def _is_signed_in(self):
		token = self.headers.get("Authorization", "").removeprefix("Bearer ")
		if token in self.bluesky.good:
			return True
		self._answer(400, {"error": "ExpiredToken", "message": "Token has expired"})
		return False

	def do_GET(self):  # pylint: disable=invalid-name
		fake = self.bluesky
		if self._method() == "com.atproto.repo.listRecords":
			self._answer(200, {"records": []})
		elif self._method() == "com.atproto.server.getSession":
			if self._is_signed_in():
				self._answer(200, {"did": fake.did, "handle": fake.handle, "active": True})
		else:
			self._answer(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"})

	def do_POST(self):  # pylint: disable=invalid-name
		body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
		if self._method() == "com.atproto.server.createSession":
			self._answer(*self.bluesky.create(json.loads(body)))
		elif self._method() == "com.atproto.server.refreshSession":
			if self._is_signed_in():
				self._answer(*self.bluesky.renew())
		elif self._method() == "com.atproto.server.deleteSession":
			if self._is_signed_in():
				self.bluesky.end_sessions()
				self._answer(200, None)
		else:
			self._answer(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"})
