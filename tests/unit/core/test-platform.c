#include "unlike/core/platform.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 16384
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static size_t read_shipped(const char *id, char ret[static TEXT_MAX]) {
	const char *root = getenv("UNLIKE_SOURCE_ROOT");
	cr_assert_not_null(root, "UNLIKE_SOURCE_ROOT is not set");
	char path[4096];
	snprintf(path, sizeof(path), "%s/platforms/%s.json", root, id);
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "%s", path);
	size_t len = fread(ret, 1, TEXT_MAX - 1, file);
	cr_assert(len > 0 && len < TEXT_MAX - 1, "%s", path);
	fclose(file);
	ret[len] = '\0';
	return len;
}

static struct platform *parse_shipped(const char *id) {
	char text[TEXT_MAX];
	size_t len = read_shipped(id, text);
	struct platform *platform = NULL;
	struct err err = { 0 };
	cr_assert(platform_parse(text, len, id, &platform, &err), "%s", err.msg);
	return platform;
}

/* Replaces the one place of `from`: a case whose place is gone must not pass by accident. */
static void edit(char text[static TEXT_MAX], const char *from, const char *to) {
	const char *at = strstr(text, from);
	cr_assert_not_null(at, "the file has no %s", from);
	cr_assert_null(strstr(at + 1, from), "the file has %s twice", from);
	char edited[TEXT_MAX];
	int len = snprintf(edited, sizeof(edited), "%.*s%s%s", (int)(at - text), text, to,
			at + strlen(from));
	cr_assert(len > 0 && len < TEXT_MAX);
	memcpy(text, edited, (size_t)len + 1);
}

static void expect_error(const char *text, size_t len, const char *wanted) {
	static struct platform before;
	struct platform *const untouched = &before;
	struct platform *platform = untouched;
	struct err err = { 0 };
	bool ok = platform_parse(text, len, "platforms/x.json", &platform, &err);
	cr_assert_not(ok, "taken, though wanted: %s", wanted);
	cr_assert_eq(err.code, ERR_PROTOCOL);
	cr_assert_str_eq(err.msg, wanted);
	cr_assert_eq(platform, untouched);
}

/* An edit of douyin.json and the error that it must give. */
struct bad_case {
	const char *from, *to, *error;
};

static void expect_errors(const struct bad_case *cases, size_t n) {
	for (size_t i = 0; i < n; i++) {
		char text[TEXT_MAX], wanted[512];
		read_shipped("douyin", text);
		edit(text, cases[i].from, cases[i].to);
		snprintf(wanted, sizeof(wanted), "platforms/x.json: %s", cases[i].error);
		expect_error(text, strlen(text), wanted);
	}
}

Test(platform, op_every_shipped_file_is_read) {
	static const struct {
		const char *id, *name_en;
		bool offered, batch;
		enum platform_gesture gesture;
		enum platform_kind kind;
		int steps_percent;
		msec_t average_cancel, publish_delay;
	} cases[] = {
		{ "wechat-channels", "WeChat Channels", true, false, PLATFORM_HOLD,
				PLATFORM_ARTICLE, 140, 23000, 15 * MSEC_PER_MIN },
		{ "douyin", "Douyin", true, true, PLATFORM_SLIDE, PLATFORM_ARTICLE, 100, 8000, 0 },
		{ "kuaishou", "Kuaishou", true, true, PLATFORM_SIDEBAR, PLATFORM_ARTICLE, 100,
				12000, 0 },
		{ "bilibili", "Bilibili", true, true, PLATFORM_ICON, PLATFORM_ASSUMED, 100, 10000,
				MSEC_PER_MIN },
		{ "weibo", "Weibo", true, true, PLATFORM_ICON, PLATFORM_ASSUMED, 100, 10000, 0 },
		{ "xiaohongshu", "Xiaohongshu", true, true, PLATFORM_ICON, PLATFORM_ASSUMED, 100,
				10000, 5 * MSEC_PER_MIN },
		{ "unnamed", "Unnamed platform", false, true, PLATFORM_ICON, PLATFORM_ASSUMED, 100,
				10000, MSEC_PER_MIN },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct platform *p = parse_shipped(cases[i].id);
		cr_assert_str_eq(p->id, cases[i].id);
		cr_assert_str_eq(p->name_en, cases[i].name_en);
		cr_assert_eq(p->offered, cases[i].offered, "%s", p->id);
		cr_assert_eq(p->batch, cases[i].batch, "%s", p->id);
		cr_assert_eq(p->gesture, cases[i].gesture, "%s", p->id);
		cr_assert_eq(p->steps_percent, cases[i].steps_percent, "%s", p->id);
		cr_assert_eq(p->average_cancel, cases[i].average_cancel, "%s", p->id);
		cr_assert_eq(p->effect_delay, 0, "%s", p->id);
		cr_assert_eq(p->publish_delay, cases[i].publish_delay, "%s", p->id);
		cr_assert_eq(p->utc_offset, 8 * MSEC_PER_HOUR, "%s", p->id);
		cr_assert_eq(p->source[PLATFORM_PUBLISH_DELAY].kind, cases[i].kind, "%s", p->id);
		platform_destroy(p);
	}
}

