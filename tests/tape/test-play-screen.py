"""unlike play on a real terminal: at the tape's pace, and given back whatever happens."""

import os
import signal
import time

from tap import equal, run, test, true
from unlike import USAGE, Home, wait_until

OPEN = 'Set Sample 300\nType "unlike"\nEnter\nWait+Screen /1\\/300/\n'


def check_nothing_left(home):
	wait_until(lambda: not os.listdir(home.file("tmp")), "its home is left")


@test(60)
def it_plays_at_the_tapes_pace_and_gives_the_terminal_back():
	with Home() as home:
		path = home.write("a.tape", OPEN + 'Sleep 1s\nDown\nSleep 1s\nExpect /2\\/300/\n')
		begin = time.monotonic()
		with home.terminal("play", path) as t:
			t.wait_for(r"> unl")
			t.wait_for(r"1/300")
			t.wait_for(r"2/300")
			equal(t.wait_end(), 0)
			true(time.monotonic() - begin >= 2, "it was too fast")
			t.check_given_back("played")
			t.wait_for(r"2 checks, all met")
			equal(t.screen.strange, [])
		check_nothing_left(home)


@test(60)
def what_is_recorded_while_somebody_watches_is_what_is_recorded_without():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Down\nHold x 1100ms\nSay \"taken\"\nSleep 500ms\n")
		left = []
		for mode in ([], ["--headless"]):
			outputs = [word for name in ("a.cast", "a.json", "a.svg") for word in ("-o", home.file(name))]
			if mode:
				home.fine("play", *mode, path, *outputs)
			else:
				with home.terminal("play", path, *outputs, rows=40, cols=100) as t:
					equal(t.wait_end(30), 0, t.text())
			left.append([open(home.file(name), "rb").read() for name in ("a.cast", "a.json", "a.svg")])
		true(left[0] == left[1], "they differ")


@test(60)
def faster_it_takes_less():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Sleep 40s\n")
		with home.terminal("play", "--speed", "20", path) as t:
			begin = time.monotonic()
			equal(t.wait_end(30), 0)
			true(2 <= time.monotonic() - begin < 20, "the speed")


@test(60)
def q_and_ctrl_c_leave_and_signals_do():
	for key in ("q", "\x03", "\x1b"):
		with Home() as home:
			path = home.write("a.tape", OPEN + "Sleep 60s\n")
			with home.terminal("play", path) as t:
				t.wait_for(r"1/300")
				t.keys(key)
				equal(t.wait_end(), 0, repr(key))
				t.check_given_back(repr(key))
			check_nothing_left(home)
	for signo in (signal.SIGTERM, signal.SIGHUP):
		with Home() as home:
			path = home.write("a.tape", OPEN + "Sleep 60s\n")
			with home.terminal("play", path) as t:
				t.wait_for(r"1/300")
				t.signal(signo)
				equal(t.wait_end(), 128 + signo)
				t.check_given_back(signo.name)
			check_nothing_left(home)


@test(60)
def a_step_waits_for_space():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Down\nUp\n")
		with home.terminal("play", "--step", path, rows=26) as t:
			t.wait_for(r'Space: Type "unlike"')
			t.keys(" ")
			t.wait_for(r"Space: Enter")
			t.wait_for(r"> unlike")
			t.keys(" ")
			t.wait_for(r"Space: Wait")
			t.keys(" ")
			t.wait_for(r"1/300")
			t.wait_for(r"Space: Down")
			t.pump_for(0.5)
			true(t.shows(r"1/300"), "it went on by itself")
			t.keys(" ")
			t.keys("  ")  # more than once: each step is told to go on by itself
			t.wait_for(r"2/300")
			t.wait_for(r"Space: Up")
			t.keys(" ")
			equal(t.wait_end(), 0)


@test(60)
def space_pauses_and_goes_on():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Sleep 2s\nDown\nSleep 1s\n")
		with home.terminal("play", path, rows=26) as t:
			t.wait_for(r"1/300")
			t.keys(" ")
			t.wait_for(r"Paused")
			t.pump_for(3)
			true(t.shows(r"1/300") and not t.ended, "it went on")
			t.keys(" ")
			t.wait_for(r"2/300")
			equal(t.wait_end(), 0)


@test(60)
def a_loop_begins_again_until_it_is_told_to_end():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Down\nSleep 300ms\n")
		with home.terminal("play", "--loop", "--speed", "4", path) as t:
			for _ in range(3):
				t.wait_for(r"2/300")
				t.wait_for(r"> u")
			t.keys("q")
			equal(t.wait_end(), 0)
			t.check_given_back("left")
		check_nothing_left(home)


@test(60)
def a_window_that_is_too_small_is_told_before_it_begins():
	with Home() as home:
		path = home.write("a.tape", OPEN)
		with home.terminal("play", path, rows=20, cols=70) as t:
			status = t.wait_end()
			t.check_given_back("refused")
			t.wait_for(r"80 columns and 24")
			true(status != 0, "it ended 0")
		check_nothing_left(home)


@test(60)
def resized_while_it_plays_it_draws_on():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Sleep 2s\nDown\nSleep 2s\n")
		with home.terminal("play", path, rows=30, cols=100) as t:
			t.wait_for(r"1/300")
			for rows, cols in ((10, 30), (1, 1), (40, 120)):
				t.resize(rows, cols)
				t.pump_for(0.2)
			t.wait_for(r"2/300")
			equal(t.wait_end(), 0)
			t.check_given_back("played")


@test(60)
def a_failed_expect_is_told_behind_the_screen():
	with Home() as home:
		path = home.write("a.tape", OPEN + "Expect /nothing of the kind/\n")
		with home.terminal("play", path, rows=40) as t:
			equal(t.wait_end(), 1)
			t.check_given_back("failed")
			true(b"a.tape:5:1: Expect" in t.output, t.text())


@test(60)
def a_dumb_terminal_is_refused():
	with Home() as home:
		home.env["TERM"] = "no-such-terminal"
		home.forgive_leaks()  # those of ncurses
		path = home.write("a.tape", OPEN)
		with home.terminal("play", path) as t:
			true(t.wait_end() not in (0, USAGE), "it played on a terminal that nobody knows")


run(2)
