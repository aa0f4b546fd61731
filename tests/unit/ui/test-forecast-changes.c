/* The question when what is known changes meanwhile, on small screens, and by gestures. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "forecast_case.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

TestSuite(forecast_changes, .init = init, .fini = finish);

/* --- what changes meanwhile ------------------------------------------------------------------ */

Test(forecast_changes, what_turns_out_worse_voids_what_was_agreed_to) {
	judged(warning());
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	expect_line(KEYS_ROW, "All the same?");
	judged_now(review());
	expect_line(KEYS_ROW, "Send it to review?");
	fixture_pass(&f, 100);
	fixture_key(&f, "Enter"); /* meant what stood there before */
	cr_assert_not(acts());
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

Test(forecast_changes, a_warning_of_more_is_asked_about_from_the_beginning) {
	judged(warning());
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	struct risk_judgement more = warning();
	add_penalty(&more, PLATFORM_ANOMALY_ALERT, FIXTURE_WALL + MSEC_PER_DAY);
	judged_now(more);
	expect_line(KEYS_ROW, "Take this like back?");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	expect_line(MESSAGE_ROW, "limited reach, anomaly alert until 25 Nov 22:41");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

Test(forecast_changes, the_same_again_voids_nothing) {
	judged(warning());
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	fixture_pass(&f, READ_MS);
	judged_now(warning());
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

Test(forecast_changes, a_hold_that_began_before_it_got_worse_does_not_act) {
	judged(fine());
	fixture_hold(&f, 600);
	cr_assert(bar_is_shown());
	judged_now(review());
	cr_assert_not(bar_is_shown());
	cr_assert_not(repeats_act(5 * MSEC_PER_SEC));
	fixture_pass(&f, 700);
	fixture_tick(&f);
	fixture_hold(&f, 2000);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast_changes, a_press_that_is_no_hold_yet_does_not_become_one_when_it_got_worse) {
	judged(fine());
	fixture_key(&f, "x");
	fixture_pass(&f, 100);
	judged_now(review());
	fixture_pass(&f, 150);
	fixture_key(&f, "x");
	cr_assert_not(repeats_act(5 * MSEC_PER_SEC));
}

Test(forecast_changes, a_heart_that_is_held_while_it_gets_worse_does_not_act) {
	judged(fine());
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(600);
	judged_now(refusal());
	wait_for(3000);
	cr_assert_not(acts());
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, HEART);
	cr_assert_not(acts());
}

Test(forecast_changes, what_is_known_later_counts_from_then_on) {
	fixture_hold(&f, 600);
	expect_line(MESSAGE_ROW, "Keep holding x to take this like back.");
	judged_now(refusal());
	expect_line(MESSAGE_ROW, "Not till 23:41: 30 of 30* today");
	cr_assert_not(repeats_act(2 * MSEC_PER_SEC));
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(forecast_changes, the_first_answer_does_not_take_the_press_away) {
	judged(review());
	fixture_hold(&f, 1200);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast_changes, what_is_no_more_refused_is_a_new_question) {
	judged(refusal());
	fixture_hold(&f, 600);
	judged_now(fine());
	cr_assert_not(repeats_act(3 * MSEC_PER_SEC));
	fixture_pass(&f, 700);
	fixture_tick(&f);
	fixture_hold(&f, 2000);
	cr_assert(acts());
}

/* --- small screens --------------------------------------------------------------------------- */

Test(forecast_changes, on_the_smallest_screen_nothing_of_it_is_cut) {
	struct risk_judgement two = warning();
	two.begins[0].until = FIXTURE_WALL + 7 * MSEC_PER_DAY;
	add_penalty(&two, PLATFORM_ANOMALY_ALERT, FIXTURE_WALL + MSEC_PER_DAY);
	const struct risk_judgement all[] = { warning(), refusal(), review(), two };
	for (unsigned i = 0; i < LANG_COUNT * sizeof(all) / sizeof(all[0]); i++) {
		struct fixture each;
		lang_set((enum lang)(i % LANG_COUNT));
		fixture_init(&each, 20, NULL);
		fixture_resize(&each, 12, 40);
		each.judgement = &all[i / LANG_COUNT];
		fixture_key(&each, "x");
		for (int stage = 0; stage < 2; stage++) {
			for (int row = 9; row < 12; row++) {
				cr_expect_null(strstr(fixture_line(&each, row), "…"), "%s",
						fixture_line(&each, row));
			}
			fixture_key(&each, "Enter");
		}
		fixture_finish(&each);
	}
}

/* --- the platforms' own gestures ------------------------------------------------------------- */

static void has_gesture(enum platform_gesture gesture) {
	f.status.gesture = gesture;
	fixture_status(&f);
}

/* A drag of the row to the left by so many cells, and its end. */
static void slide(int by) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, 40);
	for (int col = 39; col >= 40 - by; col--) {
		fixture_mouse(&f, MOUSE_DRAG, LIST_ROW, col);
	}
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, 40 - by);
}

Test(forecast_changes, a_row_slid_by_the_mouse_is_warned_of_and_slid_once_more) {
	has_gesture(PLATFORM_SLIDE);
	judged(warning());
	slide(36);
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?  Enter does it · hold x once more · Esc leaves it");
	fixture_pass(&f, READ_MS);
	slide(36);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast_changes, a_row_slid_by_the_mouse_can_be_agreed_to_with_enter) {
	has_gesture(PLATFORM_SLIDE);
	judged(warning());
	slide(36);
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast_changes, a_slide_that_is_refused_says_so_and_does_nothing) {
	has_gesture(PLATFORM_SLIDE);
	judged(refusal());
	slide(36);
	cr_assert_not(acts());
	expect_line(MESSAGE_ROW, "Not till 23:41");
	expect_line(KEYS_ROW, "p puts it into the plan");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	fixture_key(&f, "p");
	cr_assert(fixture_has(&f, EFFECT_PACE));
}

Test(forecast_changes, the_side_bar_asks_once_more_and_x_that_repeats_does_not_answer) {
	has_gesture(PLATFORM_SIDEBAR);
	judged(warning());
	fixture_key(&f, "b");
	fixture_pass(&f, 500);
	fixture_key(&f, "x");
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?");
	cr_assert_not(repeats_act(5 * MSEC_PER_SEC));
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "x");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast_changes, the_side_bar_does_nothing_that_is_refused) {
	has_gesture(PLATFORM_SIDEBAR);
	judged(refusal());
	fixture_key(&f, "b");
	fixture_pass(&f, 500);
	fixture_key(&f, "x");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}
