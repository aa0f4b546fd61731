#include "unlike/base/clock.h"

#include <criterion/criterion.h>

Test(clock, the_fake_stands_still_until_it_is_moved) {
	struct fake_clock fake = { .mono = 5, .wall = 1000 };
	struct clock clock = clock_fake(&fake);
	cr_assert_eq(clock_mono(&clock), 5);
	cr_assert_eq(clock_wall(&clock), 1000);
	fake_clock_advance(&fake, 250);
	cr_assert_eq(clock_mono(&clock), 255);
	cr_assert_eq(clock_wall(&clock), 1250);
}

Test(clock, the_hands_of_the_fake_move_apart_when_set) {
	struct fake_clock fake = { .mono = 5, .wall = 1000 };
	struct clock clock = clock_fake(&fake);
	fake.wall -= 900;
	cr_assert_eq(clock_mono(&clock), 5);
	cr_assert_eq(clock_wall(&clock), 100);
}

Test(clock, the_system_goes_forward_and_is_not_in_1970) {
	struct clock clock = clock_system();
	msec_t mono = clock_mono(&clock);
	cr_assert_gt(mono, 0);
	cr_assert_geq(clock_mono(&clock), mono);
	cr_assert_gt(clock_wall(&clock), 50 * 365 * MSEC_PER_DAY);
}

Test(clock, the_scaled_wall_runs_faster_and_waiting_does_not) {
	struct fake_clock fake = { .mono = 5, .wall = 1000 };
	struct clock base = clock_fake(&fake);
	struct scaled_clock state;
	struct clock clock = clock_scaled(&state, &base, 2000000, 60);
	cr_assert_eq(clock_wall(&clock), 2000000);
	cr_assert_eq(clock_mono(&clock), 5);
	fake_clock_advance(&fake, MSEC_PER_SEC);
	cr_assert_eq(clock_wall(&clock), 2000000 + MSEC_PER_MIN);
	cr_assert_eq(clock_mono(&clock), 1005);
}

Test(clock, a_scale_below_one_slows_down) {
	struct fake_clock fake = { .wall = 10 };
	struct clock base = clock_fake(&fake);
	struct scaled_clock state;
	struct clock clock = clock_scaled(&state, &base, 10, 0.25);
	fake_clock_advance(&fake, 1000);
	cr_assert_eq(clock_wall(&clock), 260);
}

Test(clock, scaling_keeps_a_copy_of_its_base) {
	struct fake_clock fake = { .wall = 10 };
	struct scaled_clock state;
	struct clock base = clock_fake(&fake);
	struct clock clock = clock_scaled(&state, &base, 0, 2);
	base = clock_system();
	fake_clock_advance(&fake, 7);
	cr_assert_eq(clock_wall(&clock), 14);
}
