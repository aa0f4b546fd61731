"""Tests as functions, told as TAP. A test fails by an exception or by taking too long."""

import signal
import sys
import traceback

_tests = []


def test(limit=30):
	"""Adds a test that may take `limit` seconds; its name is the function's, read as a sentence."""

	def add(function):
		_tests.append((function.__name__.replace("_", " "), function, limit))
		return function

	return add


class TooLong(Exception):
	pass


class Skip(Exception):
	"""Raised by a test that cannot run here; says why."""


def _on_alarm(_signo, _frame):
	raise TooLong("took too long")


def run():
	"""Runs them all, or those with a word of the command line in their name."""
	chosen = [t for t in _tests if all(word in t[0] for word in sys.argv[1:])]
	signal.signal(signal.SIGALRM, _on_alarm)
	print("TAP version 13", flush=True)
	print(f"1..{len(chosen)}", flush=True)
	failed = 0
	for number, (name, function, limit) in enumerate(chosen, 1):
		signal.alarm(limit)
		try:
			function()
			problem = None
		except Skip as reason:
			problem = None
			name += f" # SKIP {reason}"
		except Exception:  # pylint: disable=broad-except
			problem = traceback.format_exc()
		signal.alarm(0)
		print(f"{'ok' if problem is None else 'not ok'} {number} - {name}", flush=True)
		if problem is not None:
			failed += 1
			for line in problem.rstrip().split("\n"):
				print(f"# {line}", flush=True)
	sys.exit(1 if failed else 0)


def equal(got, want, what=""):
	if got != want:
		raise AssertionError(f"{what + ': ' if what else ''}got {got!r}, want {want!r}")


def true(condition, what):
	if not condition:
		raise AssertionError(what)
