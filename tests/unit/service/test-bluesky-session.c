/* Sessions of a Bluesky server: their text, and their renewal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_fixture.h"
#include "bluesky_session.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

#define NEW(access, refresh) \
	"{\"did\":\"" ME "\",\"handle\":\"me.test\",\"accessJwt\":\"" access \
	"\",\"refreshJwt\":\"" refresh "\"}"

static void finish(void) {
	fixture_close();
}

TestSuite(bluesky_session);
TestSuite(bluesky_renewal, .fini = finish);

/* --- the text -------------------------------------------------------------------------------- */

Test(bluesky_session, its_text_read_again_is_the_same_session) {
	struct bluesky_session session, again;
	struct err err = { 0 };

	cr_assert(bluesky_session_parse(SESSION("a1", "r1"), &session, &err), "%s", err.msg);
	char *text = bluesky_session_text(&session);
	cr_assert_str_eq(text, SESSION("a1", "r1"));
	cr_assert(bluesky_session_parse(text, &again, &err), "%s", err.msg);
	cr_assert_str_eq(again.did, ME);
	cr_assert_str_eq(again.handle, "me.test");
	cr_assert_str_eq(again.server, PDS);
	cr_assert_str_eq(again.access, "a1");
	cr_assert_str_eq(again.refresh, "r1");
	secret_free(text);
	bluesky_session_finish(&session);
	bluesky_session_finish(&again);
}

#define DAMAGED(did, handle, server, access, refresh) \
	"{\"did\":" did ",\"handle\":" handle ",\"server\":" server ",\"accessJwt\":" access \
	",\"refreshJwt\":" refresh "}"

static const char *const damaged[] = {
	"",
	"s3cret",
	"[]",
	"{}",
	SESSION("a1", "r1") "x",
	SESSION("", "r1"),
	SESSION("a1", ""),
	SESSION("a\\u0001", "r1"),
	SESSION("a1", "r\\r\\nX: y"),
	SESSION("a b", "r1"),
	SESSION("a\\u007f", "r1"),
	SESSION("\xc3\xa4", "r1"),
	DAMAGED("7", "\"h\"", "\"" PDS "\"", "\"a\"", "\"r\""),
	DAMAGED("\"me\"", "\"h\"", "\"" PDS "\"", "\"a\"", "\"r\""),
	DAMAGED("\"did:a/b\"", "\"h\"", "\"" PDS "\"", "\"a\"", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"h\\u001b\"", "\"" PDS "\"", "\"a\"", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"\"", "\"" PDS "\"", "\"a\"", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"h\"", "\"ftp://x\"", "\"a\"", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"h\"", "\"https://x/?q\"", "\"a\"", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"h\"", "null", "\"a\"", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"h\"", "\"" PDS "\"", "1", "\"r\""),
	DAMAGED("\"did:plc:me\"", "\"h\"", "\"" PDS "\"", "\"a\"", "{}"),
};

Test(bluesky_session, one_that_makes_no_sense_is_signed_out) {
	for (size_t i = 0; i < COUNT_OF(damaged); i++) {
		struct bluesky_session session = { .did = (char *)"untouched" };
		struct err err = { 0 };
		cr_expect(!bluesky_session_parse(damaged[i], &session, &err), "%s", damaged[i]);
		cr_expect_eq(err.code, ERR_AUTH, "%s", damaged[i]);
		cr_expect_str_eq(session.did, "untouched");
	}
}

Test(bluesky_session, with_one_that_makes_no_sense_the_server_is_asked_nothing_of_the_account) {
	for (size_t i = 0; i < COUNT_OF(damaged); i++) {
		fixture_open_as(damaged[i]);
		call_list(NULL);
		cr_expect_str_eq(f.asked[0].url, ENTRY "/xrpc/com.atproto.server.getSession");
		cr_expect_null(f.asked[0].bearer);
		answer(401, ERROR("AuthMissing"));
		cr_expect_eq(f.calls, 1);
		cr_expect_eq(f.err.code, ERR_AUTH);
		fixture_close();
	}
}

