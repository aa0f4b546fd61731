/* --sample: accounts that have no likes get some, the same everywhere. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/clock.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

static struct likesd_fixture f;
static char folder[] = "/tmp/unlike-likesd-XXXXXX";
static char *db_path;

static void finish(void) {
	likesd_fixture_close(&f);
	if (db_path != NULL) {
		free(db_path);
		file_remove_tree(folder, NULL);
	}
}

static void open_file(size_t sample) {
	cr_assert_not_null(mkdtemp(folder));
	db_path = xasprintf("%s/likesd.db", folder);
	likesd_fixture_open(&f,
			&(struct likesd_fixture_options){ .db_path = db_path, .sample = sample });
}

static struct likesd_response get_as(const char *token, const char *path) {
	return likesd_fixture_request_as(&f, token, "GET", path, NULL, NULL);
}

static int64_t count_of(const char *token) {
	struct likesd_response r = get_as(token, "/v1/me");
	const int64_t likes = likesd_fixture_int(&r, "likes");
	likesd_response_finish(&r);
	return likes;
}

TestSuite(sample, .fini = finish);

/* The figures of samples/README.md. */
Test(sample, rows_are_those_that_the_rule_gives) {
	static const struct {
		int id;
		const char *title, *author;
	} rows[] = {
		{ 1, "红烧肉这样做最好吃", "厨房老张" },
		{ 2, "The slow train over the pass", "Window Seat" },
		{ 3, "Building a winter shelter for street cats out of one foam box and some straw",
				"Paws at Five" },
		{ 308, "搬家那天，在墙上量了最后一次身高 · 其2", "家里的老照片" },
	};
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 400 });
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[40];
		snprintf(path, sizeof(path), "/v1/likes/v%d", rows[i].id);
		struct likesd_response r = get_as(f.token, path);
		cr_expect_str_eq(likesd_fixture_text(&r, "title"), rows[i].title);
		cr_expect_str_eq(likesd_fixture_text(&r, "author"), rows[i].author);
		likesd_response_finish(&r);
	}
}

static int compare(const void *a, const void *b) {
	return strcmp(*(char *const *)a, *(char *const *)b);
}

Test(sample, twenty_thousand_are_there_and_no_title_twice) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 20000 });
	cr_expect_eq(count_of(f.token), 20000);
	char path[120] = "/v1/likes?limit=200";
	char **titles = xcalloc(20000, sizeof(*titles));
	size_t n = 0;
	while (path[0] != '\0') {
		struct likesd_response r = get_as(f.token, path);
		cr_assert_eq(r.status, 200);
		for (const char *at = r.body.data; (at = strstr(at, "\"title\":")) != NULL; at++) {
			const char *end = strstr(at, ",\"author\":");
			cr_assert_lt(n, 20000);
			titles[n++] = xstrndup(at, (size_t)(end - at));
		}
		const char *next = likesd_fixture_text(&r, "next");
		path[0] = '\0';
		if (next != NULL) {
			snprintf(path, sizeof(path), "/v1/likes?limit=200&cursor=%s", next);
		}
		likesd_response_finish(&r);
	}
	cr_expect_eq(n, 20000);
	qsort(titles, n, sizeof(*titles), compare);
	for (size_t i = 0; i < n; i++) {
		cr_expect(i == 0 || strcmp(titles[i - 1], titles[i]) != 0, "%s", titles[i]);
	}
	for (size_t i = 0; i < n; i++) {
		free(titles[i]);
	}
	free(titles);
}

Test(sample, is_the_same_on_every_machine) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 50 });
	struct likesd_response a = get_as(f.token, "/v1/likes");
	likesd_fixture_close(&f);
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 50 });
	struct likesd_response b = get_as(f.token, "/v1/likes");
	cr_expect_str_eq(a.body.data, b.body.data);
	likesd_response_finish(&a);
	likesd_response_finish(&b);
}

