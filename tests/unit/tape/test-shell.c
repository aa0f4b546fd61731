#include "shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

static struct shell *shell;
static struct frame frame;

static void init(void) {
	text_init();
	shell = shell_create();
	frame_init(&frame);
}

static void finish(void) {
	shell_destroy(shell);
	frame_finish(&frame);
}

TestSuite(shell, .init = init, .fini = finish);

static void expect_screen(const char *wanted) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	shell_render(shell, 4, 10, &frame);
	frame_to_text(&frame, &text);
	cr_assert_str_eq(text.data, wanted, "wanted:\n%s\nthe screen is:\n%s", wanted, text.data);
	buf_finish(&text);
}

static void expect_cursor(int row, int col) {
	cr_assert(frame.cursor_shown);
	cr_assert_eq(frame.cursor_row, row, "the cursor's row is %d", frame.cursor_row);
	cr_assert_eq(frame.cursor_col, col, "the cursor's column is %d", frame.cursor_col);
}

/* NULL: nothing is to be run. */
static void expect_line(uint32_t sym, uint8_t mods, const char *wanted) {
	char *line = NULL;
	const bool entered = shell_key(shell, (struct key){ .sym = sym, .mods = mods }, &line);
	cr_assert_eq(entered, wanted != NULL);
	if (entered) {
		cr_assert_str_eq(line, wanted);
		free(line);
	}
}

static void press(uint32_t sym, uint8_t mods) {
	expect_line(sym, mods, NULL);
}

Test(shell, it_begins_with_a_prompt_and_the_cursor_behind_it) {
	expect_screen(">\n\n\n\n");
	expect_cursor(0, 2);
	cr_assert_eq(frame_cell(&frame, 0, 0)->role, ROLE_KEY);
}

Test(shell, what_is_typed_stands_behind_the_prompt) {
	press('l', 0);
	press('s', KEY_MOD_SHIFT);
	press(0x732B, 0);
	expect_screen("> lS猫\n\n\n\n");
	expect_cursor(0, 6);
	cr_assert_eq(frame_cell(&frame, 0, 2)->role, ROLE_STRONG);
}

Test(shell, enter_gives_the_line_and_leaves_it_above) {
	shell_type(shell, "ls -l");
	expect_line(KEY_SYM_ENTER, 0, "ls -l");
	shell_print(shell, "a\nb\n");
	expect_screen("> ls -l\na\nb\n>\n");
	expect_cursor(3, 2);
	cr_assert_eq(frame_cell(&frame, 1, 0)->role, ROLE_TEXT);
}

Test(shell, enter_on_an_empty_line_is_a_new_prompt) {
	press(KEY_SYM_ENTER, 0);
	shell_type(shell, "  ");
	press(KEY_SYM_ENTER, 0);
	expect_screen(">\n>\n>\n\n");
	expect_cursor(2, 2);
}

Test(shell, backspace_takes_a_whole_character) {
	shell_type(shell, "a猫e\xcc\x81");
	press(KEY_SYM_BACKSPACE, 0);
	expect_screen("> a猫\n\n\n\n");
	press(KEY_SYM_BACKSPACE, 0);
	press('h', KEY_MOD_CTRL);
	expect_screen(">\n\n\n\n");
	press(KEY_SYM_BACKSPACE, 0);
	expect_screen(">\n\n\n\n");
	shell_type(shell, "b");
	expect_line(KEY_SYM_ENTER, 0, "b");
}

Test(shell, backspace_before_anything_was_typed_does_nothing) {
	press(KEY_SYM_BACKSPACE, 0);
	expect_screen(">\n\n\n\n");
}

Test(shell, ctrl_u_takes_the_line) {
	shell_type(shell, "abc");
	press('u', KEY_MOD_CTRL);
	expect_screen(">\n\n\n\n");
	press(KEY_SYM_ENTER, 0);
}

Test(shell, ctrl_c_leaves_the_line_and_runs_nothing) {
	shell_type(shell, "abc");
	press('c', KEY_MOD_CTRL);
	expect_screen("> abc^C\n>\n\n\n");
	press('m', KEY_MOD_CTRL);
}

Test(shell, ctrl_l_clears_what_is_above_and_keeps_the_line) {
	shell_print(shell, "old\n");
	shell_type(shell, "abc");
	expect_screen("old\n> abc\n\n\n");
	press('l', KEY_MOD_CTRL);
	expect_screen("> abc\n\n\n\n");
	expect_line('j', KEY_MOD_CTRL, "abc");
}

Test(shell, other_keys_do_nothing) {
	press(KEY_SYM_UP, 0);
	press(KEY_SYM_ESCAPE, 0);
	press(KEY_SYM_TAB, 0);
	press(KEY_SYM_UNKNOWN, 0);
	press('x', KEY_MOD_ALT);
	press('x', KEY_MOD_CTRL);
	expect_screen(">\n\n\n\n");
}

Test(shell, a_long_line_wraps_and_no_character_is_cut) {
	shell_type(shell, "1234567猫8");
	expect_screen("> 1234567\n猫8\n\n\n");
	expect_cursor(1, 3);
}

Test(shell, behind_a_full_row_the_cursor_is_on_the_next) {
	shell_type(shell, "12345678");
	expect_screen("> 12345678\n\n\n\n");
	expect_cursor(1, 0);
	press(KEY_SYM_ENTER, KEY_MOD_ALT);
	expect_line(KEY_SYM_ENTER, 0, "12345678");
	expect_screen("> 12345678\n>\n\n\n");
}

Test(shell, it_scrolls_by_rows_when_the_screen_is_full) {
	shell_print(shell, "one\n12345678901\nthree");
	shell_type(shell, "x");
	expect_screen("1234567890\n1\nthree\n> x\n");
	shell_type(shell, "12345678");
	expect_screen("1\nthree\n> x1234567\n8\n");
	expect_cursor(3, 1);
}

Test(shell, a_screen_of_one_cell_is_no_error) {
	shell_type(shell, "a猫");
	shell_render(shell, 1, 1, &frame);
	expect_cursor(0, 0);
}

Test(shell, a_line_that_was_entered_at_once_replaces_what_was_typed) {
	shell_type(shell, "half");
	shell_enter(shell, "unlike");
	expect_screen("> unlike\n>\n\n\n");
}

Test(shell, what_is_typed_cannot_reach_the_terminal_as_a_control) {
	shell_type(shell,
			"a\xe2\x80\xae"
			"b");
	expect_screen("> ab\n\n\n\n");
	expect_line(KEY_SYM_ENTER, 0,
			"a\xe2\x80\xae"
			"b");
	expect_screen("> ab\n>\n\n\n");
}

Test(shell, a_line_has_an_end) {
	char *text = xmalloc(SHELL_LINE_MAX + 10);
	memset(text, 'x', SHELL_LINE_MAX + 9);
	text[SHELL_LINE_MAX + 9] = '\0';
	shell_type(shell, text);
	text[SHELL_LINE_MAX] = '\0';
	press('y', 0);
	expect_line(KEY_SYM_ENTER, 0, text);
	free(text);
}

Test(shell, only_the_newest_lines_are_kept) {
	char words[16];
	for (int i = 0; i < SHELL_LINES_MAX + 5; i++) {
		snprintf(words, sizeof(words), "%d\n", i);
		shell_print(shell, words);
	}
	shell_render(shell, SHELL_LINES_MAX + 1, 10, &frame);
	cr_assert_str_eq(frame_cell(&frame, 0, 0)->utf8, "5");
	expect_cursor(SHELL_LINES_MAX, 2);
	expect_screen("1002\n1003\n1004\n>\n");
}
