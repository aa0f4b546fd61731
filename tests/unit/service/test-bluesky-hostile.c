/* The Bluesky service against answers that no such server would give: whatever comes, each call is
 * told of its end once, and never before it returned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_fixture.h"
#include "unlike/base/mem.h"
#include "unlike/base/rng.h"

#define POST(key) "at://did:plc:bob/app.bsky.feed.post/" key
#define NEW_SESSION \
	"{\"did\":\"" ME "\",\"handle\":\"me.test\",\"accessJwt\":\"a\",\"refreshJwt\":\"r\"}"
#define LARGE (5 * 1024 * 1024)

static void finish(void) {
	fixture_close();
}

TestSuite(bluesky_hostile, .fini = finish, .timeout = 120);

/* --- each kind of call ----------------------------------------------------------------------- */

static uint64_t list(void) {
	return call_list("c");
}

static uint64_t cancel_one(void) {
	return call_cancel_many(1);
}

static uint64_t cancel_five(void) {
	return call_cancel_many(5);
}

static uint64_t put_back(void) {
	return call_want(true, (const char *[]){ "k1\nk2" }, 1, "{\"value\":{}}\n{\"value\":{}}");
}

static uint64_t put_back_what_is_not_known(void) {
	return call_want(true, (const char *[]){ "k1" }, 1, "<html>");
}

static uint64_t look_at_one(void) {
	return call_look((const char *[]){ "k1" }, 1);
}

static uint64_t look_at_five(void) {
	return call_look((const char *[]){ "k1", "k2", "k3", "k4", "k5" }, 5);
}

static uint64_t describe_posts(void) {
	return call_describe((const char *[]){ POST("1"), POST("2") }, 2);
}

static uint64_t describe_others(void) {
	return call_describe((const char *[]){ LIKES_OF_ME "k1", "no uri", "", POST("2") }, 4);
}

static uint64_t sign_in(void) {
	return call_sign_in("@me.test");
}

static uint64_t (*const kinds[])(void) = { call_hello, list, cancel_one, cancel_five, put_back,
	put_back_what_is_not_known, look_at_one, look_at_five, describe_posts, describe_others,
	sign_in };

/* --- always the same ------------------------------------------------------------------------- */

static const long statuses[] = { 0, 100, 200, 201, 204, 301, 400, 401, 403, 404, 409, 413, 429, 500,
	502, 503, 599, 999 };

static const char *const bodies[] = {
	"",
	"<html><body>Sign in to the hotel</body></html>",
	"[]",
	"[[[[[[[[[[]]]]]]]]]]",
	"7",
	"null",
	"\"text\"",
	"{}",
	"{\"error\":\"ExpiredToken\"",
	"{\"error\":7,\"message\":8}",
	"{\"error\":\"\",\"message\":\"\"}",
	"{\"error\":\"RecordNotFound\",\"message\":7}",
	"{\"error\":\"ExpiredToken\",\"message\":[]}",
	/* Numbers where strings belong, and more. */
	"{\"records\":[{\"uri\":1,\"cid\":2,\"value\":{\"subject\":{\"uri\":3},\"createdAt\":4}}],"
	"\"cursor\":5,\"posts\":[{\"uri\":1,\"record\":2,\"author\":3,\"viewer\":4}],\"value\":5,"
	"\"handle\":6,\"did\":7,\"accessJwt\":8,\"refreshJwt\":9,\"commit\":10,\"didDoc\":11}",
	"{\"records\":\"x\",\"posts\":\"x\",\"value\":\"x\",\"commit\":\"x\",\"handle\":{}}",
	"{\"records\":[[],7,null,\"x\"],\"posts\":[[],7,null,\"x\"],\"value\":[],\"commit\":[]}",
};

static void answer_all(long status, const char *type, const char *body, size_t len) {
	const struct http_response response = {
		.status = status,
		.content_type = type,
		.body = body,
		.body_len = len,
	};
	size_t before = f.n_asked;

	while (count_open() > 0) {
		answer_with(first_open(), &response);
		cr_assert_lt(f.n_asked - before, 100, "it asks for ever");
	}
}

static void expect_one_end(long status, const char *type, const char *body, size_t len) {
	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		fixture_open_kept(SESSION("a1", "r1"));
		kinds[k]();
		cr_assert_eq(count_open(), 1);
		answer_all(status, type, body, len);
		cr_assert_eq(f.calls, 1, "kind %zu, status %ld: %.40s", k, status, body);
		fixture_close();
	}
}

Test(bluesky_hostile, whatever_comes_is_one_end) {
	for (size_t s = 0; s < COUNT_OF(statuses); s++) {
		for (size_t b = 0; b < COUNT_OF(bodies); b++) {
			expect_one_end(statuses[s], "application/json", bodies[b],
					strlen(bodies[b]));
		}
		expect_one_end(statuses[s], "text/html", bodies[1], strlen(bodies[1]));
		expect_one_end(statuses[s], "", "", 0);
	}
}

Test(bluesky_hostile, what_is_not_text_is_one_end) {
	static const char bytes[] = "{\"handle\":\"a\0b\",\"records\":[\"\xff\xfe\"]}";

	expect_one_end(200, "application/json", bytes, sizeof(bytes) - 1);
	expect_one_end(400, "application/json", bytes, sizeof(bytes) - 1);
}

