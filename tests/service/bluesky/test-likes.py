"""unlike and a real Bluesky server. What became of the likes is asked of the server by plain HTTP."""

import contextlib
import functools
import json
import os
import random
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time

from pds import Network, Pds, Refused
from proxy import Cut, Proxy
from tap import PATIENCE, equal, run, test, true
from unlike import NOPERM, OK, TEMPFAIL, Home, wait_until

SEED = int(os.environ.get("SEED", "20261"))
TOKEN = re.compile(rb"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
TTL = 4 * PATIENCE


# --- the servers, one of a kind for all tests -------------------------------------------------

_running = contextlib.ExitStack()


@functools.cache
def plain():
	return _running.enter_context(Pds())


@functools.cache
def forgetful():
	"""Its access tokens end after seconds."""
	return _running.enter_context(Pds(access_ttl=TTL))


@functools.cache
def posts():
	"""What there is to like on plain()."""
	return plain().account("bob").posts(250)


def someone(count, pds=None):
	"""An account that likes so many posts, and has written three of its own."""
	account = (pds or plain()).account("alice")
	account.posts(3)
	account.like(posts()[:count] if pds is None else pds.account("bob").posts(count))
	return account


# --- unlike -----------------------------------------------------------------------------------

class Signed(Home):
	"""A home that is signed in, perhaps through a proxy."""

	def __init__(self, account, url=None):
		super().__init__()
		self.account, self.url = account, url or account.api.url()
		self.said = b""
		try:
			self.sign_in()
		except BaseException:
			self.__exit__()
			raise

	def sign_in(self):
		self.secret = self.account.app_password()
		path = self.write("secret", self.secret + "\n")
		return self.fine("login", "bluesky", self.url, "--user", self.account.handle, "--secret-file",
				path)

	def run(self, *arguments, **named):
		done = super().run(*arguments, **named)
		if isinstance(done.stdout, str):
			self.said += (done.stdout + done.stderr).encode()
		return done

	def likes(self, *options):
		return [json.loads(line) for line in self.fine("list", "--json", *options).splitlines()]

	def ids(self, *options):
		return [like["id"] for like in self.likes(*options)]

	def cancel(self, *ids):
		self.fine("cancel", *ids, "--yes", "--now")
		self.fine("sync", "--wait")

	def sessions(self):
		return [n for n in self.everything() if "/sessions/" in n]

	def check_confirmed(self, ids):
		equal(sorted((i["id"], i["want"], i["state"]) for i in self.intents()),
				sorted((item, "not_liked", "confirmed") for item in ids))


def names_of(records):
	return {name for name, _ in records}


class Repository:
	"""What an account had, to compare with what it has."""

	def __init__(self, account):
		self.account = account
		self.before, self.records = account.everything(), account.records()

	def check_gone(self, ids, but=()):
		"""All likes of these and nothing else went."""
		gone = {"/".join(r["uri"].split("/")[-2:]) for r in self.records
				if r["value"].get("subject", {}).get("uri") in ids} | set(but)
		equal(names_of(self.before - self.account.everything()), gone, "what went")
		self.check_nothing_new()

	def check_nothing_new(self):
		equal(self.account.everything() - self.before, set(), "what came")

	def check_unchanged(self):
		equal(self.account.everything(), self.before)


def is_write(request):
	return request.path.startswith(("/xrpc/com.atproto.repo.applyWrites",
			"/xrpc/com.atproto.repo.deleteRecord", "/xrpc/com.atproto.repo.putRecord"))


def writes_of(proxy):
	"""How many writes each call that was answered 200 had."""
	return [len(json.loads(r.body)["writes"]) if "applyWrites" in r.path else 1
			for r in proxy.requests if is_write(r) and r.status == 200]


# --- the list ---------------------------------------------------------------------------------

@test(120)
def every_like_is_listed_newest_first_with_text_and_author():
	account = someone(250)
	with Signed(account) as home:
		likes = home.likes()
		equal([like["id"] for like in likes], account.subjects())
		equal([like["title"] for like in likes],
				[f"post {i} of {handle_of_posts()}" for i in reversed(range(250))])
		for like, record in zip(likes, account.records()):
			true(handle_of_posts() in like["author"], str(like))
			equal((like["v"], like["state"]), (1, "liked"))
			equal(like["liked_at"].rstrip("Z").removesuffix(".000"),
					record["value"]["createdAt"].removesuffix(".000Z"))
			true(posts()[0]["uri"].split("/")[2] in like["author_id"] + like["url"], str(like))
		# The copy on the disk is the same, without the server.
		equal(home.likes(), likes)


def handle_of_posts():
	did = posts()[0]["uri"].split("/")[2]
	return plain().get("com.atproto.repo.describeRepo", repo=did)["handle"]


@test(60)
def the_account_is_called_by_its_handle_or_as_one_likes():
	account = someone(2)
	with Signed(account) as home:
		rows = [json.loads(line) for line in home.fine("accounts", "--json").splitlines()]
		equal([(r["account"], r["service"], r["url"], r["signed_in"]) for r in rows],
				[(account.handle, "bluesky", account.api.url(), True)])
		other = someone(3)
		home.fine("login", "bluesky", home.url, "--user", other.handle, "--secret-file",
				home.write("secret", other.password + "\n"), "--name", "second")
		equal(home.ids("--account", "second"), other.subjects())
		equal(home.ids(), account.subjects())


@test(60)
def a_wrong_password_is_refused_and_nothing_is_written():
	account = plain().account()
	with Home() as home:
		for user, password in ((account.handle, "not-the-password"), ("nobody.test", "not-it-either")):
			path = home.write("secret", password + "\n")
			done = home.run("login", "bluesky", plain().url(), "--user", user, "--secret-file", path)
			equal(done.returncode, NOPERM, done.stderr)
			true(done.stderr.startswith("unlike: ") and password not in done.stderr, done.stderr)
			equal((done.stdout, home.everything()), ("", ["secret"]))


# --- taking back ------------------------------------------------------------------------------

@test(180)
def two_hundred_and_fifty_are_taken_back_in_few_calls_and_nothing_else():
	account = someone(250)
	kept = account.like(plain().account("carol").posts(10))
	with Proxy(plain().address) as proxy, Signed(account, proxy.url()) as home:
		ids = home.ids()
		equal(len(ids), 260)
		chosen = ids[10:]
		before, commits = Repository(account), account.commits()
		home.fine("cancel", *chosen, "--yes", "--now")
		home.fine("sync", "--wait")
		before.check_gone(chosen)
		home.check_confirmed(chosen)
		equal(sorted(r["uri"] for r in account.records()), sorted(r["uri"] for r in kept))
		writes = writes_of(proxy)
		equal(sum(writes), 250)
		true(max(writes) <= 200 and account.commits() - commits == len(writes) <= 4, str(writes))
		equal(home.ids("--refresh"), ids[:10])


@test(60)
def what_waits_ten_seconds_is_sent_by_sync():
	account = someone(12)
	with Signed(account) as home:
		before, rev = Repository(account), account.rev()
		chosen = home.ids()[:5]
		home.fine("cancel", *chosen, "--yes")
		home.fine("sync", "--once")
		equal((account.rev(), set(home.states())), (rev, {"pending"}), "sent in the window")
		home.fine("sync", "--wait")
		before.check_gone(chosen)
		home.check_confirmed(chosen)


@test(60)
def both_records_of_a_post_that_is_liked_twice_go():
	account = someone(5)
	account.like(posts()[2:3])
	account.like(posts()[1:2])
	equal(len(account.records()), 7)
	with Signed(account) as home:
		equal(home.ids(), account.subjects())
		before, commits = Repository(account), account.commits()
		home.cancel(posts()[2]["uri"])
		before.check_gone([posts()[2]["uri"]])
		equal((len(account.records()), account.commits() - commits), (5, 1))
		home.check_confirmed([posts()[2]["uri"]])
		equal(home.ids("--refresh"), account.subjects())
		# Both come back, too: the one that was liked and the one nobody knew of.
		home.fine("like", posts()[2]["uri"], "--yes", "--now")
		home.fine("sync", "--wait")
		before.check_unchanged()


@test(60)
def a_like_that_does_not_say_of_what_can_be_taken_back():
	account = someone(3)
	record = account.like_nothing()
	account.like(posts()[3:5])
	with Signed(account) as home:
		ids = home.ids()
		equal(len(ids), 6)
		strange = [item for item in ids if item not in account.subjects()]
		equal((len(strange), ids.index(strange[0])), (1, 2))
		before = Repository(account)
		home.cancel(*strange)
		before.check_gone([], ["/".join(record["uri"].split("/")[-2:])])
		home.check_confirmed(strange)
		equal(home.ids("--refresh"), account.subjects())


@test(60)
def a_like_of_a_post_that_is_gone_is_listed_and_can_be_taken_back():
	bob = plain().account("bob")
	written = bob.posts(4)
	account = plain().account("alice")
	account.like(written)
	bob.delete(written[1]["uri"], written[3]["uri"])
	with Signed(account) as home:
		equal(home.ids(), account.subjects())
		before = Repository(account)
		home.cancel(written[1]["uri"], written[0]["uri"])
		before.check_gone([written[1]["uri"], written[0]["uri"]])
		equal(home.ids("--refresh"), [written[3]["uri"], written[2]["uri"]])


@test(60)
def undo_before_it_is_sent_sends_nothing():
	account = someone(8)
	with Proxy(plain().address) as proxy, Signed(account, proxy.url()) as home:
		chosen, rev = home.ids()[:3], account.rev()
		home.fine("cancel", *chosen, "--yes")
		for item in chosen:
			home.fine("undo", item)
		home.fine("sync", "--wait")
		equal((account.rev(), home.intents()), (rev, []))
		equal([r.path for r in proxy.requests if is_write(r)], [])
		equal([like["state"] for like in home.likes("--refresh")], ["liked"] * 8)


@test(90)
def liking_again_puts_the_same_record_back_in_its_place():
	account = someone(20)
	with Signed(account) as home:
		before, ids = Repository(account), home.ids()
		chosen = ids[4:9]
		home.cancel(*chosen)
		before.check_gone(chosen)
		home.fine("like", *chosen, "--yes")
		home.fine("sync", "--wait")
		before.check_unchanged()
		equal(home.ids("--refresh"), ids)
		# By undo of what was sent, as well.
		home.fine("cancel", ids[0], "--yes", "--now")
		home.fine("undo", ids[0])
		home.fine("sync", "--wait")
		before.check_unchanged()
		equal(set(home.states()), {"confirmed"})


@test(60)
def on_the_screen_one_is_taken_back_and_confirmed():
	account = someone(6)
	with Signed(account) as home:
		before = Repository(account)
		with home.terminal() as t:
			t.wait_for(f"post 5 of {handle_of_posts()}")
			t.keys("x\r")
			t.wait_for(r"undo \d+ s")
			before.check_unchanged()
			t.keys("\t")
			t.wait_for("confirmed", 30 * PATIENCE)
			before.check_gone([posts()[5]["uri"]])
			t.keys("q")
			equal(t.wait_end(), OK)
		home.check_confirmed([posts()[5]["uri"]])


# --- others take back at the same time --------------------------------------------------------

@test(60)
def what_another_client_took_back_before_is_confirmed():
	account = someone(30)
	with Signed(account) as home:
		before, chosen = Repository(account), home.ids()[:20]
		account.delete(*(r["uri"] for r in before.records[3:9]))
		home.cancel(*chosen)
		before.check_gone(chosen)
		home.check_confirmed(chosen)


@test(60)
def one_that_goes_while_the_batch_is_on_its_way_holds_up_none():
	account = someone(30)
	with Proxy(plain().address) as proxy, Signed(account, proxy.url()) as home:
		before, chosen = Repository(account), home.ids()[:20]
		calls = []

		def take_one(request):
			if is_write(request):
				calls.append(request)
				if len(calls) == 1:
					account.delete(before.records[7]["uri"])

		proxy.before = take_one
		home.cancel(*chosen)
		equal(calls[0].status, 500, "the server did not mind, so this test shows nothing")
		before.check_gone(chosen)
		home.check_confirmed(chosen)


# --- killed -----------------------------------------------------------------------------------

class Strike:
	"""Does something once, at the nth write that passes a proxy."""

	def __init__(self, proxy, hook, nth, deed):
		self.left, self.deed, self.done = nth, deed, False
		setattr(proxy, hook, self)

	def __call__(self, request):
		if self.done or not is_write(request):
			return
		self.left -= 1
		if self.left == 0:
			self.done = True
			self.deed()


def check_after_all(home, before, chosen):
	"""What was not written down yet is asked for again, as a person would."""
	missing = sorted(set(chosen) - {intent["id"] for intent in home.intents()})
	if missing:
		home.fine("cancel", *missing, "--yes", "--now")
	home.fine("sync", "--wait", timeout=120 * PATIENCE)
	before.check_gone(chosen)
	home.check_confirmed(chosen)


@test(240)
def unlike_killed_in_mid_batch_takes_back_exactly_what_was_chosen():
	for hook, nth in (("before", 1), ("after", 1), ("before", 2), ("after", 2)):
		account = someone(215)
		with Proxy(plain().address) as proxy, Signed(account, proxy.url()) as home:
			home.forgive_leaks()
			before, chosen = Repository(account), home.ids()[5:]
			process = []

			def kill():
				process[0].kill()
				raise Cut

			strike = Strike(proxy, hook, nth, kill)
			process.append(home.start("cancel", *chosen, "--yes", "--now"))
			process[0].communicate()
			equal((process[0].returncode, strike.done), (-signal.SIGKILL, True), f"{hook} {nth}")
			check_after_all(home, before, chosen)


@test(240)
def unlike_killed_at_any_moment_takes_back_exactly_what_was_chosen():
	rng = random.Random(SEED)
	account = someone(250)
	with Signed(account) as home:
		home.forgive_leaks()
		before, ids = Repository(account), home.ids()
		for at in range(0, 240, 30):
			process = home.start("cancel", *ids[at:at + 30], "--yes", "--now")
			with contextlib.suppress(subprocess.TimeoutExpired):
				process.wait(rng.uniform(0, 0.6 * PATIENCE))
			process.kill()
			process.communicate()
		check_after_all(home, before, ids[:240])


@test(300)
def a_server_killed_in_mid_batch_and_started_again_loses_nothing():
	pds, rng = plain(), random.Random(SEED + 1)
	for hook, nth in (("before", 1), ("after", 1), ("during", 1), ("during", 2), ("after", 2)):
		account = someone(215)
		with Proxy(pds.address) as proxy, Signed(account, proxy.url()) as home:
			before, chosen = Repository(account), home.ids()[:210]
			dead = threading.Event()

			def kill():
				pds.kill()
				dead.set()

			def strike():
				if hook == "during":
					threading.Timer(rng.uniform(0.01, 0.3), kill).start()
				else:
					kill()
					raise Cut

			Strike(proxy, "before" if hook == "during" else hook, nth, strike)
			process = home.start("cancel", *chosen, "--yes", "--now")
			dead.wait()
			pds.again()
			said, _ = process.communicate()
			true(process.returncode in (OK, TEMPFAIL, 69), f"{hook} {nth}: {said}")
			check_after_all(home, before, chosen)


@test(120)
def unlike_killed_while_it_likes_again_puts_each_back_once():
	account = someone(12)
	with Proxy(plain().address) as proxy, Signed(account, proxy.url()) as home:
		home.forgive_leaks()
		before, ids = Repository(account), home.ids()
		for hook, item in (("before", ids[2]), ("after", ids[5])):
			home.cancel(item)
			process = []

			def kill():
				process[0].kill()
				raise Cut

			strike = Strike(proxy, hook, 1, kill)
			process.append(home.start("like", item, "--yes", "--now"))
			process[0].communicate()
			equal((process[0].returncode, strike.done), (-signal.SIGKILL, True), hook)
			home.fine("sync", "--wait")
			before.check_unchanged()
		equal(set(home.states()), {"confirmed"})


# --- sessions ---------------------------------------------------------------------------------

def wait_for_the_end(account):
	"""Until an access token of now has ended, and so has every older one."""
	token = account.session()["accessJwt"]

	def has_ended():
		try:
			account.api.get("com.atproto.server.getSession", f"Bearer {token}")
		except Refused as why:
			return why.is_about("ExpiredToken")
		return False

	wait_until(has_ended, "the token ends", timeout=4 * TTL)


def check_private(home):
	true(home.sessions(), "there is no session")
	for name in home.sessions():
		equal(stat.S_IMODE(os.stat(home.file(name)).st_mode), 0o600, name)


def session_of(home):
	with open(home.file(home.sessions()[0]), "rb") as file:
		return file.read()


@test(120)
def work_goes_on_when_the_access_token_ends():
	account = someone(12, forgetful())
	with Proxy(forgetful().address) as proxy, Signed(account, proxy.url()) as home:
		before, first = Repository(account), session_of(home)
		check_private(home)
		ids = home.ids()
		wait_for_the_end(account)
		home.cancel(*ids[:3])
		check_private(home)
		true(session_of(home) != first, "the new session was not written down")
		# In the middle of a write: it was fine when it began.
		strike = Strike(proxy, "before", 1, lambda: wait_for_the_end(account))
		home.cancel(*ids[3:6])
		true(strike.done, "no write passed the proxy")
		before.check_gone(ids[:6])
		wait_for_the_end(account)
		equal(home.ids("--refresh"), ids[6:])
		check_private(home)


@test(180)
def two_at_once_do_not_lose_the_session():
	account = someone(24, forgetful())
	with Proxy(forgetful().address) as proxy, Signed(account, proxy.url()) as home:
		before, ids = Repository(account), home.ids()
		for at in (0, 8, 16):
			wait_for_the_end(account)
			del proxy.requests[:]
			running = [home.start("cancel", *ids[at + i:at + 8:4], "--yes", "--now") for i in range(4)]
			running.append(home.start("list", "--refresh"))
			for process in running:
				said, _ = process.communicate(timeout=60 * PATIENCE)
				equal(process.returncode, OK, said)
			renewed = [r for r in proxy.requests if "refreshSession" in r.path]
			true(0 < len(renewed) < len(running), f"renewed {len(renewed)} times")
			check_private(home)
		home.fine("sync", "--wait")
		before.check_gone(ids)
		home.check_confirmed(ids)
		wait_for_the_end(account)
		equal(home.ids("--refresh"), [])


@test(120)
def one_that_finds_the_session_being_renewed_tries_again():
	account = someone(4, forgetful())
	with Proxy(forgetful().address) as proxy, Signed(account, proxy.url()) as home:
		before, ids = Repository(account), home.ids()
		wait_for_the_end(account)
		writing, renewing, go_on, refused = *(threading.Event() for _ in range(3)), []

		def hold(request):
			if is_write(request):
				writing.set()
				renewing.wait()
			elif "refreshSession" in request.path and not renewing.is_set():
				renewing.set()
				go_on.wait()

		def count(request):
			if is_write(request) and request.status == 400:
				refused.append(request)
				# The second time it has found the session locked in between.
				if len(refused) == 2:
					go_on.set()

		proxy.before, proxy.after = hold, count
		canceler = home.start("cancel", ids[1], "--yes", "--now")
		writing.wait()
		lister = home.start("list", "--refresh", "--json")
		said, _ = canceler.communicate()
		go_on.set()
		true(canceler.returncode in (OK, TEMPFAIL) and refused, f"{canceler.returncode}: {said}")
		said, _ = lister.communicate()
		equal(lister.returncode, OK, said)
		home.fine("sync", "--wait")
		before.check_gone([ids[1]])
		home.check_confirmed([ids[1]])
		check_private(home)


@test(120)
def a_session_that_was_revoked_is_told_and_the_queue_waits():
	account = someone(6, forgetful())
	with Signed(account) as home:
		before, chosen = Repository(account), home.ids()[:4]
		account.revoke()
		wait_for_the_end(account)
		home.fine("cancel", *chosen[:2], "--yes")
		done = home.run("cancel", *chosen[2:], "--yes", "--now")
		true(done.returncode in (TEMPFAIL, NOPERM), f"{done.returncode} {done.stderr}")
		done = home.run("list", "--refresh")
		equal(done.returncode, NOPERM, done.stderr)
		true("sign in again" in done.stderr.casefold() and "unlike login" in done.stderr, done.stderr)
		before.check_unchanged()
		equal(sorted(intent["id"] for intent in home.intents()), sorted(chosen))
		true(not set(home.states()) & {"confirmed", "kept", "refused"}, str(home.states()))
		home.sign_in()
		home.fine("sync", "--wait")
		before.check_gone(chosen)
		home.check_confirmed(chosen)


@test(120)
def no_secret_is_anywhere_but_in_the_session():
	account = someone(6, forgetful())
	with Signed(account) as home:
		home.env["UNLIKE_LOG"] = "debug"
		ids = home.ids()
		home.cancel(ids[0])
		wait_for_the_end(account)
		home.cancel(ids[1])
		for arguments in (["status"], ["history", "--json"], ["accounts"], ["doctor"],
				["doctor", "--json"], ["show", ids[2]], ["list"]):
			home.run(*arguments)
		os.remove(home.file("secret"))
		true(TOKEN.search(session_of(home)), "what is looked for is not in the session, either")
		for name in home.everything():
			with open(home.file(name), "rb") as file:
				data = file.read()
			true(home.secret.encode() not in data, f"the app password is in {name}")
			true("/sessions/" in name or not TOKEN.search(data), f"a token is in {name}")
		true(home.secret.encode() not in home.said, "the app password was printed")
		true(not TOKEN.search(home.said), "a token was printed")


# --- limits -----------------------------------------------------------------------------------

@test(180)
def a_batch_that_does_not_fit_the_limit_pauses_the_account_and_loses_nothing():
	with Pds(rate_limits=True) as pds:
		account = someone(80, pds)
		# 5000 points an hour, 3 a record: so 50 are left, for 80 that cost one each.
		account.posts((5000 - 50) // 3 - 83)
		with Signed(account) as home:
			before, chosen = Repository(account), home.ids()
			equal(len(chosen), 80)
			done = home.run("cancel", *chosen, "--yes", "--now")
			equal(done.returncode, TEMPFAIL, done.stderr + done.stdout)
			until = r"takes no more until \d{4}-\d\d-\d\d \d\d:\d\d; what waits is kept"
			true(re.search(until, done.stderr), done.stderr)
			done = home.run("sync")
			equal(done.returncode, TEMPFAIL, done.stderr + done.stdout)
			true(re.search(until, done.stderr), done.stderr)
			with home.terminal() as t:
				t.wait_for(r"paused until \d\d:\d\d")
				t.kill()
			before.check_nothing_new()
			states = {intent["id"]: intent["state"] for intent in home.intents()}
			equal(sorted(states), sorted(chosen))
			for item in account.subjects():
				true(states[item] not in ("confirmed", "accepted", "kept", "refused"),
						f"{item} is there and {states[item]}")
			true(len(account.subjects()) >= 30, "more went than was allowed")
			# The hour passes: the limits are in the server's memory, and the pause in the outbox.
			pds.stop()
			pds.again()
			with contextlib.closing(sqlite3.connect(home.file("state", "unlike", "outbox.db"))) as outbox, outbox:
				noted = outbox.execute("SELECT max(paused_until, spent_until) FROM plan").fetchone()
				true(noted[0] > time.time() * 1000, "the next process is not told of the pause")
				outbox.execute("UPDATE plan SET paused_until = 0, spent_until = 0")
			home.fine("sync", "--wait")
			before.check_gone(chosen)
			home.check_confirmed(chosen)


# --- with the AppView -------------------------------------------------------------------------

def app_likes(network, account):
	"""What the AppView shows as liked by it."""
	found, cursor = [], {}
	while True:
		page = network.get("app.bsky.feed.getActorLikes", f"Bearer {account.session()['accessJwt']}",
				actor=account.did, limit=100, **cursor)
		found += [entry["post"]["uri"] for entry in page["feed"]]
		if not page.get("cursor"):
			return found
		cursor = {"cursor": page["cursor"]}


@test(180)
def an_appview_that_lags_behind_is_not_believed():
	with Network() as network:
		account, bob = network.account("alice"), network.account("bob")
		account.like(bob.posts(30))
		wait_until(lambda: len(app_likes(network, account)) == 30, "the AppView", 60 * PATIENCE)
		with Signed(account) as home:
			likes = home.likes()
			equal([like["id"] for like in likes], account.subjects())
			equal([like["title"] for like in likes],
					[f"post {i} of {bob.handle}" for i in reversed(range(30))])
			before, chosen = Repository(account), [like["id"] for like in likes[:5]]
			equal(network.toggle(), "frozen")
			home.fine("cancel", *chosen, "--yes", "--now")
			before.check_gone(chosen)
			equal(len(app_likes(network, account)), 30, "it is not frozen")
			left = [like["id"] for like in home.likes("--refresh") if like["state"] == "liked"]
			equal(left, account.subjects())
			equal(network.toggle(), "running")
			home.fine("sync", "--wait")
			home.check_confirmed(chosen)
			wait_until(lambda: len(app_likes(network, account)) == 25, "the AppView", 60 * PATIENCE)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
with _running:
	run()
