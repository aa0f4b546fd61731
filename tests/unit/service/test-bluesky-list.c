/* What a Bluesky server lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_fixture.h"
#include "bluesky_read.h"
#include "unlike/base/mem.h"

#define POST_OF_BOB "at://did:plc:bob/app.bsky.feed.post/3kabc"
#define SUBJECT "\"subject\":{\"cid\":\"s\",\"uri\":\"" POST_OF_BOB "\"}"
#define AT "\"createdAt\":\"2024-01-02T04:09:00.000Z\""
#define RECORD(uri, value) "{\"uri\":\"" uri "\",\"cid\":\"c\",\"value\":" value "}"

static void finish(void) {
	fixture_close();
}

TestSuite(bluesky_list, .init = fixture_open, .fini = finish);

static void list(const char *records, const char *more) {
	char *page = xasprintf("{\"records\":[%s]%s}", records, more);
	int before = f.calls;

	call_list(NULL);
	answer(200, page);
	free(page);
	cr_assert_eq(f.calls, before + 1);
}

static const struct like *only(void) {
	cr_assert_eq(f.err.code, ERR_NONE, "%s", f.err.msg);
	cr_assert_eq(f.n, 1);
	cr_assert_eq(f.unreadable, 0);
	return &f.likes[0];
}

Test(bluesky_list, a_like_is_named_by_what_was_liked_and_keeps_its_record) {
	list(RECORD(LIKES_OF_ME "3n2z7e5ua5k26", "{" SUBJECT "," AT ",\"via\":[1,{}]}"),
			",\"cursor\":\"3n2z7e5ua5k26\"");
	const struct like *like = only();
	cr_assert_str_eq(f.asked[0].url,
			PDS "/xrpc/com.atproto.repo.listRecords?repo=did%3Aplc%3Ame&collection="
			    "app%2Ebsky%2Efeed%2Elike&limit=100");
	cr_assert_null(f.asked[0].bearer);
	cr_assert_str_eq(like->item, POST_OF_BOB);
	cr_assert_str_eq(like->key, "3n2z7e5ua5k26");
	cr_assert_str_eq(like->restore,
			"{\"cid\":\"c\",\"value\":{" SUBJECT "," AT ",\"via\":[1,{}]}}");
	cr_assert_str_eq(like->author_id, "did:plc:bob");
	cr_assert_str_eq(like->url, "https://bsky.app/profile/did:plc:bob/post/3kabc");
	cr_assert_eq(like->about, LIKE_NOT_DESCRIBED);
	cr_assert_eq(like->liked_at, INT64_C(1704168540000));
	cr_assert_eq(like->sort, like->liked_at);
	cr_assert_eq(like->likes, -1);
	cr_assert_null(like->title);
	cr_assert_str_eq(f.next, "3n2z7e5ua5k26");
	cr_assert_eq(f.as_of, START);
}

Test(bluesky_list, its_time_is_the_keys_where_the_record_tells_none) {
	static const char *const values[] = {
		"{" SUBJECT "}",
		"{" SUBJECT ",\"createdAt\":7}",
		"{" SUBJECT ",\"createdAt\":\"yesterday\"}",
		"{" SUBJECT ",\"createdAt\":null}",
	};

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		char *record = xasprintf(RECORD(LIKES_OF_ME "3jzfcijpj2z2a", "%s"), values[i]);
		list(record, "");
		free(record);
		cr_assert_eq(only()->liked_at, bluesky_key_time("3jzfcijpj2z2a"));
		/* The example of the AT Protocol's documents. */
		cr_assert_eq(only()->liked_at / MSEC_PER_SEC, 1688137381);
	}
	list(RECORD(LIKES_OF_ME "hello", "{" SUBJECT "}"), "");
	cr_assert_eq(only()->liked_at, 0);
}

Test(bluesky_list, a_key_tells_a_time_only_where_it_is_one) {
	static const char *const none[] = { "", "hello", "3jzfcijpj2z2", "3jzfcijpj2z2aa",
		"zzzzzzzzzzzzz", "3jzfcijpj2z2A", "3jzfcijpj2z20", "3jzfcijpj2z2\xc3" };

	for (size_t i = 0; i < COUNT_OF(none); i++) {
		cr_expect_eq(bluesky_key_time(none[i]), 0, "%s", none[i]);
	}
	cr_assert_eq(bluesky_key_time("2222222222222"), 0);
	cr_assert_gt(bluesky_key_time("jzzzzzzzzzzzz"), 0);
}

