"""Banned functions, reads of the clock, printing from libraries, and the limits of size."""

import re

import tap
import tree

# What may be called only below these beginnings of paths; nowhere: an empty list.
CALLS = [
	("strcpy strcat stpcpy sprintf vsprintf gets strtok atoi atol atoll gmtime localtime ctime asctime "
	 "rand srand alloca system popen", []),
	("time clock clock_gettime gettimeofday sleep usleep nanosleep clock_nanosleep strftime mktime "
	 "gmtime_r localtime_r", ["src/base/", "tests/", "bench/"]),
	("printf fprintf vprintf vfprintf dprintf vdprintf puts fputs putchar fputc putc perror",
	 ["src/app/", "src/likesd/", "tests/", "bench/"]),
	# Statements are constants, prepared by src/db: SQL that is made at run time can be made by others.
	("sqlite3_exec sqlite3_get_table sqlite3_prepare sqlite3_prepare_v2 sqlite3_prepare_v3 "
	 "sqlite3_mprintf sqlite3_vmprintf sqlite3_snprintf sqlite3_str_appendf",
	 ["src/db/", "tests/", "bench/"]),
]
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|clang-format o" r"ff")
COLUMNS, FUNCTION_LINES, FILE_LINES = 100, 80, 600
FUNCTION = re.compile(r"^[A-Za-z_][^;{}=#]*\([^;{}]*\)\s*\{\n.*?^\}", re.MULTILINE | re.DOTALL)


def call_pattern(names):
	return re.compile(r"(?<![\w.>])(" + "|".join(names.split()) + r")\s*\(")


PATTERNS = [(call_pattern(names), where) for names, where in CALLS]


def check_file(root, path):
	text = tree.read(root, path)
	lines, code = text.splitlines(), tree.code(text)
	for number, line in enumerate(lines, 1):
		if len(line.expandtabs(8)) > COLUMNS:
			yield number, f"longer than {COLUMNS} columns"
		if MARKS.search(line):
			yield number, f"mark {MARKS.search(line)[0]}"
	for number, line in enumerate(code.splitlines(), 1):
		for pattern, where in PATTERNS:
			match = pattern.search(line)
			if match and not any(str(path).startswith(p) for p in where):
				yield number, f"{match[1]}() is banned here"
	for match in FUNCTION.finditer(code):
		length = match[0].count("\n") + 1
		if length > FUNCTION_LINES:
			yield code.count("\n", 0, match.start()) + 1, f"a function of {length} lines"
	if len(lines) > FILE_LINES:
		yield len(lines), f"a file of more than {FILE_LINES} lines"


def check(root):
	return [f"{path}:{number}: {what}" for path in tree.files(root)
			for number, what in check_file(root, path)]


@tap.test()
def planted_violations_are_found():
	body = "\tx();\n"
	bad = {
		"src/core/a.c": "void f(void) {\n\tstrcpy(a, b);\n}\n",
		"src/core/b.c": "int f(void) {\n\treturn clock_gettime(0, &t);\n}\n",
		"src/core/c.c": 'void f(void) {\n\tprintf("x");\n}\n',
		"src/core/d.c": "/* " + "x" * 98 + " */\n",
		"src/core/e.c": "\t" * 12 + "x = 12;\n",
		"src/core/f.c": "/* TO" "DO: later */\n",
		"src/core/g.c": "static int f(int a,\n\t\tint b) {\n" + body * 78 + "}\n",
		"src/core/h.c": "int x;\n" * 601,
		"src/core/i.c": "/* clang-format o" "ff */\n",
		"tests/unit/j.c": "int f(void) {\n\treturn rand();\n}\n",
		"src/likesd/l.c": "int f(void) {\n\treturn sqlite3_exec(db, sql, NULL, NULL, NULL);\n}\n",
		"include/unlike/k.h": 'static inline int f(void) {\n\treturn system("x");\n}\n',
	}
	found = tree.planted(check, bad)
	tap.equal(sorted(p.split(":")[0] for p in found), sorted(bad))


@tap.test()
def what_is_allowed_is_left_alone():
	body = "\tx();\n"
	tap.equal(tree.planted(check, {
		"src/base/clock.c": "void f(void) {\n\tclock_gettime(0, &t);\n}\n",
		"src/app/main.c": 'void f(void) {\n\tprintf("x");\n}\n',
		"src/core/a.c": '/* strcpy(a, b) */\nconst char *s = "system(x)";\n'
				"void f(void) {\n\tops->time(ops);\n\tmy_rand();\n}\n",
		"src/core/b.c": "int f(void) {\n" + body * 78 + "}\nint g(void) {\n" + body * 78 + "}\n",
	}), [])


@tap.test()
def the_tree_keeps_the_rules():
	tree.none(check(tree.ROOT))


tap.run()
