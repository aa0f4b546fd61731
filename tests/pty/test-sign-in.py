"""Signing in by a name and an app password, and out again: what is asked, told, sent and kept."""

import os
import re
import signal

from fake_bluesky import DID, FakeBluesky
from tap import equal, run, test, true
from terminal import CTRL_C
from unlike import DATAERR, NOPERM, OK, TEMPFAIL, Home

HANDLE = r"Handle:$"
PASSWORD = r"App password \(not shown\):$"
COMES_FROM = "use an app password: Settings → Privacy and security → App passwords"


def kept(home):
	return [name for name in home.everything() if name.startswith(("state", "data"))]


def flat(text):
	return re.sub(r"\s+", " ", text)


def sign_in(home, fake, *options):
	path = home.write("secret", fake.password + "\n")
	return home.run("login", "bluesky", fake.url(), "--user", fake.handle, "--secret-file", path, *options)


def contents(home):
	"""All that is written down, but for the file that the test gave."""
	for name in home.everything():
		if name != "secret":
			with open(home.file(name), "rb") as file:
				yield name, file.read()


# --- by the command ---------------------------------------------------------------------------

@test()
def the_session_is_kept_and_the_password_is_not():
	with FakeBluesky() as fake, Home() as home:
		done = sign_in(home, fake)
		equal((done.returncode, done.stderr), (OK, ""))
		true("as 'alice.test'" in done.stdout, done.stdout)
		files = dict(contents(home))
		true(f"id = {DID}\n".encode() in files["state/unlike/accounts"], str(files))
		true(b"refresh.1" in files["state/unlike/sessions/alice.test"], "the session")
		true(all(fake.password.encode() not in text for text in files.values()), "the password is kept")
		equal(home.run("list").returncode, OK)


@test()
def what_does_not_fit_ends_77_and_says_what_is_asked_for():
	with FakeBluesky() as fake, Home() as home:
		path = home.write("secret", "hunter2\n")
		command = ["login", "bluesky", fake.url()]
		done = home.run(*command, "--user", fake.handle, "--secret-file", path)
		equal((done.returncode, done.stdout), (NOPERM, ""))
		true(COMES_FROM in done.stderr and "hunter2" not in done.stderr, done.stderr)
		done = home.run(*command, "--secret-file", path)
		equal(done.returncode, DATAERR)
		true("--user" in done.stderr, done.stderr)
		done = home.run(*command, "--user", fake.handle)
		equal(done.returncode, DATAERR)
		true("--secret-file" in done.stderr and COMES_FROM in done.stderr, done.stderr)
		equal((kept(home), len(fake.asked)), ([], 1))


@test()
def a_name_here_stays_one_account_there():
	with FakeBluesky() as fake, Home() as home:
		equal(sign_in(home, fake, "--name", "me").returncode, OK)
		fake.did = "did:plc:someoneelsesomeoneelsesome"
		done = sign_in(home, fake, "--name", "me")
		equal(done.returncode, TEMPFAIL)
		true("--name" in done.stderr and DID in done.stderr, done.stderr)
		true(b"refresh.1" in dict(contents(home))["state/unlike/sessions/me"], "it was replaced")


@test()
def name_and_password_are_asked_for_on_a_terminal():
	with FakeBluesky() as fake, Home() as home:
		with home.terminal("login", "bluesky", fake.url()) as t:
			t.wait_for(HANDLE)
			t.keys(f" {fake.handle} \r")
			t.wait_for(PASSWORD)
			t.keys(fake.password + "\r")
			equal(t.wait_end(), OK)
			true(fake.password.encode() not in t.output, "it is shown")
			equal(t.modes(), t.modes_before)
		equal(fake.asked, [(fake.handle, fake.password)])
		for question in (HANDLE, PASSWORD):
			home.forgive_leaks()
			with home.terminal("login", "bluesky", fake.url(), "--name", "other") as t:
				t.wait_for(HANDLE)
				if question == PASSWORD:
					t.keys("somebody\r")
					t.wait_for(PASSWORD)
				t.keys(CTRL_C)
				equal(t.wait_end(), -signal.SIGINT)
				equal(t.modes(), t.modes_before)
		true("[other]" not in dict(contents(home))["state/unlike/accounts"].decode(), "it was kept")


