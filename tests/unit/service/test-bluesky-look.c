/* Looking at a Bluesky repository: which records there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_fixture.h"
#include "unlike/base/mem.h"

static void finish(void) {
	fixture_close();
}

TestSuite(bluesky_look, .init = fixture_open, .fini = finish);

#define LIST \
	PDS "/xrpc/com.atproto.repo.listRecords?repo=did%3Aplc%3Ame&collection=" \
	    "app%2Ebsky%2Efeed%2Elike&limit=100&cursor="
#define GET \
	PDS "/xrpc/com.atproto.repo.getRecord?repo=did%3Aplc%3Ame&collection=" \
	    "app%2Ebsky%2Efeed%2Elike&rkey="

static void give_page(const char *const *keys, size_t n, const char *cursor) {
	char *page = make_page(keys, n, cursor);

	answer(200, page);
	free(page);
}

static void expect_liked(size_t n, const bool *liked) {
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.err.code, ERR_NONE, "%s", f.err.msg);
	cr_assert_eq(f.n, n);
	cr_assert_eq(count_open(), 0);
	for (size_t i = 0; i < n; i++) {
		cr_assert_eq(f.sights[i].liked, liked[i], "%zu", i);
		cr_assert_eq(f.sights[i].published, liked[i]);
		cr_assert_eq(f.sights[i].publish_in, 0);
		cr_assert_eq(f.sights[i].as_of, START);
	}
}

/* --- few ------------------------------------------------------------------------------------- */

Test(bluesky_look, two_are_asked_for_one_by_one) {
	call_look((const char *[]){ "k1", "k2" }, 2);
	cr_assert_str_eq(first_open()->url, GET "k2");
	cr_assert_str_eq(first_open()->method, "GET");
	/* It is as of the moment before the question. */
	fake_clock_advance(&f.fake, 5000);
	answer(400, ERROR("RecordNotFound"));
	cr_assert_str_eq(first_open()->url, GET "k1");
	answer(200, "{\"uri\":\"" LIKES_OF_ME "k1\",\"value\":{}}");
	expect_liked(2, (bool[]){ true, false });
}

Test(bluesky_look, an_item_is_liked_where_any_of_its_records_is_there) {
	call_look((const char *[]){ "k1\nk9\nk3", "k4\nk2" }, 2);
	give_page((const char *[]){ "k3" }, 1, NULL);
	expect_liked(2, (bool[]){ true, false });
}

