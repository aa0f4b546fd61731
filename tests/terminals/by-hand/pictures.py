#!/usr/bin/env python3
"""pictures.py FOLDER: every screen of unlike in true terminals, as PNGs to be looked at.

	PYTHONPATH=tests/support:tests/terminals UNLIKE=build/unlike LIKESD=build/likesd \\
		tests/terminals/by-hand/pictures.py /tmp/pictures --terminal kitty --theme light

Beside what scripts/deps installs it needs what measure.py needs, and fonts with hanzi
(fonts-noto-cjk). Names are TERMINAL-THEME-LANGUAGE-SCREEN.png; with --sheets those of one kind are
put on sheets of eight as well.
"""

import argparse
import contextlib
import os
import sqlite3
import subprocess
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), up)
		for up in ("..", "../../support")]

from others import Foot, Kitty, Wide
from stages import Display, Xterm
from unlike import Home, Server, Signed

LANGUAGES = {"en": "en", "zh": "zh_CN"}
THEMES = ("default", "light", "dark", "high-contrast")
HOLD = 4  # s; long enough to be met in the middle
CONFIG = f"version = 1\n\n[acting]\nhold = {HOLD} s\nundo = 60 s\n"
# Below a cancel that is in the middle of its way: one row of every other state.
STATES = [("v2", "confirmed", "", 0), ("v3", "accepted", "", 14), ("v4", "accepted", "", 0),
		("v5", "rolled_back", "the work was deleted by its author", 0),
		("v6", "undecided", "the service says two things", 0), ("v7", "pending", "", 0)]


class Xft(Xterm):
	"""xterm with an outline font, as most people have it."""

	font = ("-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK SC", "-fs", "11")

	def command(self, script):
		words = super().command(script)
		return [words[0], *self.font, *words[1:]]


class Xterm256(Xft):
	"""The same, where TERM says that there are 256 colours."""

	def command(self, script):
		words = super().command(script)
		return [words[0], "-tn", "xterm-256color", *words[1:]]


class WideXft(Wide):
	"""What is ambiguous takes two cells."""

	def command(self, script):
		words = super().command(script)
		return [words[0], *Xft.font, *words[1:]]


class Tall(Kitty):
	def command(self, script):
		words = super().command(script)
		return [words[0], "-o", "font_size=11", "-o", "font_family=DejaVu Sans Mono", *words[1:]]

	def resize(self, rows, cols):
		self.do("windowsize", self.window, round(cols * self.cell[0]), round(rows * self.cell[1]))


class Full(Foot):
	"""Always as large as its screen."""

	def command(self, script):
		words = super().command(script)
		return [words[0], "--override=font=DejaVu Sans Mono:size=10", *words[1:]]

	def resize(self, rows, cols):
		raise NotImplementedError


TERMINALS = {"xterm": Xft, "xterm256": Xterm256, "wide": WideXft, "kitty": Tall, "foot": Full}


class Album:
	"""The pictures of one terminal, theme and language."""

	def __init__(self, display, folder, terminal, theme, language):
		self.display, self.folder, self.kind = display, folder, TERMINALS[terminal]
		self.name = f"{terminal}-{theme}-{language}"
		self.options = ("--lang", LANGUAGES[language], "--theme", theme)
		self.taken = []

	def take(self, stage, what, wait=0.4):
		time.sleep(wait + stage.slow)
		path = os.path.join(self.folder, f"{self.name}-{what}.png")
		subprocess.run(["import", "-window", stage.window, path], check=True,
				env=os.environ | {"DISPLAY": self.display.name})
		self.taken.append(path)

	@contextlib.contextmanager
	def stage(self, home, *arguments):
		home.env["COLORTERM"] = "truecolor"
		with self.kind(self.display, home, *arguments, *self.options) as stage:
			time.sleep(1 + stage.slow)
			yield stage


def set_states(home):
	"""Rows as they would stand after days; the truth is the service's, and nobody asks it here."""
	for item, *_ in STATES:
		home.fine("cancel", item, "--yes")
	with contextlib.closing(sqlite3.connect(home.file("state", "unlike", "outbox.db"))) as db, db:
		now = int(time.time() * 1000)
		for item, state, reason, minutes in STATES:
			horizon = now + minutes * 60000 if minutes else 0
			db.execute("UPDATE intent SET state = ?, reason = nullif(?, ''), horizon = ?, due = ?,"
					" flying = 0, changed_at = ? WHERE item = ?",
					(state, reason, horizon, now + 3600000, now, item))


