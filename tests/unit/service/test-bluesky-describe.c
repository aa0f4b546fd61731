/* What was liked, as a Bluesky server tells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_fixture.h"
#include "unlike/base/mem.h"

#define POST(key) "at://did:plc:bob/app.bsky.feed.post/" key
#define FEED(key) "at://did:plc:bob/app.bsky.feed.generator/" key
#define VALUE(text) "{\"text\":\"" text "\",\"createdAt\":\"2024-01-02T04:09:00.000Z\"}"
#define BOB "\"author\":{\"did\":\"did:plc:bob\",\"handle\":\"bob.test\"}"
#define VIEW(key, more) "{\"uri\":\"" POST(key) "\",\"record\":" VALUE("t-" key) "," BOB more "}"
#define LIKED_VIEW(key) VIEW(key, ",\"likeCount\":7,\"viewer\":{\"like\":\"at://x\"}")
#define UPSTREAM ERROR("UpstreamFailure")

static void finish(void) {
	fixture_close();
}

TestSuite(bluesky_describe, .init = fixture_open, .fini = finish);

static void expect_fine(size_t n) {
	cr_assert_eq(f.err.code, ERR_NONE, "%s", f.err.msg);
	cr_assert_eq(f.n, n);
	cr_assert_eq(count_open(), 0);
}

static void expect_asks(const char *method) {
	cr_assert_eq(count_open(), 1);
	cr_assert(asks_for(first_open(), method), "%s", first_open()->url);
}

static const struct service_traits *traits(void) {
	return service_bluesky.traits(f.service);
}

/* --- posts by the app ------------------------------------------------------------------------ */

Test(bluesky_describe, posts_are_asked_for_together_and_told_apart_by_their_names) {
	call_describe((const char *[]){ POST("1"), POST("2"), POST("3"), POST("4") }, 4);
	cr_assert_str_eq(first_open()->url,
			PDS "/xrpc/app.bsky.feed.getPosts"
			    "?uris=at%3A%2F%2Fdid%3Aplc%3Abob%2Fapp%2Ebsky%2Efeed%2Epost%2F1"
			    "&uris=at%3A%2F%2Fdid%3Aplc%3Abob%2Fapp%2Ebsky%2Efeed%2Epost%2F2"
			    "&uris=at%3A%2F%2Fdid%3Aplc%3Abob%2Fapp%2Ebsky%2Efeed%2Epost%2F3"
			    "&uris=at%3A%2F%2Fdid%3Aplc%3Abob%2Fapp%2Ebsky%2Efeed%2Epost%2F4");
	cr_assert_str_eq(first_open()->bearer, "a1");
	answer(200,
			"{\"posts\":[" LIKED_VIEW("4") "," VIEW("9", "") "," VIEW(
					"1", ",\"viewer\":{}") "," VIEW("2", "") "]}");
	cr_assert_eq(f.calls, 1);
	expect_fine(4);
	cr_assert_str_eq(f.likes[0].title, "t-1");
	cr_assert_str_eq(f.likes[0].author, "bob.test");
	cr_assert_str_eq(f.likes[0].author_id, "did:plc:bob");
	cr_assert_str_eq(f.likes[0].url, "https://bsky.app/profile/did:plc:bob/post/1");
	cr_assert_eq(f.likes[0].made_at, INT64_C(1704168540000));
	cr_assert_eq(f.likes[0].likes, -1);
	cr_assert_eq(f.likes[3].likes, 7);
	cr_assert_eq(f.apps[3], SERVICE_APP_SHOWS);
	cr_assert_eq(f.apps[0], SERVICE_APP_LACKS);
	cr_assert_eq(f.apps[1], SERVICE_APP_LACKS);
	cr_assert_eq(f.likes[0].about, LIKE_DESCRIBED);
	/* Deleted or hidden: the app leaves it out, and whether it shows the like nobody knows. */
	cr_assert_eq(f.likes[2].about, LIKE_NOT_THERE);
	cr_assert_eq(f.apps[2], SERVICE_APP_UNKNOWN);
	cr_assert_null(f.likes[2].title);
	cr_assert(traits()->has_app);
	cr_assert_eq(traits()->max_describe, 25);
}