static struct json_doc *parse(const char *text) {
	struct err err = { 0 };
	struct json_doc *doc = json_parse(text, strlen(text), 65536, "test", &err);

	cr_assert_not_null(doc, "%s", err.msg);
	return doc;
}

#define SERVICE(id, endpoint) "{\"id\":\"" id "\",\"serviceEndpoint\":" endpoint "}"
#define WITH_SERVICES(services) \
	"{\"did\":\"" ME "\",\"handle\":\"me.test\",\"accessJwt\":\"a\",\"refreshJwt\":\"r\"," \
	"\"didDoc\":{\"service\":[" services "]}}"

Test(bluesky_session, the_accounts_own_server_is_the_one_that_its_document_names) {
	static const struct {
		const char *answer, *server;
	} rows[] = {
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"https://own.example\"")),
				"https://own.example" },
		{ WITH_SERVICES(SERVICE(ME "#atproto_pds", "\"https://own.example\"")),
				"https://own.example" },
		{ WITH_SERVICES(SERVICE("#other", "\"https://no.example\"") "," SERVICE(
				  "#atproto_pds", "\"https://own.example\"")),
				"https://own.example" },
		{ WITH_SERVICES(SERVICE("#other", "\"https://no.example\"")), ENTRY },
		/* What is no address of a server is not used. */
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"javascript:x\"")), ENTRY },
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"https://me@own.example\"")), ENTRY },
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"https://own.example/?x=\"")), ENTRY },
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"https://own.example\\r\\nA: b\"")),
				ENTRY },
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"https://\"")), ENTRY },
		{ WITH_SERVICES(SERVICE("#atproto_pds", "17")), ENTRY },
		/* Nor is a way that others can listen on, by a server that has a better one. */
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"http://own.example\"")), ENTRY },
		{ WITH_SERVICES(SERVICE("#atproto_pds", "\"http://127.0.0.1:2583\"")), ENTRY },
		{ WITH_SERVICES("7,null,[],{}"), ENTRY },
		{ NEW("a", "r"), ENTRY },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct json_doc *doc = parse(rows[i].answer);
		struct bluesky_session session = { 0 };
		struct err err = { 0 };
		cr_assert(bluesky_session_read(doc, ENTRY, &session, &err), "%zu: %s", i, err.msg);
		cr_expect_str_eq(session.server, rows[i].server, "row %zu", i);
		bluesky_session_finish(&session);
		json_doc_destroy(doc);
	}
}

Test(bluesky_session, a_server_of_this_machine_may_name_another_one_of_it) {
	struct json_doc *doc =
			parse(WITH_SERVICES(SERVICE("#atproto_pds", "\"http://localhost:2584\"")));
	struct bluesky_session session = { 0 };

	cr_assert(bluesky_session_read(doc, "http://127.0.0.1:2583", &session, NULL));
	cr_assert_str_eq(session.server, "http://localhost:2584");
	bluesky_session_finish(&session);
	json_doc_destroy(doc);
}

Test(bluesky_session, signing_in_gives_a_session_for_the_accounts_own_server) {
	fixture_open_as(NULL);
	call_sign_in("@me.test");
	struct asked *asked = first_open();
	cr_assert_str_eq(asked->url, ENTRY "/xrpc/com.atproto.server.createSession");
	cr_assert_str_eq(asked->body, "{\"identifier\":\"me.test\",\"password\":\"secret\"}");
	cr_assert_null(asked->bearer);
	answer(200, WITH_SERVICES(SERVICE("#atproto_pds", "\"" PDS "\"")));
	cr_assert_eq(f.calls, 1);
	cr_assert_str_eq(f.signed_in, SESSION("a", "r"));
	cr_assert_eq(f.saves, 0);
	fixture_close();
}

