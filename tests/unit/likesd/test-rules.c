/* The platform's rules of operation and integrity in likesd's handlers: at each boundary and on
 * both sides of it, on the injected clock. What core's judge says is tested there; here it is what
 * the database tells the judge, and what becomes of its word. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likesd_fixture.h"

static struct likesd_fixture f;

static void open_as(const char *platform, enum platform_tier tier, size_t sample) {
	likesd_fixture_open(&f,
			&(struct likesd_fixture_options){
					.platform = platform, .sample = sample, .rules = true });
	const struct likesd_user user = { .name = "rules", .tier_given = true, .tier = tier };
	likesd_fixture_add_user(&f, &user, f.token);
}

static void open_wechat(void) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
}

static void finish(void) {
	likesd_fixture_close(&f);
}

static struct likesd_response send_as(const char *token, const char *method, int id) {
	static int keys;
	char path[40], key[40];
	snprintf(path, sizeof(path), "/v1/likes/v%d", id);
	snprintf(key, sizeof(key), "rules-test-%06d", ++keys);
	return likesd_fixture_request_as(&f, token, method, path, key, NULL);
}

static struct likesd_response sent(const char *method, int id) {
	return send_as(f.token, method, id);
}

/* 202; whether it was held. */
static bool held(struct likesd_response r) {
	cr_assert_eq(r.status, 202, "%s", r.body.data);
	const bool is = strcmp(likesd_fixture_text(&r, "operation.state"), "in_review") == 0;
	likesd_response_finish(&r);
	return is;
}

static void done(struct likesd_response r) {
	cr_assert_not(held(r));
}

static void refused(struct likesd_response r, int status, const char *type, const char *rule) {
	char urn[60];
	snprintf(urn, sizeof(urn), "urn:likesd:problem:%s", type);
	cr_assert_eq(r.status, status, "%s", r.body.data);
	cr_expect_str_eq(likesd_fixture_text(&r, "type"), urn);
	cr_expect_str_eq(likesd_fixture_text(&r, "rule"), rule);
	likesd_response_finish(&r);
}

static void take_back(int from, int to) {
	for (int id = from; id <= to; id++) {
		done(sent("DELETE", id));
	}
}

static struct likesd_response get(const char *path) {
	return likesd_fixture_request(&f, "GET", path, NULL, NULL);
}

static int64_t number(const char *path, const char *place) {
	struct likesd_response r = get(path);
	const int64_t value = likesd_fixture_int(&r, place);
	likesd_response_finish(&r);
	return value;
}

static void advance(msec_t by) {
	fake_clock_advance(&f.fake, by);
}

TestSuite(rules, .fini = finish);

/* --- OP --- */

Test(rules, op_2_a_batch_of_one_is_refused_where_there_is_none) {
	open_wechat();
	struct likesd_response r = likesd_fixture_request(&f, "POST", "/v1/likes/batch-cancel",
			NULL, "{\"items\":[{\"id\":\"v1\",\"key\":\"a-key-of-sixteen\"}]}");
	refused(r, 403, "no-batch", "OP-2");
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 0);
}

Test(rules, op_3_a_cancel_that_is_done_counts_from_when_it_was_asked) {
	open_wechat();
	take_back(1, 1);
	cr_expect_eq(number("/v1/me/budget", "limits[0].used"), 1);
	cr_expect_eq(number("/v1/me", "likes"), 100);
}

/* --- IN-1 --- */

Test(rules, in_1_the_fifth_is_done_and_the_sixth_is_held) {
	open_wechat();
	take_back(1, 5);
	cr_expect(held(sent("DELETE", 6)));
	cr_expect_eq(number("/v1/me/budget", "in_review"), 1);
}

Test(rules, in_1_after_23_h_59_min_the_sixth_is_held_and_after_24_h_01_min_it_is_done) {
	open_wechat();
	take_back(1, 5);
	advance(23 * MSEC_PER_HOUR + 59 * MSEC_PER_MIN);
	cr_expect(held(sent("DELETE", 6)));
	advance(2 * MSEC_PER_MIN);
	done(sent("DELETE", 7));
}

