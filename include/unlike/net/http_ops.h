/*
 * How a service asks for something over HTTP: two functions, so that services never see curl and a
 * test, or a headless tape, puts likesd's handlers behind them in the same process.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"

struct http_request {
	const char *method; /* "GET", "PUT", "DELETE", "POST" */
	const char *url; /* absolute; https, or http to a loopback address */
	/* "Name: value", NULL-terminated; no CR or LF. NULL: none. */
	const char *const *headers;
	const char *bearer; /* sent as Authorization, only to this host; NULL: none */
	const char *body; /* NULL: none */
	size_t body_len;
	size_t max_response; /* bytes of decoded body; more fails with ERR_PROTOCOL */
	msec_t timeout; /* for the whole exchange */
};

/* RateLimit-Limit, -Remaining, -Reset and -Policy, where a server sends them. */
struct http_limit {
	int64_t limit; /* 0: none was told */
	int64_t left;
	msec_t window; /* 0: not told */
	msec_t resets_in; /* from now, clamped to 1 s … 1 week */
};

struct http_response {
	long status;
	const char *content_type; /* without parameters, lower case; "" when absent */
	const char *body; /* NUL-terminated behind body_len */
	size_t body_len;
	struct http_limit limit;
	msec_t retry_after; /* of Retry-After, clamped to 1 s … 1 h; 0 absent */
};

/*
 * Exactly one of `res` and `err` is given; both are valid in the call only. Any status is a
 * response. err: ERR_NET, ERR_TIMEOUT (whether the request arrived is unknown), ERR_PROTOCOL,
 * ERR_INPUT (never sent), ERR_CANCELED.
 */
typedef void http_fn(const struct http_response *res, const struct err *err, void *data);

struct http_ops {
	/* Copies the request and starts it. Calls fn exactly once, never before returning. The id
	 * is never 0. */
	uint64_t (*submit)(void *self, const struct http_request *req, http_fn *fn, void *data);
	/* fn gets ERR_CANCELED before this returns. Unknown or finished: no-op. */
	void (*cancel)(void *self, uint64_t id);
};

/* The functions with what they work on. */
struct http_client {
	const struct http_ops *ops;
	void *self; /* foreign */
};
