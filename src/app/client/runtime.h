/* What every command starts from: clock, randomness, loop, network, folders, a client on them. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "client.h"
#include "unlike/config/config.h"

struct runtime;

/* Where a command runs and who hears it: this machine and the person at it, or a tape's stage. */
struct host {
	/* Fills in clock, rng, loop, waiter, http and the folders. */
	bool (*open)(void *self, struct runtime *rt, struct err *reterr);
	/* Undoes that, also what was done by half. */
	void (*close)(void *self, struct runtime *rt);
	void *self; /* foreign */
	FILE *in; /* NULL: there is nobody to ask */
	FILE *out, *err; /* foreign */
	struct config *config; /* foreign; NULL: everything as it comes */
};

/* What is set there. */
const struct config *host_config(const struct host *host);

/* The machine itself, with this process's streams. */
struct host host_machine(void);

struct runtime {
	const struct host *host; /* foreign */
	struct clock clock;
	struct rng rng;
	struct loop *loop;
	struct http_client http;
	struct loop_waiter waiter;
	char *state_dir, *data_dir; /* own */
	struct client *client; /* own */
	struct progress *progress; /* foreign; NULL: nobody is told of long work */
	void *of_host; /* what its open() keeps for its close() */
};

struct runtime_config {
	bool manual; /* nothing is sent by itself */
	sync_notice_fn *notice; /* may be NULL */
	void *data;
};

/* Loop and network, without a client. The caller finishes it, also when this failed. */
bool runtime_open(const struct host *host, struct runtime *ret, struct err *reterr);
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