Test(rules, in_1_a_window_ends_to_the_millisecond) {
	open_wechat();
	take_back(1, 5);
	advance(MSEC_PER_DAY - 1);
	cr_expect_eq(number("/v1/me/budget", "limits[0].used"), 5);
	cr_expect_eq(number("/v1/me/budget", "limits[0].next_in_ms"), 1);
	cr_expect(held(sent("DELETE", 6)));
	advance(1);
	done(sent("DELETE", 7));
}

Test(rules, in_1_the_window_rolls_past_midnight) {
	open_wechat();
	advance(6 * MSEC_PER_HOUR + 59 * MSEC_PER_MIN); /* 23:59 at +08:00 */
	take_back(1, 5);
	advance(2 * MSEC_PER_MIN);
	cr_expect(held(sent("DELETE", 6)));
}

Test(rules, in_1_a_like_that_is_given_again_gives_nothing_back) {
	open_wechat();
	take_back(1, 5);
	advance(MSEC_PER_HOUR);
	done(sent("PUT", 1));
	advance(MSEC_PER_HOUR);
	cr_expect(held(sent("DELETE", 1)));
}

Test(rules, in_1_what_is_asked_again_with_its_key_is_counted_once) {
	open_wechat();
	for (int i = 0; i < 20; i++) {
		done(likesd_fixture_request(
				&f, "DELETE", "/v1/likes/v1", "the-same-key-each-time", NULL));
	}
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 1);
}

Test(rules, in_1_what_another_account_does_is_its_own) {
	char other[LIKESD_TOKEN_TEXT];
	open_wechat();
	likesd_fixture_add(&f, "other", other);
	take_back(1, 5);
	done(send_as(other, "DELETE", 6));
}

Test(rules, in_1_all_devices_of_an_account_share_its_limit) {
	char second[LIKESD_TOKEN_TEXT];
	open_wechat();
	likesd_fixture_add_user(
			&f, &(struct likesd_user){ .name = "rules", .device = "second" }, second);
	take_back(1, 5);
	cr_expect(held(send_as(second, "DELETE", 6)));
}

Test(rules, in_1_the_counters_outlive_a_restart_and_the_pruning_of_what_is_too_old) {
	open_wechat();
	for (int day = 0; day < 8; day++) {
		take_back(day * 5 + 1, day * 5 + 5);
		advance(MSEC_PER_DAY);
	}
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 40);
	cr_expect_eq(number("/v1/me/budget", "facts.cancels"), 0);
	cr_expect_eq(number("/v1/me/budget", "facts.likes_made"), 100);
}

/* --- IN-2 --- */

/* Five a day, so that nothing is held. */
static void take_back_slowly(int from, int to) {
	for (int id = from; id <= to; id++) {
		done(sent("DELETE", id));
		if (id % 5 == 0) {
			advance(MSEC_PER_DAY);
		}
	}
}

Test(rules, in_2_29_9_percent_and_30_are_fine_and_30_1_percent_lowers_the_reach) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 1000);
	take_back_slowly(1, 299);
	cr_expect_eq(number("/v1/me", "effects.reach_percent"), 100);
	done(sent("DELETE", 300));
	cr_expect_eq(number("/v1/me", "effects.reach_percent"), 100);
	cr_expect_eq(number("/v1/me/budget", "ratio.percent"), 30);
	advance(MSEC_PER_DAY);
	struct likesd_response r = sent("DELETE", 301);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.judgement.verdict"), "warn");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.judgement.reasons[0].rule"), "IN-2");
	likesd_response_finish(&r);
	r = get("/v1/me");
	cr_expect_lt(likesd_fixture_int(&r, "effects.reach_percent"), 100);
	cr_expect_eq(likesd_fixture_int(&r, "effects.like_weight_percent"), 100);
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].kind"), "limited-reach");
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].rule"), "IN-2");
	cr_expect_null(likesd_fixture_text(&r, "penalties[0].until"));
	likesd_response_finish(&r);
}

Test(rules, in_2_it_ends_by_itself_when_the_ratio_is_lower_again) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 20);
	take_back_slowly(1, 7); /* 35 % */
	cr_expect_lt(number("/v1/me", "effects.reach_percent"), 100);
	for (int id = 1; id <= 3; id++) {
		done(sent("PUT", id)); /* 7 of 23: 30.4 % */
	}
	cr_expect_lt(number("/v1/me", "effects.reach_percent"), 100);
	done(sent("PUT", 4)); /* 7 of 24: 29.2 % */
	cr_expect_eq(number("/v1/me", "effects.reach_percent"), 100);
	cr_expect_eq(number("/v1/me", "penalties"), 0);
}

