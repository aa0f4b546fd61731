"""The source tree as the lints see it, and small trees with planted violations."""

import concurrent.futures
import os
import pathlib
import re
import tempfile

ROOT = pathlib.Path(os.environ.get("UNLIKE_SOURCE_ROOT", "."))
FOLDERS = ("src", "include", "tests", "bench")
FOREIGN = "node_modules"


def files(root, suffixes=(".c", ".h"), folders=FOLDERS):
	"""Paths relative to root, sorted."""
	return sorted(path.relative_to(root) for folder in folders
			for path in (root / folder).rglob("*") if path.suffix in suffixes and path.is_file()
			and FOREIGN not in path.parts)


def read(root, path):
	return (root / path).read_text(encoding="utf-8")


def includes(root, path):
	"""(line number, '<' or '"', name) of each #include."""
	for number, line in enumerate(read(root, path).splitlines(), 1):
		match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
		if match:
			yield number, match[1], match[2]


def code(text):
	"""The text with comments, strings and characters emptied, lines kept."""
	pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
	return re.sub(pattern, lambda m: '""' if m[0][0] == '"' else "\n" * m[0].count("\n"), text,
			flags=re.DOTALL)


def planted(check, contents):
	"""What check(root) finds in a tree of {path: text}."""
	with tempfile.TemporaryDirectory() as folder:
		root = pathlib.Path(folder)
		for path, text in contents.items():
			(root / path).parent.mkdir(parents=True, exist_ok=True)
			(root / path).write_text(text, encoding="utf-8")
		return check(root)


def in_parallel(function, items):
	"""The results that say something."""
	with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
		return [result for result in pool.map(function, items) if result]


def none(problems):
	if problems:
		raise AssertionError("\n" + "\n".join(problems))
