"""A program on a terminal of its own: a pseudo-terminal, keys at given times, and its screen."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time

from screen import Screen
from tap import PATIENCE

ESC = b"\x1b"
UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
PAGE_UP, PAGE_DOWN, BACKTAB = b"\x1b[5~", b"\x1b[6~", b"\x1b[Z"
ENTER, CTRL_Z, CTRL_C, CTRL_L = b"\r", b"\x1a", b"\x03", b"\x0c"

# A key that is held, as X repeats it: 250 ms, then 30 a second.
FIRST_GAP, GAP = 0.250, 0.0333

SOON = 15 * PATIENCE  # seconds in which a busy machine does what is done at once


def pasted(text):
	return b"\x1b[200~" + text.encode() + b"\x1b[201~"


class Terminal:
	"""with Terminal([program], env) as t: …"""

	def __init__(self, argv, env, rows=24, cols=80, answers=None, ambiguous=1, **popen):
		self.argv, self.env, self.popen = argv, env, popen
		self.screen = Screen(rows, cols, answers, ambiguous)
		self.output = b""  # everything that was written
		self.ended = False
		self.stopped = False
		self.status = None
		self.master = None
		self.process = None

	def __enter__(self):
		self.master, slave = os.openpty()
		self._set_size()
		self.modes_before = termios.tcgetattr(slave)

		def take_terminal():
			os.setsid()
			fcntl.ioctl(0, termios.TIOCSCTTY, 0)

		try:
			settings = {"stdin": slave, "stdout": slave, "stderr": slave} | self.popen
			self.process = subprocess.Popen(self.argv, env=self.env, preexec_fn=take_terminal,
					**settings)
		finally:
			os.close(slave)
		os.set_blocking(self.master, False)
		return self

	def __exit__(self, *_):
		if self.process.poll() is None:
			self.process.kill()
			self.process.send_signal(signal.SIGCONT)
		self.process.wait()
		self.hang_up()

	def hang_up(self):
		if self.master is not None:
			os.close(self.master)
			self.master = None

	# --- out of the program -------------------------------------------------------------------

	def pump(self, timeout=0.0):
		"""Reads what there is, waiting for the first of it; False: nothing came."""
		if self.ended or self.master is None:
			time.sleep(min(timeout, 0.05))
			return False
		if not select.select([self.master], [], [], timeout)[0]:
			return False
		try:
			data = os.read(self.master, 65536)
		except BlockingIOError:
			return False
		except OSError:
			data = b""
		if not data:
			self.ended = True
			return False
		self.output += data
		self.screen.feed(data)
		if self.screen.replies:
			replies, self.screen.replies = self.screen.replies, b""
			self.keys(replies)
		return True

	def pump_for(self, seconds):
		end = time.monotonic() + seconds
		while (left := end - time.monotonic()) > 0:
			self.pump(left)

	def text(self):
		return self.screen.text()

	def wait_until(self, condition, what, timeout=SOON):
		"""Until condition() is true; its value."""
		end = time.monotonic() + timeout
		while not (value := condition()):
			left = end - time.monotonic()
			if left <= 0 or (self.ended and not self.pump(0)):
				if (value := condition()):
					break
				state = "the program has ended" if self.ended else f"not within {timeout} s"
				raise AssertionError(f"{what}: {state}; the screen:\n{self.text()}")
			self.pump(min(left, 0.1))
		return value

	def wait_for(self, pattern, timeout=SOON):
		"""Until the screen has it; the match."""
		compiled = re.compile(pattern, re.MULTILINE)
		return self.wait_until(lambda: compiled.search(self.text()), f"/{pattern}/", timeout)

	def wait_gone(self, pattern, timeout=SOON):
		compiled = re.compile(pattern, re.MULTILINE)
		self.wait_until(lambda: not compiled.search(self.text()), f"/{pattern}/ is still there",
				timeout)

	def shows(self, pattern):
		return re.search(pattern, self.text(), re.MULTILINE) is not None

	def line_with(self, text):
		"""The line of the screen that has it, or None."""
		return next((line for line in self.screen.lines() if text in line), None)

	def focused(self):
		"""The line that the mark stands at, "" without one."""
		return next((line for line in self.screen.lines() if line.lstrip().startswith("▌")), "")

	# --- into the program ---------------------------------------------------------------------

	def keys(self, keys):
		data = keys.encode() if isinstance(keys, str) else keys
		while data:
			try:
				data = data[os.write(self.master, data):]
			except BlockingIOError:
				self.pump(0.01)

	def press_at(self, key, times):
		"""The key at each time, in seconds from now on, whatever the machine did in between."""
		begin = time.monotonic()
		for at in times:
			while (left := begin + at - time.monotonic()) > 0:
				self.pump(left)
			self.keys(key)

	def hold(self, key, seconds=1.5, until=None, first_gap=FIRST_GAP, gap=GAP):
		"""Holds it down for that long; with `until` on, to at most 10 s, until that is true (a
		machine that stands still looks like a release), and a little longer."""
		begin = time.monotonic()
		at, end = 0.0, seconds
		while at <= end:
			while (left := begin + at - time.monotonic()) > 0:
				self.pump(left)
			self.keys(key)
			at += first_gap if at == 0 else gap
			if until is not None and end < 10:
				end = end if until() else max(end, at + 0.5)

	def taps(self, key, count, period):
		self.press_at(key, [i * period for i in range(count)])

	def _set_size(self):
		fcntl.ioctl(self.master, termios.TIOCSWINSZ,
				struct.pack("HHHH", self.screen.rows, self.screen.cols, 0, 0))

	def resize(self, rows, cols):
		"""The kernel tells the program (SIGWINCH)."""
		self.pump()
		self.screen.resize(rows, cols)
		self._set_size()

	def signal(self, signo):
		self.process.send_signal(signo)

	# --- its life -----------------------------------------------------------------------------

	def modes(self):
		return termios.tcgetattr(self.master)

	def is_given_back(self):
		"""Whether the terminal is as it was before the program."""
		self.pump()
		return (self.modes() == self.modes_before and not self.screen.alternate
				and self.screen.shown and 2004 not in self.screen.modes
				and self.screen.modes <= {7, 12, 25} and not self.screen.reverse
				and not any(self.screen.pushed.values()))

	def check_given_back(self, what):
		self.wait_until(self.is_given_back, f"{what}: the terminal is not given back, modes "
				f"{self.screen.modes}, alternate screen {self.screen.alternate}")

	def wait_stopped(self, timeout=SOON):
		"""Until the program has stopped itself, as after Ctrl+Z."""

		def stopped():
			with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as stat:
				return stat.read().rpartition(")")[2].split()[0] == "T"

		self.wait_until(stopped, "it has not stopped", timeout)

	def wait_end(self, timeout=SOON):
		"""Until it has ended; its exit status."""
		end = time.monotonic() + timeout
		while self.process.poll() is None:
			if time.monotonic() > end:
				raise AssertionError(f"it has not ended within {timeout} s; the screen:\n{self.text()}")
			self.pump(0.02)
		while self.pump():
			pass
		return self.process.returncode

	def kill(self):
		self.process.kill()
		self.process.wait()