Test(rules, in_2_below_twenty_likes_there_is_no_ratio) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 19);
	take_back_slowly(1, 10);
	cr_expect_eq(number("/v1/me", "effects.reach_percent"), 100);
}

/* --- IN-3 --- */

#define NETWORKED 8
static char networked[NETWORKED][LIKESD_TOKEN_TEXT];

static void add_networked(const char *network, int n) {
	for (int i = 0; i < n; i++) {
		char name[20];
		snprintf(name, sizeof(name), "%s%d", network, i);
		const struct likesd_user user = { .name = name,
			.tier_given = true,
			.tier = PLATFORM_VERIFIED,
			.network = network };
		likesd_fixture_add_user(&f, &user, networked[i]);
	}
}

/* Each of `n` devices takes `each` back. */
static void take_back_by(int n, int each) {
	for (int i = 0; i < n; i++) {
		for (int id = 1; id <= each; id++) {
			done(send_as(networked[i], "DELETE", id));
		}
	}
}

static bool is_alerted(struct likesd_response r) {
	cr_assert_eq(r.status, 202, "%s", r.body.data);
	const bool is = strstr(r.body.data, "\"anomaly-alert\"") != NULL &&
			strstr(r.body.data, "\"rule\":\"IN-3\"") != NULL;
	likesd_response_finish(&r);
	return is;
}

Test(rules, in_3_the_19th_of_three_devices_is_fine_and_the_20th_sets_off_an_alert) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
	add_networked("cafe", 3);
	take_back_by(3, 6);
	cr_expect_not(is_alerted(send_as(networked[0], "DELETE", 7)));
	cr_expect(is_alerted(send_as(networked[1], "DELETE", 7)));
	struct likesd_response r =
			likesd_fixture_request_as(&f, networked[1], "GET", "/v1/me", NULL, NULL);
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].kind"), "anomaly-alert");
	likesd_response_finish(&r);
}

Test(rules, in_3_two_devices_set_nothing_off) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
	add_networked("cafe", 2);
	take_back_by(2, 10);
	cr_expect(held(send_as(networked[0], "DELETE", 11)));
	struct likesd_response r =
			likesd_fixture_request_as(&f, networked[0], "GET", "/v1/me", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "penalties"), 0);
	likesd_response_finish(&r);
}

Test(rules, in_3_after_an_hour_they_are_forgotten_and_a_millisecond_before_not) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
	add_networked("cafe", 4);
	take_back_by(3, 6);
	done(send_as(networked[0], "DELETE", 7));
	advance(MSEC_PER_HOUR - 1);
	cr_expect(is_alerted(send_as(networked[3], "DELETE", 1)));
	advance(1);
	cr_expect_not(is_alerted(send_as(networked[3], "DELETE", 2)));
}

Test(rules, in_3_what_a_held_one_sets_off_begins_when_it_is_approved) {
	struct err err;
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
	add_networked("cafe", 3);
	for (int id = 1; id <= 10; id++) {
		done(send_as(networked[0], "DELETE", id));
	}
	for (int id = 1; id <= 9; id++) {
		done(send_as(networked[1 + id % 2], "DELETE", id));
	}
	cr_expect(held(send_as(networked[0], "DELETE", 11)));
	struct likesd_response r =
			likesd_fixture_request_as(&f, networked[0], "GET", "/v1/me", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "penalties"), 0);
	likesd_response_finish(&r);
	cr_assert(likesd_review_decide(f.likesd, "r1", NULL, &err), "%s", err.msg);
	r = likesd_fixture_request_as(&f, networked[0], "GET", "/v1/me", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "penalties"), 1);
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].kind"), "anomaly-alert");
	likesd_response_finish(&r);
}

Test(rules, in_3_devices_without_a_network_are_in_none) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
	for (int i = 0; i < NETWORKED; i++) {
		char name[20];
		snprintf(name, sizeof(name), "lone%d", i);
		likesd_fixture_add(&f, name, networked[i]);
	}
	take_back_by(NETWORKED, 4);
	cr_expect_not(is_alerted(send_as(networked[0], "DELETE", 5)));
}

