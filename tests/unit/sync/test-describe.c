/* What the list only names, and what the app still shows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_service.h"
#include "unlike/base/file.h"

static struct rig rig;

static void finish(void) {
	rig_close(&rig);
}

TestSuite(describe, .fini = finish);
TestSuite(describe_bare);

static size_t count_not_described(void) {
	size_t n = 0;
	char item[32];

	for (size_t i = 0; i < plain.items; i++) {
		snprintf(item, sizeof(item), "p%03zu", i);
		n += plain_about(item) == LIKE_NOT_DESCRIBED ? 1 : 0;
	}
	return n;
}

static void want(const char *item) {
	sync_want_described(rig.sync, "me", item);
}

static const struct plain_call *last(void) {
	cr_assert_gt(plain.n_describes, 0);
	return &plain.describes[plain.n_describes - 1];
}

static size_t count_asked(const char *item) {
	size_t n = 0;

	for (size_t i = 0; i < plain.n_describes; i++) {
		n += plain_asked_for(&plain.describes[i], item) ? 1 : 0;
	}
	return n;
}

/* --- order and pace -------------------------------------------------------------------------- */

Test(describe, the_rest_follows_in_the_lists_order_with_its_pause) {
	plain_open(&rig, NULL, 12);
	rig_pull(&rig);
	msec_t start = rig.server.fake.mono;
	cr_assert_eq(plain.n_describes, 1);
	cr_assert(rig_status(&rig).describing);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(plain.n_describes, 3);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(plain.describes[i].at, start + (msec_t)i * MSEC_PER_SEC);
		cr_assert_eq(plain.describes[i].n, i < 2 ? 5 : 2);
	}
	cr_assert_str_eq(plain.describes[0].items[0], "p000");
	cr_assert_str_eq(plain.describes[2].items[1], "p011");
	cr_assert_eq(count_not_described(), 0);
	cr_assert(!rig_status(&rig).describing);
	cr_assert(sync_is_quiet(rig.sync));
}

Test(describe, what_is_looked_at_goes_first_and_waits_for_no_pause) {
	plain_open(&rig, NULL, 40);
	plain.delay = 100;
	sync_pull(rig.sync, "me");
	rig_run(&rig, 250);
	cr_assert_eq(plain.n_describes, 1);
	want("p030");
	want("p031");
	want("p030");
	/* Under way already. */
	want("p000");
	rig_run(&rig, 100);
	cr_assert_eq(plain.n_describes, 2);
	cr_assert_eq(plain.describes[1].at, plain.describes[0].at + 100);
	cr_assert_eq(plain.describes[1].n, 2);
	cr_assert_str_eq(plain.describes[1].items[0], "p031", "the newest wish first");
	cr_assert_str_eq(plain.describes[1].items[1], "p030");
	rig_run(&rig, 2 * MSEC_PER_SEC);
	cr_assert_str_eq(plain.describes[2].items[0], "p005");
	cr_assert_geq(plain.describes[2].at, plain.describes[1].at + MSEC_PER_SEC);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
	cr_assert_eq(count_asked("p030"), 1);
}

Test(describe, where_nothing_is_sent_by_itself_a_person_waits_and_there_is_no_pause) {
	plain_open(&rig, &(struct rig_options){ .manual = true }, 12);
	cr_assert_eq(plain.n_describes, 0);
	rig_pull(&rig);
	cr_assert_eq(plain.n_describes, 3);
	cr_assert_eq(plain.describes[2].at, plain.describes[0].at);
	cr_assert_eq(count_not_described(), 0);
	cr_assert(!rig_status(&rig).describing);
	cr_assert(sync_is_quiet(rig.sync));
}

Test(describe, only_the_newest_wishes_are_kept) {
	char item[32];

	plain_open(&rig, NULL, 0);
	plain.delay = 100;
	for (size_t i = 0; i < 100; i++) {
		snprintf(item, sizeof(item), "p%03zu", i);
		want(item);
	}
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(count_asked("p099"), 1);
	cr_assert_eq(count_asked("p036"), 1);
	cr_assert_eq(count_asked("p035"), 0);
	cr_assert_eq(plain.n_describes, 13);
}

