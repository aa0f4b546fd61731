"""clang-format changes nothing. Another version would format otherwise, so only 14 (Debian 12)."""

import re
import shutil
import subprocess

import tap
import tree

VERSION = 14


def clang_format():
	for name in (f"clang-format-{VERSION}", "clang-format"):
		if shutil.which(name):
			said = subprocess.run([name, "--version"], capture_output=True, text=True, check=True).stdout
			if re.search(rf"version {VERSION}\.", said):
				return name
	raise tap.Skip(f"clang-format {VERSION} is not installed")


def check(root, program):
	done = subprocess.run([program, "--dry-run", "-Werror", "--style=file",
			*map(str, tree.files(root))], cwd=root, capture_output=True, text=True, check=False)
	return [done.stderr.strip()] if done.returncode else []


@tap.test()
def a_line_indented_by_spaces_is_found():
	program = clang_format()
	style = {".clang-format": tree.read(tree.ROOT, ".clang-format")}
	spaces = {"src/a.c": "int f(void) {\n  return 1;\n}\n"}
	tab = {"src/a.c": "int f(void) {\n\treturn 1;\n}\n"}
	tap.equal(len(tree.planted(lambda root: check(root, program), style | spaces)), 1)
	tap.equal(tree.planted(lambda root: check(root, program), style | tab), [])


@tap.test(limit=120)
def the_tree_is_formatted():
	tree.none(check(tree.ROOT, clang_format()))


tap.run()