Test(rules, in_3_the_neighbours_have_numbers_that_say_nothing) {
	open_as("wechat-channels", PLATFORM_ORDINARY, 100);
	add_networked("cafe", 3);
	take_back_by(3, 1);
	for (int i = 0; i < 3; i++) {
		struct likesd_response r = likesd_fixture_request_as(
				&f, networked[i], "GET", "/v1/me/budget", NULL, NULL);
		char place[40];
		cr_expect_eq(likesd_fixture_int(&r, "facts.network"), 3);
		cr_expect_str_eq(likesd_fixture_text(&r, "facts.device"), "1");
		for (int k = 0, others = 1; k < 3; k++) {
			char want[16];
			snprintf(place, sizeof(place), "facts.network[%d].device", k);
			snprintf(want, sizeof(want), "%d", k == i ? 1 : ++others);
			cr_expect_str_eq(likesd_fixture_text(&r, place), want);
		}
		likesd_response_finish(&r);
	}
}

/* --- IN-4 --- */

Test(rules, in_4_the_50th_of_a_day_is_done_and_the_51st_is_refused) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	take_back(1, 50);
	struct likesd_response r = sent("DELETE", 51);
	cr_expect_gt(r.retry_after, 0);
	/* 09:00 UTC is 17:00 at +08:00. */
	cr_expect_eq(likesd_fixture_int(&r, "retry_in_ms"), 7 * MSEC_PER_HOUR);
	cr_expect_eq(r.retry_after, 7 * MSEC_PER_HOUR);
	refused(r, 429, "limit-reached", "IN-4");
}

Test(rules, in_4_a_day_ends_at_midnight_in_the_platform_s_zone) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	take_back(1, 50);
	advance(7 * MSEC_PER_HOUR - 1);
	refused(sent("DELETE", 51), 429, "limit-reached", "IN-4");
	advance(1);
	take_back(51, 100);
}

Test(rules, in_4_a_refusal_that_time_mends_does_not_stick_to_its_key) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	take_back(1, 50);
	const char *key = "one-key-all-along";
	struct likesd_response r = likesd_fixture_request(&f, "DELETE", "/v1/likes/v51", key, NULL);
	refused(r, 429, "limit-reached", "IN-4");
	advance(7 * MSEC_PER_HOUR);
	done(likesd_fixture_request(&f, "DELETE", "/v1/likes/v51", key, NULL));
	/* And once it is done it is done. */
	done(likesd_fixture_request(&f, "DELETE", "/v1/likes/v51", key, NULL));
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 51);
}

Test(rules, in_4_what_is_refused_has_no_effect_and_uses_up_nothing) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	take_back(1, 50);
	refused(sent("DELETE", 51), 429, "limit-reached", "IN-4");
	struct likesd_response r = get("/v1/likes/v51");
	cr_expect(likesd_fixture_bool(&r, "liked"));
	likesd_response_finish(&r);
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 50);
	cr_expect_eq(number("/v1/operations?limit=200", "operations"), 50);
}

/* Once back and again, an hour apart: no mistaken tap. */
static void back_and_again(int id) {
	done(sent("DELETE", id));
	advance(MSEC_PER_HOUR);
	done(sent("PUT", id));
	advance(MSEC_PER_HOUR);
}

Test(rules, in_4_the_third_cancel_of_a_work_is_fine_and_the_fourth_bars_from_liking) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	for (int i = 0; i < 3; i++) {
		back_and_again(1);
	}
	cr_expect(number("/v1/me", "penalties") == 0);
	struct likesd_response r = sent("DELETE", 1);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.judgement.verdict"), "warn");
	likesd_response_finish(&r);
	refused(sent("PUT", 1), 403, "barred", "IN-4");
	done(sent("DELETE", 2));
	refused(sent("PUT", 2), 403, "barred", "IN-4");
}

Test(rules, in_4_the_ban_lasts_48_hours_and_ends_by_itself) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	for (int i = 0; i < 3; i++) {
		back_and_again(1);
	}
	done(sent("DELETE", 1));
	advance(48 * MSEC_PER_HOUR - 1);
	struct likesd_response r = sent("PUT", 1);
	cr_expect_eq(likesd_fixture_int(&r, "retry_in_ms"), 1);
	cr_expect_eq(r.retry_after, 0);
	refused(r, 403, "barred", "IN-4");
	advance(1);
	done(sent("PUT", 1));
	r = get("/v1/operations?limit=200");
	cr_expect_eq(likesd_fixture_int(&r, "penalties"), 1);
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].state"), "ended");
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].kind"), "like-ban");
	likesd_response_finish(&r);
}

