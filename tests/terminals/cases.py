"""What a person does with keys and a mouse, in any terminal."""

import contextlib
import re

from tap import equal, test, true
from stages import Display
from unlike import Home, Server, Signed

HEART, TITLE, LIST = 3, 12, 3  # columns and the first row of the list, from 0
LIMIT = 60


class Played:
	"""with Played(stage) as p: … a likesd, a home signed in to it, and unlike in the terminal."""

	def __init__(self, kind, *arguments, **server):
		self.kind, self.arguments, self.of_server = kind, arguments, server

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			display = stack.enter_context(Display())
			self.server = stack.enter_context(Server(scale=600, **self.of_server))
			self.home = stack.enter_context(Signed(self.server))
			self.first = self.server.first(10)
			self.stage = stack.enter_context(self.kind(display, self.home, *self.arguments))
			self.stage.wait_for(self.title(9))
			self.stage.wait_for(r"as of \d\d:\d\d$")  # all is read
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()

	def title(self, at):
		return re.escape(self.first[at]["title"][:6])

	def pending(self, *places):
		"""What was asked for, once it is left."""
		equal(self.stage.leave(), [(self.first[at]["id"], "pending") for at in places])


def add(kind):
	"""The tests of one terminal."""

	@test(LIMIT)
	def a_key_held_for_1600_ms_takes_back_once():
		with Played(kind) as p:
			p.stage.hold("x", 1.6)
			p.stage.wait_for("Taken back")
			p.pending(0)

	@test(LIMIT)
	def a_key_held_for_500_ms_takes_nothing_back():
		with Played(kind) as p:
			p.stage.hold("x", 0.5)
			p.stage.wait_for("Take this like back|Let go|Enter is off")
			p.pending()

	@test(LIMIT)
	def fifteen_taps_take_nothing_back():
		with Played(kind) as p:
			p.stage.taps("x", 15)
			p.stage.wait_for("Enter is off")
			p.stage.key("Return")
			p.pending()

	@test(LIMIT)
	def a_button_held_on_a_heart_takes_that_row_back_once():
		with Played(kind) as p:
			p.stage.hold_button(LIST + 2, HEART, 1.6)
			p.stage.wait_for("Taken back")
			p.pending(2)

	@test(LIMIT)
	def a_button_held_for_500_ms_takes_nothing_back():
		with Played(kind) as p:
			p.stage.hold_button(LIST + 2, HEART, 0.5)
			p.stage.wait_for("Let go: nothing happened")
			p.pending()

	@test(LIMIT)
	def dragged_off_the_heart_nothing_is_taken_back():
		with Played(kind) as p:
			p.stage.drag(LIST + 2, HEART, LIST + 2, TITLE + 20, 1.5)
			p.stage.wait_for("Let go: nothing happened")
			p.pending()

	@test(LIMIT)
	def OP_4_a_row_dragged_to_the_left_is_taken_back_once_and_one_that_is_brought_back_is_not():
		with Played(kind, platform="douyin") as p:
			s = p.stage
			s.drag(LIST + 2, 70, LIST + 2, 50, 0.3)
			s.wait_for("Let go: nothing happened")
			s.do(*s.at(LIST + 3, 70), "mousedown", 1, *s.at(LIST + 3, 20), "sleep", 0.3,
					*s.at(LIST + 3, 68), "sleep", 0.3, "mouseup", 1)
			s.wait_for(rf"^ ▌ . {p.title(3)}")
			s.drag(LIST + 4, 70, LIST + 4, 30, 0.3)
			s.wait_for("Taken back")
			p.pending(4)

	@test(LIMIT)
	def OP_4_Shift_Left_held_asks_once_and_a_moment_later_it_takes_back():
		with Played(kind, platform="douyin") as p:
			s = p.stage
			s.do("keydown", "shift", "keydown", "Left", "sleep", 1, "keyup", "Left", "keyup", "shift")
			s.wait_for("came too soon to tell")
			s.do("sleep", 1.5, "keydown", "shift", "key", "Left", "keyup", "shift")
			s.wait_for("Taken back")
			p.pending(0)

	@test(LIMIT)
	def the_wheel_scrolls_and_clicks_do_what_they_are_on():
		with Played(kind) as p:
			s = p.stage
			s.click(LIST + 5, TITLE)
			s.wait_for(rf"^ ▌ . {p.title(5)}")
			s.wheel(True)
			s.wait_for(rf"\A(.*\n){{3}} .*{p.title(3)}")
			s.wheel(False)
			s.wait_for(rf"\A(.*\n){{3}} .*{p.title(0)}")
			s.click(1, 12)
			s.wait_for("Nothing here yet")
			s.click(1, 2)
			s.wait_for(p.title(0))
			s.click(s.rows - 1, 2)
			s.wait_for("Take this like back")
			s.key("Escape")
			s.wait_for("Nothing was changed")
			p.pending()

	@test(LIMIT)
	def a_window_that_is_resized_while_a_key_is_held_takes_back_once():
		with Played(kind) as p:
			s = p.stage
			width, height = round(70 * s.cell[0]), round(20 * s.cell[1])
			s.do("keydown", "x", "sleep", 0.4, "windowsize", s.window, width, height,
					"sleep", 1.6, "keyup", "x")
			s.wait_for("Taken back")
			lines = s.lines()
			equal((len(lines), max(len(line) for line in lines) <= 70), (20, True), "\n".join(lines))
			p.pending(0)

	@test(LIMIT)
	def nothing_is_left_of_the_questions_and_the_shell_has_its_screen_back():
		with Played(kind) as p:
			s = p.stage
			s.wait_for("left · ●$")  # the limits are told last
			lines = s.lines()
			true(re.match(r" ♥ .* · demo +300 likes · 5 of 5\* left · ●$", lines[0]), lines[0])
			true(re.match(r" 1 Likes  2 Activity  3 Profile  \? Help +as of \d\d:\d\d$", lines[1]), lines[1])
			true(re.fullmatch("[─━]{80}", lines[2]), lines[2])
			equal((lines[21], lines[22]), ("─" * 80, ""))
			s.hold("x", 0.2)
			s.wheel(True, 3)
			p.pending()
			equal(s.read("status"), "0\n")
			s.wait_for("three")
			equal(s.capture(), "one\ntwo\nthree")

	@test(LIMIT)
	def doctor_tells_which_terminal_it_is():
		with Display() as display, Home() as home, kind(display, home, "doctor") as s:
			s.wait_for(rf"it is {kind.answers_as}")
			s.wait_for("three")
			true(re.search("the heart takes 1 column, the line 1 column", s.capture()), s.capture())
