/*
 * A use at t is over at some time: t + window, or the end of its calendar window. Where k of them
 * fit at once, the next can be done when the k-th before it is over; and what can be done at a time
 * can be done at each later one. So the earliest time is the latest that any limit asks for.
 */
#include "unlike/core/pace.h"

#include <assert.h>

int64_t pace_reserve(int64_t limit, int64_t configured) {
	assert(limit > 0);
	int64_t tenth = limit / 10;
	int64_t reserve = configured >= 0 ? configured : tenth > 1 ? tenth : 1;
	return reserve < limit ? reserve : limit - 1;
}

static msec_t later(msec_t a, msec_t b) {
	return a > b ? a : b;
}

static msec_t add(msec_t a, msec_t b) {
	msec_t sum;
	return __builtin_add_overflow(a, b, &sum) ? MSEC_NEVER : sum;
}

/* When a use at `at` is over. */
static msec_t over_at(const struct pace_limit *limit, msec_t at) {
	if (!limit->calendar) {
		return add(at, limit->window);
	}
	msec_t into = add(at, limit->zone) % limit->window;
	if (into < 0) {
		into += limit->window;
	}
	return add(at, limit->window - into);
}

/* How many fit at once beside `spent`. */
static int64_t room(const struct pace_limit *limit, int64_t spent) {
	int64_t free = limit->limit - limit->reserve - spent;
	return free > 0 ? free / limit->cost : 0;
}

/* The uses so far and those planned, one behind the other. */
struct uses {
	const struct pace_limit *limit;
	const msec_t *planned;
	size_t n_planned;
};

/* When one more fits beside `room` − 1 others; room > 0. */
static msec_t fits_at(const struct uses *uses, int64_t fitting) {
	size_t n_used = uses->limit->n_used;
	size_t n = n_used + uses->n_planned;
	if (n < (uint64_t)fitting) {
		return INT64_MIN;
	}
	size_t before = n - (size_t)fitting;
	return over_at(uses->limit,
			before < n_used ? uses->limit->used[before]
					: uses->planned[before - n_used]);
}

static msec_t earliest(const struct uses *uses, msec_t not_before) {
	const struct pace_limit *limit = uses->limit;
	int64_t beside_spent = room(limit, limit->spent), alone = room(limit, 0);
	if (alone == 0) {
		return MSEC_NEVER;
	}
	if (beside_spent > 0) {
		msec_t at = later(not_before, fits_at(uses, beside_spent));
		if (at < limit->spent_until) {
			return at;
		}
	}
	return later(later(not_before, limit->spent_until), fits_at(uses, alone));
}

static void check(const struct pace_limit *limit) {
	assert(limit->limit > 0 && limit->cost > 0 && limit->reserve >= 0);
	assert(limit->window > 0 && limit->spent >= 0);
	for (size_t i = 1; i < limit->n_used; i++) {
		assert(limit->used[i - 1] <= limit->used[i]);
	}
}

void pace_plan(const struct pace_limit *limits, size_t n_limits, msec_t not_before, size_t n,
		msec_t *ret) {
	assert(n_limits <= PACE_LIMITS_MAX);
	msec_t at = not_before;
	for (size_t i = 0; i < n_limits; i++) {
		check(&limits[i]);
		/* Behind the latest use: a window that holds both must not be passed either. */
		if (limits[i].n_used > 0) {
			at = later(at, limits[i].used[limits[i].n_used - 1]);
		}
	}
	for (size_t item = 0; item < n; item++) {
		msec_t wanted = at;
		for (size_t i = 0; i < n_limits; i++) {
			struct uses uses = { &limits[i], ret, item };
			wanted = later(wanted, earliest(&uses, at));
		}
		at = wanted;
		ret[item] = at;
	}
}
