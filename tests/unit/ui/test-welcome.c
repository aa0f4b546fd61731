#include "unlike/ui/welcome.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct welcome_choice choices[] = {
	{ "One", NULL },
	{ "Two", NULL },
	{ "Three", NULL },
};

static struct welcome three(void) {
	return (struct welcome){ .choices = choices, .n = 3 };
}

Test(welcome, keys_move_between_the_first_and_the_last) {
	struct welcome welcome = three();
	static const struct {
		struct key key;
		size_t cursor;
	} steps[] = {
		{ { .sym = 'k' }, 0 },
		{ { .sym = 'j' }, 1 },
		{ { .sym = KEY_SYM_DOWN }, 2 },
		{ { .sym = KEY_SYM_DOWN }, 2 },
		{ { .sym = KEY_SYM_UP }, 1 },
		{ { .sym = 'G' }, 2 },
		{ { .sym = 'g' }, 0 },
		{ { .sym = KEY_SYM_TAB }, 1 },
		{ { .sym = 'x' }, 1 },
		{ { .sym = '4' }, 1 },
		{ { .sym = '0' }, 1 },
		{ { .sym = '2', .mods = KEY_MOD_ALT }, 1 },
		{ { .sym = KEY_SYM_UNKNOWN }, 1 },
	};
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		cr_expect_eq(welcome_key(&welcome, steps[i].key), WELCOME_STAYS, "step %zu", i);
		cr_expect_eq(welcome.cursor, steps[i].cursor, "step %zu", i);
	}
}

Test(welcome, a_digit_or_enter_chooses) {
	struct welcome welcome = three();
	cr_expect_eq(welcome_key(&welcome, (struct key){ .sym = '3' }), WELCOME_CHOSEN);
	cr_expect_eq(welcome.cursor, 2);
	(void)welcome_key(&welcome, (struct key){ .sym = 'k' });
	cr_expect_eq(welcome_key(&welcome, (struct key){ .sym = KEY_SYM_ENTER }), WELCOME_CHOSEN);
	cr_expect_eq(welcome.cursor, 1);
}

Test(welcome, what_leaves_and_what_does_not) {
	struct welcome welcome = three();
	static const struct {
		struct key key;
		enum welcome_answer answer;
	} cases[] = {
		{ { .sym = 'q' }, WELCOME_LEAVES },
		{ { .sym = KEY_SYM_ESCAPE }, WELCOME_LEAVES },
		{ { .sym = 'c', .mods = KEY_MOD_CTRL }, WELCOME_LEAVES },
		{ { .sym = 'z', .mods = KEY_MOD_CTRL }, WELCOME_SUSPEND },
		{ { .sym = 'l', .mods = KEY_MOD_CTRL }, WELCOME_REDRAW },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		cr_expect_eq(welcome_key(&welcome, cases[i].key), cases[i].answer, "case %zu", i);
		cr_expect_eq(welcome.cursor, 0);
	}
}

Test(welcome, in_ascii_no_other_character_is_drawn_in_any_size) {
	static const struct welcome_choice long_ones[] = {
		{ "Try it with an example that is far too long for any row here", "(nothing)" },
		{ "Two", NULL },
	};
	struct welcome welcome = { .choices = long_ones, .n = 2, .ascii = true };
	struct frame frame;
	welcome.message = "Not signed in; nothing was changed.";
	frame_init(&frame);
	for (int rows = 1; rows <= 20; rows++) {
		for (int cols = 1; cols <= 80; cols++) {
			welcome_render(&welcome, rows, cols, &frame);
			for (int i = 0; i < rows * cols; i++) {
				const struct cell *cell = &frame.cells[i];
				cr_assert(cell->len == 0 || (unsigned char)cell->utf8[0] < 0x80,
						"%d rows, %d columns: %.*s", rows, cols, cell->len,
						cell->utf8);
			}
		}
	}
	welcome.ascii = false;
	welcome_render(&welcome, 20, 40, &frame);
	bool any = false;
	for (int i = 0; i < 20 * 40; i++) {
		any = any || (frame.cells[i].len > 1);
	}
	cr_assert(any, "there are others elsewhere");
	frame_finish(&frame);
}

Test(welcome, every_size_is_drawn_and_the_cursor_stands_on_the_choice) {
	struct welcome welcome = three();
	struct frame frame;
	frame_init(&frame);
	welcome.cursor = 2;
	welcome.message = "Not signed in; nothing was changed.";
	for (int rows = 1; rows <= 30; rows++) {
		for (int cols = 1; cols <= 90; cols++) {
			welcome_render(&welcome, rows, cols, &frame);
			cr_assert_eq(frame.rows, rows);
			cr_assert_eq(frame.cols, cols);
			if (rows >= 12 && cols >= 40) {
				struct buf text;
				buf_init(&text, BUF_UNLIMITED);
				frame_to_text(&frame, &text);
				cr_assert_not_null(
						strstr(text.data, "3  Three"), "%dx%d", cols, rows);
				cr_assert_not_null(
						strstr(text.data, "q leaves"), "%dx%d", cols, rows);
				cr_assert_str_eq(
						frame_cell(&frame, frame.cursor_row, 2)->utf8, "3");
				buf_finish(&text);
			}
		}
	}
	frame_finish(&frame);
}
