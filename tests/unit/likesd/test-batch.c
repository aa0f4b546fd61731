/* POST /v1/likes/batch-cancel, where the platform has it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

#define PATH "/v1/likes/batch-cancel"

static struct likesd_fixture f;

static void start(void) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 150, .batch = true });
}

static void finish(void) {
	likesd_fixture_close(&f);
}

static struct likesd_response post(const char *body) {
	return likesd_fixture_request(&f, "POST", PATH, NULL, body);
}

static struct buf items(size_t from, size_t n) {
	struct buf body;
	buf_init(&body, BUF_UNLIMITED);
	buf_add_str(&body, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		buf_printf(&body, "%s{\"id\":\"v%zu\",\"key\":\"batch-test-key-%zu\"}",
				i > 0 ? "," : "", from + i, from + i);
	}
	buf_add_str(&body, "]}");
	return body;
}

TestSuite(batch, .init = start, .fini = finish);

Test(batch, op_2_a_platform_without_batches_refuses_with_the_rule) {
	likesd_fixture_close(&f);
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 3 });
	struct likesd_response r =
			post("{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\"}]}");
	cr_expect_eq(r.status, 403);
	cr_expect_str_eq(likesd_fixture_text(&r, "type"), "urn:likesd:problem:no-batch");
	cr_expect_str_eq(likesd_fixture_text(&r, "rule"), "OP-2");
	likesd_response_finish(&r);
}

Test(batch, gives_a_result_for_each_in_their_order) {
	struct likesd_response r = post("{\"items\":["
					"{\"id\":\"v3\",\"key\":\"batch-test-key-1\"},"
					"{\"id\":\"v999\",\"key\":\"batch-test-key-2\"},"
					"{\"key\":\"batch-test-key-3\",\"id\":\"v1\"},"
					"{\"id\":\"nonsense\",\"key\":\"batch-test-key-4\"}]}");
	cr_assert_eq(r.status, 200, "%s", r.body.data);
	cr_assert_eq(likesd_fixture_int(&r, "results"), 4);
	cr_expect_eq(likesd_fixture_int(&r, "results[0].status"), 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[0].id"), "v3");
	cr_expect_str_eq(likesd_fixture_text(&r, "results[0].operation.item"), "v3");
	cr_expect_eq(likesd_fixture_int(&r, "results[1].status"), 404);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[1].problem.type"),
			"urn:likesd:problem:not-found");
	cr_expect_eq(likesd_fixture_int(&r, "results[2].status"), 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[2].id"), "v1");
	cr_expect_eq(likesd_fixture_int(&r, "results[3].status"), 404);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[3].id"), "nonsense");
	likesd_response_finish(&r);
}

Test(batch, a_batch_sent_twice_gives_the_same_results_and_one_effect) {
	struct buf body = items(1, 3);
	struct likesd_response a = post(body.data);
	fake_clock_advance(&f.fake, 5000);
	struct likesd_response b = post(body.data);
	cr_expect_str_eq(strstr(a.body.data, "\"results\""), strstr(b.body.data, "\"results\""));
	struct likesd_response r = likesd_fixture_request(&f, "GET", "/v1/operations", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "operations"), 3);
	likesd_response_finish(&a);
	likesd_response_finish(&b);
	likesd_response_finish(&r);
	buf_finish(&body);
}

Test(batch, an_item_is_the_same_request_as_a_single_delete_with_its_key) {
	struct likesd_response one = likesd_fixture_request(
			&f, "DELETE", "/v1/likes/v1", "batch-test-key-1", NULL);
	struct buf body = items(1, 2);
	struct likesd_response r = post(body.data);
	cr_expect_eq(likesd_fixture_int(&r, "results[0].status"), 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[0].operation.id"),
			likesd_fixture_text(&one, "operation.id"));
	likesd_response_finish(&one);
	one = likesd_fixture_request(&f, "DELETE", "/v1/likes/v2", "batch-test-key-2", NULL);
	cr_expect_eq(one.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[1].operation.id"),
			likesd_fixture_text(&one, "operation.id"));
	likesd_response_finish(&one);
	one = likesd_fixture_request(&f, "PUT", "/v1/likes/v2", "batch-test-key-2", NULL);
	cr_expect_eq(one.status, 422);
	likesd_response_finish(&one);
	likesd_response_finish(&r);
	buf_finish(&body);
}

Test(batch, a_key_used_for_something_else_is_refused_for_its_item_only) {
	struct likesd_response one = likesd_fixture_request(
			&f, "DELETE", "/v1/likes/v9", "batch-test-key-1", NULL);
	likesd_response_finish(&one);
	struct buf body = items(1, 2);
	struct likesd_response r = post(body.data);
	cr_expect_eq(r.status, 200);
	cr_expect_eq(likesd_fixture_int(&r, "results[0].status"), 422);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[0].problem.type"),
			"urn:likesd:problem:idempotency-key-reused");
	cr_expect_eq(likesd_fixture_int(&r, "results[1].status"), 202);
	likesd_response_finish(&r);
	buf_finish(&body);
}

Test(batch, what_was_taken_back_already_is_not_liked) {
	struct likesd_response one = likesd_fixture_request(
			&f, "DELETE", "/v1/likes/v1", "another-key-12345", NULL);
	likesd_response_finish(&one);
	struct buf body = items(1, 1);
	struct likesd_response r = post(body.data);
	cr_expect_str_eq(likesd_fixture_text(&r, "results[0].problem.type"),
			"urn:likesd:problem:not-liked");
	likesd_response_finish(&r);
	buf_finish(&body);
}

Test(batch, takes_a_hundred_and_not_one_more) {
	struct buf body = items(1, 100);
	struct likesd_response r = post(body.data);
	cr_expect_eq(r.status, 200);
	cr_expect_eq(likesd_fixture_int(&r, "results"), 100);
	likesd_response_finish(&r);
	buf_finish(&body);
	body = items(1, 101);
	r = post(body.data);
	cr_expect_eq(r.status, 400);
	likesd_response_finish(&r);
	buf_finish(&body);
}

Test(batch, malformed_bodies_are_refused_whole) {
	static const char *const bodies[] = {
		"",
		"{",
		"[]",
		"null",
		"{}",
		"{\"items\":null}",
		"{\"items\":{}}",
		"{\"items\":[]}",
		"{\"items\":[1]}",
		"{\"items\":[{}]}",
		"{\"items\":[{\"id\":\"v1\"}]}",
		"{\"items\":[{\"key\":\"batch-test-key-1\"}]}",
		"{\"items\":[{\"id\":1,\"key\":\"batch-test-key-1\"}]}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"short\"}]}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"\\\"batch-test-key-1\\\"\"}]}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\",\"x\":1}]}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\"}],\"x\":1}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\"}]} x",
		"{\"items\":[{\"id\":\"v1\",\"id\":\"v2\",\"key\":\"batch-test-key-1\"}]}",
		/* The same id, the same key. */
		"{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\"},"
		"{\"id\":\"v1\",\"key\":\"batch-test-key-2\"}]}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\"},"
		"{\"id\":\"v2\",\"key\":\"batch-test-key-1\"}]}",
		"{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-\xFF\"}]}",
		"{\"items\":[{\"id\":\"v1\\u0000\",\"key\":\"batch-test-key-1\"}]}",
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct likesd_response r = post(bodies[i]);
		cr_expect_eq(r.status, 400, "%s: %d", bodies[i], r.status);
		cr_expect_str_eq(likesd_fixture_text(&r, "type"), "urn:likesd:problem:bad-request");
		likesd_response_finish(&r);
	}
	struct likesd_response r = likesd_fixture_request(&f, "GET", "/v1/operations", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "operations"), 0);
	likesd_response_finish(&r);
}

