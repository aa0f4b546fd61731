/*
 * What a terminal can do: one question at the start, whose answers are events like keys, whenever
 * they come. Pure: answers and times come in. Nobody waits for them; what has not been answered
 * after 100 ms counts as no until it is.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/term/term.h"

#define DETECT_MS 100
/* The last part of the question. Every terminal answers it, after all that came before. */
#define DETECT_END "\033[c"

struct detect {
	struct term_traits traits;
	bool asked_at_known;
	msec_t asked_at; /* mono */
	int reports; /* of the cursor, so far */
	int owed; /* answers to DETECT_END */
};

/* Writes the question; the characters whose width it asks for go to the top row, where `home` says,
 * or else to the row of the cursor, and are wiped out. Everything is unknown from here on. */
void detect_ask(struct detect *detect, bool home, struct buf *out);
/* Returns whether the traits are news: complete, or changed since. */
bool detect_answer(struct detect *detect, const struct term_answer *answer);
/* Time passed, as detect_answer. The first call after the question begins to count. */
bool detect_time(struct detect *detect, msec_t now);
/* When detect_time has something to say; 0: it was not called yet; MSEC_NEVER: never. */
msec_t detect_deadline(const struct detect *detect);
