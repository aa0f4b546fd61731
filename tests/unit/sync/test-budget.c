/* What is sent of a limit that the service tells. */
#include <stdio.h>
#include <string.h>

#include "plain_service.h"

static struct rig rig;

static void finish(void) {
	rig_close(&rig);
}

TestSuite(budget, .fini = finish);

static void open_rig(void) {
	plain_open(&rig, NULL, 40);
	plain.described = true;
	plain.spends = true;
	rig_pull(&rig);
}

static msec_t wall(void) {
	return rig.server.fake.wall;
}

/* Wants `n` from p010 on taken back; their windows are over. */
static void cancel(size_t n) {
	char item[32];

	for (size_t i = 0; i < n; i++) {
		snprintf(item, sizeof(item), "p%03zu", 10 + i);
		rig_want(&rig, item, false);
	}
	rig_run(&rig, RIG_WINDOW);
}

static size_t count_sent(void) {
	size_t n = 0;

	for (size_t i = 0; i < plain.n_sends; i++) {
		n += plain.sends[i].n;
	}
	return n;
}

Test(budget, without_a_limit_everything_goes) {
	open_rig();
	plain.spends = false;
	cancel(25);
	cr_assert_eq(count_sent(), 25);
	cr_assert_eq(plain.n_sends, 3);
	cr_assert_eq(plain.sends[0].n, 10);
}

Test(budget, where_nothing_is_left_nothing_is_sent_before_it_is_new) {
	open_rig();
	plain_set_budget(0, MSEC_PER_HOUR);
	msec_t resets_at = plain.traits.budget.resets_at;
	cancel(3);
	cr_assert_eq(count_sent(), 0);
	cr_assert_eq(rig_status(&rig).paused_until, resets_at);
	cr_assert_eq(rig_status(&rig).budget.left, 0);
	cr_assert(rig_status(&rig).online);
	rig_run(&rig, resets_at - wall() - 1);
	cr_assert_eq(count_sent(), 0);
	cr_assert_eq(rig_status(&rig).paused_until, resets_at);
	plain.spends = false;
	rig_run(&rig, 1);
	cr_assert_eq(count_sent(), 3);
	cr_assert_eq(rig_status(&rig).paused_until, 0);
}

Test(budget, looks_cost_nothing_and_go_on) {
	open_rig();
	plain_set_budget(1, MSEC_PER_HOUR);
	plain.publish_in = 5 * MSEC_PER_MIN;
	int64_t id = rig_send(&rig, "p001", false);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	int64_t other = rig_send(&rig, "p002", false);
	cr_assert_eq(rig_state(&rig, other), INTENT_PENDING);
	cr_assert_neq(rig_status(&rig).paused_until, 0);
	cr_assert_eq(plain.n_looks, 0);
	rig_run(&rig, 6 * MSEC_PER_MIN);
	cr_assert_eq(plain.n_looks, 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert_eq(rig_state(&rig, other), INTENT_PENDING);
	cr_assert_neq(rig_status(&rig).paused_until, 0);
}

Test(budget, a_walk_of_the_list_costs_nothing_and_goes_on) {
	open_rig();
	plain_set_budget(0, MSEC_PER_HOUR);
	cancel(1);
	cr_assert_neq(rig_status(&rig).paused_until, 0);
	plain.gone[0] = true;
	rig_pull(&rig);
	cr_assert(!rig_is_listed(&rig, "p000"));
}

Test(budget, no_more_is_sent_than_what_is_left) {
	open_rig();
	plain_set_budget(13, MSEC_PER_HOUR);
	cancel(25);
	cr_assert_eq(plain.n_sends, 2);
	cr_assert_eq(plain.sends[0].n, 10);
	cr_assert_eq(plain.sends[1].n, 3);
	cr_assert_neq(rig_status(&rig).paused_until, 0);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(count_sent(), 13);
	plain.spends = false;
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(count_sent(), 25);
}

Test(budget, liking_again_costs_three) {
	open_rig();
	plain.spends = false;
	cancel(4);
	rig_run(&rig, MSEC_PER_MIN);
	size_t before = count_sent();
	cr_assert_eq(before, 4);
	plain.spends = true;
	plain_set_budget(8, MSEC_PER_HOUR);
	msec_t resets_at = plain.traits.budget.resets_at;
	rig_want(&rig, "p010", true);
	rig_want(&rig, "p011", true);
	rig_want(&rig, "p012", true);
	rig_run(&rig, RIG_WINDOW);
	cr_assert_eq(count_sent(), before + 2);
	cr_assert_eq(plain.traits.budget.left, 2);
	cr_assert_eq(rig_status(&rig).paused_until, resets_at);
	plain.spends = false;
	rig_run(&rig, resets_at - wall());
	cr_assert_eq(count_sent(), before + 3);
}

Test(budget, a_limit_that_is_new_by_now_is_none) {
	open_rig();
	plain.spends = false;
	plain_set_budget(0, 0);
	cancel(12);
	cr_assert_eq(count_sent(), 12);
	cr_assert_eq(rig_status(&rig).paused_until, 0);
	plain_set_budget(0, -MSEC_PER_DAY);
	rig_send(&rig, "p001", false);
	cr_assert_eq(count_sent(), 13);
}

Test(budget, where_nothing_is_counted_the_cost_is_none) {
	open_rig();
	plain.spends = false;
	plain.traits.cancel_cost = 0;
	plain_set_budget(0, MSEC_PER_HOUR);
	cancel(12);
	cr_assert_eq(count_sent(), 12);
}

Test(budget, a_refusal_for_the_limit_waits_for_its_end_and_looks_go_on) {
	open_rig();
	plain.publish_in = 5 * MSEC_PER_MIN;
	plain.spends = false;
	int64_t id = rig_send(&rig, "p001", false);
	plain_set_budget(0, MSEC_PER_HOUR);
	/* The service found out only by asking. */
	plain.traits.cancel_cost = 0;
	plain.send_error = (struct err){
		.code = ERR_RATE_LIMITED, .msg = "no more", .retry_after_ms = MSEC_PER_HOUR
	};
	int64_t other = rig_send(&rig, "p002", false);
	cr_assert_eq(rig_state(&rig, other), INTENT_SENT);
	cr_assert_geq(rig_status(&rig).paused_until, plain.traits.budget.resets_at - MSEC_PER_SEC);
	size_t sends = plain.n_sends;
	int64_t later = rig_send(&rig, "p003", false);
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert_eq(plain.n_sends, sends);
	cr_assert_eq(rig_state(&rig, later), INTENT_PENDING);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	plain.send_error = (struct err){ 0 };
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, other), INTENT_CONFIRMED);
}

