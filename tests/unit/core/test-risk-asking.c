/* Who asks and how: batches, grades, several reasons at once, corrections. */
#include "risk_case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/mem.h"

TestSuite(risk_asking, .fini = finish);

Test(risk_asking, OP_2_a_batch_of_two_is_refused_where_cancels_go_one_by_one) {
	begin("wechat-channels");
	struct risk_ask ask = { .work = "v1", .batch = 2 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judgement.verdict, RISK_REFUSE);
	expect_reason(0, RISK_NO_BATCH, RISK_REFUSE, "OP-2", PLATFORM_ARTICLE);
	expect_numbers(0, 2, 1, MSEC_NEVER, 0);
	cr_assert_not(judgement.counts);
	ask.batch = 1;
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judgement.verdict, RISK_OK);
	ask = (struct risk_ask){ .want = true, .work = "v1", .batch = 2 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judgement.verdict, RISK_OK, "the rule is of cancels");
}

Test(risk_asking, OP_2_a_batch_is_judged_where_there_are_batches) {
	begin("douyin");
	struct risk_ask ask = { .work = "v1", .batch = 2 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_eq(judgement.verdict, RISK_OK);
}

Test(risk_asking, FU_1_a_verified_account_has_twice_the_limits_and_they_are_assumed) {
	begin("wechat-channels");
	facts.tier = PLATFORM_VERIFIED;
	cancel(9, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cancel(1, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_HOLD);
	expect_reason(0, RISK_FREQUENT, RISK_HOLD, "IN-1", PLATFORM_ASSUMED);
	expect_numbers(0, 10, 10, NOW + MSEC_PER_DAY, LIMITED | LOWER);
}

Test(risk_asking, FU_1_a_verified_account_has_twice_the_day) {
	begin("bilibili");
	facts.tier = PLATFORM_VERIFIED;
	cancel(59, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cancel(1, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_REFUSE);
	expect_numbers(0, 60, 60, MIDNIGHT, 0);
}

Test(risk_asking, FU_2_refused_beats_held_beats_warned_and_all_reasons_are_told) {
	begin("wechat-channels");
	cancel(5, NOW);
	facts.likes_made = 20;
	facts.cancels_made = 6;
	cr_assert_eq(judge("v1", NOW), RISK_HOLD);
	cr_assert_eq(judgement.n_reasons, 2);
	expect_reason(0, RISK_FREQUENT, RISK_HOLD, "IN-1", PLATFORM_ARTICLE);
	expect_reason(1, RISK_RATIO, RISK_WARN, "IN-2", PLATFORM_ARTICLE);
	cr_assert_eq(judgement.n_begins, 2, "of the review alone");
	platform->integrity.item.more_than = 1;
	platform->integrity.item.then = PLATFORM_LIKE_BAN;
	platform->integrity.item.lasts = 1;
	platform->integrity.daily_limit = 5;
	cr_assert_eq(judge("v1", NOW), RISK_REFUSE);
	cr_assert_eq(judgement.n_reasons, 4);
	expect_reason(0, RISK_DAILY, RISK_REFUSE, "IN-1", PLATFORM_ARTICLE);
	expect_reason(1, RISK_FREQUENT, RISK_HOLD, "IN-1", PLATFORM_ARTICLE);
	expect_reason(2, RISK_RATIO, RISK_WARN, "IN-2", PLATFORM_ARTICLE);
	expect_reason(3, RISK_ITEM, RISK_WARN, "IN-4", PLATFORM_ASSUMED);
	cr_assert_eq(judgement.n_begins, 0);
	cr_assert_not(judgement.counts);
}

Test(risk_asking, FU_2_the_worst_reason_is_first_whatever_was_looked_at_first) {
	begin("bilibili");
	platform->integrity.item.more_than = 1;
	platform->integrity.item.then = PLATFORM_LIKE_BAN;
	cancel(1, NOW);
	facts.likes_made = 20;
	facts.cancels_made = 6;
	cr_assert_eq(judge("v1", NOW), RISK_WARN);
	cr_assert_eq(judgement.n_reasons, 2);
	expect_reason(0, RISK_ITEM, RISK_WARN, "IN-4", PLATFORM_ASSUMED);
	expect_reason(1, RISK_RATIO, RISK_OK, "IN-5", PLATFORM_ARTICLE);
}

Test(risk_asking, FU_2_what_a_held_cancel_begins_is_told_for_both_decisions) {
	begin("wechat-channels");
	cancel(5, NOW);
	neighbour(30, 2, NOW);
	neighbour(30, 3, NOW);
	cr_assert_eq(judge("v1", NOW), RISK_HOLD);
	struct risk_penalty begun[RISK_PENALTIES_MAX];
	cr_assert_eq(risk_begin(platform, &judgement, RISK_HOLD, NOW + 7, begun), 2);
	cr_assert_eq(begun[0].from, NOW + 7);
	cr_assert_eq(begun[0].until, NOW + 7 + 7 * MSEC_PER_DAY);
	cr_assert_eq(risk_begin(platform, &judgement, RISK_WARN, NOW + 7, begun), 1);
	cr_assert_eq(begun[0].kind, PLATFORM_ANOMALY_ALERT);
	cr_assert_eq(begun[0].until, NOW + 7 + MSEC_PER_DAY);
}

Test(risk_asking, FU_2_every_reason_is_looked_at_for_what_it_begins) {
	begin("wechat-channels");
	struct risk_judgement full = { .n_reasons = RISK_REASONS_MAX };
	full.reasons[RISK_REASONS_MAX - 1] = (struct risk_reason){
		.verdict = RISK_WARN, .topic = RISK_RATIO, .rule = "IN-2", .penalties = LIMITED
	};
	struct risk_penalty begun[RISK_PENALTIES_MAX];
	cr_assert_eq(risk_begin(platform, &full, RISK_WARN, NOW, begun), 1);
	cr_assert_eq(begun[0].kind, PLATFORM_LIMITED_REACH);
	cr_assert_eq(begun[0].until, MSEC_NEVER);
}

Test(risk_asking, FU_2_a_platform_without_rules_has_no_reasons) {
	begin("weibo");
	cancel(200, NOW);
	facts.likes_made = 200;
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	cr_assert_eq(judgement.n_reasons, 0);
	cr_assert(judgement.counts);
}

Test(risk_asking, FU_4_a_correction_passes_no_limit_and_uses_nothing) {
	begin("wechat-channels");
	cancel(5, NOW - MSEC_PER_HOUR);
	facts.likes_made = 20;
	facts.cancels_made = 6;
	like("v7", NOW);
	struct risk_ask ask = cancel_of("v7");
	risk_judge(platform, &facts, &ask, NOW + 5 * MSEC_PER_SEC, &judgement);
	cr_assert_eq(judgement.verdict, RISK_OK);
	cr_assert_not(judgement.counts);
	cr_assert(judgement.motive.correction);
	cr_assert_eq(judgement.n_reasons, 1);
	expect_reason(0, RISK_CORRECTION, RISK_OK, "FU-4", PLATFORM_ASSUMED);
	/* 6 × 85/90 + 3 + 1 − 8 = 1.667, of which the logistic is 84 % */
	expect_numbers(0, 84, 50, MSEC_NEVER, 0);
	risk_apply(platform, &facts, &ask, NOW + 5 * MSEC_PER_SEC, &judgement);
	cr_assert_eq(facts.n_cancels, 5);
	cr_assert_eq(facts.cancels_made, 6);
	cr_assert_eq(facts.n_network, 5);
	cr_assert_eq(judge("v7", NOW + 30 * MSEC_PER_SEC), RISK_HOLD, "half a minute later");
}

Test(risk_asking, FU_4_the_reason_has_the_score_and_the_threshold_in_percent) {
	begin("wechat-channels");
	platform->motive.bias = 90;
	platform->motive.threshold = 0.995;
	cr_assert_eq(judge("v1", NOW), RISK_OK);
	expect_reason(0, RISK_CORRECTION, RISK_OK, "FU-4", PLATFORM_ASSUMED);
	expect_numbers(0, 100, 99, MSEC_NEVER, 0);
}

Test(risk_asking, FU_4_the_time_of_the_like_is_asked_only_where_the_facts_do_not_know_the_work) {
	begin("weibo");
	struct risk_ask ask = { .work = "v1", .batch = 1, .liked_at = NOW - 1 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert(judgement.motive.correction);
	ask.liked_at = NOW + 1;
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SOON], 1, 0);
	ask.liked_at = NOW;
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SOON], 1, 0);
	ask.liked_at = 0;
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SOON], 0, 0);
	/* 0 is no time, however early it is */
	risk_judge(platform, &facts, &ask, MSEC_PER_SEC, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SOON], 0, 0);
	ask.liked_at = NOW - 1;
	like("v1", NOW - MSEC_PER_HOUR);
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_not(judgement.motive.correction);
}

