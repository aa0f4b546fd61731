#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rig.h"
#include "unlike/base/file.h"

static struct rig rig;

static void open_default(void) {
	rig_open(&rig, NULL);
}

static void finish(void) {
	rig_close(&rig);
}

TestSuite(push, .init = open_default, .fini = finish);
TestSuite(push_bare);

Test(push, nothing_is_sent_before_the_undo_window_ends_and_then_at_once) {
	int64_t id = rig_want(&rig, "v1", false);

	rig_run(&rig, RIG_WINDOW - 1);
	cr_assert_eq(inproc_http_count(rig.http), 0);
	cr_assert_eq(rig_state(&rig, id), INTENT_PENDING);
	rig_run(&rig, 1);
	cr_assert_eq(inproc_http_count(rig.http), 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 1);
	cr_assert_gt(rig.notices[SYNC_OUTBOX], 0);
}

Test(push, an_undo_inside_the_window_sends_nothing) {
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	int64_t id = rig_want(&rig, "v1", false);

	rig_run(&rig, RIG_WINDOW - 1);
	cr_assert(outbox_undo(rig.outbox, id, &undone, NULL));
	sync_kick(rig.sync);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(inproc_http_count(rig.http), 0);
	cr_assert(sync_is_quiet(rig.sync));
}

Test(push, a_row_is_sent_in_the_file_before_its_request_can_take_effect) {
	inproc_http_set_delay(rig.http, 100);
	int64_t id = rig_send(&rig, "v1", false);

	cr_assert_eq(inproc_http_count(rig.http), 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	cr_assert_eq(rig_operations(&rig), 0);
	cr_assert_eq(rig_status(&rig).in_flight, 1);
	rig_run(&rig, 100);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 1);
}

Test(push, what_was_accepted_knows_its_operation_and_when_it_can_be_proved) {
	int64_t id = rig_send(&rig, "v1", false);
	struct intent intent = rig_intent(&rig, id);

	cr_assert_str_eq(intent.operation, "o1");
	cr_assert_eq(intent.publish_at, rig.server.fake.wall + LIKESD_FIXTURE_DELAY);
	cr_assert_geq(intent.horizon, rig.server.fake.wall + LIKESD_FIXTURE_DELAY);
	cr_assert_leq(intent.horizon, rig.server.fake.wall + LIKESD_FIXTURE_DELAY + 1000);
	intent_finish(&intent);
}

Test(push, a_lost_answer_is_asked_for_with_the_same_key_and_has_one_effect) {
	inproc_http_lose_next(rig.http, 1);
	int64_t id = rig_send(&rig, "v1", false);

	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	cr_assert_eq(rig_operations(&rig), 1);
	cr_assert(!rig_status(&rig).online);
	rig_run(&rig, 5 * MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 1);
	cr_assert_eq(inproc_http_count(rig.http), 2);
	cr_assert(rig_status(&rig).online);
	/* Another key would have been told 'not liked', without an operation. */
	struct intent intent = rig_intent(&rig, id);
	cr_assert_str_eq(intent.operation, "o1");
	cr_assert_eq(intent.attempts, 0);
	intent_finish(&intent);
}

Test(push, three_refusals_of_a_busy_server_cost_three_attempts) {
	inproc_http_refuse_next(rig.http, 3, 503, 0);
	int64_t id = rig_send(&rig, "v1", false);

	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	cr_assert_gt(rig_status(&rig).paused_until, rig.server.fake.wall);
	rig_run(&rig, 30 * MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(inproc_http_count(rig.http), 4);
	struct intent intent = rig_intent(&rig, id);
	cr_assert_eq(intent.attempts, 3);
	intent_finish(&intent);
}

Test(push, a_rate_limit_pauses_the_account_for_as_long_as_it_says) {
	inproc_http_refuse_next(rig.http, 1, 429, 120 * MSEC_PER_SEC);
	rig_send(&rig, "v1", false);
	int64_t other = rig_send(&rig, "v2", false);

	cr_assert_eq(inproc_http_count(rig.http), 1);
	rig_run(&rig, 120 * MSEC_PER_SEC - RIG_WINDOW - 1);
	cr_assert_eq(inproc_http_count(rig.http), 1);
	rig_run(&rig, 2 * MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, other), INTENT_ACCEPTED);
	cr_assert_eq(rig_status(&rig).paused_until, 0);
}