Test(describe, a_service_that_says_all_in_its_list_is_never_asked) {
	plain_open(&rig, NULL, 12);
	plain.traits.max_describe = 0;
	rig_pull(&rig);
	want("p003");
	rig_send(&rig, "p003", false);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, 0);
	cr_assert(!rig_status(&rig).describing);
	cr_assert_eq(rig_status(&rig).app_shows, 0);
}

Test(describe, a_row_that_says_all_is_not_asked_for) {
	plain_open(&rig, NULL, 12);
	plain.described = true;
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, 0);
	cr_assert(!rig_status(&rig).describing);
}

Test(describe, what_is_not_there_is_not_asked_for_again) {
	plain_open(&rig, NULL, 12);
	plain.about = LIKE_NOT_THERE;
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(plain_about("p011"), LIKE_NOT_THERE);
	size_t asked = plain.n_describes;
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, asked);
}

/* --- failures -------------------------------------------------------------------------------- */

Test(describe, a_failure_is_tried_again_later_and_later_and_does_not_stop_sending) {
	plain_open(&rig, NULL, 12);
	plain.describe_error = (struct err){ .code = ERR_SERVER, .msg = "so" };
	rig_pull(&rig);
	want("p003");
	int64_t id = rig_send(&rig, "p003", false);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_gt(plain.n_describes, 2);
	cr_assert_lt(plain.n_describes, 30);
	cr_assert(rig_status(&rig).online);
	cr_assert_eq(rig_status(&rig).paused_until, 0);
	plain.describe_error = (struct err){ 0 };
	rig_run(&rig, 15 * MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
}

Test(describe, what_a_person_waits_for_is_given_up_after_one_failure_where_nothing_goes_by_itself) {
	plain_open(&rig, &(struct rig_options){ .manual = true }, 12);
	plain.describe_error = (struct err){ .code = ERR_SERVER, .msg = "so" };
	rig_pull(&rig);
	cr_assert_eq(plain.n_describes, 1);
	cr_assert(!rig_status(&rig).describing);
	cr_assert(sync_is_quiet(rig.sync));
}

Test(describe, a_pause_that_the_server_asks_for_is_kept) {
	plain_open(&rig, NULL, 12);
	plain.describe_error = (struct err){
		.code = ERR_SERVER, .msg = "so", .retry_after_ms = 10 * MSEC_PER_MIN
	};
	rig_pull(&rig);
	rig_run(&rig, 10 * MSEC_PER_MIN - 1);
	cr_assert_eq(plain.n_describes, 1);
	plain.describe_error = (struct err){ 0 };
	rig_run(&rig, 5 * MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
}

Test(describe, what_is_refused_is_asked_for_alone_and_then_left) {
	plain_open(&rig, NULL, 12);
	plain.refused = "p007";
	rig_pull(&rig);
	rig_run(&rig, 5 * MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
	cr_assert_eq(plain_about("p007"), LIKE_ELSEWHERE);
	cr_assert_eq(plain_about("p008"), LIKE_DESCRIBED);
	size_t alone = 0, asked = count_asked("p007");
	for (size_t i = 0; i < plain.n_describes; i++) {
		alone += plain.describes[i].n == 1 && plain_asked_for(&plain.describes[i], "p007")
				? 1
				: 0;
	}
	cr_assert_eq(alone, 1);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(count_asked("p007"), asked);
	cr_assert_eq(rig_status(&rig).error.code, ERR_NONE);
}

Test(describe, one_that_is_refused_holds_up_nobody_who_is_looked_at) {
	plain_open(&rig, NULL, 40);
	plain.refused = "p031";
	plain.traits.describe_pause = MSEC_PER_HOUR;
	rig_pull(&rig);
	want("p030");
	want("p031");
	want("p032");
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(plain_about("p030"), LIKE_DESCRIBED);
	cr_assert_eq(plain_about("p031"), LIKE_ELSEWHERE);
	cr_assert_eq(plain_about("p032"), LIKE_DESCRIBED);
}

Test(describe, out_of_reach_nothing_is_asked_for_until_it_is_back) {
	plain_open(&rig, NULL, 12);
	plain.describe_error = (struct err){ .code = ERR_NET, .msg = "so" };
	rig_pull(&rig);
	cr_assert(!rig_status(&rig).online);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, 1);
	plain.describe_error = (struct err){ 0 };
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
}

Test(describe, a_session_that_ended_stops_the_asking) {
	plain_open(&rig, NULL, 12);
	plain.describe_error = (struct err){ .code = ERR_AUTH, .msg = "so" };
	rig_pull(&rig);
	want("p007");
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, 1);
	cr_assert(rig_status(&rig).sign_in);
}

Test(describe, a_limit_on_questions_pauses_them) {
	plain_open(&rig, NULL, 12);
	plain.describe_error = (struct err){
		.code = ERR_RATE_LIMITED, .msg = "so", .retry_after_ms = 5 * MSEC_PER_MIN
	};
	rig_pull(&rig);
	cr_assert_geq(rig_status(&rig).paused_until, rig.server.fake.wall + 5 * MSEC_PER_MIN);
	want("p007");
	plain.describe_error = (struct err){ 0 };
	rig_run(&rig, 5 * MSEC_PER_MIN - 1);
	cr_assert_eq(plain.n_describes, 1);
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
}

Test(describe, a_pause_that_was_asked_for_in_another_answer_holds_for_questions_too) {
	plain_open(&rig, NULL, 40);
	rig_pull(&rig);
	plain.send_error = (struct err){
		.code = ERR_SERVER, .msg = "so", .retry_after_ms = 5 * MSEC_PER_MIN
	};
	rig_send(&rig, "p001", false);
	size_t asked = plain.n_describes;
	want("p039");
	rig_run(&rig, 5 * MSEC_PER_MIN - 1);
	cr_assert_eq(plain.n_describes, asked);
	rig_run(&rig, 1);
	cr_assert_str_eq(last()->items[0], "p039");
}

Test(describe, a_limit_on_sending_is_none_on_questions) {
	plain_open(&rig, NULL, 40);
	rig_pull(&rig);
	plain_set_budget(0, MSEC_PER_HOUR);
	rig_send(&rig, "p001", false);
	cr_assert_neq(rig_status(&rig).paused_until, 0);
	want("p039");
	rig_settle(&rig);
	cr_assert_eq(plain_about("p039"), LIKE_DESCRIBED);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(count_not_described(), 0);
}

Test(describe, the_end_in_the_middle_leaves_nothing_behind) {
	plain_open(&rig, NULL, 12);
	plain.delay = 100;
	sync_pull(rig.sync, "me");
	rig_run(&rig, 250);
	cr_assert_eq(plain.n_describes, 1);
	want("p011");
	cr_assert_eq(rig_status(&rig).in_flight, 1);
	/* .fini destroys it; the sanitizers look on. */
}

/* --- echoes ---------------------------------------------------------------------------------- */

/* p003 is taken back, confirmed, and the app goes on showing it. */
static void make_echo(const struct rig_options *options) {
	plain_open(&rig, options, 4);
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	plain.app = SERVICE_APP_SHOWS;
	int64_t id = rig_send(&rig, "p003", false);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert(!sync_app_shows(rig.sync, "me", "p003"), "nobody has looked");
	size_t told = rig.notices[SYNC_OUTBOX];
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert_eq(last()->n, 1);
	cr_assert_str_eq(last()->items[0], "p003");
	cr_assert(sync_app_shows(rig.sync, "me", "p003"));
	cr_assert(!sync_app_shows(rig.sync, "me", "p002"));
	cr_assert_eq(rig_status(&rig).app_shows, 1);
	cr_assert_gt(rig.notices[SYNC_OUTBOX], told);
	/* It proves nothing. */
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
}

Test(describe, what_the_app_still_shows_is_told_and_looked_at_later_and_later) {
	static const msec_t waits[] = { 2, 4, 8, 16, 32, 60, 60, 60 };

	make_echo(NULL);
	size_t first = plain.n_describes - 1;
	rig_run(&rig, 5 * MSEC_PER_MIN);
	for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
		cr_assert_lt(first + i + 1, plain.n_describes);
		cr_assert_eq(plain.describes[first + i + 1].at - plain.describes[first + i].at,
				waits[i] * MSEC_PER_SEC, "%zu", i);
	}
	cr_assert_eq(rig_status(&rig).app_shows, 1);
}

