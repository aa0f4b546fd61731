#include "unlike/core/hold.h"

#include <criterion/criterion.h>

/* A key that goes down at `t`, repeats after `delay` and then every `gap`. Returns the time of the
 * last byte; `*ret_fired` is when it fired, or 0. */
static msec_t hold_key(struct hold *hold, msec_t t, msec_t delay, msec_t gap, msec_t down,
		msec_t *ret_fired) {
	*ret_fired = 0;
	hold_feed(hold, t);
	msec_t at = t + delay;
	msec_t last = t;
	for (; at <= t + down; at += gap) {
		last = at;
		if (hold_feed(hold, at) == HOLD_FIRED) {
			cr_assert_eq(*ret_fired, 0, "fired twice");
			*ret_fired = at;
		}
	}
	return last;
}

Test(hold, a_tap_is_a_press_and_then_quiet) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	cr_assert_eq(hold_deadline(&hold), MSEC_NEVER);
	cr_assert_eq(hold_tick(&hold, 5), HOLD_NOTHING);
	cr_assert_eq(hold_feed(&hold, 1000), HOLD_PRESSED);
	cr_assert_eq(hold.phase, HOLD_PENDING);
	cr_assert_eq(hold_fraction(&hold, 1500), 0);
	cr_assert_eq(hold_tick(&hold, 2100), HOLD_NOTHING);
	cr_assert_eq(hold_deadline(&hold), 2101);
	cr_assert_eq(hold_tick(&hold, 2101), HOLD_RELEASED);
	cr_assert_eq(hold_tick(&hold, 2102), HOLD_NOTHING, "said twice");
	cr_assert_eq(hold.phase, HOLD_IDLE);
}

Test(hold, repeats_become_a_hold_at_the_third_short_gap) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	static const struct {
		msec_t at;
		enum hold_event want;
	} bytes[] = { { 1000, HOLD_PRESSED }, { 1250, HOLD_AGAIN }, { 1283, HOLD_AGAIN },
		{ 1316, HOLD_AGAIN }, { 1349, HOLD_REPEAT }, { 1382, HOLD_REPEAT } };
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		cr_assert_eq(hold_feed(&hold, bytes[i].at), bytes[i].want, "byte %zu", i);
	}
	cr_assert_eq(hold.phase, HOLD_HELD);
	cr_assert_eq(hold.start, 1000);
}

Test(hold, fires_after_the_duration_or_350_ms_of_repeats_whatever_is_later) {
	static const struct {
		msec_t duration, delay, gap, least, most;
	} rows[] = {
		{ 800, 250, 33, 800, 833 }, { 800, 660, 40, 1010, 1050 },
		{ 800, 500, 30, 850, 880 }, { 300, 250, 33, 600, 633 },
		{ 5000, 250, 33, 5000, 5033 }, { 1, 250, 33, 600, 633 }, /* clamped to 300 */
		{ 99999, 250, 33, 5000, 5033 },
		{ 800, 400, 92, 1000, 1300 }, /* slow repeats need eight gaps */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hold hold;
		hold_init(&hold, rows[i].duration);
		msec_t fired;
		hold_key(&hold, 1000, rows[i].delay, rows[i].gap, 7000, &fired);
		cr_assert(fired - 1000 >= rows[i].least && fired - 1000 <= rows[i].most,
				"row %zu fired at %lld", i, (long long)fired - 1000);
	}
}

Test(hold, fires_only_on_a_byte) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	msec_t last = hold_key(&hold, 1000, 250, 33, 780, &fired);
	cr_assert_eq(fired, 0);
	cr_assert_eq(hold.phase, HOLD_HELD);
	for (msec_t t = last; t < last + 3000; t++) {
		cr_assert_neq(hold_tick(&hold, t), HOLD_FIRED);
	}
	cr_assert_eq(hold.phase, HOLD_IDLE);
}

