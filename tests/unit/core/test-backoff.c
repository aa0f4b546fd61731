#include "unlike/core/backoff.h"

#include <criterion/criterion.h>
#include <limits.h>

static struct seeded_rng state;

Test(backoff, stays_between_one_second_and_a_bound_that_doubles) {
	static const struct {
		int attempts;
		msec_t most;
	} rows[] = {
		{ 1, 2000 },
		{ 2, 4000 },
		{ 5, 32000 },
		{ 9, 512000 },
		{ 10, BACKOFF_CAP_MS },
		{ 64, BACKOFF_CAP_MS },
		{ INT_MAX, BACKOFF_CAP_MS },
	};
	struct rng rng = rng_seeded(&state, 7);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		msec_t least_seen = MSEC_NEVER, most_seen = 0;
		for (int n = 0; n < 2000; n++) {
			msec_t wait = backoff_next(rows[i].attempts, 0, &rng);
			cr_assert_geq(wait, BACKOFF_FIRST_MS);
			cr_assert_leq(wait, rows[i].most);
			least_seen = wait < least_seen ? wait : least_seen;
			most_seen = wait > most_seen ? wait : most_seen;
		}
		/* Full jitter: the whole range is used. */
		msec_t range = rows[i].most - BACKOFF_FIRST_MS;
		cr_assert_lt(least_seen, BACKOFF_FIRST_MS + range / 10);
		cr_assert_gt(most_seen, rows[i].most - range / 10);
	}
}

Test(backoff, is_never_below_what_the_server_asked_for) {
	struct rng rng = rng_seeded(&state, 7);

	for (int n = 0; n < 1000; n++) {
		msec_t wait = backoff_next(1, MSEC_PER_HOUR, &rng);
		cr_assert_geq(wait, MSEC_PER_HOUR);
		cr_assert_lt(wait, MSEC_PER_HOUR + BACKOFF_FIRST_MS);
		cr_assert_geq(backoff_next(4, 5000, &rng), 5000);
	}
}

Test(backoff, replays_from_its_seed) {
	struct seeded_rng other;
	struct rng a = rng_seeded(&state, 42), b = rng_seeded(&other, 42);

	for (int n = 1; n < 50; n++) {
		cr_assert_eq(backoff_next(n, 0, &a), backoff_next(n, 0, &b));
	}
}
