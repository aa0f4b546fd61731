"""unlike play --headless: what it does with good tapes, and with wrong ones of every kind."""

import json
import os
import re
import resource
import signal
import subprocess
import time
import xml.etree.ElementTree as xml

from tap import PATIENCE, equal, run, test, true
from unlike import CANTCREAT, DATAERR, IOERR, USAGE, Home, wait_until

NOINPUT, FAILED = 66, 1
OPEN = 'Set Sample 300\nType "unlike"\nEnter\nWait+Screen /1\\/300/\n'


def play(home, tape, *arguments, name="a.tape", **named):
	home.write(name, tape)
	return home.run("play", "--headless", name, *arguments, cwd=home.path, **named)


def fine(home, tape, *arguments, **named):
	done = play(home, tape, *arguments, **named)
	equal(done.returncode, 0, done.stderr)
	return done


@test()
def a_tape_without_a_check_plays_and_says_so():
	with Home() as home:
		done = fine(home, OPEN.replace("Wait+Screen /1\\/300/", "Sleep 1s"))
		equal(done.stderr, "a.tape: 0 checks, all met\n")
		equal(done.stdout, "")


@test()
def a_failed_expect_ends_1_with_its_line_what_was_looked_for_and_the_screen():
	with Home() as home:
		done = play(home, OPEN + "Expect /there is no such thing/\n", "-o", "a.txt", "--junit", "a.xml")
		equal(done.returncode, FAILED, done.stderr)
		true(done.stderr.startswith("a.tape:5:1: Expect /there is no such thing/\n"), done.stderr)
		true("1/300" in done.stderr and "♥" in done.stderr, done.stderr)
		report = xml.parse(home.file("a.xml")).getroot()
		failures = report.findall(".//failure")
		equal(len(failures), 1)
		true("there is no such thing" in xml.tostring(report, encoding="unicode"), "what for?")
		true(not os.path.exists(home.file("a.txt")), "a recording of a session that went wrong")


@test()
def every_check_can_fail():
	cases = {
		"ExpectNot /300 likes/": "300 likes",
		"ExpectRow 2 /no such row/": "Activity",
		"ExpectState v1 confirmed": "liked",
		"ExpectState v999 liked": "v999",
		"Wait+Screen@2s /never/": "2 s",
		"Wait@1s /never/": "never",
	}
	for line, said in cases.items():
		with Home() as home:
			done = play(home, OPEN + line + "\n")
			equal(done.returncode, FAILED, f"{line}: {done.stderr}")
			true(done.stderr.startswith(f"a.tape:5:1: {line}\n"), done.stderr)
			true(said in done.stderr, f"{line}: {said!r} is not in\n{done.stderr}")


# Each with the beginning of what is said, and it is said before anything starts. What holds for the
# whole tape is told by its file alone.
WRONG = [
	("Slep 2s", "a.tape:1:1: there is no 'Slep'; did you mean 'Sleep'?"),
	('Type "unlike', "a.tape:1:6: "),
	("Sleep", "a.tape:1:"),
	("Sleep 3 weeks", "a.tape:1:"),
	("Expect /(/", "a.tape:1:8: "),
	("Set Size 80", "a.tape:1:10: "),
	("Set Theme nowhere", "a.tape:"),
	("Set Platform nowhere", "a.tape:"),
	("Set TimeZone Nowhere/Atlantis", "a.tape:"),
	("Set Language tlh", "a.tape:"),
	("Output a.gif", "a.tape:1:"),
	("Output /etc/motd.txt", "a.tape:1:"),
	("Output ../a.txt", "a.tape:1:"),
	("Screenshot a.cast", "a.tape:1:"),
	("Require no-such-program", "a.tape:1:"),
	("Source missing.tape", "a.tape:1:"),
	("Source a.tape", "a.tape:1:"),
	("ExpectState v1 confirmd", "a.tape:1:"),
	('Type "rm -rf /"\nEnter', "a.tape:2:"),
	('Type "unlike demo | less"\nEnter', "a.tape:2:"),
	('Type "unlike demmo"\nEnter', "a.tape:2:"),
	('Type "unlike demo --size 60x20"\nEnter', "a.tape:2:"),
	("Service 200 x1", "a.tape:1:"),
	("Network sideways", "a.tape:1:"),
	("At yesterday", "a.tape:1:"),
	("Sleep 1s\nSet Size 80x24", "a.tape:2:"),
	("Resize 0x0", "a.tape:1:"),
	("Hold 900ms", "a.tape:1:"),
	("Click 3,4", "a.tape:1:"),
]


