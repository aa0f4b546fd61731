#include "unlike/ui/frame.h"

#include <criterion/criterion.h>
#include <string.h>

static struct frame frame;

static void init(void) {
	text_init();
	frame_init(&frame);
	frame_reset(&frame, 3, 10);
}

static void finish(void) {
	frame_finish(&frame);
}

TestSuite(frame, .init = init, .fini = finish);

static void expect_text(const char *wanted) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	frame_to_text(&frame, &text);
	cr_assert_str_eq(text.data, wanted);
	buf_finish(&text);
}

static void expect_roles(const char *wanted) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	frame_to_roles(&frame, &text);
	cr_assert_str_eq(text.data, wanted);
	buf_finish(&text);
}

Test(frame, a_new_one_is_blank) {
	expect_text("\n\n\n");
	cr_assert_not(frame.cursor_shown);
}

Test(frame, put_returns_the_next_column) {
	cr_assert_eq(frame_put(&frame, 0, 1, 10, ROLE_TEXT, "ab猫"), 5);
	expect_text(" ab猫\n\n\n");
	cr_assert_eq(frame_cell(&frame, 0, 3)->width, 2);
	cr_assert_eq(frame_cell(&frame, 0, 4)->width, 0);
}

Test(frame, put_is_clipped_to_its_limit_and_to_the_frame) {
	cr_assert_eq(frame_put(&frame, 0, 0, 3, ROLE_TEXT, "abcdef"), 3);
	cr_assert_eq(frame_put(&frame, 1, 8, 100, ROLE_TEXT, "abcdef"), 10);
	expect_text("abc\n        ab\n\n");
}

Test(frame, a_wide_character_that_would_be_cut_becomes_a_blank) {
	cr_assert_eq(frame_put(&frame, 0, 0, 3, ROLE_TEXT, "猫猫"), 3);
	cr_assert_eq(frame_put(&frame, 1, 9, 10, ROLE_TEXT, "猫"), 10);
	expect_text("猫\n\n\n");
}

Test(frame, rows_outside_are_no_error) {
	cr_assert_eq(frame_put(&frame, 3, 2, 10, ROLE_TEXT, "a"), 2);
	cr_assert_eq(frame_put(&frame, -1, 2, 10, ROLE_TEXT, "a"), 2);
	frame_fill(&frame, 3, 0, 10, ROLE_TEXT, "-");
	frame_focus(&frame, 3);
	frame_fade(&frame, -1, 0, 10, 9);
	expect_text("\n\n\n");
}

Test(frame, overwriting_half_of_a_wide_character_leaves_no_half) {
	frame_put(&frame, 0, 0, 10, ROLE_TEXT, "猫猫");
	frame_put(&frame, 0, 1, 10, ROLE_TEXT, "x");
	expect_text(" x猫\n\n\n");
	frame_put(&frame, 0, 2, 3, ROLE_TEXT, "y");
	expect_text(" xy\n\n\n");
	cr_assert_eq(frame_cell(&frame, 0, 3)->width, 1);
}

Test(frame, put_fit_cuts_with_an_ellipsis) {
	frame_put_fit(&frame, 0, 0, 5, ROLE_TEXT, "abcdef", "…");
	frame_put_fit(&frame, 1, 0, 6, ROLE_TEXT, "猫猫猫猫", "…");
	frame_put_fit(&frame, 2, 0, 3, ROLE_TEXT, "abc", "…");
	expect_text("abcd…\n猫猫…\nabc\n");
	cr_assert_eq(frame_put_fit(&frame, 0, 5, 5, ROLE_TEXT, "abc", "…"), 5);
}

Test(frame, put_right_ends_before_its_limit) {
	frame_put_right(&frame, 0, 0, 9, ROLE_TEXT, "12,4");
	frame_put_right(&frame, 1, 6, 9, ROLE_TEXT, "12,408");
	expect_text("     12,4\n      12,\n\n");
}

Test(frame, fill_with_a_wide_character_ends_with_a_blank) {
	frame_fill(&frame, 0, 0, 5, ROLE_RULE, "猫");
	frame_fill(&frame, 1, 2, 4, ROLE_RULE, "─");
	frame_fill(&frame, 2, 0, 4, ROLE_RULE, "");
	expect_text("猫猫\n  ──\n\n");
}

Test(frame, roles_are_letters_and_the_focused_row_has_a_star) {
	frame_put(&frame, 0, 0, 10, ROLE_TITLE, "猫 a");
	frame_put(&frame, 1, 1, 10, ROLE_BAD, "x");
	frame_focus(&frame, 1);
	expect_roles("tt t\n* !\n\n");
}

Test(frame, a_focus_may_end_before_the_row_does) {
	frame_focus_until(&frame, 1, 4);
	frame_focus_until(&frame, 2, 99);
	frame_focus_until(&frame, 3, 4);
	for (int col = 0; col < frame.cols; col++) {
		cr_assert_eq(frame_cell(&frame, 1, col)->focus, col < 4);
		cr_assert(frame_cell(&frame, 2, col)->focus);
	}
}

Test(frame, cleared_rows_have_neither_text_nor_focus) {
	for (int row = 0; row < 3; row++) {
		frame_put(&frame, row, 0, 10, ROLE_BAD, "猫 a");
		frame_focus(&frame, row);
	}
	frame_clear(&frame, 1, 2);
	expect_text("猫 a\n\n猫 a\n");
	cr_assert_not(frame_cell(&frame, 1, 0)->focus);
	cr_assert(frame_cell(&frame, 2, 0)->focus);
	frame_clear(&frame, -5, 99);
	expect_text("\n\n\n");
}

