"""A real likesd of its own for each test: its own folder, a free port, ended with the test."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile

BINARY = os.environ.get("LIKESD") or os.path.abspath("build/likesd")
PLATFORM = os.environ.get("LIKESD_PLATFORM", "wechat-channels")
WITHOUT_LIMITS = "unnamed"  # reviews nothing: for what is about many cancels, not about rules


def user_add(db, name, *options):
	"""The finished process of `likesd user add`."""
	return subprocess.run([BINARY, "user", "add", name, "--db", db, *options],
			capture_output=True, text=True, timeout=60, check=False)


class Answer:
	def __init__(self, status, headers, body):
		self.status, self.headers, self.body = status, headers, body

	def json(self):
		return json.loads(self.body)

	def header(self, name):
		"""The values of a header, joined; None without it."""
		values = [v for k, v in self.headers if k == name.lower()]
		return ", ".join(values) if values else None


class Connection:
	"""HTTP/1.1 by hand, so that wrong requests can be sent and cut ones seen."""

	def __init__(self, address, source=None, timeout=20):
		if isinstance(address, str):
			self.socket = socket.socket(socket.AF_UNIX)
			self.socket.settimeout(timeout)
			self.socket.connect(address)
		else:
			self.socket = socket.create_connection(address, timeout, source)
		self.rest = b""

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.close()

	def close(self):
		self.socket.close()

	def reset(self):
		"""Closes with RST instead of FIN."""
		self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
		self.socket.close()

	def send(self, data):
		self.socket.sendall(data)

	def more(self):
		"""Reads once; False at the other side's end."""
		try:
			data = self.socket.recv(65536)
		except ConnectionResetError:
			data = b""
		self.rest += data
		return bool(data)

	def closed(self):
		"""Waits for the other side's end; False when it says something instead."""
		return not self.rest and not self.more()

	def everything(self):
		"""What comes until the other side's end."""
		while self.more():
			pass
		return self.rest

	def take(self):
		"""An answer that has come as a whole, or None."""
		head, end, rest = self.rest.partition(b"\r\n\r\n")
		if not end:
			return None
		lines = head.decode("latin-1").split("\r\n")
		status = int(lines[0].split()[1])
		headers = [(k.lower(), v.strip()) for k, _, v in
				(line.partition(":") for line in lines[1:])]
		length = int(dict(headers).get("content-length", "0"))
		if len(rest) < length:
			return None
		self.rest = rest[length:]
		return self.take() if status == 100 else Answer(status, headers, rest[:length])

	def answer(self):
		"""The next answer, or None where the connection ends before one begins."""
		while True:
			answer = self.take()
			if answer is not None:
				return answer
			if not self.more():
				if self.rest:
					raise AssertionError(f"a cut answer: {self.rest[:300]!r}")
				return None

	def request(self, method, path, token=None, key=None, body=None, headers=()):
		self.send(request_bytes(method, path, token, key, body, headers))
		return self.answer()


def request_bytes(method, path, token=None, key=None, body=None, headers=()):
	lines = [f"{method} {path} HTTP/1.1", "Host: likesd"]
	if token is not None:
		lines.append(f"Authorization: Bearer {token}")
	if key is not None:
		lines.append(f"Idempotency-Key: {key}")
	lines.extend(headers)
	data = b"" if body is None else body if isinstance(body, bytes) else body.encode()
	if body is not None:
		lines.append(f"Content-Length: {len(data)}")
	return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + data


def key_of(*parts):
	"""An Idempotency-Key that says what it is for."""
	return "-".join(str(p) for p in parts).ljust(16, "_")


class Daemon:
	"""with Daemon(sample=10) as d: …"""

	def __init__(self, *options, sample=0, listen="127.0.0.1:0", place=None, start=True,
			platform=PLATFORM, **popen):
		self.folder = tempfile.mkdtemp(prefix="likesd-test-")
		self.db = os.path.join(self.folder, "likes.db")
		self.options = ["--db", self.db, "--platform", platform, "--sample", str(sample)]
		self.options += ["--socket", place] if place else ["--listen", listen]
		self.options += options
		self.popen = popen
		self.process = None
		self.line = self.address = None
		if start:
			self.start()

	def start(self, *options, **popen):
		settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
				"stderr": subprocess.PIPE, "text": True} | self.popen | popen
		self.process = subprocess.Popen([BINARY, *self.options, *options], **settings)
		self.line = self.process.stdout.readline().rstrip("\n")
		place = self.line.removeprefix("likesd: listening on ")
		if place == self.line:
			raise AssertionError(f"it said {self.line!r} and {self.process.stderr.read()!r}")
		if place.startswith("http://"):
			host, _, port = place.removeprefix("http://").rpartition(":")
			self.address = (host.strip("[]"), int(port))
		else:
			self.address = place
		return self

	def __enter__(self):
		return self

	def __exit__(self, *_):
		if self.process is not None:
			if self.process.poll() is None:
				self.process.kill()
			self.process.wait()
			self.process.stdout.close()
			self.process.stderr.close()
		shutil.rmtree(self.folder, ignore_errors=True)

	def connect(self, **arguments):
		return Connection(self.address, **arguments)

	def request(self, *arguments, **named):
		with self.connect() as connection:
			return connection.request(*arguments, **named)

	def user(self, name="demo", *options):
		"""Makes an account, or a device of one; its token."""
		done = user_add(self.db, name, *options)
		if done.returncode != 0:
			raise AssertionError(f"user add ended {done.returncode}: {done.stderr}")
		return done.stdout.rstrip("\n")

	def review(self, *arguments):
		"""The finished process of `likesd review`."""
		return subprocess.run([BINARY, "review", *arguments, "--db", self.db],
				capture_output=True, text=True, timeout=60, check=False)

	def likes(self, token, count):
		"""The first `count` ids of an account's list."""
		ids, cursor = [], ""
		with self.connect() as connection:
			while len(ids) < count:
				page = connection.request("GET", f"/v1/likes?limit=200{cursor}", token).json()
				ids += [item["id"] for item in page["items"]]
				if page["next"] is None:
					break
				cursor = "&cursor=" + page["next"]
		return ids[:count]

	def descriptors(self):
		return len(os.listdir(f"/proc/{self.process.pid}/fd"))

	def settled(self, count):
		"""True once no more than `count` descriptors are open. It waits for the daemon's own
		progress by asking it something, not by the clock; the test's limit ends it."""
		while self.descriptors() > count:
			self.request("GET", "/healthz")
		return True

	def freeze(self):
		"""Stops it as it is: what is sent from now on is all there at once when it thaws."""
		os.kill(self.process.pid, signal.SIGSTOP)
		os.waitpid(self.process.pid, os.WUNTRACED)

	def thaw(self):
		os.kill(self.process.pid, signal.SIGCONT)

	def kill(self):
		self.process.kill()
		self.process.wait()

	def stop(self, signo=signal.SIGTERM, timeout=20):
		"""Ends it; its exit status and what it said on standard error."""
		self.process.send_signal(signo)
		return self.wait(timeout)

	def wait(self, timeout=20):
		_, errors = self.process.communicate(timeout=timeout)
		return self.process.returncode, errors
