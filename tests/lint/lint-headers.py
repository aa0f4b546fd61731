"""Every header compiles alone, with gcc and clang."""

import subprocess

import tap
import tree

FLAGS = ["-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
	"-x", "c", "-"]


def compile_alone(root, compiler, path):
	done = subprocess.run([compiler, f"-I{root / 'include'}", f"-I{root.joinpath(*path.parts[:2])}", *FLAGS],
			input=f'#include "{root / path}"\n', capture_output=True, text=True, check=False)
	return done.stderr.strip() if done.returncode else None


def check(root, compilers=("gcc", "clang")):
	headers = tree.files(root, (".h",), ("include", "src"))
	return tree.in_parallel(lambda job: compile_alone(root, *job),
			[(compiler, path) for path in headers for compiler in compilers])


@tap.test()
def a_header_that_needs_another_is_found_by_both_compilers():
	bad = {"include/unlike/core/a.h": "#pragma once\nsize_t f(void);\n"}
	tap.equal(len(tree.planted(check, bad)), 2)
	good = {"include/unlike/core/a.h": "#pragma once\n#include <stddef.h>\nsize_t f(void);\n"}
	tap.equal(tree.planted(check, good), [])


@tap.test(limit=240)
def every_header_compiles_alone():
	tree.none(check(tree.ROOT))


tap.run()