Test(hold, a_freeze_stops_the_bar_and_decides_nothing) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	msec_t last = hold_key(&hold, 1000, 250, 33, 700, &fired);
	msec_t freeze = hold_deadline(&hold);
	cr_assert_eq(freeze, last + 151);
	cr_assert_eq(hold_tick(&hold, freeze - 1), HOLD_NOTHING);
	cr_assert_eq(hold_tick(&hold, freeze), HOLD_FROZEN);
	cr_assert_eq(hold_tick(&hold, freeze + 100), HOLD_FROZEN);
	cr_assert_eq(hold_deadline(&hold), last + 601, "the deadline must not stay in the past");
	double bar = hold_fraction(&hold, freeze);
	cr_assert(bar > 0.8 && bar < 1);
	cr_assert_eq(hold_fraction(&hold, freeze + 400), bar);
	/* The key was down all the time: two bytes later the hold goes on, and fires. */
	cr_assert_eq(hold_feed(&hold, freeze + 30), HOLD_AGAIN);
	cr_assert_eq(hold_feed(&hold, freeze + 63), HOLD_FIRED);
}

Test(hold, a_stall_and_its_burst_do_not_end_a_hold) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	msec_t last = hold_key(&hold, 1000, 250, 33, 500, &fired);
	msec_t t = last + 190;
	for (int i = 0; i < 5; i++) {
		cr_assert_neq(hold_feed(&hold, t), HOLD_FIRED);
	}
	while (hold_feed(&hold, t) != HOLD_FIRED) {
		t += 33;
		cr_assert_lt(t, 1900, "never fired");
	}
	cr_assert_geq(t, 1800);
}

Test(hold, a_release_and_a_new_press_begin_again) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	msec_t last = hold_key(&hold, 1000, 250, 33, 700, &fired);
	hold_key(&hold, last + 200, 250, 33, 700, &fired);
	cr_assert_eq(fired, 0, "two partial holds are not one");
	cr_assert_eq(hold.start, last + 200);
}

Test(hold, after_firing_all_is_swallowed_until_quiet) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	msec_t last = hold_key(&hold, 1000, 250, 33, 4000, &fired);
	cr_assert_neq(fired, 0);
	cr_assert_eq(hold.phase, HOLD_DONE);
	cr_assert_eq(hold_fraction(&hold, last), 1);
	cr_assert_eq(hold_feed(&hold, last + 500), HOLD_NOTHING);
	cr_assert_eq(hold_tick(&hold, last + 1100), HOLD_NOTHING);
	cr_assert_eq(hold_tick(&hold, last + 1101), HOLD_RELEASED);
	cr_assert_eq(hold_feed(&hold, last + 1200), HOLD_PRESSED);
}

Test(hold, silence_without_a_tick_is_still_silence) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	cr_assert_eq(hold_feed(&hold, 1000), HOLD_PRESSED);
	cr_assert_eq(hold_feed(&hold, 2101), HOLD_PRESSED);
	cr_assert_eq(hold.start, 2101);
}

Test(hold, the_bar_begins_where_the_time_is_and_grows) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	double before = 0;
	hold_feed(&hold, 1000);
	for (msec_t t = 1250; hold.phase != HOLD_DONE; t += 33) {
		hold_feed(&hold, t);
		double bar = hold_fraction(&hold, t);
		cr_assert(bar >= before && bar <= 1);
		if (before == 0 && bar > 0) {
			cr_assert_float_eq(bar, (double)(t - 1000) / 800, 0.001);
		}
		before = bar;
	}
	cr_assert_eq(before, 1);
}

Test(hold, reset_forgets_the_press_and_keeps_the_duration) {
	struct hold hold;
	hold_init(&hold, 1200);
	msec_t fired;
	hold_key(&hold, 1000, 250, 33, 700, &fired);
	hold_reset(&hold);
	cr_assert_eq(hold.phase, HOLD_IDLE);
	cr_assert_eq(hold.duration, 1200);
	cr_assert_eq(hold_feed(&hold, 1800), HOLD_PRESSED);
}

/* --- where releases are told ----------------------------------------------------------------- */

