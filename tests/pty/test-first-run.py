"""Who has no account yet, and whose session has ended: what the screen offers, and what comes of it."""

import os
import re
import signal

from screen import XTERM
from tap import equal, run, test, true
from terminal import CTRL_C, CTRL_L, CTRL_Z, DOWN, UP
from unlike import DATAERR, NOPERM, OK, TEMPFAIL, Home, Server, Signed

WELCOME = "Welcome to unlike"
SERVER = r"Server \[http://127\.0\.0\.1:8420\]:$"
FILE = r"File with the token .*:$"
TOKEN = r"Token \(not shown\):$"


def kept(home):
	return [name for name in home.everything() if name.startswith(("state", "data"))]


def likesd_line(t):
	"""The digit of the line that connects to a likesd server."""
	return t.wait_for(r"(\d)  Connect to a likesd server")[1]


# --- nobody is signed in ----------------------------------------------------------------------

@test()
def it_says_what_can_be_done_and_q_leaves_everything_as_it_was():
	with Home() as home:
		for key in ("q", "\x1b", CTRL_C):
			with home.terminal() as t:
				t.wait_for(WELCOME)
				text = re.sub(r"\s+", " ", t.text())
				true("Nothing is sent anywhere until you say so." in text, text)
				true("1 Try it with an example (nothing to set up)" in text, text)
				t.keys(key)
				equal(t.wait_end(), OK)
				t.check_given_back("left")
		equal(kept(home), [])


@test()
def without_a_terminal_or_with_no_input_it_is_an_error_as_before():
	with Home() as home:
		done = home.run()
		equal((done.returncode, done.stdout), (DATAERR, ""))
		true("nobody is signed in" in done.stderr and "unlike demo" in done.stderr, done.stderr)
		for arguments in (["--no-input"], ["--account", "demo"]):
			with home.terminal(*arguments) as t:
				equal(t.wait_end(), DATAERR)
				true("nobody is signed in" in t.text(), t.text())


@test()
def it_is_readable_in_any_size_and_follows_it():
	with Home() as home, home.terminal(rows=12, cols=40) as t:
		t.wait_for(WELCOME)
		for words in ("1  Try it with an example", "Connect to a likesd server", "q leaves"):
			true(words in t.text(), t.text())
		t.resize(30, 120)
		t.wait_for("and take back what you want")
		t.resize(3, 20)
		t.wait_gone(WELCOME)
		true("1  Try it" in t.text(), t.text())
		t.resize(24, 80)
		t.wait_for(WELCOME)
		t.screen.feed(b"\x1b[3;1Hspoiled")
		t.keys(CTRL_L)
		t.wait_gone("spoiled")
		for stop in (lambda: t.keys(CTRL_Z), lambda: t.signal(signal.SIGTSTP)):
			stop()
			t.wait_stopped()
			t.check_given_back("stopped")
			t.signal(signal.SIGCONT)
			t.wait_until(lambda: t.screen.alternate and t.shows(WELCOME), "it is not drawn again")
		for signo in (signal.SIGTERM,):
			t.signal(signo)
			equal(t.wait_end(), OK)
			t.check_given_back("ended")


@test()
def it_is_drawn_in_ascii_where_that_is_set_or_characters_are_wide():
	"""Narrow, so that a choice is cut, and something has gone wrong, so that there is a message."""
	for setting, answers, ambiguous, is_ascii in (("ascii = on", None, 1, True),
			("ascii = on", XTERM, 1, True), ("ascii = auto", XTERM, 2, True),
			("ascii = auto", XTERM, 1, False), ("ascii = off", XTERM, 2, False)):
		with Home() as home:
			os.mkdir(home.file("config", "unlike"))
			home.write("config/unlike/config", f"[screen]\n{setting}\nnothing = x\n")
			with home.terminal(rows=20, cols=40, answers=answers, ambiguous=ambiguous) as t:
				mark = ">" if is_ascii else "\u258c"
				t.wait_until(lambda: t.shows(WELCOME) and any(row.startswith(f"{mark} 1") for row in
						t.text().splitlines()), f"{setting}: there is no {mark}")
				t.wait_for("Not all of the configuration")
				equal(t.text().isascii(), is_ascii, t.text())
				t.keys("q")
				equal(t.wait_end(), OK)


@test(60)
def the_example_starts_by_its_digit_or_by_enter():
	with Home() as home:
		for keys in ("1", DOWN + UP + b"\r", "jk\r"):
			with home.terminal() as t:
				t.wait_for(WELCOME)
				t.keys(keys)
				t.wait_for("12,408 likes", 40)
				t.keys("q")
				equal(t.wait_end(), OK)
				t.check_given_back("left")
		equal(kept(home), [])
		equal(os.listdir(home.file("tmp")), [])


