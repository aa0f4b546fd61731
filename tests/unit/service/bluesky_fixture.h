/*
 * The Bluesky service over an HTTP that keeps what it is asked; the test answers. What cannot fail
 * in a test ends it. One at a time: each test has a process of its own.
 */
#pragma once

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/service/service.h"

#define ENTRY "https://entry.example"
#define PDS "https://pds.example"
#define ME "did:plc:me"
#define START INT64_C(1772355600000) /* 2026-03-01T09:00:00.000Z */
#define LIKES_OF_ME "at://" ME "/app.bsky.feed.like/"
#define SESSION(access, refresh) \
	"{\"did\":\"" ME "\",\"handle\":\"me.test\",\"server\":\"" PDS \
	"\",\"accessJwt\":\"" access "\",\"refreshJwt\":\"" refresh "\"}"
#define ERROR(name) "{\"error\":\"" name "\",\"message\":\"M.\"}"
#define EXPIRED ERROR("ExpiredToken")
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct asked {
	char *method, *url, *body, *bearer; /* own; body and bearer may be NULL */
	size_t max_response;
	http_fn *fn;
	void *data;
	bool open; /* not answered yet */
};

#define ASKED_LIMIT 512
#define GOT_LIMIT 512
struct bluesky_fixture {
	struct fake_clock fake;
	struct clock clock;
	struct service_account account;
	struct service_env env;
	struct service *service;
	struct asked asked[ASKED_LIMIT];
	size_t n_asked;
	/* --- the sessions that are kept --- */
	char *kept; /* own; NULL: signed out */
	bool save_fails, lock_fails, locked_elsewhere;
	int saves, locks, unlocks;
	/* --- what came of it --- */
	int calls;
	struct err err;
	char name[64];
	size_t n;
	struct service_result results[GOT_LIMIT];
	struct service_sight sights[GOT_LIMIT];
	struct like likes[GOT_LIMIT]; /* own strings */
	size_t unreadable;
	char next[64];
	msec_t as_of;
	enum service_app apps[GOT_LIMIT];
	char signed_in[1024];
};
extern struct bluesky_fixture f;

/* Signed in as ME on PDS, with the tokens a1 and r1; nothing is kept. */
void fixture_open(void);
/* With the session as it is kept, and that can be renewed. */
void fixture_open_kept(const char *session);
/* `session` NULL: signed out. */
void fixture_open_as(const char *session);
void fixture_close(void);

/* --- requests --- */

size_t count_open(void);
/* The oldest that is not answered; there is one. */
struct asked *first_open(void);
bool asks_for(const struct asked *asked, const char *method_of_xrpc);
void answer_with(struct asked *asked, const struct http_response *response);
/* JSON, to the oldest. */
void answer(long status, const char *body);
void answer_to(struct asked *asked, long status, const char *body);
void fail_with(struct asked *asked, enum err_code code);

/* --- calls; each checks that nothing comes before it returns --- */

uint64_t call_hello(void);
uint64_t call_list(const char *cursor);
/* Of these keys each, lines and all; `restore` may be NULL. */
uint64_t call_want(bool want, const char *const *keys, size_t n, const char *restore);
/* Cancels n records, "k000" and so on. */
uint64_t call_cancel_many(size_t n);
uint64_t call_look(const char *const *keys, size_t n);
uint64_t call_describe(const char *const *items, size_t n);
uint64_t call_sign_in(const char *user);

/* An answer of listRecords with these keys, all likes of ME. `cursor` may be NULL. */
char *make_page(const char *const *keys, size_t n, const char *cursor);
