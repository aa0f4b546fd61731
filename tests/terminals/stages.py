"""Real terminals under Xvfb, with true keys and a true mouse by XTest.

Without a window manager the focus follows the pointer. Keys repeat after 250 ms, 30 times a second,
as Xvfb is told; it is told not to reset when its last client leaves.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from tap import PATIENCE, Skip
from unlike import UNLIKE

SOON = 15 * PATIENCE
REPEAT_DELAY, REPEAT_GAP = 250, 33  # ms
WIDTH, HEIGHT = 1280, 800

# Tells the size in cells and in pixels, as the kernel has it from the terminal.
_SIZE = ("import fcntl, struct, termios; "
		"print(*struct.unpack('4H', fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))))")


def need(*commands):
	for command in commands:
		if shutil.which(command) is None:
			raise Skip(f"{command} is not installed here")


def until(condition, what, timeout=SOON):
	end = time.monotonic() + timeout
	while not (value := condition()):
		if time.monotonic() > end:
			raise AssertionError(f"{what}: not within {timeout} s")
		time.sleep(0.02)
	return value


class Display:
	"""with Display() as display: … an X server of its own."""

	def __init__(self, delay=REPEAT_DELAY, gap=REPEAT_GAP, number=None):
		need("Xvfb", "xdotool")
		self.delay, self.gap = delay, gap
		self.number = [] if number is None else [f":{number}"]
		self.repeats = True

	def __enter__(self):
		ours, theirs = os.pipe()
		self.process = subprocess.Popen(["Xvfb", *self.number, "-displayfd", str(theirs), "-screen", "0",
				f"{WIDTH}x{HEIGHT}x24", "-noreset", "-nolisten", "tcp",
				"-ardelay", str(self.delay), "-arinterval", str(self.gap)],
				pass_fds=[theirs], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		os.close(theirs)
		with open(ours, encoding="ascii") as told:
			number = told.readline().strip()
		if not number:
			raise AssertionError("Xvfb does not start")
		self.name = f":{number}"
		return self

	def __exit__(self, *_):
		self.process.terminate()
		self.process.wait()

	def xdotool(self, *arguments):
		return subprocess.run(["xdotool", *map(str, arguments)], check=True, text=True,
				stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
				env=os.environ | {"DISPLAY": self.name}).stdout

	def picture(self, path):
		subprocess.run(["import", "-window", "root", path], check=True,
				env=os.environ | {"DISPLAY": self.name})


class Stage:
	"""unlike in a terminal: what is common to all of them."""

	needs = ()
	padding = 0  # pixels around the cells
	slow = 0  # seconds until what was written is to be seen
	answers_as = None  # as a pattern
	window_class = None

	def __init__(self, display, home, *arguments):
		need(*self.needs)
		self.display, self.home, self.arguments = display, home, arguments
		self.folder = tempfile.mkdtemp(prefix="unlike-terminal-")
		self.env = home.env | {"DISPLAY": display.name}
		del self.env["TERM"]
		self.processes = []

	# --- for those below ----------------------------------------------------------------------

	def command(self, script):
		"""The terminal with a program in it, as a command line."""
		raise NotImplementedError

	def capture(self):
		"""The screen as text, or None where it does not tell."""
		return None

	def prepare(self):
		"""Before the terminal starts."""

	# --- its life -----------------------------------------------------------------------------

	def file(self, name):
		return os.path.join(self.folder, name)

	def write(self, name, text):
		with open(self.file(name), "w", encoding="utf-8") as file:
			file.write(text)
		return self.file(name)

	def read(self, name):
		with contextlib.suppress(FileNotFoundError), open(self.file(name), encoding="utf-8") as file:
			return file.read()
		return ""

	def start(self, argv):
		process = subprocess.Popen(argv, env=self.env, start_new_session=True,
				stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		self.processes.append(process)
		return process

	def script(self):
		"""What a person's shell would do."""
		words = " ".join(f"'{word}'" for word in (UNLIKE, *self.arguments))
		return self.write("script", "exec 2>&1\n"
				f"tty > '{self.file('tty')}'\n"
				"printf 'one\\ntwo\\n'\n"
				f"{words}\n"
				f"echo $? > '{self.file('status')}'\n"
				"printf 'three\\n'\n"
				f"touch '{self.file('ended')}'\n"
				"exec sleep 1000\n")

	def __enter__(self):
		self.prepare()
		outer = self.write("outer", f"'{sys.executable}' -c \"{_SIZE}\" > '{self.file('size')}'\n"
				f"{self.inner(self.script())}\n")
		self.start(self.command(["sh", outer]))
		until(lambda: self.read("tty").strip(), f"{self.name()} starts its program")
		self.rows, self.cols, width, height = map(int, self.read("size").split())
		self.window = until(self.find_window, "there is a window")
		if width == 0:  # not every terminal tells the kernel
			geometry = self.display.xdotool("getwindowgeometry", "--shell", self.window)
			width, height = (int(re.search(rf"{what}=(\d+)", geometry)[1]) - 2 * self.padding
					for what in ("WIDTH", "HEIGHT"))
		self.cell = (width / self.cols, height / self.rows)
		self.move(self.rows // 2, self.cols // 2)
		return self

	def inner(self, script):
		return f"exec sh '{script}'"

	def __exit__(self, *_):
		for process in reversed(self.processes):
			with contextlib.suppress(ProcessLookupError):
				os.killpg(process.pid, signal.SIGKILL)
			process.wait()
		shutil.rmtree(self.folder, ignore_errors=True)

	def name(self):
		return type(self).__name__.lower()

	def find_window(self):
		with contextlib.suppress(subprocess.CalledProcessError):
			found = self.display.xdotool("search", "--onlyvisible", "--class", self.window_class)
			return found.split()[0] if found.split() else None
		return None

	# --- hands --------------------------------------------------------------------------------

	def do(self, *arguments):
		self.display.xdotool(*arguments)

	def hold(self, key, seconds):
		self.do("keydown", key, "sleep", seconds, "keyup", key)

	def taps(self, key, count, down=0.06, period=0.13):
		chain = []
		for _ in range(count):
			chain += ["keydown", key, "sleep", down, "keyup", key, "sleep", period - down]
		self.do(*chain)

	def key(self, *keys):
		for key in keys:
			self.taps(key, 1)

	def place(self, row, col):
		"""The pixel in the middle of a cell; from 0."""
		return (int(self.padding + (col + 0.5) * self.cell[0]),
				int(self.padding + (row + 0.5) * self.cell[1]))

	def at(self, row, col):
		return ["mousemove", "--window", self.window, *self.place(row, col)]

	def move(self, row, col):
		self.do(*self.at(row, col))

	def hold_button(self, row, col, seconds):
		self.do(*self.at(row, col), "mousedown", 1, "sleep", seconds, "mouseup", 1)

	def drag(self, row, col, to_row, to_col, seconds):
		self.do(*self.at(row, col), "mousedown", 1, "sleep", 0.3, *self.at(to_row, to_col),
				"sleep", seconds, "mouseup", 1)

	def click(self, row, col):
		self.hold_button(row, col, 0.06)

	def wheel(self, down, count=1):
		self.do("click", "--repeat", count, "--delay", 20, 5 if down else 4)

	# --- eyes ---------------------------------------------------------------------------------

	def lines(self):
		return (self.capture() or "").split("\n")

	def wait_for(self, pattern, timeout=SOON):
		"""Until the screen has it; a terminal that does not tell gets its time."""
		if type(self).capture is Stage.capture:
			time.sleep(max(1.0, self.slow))
			return
		compiled, seen = re.compile(pattern, re.MULTILINE), [""]

		def look():
			seen[0] = self.capture()
			return compiled.search(seen[0])

		try:
			until(look, f"/{pattern}/", timeout)
		except AssertionError as error:
			raise AssertionError(f"{error}; the screen:\n{seen[0]}") from error

	def has_ended(self):
		return os.path.exists(self.file("ended"))

	def leave(self):
		"""Out of unlike, keeping what waits; what was asked for, newest first."""
		self.key("q")
		with contextlib.suppress(AssertionError):
			until(self.has_ended, "it ends by itself", 1)
		if not self.has_ended():
			self.key("k")
		until(self.has_ended, "unlike ends")
		return [(intent["id"], intent["state"]) for intent in self.home.intents()]


class Xterm(Stage):
	"""Prints its screen to a file when it is told so (CSI i)."""

	needs = ("xterm",)
	answers_as = r"XTerm\(\d+\)"
	window_class = "xterm"

	def command(self, script):
		printer = f"cat > {self.file('printing')} && mv {self.file('printing')} {self.file('print')}"
		return ["xterm", "-geometry", "80x24", "-b", "0", "+sb", "-u8",
				"-xrm", f"XTerm*printerCommand: {printer}", "-xrm", "XTerm*printAttributes: 0",
				"-e", *script]

	def ask_print(self):
		with contextlib.suppress(FileNotFoundError):
			os.unlink(self.file("print"))
		with open(self.outer_tty(), "wb", buffering=0) as tty:
			tty.write(b"\x1b[i")
		until(lambda: os.path.exists(self.file("print")), "xterm prints")

	def outer_tty(self):
		return self.read("tty").strip()

	def capture(self):
		self.ask_print()
		text = self.read("print").replace("\uffff", "")  # stands behind what is two cells wide
		return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")

	def resize(self, rows, cols):
		self.do("windowsize", self.window, round(cols * self.cell[0]), round(rows * self.cell[1]))


class Tmux(Xterm):
	"""In an xterm, with its settings as they come but for the status line."""

	needs = ("xterm", "tmux")
	answers_as = r"tmux \d"

	def inner(self, script):
		config = self.write("tmux.conf", "set -g status off\n")
		self.socket = self.file("socket")
		return f"exec tmux -S '{self.socket}' -f '{config}' new-session 'sh {script}'"

	def tmux(self, *arguments):
		return subprocess.run(["tmux", "-S", self.socket, *arguments], check=True, text=True,
				stdout=subprocess.PIPE, env=self.env).stdout

	def capture(self):
		return "\n".join(line.rstrip() for line in self.tmux("capture-pane", "-p").split("\n")
				).rstrip("\n")

	def __exit__(self, *arguments):
		with contextlib.suppress(subprocess.CalledProcessError):
			self.tmux("kill-server")
		super().__exit__(*arguments)