Test(batch, deeply_nested_bodies_are_refused) {
	char *body = xmalloc(60001);
	memset(body, '[', 60000);
	body[60000] = '\0';
	struct likesd_response r = post(body);
	cr_expect_eq(r.status, 400);
	likesd_response_finish(&r);
	free(body);
}

Test(batch, the_body_must_be_json_by_its_type) {
	static const struct {
		const char *type;
		int status;
	} cases[] = { { "application/json", 200 }, { "Application/JSON; charset=utf-8", 200 },
		{ NULL, 200 }, { "text/plain", 415 }, { "application/jsonp", 415 }, { "", 415 },
		{ "application/x-www-form-urlencoded", 415 } };
	const char *body = "{\"items\":[{\"id\":\"v1\",\"key\":\"batch-test-key-1\"}]}";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct likesd_request request = {
			.method = "POST",
			.path = PATH,
			.token = f.token,
			.content_type = cases[i].type,
			.body = body,
			.body_len = strlen(body),
		};
		struct err err;
		struct likesd_response r;
		cr_assert(likesd_turn_begin(f.likesd, &err));
		likesd_handle(f.likesd, &request, &r);
		cr_assert(likesd_turn_commit(f.likesd, &err));
		cr_expect_eq(r.status, cases[i].status, "case %zu: %d", i, r.status);
		likesd_response_finish(&r);
	}
}

Test(batch, all_are_published_at_their_time) {
	struct buf body = items(1, 100);
	struct likesd_response r = post(body.data);
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1);
	r = likesd_fixture_request(&f, "GET", "/v1/likes", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "count"), 150);
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, 1);
	r = likesd_fixture_request(&f, "GET", "/v1/likes", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "count"), 50);
	likesd_response_finish(&r);
	buf_finish(&body);
}
