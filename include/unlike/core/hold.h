/*
 * Is a key, or a mouse's button, being held? A pure machine: keys and times come in, nothing is
 * waited for.
 *
 * Many terminals tell no releases: there it is inferred from repeated bytes alone. Where one has
 * been told, the time counts from the press, and a release ends it. Either way a key fires only on
 * the arrival of what proves that it was down for so long, a repeat or its release, never on a
 * timer: text that an input method commits comes like a press, and no release follows. A release
 * that is only supposed freezes the bar; it decides nothing else.
 *
 * A button's press and release are always told: it fires on a timer.
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
	HOLD_HELD, /* repeats come, or no release does: the bar fills */
	HOLD_DONE, /* fired; swallows bytes until quiet */
	HOLD_PHASE_COUNT
};

enum hold_by {
	HOLD_BY_BYTES, /* inferred */
	HOLD_BY_KEY, /* its release will be told */
	HOLD_BY_BUTTON,
	HOLD_BY_COUNT
};

struct hold {
	enum hold_phase phase;
	enum hold_by by; /* of this press */
	bool releases; /* a release was told: by the next press, HOLD_BY_KEY */
	msec_t repeat_delay; /* as was seen under HOLD_BY_KEY; 0: it may not repeat at all */
	msec_t duration; /* how long to hold, HOLD_MIN_MS … HOLD_MAX_MS */
	msec_t start; /* of this press, as far as is known */
	msec_t sample; /* first byte of the newest burst */
	msec_t last; /* newest byte */
	msec_t first_repeat; /* valid with gaps > 0 */
	int gaps;
	msec_t gap[HOLD_GAPS]; /* ring of the newest gaps between bursts */
	bool suspect; /* one gap too long: a stall, or a release and a new press */
	bool frozen; /* hold_tick said so; the next byte ends it */
	bool full; /* HOLD_BY_KEY: long enough, and no repeat came: only its release is missing */
};

/* `duration` is clamped to the limits. */
void hold_init(struct hold *hold, msec_t duration);
/* Forgets the press, not what is known of the keyboard. */
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
/* The terminal tells releases: that of any key proves it. */
void hold_prove_releases(struct hold *hold);
/* The key, or the button, went up: HOLD_FIRED (by a key that does not repeat), HOLD_RELEASED (it
 * was held), HOLD_NOTHING (it was tapped, or is done). */
enum hold_event hold_release(struct hold *hold, msec_t now);
/* A mouse's button went down; what was held before is forgotten. */
void hold_press_button(struct hold *hold, msec_t now);
/* Time passed: HOLD_NOTHING, HOLD_REPEAT (a press became a hold), HOLD_FROZEN (again and again
 * while frozen, or while nothing but the release is missing), HOLD_RELEASED (once; no release came
 * for so long that none will be waited for any more), HOLD_FIRED (a button). */
enum hold_event hold_tick(struct hold *hold, msec_t now);
/* 0 … 1; 0 while pending; stands still while frozen; 1 only when it fired. */
double hold_fraction(const struct hold *hold, msec_t now);
/* When hold_tick has something to say next, MSEC_NEVER while idle. */
msec_t hold_deadline(const struct hold *hold);
