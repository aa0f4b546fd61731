/* Rows that are slid by a key (OP-4). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

enum { LIST_ROW = 3, MESSAGE_ROW = 22 };

static struct fixture f;

static void open_slide(void) {
	fixture_init_gesture(&f, PLATFORM_SLIDE, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(OP_4_slide_key, .init = open_slide, .fini = finish);

Test(OP_4_slide_key, Shift_Left_slides_halfway_and_asks_and_once_more_it_acts) {
	fixture_key(&f, "j");
	fixture_key(&f, "Shift+Left");
	cr_assert_not(fixture_acts(&f));
	fixture_expect_message(&f, "Shift+Left again takes it back, or Enter · Esc keeps it");
	cr_assert_null(strstr(fixture_line(&f, LIST_ROW + 1), "♥"), "off its place");
	fixture_wait(&f, 1200);
	fixture_key(&f, "Shift+Left");
	fixture_expect_taken_back(&f, "item-1");
}

Test(OP_4_slide_key, a_single_press_never_acts_however_long_and_fast_it_repeats) {
	static const int delays[] = { 33, 200, 250, 500, 660, 1000 };
	static const int repeats[] = { 20, 33, 66, 90, 130 };
	for (size_t d = 0; d < sizeof(delays) / sizeof(delays[0]); d++) {
		for (size_t r = 0; r < sizeof(repeats) / sizeof(repeats[0]); r++) {
			fixture_key(&f, "Shift+Left");
			fixture_pass(&f, delays[d]);
			for (int i = 0; i < 60; i++) {
				fixture_key(&f, "Shift+Left");
				cr_assert_not(fixture_acts(&f), "%d, %d", delays[d], repeats[r]);
				fixture_pass(&f, repeats[r]);
			}
			fixture_expect_message(&f, "Shift+Left is held, or came too soon to tell");
			fixture_key(&f, "Esc");
			fixture_pass(&f, 3000);
		}
	}
}

Test(OP_4_slide_key, too_soon_is_told_and_a_moment_later_it_acts) {
	fixture_key(&f, "Shift+Left");
	fixture_pass(&f, 300);
	fixture_key(&f, "Shift+Left");
	cr_assert_not(fixture_acts(&f));
	fixture_expect_message(&f, "came too soon to tell: once more in a moment, or Enter");
	fixture_wait(&f, 1200);
	fixture_expect_message(&f, "Shift+Left again takes it back");
	fixture_key(&f, "Shift+Left");
	fixture_expect_taken_back(&f, "item-0");
}

Test(OP_4_slide_key, Enter_answers_at_once_and_Esc_or_moving_keeps_it) {
	fixture_key(&f, "Shift+Left");
	fixture_key(&f, "Enter");
	fixture_expect_taken_back(&f, "item-0");
	fixture_key(&f, "Shift+Left");
	fixture_key(&f, "Esc");
	fixture_expect_message(&f, "Nothing was changed.");
	fixture_key(&f, "Enter");
	cr_assert_not(fixture_acts(&f));
	fixture_key(&f, "Esc");
	fixture_key(&f, "Shift+Left");
	fixture_key(&f, "j");
	fixture_wait(&f, 1200);
	fixture_key(&f, "Shift+Left");
	cr_assert_not(fixture_acts(&f), "another row: a new question");
	fixture_expect_message(&f, "Shift+Left again");
}

Test(OP_4_slide_key, where_releases_are_told_the_second_press_need_not_wait) {
	fixture_key(&f, "Shift+Left");
	fixture_release(&f, "Left");
	fixture_pass(&f, 90);
	fixture_key(&f, "Shift+Left");
	fixture_expect_taken_back(&f, "item-0");
	/* Held from there on it does not ask about the row again. */
	for (int i = 0; i < 30; i++) {
		fixture_pass(&f, 33);
		fixture_key(&f, "Shift+Left");
		cr_assert_not(fixture_acts(&f));
	}
	cr_assert_null(strstr(fixture_line(&f, MESSAGE_ROW), "again"));
	fixture_release(&f, "Left");
	for (int i = 0; i < 100; i++) {
		fixture_key(&f, "Shift+Left"); /* held, with repeats as the protocol tells them */
		cr_assert_not(fixture_acts(&f));
		fixture_pass(&f, i == 0 ? 250 : 33);
	}
}

Test(OP_4_slide_key, the_key_of_holding_asks_anew_in_the_place_of_it) {
	fixture_key(&f, "Shift+Left");
	fixture_key(&f, "x");
	fixture_expect_message(&f, "keep holding x");
	cr_assert_not_null(strstr(fixture_line(&f, LIST_ROW), "♥"), "it is back in its place");
	fixture_key(&f, "Enter");
	fixture_expect_taken_back(&f, "item-0");
}

Test(OP_4_slide_key, as_a_command_it_asks_and_never_acts) {
	for (int i = 0; i < 2; i++) {
		fixture_key(&f, ":");
		fixture_type(&f, "slide");
		fixture_key(&f, "Enter");
		cr_assert_not(fixture_acts(&f));
		fixture_expect_message(&f, "Shift+Left again takes it back");
		fixture_pass(&f, 2000);
	}
}

Test(OP_4_slide_key, the_line_above_the_keys_and_the_help_say_it) {
	fixture_expect_message(&f, "On 抖音: slide the row left, or hold x");
	fixture_key(&f, "?");
	cr_assert_not_null(strstr(
			fixture_line(&f, LIST_ROW), "On 抖音: slide the row left, or hold x"));
	fixture_key(&f, "Esc");
	fixture_key(&f, "x");
	cr_assert_null(strstr(fixture_text(&f), "On 抖音"), "a question comes first");
}