Test(describe, it_is_forgotten_when_the_app_has_heard_of_it) {
	make_echo(NULL);
	plain.app = SERVICE_APP_LACKS;
	size_t told = rig.notices[SYNC_OUTBOX];
	rig_run(&rig, 2 * MSEC_PER_SEC);
	cr_assert(!sync_app_shows(rig.sync, "me", "p003"));
	cr_assert_eq(rig_status(&rig).app_shows, 0);
	cr_assert_gt(rig.notices[SYNC_OUTBOX], told);
	size_t asked = plain.n_describes;
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, asked);
}

Test(describe, it_is_forgotten_when_nobody_can_tell) {
	make_echo(NULL);
	plain.app = SERVICE_APP_UNKNOWN;
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(rig_status(&rig).app_shows, 0);
}

Test(describe, it_is_forgotten_when_it_is_liked_again) {
	make_echo(NULL);
	int64_t id = rig_send(&rig, "p003", true);
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert(!sync_app_shows(rig.sync, "me", "p003"));
	cr_assert_eq(rig_status(&rig).app_shows, 0);
	size_t asked = count_asked("p003");
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(count_asked("p003"), asked);
}

Test(describe, an_app_that_lacks_it_at_once_is_no_news) {
	plain_open(&rig, NULL, 4);
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	size_t asked = plain.n_describes;
	rig_send(&rig, "p003", false);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_describes, asked + 1);
	cr_assert_eq(rig_status(&rig).app_shows, 0);
}