Test(bluesky_describe, a_name_goes_before_a_handle_and_a_text_may_be_empty) {
	call_describe((const char *[]){ POST("1"), POST("2") }, 2);
	answer(200,
			"{\"posts\":[{\"uri\":\"" POST("1") "\",\"record\":" VALUE(
					"") ","
					    "\"author\":{\"displayName\":\"Bob\",\"handle\":\"bob."
					    "test\"}},"
					    "{\"uri\":\"" POST(
							    "2") "\",\"record\":{},"
								 "\"author\":{\"displayName\":\"\","
								 "\"handle\":\"bob.test\"}}]}");
	expect_fine(2);
	cr_assert_str_eq(f.likes[0].title, "");
	cr_assert_str_eq(f.likes[0].author, "Bob");
	cr_assert_eq(f.likes[0].about, LIKE_DESCRIBED);
	cr_assert_str_eq(f.likes[1].title, "");
	cr_assert_str_eq(f.likes[1].author, "bob.test");
	cr_assert_eq(f.likes[1].made_at, 0);
}

Test(bluesky_describe, a_post_told_twice_is_told_once) {
	call_describe((const char *[]){ POST("1"), POST("1") }, 2);
	answer(200, "{\"posts\":[" VIEW("1", "") "," VIEW("1", ",\"likeCount\":3") "]}");
	expect_fine(2);
	cr_assert_str_eq(f.likes[1].title, "t-1");
	cr_assert_eq(f.likes[0].likes, -1);
}

Test(bluesky_describe, long_texts_are_cut_between_characters) {
	struct buf body;

	buf_init(&body, BUF_UNLIMITED);
	buf_add_str(&body, "{\"posts\":[{\"uri\":\"" POST("1") "\",\"record\":{\"text\":\"x");
	for (int i = 0; i < 2000; i++) {
		buf_add_str(&body, "喜");
	}
	buf_add_str(&body, "\"}}]}");
	call_describe((const char *[]){ POST("1") }, 1);
	answer(200, body.data);
	buf_finish(&body);
	expect_fine(1);
	cr_assert_eq(strlen(f.likes[0].title), 1 + (LIKE_TEXT_MAX - 1) / 3 * 3);
	cr_assert_null(f.likes[0].author);
}

Test(bluesky_describe, posts_that_make_no_sense_are_not_there) {
	call_describe((const char *[]){ POST("1"), POST("2"), POST("3") }, 3);
	answer(200,
			"{\"posts\":[7,null,[],{},{\"uri\":7},{\"uri\":\"" POST(
					"1") "\"},"
					     "{\"uri\":\"" POST(
							     "2") "\",\"record\":7,\"author\":7,"
								  "\"viewer\":7,"
								  "\"likeCount\":\"many\"},"
								  "{\"uri\":\"" POST(
										  "3") "\","
										       "\"record\":"
										       "[],"
										       "\"author\":"
										       "[],"
										       "\"viewer\":"
										       "[],"
										       "\"likeCount"
										       "\":-1}]}");
	expect_fine(3);
	cr_assert_eq(f.likes[0].about, LIKE_NOT_THERE);
	for (size_t i = 1; i < 3; i++) {
		cr_assert_str_eq(f.likes[i].title, "");
		cr_assert_eq(f.likes[i].likes, -1);
		cr_assert_eq(f.apps[i], SERVICE_APP_LACKS);
	}
}

/* --- without the app ------------------------------------------------------------------------- */

static void lose_the_app(void) {
	call_describe((const char *[]){ POST("1") }, 1);
	answer(502, UPSTREAM);
	expect_asks("com.atproto.repo.getRecord");
	answer(200, "{\"uri\":\"u\",\"value\":" VALUE("t") "}");
	answer(200, "{\"handle\":\"bob.test\"}");
	expect_fine(1);
}