Test(bluesky_look, only_the_records_own_absence_is_one) {
	static const struct {
		long status;
		const char *body;
		enum err_code code;
	} rows[] = {
		{ 404, ERROR("RecordNotFound"), ERR_PROTOCOL },
		{ 404, "<html>", ERR_PROTOCOL },
		{ 400, "{}", ERR_PROTOCOL },
		{ 400, ERROR("InvalidRequest"), ERR_INPUT },
		{ 400, ERROR("RepoNotFound"), ERR_INPUT },
		{ 403, ERROR("AccountNotFound"), ERR_FORBIDDEN },
		{ 502, ERROR("RecordNotFound"), ERR_SERVER },
		{ 200, "", ERR_PROTOCOL },
		{ 200, "[]", ERR_PROTOCOL },
		{ 200, "<html>", ERR_PROTOCOL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_look((const char *[]){ "k1" }, 1);
		answer(rows[i].status, rows[i].body);
		cr_expect_eq(f.calls, (int)i + 1);
		cr_expect_eq(f.err.code, rows[i].code, "row %zu: %s", i, f.err.msg);
	}
}

/* --- many ------------------------------------------------------------------------------------ */

Test(bluesky_look, neighbours_are_answered_by_a_page_that_begins_at_the_greatest) {
	call_look((const char *[]){ "k1", "k7", "k5", "k3" }, 4);
	cr_assert_str_eq(first_open()->url, LIST "k7~");
	cr_assert_null(first_open()->bearer);
	give_page((const char *[]){ "k6", "k5", "k2", "k0" }, 4, "k0");
	expect_liked(4, (bool[]){ false, false, true, false });
}

Test(bluesky_look, a_page_tells_nothing_of_what_lies_below_it) {
	call_look((const char *[]){ "k1", "k7", "k5", "k3" }, 4);
	give_page((const char *[]){ "k7", "k6", "k4" }, 3, "k4");
	cr_assert_eq(f.calls, 0);
	cr_assert_str_eq(first_open()->url, LIST "k3~");
	give_page((const char *[]){ "k3" }, 1, NULL);
	expect_liked(4, (bool[]){ false, true, false, true });
}

Test(bluesky_look, without_a_next_page_the_rest_is_gone) {
	call_look((const char *[]){ "k1", "k2", "k3" }, 3);
	give_page(NULL, 0, NULL);
	expect_liked(3, (bool[]){ false, false, false });
}

Test(bluesky_look, the_same_key_twice_is_one_question_with_two_answers) {
	call_look((const char *[]){ "k2", "k1", "k2", "k2", "k1" }, 5);
	give_page((const char *[]){ "k2" }, 1, NULL);
	expect_liked(5, (bool[]){ true, false, true, true, false });
}

Test(bluesky_look, what_lies_far_apart_is_asked_for_one_by_one_after_ten_pages) {
	char texts[15][8];
	const char *keys[15];

	for (size_t i = 0; i < 15; i++) {
		snprintf(texts[i], sizeof(texts[i]), "k%02zu", i);
		keys[i] = texts[i];
	}
	call_look(keys, 15);
	for (size_t i = 0; i < 10; i++) {
		cr_assert(asks_for(first_open(), "com.atproto.repo.listRecords"), "%zu", i);
		give_page((const char *[]){ keys[14 - i] }, 1, "c");
	}
	for (size_t i = 0; i < 5; i++) {
		cr_assert(asks_for(first_open(), "com.atproto.repo.getRecord"), "%zu", i);
		cr_assert_not_null(strstr(first_open()->url, keys[4 - i]));
		answer(400, ERROR("RecordNotFound"));
	}
	bool liked[15];
	for (size_t i = 0; i < 15; i++) {
		liked[i] = i >= 5;
	}
	expect_liked(15, liked);
}

Test(bluesky_look, an_empty_page_that_goes_on_proves_nothing) {
	call_look((const char *[]){ "k1", "k2", "k3" }, 3);
	give_page(NULL, 0, "c");
	for (size_t i = 0; i < 3; i++) {
		cr_assert(asks_for(first_open(), "com.atproto.repo.getRecord"));
		answer(200, "{}");
	}
	expect_liked(3, (bool[]){ true, true, true });
}

Test(bluesky_look, a_list_that_stands_still_is_left) {
	call_look((const char *[]){ "k1", "k2", "k3" }, 3);
	give_page((const char *[]){ "k9", "k8" }, 2, "k8");
	cr_assert(asks_for(first_open(), "com.atproto.repo.getRecord"));
	answer(400, ERROR("RecordNotFound"));
	answer(400, ERROR("RecordNotFound"));
	answer(400, ERROR("RecordNotFound"));
	expect_liked(3, (bool[]){ false, false, false });
}

Test(bluesky_look, the_list_of_another_account_or_kind_proves_nothing) {
	static const char *const rows[] = {
		"{\"records\":[{\"uri\":\"at://did:plc:other/app.bsky.feed.like/k3\"}]}",
		"{\"records\":[{\"uri\":\"at://" ME "/app.bsky.feed.post/k0\"}]}",
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_look((const char *[]){ "k1", "k2", "k3" }, 3);
		answer(200, rows[i]);
		cr_expect_eq(f.calls, (int)i + 1);
		cr_expect_eq(f.err.code, ERR_PROTOCOL, "row %zu", i);
	}
}

Test(bluesky_look, a_page_that_makes_no_sense_is_an_error) {
	static const char *const rows[] = {
		"{}",
		"{\"records\":{}}",
		"{\"records\":[7]}",
		"{\"records\":[{\"uri\":7}]}",
		"{\"records\":[{}]}",
		"{\"records\":[]} x",
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		call_look((const char *[]){ "k1", "k2", "k3" }, 3);
		answer(200, rows[i]);
		cr_expect_eq(f.calls, (int)i + 1);
		cr_expect_eq(f.err.code, ERR_PROTOCOL, "row %zu", i);
	}
}

Test(bluesky_look, in_the_middle_of_pages_an_error_ends_it) {
	call_look((const char *[]){ "k1", "k7", "k5", "k3" }, 4);
	give_page((const char *[]){ "k7", "k6", "k4" }, 3, "k4");
	fail_with(first_open(), ERR_TIMEOUT);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.err.code, ERR_TIMEOUT);
	uint64_t op = call_look((const char *[]){ "k1", "k7", "k5", "k3" }, 4);
	service_bluesky.cancel(f.service, op);
	cr_assert_eq(f.err.code, ERR_CANCELED);
	cr_assert_eq(f.calls, 2);
}

Test(bluesky_look, a_key_stays_inside_its_parameter) {
	call_look((const char *[]){ "a&b=c #/.." }, 1);
	cr_assert_str_eq(first_open()->url, GET "a%26b%3Dc%20%23%2F%2E%2E");
	answer(400, ERROR("InvalidRequest"));
	cr_assert_eq(f.err.code, ERR_INPUT);
}