Test(platform, op1_op4_wechat_leads_over_the_likes_list_to_a_hold) {
	struct platform *p = parse_shipped("wechat-channels");
	cr_assert_eq(p->way_len, 3);
	cr_assert_eq(p->way[0], PLATFORM_OWN_PAGE);
	cr_assert_eq(p->way[1], PLATFORM_LIKES_LIST);
	cr_assert_eq(p->way[2], PLATFORM_FIND_ITEM);
	cr_assert_eq(p->gesture, PLATFORM_HOLD);
	cr_assert_str_eq(p->name_zh, "微信视频号");
	platform_destroy(p);
}

Test(platform, each_value_tells_its_kind_and_its_rule) {
	static const char *const rules[PLATFORM_FIELD_COUNT] = {
		[PLATFORM_UTC_OFFSET] = "IN-4",
		[PLATFORM_WAY] = "OP-1",
		[PLATFORM_GESTURE] = "OP-4",
		[PLATFORM_STEPS_PERCENT] = "OP-2",
		[PLATFORM_AVERAGE_CANCEL] = "OP-2",
		[PLATFORM_BATCH] = "OP-2",
		[PLATFORM_EFFECT_DELAY] = "OP-3",
		[PLATFORM_PUBLISH_DELAY] = "OP-3",
	};
	struct platform *p = parse_shipped("douyin");
	for (enum platform_field field = 0; field < PLATFORM_FIELD_COUNT; field++) {
		/* the article says nothing of the zone, nor of a batch on Douyin */
		bool silent = field == PLATFORM_UTC_OFFSET || field == PLATFORM_BATCH;
		cr_assert_str_eq(p->source[field].rule, rules[field]);
		cr_assert_eq(p->source[field].kind, silent ? PLATFORM_ASSUMED : PLATFORM_ARTICLE);
	}
	platform_destroy(p);
}

Test(platform, the_text_is_kept_as_it_was) {
	char text[TEXT_MAX];
	size_t len = read_shipped("bilibili", text);
	struct platform *p = parse_shipped("bilibili");
	cr_assert_eq(p->text_len, len);
	cr_assert_eq(memcmp(p->text, text, len + 1), 0);
	platform_destroy(p);
	platform_destroy(NULL);
}

Test(platform, words_have_names) {
	cr_assert_str_eq(platform_kind_name(PLATFORM_OURS), "ours");
	cr_assert_str_eq(platform_gesture_name(PLATFORM_SIDEBAR), "sidebar");
	cr_assert_str_eq(platform_place_name(PLATFORM_LIKES_LIST), "likes-list");
}

Test(platform, values_at_their_limits_are_taken) {
	char text[TEXT_MAX];
	read_shipped("douyin", text);
	edit(text, "\"+08:00\"", "\"-09:30\"");
	edit(text, "\"publish_delay\": {\"value\": \"PT0S\"",
			"\"publish_delay\": {\"value\": \"P30D\"");
	edit(text, "\"effect_delay\": {\"value\": \"PT0S\"",
			"\"effect_delay\": {\"value\": \"P30D\"");
	edit(text, "\"value\": \"PT8S\"", "\"value\": \"PT0.001S\"");
	struct platform *p = NULL;
	struct err err = { 0 };
	cr_assert(platform_parse(text, strlen(text), "x", &p, &err), "%s", err.msg);
	cr_assert_eq(p->utc_offset, -9 * MSEC_PER_HOUR - 30 * MSEC_PER_MIN);
	cr_assert_eq(p->effect_delay, PLATFORM_DELAY_MAX);
	cr_assert_eq(p->publish_delay, PLATFORM_DELAY_MAX);
	cr_assert_eq(p->average_cancel, 1);
	platform_destroy(p);
}