Test(budget, a_refusal_without_a_limit_pauses_for_a_while) {
	open_rig();
	plain.spends = false;
	plain.send_error = (struct err){
		.code = ERR_RATE_LIMITED, .msg = "no more", .retry_after_ms = 7 * MSEC_PER_MIN
	};
	rig_send(&rig, "p001", false);
	cr_assert_geq(rig_status(&rig).paused_until, wall() + 7 * MSEC_PER_MIN);
	size_t sends = plain.n_sends;
	rig_run(&rig, 7 * MSEC_PER_MIN - 1);
	cr_assert_eq(plain.n_sends, sends);
	plain.send_error = (struct err){ 0 };
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert_eq(count_sent(), sends + 1);
}

/* --- what is written down together ----------------------------------------------------------- */

Test(budget, one_of_a_batch_that_somebody_else_moved_holds_up_no_other) {
	open_rig();
	plain.spends = false;
	plain.delay = 100;
	int64_t first = rig_want(&rig, "p010", false);
	int64_t second = rig_want(&rig, "p011", false);
	int64_t third = rig_want(&rig, "p012", false);
	rig_run(&rig, RIG_WINDOW + 50);
	cr_assert_eq(plain.n_sends, 1);
	cr_assert_eq(plain.sends[0].n, 3);
	cr_assert_eq(rig_state(&rig, second), INTENT_SENT);
	cr_assert(outbox_move(rig.outbox, second, INTENT_SENT, INTENT_ROLLED_BACK, NULL, NULL));
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(rig_state(&rig, first), INTENT_CONFIRMED);
	cr_assert_eq(rig_state(&rig, second), INTENT_ROLLED_BACK);
	cr_assert_eq(rig_state(&rig, third), INTENT_CONFIRMED);
	cr_assert_eq(rig_status(&rig).error.code, ERR_NONE);
}

Test(budget, two_wishes_of_one_item_are_never_in_one_request) {
	open_rig();
	plain.spends = false;
	int64_t away = rig_send(&rig, "p010", false);
	plain.delay = 100;
	int64_t back = rig_want(&rig, "p010", true);
	int64_t other = rig_want(&rig, "p011", false);
	rig_run(&rig, RIG_WINDOW + MSEC_PER_MIN);
	cr_assert_eq(rig_state(&rig, away), INTENT_CONFIRMED);
	cr_assert_eq(rig_state(&rig, back), INTENT_CONFIRMED);
	cr_assert_eq(rig_state(&rig, other), INTENT_CONFIRMED);
	cr_assert_eq(plain.n_sends, 3);
	for (size_t i = 0; i < plain.n_sends; i++) {
		cr_assert_eq(plain.sends[i].n, 1);
	}
}
