"""The wrapper of the sanitizer build fails on what is planted, also deep below and when the exit
status of the program is not looked at."""

import os
import subprocess

import tap
import tree

WRAPPER = str(tree.ROOT / "tests/run-sanitized.sh")
PLANTED = os.path.join(os.environ["BUILD_ROOT"], "tests/lint/planted")
PLANTED_TEST = os.path.join(os.environ["BUILD_ROOT"], "tests/lint/planted-test")


def wrapped(*command):
	done = subprocess.run([WRAPPER, *command], capture_output=True, text=True, check=False)
	return done.returncode, done.stderr


def expect_report(word, *command):
	status, errors = wrapped(*command)
	tap.true(status != 0, f"{command} must fail")
	tap.true(word in errors, f"{command} must show {word!r}, not {errors!r}")


@tap.test()
def a_leak_fails():
	expect_report("LeakSanitizer", PLANTED, "leak")


@tap.test()
def a_leak_of_a_started_program_whose_status_nobody_looks_at_fails():
	expect_report("LeakSanitizer", "sh", "-c", f"sh -c '{PLANTED} leak 2>/dev/null; true'; exit 0")


@tap.test()
def a_leak_that_criterion_passes_fails():
	alone = dict(os.environ, ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="")
	done = subprocess.run([PLANTED_TEST, "--tap"], env=alone, capture_output=True, check=False)
	tap.equal(done.returncode, 0, "criterion itself")
	expect_report("LeakSanitizer", PLANTED_TEST, "--tap")


@tap.test()
def use_after_free_fails():
	expect_report("AddressSanitizer", "sh", "-c", f"{PLANTED} use-after-free; exit 0")


@tap.test()
def undefined_behaviour_fails():
	expect_report("signed integer overflow", "sh", "-c", f"{PLANTED} overflow; exit 0")


@tap.test()
def what_is_right_passes_and_a_status_goes_through():
	tap.equal(wrapped(PLANTED, "nothing"), (0, ""))
	tap.equal(wrapped("sh", "-c", "exit 3"), (3, ""))


tap.run()
