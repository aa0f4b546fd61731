/* The service against answers that likesd would never give. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/service/service.h"

#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define AS_OF "\"as_of\":\"2026-03-01T09:00:00.000Z\""

/* --- an http_ops with one canned answer ------------------------------------------------------ */

static struct {
	http_fn *fn;
	void *data;
	char url[2048], method[16], key[128];
	size_t max_response;
} asked;

static uint64_t submit(void *self, const struct http_request *req, http_fn *fn, void *data) {
	(void)self;
	asked.fn = fn;
	asked.data = data;
	asked.max_response = req->max_response;
	snprintf(asked.url, sizeof(asked.url), "%s", req->url);
	snprintf(asked.method, sizeof(asked.method), "%s", req->method);
	asked.key[0] = '\0';
	for (size_t i = 0; req->headers[i] != NULL; i++) {
		if (strncmp(req->headers[i], "Idempotency-Key: ", 17) == 0) {
			snprintf(asked.key, sizeof(asked.key), "%s", req->headers[i] + 17);
		}
	}
	return 1;
}

static void cancel(void *self, uint64_t id) {
	(void)self, (void)id;
}

static const struct http_ops ops = { .submit = submit, .cancel = cancel };

struct canned {
	long status;
	const char *type, *body;
	msec_t retry_after;
};

static void answer(const struct canned *canned) {
	const struct http_response response = {
		.status = canned->status,
		.content_type = canned->type,
		.body = canned->body,
		.body_len = strlen(canned->body),
		.retry_after = canned->retry_after,
	};
	asked.fn(&response, NULL, asked.data);
}

/* --- what came of it ------------------------------------------------------------------------- */

static const struct service_account account = {
	.name = "me", .kind = "likesd", .url = "https://likes.example", .session = "t"
};
static const struct service_env env = { .http = { .ops = &ops } };
static struct service *service;
static int calls;
static struct service_result result;
static struct service_sight sight;
static struct err error;

static void open_service(void) {
	service = service_create(&account, &env, NULL);
}

static void finish(void) {
	service_destroy(service);
}

TestSuite(hostile, .init = open_service, .fini = finish);

static void done_fn(const struct service_result *results, size_t n, void *data) {
	(void)data;
	cr_assert_eq(n, 1);
	result = results[0];
	calls++;
}

static struct service_result set_liked(bool want, const struct canned *canned) {
	const struct intent intent = {
		.item = (char *)"v1", .want = want, .idem_key = { 0x0a, 0xff }
	};
	const struct intent *intents[] = { &intent };

	calls = 0;
	service_likesd.set_liked(service, intents, 1, done_fn, NULL);
	cr_assert_eq(calls, 0);
	answer(canned);
	cr_assert_eq(calls, 1);
	return result;
}

static void look_fn(const struct service_sight *seen, size_t n, const struct err *err, void *data) {
	cr_assert_eq(n, err == NULL ? 1 : 0);
	(void)data;
	calls++;
	error = err != NULL ? *err : (struct err){ 0 };
	sight = seen != NULL ? *seen : (struct service_sight){ 0 };
}

static void look(const struct canned *canned) {
	const struct service_question question = { .item = "v1", .keys = "v1" };

	calls = 0;
	service_likesd.look(service, &question, 1, look_fn, NULL);
	answer(canned);
	cr_assert_eq(calls, 1);
}

/* What a page gave, with a copy of its likes. */
static struct {
	struct like likes[16];
	size_t n, unreadable;
	char next[64];
	int64_t total;
} page;

static void page_fn(const struct service_page *got, const struct err *err, void *data) {
	(void)data;
	calls++;
	memset(&page, 0, sizeof(page));
	error = err != NULL ? *err : (struct err){ 0 };
	for (size_t i = 0; got != NULL && i < got->n; i++) {
		like_copy(&page.likes[i], &got->likes[i]);
	}
	if (got != NULL) {
		page.n = got->n;
		page.unreadable = got->unreadable;
		page.total = got->total;
		snprintf(page.next, sizeof(page.next), "%s", got->next != NULL ? got->next : "");
	}
}

static void list(const struct canned *canned) {
	calls = 0;
	service_likesd.list(service, NULL, 200, page_fn, NULL);
	answer(canned);
	cr_assert_eq(calls, 1);
}

