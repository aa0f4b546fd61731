#include "unlike/base/rng.h"

#include <assert.h>

#include "unlike/base/secret.h"

static void system_fill(void *data, void *bytes, size_t len) {
	(void)data;
	secret_random(bytes, len);
}

struct rng rng_system(void) {
	return (struct rng){ .fill = system_fill };
}

/* splitmix64 spreads a small seed over the whole state, which must not be all zeros. */
static uint64_t splitmix64(uint64_t *x) {
	*x += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t z = *x;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int by) {
	return (x << by) | (x >> (64 - by));
}

static uint64_t xoshiro256ss(uint64_t s[static 4]) {
	uint64_t result = rotate_left(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

/* Byte by byte, so that a seed gives the same on every machine. */
static void seeded_fill(void *data, void *bytes, size_t len) {
	struct seeded_rng *state = data;
	uint8_t *out = bytes;
	for (size_t i = 0; i < len; i += 8) {
		uint64_t word = xoshiro256ss(state->s);
		for (size_t j = i; j < len && j < i + 8; j++) {
			out[j] = (uint8_t)word;
			word >>= 8;
		}
	}
}

struct rng rng_seeded(struct seeded_rng *state, uint64_t seed) {
	assert(state != NULL);
	for (size_t i = 0; i < 4; i++) {
		state->s[i] = splitmix64(&seed);
	}
	return (struct rng){ .fill = seeded_fill, .data = state };
}

void rng_fill(const struct rng *rng, void *bytes, size_t len) {
	rng->fill(rng->data, bytes, len);
}

static uint64_t next_word(const struct rng *rng) {
	uint8_t bytes[8];
	rng_fill(rng, bytes, sizeof(bytes));
	uint64_t word = 0;
	for (size_t i = sizeof(bytes); i-- > 0;) {
		word = (word << 8) | bytes[i];
	}
	return word;
}

uint64_t rng_below(const struct rng *rng, uint64_t n) {
	assert(n > 0);
	/* 2^64 mod n: words below this would make small results more likely. */
	uint64_t least = (0 - n) % n;
	for (;;) {
		uint64_t word = next_word(rng);
		if (word >= least) {
			return word % n;
		}
	}
}

double rng_real(const struct rng *rng) {
	return (double)(next_word(rng) >> 11) * 0x1.0p-53;
}
