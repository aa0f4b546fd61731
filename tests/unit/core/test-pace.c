#include "unlike/core/pace.h"

#include <criterion/criterion.h>

#include "unlike/base/rng.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NOW ((msec_t)1772355600000) /* 2026-03-01T09:00:00Z */
#define PLANNED 40
#define USED 40

static const msec_t offsets[] = { 0, 8 * MSEC_PER_HOUR, 5 * MSEC_PER_HOUR + 45 * MSEC_PER_MIN,
	-11 * MSEC_PER_HOUR, 14 * MSEC_PER_HOUR };

Test(pace, a_reserve_is_one_or_a_tenth_and_leaves_something) {
	static const struct {
		int64_t limit, configured, reserve;
	} cases[] = {
		{ 5, -1, 1 },
		{ 19, -1, 1 },
		{ 20, -1, 2 },
		{ 30, -1, 3 },
		{ 50, -1, 5 },
		{ 5000, -1, 500 },
		{ 1, -1, 0 },
		{ 2, -1, 1 },
		{ 50, 0, 0 },
		{ 50, 7, 7 },
		{ 50, 49, 49 },
		{ 50, 50, 49 },
		{ 50, 1000, 49 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cr_assert_eq(pace_reserve(cases[i].limit, cases[i].configured), cases[i].reserve,
				"case %zu", i);
	}
}

Test(pace, IN_1_five_less_one_fit_and_the_next_when_the_first_is_a_day_old) {
	const msec_t used[] = { NOW - 3 * MSEC_PER_HOUR, NOW - 2 * MSEC_PER_HOUR };
	const struct pace_limit limit = { .limit = 5,
		.cost = 1,
		.reserve = 1,
		.window = MSEC_PER_DAY,
		.used = used,
		.n_used = 2 };
	msec_t at[6];
	pace_plan(&limit, 1, NOW, 6, at);
	cr_assert_eq(at[0], NOW);
	cr_assert_eq(at[1], NOW);
	cr_assert_eq(at[2], NOW + 21 * MSEC_PER_HOUR);
	cr_assert_eq(at[3], NOW + 22 * MSEC_PER_HOUR);
	cr_assert_eq(at[4], NOW + 24 * MSEC_PER_HOUR);
	cr_assert_eq(at[5], NOW + 24 * MSEC_PER_HOUR);
}

Test(pace, IN_4_a_day_is_that_of_the_zone) {
	static const struct {
		msec_t zone, midnight; /* after NOW */
	} cases[] = {
		{ 0, 15 * MSEC_PER_HOUR },
		{ 8 * MSEC_PER_HOUR, 7 * MSEC_PER_HOUR },
		{ 5 * MSEC_PER_HOUR + 45 * MSEC_PER_MIN, 9 * MSEC_PER_HOUR + 15 * MSEC_PER_MIN },
		{ -11 * MSEC_PER_HOUR, 2 * MSEC_PER_HOUR },
		{ 14 * MSEC_PER_HOUR, MSEC_PER_HOUR },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const msec_t used[] = { NOW + cases[i].midnight - MSEC_PER_DAY - 1,
			NOW + cases[i].midnight - MSEC_PER_DAY };
		const struct pace_limit limit = { .limit = 2,
			.cost = 1,
			.window = MSEC_PER_DAY,
			.calendar = true,
			.zone = cases[i].zone,
			.used = used,
			.n_used = 2 };
		msec_t at[4];
		pace_plan(&limit, 1, NOW, 4, at);
		cr_assert_eq(at[0], NOW, "one is of the day before");
		cr_assert_eq(at[1], NOW + cases[i].midnight, "case %zu", i);
		cr_assert_eq(at[2], NOW + cases[i].midnight);
		cr_assert_eq(at[3], NOW + cases[i].midnight + MSEC_PER_DAY);
	}
}

Test(pace, a_day_before_1970_begins_at_midnight_too) {
	const msec_t used[] = { -1 };
	const struct pace_limit limit = { .limit = 1,
		.cost = 1,
		.window = MSEC_PER_DAY,
		.calendar = true,
		.used = used,
		.n_used = 1 };
	msec_t at[2];
	pace_plan(&limit, 1, -1, 2, at);
	cr_assert_eq(at[0], 0);
	cr_assert_eq(at[1], MSEC_PER_DAY);
}

Test(pace, a_sum_that_is_spent_goes_at_once) {
	const struct pace_limit limit = { .limit = 12,
		.cost = 3,
		.reserve = 1,
		.window = MSEC_PER_HOUR,
		.spent = 5,
		.spent_until = NOW + MSEC_PER_MIN };
	msec_t at[5];
	pace_plan(&limit, 1, NOW, 5, at);
	/* 12 − 1 − 5: two of three points; from the minute on three in an hour */
	cr_assert_eq(at[0], NOW);
	cr_assert_eq(at[1], NOW);
	cr_assert_eq(at[2], NOW + MSEC_PER_MIN);
	cr_assert_eq(at[3], NOW + MSEC_PER_HOUR);
	cr_assert_eq(at[4], NOW + MSEC_PER_HOUR);
}

Test(pace, where_all_is_spent_it_begins_when_that_ends) {
	struct pace_limit limit = { .limit = 10,
		.cost = 3,
		.window = MSEC_PER_HOUR,
		.spent = 8,
		.spent_until = NOW + MSEC_PER_MIN };
	msec_t at[1];
	pace_plan(&limit, 1, NOW, 1, at);
	cr_assert_eq(at[0], NOW + MSEC_PER_MIN);
	limit.spent = 7;
	pace_plan(&limit, 1, NOW, 1, at);
	cr_assert_eq(at[0], NOW);
	limit.spent = 8;
	pace_plan(&limit, 1, NOW + MSEC_PER_MIN, 1, at);
	cr_assert_eq(at[0], NOW + MSEC_PER_MIN);
	limit.spent = 0;
	pace_plan(&limit, 1, NOW, 1, at);
	cr_assert_eq(at[0], NOW, "an end of nothing is none");
}

Test(pace, what_cannot_fit_is_never_and_so_is_what_is_behind) {
	struct pace_limit limits[] = {
		{ .limit = 100, .cost = 1, .window = MSEC_PER_DAY },
		{ .limit = 10, .cost = 10, .reserve = 1, .window = MSEC_PER_DAY },
	};
	msec_t at[2];
	pace_plan(limits, 2, NOW, 2, at);
	cr_assert_eq(at[0], MSEC_NEVER);
	cr_assert_eq(at[1], MSEC_NEVER);
	limits[1].reserve = 0;
	pace_plan(limits, 2, NOW, 2, at);
	cr_assert_eq(at[0], NOW);
	cr_assert_eq(at[1], NOW + MSEC_PER_DAY);
	limits[1].window = MSEC_NEVER;
	pace_plan(limits, 2, NOW, 2, at);
	cr_assert_eq(at[0], NOW);
	cr_assert_eq(at[1], MSEC_NEVER, "such a window does not end");
}

Test(pace, without_limits_all_is_at_once_and_without_items_nothing_is_asked) {
	msec_t at[2] = { 7, 7 };
	pace_plan(NULL, 0, NOW, 0, at);
	cr_assert_eq(at[0], 7);
	pace_plan(NULL, 0, NOW, 2, at);
	cr_assert_eq(at[0], NOW);
	cr_assert_eq(at[1], NOW);
}

Test(pace, nothing_is_planned_before_the_latest_use) {
	const msec_t used[] = { NOW, NOW + 50 };
	struct pace_limit limits[] = {
		{ .limit = 9, .cost = 1, .window = 1000 },
		{ .limit = 9, .cost = 1, .window = 1000, .used = used, .n_used = 2 },
	};
	msec_t at[1];
	pace_plan(limits, 2, NOW, 1, at);
	cr_assert_eq(at[0], NOW + 50);
	limits[1].used = &used[1];
	limits[1].n_used = 1;
	pace_plan(limits, 2, NOW, 1, at);
	cr_assert_eq(at[0], NOW + 50);
	limits[0].used = &used[1];
	limits[0].n_used = 1;
	limits[1].n_used = 0;
	pace_plan(limits, 2, NOW, 1, at);
	cr_assert_eq(at[0], NOW + 50);
}

/* --- brute force ------------------------------------------------------------------------------ */

static msec_t window_of(const struct pace_limit *limit, msec_t at) {
	msec_t from_midnight = at + limit->zone;
	msec_t whole = from_midnight / limit->window;
	return from_midnight < 0 && from_midnight % limit->window != 0 ? whole - 1 : whole;
}

/* What is in use at `now` of uses so far and of the first n planned ones. */
static int64_t in_use(const struct pace_limit *limit, const msec_t *planned, size_t n, msec_t now) {
	int64_t sum = now < limit->spent_until ? limit->spent : 0;
	for (size_t i = 0; i < limit->n_used + n; i++) {
		msec_t at = i < limit->n_used ? limit->used[i] : planned[i - limit->n_used];
		bool counts = limit->calendar ? window_of(limit, at) == window_of(limit, now)
					      : at <= now && now < at + limit->window;
		sum += counts ? limit->cost : 0;
	}
	return sum;
}

static bool fits(const struct pace_limit *limits, size_t n_limits, const msec_t *planned, size_t n,
		msec_t now) {
	for (size_t i = 0; i < n_limits; i++) {
		const struct pace_limit *limit = &limits[i];
		if (in_use(limit, planned, n, now) + limit->cost > limit->limit - limit->reserve) {
			return false;
		}
	}
	return true;
}

static int64_t draw(const struct rng *rng, int64_t below) {
	return (int64_t)rng_below(rng, (uint64_t)below);
}

static struct pace_limit random_limit(const struct rng *rng, msec_t used[static USED]) {
	struct pace_limit ret = { .limit = 1 + draw(rng, 12),
		.cost = 1 + draw(rng, 3),
		.window = 1 + draw(rng, 24),
		.calendar = draw(rng, 2) == 0,
		.zone = draw(rng, 49) - 24,
		.used = used,
		.n_used = (size_t)draw(rng, USED) };
	ret.reserve = pace_reserve(ret.limit, draw(rng, 4) - 1);
	msec_t at = -draw(rng, 60);
	for (size_t i = 0; i < ret.n_used; i++) {
		used[i] = at;
		at = at < 0 ? at + draw(rng, 3) : 0;
		at = at > 0 ? 0 : at;
	}
	if (draw(rng, 2) == 0) {
		ret.spent = draw(rng, ret.limit + 2);
		ret.spent_until = draw(rng, 30);
	}
	return ret;
}

Test(pace, over_random_histories_each_time_is_the_first_that_every_limit_allows) {
	struct seeded_rng state;
	struct rng rng = rng_seeded(&state, 20260301);
	size_t planned = 0;
	for (int round = 0; round < 3000; round++) {
		msec_t used[PACE_LIMITS_MAX][USED], at[PLANNED];
		struct pace_limit limits[PACE_LIMITS_MAX];
		size_t n_limits = 1 + (size_t)draw(&rng, PACE_LIMITS_MAX);
		bool never = false;
		for (size_t i = 0; i < n_limits; i++) {
			limits[i] = random_limit(&rng, used[i]);
			never = never || limits[i].limit - limits[i].reserve < limits[i].cost;
		}
		size_t n = 1 + (size_t)draw(&rng, PLANNED);
		pace_plan(limits, n_limits, 0, n, at);
		msec_t now = 0;
		for (size_t i = 0; i < n; i++) {
			if (never) {
				cr_assert_eq(at[i], MSEC_NEVER);
				continue;
			}
			while (!fits(limits, n_limits, at, i, now)) {
				now++;
			}
			cr_assert_eq(at[i], now, "round %d, item %zu: %lld, not %lld", round, i,
					(long long)at[i], (long long)now);
			planned++;
		}
	}
	cr_assert_gt(planned, 10000);
}

Test(pace, zones_of_quarters_and_behind_utc_never_pass_a_day) {
	for (size_t zone = 0; zone < COUNT_OF(offsets); zone++) {
		const struct pace_limit limit = { .limit = 3,
			.cost = 1,
			.window = MSEC_PER_DAY,
			.calendar = true,
			.zone = offsets[zone] };
		msec_t at[12];
		pace_plan(&limit, 1, NOW, 12, at);
		for (size_t i = 0; i < COUNT_OF(at); i++) {
			cr_assert_leq(in_use(&limit, at, COUNT_OF(at), at[i]), 3);
			cr_assert(i < 3 || (at[i] + limit.zone) % MSEC_PER_DAY == 0);
		}
	}
}
