/* What every command starts from: clock, randomness, loop, network, folders, a client on them. */
#pragma once

#include <stdbool.h>

#include "client.h"
#include "unlike/loop/signals.h"
#include "unlike/net/http.h"

struct runtime {
	struct clock clock;
	struct rng rng;
	struct loop *loop;
	struct http *http;
	struct loop_waiter waiter;
	char *state_dir, *data_dir; /* own */
	struct client *client;
};

struct runtime_config {
	bool manual; /* nothing is sent by itself */
	sync_notice_fn *notice; /* may be NULL */
	void *data;
};

/* Loop and network, without a client. The caller finishes it, also when this failed. */
bool runtime_open(struct runtime *ret, struct err *reterr);
/* Then the client. */
bool runtime_open_client(
		struct runtime *rt, const struct runtime_config *config, struct err *reterr);
void runtime_finish(struct runtime *rt);

/* Turns the loop until done(data), or until `limit` ms passed: ERR_TIMEOUT then. */
typedef bool runtime_done_fn(void *data);
bool runtime_run_until(struct runtime *rt, runtime_done_fn *done, void *data, msec_t limit,
		struct err *reterr);

/* Walks the account's list to its end, or tells why not. */
bool runtime_fetch(struct runtime *rt, size_t account, struct err *reterr);

/* sysexits(3) for an error. */
int runtime_exit_code(const struct err *err);
