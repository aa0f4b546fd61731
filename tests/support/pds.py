"""A real Bluesky server from npm, and the accounts in it as another client sees them: by plain HTTP.
The PDS can be killed and started again; its directory of identities lives beside it and stays."""

import base64
import contextlib
import datetime
import glob
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import urllib.parse

from tap import Skip

PLACE = pathlib.Path(__file__).resolve().parent.parent / "service" / "bluesky"
POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"
WRITES = 200  # the most that applyWrites takes
_BEGIN = datetime.datetime(2024, 1, 1)


def need():
	"""Skips the test where the packages are not installed. Where CI is set that is a failure, unless
	scripts/deps said that they cannot be had."""
	if shutil.which("node") and (PLACE / "node_modules" / ".of-lock-file").exists():
		return
	with contextlib.suppress(FileNotFoundError):
		raise Skip((PLACE / "missing").read_text(encoding="utf-8").strip())
	if os.environ.get("CI"):
		raise AssertionError("no Bluesky server: 'scripts/deps --bluesky' was not run, or failed")
	raise Skip("no Bluesky server: 'scripts/deps --bluesky' installs it (360 MB)")


def free_port():
	"""One that no connection gets by chance while the server is away."""
	while True:
		port = random.randrange(20000, 32000)
		with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
			return port


class Refused(Exception):
	"""The server did not answer 200."""

	def __init__(self, method, status, answer):
		super().__init__(f"{method}: {status} {answer}")
		self.status, self.answer = status, answer

	def is_about(self, name):
		return isinstance(self.answer, dict) and self.answer.get("error") == name


class Api:
	"""Calls to the server at an address."""

	def __init__(self, port):
		self.address = ("127.0.0.1", port)

	def url(self):
		return f"http://127.0.0.1:{self.address[1]}"

	def send(self, verb, method, body=None, authorization=None):
		connection = http.client.HTTPConnection(*self.address, timeout=60)
		headers = {"Authorization": authorization} if authorization else {}
		if body is not None:
			body = json.dumps(body).encode()
			headers["Content-Type"] = "application/json"
		with contextlib.closing(connection):
			connection.request(verb, "/xrpc/" + method, body, headers)
			answer = connection.getresponse()
			data = answer.read()
		found = json.loads(data) if data.startswith((b"{", b"[")) else data
		if answer.status != 200:
			raise Refused(method, answer.status, found)
		return found

	def get(self, method, authorization=None, **query):
		text = urllib.parse.urlencode(query, doseq=True)
		return self.send("GET", f"{method}?{text}", authorization=authorization)

	def post(self, method, body=None, authorization=None):
		return self.send("POST", method, body, authorization)


class Process:
	"""One `node pds.mjs`, in a folder of its own which is its TMPDIR, too."""

	def __init__(self, folder, *arguments, **env):
		self.folder, self.arguments, self.env = folder, [str(a) for a in arguments], env
		self.process = None

	def start(self):
		with open(os.path.join(self.folder, "errors"), "ab") as errors:
			self.process = subprocess.Popen(["node", str(PLACE / "pds.mjs"), *self.arguments],
					stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
					env=os.environ | {"TMPDIR": self.folder} | self.env)
		line = self.process.stdout.readline()
		if not line.startswith("ready "):
			self.kill()
			with open(os.path.join(self.folder, "errors"), encoding="utf-8") as errors:
				raise AssertionError(f"{self.arguments[0]} said {line!r} and {errors.read()[-2000:]!r}")
		return self

	def kill(self):
		if self.process is not None:
			self.process.kill()
			self._reap()

	def stop(self):
		"""Ends it as one does; its exit status."""
		self.process.terminate()
		return self._reap()

	def _reap(self):
		status = self.process.wait()
		self.process.stdin.close()
		self.process.stdout.close()
		self.process = None
		return status