Test(platform, what_is_not_such_a_document_is_refused) {
	expect_error("", 0, "platforms/x.json: is empty");
	expect_error("[]", 2, "platforms/x.json: an object is wanted, found an array");
	expect_error("{}", 2, "platforms/x.json: format: is missing");
	static char large[PLATFORM_TEXT_MAX + 1];
	memset(large, ' ', sizeof(large));
	expect_error(large, sizeof(large), "platforms/x.json: is larger than 65536 bytes");
}

Test(platform, a_bad_head_is_told_with_its_place) {
	static const struct bad_case cases[] = {
		{ "\"format\": 1,", "", "format: is missing" },
		{ "\"format\": 1", "\"format\": 2", "format: only format 1 can be read" },
		{ "\"format\": 1", "\"format\": \"1\"",
				"format: a whole number is wanted, found a string" },
		{ "\"id\": \"douyin\"", "\"id\": \"Dou yin\"",
				"id: a name of a to z, 0 to 9 and - is wanted" },
		{ "\"id\": \"douyin\"", "\"id\": \"\"",
				"id: a name of a to z, 0 to 9 and - is wanted" },
		{ "\"id\": \"douyin\"", "\"id\": \"../douyin\"",
				"id: a name of a to z, 0 to 9 and - is wanted" },
		{ "\"en\": \"Douyin\"", "\"en\": \"\"", "name.en: is empty" },
		{ "\"en\": \"Douyin\"", "\"fr\": \"Douyin\"",
				"name.fr: is not a field of this format" },
		{ ", \"en\": \"Douyin\"", "", "name.en: is missing" },
		{ "\"offered\": true", "\"offered\": 1",
				"offered: true or false is wanted, found a number" },
		{ "\"offered\": true", "\"offred\": true",
				"offred: is not a field of this format" },
		{ "\"+08:00\"", "\"CST\"",
				"utc_offset.value: an offset from UTC such as \"+08:00\" is "
				"wanted" },
		{ "\"+08:00\"", "\"+08:60\"",
				"utc_offset.value: an offset from UTC such as \"+08:00\" is "
				"wanted" },
		{ "\"+08:00\"", "\"+14:01\"",
				"utc_offset.value: an offset of at most 14 hours is wanted" },
	};
	expect_errors(cases, COUNT_OF(cases));
}

#define PUBLISH "\"publish_delay\": {\"value\": \"PT0S\""
#define DURATION_WANTED "a duration such as \"PT15M\" is wanted"

Test(platform, op_a_bad_operation_is_told_with_its_place) {
	static const struct bad_case cases[] = {
		{ "\"batch\": {\"value\": true, \"kind\": \"assumed\", \"rule\": "
		  "\"OP-2\"},\n\t\t\"eff",
				"\"eff", "operation.batch: is missing" },
		{ "\"operation\": {", "\"operation\": {\"sync_delay\": 1,",
				"operation.sync_delay: is not a field of this format" },
		{ "\"operation\": {", "\"operations\": {",
				"operations: is not a field of this format" },
		{ PUBLISH, "\"publish_delay\": {\"value\": 900",
				"operation.publish_delay.value: a string is wanted, found a "
				"number" },
		{ PUBLISH, "\"publish_delay\": {\"value\": null",
				"operation.publish_delay.value: is missing" },
		{ PUBLISH, "\"publish_delay\": {\"value\": \"15 min\"",
				"operation.publish_delay.value: " DURATION_WANTED },
		{ PUBLISH, "\"publish_delay\": {\"value\": \"-PT15M\"",
				"operation.publish_delay.value: " DURATION_WANTED },
		{ PUBLISH, "\"publish_delay\": {\"value\": \"P1M\"",
				"operation.publish_delay.value: " DURATION_WANTED },
		{ PUBLISH, "\"publish_delay\": {\"value\": \"P30DT0.001S\"",
				"operation.publish_delay.value: "
				"a duration of at most 30 days is wanted" },
		{ "\"effect_delay\": {\"value\": \"PT0S\"",
				"\"effect_delay\": {\"value\": \"PT1S\"",
				"operation.publish_delay.value: is shorter than effect_delay" },
		{ "\"PT8S\"", "\"PT0S\"",
				"operation.average_cancel.value: a duration above zero is wanted" },
		{ "\"value\": \"slide\"", "\"value\": \"shake\"",
				"operation.gesture.value: hold, slide, sidebar or icon is wanted, "
				"found another word" },
		{ "[\"work-page\"]", "[]", "operation.way.value: 1 to 8 places are wanted" },
		{ "[\"work-page\"]", "[\"own-page\", 3]",
				"operation.way.value[1]: a string is wanted, found a number" },
		{ "\"value\": 100, \"kind\": \"article\"", "\"value\": 0, \"kind\": \"article\"",
				"operation.steps_percent.value: "
				"a number from 1 to 1000 is wanted, found a smaller one" },
		{ "\"batch\": {\"value\": true, \"kind\": \"assumed\", \"rule\": "
		  "\"OP-2\"},\n\t\t\"eff",
				"\"batch\": {\"value\": \"yes\", \"kind\": \"assumed\", "
				"\"rule\": \"OP-2\"},\n\t\t\"eff",
				"operation.batch.value: true or false is wanted, found a string" },
	};
	expect_errors(cases, COUNT_OF(cases));
}