static void init_told(struct hold *hold, msec_t duration) {
	hold_init(hold, duration);
	hold_prove_releases(hold);
}

Test(hold, a_told_release_ends_a_tap_and_the_next_press_is_a_new_one) {
	struct hold hold;
	init_told(&hold, HOLD_DEFAULT_MS);
	for (msec_t t = 1000; t < 1000 + 15 * 130; t += 130) {
		cr_assert_eq(hold_feed(&hold, t), HOLD_PRESSED);
		cr_assert_eq(hold.by, HOLD_BY_KEY);
		cr_assert_eq(hold_release(&hold, t + 60), HOLD_NOTHING);
		cr_assert_eq(hold.phase, HOLD_IDLE);
	}
}

Test(hold, a_told_hold_fires_on_the_first_repeat_after_the_duration) {
	static const struct {
		msec_t duration, delay, gap, least, most;
	} rows[] = {
		{ 800, 250, 33, 800, 833 },
		{ 800, 660, 40, 800, 840 },
		{ 300, 250, 33, 300, 333 },
		{ 300, 660, 40, 700, 700 }, /* the first repeat proves nothing yet */
		{ 5000, 250, 33, 5000, 5033 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hold hold;
		init_told(&hold, rows[i].duration);
		msec_t fired;
		hold_key(&hold, 1000, rows[i].delay, rows[i].gap, 6000, &fired);
		cr_assert(fired - 1000 >= rows[i].least && fired - 1000 <= rows[i].most,
				"row %zu fired at %lld", i, (long long)fired - 1000);
		cr_assert_eq(hold_release(&hold, 7050), HOLD_NOTHING, "row %zu", i);
		cr_assert_eq(hold_feed(&hold, 7060), HOLD_PRESSED, "row %zu", i);
	}
}

Test(hold, a_told_hold_shows_after_200_ms_and_a_release_before_its_end_is_all) {
	struct hold hold;
	init_told(&hold, HOLD_DEFAULT_MS);
	hold_feed(&hold, 1000);
	cr_assert_eq(hold_deadline(&hold), 1200);
	cr_assert_eq(hold_tick(&hold, 1199), HOLD_NOTHING);
	cr_assert_eq(hold_fraction(&hold, 1199), 0);
	cr_assert_eq(hold_tick(&hold, 1200), HOLD_REPEAT);
	cr_assert_float_eq(hold_fraction(&hold, 1200), 0.25, 0.001);
	for (msec_t t = 1250; t < 1790; t += 33) {
		cr_assert_eq(hold_feed(&hold, t), HOLD_REPEAT);
	}
	cr_assert_eq(hold_release(&hold, 1799), HOLD_RELEASED);
	cr_assert_eq(hold.phase, HOLD_IDLE);
	cr_assert_eq(hold_deadline(&hold), MSEC_NEVER);
}

Test(hold, a_key_that_does_not_repeat_fires_when_it_is_let_go_after_the_duration) {
	struct hold hold;
	init_told(&hold, HOLD_DEFAULT_MS);
	hold_feed(&hold, 1000);
	for (msec_t t = 1000; t < 2600; t++) {
		cr_assert_neq(hold_tick(&hold, t), HOLD_FIRED, "on a timer");
	}
	cr_assert_eq(hold_release(&hold, 2600), HOLD_FIRED);
	cr_assert_eq(hold.phase, HOLD_IDLE);
	hold_feed(&hold, 3000);
	cr_assert_eq(hold_tick(&hold, 3300), HOLD_REPEAT);
	cr_assert_eq(hold_release(&hold, 3799), HOLD_RELEASED);
}

Test(hold, where_keys_repeat_a_release_that_came_late_is_no_hold) {
	struct hold hold;
	init_told(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	hold_key(&hold, 1000, 250, 33, 1000, &fired);
	cr_assert_neq(fired, 0);
	hold_release(&hold, 2000);
	hold_feed(&hold, 3000);
	cr_assert_eq(hold_release(&hold, 3900), HOLD_NOTHING, "a tap, and a stall of the network");
	/* And one in the middle of a hold. */
	const msec_t last = hold_key(&hold, 5000, 250, 33, 700, &fired);
	cr_assert_eq(hold_release(&hold, last + 300), HOLD_RELEASED);
	cr_assert_eq(fired, 0);
}

Test(hold, text_without_releases_never_fires) {
	struct hold hold;
	init_told(&hold, HOLD_DEFAULT_MS);
	/* An input method commits x; much later x again. */
	cr_assert_eq(hold_feed(&hold, 1000), HOLD_PRESSED);
	cr_assert_eq(hold_feed(&hold, 1900), HOLD_REPEAT);
	cr_assert_eq(hold_feed(&hold, 2800), HOLD_REPEAT);
	for (msec_t t = 2801; t < 9000; t++) {
		cr_assert_neq(hold_tick(&hold, t), HOLD_FIRED);
	}
	cr_assert_eq(hold.phase, HOLD_IDLE);
}

Test(hold, a_press_without_a_release_means_that_none_are_told_until_one_is) {
	struct hold hold;
	init_told(&hold, HOLD_DEFAULT_MS);
	hold_feed(&hold, 1000);
	hold_tick(&hold, 1200);
	cr_assert_eq(hold_deadline(&hold), 1800);
	cr_assert_eq(hold_tick(&hold, 1800), HOLD_FROZEN);
	cr_assert(hold.full, "only a release is missing");
	cr_assert_eq(hold_deadline(&hold), 1000 + 800 + 1500 + 1);
	cr_assert_eq(hold_tick(&hold, 3300), HOLD_FROZEN);
	cr_assert_eq(hold_tick(&hold, 3301), HOLD_RELEASED);
	hold_feed(&hold, 4000);
	cr_assert_eq(hold.by, HOLD_BY_BYTES);
	cr_assert_eq(hold_release(&hold, 4060), HOLD_NOTHING);
	hold_feed(&hold, 5000);
	cr_assert_eq(hold.by, HOLD_BY_KEY);
}

Test(hold, the_first_release_that_is_told_ends_an_inferred_hold) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	msec_t fired;
	const msec_t last = hold_key(&hold, 1000, 250, 33, 600, &fired);
	cr_assert_eq(hold_release(&hold, last + 5), HOLD_RELEASED);
	hold_feed(&hold, last + 100);
	cr_assert_eq(hold.by, HOLD_BY_KEY);
}

Test(hold, a_button_fires_on_a_timer_and_its_release_ends_it) {
	struct hold hold;
	hold_init(&hold, HOLD_DEFAULT_MS);
	hold_press_button(&hold, 1000);
	cr_assert_eq(hold_deadline(&hold), 1200);
	cr_assert_eq(hold_tick(&hold, 1200), HOLD_REPEAT);
	cr_assert_eq(hold_deadline(&hold), 1800);
	cr_assert_eq(hold_feed(&hold, 1300), HOLD_NOTHING, "the key is another thing");
	cr_assert_eq(hold_tick(&hold, 1799), HOLD_NOTHING);
	cr_assert_eq(hold_tick(&hold, 1800), HOLD_FIRED);
	cr_assert_eq(hold_tick(&hold, 1801), HOLD_NOTHING, "once");
	cr_assert_eq(hold_release(&hold, 2000), HOLD_NOTHING);
	cr_assert_eq(hold.releases, false, "a button proves nothing about keys");

	hold_press_button(&hold, 3000);
	hold_tick(&hold, 3700);
	cr_assert_eq(hold_release(&hold, 3799), HOLD_RELEASED);
	hold_press_button(&hold, 4000);
	cr_assert_eq(hold_release(&hold, 4060), HOLD_NOTHING, "a click");
	/* A release that was read before the timer wins, however late that is. */
	hold_press_button(&hold, 5000);
	hold_tick(&hold, 5200);
	cr_assert_eq(hold_release(&hold, 5900), HOLD_RELEASED);
}