Test(bluesky_describe, where_there_is_no_app_the_records_tell_and_it_is_not_asked_again) {
	call_describe((const char *[]){ POST("1"), POST("2"), POST("3") }, 3);
	answer(502, UPSTREAM);
	cr_assert_str_eq(first_open()->url,
			PDS "/xrpc/com.atproto.repo.getRecord?repo=did%3Aplc%3Abob&collection="
			    "app%2Ebsky%2Efeed%2Epost&rkey=1");
	answer(200, "{\"uri\":\"u\",\"value\":" VALUE("t-1") "}");
	cr_assert_str_eq(first_open()->url,
			PDS "/xrpc/com.atproto.repo.describeRepo?repo=did%3Aplc%3Abob");
	answer(200, "{\"handle\":\"bob.test\"}");
	/* The same author is known now. */
	expect_asks("com.atproto.repo.getRecord");
	answer(200, "{\"uri\":\"u\",\"value\":" VALUE("") "}");
	expect_asks("com.atproto.repo.getRecord");
	answer(400, ERROR("RecordNotFound"));
	cr_assert_eq(f.calls, 1);
	expect_fine(3);
	cr_assert_str_eq(f.likes[0].title, "t-1");
	cr_assert_str_eq(f.likes[0].author, "bob.test");
	cr_assert_str_eq(f.likes[1].title, "");
	cr_assert_str_eq(f.likes[1].author, "bob.test");
	cr_assert_eq(f.likes[2].about, LIKE_NOT_THERE);
	cr_assert_eq(f.apps[0], SERVICE_APP_UNKNOWN);
	cr_assert(!traits()->has_app);
	cr_assert_eq(traits()->max_describe, 8);
	cr_assert_eq(traits()->describe_pause, MSEC_PER_SEC);
	call_describe((const char *[]){ POST("4") }, 1);
	expect_asks("com.atproto.repo.getRecord");
	answer(400, ERROR("RecordNotFound"));
	expect_fine(1);
}

Test(bluesky_describe, after_a_greeting_the_app_is_asked_again) {
	lose_the_app();
	call_hello();
	answer(200, "{\"handle\":\"me.test\"}");
	call_describe((const char *[]){ POST("1") }, 1);
	expect_asks("app.bsky.feed.getPosts");
	answer(200, "{\"posts\":[" VIEW("1", "") "]}");
	expect_fine(1);
	cr_assert(traits()->has_app);
	cr_assert_eq(traits()->max_describe, 25);
	cr_assert_eq(traits()->describe_pause, MSEC_PER_SEC / 4);
}

Test(bluesky_describe, an_app_that_was_there_and_fails_is_an_error) {
	call_describe((const char *[]){ POST("1") }, 1);
	answer(200, "{\"posts\":[]}");
	call_describe((const char *[]){ POST("1") }, 1);
	answer(502, UPSTREAM);
	cr_assert_eq(f.calls, 2);
	cr_assert_eq(f.err.code, ERR_SERVER);
	cr_assert_eq(count_open(), 0);
	cr_assert(traits()->has_app);
}

Test(bluesky_describe, a_record_on_another_server_is_elsewhere) {
	static const struct {
		long status;
		const char *body;
		enum like_about about;
	} rows[] = {
		{ 502, UPSTREAM, LIKE_ELSEWHERE },
		{ 400, ERROR("InvalidRequest"), LIKE_ELSEWHERE },
		{ 403, ERROR("AccountNotFound"), LIKE_ELSEWHERE },
		{ 400, ERROR("RecordNotFound"), LIKE_NOT_THERE },
		{ 200, "{}", LIKE_NOT_THERE },
	};

	lose_the_app();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_describe((const char *[]){ POST("1") }, 1);
		answer(rows[i].status, rows[i].body);
		expect_fine(1);
		cr_expect_eq(f.likes[0].about, rows[i].about, "row %zu", i);
		cr_expect_null(f.likes[0].title);
		cr_expect_str_eq(f.likes[0].author_id, "did:plc:bob");
	}
}

Test(bluesky_describe, a_record_that_was_not_answered_is_asked_for_later) {
	static const enum err_code codes[] = { ERR_NET, ERR_TIMEOUT, ERR_CANCELED };

	lose_the_app();
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		call_describe((const char *[]){ POST("1"), POST("2") }, 2);
		answer(400, ERROR("RecordNotFound"));
		fail_with(first_open(), codes[i]);
		cr_assert_eq(f.err.code, codes[i]);
		cr_assert_eq(count_open(), 0);
	}
	call_describe((const char *[]){ POST("1") }, 1);
	answer(429, ERROR("RateLimitExceeded"));
	cr_assert_eq(f.err.code, ERR_RATE_LIMITED);
}

