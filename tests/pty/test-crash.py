"""kill -9 at any moment: what was durable is done exactly once, what was not is not done."""

import os
import random
import re
import sqlite3
import subprocess
import time

from daemon import WITHOUT_LIMITS
from proxy import Cut, Proxy
from tap import equal, run, test, true
from unlike import Server, Signed

SEED = int(os.environ.get("SEED", "20251"))


def kill(process):
	process.kill()
	process.communicate()


class Victim:
	"""One after the other is started and killed."""

	def __init__(self, home, proxy, rng):
		self.home, self.proxy, self.rng = home, proxy, rng
		begin = time.monotonic()
		home.fine("status")
		self.usual = 2 * (time.monotonic() - begin)  # of a command that writes and sends

	def at_random(self, item):
		"""At any moment of a cancel that is sent at once."""
		self._after(self.rng.uniform(0, self.usual), "cancel", item, "--yes", "--now")

	def at_the_beginning(self, item):
		"""While it opens its files or writes the intent."""
		self._after(self.rng.uniform(0, self.usual / 2), "cancel", item, "--yes")

	def _after(self, seconds, *arguments):
		process = self.home.start(*arguments)
		try:
			process.wait(seconds)
		except subprocess.TimeoutExpired:
			pass
		kill(process)

	def before_it_is_sent(self, item):
		"""When the request is on its way, and never comes."""
		self._in_request(item, "before")

	def before_the_answer(self, item):
		"""When the server has done it, and the answer never comes."""
		self._in_request(item, "after")

	def _in_request(self, item, hook):
		victims = []

		def strike(request):
			if request.is_cancel() and request.item() == item and victims:
				victims.pop().kill()
				raise Cut

		setattr(self.proxy, hook, strike)
		process = self.home.start("cancel", item, "--yes", "--now")
		victims.append(process)
		process.communicate()
		setattr(self.proxy, hook, lambda request: None)

	def while_it_syncs(self, item):
		"""While it sends what an earlier command wrote down."""
		self.home.fine("cancel", item, "--yes")
		self._after(self.rng.uniform(0, self.usual), "sync", "--once")


def check_databases(home):
	names = [name for name in home.everything() if name.endswith(".db")]
	true(any(name.endswith("outbox.db") for name in names), str(names))
	for name in names:
		with sqlite3.connect(home.file(name)) as db:
			equal(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)], name)


def ask_again(home, server, item):
	"""As a person would: what is not known to be asked for was not sent, and is asked for now."""
	if item in [intent["id"] for intent in home.intents()]:
		return
	equal(server.operations_of(item), [], f"{item} was sent before it was durable")
	home.fine("cancel", item, "--yes")


def check_done_once(home, server, proxy, items):
	home.fine("sync", "--wait", timeout=90)
	equal(sorted((i["id"], i["state"]) for i in home.intents()),
			sorted((item, "confirmed") for item in items))
	equal(sorted(o["item"] for o in server.operations()), sorted(items), "not once each")
	equal([item for item in items if len(proxy.keys[item]) != 1], [], "sent with several keys")
	true(not server.published() & set(items), "still published")
	check_databases(home)


@test(120)
def fifty_cancels_killed_at_random_moments_are_done_exactly_once():
	rng = random.Random(SEED)
	with Server(scale=600, platform=WITHOUT_LIMITS) as server, Proxy(server.address) as proxy, \
			Signed(server, proxy.url()) as home:
		items = server.likes(server.token, 300)
		rng.shuffle(items)
		items = items[:50]
		home.forgive_leaks()
		home.fine("list")
		victim = Victim(home, proxy, rng)
		ways = [victim.at_random, victim.at_the_beginning, victim.before_it_is_sent,
				victim.before_the_answer, victim.while_it_syncs]
		for i, item in enumerate(items):
			ways[i % len(ways)](item)
			ask_again(home, server, item)
		check_done_once(home, server, proxy, items)


@test(120)
def cancels_on_the_screen_survive_a_kill_right_after_the_key():
	rng = random.Random(SEED + 1)
	with Server(scale=600, platform=WITHOUT_LIMITS) as server, Proxy(server.address) as proxy, \
			Signed(server, proxy.url()) as home:
		first = server.first(12)
		home.forgive_leaks()
		home.fine("list")
		for item in first:
			with home.terminal() as t:
				t.wait_for(re.escape(first[0]["title"][:8]))
				at = 1
				while item["title"][:8] not in t.focused():
					at += 1
					t.keys("j")
					t.wait_for(rf" {at}/\d+$")
				t.keys("x" + "\r")
				t.pump_for(rng.uniform(0, 0.03))
				t.kill()
			ask_again(home, server, item["id"])
		check_done_once(home, server, proxy, [item["id"] for item in first])


@test(60)
def what_the_screen_has_shown_is_durable():
	with Server(scale=600, platform=WITHOUT_LIMITS) as server, Signed(server) as home:
		first = server.first(6)
		home.forgive_leaks()
		for n, item in enumerate(first, 1):
			with home.terminal() as t:
				t.wait_for(re.escape(first[5]["title"][:8]))
				t.keys("j" * (n - 1))
				t.keys("x" + "\r")
				t.wait_until(lambda: len(re.findall(r"undo \d+ s|sending|sync \d|confirmed", t.text())) == n,
						f"{n} taken back")
				t.kill()
			equal(len(home.intents()), n, item["title"])


@test(60)
def a_likesd_killed_with_the_cancels_it_answered_has_them_all():
	with Server(scale=600, platform=WITHOUT_LIMITS) as server, Signed(server) as home:
		items = server.likes(server.token, 20)
		home.fine("cancel", *items, "--yes", "--now")
		server.kill()
		server.again()
		equal(sorted(o["item"] for o in server.operations()), sorted(items))
		home.fine("sync", "--wait")
		equal(set(home.states()), {"confirmed"})


run(jobs=4)
