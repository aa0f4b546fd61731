/* What waits for its turn: when it is sent, and that it never is before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ruled_service.h"

static struct rig rig;
static char outbox_path[64], lock_path[64];

static void finish(void) {
	ruled_close(&rig);
	if (outbox_path[0] != '\0') {
		(void)unlink(outbox_path);
		char journal[96];
		snprintf(journal, sizeof(journal), "%s-journal", outbox_path);
		(void)unlink(journal);
	}
	if (lock_path[0] != '\0') {
		(void)unlink(lock_path);
	}
}

TestSuite(plan, .fini = finish, .timeout = 120);

static msec_t wall(void) {
	return rig.server.fake.wall;
}

static void add(size_t from, size_t n) {
	for (size_t i = 0; i < n; i++) {
		(void)ruled_plan(&rig, from + i);
	}
	rig_run(&rig, RIG_WINDOW);
}

static const struct rig_options *on_a_file(void) {
	static struct rig_options options;

	snprintf(outbox_path, sizeof(outbox_path), "/tmp/unlike-plan-%d.db", (int)getpid());
	snprintf(lock_path, sizeof(lock_path), "/tmp/unlike-plan-%d.lock", (int)getpid());
	(void)unlink(outbox_path);
	options = (struct rig_options){ .outbox_path = outbox_path, .lock_path = lock_path };
	return &options;
}

static int64_t confirmed(void) {
	int64_t counts[INTENT_STATE_COUNT];
	struct err err = { 0 };

	cr_assert(outbox_counts(rig.outbox, "me", counts, &err), "%s", err.msg);
	return counts[INTENT_CONFIRMED];
}

static void set_plan(enum sync_plan_what what, int64_t reserve, msec_t until) {
	const struct sync_plan_change change = {
		.what = what, .reserve = reserve, .held_until = until
	};
	struct err err = { 0 };

	cr_assert(sync_set_plan(rig.sync, "me", &change, NULL, &err), "%s", err.msg);
}

/* --- the rules ------------------------------------------------------------------------------- */

Test(plan, what_fits_beside_the_reserve_goes_and_the_rest_in_its_turn) {
	ruled_open(&rig, NULL);
	add(0, 12);
	cr_assert_eq(ruled.done, 4, "%zu went", ruled.done);
	rig_run(&rig, MSEC_PER_HOUR - RIG_WINDOW);
	cr_assert_eq(ruled.done, 4);
	rig_run(&rig, RIG_WINDOW + MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 8);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 12);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(confirmed(), 12);
	cr_assert_eq(ruled_plan_now(&rig).left, 0);
}

Test(plan, each_row_says_when_and_the_plan_says_when_it_is_done) {
	ruled_open(&rig, NULL);
	msec_t start = wall() + RIG_WINDOW;
	add(0, 12);
	struct sync_plan plan = ruled_plan_now(&rig);
	cr_assert_eq(plan.left, 8);
	cr_assert_eq(plan.at_once, 0);
	cr_assert_eq(plan.next_at, start + MSEC_PER_HOUR, "%lld",
			(long long)(plan.next_at - start));
	cr_assert_eq(plan.done_at, start + 2 * MSEC_PER_HOUR);
	cr_assert_eq(plan.n_limits, 1);
	cr_assert_eq(plan.limits[0].limit, 5);
	cr_assert_eq(plan.limits[0].reserve, 1);
	cr_assert_eq(plan.limits[0].window, MSEC_PER_HOUR);
	cr_assert(!plan.limits[0].calendar && !plan.blocked && plan.known);
}

Test(plan, an_offer_says_the_same_before_anything_is_asked_for) {
	ruled_open(&rig, NULL);
	struct sync_plan offer;
	msec_t times[12];
	cr_assert_not(sync_preview_plan(rig.sync, "me", 12, &offer, times));
	sync_want_standing(rig.sync, "me");
	rig_settle(&rig);
	cr_assert(sync_preview_plan(rig.sync, "me", 12, &offer, times));
	cr_assert_eq(offer.left, 12);
	cr_assert_eq(offer.at_once, 4);
	cr_assert_eq(offer.done_at, wall() + 2 * MSEC_PER_HOUR);
	cr_assert_eq(times[3], wall());
	cr_assert_eq(times[4], wall() + MSEC_PER_HOUR);
	cr_assert_eq(ruled_plan_now(&rig).left, 0);
	/* Behind those that wait. */
	add(0, 12);
	cr_assert(sync_preview_plan(rig.sync, "me", 4, &offer, NULL));
	cr_assert_eq(offer.done_at, wall() + 3 * MSEC_PER_HOUR);
}

