/* What the parts of a stage know of each other. */
#pragma once

#include "screen/screen.h"
#include "stage.h"
#include "stage_world.h"
#include "unlike/base/lang.h"

struct stage {
	struct world world;
	struct pacer pacer;
	struct player *player; /* foreign */
	struct term_script *terminal; /* own, as all below: the client, while it is up */
	struct client *client;
	struct screen *screen;
	msec_t left_at; /* mono; the person has left, and the client ends soon */
	int rows, cols;
	/* The tape's (--lang of a command in it holds for that command), and the one around it. */
	enum lang lang, outer_lang;
	struct err failed; /* why nothing goes on; ERR_NONE otherwise */
};

static inline msec_t stage_mono(const struct stage *s) {
	return s->world.time.mono;
}

bool stage_start_client(struct stage *s, const char *account_or_null, struct err *reterr);
/* Everything that is due now, and what comes of it. */
bool stage_settle(struct stage *s, struct err *reterr);
/* stage_ops.run */
bool stage_run(void *self, const char *command_line, struct buf *output, struct err *reterr);
