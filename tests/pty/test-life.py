"""A cancel on the screen from the key to its publication, and what signals do to it."""

import os
import re
import signal

from tap import equal, run, test, true
from terminal import CTRL_L, CTRL_Z
from unlike import Server, Signed, wait_until

UNDO = r"undo \d+ s"


def start_of(item):
	return item["title"][:8]


@test(60)
def a_cancel_goes_from_undo_to_sending_to_sync_to_confirmed():
	with Server(scale=200) as server, Signed(server) as home, home.terminal() as t:
		first = server.first(3)
		t.wait_for(start_of(first[2]))
		t.keys("j")
		t.keys("x" + "\r")
		row = re.escape(start_of(first[1]))
		t.wait_for(row + r".*" + UNDO)
		equal(server.operations(), [])
		# It stands still when the request comes: so long it is 'sending'.
		t.wait_for(row + r".*undo 2 s", 20)
		server.freeze()
		t.wait_for(row + r".*sending", 20)
		equal(home.states(), ["sent"])
		server.thaw()
		t.wait_for(row + r".*sync \d+:\d\d")
		like = server.like(first[1]["id"])
		equal((like["liked"], like["published"]), (False, True))
		true(first[1]["id"] in server.published(), "the published list follows too early")
		t.wait_for(row + r".*confirmed", 40)
		true(first[1]["id"] not in server.published(), "confirmed, but still published")
		equal(len(server.operations()), 1)
		t.keys("2")
		t.wait_gone(re.escape(start_of(first[2])))
		t.wait_for(r"confirmed.*" + row)
		t.keys("q")
		equal(t.wait_end(), 0)
		equal(t.screen.strange, [])


@test(60)
def it_is_liked_again_after_it_was_sent_in_its_own_order():
	with Server(scale=600) as server, Signed(server) as home, home.terminal() as t:
		first = server.first(1)[0]
		t.wait_for(start_of(first))
		t.keys("x" + "\r")
		t.wait_for(UNDO)
		t.wait_for(start_of(first) + ".*(sync|confirmed)")
		t.keys("x" + "\r")
		t.wait_for("Liked again")
		t.wait_until(lambda: [o["want"] for o in server.operations()] == ["unliked", "liked"],
				"the two operations in their order", 30)
		t.wait_until(lambda: home.states() == ["confirmed", "confirmed"], "both are confirmed", 30)
		true(server.like(first["id"])["published"], "it is not there again")


@test()
def a_search_finds_a_title_and_g_leads_to_the_ends():
	with Server(scale=600) as server, Signed(server) as home, home.terminal() as t:
		ids = server.likes(server.token, 300)
		first, last = server.like(ids[0]), server.like(ids[-1])
		t.wait_for(start_of(first))
		t.wait_for(r" 1/300$")  # the list has come to its end: before, G is the end of what there is
		t.keys("G")
		t.wait_for(re.escape(start_of(last)))
		t.keys("g")
		t.wait_for(re.escape(start_of(first)))
		t.keys("/" + last["title"] + "\r")
		t.wait_for(re.escape(start_of(last)))
		# The real cursor is there too: it is what is read aloud.
		t.wait_until(lambda: start_of(last) in t.screen.line(t.screen.row), "the cursor is not on it")
		true(start_of(last) in t.focused(), t.focused())
		t.keys("?")
		t.wait_for("[Uu]ndo")
		t.keys("\x1b")
		t.wait_for(re.escape(start_of(last)))


@test()
def ctrl_z_gives_the_terminal_back_and_a_continuation_draws_again():
	with Server() as server, Signed(server) as home, home.terminal() as t:
		first = server.first(3)
		t.wait_for(start_of(first[2]))
		true(2004 in t.screen.modes and t.screen.alternate, "bracketed paste and alternate screen")
		true(t.modes() != t.modes_before, "the terminal is not raw")
		for stop in (lambda: t.keys(CTRL_Z), lambda: t.signal(signal.SIGTSTP)):
			stop()
			t.wait_stopped()
			t.check_given_back("stopped")
			t.signal(signal.SIGCONT)
			t.wait_for(start_of(first[2]))
			t.wait_until(lambda: 2004 in t.screen.modes and t.screen.alternate, "not taken again")
			true(t.modes() != t.modes_before, "the terminal is not raw again")
			t.keys("j")
			t.wait_until(lambda: start_of(first[1]) in t.focused(), "the cursor moves")
			t.keys("k")
			t.wait_until(lambda: start_of(first[0]) in t.focused(), "and back")
		t.keys("q")
		equal(t.wait_end(), 0)
		t.check_given_back("ended")