Test(bluesky_session, the_limit_of_signing_in_is_not_the_limit_of_writing) {
	static const char body[] = ERROR("AuthenticationRequired");
	const struct http_response response = {
		.status = 401,
		.content_type = "application/json",
		.body = body,
		.body_len = strlen(body),
		.limit = { .limit = 30, .left = 0, .window = 300000, .resets_in = 60000 },
	};

	fixture_open();
	call_sign_in("me.test");
	answer_with(first_open(), &response);
	cr_assert_eq(f.err.code, ERR_AUTH);
	cr_assert_eq(service_bluesky.traits(f.service)->budget.limit, 0);
	fixture_close();
}

/* --- renewal --------------------------------------------------------------------------------- */

static struct asked *refresh(void) {
	struct asked *last = &f.asked[f.n_asked - 1];

	cr_assert(last->open);
	cr_assert_str_eq(last->url, PDS "/xrpc/com.atproto.server.refreshSession");
	cr_assert_str_eq(last->method, "POST");
	cr_assert_null(last->body);
	return last;
}

static void renew_for_three(const char *error) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	call_hello();
	call_cancel_many(1);
	answer(400, error);
	cr_assert_str_eq(refresh()->bearer, "r1");
	answer_to(&f.asked[1], 400, error);
	answer_to(&f.asked[2], 400, error);
	cr_assert_eq(f.n_asked, 4, "one request renews it for all");
	cr_assert_eq(f.calls, 0);
	answer_to(refresh(), 200, NEW("a2", "r2"));
	cr_assert_eq(f.n_asked, 7);
	for (size_t i = 4; i < 7; i++) {
		cr_assert_str_eq(f.asked[i].bearer, "a2");
	}
	cr_assert_str_eq(f.kept, SESSION("a2", "r2"));
	cr_assert_eq(f.locks, 1);
	cr_assert_eq(f.unlocks, 1);
}

Test(bluesky_renewal, several_that_wait_are_served_by_one) {
	renew_for_three(EXPIRED);
	while (count_open() > 0) {
		answer(200, "{\"handle\":\"me.test\",\"commit\":{}}");
	}
	cr_assert_eq(f.calls, 3);
	cr_assert_eq(f.n_asked, 7);
}

Test(bluesky_renewal, a_token_that_is_not_the_one_that_counts_is_renewed_as_well) {
	renew_for_three(ERROR("InvalidToken"));
	while (count_open() > 0) {
		answer(200, "{\"handle\":\"me.test\",\"commit\":{}}");
	}
	cr_assert_eq(f.calls, 3);
}

Test(bluesky_renewal, what_is_refused_with_the_new_one_is_not_sent_a_third_time) {
	renew_for_three(EXPIRED);
	while (count_open() > 0) {
		answer(400, EXPIRED);
	}
	cr_assert_eq(f.n_asked, 7);
	cr_assert_eq(f.calls, 3);
}

Test(bluesky_renewal, an_answer_that_comes_late_finds_the_new_one) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 200, NEW("a2", "r2"));
	answer_to(&f.asked[1], 400, EXPIRED);
	cr_assert_eq(f.n_asked, 5, "it is not renewed again");
	cr_assert_str_eq(f.asked[4].bearer, "a2");
}

Test(bluesky_renewal, what_another_process_renewed_is_taken_without_a_request) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	free(f.kept);
	f.kept = xstrdup(SESSION("a2", "r2"));
	answer(400, EXPIRED);
	cr_assert_eq(f.n_asked, 2);
	cr_assert(asks_for(&f.asked[1], "com.atproto.server.getSession"));
	cr_assert_str_eq(f.asked[1].bearer, "a2");
	cr_assert_eq(f.unlocks, 1);
	answer(200, "{\"handle\":\"me.test\"}");
	cr_assert_str_eq(f.name, "me.test");
}

Test(bluesky_renewal, what_another_process_renewed_long_ago_is_renewed) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	free(f.kept);
	f.kept = xstrdup(SESSION("a2", "r2"));
	answer(400, EXPIRED);
	answer(400, EXPIRED);
	cr_assert_eq(f.calls, 0, "%s", f.err.msg);
	cr_assert_str_eq(refresh()->bearer, "r2");
	answer_to(refresh(), 200, NEW("a3", "r3"));
	cr_assert_str_eq(first_open()->bearer, "a3");
	answer(400, EXPIRED);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.err.code, ERR_AUTH);
	cr_assert_eq(count_open(), 0);
}

