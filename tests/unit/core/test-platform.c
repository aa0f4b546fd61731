#include "unlike/core/platform.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "shipped.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Replaces the one place of `from`: a case whose place is gone must not pass by accident. */
static void edit(char text[static SHIPPED_MAX], const char *from, const char *to) {
	const char *at = strstr(text, from);
	cr_assert_not_null(at, "the file has no %s", from);
	cr_assert_null(strstr(at + 1, from), "the file has %s twice", from);
	char edited[SHIPPED_MAX];
	int len = snprintf(edited, sizeof(edited), "%.*s%s%s", (int)(at - text), text, to,
			at + strlen(from));
	cr_assert(len > 0 && len < SHIPPED_MAX);
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
		char text[SHIPPED_MAX], wanted[512];
		shipped_read("douyin", text);
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
		struct platform *p = shipped_platform(cases[i].id);
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

Test(platform, OP_1_OP_4_wechat_leads_over_the_likes_list_to_a_hold) {
	struct platform *p = shipped_platform("wechat-channels");
	cr_assert_eq(p->way_len, 3);
	cr_assert_eq(p->way[0], PLATFORM_OWN_PAGE);
	cr_assert_eq(p->way[1], PLATFORM_LIKES_LIST);
	cr_assert_eq(p->way[2], PLATFORM_FIND_ITEM);
	cr_assert_eq(p->gesture, PLATFORM_HOLD);
	cr_assert_str_eq(p->name_zh, "微信视频号");
	platform_destroy(p);
}

static void expect_source(const struct platform *p, enum platform_field field,
		enum platform_kind kind, const char *rule) {
	cr_assert_str_eq(p->source[field].rule, rule, "field %d", (int)field);
	cr_assert_eq(p->source[field].kind, kind, "field %d", (int)field);
}

Test(platform, each_value_tells_its_kind_and_its_rule) {
	struct platform *p = shipped_platform("douyin");
	expect_source(p, PLATFORM_UTC_OFFSET, PLATFORM_ASSUMED, "IN-4");
	expect_source(p, PLATFORM_WAY, PLATFORM_ARTICLE, "OP-1");
	expect_source(p, PLATFORM_GESTURE, PLATFORM_ARTICLE, "OP-4");
	expect_source(p, PLATFORM_STEPS_PERCENT, PLATFORM_ARTICLE, "OP-2");
	expect_source(p, PLATFORM_AVERAGE_CANCEL, PLATFORM_ARTICLE, "OP-2");
	expect_source(p, PLATFORM_BATCH, PLATFORM_ASSUMED, "OP-2");
	expect_source(p, PLATFORM_EFFECT_DELAY, PLATFORM_ARTICLE, "OP-3");
	expect_source(p, PLATFORM_PUBLISH_DELAY, PLATFORM_ARTICLE, "OP-3");
	expect_source(p, PLATFORM_DAILY_LIMIT, PLATFORM_ARTICLE, "IN-4");
	expect_source(p, PLATFORM_FREQUENT_MORE_THAN, PLATFORM_ASSUMED, "IN-1");
	expect_source(p, PLATFORM_FREQUENT_WITHIN, PLATFORM_ARTICLE, "");
	expect_source(p, PLATFORM_ITEM_LASTS, PLATFORM_ARTICLE, "IN-4");
	platform_destroy(p);
}

Test(platform, IN_1_IN_2_IN_3_wechat_reviews_demotes_and_alerts) {
	struct platform *p = shipped_platform("wechat-channels");
	const struct platform_integrity *in = &p->integrity;
	cr_assert_eq(in->daily_limit, 0);
	cr_assert_eq(in->frequent.more_than, 5);
	cr_assert_eq(in->frequent.within, MSEC_PER_DAY);
	cr_assert(in->frequent.review);
	cr_assert_eq(in->frequent.penalties,
			1u << PLATFORM_LIMITED_REACH | 1u << PLATFORM_LOWER_LIKE_WEIGHT);
	cr_assert_eq(in->frequent.penalty_lasts, 7 * MSEC_PER_DAY);
	cr_assert_eq(in->ratio.more_than_percent, 30);
	cr_assert_eq(in->ratio.from_likes, 20);
	cr_assert_eq(in->ratio.then, PLATFORM_LIMITED_REACH);
	cr_assert_eq(in->network.devices, 3);
	cr_assert_eq(in->network.cancels, 20);
	cr_assert_eq(in->network.within, MSEC_PER_HOUR);
	cr_assert_eq(in->network.then, PLATFORM_ANOMALY_ALERT);
	cr_assert_eq(in->network.lasts, MSEC_PER_DAY);
	cr_assert_eq(in->item.more_than, 0);
	expect_source(p, PLATFORM_DAILY_LIMIT, PLATFORM_ARTICLE, "IN-1");
	expect_source(p, PLATFORM_FREQUENT_MORE_THAN, PLATFORM_ARTICLE, "IN-1");
	expect_source(p, PLATFORM_FREQUENT_PENALTY_FROM, PLATFORM_OURS, "IN-1");
	expect_source(p, PLATFORM_RATIO_FROM_LIKES, PLATFORM_OURS, "IN-2");
	expect_source(p, PLATFORM_NETWORK_DEVICES, PLATFORM_ASSUMED, "IN-3");
	expect_source(p, PLATFORM_NETWORK_LASTS, PLATFORM_ASSUMED, "IN-3");
	platform_destroy(p);
}

Test(platform, IN_4_IN_5_douyin_and_bilibili_count_the_day) {
	struct platform *p = shipped_platform("douyin");
	cr_assert_eq(p->integrity.daily_limit, 50);
	cr_assert_eq(p->integrity.item.more_than, 3);
	cr_assert_eq(p->integrity.item.then, PLATFORM_LIKE_BAN);
	cr_assert_eq(p->integrity.item.lasts, 2 * MSEC_PER_DAY);
	cr_assert_eq(p->integrity.frequent.more_than, 0);
	cr_assert_eq(p->integrity.ratio.more_than_percent, 0);
	cr_assert_eq(p->integrity.network.devices, 0);
	platform_destroy(p);
	p = shipped_platform("bilibili");
	cr_assert_eq(p->integrity.daily_limit, 30);
	cr_assert_eq(p->integrity.ratio.more_than_percent, 20);
	cr_assert_eq(p->integrity.ratio.then, PLATFORM_POINTS_DEDUCTED);
	expect_source(p, PLATFORM_RATIO_MORE_THAN_PERCENT, PLATFORM_ARTICLE, "IN-5");
	platform_destroy(p);
}

Test(platform, FU_1_FU_4_grades_penalties_and_the_motive_are_assumed_everywhere) {
	static const char *const ids[] = { "wechat-channels", "douyin", "kuaishou", "bilibili",
		"weibo", "xiaohongshu", "unnamed" };
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		struct platform *p = shipped_platform(ids[i]);
		cr_assert_eq(p->integrity.limit_percent[PLATFORM_ORDINARY], 100);
		cr_assert_eq(p->integrity.limit_percent[PLATFORM_VERIFIED], 200);
		cr_assert_eq(p->integrity.reach_percent, 50);
		cr_assert_eq(p->integrity.like_weight_percent, 50);
		cr_assert_eq(p->integrity.points, 10);
		cr_assert_float_eq(p->motive.bias, -8, 0);
		cr_assert_float_eq(p->motive.weight[MOTIVE_SOON], 6, 0);
		cr_assert_float_eq(p->motive.weight[MOTIVE_SINGLE], 3, 0);
		cr_assert_float_eq(p->motive.weight[MOTIVE_OWN_DEVICE], 1, 0);
		cr_assert_float_eq(p->motive.threshold, 0.5, 0);
		cr_assert_eq(p->motive.soon_within, 90 * MSEC_PER_SEC);
		cr_assert_eq(p->motive.bulk_within, 10 * MSEC_PER_MIN);
		expect_source(p, PLATFORM_ORDINARY_LIMIT_PERCENT, PLATFORM_ASSUMED, "FU-1");
		expect_source(p, PLATFORM_REACH_PERCENT, PLATFORM_ASSUMED, "IN-1");
		expect_source(p, PLATFORM_POINTS, PLATFORM_ASSUMED, "IN-5");
		expect_source(p, PLATFORM_MOTIVE_BIAS, PLATFORM_ASSUMED, "FU-4");
		expect_source(p, PLATFORM_MOTIVE_BULK_WITHIN, PLATFORM_ASSUMED, "FU-4");
		platform_destroy(p);
	}
}

