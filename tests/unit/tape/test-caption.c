#include "caption.h"

#include <criterion/criterion.h>

#include "unlike/base/text.h"

static struct frame frame;

static void init(void) {
	text_init();
	frame_init(&frame);
}

static void finish(void) {
	frame_finish(&frame);
}

TestSuite(caption, .init = init, .fini = finish);

static void expect(int cols, const char *words, const char *wanted) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	frame_reset(&frame, 1 + CAPTION_ROWS, cols);
	frame_put(&frame, 0, 0, cols, ROLE_TEXT, "ui");
	caption_put(&frame, 1, words);
	frame_to_text(&frame, &text);
	cr_assert_str_eq(text.data, wanted, "wanted:\n%s\nit is:\n%s", wanted, text.data);
	buf_finish(&text);
}

Test(caption, a_short_one_is_in_the_middle_below_a_rule) {
	expect(12, "Hold x.", "ui\n────────────\n  Hold x.\n\n");
	cr_assert_eq(frame_cell(&frame, 1, 0)->role, ROLE_RULE);
	cr_assert_eq(frame_cell(&frame, 2, 2)->role, ROLE_STRONG);
}

Test(caption, an_empty_one_leaves_no_rule) {
	expect(12, "", "ui\n\n\n\n");
}

Test(caption, a_long_one_is_broken_at_a_blank_into_like_halves) {
	expect(16, "Nothing is sent yet", "ui\n────────────────\n   Nothing is\n    sent yet\n");
	expect(12, "abcdefgh ij klm", "ui\n────────────\n  abcdefgh\n   ij klm\n");
}

Test(caption, one_that_just_fits_stays_on_a_row_and_else_the_second_is_longer) {
	expect(12, "abc def ghi", "ui\n────────────\n    abc\n  def ghi\n");
	expect(12, "abc def gh", "ui\n────────────\n abc def gh\n\n");
}

Test(caption, chinese_is_broken_between_characters_but_not_before_a_stop) {
	expect(12, "按住直到满为止", "ui\n────────────\n   按住直\n  到满为止\n");
	expect(12, "点一下。再来。", "ui\n────────────\n  点一下。\n   再来。\n");
	expect(12, "按住，等到满", "ui\n────────────\n   按住，\n   等到满\n");
}

Test(caption, a_word_that_is_too_long_is_cut) {
	expect(8, "abcdefghij", "ui\n────────\n abcdef\n  ghij\n");
}

Test(caption, what_does_not_fit_on_two_rows_ends_in_an_ellipsis) {
	expect(8, "aaa bbb ccc ddd eee", "ui\n────────\n  aaa\n bbb c…\n");
	expect(8, "abcdefghijklmnop", "ui\n────────\n abcdef\n ghijk…\n");
}

Test(caption, the_smallest_screens_are_no_error) {
	expect(1, "abc", "u\n─\na\n…\n");
}

Test(caption, no_size_writes_outside_or_halves_a_character) {
	static const char *const words[] = { "a", "按", "a 按 b",
		"按住 x 直到 满，为止。再 来一次 ok" };
	for (int cols = 1; cols < 60; cols++) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			frame_reset(&frame, 1 + CAPTION_ROWS, cols);
			caption_put(&frame, 1, words[i]);
			for (int col = 0; col < cols; col++) {
				cr_assert_str_eq(frame_cell(&frame, 0, col)->utf8, " ");
				cr_assert_str_eq(frame_cell(&frame, 1, col)->utf8, "─");
			}
			cr_assert_neq(frame_cell(&frame, 2, cols - 1)->width, 2);
		}
	}
}
