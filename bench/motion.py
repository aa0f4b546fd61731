"""What moves in unlike without a key: how many frames, of how many bytes, and how often it is woken
for that."""
import os
import time

import peers
import proc
from home import quantile
from program import Program

ROUNDS = 5
HELD = 0.75  # seconds; at 0.8 it would fire
REPEAT_FIRST, REPEAT = 0.250, 0.0333
HEART = (4, 4)  # row and column of the first row's, from 1
PRESS, RELEASE = b"\033[<0;%d;%dM", b"\033[<0;%d;%dm"
BAR_AFTER = 0.20  # a press shows no bar before


class Watched:
    """What a program writes on its own: one frame is one write."""

    def __init__(self, program):
        self.program = program
        self.at, self.sizes = [], []
        self.woken = self.cpu = self.seconds = 0.0

    def watch(self, seconds, keys=()):
        """`keys`: (when, what), from now."""
        pid = self.program.process.pid
        woken, cpu = proc.wake_ups(pid), proc.cpu(pid)
        began = time.perf_counter()
        todo = list(keys)
        while (now := time.perf_counter() - began) < seconds:
            if todo and todo[0][0] <= now:
                os.write(self.program.fd, todo.pop(0)[1])
                continue
            until = min(todo[0][0] if todo else seconds, seconds)
            chunk, at = self.program.read(until - now)
            if chunk:
                self.at.append(at - began)
                self.sizes.append(len(chunk))
        self.woken += proc.wake_ups(pid) - woken
        self.cpu += proc.cpu(pid) - cpu
        self.seconds += seconds

    def line(self, what):
        return (f"{what:34} {len(self.at) / self.seconds:8.1f} {quantile(self.sizes, .5):8.0f}"
                f" {max(self.sizes, default=0):8d} {sum(self.sizes) / self.seconds:9.0f}"
                f" {self.woken / self.seconds:8.1f} {self.cpu / self.seconds * 100:7.2f}")


def held_key():
    at, keys = REPEAT_FIRST, [(0.0, b"x")]
    while at < HELD:
        keys.append((at, b"x"))
        at += REPEAT
    return keys


def shown(watched, after):
    """Only what came when the bar was there: the time before is not counted."""
    kept = [(at, size) for at, size in zip(watched.at, watched.sizes) if at >= after]
    watched.at, watched.sizes = [k[0] for k in kept], [k[1] for k in kept]
    watched.seconds -= ROUNDS * after


def hold(program, keys, last, after):
    """The bar of several holds that are let go before they fire."""
    watched = Watched(program)
    for _ in range(ROUNDS):
        watched.watch(HELD, keys)
        if last:
            os.write(program.fd, last)
        program.drain(1.3)  # longer than a press is remembered
        os.write(program.fd, b"\033")
        program.drain(0.3)
    shown(watched, after)
    return watched


def take_back(program):
    """x asks and Enter takes back; the fade that follows, and then the countdown."""
    fade, countdown = Watched(program), Watched(program)
    os.write(program.fd, b"x")
    program.drain(0.3)
    fade.watch(0.3, [(0.0, b"\r")])
    program.drain(0.5)
    countdown.watch(6)
    os.write(program.fd, b"u")
    program.drain(1)
    return fade, countdown


def print_motion(home):
    work = peers.unlike(home)
    program = Program(work.argv, home.env, answers=True)
    program.first_frame(*work.wanted)
    program.drain(2)
    print(f"{'':34} {'frames/s':>8} {'bytes':>8} {'most':>8} {'bytes/s':>9} {'woken/s':>8}"
          f" {'CPU, %':>7}")
    repeated = hold(program, held_key(), b"", REPEAT_FIRST + 4 * REPEAT)
    print(repeated.line("the bar, key repeated at 30 Hz"))
    button = hold(program, [(0.0, PRESS % HEART[::-1])], RELEASE % HEART[::-1], BAR_AFTER)
    print(button.line("the bar, mouse button held"))
    fade, countdown = take_back(program)
    print(fade.line("the fade"))
    print(countdown.line("the countdown of undo"))
    nothing = Watched(program)
    nothing.watch(5)
    print(nothing.line("nothing"))
    program.close()
