#include "unlike/base/duration.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

Test(duration, text_is_read) {
	static const struct {
		const char *text;
		msec_t length;
	} cases[] = {
		{ "PT0S", 0 },
		{ "P0D", 0 },
		{ "PT15M", 15 * MSEC_PER_MIN },
		{ "PT23S", 23 * MSEC_PER_SEC },
		{ "PT0.3S", 300 },
		{ "PT0.45S", 450 },
		{ "PT1.007S", 1007 },
		{ "PT48H", 48 * MSEC_PER_HOUR },
		{ "P7D", 7 * MSEC_PER_DAY },
		{ "P2W", 14 * MSEC_PER_DAY },
		{ "P1DT2H3M4.005S", 93784005 },
		{ "P1DT1S", MSEC_PER_DAY + MSEC_PER_SEC },
		{ "PT90M", 90 * MSEC_PER_MIN },
		{ "PT9223372036854775.807S", INT64_MAX },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t length = -1;
		cr_assert(duration_parse(cases[i].text, &length), "%s", cases[i].text);
		cr_assert_eq(length, cases[i].length, "%s: %" PRId64, cases[i].text, length);
	}
}

Test(duration, what_is_none_is_refused_and_changes_nothing) {
	static const char *const cases[] = { "", "P", "PT", "T1S", "15M", "PT15", "PT15m", "pt15M",
		"-PT15M", "+PT15M", "PT-15M", " PT15M", "PT15M ", "PT 15M", "P1Y", "P1M", "P1S",
		"P1H", "PT1D", "P1DT", "PT1H1D", "PT1M1H", "PT1S1M", "PT1S1S", "PT1HT1M", "P1W1D",
		"P1WT1H", "PT1.5M", "P0.5D", "PT.5S", "PT1.S", "PT1.0001S", "PT1,5S", "P1D2D",
		"PT9223372036854775.808S", "PT9223372036854776S", "P99999999999999999999D",
		"P106751991168D", "P15250284453W", "PT15M\n" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t length = -1;
		cr_assert_not(duration_parse(cases[i], &length), "\"%s\"", cases[i]);
		cr_assert_eq(length, -1, "\"%s\" changed it", cases[i]);
	}
}

Test(duration, text_is_written_in_its_shortest_form) {
	static const struct {
		msec_t length;
		const char *text;
	} cases[] = {
		{ 0, "PT0S" },
		{ 1, "PT0.001S" },
		{ 300, "PT0.3S" },
		{ 450, "PT0.45S" },
		{ MSEC_PER_SEC, "PT1S" },
		{ 15 * MSEC_PER_MIN, "PT15M" },
		{ 90 * MSEC_PER_MIN, "PT1H30M" },
		{ MSEC_PER_DAY, "P1D" },
		{ MSEC_PER_DAY + 1, "P1DT0.001S" },
		{ 93784005, "P1DT2H3M4.005S" },
		{ MSEC_PER_HOUR + MSEC_PER_SEC, "PT1H1S" },
		{ INT64_MAX, "P106751991167DT7H12M55.807S" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[DURATION_MAX];
		duration_format(cases[i].length, text);
		cr_assert_str_eq(text, cases[i].text);
	}
}

Test(duration, what_is_written_reads_back_as_the_same) {
	/* from 1 ms to 292 million years in odd steps */
	for (msec_t length = 1; length < INT64_MAX / 3; length = length * 3 - length / 7 + 1) {
		char text[DURATION_MAX];
		duration_format(length, text);
		msec_t back = -1;
		cr_assert(duration_parse(text, &back), "%s", text);
		cr_assert_eq(back, length, "%s: %" PRId64 ", was %" PRId64, text, back, length);
	}
}
