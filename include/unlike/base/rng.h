/* Random numbers that come in by parameter, so that a seed replays a whole session. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct rng {
	/* Fills `len` bytes. */
	void (*fill)(void *data, void *bytes, size_t len);
	void *data; /* foreign */
};

/* The kernel's randomness (libsodium): for keys and tokens. */
struct rng rng_system(void);

/* A reproducible stream (xoshiro256**). Not for secrets. `state` must outlive the rng. */
struct seeded_rng {
	uint64_t s[4];
};
struct rng rng_seeded(struct seeded_rng *state, uint64_t seed);

void rng_fill(const struct rng *rng, void *bytes, size_t len);
/* 0 … n − 1, without bias; n > 0. */
uint64_t rng_below(const struct rng *rng, uint64_t n);
/* 0 ≤ x < 1 */
double rng_real(const struct rng *rng);