Test(sample, dates_fall_and_a_work_is_older_than_its_like) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 200 });
	struct likesd_response r = get_as(f.token, "/v1/likes?limit=200");
	char last[40] = "2026-03-01T09:00:00.000Z";
	for (size_t i = 0; i < 200; i++) {
		char place[40];
		snprintf(place, sizeof(place), "items[%zu].liked_at", i);
		const char *liked_at = likesd_fixture_text(&r, place);
		snprintf(place, sizeof(place), "items[%zu].made_at", i);
		const char *made_at = likesd_fixture_text(&r, place);
		cr_expect_lt(strcmp(liked_at, last), 0);
		cr_expect_lt(strcmp(made_at, liked_at), 0);
		snprintf(last, sizeof(last), "%s", liked_at);
	}
	likesd_response_finish(&r);
}

Test(sample, fills_every_account_without_likes_at_start) {
	open_file(0);
	char other[LIKESD_TOKEN_TEXT];
	likesd_fixture_add(&f, "other", other);
	cr_expect_eq(count_of(f.token), 0);
	f.config.sample = 30;
	likesd_fixture_restart(&f);
	cr_expect_eq(count_of(f.token), 30);
	cr_expect_eq(count_of(other), 30);
}

Test(sample, leaves_accounts_with_likes_as_they_are) {
	open_file(10);
	f.config.sample = 30;
	likesd_fixture_restart(&f);
	cr_expect_eq(count_of(f.token), 10);
	/* Also one that took everything back. */
	for (int id = 1; id <= 10; id++) {
		char path[40], key[40];
		snprintf(path, sizeof(path), "/v1/likes/v%d", id);
		snprintf(key, sizeof(key), "sample-test-%08d", id);
		struct likesd_response r = likesd_fixture_request(&f, "DELETE", path, key, NULL);
		likesd_response_finish(&r);
	}
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	likesd_fixture_turn(&f);
	likesd_fixture_restart(&f);
	cr_expect_eq(count_of(f.token), 0);
}

Test(sample, a_like_of_a_second_account_counts) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 10 });
	struct likesd_response a = get_as(f.token, "/v1/likes/v4");
	char other[LIKESD_TOKEN_TEXT];
	likesd_fixture_add(&f, "other", other);
	struct likesd_response b = get_as(other, "/v1/likes/v4");
	cr_expect_eq(likesd_fixture_int(&b, "likes"), likesd_fixture_int(&a, "likes") + 1);
	cr_expect_str_eq(likesd_fixture_text(&b, "title"), likesd_fixture_text(&a, "title"));
	likesd_response_finish(&a);
	likesd_response_finish(&b);
}

Test(sample, has_its_limit) {
	likesd_fixture_open(&f, NULL);
	struct likesd_config config = f.config;
	struct err err;
	config.sample = LIKESD_SAMPLE_MAX + 1;
	cr_expect_null(likesd_open(&config, &err));
	cr_expect_eq(err.code, ERR_INPUT);
}

/* Only where somebody asks for it: UNLIKE_MEASURE=1. */
Test(sample, a_million_load_in_seconds) {
	if (getenv("UNLIKE_MEASURE") == NULL) {
		likesd_fixture_open(&f, NULL);
		cr_skip("set UNLIKE_MEASURE to run it");
	}
	const struct clock clock = clock_system();
	const msec_t before = clock_mono(&clock);
	open_file(LIKESD_SAMPLE_MAX);
	const msec_t took = clock_mono(&clock) - before;
	fprintf(stderr, "a million likes: %" PRId64 " ms\n", took);
	cr_expect_lt(took, 30 * MSEC_PER_SEC);
	struct likesd_response r = get_as(f.token, "/v1/likes/v1000000");
	cr_expect_str_eq(likesd_fixture_text(&r, "title"), "一垄红薯能收多少？现场开挖 · 其363");
	cr_expect_str_eq(likesd_fixture_text(&r, "author"), "花花草草慢慢长");
	likesd_response_finish(&r);
}