Test(plan, nothing_is_sent_without_being_asked_for_first) {
	ruled_open(&rig, NULL);
	ruled.standing_error = (struct err){ .code = ERR_SERVER, .msg = "not now" };
	add(0, 3);
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert_eq(ruled.requests, 0);
	cr_assert_lt(ruled.standings, 40, "%zu times", ruled.standings);
	ruled.standing_error = (struct err){ 0 };
	rig_run(&rig, 20 * MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 3);
}

Test(plan, while_it_waits_nothing_is_asked_for) {
	ruled_open(&rig, NULL);
	ruled.rig->server.platform->integrity.frequent.within = 30 * MSEC_PER_DAY;
	add(0, 12);
	rig_run(&rig, MSEC_PER_MIN);
	size_t asked = ruled.standings;
	rig_run(&rig, 3 * MSEC_PER_DAY);
	cr_assert_eq(ruled.standings, asked);
	cr_assert_eq(ruled.done, 4);
}

Test(plan, what_is_wanted_by_hand_goes_at_once_and_the_plan_gives_way) {
	ruled_open(&rig, NULL);
	ruled.reserve = -1; /* it is the person's */
	add(0, 12);
	cr_assert_eq(ruled.done, 4);
	(void)rig_send(&rig, "r00100", false);
	cr_assert(ruled.gone[100]);
	cr_assert_eq(ruled.done, 5);
	rig_run(&rig, MSEC_PER_HOUR - 2 * MSEC_PER_SEC);
	cr_assert_leq(ruled.done, 9);
	rig_run(&rig, 3 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 13);
}

Test(plan, another_device_that_uses_the_budget_moves_it_back) {
	ruled_open(&rig, NULL);
	add(0, 8);
	cr_assert_eq(ruled.done, 4);
	rig_run(&rig, 59 * MSEC_PER_MIN + 50 * MSEC_PER_SEC);
	cr_assert_eq(ruled.done, 4);
	/* One is free again, and the fifth is ours no more. */
	ruled_other_device(1);
	rig_run(&rig, 30 * MSEC_PER_SEC);
	cr_assert_eq(ruled.done, 7, "%zu", ruled.done);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 8);
	cr_assert_eq(ruled.refusals, 0);
}

Test(plan, the_reserve_is_what_the_person_set) {
	ruled_open(&rig, NULL);
	set_plan(SYNC_PLAN_RESERVE, 3, 0);
	ruled.reserve = 3;
	add(0, 4);
	cr_assert_eq(ruled.done, 2);
	cr_assert_eq(ruled_plan_now(&rig).reserve, 3);
	cr_assert_eq(ruled_plan_now(&rig).limits[0].reserve, 3);
	set_plan(SYNC_PLAN_RESERVE, 0, 0);
	ruled.reserve = 0;
	rig_settle(&rig);
	cr_assert_eq(ruled.done, 4);
}

Test(plan, a_row_that_a_limit_turned_away_comes_again_with_its_key) {
	ruled_open(&rig, NULL);
	ruled.strict = false;
	ruled.delay = 50;
	int64_t id = ruled_plan(&rig, 7);
	struct intent before = rig_intent(&rig, id);
	/* The service was asked a moment ago, and before the row arrives somebody is quicker. */
	rig_run(&rig, RIG_WINDOW + 25);
	ruled_other_device(5);
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert_eq(ruled.refusals, 1);
	struct intent after = rig_intent(&rig, id);
	cr_assert_eq(after.state, INTENT_PENDING);
	cr_assert_eq(after.attempts, 0);
	cr_assert_arr_eq(after.idem_key, before.idem_key, IDEM_KEY_BYTES);
	cr_assert(rig_reason_has(&rig, id, "IN-1"));
	intent_finish(&before);
	intent_finish(&after);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert_eq(ruled.refusals, 1);
}

Test(plan, a_lost_answer_is_asked_for_again_and_counts_once) {
	ruled_open(&rig, NULL);
	ruled.lose_answers = true;
	add(0, 1);
	cr_assert_eq(ruled.done, 1);
	ruled.lose_answers = false;
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert_eq(confirmed(), 1);
	cr_assert_eq(ruled.done, 1);
}

