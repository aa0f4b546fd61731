#include "unlike/base/clock.h"

#include <assert.h>
#include <stddef.h>
#include <time.h>

static msec_t read_clock(clockid_t id) {
	struct timespec ts = { 0 };
	int rc = clock_gettime(id, &ts);
	assert(rc == 0);
	(void)rc;
	return (msec_t)ts.tv_sec * MSEC_PER_SEC + ts.tv_nsec / 1000000;
}

static msec_t system_mono(void *data) {
	(void)data;
	return read_clock(CLOCK_BOOTTIME);
}

static msec_t system_wall(void *data) {
	(void)data;
	return read_clock(CLOCK_REALTIME);
}

struct clock clock_system(void) {
	return (struct clock){ .mono = system_mono, .wall = system_wall };
}

static msec_t fake_mono(void *data) {
	return ((const struct fake_clock *)data)->mono;
}

static msec_t fake_wall(void *data) {
	return ((const struct fake_clock *)data)->wall;
}

struct clock clock_fake(struct fake_clock *fake) {
	assert(fake != NULL);
	return (struct clock){ .mono = fake_mono, .wall = fake_wall, .data = fake };
}

void fake_clock_advance(struct fake_clock *fake, msec_t by) {
	assert(by >= 0);
	fake->mono += by;
	fake->wall += by;
}

static msec_t scaled_mono(void *data) {
	return clock_mono(&((const struct scaled_clock *)data)->base);
}

static msec_t scaled_wall(void *data) {
	const struct scaled_clock *state = data;
	double passed = (double)(clock_wall(&state->base) - state->base_start);
	return state->start + (msec_t)(passed * state->scale);
}

struct clock clock_scaled(
		struct scaled_clock *state, const struct clock *base, msec_t start, double scale) {
	assert(scale > 0 && scale <= 1e6);
	*state = (struct scaled_clock){
		.base = *base,
		.base_start = clock_wall(base),
		.start = start,
		.scale = scale,
	};
	return (struct clock){ .mono = scaled_mono, .wall = scaled_wall, .data = state };
}
