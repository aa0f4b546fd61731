#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

enum { LIST_ROW = 3, MESSAGE_ROW = 22, KEYS_ROW = 23, HEART = 3, TITLE = 10 };

static struct fixture f;

static void init(void) {
	fixture_init(&f, 200, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(mouse, .init = init, .fini = finish);

static bool acts(void) {
	return fixture_has(&f, EFFECT_TAKE_BACK) || fixture_has(&f, EFFECT_LIKE_AGAIN) ||
			fixture_has(&f, EFFECT_UNDO);
}

static void expect_message(const char *part) {
	const char *line = fixture_line(&f, MESSAGE_ROW);
	cr_assert_not_null(strstr(line, part), "wanted '%s', the line is '%s'", part, line);
}

/* Time passes as the app lets it pass: the model is told when it asked to be. */
static void wait_for(msec_t by) {
	const msec_t end = f.now.mono + by;
	f.n_effects = 0;
	while (f.n_effects == 0) {
		const msec_t next = model_next_tick(f.model, f.now);
		if (next > end) {
			break;
		}
		fixture_pass(&f, next - f.now.mono);
		fixture_tick(&f);
	}
	if (end > f.now.mono) {
		fixture_pass(&f, end - f.now.mono);
	}
}

/* The focused row of the list, from 0. */
static int focused(void) {
	for (int row = 0; row < 18; row++) {
		if (strstr(fixture_line(&f, LIST_ROW + row), "▌") != NULL) {
			return row;
		}
	}
	return -1;
}

/* --- holding --------------------------------------------------------------------------------- */

Test(mouse, a_button_held_on_a_heart_acts_once_on_that_row) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + 2, HEART);
	cr_assert_not(acts());
	cr_assert_eq(focused(), 2);
	wait_for(799);
	cr_assert_not(acts());
	expect_message("Keep holding to take this like back.   Let go to keep it");
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW + 2), "9 %"), "the bar fills");
	wait_for(2);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	cr_assert_str_eq(f.effects[0].item, "item-2");
	wait_for(3000);
	cr_assert_not(acts());
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW + 2, HEART);
	cr_assert_not(acts());
}

Test(mouse, letting_go_early_does_nothing) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(600);
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, HEART);
	cr_assert_not(acts());
	expect_message("Let go: nothing happened.");
	wait_for(3000);
	cr_assert_not(acts());
}

Test(mouse, leaving_the_heart_ends_the_hold_and_coming_back_does_not_begin_it_again) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(400);
	fixture_mouse(&f, MOUSE_DRAG, LIST_ROW, HEART + 1);
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW), "%"), "within it is no leaving");
	fixture_mouse(&f, MOUSE_DRAG, LIST_ROW, TITLE);
	expect_message("Let go: nothing happened.");
	fixture_mouse(&f, MOUSE_DRAG, LIST_ROW, HEART);
	wait_for(2000);
	cr_assert_not(acts());
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, HEART);
	cr_assert_not(acts());
}

Test(mouse, the_heart_of_another_row_is_another_heart) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(400);
	fixture_mouse(&f, MOUSE_DRAG, LIST_ROW + 1, HEART);
	wait_for(2000);
	cr_assert_not(acts());
}

Test(mouse, a_release_that_is_read_before_the_timer_wins) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	fixture_pass(&f, 5000); /* the machine stood still */
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, HEART);
	cr_assert_not(acts());
	fixture_tick(&f);
	cr_assert_not(acts());
}

Test(mouse, a_click_on_a_heart_asks_like_a_tap_of_x) {
	fixture_click(&f, LIST_ROW + 1, HEART);
	cr_assert_not(acts());
	expect_message("Take this like back?");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	cr_assert_str_eq(f.effects[0].item, "item-1");
}

Test(mouse, fifteen_clicks_on_a_heart_act_never) {
	for (int i = 0; i < 15; i++) {
		fixture_click(&f, LIST_ROW, HEART);
		cr_assert_not(acts());
		wait_for(70);
		cr_assert_not(acts());
	}
	fixture_key(&f, "Enter");
	cr_assert_not(acts(), "Enter is off behind the second");
}

Test(mouse, focus_lost_while_holding_is_nothing) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(700);
	fixture_send(&f, (struct msg){ .type = MSG_FOCUS_LOST });
	wait_for(2000);
	cr_assert_not(acts());
	expect_message("Let go: nothing happened.");
}

Test(mouse, esc_and_the_wheel_end_a_hold) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(400);
	fixture_key(&f, "Esc");
	wait_for(2000);
	cr_assert_not(acts());
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, HEART);
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(400);
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, HEART);
	wait_for(2000);
	cr_assert_not(acts());
}

