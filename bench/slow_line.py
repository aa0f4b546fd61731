"""Programs on slow lines: a terminal that takes bytes only as fast as a line of so many baud hands
them over (8 data bits, one to start and one to stop), and answers what it is asked when the question
has come through. Behind the program the kernel keeps some thousand bytes of what was written, as a
modem would."""
import os
import threading
import time

import peers
from program import Program

TICK = 0.005
QUIET = 1.5  # seconds of silence that mean that all is there
LIMIT = 25.0
BAUD = (9600, 38400)
WALK, REPEAT = 60, 0.0333  # rows, and seconds between them: a held arrow


class SlowLine:
    def __init__(self, program, baud):
        self.program = program
        self.rate = baud / 10
        self.allowance = 0.0
        self.at = time.perf_counter()
        self.last = self.at  # when the last byte came
        self.quiet_since = None

    def step(self):
        """Takes what the line hands over in one tick. False: there was nothing."""
        time.sleep(TICK)
        now = time.perf_counter()
        self.allowance = min(self.allowance + (now - self.at) * self.rate, self.rate * 10 * TICK)
        self.at = now
        if self.allowance < 1:
            return True
        chunk, at = self.program.read(0, int(self.allowance))
        self.allowance -= len(chunk)
        self.last = at or self.last
        return bool(chunk)

    def settle(self):
        """When the last byte came before a long silence."""
        began = self.last = time.perf_counter()
        while (now := time.perf_counter()) - self.last < QUIET and now - began < LIMIT:
            self.step()
        return self.last

    def hold(self, key, first_gap, seconds):
        """A held key. When it was sent last, and the bytes that had come by then."""
        began = time.perf_counter()
        at, sent = 0.0, began
        while at < seconds:
            if time.perf_counter() - began >= at:
                sent = time.perf_counter()
                os.write(self.program.fd, key)
                at += first_gap if at == 0 else REPEAT
            self.step()
        return sent, self.program.bytes


class Result:
    first = lag = walked = behind = hold_lag = hold_behind = float("nan")


def walk(work, home, baud, result, holds):
    started = time.perf_counter()
    program = Program(work.argv, home.env, answers=True, cwd=work.cwd)
    line = SlowLine(program, baud)
    line.settle()
    if work.enter:
        os.write(program.fd, work.enter)
        line.settle()
    result.first = line.last - started
    before = program.bytes
    sent, there = line.hold(work.keys["row"], REPEAT, WALK * REPEAT)
    last = line.settle()
    result.lag, result.behind = max(0.0, last - sent), program.bytes - there
    result.walked = program.bytes - before
    if holds:
        sent, there = line.hold(b"x", 0.25, 0.75)
        last = line.settle()
        result.hold_lag, result.hold_behind = max(0.0, last - sent), program.bytes - there
    program.process.kill()
    program.close(work.quit)


def seconds(lag):
    return f"{'>' if lag >= LIMIT else '':>4}{lag:6.2f}"


def print_slow_lines(home):
    """All at once: they sleep."""
    runs = []
    for baud in BAUD:
        works, _ = peers.make(home, f"baud-{baud}")
        for work in works:
            result = Result()
            arguments = (work, home, baud, result, work.name == "unlike")
            runs.append((baud, work.name, result, threading.Thread(target=walk, args=arguments)))
    for _, _, _, thread in runs:
        thread.start()
    for _, _, _, thread in runs:
        thread.join()
    print(f"{WALK} rows down at 30 a second; behind: what still came after the last of the keys\n")
    print(f"{'baud':>6} {'':10} {'first frame, s':>15} {'bytes':>7} {'behind, s':>10}"
          f" {'bytes':>7}   held x: {'behind, s':>10} {'bytes':>7}")
    for baud, name, result, _ in runs:
        held = f"           {result.hold_lag:10.2f} {result.hold_behind:7.0f}"
        print(f"{baud:6} {name:10} {result.first:15.2f} {result.walked:7.0f} {seconds(result.lag)}"
              f" {result.behind:7.0f}{held if name == 'unlike' else ''}")
