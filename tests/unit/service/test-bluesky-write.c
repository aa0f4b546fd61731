/* Taking likes back on a Bluesky server, and putting them back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_fixture.h"
#include "unlike/base/mem.h"

#define COMMIT "{\"commit\":{\"rev\":\"r\"},\"results\":[]}"
#define RESTORE "{\"cid\":\"c\",\"value\":{\"$type\":\"app.bsky.feed.like\",\"x\":[1,null]}}"

static void finish(void) {
	fixture_close();
}

TestSuite(bluesky_write, .init = fixture_open, .fini = finish);

static size_t count(const char *text, const char *part) {
	size_t n = 0;

	for (const char *p = strstr(text, part); p != NULL; p = strstr(p + 1, part)) {
		n++;
	}
	return n;
}

static size_t writes_of(const struct asked *asked) {
	cr_assert(asks_for(asked, "com.atproto.repo.applyWrites"));
	cr_assert_eq(count(asked->body, "\"$type\":\"com.atproto.repo.applyWrites#delete\""),
			count(asked->body, "\"rkey\":"));
	return count(asked->body, "\"rkey\":");
}

static void expect_delete(const char *key) {
	char *body = xasprintf("{\"repo\":\"" ME "\",\"collection\":\"app.bsky.feed.like\","
			       "\"rkey\":\"%s\"}",
			key);
	const struct asked *asked = first_open();

	cr_assert_str_eq(asked->url, PDS "/xrpc/com.atproto.repo.deleteRecord");
	cr_assert_str_eq(asked->method, "POST");
	cr_assert_str_eq(asked->bearer, "a1");
	cr_assert_str_eq(asked->body, body);
	free(body);
}

static void expect_all(enum service_outcome outcome, enum err_code code) {
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(count_open(), 0);
	for (size_t i = 0; i < f.n; i++) {
		cr_assert_eq(f.results[i].outcome, outcome, "%zu: %d %s", i, f.results[i].outcome,
				f.results[i].err.msg);
		cr_assert_eq(f.results[i].err.code, code, "%zu: %s", i, f.results[i].err.msg);
	}
}

static void answer_limited(long status, const char *body, int64_t left, msec_t retry_after) {
	const struct http_response response = {
		.status = status,
		.content_type = "application/json",
		.body = body,
		.body_len = strlen(body),
		.limit = { .limit = 5000,
				.left = left,
				.window = MSEC_PER_HOUR,
				.resets_in = 20 * MSEC_PER_MIN },
		.retry_after = retry_after,
	};

	answer_with(first_open(), &response);
}

static const struct service_budget *budget(void) {
	return &service_bluesky.traits(f.service)->budget;
}

/* --- one ------------------------------------------------------------------------------------- */

Test(bluesky_write, one_record_is_deleted_by_its_key) {
	call_want(false, (const char *[]){ "k1" }, 1, NULL);
	expect_delete("k1");
	answer(200, COMMIT);
	expect_all(SERVICE_ACCEPTED, ERR_NONE);
	cr_assert_null(f.results[0].operation);
	cr_assert_eq(f.results[0].publish_in, 0);
}

Test(bluesky_write, a_delete_without_a_commit_had_nothing_to_do) {
	call_want(false, (const char *[]){ "k1" }, 1, NULL);
	answer(200, "{}");
	expect_all(SERVICE_WAS_SO, ERR_NONE);
}

