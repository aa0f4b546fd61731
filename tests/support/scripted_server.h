/*
 * A server on 127.0.0.1 that answers with the bytes it was given, whatever they are: cut, silent,
 * dripping, endless. It lives in the loop of the test, so a test sees at every moment what arrived.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/loop/loop.h"

enum scripted_end {
	SCRIPTED_KEEP, /* the connection stays and takes the next request */
	SCRIPTED_CLOSE,
	SCRIPTED_RESET, /* RST */
	SCRIPTED_HANG, /* open and silent for ever */
	SCRIPTED_END_COUNT
};

struct scripted_answer {
	const char *bytes; /* foreign, must live as long as the server; NULL: nothing */
	size_t len; /* 0: up to the NUL */
	const char *again; /* sent `times` times behind them: bombs; foreign; NULL: nothing */
	size_t again_len, times; /* times SIZE_MAX: endless */
	size_t drip; /* this many bytes each 10 ms; 0: as fast as it goes */
	enum scripted_end end;
};

struct scripted_server;

struct scripted_server *scripted_server_create(struct loop *loop, const struct clock *clock);
void scripted_server_destroy(struct scripted_server *server);

/* Answers are used in the order they were added; the last one stays. Without any: SCRIPTED_HANG. */
void scripted_server_answer(struct scripted_server *server, const struct scripted_answer *answer);

uint16_t scripted_server_port(const struct scripted_server *server);
/* "http://127.0.0.1:PORT" and `path`; valid until the next call. */
const char *scripted_server_url(struct scripted_server *server, const char *path);

/* What came so far: connections, complete requests, the i-th of them as it was received. */
size_t scripted_server_connections(const struct scripted_server *server);
size_t scripted_server_requests(const struct scripted_server *server);
const char *scripted_server_request(const struct scripted_server *server, size_t i);
