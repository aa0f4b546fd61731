/*
 * The only reader of the time. Two clocks: `mono` for waiting (CLOCK_BOOTTIME: goes on through
 * suspend), `wall` for what is stored (Unix time). Both in milliseconds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef int64_t msec_t;

#define MSEC_NEVER INT64_MAX
#define MSEC_PER_SEC ((msec_t)1000)
#define MSEC_PER_MIN (60 * MSEC_PER_SEC)
#define MSEC_PER_HOUR (60 * MSEC_PER_MIN)
#define MSEC_PER_DAY (24 * MSEC_PER_HOUR)

struct clock {
	msec_t (*mono)(void *data);
	msec_t (*wall)(void *data);
	void *data; /* foreign */
};

/* The machine's clocks. */
struct clock clock_system(void);

/* A clock that stands still until a test moves it. `fake` must outlive the clock. */
struct fake_clock {
	msec_t mono, wall;
};
struct clock clock_fake(struct fake_clock *fake);

/* Moves both hands by the same amount. */
void fake_clock_advance(struct fake_clock *fake, msec_t by);

/* A clock whose wall hand runs `scale` times as fast as the wall hand of `base`, starting at
 * `start` (ms since 1970). mono is that of `base`. `state` must outlive the clock. */
struct scaled_clock {
	struct clock base;
	msec_t base_start, start;
	double scale;
};
struct clock clock_scaled(
		struct scaled_clock *state, const struct clock *base, msec_t start, double scale);

static inline msec_t clock_mono(const struct clock *clock) {
	return clock->mono(clock->data);
}

static inline msec_t clock_wall(const struct clock *clock) {
	return clock->wall(clock->data);
}
