#include <stdlib.h>
#include <string.h>

#include "rig.h"

static struct rig rig;

static void open_default(void) {
	rig_open(&rig, NULL);
	rig_pull(&rig);
}

static void finish(void) {
	rig_close(&rig);
}

TestSuite(confirm, .init = open_default, .fini = finish);
TestSuite(confirm_bare);

Test(confirm, a_cancel_is_confirmed_when_it_is_published_and_not_before) {
	int64_t id = rig_send(&rig, "v1", false);
	size_t asked = inproc_http_count(rig.http);

	rig_run(&rig, LIKESD_FIXTURE_DELAY - 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert(rig_is_listed(&rig, "v1"));
	cr_assert_eq(inproc_http_count(rig.http), asked, "no look before it can prove anything");
	rig_run(&rig, 251);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert(!rig_is_listed(&rig, "v1"));
	cr_assert_eq(inproc_http_count(rig.http), asked + 1);
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(inproc_http_count(rig.http), asked + 1);
}

Test(confirm, a_read_before_publication_neither_confirms_nor_flips) {
	int64_t id = rig_send(&rig, "v1", false);

	for (int i = 0; i < 5; i++) {
		rig_run(&rig, MSEC_PER_MIN);
		rig_pull(&rig);
		cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
		cr_assert(rig_is_listed(&rig, "v1"));
	}
}

Test(confirm, a_look_that_comes_too_early_costs_nothing_and_is_repeated) {
	int64_t id = rig_send(&rig, "v1", false);
	struct err err = { 0 };

	/* As if the clocks of the two ran apart. */
	cr_assert(outbox_look_again(rig.outbox, id, rig.server.fake.wall, false, NULL, &err));
	size_t asked = inproc_http_count(rig.http);
	sync_kick(rig.sync);
	rig_settle(&rig);
	cr_assert_eq(inproc_http_count(rig.http), asked + 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	rig_run(&rig, LIKESD_FIXTURE_DELAY);
	struct intent intent = rig_intent(&rig, id);
	cr_assert_eq(intent.state, INTENT_CONFIRMED);
	cr_assert_eq(intent.looks, 0);
	intent_finish(&intent);
}

Test(confirm, a_complete_walk_confirms_too) {
	int64_t id = rig_send(&rig, "v1", false);

	/* No look is due for an hour. */
	cr_assert(outbox_look_again(
			rig.outbox, id, rig.server.fake.wall + MSEC_PER_HOUR, false, NULL, NULL));
	rig_run(&rig, LIKESD_FIXTURE_DELAY - 1);
	rig_pull(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	rig_run(&rig, 1);
	rig_pull(&rig);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert(!rig_is_listed(&rig, "v1"));
}

Test(confirm, what_is_liked_again_elsewhere_after_ours_becomes_the_persons_to_decide) {
	int64_t id = rig_send(&rig, "v1", false);
	struct likesd_response response = likesd_fixture_request(
			&rig.server, "PUT", "/v1/likes/v1", "another-device-key", NULL);

	likesd_response_finish(&response);
	rig_run(&rig, LIKESD_FIXTURE_DELAY + MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, id), INTENT_UNDECIDED);
	cr_assert(rig_reason_has(&rig, id, "still shows it as liked"));
	cr_assert(rig_is_listed(&rig, "v1"));
	struct intent intent = rig_intent(&rig, id);
	cr_assert_eq(intent.looks, 5);
	intent_finish(&intent);
}

Test(confirm, a_like_again_is_confirmed_by_being_seen) {
	rig_send(&rig, "v1", false);
	rig_run(&rig, LIKESD_FIXTURE_DELAY + MSEC_PER_SEC);
	int64_t again = rig_send(&rig, "v1", true);

	cr_assert_eq(rig_state(&rig, again), INTENT_ACCEPTED);
	cr_assert(!rig_is_listed(&rig, "v1"));
	rig_run(&rig, LIKESD_FIXTURE_DELAY + MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, again), INTENT_CONFIRMED);
	cr_assert(rig_is_listed(&rig, "v1"));
}

Test(confirm, what_the_account_never_had_is_confirmed_as_gone) {
	int64_t id = rig_send(&rig, "v999", false);

	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	rig_pull(&rig);
	cr_assert(rig_is_listed(&rig, "v1"));
}

Test(confirm, a_look_without_a_network_waits_for_one) {
	int64_t id = rig_send(&rig, "v1", false);

	inproc_http_set_down(rig.http, true);
	rig_run(&rig, LIKESD_FIXTURE_DELAY + MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	cr_assert(!rig_status(&rig).online);
	inproc_http_set_down(rig.http, false);
	rig_run(&rig, 15 * MSEC_PER_MIN);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
}

Test(confirm, a_busy_server_is_asked_again_and_no_look_is_used_up) {
	int64_t id = rig_send(&rig, "v1", false);

	inproc_http_refuse_next(rig.http, 8, 500, 0);
	rig_run(&rig, LIKESD_FIXTURE_DELAY + MSEC_PER_HOUR);
	struct intent intent = rig_intent(&rig, id);
	cr_assert_eq(intent.state, INTENT_CONFIRMED);
	cr_assert_eq(intent.looks, 0);
	intent_finish(&intent);
}

Test(confirm_bare, where_nothing_is_delayed_it_is_confirmed_at_once) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .platform = "douyin" } });
	cr_assert_eq(rig.server.platform->publish_delay, 0);
	rig_pull(&rig);
	int64_t id = rig_send(&rig, "v1", false);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert(!rig_is_listed(&rig, "v1"));
	rig_close(&rig);
}

Test(confirm_bare, a_scaled_server_is_waited_for_in_real_time) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .time_scale = 60 } });
	rig_pull(&rig);
	int64_t id = rig_send(&rig, "v1", false);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	rig_run(&rig, LIKESD_FIXTURE_DELAY / 60 - 1);
	cr_assert_eq(rig_state(&rig, id), INTENT_ACCEPTED);
	rig_run(&rig, 251);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	rig_close(&rig);
}
