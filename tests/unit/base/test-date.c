#include "unlike/base/date.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

#define LAST INT64_C(253402300799999)

Test(date, points_in_time_are_written_in_utc_with_milliseconds) {
	static const struct {
		msec_t at;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 1, "1970-01-01T00:00:00.001Z" },
		{ INT64_C(1772355600000), "2026-03-01T09:00:00.000Z" },
		{ INT64_C(1709251199999), "2024-02-29T23:59:59.999Z" },
		{ LAST, "9999-12-31T23:59:59.999Z" },
		{ LAST + 1, "9999-12-31T23:59:59.999Z" },
		{ MSEC_NEVER, "9999-12-31T23:59:59.999Z" },
		{ -1, "1970-01-01T00:00:00.000Z" },
		{ INT64_MIN, "1970-01-01T00:00:00.000Z" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[DATE_MAX];
		date_rfc3339(cases[i].at, text);
		cr_assert_str_eq(text, cases[i].text);
	}
}

Test(date, rfc_3339_is_read) {
	static const struct {
		const char *text;
		msec_t at;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-03-01T09:00:00.000Z", INT64_C(1772355600000) },
		{ "2026-03-01t09:00:00z", INT64_C(1772355600000) },
		{ "2026-03-01T17:00:00+08:00", INT64_C(1772355600000) },
		{ "2026-03-01T03:30:00-05:30", INT64_C(1772355600000) },
		{ "2026-03-01T09:00:00-00:00", INT64_C(1772355600000) },
		{ "2026-03-01T09:00:00.5Z", INT64_C(1772355600500) },
		{ "2026-03-01T09:00:00.05Z", INT64_C(1772355600050) },
		{ "2026-03-01T09:00:00.1239999999999999999999Z", INT64_C(1772355600123) },
		{ "2024-02-29T23:59:59.999Z", INT64_C(1709251199999) },
		{ "2000-02-29T00:00:00Z", INT64_C(951782400000) },
		{ "2016-12-31T23:59:60Z", INT64_C(1483228800000) },
		{ "1969-12-31T23:00:00-01:00", 0 },
		{ "9999-12-31T23:59:59.999Z", LAST },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t at = -1;
		cr_assert(date_parse_rfc3339(cases[i].text, &at), "%s", cases[i].text);
		cr_assert_eq(at, cases[i].at, "%s is %lld", cases[i].text, (long long)at);
	}
}

Test(date, what_is_not_rfc_3339_or_not_in_the_years_is_refused) {
	static const char *const cases[] = {
		"",
		"2026",
		"2026-03-01",
		"2026-03-01T09:00:00",
		"2026-03-01 09:00:00Z",
		"2026-03-01T09:00Z",
		"2026-3-1T09:00:00Z",
		"2026-03-01T9:00:00Z",
		"2026-03-01T09:00:00.Z",
		"2026-03-01T09:00:00,5Z",
		"2026-03-01T09:00:00ZZ",
		"2026-03-01T09:00:00Z ",
		" 2026-03-01T09:00:00Z",
		"+026-03-01T09:00:00Z",
		"2026-00-01T09:00:00Z",
		"2026-13-01T09:00:00Z",
		"2026-03-00T09:00:00Z",
		"2026-02-29T09:00:00Z",
		"2100-02-29T09:00:00Z",
		"2026-04-31T09:00:00Z",
		"2026-03-01T24:00:00Z",
		"2026-03-01T09:60:00Z",
		"2026-03-01T09:00:61Z",
		"2026-03-01T09:00:00+0800",
		"2026-03-01T09:00:00+08",
		"2026-03-01T09:00:00+24:00",
		"2026-03-01T09:00:00+08:60",
		"1969-12-31T23:59:59.999Z",
		"1970-01-01T00:30:00+01:00",
		"9999-12-31T23:59:59-00:01",
		"10000-01-01T00:00:00Z",
		"0001-01-01T00:00:00Z",
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msec_t at = 77;
		cr_assert_not(date_parse_rfc3339(cases[i], &at), "%s", cases[i]);
		cr_assert_eq(at, 77, "a refused date must not be stored");
	}
}

Test(date, what_is_written_is_read_back) {
	for (msec_t at = 0; at < LAST; at += INT64_C(86399999) * 997) {
		char text[DATE_MAX];
		msec_t back = -1;
		date_rfc3339(at, text);
		cr_assert(date_parse_rfc3339(text, &back), "%s", text);
		cr_assert_eq(back, at);
	}
}

Test(date, people_see_the_time_of_their_zone) {
	msec_t at = INT64_C(1709390460000); /* 2024-03-02T14:41:00Z */
	char text[DATE_MAX];
	setenv("TZ", "CST-8", 1);
	tzset();
	date_local_day(at, text);
	cr_assert_str_eq(text, "2024-03-02");
	date_local_minute(at, text);
	cr_assert_str_eq(text, "22:41");
	date_local(at, text);
	cr_assert_str_eq(text, "2024-03-02 22:41");
	date_local_day(at + 2 * MSEC_PER_HOUR, text);
	cr_assert_str_eq(text, "2024-03-03");
}

Test(date, local_dates_stand_the_ends_of_time) {
	char text[DATE_MAX];
	setenv("TZ", "CST-8", 1);
	tzset();
	date_local_day(INT64_MIN, text);
	cr_assert_str_eq(text, "1970-01-01");
	date_local_day(MSEC_NEVER, text);
	cr_assert_str_eq(text, "10000-01-01");
}

Test(date, the_zone_can_be_set) {
	const msec_t at = INT64_C(1709390460000);
	char text[DATE_MAX];
	struct err err;
	cr_assert(date_set_zone("CST-8", &err), "%s", err.msg);
	date_local_minute(at, text);
	cr_assert_str_eq(text, "22:41");
	cr_assert(date_set_zone("UTC", &err), "%s", err.msg);
	date_local_minute(at, text);
	cr_assert_str_eq(text, "14:41");
}

Test(date, a_zone_that_there_is_not_changes_nothing) {
	static const char *const bad[] = { "", "Nowhere/Atlantis", "/etc/passwd", "../passwd",
		"Europe/../../../../etc/passwd", "cst-8", "CST", "CST-8 ", "CST-800", ":UTC",
		"CST--8" };
	struct err err;
	cr_assert(date_set_zone("CST-8", &err), "%s", err.msg);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_assert_not(date_set_zone(bad[i], &err), "'%s'", bad[i]);
		cr_assert_eq(err.code, ERR_INPUT);
		cr_assert_str_eq(getenv("TZ"), "CST-8");
	}
}

Test(date, days_of_the_local_calendar_can_be_counted) {
	struct err err;
	cr_assert(date_set_zone("CST-8", &err), "%s", err.msg);
	/* 2024-02-29 23:30 and 2024-03-01 00:30, there */
	const struct date_day last = date_local_calendar(INT64_C(1709220600000));
	const struct date_day first = date_local_calendar(INT64_C(1709224200000));
	cr_assert(date_set_zone("UTC", &err), "%s", err.msg);
	cr_expect_eq(last.year, 2024);
	cr_expect_eq(last.month, 2);
	cr_expect_eq(last.day, 29);
	cr_expect_eq(first.month, 3);
	cr_expect_eq(first.day, 1);
	cr_expect_eq(first.number, last.number + 1);
	cr_expect_eq(date_local_calendar(0).number, 0);
}
