"""Terminals that answer: what is asked, what is made of it, and that all of it is given back."""

import contextlib
import signal
import time

from screen import KITTY, TMUX, XTERM
from tap import equal, run, test, true
from terminal import CTRL_Z
from unlike import Home, Server, Signed

UNDO = r"undo \d+ s"
# x and j as kitty tells them.
X, UP = b"\x1b[120;;120u", b"\x1b[120;1:3u"
J, J_UP = b"\x1b[106;;106u", b"\x1b[106;1:3u"
PUSH, POP = b"\x1b[>31u", b"\x1b[<u"


def sgr(code, row, col, up=False):
	return f"\x1b[<{code};{col};{row}{'m' if up else 'M'}".encode()


class Screen:
	"""A likesd, a home signed in to it, and unlike on a terminal that answers so."""

	def __init__(self, answers, **settings):
		self.answers, self.settings = answers, settings

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			self.server = stack.enter_context(Server(scale=600))
			self.home = stack.enter_context(Signed(self.server))
			self.terminal = stack.enter_context(
					self.home.terminal(answers=self.answers, **self.settings))
			self.first = self.server.first(10)
			self.terminal.wait_for(self.first[9]["title"][:6])
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()
		equal(self.terminal.screen.strange, [], "what no drawing needs")

	def asked_for(self):
		return [(intent["id"], intent["state"]) for intent in self.home.intents()]

	def leave(self):
		self.terminal.keys("q")
		equal(self.terminal.wait_end(), 0)
		self.terminal.check_given_back("left")


@test()
def kitty_tells_releases_and_a_hold_ends_with_one():
	with Screen(KITTY) as s:
		t = s.terminal
		t.wait_until(lambda: PUSH in t.output, "the keyboard is pushed")
		t.keys(J + J_UP)
		t.hold(X, 0.5)
		t.keys(UP)
		t.wait_for("Let go: nothing happened")
		t.hold(X, until=lambda: t.shows(UNDO))
		t.keys(UP)
		t.wait_for("Taken back")
		equal(s.asked_for(), [(s.first[1]["id"], "pending")])
		t.keys("u")
		t.wait_for("Undone")
		s.leave()
		equal((t.output.count(PUSH), t.output.count(POP)), (1, 1))


@test()
def fifteen_taps_with_releases_take_nothing_back():
	with Screen(KITTY) as s:
		t = s.terminal
		t.wait_until(lambda: PUSH in t.output, "the keyboard is pushed")
		t.taps(X + UP, 15, 0.13)
		t.wait_for("Enter is off")
		t.keys(b"\r")
		s.leave()
		equal(s.asked_for(), [])


@test()
def a_frame_is_marked_where_the_terminal_shows_it_as_a_whole():
	with Screen(KITTY) as s:
		t = s.terminal
		t.wait_until(lambda: PUSH in t.output, "it was answered")
		t.keys("j" * 5)
		t.wait_until(lambda: t.output.count(b"\x1b[?2026h") > 0, "a frame is marked")
		s.leave()
		equal(t.output.count(b"\x1b[?2026h"), t.output.count(b"\x1b[?2026l"))
	with Screen(XTERM) as s:
		s.terminal.keys("jjj")
		s.leave()
		true(b"\x1b[?2026h" not in s.terminal.output, "xterm does not know it")
		true(PUSH not in s.terminal.output, "nor the keyboard")


@test()
def stopped_and_continued_the_keyboard_is_popped_and_pushed():
	with Screen(KITTY) as s:
		t = s.terminal
		t.wait_until(lambda: PUSH in t.output, "the keyboard is pushed")
		t.keys(CTRL_Z)
		t.wait_until(t.is_given_back, "the shell has its terminal")
		t.signal(signal.SIGCONT)
		t.wait_until(lambda: t.output.count(PUSH) == 2, "pushed again")
		t.wait_for(s.first[0]["title"][:6])
		t.signal(signal.SIGTERM)
		t.wait_end()
		t.check_given_back("told to leave")
		equal(t.output.count(POP), 2)


@test()
def a_crash_pops_it_too():
	with Screen(KITTY) as s:
		t = s.terminal
		s.home.forgive_leaks()
		t.wait_until(lambda: PUSH in t.output, "the keyboard is pushed")
		t.signal(signal.SIGABRT)
		t.wait_end()
		t.check_given_back("crashed")