class Pds(Api):
	"""with Pds() as pds: … access_ttl: seconds until an access token ends; rate_limits: those of the
	public service."""

	def __init__(self, access_ttl=None, rate_limits=False):
		need()
		super().__init__(free_port())
		self.folder = tempfile.mkdtemp(prefix="pds-test-")
		env = {"LOG_ENABLED": "true", "LOG_DESTINATION": os.path.join(self.folder, "log")}
		if access_ttl:
			env["ACCESS_TTL"] = str(access_ttl)
		if rate_limits:
			env["RATE_LIMITS"] = "1"
		plc = free_port()
		self._plc = Process(self.folder, "plc", plc)
		self._pds = Process(self.folder, "pds", self.address[1], f"http://localhost:{plc}",
				self.folder, **env)
		self._made = 0
		try:
			self._plc.start()
			self._pds.start()
		except BaseException:
			self.close()
			raise

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.close()

	def close(self):
		self._pds.kill()
		self._plc.kill()
		shutil.rmtree(self.folder, ignore_errors=True)

	def kill(self):
		"""As a power cut would; what it had answered it has still."""
		self._pds.kill()

	def stop(self):
		return self._pds.stop()

	def again(self):
		"""Starts it where it was, with what it had."""
		self._pds.start()

	def account(self, name="who"):
		"""Makes one, whose handle nobody else has."""
		self._made += 1
		return Account(self, f"{name}{self._made}.test")

	def commits(self, did):
		"""How many commits the repository has had: from the PDS's own log of what it publishes."""
		path = f"file:{self.folder}/data/sequencer.sqlite?mode=ro"
		with contextlib.closing(sqlite3.connect(path, uri=True)) as db:
			return db.execute("SELECT count(*) FROM repo_seq WHERE did = ? AND eventType = 'append'",
					(did,)).fetchone()[0]


class Account:
	"""Somebody on the server, with a client of their own that is not the one under test."""

	def __init__(self, api, handle):
		self.api, self.handle, self.password = api, handle, f"password of {handle}"
		made = api.post("com.atproto.server.createAccount", {"handle": handle,
				"email": f"{handle}@example.org", "password": self.password})
		self.did, self._access = made["did"], made["accessJwt"]
		self._minute = 0

	def session(self, password=None):
		return self.api.post("com.atproto.server.createSession",
				{"identifier": self.handle, "password": password or self.password})

	def call(self, method, body=None, verb="POST"):
		try:
			return self.api.send(verb, method, body, f"Bearer {self._access}")
		except Refused as why:
			if not why.is_about("ExpiredToken"):
				raise
		self._access = self.session()["accessJwt"]
		return self.api.send(verb, method, body, f"Bearer {self._access}")

	def app_password(self, name="unlike"):
		return self.call("com.atproto.server.createAppPassword", {"name": name})["password"]

	def revoke(self, name="unlike"):
		"""The app password, and every session that began with it."""
		self.call("com.atproto.server.revokeAppPassword", {"name": name})

	# --- what it writes -----------------------------------------------------------------------

	def apply(self, writes):
		"""All of them, as few calls as can be; the results."""
		results = []
		for at in range(0, len(writes), WRITES):
			results += self.call("com.atproto.repo.applyWrites",
					{"repo": self.did, "writes": writes[at:at + WRITES]})["results"]
		return results

	def create(self, values):
		"""Their URIs and CIDs. Without what createRecord does: a second like of a post stands beside
		the first."""
		return [{"uri": r["uri"], "cid": r["cid"]} for r in self.apply([{"collection": v["$type"],
				"$type": "com.atproto.repo.applyWrites#create", "value": v} for v in values])]

	def now(self):
		"""A minute later each time."""
		self._minute += 1
		return (_BEGIN + datetime.timedelta(minutes=self._minute)).isoformat() + ".000Z"

	def posts(self, count, text="post {0} of {1}"):
		return self.create([{"$type": POST, "text": text.format(i, self.handle),
				"createdAt": self.now()} for i in range(count)])

	def like(self, posts):
		"""A record each, the last one the newest."""
		return self.create([{"$type": LIKE, "subject": post, "createdAt": self.now()}
				for post in posts])

	def like_nothing(self):
		"""A record that no rule allows: it does not say what is liked."""
		return self.call("com.atproto.repo.createRecord", {"repo": self.did, "collection": LIKE,
				"record": {"$type": LIKE, "createdAt": self.now()}, "validate": False})

	def delete(self, *uris):
		for uri in uris:
			collection, rkey = uri.split("/")[-2:]
			self.call("com.atproto.repo.deleteRecord",
					{"repo": self.did, "collection": collection, "rkey": rkey})

	# --- what is there ------------------------------------------------------------------------

	def records(self, collection=LIKE):
		"""All of a collection as the server lists them: newest first."""
		found, cursor = [], {}
		while True:
			page = self.api.get("com.atproto.repo.listRecords", repo=self.did, collection=collection,
					limit=100, **cursor)
			found += page["records"]
			if "cursor" not in page:
				return found
			cursor = {"cursor": page["cursor"]}

	def everything(self):
		"""Every record in the repository, as (collection/rkey, CID)."""
		names = self.api.get("com.atproto.repo.describeRepo", repo=self.did)["collections"]
		return {("/".join(r["uri"].split("/")[-2:]), r["cid"]) for n in names
				for r in self.records(n)}

	def liked(self):
		"""(rkey, CID) of every like."""
		return {(r["uri"].rpartition("/")[2], r["cid"]) for r in self.records()}

	def subjects(self):
		"""What is liked, as often as it is; None for a like of nothing."""
		return [r["value"].get("subject", {}).get("uri") for r in self.records()]

	def rev(self):
		"""Of the repository; another one after every change."""
		return self.api.get("com.atproto.sync.getLatestCommit", did=self.did)["rev"]

	def commits(self):
		return self.api.commits(self.did)


