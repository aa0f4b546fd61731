/* GET /v1/operations and /v1/operations/{id}: what was asked for, and how far it is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "likesd_fixture.h"

static struct likesd_fixture f;

static void start(void) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 10 });
}

static void finish(void) {
	likesd_fixture_close(&f);
}

static struct likesd_response get(const char *path) {
	return likesd_fixture_request(&f, "GET", path, NULL, NULL);
}

static void take_back(int id) {
	char path[40], key[40];
	snprintf(path, sizeof(path), "/v1/likes/v%d", id);
	snprintf(key, sizeof(key), "operation-test-%04d", id);
	struct likesd_response r = likesd_fixture_request(&f, "DELETE", path, key, NULL);
	cr_assert_eq(r.status, 202);
	likesd_response_finish(&r);
}

TestSuite(operations, .init = start, .fini = finish);

Test(operations, none_at_first_and_next_is_where_one_was) {
	struct likesd_response r = get("/v1/operations");
	cr_assert_eq(r.status, 200);
	cr_expect_eq(likesd_fixture_int(&r, "operations"), 0);
	cr_expect_str_eq(likesd_fixture_text(&r, "next"), "0");
	likesd_response_finish(&r);
	r = get("/v1/operations?since=41");
	cr_expect_str_eq(likesd_fixture_text(&r, "next"), "41");
	likesd_response_finish(&r);
}

Test(operations, come_in_the_order_of_their_last_change) {
	take_back(3);
	take_back(1);
	struct likesd_response r = get("/v1/operations?since=0");
	cr_assert_eq(likesd_fixture_int(&r, "operations"), 2);
	cr_expect_str_eq(likesd_fixture_text(&r, "operations[0].item"), "v3");
	cr_expect_str_eq(likesd_fixture_text(&r, "operations[1].item"), "v1");
	cr_expect_str_eq(likesd_fixture_text(&r, "next"), "2");
	likesd_response_finish(&r);
}

Test(operations, publication_is_a_change_of_its_own) {
	take_back(3);
	fake_clock_advance(&f.fake, 1000);
	take_back(1);
	struct likesd_response r = get("/v1/operations?since=2");
	cr_expect_eq(likesd_fixture_int(&r, "operations"), 0);
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1000);
	r = get("/v1/operations?since=2");
	cr_assert_eq(likesd_fixture_int(&r, "operations"), 1);
	cr_expect_str_eq(likesd_fixture_text(&r, "operations[0].id"), "o1");
	cr_expect_str_eq(likesd_fixture_text(&r, "operations[0].state"), "published");
	cr_expect_eq(likesd_fixture_int(&r, "operations[0].seq"), 3);
	cr_expect_str_eq(likesd_fixture_text(&r, "next"), "3");
	likesd_response_finish(&r);
	/* From the beginning: each once, at its last change. */
	r = get("/v1/operations");
	cr_assert_eq(likesd_fixture_int(&r, "operations"), 2);
	cr_expect_str_eq(likesd_fixture_text(&r, "operations[0].id"), "o2");
	cr_expect_str_eq(likesd_fixture_text(&r, "operations[1].id"), "o1");
	likesd_response_finish(&r);
}

Test(operations, are_paged_by_limit_and_next) {
	for (int id = 1; id <= 5; id++) {
		take_back(id);
	}
	char path[80] = "/v1/operations?limit=2";
	int64_t total = 0;
	static const int64_t sizes[] = { 2, 2, 1, 0 };
	for (size_t i = 0; i < 4; i++) {
		struct likesd_response r = get(path);
		cr_expect_eq(likesd_fixture_int(&r, "operations"), sizes[i]);
		total += likesd_fixture_int(&r, "operations");
		snprintf(path, sizeof(path), "/v1/operations?since=%s&limit=2",
				likesd_fixture_text(&r, "next"));
		likesd_response_finish(&r);
	}
	cr_expect_eq(total, 5);
}

Test(operations, malformed_queries_are_refused) {
	static const char *const queries[] = { "since=", "since=x", "since=-1", "since=00",
		"since=1000000000000000000", "since=1&since=2", "limit=0", "limit=201", "cursor=1",
		"since" };
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		char path[80];
		snprintf(path, sizeof(path), "/v1/operations?%s", queries[i]);
		struct likesd_response r = get(path);
		cr_expect_eq(r.status, 400, "%s", queries[i]);
		likesd_response_finish(&r);
	}
	struct likesd_response r = get("/v1/operations?since=999999999999999999");
	cr_expect_eq(r.status, 200);
	likesd_response_finish(&r);
}

Test(operations, one_is_told_by_its_id) {
	take_back(4);
	struct likesd_response r = get("/v1/operations/o1");
	cr_assert_eq(r.status, 200);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.item"), "v4");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "accepted");
	likesd_response_finish(&r);
}

Test(operations, unknown_and_malformed_ids_are_not_found_in_the_same_words) {
	static const char *const ids[] = { "o2", "o0", "o01", "v1", "1", "o", "o1 ", "o-1",
		"o9999999999999999999" };
	take_back(4);
	struct likesd_response first = get("/v1/likes/v99");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		char path[80];
		snprintf(path, sizeof(path), "/v1/operations/%s", ids[i]);
		struct likesd_response r = get(path);
		cr_expect_eq(r.status, 404, "%s", ids[i]);
		cr_expect_str_eq(r.body.data, first.body.data);
		likesd_response_finish(&r);
	}
	likesd_response_finish(&first);
}

Test(operations, every_change_has_one_seq_and_the_numbers_have_no_holes) {
	for (int id = 1; id <= 3; id++) {
		take_back(id);
		fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY / 2);
	}
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	struct likesd_response r = get("/v1/operations");
	cr_assert_eq(likesd_fixture_int(&r, "operations"), 3);
	cr_expect_str_eq(likesd_fixture_text(&r, "next"), "6");
	likesd_response_finish(&r);
}
