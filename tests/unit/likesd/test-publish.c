/* Delayed sync (OP-3): published lists and counts follow at publish_at, not a moment before. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

static struct likesd_fixture f;
static char folder[] = "/tmp/unlike-likesd-XXXXXX";
static char *db_path;

static void open_with(const struct likesd_fixture_options *options) {
	likesd_fixture_open(&f, options);
}

static void open_file(double time_scale) {
	cr_assert_not_null(mkdtemp(folder));
	db_path = xasprintf("%s/likesd.db", folder);
	likesd_fixture_open(&f,
			&(struct likesd_fixture_options){ .db_path = db_path,
					.sample = 20,
					.time_scale = time_scale });
}

static void finish(void) {
	likesd_fixture_close(&f);
	if (db_path != NULL) {
		free(db_path);
		db_path = NULL;
		file_remove_tree(folder, NULL);
	}
}

static struct likesd_response get(const char *path) {
	return likesd_fixture_request(&f, "GET", path, NULL, NULL);
}

static void wish(const char *method, int id) {
	static int keys;
	char path[40], key[40];
	snprintf(path, sizeof(path), "/v1/likes/v%d", id);
	snprintf(key, sizeof(key), "publish-test-%06d", ++keys);
	struct likesd_response r = likesd_fixture_request(&f, method, path, key, NULL);
	cr_assert_eq(r.status, 202, "%s", r.body.data);
	likesd_response_finish(&r);
}

struct seen {
	int64_t count, items;
	bool has_v2;
	char as_of[40];
};

static struct seen look(void) {
	struct likesd_response r = get("/v1/likes?limit=200");
	cr_assert_eq(r.status, 200);
	struct seen seen = {
		.count = likesd_fixture_int(&r, "count"),
		.items = likesd_fixture_int(&r, "items"),
		.has_v2 = strstr(r.body.data, "\"id\":\"v2\"") != NULL,
	};
	snprintf(seen.as_of, sizeof(seen.as_of), "%s", likesd_fixture_text(&r, "as_of"));
	likesd_response_finish(&r);
	return seen;
}

static int64_t work_likes(int id) {
	char path[40];
	snprintf(path, sizeof(path), "/v1/likes/v%d", id);
	struct likesd_response r = get(path);
	const int64_t likes = likesd_fixture_int(&r, "likes");
	likesd_response_finish(&r);
	return likes;
}

TestSuite(publish, .fini = finish);

Test(publish, op_3_the_list_follows_at_publish_at_and_not_a_millisecond_before) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	const int64_t likes = work_likes(2);
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1);
	struct seen before = look();
	cr_expect_eq(before.count, 20);
	cr_expect_eq(before.items, 20);
	cr_expect(before.has_v2);
	cr_expect_str_eq(before.as_of, "2026-03-01T09:00:00.000Z");
	cr_expect_eq(work_likes(2), likes);
	fake_clock_advance(&f.fake, 1);
	struct seen after = look();
	cr_expect_eq(after.count, 19);
	cr_expect_eq(after.items, 19);
	cr_expect_not(after.has_v2);
	cr_expect_str_eq(after.as_of, "2026-03-01T09:15:00.000Z");
	cr_expect_eq(work_likes(2), likes - 1);
}

Test(publish, as_of_is_the_time_it_was_due_even_when_nobody_came_for_hours) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, 5 * MSEC_PER_HOUR);
	cr_expect_str_eq(look().as_of, "2026-03-01T09:15:00.000Z");
}

Test(publish, an_operation_tells_that_it_was_published) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1);
	struct likesd_response r = get("/v1/operations/o1");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "accepted");
	cr_expect_eq(likesd_fixture_int(&r, "operation.publish_in_ms"), 1);
	cr_expect_eq(likesd_fixture_int(&r, "operation.seq"), 1);
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, 1);
	r = get("/v1/operations/o1");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "published");
	cr_expect_eq(likesd_fixture_int(&r, "operation.publish_in_ms"), 0);
	cr_expect_eq(likesd_fixture_int(&r, "operation.seq"), 2);
	likesd_response_finish(&r);
}

Test(publish, due_in_counts_down_to_the_turn_that_publishes) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, 60000);
	wish("DELETE", 3);
	cr_expect_eq(likesd_due_in(f.likesd), LIKESD_FIXTURE_DELAY - 60000);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 60000);
	cr_expect_eq(likesd_due_in(f.likesd), 0);
	likesd_fixture_turn(&f);
	cr_expect_eq(likesd_due_in(f.likesd), 60000);
	fake_clock_advance(&f.fake, 60000);
	likesd_fixture_turn(&f);
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
	cr_expect_eq(look().count, 18);
}

Test(publish, taking_back_and_liking_again_are_published_each_at_its_time) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	const int64_t likes = work_likes(2);
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, 1000);
	wish("PUT", 2);
	cr_expect_eq(look().count, 20);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1000);
	cr_expect_eq(look().count, 19);
	cr_expect_eq(work_likes(2), likes - 1);
	fake_clock_advance(&f.fake, 999);
	cr_expect_eq(look().count, 19);
	fake_clock_advance(&f.fake, 1);
	const struct seen seen = look();
	cr_expect_eq(seen.count, 20);
	cr_expect(seen.has_v2);
	cr_expect_str_eq(seen.as_of, "2026-03-01T09:15:01.000Z");
	cr_expect_eq(work_likes(2), likes);
}

Test(publish, wishes_of_the_same_moment_are_published_in_their_order) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	wish("DELETE", 2);
	wish("PUT", 2);
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	cr_expect_not(look().has_v2);
	cr_expect_eq(look().count, 19);
}

Test(publish, a_time_scale_makes_real_waits_shorter_and_never_too_short) {
	static const struct {
		double scale;
		msec_t at;
	} cases[] = { { 1, 1237 }, { 60, 1237 }, { 7, 1237 }, { 0.5, 1237 }, { 1000, 1237 },
		{ 3.7, 1237 },
		/* 2679460 * 0.35 is a little less than 937811 */
		{ 0.35, 108032 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const double scale = cases[i].scale;
		open_with(&(struct likesd_fixture_options){ .sample = 20, .time_scale = scale });
		fake_clock_advance(&f.fake, cases[i].at);
		wish("DELETE", 2);
		const msec_t due_in = likesd_due_in(f.likesd);
		const double exact = (double)LIKESD_FIXTURE_DELAY / scale;
		cr_expect((double)due_in >= exact - 1 && (double)due_in <= exact + 1,
				"scale %g: %g", scale, (double)due_in);
		struct likesd_response r = get("/v1/operations/o1");
		cr_expect_eq(likesd_fixture_int(&r, "operation.publish_in_ms"), due_in);
		likesd_response_finish(&r);
		fake_clock_advance(&f.fake, due_in - 1);
		cr_expect_eq(likesd_due_in(f.likesd), 1, "scale %g", scale);
		cr_expect_eq(look().count, 20, "scale %g", scale);
		fake_clock_advance(&f.fake, 1);
		cr_expect_eq(likesd_due_in(f.likesd), 0, "scale %g", scale);
		cr_expect_eq(look().count, 19, "scale %g", scale);
		likesd_fixture_close(&f);
	}
	open_with(NULL);
}

