"""run-fuzz.py TARGET NAME fuzz|replay: the inputs that are kept, then new ones for FUZZ_SECONDS."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from tap import Skip, equal, run, test, true

TARGET, NAME, MODE = sys.argv[1:4]
TARGET = os.path.abspath(TARGET)
del sys.argv[1:4]
HERE = pathlib.Path(os.environ.get("UNLIKE_SOURCE_ROOT", ".")) / "tests/fuzz"
CORPUS = HERE / "corpus" / NAME
SECONDS = int(os.environ.get("FUZZ_SECONDS", "5"))


def fuzz(*arguments, limit):
	"""Runs the target; what it said, which has the input that failed it."""
	with tempfile.TemporaryDirectory(prefix="unlike-fuzz-") as folder:
		artifacts = pathlib.Path(folder) / "artifacts"
		artifacts.mkdir()
		options = [f"-artifact_prefix={artifacts}/", "-print_final_stats=1"] if MODE == "fuzz" else []
		done = subprocess.run([TARGET, *options, *arguments], stdin=subprocess.DEVNULL,
				stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, timeout=limit, check=False)
		said = done.stderr.decode("utf-8", "replace")
		if done.returncode != 0:
			found = "".join(f"\n{path.name}: {path.read_bytes()!r}" for path in artifacts.iterdir())
			raise AssertionError(f"ended {done.returncode}:\n{said[-6000:]}{found}")
		return said


@test(limit=100)
def every_input_that_is_kept_is_survived():
	inputs = sorted(CORPUS.iterdir())
	true(len(inputs) >= 10, f"{len(inputs)} inputs in {CORPUS}")
	fuzz(*inputs, limit=90)


@test(limit=SECONDS + 100)
def so_are_new_ones():
	if MODE != "fuzz":
		raise Skip("libFuzzer is not in this build: it needs clang and -Db_sanitize=address,undefined")
	with tempfile.TemporaryDirectory(prefix="unlike-corpus-") as folder:
		said = fuzz(f"-max_total_time={SECONDS}", "-timeout=20", "-rss_limit_mb=2048", "-max_len=8192",
				f"-dict={HERE / NAME}.dict", folder, CORPUS, limit=SECONDS + 90)
		new = len(os.listdir(folder))
	runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
	true(runs is not None and int(runs[1]) > len(list(CORPUS.iterdir())), said[-2000:])
	equal("instrumented for coverage" in said, False, "it sees where it goes")
	print(f"# {runs[1]} inputs in {SECONDS} s, {new} of them new ways", flush=True)


run()
