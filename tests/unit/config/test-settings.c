#include "unlike/config/settings.h"

#include <criterion/criterion.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *formatted(enum setting setting, const struct setting_value *value) {
	static char text[128];
	struct buf out;
	buf_init(&out, sizeof(text) - 1);
	setting_format(setting, value, &out);
	memcpy(text, out.data, out.len + 1);
	buf_finish(&out);
	return text;
}

Test(settings, every_default_is_allowed_and_reads_back_as_itself) {
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const struct setting_spec *spec = setting_spec((enum setting)i);
		struct setting_value value = { .number = -7 };
		cr_assert(setting_parse((enum setting)i, spec->value, &value), "%s", spec->name);
		cr_expect_str_eq(formatted((enum setting)i, &value), spec->value);
		cr_expect_eq(setting_find(spec->section, spec->name), (enum setting)i);
		cr_expect_eq(setting_find("keys", spec->name), SETTING_COUNT);
		cr_expect_neq(spec->sentence[0], '\0');
	}
}

Test(settings, what_is_allowed_is_taken_and_written_in_its_shortest_form) {
	static const struct {
		enum setting setting;
		const char *text, *again;
		int64_t number;
	} cases[] = {
		{ SETTING_HOLD, "300 ms", "300 ms", 300 },
		{ SETTING_HOLD, "0.8s", "800 ms", 800 },
		{ SETTING_HOLD, "5 s", "5 s", 5000 },
		{ SETTING_HOLD, "off", "off", -1 },
		{ SETTING_UNDO, "0", "0 s", 0 },
		{ SETTING_UNDO, "0 s", "0 s", 0 },
		{ SETTING_UNDO, "90 s", "90 s", 90000 },
		{ SETTING_UNDO, "2 min", "2 min", 120000 },
		{ SETTING_UNDO, "1 h", "1 h", 3600000 },
		{ SETTING_UNDO, "0.001 h", "3600 ms", 3600 },
		{ SETTING_RESERVE, "auto", "auto", -1 },
		{ SETTING_RESERVE, "0", "0", 0 },
		{ SETTING_RESERVE, "25", "25", 25 },
		{ SETTING_COLUMNS, "count, author", "author count", 5 },
		{ SETTING_COLUMNS, "none", "none", 0 },
		{ SETTING_DATE, "relative", "relative", DATE_RELATIVE },
		{ SETTING_ASCII, "on", "on", ASCII_ON },
		{ SETTING_MOTION, "off", "off", 0 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct setting_value value = { .number = -7 };
		cr_assert(setting_parse(cases[i].setting, cases[i].text, &value), "%s",
				cases[i].text);
		cr_expect_eq(value.number, cases[i].number, "%s", cases[i].text);
		cr_expect_str_eq(formatted(cases[i].setting, &value), cases[i].again);
	}
}

Test(settings, what_is_not_allowed_changes_nothing) {
	static const struct {
		enum setting setting;
		const char *text;
	} cases[] = {
		{ SETTING_HOLD, "299 ms" },
		{ SETTING_HOLD, "5001 ms" },
		{ SETTING_HOLD, "800" },
		{ SETTING_HOLD, "-1 s" },
		{ SETTING_HOLD, "1. s" },
		{ SETTING_HOLD, ".5 s" },
		{ SETTING_HOLD, "1.2.3 s" },
		{ SETTING_HOLD, "0.30001 s" },
		{ SETTING_HOLD, "1 second" },
		{ SETTING_HOLD, "s" },
		{ SETTING_HOLD, "" },
		{ SETTING_HOLD, "99999999999999999999999999 s" },
		{ SETTING_UNDO, "off" },
		{ SETTING_UNDO, "3601 s" },
		{ SETTING_COLUMNS, "title" },
		{ SETTING_COLUMNS, "author none" },
		{ SETTING_COLUMNS, "" },
		{ SETTING_COLUMNS, " , " },
		{ SETTING_ASCII, "On" },
		{ SETTING_ASCII, "auto|on" },
		{ SETTING_ASCII, "" },
		{ SETTING_THEME,
				"012345678901234567890123456789012345678901234567890123456789012345"
				"6"
				"789" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct setting_value value = { .number = -7, .text = "before" };
		cr_expect_not(setting_parse(cases[i].setting, cases[i].text, &value), "%s",
				cases[i].text);
		cr_expect_eq(value.number, -7, "%s", cases[i].text);
		cr_expect_str_eq(value.text, "before");
	}
}

Test(settings, what_is_allowed_is_told_in_words) {
	static const struct {
		enum setting setting;
		const char *words;
	} cases[] = {
		{ SETTING_ASCII, "auto, on or off" },
		{ SETTING_MOTION, "off or on" },
		{ SETTING_HOLD, "300 ms to 5 s, or off" },
		{ SETTING_UNDO, "0 s to 1 h" },
		{ SETTING_RESERVE, "0 to 1000000, or auto" },
		{ SETTING_COLUMNS, "any of author, date and count, or none" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf out;
		buf_init(&out, BUF_UNLIMITED);
		setting_allowed(cases[i].setting, &out);
		cr_expect_str_eq(out.data, cases[i].words);
		buf_finish(&out);
	}
}

Test(settings, what_is_allowed_is_told_in_chinese_words_too) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	lang_set(LANG_ZH_CN);
	setting_allowed(SETTING_COLUMNS, &out);
	buf_add_char(&out, '|');
	setting_allowed(SETTING_HOLD, &out);
	buf_add_char(&out, '|');
	setting_allowed(SETTING_RESERVE, &out);
	lang_set(LANG_EN);
	cr_expect_str_eq(out.data,
			"author、date、count 中的任意几个，或者 none|300 ms 到 5 s，或者 off"
			"|0 到 1000000，或者 auto");
	buf_finish(&out);
}
