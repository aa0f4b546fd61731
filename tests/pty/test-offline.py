"""A server that says nothing, one that is gone, and one that comes back."""

import contextlib
import re
import threading

from proxy import Cut, Proxy
from tap import equal, run, test, true
from unlike import OK, TEMPFAIL, Server, Signed, wait_until

UNDO = r"undo \d+ s"


def start_of(item):
	return re.escape(item["title"][:8])


class Network:
	"""unlike, a proxy that tests turn off, likesd; the list was fetched once."""

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			self.server = stack.enter_context(Server(scale=600))
			self.proxy = stack.enter_context(Proxy(self.server.address))
			self.home = stack.enter_context(Signed(self.server, self.proxy.url()))
			self.first = self.server.first(5)
			self.home.fine("list")
			self.thaw = threading.Event()
			stack.callback(self.thaw.set)
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()

	def hang(self):
		"""From now on requests are taken, and never answered until thaw is set."""
		self.proxy.before = lambda request: self.thaw.wait()


@test(60)
def keys_are_answered_while_the_server_hangs():
	with Network() as n:
		n.hang()
		with n.home.terminal() as t:
			t.wait_for(start_of(n.first[4]))
			for step in range(1, 5):
				t.keys("j")
				t.wait_until(lambda: re.search(start_of(n.first[step]), t.focused()),
						"the cursor moves", 3)
			t.keys("g")
			t.hold("x", until=lambda: t.shows(UNDO))
			t.wait_for(start_of(n.first[0]) + ".*" + UNDO, 3)
			t.wait_for(start_of(n.first[0]) + ".*sending", 20)
			t.keys("2")
			t.wait_gone(start_of(n.first[4]), 3)
			t.keys("q")
			equal(t.wait_end(10), 0)
			t.check_given_back("left while it hangs")
		equal(n.home.states(), ["sent"])
		equal(n.server.operations(), [])
		n.thaw.set()
		n.home.fine("sync", "--wait")
		equal(n.home.states(), ["confirmed"])
		equal([len(keys) for keys in n.proxy.keys.values()], [1], "another key")
		equal(len(n.server.operations()), 1)


@test(90)
def a_cancel_waits_for_a_server_that_is_gone_and_goes_out_when_it_is_back():
	with Network() as n, n.home.terminal() as t:
		t.wait_for(start_of(n.first[4]))
		n.proxy.close()
		t.keys("r")
		t.wait_for("offline")
		t.wait_for(start_of(n.first[4]))
		t.keys("x" + "\r")
		t.wait_for(start_of(n.first[0]) + ".*" + UNDO)
		t.wait_for(start_of(n.first[0]) + ".*waiting", 20)
		true(not t.shows(start_of(n.first[0]) + ".*kept"), "rolled back")
		n.proxy.listen()
		t.wait_for(start_of(n.first[0]) + ".*(sync|confirmed)", 60)
		t.wait_gone("offline")
		equal([o["item"] for o in n.server.operations()], [n.first[0]["id"]])


@test(60)
def a_likesd_that_was_killed_and_started_again_is_the_same():
	with Server(scale=600) as server, Signed(server) as home:
		item = server.first(1)[0]["id"]
		server.kill()
		done = home.run("cancel", item, "--yes", "--now")
		# The list was never fetched: without a server nothing is known of that id.
		true(done.returncode not in (0, 70), f"{done.returncode}: {done.stderr}")
		server.again()
		home.fine("list")
		server.kill()
		done = home.run("cancel", item, "--yes", "--now")
		equal(done.returncode, TEMPFAIL, done.stderr)
		true(home.states()[0] in ("sent", "pending"), str(home.intents()))
		server.again()
		home.fine("sync", "--wait")
		equal((home.states(), len(server.operations())), (["confirmed"], 1))


@test(60)
def a_lost_answer_is_asked_for_again_with_the_same_key():
	with Network() as n:
		lost = []

		def lose(request):
			if request.is_cancel() and len(lost) < 3:
				lost.append(request)
				raise Cut

		n.proxy.after = lose
		item = n.first[0]["id"]
		n.home.run("cancel", item, "--yes", "--now")
		n.home.fine("sync", "--wait")
		equal(len(lost), 3)
		equal(n.home.states(), ["confirmed"])
		equal({i: len(keys) for i, keys in n.proxy.keys.items()}, {item: 1})
		equal(len(n.server.operations()), 1)


@test(60)
def cancel_now_at_a_server_that_hangs_ends_and_the_intent_stays():
	with Network() as n:
		n.hang()
		item = n.first[0]["id"]
		running = n.home.start("cancel", item, "--yes", "--now")
		# The limits are asked for first, but only for a moment.
		wait_until(lambda: n.home.states() == ["sent"], "it is not written down")
		true(running.poll() is None, "it did not wait")
		# Whoever is tired of waiting may leave.
		running.terminate()
		running.communicate(timeout=20)
		equal(n.home.states(), ["sent"])
		n.thaw.set()
		n.home.fine("sync", "--wait")
		equal(n.home.states(), ["confirmed"])


@test(60)
def without_a_server_and_without_a_list_it_says_so():
	with Network() as n:
		n.proxy.close()
		with Signed(n.server) as home:
			n.server.kill()
			with home.terminal() as t:
				t.wait_for("offline")
				t.keys("jkGg" + "x" + "\r")
				t.pump_for(0.3)
				t.keys("q")
				equal(t.wait_end(), OK)
			equal(home.intents(), [])


@test(60)
def a_session_that_ended_is_said_and_what_waits_is_kept():
	with Server(scale=600) as server, Signed(server) as home:
		first = server.first(1)
		home.fine("list")
		home.fine("cancel", first[0]["id"], "--yes")
		session = "state/unlike/sessions/demo"
		home.write(session, "b" * 43 + "\n")
		with home.terminal() as t:
			t.wait_for("[Ss]ign(ed)? in")
			t.keys("q")
			t.pump_for(0.3)
			if t.process.poll() is None:
				t.keys("k")
			equal(t.wait_end(), OK)
		states = home.states()
		true(states[0] in ("pending", "sent"), str(states))
		home.write(session, server.token + "\n")
		home.fine("sync", "--wait")
		equal((home.states(), len(server.operations())), (["confirmed"], 1))


run(jobs=4)
