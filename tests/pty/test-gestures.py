"""The platforms' own gestures (OP-4) on a terminal, as its bytes tell them, against a likesd that has
the rules of such a platform."""

import contextlib
import os

from tap import equal, run, test, true
from terminal import ENTER, ESC
from unlike import Server, Signed

ROOT = os.environ.get("UNLIKE_SOURCE_ROOT") or os.getcwd()
UNDO = r"undo \d+ s"
SHIFT_LEFT = "\x1b[1;2D"
KITTY_LEFT, KITTY_REPEAT, KITTY_UP = "\x1b[1;2:1D", "\x1b[1;2:2D", "\x1b[1;2:3D"
QUIET = 1.3  # after so long no repeat of a held key comes any more
LIST, FROM, NEED = 4, 70, 26  # the first row of the list and columns, from 1; how far is enough


def mouse(what, row, col):
	code, final = {"press": (0, "M"), "drag": (32, "M"), "release": (0, "m")}[what]
	return f"\x1b[<{code};{col};{row}{final}"


class Screen:
	"""A likesd with a platform's rules, a home signed in to it, and unlike on a terminal."""

	def __init__(self, platform, config="", **size):
		self.platform, self.config, self.size = platform, config, size

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			self.server = stack.enter_context(Server(scale=600,
					platform=os.path.join(ROOT, "platforms", self.platform + ".json")))
			self.home = stack.enter_context(Signed(self.server))
			if self.config:
				os.makedirs(self.home.file("config", "unlike"), exist_ok=True)
				self.home.write("config/unlike/config", self.config)
			self.terminal = stack.enter_context(self.home.terminal(**self.size))
			self.first = self.server.first(10)
			self.terminal.wait_for("On (Douyin|Kuaishou): ")
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()
		equal(self.terminal.screen.strange, [], "what no drawing needs")

	def asked_for(self):
		"""Item and state of what was asked for."""
		return [(intent["id"], intent["state"]) for intent in self.home.intents()]

	def drag(self, row, *cols, to_row=None, release=True):
		"""From FROM over these columns; the last one is where it is let go."""
		keys = [mouse("press", LIST + row, FROM)]
		keys += [mouse("drag", LIST + row, col) for col in cols]
		if release:
			keys.append(mouse("release", LIST + (row if to_row is None else to_row), cols[-1]))
		for key in keys:
			self.terminal.keys(key)
			self.terminal.pump_for(0.02)

	def nothing_happened(self):
		"""Also after every key was read: the last one leaves, and nothing asks first."""
		self.terminal.keys("q")
		equal(self.terminal.wait_end(), 0)
		true("undo" not in self.terminal.text(), self.terminal.text())
		equal(self.asked_for(), [])
		equal(self.server.operations(), [])


@test()
def OP_4_a_row_dragged_over_the_mark_is_taken_back_once_and_the_same_again_undoes_it():
	with Screen("douyin") as s:
		t = s.terminal
		true(t.shows("On Douyin: slide the row left, or hold x"), t.text())
		s.drag(2, 60, 50, FROM - NEED)
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[2]["id"], "pending")])
		s.drag(2, 60, 50, FROM - NEED)
		t.wait_for("Undone")
		s.nothing_happened()


@test()
def OP_4_dragged_less_far_or_off_the_row_or_escaped_the_row_springs_back():
	with Screen("douyin") as s:
		t = s.terminal
		before = t.screen.lines()[LIST + 1]
		s.drag(2, 60, 50, FROM - NEED + 1)
		t.wait_for("Let go: nothing happened")
		s.drag(2, 60, 30, FROM - 2)
		t.wait_for("Let go: nothing happened")
		s.drag(2, 60, 20, to_row=3)
		t.wait_for("Let go: nothing happened")
		s.drag(2, 60, 20, release=False)
		t.wait_for("Let go to take this like back")
		t.keys(ESC)
		t.wait_for("Nothing was changed")
		t.keys(mouse("drag", LIST + 2, 10) + mouse("release", LIST + 2, 10))
		t.pump_for(0.1)
		equal(t.screen.lines()[LIST + 1].replace("▌", " "), before)
		s.nothing_happened()


