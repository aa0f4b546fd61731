/* What sets something off: the rules of integrity. */
#include "risk_case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/mem.h"

TestSuite(risk, .fini = finish);

Test(risk, IN_1_the_fifth_cancel_within_24_hours_is_done) {
	begin("wechat-channels");
	cancel(4, NOW - MSEC_PER_HOUR);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	cr_assert(judgement.counts);
	cr_assert_eq(judgement.n_begins, 0);
}

Test(risk, IN_1_the_sixth_cancel_within_24_hours_is_held) {
	begin("wechat-channels");
	cancel(5, NOW - MSEC_PER_HOUR);
	cr_assert_eq(judge("v1", NOW), RISK_HOLD);
	cr_assert(judgement.counts);
	cr_assert_eq(judgement.n_reasons, 1);
	expect_reason(0, RISK_FREQUENT, RISK_HOLD, "IN-1", PLATFORM_ARTICLE);
	expect_numbers(0, 5, 5, NOW + 23 * MSEC_PER_HOUR, LIMITED | LOWER);
	cr_assert_eq(judgement.n_begins, 2);
	expect_begins(0, PLATFORM_LIMITED_REACH, "IN-1", NOW, NOW + 7 * MSEC_PER_DAY);
	expect_begins(1, PLATFORM_LOWER_LIKE_WEIGHT, "IN-1", NOW, NOW + 7 * MSEC_PER_DAY);
}

Test(risk, IN_1_a_cancel_counts_for_23_h_59_min_and_not_for_24_h_01_min) {
	begin("wechat-channels");
	cancel(5, NOW);
	cr_assert_eq(judge("v1", NOW + 23 * MSEC_PER_HOUR + 59 * MSEC_PER_MIN), RISK_HOLD);
	cr_assert_eq(judge("v1", NOW + MSEC_PER_DAY - 1), RISK_HOLD);
	cr_assert_eq(judge("v1", NOW + MSEC_PER_DAY), RISK_OK);
	cr_assert_eq(judge("v1", NOW + MSEC_PER_DAY + MSEC_PER_MIN), RISK_OK);
}

Test(risk, IN_1_the_window_rolls_and_resets_when_enough_have_left_it) {
	begin("wechat-channels");
	for (int i = 0; i < 7; i++) {
		cancel(1, NOW + i * MSEC_PER_HOUR);
	}
	/* seven count, so three have to leave before one more makes five */
	cr_assert_eq(judge("v1", NOW + 7 * MSEC_PER_HOUR), RISK_HOLD);
	expect_numbers(0, 7, 5, NOW + 2 * MSEC_PER_HOUR + MSEC_PER_DAY, LIMITED | LOWER);
	cr_assert_eq(judge("v1", NOW + 2 * MSEC_PER_HOUR + MSEC_PER_DAY - 1), RISK_HOLD);
	cr_assert_eq(judge("v1", NOW + 2 * MSEC_PER_HOUR + MSEC_PER_DAY), RISK_OK);
}

Test(risk, IN_1_what_is_held_counts_while_it_is_held) {
	begin("wechat-channels");
	cancel(6, NOW);
	cr_assert_eq(judgement.verdict, RISK_HOLD);
	cr_assert_eq(facts.n_cancels, 6);
	cr_assert_eq(facts.cancels_made, 6);
	cr_assert_eq(facts.n_penalties, 0, "only a rejection begins them");
	cr_assert_eq(judge("v1", NOW + 1), RISK_HOLD);
	expect_numbers(0, 6, 5, NOW + MSEC_PER_DAY, LIMITED | LOWER);
}

Test(risk, IN_1_a_platform_may_refuse_in_place_of_a_review) {
	begin("wechat-channels");
	platform->integrity.frequent.review = false;
	cancel(5, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_REFUSE);
	expect_numbers(0, 5, 5, NOW + MSEC_PER_DAY, 0);
	cr_assert_not(judgement.counts);
	cr_assert_eq(judgement.n_begins, 0);
}

