"""A program on a terminal of its own, timed key by key."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

COLS, ROWS = 120, 40
SILENCE = 0.030
GIVE_UP = 5.0
FRAME_LIMIT = 120  # newsboat on a million items
# What a program may ask its terminal, and what one of no special talents says.
QUERY = re.compile(rb"\033\[(c|5n|6n|\?2026\$p)")
ANSWERS = {b"c": b"\033[?1;2c", b"5n": b"\033[0n", b"6n": b"\033[1;2R",
           b"?2026$p": b"\033[?2026;0$y"}
QUERY_MAX = 10


def _take_terminal():
    """tig opens /dev/tty, so it has to be one."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Program:
    """A program on a terminal of its own. `answers`: the terminal says what it is when asked."""

    def __init__(self, argv, env=None, rows=ROWS, cols=COLS, answers=False, cwd=None):
        self.answers = answers
        self.tail = b""  # of what was read: a question may come in pieces
        self.bytes = 0
        self.fd, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.started = time.perf_counter()
        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, env=env,
                                        cwd=cwd, start_new_session=True, preexec_fn=_take_terminal)
        os.close(slave)

    def read(self, timeout, most=65536):
        """What comes within the time, and when it was read; b"" for nothing."""
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return b"", 0.0
        try:
            chunk, at = os.read(self.fd, most), time.perf_counter()
        except OSError:  # the other side is closed
            return b"", 0.0
        self.bytes += len(chunk)
        if self.answers:
            self.answer(chunk)
        return chunk, at

    def answer(self, chunk):
        text = self.tail + chunk
        end = 0
        for match in QUERY.finditer(text):
            os.write(self.fd, ANSWERS[match[1]])
            end = match.end()
        self.tail = text[max(end, len(text) - QUERY_MAX):]

    def first_frame(self, *wanted):
        """Seconds until all of `wanted` was written; without them until the first byte."""
        return self.wait_for(*wanted) - self.started

    def wait_for(self, *wanted):
        """When all of `wanted` had been written since now; without them, when anything had."""
        seen = b""
        began = time.perf_counter()
        while time.perf_counter() - began < FRAME_LIMIT:
            chunk, at = self.read(1)
            seen += chunk
            if chunk and all(w in seen for w in wanted):
                return at
        sys.exit(f"no first frame; this came: {seen[-400:]!r}")

    def settle(self, silence=SILENCE):
        """When the first and the last byte before the silence came; None for nothing."""
        first = last = None
        wait = GIVE_UP
        limit = time.perf_counter() + 2 * GIVE_UP
        while time.perf_counter() < limit:
            chunk, at = self.read(wait)
            if not chunk:
                break
            first = first or at
            last = at
            wait = silence
        return first, last

    def drain(self, silence=SILENCE):
        while self.read(silence)[0]:
            pass

    def cpu(self):
        """Seconds of processor so far; of the program's first thread."""
        with open(f"/proc/{self.process.pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9

    def key(self, key):
        """Seconds from the key to the first and to the last byte of the answer, and of CPU."""
        self.drain(0)
        cpu = self.cpu()
        sent = time.perf_counter()
        os.write(self.fd, key)
        first, last = self.settle()
        if first is None:
            return None
        return first - sent, last - sent, self.cpu() - cpu

    def close(self, key=b"q"):
        try:
            os.write(self.fd, key)
            while self.process.poll() is None and self.read(2)[0]:
                pass
            self.process.wait(5)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.fd)
