#include "values.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

#include "unlike/tape/tape.h"

#define DAY MSEC_PER_DAY

Test(values, lengths_of_time_are_read) {
	static const struct {
		const char *text;
		msec_t time;
	} cases[] = {
		{ "2", 2000 },
		{ "0", 0 },
		{ "0.5", 500 },
		{ ".5", 500 },
		{ "500ms", 500 },
		{ "1.5s", 1500 },
		{ "15m", 15 * MSEC_PER_MIN },
		{ "2h", 2 * MSEC_PER_HOUR },
		{ "1d", DAY },
		{ "0.25d", DAY / 4 },
		{ "1.9ms", 1 },
		{ "0.0009", 0 },
		{ "0.001", 1 },
		{ "1.99999999999999999999", 1999 },
		{ "007", 7000 },
		{ "366d", TAPE_DURATION_MAX },
		{ "31622400", TAPE_DURATION_MAX },
		{ "31622400000ms", TAPE_DURATION_MAX },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t time = -1;
		cr_assert(value_duration(cases[i].text, strlen(cases[i].text), &time), "%s",
				cases[i].text);
		cr_expect_eq(time, cases[i].time, "%s: %" PRId64, cases[i].text, time);
	}
}

Test(values, what_is_too_long_is_a_time_that_is_longer_and_never_overflows) {
	static const char *const cases[] = { "367d", "366.1d", "31622400.001", "31622400001ms",
		"9223372036854775807", "9223372036854775808ms", "18446744073709551616d",
		"99999999999999999999999999999999999999999999.5h", "106751991168d" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t time = -1;
		cr_assert(value_duration(cases[i], strlen(cases[i]), &time), "%s", cases[i]);
		cr_expect_gt(time, TAPE_DURATION_MAX, "%s: %" PRId64, cases[i], time);
	}
}

Test(values, what_is_no_length_of_time_is_refused_and_changes_nothing) {
	static const char *const cases[] = { "", ".", "s", "ms", "5.", "5.s", "1.5.2", "-1", "+1",
		" 1", "1 ", "1S", "1min", "1us", "1sm", "1,5", "0x10", "1e3", "١", "∞" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t time = -1;
		cr_expect_not(value_duration(cases[i], strlen(cases[i]), &time), "\"%s\"",
				cases[i]);
		cr_expect_eq(time, -1, "\"%s\" changed it", cases[i]);
	}
}

Test(values, numbers_keep_to_their_limit) {
	uint64_t n = 7;
	cr_expect(value_number("18446744073709551615", 20, UINT64_MAX, &n));
	cr_expect_eq(n, UINT64_MAX);
	cr_expect_not(value_number("18446744073709551616", 20, UINT64_MAX, &n));
	cr_expect_not(value_number("1000000000000", 13, 10000, &n));
	cr_expect_not(value_number("10001", 5, 10000, &n));
	cr_expect_not(value_number("", 0, 10000, &n));
	cr_expect_not(value_number("-1", 2, 10000, &n));
	cr_expect_eq(n, UINT64_MAX, "what fails changes nothing");
	cr_expect(value_number("10000", 5, 10000, &n));
	cr_expect_eq(n, 10000);
}

Test(values, sizes_and_places_are_read) {
	int cols = 0, rows = 0;
	cr_expect(value_size("80x24", 5, &cols, &rows));
	cr_expect(cols == 80 && rows == 24);
	cr_expect(value_size("1x500", 5, &cols, &rows));
	cr_expect(cols == 1 && rows == 500);
	static const char *const bad[] = { "", "x", "80", "80x", "x24", "0x24", "80x0", "501x1",
		"1x501", "80X24", "80x24x1", "-1x5", "80 x 24", "99999999999999999999x1" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_not(value_size(bad[i], strlen(bad[i]), &cols, &rows), "\"%s\"", bad[i]);
	}
	cr_expect(cols == 1 && rows == 500);

	int row = 0, col = 0;
	cr_expect(value_place("@3,10", 5, &row, &col));
	cr_expect(row == 3 && col == 10);
	cr_expect_not(value_place("3,10", 4, &row, &col));
	cr_expect_not(value_place("@3", 2, &row, &col));
	cr_expect_not(value_place("@0,1", 4, &row, &col));
	cr_expect_not(value_place("@", 1, &row, &col));
}

Test(values, only_whole_parts_of_a_path_go_up) {
	static const char *const up[] = { "..", "../x", "a/../b", "a/..", "//.." };
	static const char *const down[] = { "", "a", "a..b", "..a/b", "a/...", "./a", "a/b/" };
	for (size_t i = 0; i < sizeof(up) / sizeof(up[0]); i++) {
		cr_expect(value_goes_up(up[i]), "%s", up[i]);
	}
	for (size_t i = 0; i < sizeof(down) / sizeof(down[0]); i++) {
		cr_expect_not(value_goes_up(down[i]), "%s", down[i]);
	}
}
