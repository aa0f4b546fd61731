#include "junit_checks.h"

#include <criterion/criterion.h>
#include <string.h>

static struct tape_command commands[] = {
	{ .where = { .file = "demo/a.tape", .line = 7, .column = 1 }, .source = "Expect /a < b/" },
	{ .where = { .file = "demo/b.tape", .line = 12, .column = 3 },
			.source = "ExpectRow 3 /\"x\"/" },
};

static struct buf out;

static void init(void) {
	buf_init(&out, BUF_UNLIMITED);
}

static void finish(void) {
	buf_finish(&out);
}

TestSuite(junit, .init = init, .fini = finish);

Test(junit, a_check_is_a_test_case_and_what_went_wrong_its_failure) {
	struct player_check checks[] = {
		{ .command = &commands[0], .at = 1500, .passed = true },
		{ .command = &commands[1], .at = 63507 },
	};
	for (size_t i = 0; i < 2; i++) {
		buf_init(&checks[i].why, BUF_UNLIMITED);
		buf_init(&checks[i].screen, BUF_UNLIMITED);
	}
	buf_add_str(&checks[1].why, "row 3 has no \"x\"");
	buf_add_str(&checks[1].screen, " ♥ 猫 & <co>\n\n");
	junit_write_checks("demo/a.tape", checks, 2, &out);
	cr_expect_str_eq(out.data,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<testsuites>\n"
			"<testsuite name=\"demo/a.tape\" tests=\"2\" failures=\"1\" errors=\"0\" "
			"skipped=\"0\" time=\"63.507\">\n"
			"\t<testcase classname=\"demo/a.tape\" name=\"Expect /a &lt; b/\" "
			"file=\"demo/a.tape\" line=\"7\" time=\"1.500\"></testcase>\n"
			"\t<testcase classname=\"demo/a.tape\" name=\"ExpectRow 3 "
			"/&quot;x&quot;/\" "
			"file=\"demo/b.tape\" line=\"12\" time=\"62.007\">\n"
			"\t\t<failure message=\"row 3 has no &quot;x&quot;\">"
			"row 3 has no &quot;x&quot;\n\n ♥ 猫 &amp; &lt;co&gt;\n\n</failure>\n"
			"\t</testcase>\n"
			"</testsuite>\n</testsuites>\n");
	for (size_t i = 0; i < 2; i++) {
		buf_finish(&checks[i].why);
		buf_finish(&checks[i].screen);
	}
}

Test(junit, a_tape_that_expects_nothing_is_an_empty_suite) {
	junit_write_checks("a & b.tape", NULL, 0, &out);
	cr_expect_str_eq(out.data,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<testsuites>\n"
			"<testsuite name=\"a &amp; b.tape\" tests=\"0\" failures=\"0\" "
			"errors=\"0\" "
			"skipped=\"0\" time=\"0.000\">\n"
			"</testsuite>\n</testsuites>\n");
}

Test(junit, controls_on_a_screen_do_no_harm) {
	struct player_check check = { .command = &commands[0] };
	buf_init(&check.why, BUF_UNLIMITED);
	buf_init(&check.screen, BUF_UNLIMITED);
	buf_add_str(&check.why, "]]>\033[2J");
	buf_add_str(&check.screen, "</failure>\x02\xFF");
	junit_write_checks("a.tape", &check, 1, &out);
	cr_expect_not_null(strstr(out.data, "]]&gt;\xEF\xBF\xBD[2J"));
	cr_expect_not_null(strstr(out.data, "&lt;/failure&gt;\xEF\xBF\xBD\xEF\xBF\xBD</failure>"));
	buf_finish(&check.why);
	buf_finish(&check.screen);
}
