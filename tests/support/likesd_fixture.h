/*
 * likesd in the test's own process: handlers, platform, fake clock, seeded random numbers, an
 * account. What cannot fail in a test ends the test.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/rng.h"
#include "unlike/core/platform.h"
#include "unlike/likesd/likesd.h"
#include "unlike/loop/loop.h"

#define LIKESD_FIXTURE_START INT64_C(1772355600000) /* 2026-03-01T09:00:00.000Z */
#define LIKESD_FIXTURE_DELAY (15 * MSEC_PER_MIN) /* publish_delay of wechat-channels */

/* Zeroed: the defaults. */
struct likesd_fixture_options {
	const char *db_path; /* NULL: ":memory:" */
	const char *platform; /* NULL: "wechat-channels" */
	double time_scale; /* 0: 1 */
	size_t sample;
	bool batch; /* allow batches, whatever the platform says */
	bool rules; /* keep the rules of integrity: without it nobody is held or refused */
	msec_t effect_delay; /* not 0: instead of the platform's; publish_delay grows to it */
};

struct likesd_fixture {
	struct fake_clock fake; /* advance it with fake_clock_advance */
	struct clock clock;
	struct seeded_rng seed;
	struct rng rng;
	struct platform *platform; /* own */
	struct likesd_config config;
	struct likesd *likesd; /* own */
	char token[LIKESD_TOKEN_TEXT]; /* of the account "demo" */
};

/* Opens and makes the account "demo" (with its sample). Must not move in memory afterwards. */
void likesd_fixture_open(struct likesd_fixture *fixture,
		const struct likesd_fixture_options *options_or_null);
void likesd_fixture_close(struct likesd_fixture *fixture);
/* Closes the database and opens it again, as a restart does. */
void likesd_fixture_restart(struct likesd_fixture *fixture);
/* Takes the rules of integrity out. */
void likesd_fixture_free(struct platform *platform);
/* Another account, or another device of one. */
void likesd_fixture_add_user(struct likesd_fixture *fixture, const struct likesd_user *user,
		char ret_token[LIKESD_TOKEN_TEXT]);
/* Another account. */
void likesd_fixture_add(struct likesd_fixture *fixture, const char *name,
		char ret_token[LIKESD_TOKEN_TEXT]);

/* One request in a turn of its own, as "demo". `path` may have a query; key and body may be NULL.
 * The caller finishes the response. */
struct likesd_response likesd_fixture_request(struct likesd_fixture *fixture, const char *method,
		const char *path, const char *key, const char *body);
/* As another; NULL: without a token. */
struct likesd_response likesd_fixture_request_as(struct likesd_fixture *fixture, const char *token,
		const char *method, const char *path, const char *key, const char *body);
/* The same inside a turn that the test has begun. */
struct likesd_response likesd_fixture_handle(struct likesd_fixture *fixture, const char *token,
		const char *method, const char *path, const char *key, const char *body);
/* For a loop on the fixture's clock: looks at descriptors, and where none is ready moves the clock
 * on instead of waiting. */
struct loop_waiter likesd_fixture_waiter(struct likesd_fixture *fixture);
/* Begins and commits a turn without requests: what is due is published. */
void likesd_fixture_turn(struct likesd_fixture *fixture);

/* What stands at a place of the answer: "operation.publish_in_ms", "items[0].id". Text lives until
 * the eighth call after it; null is NULL. An array's or object's number is its length. */
int64_t likesd_fixture_int(const struct likesd_response *response, const char *place);
const char *likesd_fixture_text(const struct likesd_response *response, const char *place);
bool likesd_fixture_bool(const struct likesd_response *response, const char *place);
