#include <criterion/criterion.h>
#include <string.h>

#include "shipped.h"
#include "unlike/core/risk.h"

#define NOW ((msec_t)1772355600000) /* 2026-03-01T09:00:00Z */

static struct platform *platform;
static struct risk_facts facts;

static void begin(const char *id) {
	platform = shipped_platform(id);
	facts = (struct risk_facts){ .device = 1, .likes_made = 1000000 };
}

static void finish(void) {
	risk_facts_finish(&facts);
	platform_destroy(platform);
}

static void apply(bool want, const char *work, msec_t now, const struct risk_judgement *as) {
	const struct risk_ask ask = { .want = want, .work = work, .batch = 1, .liked_at = 5 };
	risk_apply(platform, &facts, &ask, now, as);
}

static const struct risk_judgement counted = { .verdict = RISK_OK, .counts = true };

TestSuite(risk_facts, .fini = finish);

Test(risk_facts, a_cancel_that_counts_is_counted_everywhere) {
	begin("douyin");
	apply(false, "v5", NOW, &counted);
	cr_assert_eq(facts.cancels_made, 1);
	cr_assert_eq(facts.likes_made, 1000000);
	cr_assert_eq(facts.n_cancels, 1);
	cr_assert_eq(facts.cancels[0], NOW);
	cr_assert_eq(facts.n_network, 1);
	cr_assert_eq(facts.network[0].at, NOW);
	cr_assert_eq(facts.network[0].device, 1);
	cr_assert_eq(facts.n_works, 1);
	cr_assert_str_eq(facts.works[0].id, "v5");
	cr_assert_eq(facts.works[0].cancels, 1);
	cr_assert_eq(facts.works[0].liked_at, 5);
	apply(false, "v5", NOW, &counted);
	cr_assert_eq(facts.works[0].cancels, 2);
	cr_assert_eq(facts.n_works, 1);
}

Test(risk_facts, a_like_is_counted_and_remembered) {
	begin("douyin");
	const struct risk_judgement fine = { .verdict = RISK_OK };
	apply(true, "v5", NOW, &fine);
	cr_assert_eq(facts.likes_made, 1000001);
	cr_assert_eq(facts.cancels_made, 0);
	cr_assert_eq(facts.n_cancels, 0);
	cr_assert_eq(facts.works[0].liked_at, NOW);
	cr_assert_eq(facts.works[0].cancels, 0);
}

Test(risk_facts, FU_4_what_is_refused_or_a_correction_changes_nothing) {
	begin("douyin");
	const struct risk_judgement refused = { .verdict = RISK_REFUSE, .counts = true };
	const struct risk_judgement correction = { .verdict = RISK_OK };
	apply(false, "v5", NOW, &refused);
	apply(true, "v5", NOW, &refused);
	apply(false, "v5", NOW, &correction);
	cr_assert_eq(facts.n_works + facts.n_cancels + facts.n_network + facts.n_penalties, 0);
	cr_assert_eq(facts.cancels_made, 0);
	cr_assert_eq(facts.likes_made, 1000000);
}

Test(risk_facts, every_order_is_kept) {
	begin("douyin");
	static const char *const works[] = { "v5", "v1", "v9", "v55", "v1", "v3" };
	static const msec_t times[] = { 50, 10, 90, 50, 20, 40 };
	for (size_t i = 0; i < 6; i++) {
		facts.device = (int64_t)i;
		apply(false, works[i], NOW + times[i], &counted);
	}
	static const msec_t sorted[] = { 10, 20, 40, 50, 50, 90 };
	static const int64_t devices[] = { 1, 4, 5, 0, 3, 2 };
	for (size_t i = 0; i < 6; i++) {
		cr_assert_eq(facts.cancels[i], NOW + sorted[i]);
		cr_assert_eq(facts.network[i].at, NOW + sorted[i]);
		cr_assert_eq(facts.network[i].device, devices[i]);
	}
	static const char *const ids[] = { "v1", "v3", "v5", "v55", "v9" };
	cr_assert_eq(facts.n_works, 5);
	for (size_t i = 0; i < 5; i++) {
		cr_assert_str_eq(facts.works[i].id, ids[i]);
		cr_assert_eq(facts.works[i].cancels, i == 0 ? 2 : 1);
	}
}

Test(risk_facts, an_id_longer_than_any_is_counted_without_its_work) {
	begin("douyin");
	apply(false, "v0123456789012345678901234567890", NOW, &counted);
	cr_assert_eq(facts.n_works, 0);
	cr_assert_eq(facts.cancels_made, 1);
	const struct risk_judgement fine = { .verdict = RISK_OK };
	apply(true, "v0123456789012345678901234567890", NOW, &fine);
	cr_assert_eq(facts.n_works, 0);
	apply(false, "v012345678901234567890123456789", NOW, &counted);
	cr_assert_eq(facts.n_works, 1);
	cr_assert_str_eq(facts.works[0].id, "v012345678901234567890123456789");
}