# --- with the AppView -------------------------------------------------------------------------

def _postgres():
	"""The folder of PostgreSQL's programs, and who runs them: it refuses root."""
	found = shutil.which("initdb")
	folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
	if found:
		folders.append(os.path.dirname(os.path.realpath(found)))
	if not folders:
		raise Skip("no PostgreSQL, which the AppView keeps its records in")
	return folders[-1], {"user": "postgres"} if os.geteuid() == 0 else {}


class Network(Api):
	"""with Network() as network: … a PDS with an AppView that follows it, and can be frozen."""

	def __init__(self):
		need()
		programs, self._user = _postgres()
		super().__init__(free_port())
		self.folder = tempfile.mkdtemp(prefix="pds-test-")
		self._made, self._database = 0, None
		ports = [free_port() for _ in range(4)]
		self.appview = Api(ports[1])
		self._node = Process(self.folder, "network", self.address[1], *ports[:3],
				DB_POSTGRES_URL=f"postgres://pg@127.0.0.1:{ports[3]}/postgres", DB_POSTGRES_SCHEMA="t")
		try:
			self._start_database(programs, ports[3])
			self._node.start()
		except BaseException:
			self.close()
			raise

	def _start_database(self, programs, port):
		home = os.path.join(self.folder, "postgres")
		os.mkdir(home, 0o700)
		os.chmod(self.folder, 0o711)
		if self._user:
			shutil.chown(home, **self._user)
		subprocess.run([f"{programs}/initdb", "-D", f"{home}/data", "-U", "pg", "-A", "trust",
			"--no-sync"], cwd=home, check=True, capture_output=True, **self._user)
		with open(os.path.join(self.folder, "database"), "wb") as log:
			self._database = subprocess.Popen([f"{programs}/postgres", "-D", f"{home}/data", "-p",
				str(port), "-c", "listen_addresses=127.0.0.1", "-k", home, "-c", "fsync=off"],
				cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._user)
		while subprocess.run([f"{programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)],
				check=False).returncode != 0:
			if self._database.poll() is not None:
				raise AssertionError("PostgreSQL does not start")

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.close()

	def close(self):
		self._node.kill()
		if self._database is not None:
			self._database.send_signal(signal.SIGQUIT)  # at once, with all its processes
			self._database.wait()
		shutil.rmtree(self.folder, ignore_errors=True)

	account = Pds.account

	def toggle(self):
		"""Freezes the AppView, or lets it go on; what it is now."""
		self._node.process.send_signal(signal.SIGUSR2)
		return self._node.process.stdout.readline().strip()