Test(mouse, a_row_that_goes_away_under_the_button_is_not_acted_on) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(400);
	const struct ui_row rows[] = { { .like = &f.likes[5] }, { .like = &f.likes[6] } };
	const struct ui_rows set = { .rows = rows, .n = 2, .total = 2 };
	model_set_rows(f.model, TAB_LIKES, &set);
	wait_for(2000);
	cr_assert_not(acts());
	expect_message("The row went away meanwhile.");
}

Test(mouse, a_heart_is_at_least_four_cells_wide_at_every_size) {
	static const int sizes[][2] = { { 12, 40 }, { 15, 59 }, { 24, 80 }, { 60, 200 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fixture_resize(&f, sizes[i][0], sizes[i][1]);
		struct frame frame;
		frame_init(&frame);
		view_render(f.model, f.now, &frame);
		int cells = 0;
		for (int col = 0; col < frame.cols; col++) {
			cells += frame_target(&frame, 5, col).type == TARGET_HEART;
		}
		cr_expect_geq(cells, 4, "%d columns", sizes[i][1]);
		cr_expect_leq(cells, 6, "%d columns", sizes[i][1]);
		cr_expect_eq(frame_target(&frame, 5, frame.cols < 100 ? frame.cols - 1 : 60).type,
				TARGET_ROW);
		cr_expect_eq(frame_target(&frame, 5, frame.cols).type, TARGET_NOTHING);
		frame_finish(&frame);
	}
}

Test(mouse, without_motion_the_bar_steps_and_does_not_move) {
	fixture_finish(&f);
	const struct model_options options = { .motion = false, .mouse = true };
	fixture_init(&f, 200, &options);
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(450);
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW), "50 %"));
	int ticks = 0;
	for (; f.n_effects == 0 && ticks < 100; ticks++) {
		fixture_pass(&f, model_next_tick(f.model, f.now) - f.now.mono);
		fixture_tick(&f);
	}
	cr_assert_leq(ticks, 5);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

/* --- clicking -------------------------------------------------------------------------------- */

Test(mouse, a_click_on_a_row_focuses_it) {
	fixture_click(&f, LIST_ROW + 7, TITLE);
	cr_assert_eq(focused(), 7);
	/* Elsewhere than where it went down it is none. */
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + 1, TITLE);
	fixture_mouse(&f, MOUSE_DRAG, LIST_ROW + 2, TITLE);
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW + 2, TITLE);
	cr_assert_eq(focused(), 7);
}

Test(mouse, a_click_on_another_row_answers_the_question_with_no) {
	fixture_key(&f, "x");
	fixture_click(&f, LIST_ROW + 4, TITLE);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(mouse, a_click_on_a_tab_switches) {
	fixture_click(&f, 1, 12);
	cr_assert_eq(model_tab(f.model), TAB_ACTIVITY);
	fixture_click(&f, 1, 2);
	cr_assert_eq(model_tab(f.model), TAB_LIKES);
	fixture_click(&f, 1, 24);
	cr_assert_eq(model_tab(f.model), TAB_PROFILE);
	fixture_click(&f, 1, 35);
	cr_assert_not_null(strstr(fixture_text(&f), "hold it, or tap it"), "help");
	fixture_click(&f, 1, 12);
	cr_assert_eq(model_tab(f.model), TAB_ACTIVITY, "out of the help, too");
	fixture_resize(&f, 12, 40);
	fixture_click(&f, 0, 36);
	cr_assert_eq(model_tab(f.model), TAB_PROFILE, "a narrow screen has the next one");
}

/* Where a hint's words stand. */
static int hint(const char *words) {
	const char *line = fixture_line(&f, KEYS_ROW);
	const char *at = strstr(line, words);
	cr_assert_not_null(at, "there is no '%s' in '%s'", words, line);
	return (int)(at - line); /* nothing but ASCII before it */
}

Test(mouse, a_click_on_a_hint_does_what_its_key_does) {
	fixture_resize(&f, 24, 99);
	fixture_click(&f, KEYS_ROW, hint("x take back"));
	expect_message("Take this like back?");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	fixture_click(&f, KEYS_ROW, hint("r refresh"));
	cr_assert(fixture_has(&f, EFFECT_REFRESH));
	fixture_click(&f, KEYS_ROW, hint("/ search"));
	fixture_type(&f, "sheet");
	fixture_click(&f, KEYS_ROW, hint("Enter finds"));
	cr_assert(fixture_has(&f, EFFECT_SEARCH));
	fixture_click(&f, KEYS_ROW, hint("q quit"));
	cr_assert(fixture_has(&f, EFFECT_QUIT));
}

Test(mouse, a_click_on_the_hint_of_x_is_a_tap_where_releases_are_told) {
	fixture_release(&f, "j");
	for (int i = 0; i < 10; i++) {
		fixture_click(&f, KEYS_ROW, hint("x take back"));
		cr_assert_not(acts());
		wait_for(300);
		cr_assert_not(acts());
	}
	fixture_key(&f, "x");
	wait_for(2000);
	cr_assert_not(acts());
}

Test(mouse, what_is_clicked_on_never_becomes_text) {
	fixture_key(&f, "/");
	fixture_click(&f, 1, 12);
	fixture_click(&f, LIST_ROW, TITLE);
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, TITLE);
	cr_assert_str_eq(fixture_line(&f, MESSAGE_ROW), " /");
}

