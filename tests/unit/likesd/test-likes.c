/* The published list, one like, and taking likes back: GET, DELETE and PUT under /v1/likes. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likesd_fixture.h"

#define KEY "0123456789abcdef"
#define KEY2 "fedcba9876543210"

static struct likesd_fixture f;

static void open_with(size_t sample) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = sample });
}

static void finish(void) {
	likesd_fixture_close(&f);
}

static struct likesd_response get(const char *path) {
	return likesd_fixture_request(&f, "GET", path, NULL, NULL);
}

static int status_of(const char *method, const char *path, const char *key) {
	struct likesd_response r = likesd_fixture_request(&f, method, path, key, NULL);
	const int status = r.status;
	likesd_response_finish(&r);
	return status;
}

static bool type_is(const struct likesd_response *r, const char *name) {
	char urn[80];
	snprintf(urn, sizeof(urn), "urn:likesd:problem:%s", name);
	return strcmp(r->content_type, "application/problem+json") == 0 &&
			strcmp(likesd_fixture_text(r, "type"), urn) == 0 &&
			likesd_fixture_int(r, "status") == r->status;
}

TestSuite(likes, .fini = finish);

Test(likes, the_list_tells_count_items_and_that_it_ends) {
	open_with(3);
	struct likesd_response r = get("/v1/likes");
	cr_assert_eq(r.status, 200);
	cr_assert_str_eq(r.content_type, "application/json");
	cr_expect_eq(likesd_fixture_int(&r, "count"), 3);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 3);
	cr_expect(likesd_fixture_text(&r, "next") == NULL);
	cr_expect_str_eq(likesd_fixture_text(&r, "as_of"), "2026-03-01T09:00:00.000Z");
	cr_expect_str_eq(likesd_fixture_text(&r, "items[0].id"), "v1");
	cr_expect_str_eq(likesd_fixture_text(&r, "items[0].url"), "https://video.example/v1");
	cr_expect_str_eq(likesd_fixture_text(&r, "items[0].author_id"), "a1");
	cr_expect_eq(likesd_fixture_text(&r, "items[0].author")[0] != '\0', 1);
	cr_expect_gt(likesd_fixture_int(&r, "items[0].likes"), 0);
	/* Newest first. */
	cr_expect(strcmp(likesd_fixture_text(&r, "items[0].liked_at"),
				  likesd_fixture_text(&r, "items[1].liked_at")) > 0);
	likesd_response_finish(&r);
}

Test(likes, an_account_without_likes_has_an_empty_list) {
	open_with(0);
	struct likesd_response r = get("/v1/likes");
	cr_assert_eq(r.status, 200);
	cr_expect_eq(likesd_fixture_int(&r, "count"), 0);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 0);
	likesd_response_finish(&r);
}

/* Walks the list and counts, telling whether ids come once and dates only fall. */
static size_t walk(size_t limit, size_t *ret_pages) {
	char path[160], last[40] = "9";
	snprintf(path, sizeof(path), "/v1/likes?limit=%zu", limit);
	bool *seen = calloc(100000, sizeof(*seen));
	size_t n = 0, pages = 0;
	for (;;) {
		struct likesd_response r = get(path);
		cr_assert_eq(r.status, 200);
		const size_t items = (size_t)likesd_fixture_int(&r, "items");
		cr_assert_leq(items, limit);
		for (size_t i = 0; i < items; i++) {
			char place[40];
			snprintf(place, sizeof(place), "items[%zu].id", i);
			const long id = strtol(likesd_fixture_text(&r, place) + 1, NULL, 10);
			cr_assert(!seen[id], "v%ld came twice", id);
			seen[id] = true;
			snprintf(place, sizeof(place), "items[%zu].liked_at", i);
			cr_assert(strcmp(likesd_fixture_text(&r, place), last) <= 0);
			snprintf(last, sizeof(last), "%s", likesd_fixture_text(&r, place));
		}
		n += items;
		pages++;
		const char *next = likesd_fixture_text(&r, "next");
		if (next != NULL) {
			snprintf(path, sizeof(path), "/v1/likes?limit=%zu&cursor=%s", limit, next);
		}
		likesd_response_finish(&r);
		if (next == NULL) {
			break;
		}
	}
	free(seen);
	*ret_pages = pages;
	return n;
}

