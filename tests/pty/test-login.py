"""Signing in: where the secret comes from, what is asked on a terminal, and what is kept of it."""

import os
import re
import signal
import stat
import subprocess

from tap import equal, run, test, true
from terminal import CTRL_C, CTRL_Z
from unlike import (DATAERR, NOINPUT, NOPERM, OK, TEMPFAIL, USAGE, Home, Server)

ASKED = r"Token \(not shown\):$"


def refused(done, status):
	equal(done.returncode, status, done.stderr)
	true(done.stderr.startswith("unlike: "), f"it said {done.stderr!r}")
	equal(done.stdout, "")
	return done.stderr


def kept(home):
	"""What is written down of accounts."""
	return [name for name in home.everything() if name.startswith(("state", "data"))]


def accounts_file(home):
	with open(home.file("state", "unlike", "accounts"), encoding="utf-8") as file:
		return file.read()


# --- on a terminal ----------------------------------------------------------------------------

@test()
def the_token_is_asked_for_on_a_terminal_and_not_shown():
	with Server() as server, Home() as home:
		with home.terminal("login", "likesd", server.url() + "/") as t:
			t.wait_for(ASKED)
			t.keys(server.token + "\r")
			equal(t.wait_end(), OK)
			true(server.token not in t.text() and server.token.encode() not in t.output, "the token is shown")
			true("Signed in to " + server.url() + " as 'demo'" in re.sub(r"\s+", " ", t.text()), t.text())
			equal(t.modes(), t.modes_before)
		equal(len(home.fine("list").splitlines()), 300)


@test()
def nothing_is_asked_with_no_input_or_without_a_terminal():
	with Server() as server, Home() as home:
		with home.terminal("login", "likesd", server.url(), "--no-input") as t:
			equal(t.wait_end(), DATAERR)
			true("--secret-file" in t.text() and "--secret-command" in t.text(), t.text())
		words = refused(home.run("login", "likesd", server.url()), DATAERR)
		true("--secret-file" in words and "--secret-command" in words, words)
		equal(kept(home), [])


@test(60)
def whatever_ends_the_question_gives_the_echo_back_and_writes_nothing():
	with Server() as server, Home() as home:
		home.forgive_leaks()
		for end, signo in ((lambda t: t.keys(CTRL_C), signal.SIGINT),
				(lambda t: t.signal(signal.SIGINT), signal.SIGINT),
				(lambda t: t.signal(signal.SIGTERM), signal.SIGTERM),
				(lambda t: t.signal(signal.SIGHUP), signal.SIGHUP)):
			with home.terminal("login", "likesd", server.url()) as t:
				t.wait_for(ASKED)
				true(t.modes() != t.modes_before, "the echo is on")
				t.keys("half of a tok")
				end(t)
				equal(t.wait_end(), -signo)  # 130 and so on, as shells say it
				equal(t.modes(), t.modes_before)
				true("half" not in t.text(), t.text())
		equal(kept(home), [])


@test()
def a_stop_gives_the_echo_back_and_it_is_asked_again():
	with Server() as server, Home() as home, home.terminal("login", "likesd", server.url()) as t:
		for stop in (lambda: t.keys(CTRL_Z), lambda: t.signal(signal.SIGTSTP)):
			t.wait_for(ASKED)
			silent = t.modes()
			stop()
			t.wait_stopped()
			equal(t.modes(), t.modes_before)
			asked = len(t.output)
			t.signal(signal.SIGCONT)
			t.wait_until(lambda: b"not shown" in t.output[asked:], "it is not asked again")
			equal(t.modes(), silent)
		t.keys(server.token + "\r")
		equal(t.wait_end(), OK)


@test()
def the_end_of_the_input_or_an_empty_line_is_no_secret():
	with Server() as server, Home() as home:
		for key in ("\r", "\x04"):
			with home.terminal("login", "likesd", server.url()) as t:
				t.wait_for(ASKED)
				t.keys(key)
				equal(t.wait_end(), TEMPFAIL)
				equal(t.modes(), t.modes_before)
		equal(kept(home), [])


# --- from a command ---------------------------------------------------------------------------

@test()
def the_secret_is_the_first_line_of_what_a_command_writes():
	with Server() as server, Home() as home:
		script = home.write("pass", f"#!/bin/sh\ncat\necho {server.token}\necho more\n", 0o700)
		done = home.fine("login", "likesd", server.url(), "--secret-command", f"'{script}'  show 'a b'",
				stdin=subprocess.DEVNULL)
		true(server.token not in done, done)
		equal(len(home.fine("list").splitlines()), 300)