static const struct {
	long status;
	const char *body;
	enum service_outcome outcome;
	enum err_code code;
} outcomes[] = {
	{ 400, ERROR("InvalidRequest"), SERVICE_REFUSED, ERR_INPUT },
	{ 400, ERROR("InvalidSwap"), SERVICE_REFUSED, ERR_INPUT },
	{ 413, ERROR("PayloadTooLargeError"), SERVICE_REFUSED, ERR_INPUT },
	{ 403, ERROR("AccountTakedown"), SERVICE_REFUSED, ERR_FORBIDDEN },
	{ 400, ERROR("AuthMissing"), SERVICE_SIGN_IN, ERR_AUTH },
	{ 401, ERROR("AuthenticationRequired"), SERVICE_SIGN_IN, ERR_AUTH },
	{ 401, "<html>", SERVICE_SIGN_IN, ERR_AUTH },
	{ 429, ERROR("RateLimitExceeded"), SERVICE_TRY_AGAIN, ERR_RATE_LIMITED },
	{ 500, ERROR("InternalServerError"), SERVICE_TRY_AGAIN, ERR_SERVER },
	{ 502, ERROR("UpstreamFailure"), SERVICE_TRY_AGAIN, ERR_SERVER },
	/* Who stands in between decides nothing. */
	{ 403, "<html>", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 400, "{}", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 400, "{\"error\":7}", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 404, ERROR("NotFound"), SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 302, "", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 204, "", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 200, "", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 200, "[]", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ 200, "{\"commit\":", SERVICE_TRY_AGAIN, ERR_PROTOCOL },
};

Test(bluesky_write, a_status_is_an_outcome) {
	for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
		call_want(false, (const char *[]){ "k1" }, 1, NULL);
		answer(outcomes[i].status, outcomes[i].body);
		cr_expect_eq(count_open(), 0, "row %zu", i);
		cr_expect_eq(f.results[0].outcome, outcomes[i].outcome, "row %zu: %d", i,
				f.results[0].outcome);
		cr_expect_eq(f.results[0].err.code, outcomes[i].code, "row %zu: %s", i,
				f.results[0].err.msg);
	}
	cr_assert_eq(f.calls, (int)COUNT_OF(outcomes));
}

Test(bluesky_write, nothing_that_http_reports_is_a_decision) {
	static const enum err_code codes[] = { ERR_NET, ERR_TIMEOUT, ERR_PROTOCOL, ERR_INPUT };

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		call_cancel_many(i + 1);
		fail_with(first_open(), codes[i]);
		cr_expect_eq(count_open(), 0, "%zu", i);
		cr_expect_eq(f.results[i].outcome, SERVICE_TRY_AGAIN, "%zu", i);
	}
}

Test(bluesky_write, the_words_of_a_refusal_are_the_servers) {
	call_want(false, (const char *[]){ "k1" }, 1, NULL);
	answer(400, ERROR("InvalidRequest"));
	cr_assert_str_eq(f.results[0].err.msg, "M.");
}

/* --- many ------------------------------------------------------------------------------------ */

Test(bluesky_write, many_go_in_one_request) {
	call_cancel_many(200);
	cr_assert_eq(writes_of(first_open()), 200);
	cr_assert_not_null(strstr(first_open()->body,
			"{\"$type\":\"com.atproto.repo.applyWrites#delete\","
			"\"collection\":\"app.bsky.feed.like\",\"rkey\":\"k199\"}"));
	answer(200, COMMIT);
	cr_assert_eq(f.n, 200);
	expect_all(SERVICE_ACCEPTED, ERR_NONE);
	cr_assert_eq(f.n_asked, 1);
}

Test(bluesky_write, no_request_has_more_than_the_server_takes) {
	char *lines[150];

	for (size_t i = 0; i < 150; i++) {
		lines[i] = xasprintf("a%03zu\nb%03zu", i, i);
	}
	call_want(false, (const char *const *)lines, 150, NULL);
	for (size_t i = 0; i < 150; i++) {
		free(lines[i]);
	}
	cr_assert_eq(writes_of(first_open()), 200);
	answer(200, COMMIT);
	cr_assert_eq(f.calls, 0);
	cr_assert_eq(writes_of(first_open()), 100);
	answer(200, COMMIT);
	cr_assert_eq(f.n, 150);
	expect_all(SERVICE_ACCEPTED, ERR_NONE);
}

Test(bluesky_write, two_records_of_an_item_are_one_result) {
	call_want(false, (const char *[]){ "k1\nk2" }, 1, NULL);
	cr_assert_eq(writes_of(first_open()), 2);
	answer(200, COMMIT);
	cr_assert_eq(f.n, 1);
	expect_all(SERVICE_ACCEPTED, ERR_NONE);
}