@test()
def a_platform_that_there_is_not_is_told_with_those_that_there_are():
	with Home() as home:
		done = play(home, "Set Platform nowhere\n")
		equal(done.returncode, DATAERR)
		true("wechat-channels" in done.stderr and "bilibili" in done.stderr, done.stderr)


@test(120)
def a_wrong_tape_is_told_by_file_line_and_column_and_nothing_starts():
	with Home() as home:
		for tape, said in WRONG:
			done = play(home, tape + "\n")
			equal(done.returncode, DATAERR, f"{tape!r}: {done.stderr}")
			first = done.stderr.splitlines()[0]
			true(first.startswith(said), f"{tape!r}: {first!r}")
			true(re.match(r"a\.tape(:\d+:\d+)?: \S.{10,}", first), f"no sentence: {first!r}")
			true("nothing was played" in done.stderr, done.stderr)
			equal(os.listdir(home.file("tmp")), [], tape)


@test()
def all_that_is_wrong_is_told_at_once():
	with Home() as home:
		done = play(home, "Slep 1s\nSet Theme nowhere\nExpect /(/\nOutput a.gif\n")
		lines = [line for line in done.stderr.splitlines() if line.startswith("a.tape:")]
		true(len(lines) >= 2, done.stderr)


@test()
def what_means_nothing_here_is_mentioned_once():
	with Home() as home:
		done = fine(home, "Set FontSize 22\nSet FontSize 30\nSet Shell zsh\n" + OPEN)
		equal(done.stderr.count("FontSize"), 1, done.stderr)
		equal(done.stderr.count("Shell"), 1, done.stderr)


@test()
def a_hostile_file_is_told_and_does_no_harm():
	hostile = {
		"nul": b"Sleep 1s\0\n", "latin": b'Type "\xff\xfe"\n', "escape": b'Type "\x1b[2J"\n',
		"long": b"Type \"" + b"x" * 2_000_000 + b'"\n', "empty": b"",
		"count": b"Up 99999999999999999999\n", "regex": b"Expect /((((a{1,200}){1,200}){1,200}){1,200})/\n",
	}
	with Home() as home:
		for name, data in hostile.items():
			with open(home.file("h.tape"), "wb") as file:
				file.write(data)
			done = home.run("play", "--headless", "h.tape", cwd=home.path, timeout=20 * PATIENCE)
			true(done.returncode in (0, DATAERR), f"{name}: {done.returncode} {done.stderr[:500]}")
			true("\x1b" not in done.stderr and len(done.stderr) < 4000, f"{name}: {done.stderr[:300]!r}")
		for path in (home.path, "/dev/zero", "/dev/null"):
			done = home.run("play", "--headless", path, timeout=20 * PATIENCE)
			true(done.returncode in (DATAERR, NOINPUT), f"{path}: {done.returncode} {done.stderr}")


@test()
def a_tape_that_is_not_there_ends_66():
	with Home() as home:
		done = home.run("play", "--headless", "missing.tape")
		equal(done.returncode, NOINPUT)
		true("missing.tape" in done.stderr, done.stderr)


@test()
def options_that_do_not_go_together_are_told():
	with Home() as home:
		home.write("a.tape", OPEN)
		for wrong in (["--headless", "--step"], ["--headless", "--loop"], ["--realtime"],
				["--headless", "--speed", "2"], ["--headless", "-o", "a.gif"], [],
				["--headless", "-o", "no/such/folder/a.txt"]):
			done = home.run("play", "a.tape", *wrong, cwd=home.path)
			equal(done.returncode, USAGE, f"{wrong}: {done.stderr}")


