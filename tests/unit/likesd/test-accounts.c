/* Accounts, tokens, routes: who gets what answer, and that nobody learns of others. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

#define KEY "0123456789abcdef"

static struct likesd_fixture f;
static char folder[] = "/tmp/unlike-likesd-XXXXXX";
static char *db_path;
static char other[LIKESD_TOKEN_TEXT];

/* "demo" has 20 likes, "other" none. */
static void start(void) {
	cr_assert_not_null(mkdtemp(folder));
	db_path = xasprintf("%s/likesd.db", folder);
	likesd_fixture_open(
			&f, &(struct likesd_fixture_options){ .db_path = db_path, .sample = 20 });
	f.config.sample = 0;
	likesd_fixture_restart(&f);
	likesd_fixture_add(&f, "other", other);
}

static void finish(void) {
	likesd_fixture_close(&f);
	file_remove_tree(folder, NULL);
	free(db_path);
}

static struct likesd_response as(const char *token, const char *method, const char *path) {
	return likesd_fixture_request_as(&f, token, method, path, KEY, NULL);
}

static const struct {
	const char *method, *path;
} routes[] = {
	{ "GET", "/v1/me" },
	{ "GET", "/v1/platform" },
	{ "GET", "/v1/likes" },
	{ "GET", "/v1/likes/v2" },
	{ "DELETE", "/v1/likes/v2" },
	{ "PUT", "/v1/likes/v2" },
	{ "POST", "/v1/likes/batch-cancel" },
	{ "GET", "/v1/operations" },
	{ "GET", "/v1/operations/o1" },
	{ "GET", "/v1/nothing" },
	{ "POST", "/v1/me" },
};

#define ROUTES (sizeof(routes) / sizeof(routes[0]))

TestSuite(accounts, .init = start, .fini = finish);

Test(accounts, without_a_valid_token_everything_under_v1_is_the_same_401) {
	char nearly[LIKESD_TOKEN_TEXT], longer[LIKESD_TOKEN_TEXT + 1], cut[LIKESD_TOKEN_TEXT];
	snprintf(nearly, sizeof(nearly), "%s", f.token);
	nearly[strlen(nearly) - 1] ^= 1;
	snprintf(longer, sizeof(longer), "%sx", f.token);
	snprintf(cut, sizeof(cut), "%.*s", (int)strlen(f.token) - 1, f.token);
	char *huge = xmalloc(100001);
	memset(huge, 'a', 100000);
	huge[100000] = '\0';
	const char *const tokens[] = { NULL, "", "wrong", nearly, longer, cut, huge,
		"' OR 1=1 --" };
	struct likesd_response first = as(NULL, "GET", "/v1/me");
	cr_expect_str_eq(likesd_fixture_text(&first, "type"), "urn:likesd:problem:unauthorized");
	for (size_t i = 0; i < ROUTES; i++) {
		for (size_t t = 0; t < sizeof(tokens) / sizeof(tokens[0]); t++) {
			struct likesd_response r = as(tokens[t], routes[i].method, routes[i].path);
			cr_expect_eq(r.status, 401, "%s %s", routes[i].method, routes[i].path);
			cr_expect_str_eq(r.body.data, first.body.data);
			cr_expect_str_eq(r.content_type, "application/problem+json");
			likesd_response_finish(&r);
		}
	}
	likesd_response_finish(&first);
	free(huge);
	struct likesd_response r = as(f.token, "GET", "/v1/likes");
	cr_expect_eq(likesd_fixture_int(&r, "count"), 20);
	likesd_response_finish(&r);
}

Test(accounts, healthz_needs_no_token) {
	struct likesd_response r = as(NULL, "GET", "/healthz");
	cr_expect_eq(r.status, 200);
	cr_expect_str_eq(r.body.data, "{\"status\":\"ok\"}");
	likesd_response_finish(&r);
}

