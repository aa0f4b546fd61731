"""Every rule that is enforced has a test with its id in the name (scripts/rules-matrix)."""

import importlib.machinery
import importlib.util

import tap
import tree


def rules_matrix():
	path = tree.ROOT / "scripts/rules-matrix"
	loader = importlib.machinery.SourceFileLoader("rules_matrix", str(path))
	module = importlib.util.module_from_spec(importlib.util.spec_from_loader("rules_matrix", loader))
	loader.exec_module(module)
	return module


MATRIX = rules_matrix()


@tap.test()
def ids_are_found_in_names_of_every_kind():
	found = tree.planted(MATRIX.matrix, {
		"tests/unit/core/test-a.c": "Test(risk, IN_1_the_sixth_is_held) {\n}\n"
				"Test(a, b_in_3_minutes) {\n}\nTest(a, op_2_op4_both, .init = x) {\n}\n",
		"tests/pty/test-b.py": "@test(limit=90)\ndef FU_4_a_correction_is_free():\n\tpass\n\n\n"
				"def IN_5_is_no_test():\n\tpass\n",
		"demo/rules/budget.tape": "# IN-4: the fifty-first of a day\nType \"unlike\"\n",
	})
	tap.equal({rule: len(names) for rule, names in found.items() if names},
			{"IN-1": 1, "OP-2": 1, "OP-4": 1, "FU-4": 1, "IN-4": 1})
	tap.equal(found["IN-1"], ["tests/unit/core/test-a.c: risk/IN_1_the_sixth_is_held"])


@tap.test()
def a_rule_without_a_test_is_found_and_a_longer_number_is_another_rule():
	names = [rule.replace("-", "_") for rule in MATRIX.ENFORCED]
	every = "".join(f"Test(risk, {name}_is_kept) {{\n}}\n" for name in names)
	tap.equal(tree.planted(MATRIX.missing, {"tests/unit/test-a.c": every}), [])
	tap.equal(tree.planted(MATRIX.missing, {"tests/unit/test-a.c": every.replace("IN_1_", "IN_12_")}),
			["IN-1"])
	tap.equal(tree.planted(MATRIX.missing, {"tests/unit/test-a.c": ""}), MATRIX.ENFORCED)


@tap.test()
def every_enforced_rule_has_a_test():
	tap.equal(MATRIX.missing(tree.ROOT), [])


tap.run()