Test(publish, a_stepped_wall_clock_does_not_touch_the_delay) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	wish("DELETE", 2);
	f.fake.wall -= 3 * MSEC_PER_HOUR;
	cr_expect_eq(likesd_due_in(f.likesd), LIKESD_FIXTURE_DELAY);
	f.fake.wall += 30 * MSEC_PER_DAY;
	cr_expect_eq(likesd_due_in(f.likesd), LIKESD_FIXTURE_DELAY);
	cr_expect_eq(look().count, 20);
}

Test(publish, what_was_accepted_before_a_restart_is_published_after_it) {
	open_file(1);
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, 1000);
	likesd_fixture_restart(&f);
	cr_expect_eq(likesd_due_in(f.likesd), LIKESD_FIXTURE_DELAY - 1000);
	cr_expect_eq(look().count, 20);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1000);
	cr_expect_eq(look().count, 19);
}

Test(publish, what_fell_due_while_nobody_ran_is_published_by_the_first_turn) {
	open_file(1);
	wish("DELETE", 2);
	likesd_close(f.likesd);
	fake_clock_advance(&f.fake, 2 * LIKESD_FIXTURE_DELAY);
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd, "%s", err.msg);
	cr_expect_eq(likesd_due_in(f.likesd), 0);
	cr_expect_eq(look().count, 19);
	cr_expect_str_eq(look().as_of, "2026-03-01T09:15:00.000Z");
}

Test(publish, the_servers_clock_never_runs_backwards_over_restarts_with_a_time_scale) {
	open_file(60);
	msec_t last = likesd_now(f.likesd);
	for (int i = 0; i < 5; i++) {
		fake_clock_advance(&f.fake, 7001);
		cr_expect_eq(likesd_now(f.likesd), last + 60 * 7001);
		last = likesd_now(f.likesd);
		likesd_fixture_restart(&f);
		cr_expect_geq(likesd_now(f.likesd), last);
		cr_expect_leq(likesd_now(f.likesd), last + 60);
	}
}

