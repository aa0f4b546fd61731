"""How commands end: each status of sysexits that a script can meet, by what leads to it. 70 is a
bug of ours: nothing known leads to it, and so the table has none."""

import contextlib
import os
import subprocess

from fake_likesd import FakeLikesd
from tap import equal, run, test, true
from unlike import (CANTCREAT, CONFIG, DATAERR, IOERR, NOINPUT, NOPERM, OK, PROTOCOL, TEMPFAIL,
		UNAVAILABLE, USAGE, Server, Signed)

TAPE = 'Type "unlike"\nEnter\nWait+Screen /♥/\n'


@contextlib.contextmanager
def signed():
	with Server(sample=20, scale=60) as server, Signed(server) as home:
		home.fine("list")
		yield server, home


def ends(home, wanted, *cases):
	"""Each command ends so, and with an error says one line why."""
	for arguments in cases:
		done = home.run(*arguments)
		equal(done.returncode, wanted, f"{arguments}: {done.stderr}")
		if wanted != OK:
			true("unlike: " in done.stderr, f"{arguments} said {done.stderr!r}")


@test(60)
def what_is_done_ends_0_also_where_there_is_nothing_to_tell():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.write("a.tape", TAPE)
		ends(home, OK, ["cancel", item, "--yes"], ["undo"], ["status"], ["history"], ["sync"],
				["list", "xyzzyxyzzy"], ["show", item], ["accounts"], ["doctor"],
				["open", item, "--no-input"], ["--help"], ["--version"],
				["play", "--headless", home.file("a.tape")], ["logout"], ["logout"],
				["forget", "demo", "--yes"], ["accounts"])


@test()
def a_command_line_that_is_none_ends_64():
	with signed() as (_, home):
		ends(home, USAGE, ["nonsense"], ["list", "--nonsense"], ["cancel"], ["show"], ["open"],
				["forget"], ["logout", "demo"], ["accounts", "demo"], ["history", "--yes"],
				["doctor", "--json"], ["list", "--abandon"], ["play"], ["sync", "--account"])


@test()
def what_names_nothing_ends_65():
	with signed() as (_, home):
		home.write("a.tape", "Nonsense\n")
		ends(home, DATAERR, ["cancel", "v999999", "--yes"], ["like", "v999999", "--yes"],
				["undo", "v999999"], ["show", "v999999"], ["open", "v999999"],
				["list", "--account", "nobody"], ["forget", "nobody", "--yes"],
				["play", "--headless", home.file("a.tape")])


@test()
def a_file_that_is_not_there_ends_66():
	with signed() as (_, home):
		ends(home, NOINPUT, ["play", "--headless", home.file("none.tape")])


@test()
def a_service_that_is_not_there_ends_69():
	with signed() as (server, home):
		server.kill()
		ends(home, UNAVAILABLE, ["list", "--refresh"],
				["login", "likesd", server.url(), "--secret-file", home.file("token")])


@test()
def a_file_that_cannot_be_made_ends_73():
	with signed() as (_, home):
		home.write("a.tape", TAPE)
		os.mkdir(home.file("folder.txt"))
		play = ["play", "--headless", home.file("a.tape")]
		ends(home, CANTCREAT, play + ["--junit", home.file("none", "a.xml")],
				play + ["--junit", home.file("folder.txt")])
		# What can be told before anything is played is about the command line.
		ends(home, USAGE, play + ["-o", home.file("none", "a.txt")],
				play + ["-o", home.file("folder.txt")])


@test()
def a_folder_of_ours_that_cannot_be_made_ends_73():
	with signed() as (server, home):
		login = ["login", "likesd", server.url(), "--secret-file", home.file("token")]
		# A file stands where the folder should be, or above it.
		for variable in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
			before = home.env[variable]
			for path in (home.write("file", ""), home.file("file", "below")):
				home.env[variable] = path
				ends(home, CANTCREAT, ["list"])
				if variable == "XDG_STATE_HOME":
					ends(home, CANTCREAT, login, ["sync"])
			home.env[variable] = before
		ends(home, OK, ["list"])


@test()
def a_disk_that_fails_ends_74():
	with signed() as (_, home):
		for arguments in (["list"], ["accounts"], ["doctor"], ["history"]):
			with open("/dev/full", "w", encoding="utf-8") as full:
				done = home.run(*arguments, capture_output=False, stdout=full,
						stderr=subprocess.PIPE)
			equal(done.returncode, IOERR, str(arguments))
		with open(home.file("state", "unlike", "outbox.db"), "wb") as file:
			file.write(b"this is no database " * 500)
		ends(home, IOERR, ["status"], ["history"], ["accounts"], ["forget", "demo", "--yes"])


@test(60)
def what_may_be_tried_later_ends_75():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		server.kill()
		equal(home.run("cancel", item, "--yes", "--now").returncode, TEMPFAIL)
		ends(home, TEMPFAIL, ["forget", "demo", "--yes"])


@test()
def a_server_that_talks_nonsense_ends_76():
	class Nonsense(FakeLikesd):
		def page(self):
			return {"as_of": "yesterday", "items": "none"}

	with Nonsense([("A title", "An author")]) as server, Signed(server) as home:
		ends(home, PROTOCOL, ["list"])


@test()
def a_session_that_is_not_accepted_ends_77():
	with signed() as (server, home):
		home.write("state/unlike/sessions/demo", "b" * 43 + "\n")
		bad = home.write("bad", "c" * 43 + "\n")
		ends(home, NOPERM, ["list", "--refresh"],
				["login", "likesd", server.url(), "--secret-file", bad])


@test()
def files_of_ours_that_are_not_as_they_should_be_end_78():
	with signed() as (_, home):
		session = home.file("state", "unlike", "sessions", "demo")
		os.chmod(session, 0o644)
		ends(home, CONFIG, ["list"], ["status"], ["sync"])
		os.chmod(session, 0o600)
		for text in ("nonsense\n", "[demo]\nurl = http://127.0.0.1:1\n",
				"[demo]\nservice = nonsense\nurl = http://127.0.0.1:1\n", "[../x]\nservice = likesd\n",
				"[demo]\nservice = likesd\nurl = http://127.0.0.1:1\nid = a;b\n",
				"[demo]\nservice = likesd\nurl = http://127.0.0.1:1\nnonsense = 1\n"):
			home.write("state/unlike/accounts", text)
			ends(home, CONFIG, ["list"], ["status"], ["sync"], ["accounts"], ["logout"],
					["forget", "demo", "--yes"])


run(jobs=4)
