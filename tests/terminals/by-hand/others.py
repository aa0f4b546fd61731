"""The terminals that CI has no room for: kitty, foot (in weston), VTE."""

import os
import subprocess

from stages import HEIGHT, REPEAT_DELAY, WIDTH, Stage, Xterm, until

_VTE_HOST = """
import sys
import gi
gi.require_version('Gtk', '3.0')
gi.require_version('Vte', '2.91')
from gi.repository import GLib, Gtk, Vte
window, terminal = Gtk.Window(), Vte.Terminal()
terminal.set_size(80, 24)
window.set_decorated(False)
window.add(terminal)
window.connect('destroy', Gtk.main_quit)
terminal.connect('child-exited', lambda *_: Gtk.main_quit())
terminal.spawn_async(Vte.PtyFlags.DEFAULT, None, sys.argv[1:], None, GLib.SpawnFlags.DEFAULT,
		None, None, -1, None, None)
window.show_all()
Gtk.main()
"""


class Wide(Xterm):
	"""xterm as people have it who write Chinese: what is ambiguous takes two cells."""

	def command(self, script):
		words = super().command(script)
		return [words[0], "-cjk_width", *words[1:]]


class Kitty(Stage):
	needs = ("kitty",)
	window_class = "kitty"
	slow = 1.7  # draws in software

	def prepare(self):
		self.env |= {"LIBGL_ALWAYS_SOFTWARE": "1", "KITTY_CACHE_DIRECTORY": self.folder}

	def command(self, script):
		options = ("allow_remote_control=yes", "remember_window_size=no", "initial_window_width=80c",
				"initial_window_height=24c", "window_padding_width=0", "update_check_interval=0",
				"enable_audio_bell=no", "confirm_os_window_close=0", "placement_strategy=top-left")
		return ["kitty", "--config", "NONE", *(word for o in options for word in ("-o", o)),
				"--listen-on", f"unix:{self.file('socket')}", *script]

	def capture(self):
		done = subprocess.run(["kitty", "@", "--to", f"unix:{self.file('socket')}", "get-text"],
				check=False, text=True, env=self.env, stdout=subprocess.PIPE,
				stderr=subprocess.DEVNULL)
		return "\n".join(line.rstrip() for line in done.stdout.split("\n")).rstrip("\n")


class Foot(Stage):
	"""A Wayland terminal: weston draws in a window of X, so keys and mouse are true ones."""

	needs = ("weston", "foot")
	window_class = "weston"
	slow = 1

	def prepare(self):
		# As foot has it by itself, whatever the X server does.
		config = self.write("weston.ini", "[core]\nidle-time=0\n[shell]\npanel-position=none\n"
				"locking=false\n[keyboard]\n"
				f"repeat-delay={REPEAT_DELAY if self.display.repeats else 60000}\nrepeat-rate=30\n")
		self.env |= {"XDG_RUNTIME_DIR": self.folder, "WAYLAND_DISPLAY": "wayland-test"}
		os.chmod(self.folder, 0o700)
		outside = {k: v for k, v in self.env.items() if k != "WAYLAND_DISPLAY"}
		self.start(["env", "-i", *(f"{k}={v}" for k, v in outside.items()), "weston",
				"--backend=x11-backend.so", "--use-pixman", f"--width={WIDTH}",
				f"--height={HEIGHT}", "--socket=wayland-test", f"--config={config}"])
		until(lambda: os.path.exists(self.file("wayland-test")), "weston listens")

	def command(self, script):
		return ["foot", "--config=/dev/null", "--fullscreen", "--override=pad=0x0", *script]

	def __enter__(self):
		super().__enter__()
		self.click(self.rows - 1, self.cols - 1)  # gives it the keyboard
		return self


class Vte(Stage):
	needs = ("python3",)
	window_class = "host.py"
	padding = 1
	slow = 0.5

	def command(self, script):
		host = self.write("host.py", _VTE_HOST)
		return ["/usr/bin/python3", host, *script]