Test(plan, what_would_pass_the_ratio_is_not_sent_and_says_why) {
	ruled_open(&rig, NULL);
	ruled.facts.likes_made = 20;
	ruled.facts.cancels_made = 4; /* 30 percent are 6 */
	add(0, 4);
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(ruled.done, 2);
	struct sync_plan plan = ruled_plan_now(&rig);
	cr_assert(plan.blocked);
	cr_assert_eq(plan.why.topic, RISK_RATIO);
	cr_assert_str_eq(plan.why.rule, "IN-2");
	cr_assert_eq(plan.done_at, MSEC_NEVER);
	ruled.facts.likes_made = 1000;
	sync_want_standing(rig.sync, "me");
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 4);
}

/* --- held and stopped ------------------------------------------------------------------------ */

Test(plan, held_nothing_is_sent_until_it_is_resumed) {
	ruled_open(&rig, NULL);
	add(0, 6);
	set_plan(SYNC_PLAN_HOLD, 0, MSEC_NEVER);
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(ruled.done, 4);
	cr_assert_eq(ruled_plan_now(&rig).held_until, MSEC_NEVER);
	cr_assert_eq(ruled_plan_now(&rig).done_at, MSEC_NEVER);
	set_plan(SYNC_PLAN_HOLD, 0, 0);
	rig_settle(&rig);
	cr_assert_eq(ruled.done, 6);
}

Test(plan, held_until_a_time_it_goes_on_by_itself_then) {
	ruled_open(&rig, NULL);
	msec_t until = wall() + 5 * MSEC_PER_HOUR;
	set_plan(SYNC_PLAN_HOLD, 0, until);
	add(0, 6);
	cr_assert_eq(ruled_plan_now(&rig).next_at, until);
	rig_run(&rig, until - wall() - 1);
	cr_assert_eq(ruled.done, 0);
	rig_run(&rig, 1);
	cr_assert_eq(ruled.done, 4);
}

Test(plan, stopped_what_was_not_sent_stays_liked) {
	ruled_open(&rig, NULL);
	add(0, 6);
	const struct sync_plan_change stop = { .what = SYNC_PLAN_STOP };
	struct err err = { 0 };
	int64_t stopped = 0;
	cr_assert(sync_set_plan(rig.sync, "me", &stop, &stopped, &err), "%s", err.msg);
	cr_assert_eq(stopped, 2);
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(ruled.done, 4);
	cr_assert_eq(ruled_plan_now(&rig).left, 0);
	cr_assert(!ruled.gone[4] && !ruled.gone[5]);
}

Test(plan, a_row_that_is_taken_out_makes_room_for_the_next) {
	ruled_open(&rig, NULL);
	int64_t ids[6];
	for (size_t i = 0; i < 6; i++) {
		ids[i] = ruled_plan(&rig, i);
	}
	enum outbox_undone undone;
	struct err err = { 0 };
	cr_assert(outbox_undo(rig.outbox, ids[1], &undone, &err), "%s", err.msg);
	sync_kick(rig.sync);
	rig_run(&rig, RIG_WINDOW);
	cr_assert_eq(ruled.done, 4);
	cr_assert(!ruled.gone[1] && ruled.gone[4] && !ruled.gone[5]);
}

/* --- other processes ------------------------------------------------------------------------- */

Test(plan, goes_on_after_a_restart_in_the_middle) {
	ruled_open(&rig, on_a_file());
	add(0, 12);
	cr_assert_eq(ruled.done, 4);
	rig_restart(&rig);
	rig_run(&rig, 30 * MSEC_PER_MIN);
	rig_restart(&rig);
	rig_run(&rig, 25 * MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 4);
	rig_run(&rig, 6 * MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 8);
	rig_restart(&rig);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(confirmed(), 12);
}

Test(plan, is_carried_on_one_round_at_a_time) {
	struct rig_options options = *on_a_file();
	options.manual = true;
	ruled_open(&rig, &options);
	for (size_t i = 0; i < 6; i++) {
		(void)ruled_plan(&rig, i);
	}
	rig_run(&rig, RIG_WINDOW);
	cr_assert_eq(ruled.requests, 0);
	cr_assert(sync_once(rig.sync));
	rig_settle(&rig);
	cr_assert(sync_is_quiet(rig.sync));
	cr_assert_eq(ruled.done, 4);
	size_t asked = ruled.standings;
	for (int i = 0; i < 3; i++) {
		rig_run(&rig, 15 * MSEC_PER_MIN);
		rig_restart(&rig);
		cr_assert(sync_once(rig.sync));
		rig_settle(&rig);
	}
	cr_assert_eq(ruled.done, 4);
	cr_assert_eq(ruled.standings, asked, "nothing was due, and it was asked for");
	rig_run(&rig, 16 * MSEC_PER_MIN);
	rig_restart(&rig);
	cr_assert(sync_once(rig.sync));
	rig_settle(&rig);
	cr_assert_eq(ruled.done, 6);
}

