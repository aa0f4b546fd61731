"""Windows of every size, and sizes that change."""

import random
import re

from screen import char_width
from tap import equal, run, test, true
from terminal import ENTER
from unlike import Server, Signed

TOO_SMALL = r"[Tt]oo small"


def start_of(item):
	return item["title"][:8]


def alive(t, first):
	"""It answers keys and ends when told."""
	t.keys("g")
	t.wait_for(re.escape(start_of(first[0])))
	t.keys("j")
	t.wait_until(lambda: start_of(first[1]) in t.focused(), "the cursor moves")
	t.keys("q")
	equal(t.wait_end(), 0)
	equal(t.screen.strange, [])


@test()
def down_to_1x1_and_back():
	with Server() as server, Signed(server) as home, home.terminal() as t:
		first = server.first(5)
		t.wait_for(start_of(first[4]))
		for rows, cols in ((1, 1), (1, 200), (200, 1), (2, 2), (1, 1)):
			t.resize(rows, cols)
			t.pump_for(0.2)
			t.keys("jkx" + "\r")
			t.pump_for(0.1)
		t.resize(24, 80)
		t.wait_for(start_of(first[4]))
		equal(home.intents(), [], "a key acted on what nobody could see")
		alive(t, first)


@test()
def it_starts_at_1x1():
	with Server() as server, Signed(server) as home, home.terminal(rows=1, cols=1) as t:
		first = server.first(5)
		t.pump_for(0.5)
		true(t.process.poll() is None, "it has ended")
		t.resize(24, 80)
		t.wait_for(start_of(first[4]))
		alive(t, first)


def home_again(t, pattern):
	"""Esc and a key that a busy machine reads in one go are Alt with it: then once more."""
	for _ in range(40):
		t.keys("\x1b")
		t.pump_for(0.3)
		t.keys("1g")
		t.pump_for(0.1)
		if re.search(pattern, t.text()):
			return
	t.wait_for(pattern)


@test()
def a_storm_of_sizes():
	rng = random.Random(20)
	with Server() as server, Signed(server) as home, home.terminal() as t:
		first = server.first(5)
		t.wait_for(start_of(first[4]))
		for _ in range(300):
			t.resize(rng.randint(1, 60), rng.randint(1, 200))
			t.keys(rng.choice(("j", "k", "\x1b[6~", "G", "g", "2", "1", "?", "\x1b")))
			if rng.random() < 0.2:
				t.pump_for(rng.random() * 0.02)
		t.resize(24, 80)
		home_again(t, start_of(first[4]))
		alive(t, first)


@test()
def what_is_drawn_after_a_change_is_what_is_drawn_at_the_start():
	sizes = ((24, 80), (12, 40), (30, 100), (50, 160), (13, 47))
	with Server() as server, Signed(server) as home:
		first = server.first(3)
		with home.terminal() as t:
			for rows, cols in sizes:
				t.resize(rows, cols)
				t.wait_for(re.escape(start_of(first[2])))
				t.keys("j" + "k")
				t.pump_for(0.3)
				changed = t.screen.lines()[2:-1]
				with home.terminal(rows=rows, cols=cols) as fresh:
					fresh.wait_for(re.escape(start_of(first[2])))
					fresh.wait_until(lambda: fresh.screen.lines()[2:-1] == changed,
							f"{rows}x{cols} differs from\n" + "\n".join(changed))


@test()
def forty_by_twelve_is_enough():
	with Server() as server, Signed(server) as home, home.terminal(rows=12, cols=40) as t:
		first = server.first(3)
		for item in first:
			t.wait_for(re.escape(start_of(item)))
		for line in t.screen.lines():
			true(sum(char_width(c) for c in line) <= 40, line)
		true(not t.shows(TOO_SMALL), t.text())
		t.keys("x")
		t.wait_for("Esc")
		t.keys(ENTER)
		t.wait_for(re.escape(start_of(first[0])) + r".*undo \d+ s")
		t.keys("u")
		t.wait_for("Undone")
		alive(t, first)


@test()
def thirty_by_eight_says_that_it_is_too_small():
	with Server() as server, Signed(server) as home, home.terminal(rows=8, cols=30) as t:
		t.wait_for(TOO_SMALL)
		# The words may be wrapped or cut; the numbers must be whole.
		words = " ".join(t.text().split())
		true("40×12" in words, words)
		t.keys("x" + "\r")
		t.pump_for(0.3)
		equal(home.intents(), [])
		t.resize(12, 40)
		t.wait_gone(TOO_SMALL)
		t.wait_for(re.escape(start_of(server.first(1)[0])))
		t.resize(8, 30)
		t.wait_for(TOO_SMALL)
		t.keys("q")
		equal(t.wait_end(), 0)


run(jobs=4)
