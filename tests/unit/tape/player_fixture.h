/*
 * A tape made by hand, a stage that keeps a log, and an audience that keeps everything.
 *
 * The stage's program is up after "unlike", ends on 'q', shows what the second and the number of
 * bytes are, and draws when bytes come, when its size changes and at each whole second. Its cursor
 * stands in the second's row. Other commands: "echo WORDS" prints them on two lines, all others
 * cannot be run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/tape/player.h"

enum { FIXTURE_MAX = 100 };

struct fixture_frame {
	msec_t at;
	int rows, cols;
	char *text; /* own */
};

struct fixture {
	struct tape tape;
	struct tape_command commands[FIXTURE_MAX];
	struct own *own; /* own; patterns */
	struct player *player; /* own; after fixture_play */
	struct err err;

	/* the stage */
	msec_t now, ends_at, breaks_at; /* the program ends by itself, the pass is broken off; 0:
					 * never */
	bool up;
	int rows, cols, bytes;
	/* own; "1250 x" for each feed (ESC is ^[), and "1250 run unlike", "1250 kill" … */
	struct buf log;

	struct stage_audience audience;
	struct fixture_frame drew[FIXTURE_MAX], stills[FIXTURE_MAX];
	size_t n_drew, n_stills;
	struct buf stepped; /* own; "50 Type" for each */
	struct buf steps; /* own; the same of stage_ops.step */
};

void fixture_init(struct fixture *f);
void fixture_finish(struct fixture *f);

const struct tape_pattern *fixture_pattern(struct fixture *f, const char *text);
/* Its line in the tape is its number from 1. A count of 0 is 1. */
void fixture_add(struct fixture *f, struct tape_command command);
void fixture_type(struct fixture *f, const char *text); /* at the tape's speed */
void fixture_key(struct fixture *f, uint32_t sym, uint8_t mods);
void fixture_sleep(struct fixture *f, msec_t time);
void fixture_verb(struct fixture *f, enum tape_verb verb);
/* Type "unlike", Enter, both without time between keys: the program is up at 0 ms. */
void fixture_start(struct fixture *f);

/* Plays all of it; the log and all else can be looked at then. */
bool fixture_play(struct fixture *f);
void fixture_expect_log(const struct fixture *f, const char *wanted);
/* What the audience saw last. */
void fixture_expect_screen(const struct fixture *f, const char *wanted);