Test(push, without_a_network_nothing_is_used_up_and_one_request_finds_out) {
	inproc_http_set_down(rig.http, true);
	int64_t ids[6];

	for (int i = 0; i < 6; i++) {
		ids[i] = rig_want(&rig, (const char *[]){ "v1", "v2", "v3", "v4", "v5", "v6" }[i],
				false);
	}
	rig_run(&rig, RIG_WINDOW);
	msec_t since = rig_status(&rig).offline_since;
	cr_assert_neq(since, 0);
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert(!rig_status(&rig).online);
	cr_assert_eq(rig_status(&rig).offline_since, since);
	size_t asked = inproc_http_count(rig.http);
	/* Capped at 15 minutes: at least one each, and far from a busy loop. */
	cr_assert_geq(asked, 96);
	cr_assert_leq(asked, 400);
	inproc_http_set_down(rig.http, false);
	rig_run(&rig, 15 * MSEC_PER_MIN);
	cr_assert(rig_status(&rig).online);
	for (int i = 0; i < 6; i++) {
		struct intent intent = rig_intent(&rig, ids[i]);
		cr_assert(intent.state == INTENT_ACCEPTED || intent.state == INTENT_CONFIRMED);
		cr_assert_eq(intent.attempts, 0);
		intent_finish(&intent);
	}
	cr_assert_eq(rig_operations(&rig), 6);
}

Test(push, a_pull_by_hand_that_works_sends_what_waits_at_once) {
	inproc_http_set_down(rig.http, true);
	int64_t id = rig_send(&rig, "v1", false);

	rig_run(&rig, MSEC_PER_HOUR);
	inproc_http_set_down(rig.http, false);
	rig_pull(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
}

Test(push, a_session_that_ended_stops_the_batch_and_costs_no_attempt) {
	int64_t ids[6];

	inproc_http_refuse_next(rig.http, 100, 401, 0);
	for (int i = 0; i < 6; i++) {
		ids[i] = rig_want(&rig, (const char *[]){ "v1", "v2", "v3", "v4", "v5", "v6" }[i],
				false);
	}
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert(rig_status(&rig).sign_in);
	cr_assert_eq(inproc_http_count(rig.http), 4);
	cr_assert_eq(rig_state(&rig, ids[0]), INTENT_SENT);
	cr_assert_eq(rig_state(&rig, ids[5]), INTENT_PENDING);
	/* Signed in again, and somebody asks. */
	inproc_http_refuse_next(rig.http, 0, 401, 0);
	rig_pull(&rig);
	for (int i = 0; i < 6; i++) {
		struct intent intent = rig_intent(&rig, ids[i]);
		cr_assert_eq(intent.state, INTENT_ACCEPTED);
		cr_assert_eq(intent.attempts, 0);
		intent_finish(&intent);
	}
	cr_assert(!rig_status(&rig).sign_in);
}

Test(push, at_most_four_requests_are_on_their_way) {
	inproc_http_set_delay(rig.http, 50);
	for (int i = 0; i < 9; i++) {
		char item[8] = { 'v', (char)('1' + i), '\0' };
		rig_want(&rig, item, false);
	}
	rig_run(&rig, RIG_WINDOW);
	cr_assert_eq(rig_status(&rig).in_flight, 4);
	cr_assert_eq(inproc_http_count(rig.http), 4);
	rig_run(&rig, 50);
	cr_assert_eq(rig_status(&rig).in_flight, 4);
	cr_assert_eq(inproc_http_count(rig.http), 8);
	rig_run(&rig, 100);
	cr_assert_eq(rig_operations(&rig), 9);
}

Test(push, the_second_wish_of_an_item_waits_until_the_first_is_confirmed) {
	int64_t cancel = rig_send(&rig, "v1", false);
	int64_t again = rig_send(&rig, "v1", true);

	rig_run(&rig, LIKESD_FIXTURE_DELAY - RIG_WINDOW - 1);
	cr_assert_eq(rig_state(&rig, cancel), INTENT_ACCEPTED);
	cr_assert_eq(rig_state(&rig, again), INTENT_PENDING);
	cr_assert_eq(rig_operations(&rig), 1);
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, cancel), INTENT_CONFIRMED);
	cr_assert_eq(rig_state(&rig, again), INTENT_ACCEPTED);
	rig_run(&rig, LIKESD_FIXTURE_DELAY + MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, again), INTENT_CONFIRMED);
	cr_assert_eq(rig_operations(&rig), 2);
}

