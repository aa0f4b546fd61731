"""Every source file without a warning from the compiler that the build does not use.

The build itself has -Werror in scripts/test; what it is built with is read from the build folder.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess

import tap
import tree

# Only what changes the meaning of the text or what is warned about; the rest is for the build.
KEPT = re.compile(r"-(I|D|std=|W(?!l,|p,)|isystem|pthread)")


def other_compiler(command):
	return "gcc" if "clang" in os.path.basename(command) else "clang"


def check_file(entry):
	words = shlex.split(entry["command"])
	# meson may put ccache or the like in front
	compiler = next(w for w in words if re.search(r"(cc|clang)(-\d+)?$", w) and "ccache" not in w)
	flags = [w for w in words if KEPT.match(w)]
	done = subprocess.run([other_compiler(compiler), *flags, "-Werror", "-fsyntax-only", entry["file"]],
			cwd=entry["directory"], capture_output=True, text=True, check=False)
	return done.stderr.strip() if done.returncode else None


def check(entries):
	return tree.in_parallel(check_file, entries)


def check_planted(compiler, text):
	def run(root):
		return check([{"command": f"{compiler} -Wall -Wextra -c -o a.o a.c", "file": "a.c",
			"directory": str(root)}])
	return tree.planted(run, {"a.c": text})


@tap.test()
def a_planted_warning_is_found_by_both_compilers():
	for compiler in ("gcc", "clang"):
		tap.equal(len(check_planted(compiler, "int f(void);\nint f(void) {\n\tint unused;\n\treturn 1;\n}\n")), 1)
		tap.equal(check_planted(compiler, "int f(void);\nint f(void) {\n\treturn 1;\n}\n"), [])


@tap.test(limit=280)
def no_source_has_a_warning():
	build = pathlib.Path(os.environ.get("BUILD_ROOT", "build"))
	entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
	entries = [e for e in entries if e["file"].endswith(".c")]
	tap.true(len(entries) > 10, "compile_commands.json names the sources")
	tree.none(check(entries))


tap.run()