Test(describe, where_there_is_no_app_nothing_that_is_confirmed_is_asked_about) {
	plain_open(&rig, NULL, 4);
	plain.traits.has_app = false;
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	size_t asked = plain.n_describes;
	int64_t id = rig_send(&rig, "p003", false);
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
	cr_assert_eq(plain.n_describes, asked);
	cr_assert_eq(rig_status(&rig).app_unheard, 0);
}

Test(describe, a_failure_while_an_echo_is_asked_for_forgets_nothing) {
	make_echo(NULL);
	plain.describe_error = (struct err){ .code = ERR_SERVER, .msg = "so" };
	rig_run(&rig, 10 * MSEC_PER_MIN);
	cr_assert(sync_app_shows(rig.sync, "me", "p003"));
	plain.describe_error = (struct err){ 0 };
	plain.app = SERVICE_APP_LACKS;
	rig_run(&rig, 15 * MSEC_PER_MIN);
	cr_assert(!sync_app_shows(rig.sync, "me", "p003"));
}

static char folder[64], outbox_path[80];

static void make_echo_in_a_file(void) {
	snprintf(folder, sizeof(folder), "/tmp/unlike-describe-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	snprintf(outbox_path, sizeof(outbox_path), "%s/outbox.db", folder);
	make_echo(&(struct rig_options){ .outbox_path = outbox_path });
}

static void close_with_file(void) {
	rig_close(&rig);
	cr_assert(file_remove_tree(folder, NULL));
}

Test(describe_bare, it_is_found_again_after_a_restart) {
	make_echo_in_a_file();
	rig_restart(&rig);
	cr_assert_eq(rig_status(&rig).app_shows, 0);
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_SEC);
	cr_assert(sync_app_shows(rig.sync, "me", "p003"));
	cr_assert_eq(rig_status(&rig).app_shows, 1);
	close_with_file();
}

Test(describe_bare, what_was_confirmed_a_day_ago_is_not_looked_for_any_more) {
	make_echo_in_a_file();
	fake_clock_advance(&rig.server.fake, MSEC_PER_DAY);
	rig_restart(&rig);
	size_t asked = count_asked("p003");
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(count_asked("p003"), asked);
	cr_assert_eq(rig_status(&rig).app_shows, 0);
	close_with_file();
}

Test(describe_bare, what_was_liked_again_is_not_found_again) {
	make_echo_in_a_file();
	rig_send(&rig, "p003", true);
	rig_run(&rig, MSEC_PER_SEC);
	rig_restart(&rig);
	rig_pull(&rig);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert(!sync_app_shows(rig.sync, "me", "p003"));
	cr_assert_eq(rig_status(&rig).app_shows, 0);
	close_with_file();
}
