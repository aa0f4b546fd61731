#include "unlike/base/rng.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/secret.h"

static uint64_t word(const struct rng *rng) {
	uint8_t bytes[8];
	rng_fill(rng, bytes, sizeof(bytes));
	uint64_t ret = 0;
	for (int i = 7; i >= 0; i--) {
		ret = (ret << 8) | bytes[i];
	}
	return ret;
}

Test(rng, a_seed_is_spread_by_splitmix64) {
	struct seeded_rng state;
	rng_seeded(&state, 0);
	/* The published first values of splitmix64 for the seed 0. */
	cr_assert_eq(state.s[0], UINT64_C(0xE220A8397B1DCDAF));
	cr_assert_eq(state.s[1], UINT64_C(0x6E789E6AA1B965F4));
	cr_assert_eq(state.s[2], UINT64_C(0x06C45D188009454F));
	cr_assert_eq(state.s[3], UINT64_C(0xF88BB8A8724C81EC));
}

Test(rng, the_stream_is_xoshiro256_star_star) {
	struct seeded_rng state;
	struct rng rng = rng_seeded(&state, 0);
	memcpy(state.s, (const uint64_t[4]){ 1, 2, 3, 4 }, sizeof(state.s));
	static const uint64_t want[] = { 11520, 0, 1509978240, UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360), UINT64_C(607988272756665600) };
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		cr_assert_eq(word(&rng), want[i]);
	}
}

Test(rng, the_same_seed_gives_the_same_and_another_another) {
	struct seeded_rng a, b, c;
	struct rng rng_a = rng_seeded(&a, 7), rng_b = rng_seeded(&b, 7), rng_c = rng_seeded(&c, 8);
	uint8_t x[33], y[33], z[33];
	rng_fill(&rng_a, x, sizeof(x));
	rng_fill(&rng_b, y, sizeof(y));
	rng_fill(&rng_c, z, sizeof(z));
	cr_assert_arr_eq(x, y, sizeof(x));
	cr_assert_neq(memcmp(x, z, sizeof(x)), 0);
}

Test(rng, fill_writes_what_was_asked_for_and_no_byte_more) {
	for (size_t len = 0; len <= 17; len++) {
		struct seeded_rng state;
		struct rng rng = rng_seeded(&state, 1);
		uint8_t bytes[18];
		memset(bytes, 0xAA, sizeof(bytes));
		rng_fill(&rng, bytes, len);
		for (size_t i = len; i < sizeof(bytes); i++) {
			cr_assert_eq(bytes[i], 0xAA);
		}
	}
}

Test(rng, below_stays_below_and_reaches_everything) {
	struct seeded_rng state;
	struct rng rng = rng_seeded(&state, 3);
	unsigned seen[7] = { 0 };
	for (int i = 0; i < 7000; i++) {
		uint64_t x = rng_below(&rng, 7);
		cr_assert_lt(x, 7);
		seen[x]++;
	}
	for (int i = 0; i < 7; i++) {
		/* 1000 expected, standard deviation 29. */
		cr_assert(seen[i] > 850 && seen[i] < 1150, "%d came %u times", i, seen[i]);
	}
	cr_assert_eq(rng_below(&rng, 1), 0);
}

static void fill_from_list(void *data, void *bytes, size_t len) {
	const uint8_t **next = data;
	cr_assert_eq(len, 8);
	memset(bytes, **next, len);
	(*next)++;
}

Test(rng, below_draws_again_where_taking_the_rest_would_be_unfair) {
	/* 2^64 mod (2^63 + 1) = 2^63 − 1: the word 0 is refused, the word 0xFF… taken. */
	const uint8_t words[] = { 0x00, 0xFF };
	const uint8_t *next = words;
	struct rng rng = { .fill = fill_from_list, .data = &next };
	uint64_t n = (UINT64_C(1) << 63) + 1;
	cr_assert_eq(rng_below(&rng, n), UINT64_MAX % n);
	cr_assert_eq(next, words + 2);
}

Test(rng, real_is_at_least_zero_and_never_one) {
	const uint8_t words[] = { 0x00, 0xFF };
	const uint8_t *next = words;
	struct rng rng = { .fill = fill_from_list, .data = &next };
	cr_assert_eq(rng_real(&rng), 0.0);
	double most = rng_real(&rng);
	cr_assert(most < 1.0 && most > 0.999999);
}

Test(rng, the_system_gives_other_bytes_each_time) {
	struct err err;
	cr_assert(secret_init(&err));
	struct rng rng = rng_system();
	uint8_t a[32] = { 0 }, b[32] = { 0 };
	rng_fill(&rng, a, sizeof(a));
	rng_fill(&rng, b, sizeof(b));
	cr_assert_neq(memcmp(a, b, sizeof(a)), 0);
}
