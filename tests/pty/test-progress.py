"""What long work says of itself on a terminal: one line on standard error, and gone in the end."""

import re
import signal
import subprocess

from daemon import WITHOUT_LIMITS
from tap import equal, run, test, true
from terminal import CTRL_C, CTRL_Z
from unlike import OK, Server, Signed

FETCHED = rb"\r([\d,]+) fetched"
CTRL_BACKSLASH = "\x1c"
SYNCING = rb"\r(\d+) to send, (\d+) sending, (\d+) in sync, (\d+) confirmed"


def data_to(home, name, *arguments):
	"""The command on a terminal, its data into a file: what the terminal got is about progress."""
	with open(home.file(name), "w", encoding="utf-8") as out, \
			home.terminal(*arguments, stdout=out) as t:
		status = t.wait_end(60)
		return status, t.output, t.text()


@test(60)
def a_walk_says_how_many_were_fetched_and_takes_it_back():
	with Server(sample=8000) as server, Signed(server) as home:
		status, output, text = data_to(home, "list", "list", "--refresh", "--json")
		equal(status, OK)
		true(re.search(FETCHED, output), repr(output))
		equal(text.strip(), "")
		true(output.endswith(b" \r"), repr(output[-80:]))
		with open(home.file("list"), encoding="utf-8") as file:
			equal(len(file.readlines()), 8000)
		for arguments in (["list", "--refresh", "--quiet"], ["list", "--json"]):
			status, output, text = data_to(home, "list", *arguments)
			equal(status, OK)
			true(not re.search(FETCHED, output), f"{arguments}: {output!r}")


@test(60)
def without_a_terminal_nothing_of_it_is_said():
	with Server(sample=3000, scale=600, platform=WITHOUT_LIMITS) as server, Signed(server) as home:
		done = home.run("list", "--refresh")
		equal((done.returncode, done.stderr), (OK, ""))
		items = [item["id"] for item in server.first(30)]
		done = home.run("cancel", *items, "--yes", "--now")
		equal((done.returncode, done.stderr), (OK, ""))
		done = home.run("sync", "--wait")
		equal((done.returncode, done.stderr), (OK, ""))


@test(90)
def waiting_says_what_is_where_and_when_the_next_is_due():
	with Server(scale=300) as server, Signed(server) as home:
		items = [item["id"] for item in server.first(3)]
		home.fine("list")
		home.fine("cancel", *items, "--yes")
		status, output, text = data_to(home, "states", "sync", "--wait")
		equal((status, text.strip()), (OK, ""))
		lines = [tuple(map(int, found)) for found in re.findall(SYNCING, output)]
		true(lines[0] == (3, 0, 0, 0), str(lines))
		true(any(line[2] > 0 for line in lines), f"none is in sync: {lines}")
		true(all(sum(line) == 3 for line in lines), str(lines))
		# The undo window counts down, second by second.
		seconds = [int(s) for s in re.findall(rb"3 to send.*?; next in 0:(\d\d)", output)]
		true(len(set(seconds)) >= 3, f"{seconds}")
		equal(seconds, sorted(seconds, reverse=True))
		equal(home.states(), ["confirmed"] * 3)


@test(60)
def the_states_that_are_printed_stand_on_lines_of_their_own():
	with Server(scale=600) as server, Signed(server) as home:
		item = server.first(1)[0]
		home.fine("list")
		home.fine("cancel", item["id"], "--yes")
		with home.terminal("sync", "--wait", rows=40) as t:
			equal(t.wait_end(60), OK)
			for line in t.text().splitlines():
				true(line == "" or re.match(r"(sending|sync|confirmed)\b.*\(" + item["id"] + r"\)$", line),
						t.text())
			true("confirmed" in t.text(), t.text())


@test(60)
def many_at_once_say_how_many_were_answered():
	with Server(scale=600, platform=WITHOUT_LIMITS) as server, Signed(server) as home:
		items = [item["id"] for item in server.first(40)]
		home.fine("list")
		with home.terminal("cancel", *items, "--yes", "--now", stdout=subprocess.DEVNULL) as t:
			t.wait_until(lambda: re.search(rb"\r\d+ of 40 ", t.output), "nothing is said of it")
			equal(t.wait_end(60), OK)
			equal(t.text().strip(), "")
		equal(len(server.operations()), 40)


@test()
def a_line_that_is_broken_off_leaves_the_terminal_as_it_was():
	with Server() as server, Signed(server) as home:
		home.forgive_leaks()
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		with home.terminal("sync", "--wait") as t:
			t.wait_for("1 to send")
			t.signal(signal.SIGINT)
			equal(t.wait_end(), -signal.SIGINT)
			t.check_given_back("ended")
			equal(t.text().strip(), "", "what it said of its work stands there still")


@test()
def ctrl_c_takes_the_line_away_and_ends_it_as_a_signal_does():
	with Server() as server, Signed(server) as home:
		home.forgive_leaks()
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		for cols in (80, 24):
			for key, signo in ((CTRL_C, signal.SIGINT), (CTRL_BACKSLASH, signal.SIGQUIT)):
				with home.terminal("sync", "--wait", cols=cols) as t:
					t.wait_for("1 to send")
					t.keys(key)
					equal(t.wait_end(), -signo)
					t.check_given_back("ended")
					equal(t.text().strip(), "", f"{cols} columns")
					equal(t.screen.col, 0)
		equal(home.states(), ["pending"])


@test()
def stopped_it_leaves_the_shell_a_free_line_and_goes_on_when_it_is_continued():
	with Server() as server, Signed(server) as home:
		home.forgive_leaks()
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		with home.terminal("sync", "--wait") as t:
			t.wait_for("1 to send")
			t.keys(CTRL_Z)
			t.wait_stopped()
			t.wait_gone("1 to send")
			equal(t.text().strip(), "")
			t.signal(signal.SIGCONT)
			t.wait_for("1 to send")
			t.keys(CTRL_C)
			equal(t.wait_end(), -signal.SIGINT)
			equal(t.text().strip(), "")


run(jobs=4)
