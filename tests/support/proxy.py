"""Between a client and a server: sees each request and answer, and may cut or hold them there."""

import json
import socket
import threading


class Request:
	def __init__(self, head, body):
		lines = head.decode("latin-1").split("\r\n")
		self.method, self.path, _ = lines[0].split(" ", 2)
		self.headers = {k.lower(): v.strip() for k, _, v in (l.partition(":") for l in lines[1:])}
		self.body = body
		self.data = head + b"\r\n\r\n" + body
		self.status = None  # of the answer

	def is_cancel(self):
		return self.method == "DELETE"

	def item(self):
		return self.path.rpartition("/")[2]

	def cancels(self):
		"""Each item that it cancels, by itself or among others, with its Idempotency-Key."""
		if self.is_cancel():
			return {self.item(): self.headers.get("idempotency-key")}
		if self.path.endswith("/batch-cancel"):
			return {wish["id"]: wish["key"] for wish in json.loads(self.body)["items"]}
		return {}


class Cut(Exception):
	"""Raised by a hook: both connections are closed here."""


class _Stream:
	"""HTTP messages with a Content-Length or in chunks, one after the other."""

	def __init__(self, end):
		self.end, self.rest = end, b""

	def more(self):
		data = self.end.recv(65536)
		self.rest += data
		return bool(data)

	def message(self):
		"""Head and body, or None at the end."""
		while b"\r\n\r\n" not in self.rest:
			if not self.more():
				return None
		head, _, self.rest = self.rest.partition(b"\r\n\r\n")
		length, chunked = 0, False
		for line in head.split(b"\r\n")[1:]:
			name, _, value = line.partition(b":")
			if name.lower() == b"content-length":
				length = int(value)
			elif name.lower() == b"transfer-encoding":
				chunked = value.strip().lower() == b"chunked"
		body = self._chunks() if chunked else self._take(length)
		return None if body is None else (head, body)

	def _take(self, length):
		while len(self.rest) < length:
			if not self.more():
				return None
		taken, self.rest = self.rest[:length], self.rest[length:]
		return taken

	def _chunks(self):
		"""As they come, with their lengths."""
		whole = b""
		while True:
			while b"\r\n" not in self.rest:
				if not self.more():
					return None
			line = self.rest.partition(b"\r\n")[0]
			size = int(line.partition(b";")[0], 16)
			chunk = self._take(len(line) + 2 + size + 2)
			if chunk is None:
				return None
			whole += chunk
			if size == 0:
				return whole


class Proxy:
	"""with Proxy(server.address) as p: … `before` sees a request that is not forwarded yet, `after`
	one that the server has answered but the client has not heard of; both may raise Cut, or wait."""

	def __init__(self, address):
		self.to = address
		self.before = self.after = lambda request: None
		self.keys = {}  # item: the Idempotency-Keys of its cancels
		self.requests = []
		self._lock = threading.Lock()
		self._open = set()
		self._listener = None
		self.port = 0

	def __enter__(self):
		return self.listen()

	def __exit__(self, *_):
		self.close()

	def url(self):
		return f"http://127.0.0.1:{self.port}"

	def listen(self):
		"""Begins, or begins again at the same port."""
		listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
		self.port = listener.getsockname()[1]
		self._listener = listener
		threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
		return self

	def close(self):
		"""Whoever connects from now on is refused; whoever is connected is cut."""
		with self._lock:
			if self._listener is not None:
				# Wakes accept(), which close() alone does not.
				self._listener.shutdown(socket.SHUT_RDWR)
				self._listener.close()
				self._listener = None
			for end in self._open:
				end.shutdown(socket.SHUT_RDWR)

	def _accept(self, listener):
		while True:
			try:
				client, _ = listener.accept()
			except OSError:
				return
			threading.Thread(target=self._serve, args=(client,), daemon=True).start()

	def _serve(self, client):
		try:
			with client, socket.create_connection(self.to) as server:
				with self._lock:
					if self._listener is None:
						return
					self._open.update((client, server))
				try:
					self._relay(client, server)
				finally:
					with self._lock:
						self._open.difference_update((client, server))
		except (OSError, Cut):
			pass

	def _relay(self, client, server):
		requests, answers = _Stream(client), _Stream(server)
		while (message := requests.message()) is not None:
			request = Request(*message)
			with self._lock:
				self.requests.append(request)
				for item, key in request.cancels().items():
					self.keys.setdefault(item, set()).add(key)
			self.before(request)
			server.sendall(request.data)
			answer = answers.message()
			if answer is None:
				return
			request.status = int(answer[0].split(b" ", 2)[1])
			self.after(request)
			client.sendall(answer[0] + b"\r\n\r\n" + answer[1])