Test(mouse, leaving_asks_and_clicks_are_no_answer) {
	f.status.pending = 2;
	fixture_status(&f);
	fixture_key(&f, "q");
	for (int row = 0; row < 24; row++) {
		for (int col = 0; col < 80; col += 7) {
			fixture_click(&f, row, col);
			cr_assert_eq(f.n_effects, 0, "%d, %d", row, col);
		}
	}
}

/* --- the wheel ------------------------------------------------------------------------------- */

Test(mouse, the_wheel_scrolls_three_rows) {
	char fourth[512];
	snprintf(fourth, sizeof(fourth), "%s", fixture_line(&f, LIST_ROW + 3) + 5);
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, TITLE);
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW), fourth), "%s",
			fixture_line(&f, LIST_ROW));
	cr_assert_eq(focused(), 0, "the cursor stays in sight");
	fixture_mouse(&f, MOUSE_WHEEL_UP, LIST_ROW, TITLE);
	cr_assert_eq(focused(), 3, "and on its row where that is in sight");
	fixture_mouse(&f, MOUSE_WHEEL_UP, LIST_ROW, TITLE);
	cr_assert_eq(focused(), 3);
	for (int i = 0; i < 100; i++) {
		fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, TITLE);
	}
	cr_assert_eq(focused(), 0);
	fixture_key(&f, "G");
	cr_assert_eq(focused(), 17, "the end was in sight");
}

Test(mouse, the_wheel_moves_the_help) {
	fixture_resize(&f, 16, 80);
	fixture_key(&f, "?");
	char before[512];
	snprintf(before, sizeof(before), "%s", fixture_line(&f, LIST_ROW + 3));
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, TITLE);
	cr_assert_str_eq(fixture_line(&f, LIST_ROW), before);
	fixture_mouse(&f, MOUSE_WHEEL_UP, LIST_ROW, TITLE);
	fixture_mouse(&f, MOUSE_WHEEL_UP, LIST_ROW, TITLE);
	cr_assert_str_eq(fixture_line(&f, LIST_ROW + 3), before);
}

/* --- off ------------------------------------------------------------------------------------- */

Test(mouse, off_means_that_nothing_of_it_is_heard) {
	fixture_finish(&f);
	const struct model_options options = { .motion = true, .mouse = false };
	fixture_init(&f, 200, &options);
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + 2, HEART);
	wait_for(2000);
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW + 2, HEART);
	fixture_click(&f, LIST_ROW + 4, TITLE);
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, TITLE);
	cr_assert_not(acts());
	cr_assert_eq(focused(), 0);
}

Test(mouse, in_the_details_the_heart_and_the_wheel_work) {
	fixture_resize(&f, 12, 40);
	fixture_key(&f, "Enter");
	struct frame frame;
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	cr_assert_eq(frame_target(&frame, 2, 1).type, TARGET_HEART);
	cr_assert_eq(frame_target(&frame, 4, 10).type, TARGET_NOTHING);
	frame_finish(&frame);
	const char *const title = "红烧肉这样做最好吃";
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, 4, 10);
	cr_assert_null(strstr(fixture_text(&f), title));
	fixture_mouse(&f, MOUSE_WHEEL_UP, 4, 10);
	cr_assert_not_null(strstr(fixture_text(&f), title));
	fixture_mouse(&f, MOUSE_PRESS, 2, 1);
	cr_assert_not_null(strstr(fixture_text(&f), "back"));
	fixture_pass(&f, 900);
	fixture_tick(&f);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(mouse, beside_the_list_a_click_is_on_no_row) {
	fixture_resize(&f, 30, 120);
	struct frame frame;
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	cr_assert_eq(frame_target(&frame, 5, 79).type, TARGET_ROW);
	cr_assert_eq(frame_target(&frame, 5, 81).type, TARGET_NOTHING);
	frame_finish(&frame);
}
