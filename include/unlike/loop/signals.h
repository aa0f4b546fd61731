/*
 * Signals as a descriptor (signalfd). Blocks them for the process: call before the first thread and
 * before anything is spawned; children must get their mask reset (base/spawn does).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/err.h"
#include "unlike/loop/loop.h"

struct signals;

typedef void signals_fn(int signo, void *data);

/* Blocks `signos[0…n−1]` and calls fn from the loop when one arrives. SIGPIPE is ignored for
 * good. */
struct signals *signals_create(struct loop *loop, const int *signos, size_t n, signals_fn *fn,
		void *data, struct err *reterr);
/* Unblocks them again. NULL is fine. */
void signals_destroy(struct signals *signals);
