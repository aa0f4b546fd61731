/* How long to wait before trying again: full jitter, 1 s … 15 min, never below what the server
 * asked for. */
#pragma once

#include "unlike/base/clock.h"
#include "unlike/base/rng.h"

#define BACKOFF_FIRST_MS MSEC_PER_SEC
#define BACKOFF_CAP_MS (15 * MSEC_PER_MIN)

/* `attempts` ≥ 1: how many have failed. `retry_after` 0: the server said nothing. */
msec_t backoff_next(int attempts, msec_t retry_after, const struct rng *rng);
