/*
 * http_ops over likesd's handlers in the same process: no socket, no thread, one clock. What makes
 * headless sessions and tests reproducible. Only app may join the two.
 *
 * Answers come from a timer of the loop, never from inside submit: one likesd turn for all requests
 * that are due, and each turn publishes what is due. The faults are for tests and tapes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/likesd/likesd.h"
#include "unlike/loop/loop.h"
#include "unlike/net/http_ops.h"

struct inproc_http;

/* All three must outlive it; `clock` is the loop's. The host of a URL is not looked at. */
struct inproc_http *inproc_http_create(
		struct likesd *likesd, struct loop *loop, const struct clock *clock);
/* NULL is fine. What is under way gets ERR_CANCELED. */
void inproc_http_destroy(struct inproc_http *http);
struct http_client inproc_http_client(struct inproc_http *http);

/* After a restart of likesd. */
void inproc_http_set_likesd(struct inproc_http *http, struct likesd *likesd);

/* The network is down: what arrives meanwhile gets ERR_NET and has no effect; what was on its way
 * back gets ERR_NET and has had it. */
void inproc_http_set_down(struct inproc_http *http, bool down);
/* Every exchange submitted from now on takes so long, and the request arrives half way: whoever is
 * killed behind that has had its effect without knowing. Longer than its time-out: ERR_TIMEOUT
 * then, and it has its effect too. */
void inproc_http_set_delay(struct inproc_http *http, msec_t delay);
/* The next n requests are answered with a problem of this status and have no effect; retry_after 0:
 * none (503: 1 s). */
void inproc_http_refuse_next(struct inproc_http *http, size_t n, int status, msec_t retry_after);
/* The next n requests have their effect, and the answer is lost (ERR_NET). */
void inproc_http_lose_next(struct inproc_http *http, size_t n);

/* Requests submitted so far. */
size_t inproc_http_count(const struct inproc_http *http);
