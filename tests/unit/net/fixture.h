/* What the tests of net start from: a loop on the machine's clock, libcurl, a scripted server. */
#pragma once

#include "scripted_server.h"
#include "unlike/net/http.h"

struct outcome {
	int calls;
	enum err_code code; /* ERR_NONE: a response */
	char why[256];
	long status;
	char type[64], body[256];
	size_t body_len;
	msec_t retry_after;
	struct http_limit limit;
};

struct fixture {
	struct clock clock;
	struct loop *loop;
	struct http *http;
	struct http_client client;
	struct loop_waiter waiter;
	struct scripted_server *server;
};

extern struct fixture f;

void fixture_init(void);
void fixture_finish(void);

/* GET of `path` at the scripted server, 64 KiB, five seconds. */
struct http_request get_of(const char *path);
uint64_t submit(const struct http_request *req, struct outcome *outcome);
/* An http_fn whose data is a struct outcome. */
void keep_outcome(const struct http_response *res, const struct err *err, void *data);

/* One turn, that waits at most 20 ms. */
void turn(void);
/* Turns until `outcome` was told; fails the test after ten seconds. */
void turn_until_told(const struct outcome *outcome);
/* Turns until the server has `n` complete requests. */
void turn_until_requests(size_t n);
/* submit and turn_until_told */
void ask(const struct http_request *req, struct outcome *outcome);
void answer(const char *bytes, enum scripted_end end);
