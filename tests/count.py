"""count.py BUILD...: counts the single test cases in the logs of `meson test` of these build folders.

Shows the output of those that failed (meson shows none of a TAP test's), then prints
`N passed, N failed` (`, N skipped`); ends 1 when one failed, or when one of the folders has
no test that ran. A test that ends badly without having told a failed case counts as one; cases that
were announced and never came count as failed.
"""

import glob
import json
import re
import sys

GOOD = ("OK", "EXPECTEDFAIL", "SKIP")
CASE = re.compile(r"^(not )?ok\b([^#\n]*)(#\s*skip)?", re.IGNORECASE)


def count(test):
	"""(passed, failed, skipped) of one line of the log."""
	passed = failed = skipped = planned = 0
	is_tap = False
	for line in test.get("stdout", "").splitlines():
		plan, case = re.match(r"1\.\.(\d+)", line), CASE.match(line)
		if plan:
			is_tap, planned = True, int(plan[1])
		elif case:
			passed += not case[1] and not case[3]
			failed += bool(case[1]) and not case[3]
			skipped += bool(case[3])
	good = test["result"] in GOOD
	if test["result"] == "SKIP" and not skipped:
		return 0, 0, 1
	if not is_tap:
		return int(good), int(not good), 0
	failed += max(0, planned - passed - failed - skipped)
	return passed, max(failed, int(not good)), skipped


def show(test):
	print(f"\n--- {test['name']}: {test['result']}")
	for line in test.get("stdout", "").splitlines():
		if not re.match(r"ok\b", line):
			print(line)
	print(test.get("stderr", ""), end="")


def main(folders):
	passed = failed = skipped = 0
	for folder in folders:
		before = passed, failed
		for name in glob.glob(f"{folder}/meson-logs/testlog*.json"):
			with open(name, encoding="utf-8") as log:
				for line in log:
					test = json.loads(line)
					result = count(test)
					passed += result[0]
					failed += result[1]
					skipped += result[2]
					if result[1]:
						show(test)
		if (passed, failed) == before:
			failed += 1
	print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
	return 1 if failed else 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
