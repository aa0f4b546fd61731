/* Idempotency-Key: one effect and one answer for a key, however often it comes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

#define KEY "0123456789abcdef"
#define OTHER "fedcba9876543210"

static struct likesd_fixture f;

static void start(void) {
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .sample = 10 });
}

static void finish(void) {
	likesd_fixture_close(&f);
}

static struct likesd_response send(const char *method, const char *path, const char *key) {
	return likesd_fixture_request(&f, method, path, key, NULL);
}

/* The status, and that the bytes are those of `same_or_null`. */
static void expect(const char *method, const char *path, const char *key, int status,
		const struct likesd_response *same_or_null) {
	struct likesd_response r = send(method, path, key);
	cr_expect_eq(r.status, status, "%s %s: %d", method, path, r.status);
	if (same_or_null != NULL) {
		cr_expect_str_eq(r.body.data, same_or_null->body.data);
		cr_expect_str_eq(r.content_type, same_or_null->content_type);
	}
	likesd_response_finish(&r);
}

static int64_t operations(void) {
	struct likesd_response r = send("GET", "/v1/operations", NULL);
	const int64_t n = likesd_fixture_int(&r, "operations");
	likesd_response_finish(&r);
	return n;
}

TestSuite(idempotency, .init = start, .fini = finish);

Test(idempotency, a_repeated_request_gets_the_same_bytes_and_has_one_effect) {
	struct likesd_response first = send("DELETE", "/v1/likes/v2", KEY);
	cr_assert_eq(first.status, 202);
	fake_clock_advance(&f.fake, 12345);
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	/* Published in between: the old answer all the same. */
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	cr_expect_eq(operations(), 1);
	likesd_response_finish(&first);
}

Test(idempotency, a_repeated_cancel_after_a_relike_does_not_take_back_again) {
	struct likesd_response first = send("DELETE", "/v1/likes/v2", KEY);
	expect("PUT", "/v1/likes/v2", OTHER, 202, NULL);
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	struct likesd_response r = send("GET", "/v1/likes/v2", NULL);
	cr_expect(likesd_fixture_bool(&r, "liked"));
	likesd_response_finish(&r);
	likesd_response_finish(&first);
}

Test(idempotency, a_key_in_quotes_is_the_same_key) {
	struct likesd_response first = send("DELETE", "/v1/likes/v2", "\"" KEY "\"");
	cr_assert_eq(first.status, 202);
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	likesd_response_finish(&first);
}

Test(idempotency, keys_differ_by_case) {
	expect("DELETE", "/v1/likes/v2", KEY, 202, NULL);
	expect("DELETE", "/v1/likes/v2", "0123456789ABCDEF", 404, NULL);
}