Test(bluesky_write, an_item_of_which_one_record_is_refused_is_refused) {
	call_want(false, (const char *[]){ "k1\nk2\nk3" }, 1, NULL);
	answer(400, ERROR("InvalidRequest"));
	char *page = make_page((const char *[]){ "k3", "k2", "k1" }, 3, NULL);
	answer(200, page);
	free(page);
	expect_delete("k1");
	answer(200, COMMIT);
	expect_delete("k2");
	answer(400, ERROR("InvalidRequest"));
	expect_delete("k3");
	answer(200, COMMIT);
	expect_all(SERVICE_REFUSED, ERR_INPUT);
}

/* --- a batch that fails ---------------------------------------------------------------------- */

Test(bluesky_write, after_a_500_the_list_tells_what_is_gone_and_the_rest_goes_one_by_one) {
	call_cancel_many(5);
	answer(500, ERROR("InternalServerError"));
	cr_assert(asks_for(first_open(), "com.atproto.repo.listRecords"));
	char *page = make_page((const char *[]){ "k004", "k002", "k000" }, 3, NULL);
	answer(200, page);
	free(page);
	expect_delete("k000");
	answer(200, COMMIT);
	expect_delete("k002");
	/* Gone between the list and this. */
	answer(200, "{}");
	expect_delete("k004");
	answer(200, COMMIT);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.n, 5);
	static const enum service_outcome wanted[] = { SERVICE_ACCEPTED, SERVICE_WAS_SO,
		SERVICE_WAS_SO, SERVICE_WAS_SO, SERVICE_ACCEPTED };
	for (size_t i = 0; i < 5; i++) {
		cr_expect_eq(f.results[i].outcome, wanted[i], "%zu", i);
	}
}

Test(bluesky_write, where_all_are_gone_nothing_more_is_sent) {
	call_cancel_many(5);
	answer(500, ERROR("InternalServerError"));
	answer(200, "{\"records\":[]}");
	expect_all(SERVICE_WAS_SO, ERR_NONE);
}

Test(bluesky_write, after_one_by_one_the_next_ones_go_together_again) {
	char *keys[250];

	for (size_t i = 0; i < 250; i++) {
		keys[i] = xasprintf("k%03zu\nl%03zu", i, i);
	}
	call_want(false, (const char *const *)keys, 125, NULL);
	for (size_t i = 0; i < 250; i++) {
		free(keys[i]);
	}
	answer(500, ERROR("InternalServerError"));
	answer(200, "{\"records\":[]}");
	cr_assert_eq(writes_of(first_open()), 50);
	answer(200, COMMIT);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.results[0].outcome, SERVICE_WAS_SO);
	cr_assert_eq(f.results[124].outcome, SERVICE_ACCEPTED);
}

Test(bluesky_write, what_the_list_does_not_answer_is_tried_again) {
	call_cancel_many(5);
	answer(500, ERROR("InternalServerError"));
	answer(502, "<html>");
	expect_all(SERVICE_TRY_AGAIN, ERR_SERVER);
}

Test(bluesky_write, a_batch_that_was_not_answered_or_not_taken_is_tried_again_as_a_whole) {
	call_cancel_many(5);
	answer(503, ERROR("Unavailable"));
	expect_all(SERVICE_TRY_AGAIN, ERR_SERVER);
	f.calls = 0;
	call_cancel_many(5);
	fail_with(first_open(), ERR_TIMEOUT);
	expect_all(SERVICE_TRY_AGAIN, ERR_TIMEOUT);
	f.calls = 0;
	call_cancel_many(5);
	answer(200, "<html>");
	expect_all(SERVICE_TRY_AGAIN, ERR_PROTOCOL);
	cr_assert_eq(f.n_asked, 3);
}

Test(bluesky_write, three_failures_in_a_row_are_enough) {
	char *page;

	call_cancel_many(50);
	answer(500, ERROR("InternalServerError"));
	const char *keys[50];
	char texts[50][8];
	for (size_t i = 0; i < 50; i++) {
		snprintf(texts[i], sizeof(texts[i]), "k%03zu", 49 - i);
		keys[i] = texts[i];
	}
	page = make_page(keys, 50, NULL);
	answer(200, page);
	free(page);
	answer(500, ERROR("InternalServerError"));
	answer(500, ERROR("InternalServerError"));
	answer(200, COMMIT);
	answer(500, ERROR("InternalServerError"));
	answer(500, ERROR("InternalServerError"));
	cr_assert_eq(f.calls, 0, "they were not in a row");
	answer(500, ERROR("InternalServerError"));
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.n_asked, 8);
	for (size_t i = 0; i < 50; i++) {
		cr_assert_eq(f.results[i].outcome, i == 2 ? SERVICE_ACCEPTED : SERVICE_TRY_AGAIN,
				"%zu", i);
	}
}

