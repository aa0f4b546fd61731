/*
 * Is a key being held? Inferred from repeated bytes alone, for terminals that tell no releases
 * (TERMINAL §1). A pure machine: keys and times come in, nothing is waited for.
 *
 * It fires only on the arrival of a repeat byte, never on a timer: if the byte came, the key was
 * down. A release that is only supposed freezes the bar; it decides nothing else.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/clock.h"

#define HOLD_DEFAULT_MS 800
#define HOLD_MIN_MS 300
#define HOLD_MAX_MS 5000
#define HOLD_GAPS 8

enum hold_phase {
	HOLD_IDLE, /* no key, or its silence is long enough to be over */
	HOLD_PENDING, /* a first byte, or bytes too irregular to be repeats */
	HOLD_HELD, /* repeats come: the bar fills */
	HOLD_DONE, /* fired; swallows bytes until quiet */
	HOLD_PHASE_COUNT
};

struct hold {
	enum hold_phase phase;
	msec_t duration; /* how long to hold, HOLD_MIN_MS … HOLD_MAX_MS */
	msec_t start; /* of this press, as far as is known */
	msec_t sample; /* first byte of the newest burst */
	msec_t last; /* newest byte */
	msec_t first_repeat; /* valid with gaps > 0 */
	int gaps;
	msec_t gap[HOLD_GAPS]; /* ring of the newest gaps between bursts */
	bool suspect; /* one gap too long: a stall, or a release and a new press */
	bool frozen; /* hold_tick said so; the next byte ends it */
};

/* `duration` is clamped to the limits. */
void hold_init(struct hold *hold, msec_t duration);
/* Forgets the press. */
void hold_reset(struct hold *hold);

enum hold_event {
	HOLD_NOTHING,
	HOLD_PRESSED, /* a first byte: a tap, or the beginning of a hold */
	HOLD_AGAIN, /* a further byte that is not (yet) a repeat of a hold */
	HOLD_REPEAT, /* the key is held */
	HOLD_FIRED, /* held long enough, on this byte */
	HOLD_FROZEN, /* repeats stopped: the bar stands still */
	HOLD_RELEASED, /* silent for so long that it is over */
	HOLD_EVENT_COUNT
};

/* A byte of the held key arrived. */
enum hold_event hold_feed(struct hold *hold, msec_t now);
/* Time passed: HOLD_NOTHING, HOLD_FROZEN (again and again while frozen), HOLD_RELEASED (once). */
enum hold_event hold_tick(struct hold *hold, msec_t now);
/* 0 … 1; 0 before the first regular repeats; stands still while frozen; 1 only when it fired. */
double hold_fraction(const struct hold *hold, msec_t now);
/* When hold_tick has something to say next (freeze or release), MSEC_NEVER while idle. */
msec_t hold_deadline(const struct hold *hold);
