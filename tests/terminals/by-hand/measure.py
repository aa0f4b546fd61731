#!/usr/bin/env python3
"""measure.py [TERMINAL ...]: unlike in each of them; prints the table of docs/terminals.md.

	PYTHONPATH=tests/support:tests/terminals UNLIKE=build/unlike LIKESD=build/likesd \\
		tests/terminals/by-hand/measure.py --pictures /tmp/pictures

Beside what scripts/deps installs it needs: kitty foot weston gir1.2-vte-2.91 python3-gi
x11-xserver-utils xfonts-base libgl1-mesa-dri imagemagick.
"""

import argparse
import contextlib
import os
import re
import subprocess
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), up)
		for up in ("..", "../../support")]

from cases import HEART, LIST, TITLE
from others import Foot, Kitty, Vte, Wide
from stages import Display, Tmux, Xterm
from unlike import UNLIKE, Home, Server, Signed

TERMINALS = {"xterm": Xterm, "wide": Wide, "tmux": Tmux, "kitty": Kitty, "foot": Foot, "vte": Vte}


class Run:
	"""with Run(kind) as r: … unlike in a terminal, its list on the screen."""

	def __init__(self, kind, repeats=True):
		self.kind, self.repeats = kind, repeats

	def __enter__(self):
		with contextlib.ExitStack() as stack:
			display = Display()
			display.repeats = self.repeats
			stack.enter_context(display)
			if not self.repeats:
				subprocess.run(["xset", "-display", display.name, "r", "off"], check=True)
			self.server = stack.enter_context(Server(scale=600))
			self.home = stack.enter_context(Signed(self.server))
			self.stage = stack.enter_context(self.kind(display, self.home))
			self.stage.wait_for("300 likes")
			time.sleep(0.5 + self.stage.slow)
			self.stack = stack.pop_all()
		return self

	def __exit__(self, *_):
		self.stack.close()

	def asked_at(self):
		"""When something was last written to the outbox."""
		return os.stat(self.home.file("state", "unlike", "outbox.db")).st_mtime

	def after(self, act, *arguments):
		"""Does it; what came of it: how often something was taken back, and how soon the first."""
		begin = time.time()
		act(*arguments)
		time.sleep(0.5 + self.stage.slow)
		intents, at = self.home.intents(), self.asked_at()
		if not intents:
			return "never"
		late = round((at - begin) * 1000)
		return f"once, {late} ms" if len(intents) == 1 else f"**{len(intents)} times**"


def answers(kind):
	"""What doctor is told, through script(1), which passes everything on."""

	class Doctor(kind):
		def script(self):
			path = self.file("doctor")
			return self.write("script", f"tty > '{self.file('tty')}'\n"
					f"script -q -c \"'{UNLIKE}' doctor\" '{path}' >/dev/null\n"
					f"printf '%s, %s colours' \"$TERM\" \"$(tput colors)\" > '{self.file('colours')}'\n"
					f"script -q -c \"'{UNLIKE}' doctor\" '{path}'\n"
					f"touch '{self.file('ended')}'\nexec sleep 1000\n")

	Doctor.__name__ = kind.__name__
	display = Display()
	display.repeats = True
	with display, Home() as home, Doctor(display, home) as stage:
		end = time.time() + 20
		while not stage.has_ended() and time.time() < end:
			time.sleep(0.1)
		told = re.sub(r"\x1b\[[0-9;?>]*[a-zA-Z]|\r", "", stage.read("doctor"))
		name = re.search(r"it is (.*)", told)
		heart = re.search(r"heart takes (\S+) .*line (\S+)", told)
		return {
			"says": name[1] if name else "nothing",
			"keyboard": "kitty's" if "kitty's protocol" in told else "of old",
			"synchronized": "yes" if "as a whole" in told else "no",
			"width of ♥, ─": ", ".join(heart.groups()) if heart else "not told",
			"TERM, colours": stage.read("colours"),
		}