@test(60)
def a_server_is_connected_to_by_questions_and_then_shown():
	with Server() as server, Home() as home, home.terminal() as t:
		home.write("secret", server.token + "\n")
		t.wait_for(WELCOME)
		t.keys(likesd_line(t))
		t.wait_for(SERVER)
		true(not t.screen.alternate, "the screen is not given back")
		# What goes wrong is said, and asked again; what was answered before stands there.
		again = rf"Server \[{re.escape(server.url())}\]:$"
		t.keys(server.url() + "/\r")
		t.wait_for(FILE)
		t.keys(home.file("none") + "\r")
		t.wait_for("No such file")
		t.wait_for(again)
		t.keys("\r")
		t.wait_for(FILE)
		t.keys("\r")
		t.wait_for(TOKEN)
		t.keys("hunter2\r")
		t.wait_for("nothing was changed")
		t.wait_for(again)
		true("hunter2" not in t.text(), "the secret stands there")
		equal(kept(home), [])
		# Another answer goes before it.
		t.keys("http://127.0.0.1:1\r")
		t.wait_for(FILE)
		t.keys("~/secret\r")
		t.wait_for(r"Server \[http://127\.0\.0\.1:1\]:$")
		t.keys(server.url() + "\r")
		t.wait_for(FILE)
		t.keys("~/secret\r")
		t.wait_for("300 likes")
		true(b"hunter2" not in t.output and server.token.encode() not in t.output, "it was shown")
		t.keys("q")
		equal(t.wait_end(), OK)
		t.check_given_back("left")
		equal(len(home.fine("list").splitlines()), 300)


@test()
def an_empty_line_gives_up_and_leads_back():
	with Home() as home, home.terminal() as t:
		t.wait_for(WELCOME)
		t.keys(likesd_line(t))
		t.wait_for(SERVER)
		t.keys("\r")
		t.wait_for(FILE)
		t.keys("\r")
		t.wait_for(TOKEN)
		t.keys("\r")
		t.wait_for(WELCOME)
		t.wait_for("Not signed in; nothing was changed")
		t.keys("q")
		equal(t.wait_end(), OK)
		equal(kept(home), [])


@test()
def a_signal_at_a_question_ends_it_and_gives_the_echo_back():
	with Home() as home, home.terminal() as t:
		home.forgive_leaks()
		t.wait_for(WELCOME)
		t.keys(likesd_line(t))
		t.wait_for(SERVER)
		t.keys("\r")
		t.wait_for(FILE)
		t.keys("\r")
		t.wait_for(TOKEN)
		t.keys(CTRL_C)
		equal(t.wait_end(), -signal.SIGINT)
		t.check_given_back("ended")
		equal(kept(home), [])


# --- the session has ended --------------------------------------------------------------------

def end_session(home):
	home.write("state/unlike/sessions/demo", "b" * 43 + "\n")


@test(60)
def a_session_that_has_ended_is_said_and_s_signs_in_again():
	with Server(scale=600) as server, Signed(server) as home:
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		end_session(home)
		with home.terminal() as t:
			t.wait_for(r"The session of demo has ended\. Nothing is lost, 1 waits\. S signs in again\.")
			t.keys("S")
			t.wait_for("Signing in to http.* as 'demo' again")
			t.wait_for(FILE)
			true(not t.screen.alternate, "the screen is not given back")
			t.keys("\r")
			t.wait_for(TOKEN)
			t.keys("hunter2\r")
			t.wait_for("nothing was changed")
			t.wait_for(FILE)
			t.keys("\r")
			t.wait_until(lambda: len(re.findall("Token .not shown", t.text())) == 2, "it is not asked again")
			t.keys(server.token + "\r")
			t.wait_for("300 likes")
			# The queue goes on.
			t.wait_until(lambda: len(server.operations_of(item)) == 1, "nothing is sent", 30)
			true(not t.shows("has ended"), t.text())
			t.keys("S")
			t.wait_for("nothing to sign in to")
			t.keys("q")
			equal(t.wait_end(), OK)


@test(60)
def giving_up_leads_back_to_the_list_as_it_was():
	with Server() as server, Signed(server) as home:
		home.fine("list")
		end_session(home)
		with home.terminal() as t:
			t.wait_for("S signs in again")
			t.keys("S")
			t.wait_for(FILE)
			t.keys("\r")
			t.wait_for(TOKEN)
			t.keys("\r")
			t.wait_for("S signs in again")
			true("♥" in t.text(), t.text())
			t.keys("q")
			equal(t.wait_end(), OK)
			t.check_given_back("left")


@test(60)
def where_another_process_has_signed_in_r_is_enough():
	with Server(scale=600) as server, Signed(server) as home:
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		end_session(home)
		with home.terminal() as t:
			t.wait_for("S signs in again")
			t.keys("r")
			t.wait_for("S signs in again")
			home.login(server.url(), server.token)
			t.keys("r")
			t.wait_gone("S signs in again")
			t.wait_until(lambda: len(server.operations_of(item)) == 1, "nothing is sent", 30)
			t.keys("q")
			equal(t.wait_end(), OK)


@test(60)
def commands_end_77_with_the_command_that_signs_in_again():
	with Server(scale=600) as server, Signed(server) as home:
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		end_session(home)
		# What could not be sent ends 75, whatever the reason is.
		for status, arguments in ((NOPERM, ["list", "--refresh"]),
				(TEMPFAIL, ["cancel", server.first(2)[1]["id"], "--yes", "--now"]),
				(NOPERM, ["sync"]), (NOPERM, ["sync", "--wait"])):
			done = home.run(*arguments)
			equal(done.returncode, status, f"{arguments}: {done.stderr}{done.stdout}")
			true(f"unlike login likesd {server.url()} --name demo" in done.stderr, done.stderr)
		home.login(server.url(), server.token)
		home.fine("sync", "--wait")
		equal(home.states(), ["confirmed", "confirmed"])


run(jobs=4)
