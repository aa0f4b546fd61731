"""The real unlike with a home of its own, and the real likesd that it talks to."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from daemon import Daemon
from tap import PATIENCE
from terminal import SOON, Terminal

UNLIKE = os.environ.get("UNLIKE") or os.path.abspath("build/unlike")

# <sysexits.h>
(OK, USAGE, DATAERR, NOINPUT, UNAVAILABLE, SOFTWARE, CANTCREAT, IOERR, TEMPFAIL, PROTOCOL, NOPERM,
		CONFIG) = (0, 64, 65, 66, 69, 70, 73, 74, 75, 76, 77, 78)

# What a person may have set, and would show in a result.
_PERSONAL = ("NO_COLOR", "COLORFGBG", "COLORTERM", "LINES", "COLUMNS", "LANGUAGE", "LANG",
		"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy",
		"CURL_CA_BUNDLE", "SSL_CERT_FILE", "TERMINFO")


class Server(Daemon):
	"""A likesd with one account; what it knows, by plain HTTP."""

	def __init__(self, scale=60, sample=300, **named):
		super().__init__("--time-scale", str(scale), sample=sample, **named)
		self.token = None

	def __enter__(self):
		self.token = self.user()
		return self

	def url(self):
		return f"http://{self.address[0]}:{self.address[1]}"

	def get(self, path):
		request = urllib.request.Request(self.url() + path,
				headers={"Authorization": f"Bearer {self.token}"})
		opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
		with opener.open(request, timeout=20) as answer:
			return json.load(answer)

	def operations(self):
		"""All of them, as they stand now."""
		found, since = {}, "0"
		while True:
			page = self.get(f"/v1/operations?since={since}&limit=200")
			if not page["operations"]:
				return list(found.values())
			for operation in page["operations"]:
				found[operation["id"]] = operation
			since = page["next"]

	def operations_of(self, item):
		return [o for o in self.operations() if o["item"] == item]

	def like(self, item):
		return self.get(f"/v1/likes/{item}")

	def first(self, count):
		"""The first likes of the published list, as the server tells them."""
		return self.get(f"/v1/likes?limit={count}")["items"]

	def published(self):
		return set(self.likes(self.token, 10 ** 6))

	def again(self):
		"""Starts it where it listened before."""
		at = self.options.index("--listen") + 1
		self.options[at] = f"{self.address[0]}:{self.address[1]}"
		return self.start()


class Home:
	"""with Home() as home: … a folder that stands for a person's home."""

	def __init__(self, uid=None):
		self.path = tempfile.mkdtemp(prefix="unlike-test-")
		self.uid = uid
		for name in ("config", "state", "data", "tmp"):
			os.mkdir(self.file(name), 0o700)
		self.env = {k: v for k, v in os.environ.items() if k not in _PERSONAL} | {
			"HOME": self.path,
			"XDG_CONFIG_HOME": self.file("config"),
			"XDG_STATE_HOME": self.file("state"),
			"XDG_DATA_HOME": self.file("data"),
			"TMPDIR": self.file("tmp"),
			"TERM": "xterm-256color",
			"LC_ALL": "C.UTF-8",
			"TZ": "UTC",
		}
		self.settings = {}
		if uid is not None:
			self.settings = {"user": uid, "group": uid, "extra_groups": []}
			for folder, _, _ in os.walk(self.path):
				os.chown(folder, uid, uid)

	def __enter__(self):
		return self

	def __exit__(self, *_):
		shutil.rmtree(self.path, ignore_errors=True)

	def file(self, *names):
		return os.path.join(self.path, *names)

	def write(self, name, text, mode=0o600):
		path = self.file(name)
		with open(path, "w", encoding="utf-8") as file:
			file.write(text)
		os.chmod(path, mode)
		if self.uid is not None:
			os.chown(path, self.uid, self.uid)
		return path

	def forgive_leaks(self):
		"""For programs that are killed while the sanitizer looks for leaks, or whose libraries leak."""
		self.env["ASAN_OPTIONS"] = self.env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"

	def everything(self):
		"""All files in it, as paths from it on."""
		return sorted(os.path.relpath(os.path.join(folder, name), self.path)
				for folder, _, names in os.walk(self.path) for name in names)

	# --- without a terminal -------------------------------------------------------------------

	def run(self, *arguments, timeout=60 * PATIENCE, **named):
		"""A command without a terminal; the finished process."""
		settings = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True,
				"env": self.env} | self.settings | named
		return subprocess.run([UNLIKE, *arguments], timeout=timeout, check=False, **settings)

	def start(self, *arguments, **named):
		settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
				"stderr": subprocess.STDOUT, "text": True, "env": self.env} | self.settings | named
		return subprocess.Popen([UNLIKE, *arguments], **settings)

	def fine(self, *arguments, **named):
		"""The same, and it must end 0; its standard output."""
		done = self.run(*arguments, **named)
		if done.returncode != 0:
			raise AssertionError(f"unlike {' '.join(arguments)} ended {done.returncode}: "
					f"{done.stderr}{done.stdout}")
		return done.stdout

	def login(self, url, token, *options):
		path = self.write("token", token + "\n")
		return self.fine("login", "likesd", url, "--secret-file", path, *options)

	def intents(self):
		"""What `status --json` tells, newest first."""
		return [json.loads(line) for line in self.fine("status", "--json").splitlines()]

	def states(self):
		return [intent["state"] for intent in self.intents()]

	# --- on a terminal ------------------------------------------------------------------------

	def terminal(self, *arguments, rows=24, cols=80, **named):
		return Terminal([UNLIKE, *arguments], self.env, rows, cols, **(self.settings | named))


class Signed(Home):
	"""A home that is signed in to a server as it stands."""

	def __init__(self, server, url=None):
		super().__init__()
		self.server = server
		try:
			self.login(url or server.url(), server.token)
		except BaseException:
			self.__exit__()
			raise


def wait_until(condition, what, timeout=SOON):
	"""For what no terminal tells."""
	end = time.monotonic() + timeout
	while not (value := condition()):
		if time.monotonic() > end:
			raise AssertionError(f"{what}: not within {timeout} s")
		time.sleep(0.02)
	return value