Test(bluesky_list, a_record_that_does_not_say_what_was_liked_is_a_like_all_the_same) {
	static const char *const values[] = {
		"{}",
		"{\"subject\":null}",
		"{\"subject\":\"" POST_OF_BOB "\"}",
		"{\"subject\":{}}",
		"{\"subject\":{\"uri\":7}}",
		"{\"subject\":{\"uri\":\"https://x.example/a/b\"}}",
		"{\"subject\":{\"uri\":\"at://did:plc:bob\"}}",
		"{\"subject\":{\"uri\":\"at://did:plc:bob/app.bsky.feed.post/a b\"}}",
		"{\"subject\":{\"uri\":\"at://did:plc:bob/app.bsky.feed.post/..\"}}",
		"{\"subject\":{\"uri\":\"at://did:plc:bob/app.bsky.feed.post/a/b\"}}",
		"{\"subject\":{\"uri\":\"at://did:plc:bob/app.bsky.feed.post/a\\u001b[2J\"}}",
	};

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		char *record = xasprintf(RECORD(LIKES_OF_ME "k1", "%s"), values[i]);
		list(record, "");
		free(record);
		cr_assert_eq(only()->about, LIKE_OF_NOTHING, "%s", values[i]);
		cr_assert_str_eq(only()->item, LIKES_OF_ME "k1");
		cr_assert_str_eq(only()->key, "k1");
		cr_assert_null(only()->url);
		cr_assert_not_null(only()->restore);
	}
}

Test(bluesky_list, what_is_no_like_of_this_account_is_counted_and_left_out) {
	list(RECORD("at://did:plc:other/app.bsky.feed.like/k1", "{" SUBJECT "}") "," RECORD(
			     "at://" ME "/app.bsky.feed.post/k1",
			     "{" SUBJECT "}") "," RECORD("at://" ME "/app.bsky.feed.like/k1/x",
			     "{" SUBJECT "}") "," RECORD("at://" ME "/app.bsky.feed.like/a\\nb",
			     "{" SUBJECT "}") "," RECORD("at://" ME "/app.bsky.feed.like/..",
			     "{" SUBJECT "}") "," RECORD("at://" ME "/app.bsky.feed.like/",
			     "{" SUBJECT
			     "}") "," RECORD("", "{" SUBJECT "}") "," RECORD(LIKES_OF_ME "k1",
			     "7") "," RECORD(LIKES_OF_ME "k1",
			     "null") ","
				     "7,null,[],{},{\"uri\":7},{\"uri\":\"" LIKES_OF_ME
				     "k1\"}," RECORD(LIKES_OF_ME "good", "{" SUBJECT "}"),
			"");
	cr_assert_eq(f.err.code, ERR_NONE, "%s", f.err.msg);
	cr_assert_eq(f.n, 1);
	cr_assert_str_eq(f.likes[0].key, "good");
	cr_assert_eq(f.unreadable, 15);
}

Test(bluesky_list, a_record_that_is_too_large_to_be_kept_is_listed_without_what_restores_it) {
	static char large[BLUESKY_RESTORE_MAX + 1];

	memset(large, 'x', BLUESKY_RESTORE_MAX);
	char *record = xasprintf(RECORD(LIKES_OF_ME "k1", "{" SUBJECT ",\"x\":\"%s\"}"), large);
	list(record, "");
	free(record);
	cr_assert_null(only()->restore);
	cr_assert_str_eq(only()->item, POST_OF_BOB);
}

Test(bluesky_list, a_cursor_is_given_back_as_it_came_inside_its_parameter) {
	call_list("a&limit=1 #\xc3\xa4");
	const char *at = strstr(first_open()->url, "&cursor=");
	cr_assert_str_eq(at, "&cursor=a%26limit%3D1%20%23%C3%A4");
	answer(200, "{\"records\":[]}");
	cr_assert_eq(f.n, 0);
	cr_assert_str_eq(f.next, "");
}