Test(platform, the_text_is_kept_as_it_was) {
	char text[SHIPPED_MAX];
	size_t len = shipped_read("bilibili", text);
	struct platform *p = shipped_platform("bilibili");
	cr_assert_eq(p->text_len, len);
	cr_assert_eq(memcmp(p->text, text, len + 1), 0);
	platform_destroy(p);
	platform_destroy(NULL);
}

Test(platform, words_have_names) {
	cr_assert_str_eq(platform_kind_name(PLATFORM_OURS), "ours");
	cr_assert_str_eq(platform_gesture_name(PLATFORM_SIDEBAR), "sidebar");
	cr_assert_str_eq(platform_place_name(PLATFORM_LIKES_LIST), "likes-list");
	cr_assert_str_eq(platform_penalty_name(PLATFORM_ANOMALY_ALERT), "anomaly-alert");
	cr_assert_str_eq(platform_tier_name(PLATFORM_VERIFIED), "verified");
}

Test(platform, values_at_their_limits_are_taken) {
	char text[SHIPPED_MAX];
	shipped_read("douyin", text);
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

#define KEEPS "\"keeps\": {\"value\": \"peak\""
#define DAILY "\"daily_limit\": {\"value\": 50, \"kind\": \"article\", \"rule\": \"IN-4\"}"

Test(platform, rooms_without_code_are_held_to_the_form_of_values) {
	static const struct bad_case cases[] = {
		{ KEEPS, "\"keeps\": {\"value\": {}",
				"creators.anchoring.keeps.value: "
				"a plain value or an array of them is wanted" },
		{ KEEPS, "\"keeps\": {\"value\": [[]]",
				"creators.anchoring.keeps.value: "
				"a plain value or an array of them is wanted" },
		{ "\"commerce\": {", "\"commerce\": {\"a\": {\"b\": {\"c\": {\"d\": {}}}},",
				"commerce.a.b.c.d: groups are nested too deep" },
		{ "\"commerce\": {", "\"commerce\": {\"kind\": \"ours\",",
				"commerce: a room holds values, it is none" },
	};
	expect_errors(cases, COUNT_OF(cases));
}

#define WITHIN "\"soon_within\": {\"value\": \"PT1M30S\""
#define NO_RATIO "\"ratio\": {\"value\": null"
#define SOON "\"soon\": {\"value\": 6"

Test(platform, IN_FU_bad_rules_are_told_with_their_place) {
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
				"\"daily_limit\": {\"value\": 0, \"kind\": \"ours\", "
				"\"rule\": \"IN-4\"}",
				"integrity.daily_limit.value: a number from 1 to 1000000 is "
				"wanted, found a smaller one" },
		{ DAILY, DAILY ", \"weekly_limit\": {}",
				"integrity.weekly_limit: is not a field of this format" },
		{ "\"more_than\": {\"value\": 3, \"kind\": \"article\"",
				"\"more_than\": {\"value\": 3, \"kind\": \"\"",
				"integrity.item.more_than.kind: "
				"article, assumed or ours is wanted, found another word" },
		{ "\"more_than\": {\"value\": 3", "\"more_than\": {\"value\": null",
				"integrity.item.more_than.value: is missing" },
		{ "\"value\": \"like-ban\"", "\"value\": \"ban\"",
				"integrity.item.then.value: limited-reach, lower-like-weight, "
				"like-ban, incentive-points-deducted or anomaly-alert is wanted, "
				"found another word" },
		{ "\"PT48H\"", "\"PT0S\"",
				"integrity.item.lasts.value: a duration above zero is wanted" },
		{ "\"PT48H\"", "\"P31D\"",
				"integrity.item.lasts.value: a duration of at most 30 days is "
				"wanted" },
		{ NO_RATIO, "\"ratio\": {\"value\": 30",
				"integrity.ratio.value: null or a group is wanted here" },
		{ "\"ratio\": {\"value\": null, \"kind\": \"assumed\", \"rule\": \"IN-2\"}",
				"\"ratio\": null", "integrity.ratio: is missing" },
		{ "\"ordinary\": {", "\"plain\": {",
				"integrity.grades.plain: is not a field of this format" },
		{ "\"reach_percent\": {\"value\": 50", "\"reach_percent\": {\"value\": 101",
				"integrity.penalties.reach_percent.value: a number from 0 to 100 "
				"is wanted, found a larger one" },
		{ "\"motive\": {", "\"motives\": {", "motives: is not a field of this format" },
		{ SOON, "\"late\": {\"value\": 6",
				"motive.weights.late: is not a field of this format" },
		{ SOON, "\"soon\": {\"value\": 1e9",
				"motive.weights.soon.value: a number from -100 to 100 is wanted, "
				"found a larger one" },
		{ WITHIN, "\"soon_within\": {\"value\": \"PT0S\"",
				"motive.soon_within.value: a duration above zero is wanted" },
	};
	expect_errors(cases, COUNT_OF(cases));
}

Test(platform, IN_1_what_a_rejection_begins_is_read_strictly) {
	static const struct bad_case cases[] = {
		{ "\"value\": \"review\"", "\"value\": \"ask\"",
				"integrity.frequent.then.value: review or refuse is wanted, found "
				"another word" },
		{ "\"value\": \"rejection\"", "\"value\": \"asking\"",
				"integrity.frequent.penalty_from.value: rejection is wanted, found "
				"another word" },
		{ "\"lower-like-weight\"]", "\"limited-reach\"]",
				"integrity.frequent.penalty.value[1]: is there twice" },
		{ "[\"limited-reach\", \"lower-like-weight\"]", "\"limited-reach\"",
				"integrity.frequent.penalty.value: an array is wanted, found a "
				"string" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[SHIPPED_MAX], wanted[512];
		shipped_read("wechat-channels", text);
		edit(text, cases[i].from, cases[i].to);
		snprintf(wanted, sizeof(wanted), "platforms/x.json: %s", cases[i].error);
		expect_error(text, strlen(text), wanted);
	}
}