@test()
def a_terminal_with_wide_hearts_gets_the_ascii_set():
	with Screen(XTERM, ambiguous=2) as s:
		t = s.terminal
		t.wait_until(lambda: "♥" not in t.text() and "─" not in t.text(), "ASCII is drawn")
		true(t.line_with(s.first[0]["title"][:6]).startswith(" > * "), t.text())
		true(t.screen.line(2).startswith("-==="), t.text())
		s.leave()
	with Screen(TMUX) as s:
		s.terminal.keys("j")
		true("♥" in s.terminal.text(), s.terminal.text())
		s.leave()


@test()
def the_mouse_holds_clicks_and_scrolls():
	with Screen(XTERM) as s:
		t = s.terminal
		title = s.first[3]["title"][:6]
		t.keys(sgr(0, 7, 20) + sgr(0, 7, 20, True))
		t.wait_until(lambda: title in t.focused(), "the fourth row is focused")
		t.keys(sgr(0, 4, 4))
		t.wait_for("Keep holding to take this like back")
		t.keys(sgr(0, 4, 4, True))
		t.wait_for("Let go: nothing happened")
		t.keys(sgr(0, 4, 4))
		t.wait_for(r"Keep holding.*Let go")
		t.keys(sgr(32, 4, 30))
		t.wait_for("Let go: nothing happened")
		t.keys(sgr(0, 4, 30, True) + sgr(0, 4, 4))
		t.wait_for("Taken back")
		t.keys(sgr(0, 4, 4, True))
		equal(s.asked_for(), [(s.first[0]["id"], "pending")])
		t.keys("u")
		t.wait_for("Undone")
		t.keys(sgr(65, 10, 10))
		t.wait_until(lambda: title in t.screen.line(3), "three rows on")
		t.keys(sgr(0, 2, 12) + sgr(0, 2, 12, True))
		t.wait_for("Nothing here yet|annihilated|Undone|liked")
		s.leave()


@test()
def focus_lost_while_holding_is_nothing():
	with Screen(XTERM) as s:
		t = s.terminal
		t.keys(sgr(0, 4, 4))
		t.wait_for("Keep holding")
		t.keys(b"\x1b[O")
		t.wait_for("Let go: nothing happened")
		t.keys(b"\x1b[I" + sgr(0, 4, 4, True))
		s.leave()
		equal(s.asked_for(), [])


@test()
def what_is_on_its_way_when_it_ends_does_not_reach_the_shell():
	with Screen(KITTY) as s:
		t = s.terminal
		t.wait_until(lambda: PUSH in t.output, "the keyboard is pushed")
		# The answer to the last question comes late, and the release of q before it.
		t.screen.answers = dict(KITTY) | {("", "c"): "\x1b[113;1:3u\x1b[<0;1;1m\x1b[?62;c"}
		s.leave()
		t.pump_for(0.3)
		true("113" not in t.text() and "62" not in t.text(), t.text())


@test()
def nobody_waits_for_an_answer():
	with Screen({}) as s:  # it never comes
		begin = time.monotonic()
		s.terminal.keys("j")
		s.terminal.wait_until(lambda: s.first[1]["title"][:6] in s.terminal.focused(), "moved")
		true(time.monotonic() - begin < 5, "a key was waited for")
		s.leave()


@test()
def doctor_tells_what_the_terminal_answers():
	for answers, ambiguous, wants in (
			(KITTY, 1, ("it is kitty(0.26.5)", "kitty's protocol", "as a whole", "takes 1 column,")),
			(XTERM, 2, ("it is XTerm(379)", "keyboard: of old", "as they come", "2 columns: the ASCII")),
			(TMUX, 1, ("it is tmux 3.3a", "keyboard: of old", "as they come", "the line 1 column")),
			({}, 1, ("it does not answer",))):
		with Home() as home, home.terminal("doctor", answers=answers, ambiguous=ambiguous,
				rows=40, cols=120) as t:
			equal(t.wait_end(), 0)
			for words in wants:
				true(words in t.text(), f"{words} is not in:\n{t.text()}")
			true("♥" not in t.text() and "\x1b" not in t.text(), t.text())
			equal(t.modes(), t.modes_before)


run(jobs=2)