Test(plan, what_another_process_changes_is_heeded) {
	ruled_open(&rig, on_a_file());
	add(0, 8);
	struct err err = { 0 };
	struct outbox *other = outbox_open(outbox_path, &rig.server.clock, &rig.rng, &err);
	cr_assert_not_null(other, "%s", err.msg);
	cr_assert(outbox_plan_hold(other, "me", MSEC_NEVER, &err), "%s", err.msg);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 4);
	cr_assert_eq(ruled_plan_now(&rig).held_until, MSEC_NEVER);
	int64_t stopped = 0;
	cr_assert(outbox_stop_plan(other, "me", &stopped, &err), "%s", err.msg);
	cr_assert(outbox_plan_hold(other, "me", 0, &err), "%s", err.msg);
	outbox_close(other);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 4);
	cr_assert_eq(stopped, 4);
}

Test(plan, a_second_process_sends_nothing_of_it) {
	ruled_open(&rig, on_a_file());
	add(0, 6);
	struct sync_config config = rig.config;
	struct err err = { 0 };
	config.outbox = outbox_open(outbox_path, &rig.server.clock, &rig.rng, &err);
	struct sync *second = sync_create(&config, &err);
	cr_assert_not_null(second, "%s", err.msg);
	rig_run(&rig, 30 * MSEC_PER_MIN);
	cr_assert_not(sync_is_sender(second));
	struct sync_plan theirs;
	cr_assert(sync_plan(second, "me", &theirs));
	cr_assert_eq(theirs.left, 2);
	cr_assert_eq(theirs.next_at, ruled_plan_now(&rig).next_at);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 6);
	sync_destroy(second);
	outbox_close(config.outbox);
}

/* --- points ---------------------------------------------------------------------------------- */

Test(plan, points_are_spent_down_to_the_reserve_and_then_when_they_are_new) {
	ruled_open_points(&rig, NULL, 50);
	add(0, 100);
	cr_assert_eq(ruled.done, 45);
	cr_assert_eq(ruled.left, 5);
	struct sync_plan plan = ruled_plan_now(&rig);
	cr_assert_eq(plan.left, 55);
	cr_assert(plan.limits[0].points);
	cr_assert_eq(plan.limits[0].reserve, 5);
	rig_run(&rig, 29 * MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 45);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 90);
	rig_run(&rig, 61 * MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 100);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(confirmed(), 100);
}

Test(plan, points_are_not_overspent_whatever_our_wall_clock_says) {
	ruled_open_points(&rig, NULL, 50);
	add(0, 100);
	cr_assert_eq(ruled.done, 45);
	rig.server.fake.wall += 7 * MSEC_PER_DAY;
	rig_run(&rig, 10 * MSEC_PER_MIN);
	rig.server.fake.wall -= 14 * MSEC_PER_DAY;
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 45);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 100);
}

Test(plan, a_limit_that_is_used_up_is_known_to_the_next_process) {
	ruled_open_points(&rig, on_a_file(), 50);
	ruled.strict = false;
	ruled.left = 0;
	add(0, 3);
	cr_assert_geq(ruled.requests, 1);
	size_t requests = ruled.requests;
	msec_t until = rig_status(&rig).paused_until;
	cr_assert_gt(until, wall());
	/* Its successor has heard nothing itself. */
	ruled.traits.budget = (struct service_budget){ 0 };
	rig_restart(&rig);
	(void)rig_send(&rig, "r00100", false);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(ruled.requests, requests);
	cr_assert_eq(rig_status(&rig).paused_until, until);
}

Test(plan, ten_thousand_rows_take_no_longer_than_so_many) {
	ruled_open_points(&rig, NULL, 4000);
	struct err err = { 0 };
	cr_assert(outbox_begin(rig.outbox, &err), "%s", err.msg);
	for (size_t i = 0; i < 10000; i++) {
		(void)ruled_plan(&rig, i);
	}
	cr_assert(outbox_commit(rig.outbox, &err), "%s", err.msg);
	clock_t began = clock();
	rig_run(&rig, 4 * MSEC_PER_HOUR);
	double took = (double)(clock() - began) / CLOCKS_PER_SEC;
	cr_assert_eq(confirmed(), 10000);
	cr_assert_lt(took, 60, "%.1f s", took);
}
