/* The side bar (OP-4). */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

enum { LIST_ROW = 3, MESSAGE_ROW = 22, TITLE = 10 };

static struct fixture f;

static void open_bar(void) {
	fixture_init_gesture(&f, PLATFORM_SIDEBAR, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(OP_4_sidebar, .init = open_bar, .fini = finish);

static void open_the_bar(void) {
	fixture_key(&f, "b");
	cr_assert_not(fixture_acts(&f));
	cr_assert_not_null(strstr(fixture_text(&f), "i details"), "%s", fixture_text(&f));
	fixture_pass(&f, 100);
}

static bool is_open(void) {
	return strstr(fixture_text(&f), "i details") != NULL;
}

Test(OP_4_sidebar, b_opens_it_and_one_more_key_acts) {
	static const char *const keys[] = { "Enter", "x" };
	for (size_t i = 0; i < 2; i++) {
		open_the_bar();
		fixture_key(&f, keys[i]);
		fixture_expect_taken_back(&f, "item-0");
		cr_assert_not(is_open());
	}
}

Test(OP_4_sidebar, the_letter_may_be_held_and_acts_once) {
	open_the_bar();
	fixture_key(&f, "x");
	fixture_expect_taken_back(&f, "item-0");
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	fixture_pass(&f, 250);
	for (int i = 0; i < 60; i++) {
		fixture_key(&f, "x");
		cr_assert_not(fixture_acts(&f));
		fixture_pass(&f, 33);
	}
	cr_assert_null(strstr(fixture_line(&f, MESSAGE_ROW), "ndo?"), "nor does it ask");
}

Test(OP_4_sidebar, Esc_and_moving_close_it) {
	static const char *const keys[] = { "Esc", "j", "k", "PgDn", "G", "g", "/", "2" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		open_the_bar();
		fixture_key(&f, keys[i]);
		cr_assert_not(is_open(), "%s", keys[i]);
		fixture_key(&f, "Esc");
		fixture_key(&f, "1");
		cr_assert_not(fixture_acts(&f));
	}
}

Test(OP_4_sidebar, b_again_or_held_leaves_it_open) {
	open_the_bar();
	for (int i = 0; i < 20; i++) {
		fixture_key(&f, "b");
		cr_assert(is_open());
	}
}

Test(OP_4_sidebar, the_others_open_the_page_and_the_details) {
	open_the_bar();
	fixture_key(&f, "o");
	cr_assert(fixture_has(&f, EFFECT_OPEN));
	cr_assert_not(is_open());
	open_the_bar();
	fixture_key(&f, "i");
	cr_assert_not_null(strstr(fixture_text(&f), "You like this."), "the details");
	open_the_bar();
	cr_assert_null(strstr(fixture_text(&f), "You like this."), "back on the list");
}

Test(OP_4_sidebar, what_comes_all_at_once_is_no_choice) {
	fixture_type(&f, "bx");
	cr_assert_not(fixture_acts(&f));
	cr_assert(is_open());
	fixture_pass(&f, 100);
	fixture_key(&f, "Enter");
	fixture_expect_taken_back(&f, "item-0");
}

Test(OP_4_sidebar, a_click_in_it_acts_and_one_beside_it_does_not) {
	open_the_bar();
	struct frame frame;
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	int found = 0;
	for (int row = 0; row < 24; row++) {
		for (int col = 60; col < 80; col++) {
			const struct target at = frame_target(&frame, row, col);
			const bool wanted = at.type == TARGET_REQUEST &&
					at.of == REQUEST_TAKE_BACK && row < MESSAGE_ROW;
			if (wanted && found++ == 3) {
				fixture_click(&f, row, col);
				fixture_expect_taken_back(&f, "item-0");
			}
		}
	}
	frame_finish(&frame);
	cr_assert_geq(found, 8, "large enough to be hit");
	open_the_bar();
	fixture_click(&f, LIST_ROW + 9, TITLE);
	cr_assert_not(fixture_acts(&f));
	cr_assert_not(is_open());
}

Test(OP_4_sidebar, without_keys_of_their_own_its_entries_can_be_clicked) {
	fixture_finish(&f);
	struct keymap keymap;
	keymap_init(&keymap);
	keymap_set(&keymap, REQUEST_TAKE_BACK, NULL, 0);
	keymap_set(&keymap, REQUEST_OPEN, NULL, 0);
	const struct model_options options = { .mouse = true, .keymap = &keymap };
	fixture_init_gesture(&f, PLATFORM_SIDEBAR, &options);
	fixture_key(&f, "b");
	fixture_pass(&f, 100);
	fixture_click(&f, LIST_ROW + 2, 76);
	cr_assert(fixture_has(&f, EFFECT_OPEN));
	fixture_key(&f, "b");
	fixture_pass(&f, 100);
	fixture_click(&f, LIST_ROW + 1, 76);
	fixture_expect_taken_back(&f, "item-0");
}

Test(OP_4_sidebar, it_says_what_can_be_done_with_the_row) {
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_intent(&f, 1, false, INTENT_CONFIRMED);
	fixture_intent(&f, 2, false, INTENT_UNDECIDED);
	static const char *const entries[] = { "x undo", "x like again", "x try again" };
	for (size_t i = 0; i < 3; i++) {
		fixture_tell(&f, i);
	}
	for (size_t i = 0; i < 3; i++) {
		open_the_bar();
		cr_assert_not_null(strstr(fixture_text(&f), entries[i]), "%s", fixture_text(&f));
		cr_assert_eq(strstr(fixture_text(&f), "u keep") != NULL, i == 2);
		fixture_key(&f, "j");
	}
	fixture_key(&f, "g");
	open_the_bar();
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_UNDO));
	fixture_key(&f, "j");
	open_the_bar();
	fixture_key(&f, "x");
	cr_assert(fixture_has(&f, EFFECT_LIKE_AGAIN));
	fixture_key(&f, "j");
	open_the_bar();
	fixture_key(&f, "u");
	cr_assert(fixture_has(&f, EFFECT_UNDO));
	cr_assert_eq(f.effects[0].intent, 3);
}