Test(likes, walking_by_cursor_gives_every_like_once) {
	static const struct {
		size_t limit, pages;
	} cases[] = { { 1, 57 }, { 7, 9 }, { 19, 3 }, { 56, 2 }, { 57, 1 }, { 200, 1 } };
	open_with(57);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t pages = 0;
		cr_expect_eq(walk(cases[i].limit, &pages), 57);
		cr_expect_eq(pages, cases[i].pages, "limit %zu", cases[i].limit);
	}
}

Test(likes, a_page_has_a_hundred_items_when_nothing_is_said) {
	open_with(250);
	struct likesd_response r = get("/v1/likes");
	cr_expect_eq(likesd_fixture_int(&r, "items"), 100);
	cr_expect_eq(likesd_fixture_int(&r, "count"), 250);
	likesd_response_finish(&r);
}

Test(likes, a_page_asked_for_twice_is_the_same_to_the_byte) {
	open_with(250);
	struct likesd_response a = get("/v1/likes?limit=20"), b = get("/v1/likes?limit=20");
	struct likesd_response c = get("/v1/likes?limit=21");
	cr_expect_str_eq(a.body.data, b.body.data);
	cr_expect_str_neq(a.body.data, c.body.data);
	likesd_response_finish(&a);
	likesd_response_finish(&b);
	likesd_response_finish(&c);
}

Test(likes, malformed_queries_are_refused) {
	static const char *const queries[] = {
		"limit=0",
		"limit=201",
		"limit=",
		"limit",
		"limit=-1",
		"limit=+1",
		"limit=010",
		"limit=1x",
		"limit=%31",
		"limit=99999999999999999999",
		"limit=1&limit=1",
		"limit=1&",
		"&limit=1",
		"limit=1&&cursor=x",
		"offset=1",
		"Limit=1",
		"since=1",
		"cursor=",
		"cursor=abc",
		"cursor=0000000000000000000000000000000G",
		"cursor=0000000000000000000000000000000A",
		"cursor=ffffffffffffffff0000000000000001",
		"cursor=00000000000000000000000000000001 ",
		"cursor=000000000000000000000000000000011",
		"=1",
		"=",
	};
	open_with(1);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		char path[160];
		snprintf(path, sizeof(path), "/v1/likes?%s", queries[i]);
		struct likesd_response r = get(path);
		cr_expect_eq(r.status, 400, "%s", queries[i]);
		cr_expect(type_is(&r, "bad-request"), "%s", queries[i]);
		likesd_response_finish(&r);
	}
}

Test(likes, a_cursor_of_the_right_form_is_only_a_place) {
	open_with(5);
	struct likesd_response r = get("/v1/likes?cursor=00000000000000000000000000000000");
	cr_assert_eq(r.status, 200);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 0);
	cr_expect_eq(likesd_fixture_int(&r, "count"), 5);
	likesd_response_finish(&r);
}

Test(likes, one_like_tells_truth_and_publication) {
	open_with(3);
	struct likesd_response r = get("/v1/likes/v2");
	cr_assert_eq(r.status, 200);
	cr_expect_str_eq(likesd_fixture_text(&r, "id"), "v2");
	cr_expect(likesd_fixture_bool(&r, "liked"));
	cr_expect(likesd_fixture_bool(&r, "published"));
	cr_expect(likesd_fixture_text(&r, "operation") == NULL);
	likesd_response_finish(&r);
}

