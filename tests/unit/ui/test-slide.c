/* Rows that are slid by the mouse (OP-4). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

enum { LIST_ROW = 3, MESSAGE_ROW = 22, HEART = 3, TITLE = 10, FROM = 60, NEED = 26 };

static struct fixture f;

static void open_slide(void) {
	fixture_init_gesture(&f, PLATFORM_SLIDE, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(OP_4_slide, .init = open_slide, .fini = finish);
TestSuite(OP_4_hold, .fini = finish);

static void press(int row) {
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + row, FROM);
}

static void drag(int row, int col) {
	fixture_mouse(&f, MOUSE_DRAG, LIST_ROW + row, col);
	cr_assert_not(fixture_acts(&f), "only letting go acts");
}

static void let_go(int row, int col) {
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW + row, col);
}

/* From the frame's cells: a character may have more bytes. */
static bool has_role(int row, int col, enum role role) {
	struct frame frame;
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	const bool has = frame_cell(&frame, row, col)->role == role;
	frame_finish(&frame);
	return has;
}

Test(OP_4_slide, a_row_that_is_dragged_over_the_mark_and_let_go_is_taken_back_once) {
	press(2);
	drag(2, FROM - 10);
	fixture_expect_message(&f, "Slide it on, to the mark.");
	drag(2, FROM - NEED);
	fixture_expect_message(&f, "Let go to take this like back.");
	fixture_wait(&f, 3000);
	let_go(2, FROM - NEED);
	fixture_expect_taken_back(&f, "item-2");
	let_go(2, FROM - NEED);
	cr_assert_not(fixture_acts(&f));
	fixture_key(&f, "Enter");
	cr_assert_not(fixture_acts(&f));
}

Test(OP_4_slide, the_row_follows_the_pointer_and_nothing_else_moves) {
	char before[24][1024];
	for (int row = 0; row < 24; row++) {
		snprintf(before[row], sizeof(before[row]), "%s", fixture_line(&f, row));
	}
	press(3);
	drag(3, FROM - 8);
	for (int row = 0; row < 24; row++) {
		const char *line = fixture_line(&f, row);
		const bool moved = row == LIST_ROW + 3 || row == LIST_ROW || row == MESSAGE_ROW ||
				row == MESSAGE_ROW + 1;
		cr_expect(moved || strcmp(line, before[row]) == 0, "%d: %s", row, line);
	}
	const char *line = fixture_line(&f, LIST_ROW + 3);
	cr_assert_eq(strncmp(line, " to fold a fitted sheet", 20), 0, "%s", line);
	cr_assert(has_role(LIST_ROW + 3, 80 - NEED, ROLE_KEY), "the mark");
	drag(3, FROM - NEED);
	cr_assert(has_role(LIST_ROW + 3, 80 - NEED, ROLE_BAR_FULL), "it is reached");
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW + 3), "take back"));
	drag(3, FROM);
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW + 3), "How to fold"), "and back");
}

Test(OP_4_slide, let_go_before_the_mark_it_springs_back) {
	press(1);
	drag(1, FROM - NEED);
	drag(1, FROM - NEED + 1);
	let_go(1, FROM - NEED + 1);
	cr_assert_not(fixture_acts(&f));
	fixture_expect_message(&f, "Let go: nothing happened.");
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW + 1), "♥ 三分钟学会太极起势"));
	fixture_key(&f, "Enter");
	cr_assert_not(fixture_acts(&f));
}

Test(OP_4_slide, where_the_button_goes_up_counts_not_where_it_was_seen_last) {
	press(1);
	drag(1, FROM - 5);
	let_go(1, FROM - NEED - 3);
	fixture_expect_taken_back(&f, "item-1");
	press(2);
	drag(2, FROM - NEED);
	let_go(2, FROM - 5);
	cr_assert_not(fixture_acts(&f));
	press(2);
	drag(2, FROM - NEED);
	let_go(3, FROM - NEED);
	cr_assert_not(fixture_acts(&f), "in another row");
}