@test()
def OP_4_a_window_that_loses_the_focus_or_changes_its_size_lets_it_spring_back():
	with Screen("douyin") as s:
		t = s.terminal
		s.drag(1, 60, 20, release=False)
		t.wait_for("Let go to take this like back")
		t.keys("\x1b[O")
		t.wait_for("Let go: nothing happened")
		t.keys(mouse("release", LIST + 1, 20))
		s.drag(1, 60, 20, release=False)
		t.wait_for("Let go to take this like back")
		t.resize(20, 70)
		t.wait_for("Let go: nothing happened")
		t.keys(mouse("release", LIST + 1, 20))
		s.nothing_happened()


@test()
def OP_4_Shift_Left_asks_and_a_moment_later_it_takes_back():
	with Screen("douyin") as s:
		t = s.terminal
		t.keys("j")
		t.keys(SHIFT_LEFT)
		t.wait_for(r"Shift\+Left again takes it back")
		t.pump_for(QUIET)
		t.keys(SHIFT_LEFT)
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[1]["id"], "pending")])


@test()
def OP_4_Shift_Left_held_is_one_press():
	with Screen("douyin") as s:
		t = s.terminal
		for first_gap in (0.033, 0.25, 0.66):
			t.hold(SHIFT_LEFT, 2, first_gap=first_gap)
			t.wait_for("came too soon to tell")
			t.keys(ESC)
			t.wait_for("Nothing was changed")
			t.pump_for(QUIET)
		s.nothing_happened()


@test()
def OP_4_where_releases_are_told_it_need_not_wait_and_repeats_are_none():
	with Screen("douyin") as s:
		t = s.terminal
		t.keys(KITTY_LEFT)
		for _ in range(30):
			t.keys(KITTY_REPEAT)
			t.pump_for(0.03)
		true(not t.shows(UNDO), t.text())
		t.keys(KITTY_UP)
		t.pump_for(0.1)
		t.keys(KITTY_LEFT + KITTY_UP)
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[0]["id"], "pending")])


@test()
def OP_4_with_the_mouse_off_only_the_key_slides():
	with Screen("douyin", "[acting]\nmouse = off\n") as s:
		t = s.terminal
		true(t.shows(r"On Douyin: Shift\+Left slides the row left; or hold x"), t.text())
		s.drag(2, 60, 20)
		t.keys(SHIFT_LEFT)
		t.wait_for(r"Shift\+Left again")
		t.keys(ENTER)
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[0]["id"], "pending")])


@test()
def OP_4_a_hold_takes_back_there_too():
	for platform in ("douyin", "kuaishou"):
		with Screen(platform) as s:
			s.terminal.hold("x", until=lambda t=s.terminal: t.shows(UNDO))
			s.terminal.wait_for("Taken back")
			equal(s.asked_for(), [(s.first[0]["id"], "pending")])


@test()
def OP_4_b_opens_the_side_bar_and_one_more_key_acts():
	with Screen("kuaishou") as s:
		t = s.terminal
		true(t.shows("On Kuaishou: b opens the side bar; or hold x"), t.text())
		for key in ("x", ENTER):
			t.keys("b")
			t.wait_for("▌ x take back")
			t.pump_for(0.1)
			t.keys(key)
			t.wait_for("Taken back")
			t.keys("j")
		equal(s.asked_for(), [(s.first[1]["id"], "pending"), (s.first[0]["id"], "pending")])


@test()
def OP_4_the_side_bar_closes_by_Esc_and_by_moving_and_what_comes_at_once_is_no_choice():
	with Screen("kuaishou", rows=12, cols=40) as s:
		t = s.terminal
		t.keys("bx")
		t.wait_for("i details")
		t.pump_for(0.1)
		for key in (ESC, "j", "\x1b[B", "G"):
			t.keys(key)
			t.wait_gone("i details")
			t.keys("b")
			t.wait_for("i details")
		t.keys(ESC)
		t.wait_for("Nothing was changed")
		s.nothing_happened()


@test()
def OP_4_a_click_in_the_side_bar_takes_back():
	with Screen("kuaishou", rows=12, cols=40) as s:
		t = s.terminal
		t.keys("b")
		t.wait_for("i details")
		t.pump_for(0.1)
		row = next(i for i, line in enumerate(t.screen.lines()) if "x take back" in line) + 1
		t.keys(mouse("press", row, 35))
		t.pump_for(0.06)
		t.keys(mouse("release", row, 35))
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[0]["id"], "pending")])


run(jobs=4)