Test(bluesky_describe, other_things_than_posts_are_records_beside_the_posts) {
	call_describe((const char *[]){ FEED("f"), POST("1"), FEED("g") }, 3);
	expect_asks("com.atproto.repo.getRecord");
	answer(200, "{\"value\":{\"displayName\":\"A feed\",\"createdAt\":7}}");
	answer(400, ERROR("RepoNotFound"));
	expect_asks("app.bsky.feed.getPosts");
	cr_assert_null(strstr(first_open()->url, "generator"));
	answer(200, "{\"posts\":[" VIEW("1", "") "]}");
	expect_asks("com.atproto.repo.getRecord");
	answer(200, "{\"value\":{\"name\":\"A list\"}}");
	answer(200, "{\"handle\":\"bob.test\"}");
	expect_fine(3);
	cr_assert_str_eq(f.likes[0].title, "A feed");
	cr_assert_null(f.likes[0].author, "nobody knows");
	cr_assert_eq(f.likes[0].made_at, 0);
	cr_assert_str_eq(f.likes[0].url, "https://bsky.app/profile/did:plc:bob/feed/f");
	cr_assert_str_eq(f.likes[1].title, "t-1");
	cr_assert_str_eq(f.likes[2].title, "A list");
	cr_assert_str_eq(f.likes[2].author, "bob.test");
}

Test(bluesky_describe, a_like_that_does_not_say_of_what_stays_one_of_nothing) {
	static const struct {
		long status;
		const char *body;
	} rows[] = {
		{ 200, "{\"value\":{}}" },
		{ 200, "{\"value\":" VALUE("t") "}" },
		{ 400, ERROR("RecordNotFound") },
		{ 502, UPSTREAM },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_describe((const char *[]){ LIKES_OF_ME "k1" }, 1);
		answer(rows[i].status, rows[i].body);
		expect_fine(1);
		cr_expect_eq(f.likes[0].about, LIKE_OF_NOTHING, "row %zu", i);
		cr_expect_null(f.likes[0].title);
	}
}

Test(bluesky_describe, a_handle_that_was_not_answered_is_asked_for_with_its_record_later) {
	lose_the_app();
	call_describe((const char *[]){ "at://did:plc:eve/app.bsky.feed.post/1" }, 1);
	answer(200, "{\"value\":" VALUE("t") "}");
	expect_asks("com.atproto.repo.describeRepo");
	fail_with(first_open(), ERR_NET);
	cr_assert_eq(f.err.code, ERR_NET);
	cr_assert_eq(count_open(), 0);
}

Test(bluesky_describe, one_that_is_cancelled_ends_at_once_whatever_is_asked_for) {
	lose_the_app();
	int calls = f.calls;
	uint64_t op = call_describe(
			(const char *[]){ "at://did:plc:eve/app.bsky.feed.post/1", POST("2") }, 2);
	service_bluesky.cancel(f.service, op);
	cr_assert_eq(f.calls, ++calls);
	cr_assert_eq(f.err.code, ERR_CANCELED);
	op = call_describe(
			(const char *[]){ "at://did:plc:eve/app.bsky.feed.post/1", POST("2") }, 2);
	answer(200, "{\"value\":" VALUE("t") "}");
	expect_asks("com.atproto.repo.describeRepo");
	service_bluesky.cancel(f.service, op);
	cr_assert_eq(count_open(), 0);
	cr_assert_eq(f.calls, ++calls);
	cr_assert_eq(f.err.code, ERR_CANCELED);
}

Test(bluesky_describe, what_is_no_answer_is_an_error) {
	static const char *const rows[] = { "", "<html>", "[]", "{}", "{\"posts\":7}",
		"{\"posts\":{}}" };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_describe((const char *[]){ POST("1") }, 1);
		answer(200, rows[i]);
		cr_expect_eq(f.calls, (int)i + 1);
		cr_expect_eq(f.err.code, ERR_PROTOCOL, "row %zu", i);
	}
	cr_assert(!traits()->has_app);
}

Test(bluesky_describe, sixty_four_handles_are_remembered) {
	char item[64];

	lose_the_app();
	for (int i = 0; i < 64; i++) {
		snprintf(item, sizeof(item), "at://did:plc:x%d/app.bsky.feed.post/1", i);
		call_describe((const char *[]){ item }, 1);
		answer(200, "{\"value\":" VALUE("t") "}");
		expect_asks("com.atproto.repo.describeRepo");
		answer(200, "{\"handle\":\"x.test\"}");
	}
	/* bob was the first of all. */
	call_describe((const char *[]){ item, POST("1") }, 2);
	answer(200, "{\"value\":" VALUE("t") "}");
	expect_asks("com.atproto.repo.getRecord");
	answer(200, "{\"value\":" VALUE("t") "}");
	expect_asks("com.atproto.repo.describeRepo");
	answer(200, "{\"handle\":\"bob.test\"}");
	expect_fine(2);
	cr_assert_str_eq(f.likes[0].author, "x.test");
}
