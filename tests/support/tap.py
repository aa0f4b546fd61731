"""Tests as functions, told as TAP. A test fails by an exception or by taking too long."""

import os
import pickle
import select
import signal
import sys
import traceback

# A build with sanitizers takes its time.
SANITIZED = "ASAN_OPTIONS" in os.environ
PATIENCE = 3 if SANITIZED else 1

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


def _result(function, limit):
	"""Runs one; what went wrong and why it was skipped, each None or words."""
	signal.signal(signal.SIGALRM, _on_alarm)
	signal.alarm(limit * PATIENCE)
	try:
		function()
	except Skip as why:
		return None, str(why)
	except Exception:  # pylint: disable=broad-except
		return traceback.format_exc(), None
	finally:
		signal.alarm(0)
	return None, None


def _fork(function, limit):
	"""Runs one in a process of its own; its id and where its result comes from."""
	ours, theirs = os.pipe()
	child = os.fork()
	if child != 0:
		os.close(theirs)
		return child, open(ours, "rb")
	os.close(ours)
	with open(theirs, "wb") as out:
		pickle.dump(_result(function, limit), out)
	os._exit(0)


def _each_result(chosen, jobs):
	"""The results in their order, with so many tests at the same time."""
	if jobs == 1:
		for _, function, limit in chosen:
			yield _result(function, limit)
		return
	waiting, running, results = list(enumerate(chosen)), {}, {}
	for wanted in range(len(chosen)):
		while wanted not in results:
			while waiting and len(running) < jobs:
				index, (_, function, limit) = waiting.pop(0)
				child, pipe = _fork(function, limit)
				running[pipe] = (index, child)
			for pipe in select.select(list(running), [], [])[0]:
				index, child = running.pop(pipe)
				with pipe:
					data = pipe.read()
				os.waitpid(child, 0)
				results[index] = pickle.loads(data) if data else ("it died", None)
		yield results.pop(wanted)


def run(jobs=1):
	"""Runs them all, or those with a word of the command line in their name. With more than one job
	each is a process of its own: for tests that mostly wait."""
	chosen = [t for t in _tests if all(word in t[0] for word in sys.argv[1:])]
	print("TAP version 13", flush=True)
	print(f"1..{len(chosen)}", flush=True)
	failed = 0
	for number, (problem, skipped) in enumerate(_each_result(chosen, jobs), 1):
		print(f"{'ok' if problem is None else 'not ok'} {number} - {chosen[number - 1][0]}"
				f"{f' # SKIP {skipped}' if skipped else ''}", flush=True)
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
