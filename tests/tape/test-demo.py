"""The tapes that come with it: each meets what it expects, and leaves the same bytes each time,
whoever plays it and where."""

import glob
import hashlib
import os
import xml.etree.ElementTree as xml

from tap import equal, run, test, true
from unlike import Home

ROOT = os.environ["UNLIKE_SOURCE_ROOT"]
DEMO = os.path.join(ROOT, "demo")
OUTPUTS = ["all.txt", "all.ascii", "all.cast", "all.svg", "all.json"]

# Somebody else's machine: nothing of it may show.
ELSEWHERE = {"TZ": "Asia/Kolkata", "LANG": "de_DE.UTF-8", "LC_ALL": "C", "LANGUAGE": "zh_CN",
		"COLUMNS": "40", "LINES": "12", "TERM": "dumb", "NO_COLOR": "1", "COLORFGBG": "0;15"}


def play(name, env, window=None):
	"""Every file that it leaves, by its path; `window`: rows and columns of the terminal it is
	started from, though it needs none."""
	with Home() as home:
		folder = home.file("a folder")
		os.makedirs(os.path.join(folder, "docs"))
		home.env |= env
		outputs = [word for path in OUTPUTS for word in ("-o", path)]
		arguments = ["play", "--headless", os.path.join(DEMO, name), *outputs, "--junit", "all.xml"]
		if window:
			with home.terminal(*arguments, rows=window[0], cols=window[1], cwd=folder) as t:
				equal(t.wait_end(60), 0, t.text())
		else:
			done = home.run(*arguments, cwd=folder)
			equal(done.returncode, 0, f"{name}: {done.stderr}")
		equal(os.listdir(home.file("tmp")), [], "its home is left")
		for place in ("state", "data", "config"):
			equal(os.listdir(home.file(place)), [], f"it touched the person's own {place}")
		left = {}
		for path in glob.glob(folder + "/**", recursive=True):
			if os.path.isfile(path):
				with open(path, "rb") as file:
					left[os.path.relpath(path, folder)] = file.read()
		return left


def check(name):
	here, there = play(name, {}), play(name, ELSEWHERE, window=(12, 40))
	true(set(OUTPUTS) | {"all.xml"} <= set(here), f"it left {sorted(here)}")
	digests = [{path: hashlib.sha256(data).hexdigest() for path, data in left.items()}
			for left in (here, there)]
	# The name of the tape is in the report as it was named: the same here.
	equal(digests[0], digests[1], "the second time it left other bytes")
	cases = xml.fromstring(here["all.xml"]).findall(".//testcase")
	true(len(cases) >= 3, "it expects next to nothing")


@test()
def the_folder_holds_the_tapes_that_are_promised():
	names = {os.path.basename(path).removesuffix(".tape") for path in glob.glob(DEMO + "/*.tape")}
	missing = {"tour", "hold", "undo", "delayed-sync", "offline", "rate-limit", "restart",
			"mouse", "details", "chinese", "plan", "slide", "sidebar", "two-cancels-and-a-change-of-mind"} - names
	equal(missing, set())


def add(name):
	def played_twice():
		check(name)

	played_twice.__name__ = name.removesuffix(".tape").replace("-", " ") + " plays twice alike"
	test(60)(played_twice)


RULES = ["FU-1", "FU-2", "FU-4", "IN-1", "IN-2", "IN-3", "IN-4", "IN-5", "OP-1", "OP-2", "OP-3", "OP-4"]


@test()
def each_rule_has_a_tape():
	tapes = [os.path.basename(path) for path in glob.glob(DEMO + "/rules/*.tape")]
	equal([rule for rule in RULES if not any(tape.startswith(rule + "-") for tape in tapes)], [])


for tape in sorted(os.path.basename(path) for path in glob.glob(DEMO + "/rules/*.tape")):
	add("rules/" + tape)

for tape in sorted(os.path.basename(path) for path in glob.glob(DEMO + "/*.tape")):
	add(tape)


@test(60)
def the_example_in_the_readme_plays():
	with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
		part = file.read().split("## Scripted sessions")[1].split("## ")[0]
	example = next(block for block in part.split("```") if block.startswith("\nType "))
	with Home() as home:
		done = home.run("play", "--headless", home.write("readme.tape", example))
		equal(done.returncode, 0, done.stderr)


@test(60)
def the_picture_in_the_readme_is_the_one_that_the_tour_makes():
	made = play("tour.tape", {})["docs/tour.svg"]
	path = os.path.join(ROOT, "docs", "tour.svg")
	with open(path, "rb") as file:
		true(file.read() == made, "docs/tour.svg is out of date: 'build/unlike play --headless "
				"demo/tour.tape' in the top folder makes it anew")
	with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
		true("docs/tour.svg" in file.read(), "the README does not show it")


run(2)