# --- on the screen ----------------------------------------------------------------------------

@test(60)
def the_first_run_asks_until_it_fits_and_shows_the_list():
	with FakeBluesky() as fake, Home() as home, home.terminal(cols=100) as t:
		t.wait_for("2  Sign in to Bluesky")
		t.keys("2")
		t.wait_for(re.escape("Server [https://bsky.social]:") + "$")
		true(COMES_FROM in flat(t.text()), t.text())
		t.keys(fake.url() + "\r")
		t.wait_for(HANDLE)
		t.keys(fake.handle + "\r")
		t.wait_for(PASSWORD)
		t.keys("hunter2\r")
		t.wait_for("nothing was changed")
		equal(kept(home), [])
		# What was answered before is what Enter alone answers; the password is asked anew.
		t.wait_for(re.escape(f"Server [{fake.url()}]:") + "$")
		t.keys("\r")
		t.wait_for(re.escape(f"Handle [{fake.handle}]:") + "$")
		t.keys("some\x1b[31mbody\r")
		t.wait_for(PASSWORD)
		t.wait_until(lambda: len(re.findall(r"^App pass", t.text(), re.M)) == 2, "it is not asked again")
		t.keys("hunter2\r")
		t.wait_until(lambda: len(re.findall(r"^Server", t.text(), re.M)) == 3, "it is not asked again")
		t.keys("\r")
		t.wait_for(r"Handle \[some.*31mbody\]:$")
		true(b"\x1b[31mbody]:" not in t.output, "an escape of the answer went to the terminal")
		t.keys(fake.handle + "\r")
		t.wait_until(lambda: len(re.findall(r"^App pass", t.text(), re.M)) == 3, "it is not asked again")
		t.keys(fake.password + "\r")
		t.wait_for("Bluesky · alice.test")
		t.keys("q")
		equal(t.wait_end(), OK)
		t.check_given_back("left")
		true(b"hunter2" not in t.output and fake.password.encode() not in t.output, "it is shown")


@test(60)
def a_session_that_has_ended_needs_the_password_alone():
	with FakeBluesky() as fake, Home() as home:
		equal(sign_in(home, fake, "--name", "me").returncode, OK)
		fake.end_sessions()
		done = home.run("list")
		equal(done.returncode, NOPERM, done.stderr)
		true(f"unlike login bluesky {fake.url()} --user {DID} --name me" in done.stderr, done.stderr)
		with home.terminal(cols=100) as t:
			t.wait_for("The session of me has ended. Nothing is lost")
			t.keys("S")
			t.wait_for(PASSWORD)
			true("Handle" not in t.text(), t.text())
			t.keys(fake.password + "\r")
			t.wait_for("Bluesky · me")
			t.wait_gone("has ended")
			t.keys("q")
			equal(t.wait_end(), OK)
		# As whom it is known for ever: a handle may have another owner by now.
		equal(fake.asked[-1], (DID, fake.password))


# --- out --------------------------------------------------------------------------------------

@test()
def logout_ends_the_session_there_too():
	with FakeBluesky() as fake, Home() as home:
		sign_in(home, fake)
		true(fake.good, "there is no session")
		text = home.fine("logout")
		equal(fake.good, set())
		true("not told" not in text, text)
		true(f"unlike login bluesky {fake.url()} --user {DID} --name alice.test" in text, text)
		true("Signed out already" in home.fine("logout"), "the second time")


@test()
def logout_works_where_the_service_is_not_there():
	with Home() as home:
		with FakeBluesky() as fake:
			sign_in(home, fake)
		text = home.fine("logout")
		true("could not be told" in text, text)
		true(not os.path.exists(home.file("state", "unlike", "sessions", "alice.test")), "it is kept")


@test()
def forget_ends_the_session_there_too():
	with FakeBluesky() as fake, Home() as home:
		sign_in(home, fake)
		home.fine("forget", "alice.test", "--yes")
		equal(fake.good, set())


run(jobs=4)
