"""doctor: what it finds, and that it changes and tells nothing that it should not."""

import os
import re

from tap import equal, run, test, true
from unlike import Home, OK, Server, Signed


def doctor(home):
	done = home.run("doctor")
	equal((done.returncode, done.stderr), (OK, ""))
	return done.stdout


def contents(home):
	found = {}
	for name in home.everything():
		with open(home.file(name), "rb") as file:
			found[name] = file.read()
	return found


@test()
def doctor_tells_of_terminal_locale_files_service_and_libraries():
	with Server(sample=10, scale=1) as server, Signed(server) as home:
		home.fine("list")
		text = doctor(home)
		for words in (r"^unlike +\d+\.\d+\.\d+$", r"^terminal +none here", r"^locale +C\.UTF-8, UTF-8$",
				r"libcurl/\d", r"SQLite 3\.", r"ncurses \d", r"jansson \d", r"libsodium \d",
				r"utf8proc \d", r"/state/unlike, mode 0700$", r"/accounts, mode 0600$",
				r"/sessions/demo, mode 0600$", r"/outbox\.db, mode 0600, schema 2$",
				r"/snapshot\.db, mode 0600, schema 2$", r"answers, and knows us as 'demo'"):
			true(re.search(words, text, re.MULTILINE), f"{words} is not in:\n{text}")
		true(server.url() in text, text)
		off = re.search(r"its clock is (\d+\.\d) s (?:ahead of|behind) ours", text)
		true(off and float(off[1]) < 5, text)


@test()
def a_clock_that_is_elsewhere_is_told():
	# A daemon's clock runs ten thousand times as fast: soon it is far ahead.
	with Server(sample=10, scale=10000) as server, Signed(server) as home:
		off = re.search(r"its clock is (\d+\.\d) s ahead of ours", doctor(home))
		true(off and float(off[1]) > 5, str(off))


@test()
def doctor_has_no_secret_and_changes_nothing():
	with Server(sample=10) as server, Signed(server) as home:
		home.fine("list")
		before = contents(home)
		true(server.token not in doctor(home), "the token is in it")
		equal(contents(home), before)
	with Home() as home:
		text = doctor(home)
		true("not there yet" in text and "unlike login" in text, text)
		equal(home.everything(), [])
		equal(os.listdir(home.file("state")), [])


@test()
def what_is_wrong_is_told_and_is_no_failure():
	with Server(sample=10) as server, Signed(server) as home:
		home.fine("list")
		session = home.file("state", "unlike", "sessions", "demo")
		os.chmod(session, 0o644)
		true(f"chmod 600 '{session}'" in doctor(home), "the mode")
		os.chmod(session, 0o600)
		outbox = home.file("state", "unlike", "outbox.db")
		with open(outbox, "r+b") as file:
			file.seek(60)
			file.write((77).to_bytes(4, "big"))
		true("outbox.db, mode 0600, schema 77" in doctor(home), "the schema")
		with open(outbox, "wb") as file:
			file.write(b"this is no database " * 20)
		true("outbox.db, mode 0600, is no database" in doctor(home), "the file")
		os.remove(outbox)
		os.symlink("/etc/passwd", outbox)
		true("outbox.db, mode 0777, is no plain file" in doctor(home), "a link is not followed")
		server.kill()
		true("not reached" in doctor(home), "the service")
		home.write("state/unlike/sessions/demo", "b" * 43 + "\n")
		server.again()
		true("does not know us" in doctor(home), "the token")
		os.remove(outbox)
		home.fine("logout")
		true("signed out" in doctor(home), "no session")
		home.write("state/unlike/accounts", "nonsense\n")
		true("accounts:1" in doctor(home), "a line of a file")


@test()
def on_a_terminal_it_tells_the_size():
	with Home() as home, home.terminal("doctor", rows=30, cols=100) as t:
		equal(t.wait_end(), OK)
		true("TERM xterm-256color, 100 columns, 30 rows" in t.text(), t.text())


@test()
def without_a_home_it_tells_what_it_can_and_ends_as_an_error():
	with Home() as home:
		for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
			home.env.pop(name)
		done = home.run("doctor")
		true(64 <= done.returncode <= 78 and "HOME" in done.stderr, done.stderr)
		true("libcurl" in done.stdout, done.stdout)


run(jobs=4)