Test(OP_4_slide, leaving_the_row_ends_it_and_coming_back_does_not_begin_it_again) {
	for (int by = -1; by <= 1; by += 2) {
		press(4);
		drag(4, FROM - NEED);
		drag(4 + by, FROM - NEED);
		fixture_expect_message(&f, "Let go: nothing happened.");
		drag(4, FROM - NEED - 5);
		let_go(4, FROM - NEED - 5);
		cr_assert_not(fixture_acts(&f));
	}
}

Test(OP_4_slide, Esc_focus_lost_a_resize_a_key_and_the_wheel_end_it) {
	for (int way = 0; way < 5; way++) {
		press(0);
		drag(0, FROM - NEED);
		switch (way) {
		case 0:
			fixture_key(&f, "Esc");
			fixture_expect_message(&f, "Nothing was changed.");
			break;
		case 1:
			fixture_send(&f, (struct msg){ .type = MSG_FOCUS_LOST });
			fixture_expect_message(&f, "Let go: nothing happened.");
			break;
		case 2:
			fixture_resize(&f, 24, 80);
			fixture_expect_message(&f, "Let go: nothing happened.");
			break;
		case 3:
			fixture_key(&f, "Enter");
			cr_assert_not(fixture_acts(&f), "Enter is no letting go");
			fixture_key(&f, "k");
			break;
		default:
			fixture_mouse(&f, MOUSE_WHEEL_DOWN, LIST_ROW, FROM - NEED);
			fixture_mouse(&f, MOUSE_WHEEL_UP, LIST_ROW, FROM - NEED);
			break;
		}
		drag(0, FROM - NEED - 4);
		let_go(0, FROM - NEED - 4);
		cr_assert_not(fixture_acts(&f), "way %d", way);
		fixture_key(&f, "g");
	}
}

Test(OP_4_slide, a_click_that_trembles_is_a_click) {
	press(5);
	drag(5, FROM - 1);
	let_go(5, FROM - 1);
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW + 5), "▌"));
	cr_assert_null(strstr(fixture_line(&f, MESSAGE_ROW), "nothing happened"));
}

Test(OP_4_slide, to_the_right_and_from_the_heart_nothing_is_slid) {
	press(1);
	drag(1, FROM + 15);
	let_go(1, FROM + 15);
	cr_assert_not(fixture_acts(&f));
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + 2, HEART);
	drag(2, 0);
	let_go(2, 0);
	cr_assert_not(fixture_acts(&f));
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + 2, TITLE);
	drag(2, 0);
	fixture_expect_message(&f, "Slide it on, to the mark.");
	let_go(2, 0);
	cr_assert_not(fixture_acts(&f), "ten cells are not enough");
}

Test(OP_4_slide, a_row_that_goes_away_or_changes_under_the_pointer_is_not_acted_on) {
	press(1);
	drag(1, FROM - NEED);
	fixture_intent(&f, 1, false, INTENT_PENDING);
	fixture_tell(&f, 1);
	fixture_expect_message(&f, "The row changed meanwhile.");
	let_go(1, FROM - NEED);
	cr_assert_not(fixture_acts(&f));
	press(2);
	drag(2, FROM - NEED);
	const struct ui_row rows[] = { { .like = &f.likes[5] }, { .like = &f.likes[6] } };
	const struct ui_rows set = { .rows = rows, .n = 2, .total = 2 };
	model_set_rows(f.model, TAB_LIKES, &set);
	fixture_expect_message(&f, "The row went away meanwhile.");
	let_go(2, FROM - NEED);
	cr_assert_not(fixture_acts(&f));
}

Test(OP_4_slide, on_a_row_that_was_taken_back_it_undoes_or_likes_again) {
	fixture_intent(&f, 1, false, INTENT_PENDING);
	fixture_intent(&f, 2, false, INTENT_CONFIRMED);
	fixture_tell(&f, 1);
	fixture_tell(&f, 2);
	press(1);
	drag(1, FROM - NEED);
	fixture_expect_message(&f, "Let go to undo this.");
	let_go(1, FROM - NEED);
	cr_assert(fixture_has(&f, EFFECT_UNDO));
	cr_assert_eq(f.effects[0].intent, 1);
	press(2);
	drag(2, FROM - NEED);
	fixture_expect_message(&f, "Let go to like this again.");
	let_go(2, FROM - NEED);
	cr_assert(fixture_has(&f, EFFECT_LIKE_AGAIN));
}