Test(push, after_twelve_attempts_the_person_decides) {
	inproc_http_refuse_next(rig.http, 1000, 500, 0);
	int64_t id = rig_send(&rig, "v1", false);

	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(rig_state(&rig, id), INTENT_UNDECIDED);
	cr_assert(rig_reason_has(&rig, id, "after 12 attempts"));
	cr_assert_eq(inproc_http_count(rig.http), 12);
}

Test(push, what_was_taken_back_elsewhere_is_accepted_and_then_looked_at) {
	struct likesd_response response = likesd_fixture_request(
			&rig.server, "DELETE", "/v1/likes/v1", "another-device-key", NULL);
	likesd_response_finish(&response);
	int64_t id = rig_send(&rig, "v1", false);

	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 1);
	rig_run(&rig, LIKESD_FIXTURE_DELAY - 2 * RIG_WINDOW);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	rig_run(&rig, RIG_WINDOW + MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
}

Test(push, a_like_of_something_unknown_is_rolled_back_with_the_reason) {
	int64_t id = rig_send(&rig, "v999", true);

	cr_assert_eq(rig_state(&rig, id), INTENT_ROLLED_BACK);
	cr_assert(rig_reason_has(&rig, id, "does not know it any more"));
}

Test(push, a_decision_against_it_rolls_back_with_the_words_of_the_service) {
	inproc_http_refuse_next(rig.http, 1, 403, 0);
	int64_t id = rig_send(&rig, "v1", false);

	cr_assert_eq(rig_state(&rig, id), INTENT_ROLLED_BACK);
	cr_assert(rig_reason_has(&rig, id, "This answer was set."));
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(inproc_http_count(rig.http), 1);
	cr_assert(rig_status(&rig).online);
}

Test(push, a_wall_clock_that_is_set_forward_does_not_shorten_the_window) {
	int64_t id = rig_want(&rig, "v1", false);

	rig_run(&rig, 4 * MSEC_PER_SEC);
	rig.server.fake.wall += MSEC_PER_HOUR;
	sync_kick(rig.sync);
	rig_run(&rig, 6 * MSEC_PER_SEC - 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_PENDING);
	rig_run(&rig, 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
}

Test(push, a_wall_clock_that_is_set_back_is_noticed_within_a_minute) {
	int64_t id = rig_want(&rig, "v1", false);

	rig_run(&rig, 4 * MSEC_PER_SEC);
	rig.server.fake.wall -= MSEC_PER_DAY;
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
}

Test(push, a_wall_clock_that_is_set_back_does_not_put_off_what_is_tried_again) {
	inproc_http_refuse_next(rig.http, 1, 503, 0);
	int64_t id = rig_send(&rig, "v1", false);

	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	rig.server.fake.wall -= MSEC_PER_DAY;
	rig_run(&rig, MSEC_PER_MIN + 10 * MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
}

Test(push, an_answer_behind_a_change_of_the_clock_is_counted_from_the_new_time) {
	inproc_http_set_delay(rig.http, 100);
	int64_t id = rig_send(&rig, "v1", false);

	rig.server.fake.wall += MSEC_PER_DAY;
	rig_run(&rig, 100);
	struct intent intent = rig_intent(&rig, id);
	cr_assert_eq(intent.state, INTENT_ACCEPTED);
	cr_assert_leq(intent.horizon, rig.server.fake.wall + LIKESD_FIXTURE_DELAY + 1000);
	intent_finish(&intent);
}

Test(push, what_is_under_way_goes_on_when_nothing_more_is_started) {
	inproc_http_set_delay(rig.http, 100);
	int64_t first = rig_send(&rig, "v1", false);
	int64_t second = rig_want(&rig, "v2", false);

	sync_stop_starting(rig.sync);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, first), INTENT_ACCEPTED);
	cr_assert_eq(rig_state(&rig, second), INTENT_PENDING);
	cr_assert(sync_is_quiet(rig.sync));
}

