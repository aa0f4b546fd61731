/* How an account stands by its platform's rules, and what one more would set off. */
#include <stdio.h>
#include <stdlib.h>

#include "plain_service.h"

static struct rig rig;

static void finish(void) {
	risk_facts_finish(&plain.facts);
	rig_close(&rig);
}

TestSuite(standing, .fini = finish);

static void open_rig(const char *platform) {
	const struct rig_options options = { .likesd = { .platform = platform, .rules = true } };

	plain_open(&rig, &options, 40);
	plain.described = true;
	plain.traits.platform = rig.server.platform;
	plain.facts = (struct risk_facts){ .device = 1, .likes_made = 1000 };
	/* Another clock than ours, in another year. */
	plain.facts_now = LIKESD_FIXTURE_START + 400 * MSEC_PER_DAY;
	rig_pull(&rig);
}

static msec_t wall(void) {
	return rig.server.fake.wall;
}

/* As told: so many an hour ago. */
static void tell_cancels(size_t n) {
	risk_facts_finish(&plain.facts);
	plain.facts = (struct risk_facts){ .device = 1, .likes_made = 1000 };
	plain.facts_now += MSEC_PER_MIN;
	plain.facts.cancels = calloc(n + 1, sizeof(msec_t));
	plain.facts.n_cancels = n;
	plain.facts.cancels_made = (int64_t)n;
	for (size_t i = 0; i < n; i++) {
		plain.facts.cancels[i] = plain.facts_now - MSEC_PER_HOUR;
	}
}

static void ask_anew(void) {
	rig_run(&rig, MSEC_PER_MIN);
	sync_want_standing(rig.sync, rig.account.name);
	rig_settle(&rig);
}

static struct risk_judgement forecast(const char *item, bool want) {
	const struct risk_ask ask = { .want = want, .work = item, .batch = 1 };
	struct risk_judgement judgement;

	cr_assert(sync_forecast(rig.sync, rig.account.name, &ask, 1, &judgement));
	return judgement;
}

static struct sync_standing standing(void) {
	struct sync_standing standing;

	cr_assert(sync_standing(rig.sync, rig.account.name, &standing));
	return standing;
}

Test(standing, it_is_known_once_the_service_was_greeted) {
	open_rig("wechat-channels");
	struct sync_standing known = standing();
	cr_assert_eq(known.platform, rig.server.platform);
	cr_assert_eq(known.n_limits, 1);
	cr_assert_eq(known.limits[0].used, 0);
	cr_assert_eq(known.limits[0].limit, 5);
	cr_assert_gt(rig.notices[SYNC_STANDING], 0);
	cr_assert_eq(plain.n_standings, 1);
}

Test(standing, where_there_are_no_rules_nothing_is_forecast) {
	plain_open(&rig, NULL, 40);
	rig_pull(&rig);
	struct sync_standing none;
	const struct risk_ask ask = { .work = "p001", .batch = 1 };
	struct risk_judgement judgement;
	cr_assert_not(sync_standing(rig.sync, rig.account.name, &none));
	cr_assert_not(sync_forecast(rig.sync, rig.account.name, &ask, 1, &judgement));
}

Test(standing, what_waits_in_its_undo_window_is_counted_already) {
	open_rig("wechat-channels");
	char item[8] = "p010";
	for (int i = 0; i < 5; i++) {
		item[3] = (char)('0' + i);
		cr_assert_eq(forecast(item, false).verdict, RISK_OK);
		rig_want(&rig, item, false);
		rig_settle(&rig);
	}
	cr_assert_eq(plain.n_sends, 0);
	cr_assert_eq(forecast("p020", false).verdict, RISK_HOLD);
	cr_assert_eq(standing().limits[0].used, 5);
}

Test(standing, what_is_undone_counts_no_more) {
	open_rig("wechat-channels");
	tell_cancels(4);
	ask_anew();
	int64_t id = rig_want(&rig, "p010", false);
	rig_settle(&rig);
	cr_assert_eq(forecast("p020", false).verdict, RISK_HOLD);
	enum outbox_undone undone;
	cr_assert(outbox_undo(rig.outbox, id, &undone, NULL));
	sync_kick(rig.sync);
	rig_settle(&rig);
	cr_assert_eq(forecast("p020", false).verdict, RISK_OK);
}

Test(standing, what_is_paced_for_another_day_is_not_counted_today) {
	open_rig("wechat-channels");
	tell_cancels(4);
	ask_anew();
	const struct intent_request request = {
		.account = rig.account.name,
		.item = "p010",
		.not_before = wall() + MSEC_PER_DAY,
	};
	enum outbox_added added;
	int64_t id;
	cr_assert(outbox_add(rig.outbox, &request, &added, &id, NULL));
	sync_kick(rig.sync);
	rig_settle(&rig);
	cr_assert_eq(forecast("p020", false).verdict, RISK_OK);
}

Test(standing, a_cancel_counts_once_when_it_was_taken_and_after_the_service_says_so) {
	open_rig("wechat-channels");
	rig_send(&rig, "p010", false);
	cr_assert_eq(plain.n_sends, 1);
	cr_assert_eq(plain.n_standings, 1);
	cr_assert_eq(standing().limits[0].used, 1);
	tell_cancels(1);
	ask_anew();
	cr_assert_eq(plain.n_standings, 2);
	cr_assert_eq(standing().limits[0].used, 1);
}

