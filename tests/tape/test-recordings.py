"""Recordings as others read them: asciinema on a terminal in tmux, a parser of XML, one of JSON.

write-recordings makes them of the real views, and stills of frames without sense."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as xml

from screen import Screen, char_width
from tap import Skip, equal, run, test, true
from terminal import Terminal

SVG = "{http://www.w3.org/2000/svg}"
RULE = "─" * 80 + "\n"

# Where svg.c puts the first cell, and how large cells are.
LEFT, BASELINE, CELL_WIDTH, CELL_HEIGHT = 18, 54, 9, 19


class Recordings:
	"""with Recordings() as folder: everything that write-recordings writes."""

	def __init__(self, **env):
		self.env = {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | env

	def __enter__(self):
		self.folder = tempfile.TemporaryDirectory()
		# Sanitizers are told by the environment what to do.
		sanitizers = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
		subprocess.run([os.environ["WRITE_RECORDINGS"], self.folder.name], check=True,
				env=sanitizers | self.env, stdin=subprocess.DEVNULL)
		return pathlib.Path(self.folder.name)

	def __exit__(self, *_):
		self.folder.cleanup()


def read(path):
	return path.read_text(encoding="utf-8")


def screen_lines(text):
	return [line.rstrip() for line in text.rstrip("\n").split("\n")]


def same_screen(got, want):
	equal(screen_lines(got), screen_lines(want))


# --- the same each time ---------------------------------------------------------------------------


@test(limit=60)
def the_same_session_is_the_same_bytes_whoever_records_it():
	# Not TZ: the views show local times, and a tape has its own time zone.
	elsewhere = {"LC_ALL": "C", "LANG": "de_DE.UTF-8", "TERM": "vt100", "COLORFGBG": "0;15",
		"SHELL": "/bin/zsh", "HOME": "/", "NO_COLOR": "1", "COLUMNS": "7",
		"MALLOC_PERTURB_": "85"}
	with Recordings() as here, Recordings(**elsewhere) as there:
		names = sorted(path.name for path in here.iterdir())
		true(len(names) > 10, f"recordings are there: {names}")
		equal(sorted(path.name for path in there.iterdir()), names)
		for name in names:
			true((here / name).read_bytes() == (there / name).read_bytes(), f"{name} differs")


# --- asciicast ------------------------------------------------------------------------------------


@test()
def a_cast_leaves_the_last_screen_and_nothing_strange():
	with Recordings() as folder:
		header, *events = [json.loads(line) for line in read(folder / "life.cast").splitlines()]
		want = read(folder / "last.txt")
	equal((header["version"], header["width"], header["height"]), (2, 80, 24))
	screen, last = Screen(header["height"], header["width"]), 0
	for at, code, data in events:
		true(at >= last, f"{at} comes after {last}")
		last = at
		if code == "r":
			cols, rows = map(int, data.split("x"))
			screen.resize(rows, cols)
		else:
			equal(code, "o")
			screen.feed(data.encode())
	equal(screen.strange, [])
	equal((screen.rows, screen.cols), (30, 100))
	true(sum(code == "r" for _, code, _ in events) == 2, "two resizes are in it")
	same_screen(screen.text(), want)
	true(screen.shown and not screen.reverse, "the terminal is left with its cursor, and plain")


@test()
def what_did_not_change_is_not_sent():
	with Recordings() as folder:
		events = [json.loads(line) for line in read(folder / "life.cast").splitlines()[1:]]
	holding = [len(data) for _, _, data in events if "█" in data]
	true(len(holding) >= 3, f"the bar of a held key is in it: {holding}")
	true(max(holding) < 200, f"a step of a bar takes {max(holding)} bytes")


@test(limit=60)
def asciinema_shows_in_tmux_what_was_on_the_screen():
	if shutil.which("asciinema") is None:
		raise Skip("asciinema is not installed")
	with Recordings() as folder, tempfile.TemporaryDirectory() as home:
		want = read(folder / "last.txt")
		tmux = ["tmux", "-f", os.devnull, "-S", f"{home}/socket"]
		env = {"HOME": home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
			"TERM": "xterm-256color"}

		def captured():
			result = subprocess.run(tmux + ["capture-pane", "-p"], env=env, check=False,
					stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
			return result.stdout

		command = [*tmux, "new-session", "-x", "100", "-y", "30",
			f"asciinema cat '{folder}/life.cast'; exec cat", ";", "set", "status", "off"]
		with Terminal(command, env, rows=30, cols=100) as terminal:
			try:
				terminal.wait_until(lambda: screen_lines(captured()) == screen_lines(want),
						"the last screen")
			except AssertionError:
				same_screen(captured(), want)
			finally:
				subprocess.run(tmux + ["kill-server"], env=env, check=False)


# --- SVG ------------------------------------------------------------------------------------------


ALLOWED = {
	"svg": {"width", "height", "viewBox"},
	"title": set(),
	"desc": set(),
	"rect": {"x", "y", "width", "height", "rx", "fill"},
	"circle": {"cx", "cy", "r", "fill"},
	"g": {"shape-rendering", "font-family", "font-size", "fill"},
	"text": {"x", "y", "text-anchor", "font-size", "font-family", "fill",
		"{http://www.w3.org/XML/1998/namespace}space"},
	"tspan": {"x", "textLength", "lengthAdjust", "fill", "fill-opacity", "font-weight",
		"text-decoration"},
}


def parse(path):
	"""The root; anything that a picture of text does not need is a failure."""
	root = xml.parse(path).getroot()
	for element in root.iter():
		name = element.tag.removeprefix(SVG)
		true(name in ALLOWED, f"{path.name}: element {element.tag}")
		true(set(element.attrib) <= ALLOWED[name], f"{path.name}: {name} {element.attrib}")
	return root


def width(text):
	return sum(map(char_width, text))


def check_run(run, col):
	"""That it stands in its cells, from this column on; the next column."""
	places = [int(x) for x in run.attrib["x"].split(" ")]
	cells = width(run.text)
	if "textLength" in run.attrib:
		equal(run.attrib["lengthAdjust"], "spacingAndGlyphs")
		equal((places, int(run.attrib["textLength"])),
				([LEFT + CELL_WIDTH * col], CELL_WIDTH * cells), run.text)
	else:
		equal(cells, 2 * len(run.text), f"wide characters only: {run.text}")
		equal(places, [LEFT + CELL_WIDTH * (col + 2 * i) + 1 for i in range(len(run.text))],
				run.text)
	return col + cells


def check_still(svg, txt):
	root = parse(svg)
	rows = read(txt).split("\n")[:-1]
	equal(int(root.attrib["height"]), BASELINE - 14 + CELL_HEIGHT * len(rows) + 16)
	shown = {}
	for text in root.iter(SVG + "text"):
		if "text-anchor" in text.attrib:
			continue  # the window's title
		row, rest = divmod(int(text.attrib["y"]) - BASELINE, CELL_HEIGHT)
		equal(rest, 0)
		equal(text.attrib["{http://www.w3.org/XML/1998/namespace}space"], "preserve")
		equal((text.text, [run.tail for run in text]), (None, [None] * len(text)),
				"nothing stands between the runs")
		col = 0
		for run in text:
			col = check_run(run, col)
		shown[row] = "".join(run.text for run in text)
	for row, line in enumerate(rows):
		equal(shown.get(row, "").rstrip(" "), line.rstrip(" "), f"{svg.name}, row {row}")


@test()
def an_svg_has_each_text_in_its_columns():
	with Recordings() as folder:
		check_still(folder / "life.svg", folder / "last.txt")
		stills = sorted(folder.glob("random-*.svg"))
		true(len(stills) >= 20, "stills are there")
		for still in stills:
			check_still(still, still.with_suffix(".txt"))


@test()
def an_svg_is_xml_whatever_bytes_are_in_a_frame():
	with Recordings() as folder:
		root = parse(folder / "hostile.svg")
	text = "".join(root.itertext())
	true("\ufffd" in text, "what XML forbids is replaced")
	true("<script>" in text, "what looks like marks is text")


@test()
def an_svg_holds_a_title_and_numbers_without_fractions_of_pixels():
	with Recordings() as folder:
		root, source = parse(folder / "still.svg"), read(folder / "still.svg")
	equal(root[0].tag, SVG + "title")
	equal(root[0].text, "unlike – “红烧肉” & <more>")
	equal(root[1].tag, SVG + "desc")
	numbers = re.findall(r' (?:x|y|width|height|textLength|cx|cy|r|rx)="([^"]*)"', source)
	true(len(numbers) > 300, "numbers are there")
	for number in numbers:
		true(re.fullmatch(r"[0-9]+( [0-9]+)*", number), f"number {number}")


# --- text and JSON --------------------------------------------------------------------------------


@test()
def the_frames_of_the_text_are_those_of_the_json():
	with Recordings() as folder:
		text = read(folder / "life.txt")
		recording = json.loads(read(folder / "life.json"))
	frames = recording["frames"]
	shown = ["\n".join(frame["text"]) + "\n" for frame in frames]
	distinct = [text for i, text in enumerate(shown) if i == 0 or shown[i - 1] != text]
	true(len(distinct) > 10, "frames are there")
	true("".join(frame + RULE for frame in distinct) == text, "a frame differs")
	equal((recording["v"], recording["rows"], recording["cols"], recording["theme"]),
			(1, 24, 80, "default"))
	for frame, following in zip(frames, frames[1:]):
		true(frame["at_ms"] <= following["at_ms"] and frame["line"] < following["line"], "order")
	for frame in frames:
		equal((len(frame["text"]), len(frame["roles"])), (frame["rows"], frame["rows"]))
		for text, roles in zip(frame["text"], frame["roles"]):
			equal(len(roles.removeprefix("*")), width(text), text)


run()