Test(bluesky_renewal, what_is_kept_of_another_account_is_not_taken) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	free(f.kept);
	f.kept = xstrdup(DAMAGED("\"did:plc:other\"", "\"h\"", "\"" PDS "\"", "\"a\"", "\"r\""));
	answer(400, EXPIRED);
	cr_assert_str_eq(refresh()->bearer, "r1");
}

Test(bluesky_renewal, while_another_process_renews_it_is_tried_again_after_a_second) {
	fixture_open_kept(SESSION("a1", "r1"));
	f.locked_elsewhere = true;
	call_cancel_many(1);
	answer(400, EXPIRED);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.results[0].outcome, SERVICE_TRY_AGAIN);
	cr_assert_eq(f.results[0].err.retry_after_ms, 1000);
	call_cancel_many(20);
	answer(400, EXPIRED);
	cr_assert_eq(f.calls, 2);
	for (size_t i = 0; i < 20; i++) {
		cr_assert_eq(f.results[i].outcome, SERVICE_TRY_AGAIN);
		cr_assert_eq(f.results[i].err.retry_after_ms, 1000);
	}
	cr_assert_eq(f.n_asked, 2);
	f.locked_elsewhere = false;
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 200, NEW("a2", "r2"));
}

Test(bluesky_renewal, a_lock_that_cannot_be_had_is_told) {
	fixture_open_kept(SESSION("a1", "r1"));
	f.lock_fails = true;
	call_hello();
	answer(400, EXPIRED);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.err.code, ERR_IO);
}

Test(bluesky_renewal, one_that_fails_for_now_ends_nothing) {
	static const long statuses[] = { 500, 502, 429, 302 };

	fixture_open_kept(SESSION("a1", "r1"));
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		call_cancel_many(i + 1);
		answer(400, EXPIRED);
		answer_to(refresh(), statuses[i], "{}");
		cr_assert_eq(f.calls, (int)i + 1);
		cr_assert_eq(f.results[i].outcome, SERVICE_TRY_AGAIN, "%ld", statuses[i]);
		cr_assert_eq(count_open(), 0);
	}
	call_hello();
	answer(400, EXPIRED);
	fail_with(refresh(), ERR_NET);
	cr_assert_eq(f.err.code, ERR_NET);
	call_hello();
	cr_assert_str_eq(first_open()->bearer, "a1");
	cr_assert_eq(f.locks, f.unlocks);
}

Test(bluesky_renewal, one_that_is_refused_signs_all_of_them_out_and_what_comes_later) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_cancel_many(1);
	call_cancel_many(3);
	answer(400, EXPIRED);
	answer_to(&f.asked[1], 400, EXPIRED);
	free(f.kept);
	f.kept = NULL;
	answer_to(refresh(), 400, EXPIRED);
	cr_assert_eq(f.calls, 2);
	for (size_t i = 0; i < f.n; i++) {
		cr_assert_eq(f.results[i].outcome, SERVICE_SIGN_IN);
	}
	cr_assert_not_null(strstr(f.results[0].err.msg, "has ended"));
	call_cancel_many(3);
	cr_assert_null(first_open()->bearer);
	cr_assert_null(first_open()->body);
	answer(200, "{\"handle\":\"who\"}");
	cr_assert_eq(f.results[2].outcome, SERVICE_SIGN_IN);
	call_look((const char *[]){ "k1" }, 1);
	answer(401, "{}");
	cr_assert_eq(f.err.code, ERR_AUTH);
	/* Out of reach is out of reach, whoever asks. */
	call_hello();
	fail_with(first_open(), ERR_NET);
	cr_assert_eq(f.err.code, ERR_NET);
}

Test(bluesky_renewal, signing_in_elsewhere_is_noticed_by_the_next_call) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 400, EXPIRED);
	cr_assert_eq(f.err.code, ERR_AUTH);
	free(f.kept);
	f.kept = xstrdup(SESSION("a9", "r9"));
	call_hello();
	cr_assert_str_eq(first_open()->bearer, "a9");
	cr_assert_str_eq(first_open()->url, PDS "/xrpc/com.atproto.server.getSession");
}