Test(standing, it_is_told_anew_whenever_the_list_is) {
	open_rig("wechat-channels");
	tell_cancels(5);
	rig_pull(&rig);
	cr_assert_eq(standing().limits[0].used, 5);
}

Test(standing, several_are_judged_one_after_the_other) {
	open_rig("wechat-channels");
	tell_cancels(3);
	ask_anew();
	const struct risk_ask asks[] = { { .work = "p001", .batch = 1 },
		{ .work = "p002", .batch = 1 }, { .work = "p003", .batch = 1 } };
	struct risk_judgement judgements[3];
	cr_assert(sync_forecast(rig.sync, rig.account.name, asks, 3, judgements));
	cr_assert_eq(judgements[0].verdict, RISK_OK);
	cr_assert_eq(judgements[1].verdict, RISK_OK);
	cr_assert_eq(judgements[2].verdict, RISK_HOLD);
	/* And nothing of it stays. */
	cr_assert_eq(standing().limits[0].used, 3);
}

Test(standing, times_are_those_of_our_clock) {
	open_rig("wechat-channels");
	tell_cancels(5);
	ask_anew();
	/* An hour ago there; so the first is free 23 hours from then. */
	cr_assert_eq(standing().limits[0].next_at, wall() + 23 * MSEC_PER_HOUR);
	cr_assert_eq(forecast("p020", false).reasons[0].resets_at, wall() + 23 * MSEC_PER_HOUR);
	cr_assert_eq(standing().told_at, wall());
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(standing().limits[0].next_at, wall() + 22 * MSEC_PER_HOUR);
}

Test(standing, where_the_services_clock_runs_faster_so_does_the_wait) {
	open_rig("wechat-channels");
	plain.time_scale = 60;
	tell_cancels(5);
	ask_anew();
	cr_assert_eq(standing().limits[0].next_at, wall() + 23 * MSEC_PER_MIN);
	rig_run(&rig, 23 * MSEC_PER_MIN - 1);
	cr_assert_eq(forecast("p020", false).verdict, RISK_HOLD);
	rig_run(&rig, 1);
	cr_assert_eq(forecast("p020", false).verdict, RISK_OK);
}

Test(standing, our_own_clock_may_be_set_and_nothing_is_forecast_wrongly) {
	open_rig("wechat-channels");
	tell_cancels(5);
	ask_anew();
	rig.server.fake.wall += 30 * MSEC_PER_DAY;
	rig_settle(&rig);
	cr_assert_eq(forecast("p020", false).verdict, RISK_HOLD);
	cr_assert_eq(standing().limits[0].next_at, wall() + 23 * MSEC_PER_HOUR);
}

Test(standing, a_failure_is_told_and_what_was_known_stays) {
	open_rig("wechat-channels");
	tell_cancels(5);
	ask_anew();
	struct err err;
	cr_assert_not(sync_standing_error(rig.sync, rig.account.name, &err));
	plain.standing_error = (struct err){ .code = ERR_NET, .msg = "the network is down" };
	ask_anew();
	cr_assert(sync_standing_error(rig.sync, rig.account.name, &err));
	cr_assert_eq(err.code, ERR_NET);
	cr_assert_not(rig_status(&rig).online);
	cr_assert_eq(standing().limits[0].used, 5);
	plain.standing_error = (struct err){ 0 };
	ask_anew();
	cr_assert_not(sync_standing_error(rig.sync, rig.account.name, &err));
}

Test(standing, a_service_that_does_not_tell_is_as_good_as_before) {
	open_rig("wechat-channels");
	size_t before = plain.n_standings;
	plain.standing_error = (struct err){ .code = ERR_GONE, .msg = "there is no such page" };
	ask_anew();
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(plain.n_standings, before + 1);
	cr_assert_eq(rig_status(&rig).error.code, ERR_NONE);
	int64_t id = rig_send(&rig, "p010", false);
	cr_assert_eq(rig_state(&rig, id), INTENT_CONFIRMED);
}

Test(standing, it_is_not_asked_for_twice_in_a_moment) {
	open_rig("wechat-channels");
	size_t before = plain.n_standings;
	for (int i = 0; i < 10; i++) {
		sync_want_standing(rig.sync, rig.account.name);
		rig_run(&rig, MSEC_PER_SEC / 4);
	}
	cr_assert_eq(plain.n_standings, before);
	rig_run(&rig, 5 * MSEC_PER_SEC);
	sync_want_standing(rig.sync, rig.account.name);
	rig_settle(&rig);
	cr_assert_eq(plain.n_standings, before + 1);
}

Test(standing, nobody_asks_while_nothing_happens) {
	open_rig("wechat-channels");
	size_t before = plain.n_standings;
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(plain.n_standings, before);
}

Test(standing, ten_thousand_that_wait_are_no_burden) {
	open_rig("douyin");
	cr_assert(outbox_begin(rig.outbox, NULL));
	for (int i = 0; i < 10000; i++) {
		char item[16];
		snprintf(item, sizeof(item), "q%05d", i);
		const struct intent_request request = {
			.account = rig.account.name, .item = item, .undo_window = MSEC_NEVER
		};
		enum outbox_added added;
		int64_t id;
		cr_assert(outbox_add(rig.outbox, &request, &added, &id, NULL));
	}
	cr_assert(outbox_commit(rig.outbox, NULL));
	sync_kick(rig.sync);
	rig_settle(&rig);
	cr_assert_eq(forecast("p020", false).verdict, RISK_REFUSE);
	cr_assert_eq(standing().limits[0].used, 50);
}
