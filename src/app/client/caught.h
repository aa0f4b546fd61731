/*
 * Signals that end or stop the program, held back while there is something to put right before: the
 * terminal's echo, a program that was started.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"

struct caught {
	int fd; /* own */
	sigset_t before;
};

/* From here on they wait. */
bool caught_begin(struct caught *ret, struct err *reterr);

enum caught_what { CAUGHT_INPUT, CAUGHT_SIGNAL, CAUGHT_TIME, CAUGHT_WHAT_COUNT };
/* Waits until `fd` (−1: none) can be read or has ended, a signal is there (*ret_signo), or `limit`
 * ms have passed (MSEC_NEVER: no limit). */
enum caught_what caught_wait(struct caught *caught, int fd, msec_t limit, int *ret_signo);

/* Lets the signal do what it does. Comes back where it stopped us and we were continued, or where
 * it is ignored. */
void caught_let(int signo);
/* As it was before; what has come and was not taken arrives now. */
void caught_end(struct caught *caught);