Test(bluesky_renewal, one_that_names_another_account_is_none) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 200,
			"{\"did\":\"did:plc:other\",\"handle\":\"h\",\"accessJwt\":\"a2\","
			"\"refreshJwt\":\"r2\"}");
	cr_assert_eq(f.err.code, ERR_PROTOCOL);
	cr_assert_eq(f.saves, 0);
	cr_assert_str_eq(f.kept, SESSION("a1", "r1"));
	call_hello();
	cr_assert_str_eq(first_open()->bearer, "a1");
}

Test(bluesky_renewal, a_session_that_cannot_be_kept_is_kept_with_the_next_answer) {
	fixture_open_kept(SESSION("a1", "r1"));
	f.save_fails = true;
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 200, NEW("a2", "r2"));
	cr_assert_str_eq(f.kept, SESSION("a1", "r1"));
	answer(200, "{\"handle\":\"me.test\"}");
	cr_assert_eq(f.err.code, ERR_NONE, "it goes on");
	cr_assert_eq(f.saves, 2);
	/* What is kept is older than what we have: it is not taken. */
	call_hello();
	answer(400, EXPIRED);
	cr_assert_str_eq(refresh()->bearer, "r2");
	f.save_fails = false;
	answer_to(refresh(), 200, NEW("a3", "r3"));
	cr_assert_str_eq(f.kept, SESSION("a3", "r3"));
	answer(200, "{\"handle\":\"me.test\"}");
	int saves = f.saves;
	call_hello();
	answer(200, "{\"handle\":\"me.test\"}");
	cr_assert_eq(f.saves, saves, "once is enough");
}

Test(bluesky_renewal, the_last_chance_to_keep_a_session_is_at_the_end) {
	fixture_open_kept(SESSION("a1", "r1"));
	f.save_fails = true;
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 200, NEW("a2", "r2"));
	f.save_fails = false;
	service_destroy(f.service);
	f.service = NULL;
	cr_assert_str_eq(f.kept, SESSION("a2", "r2"));
}

Test(bluesky_renewal, the_end_in_the_middle_tells_everybody_once) {
	fixture_open_kept(SESSION("a1", "r1"));
	call_hello();
	call_cancel_many(3);
	call_look((const char *[]){ "k1" }, 1);
	answer(400, EXPIRED);
	answer_to(&f.asked[1], 400, EXPIRED);
	refresh();
	service_destroy(f.service);
	f.service = NULL;
	cr_assert_eq(f.calls, 3);
	cr_assert_eq(f.locks, f.unlocks);
}

Test(bluesky_renewal, one_that_waits_is_cancelled_at_once_and_the_others_go_on) {
	fixture_open_kept(SESSION("a1", "r1"));
	uint64_t one = call_cancel_many(2);
	call_hello();
	answer(400, EXPIRED);
	answer_to(&f.asked[1], 400, EXPIRED);
	service_bluesky.cancel(f.service, one);
	cr_assert_eq(f.calls, 1);
	cr_assert_eq(f.results[1].outcome, SERVICE_TRY_AGAIN);
	cr_assert_eq(f.results[1].err.code, ERR_CANCELED);
	service_bluesky.cancel(f.service, one);
	service_bluesky.cancel(f.service, 4711);
	cr_assert_eq(f.calls, 1);
	answer_to(refresh(), 200, NEW("a2", "r2"));
	cr_assert_eq(f.n_asked, 4);
	answer(200, "{\"handle\":\"me.test\"}");
	cr_assert_eq(f.calls, 2);
	cr_assert_eq(f.err.code, ERR_NONE);
}

Test(bluesky_renewal, without_a_place_to_keep_sessions_it_is_renewed_for_now) {
	fixture_open();
	call_hello();
	answer(400, EXPIRED);
	answer_to(refresh(), 200, NEW("a2", "r2"));
	cr_assert_str_eq(first_open()->bearer, "a2");
}