Test(bluesky_list, no_cursor_is_the_end_and_a_strange_one_is_an_error) {
	static const char *const strange[] = {
		",\"cursor\":7",
		",\"cursor\":{}",
		",\"cursor\":\"\"",
		",\"cursor\":\"a\\r\\nX: y\"",
		",\"cursor\":\"\\u001b]52\"",
		",\"cursor\":\"\\u007f\"",
	};

	for (size_t i = 0; i < COUNT_OF(strange); i++) {
		list("", strange[i]);
		cr_expect_eq(f.err.code, ERR_PROTOCOL, "%s", strange[i]);
	}
	static char large[1026];
	memset(large, 'c', 1025);
	char *more = xasprintf(",\"cursor\":\"%s\"", large);
	list("", more);
	free(more);
	cr_assert_eq(f.err.code, ERR_PROTOCOL);
	list("", ",\"cursor\":null");
	cr_assert_eq(f.err.code, ERR_NONE);
	cr_assert_str_eq(f.next, "");
}

Test(bluesky_list, what_is_no_page_is_an_error) {
	static const struct {
		long status;
		const char *body;
		enum err_code code;
	} rows[] = {
		{ 200, "", ERR_PROTOCOL },
		{ 200, "<html>", ERR_PROTOCOL },
		{ 200, "[]", ERR_PROTOCOL },
		{ 200, "{}", ERR_PROTOCOL },
		{ 200, "{\"records\":null}", ERR_PROTOCOL },
		{ 200, "{\"records\":{}}", ERR_PROTOCOL },
		{ 200, "{\"records\":[],\"records\":[]}", ERR_PROTOCOL },
		{ 200, "{\"records\":[]} x", ERR_PROTOCOL },
		{ 200, "{\"records\":[\"\xff\"]}", ERR_PROTOCOL },
		{ 400, ERROR("InvalidRequest"), ERR_INPUT },
		{ 401, "", ERR_AUTH },
		{ 429, "", ERR_RATE_LIMITED },
		{ 500, "", ERR_SERVER },
		{ 301, "", ERR_PROTOCOL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_list(NULL);
		answer(rows[i].status, rows[i].body);
		cr_expect_eq(f.calls, (int)i + 1);
		cr_expect_eq(f.err.code, rows[i].code, "row %zu: %s", i, f.err.msg);
	}
	cr_assert_eq(f.asked[0].max_response, BLUESKY_PAGE_BYTES);
}

Test(bluesky_list, more_records_than_anybody_asked_for_are_none) {
	struct buf records;

	buf_init(&records, BUF_UNLIMITED);
	for (int i = 0; i < 1000; i++) {
		buf_add_str(&records, "0,");
	}
	buf_add_str(&records, "0");
	list(records.data, "");
	buf_finish(&records);
	cr_assert_eq(f.err.code, ERR_PROTOCOL);
}

Test(bluesky_list, a_session_that_ends_meanwhile_makes_no_like_unreadable) {
	call_list(NULL);
	call_hello();
	answer_to(&f.asked[1], 400, EXPIRED);
	answer_to(&f.asked[2], 400, EXPIRED);
	cr_assert_eq(f.err.code, ERR_AUTH);
	answer(200, "{\"records\":[" RECORD(LIKES_OF_ME "k1", "{" SUBJECT "}") "]}");
	cr_assert_eq(f.calls, 2);
	cr_assert_eq(f.n, 1);
	cr_assert_eq(f.unreadable, 0);
}

Test(bluesky_list, who_we_are_is_told_by_the_session) {
	call_hello();
	cr_assert_str_eq(first_open()->url, PDS "/xrpc/com.atproto.server.getSession");
	cr_assert_str_eq(first_open()->bearer, "a1");
	answer(200, "{\"did\":\"" ME "\",\"handle\":\"new.test\",\"active\":true}");
	cr_assert_str_eq(f.name, "new.test");
	call_hello();
	answer(200, "{\"handle\":7}");
	cr_assert_eq(f.err.code, ERR_PROTOCOL);
	call_hello();
	answer(200, "{}");
	cr_assert_eq(f.err.code, ERR_PROTOCOL);
}