Test(bluesky_write, one_by_one_stops_where_the_way_is_lost) {
	call_cancel_many(5);
	answer(500, ERROR("InternalServerError"));
	char *page = make_page((const char *[]){ "k004", "k001", "k000" }, 3, NULL);
	answer(200, page);
	free(page);
	answer(200, COMMIT);
	fail_with(first_open(), ERR_NET);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.results[0].outcome, SERVICE_ACCEPTED);
	cr_assert_eq(f.results[1].outcome, SERVICE_TRY_AGAIN);
	cr_assert_eq(f.results[2].outcome, SERVICE_WAS_SO);
	cr_assert_eq(f.results[4].err.code, ERR_NET);
}

Test(bluesky_write, the_end_in_the_middle_tells_what_is_known) {
	uint64_t op = call_cancel_many(5);

	answer(500, ERROR("InternalServerError"));
	answer(200,
			"{\"records\":[{\"uri\":\"" LIKES_OF_ME "k000\"},{\"uri\":\"" LIKES_OF_ME
			"k001\"}]}");
	service_bluesky.cancel(f.service, op);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.results[0].err.code, ERR_CANCELED);
	cr_assert_eq(f.results[2].outcome, SERVICE_WAS_SO);
	cr_assert_eq(count_open(), 0);
	f.calls = 0;
	op = call_cancel_many(5);
	answer(500, ERROR("InternalServerError"));
	service_bluesky.cancel(f.service, op);
	expect_all(SERVICE_TRY_AGAIN, ERR_CANCELED);
}

/* --- limits ---------------------------------------------------------------------------------- */

Test(bluesky_write, a_limit_that_is_used_up_ends_when_the_server_says_so) {
	call_cancel_many(5);
	answer_limited(429, ERROR("RateLimitExceeded"), 0, 50 * MSEC_PER_MIN);
	expect_all(SERVICE_TRY_AGAIN, ERR_RATE_LIMITED);
	cr_assert_eq(f.results[0].err.retry_after_ms, 50 * MSEC_PER_MIN);
	f.calls = 0;
	call_cancel_many(5);
	answer_limited(429, ERROR("RateLimitExceeded"), 0, 0);
	expect_all(SERVICE_TRY_AGAIN, ERR_RATE_LIMITED);
	cr_assert_eq(f.results[4].err.retry_after_ms, 20 * MSEC_PER_MIN);
	cr_assert_eq(budget()->left, 0);
	cr_assert_eq(budget()->limit, 5000);
	cr_assert_eq(budget()->resets_at, START + 20 * MSEC_PER_MIN);
	f.calls = 0;
	call_cancel_many(1);
	answer(429, ERROR("RateLimitExceeded"));
	expect_all(SERVICE_TRY_AGAIN, ERR_RATE_LIMITED);
	cr_assert_eq(f.results[0].err.retry_after_ms, 0);
}

Test(bluesky_write, no_more_is_asked_for_than_is_left) {
	call_cancel_many(1);
	answer_limited(200, COMMIT, 40, 0);
	cr_assert_eq(budget()->left, 40);
	f.calls = 0;
	call_cancel_many(100);
	cr_assert_eq(writes_of(first_open()), 40);
	cr_assert_eq(budget()->left, 0, "spent before the answer");
	answer_limited(200, COMMIT, 0, 0);
	/* One more finds out what the rest gets. */
	expect_delete("k040");
	answer_limited(429, ERROR("RateLimitExceeded"), 0, 0);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.results[39].outcome, SERVICE_ACCEPTED);
	for (size_t i = 40; i < 100; i++) {
		cr_assert_eq(f.results[i].outcome, SERVICE_TRY_AGAIN);
		cr_assert_eq(f.results[i].err.retry_after_ms, 20 * MSEC_PER_MIN);
	}
}

