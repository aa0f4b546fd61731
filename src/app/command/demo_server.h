/* A likesd of its own for the demo: a temporary home, the program beside ours, an account. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/err.h"
#include "unlike/base/spawn.h"

struct demo_server {
	char *home; /* own; a temporary folder, removed at the end */
	char *url; /* own */
	char *token; /* own, secret */
	struct spawned likesd;
	int complaints; /* own; a file in `home`: standard error of every likesd. −1 none */
};

struct demo_options {
	const char *platform;
	size_t sample;
};

/* Starts it and waits until it listens. The environment's XDG folders are then inside `home`, so
 * that nothing of the person's own is touched. The caller stops it, also when this failed. */
bool demo_server_start(
		struct demo_server *ret, const struct demo_options *options, struct err *reterr);
void demo_server_stop(struct demo_server *server);