Test(platform, a_bad_source_is_told_with_its_place) {
	static const struct bad_case cases[] = {
		{ "\"slide\", \"kind\": \"article\"", "\"slide\", \"kind\": \"rumour\"",
				"operation.gesture.kind: article, assumed or ours is wanted, "
				"found another word" },
		{ "\"slide\", \"kind\": \"article\",", "\"slide\",",
				"operation.gesture.kind: is missing" },
		{ "\"OP-4\"", "\"OP4\"",
				"operation.gesture.rule: the id of a rule such as \"OP-3\" is "
				"wanted" },
		{ "\"OP-4\"", "\"OP-\"",
				"operation.gesture.rule: the id of a rule such as \"OP-3\" is "
				"wanted" },
		{ "\"OP-4\"", "\"OP-04\"",
				"operation.gesture.rule: the id of a rule such as \"OP-3\" is "
				"wanted" },
		{ "\"OP-4\"", "\"OP-100\"",
				"operation.gesture.rule: the id of a rule such as \"OP-3\" is "
				"wanted" },
		{ "\"OP-4\"", "\"XX-4\"",
				"operation.gesture.rule: the id of a rule such as \"OP-3\" is "
				"wanted" },
		{ "\"OP-4\"", "4", "operation.gesture.rule: a string is wanted, found a number" },
		{ "\"OP-4\"}", "\"OP-4\", \"note\": \"\"}",
				"operation.gesture.note: is not a field of this format" },
	};
	expect_errors(cases, COUNT_OF(cases));
}

#define DAILY "\"daily_limit\": {\"value\": 50, \"kind\": \"article\", \"rule\": \"IN-4\"}"

Test(platform, rooms_without_code_are_held_to_the_form_of_values) {
	static const struct bad_case cases[] = {
		{ "\"integrity\": {", "\"integrities\": {",
				"integrities: is not a field of this format" },
		{ DAILY, "\"daily_limit\": 50",
				"integrity.daily_limit: an object is wanted, found a number" },
		{ DAILY, "\"daily_limit\": {\"value\": 50, \"rule\": \"IN-4\"}",
				"integrity.daily_limit.kind: is missing" },
		{ DAILY, "\"daily_limit\": {\"kind\": \"article\", \"rule\": \"IN-4\"}",
				"integrity.daily_limit.value: is missing" },
		{ DAILY,
				"\"daily_limit\": {\"value\": {}, \"kind\": \"ours\", "
				"\"rule\": \"IN-4\"}",
				"integrity.daily_limit.value: "
				"a plain value or an array of them is wanted" },
		{ DAILY,
				"\"daily_limit\": {\"value\": [[]], \"kind\": \"ours\", "
				"\"rule\": \"IN-4\"}",
				"integrity.daily_limit.value: "
				"a plain value or an array of them is wanted" },
		{ "\"more_than\": {\"value\": 3, \"kind\": \"article\"",
				"\"more_than\": {\"value\": 3, \"kind\": \"\"",
				"integrity.item.more_than.kind: "
				"article, assumed or ours is wanted, found another word" },
		{ DAILY, "\"a\": {\"b\": {\"c\": {\"d\": {}}}}",
				"integrity.a.b.c.d: groups are nested too deep" },
		{ "\"commerce\": {", "\"commerce\": {\"kind\": \"ours\",",
				"commerce: a room holds values, it is none" },
	};
	expect_errors(cases, COUNT_OF(cases));
}
