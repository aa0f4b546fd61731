/*
 * HTTP in front of the handlers: libmicrohttpd, its epoll descriptor in our loop, one thread. Each
 * turn of the loop takes all ready requests, runs their handlers in one transaction, commits, and
 * then answers them all (SETTLED, likesd; LIKESD §5).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "unlike/base/err.h"
#include "unlike/likesd/likesd.h"
#include "unlike/loop/loop.h"

struct likesd_http;

/* Bound, and nobody is served yet: for who gives up root in between. */
struct likesd_http_bound {
	int fd; /* own, until likesd_http_start takes it */
	uint16_t port;
};

struct likesd_http_config {
	const char *host; /* an IPv4 or IPv6 address; NULL with socket_path */
	uint16_t port; /* 0: a free one */
	const char *socket_path; /* a Unix socket, made with mode 0600; NULL with host */
	unsigned connection_limit, per_address_limit; /* 0: the defaults, 1,000 and 600 */
	unsigned idle_seconds; /* 0: 30 */
	bool verbose; /* a line on standard error for each answer, without anything secret */
	const struct likesd_http_bound *bound; /* to `host`; NULL: it binds by itself */
};

/* Binds `host` and `port`. ERR_INPUT, ERR_IO, ERR_BUSY. */
bool likesd_http_bind(const struct likesd_http_config *config, struct likesd_http_bound *ret,
		struct err *reterr);
/* Starts to listen; closes the descriptor of `bound` when it fails. `loop` and `likesd` must
 * outlive it. ERR_INPUT, ERR_IO. */
struct likesd_http *likesd_http_start(const struct likesd_http_config *config, struct loop *loop,
		struct likesd *likesd, const struct clock *clock, struct err *reterr);
/* The port that was got; 0 for a Unix socket. */
uint16_t likesd_http_port(const struct likesd_http *http);
/* Takes no more, answers what is under way, closes. NULL is fine. */
void likesd_http_stop(struct likesd_http *http);