Test(likes, whatever_is_not_there_is_not_found_in_the_same_words) {
	static const char *const ids[] = { "v4", "v999999999999999999", "v0", "v01", "v", "w1", "1",
		"v1x", "V1", "v-1", "v1000000000000000000", "v99999999999999999999999", "%76",
		"v1%00", "..", "o1" };
	open_with(3);
	struct likesd_response first = get("/v1/likes/v5");
	cr_expect(type_is(&first, "not-found"));
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		char path[80];
		snprintf(path, sizeof(path), "/v1/likes/%s", ids[i]);
		static const char *const methods[] = { "GET", "DELETE", "PUT" };
		for (size_t m = 0; m < 3; m++) {
			struct likesd_response r =
					likesd_fixture_request(&f, methods[m], path, KEY, NULL);
			cr_expect_eq(r.status, 404, "%s %s", methods[m], path);
			cr_expect_str_eq(r.body.data, first.body.data, "%s %s", methods[m], path);
			likesd_response_finish(&r);
		}
	}
	likesd_response_finish(&first);
}

Test(likes, taking_back_answers_with_an_accepted_operation) {
	open_with(3);
	struct likesd_response r = likesd_fixture_request(&f, "DELETE", "/v1/likes/v2", KEY, NULL);
	cr_assert_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o1");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.item"), "v2");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.want"), "unliked");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "accepted");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.accepted_at"),
			"2026-03-01T09:00:00.000Z");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.effective_at"),
			"2026-03-01T09:00:00.000Z");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.publish_at"),
			"2026-03-01T09:15:00.000Z");
	cr_expect_eq(likesd_fixture_int(&r, "operation.publish_in_ms"), LIKESD_FIXTURE_DELAY);
	cr_expect_eq(likesd_fixture_int(&r, "operation.seq"), 1);
	likesd_response_finish(&r);
}

Test(likes, taking_back_changes_the_owners_view_at_once_and_the_list_not_yet) {
	open_with(3);
	cr_assert_eq(status_of("DELETE", "/v1/likes/v2", KEY), 202);
	struct likesd_response r = get("/v1/likes/v2");
	cr_expect(!likesd_fixture_bool(&r, "liked"));
	cr_expect(likesd_fixture_bool(&r, "published"));
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o1");
	likesd_response_finish(&r);
	r = get("/v1/likes");
	cr_expect_eq(likesd_fixture_int(&r, "count"), 3);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 3);
	likesd_response_finish(&r);
}

Test(likes, taking_back_twice_is_not_liked) {
	open_with(3);
	cr_assert_eq(status_of("DELETE", "/v1/likes/v2", KEY), 202);
	struct likesd_response r = likesd_fixture_request(&f, "DELETE", "/v1/likes/v2", KEY2, NULL);
	cr_expect_eq(r.status, 404);
	cr_expect(type_is(&r, "not-liked"));
	likesd_response_finish(&r);
}

Test(likes, liking_what_is_liked_changes_nothing) {
	open_with(3);
	struct likesd_response r = likesd_fixture_request(&f, "PUT", "/v1/likes/v2", KEY, NULL);
	cr_assert_eq(r.status, 200);
	cr_expect(likesd_fixture_text(&r, "operation") == NULL);
	likesd_response_finish(&r);
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
}

Test(likes, liking_what_is_liked_again_tells_the_operation_that_did_it) {
	open_with(3);
	status_of("DELETE", "/v1/likes/v2", "key-aaaaaaaaaaaaaaaa");
	status_of("PUT", "/v1/likes/v2", "key-bbbbbbbbbbbbbbbb");
	struct likesd_response r = likesd_fixture_request(
			&f, "PUT", "/v1/likes/v2", "key-cccccccccccccccc", NULL);
	cr_assert_eq(r.status, 200);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o2");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.want"), "liked");
	likesd_response_finish(&r);
}