def click_and_wheel(kind):
	"""A click on a row and two turns of the wheel, each proved by what Enter then takes back."""
	with Run(kind) as r:
		first = [like["id"] for like in r.server.first(10)]
		r.stage.click(LIST + 4, TITLE)
		r.stage.key("x", "Return")
		time.sleep(0.3 + r.stage.slow)
		r.stage.wheel(True, 2)
		time.sleep(0.3)
		r.stage.key("x", "Return")
		time.sleep(0.5 + r.stage.slow)
		taken = [intent["id"] for intent in r.home.intents()]
		return "both" if taken == [first[6], first[4]] else f"**{taken}**"


def typing(kind):
	"""Shift, Backspace and Enter each do once what they do: a search finds, Enter takes back."""
	with Run(kind) as r:
		first = [like["id"] for like in r.server.first(10)]
		r.stage.do("key", "slash", "type", "--delay", "60", "SLOW TRAINN")
		r.stage.key("BackSpace", "Return")
		time.sleep(0.5 + r.stage.slow)
		r.stage.key("x", "Return")
		time.sleep(0.5 + r.stage.slow)
		taken = [intent["id"] for intent in r.home.intents()]
		return "once each" if taken == [first[1]] else f"**{taken}**"


def shell_after(kind, picture):
	with Run(kind) as r:
		r.stage.hold("x", 0.2)
		r.stage.wheel(True, 2)
		r.stage.leave()
		time.sleep(0.5 + r.stage.slow)
		picture(r, "shell")
		text = r.stage.capture()
		if text is None:
			return "see the picture"
		return "as before" if text.endswith("one\ntwo\nthree") else f"**{text!r}**"


def measure(kind, pictures):
	def picture(run, what):
		if pictures:
			time.sleep(run.stage.slow)
			run.stage.display.picture(os.path.join(pictures, f"{kind.__name__.lower()}-{what}.png"))

	row = answers(kind)
	with Run(kind) as r:
		picture(r, "list")
		row["x 1600 ms"] = r.after(r.stage.hold, "x", 1.6)
		picture(r, "held")
	with Run(kind) as r:
		row["x 500 ms"] = r.after(r.stage.hold, "x", 0.5)
	with Run(kind) as r:
		row["15 taps"] = r.after(r.stage.taps, "x", 15)
	with Run(kind, repeats=False) as r:
		r.stage.key("j")  # where releases are told, this is the first
		row["x 1600 ms, no repeats"] = r.after(r.stage.hold, "x", 1.6)
	with Run(kind) as r:
		row["button 1600 ms"] = r.after(r.stage.hold_button, LIST + 2, HEART, 1.6)
	with Run(kind) as r:
		row["button 500 ms"] = r.after(r.stage.hold_button, LIST + 2, HEART, 0.5)
	with Run(kind) as r:
		row["dragged off"] = r.after(r.stage.drag, LIST + 2, HEART, LIST + 2, TITLE + 20, 1.5)
	row["click, wheel"] = click_and_wheel(kind)
	row["Shift, Backspace, Enter"] = typing(kind)
	row["the shell's screen"] = shell_after(kind, picture)
	return row


def main():
	options = argparse.ArgumentParser()
	options.add_argument("terminals", nargs="*", choices=[*TERMINALS, []])
	options.add_argument("--pictures", help="a folder for PNGs")
	given = options.parse_args()
	if given.pictures:
		os.makedirs(given.pictures, exist_ok=True)
	columns = {}
	for name in given.terminals or TERMINALS:
		columns[name] = measure(TERMINALS[name], given.pictures)
		print(name, columns[name], file=sys.stderr, flush=True)
	print("| |", " | ".join(columns), "|")
	print("|---|" + "---|" * len(columns))
	for what in next(iter(columns.values())):
		print(f"| {what} |", " | ".join(column[what] for column in columns.values()), "|")


main()