Test(risk_facts, IN_4_what_a_cancel_begins_is_kept_and_lengthened) {
	begin("douyin");
	struct risk_judgement warned = { .verdict = RISK_WARN, .counts = true, .n_begins = 2 };
	warned.begins[0] = (struct risk_penalty){ PLATFORM_LIKE_BAN, "IN-4", NOW, NOW + 100 };
	warned.begins[1] = (struct risk_penalty){ PLATFORM_LIMITED_REACH, "IN-2", NOW, MSEC_NEVER };
	apply(false, "v1", NOW, &warned);
	cr_assert_eq(facts.n_penalties, 1, "a ratio's is not stored");
	cr_assert_eq(facts.penalties[0].kind, PLATFORM_LIKE_BAN);
	cr_assert_eq(facts.penalties[0].until, NOW + 100);
	warned.begins[0].from = NOW + 50;
	warned.begins[0].until = NOW + 150;
	apply(false, "v1", NOW + 50, &warned);
	cr_assert_eq(facts.n_penalties, 1);
	cr_assert_eq(facts.penalties[0].from, NOW);
	cr_assert_eq(facts.penalties[0].until, NOW + 150);
	memcpy(warned.begins[0].rule, "IN-9", 5);
	apply(false, "v1", NOW + 149, &warned);
	cr_assert_eq(facts.n_penalties, 2, "another rule's is another");
	warned.begins[0].until = NOW + 300;
	warned.begins[0].from = NOW + 150;
	apply(false, "v1", NOW + 150, &warned);
	cr_assert_eq(facts.n_penalties, 1, "those that are over are gone");
	cr_assert_eq(facts.penalties[0].from, NOW + 150);
}

Test(risk_facts, IN_3_IN_4_all_that_begins_is_kept_beside_all_that_stands) {
	begin("douyin");
	struct risk_judgement warned = { .verdict = RISK_WARN, .counts = true, .n_begins = 2 };
	warned.begins[0] = (struct risk_penalty){ PLATFORM_ANOMALY_ALERT, "IN-3", NOW, NOW + 100 };
	warned.begins[1] = (struct risk_penalty){ PLATFORM_LIKE_BAN, "IN-4", NOW, NOW + 100 };
	apply(false, "v1", NOW, &warned);
	cr_assert_eq(facts.n_penalties, 2);
	cr_assert_eq(facts.penalties[0].kind, PLATFORM_ANOMALY_ALERT);
	cr_assert_eq(facts.penalties[1].kind, PLATFORM_LIKE_BAN);
	apply(false, "v1", NOW + 1, &counted);
	cr_assert_eq(facts.n_penalties, 2, "both are in force");
}

Test(risk_facts, IN_1_a_held_cancel_begins_nothing_yet) {
	begin("wechat-channels");
	struct risk_judgement held = { .verdict = RISK_HOLD, .counts = true, .n_begins = 1 };
	held.begins[0] = (struct risk_penalty){ PLATFORM_LIMITED_REACH, "IN-1", NOW, NOW + 100 };
	apply(false, "v1", NOW, &held);
	cr_assert_eq(facts.n_penalties, 0);
	cr_assert_eq(facts.cancels_made, 1);
}

static size_t standing(msec_t now, struct risk_penalty ret[static RISK_PENALTIES_MAX]) {
	return risk_standing(platform, &facts, now, ret);
}

static void store(enum platform_penalty kind, const char *rule, msec_t from, msec_t until) {
	struct risk_judgement warned = { .verdict = RISK_WARN, .counts = true, .n_begins = 1 };
	warned.begins[0] = (struct risk_penalty){ .kind = kind, .from = from, .until = until };
	memcpy(warned.begins[0].rule, rule, strlen(rule) + 1);
	apply(false, "v1", from, &warned);
}

Test(risk_facts, IN_1_a_penalty_stands_from_its_beginning_until_its_end) {
	begin("wechat-channels");
	store(PLATFORM_LIMITED_REACH, "IN-1", NOW, NOW + 100);
	struct risk_penalty found[RISK_PENALTIES_MAX];
	cr_assert_eq(standing(NOW - 1, found), 0);
	cr_assert_eq(standing(NOW, found), 1);
	cr_assert_eq(found[0].kind, PLATFORM_LIMITED_REACH);
	cr_assert_str_eq(found[0].rule, "IN-1");
	cr_assert_eq(standing(NOW + 99, found), 1);
	cr_assert_eq(standing(NOW + 100, found), 0);
}

Test(risk_facts, IN_2_a_ratio_stands_as_long_as_it_is_so) {
	begin("wechat-channels");
	facts.likes_made = 20;
	facts.cancels_made = 6;
	struct risk_penalty found[RISK_PENALTIES_MAX];
	cr_assert_eq(standing(NOW, found), 0);
	facts.cancels_made = 7;
	cr_assert_eq(standing(NOW, found), 1);
	cr_assert_eq(found[0].kind, PLATFORM_LIMITED_REACH);
	cr_assert_str_eq(found[0].rule, "IN-2");
	cr_assert_eq(found[0].from, 0);
	cr_assert_eq(found[0].until, MSEC_NEVER);
	store(PLATFORM_LIMITED_REACH, "IN-1", NOW, NOW + 100);
	cr_assert_eq(standing(NOW, found), 2, "of two rules");
	facts.likes_made = 30;
	facts.cancels_made = 9;
	cr_assert_eq(standing(NOW, found), 1);
}

