"""contrib/systemd/likesd.service, as systemd itself reads it."""

import os
import re
import shutil
import subprocess
import tempfile

from daemon import BINARY
from tap import Skip, equal, run, test, true

UNIT = os.environ["LIKESD_UNIT"]
EXPOSURE = "1.5" # of 10; systemd calls it OK below 2


def analyze(*arguments):
	"""systemd-analyze about the unit, with the likesd that was built in it."""
	if shutil.which("systemd-analyze") is None:
		raise Skip("systemd-analyze is not here")
	with tempfile.TemporaryDirectory() as folder:
		name = os.path.join(folder, "likesd.service")
		with open(UNIT, encoding="utf-8") as unit, open(name, "w", encoding="utf-8") as copy:
			text, count = re.subn(r"(?m)^ExecStart=\S+/likesd ", f"ExecStart={BINARY} ", unit.read())
			equal(count, 1, "one ExecStart")
			copy.write(text)
		done = subprocess.run(["systemd-analyze", *arguments, name], capture_output=True, text=True,
				timeout=25, check=False)
	if "nknown command verb" in done.stderr or "unrecognized option" in done.stderr:
		raise Skip("this systemd-analyze is too old for that")
	return done


@test()
def systemd_understands_every_line():
	done = analyze("verify", "--man=no")
	equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


@test()
def little_of_the_machine_is_exposed():
	done = analyze("security", "--offline=true", "--no-pager", f"--threshold={float(EXPOSURE) * 10:.0f}")
	print(f"# {done.stdout.strip().splitlines()[-1]}", flush=True)
	equal(done.returncode, 0, done.stdout + done.stderr)


@test()
def its_command_line_is_one_that_likesd_takes():
	with open(UNIT, encoding="utf-8") as unit:
		command = re.search(r"(?m)^ExecStart=(.*)$", unit.read())[1].split()
	true("@" not in command[0] and command[0].endswith("/bin/likesd"), command[0])
	with tempfile.TemporaryDirectory() as folder:
		words = [word.replace("%S", folder) for word in command[1:] if not word.startswith("$")]
		os.mkdir(f"{folder}/likesd")
		done = subprocess.run([BINARY, *words, "--listen", "127.0.0.1:0", "--with-parent"], input="",
				capture_output=True, text=True, timeout=20, check=False)
		equal(done.returncode, 0, done.stderr)
		true("listening on" in done.stdout, done.stdout)
		equal(os.listdir(f"{folder}/likesd"), ["likes.db"], "its state is where the unit has it")


run()