@test()
def a_full_disk_leaves_the_old_recording():
	with Home() as home:
		home.write("a.json", "old")

		def tiny():
			signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
			resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

		tape = OPEN + "Sleep 100ms\nDown\nSleep 100ms\nUp\n" * 200
		done = play(home, tape, "-o", "a.json", preexec_fn=tiny)
		true(done.returncode in (IOERR, CANTCREAT), f"{done.returncode}: {done.stderr}")
		true("a.json" in done.stderr, done.stderr)
		with open(home.file("a.json"), encoding="utf-8") as file:
			equal(file.read(), "old")
		equal([n for n in os.listdir(home.path) if n.startswith("a.json") and n != "a.json"], [])


@test()
def a_full_disk_under_the_client_is_told_as_such():
	with Home() as home:

		def tiny():
			signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
			resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

		done = play(home, OPEN.replace("300", "5000", 1).replace("300", "5,000") + "Kill\nRestart\n",
				preexec_fn=tiny)
		true(done.returncode in (FAILED, IOERR), f"{done.returncode}: {done.stderr}")
		true("not all fetched" in done.stderr and "the snapshot: " in done.stderr, done.stderr)
		equal(os.listdir(home.file("tmp")), [], "its home is left")


@test()
def json_has_every_step_with_its_roles():
	with Home() as home:
		fine(home, OPEN + "Down\nExpect /2\\/300/\n", "-o", "a.json")
		with open(home.file("a.json"), encoding="utf-8") as file:
			recorded = json.load(file)
		equal((recorded["v"], recorded["rows"], recorded["cols"]), (1, 24, 80))
		last = recorded["frames"][-1]
		true(any("2/300" in row for row in last["text"]), last["text"])
		true(any("h" in row for row in last["roles"]), last["roles"])


@test()
def hours_take_no_time_and_real_time_takes_its_own():
	with Home() as home:
		begin = time.monotonic()
		fine(home, OPEN + "Advance 4h\nSleep 30m\n")
		true(time.monotonic() - begin < 60 * PATIENCE, "it waited")
		begin = time.monotonic()
		fine(home, OPEN + "Advance 48h\nSleep 2s\n", "--realtime")
		true(time.monotonic() - begin >= 2, "it did not wait")
		begin = time.monotonic()
		fine(home, OPEN + "Sleep 8s\n", "--realtime", "--speed", "8")
		true(time.monotonic() - begin >= 1, "it did not wait at all")


@test()
def broken_off_it_leaves_nothing():
	with Home() as home:
		home.write("a.tape", OPEN + "Sleep 60s\n")
		running = home.start("play", "--headless", "--realtime", "a.tape", "-o", "a.txt", cwd=home.path)
		wait_until(lambda: os.listdir(home.file("tmp")), "its home")
		running.send_signal(signal.SIGINT)
		said = running.communicate(timeout=20 * PATIENCE)[0]
		equal(running.returncode, 128 + signal.SIGINT, said)
		equal(os.listdir(home.file("tmp")), [])
		true(not os.path.exists(home.file("a.txt")), "half a recording")


@test()
def seeds_and_the_hour_are_the_tapes():
	with Home() as home:
		tape = 'At "2031-05-06T07:08:09Z"\nSet TimeZone CST-8\n' + OPEN
		fine(home, tape + "Expect /15:08/\n")
		fine(home, tape.replace("CST-8", "UTC") + "Expect /07:08/\n")


@test()
def what_a_tape_includes_is_found_beside_it():
	with Home() as home:
		os.mkdir(home.file("sub"))
		home.write("sub/open.tape", OPEN)
		home.write("sub/b.tape", "Source open.tape\nExpect /1\\/300/\n")
		done = home.run("play", "--headless", "sub/b.tape", cwd=home.path)
		equal(done.returncode, 0, done.stderr)


@test()
def ctrl_z_stops_nobody():
	with Home() as home:
		fine(home, OPEN + "Ctrl+Z\nSleep 1s\nExpect /1\\/300/\n")


run(2)