Test(OP_4_slide, the_way_is_a_third_of_the_row_at_every_size) {
	static const int sizes[][3] = { { 12, 40, 13 }, { 20, 60, 20 }, { 24, 80, 26 },
		{ 30, 120, 26 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fixture_resize(&f, sizes[i][0], sizes[i][1]);
		const int row = LIST_ROW + 2, need = sizes[i][2];
		fixture_mouse(&f, MOUSE_PRESS, row, 36);
		fixture_mouse(&f, MOUSE_DRAG, row, 30);
		fixture_mouse(&f, MOUSE_RELEASE, row, 36 - need + 1);
		cr_expect_not(fixture_acts(&f), "%d columns", sizes[i][1]);
		fixture_mouse(&f, MOUSE_PRESS, row, 36);
		fixture_mouse(&f, MOUSE_DRAG, row, 30);
		fixture_mouse(&f, MOUSE_RELEASE, row, 36 - need);
		cr_expect(fixture_has(&f, EFFECT_TAKE_BACK), "%d columns", sizes[i][1]);
	}
}

Test(OP_4_slide, in_activity_rows_are_slid_too) {
	fixture_intent(&f, 4, false, INTENT_CONFIRMED);
	fixture_key(&f, "2");
	press(0);
	drag(0, FROM - NEED);
	let_go(0, FROM - NEED);
	cr_assert(fixture_has(&f, EFFECT_LIKE_AGAIN));
}

Test(OP_4_slide, a_hold_goes_on_beside_it) {
	fixture_hold(&f, 1200);
	fixture_expect_taken_back(&f, "item-0");
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW + 2, HEART);
	fixture_pass(&f, 850);
	fixture_tick(&f);
	fixture_expect_taken_back(&f, "item-2");
}

Test(OP_4_hold, without_motion_only_the_mark_shows_how_far_it_is) {
	const struct model_options options = { .motion = false, .mouse = true };
	fixture_init_gesture(&f, PLATFORM_SLIDE, &options);
	press(3);
	drag(3, FROM - 8);
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW + 3), "♥ How to fold a fitted sheet"));
	cr_assert(has_role(LIST_ROW + 3, 80 - NEED, ROLE_KEY));
	drag(3, FROM - NEED);
	cr_assert(has_role(LIST_ROW + 3, 80 - NEED, ROLE_BAR_FULL));
	let_go(3, FROM - NEED);
	fixture_expect_taken_back(&f, "item-3");
}

Test(OP_4_hold, where_the_platform_has_no_slide_and_no_side_bar_there_is_none) {
	fixture_init_gesture(&f, PLATFORM_HOLD, NULL);
	press(1);
	drag(1, FROM - NEED - 9);
	let_go(1, FROM - NEED - 9);
	cr_assert_not(fixture_acts(&f));
	for (int i = 0; i < 2; i++) {
		fixture_key(&f, "Shift+Left");
		fixture_expect_message(&f, "Rows are not slid here; x takes back.");
		fixture_wait(&f, 2000);
	}
	fixture_key(&f, "b");
	fixture_expect_message(&f, "There is no side bar here; x takes back.");
	fixture_key(&f, "Enter");
	cr_assert_not(fixture_acts(&f));
}

Test(OP_4_hold, with_the_mouse_off_the_key_slides_and_the_line_says_so) {
	const struct model_options options = { .motion = true, .mouse = false };
	fixture_init_gesture(&f, PLATFORM_SLIDE, &options);
	fixture_expect_message(&f, "On 抖音: Shift+Left slides the row left; or hold x");
	press(1);
	drag(1, FROM - NEED);
	let_go(1, FROM - NEED);
	cr_assert_not(fixture_acts(&f));
	fixture_key(&f, "Shift+Left");
	fixture_wait(&f, 1200);
	fixture_key(&f, "Shift+Left");
	fixture_expect_taken_back(&f, "item-0");
}
