"""Taking a like back with a key, as a person's fingers and a terminal's repeats do it."""

import contextlib
import re

from tap import equal, run, test, true
from terminal import DOWN, ENTER, ESC, pasted
from unlike import Server, Signed

UNDO = r"undo \d+ s"


def start_of(item):
	"""As much of a title as every window shows."""
	return item["title"][:8]


class Screen:
	"""A likesd, a home signed in to it, and unlike on a terminal with its list."""

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			self.server = stack.enter_context(Server(scale=600))
			self.home = stack.enter_context(Signed(self.server))
			self.terminal = stack.enter_context(self.home.terminal())
			self.first = self.server.first(10)
			self.terminal.wait_for(start_of(self.first[9]))
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()
		equal(self.terminal.screen.strange, [], "what no drawing needs")

	def asked_for(self):
		"""Item and state of what was asked for."""
		return [(intent["id"], intent["state"]) for intent in self.home.intents()]

	def nothing_happened(self):
		"""Also after every key was read: the last one leaves, and nothing asks first."""
		self.terminal.keys("q")
		equal(self.terminal.wait_end(), 0)
		true("undo" not in self.terminal.text(), self.terminal.text())
		equal(self.asked_for(), [])
		equal(self.server.operations(), [])


@test()
def a_key_held_at_33_ms_takes_back_exactly_once():
	with Screen() as s:
		t = s.terminal
		t.hold("x", until=lambda: t.shows(UNDO))
		t.wait_for("Taken back")
		t.hold("x", 0.5, first_gap=0.033)
		equal(len([line for line in t.screen.lines() if "undo " in line and "♡" in line]), 1)
		equal(s.asked_for(), [(s.first[0]["id"], "pending")])
		equal(s.server.operations(), [], "sent inside the window")


@test()
def it_is_the_same_at_the_slow_repeat_of_x():
	with Screen() as s:
		t = s.terminal
		t.keys(DOWN)
		t.hold("x", 2, until=lambda: t.shows(UNDO), first_gap=0.66, gap=0.04)
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[1]["id"], "pending")])


@test()
def the_bar_fills_in_the_row_that_is_held():
	with Screen() as s:
		t = s.terminal
		seen = []

		def bar():
			seen.extend(line for line in t.screen.lines() if re.search(r"[█#].* \d+ %", line))
			return seen

		t.hold("x", 0.3, until=bar)
		true(seen, "no bar was seen:\n" + t.text())
		true(all(start_of(s.first[0]) in line for line in seen), str(seen))


@test()
def a_hold_that_ends_early_does_nothing():
	with Screen() as s:
		t = s.terminal
		for _ in range(3):
			t.hold("x", 0.5)
			t.pump_for(1.3)
		s.nothing_happened()


@test()
def twenty_taps_at_130_ms_take_nothing_back():
	with Screen() as s:
		s.terminal.taps("x", 20, 0.130)
		s.nothing_happened()


@test()
def a_tap_asks_and_enter_takes_back_once():
	with Screen() as s:
		t = s.terminal
		t.keys("x")
		t.wait_for("Enter")
		t.keys(ENTER)
		t.wait_for(UNDO)
		t.keys(ENTER + ENTER)
		equal(s.asked_for(), [(s.first[0]["id"], "pending")])


@test()
def fast_fingers_take_two_rows_back():
	with Screen() as s:
		s.terminal.press_at("x", [0])
		for key in ("\r", "j", "x", "\r"):
			s.terminal.pump_for(0.15)
			s.terminal.keys(key)
		s.terminal.wait_until(lambda: len(re.findall(UNDO, s.terminal.text())) == 2, "two rows")
		equal(s.asked_for(), [(s.first[1]["id"], "pending"), (s.first[0]["id"], "pending")])


@test()
def escape_keeps_the_like_and_enter_after_it_only_shows_more():
	with Screen() as s:
		t = s.terminal
		t.keys("x")
		t.wait_for("Esc")
		t.keys(ESC)
		t.wait_for("Nothing was changed")
		t.keys(ENTER)
		t.wait_for("Esc back")
		t.keys(ESC)
		t.wait_for("12408|Enter more|take back   u undo")
		s.nothing_happened()


@test()
def a_movement_keeps_the_like():
	with Screen() as s:
		t = s.terminal
		for key in ("j", DOWN, "k", "\x1b[6~", "G", "2"):
			t.keys("x")
			t.pump_for(0.1)
			t.keys(key)
			t.keys(ENTER)
		s.nothing_happened()


@test()
def a_second_tap_takes_the_power_from_enter():
	with Screen() as s:
		for gap in (0.0, 0.02, 0.2, 0.5):
			s.terminal.keys("x")
			s.terminal.pump_for(gap)
			s.terminal.keys("x")
			s.terminal.keys(ENTER)
			s.terminal.pump_for(0.1)
			s.terminal.keys(ESC)
			s.terminal.pump_for(1.2)
		s.nothing_happened()


@test()
def what_is_pasted_does_nothing():
	with Screen() as s:
		t = s.terminal
		for text in ("x\r", "x\n", "max\r", "xxxxxxxxxxxxxxxxxxxxxxxx\r", "q", "x\r" * 2000):
			t.keys(pasted(text))
		t.pump_for(0.3)
		# A key that came inside would have left by now, or asked before it leaves.
		t.wait_for(start_of(s.first[0]))
		s.nothing_happened()


@test()
def keys_that_this_terminal_should_not_send_do_nothing():
	with Screen() as s:
		for keys in ("\x1b[120;1:3u", "\x1b[<0;10;4M", "\x1b[<0;10;4m", "\x1b[M !!", "\x1b[I", "\x1b[O",
				"\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1bP1$r0m\x1b\\", "\x1b[?1;2c", "\x1b[8;24;80t",
				"\x1b[1;1R", "\x1b[9999999999;9999999999~", "\xff\xfe", "\x1b[1;5Xx"[:-1]):
			s.terminal.keys(keys)
			s.terminal.pump_for(0.05)
		s.nothing_happened()


@test(60)
def an_undo_inside_the_window_sends_nothing():
	with Screen() as s:
		t = s.terminal
		t.keys("x" + "\r")
		t.wait_for(UNDO)
		t.keys("u")
		t.wait_for("Undone")
		t.wait_gone(UNDO)
		equal(s.asked_for(), [])
		t.pump_for(0.8)
		# The window of this one ends after that of the first would have.
		t.keys("j")
		t.keys("x" + "\r")
		t.wait_for(UNDO)
		t.wait_for("confirmed", 40)
		equal([o["item"] for o in s.server.operations()], [s.first[1]["id"]])
		true(s.server.like(s.first[0]["id"])["published"], "the first is gone")


@test()
def a_second_hold_inside_the_window_undoes():
	with Screen() as s:
		t = s.terminal
		t.hold("x", until=lambda: t.shows(UNDO))
		t.wait_for(UNDO)
		t.pump_for(1.2)
		t.hold("x", until=lambda: not t.shows(UNDO))
		t.wait_for("Undone")
		s.nothing_happened()


run(jobs=4)
