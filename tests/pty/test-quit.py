"""Leaving while something can still be undone is never silent."""

import contextlib
import re

from tap import equal, run, test, true
from terminal import CTRL_C, ENTER, ESC
from unlike import Server, Signed

UNDO = r"undo \d+ s"
QUESTION = r"Enter sends"
PAUSE = 0.8  # after which a key is not held any more


class Waiting:
	"""Two cancels in their window, and the question that q asks."""

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			self.server = stack.enter_context(Server(scale=600))
			self.home = stack.enter_context(Signed(self.server))
			self.terminal = t = stack.enter_context(self.home.terminal())
			self.first = self.server.first(3)
			t.wait_for(self.first[2]["title"][:8])
			for down in ("", "j"):
				t.keys(down)
				t.keys("x" + "\r")
				t.wait_for("Taken back")
				t.pump_for(PAUSE)
			t.wait_until(lambda: len(re.findall(UNDO, t.text())) == 2, "two in the window")
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()

	def ask(self):
		self.terminal.keys("q")
		self.terminal.wait_for(QUESTION)
		true(self.terminal.process.poll() is None, "it left silently")

	def end(self):
		equal(self.terminal.wait_end(), 0)
		self.terminal.check_given_back("left")
		return sorted(self.home.states())


@test()
def enter_sends_them_now():
	with Waiting() as w:
		w.ask()
		w.terminal.keys(ENTER)
		states = w.end()
		true(set(states) <= {"sent", "accepted", "confirmed"}, str(states))
		w.home.fine("sync", "--wait")
		equal(w.home.states(), ["confirmed", "confirmed"])
		equal(sorted(o["item"] for o in w.server.operations()),
				sorted(i["id"] for i in w.first[:2]))


@test(60)
def k_keeps_them_for_the_next_time():
	with Waiting() as w:
		w.ask()
		w.terminal.keys("k")
		equal(w.end(), ["pending", "pending"])
		equal(w.server.operations(), [])
		with w.home.terminal() as t:
			t.wait_for("confirmed", 40)
			t.wait_until(lambda: len(re.findall("confirmed", t.text())) == 2, "both", 30)
		equal(len(w.server.operations()), 2)


@test()
def u_undoes_them():
	with Waiting() as w:
		w.ask()
		w.terminal.keys("u")
		equal(w.end(), [])
		equal(w.server.operations(), [])


@test()
def escape_stays():
	with Waiting() as w:
		w.ask()
		w.terminal.keys(ESC)
		w.terminal.wait_gone(QUESTION)
		w.terminal.keys("q")
		w.terminal.wait_for(QUESTION)
		w.terminal.keys("y" + "x" + "j")
		w.terminal.pump_for(0.3)
		true(w.terminal.shows(QUESTION), "a key that was not offered answered")
		equal(sorted(w.home.states()), ["pending", "pending"])


@test()
def ctrl_c_twice_leaves_at_once_and_keeps_them():
	with Waiting() as w:
		w.terminal.keys(CTRL_C)
		w.terminal.wait_for(QUESTION)
		w.terminal.keys(CTRL_C)
		equal(w.end(), ["pending", "pending"])
		equal(w.server.operations(), [])


@test()
def with_nothing_waiting_it_just_leaves():
	with Server() as server, Signed(server) as home:
		for key in ("q", CTRL_C):
			with home.terminal() as t:
				t.wait_for(server.first(1)[0]["title"][:8])
				t.keys(key)
				equal(t.wait_end(), 0)
				t.check_given_back("left")


run(jobs=4)