Test(bluesky_write, a_limit_of_an_hour_that_has_passed_is_none) {
	call_cancel_many(1);
	answer_limited(200, COMMIT, 3, 0);
	fake_clock_advance(&f.fake, 20 * MSEC_PER_MIN);
	call_cancel_many(100);
	cr_assert_eq(writes_of(first_open()), 100);
}

Test(bluesky_write, reading_costs_no_points) {
	call_list(NULL);
	answer_limited(200, "{\"records\":[]}", 7, 0);
	cr_assert_eq(budget()->limit, 0);
}

/* --- liking again ---------------------------------------------------------------------------- */

Test(bluesky_write, a_like_is_put_back_as_it_was) {
	call_want(true, (const char *[]){ "k1" }, 1, RESTORE);
	cr_assert_str_eq(first_open()->url, PDS "/xrpc/com.atproto.repo.putRecord");
	cr_assert_str_eq(first_open()->body,
			"{\"repo\":\"" ME "\",\"collection\":\"app.bsky.feed.like\","
			"\"rkey\":\"k1\",\"validate\":false,\"record\":"
			"{\"$type\":\"app.bsky.feed.like\",\"x\":[1,null]}}");
	answer(200, COMMIT);
	expect_all(SERVICE_ACCEPTED, ERR_NONE);
	f.calls = 0;
	call_want(true, (const char *[]){ "k1" }, 1, RESTORE);
	answer(200, "{\"uri\":\"u\",\"cid\":\"c\"}");
	expect_all(SERVICE_WAS_SO, ERR_NONE);
}

Test(bluesky_write, each_record_of_an_item_is_put_back) {
	call_want(true, (const char *[]){ "k1\nk2" }, 1,
			RESTORE "\n{\"cid\":null,\"value\":{\"y\":2}}");
	cr_assert_not_null(strstr(first_open()->body, "\"rkey\":\"k1\""));
	answer(200, COMMIT);
	cr_assert_not_null(strstr(first_open()->body, "\"rkey\":\"k2\""));
	cr_assert_not_null(strstr(first_open()->body, "\"record\":{\"y\":2}"));
	answer(200, COMMIT);
	expect_all(SERVICE_ACCEPTED, ERR_NONE);
	cr_assert_eq(f.n, 1);
}

static const char *const no_restores[] = { NULL, "", "{", "7", "[]", "{}", "{\"cid\":\"c\"}",
	"{\"value\":null}", "null" };

Test(bluesky_write, without_what_restores_it_only_a_like_that_is_there_is_liked) {
	for (size_t i = 0; i < COUNT_OF(no_restores); i++) {
		f.calls = 0;
		call_want(true, (const char *[]){ "k1" }, 1, no_restores[i]);
		cr_assert(asks_for(first_open(), "com.atproto.repo.getRecord"), "row %zu", i);
		cr_assert_not_null(strstr(first_open()->url, "rkey=k1"));
		answer(400, ERROR("RecordNotFound"));
		expect_all(SERVICE_REFUSED, ERR_INPUT);
		cr_assert_not_null(strstr(f.results[0].err.msg, "not kept"));
		f.calls = 0;
		call_want(true, (const char *[]){ "k1" }, 1, no_restores[i]);
		answer(200, "{\"uri\":\"u\",\"value\":{}}");
		expect_all(SERVICE_WAS_SO, ERR_NONE);
		f.calls = 0;
		call_want(true, (const char *[]){ "k1" }, 1, no_restores[i]);
		answer(502, "");
		expect_all(SERVICE_TRY_AGAIN, ERR_SERVER);
	}
}

Test(bluesky_write, liking_again_costs_three_points) {
	call_want(true, (const char *[]){ "k1" }, 1, RESTORE);
	answer_limited(200, COMMIT, 40, 0);
	call_want(true, (const char *[]){ "k1" }, 1, RESTORE);
	cr_assert_eq(budget()->left, 37);
	cr_assert_eq(service_bluesky.traits(f.service)->relike_cost, 3);
	cr_assert_eq(service_bluesky.traits(f.service)->cancel_cost, 1);
}