/* HTTP lets no such thing through; it would do no harm. */
Test(bluesky_hostile, far_too_much_is_one_end) {
	char *text = xmalloc(LARGE + 1);

	memset(text, '[', LARGE);
	text[LARGE] = '\0';
	expect_one_end(200, "application/json", text, LARGE);
	expect_one_end(500, "application/json", text, LARGE);
	memset(text, 'x', LARGE);
	static const char head[] = "{\"error\":\"E\",\"handle\":\"";
	memcpy(text, head, strlen(head));
	memcpy(text + LARGE - 2, "\"}", 2);
	expect_one_end(200, "application/json", text, LARGE);
	expect_one_end(400, "application/json", text, LARGE);
	free(text);
}

Test(bluesky_hostile, out_of_reach_is_one_end) {
	static const enum err_code codes[] = { ERR_NET, ERR_TIMEOUT, ERR_PROTOCOL, ERR_INPUT,
		ERR_CANCELED };

	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		for (size_t c = 0; c < COUNT_OF(codes); c++) {
			fixture_open();
			kinds[k]();
			fail_with(first_open(), codes[c]);
			cr_assert_eq(f.calls, 1, "kind %zu", k);
			cr_assert_eq(count_open(), 0);
			fixture_close();
		}
	}
}

Test(bluesky_hostile, the_end_of_the_service_is_one_end) {
	fixture_open_kept(SESSION("a1", "r1"));
	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		kinds[k]();
	}
	service_destroy(f.service);
	f.service = NULL;
	cr_assert_eq(f.calls, (int)COUNT_OF(kinds));
}

Test(bluesky_hostile, signed_out_is_one_end) {
	static const char body[] = "{\"handle\":\"x\",\"commit\":{}}";

	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		fixture_open_as(NULL);
		kinds[k]();
		answer_all(200, "application/json", body, strlen(body));
		cr_assert_eq(f.calls, 1, "kind %zu", k);
		fixture_close();
	}
}

/* --- one after the other, at random ---------------------------------------------------------- */

static const struct {
	long status;
	const char *body;
} pool[] = {
	{ 200, "{\"commit\":{}}" },
	{ 200, "{}" },
	{ 200, "{\"handle\":\"me.test\",\"value\":{\"text\":\"t\"}}" },
	{ 200, "{\"records\":[]}" },
	{ 200, "{\"records\":[],\"cursor\":\"c\"}" },
	{ 200, "{\"records\":[{\"uri\":\"" LIKES_OF_ME "k3\",\"value\":{}}],\"cursor\":\"k3\"}" },
	{ 200, "{\"records\":[{\"uri\":\"" LIKES_OF_ME "k001\",\"value\":{}}]}" },
	{ 200, "{\"posts\":[]}" },
	{ 200, "{\"posts\":[{\"uri\":\"" POST("1") "\",\"record\":{\"text\":\"t\"}}]}" },
	{ 200, NEW_SESSION },
	{ 400, EXPIRED },
	{ 400, EXPIRED },
	{ 400, ERROR("InvalidToken") },
	{ 400, ERROR("RecordNotFound") },
	{ 400, ERROR("InvalidRequest") },
	{ 429, ERROR("RateLimitExceeded") },
	{ 500, ERROR("InternalServerError") },
	{ 500, ERROR("InternalServerError") },
	{ 502, ERROR("UpstreamFailure") },
	{ 503, "<html>" },
};

static struct asked *random_open(const struct rng *rng) {
	size_t skip = (size_t)rng_below(rng, count_open());

	for (size_t i = 0; i < f.n_asked; i++) {
		if (f.asked[i].open && skip-- == 0) {
			return &f.asked[i];
		}
	}
	cr_assert_fail("there is one");
	return NULL;
}

/* What other processes do meanwhile. */
static void meddle(const struct rng *rng) {
	f.locked_elsewhere = rng_below(rng, 8) == 0;
	f.save_fails = rng_below(rng, 8) == 0;
	if (rng_below(rng, 16) == 0) {
		free(f.kept);
		f.kept = xstrdup(SESSION("a7", "r7"));
	} else if (rng_below(rng, 32) == 0) {
		free(f.kept);
		f.kept = NULL;
	}
}

static void play_once(const struct rng *rng) {
	uint64_t ops[6];
	size_t n = 1 + (size_t)rng_below(rng, COUNT_OF(ops));

	fixture_open_kept(SESSION("a1", "r1"));
	for (size_t i = 0; i < n; i++) {
		ops[i] = kinds[rng_below(rng, COUNT_OF(kinds))]();
	}
	while (count_open() > 0 && f.n_asked < 200) {
		meddle(rng);
		size_t what = (size_t)rng_below(rng, COUNT_OF(pool) + 2);
		if (what < COUNT_OF(pool)) {
			answer_to(random_open(rng), pool[what].status, pool[what].body);
		} else if (what == COUNT_OF(pool)) {
			fail_with(random_open(rng), ERR_TIMEOUT);
		} else {
			service_bluesky.cancel(f.service, ops[rng_below(rng, n)]);
		}
		cr_assert_leq(f.calls, (int)n);
	}
	cr_assert_lt(f.n_asked, 200, "it asks for ever");
	cr_assert_eq(f.calls, (int)n);
	cr_assert_eq(f.locks, f.unlocks);
	fixture_close();
}

Test(bluesky_hostile, any_answers_in_any_order_are_one_end_for_each) {
	struct seeded_rng seed;
	const struct rng rng = rng_seeded(&seed, 7);

	for (int i = 0; i < 5000; i++) {
		play_once(&rng);
	}
}