Test(rules, in_4_the_turn_that_ends_a_penalty_comes_by_itself) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	for (int i = 0; i < 3; i++) {
		back_and_again(1);
	}
	done(sent("DELETE", 1));
	cr_expect_eq(likesd_due_in(f.likesd), 48 * MSEC_PER_HOUR);
	advance(48 * MSEC_PER_HOUR);
	likesd_fixture_turn(&f);
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
}

Test(rules, in_4_each_of_a_batch_is_judged_by_itself) {
	open_as("douyin", PLATFORM_ORDINARY, 100);
	take_back(1, 48);
	struct buf body;
	buf_init(&body, BUF_UNLIMITED);
	for (int id = 49; id <= 52; id++) {
		buf_printf(&body, "%s{\"id\":\"v%d\",\"key\":\"batch-key-%06d\"}",
				id > 49 ? "," : "{\"items\":[", id, id);
	}
	buf_add_str(&body, "]}");
	struct likesd_response r = likesd_fixture_request(
			&f, "POST", "/v1/likes/batch-cancel", NULL, body.data);
	buf_finish(&body);
	cr_expect_eq(likesd_fixture_int(&r, "results[0].status"), 202);
	cr_expect_eq(likesd_fixture_int(&r, "results[1].status"), 202);
	cr_expect_eq(likesd_fixture_int(&r, "results[2].status"), 429);
	cr_expect_eq(likesd_fixture_int(&r, "results[3].status"), 429);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[2].problem.rule"), "IN-4");
	likesd_response_finish(&r);
}

/* --- IN-5 --- */

Test(rules, in_5_the_30th_of_a_day_is_done_and_the_31st_is_refused_until_midnight) {
	open_as("bilibili", PLATFORM_ORDINARY, 1000);
	take_back(1, 30);
	refused(sent("DELETE", 31), 429, "limit-reached", "IN-5");
	advance(7 * MSEC_PER_HOUR - 1);
	refused(sent("DELETE", 31), 429, "limit-reached", "IN-5");
	advance(1);
	done(sent("DELETE", 31));
}

Test(rules, in_5_above_20_percent_points_are_deducted_and_at_20_not) {
	open_as("bilibili", PLATFORM_ORDINARY, 50);
	take_back(1, 10);
	cr_expect_eq(number("/v1/me", "effects.points_deducted"), 0);
	done(sent("DELETE", 11));
	cr_expect_gt(number("/v1/me", "effects.points_deducted"), 0);
	cr_expect_eq(number("/v1/me", "effects.reach_percent"), 100);
}

/* --- FU --- */

Test(rules, fu_1_a_verified_account_has_twice_the_limit) {
	open_as("wechat-channels", PLATFORM_VERIFIED, 100);
	struct likesd_response r = get("/v1/me");
	cr_expect_str_eq(likesd_fixture_text(&r, "tier"), "verified");
	likesd_response_finish(&r);
	take_back(1, 10);
	cr_expect(held(sent("DELETE", 11)));
}

Test(rules, fu_1_a_verified_account_s_day_is_twice_as_long_a_list) {
	open_as("douyin", PLATFORM_VERIFIED, 200);
	take_back(1, 100);
	refused(sent("DELETE", 101), 429, "limit-reached", "IN-4");
}

Test(rules, fu_4_a_mistaken_tap_uses_up_nothing) {
	open_wechat();
	take_back(1, 1);
	advance(MSEC_PER_HOUR);
	done(sent("PUT", 1));
	advance(5 * MSEC_PER_SEC);
	struct likesd_response r = sent("DELETE", 1);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.judgement.reasons[0].rule"), "FU-4");
	cr_expect_not(likesd_fixture_bool(&r, "operation.judgement.counts"));
	likesd_response_finish(&r);
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 1);
	cr_expect_eq(number("/v1/me/budget", "limits[0].used"), 1);
}

Test(rules, fu_4_a_cancel_long_after_the_like_is_no_mistaken_tap) {
	open_wechat();
	take_back(1, 1);
	advance(MSEC_PER_HOUR);
	done(sent("PUT", 1));
	advance(90 * MSEC_PER_SEC);
	done(sent("DELETE", 1));
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 2);
}