Test(idempotency, the_same_key_with_another_request_is_refused) {
	struct likesd_response first = send("DELETE", "/v1/likes/v2", KEY);
	static const struct {
		const char *method, *path, *body;
	} cases[] = {
		{ "PUT", "/v1/likes/v2", NULL },
		{ "DELETE", "/v1/likes/v3", NULL },
		{ "DELETE", "/v1/likes/v2", "{}" },
		/* Even where there is nothing to take back. */
		{ "DELETE", "/v1/likes/v999", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct likesd_response r = likesd_fixture_request(
				&f, cases[i].method, cases[i].path, KEY, cases[i].body);
		cr_expect_eq(r.status, 422, "case %zu: %d", i, r.status);
		cr_expect_str_eq(likesd_fixture_text(&r, "type"),
				"urn:likesd:problem:idempotency-key-reused");
		likesd_response_finish(&r);
	}
	/* The refusals stored nothing. */
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	cr_expect_eq(operations(), 1);
	likesd_response_finish(&first);
}

Test(idempotency, not_liked_is_an_answer_that_is_kept) {
	expect("DELETE", "/v1/likes/v2", OTHER, 202, NULL);
	struct likesd_response first = send("DELETE", "/v1/likes/v2", KEY);
	cr_assert_eq(first.status, 404);
	expect("PUT", "/v1/likes/v2", "key-for-the-relike", 202, NULL);
	expect("DELETE", "/v1/likes/v2", KEY, 404, &first);
	likesd_response_finish(&first);
}

Test(idempotency, liked_already_is_an_answer_that_is_kept) {
	struct likesd_response first = send("PUT", "/v1/likes/v2", KEY);
	cr_assert_eq(first.status, 200);
	expect("DELETE", "/v1/likes/v2", OTHER, 202, NULL);
	expect("PUT", "/v1/likes/v2", KEY, 200, &first);
	likesd_response_finish(&first);
}

Test(idempotency, a_malformed_request_uses_no_key_up) {
	expect("DELETE", "/v1/likes/v2?x=1", KEY, 400, NULL);
	expect("DELETE", "/v1/likes/v999", KEY, 404, NULL);
	struct likesd_response r =
			likesd_fixture_request_as(&f, "wrong", "DELETE", "/v1/likes/v2", KEY, NULL);
	cr_expect_eq(r.status, 401);
	likesd_response_finish(&r);
	expect("DELETE", "/v1/likes/v3", KEY, 202, NULL);
}

Test(idempotency, keys_belong_to_their_account) {
	char other[LIKESD_TOKEN_TEXT];
	likesd_fixture_add(&f, "other", other);
	expect("DELETE", "/v1/likes/v2", KEY, 202, NULL);
	struct likesd_response r =
			likesd_fixture_request_as(&f, other, "DELETE", "/v1/likes/v3", KEY, NULL);
	cr_expect_eq(r.status, 202);
	likesd_response_finish(&r);
}

Test(idempotency, the_same_key_twice_in_one_turn_has_one_effect) {
	struct err err;
	cr_assert(likesd_turn_begin(f.likesd, &err));
	struct likesd_response a =
			likesd_fixture_handle(&f, f.token, "DELETE", "/v1/likes/v2", KEY, NULL);
	struct likesd_response b =
			likesd_fixture_handle(&f, f.token, "DELETE", "/v1/likes/v2", KEY, NULL);
	struct likesd_response c =
			likesd_fixture_handle(&f, f.token, "DELETE", "/v1/likes/v3", KEY, NULL);
	cr_assert(likesd_turn_commit(f.likesd, &err));
	cr_expect_eq(a.status, 202);
	cr_expect_str_eq(a.body.data, b.body.data);
	cr_expect_eq(c.status, 422);
	cr_expect_eq(operations(), 1);
	likesd_response_finish(&a);
	likesd_response_finish(&b);
	likesd_response_finish(&c);
}

Test(idempotency, keys_are_kept_for_thirty_days_and_not_longer) {
	struct likesd_response first = send("DELETE", "/v1/likes/v2", KEY);
	fake_clock_advance(&f.fake, 30 * MSEC_PER_DAY - 1);
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	fake_clock_advance(&f.fake, 1);
	expect("DELETE", "/v1/likes/v2", KEY, 404, NULL);
	likesd_response_finish(&first);
}

Test(idempotency, a_key_that_fell_out_can_be_used_for_something_else) {
	expect("DELETE", "/v1/likes/v2", KEY, 202, NULL);
	fake_clock_advance(&f.fake, 30 * MSEC_PER_DAY - MSEC_PER_MIN);
	/* Throws nothing away yet, and the next time it does is an hour off. */
	likesd_fixture_turn(&f);
	fake_clock_advance(&f.fake, MSEC_PER_MIN);
	struct likesd_response first = send("DELETE", "/v1/likes/v3", KEY);
	cr_expect_eq(first.status, 202);
	expect("DELETE", "/v1/likes/v3", KEY, 202, &first);
	likesd_response_finish(&first);
}

Test(idempotency, keys_hold_over_a_restart) {
	likesd_fixture_close(&f);
	char folder[] = "/tmp/unlike-likesd-XXXXXX";
	cr_assert_not_null(mkdtemp(folder));
	char *path = xasprintf("%s/likesd.db", folder);
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .db_path = path, .sample = 10 });
	struct likesd_response first = send("DELETE", "/v1/likes/v2", KEY);
	likesd_fixture_restart(&f);
	expect("DELETE", "/v1/likes/v2", KEY, 202, &first);
	expect("PUT", "/v1/likes/v2", KEY, 422, NULL);
	likesd_response_finish(&first);
	file_remove_tree(folder, NULL);
	free(path);
}
