/*
 * The stage of a tape: the client in this process, likesd's handlers behind its http_ops, a
 * terminal of memory and a temporary home, all on one virtual clock and one seed. What the player
 * asks for (stage_ops) happens here; nothing but the pacer touches the real world's time.
 *
 * The service is made by the first command line ("unlike": its clock runs as ours; "unlike demo":
 * sixty times as fast) and lasts to the end of the tape, as the files do: Kill and Restart are of
 * the client alone.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/tape/player.h"
#include "unlike/tape/tape.h"

/* How the tape's time goes with the audience's. Called before each step of virtual time, also for
 * steps of 0 ms. `paced`: it should take as long as it says. False: broken off (ERR_CANCELED). */
struct pacer {
	bool (*wait)(void *self, msec_t by, bool paced, struct err *reterr);
	/* As stage_ops.step; NULL: goes on at once. */
	bool (*step)(void *self, const struct tape_command *command, struct err *reterr);
	void *self; /* foreign */
};

struct stage;

/* `settings` must outlive it. Sets this process's time zone. ERR_INPUT: a zone or a platform that
 * there is not here. */
struct stage *stage_create(const struct tape_settings *settings, const struct pacer *pacer,
		struct err *reterr);
/* NULL is fine. Removes the home. */
void stage_destroy(struct stage *stage);
/* Who is told of each new frame; before it plays. */
void stage_set_player(struct stage *stage, struct player *player);

/* What a player plays on; its `self` is the stage. */
extern const struct stage_ops stage_ops;

/* Whether a tape can run this command line; ERR_INPUT with a sentence. *ret_screen: it opens the
 * screen. Nothing is run. */
bool stage_check_command(const char *command_line, bool *ret_screen, struct err *reterr);