Test(frame, fade_touches_its_columns_only) {
	frame_fade(&frame, 1, 2, 4, 100);
	cr_assert_eq(frame_cell(&frame, 1, 1)->fade, 0);
	cr_assert_eq(frame_cell(&frame, 1, 2)->fade, 100);
	cr_assert_eq(frame_cell(&frame, 1, 3)->fade, 100);
	cr_assert_eq(frame_cell(&frame, 1, 4)->fade, 0);
}

Test(frame, a_row_that_is_slid_keeps_its_focus_and_leaves_no_half_of_a_wide_character) {
	frame_put(&frame, 0, 0, 10, ROLE_TITLE, "猫ab猫cd|");
	frame_focus_until(&frame, 0, 4);
	frame_slide(&frame, 0, 8, 1);
	expect_text(" ab猫cd |\n\n\n");
	cr_assert(frame_cell(&frame, 0, 3)->focus);
	cr_assert_not(frame_cell(&frame, 0, 4)->focus, "focus is the place's");
	frame_put(&frame, 1, 0, 10, ROLE_TEXT, "abcdefg猫x");
	frame_slide(&frame, 1, 8, 3);
	expect_text(" ab猫cd |\ndefg     x\n\n");
	frame_slide(&frame, 1, 100, 100);
	frame_slide(&frame, 3, 10, 2);
	frame_slide(&frame, 0, 8, 0);
	expect_text(" ab猫cd |\n\n\n");
}

Test(frame, a_part_that_is_cleared_has_no_text_no_focus_and_no_target) {
	const struct target row = { .type = TARGET_ROW, .of = 7 };
	frame_put(&frame, 0, 0, 10, ROLE_TITLE, "ab猫猫cdef");
	frame_focus(&frame, 0);
	frame_add_target(&frame, 0, 0, 10, row);
	frame_clear_part(&frame, 0, 3, 7);
	expect_text("ab     def\n\n\n");
	cr_assert(frame_cell(&frame, 0, 2)->focus);
	cr_assert_not(frame_cell(&frame, 0, 3)->focus);
	cr_assert_eq(frame_target(&frame, 0, 2).type, TARGET_ROW);
	cr_assert_eq(frame_target(&frame, 0, 3).type, TARGET_NOTHING);
	cr_assert_eq(frame_target(&frame, 0, 7).type, TARGET_ROW);
	frame_clear_part(&frame, 3, 0, 10);
	expect_text("ab     def\n\n\n");
}

Test(frame, a_reset_forgets_everything) {
	frame_put(&frame, 0, 0, 10, ROLE_BAD, "猫");
	frame_focus(&frame, 0);
	frame.cursor_shown = true;
	frame_reset(&frame, 3, 10);
	expect_roles("\n\n\n");
	cr_assert_not(frame_cell(&frame, 0, 0)->focus);
	cr_assert_not(frame.cursor_shown);
	frame_reset(&frame, 1, 1);
	expect_text("\n");
}

static struct frame small;

static void put_small(const char *first, const char *second) {
	frame_init(&small);
	frame_reset(&small, 2, 4);
	frame_put(&small, 0, 0, 4, ROLE_GOOD, first);
	frame_put(&small, 1, 0, 4, ROLE_TEXT, second);
	small.cursor_shown = true;
	small.cursor_row = 1;
	small.cursor_col = 2;
}

Test(frame, a_copy_stands_where_it_is_put_with_its_cursor) {
	put_small("abcd", "efgh");
	frame_copy(&frame, 1, 3, &small);
	expect_text("\n   abcd\n   efgh\n");
	expect_roles("\n   gggg\n   ....\n");
	cr_assert(frame.cursor_shown);
	cr_assert_eq(frame.cursor_row, 2);
	cr_assert_eq(frame.cursor_col, 5);
	frame_finish(&small);
}

Test(frame, a_place_answers_with_the_newest_that_covers_it) {
	frame_reset(&frame, 3, 10);
	frame_add_target(&frame, 1, 0, 99, (struct target){ .type = TARGET_ROW, .of = 7 });
	frame_add_target(&frame, 1, 2, 5, (struct target){ .type = TARGET_HEART, .of = 7 });
	static const struct {
		int row, col;
		enum target_type want;
	} rows[] = { { 1, 1, TARGET_ROW }, { 1, 2, TARGET_HEART }, { 1, 4, TARGET_HEART },
		{ 1, 5, TARGET_ROW }, { 1, 9, TARGET_ROW }, { 1, 10, TARGET_NOTHING },
		{ 0, 2, TARGET_NOTHING }, { -1, -1, TARGET_NOTHING }, { 1, -1, TARGET_NOTHING },
		{ 99999, 99999, TARGET_NOTHING } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct target got = frame_target(&frame, rows[i].row, rows[i].col);
		cr_expect_eq(got.type, rows[i].want, "place %zu", i);
		cr_expect_eq(got.of, rows[i].want == TARGET_NOTHING ? 0 : 7);
	}
	frame_reset(&frame, 3, 10);
	cr_assert_eq(frame_target(&frame, 1, 2).type, TARGET_NOTHING);
}

Test(frame, a_copy_is_cut_at_the_edges_and_a_wide_character_whole) {
	put_small("猫猫", "efgh");
	frame_copy(&frame, 2, 7, &small);
	expect_text("\n\n       猫\n");
	cr_assert_not(frame.cursor_shown);
	frame_finish(&small);
}

Test(frame, a_copy_leaves_no_half_characters_around_it) {
	frame_put(&frame, 0, 0, 10, ROLE_TEXT, "猫猫猫猫猫");
	put_small("abcd", "efgh");
	frame_copy(&frame, 0, 3, &small);
	expect_text("猫 abcd 猫\n   efgh\n\n");
	frame_finish(&small);
}
