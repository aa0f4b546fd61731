"""A server's text is never more than text: nothing of it reaches the terminal as a control."""

import contextlib
import json
import re

from fake_likesd import FakeLikesd
from screen import is_control
from tap import equal, run, test, true
from unlike import Home

# Every title begins with a letter of its own, so that its row is found.
TITLES = [
	"a\x1b[2J\x1b[31mred\x1b[0m",
	"b\x1b]0;owned\x07title",
	"c\x1b]52;c;aGVsbG8=\x07clip",
	"d\x9b31mC1 \x9d0;owned\x9c",
	"e\u202egnp.exe\u202c \u2066iso\u2069 \u200f\u200e",
	"f" + "長" * 1365,
	"g one\ntwo\r\nthree\rfour\ttab\vvt\fff",
	"h\x7f\b\b\b\b\b\b\b\bback",
	"i" + "\u0336" * 500 + " zalgo",
	"j\u2028line\u2029paragraph\u0085next",
	"k\x1bP1$r0m\x1b\\ \x1b_apc\x1b\\ \x1b^pm\x1b\\ \x1bXsos\x1b\\",
	"l\x1b[6n\x1b[c\x1b[?1049l\x1b[?25l\x1bc",
	"m\u200b\u200d\ufeff\u00ad zero",
	"n\U000e0001\U000e0020tags \U0001f468\u200d\U0001f469\u200d\U0001f467",
	"o %s%n %1$s {0} $(reboot) `id` '\" \\",
	"p" + " " * 3000,
	"",
]


@contextlib.contextmanager
def signed(texts, **named):
	with FakeLikesd(texts, **named) as fake, Home() as home:
		home.login(fake.url(), fake.token)
		yield fake, home


def check_bytes(output):
	"""What a program wrote, beyond the lines that it makes itself."""
	text = output.decode("utf-8")
	bad = sorted({c for c in text if is_control(c) and c != "\n"})
	equal(bad, [], "controls came through")


def check_screen(t):
	equal(t.screen.strange, [], "a control came through")
	for line in t.screen.lines():
		bad = [c for c in line if is_control(c)]
		equal(bad, [], line)
	true(t.screen.alternate, "it left the alternate screen")
	true(2004 in t.screen.modes, "it switched the paste off")


@test()
def titles_and_authors_on_the_screen():
	texts = [(title, title[1:] or "author") for title in TITLES]
	with signed(texts) as (_, home), home.terminal(rows=30, cols=80) as t:
		t.wait_for("^.*[♥*] o ?%s%n")
		lines = t.screen.lines()
		hearts = [line for line in lines[3:] if "♥" in line]
		equal(len(hearts), len(TITLES), "a title broke out of its row:\n" + t.text())
		for title in TITLES[:-1]:
			true(any(re.search("♥ +" + title[0], line) for line in hearts), title[:20])
		check_screen(t)
		for _ in TITLES:
			t.keys("x")
			t.pump_for(0.05)
			t.keys("j")
		t.keys("/" + "owned" + "\r")
		t.pump_for(0.2)
		t.resize(30, 130)
		t.wait_for("o %s%n")
		t.resize(12, 40)
		t.keys("g")
		t.wait_for("♥ a")
		check_screen(t)
		t.keys("q")
		equal(t.wait_end(), 0)


@test()
def the_names_of_account_and_service():
	with signed([("fine", "fine")], platform="We\x1b]0;x\x07Chat\u202e\n" + "長" * 500) as (_, home), \
			home.terminal() as t:
		t.wait_for("fine")
		check_screen(t)


@test()
def an_account_with_a_strange_name_is_no_account():
	for name in ("\x1b[31mred", "a/../../b", "../x", "a\nb", "", "x" * 1000, "[x]"):
		with FakeLikesd([("t", "a")], name=name) as fake, Home() as home:
			token = home.write("token", fake.token + "\n")
			done = home.run("login", "likesd", fake.url(), "--secret-file", token, text=False)
			true(done.returncode not in (0, 70) and done.returncode > 0, f"{name!r}: {done}")
			check_bytes(done.stdout + done.stderr)
			equal([n for n in home.everything() if "sessions/" in n], [], repr(name))


@test(60)
def the_reason_of_a_refusal():
	reason = "no\x1b]0;owned\x07 \x1b[2J way\u202e\nreally " + "long " * 200
	with signed([("b first", "x"), ("c second", "y")], reason=reason) as (_, home):
		done = home.run("cancel", "v1", "--yes", "--now", text=False)
		true(done.returncode > 0, str(done))
		check_bytes(done.stdout + done.stderr)
		for arguments in (["status"], ["status", "--json"]):
			check_bytes(home.run(*arguments, text=False).stdout)
		with home.terminal() as t:
			t.wait_for("kept")
			for key in ("j", "k", "2", "\r", "1"):
				t.keys(key)
				t.pump_for(0.1)
			check_screen(t)


@test(60)
def titles_in_every_command():
	with signed([(title, "author") for title in TITLES]) as (_, home):
		check_bytes(home.run("list", text=False).stdout)
		equal(len(home.fine("list").splitlines()), len(TITLES), "a title became two lines")
		lines = home.fine("list", "--json").splitlines()
		equal(len(lines), len(TITLES))
		for line in lines:
			true(isinstance(json.loads(line)["title"], str), line)
			check_bytes(line.encode())
		ids = [json.loads(line)["id"] for line in lines]
		for arguments in (["cancel", ids[0], "--yes", "--now"], ["cancel", ids[1], "--yes"], ["undo"],
				["cancel", *ids[2:], "--yes"], ["status"], ["status", "--json"], ["sync", "--wait"],
				["undo", ids[0]]):
			done = home.run(*arguments, text=False)
			true(done.returncode in (0, 75), f"{arguments}: {done}")
			check_bytes(done.stdout + done.stderr)


@test()
def the_question_of_cancel_on_a_terminal():
	with signed([(TITLES[2], TITLES[4])]) as (_, home), home.terminal("cancel", "v1") as t:
		t.wait_for(r"\[y/N\]")
		equal(t.screen.strange, [])
		true(not any(is_control(c) for line in t.screen.lines() for c in line), t.text())
		t.keys("n\r")
		true(t.wait_end() != 0, "it says that it was done")
		equal(home.intents(), [])


@test()
def what_a_person_types_is_no_control_either():
	with Home() as home:
		bad = "\x1b]0;x\x07\u202e"
		for arguments in ([bad], ["--" + bad], ["list", "--account", bad], ["cancel", bad],
				["login", bad, bad], ["login", "likesd", "http://127.0.0.1:1/" + bad, "--secret-file", bad]):
			done = home.run(*arguments, text=False)
			true(64 <= done.returncode <= 78, f"{arguments}: {done}")
			check_bytes(done.stdout + done.stderr)


run(jobs=4)
