#include "unlike/core/backoff.h"

#include <assert.h>

/* The longest wait after so many failures: twice as long each time. */
static msec_t longest(int attempts) {
	msec_t wait = BACKOFF_FIRST_MS;

	for (int i = 0; i < attempts && wait < BACKOFF_CAP_MS; i++) {
		wait *= 2;
	}
	return wait < BACKOFF_CAP_MS ? wait : BACKOFF_CAP_MS;
}

msec_t backoff_next(int attempts, msec_t retry_after, const struct rng *rng) {
	assert(attempts >= 1 && retry_after >= 0);
	msec_t range = longest(attempts) - BACKOFF_FIRST_MS;
	msec_t wait = BACKOFF_FIRST_MS + (msec_t)rng_below(rng, (uint64_t)range + 1);

	if (wait >= retry_after) {
		return wait;
	}
	/* Not at the very moment that everybody else was told, too. */
	return retry_after + (msec_t)rng_below(rng, (uint64_t)BACKOFF_FIRST_MS);
}