@test()
def a_size_that_changed_while_it_was_stopped_is_taken_up():
	with Server() as server, Signed(server) as home, home.terminal() as t:
		first = server.first(3)
		t.wait_for(start_of(first[0]))
		t.keys(CTRL_Z)
		t.wait_stopped()
		t.resize(12, 40)
		t.signal(signal.SIGCONT)
		t.wait_for(start_of(first[0]))
		t.keys("j")
		t.wait_until(lambda: start_of(first[1]) in t.focused(), "the cursor moves")


@test()
def ctrl_l_draws_again_what_another_program_spoiled():
	with Server() as server, Signed(server) as home, home.terminal() as t:
		first = server.first(3)
		t.wait_for(start_of(first[2]))
		before = t.text()
		t.screen.feed(b"\x1b7\x1b[3;1Hspoiled by wall(1)" * 3 + b"\x1b8")
		true(t.shows("spoiled"), "the test spoils nothing")
		t.keys(CTRL_L)
		t.wait_gone("spoiled")
		equal(t.text().splitlines()[3:8], before.splitlines()[3:8])


def check_left(t, home, item, what):
	"""Nothing of the program is left but what it is to keep."""
	t.check_given_back(what)
	equal(os.listdir(home.file("tmp")), [], what)
	# An empty journal is how it says that nothing is to be rolled back.
	left = [name for name in home.everything() if name.endswith(("-journal", ".tmp"))
			and os.path.getsize(home.file(name)) > 0]
	equal(left, [], what)
	equal([(i["id"], i["state"]) for i in home.intents()], [(item, "pending")], what)


@test()
def sigterm_gives_the_terminal_back_and_keeps_what_waits():
	for signo in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
		with Server() as server, Signed(server) as home, home.terminal() as t:
			first = server.first(1)
			t.wait_for(start_of(first[0]))
			t.keys("x" + "\r")
			t.wait_for(UNDO)
			t.signal(signo)
			t.wait_end()
			check_left(t, home, first[0]["id"], signo.name)
			equal(server.operations(), [], signo.name)


@test()
def a_crash_gives_the_terminal_back():
	with Server() as server, Signed(server) as home, home.terminal() as t:
		t.wait_for(start_of(server.first(1)[0]))
		t.signal(signal.SIGSEGV)
		true(t.wait_end() != 0, "it ended as if nothing were")
		t.check_given_back("crashed")


@test()
def a_hang_up_ends_it_and_keeps_what_waits():
	with Server() as server, Signed(server) as home, home.terminal() as t:
		first = server.first(1)
		t.wait_for(start_of(first[0]))
		t.keys("x" + "\r")
		t.wait_for(UNDO)
		t.hang_up()
		wait_until(lambda: t.process.poll() is not None, "it lives on without a terminal")
		equal([(i["id"], i["state"]) for i in home.intents()], [(first[0]["id"], "pending")])
		equal(os.listdir(home.file("tmp")), [])


@test(60)
def two_at_once_send_one_operation():
	with Server(scale=600) as server, Signed(server) as home:
		first = server.first(3)
		with home.terminal() as one, home.terminal() as two:
			for t in (one, two):
				t.wait_for(re.escape(start_of(first[2])))
			# The same like in both, and another in the second.
			one.keys("x" + "\r")
			one.wait_for(UNDO)
			two.wait_for(UNDO)
			two.keys("j")
			two.keys("x" + "\r")
			two.wait_until(lambda: len(re.findall(UNDO, two.text())) == 2, "two in the window")
			equal(len(home.intents()), 2)
			done = home.fine("sync", "--once")
			true("nother" in done, f"two senders: {done}")
			for t in (one, two):
				for item in first[:2]:
					t.wait_for(re.escape(start_of(item)) + ".*(sync|confirmed)", 40)
			equal(sorted(o["item"] for o in server.operations()), sorted(i["id"] for i in first[:2]))
			# Who is left sends.
			one.kill()
			two.keys("j")
			two.keys("x" + "\r")
			two.wait_for(re.escape(start_of(first[2])) + ".*" + UNDO)
			two.wait_for(re.escape(start_of(first[2])) + ".*(sync|confirmed)", 40)
		equal([len(server.operations_of(item["id"])) for item in first], [1, 1, 1])


run(jobs=4)
