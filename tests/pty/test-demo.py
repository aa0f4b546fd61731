"""unlike demo: a server of its own, nothing to set up, nothing left behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

from tap import SANITIZED, equal, run, test, true
from terminal import ENTER
from unlike import IOERR, UNLIKE, USAGE, Home, wait_until

UNDO = r"undo \d+ s"
SMALLER = ["--sample", "1000"] if SANITIZED else []


def servers_of(home):
	"""Programs that run on something in this home."""
	found = []
	for pid in os.listdir("/proc"):
		if not pid.isdigit():
			continue
		try:
			with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
				if home.file("tmp") in file.read():
					found.append(int(pid))
		except OSError:
			continue
	return found


def check_nothing_left(home):
	wait_until(lambda: not servers_of(home), "its likesd runs on")
	equal(home.everything(), [], "files are left")
	equal(os.listdir(home.file("tmp")), [], "its home is left")


@test(60)
def without_a_terminal_it_takes_one_back_as_text_and_ends_within_30_s():
	with Home() as home:
		text = home.fine("demo", *SMALLER, timeout=30)
		order = ["newest first", "Taking one back", UNDO, "sending", r"sync", "confirmed"]
		places = []
		for pattern in order:
			match = re.search(pattern, text[places[-1]:] if places else text)
			true(match, f"/{pattern}/ does not come in its turn:\n{text}")
			places.append((places[-1] if places else 0) + match.end())
		page = text[:places[0]].splitlines()
		rows = [line for line in page if re.match(r"v\d+ ", line)]
		true(len(rows) >= 10, f"the first page:\n{text}")
		# Each state with the title of the like that it names, the same one.
		told = [line for line in text[places[1]:].splitlines() if re.search(r"\(v\d+\)$", line)]
		item = re.search(r"\((v\d+)\)$", told[0]).group(1)
		title = re.split(r"  +", next(row for row in rows if row.startswith(item + " ")))[1]
		for line in told:
			true(line.endswith(f"({item})") and title.rstrip("…") in line, f"{line!r}, not {title!r}")
		check_nothing_left(home)


@test(60)
def its_text_comes_line_by_line_and_without_controls():
	with Home() as home:
		running = home.start("demo", *SMALLER)
		line = ""
		while "undo" not in line:
			line = running.stdout.readline()
			true(line, "it ended early")
		true(running.poll() is None, "all came at the end")
		rest, _ = running.communicate(timeout=30)
		true("confirmed" in rest and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", rest), rest)


@test(60)
def on_a_terminal_it_opens_its_list_and_takes_a_like_back():
	with Home() as home, home.terminal("demo") as t:
		t.wait_for(r"12,408")
		t.wait_for(r"^.*▌ ♥")
		t.wait_for(r"1/12,408$")
		t.keys("j" + "x" + "\r")
		t.wait_for(UNDO)
		t.keys("q")
		t.wait_for("Enter sends")
		t.keys(ENTER)
		equal(t.wait_end(), 0)
		t.check_given_back("left")
		equal(t.screen.strange, [])
		check_nothing_left(home)


@test(60)
def ended_in_any_way_it_leaves_nothing():
	for signo in (signal.SIGTERM, signal.SIGHUP):
		with Home() as home, home.terminal("demo", "--sample", "100") as t:
			t.wait_for(r"♥")
			t.signal(signo)
			t.wait_end()
			t.check_given_back(signo.name)
			check_nothing_left(home)
	with Home() as home, home.terminal("demo", "--sample", "100") as t:
		t.wait_for(r"♥")
		t.hang_up()
		wait_until(lambda: t.process.poll() is not None, "it lives on without a terminal")
		check_nothing_left(home)


@test(60)
def killed_it_leaves_no_server_running():
	with Home() as home, home.terminal("demo", "--sample", "100") as t:
		t.wait_for(r"♥")
		true(servers_of(home), "no likesd runs")
		t.kill()
		wait_until(lambda: not servers_of(home), "its likesd runs on")


class Beside:
	"""A copy of unlike with a likesd beside it that is a shell script of these lines."""

	def __init__(self, *lines):
		self.folder = tempfile.mkdtemp(prefix="beside-", dir=os.path.dirname(UNLIKE))
		self.unlike = shutil.copy(UNLIKE, self.folder)
		likesd = os.path.join(self.folder, "likesd")
		with open(likesd, "w", encoding="utf-8") as file:
			file.write("\n".join(["#!/bin/sh", *lines, ""]))
		os.chmod(likesd, 0o700)

	def __enter__(self):
		return self

	def __exit__(self, *_):
		shutil.rmtree(self.folder)

	def run(self, home, *arguments):
		return home.run(*arguments, executable=self.unlike)


@test(60)
def what_likesd_says_of_the_token_is_not_told_to_a_person_who_never_sees_it():
	with Home() as home:
		done = home.run("demo", "--sample", "50")
		equal((done.returncode, done.stderr), (0, ""))


@test(60)
def likesd_s_own_words_are_told_when_it_makes_no_account():
	with Home() as home, Beside('if [ "$1" = user ]; then', "echo 'likesd: the moon is full' >&2",
			"exit 74; fi", "echo 'likesd: listening on http://127.0.0.1:1'", "cat") as beside:
		done = beside.run(home, "demo")
		equal(done.returncode, IOERR)
		equal(done.stderr, "unlike: likesd made no account: the moon is full\n")
		check_nothing_left(home)


@test(60)
def likesd_s_own_words_are_told_when_it_does_not_start():
	with Home() as home, Beside("echo 'likesd: first this' >&2",
			"printf 'likesd: no \\033[31mroom' >&2", "exit 74") as beside:
		done = beside.run(home, "demo")
		equal(done.returncode, IOERR)
		true(re.search(r"unlike: likesd did not start: no .*room\n$", done.stderr), done.stderr)
		true("\033" not in done.stderr, repr(done.stderr))
		check_nothing_left(home)


@test(60)
def every_platform_has_a_demo():
	for platform in ("wechat-channels", "douyin", "kuaishou", "bilibili", "weibo", "xiaohongshu"):
		with Home() as home, home.terminal("demo", "--sample", "50", "--platform", platform) as t:
			t.wait_for("♥")
			t.keys("q")
			equal(t.wait_end(), 0, platform)


@test(60)
def a_size_is_kept_inside_a_larger_window():
	with Home() as home, home.terminal("demo", "--sample", "50", "--size", "40x12", rows=30, cols=100) as t:
		t.wait_for("♥")
		t.pump_for(0.3)
		for row, line in enumerate(t.screen.lines()):
			true(row < 12 or not line, f"row {row}: {line!r}")
			true(not t.screen.line(row)[40:].strip(), f"row {row}: {line!r}")


@test(60)
def what_it_does_not_know_is_refused_before_anything_runs():
	with Home() as home:
		for arguments in (["--platform", "nowhere"], ["--sample", "0"], ["--sample", "x"], ["more"],
				["--size", "0x0"], ["--size", "80"], ["--yes"]):
			done = home.run("demo", *arguments)
			equal((done.returncode, done.stdout), (USAGE, ""), f"{arguments}: {done.stderr}")
			true("unlike: " in done.stderr, done.stderr)
			check_nothing_left(home)


@test(60)
def a_platform_that_there_is_not_is_answered_with_those_that_there_are():
	folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../platforms")
	platforms = []
	for name in sorted(os.listdir(folder)):
		if name.endswith(".json"):
			with open(os.path.join(folder, name), encoding="utf-8") as file:
				platforms.append(json.load(file))
	for wrong in ("nowhere", "../platforms/douyin", "douyin.json", "Douyin"):
		with Home() as home:
			done = home.run("demo", "--platform", wrong)
			equal((done.returncode, done.stdout), (USAGE, ""), wrong)
			for platform in platforms:
				equal(platform["id"] in done.stderr, platform["offered"], done.stderr)
			check_nothing_left(home)


@test(60)
def a_reader_that_leaves_ends_it():
	with Home() as home:
		running = home.start("demo", stderr=subprocess.DEVNULL)
		running.stdout.readline()
		running.stdout.close()
		running.wait(30)
		wait_until(lambda: not servers_of(home), "its likesd runs on")


run(jobs=4)
