"""open, and the two options that hold of every command: --quiet and --no-input."""

import contextlib
import os
import sqlite3

from tap import equal, run, test, true
from unlike import DATAERR, OK, TEMPFAIL, UNAVAILABLE, USAGE, Server, Signed, wait_until


@contextlib.contextmanager
def signed(scale=600, sample=20):
	with Server(scale=scale, sample=sample) as server, Signed(server) as home:
		home.fine("list")
		yield server, home


def refused(done, status):
	equal(done.returncode, status, done.stderr)
	true(done.stderr.startswith("unlike: "), f"it said {done.stderr!r}")
	equal(done.stdout, "")
	return done.stderr


def with_browser(home, status=0):
	"""An xdg-open that notes its arguments, and a display."""
	os.makedirs(home.file("bin"), exist_ok=True)
	path = home.write("bin/xdg-open", '#!/bin/sh\nfor i in "$@"; do echo "$i"; done > '
			f"'{home.file('opened')}'\nexit {status}\n", 0o700)
	home.env["PATH"] = os.path.dirname(path) + ":" + os.environ["PATH"]
	home.env["DISPLAY"] = ":9"


def opened(home):
	path = home.file("opened")
	if not os.path.exists(path):
		return None
	with open(path, encoding="utf-8") as file:
		text = file.read()
	os.remove(path)
	return text


# --- open -------------------------------------------------------------------------------------

@test()
def open_gives_the_address_to_the_browser_as_one_argument():
	with signed() as (server, home):
		first = server.first(1)[0]
		with_browser(home)
		equal(home.fine("open", first["id"]), "")
		equal(opened(home), first["url"] + "\n")


@test()
def open_prints_it_where_nothing_can_show_it():
	with signed() as (server, home):
		first = server.first(1)[0]
		with_browser(home)
		equal(home.fine("open", first["id"], "--no-input"), first["url"] + "\n")
		del home.env["DISPLAY"]
		home.env.pop("WAYLAND_DISPLAY", None)
		equal(home.fine("open", first["id"]), first["url"] + "\n")
		home.env["WAYLAND_DISPLAY"] = "wayland-0"
		os.remove(home.file("bin", "xdg-open"))
		home.env["PATH"] = home.file("bin")
		equal(home.fine("open", first["id"]), first["url"] + "\n")
		equal(opened(home), None)


@test()
def a_browser_that_fails_ends_69_with_the_address():
	with signed() as (server, home):
		first = server.first(1)[0]
		with_browser(home, status=3)
		true(first["url"] in refused(home.run("open", first["id"]), UNAVAILABLE), "the address")


@test()
def an_address_that_is_none_of_the_web_goes_to_no_program():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		with_browser(home)
		path = home.file(next(n for n in home.everything() if n.endswith("snapshot.db")))
		for url in ("file:///etc/passwd", "--help", "javascript:x", "https://a@b.example/",
				"https://example.org/\x1b]0;x\x07", "https://example.org/ x", None):
			with contextlib.closing(sqlite3.connect(path)) as db, db:
				db.execute("UPDATE liked SET url = ? WHERE item = ?", (url, item))
			for more in ([], ["--no-input"]):
				words = refused(home.run("open", item, *more), DATAERR)
				true("\x1b" not in words and "no address" in words, words)
		equal(opened(home), None)
		refused(home.run("open", "v999999"), DATAERR)
		refused(home.run("open"), USAGE)


# --- o, on the screen -------------------------------------------------------------------------

@test()
def o_gives_the_address_to_the_browser_and_the_screen_goes_on():
	with signed() as (server, home):
		first = server.first(1)[0]
		with_browser(home)
		with home.terminal() as t:
			t.wait_for("1/20")
			t.keys("o")
			t.wait_for("Its page opens in the browser.")
			wait_until(lambda: os.path.exists(home.file("opened")), "the browser")
			t.keys("j")
			t.wait_for("2/20")
			equal(opened(home), first["url"] + "\n")


@test()
def a_held_o_opens_one_page():
	with signed() as (_, home):
		with_browser(home)
		count = home.file("count")
		home.write("bin/xdg-open", f"#!/bin/sh\necho >> '{count}'\n", 0o700)
		with home.terminal() as t:
			t.wait_for("1/20")
			t.taps("o", 12, 0.05)
			t.keys("jo")
			wait_until(lambda: os.path.exists(count) and os.path.getsize(count) >= 2,
					"the second page")
			t.keys("q")
			t.wait_end()
		equal(os.path.getsize(count), 2)


@test()
def o_says_where_the_browser_failed_or_is_not_there():
	with signed() as (server, home):
		first = server.first(1)[0]
		with_browser(home, status=3)
		with home.terminal(cols=120) as t:
			t.wait_for("1/20")
			t.keys("o")
			t.wait_for("The browser did not open it. Its page: " + first["url"])
		del home.env["DISPLAY"]
		home.env.pop("WAYLAND_DISPLAY", None)
		opened(home)
		with home.terminal(cols=120) as t:
			t.wait_for("1/20")
			t.keys("o")
			t.wait_for(" Its page: " + first["url"])
		equal(opened(home), None)


@test()
def o_gives_nothing_but_an_address_of_the_web_to_a_program():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		with_browser(home)
		path = home.file(next(n for n in home.everything() if n.endswith("snapshot.db")))
		with contextlib.closing(sqlite3.connect(path)) as db, db:
			db.execute("UPDATE liked SET url = 'javascript:x' WHERE item = ?", (item,))
		server.stop()
		with home.terminal(cols=120) as t:
			t.wait_for("1/20")
			t.keys("o")
			t.wait_for("It has no page that a browser can open.")
		equal(opened(home), None)


# --- --quiet ----------------------------------------------------------------------------------

@test(60)
def quiet_leaves_the_data_and_takes_the_words_beside_it():
	with signed() as (server, home):
		for arguments in (["list"], ["list", "--json"], ["list", "xyzzyxyzzy"]):
			loud, quiet = home.run(*arguments), home.run("-q", *arguments)
			true(loud.stderr != "", f"{arguments} has no words to take")
			equal((quiet.returncode, quiet.stdout, quiet.stderr), (OK, loud.stdout, ""))
		item = server.first(1)[0]["id"]
		with home.terminal() as t:
			t.wait_for("♥")
			done = home.run("cancel", item, "--yes", "--now", "--quiet")
			equal((done.returncode, done.stderr), (OK, ""))
			true(f"({item})" in done.stdout, done.stdout)


@test()
def quiet_is_no_reason_to_keep_an_error_back():
	with signed() as (_, home):
		refused(home.run("show", "v999999", "--quiet"), DATAERR)
		refused(home.run("lst", "-q"), USAGE)


# --- --no-input -------------------------------------------------------------------------------

@test()
def no_input_asks_nothing_on_a_terminal_either_and_names_the_option():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		for arguments in (["cancel", item], ["like", item], ["forget", "demo"]):
			with home.terminal(*arguments, "--no-input") as t:
				equal(t.wait_end(), DATAERR)
				true("--no-input" in t.text() and "--yes" in t.text(), t.text())
				true("[y/N]" not in t.text(), t.text())
		equal(home.intents(), [])
		home.fine("cancel", item, "--no-input", "--yes")
		equal(home.states(), ["pending"])
		refused(home.run("forget", "demo", "--no-input", "--yes"), TEMPFAIL)


@test()
def the_screen_is_all_input_and_does_not_take_it():
	with signed() as (_, home):
		for arguments in (["--no-input"], ["demo", "--no-input"]):
			true("--no-input" in refused(home.run(*arguments), USAGE), str(arguments))


run(jobs=4)