Test(likes, a_like_given_again_keeps_its_old_date_and_place) {
	open_with(5);
	struct likesd_response before = get("/v1/likes");
	status_of("DELETE", "/v1/likes/v2", KEY);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	likesd_fixture_turn(&f);
	status_of("PUT", "/v1/likes/v2", KEY2);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	struct likesd_response after = get("/v1/likes");
	cr_expect_eq(likesd_fixture_int(&after, "count"), 5);
	cr_expect_str_eq(strstr(after.body.data, "\"items\""),
			strstr(before.body.data, "\"items\""));
	likesd_response_finish(&before);
	likesd_response_finish(&after);
}

Test(likes, an_effect_delay_holds_the_owners_view_back_to_the_millisecond) {
	likesd_fixture_open(
			&f, &(struct likesd_fixture_options){ .sample = 3, .effect_delay = 1500 });
	cr_assert_eq(status_of("DELETE", "/v1/likes/v2", KEY), 202);
	fake_clock_advance(&f.fake, 1499);
	struct likesd_response r = get("/v1/likes/v2");
	cr_expect(likesd_fixture_bool(&r, "liked"));
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, 1);
	r = get("/v1/likes/v2");
	cr_expect(!likesd_fixture_bool(&r, "liked"));
	likesd_response_finish(&r);
}

Test(likes, between_two_effects_the_owner_sees_the_one_that_counts_already) {
	likesd_fixture_open(
			&f, &(struct likesd_fixture_options){ .sample = 3, .effect_delay = 1500 });
	status_of("DELETE", "/v1/likes/v2", KEY);
	fake_clock_advance(&f.fake, 1000);
	status_of("PUT", "/v1/likes/v2", KEY2);
	static const struct {
		msec_t advance;
		bool liked;
	} cases[] = { { 0, true }, { 499, true }, { 1, false }, { 999, false }, { 1, true } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_clock_advance(&f.fake, cases[i].advance);
		struct likesd_response r = get("/v1/likes/v2");
		cr_expect_eq(likesd_fixture_bool(&r, "liked"), cases[i].liked, "case %zu", i);
		likesd_response_finish(&r);
	}
}

Test(likes, on_a_real_time_platform_the_list_follows_at_once) {
	likesd_fixture_open(
			&f, &(struct likesd_fixture_options){ .sample = 3, .platform = "douyin" });
	struct likesd_response r = likesd_fixture_request(&f, "DELETE", "/v1/likes/v2", KEY, NULL);
	cr_assert_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "published");
	cr_expect_eq(likesd_fixture_int(&r, "operation.publish_in_ms"), 0);
	cr_expect_eq(likesd_fixture_int(&r, "operation.seq"), 2);
	likesd_response_finish(&r);
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
	r = get("/v1/likes");
	cr_expect_eq(likesd_fixture_int(&r, "count"), 2);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 2);
	likesd_response_finish(&r);
}

Test(likes, the_key_must_be_there_and_of_its_form) {
	static const char *const keys[] = { NULL, "", "short", "0123456789abcde",
		"0123456789abcde!", "0123456789abcde f", "\"0123456789abcdef", "0123456789abcdef\"",
		"\"\"", "01234567890123456789012345678901234567890123456789012345678901234",
		"\"01234567890123456789012345678901234567890123456789012345678901234\"",
		"0123456789abcd\xC3\xA9" };
	open_with(3);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct likesd_response r =
				likesd_fixture_request(&f, "DELETE", "/v1/likes/v1", keys[i], NULL);
		cr_expect_eq(r.status, 400, "key %zu", i);
		cr_expect(type_is(&r, "idempotency-key"), "key %zu", i);
		likesd_response_finish(&r);
	}
	cr_expect_eq(status_of("DELETE", "/v1/likes/v1",
				     "\"01234567890123456789012345678901234567890123456789012345"
				     "67890123\""),
			202);
	cr_expect_eq(status_of("DELETE", "/v1/likes/v2", "ABCDEFGHabcdefgh_-09"), 202);
}