@test()
def a_command_that_fails_is_told_by_its_status_and_none_of_its_words():
	with Server() as server, Home() as home:
		script = home.write("pass", "#!/bin/sh\necho hunter2; echo hunter3 >&2\nexit 3\n", 0o700)
		command = ["login", "likesd", server.url(), "--secret-command"]
		words = refused(home.run(*command, script), DATAERR)
		true("status 3" in words and "hunter" not in words, words)
		for wrong in ("no-such-program-xyzzy", "true", "echo", "echo $TOKEN", "echo 'a"):
			refused(home.run(*command, wrong), DATAERR)
		true("hunter2" not in refused(home.run(*command, "echo hunter2"), NOPERM), "a wrong one is shown")
		equal(kept(home), [])


@test()
def a_command_is_ended_with_all_that_it_started_when_we_are():
	with Server() as server, Home() as home:
		home.forgive_leaks()
		os.mkfifo(home.file("fifo"))
		# Both hold the other end of the pipe: it ends when they have.
		script = home.write("pass", "#!/bin/sh\n"
				f"exec 3>'{home.file('fifo')}'; echo started >&3; sleep 600 & sleep 600\n", 0o700)
		process = home.start("login", "likesd", server.url(), "--secret-command", script)
		with open(home.file("fifo"), encoding="utf-8") as fifo:
			equal(fifo.readline(), "started\n")
			process.send_signal(signal.SIGINT)
			equal(process.wait(20), -signal.SIGINT)
			equal(fifo.read(), "")
		process.stdout.close()
		equal(kept(home), [])


# --- from a file, and the rest of the line ----------------------------------------------------

@test()
def a_secret_file_that_is_not_there_ends_66():
	with Server() as server, Home() as home:
		command = ["login", "likesd", server.url()]
		refused(home.run(*command, "--secret-file", home.file("none")), NOINPUT)
		os.symlink(home.write("token", server.token + "\n"), home.file("link"))
		refused(home.run(*command, "--secret-file", home.file("link")), DATAERR)
		refused(home.run(*command, "--secret-file", home.file("token"), "--secret-command", "true"), USAGE)
		refused(home.run("login", "likesd", "--secret-file", home.file("token")), USAGE)
		words = refused(home.run("login", "nonsense", "--secret-file", home.file("token")), DATAERR)
		true("there is: " in words and "likesd" in words, words)
		equal(kept(home), [])


@test()
def a_user_that_is_not_the_tokens_is_refused():
	with Server() as server, Home() as home:
		token = home.write("token", server.token + "\n")
		command = ["login", "likesd", server.url(), "--secret-file", token, "--user"]
		words = refused(home.run(*command, "somebody"), TEMPFAIL)
		true("'demo'" in words and "'somebody'" in words, words)
		equal(kept(home), [])
		home.fine(*command, "demo")


# --- what is kept -----------------------------------------------------------------------------

@test()
def an_account_is_never_signed_in_to_as_somebody_else():
	with Server() as server, Home() as home:
		home.login(server.url(), server.token)
		true("\nid = demo\n" in accounts_file(home), accounts_file(home))
		before = accounts_file(home)
		other = home.write("other", server.user("other") + "\n")
		command = ["login", "likesd", server.url(), "--secret-file", other]
		words = refused(home.run(*command, "--name", "demo"), TEMPFAIL)
		true("--name" in words and "demo" in words and "other" in words, words)
		equal(accounts_file(home), before)
		equal(len(home.fine("list", "--refresh").splitlines()), 300)
		home.fine(*command)
		equal(re.findall(r"^\[(.*)\]$", accounts_file(home), re.M), ["demo", "other"])


@test()
def an_accounts_file_of_before_is_read_and_gets_its_id():
	with Server() as server, Home() as home:
		home.login(server.url(), server.token)
		old = f"[demo]\nservice = likesd\nurl = {server.url()}\n"
		home.write("state/unlike/accounts", old)
		equal(len(home.fine("list").splitlines()), 300)
		home.login(server.url(), server.token)
		equal(accounts_file(home), old + "id = demo\n")


@test(60)
def two_that_sign_in_at_once_are_both_kept():
	with Server() as server, Home() as home:
		token = home.write("token", server.token + "\n")
		names = [f"a{i}" for i in range(8)]
		started = [home.start("login", "likesd", server.url(), "--secret-file", token, "--name", name)
				for name in names]
		for process in started:
			words = process.communicate(timeout=60)[0]
			equal(process.returncode, OK, words)
		equal(sorted(re.findall(r"^\[(.*)\]$", accounts_file(home), re.M)), names)
		for name in kept(home):
			equal(stat.S_IMODE(os.stat(home.file(name)).st_mode), 0o600, name)


@test()
def a_name_that_would_be_anothers_lock_is_refused():
	with Server() as server, Home() as home:
		token = home.write("token", server.token + "\n")
		refused(home.run("login", "likesd", server.url(), "--secret-file", token, "--name", "a.lock"),
				DATAERR)
		equal([name for name in kept(home) if "session" in name], [])


run(jobs=4)