def keys_of(text):
	return [{" ": "space", "/": "slash", ":": "colon", "?": "question"}.get(c, c) for c in text]


def screens(album):
	"""What a list shows, from one to the next."""
	with contextlib.ExitStack() as stack:
		server = stack.enter_context(Server(scale=1))
		home = stack.enter_context(Signed(server))
		os.makedirs(home.file("config", "unlike"))
		home.write(os.path.join("config", "unlike", "config"), CONFIG)
		home.fine("list", "--refresh")
		set_states(home)
		stage = stack.enter_context(album.stage(home))
		sized = album.kind is not Full

		def shot(what, *keys, wait=0.4):
			stage.key(*keys)
			album.take(stage, what, wait)

		shot("likes", "j", "j")
		shot("asked", "x")
		stage.key("Escape")
		stage.do("keydown", "x", "sleep", HOLD / 2)
		album.take(stage, "held", 0)
		stage.do("keyup", "x")
		stage.key("Escape", "k", "k", "x")
		shot("taken-back", "Return")
		shot("decide", *"jjjjj")
		shot("search", *keys_of("/slow train"))
		stage.key("Escape")
		shot("palette", *keys_of(":re"), "Tab")
		shot("palette-unknown", "BackSpace", "BackSpace", *keys_of("xx"), "Return")
		stage.key("Escape")
		shot("activity", "2", "j")
		shot("profile", "3")
		shot("profile-end", "G")
		shot("help", "question")
		shot("quit", "Escape", "1", "q")
		stage.key("Escape")
		shot("details-over", "g", "j", "Return")
		stage.key("Escape")
		if sized:
			for rows, cols in ((30, 120), (12, 40), (20, 60)):
				stage.resize(rows, cols)
				time.sleep(0.5 + stage.slow)
				stage.move(5, 20)  # keys go to the window below the pointer
				shot(f"likes-{cols}", "1", "g", "j", "j")
				shot(f"asked-{cols}", "x")
				stage.key("Escape")
				shot(f"activity-{cols}", "2")
				shot(f"profile-{cols}", "3")
				stage.key("1")
				shot(f"details-{cols}", "Return")
				shot(f"help-{cols}", "Escape", "question")
				shot(f"quit-{cols}", "Escape", "q")
				stage.key("Escape")
			stage.resize(8, 30)
			album.take(stage, "too-small", 0.8)
			stage.resize(24, 80)
			time.sleep(0.5 + stage.slow)
		with contextlib.closing(sqlite3.connect(home.file("state", "unlike", "outbox.db"),
				isolation_level=None)) as db:
			db.execute("BEGIN EXCLUSIVE")
			stage.key("g", "x")
			shot("error", "Return", wait=14)
			db.execute("ROLLBACK")
		server.stop()
		shot("offline", "r", wait=2)


def others(album):
	"""Where there is no list: the first start, what it asks, a list of none."""
	with Home() as home, album.stage(home) as stage:
		album.take(stage, "welcome")
		stage.key("2")
		album.take(stage, "sign-in", 0.8)
		stage.do("type", "--delay", "30", "alice.bsky.social")
		stage.key("Return")
		album.take(stage, "sign-in-secret", 0.6)
	with Server(scale=1, sample=0) as server, Signed(server) as home:
		with album.stage(home) as stage:
			album.take(stage, "empty")
			stage.key("2")
			album.take(stage, "empty-activity")


def sheet(paths, path):
	subprocess.run(["montage", *paths, "-tile", "2x4", "-geometry", "+6+6", "-background", "#808080",
			path], check=True)


def main():
	options = argparse.ArgumentParser()
	options.add_argument("folder")
	options.add_argument("--terminal", action="append", choices=TERMINALS)
	options.add_argument("--theme", action="append")
	options.add_argument("--language", action="append", choices=LANGUAGES)
	options.add_argument("--display", type=int, help="the number; else one that is free")
	options.add_argument("--sheets", action="store_true")
	given = options.parse_args()
	os.makedirs(given.folder, exist_ok=True)
	for terminal in given.terminal or ("xterm", "kitty", "foot"):
		for theme in given.theme or THEMES:
			for language in given.language or LANGUAGES:
				with Display(number=given.display) as display:
					album = Album(display, given.folder, terminal, theme, language)
					screens(album)
					others(album)
				print(album.name, len(album.taken), flush=True)
				for i in range(0, len(album.taken) if given.sheets else 0, 8):
					sheet(album.taken[i:i + 8],
							os.path.join(given.folder, f"sheet-{album.name}-{i // 8 + 1}.png"))


main()