Test(accounts, ids_of_another_account_look_like_unknown_ones) {
	struct likesd_response r = as(f.token, "DELETE", "/v1/likes/v2");
	cr_assert_eq(r.status, 202);
	likesd_response_finish(&r);
	static const struct {
		const char *method, *theirs, *unknown;
	} cases[] = {
		{ "GET", "/v1/likes/v2", "/v1/likes/v777777" },
		{ "GET", "/v1/likes/v3", "/v1/likes/v777777" },
		{ "DELETE", "/v1/likes/v3", "/v1/likes/v777777" },
		{ "PUT", "/v1/likes/v2", "/v1/likes/v777777" },
		{ "GET", "/v1/operations/o1", "/v1/operations/o777777" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct likesd_response theirs = as(other, cases[i].method, cases[i].theirs);
		struct likesd_response unknown = as(other, cases[i].method, cases[i].unknown);
		cr_expect_eq(theirs.status, 404, "case %zu: %d", i, theirs.status);
		cr_expect_str_eq(theirs.body.data, unknown.body.data);
		likesd_response_finish(&theirs);
		likesd_response_finish(&unknown);
	}
}

Test(accounts, lists_show_only_what_is_ones_own) {
	struct likesd_response r = as(f.token, "DELETE", "/v1/likes/v2");
	likesd_response_finish(&r);
	r = as(other, "GET", "/v1/operations");
	cr_expect_eq(likesd_fixture_int(&r, "operations"), 0);
	likesd_response_finish(&r);
	r = as(other, "GET", "/v1/likes");
	cr_expect_eq(likesd_fixture_int(&r, "count"), 0);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 0);
	likesd_response_finish(&r);
	/* A place out of the other's list. */
	struct likesd_response page = as(f.token, "GET", "/v1/likes?limit=3");
	char path[120];
	snprintf(path, sizeof(path), "/v1/likes?limit=3&cursor=%s",
			likesd_fixture_text(&page, "next"));
	r = as(other, "GET", path);
	cr_expect_eq(likesd_fixture_int(&r, "items"), 0);
	likesd_response_finish(&r);
	likesd_response_finish(&page);
}

Test(accounts, numbers_of_operations_do_not_tell_what_others_do) {
	struct likesd_response r;
	for (int id = 2; id < 6; id++) {
		char path[40], key[40];
		snprintf(path, sizeof(path), "/v1/likes/v%d", id);
		snprintf(key, sizeof(key), "accounts-test-%04d", id);
		r = likesd_fixture_request(&f, "DELETE", path, key, NULL);
		likesd_response_finish(&r);
	}
	f.config.sample = 5;
	likesd_fixture_restart(&f);
	r = as(other, "DELETE", "/v1/likes/v2");
	cr_assert_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o1");
	cr_expect_eq(likesd_fixture_int(&r, "operation.seq"), 1);
	likesd_response_finish(&r);
}

Test(accounts, me_tells_who_and_where) {
	struct likesd_response r = as(f.token, "GET", "/v1/me");
	cr_assert_eq(r.status, 200);
	cr_expect_str_eq(likesd_fixture_text(&r, "account"), "demo");
	cr_expect_eq(likesd_fixture_int(&r, "likes"), 20);
	cr_expect_str_eq(likesd_fixture_text(&r, "platform"), "wechat-channels");
	cr_expect_str_eq(likesd_fixture_text(&r, "platform_name.en"), "WeChat Channels");
	cr_expect_str_eq(likesd_fixture_text(&r, "platform_name.zh"), "微信视频号");
	cr_expect_str_eq(likesd_fixture_text(&r, "now"), "2026-03-01T09:00:00.000Z");
	likesd_response_finish(&r);
	r = as(other, "GET", "/v1/me");
	cr_expect_str_eq(likesd_fixture_text(&r, "account"), "other");
	likesd_response_finish(&r);
}

Test(accounts, platform_is_the_file_verbatim) {
	struct likesd_response r = as(f.token, "GET", "/v1/platform");
	cr_assert_eq(r.status, 200);
	cr_expect(strstr(r.body.data, f.platform->text) != NULL);
	cr_expect_eq(likesd_fixture_int(&r, "sync_delay_in_ms"), LIKESD_FIXTURE_DELAY);
	cr_expect_not(likesd_fixture_bool(&r, "batch"));
	cr_expect_str_eq(likesd_fixture_text(&r, "platform.id"), "wechat-channels");
	likesd_response_finish(&r);
}