Test(risk_facts, IN_2_without_the_rule_no_ratio_stands) {
	begin("weibo");
	facts.likes_made = 20;
	facts.cancels_made = 20;
	struct risk_penalty found[RISK_PENALTIES_MAX];
	cr_assert_eq(standing(NOW, found), 0);
	platform->integrity.ratio.more_than_percent = 1;
	platform->integrity.ratio.from_likes = 20;
	cr_assert_eq(standing(NOW, found), 1);
}

Test(risk_facts, the_same_penalty_twice_is_one_and_no_list_is_too_long) {
	begin("weibo");
	struct risk_penalty many[40];
	for (size_t i = 0; i < 40; i++) {
		many[i] = (struct risk_penalty){ .kind = PLATFORM_LIKE_BAN,
			.rule = { 'I', 'N', '-', (char)('1' + i / 2) },
			.from = NOW - (msec_t)(i % 2),
			.until = NOW + 100 + (msec_t)(i % 2) };
	}
	struct risk_facts known = { .penalties = many, .n_penalties = 40 };
	struct risk_penalty found[RISK_PENALTIES_MAX];
	cr_assert_eq(risk_standing(platform, &known, NOW, found), RISK_PENALTIES_MAX);
	cr_assert_str_eq(found[1].rule, "IN-2");
	cr_assert_eq(found[1].until, NOW + 101);
	cr_assert_eq(found[1].from, NOW - 1);
}

Test(risk_facts, IN_1_IN_5_what_penalties_do_is_numbers) {
	begin("bilibili");
	struct risk_effects effects = risk_effects(platform, &facts, NOW);
	cr_assert_eq(effects.reach_percent, 100);
	cr_assert_eq(effects.like_weight_percent, 100);
	cr_assert_eq(effects.points_deducted, 0);
	cr_assert(effects.may_like && effects.may_cancel);
	cr_assert_eq(effects.may_like_from, NOW);
	cr_assert_eq(effects.may_cancel_from, NOW);
	store(PLATFORM_LIMITED_REACH, "IN-1", NOW, NOW + 100);
	effects = risk_effects(platform, &facts, NOW);
	cr_assert_eq(effects.reach_percent, 50);
	cr_assert_eq(effects.like_weight_percent, 100);
	platform->integrity.like_weight_percent = 40;
	store(PLATFORM_LOWER_LIKE_WEIGHT, "IN-1", NOW, NOW + 100);
	cr_assert_eq(risk_effects(platform, &facts, NOW).like_weight_percent, 40);
	facts.likes_made = 20;
	facts.cancels_made = 5;
	cr_assert_eq(risk_effects(platform, &facts, NOW).points_deducted, 10);
	store(PLATFORM_POINTS_DEDUCTED, "IN-9", NOW, NOW + 100);
	cr_assert_eq(risk_effects(platform, &facts, NOW).points_deducted, 20);
	store(PLATFORM_ANOMALY_ALERT, "IN-3", NOW, NOW + 100);
	cr_assert(risk_effects(platform, &facts, NOW).may_like);
	cr_assert_eq(risk_effects(platform, &facts, NOW).reach_percent, 50);
}

Test(risk_facts, IN_4_the_right_to_like_comes_back_with_the_last_ban) {
	begin("douyin");
	store(PLATFORM_LIKE_BAN, "IN-4", NOW, NOW + 200);
	store(PLATFORM_LIKE_BAN, "IN-9", NOW, NOW + 100);
	struct risk_effects effects = risk_effects(platform, &facts, NOW);
	cr_assert_not(effects.may_like);
	cr_assert_eq(effects.may_like_from, NOW + 200);
	cr_assert(effects.may_cancel);
	effects = risk_effects(platform, &facts, NOW + 199);
	cr_assert_not(effects.may_like);
	cr_assert(risk_effects(platform, &facts, NOW + 200).may_like);
}

Test(risk_facts, a_copy_is_its_own) {
	begin("douyin");
	store(PLATFORM_LIKE_BAN, "IN-4", NOW, NOW + 200);
	struct risk_facts copy;
	risk_facts_copy(&copy, &facts);
	risk_facts_finish(&facts);
	cr_assert_eq(facts.n_cancels, 0);
	cr_assert_null(facts.cancels);
	cr_assert_eq(copy.device, 1);
	cr_assert_eq(copy.n_cancels, 1);
	cr_assert_eq(copy.cancels[0], NOW);
	cr_assert_eq(copy.n_network, 1);
	cr_assert_eq(copy.network[0].device, 1);
	cr_assert_eq(copy.n_works, 1);
	cr_assert_str_eq(copy.works[0].id, "v1");
	cr_assert_eq(copy.n_penalties, 1);
	cr_assert_eq(copy.penalties[0].until, NOW + 200);
	risk_facts_finish(&copy);
	risk_facts_copy(&copy, &facts);
	cr_assert_null(copy.works);
}
