/*
 * One line on a terminal's standard error that says how far long work is: rewritten at most ten
 * times a second, gone when it is over: also where a signal ends or stops the program meanwhile.
 * Elsewhere, and with --quiet, nothing at all. One at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "unlike/base/clock.h"

struct call;

struct progress {
	FILE *out; /* foreign; NULL: nobody looks */
	const struct clock *clock; /* foreign */
	int cols;
	int shown; /* cells of the line that stands there; 0: none */
	msec_t next; /* mono; not before */
};

/* On where the host's error stream is a terminal. */
void progress_begin(struct progress *ret, const struct call *call, const struct clock *clock);
/* On, for a line of `cols` cells. */
void progress_begin_on(struct progress *ret, FILE *out, int cols, const struct clock *clock);

/* A new line would be shown now: what it takes to make one is worth it. */
bool progress_is_due(const struct progress *progress);
/* Clean text; cut to the line. Not due: nothing happens. */
void progress_say(struct progress *progress, const char *fmt, ...)
		__attribute__((format(printf, 2, 3)));
/* Before anything else is printed, and at the end. */
void progress_erase(struct progress *progress);