Test(accounts, a_known_route_with_another_method_says_which_are_allowed) {
	static const struct {
		const char *method, *path, *allow;
	} cases[] = {
		{ "POST", "/healthz", "GET" },
		{ "HEAD", "/healthz", "GET" },
		{ "DELETE", "/v1/me", "GET" },
		{ "POST", "/v1/likes", "GET" },
		{ "PATCH", "/v1/likes/v2", "DELETE, GET, PUT" },
		{ "get", "/v1/likes/v2", "DELETE, GET, PUT" },
		{ "GET", "/v1/likes/batch-cancel", "POST" },
		{ "DELETE", "/v1/likes/batch-cancel", "POST" },
		{ "PUT", "/v1/operations/o1", "GET" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct likesd_response r = as(f.token, cases[i].method, cases[i].path);
		cr_expect_eq(r.status, 405, "case %zu: %d", i, r.status);
		cr_expect_str_eq(r.allow, cases[i].allow);
		cr_expect_str_eq(likesd_fixture_text(&r, "type"),
				"urn:likesd:problem:method-not-allowed");
		likesd_response_finish(&r);
	}
}

Test(accounts, what_is_no_route_is_said_to_be_none) {
	static const char *const paths[] = { "/", "", "/v1", "/v1/", "/v1/likes/", "/v1/likes/v2/",
		"/v1/likes/v2/x", "/V1/likes", "/v1/Likes", "/v2/likes", "/healthz/", "/v1//likes",
		"/v1/operations/", "/v1/likes/batch-cancel/", "*", "/v1/../healthz" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct likesd_response r = as(f.token, "GET", paths[i]);
		cr_expect_eq(r.status, 404, "%s: %d", paths[i], r.status);
		cr_expect_str_eq(likesd_fixture_text(&r, "type"),
				"urn:likesd:problem:no-such-route");
		cr_expect_null(r.allow);
		likesd_response_finish(&r);
	}
}

Test(accounts, routes_without_parameters_take_none) {
	static const char *const paths[] = { "/healthz?x=1", "/v1/me?x=1", "/v1/platform?limit=1",
		"/v1/likes/v2?limit=1", "/v1/operations/o1?since=1" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct likesd_response r = as(f.token, "GET", paths[i]);
		cr_expect_eq(r.status, 400, "%s: %d", paths[i], r.status);
		likesd_response_finish(&r);
	}
}

Test(accounts, a_body_over_the_limit_is_refused_before_anything_else) {
	char *body = xmalloc(LIKESD_BODY_MAX + 2);
	memset(body, ' ', LIKESD_BODY_MAX + 1);
	body[LIKESD_BODY_MAX + 1] = '\0';
	struct likesd_response r = likesd_fixture_request(&f, "DELETE", "/v1/likes/v2", KEY, body);
	cr_expect_eq(r.status, 413);
	likesd_response_finish(&r);
	body[LIKESD_BODY_MAX] = '\0';
	r = likesd_fixture_request(&f, "DELETE", "/v1/likes/v2", KEY, body);
	cr_expect_eq(r.status, 202);
	likesd_response_finish(&r);
	free(body);
}

static bool add(const char *name, char token[LIKESD_TOKEN_TEXT], struct err *reterr) {
	return likesd_user_add(f.likesd, &(struct likesd_user){ .name = name }, token, reterr);
}

Test(accounts, names_are_held_to_their_form) {
	static const char *const bad[] = { "", " ", "a b", "a/b", "ü", "a\n", "a'--",
		"0123456789012345678901234567890123456789012345678901234567890123x" };
	struct err err;
	char token[LIKESD_TOKEN_TEXT] = "untouched";
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_not(add(bad[i], token, &err), "'%s'", bad[i]);
		cr_expect_eq(err.code, ERR_INPUT, "'%s'", bad[i]);
	}
	cr_expect_str_eq(token, "untouched");
	cr_expect(add("0123456789012345678901234567890123456789012345678901234567890123", token,
			&err));
	cr_expect(add("A.b_c-9", token, &err));
}

Test(accounts, a_name_is_given_once_and_the_first_token_stays) {
	struct err err;
	char token[LIKESD_TOKEN_TEXT];
	cr_expect_not(add("demo", token, &err));
	cr_expect_eq(err.code, ERR_CONFLICT, "%s", err.msg);
	cr_expect_not(add("demo", token, NULL));
	struct likesd_response r = as(f.token, "GET", "/v1/me");
	cr_expect_eq(r.status, 200);
	likesd_response_finish(&r);
}

Test(accounts, a_token_is_random_and_only_its_hash_is_in_the_file) {
	cr_expect_eq(strlen(f.token), strlen("likesd_") + 64);
	cr_expect_eq(strncmp(f.token, "likesd_", 7), 0);
	cr_expect_str_neq(f.token, other);
	likesd_close(f.likesd);
	struct err err;
	struct buf bytes;
	cr_assert(file_read(db_path, (size_t)64 << 20, &bytes, &err), "%s", err.msg);
	cr_expect_not_null(memmem(bytes.data, bytes.len, "other", 5));
	cr_expect_null(memmem(bytes.data, bytes.len, f.token + 7, 16));
	buf_finish(&bytes);
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd);
}