Test(push_bare, a_batch_goes_as_one_request_where_there_is_one) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .batch = true } });
	rig_pull(&rig);
	size_t before = inproc_http_count(rig.http);
	for (int i = 0; i < 9; i++) {
		char item[8] = { 'v', (char)('1' + i), '\0' };
		rig_want(&rig, item, false);
	}
	rig_run(&rig, RIG_WINDOW);
	cr_assert_eq(inproc_http_count(rig.http), before + 1);
	cr_assert_eq(rig_operations(&rig), 9);
	for (int64_t id = 1; id <= 9; id++) {
		cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	}
	rig_close(&rig);
}

Test(push_bare, by_hand_nothing_is_sent_but_on_demand_and_each_row_once) {
	rig_open(&rig, &(struct rig_options){ .manual = true });
	int64_t id = rig_send(&rig, "v1", false);
	cr_assert_eq(inproc_http_count(rig.http), 0);
	inproc_http_refuse_next(rig.http, 1, 500, 0);
	cr_assert(sync_once(rig.sync));
	cr_assert(!sync_is_quiet(rig.sync));
	rig_settle(&rig);
	cr_assert(sync_is_quiet(rig.sync));
	cr_assert_eq(inproc_http_count(rig.http), 1);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(inproc_http_count(rig.http), 1);
	cr_assert(sync_once(rig.sync));
	rig_settle(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert(sync_once(rig.sync));
	rig_settle(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	rig_close(&rig);
}

Test(push_bare, by_hand_without_a_network_it_is_quiet_after_one_try) {
	rig_open(&rig, &(struct rig_options){ .manual = true });
	inproc_http_set_down(rig.http, true);
	rig_send(&rig, "v1", false);
	for (size_t i = 1; i <= 3; i++) {
		cr_assert(sync_once(rig.sync));
		rig_settle(&rig);
		cr_assert(sync_is_quiet(rig.sync));
		cr_assert_eq(inproc_http_count(rig.http), i);
	}
	rig_close(&rig);
}

/* --- with files ------------------------------------------------------------------------------ */

static char folder[64];
static char lock_path[80], outbox_path[80];

static void make_folder(void) {
	snprintf(folder, sizeof(folder), "/tmp/unlike-push-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	snprintf(lock_path, sizeof(lock_path), "%s/lock", folder);
	snprintf(outbox_path, sizeof(outbox_path), "%s/outbox.db", folder);
}

Test(push_bare, after_an_end_in_the_middle_the_same_key_has_one_effect) {
	make_folder();
	rig_open(&rig, &(struct rig_options){ .outbox_path = outbox_path });
	inproc_http_lose_next(rig.http, 1);
	inproc_http_set_delay(rig.http, 100);
	int64_t id = rig_send(&rig, "v1", false);
	rig_run(&rig, 100);
	cr_assert_eq(rig_operations(&rig), 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	rig_restart(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	rig_run(&rig, 100);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 1);
	rig_close(&rig);
	cr_assert(file_remove_tree(folder, NULL));
}

Test(push_bare, an_end_before_the_answer_leaves_the_row_sent) {
	make_folder();
	rig_open(&rig, &(struct rig_options){ .outbox_path = outbox_path });
	inproc_http_set_delay(rig.http, 100);
	int64_t id = rig_send(&rig, "v1", false);
	rig_restart(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_SENT);
	cr_assert_eq(rig_operations(&rig), 0);
	rig_run(&rig, 100);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 1);
	rig_close(&rig);
	cr_assert(file_remove_tree(folder, NULL));
}

Test(push_bare, of_two_on_one_outbox_one_sends_and_the_other_takes_over) {
	struct err err = { 0 };

	make_folder();
	rig_open(&rig, &(struct rig_options){ .outbox_path = outbox_path, .lock_path = lock_path });
	cr_assert(sync_is_sender(rig.sync));
	/* A second process, as far as the files can tell. */
	struct outbox *outbox = outbox_open(outbox_path, &rig.server.clock, &rig.rng, &err);
	cr_assert_not_null(outbox, "%s", err.msg);
	struct service *service = service_create(&rig.account, &rig.env, &err);
	const struct sync_account account = { .name = "me", .service = service };
	struct sync_config config = rig.config;
	config.outbox = outbox;
	config.accounts = &account;
	struct sync *second = sync_create(&config, &err);
	cr_assert_not_null(second, "%s", err.msg);
	cr_assert(!sync_is_sender(second));
	cr_assert(!sync_once(second));

	/* What the other one wrote is seen within a second of its time. */
	int64_t id = 0;
	enum outbox_added added;
	const struct intent_request request = { .account = "me", .item = "v1" };
	cr_assert(outbox_add(outbox, &request, &added, &id, &err), "%s", err.msg);
	sync_kick(second);
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(inproc_http_count(rig.http), 1);

	sync_destroy(rig.sync);
	rig.sync = NULL;
	rig_run(&rig, 5 * MSEC_PER_SEC);
	cr_assert(sync_is_sender(second));
	const struct intent_request other = { .account = "me", .item = "v2" };
	cr_assert(outbox_add(outbox, &other, &added, &id, &err), "%s", err.msg);
	sync_kick(second);
	rig_settle(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert_eq(rig_operations(&rig), 2);
	sync_destroy(second);
	service_destroy(service);
	outbox_close(outbox);
	rig_close(&rig);
	cr_assert(file_remove_tree(folder, NULL));
}

/* A second process, as far as the files can tell. */
static void write_as_another(const char *item) {
	struct err err = { 0 };
	enum outbox_added added;
	int64_t id = 0;
	const struct intent_request request = {
		.account = "me",
		.item = item,
		.undo_window = RIG_WINDOW,
	};
	struct outbox *outbox = outbox_open(outbox_path, &rig.server.clock, &rig.rng, &err);
	cr_assert_not_null(outbox, "%s", err.msg);
	cr_assert(outbox_add(outbox, &request, &added, &id, &err), "%s", err.msg);
	outbox_close(outbox);
}

Test(push_bare, an_outbox_that_is_watched_wakes_nobody_until_somebody_writes) {
	struct err err = { 0 };
	const struct loop_waiter waiter = loop_waiter_poll();

	make_folder();
	rig_open(&rig,
			&(struct rig_options){ .outbox_path = outbox_path,
					.lock_path = lock_path,
					.watched = true });
	rig_run(&rig, 10 * MSEC_PER_SEC);
	cr_assert_geq(loop_next_deadline(rig.loop),
			clock_mono(&rig.server.clock) + 10 * MSEC_PER_SEC);

	const size_t told = rig.notices[SYNC_OUTBOX];
	write_as_another("v1");
	cr_assert(loop_turn(rig.loop, &waiter, &err), "%s", err.msg);
	rig_run(&rig, MSEC_PER_SEC / 10);
	cr_assert_gt(rig.notices[SYNC_OUTBOX], told);
	rig_run(&rig, RIG_WINDOW);
	cr_assert_eq(rig_operations(&rig), 1);
	rig_close(&rig);
	cr_assert(file_remove_tree(folder, NULL));
}

Test(push_bare, an_outbox_that_nothing_tells_of_is_looked_at_each_second) {
	make_folder();
	rig_open(&rig, &(struct rig_options){ .outbox_path = outbox_path, .lock_path = lock_path });
	rig_run(&rig, 10 * MSEC_PER_SEC);
	const size_t told = rig.notices[SYNC_OUTBOX];
	write_as_another("v1");
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert_gt(rig.notices[SYNC_OUTBOX], told);
	rig_close(&rig);
	cr_assert(file_remove_tree(folder, NULL));
}