/* Likes and cancels so that a next cancel makes it `cancels` of `likes`. */
static enum risk_verdict judge_ratio(int64_t cancels, int64_t likes) {
	facts.likes_made = likes;
	facts.cancels_made = cancels - 1;
	return judge("v1", NOW);
}

Test(risk, IN_2_29_9_percent_30_and_30_1_percent) {
	begin("wechat-channels");
	cr_assert_eq(judge_ratio(299, 1000), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	cr_assert_eq(judge_ratio(300, 1000), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	cr_assert_eq(judge_ratio(301, 1000), RISK_WARN);
	expect_reason(0, RISK_RATIO, RISK_WARN, "IN-2", PLATFORM_ARTICLE);
	expect_numbers(0, 30, 30, MSEC_NEVER, LIMITED);
	cr_assert_eq(judgement.n_begins, 1);
	expect_begins(0, PLATFORM_LIMITED_REACH, "IN-2", NOW, MSEC_NEVER);
	cr_assert(judgement.counts);
}

Test(risk, IN_2_passed_already_it_is_told_and_begins_nothing) {
	begin("wechat-channels");
	cr_assert_eq(judge_ratio(302, 1000), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 1);
	expect_reason(0, RISK_RATIO, RISK_OK, "IN-2", PLATFORM_ARTICLE);
	expect_numbers(0, 30, 30, MSEC_NEVER, 0);
	cr_assert_eq(judge_ratio(400, 1000), RISK_OK);
	expect_numbers(0, 39, 30, MSEC_NEVER, 0);
	cr_assert_eq(judgement.n_begins, 0);
}

Test(risk, IN_2_the_ratio_counts_from_20_likes_on) {
	begin("wechat-channels");
	cr_assert_eq(judge_ratio(6, 19), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	cr_assert_eq(judge_ratio(6, 20), RISK_OK);
	cr_assert_eq(judge_ratio(7, 20), RISK_WARN);
	cr_assert_eq(judge_ratio(7, 21), RISK_WARN);
	cr_assert_eq(judge_ratio(1, 0), RISK_OK);
}

Test(risk, IN_3_the_twentieth_cancel_of_three_devices_sets_off_an_alert) {
	begin("wechat-channels");
	neighbour(10, 2, NOW - 2);
	neighbour(8, 3, NOW - 1);
	cr_assert_eq(judge("v1", NOW), RISK_OK, "the nineteenth");
	cr_assert_eq(judgement.n_reasons, 0);
	neighbour(1, 3, NOW - 1);
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	expect_reason(0, RISK_NETWORK, RISK_WARN, "IN-3", PLATFORM_ASSUMED);
	expect_numbers(0, 19, 19, NOW - 2 + MSEC_PER_HOUR, 1u << PLATFORM_ANOMALY_ALERT);
	cr_assert_eq(judgement.n_begins, 1);
	expect_begins(0, PLATFORM_ANOMALY_ALERT, "IN-3", NOW, NOW + MSEC_PER_DAY);
	neighbour(1, 3, NOW - 1);
	cr_assert_eq(judge("v1", NOW), RISK_WARN, "the twenty-first");
	expect_numbers(0, 20, 19, NOW - 2 + MSEC_PER_HOUR, 1u << PLATFORM_ANOMALY_ALERT);
}

Test(risk, IN_3_two_devices_are_no_network_and_the_own_one_is_one_of_three) {
	begin("wechat-channels");
	neighbour(30, 2, NOW - 1);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	facts.device = 2;
	neighbour(1, 3, NOW - 1);
	cr_assert_eq(judge("v1", NOW), RISK_OK, "2 and 3");
	facts.device = 4;
	cr_assert_eq(judge("v1", NOW), RISK_WARN, "2, 3 and 4");
}

Test(risk, IN_3_the_number_of_a_device_says_nothing_but_which_it_is) {
	begin("wechat-channels");
	neighbour(19, 2, NOW - 1);
	neighbour(1, 0, NOW - 1);
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
}

Test(risk, IN_3_there_may_be_more_devices_than_a_rule_can_ask_for) {
	begin("wechat-channels");
	platform->integrity.network.devices = PLATFORM_DEVICES_MAX;
	for (int i = 0; i < PLATFORM_DEVICES_MAX - 2; i++) {
		neighbour(1, 100 + i, NOW - 1);
	}
	cr_assert_eq(judge("v1", NOW), RISK_OK, "one device is missing");
	for (int i = 0; i < PLATFORM_DEVICES_MAX; i++) {
		neighbour(1, 1000 + i, NOW - 1);
	}
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_OWN_DEVICE], 1.0 / PLATFORM_DEVICES_MAX,
			1e-12);
}

Test(risk, IN_3_it_resets_when_the_third_device_leaves_the_hour) {
	begin("wechat-channels");
	neighbour(1, 2, NOW - 30 * MSEC_PER_MIN);
	neighbour(30, 3, NOW - MSEC_PER_MIN);
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	expect_numbers(0, 31, 19, NOW + 30 * MSEC_PER_MIN, 1u << PLATFORM_ANOMALY_ALERT);
	cr_assert_eq(judge("v1", NOW + 30 * MSEC_PER_MIN - 1), RISK_WARN);
	cr_assert_eq(judge("v1", NOW + 30 * MSEC_PER_MIN), RISK_OK);
}

Test(risk, IN_3_while_an_alert_is_in_force_no_new_one_begins) {
	begin("wechat-channels");
	neighbour(10, 2, NOW);
	neighbour(20, 3, NOW);
	cancel(1, NOW);
	cr_assert_eq(judgement.verdict, RISK_WARN);
	cr_assert_eq(facts.n_penalties, 1);
	cr_assert_eq(judge("v1", NOW + 1), RISK_OK);
	expect_reason(0, RISK_NETWORK, RISK_OK, "IN-3", PLATFORM_ASSUMED);
	expect_numbers(0, 31, 19, NOW + MSEC_PER_HOUR, 0);
	cr_assert_eq(judgement.n_begins, 0);
	facts.penalties[0].until = NOW + 1;
	cr_assert_eq(judge("v1", NOW + 1), RISK_WARN, "it is over");
}

/* Penalties of rules that no file has, all in force. */
static void store_others(size_t n) {
	facts.penalties = xcalloc(n, sizeof(*facts.penalties));
	facts.n_penalties = n;
	for (size_t i = 0; i < n; i++) {
		struct risk_penalty *penalty = &facts.penalties[i];
		penalty->kind = PLATFORM_LOWER_LIKE_WEIGHT;
		snprintf(penalty->rule, sizeof(penalty->rule), "PR-%zu", i + 1);
		penalty->until = MSEC_NEVER;
	}
}

Test(risk, IN_3_an_alert_is_found_among_other_penalties) {
	begin("wechat-channels");
	neighbour(10, 2, NOW);
	neighbour(20, 3, NOW);
	store_others(3);
	facts.penalties[1].kind = PLATFORM_ANOMALY_ALERT;
	memcpy(facts.penalties[1].rule, "IN-3", 5);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	expect_reason(0, RISK_NETWORK, RISK_OK, "IN-3", PLATFORM_ASSUMED);
}

Test(risk, IN_3_no_number_of_other_penalties_is_an_alert) {
	begin("wechat-channels");
	neighbour(10, 2, NOW);
	neighbour(20, 3, NOW);
	store_others(RISK_PENALTIES_MAX);
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	struct risk_ask ask = { .want = true, .work = "v1", .batch = 1 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judgement.verdict, RISK_OK);
}

Test(risk, IN_3_an_alert_of_another_rule_is_another) {
	begin("wechat-channels");
	neighbour(10, 2, NOW);
	neighbour(20, 3, NOW);
	cancel(1, NOW);
	memcpy(facts.penalties[0].rule, "IN-9", 5);
	cr_assert_eq(judge("v1", NOW + 1), RISK_WARN);
	memcpy(facts.penalties[0].rule, "IN-3", 5);
	facts.penalties[0].kind = PLATFORM_LIKE_BAN;
	cr_assert_eq(judge("v1", NOW + 1), RISK_WARN);
}

Test(risk, IN_3_one_device_and_one_cancel_is_a_network_where_the_file_says_so) {
	begin("wechat-channels");
	platform->integrity.network.devices = 1;
	platform->integrity.network.cancels = 1;
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	expect_numbers(0, 0, 0, NOW + MSEC_PER_HOUR, 1u << PLATFORM_ANOMALY_ALERT);
	platform->integrity.network.cancels = 2;
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	platform->integrity.network.cancels = 1;
	platform->integrity.network.devices = 2;
	cr_assert_eq(judge("v1", NOW), RISK_OK);
}

Test(risk, IN_4_the_fiftieth_of_a_day_is_done_and_the_fifty_first_refused) {
	begin("douyin");
	for (int i = 0; i < 49; i++) {
		char work[16];
		snprintf(work, sizeof(work), "v%d", i);
		struct risk_ask ask = cancel_of(work);
		risk_judge(platform, &facts, &ask, NOW, &judgement);
		risk_apply(platform, &facts, &ask, NOW, &judgement);
	}
	cr_assert_eq(judge("v50", NOW), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	struct risk_ask ask = cancel_of("v50");
	risk_apply(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judge("v51", NOW), RISK_REFUSE);
	expect_reason(0, RISK_DAILY, RISK_REFUSE, "IN-4", PLATFORM_ARTICLE);
	expect_numbers(0, 50, 50, MIDNIGHT, 0);
	cr_assert_not(judgement.counts);
}

Test(risk, IN_4_a_day_ends_at_midnight_in_the_platforms_zone) {
	begin("douyin");
	platform->integrity.daily_limit = 1;
	cancel(1, NOW);
	cr_assert_eq(judge("v2", MIDNIGHT - 1), RISK_REFUSE);
	cr_assert_eq(judge("v2", MIDNIGHT), RISK_OK);
	cancel(1, MIDNIGHT);
	cr_assert_eq(judge("v2", MIDNIGHT + MSEC_PER_DAY - 1), RISK_REFUSE);
	expect_numbers(0, 1, 1, MIDNIGHT + MSEC_PER_DAY, 0);
	cr_assert_eq(judge("v2", MIDNIGHT + MSEC_PER_DAY), RISK_OK);
}

Test(risk, IN_4_the_third_cancel_of_a_work_is_done_and_the_fourth_takes_the_right_to_like) {
	begin("douyin");
	cancel(2, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cancel(1, NOW);
	cr_assert_eq(judge("v2", NOW), RISK_OK, "another work");
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	expect_reason(0, RISK_ITEM, RISK_WARN, "IN-4", PLATFORM_ARTICLE);
	expect_numbers(0, 3, 3, MSEC_NEVER, 1u << PLATFORM_LIKE_BAN);
	cr_assert_eq(judgement.n_begins, 1);
	expect_begins(0, PLATFORM_LIKE_BAN, "IN-4", NOW, NOW + 48 * MSEC_PER_HOUR);
}

Test(risk, IN_4_a_work_that_nothing_is_known_of_was_never_cancelled) {
	begin("douyin");
	platform->integrity.item.more_than = 1;
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cancel(1, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
}

Test(risk, IN_4_a_like_is_refused_for_48_hours_and_a_cancel_is_not) {
	begin("douyin");
	cancel(4, NOW);
	struct risk_ask ask = { .want = true, .work = "v9", .batch = 1 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judgement.verdict, RISK_REFUSE);
	expect_reason(0, RISK_BARRED, RISK_REFUSE, "IN-4", PLATFORM_ARTICLE);
	expect_numbers(0, 1, 0, NOW + 48 * MSEC_PER_HOUR, 0);
	risk_judge(platform, &facts, &ask, NOW + 48 * MSEC_PER_HOUR - 1, &judgement);
	cr_assert_eq(judgement.verdict, RISK_REFUSE);
	risk_judge(platform, &facts, &ask, NOW + 48 * MSEC_PER_HOUR, &judgement);
	cr_assert_eq(judgement.verdict, RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	cr_assert_eq(judge("v9", NOW), RISK_OK);
}

Test(risk, IN_4_the_longest_ban_is_told_and_one_of_no_rule_of_the_file_is_assumed) {
	begin("douyin");
	struct risk_penalty penalties[] = {
		{ PLATFORM_LIKE_BAN, "IN-4", NOW, NOW + 5 },
		{ PLATFORM_LIKE_BAN, "IN-9", NOW, NOW + 9 },
		{ PLATFORM_LIKE_BAN, "IN-8", NOW, NOW + 7 },
		{ PLATFORM_LIMITED_REACH, "IN-1", NOW, NOW + 20 },
	};
	struct risk_facts known = { .penalties = penalties, .n_penalties = 4 };
	struct risk_ask ask = { .want = true, .work = "v9", .batch = 1 };
	risk_judge(platform, &known, &ask, NOW, &judgement);
	expect_reason(0, RISK_BARRED, RISK_REFUSE, "IN-9", PLATFORM_ASSUMED);
	expect_numbers(0, 1, 0, NOW + 9, 0);
	cr_assert_eq(judgement.n_reasons, 1);
}

static void expect_barred(const char *rule, enum platform_kind source) {
	struct risk_penalty ban = { .kind = PLATFORM_LIKE_BAN, .until = NOW + 1 };
	memcpy(ban.rule, rule, strlen(rule) + 1);
	struct risk_facts known = { .penalties = &ban, .n_penalties = 1 };
	struct risk_ask ask = { .want = true, .work = "v9", .batch = 1 };
	risk_judge(platform, &known, &ask, NOW, &judgement);
	expect_reason(0, RISK_BARRED, RISK_REFUSE, rule, source);
}

Test(risk, IN_1_IN_4_a_ban_has_the_kind_of_the_value_that_sets_it_off) {
	begin("wechat-channels");
	expect_barred("IN-1", PLATFORM_ASSUMED);
	expect_barred("IN-2", PLATFORM_ASSUMED);
	platform->integrity.frequent.penalties |= 1u << PLATFORM_LIKE_BAN;
	expect_barred("IN-1", PLATFORM_ARTICLE);
	expect_barred("IN-2", PLATFORM_ASSUMED);
	platform->integrity.ratio.then = PLATFORM_LIKE_BAN;
	expect_barred("IN-2", PLATFORM_ARTICLE);
	platform->integrity.network.then = PLATFORM_LIKE_BAN;
	expect_barred("IN-3", PLATFORM_ARTICLE);
}

Test(risk, IN_4_of_two_bans_that_end_together_the_first_is_told) {
	begin("douyin");
	struct risk_penalty penalties[] = {
		{ PLATFORM_LIKE_BAN, "IN-8", NOW, NOW + 5 },
		{ PLATFORM_LIKE_BAN, "IN-9", NOW, NOW + 5 },
	};
	struct risk_facts known = { .penalties = penalties, .n_penalties = 2 };
	struct risk_ask ask = { .want = true, .work = "v9", .batch = 1 };
	risk_judge(platform, &known, &ask, NOW, &judgement);
	expect_reason(0, RISK_BARRED, RISK_REFUSE, "IN-8", PLATFORM_ASSUMED);
}

Test(risk, IN_5_the_thirtieth_of_a_day_is_done_and_the_thirty_first_refused) {
	begin("bilibili");
	cancel(29, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cancel(1, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_REFUSE);
	expect_reason(0, RISK_DAILY, RISK_REFUSE, "IN-5", PLATFORM_ARTICLE);
	expect_numbers(0, 30, 30, MIDNIGHT, 0);
}

Test(risk, IN_5_over_20_percent_points_are_deducted) {
	begin("bilibili");
	cr_assert_eq(judge_ratio(199, 1000), RISK_OK);
	cr_assert_eq(judge_ratio(200, 1000), RISK_OK);
	cr_assert_eq(judge_ratio(201, 1000), RISK_WARN);
	expect_reason(0, RISK_RATIO, RISK_WARN, "IN-5", PLATFORM_ARTICLE);
	expect_numbers(0, 20, 20, MSEC_NEVER, 1u << PLATFORM_POINTS_DEDUCTED);
	expect_begins(0, PLATFORM_POINTS_DEDUCTED, "IN-5", NOW, MSEC_NEVER);
}