Test(risk_asking, FU_4_other_cancels_of_ten_minutes_and_of_the_request_are_others) {
	begin("douyin");
	cancel(1, NOW);
	judge("v2", NOW + 10 * MSEC_PER_MIN - 1);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SINGLE], 0.5, 0);
	judge("v2", NOW + 10 * MSEC_PER_MIN);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SINGLE], 1, 0);
	struct risk_ask ask = { .work = "v2", .batch = 3 };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SINGLE], 0.25, 0);
	ask.batch = 2;
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SINGLE], 1.0 / 3, 1e-12);
	ask.batch = 0;
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_SINGLE], 0.5, 0);
}

Test(risk_asking, FU_4_other_devices_of_ten_minutes_are_others) {
	begin("douyin");
	neighbour(1, 2, NOW);
	judge("v2", NOW);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_OWN_DEVICE], 0.5, 0);
	neighbour(1, 2, NOW);
	neighbour(2, 3, NOW + 1);
	judge("v2", NOW + 10 * MSEC_PER_MIN - 1);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_OWN_DEVICE], 1.0 / 3, 1e-12);
	judge("v2", NOW + 10 * MSEC_PER_MIN);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_OWN_DEVICE], 0.5, 0);
	neighbour(1, 1, NOW + 10 * MSEC_PER_MIN);
	judge("v2", NOW + 10 * MSEC_PER_MIN);
	cr_assert_float_eq(judgement.motive.feature[MOTIVE_OWN_DEVICE], 0.5, 0);
}

Test(risk_asking, FU_4_a_correction_does_not_make_a_batch_where_there_is_none) {
	begin("wechat-channels");
	/* so near the like that it is a correction with another one beside it */
	struct risk_ask ask = { .work = "v1", .batch = 2, .liked_at = NOW };
	risk_judge(platform, &facts, &ask, NOW, &judgement);
	cr_assert(judgement.motive.correction);
	cr_assert_eq(judgement.verdict, RISK_REFUSE);
	cr_assert_eq(judgement.n_reasons, 2);
	expect_reason(0, RISK_NO_BATCH, RISK_REFUSE, "OP-2", PLATFORM_ARTICLE);
	expect_reason(1, RISK_CORRECTION, RISK_OK, "FU-4", PLATFORM_ASSUMED);
	cr_assert_not(judgement.counts);
}

Test(risk_asking, verdicts_and_topics_have_names) {
	begin("weibo");
	cr_assert_str_eq(risk_verdict_name(RISK_HOLD), "hold_for_review");
	cr_assert_str_eq(risk_topic_name(RISK_DAILY), "daily-limit");
	cr_assert_str_eq(risk_topic_name(RISK_CORRECTION), "correction");
}
