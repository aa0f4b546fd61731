/*
 * Plays a tape: turns its commands into what a person and a terminal would do, on a stage that
 * somebody else has built. The player knows no clock but the stage's and no screen but frames.
 *
 * Before the program is up (and after it ended) there is a shell of sorts: what is typed shows
 * behind a prompt, and Enter runs that command line on the stage.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/tape/tape.h"
#include "unlike/ui/frame.h"

struct player;

/* The program, the service and the time. Calls of one player, one after the other. */
struct stage_ops {
	/* Runs a command line ("unlike demo"). True: either the program's screen is up and has
	 * drawn (is_up), or the command is over already and what it printed was added to
	 * `output`, which the shell shows (lines end in \n; clean text). False: it could not be run
	 * at all. */
	bool (*run)(void *self, const char *command_line, struct buf *output, struct err *reterr);
	/* It ends as by SIGKILL: nothing survives but the files. */
	void (*kill)(void *self);
	bool (*is_up)(void *self);
	/* Bytes as a terminal sends them; they are read at once. */
	void (*feed)(void *self, const char *bytes, size_t len);
	void (*resize)(void *self, int rows, int cols);
	/* ms since the beginning of the tape. */
	msec_t (*now)(void *self);
	/* Lets so much time pass, everything that is due on the way included; calls player_drew()
	 * for each frame. `paced`: on a real screen this takes as long as it says. False: whoever
	 * watches broke off (ERR_CANCELED) or the stage failed. */
	bool (*pass)(void *self, msec_t by, bool paced, struct err *reterr);
	void (*network)(void *self, enum tape_network network, msec_t delay);
	void (*refuse)(void *self, int count, int status, msec_t retry_after);
	/* The service's oldest review is decided; why NULL: approved. ERR_GONE: none waits. */
	bool (*decide)(void *self, const char *why_or_null, struct err *reterr);
	/* Somebody of this name in the account's network takes so many of their likes back. False:
	 * the service refused one. */
	bool (*cancels)(void *self, const char *name, int count, struct err *reterr);
	void (*set_env)(void *self, const char *name, const char *value);
	/* The word of an item's state as the screens say it; a static text. ERR_INPUT: there is
	 * no such item. */
	bool (*state)(void *self, const char *item, const char **ret_word, struct err *reterr);
	/* --step: called before each command that can be seen; waits until it may go on. May be
	 * NULL: never waits. */
	bool (*step)(void *self, const struct tape_command *command, struct err *reterr);
};

/* Where frames go. Frames are borrowed during the call. */
struct stage_audience {
	/* What is on the screen now, captions included; only while it is not hidden (Hide). `at`
	 * is the tape's time without what was hidden, so that a recording has no holes. */
	void (*drew)(void *self, msec_t at, const struct frame *frame);
	/* A command is over, and this is what stands there. Not for hidden ones, and not for those
	 * that neither act nor look (Set, Env, Hide …). */
	void (*stepped)(void *self, msec_t at, const struct tape_command *command,
			const struct frame *frame);
	/* Screenshot, captions included. One between Hide and Show fails, it is not asked for. */
	bool (*still)(void *self, const char *path, const struct frame *frame, struct err *reterr);
	void *self; /* foreign */
};

/* An Expect, a Wait or a command that could not be done. */
struct player_check {
	const struct tape_command *command;
	msec_t at; /* since the beginning of the tape */
	bool passed;
	struct buf why; /* what was looked for, in words; empty when it passed */
	struct buf screen; /* the screen as text then; empty when it passed */
};

/* All foreign, must outlive. */
struct player *player_create(const struct tape *tape, const struct stage_ops *ops, void *stage,
		const struct stage_audience *audience);
void player_destroy(struct player *player);

/* The stage has a new frame of the program, one that is up or is being started (run). */
void player_drew(struct player *player, const struct frame *frame);

/* The size of what the audience sees: the screen and the room for captions. */
void player_size(const struct player *player, int *ret_rows, int *ret_cols);

/* Plays it to its end. ERR_INPUT: the tape's expectation was not met (player_failed tells which);
 * ERR_CANCELED: broken off; others: the stage. */
bool player_play(struct player *player, struct err *reterr);

/* Every Expect…, and Wait, that was looked at, in order, and the command that could not be done. */
size_t player_checks(const struct player *player, const struct player_check **ret);
/* The one that ended it, NULL: none, or it was broken off. */
const struct player_check *player_failed(const struct player *player);