Test(OP_4_sidebar, a_row_that_changes_meanwhile_closes_it) {
	open_the_bar();
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	cr_assert_not(is_open());
	fixture_expect_message(&f, "The row changed meanwhile.");
	fixture_key(&f, "Enter");
	cr_assert_not(fixture_acts(&f));
}

Test(OP_4_sidebar, at_every_size_and_on_every_row_the_title_can_be_seen) {
	static const int sizes[][2] = { { 12, 40 }, { 15, 59 }, { 24, 80 }, { 30, 120 },
		{ 60, 200 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fixture_resize(&f, sizes[i][0], sizes[i][1]);
		static const char *const rows[] = { "g", "G", "k" };
		for (size_t r = 0; r < 3; r++) {
			fixture_key(&f, rows[r]);
			open_the_bar();
			struct frame frame;
			frame_init(&frame);
			view_render(f.model, f.now, &frame);
			int shown = 0;
			for (int col = 3; col < frame.cols; col++) {
				shown += frame_cell(&frame, frame.cursor_row, col)->role ==
						ROLE_TITLE;
			}
			frame_finish(&frame);
			cr_expect_geq(shown, 14, "%d columns, %s", sizes[i][1], rows[r]);
			fixture_key(&f, "Esc");
		}
	}
}

Test(OP_4_sidebar, the_line_above_the_keys_and_the_help_say_it) {
	fixture_expect_message(&f, "On 快手: b opens the side bar; or hold x");
	fixture_key(&f, "?");
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW), "On 快手: b opens the side bar"));
}

Test(OP_4_sidebar, a_hold_goes_on_beside_it) {
	fixture_hold(&f, 1200);
	fixture_expect_taken_back(&f, "item-0");
}
