/*
 * When can what is left over be done? A plan: each cancel gets the earliest time at which every
 * limit has room for it, with a reserve kept free. The same for a platform's rules (risk.h) and for
 * a service that counts points. Pure; times are those of whoever counts.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"

#define PACE_LIMITS_MAX 4

/* What may be done in a window, and when it was used. */
struct pace_limit {
	int64_t limit; /* > 0 */
	int64_t cost; /* of one cancel; > 0 */
	int64_t reserve; /* kept free; pace_reserve() */
	msec_t window; /* > 0 */
	bool calendar; /* windows begin at midnight + zone, and end together */
	msec_t zone; /* of the calendar, ms east of UTC */
	/* Uses, ascending, in the order of `at`; each of `cost` unless `spent` says otherwise. */
	const msec_t *used; /* foreign */
	size_t n_used;
	/* A service that tells a sum only: so much is spent until `spent_until`, then nothing. */
	int64_t spent;
	msec_t spent_until;
};

/* One, or 10 % of the limit, whichever is more; never so much that nothing fits. `configured` ≥ 0
 * takes its place. */
int64_t pace_reserve(int64_t limit, int64_t configured);

/* Fills ret[0 … n) with ascending times ≥ not_before. An item that can never fit (its cost is above
 * the limit less the reserve) gets MSEC_NEVER, and so does all behind it. O(n + uses). */
void pace_plan(const struct pace_limit *limits, size_t n_limits, msec_t not_before, size_t n,
		msec_t *ret);
