/*
 * Regular expressions from a tape. regcomp() writes every counted repetition out, and its matcher
 * keeps each state that it has seen: so what is written out is limited before it is compiled, only
 * one pattern of a tape is compiled at a time, and that for a limited amount of text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"
#include "unlike/tape/tape.h"

#define PATTERN_BYTES_MAX 512
/* What counts and '+' may add to what is written, in characters, brackets and groups. */
#define PATTERN_COPIES_MAX 100

struct pattern_slot;
struct pattern_slot *pattern_slot_create(void);
/* NULL is fine. */
void pattern_slot_destroy(struct pattern_slot *slot);

struct tape_pattern {
	const char *text; /* foreign; as it was written */
	char *regex; /* own; without the backslashes before slashes */
	struct pattern_slot *slot; /* foreign; of the tape */
};

/* Makes one of what was written between the slashes. ERR_INPUT: it is none, or too large. `text`
 * and `slot` must outlive. */
bool pattern_init(struct tape_pattern *pattern, struct pattern_slot *slot, const char *text,
		struct err *reterr);
void pattern_finish(struct tape_pattern *pattern);