Test(publish, a_restart_goes_on_from_the_wall_clock_when_that_is_later) {
	open_file(60);
	likesd_close(f.likesd);
	f.fake.wall += 10 * MSEC_PER_DAY;
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd, "%s", err.msg);
	cr_expect_eq(likesd_now(f.likesd), LIKESD_FIXTURE_START + 10 * MSEC_PER_DAY);
}

Test(publish, a_shorter_delay_after_a_restart_does_not_change_the_order_of_one_like) {
	open_file(1);
	wish("DELETE", 2);
	f.platform->publish_delay = 0;
	likesd_fixture_restart(&f);
	wish("PUT", 2);
	wish("DELETE", 3);
	/* v3 at once; v2's second wish not before its first. */
	cr_expect_eq(look().count, 19);
	struct likesd_response r = get("/v1/operations/o2");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.publish_at"),
			"2026-03-01T09:15:00.000Z");
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	const struct seen seen = look();
	cr_expect_eq(seen.count, 19);
	cr_expect(seen.has_v2);
}

Test(publish, a_shorter_effect_delay_after_a_restart_does_not_overtake_either) {
	open_file(1);
	f.platform->effect_delay = 1500;
	wish("DELETE", 2);
	f.platform->effect_delay = 0;
	likesd_fixture_restart(&f);
	wish("PUT", 2);
	struct likesd_response r = get("/v1/operations/o2");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.effective_at"),
			"2026-03-01T09:00:01.500Z");
	likesd_response_finish(&r);
}

Test(publish, a_long_queue_is_published_whole) {
	open_with(&(struct likesd_fixture_options){ .sample = 3000 });
	for (int id = 1; id <= 3000; id++) {
		if (id == 1000) {
			fake_clock_advance(&f.fake, 1);
		}
		wish("DELETE", id);
	}
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1);
	cr_expect_eq(look().count, 3000 - 999);
	fake_clock_advance(&f.fake, 1);
	cr_expect_eq(look().count, 0);
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
}

Test(publish, a_very_long_queue_takes_turns_but_one_moment_is_never_split) {
	open_with(&(struct likesd_fixture_options){ .sample = 5000 });
	struct err err;
	cr_assert(likesd_turn_begin(f.likesd, &err));
	for (int id = 1; id <= 5000; id++) {
		if (id == 4301) {
			cr_assert(likesd_turn_commit(f.likesd, &err));
			fake_clock_advance(&f.fake, 1);
			cr_assert(likesd_turn_begin(f.likesd, &err));
		}
		char path[40], key[40];
		snprintf(path, sizeof(path), "/v1/likes/v%d", id);
		snprintf(key, sizeof(key), "publish-queue-%06d", id);
		struct likesd_response r =
				likesd_fixture_handle(&f, f.token, "DELETE", path, key, NULL);
		cr_assert_eq(r.status, 202);
		likesd_response_finish(&r);
	}
	cr_assert(likesd_turn_commit(f.likesd, &err));
	fake_clock_advance(&f.fake, MSEC_PER_HOUR);
	const struct seen first = look();
	cr_expect_eq(first.count, 700);
	cr_expect_str_eq(first.as_of, "2026-03-01T09:15:00.000Z");
	cr_expect_eq(likesd_due_in(f.likesd), 0);
	const struct seen second = look();
	cr_expect_eq(second.count, 0);
	cr_expect_str_eq(second.as_of, "2026-03-01T09:15:00.001Z");
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
}

Test(publish, one_publication_is_seen_by_the_other_accounts_through_the_count_only) {
	open_with(&(struct likesd_fixture_options){ .sample = 20 });
	char other[LIKESD_TOKEN_TEXT];
	likesd_fixture_add(&f, "other", other);
	struct likesd_response before =
			likesd_fixture_request_as(&f, other, "GET", "/v1/likes/v2", NULL, NULL);
	wish("DELETE", 2);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	struct likesd_response after =
			likesd_fixture_request_as(&f, other, "GET", "/v1/likes/v2", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&after, "likes"), likesd_fixture_int(&before, "likes") - 1);
	cr_expect(likesd_fixture_bool(&after, "liked"));
	cr_expect_str_eq(likesd_fixture_text(&after, "as_of"),
			likesd_fixture_text(&before, "as_of"));
	likesd_response_finish(&before);
	likesd_response_finish(&after);
	struct likesd_response list =
			likesd_fixture_request_as(&f, other, "GET", "/v1/likes", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&list, "count"), 20);
	likesd_response_finish(&list);
}
