/* What of a stage outlives the client: time, randomness, home, the service and the way to it. */
#pragma once

#include <stdbool.h>

#include "unlike/app/inproc_http.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/base/rng.h"
#include "unlike/tape/tape.h"

#define WORLD_MONO_START MSEC_PER_SEC
#define WORLD_HOME "unlike-tape" /* how its folders are called */
#define WORLD_DEMO_SCALE 60 /* as `unlike demo` has it */

struct world {
	const struct tape_settings *settings; /* foreign */
	struct fake_clock time;
	struct clock clock;
	struct seeded_rng seed;
	struct rng rng;
	struct loop *loop; /* own, as all below */
	char *home;
	struct platform *platform;
	struct likesd *likesd; /* NULL: not made yet */
	struct inproc_http *http;
	struct neighbour *neighbours; /* a list */
}; /* not to be moved: its parts point into it */

struct world_service {
	const char *platform; /* NULL: as the tape says */
	size_t sample; /* 0: as the tape says */
	double time_scale;
};

/* The caller closes it, also when this failed. */
bool world_open(struct world *ret, const struct tape_settings *settings, struct err *reterr);
void world_close(struct world *world);
/* Another home, which it takes; the one before is removed. No client may be in it. */
void world_move(struct world *world, char *home);

/* The service, with an account that is signed in; where it is there already: nothing. */
bool world_serve(struct world *world, const struct world_service *service, struct err *reterr);
/* Of the reviews that wait the oldest one; why NULL: approved. ERR_GONE: none waits. */
bool world_decide(struct world *world, const char *why_or_null, struct err *reterr);
/* `name`, who is in the network of the tape's account with an account and a device of their own
 * (made with their first cancel, and of the same tier), takes their next `n` likes back, all at
 * once. A cancel that is held is one; ERR_CONFLICT: one was refused, or the name is the tape's. */
bool world_cancels(struct world *world, const char *name, size_t n, struct err *reterr);
void world_set_network(struct world *world, enum tape_network network, msec_t delay);
