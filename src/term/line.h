/*
 * What is on its way to the terminal and not shown yet. Kernels, connections and multiplexers take
 * more than a slow line carries: frames that were written then show one after the other, long after
 * the key that they are of. So the terminal is asked ("are you well?", which all of them answer)
 * behind what was sent, and a frame waits while more is on its way than should be; a newer one
 * takes its place. Pure: bytes and times come in.
 *
 * How much that is, is learned: as long as an answer comes as soon as the soonest did, nothing
 * queues, and more may go (a line may be far and fast). What a line of 9,600 baud carries is not
 * asked about, so that little is asked, and nothing while a countdown runs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/ui/frame.h"

#define LINE_QUESTION "\033[5n"
#define LINE_SMALL 256 /* bytes; so much may always be on its way */
#define LINE_LARGE (32 * 1024)
#define LINE_GRACE_MS 50 /* later than the soonest by more: it queues */
#define LINE_GIVE_UP_MS 10000

struct line {
	bool answers; /* it has, and did the last time */
	bool asked;
	msec_t asked_at; /* mono */
	size_t before, after; /* bytes on their way: up to the question, and behind it */
	msec_t drained_at; /* mono; `after` is as of then */
	size_t window; /* no frame is sent while more is on its way */
	msec_t soonest; /* an answer; MSEC_NEVER: there was none */
	bool waits, everything; /* a frame does; and how it is to be drawn */
	struct frame frame; /* own cells */
};

/* A screen that was just taken over, or is given back: nothing is on its way, nothing waits. */
void line_reset(struct line *line);

/* The first question. */
void line_asked(struct line *line, msec_t now);
/* Whether a frame may be sent now. */
bool line_is_free(struct line *line, msec_t now);
/* So much was sent; returns whether the question is to be sent behind it. */
bool line_sent(struct line *line, size_t bytes, msec_t now);
/* The answer came. */
void line_answered(struct line *line, msec_t now);

/* A frame that may not be sent now; it takes the place of another. */
void line_keep(struct line *line, const struct frame *frame, bool everything);
/* Nothing waits any more; returns whether the frame that did, if any, was to be drawn whole. */
bool line_drop(struct line *line);
/* When to give up on an answer that a frame waits for; MSEC_NEVER: none does. */
msec_t line_deadline(const struct line *line);
/* Time passed; gives up. Until an answer comes after all everything is sent. */
void line_time(struct line *line, msec_t now);