static void forget_page(void) {
	for (size_t i = 0; i < page.n; i++) {
		like_finish(&page.likes[i]);
	}
	page.n = 0;
}

/* --- intents --------------------------------------------------------------------------------- */

#define PROBLEM_OF(name) \
	"{\"type\":\"urn:likesd:problem:" name "\",\"title\":\"T\",\"status\":1,\"detail\":\"D." \
	"\"}"
#define OPERATION(item, want, at) \
	"{" AS_OF ",\"operation\":{\"id\":\"o1\",\"item\":\"" item "\",\"want\":\"" want \
	"\",\"state\":\"accepted\",\"publish_at\":" at ",\"publish_in_ms\":5}}"
#define TIME "\"2026-03-01T09:15:00.000Z\""

static const struct {
	bool want;
	struct canned canned;
	enum service_outcome outcome;
	enum err_code code;
} outcomes[] = {
	{ false, { 202, JSON, OPERATION("v1", "unliked", TIME), 0 }, SERVICE_ACCEPTED, ERR_NONE },
	{ true, { 202, JSON, OPERATION("v1", "liked", TIME), 0 }, SERVICE_ACCEPTED, ERR_NONE },
	{ true, { 200, JSON, "{" AS_OF ",\"operation\":null}", 0 }, SERVICE_WAS_SO, ERR_NONE },
	{ false, { 404, PROBLEM, PROBLEM_OF("not-liked"), 0 }, SERVICE_WAS_SO, ERR_NONE },
	{ false, { 404, PROBLEM, PROBLEM_OF("not-found"), 0 }, SERVICE_WAS_SO, ERR_NONE },
	{ true, { 404, PROBLEM, PROBLEM_OF("not-found"), 0 }, SERVICE_REFUSED, ERR_GONE },
	/* The endpoint is not there: nothing is decided. */
	{ false, { 404, PROBLEM, PROBLEM_OF("no-such-route"), 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
	{ false, { 404, "text/html", "<html>", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 404, JSON, PROBLEM_OF("not-liked"), 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 404, PROBLEM, "{\"type\":\"not-liked\"}", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 404, PROBLEM, "", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 401, PROBLEM, PROBLEM_OF("unauthorized"), 0 }, SERVICE_SIGN_IN, ERR_AUTH },
	{ false, { 403, PROBLEM, PROBLEM_OF("x"), 0 }, SERVICE_REFUSED, ERR_FORBIDDEN },
	{ false, { 409, PROBLEM, PROBLEM_OF("x"), 0 }, SERVICE_REFUSED, ERR_CONFLICT },
	{ false, { 410, PROBLEM, PROBLEM_OF("x"), 0 }, SERVICE_REFUSED, ERR_GONE },
	{ false, { 422, PROBLEM, PROBLEM_OF("x"), 0 }, SERVICE_REFUSED, ERR_INPUT },
	/* Not from likesd: who stands in between decides nothing. */
	{ false, { 403, "text/html", "<html>", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 410, "", "", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 429, PROBLEM, PROBLEM_OF("x"), 7000 }, SERVICE_TRY_AGAIN, ERR_RATE_LIMITED },
	/* A rule of the platform, and no haste of ours. */
	{ false, { 429, PROBLEM, PROBLEM_OF("limit-reached"), 7000 }, SERVICE_REFUSED,
			ERR_RATE_LIMITED },
	{ false, { 500, "text/html", "", 0 }, SERVICE_TRY_AGAIN, ERR_SERVER },
	{ false, { 503, PROBLEM, PROBLEM_OF("unavailable"), 1000 }, SERVICE_TRY_AGAIN, ERR_SERVER },
	{ false, { 302, "text/html", "", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 204, "", "", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 400, PROBLEM, PROBLEM_OF("bad-request"), 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	/* A captive portal, and other things that are no answer. */
	{ false, { 200, "text/html", "<html>sign in</html>", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 202, JSON, "", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 202, JSON, "[]", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 202, JSON, "{\"operation\":{", 0 }, SERVICE_TRY_AGAIN, ERR_PROTOCOL },
	{ false, { 200, JSON, "{" AS_OF ",\"operation\":null}", 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
	{ true, { 202, JSON, "{" AS_OF ",\"operation\":null}", 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
	{ false, { 202, JSON, OPERATION("v2", "unliked", TIME), 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
	{ false, { 202, JSON, OPERATION("v1", "liked", TIME), 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
	{ false, { 202, JSON, OPERATION("v1", "unliked", "\"soon\""), 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
	{ false, { 202, JSON, OPERATION("v1", "unliked", "17"), 0 }, SERVICE_TRY_AGAIN,
			ERR_PROTOCOL },
};

Test(hostile, a_status_is_an_outcome) {
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		struct service_result got = set_liked(outcomes[i].want, &outcomes[i].canned);
		cr_expect_eq(got.outcome, outcomes[i].outcome, "row %zu: %d", i, got.outcome);
		cr_expect_eq(got.err.code, outcomes[i].code, "row %zu: %s %s", i,
				err_code_name(got.err.code), got.err.msg);
		cr_expect_eq(got.err.retry_after_ms, outcomes[i].canned.retry_after, "row %zu", i);
	}
}

Test(hostile, a_refusal_says_what_the_problem_says) {
	struct canned canned = { 403, PROBLEM, PROBLEM_OF("x"), 0 };

	cr_assert_str_eq(set_liked(false, &canned).err.msg, "D.");
}

Test(hostile, the_longer_of_two_pauses_counts_and_none_is_longer_than_an_hour) {
	struct canned canned = { 503, PROBLEM,
		"{\"type\":\"urn:likesd:problem:unavailable\",\"retry_in_ms\":9000}", 1000 };

	cr_assert_eq(set_liked(false, &canned).err.retry_after_ms, 9000);
	canned.body = "{\"type\":\"urn:likesd:problem:unavailable\",\"retry_in_ms\":99999999999}";
	cr_assert_eq(set_liked(false, &canned).err.retry_after_ms, 1000);
	canned.body = "{\"type\":\"urn:likesd:problem:unavailable\",\"retry_in_ms\":-5}";
	cr_assert_eq(set_liked(false, &canned).err.retry_after_ms, 1000);
}

Test(hostile, a_request_carries_its_key_and_its_limit) {
	struct canned canned = { 500, "", "", 0 };

	set_liked(false, &canned);
	cr_assert_str_eq(asked.method, "DELETE");
	cr_assert_str_eq(asked.url, "https://likes.example/v1/likes/v1");
	cr_assert_str_eq(asked.key, "0aff0000000000000000000000000000");
	cr_assert_eq(asked.max_response, 64 * 1024);
	set_liked(true, &canned);
	cr_assert_str_eq(asked.method, "PUT");
}

Test(hostile, nothing_that_http_reports_is_a_decision) {
	static const enum err_code codes[] = { ERR_NET, ERR_TIMEOUT, ERR_PROTOCOL, ERR_INPUT };
	const struct intent intent = { .item = (char *)"v1" };
	const struct intent *intents[] = { &intent };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		const struct err err = { .code = codes[i], .msg = "so" };
		service_likesd.set_liked(service, intents, 1, done_fn, NULL);
		asked.fn(NULL, &err, asked.data);
		cr_expect_eq(result.outcome, SERVICE_TRY_AGAIN);
		cr_expect_eq(result.err.code, codes[i]);
	}
}

/* --- looks ----------------------------------------------------------------------------------- */

Test(hostile, only_a_whole_answer_about_the_item_is_a_sight) {
	static const struct canned rows[] = {
		{ 200, "text/html", "<html>", 0 },
		{ 200, JSON, "{}", 0 },
		{ 200, JSON, "{" AS_OF ",\"id\":\"v2\",\"liked\":false,\"published\":false}", 0 },
		{ 200, JSON, "{" AS_OF ",\"id\":\"v1\",\"liked\":false}", 0 },
		{ 200, JSON, "{" AS_OF ",\"id\":\"v1\",\"liked\":0,\"published\":false}", 0 },
		{ 200, JSON, "{\"id\":\"v1\",\"liked\":false,\"published\":false}", 0 },
		{ 200, JSON,
				"{\"as_of\":\"now\",\"id\":\"v1\",\"liked\":false,"
				"\"published\":false}",
				0 },
		{ 404, "text/html", "<html>", 0 },
		{ 404, PROBLEM, PROBLEM_OF("no-such-route"), 0 },
		{ 410, PROBLEM, PROBLEM_OF("not-found"), 0 },
		{ 403, PROBLEM, PROBLEM_OF("x"), 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		look(&rows[i]);
		cr_expect_neq(error.code, ERR_NONE, "row %zu", i);
	}
	look(&(struct canned){ 200, JSON,
			"{" AS_OF ",\"id\":\"v1\",\"liked\":true,\"published\":false}", 0 });
	cr_assert_eq(error.code, ERR_NONE, "%s", error.msg);
	cr_assert(sight.liked && !sight.published);
	look(&(struct canned){ 404, PROBLEM, PROBLEM_OF("not-found"), 0 });
	cr_assert_eq(error.code, ERR_NONE);
	cr_assert_eq(sight.as_of, MSEC_NEVER);
}

/* --- pages ----------------------------------------------------------------------------------- */

Test(hostile, items_that_make_no_sense_are_left_out_and_counted) {
	struct buf body;

	buf_init(&body, BUF_UNLIMITED);
	buf_add_str(&body,
			"{" AS_OF ",\"count\":-1,\"next\":null,\"items\":["
			"{\"id\":\"good\"},"
			"{\"id\":7},{\"id\":\"\"},{\"title\":\"no id\"},7,null,[],"
			"{\"id\":\"a\\nb\"},{\"id\":\"x\",\"title\":5},"
			"{\"id\":\"x\",\"likes\":\"many\"},{\"id\":\"x\",\"likes\":-1},"
			"{\"id\":\"x\",\"likes\":1.5},{\"id\":\"x\",\"liked_at\":12},"
			"{\"id\":\"x\",\"url\":{}},{\"id\":\"");
	for (int i = 0; i < LIKE_ID_MAX + 1; i++) {
		buf_add_char(&body, 'x');
	}
	buf_add_str(&body, "\"}]}");
	list(&(struct canned){ 200, JSON, body.data, 0 });
	buf_finish(&body);
	cr_assert_eq(error.code, ERR_NONE, "%s", error.msg);
	cr_assert_eq(page.n, 1);
	cr_assert_eq(page.unreadable, 14);
	cr_assert_eq(page.total, -1);
	cr_assert_str_eq(page.likes[0].item, "good");
	cr_assert_null(page.likes[0].title);
	cr_assert_eq(page.likes[0].likes, -1);
	forget_page();
}

Test(hostile, texts_are_cut_between_characters_and_times_are_times) {
	struct buf body;

	buf_init(&body, BUF_UNLIMITED);
	buf_add_str(&body, "{" AS_OF ",\"next\":\"c\",\"items\":[{\"id\":\"a\",\"title\":\"x");
	for (int i = 0; i < 2000; i++) {
		buf_add_str(&body, "喜");
	}
	buf_add_str(&body,
			"\",\"liked_at\":\"12026-01-01T00:00:00Z\","
			"\"made_at\":\"1969-12-31T23:59:59Z\",\"url\":\"javascript:alert(1)\"},"
			"{\"id\":\"b\",\"liked_at\":\"2026-03-01T09:00:00.000Z\","
			"\"url\":\"HTTPS://ok.example/a\"},"
			"{\"id\":\"c\",\"url\":\"https://no good\"},"
			"{\"id\":\"d\",\"url\":\"https://e/\\u001b]52\"}]}");
	list(&(struct canned){ 200, JSON, body.data, 0 });
	buf_finish(&body);
	cr_assert_eq(page.n, 4);
	cr_assert_eq(page.unreadable, 0);
	cr_assert_str_eq(page.next, "c");
	/* One byte, then characters of three. */
	cr_assert_eq(strlen(page.likes[0].title), 1 + (LIKE_TEXT_MAX - 1) / 3 * 3);
	cr_assert_eq(page.likes[0].liked_at, 0);
	cr_assert_eq(page.likes[0].made_at, 0);
	cr_assert_null(page.likes[0].url);
	cr_assert_eq(page.likes[1].liked_at, INT64_C(1772355600000));
	cr_assert_eq(page.likes[1].sort, page.likes[1].liked_at);
	cr_assert_str_eq(page.likes[1].url, "HTTPS://ok.example/a");
	cr_assert_null(page.likes[2].url);
	cr_assert_null(page.likes[3].url);
	forget_page();
}

Test(hostile, a_page_that_makes_no_sense_is_none) {
	static const struct canned rows[] = {
		{ 200, "text/html", "<html>", 0 },
		{ 200, JSON, "", 0 },
		{ 200, JSON, "[]", 0 },
		{ 200, JSON, "{\"items\":[]}", 0 },
		{ 200, JSON, "{" AS_OF "}", 0 },
		{ 200, JSON, "{" AS_OF ",\"items\":{}}", 0 },
		{ 200, JSON, "{" AS_OF ",\"items\":[],\"next\":5}", 0 },
		{ 200, JSON, "{" AS_OF ",\"items\":[],\"next\":\"\"}", 0 },
		{ 200, JSON, "{" AS_OF ",\"items\":[],\"next\":\"a\\r\\nb\"}", 0 },
		{ 200, JSON, "{" AS_OF ",\"items\":[],\"items\":[]}", 0 },
		{ 200, JSON, "{" AS_OF ",\"items\":[]} x", 0 },
		{ 500, "", "", 0 },
		{ 401, "", "", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		list(&rows[i]);
		cr_expect_neq(error.code, ERR_NONE, "row %zu", i);
	}
	cr_assert_eq(asked.max_response, 4 * 1024 * 1024);
}

Test(hostile, a_page_with_more_than_anybody_asked_for_is_none) {
	struct buf body;

	buf_init(&body, BUF_UNLIMITED);
	buf_add_str(&body, "{" AS_OF ",\"next\":null,\"items\":[0");
	for (int i = 0; i < 1000; i++) {
		buf_add_str(&body, ",0");
	}
	buf_add_str(&body, "]}");
	list(&(struct canned){ 200, JSON, body.data, 0 });
	buf_finish(&body);
	cr_assert_eq(error.code, ERR_PROTOCOL);
}

Test(hostile, a_cursor_stays_inside_its_parameter) {
	calls = 0;
	service_likesd.list(service, "a&limit=1 #", 5, page_fn, NULL);
	cr_assert_str_eq(asked.url,
			"https://likes.example/v1/likes?limit=5&cursor=a%26limit%3D1%20%23");
	answer(&(struct canned){ 500, "", "", 0 });
}

/* --- the platform's rules -------------------------------------------------------------------- */

static int greeted;

static void profile_fn(const struct service_profile *profile, const struct err *err, void *data) {
	(void)data;
	cr_assert_not_null(profile, "%s", err != NULL ? err->msg : "");
	greeted++;
}

static void hello(const char *rules) {
	char *body = xasprintf("{\"batch\":false,\"sync_delay_in_ms\":0,\"platform\":%s}", rules);
	const int before = greeted;
	service_likesd.hello(service, profile_fn, NULL);
	answer(&(struct canned){ 200, JSON, "{\"account\":\"demo\",\"likes\":1}", 0 });
	answer(&(struct canned){ 200, JSON, body, 0 });
	cr_assert_eq(greeted, before + 1);
	free(body);
}

static struct buf file_of(const char *id) {
	struct buf text;
	struct err err;
	char *path = xasprintf("%s/platforms/%s.json", getenv("UNLIKE_SOURCE_ROOT"), id);
	cr_assert(file_read(path, PLATFORM_TEXT_MAX, &text, &err), "%s", err.msg);
	free(path);
	return text;
}

Test(hostile, OP_4_rules_that_are_not_understood_whole_are_not_believed_and_likes_are_taken_back) {
	struct buf good = file_of("kuaishou");
	hello(good.data);
	cr_assert_eq(service_likesd.traits(service)->gesture, PLATFORM_SIDEBAR);
	char *gesture = strstr(good.data, "\"sidebar\"");
	cr_assert_not_null(gesture);
	gesture[1] = 'S';
	const char *const bad[] = { good.data, "null", "[]", "{}", "\"slide\"",
		"{\"operation\":{\"gesture\":{\"value\":\"slide\"}}}" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		hello(bad[i]);
		cr_expect_eq(service_likesd.traits(service)->gesture, PLATFORM_HOLD, "%zu", i);
		cr_expect_null(service_likesd.traits(service)->platform, "%zu", i);
	}
	buf_finish(&good);
}
