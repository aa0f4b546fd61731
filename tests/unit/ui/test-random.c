/*
 * Twenty thousand messages without sense: nothing breaks, and no like is taken back without x and
 * then Enter, or x held.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/rng.h"
#include "unlike/base/text.h"
#include "fixture.h"
#include "view_private.h"

#define MESSAGES 20000
#define LIKES 300

static struct fixture f;
static struct seeded_rng state;
static struct rng rng;

/* The newest keys, as the person pressed them. */
static int x_in_a_row;
static msec_t first_x;
static msec_t button_at; /* since when it is down on a heart; -1: it is not */
static int by_enter, by_hold, by_button; /* how often something was done: else nothing was tested */

static const char *const names[] = { "x", "x", "x", "x", "Enter", "Enter", "Esc", "j", "k", "PgDn",
	"PgUp", "Ctrl+D", "Ctrl+U", "g", "G", "u", "r", "/", "n", "N", "Tab", "1", "2", "?", "q",
	"Ctrl+C", "Ctrl+L", "Ctrl+Z", "Backspace", "Unknown", "a", "猫", "F1", "Shift+Tab", ":",
	"o", "Up", "Down" };
#define NAMES (sizeof(names) / sizeof(names[0]))

static void expect_reason_to_act(const char *key) {
	if (!fixture_has(&f, EFFECT_TAKE_BACK) && !fixture_has(&f, EFFECT_LIKE_AGAIN)) {
		return;
	}
	if (button_at >= 0 && f.now.mono - button_at >= 800) {
		button_at = -1;
		by_button++;
	} else if (strcmp(key, "Enter") == 0) {
		cr_assert_geq(x_in_a_row, 1, "Enter acted without x before it");
		by_enter++;
	} else {
		cr_assert_str_eq(key, "x", "%s acted", key);
		cr_assert_geq(x_in_a_row, 5);
		cr_assert_geq(f.now.mono - first_x, 350);
		by_hold++;
	}
}

static void key(const char *name) {
	fixture_key(&f, name);
	if (strcmp(name, "x") == 0) {
		first_x = x_in_a_row++ == 0 ? f.now.mono : first_x;
	}
	expect_reason_to_act(name);
	if (strcmp(name, "x") != 0 && strcmp(name, "Unknown") != 0 && strcmp(name, "Enter") != 0 &&
			strcmp(name, "a") != 0 && strcmp(name, "猫") != 0 &&
			strcmp(name, "Backspace") != 0) {
		x_in_a_row = 0;
	}
}

static void held_key(void) {
	const uint64_t repeats = rng_below(&rng, 40);
	key("x");
	fixture_pass(&f, 250);
	for (uint64_t i = 0; i < repeats; i++) {
		key("x");
		fixture_pass(&f, 30 + (msec_t)rng_below(&rng, 6));
	}
}

static void mouse(void) {
	/* Mostly on the first hearts; now and then anywhere. */
	const bool likely = rng_below(&rng, 3) != 0;
	const int row = likely ? 3 + (int)rng_below(&rng, 3) : (int)rng_below(&rng, 61) - 1;
	const int col = likely ? 3 : (int)rng_below(&rng, 301) - 1;
	const enum mouse_what what = (enum mouse_what)rng_below(&rng, MOUSE_WHAT_COUNT);
	const msec_t since = button_at;
	fixture_mouse(&f, what, row, col);
	expect_reason_to_act("the mouse");
	if (what == MOUSE_PRESS) {
		button_at = f.now.mono;
		first_x = f.now.mono;
		x_in_a_row = 1; /* it may have asked, as x does */
	} else if (what == MOUSE_RELEASE) {
		button_at = -1;
		x_in_a_row++; /* a click on the hint of x */
	} else {
		button_at = button_at < 0 ? button_at : since;
	}
}

static void held_button(void) {
	fixture_mouse(&f, MOUSE_PRESS, 4, 3);
	expect_reason_to_act("the mouse");
	button_at = first_x = f.now.mono;
	x_in_a_row = 1;
	fixture_pass(&f, (msec_t)rng_below(&rng, 1200));
	fixture_tick(&f);
	expect_reason_to_act("a tick");
}

static void change_a_row(void) {
	if (f.n_intents >= 900) {
		return;
	}
	const size_t i = (size_t)rng_below(&rng, LIKES);
	struct intent *intent = fixture_intent(&f, i, rng_below(&rng, 2) == 0,
			(enum intent_state)rng_below(&rng, INTENT_STATE_COUNT));
	intent->reason = rng_below(&rng, 3) == 0 ? xstrdup("\033]0;a reason\a 猫") : NULL;
	fixture_tell(&f, i);
}

static void change_status(void) {
	f.status.online = rng_below(&rng, 2) == 0;
	f.status.sign_in = rng_below(&rng, 5) == 0;
	f.status.is_sender = rng_below(&rng, 3) != 0;
	f.status.pending = (int64_t)rng_below(&rng, 3);
	f.status.open = f.status.pending;
	f.status.pulling = rng_below(&rng, 2) == 0;
	f.status.fetched_at = rng_below(&rng, 2) == 0 ? 0 : f.now.wall;
	f.status.pull_error = rng_below(&rng, 2) == 0 ? NULL : "It failed.";
	fixture_status(&f);
}

/* The app may give any rows at any time. */
static void change_rows(void) {
	struct ui_row rows[50];
	const size_t first = (size_t)rng_below(&rng, LIKES - 50), n = (size_t)rng_below(&rng, 51);
	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct ui_row){ .like = &f.likes[first + i] };
	}
	const struct ui_rows set = { .rows = rows,
		.n = n,
		.first = (int64_t)rng_below(&rng, 400),
		.total = (int64_t)rng_below(&rng, 1000000) };
	model_set_rows(f.model, TAB_LIKES, &set);
}

static void answer_search(void) {
	const size_t i = (size_t)rng_below(&rng, LIKES);
	const struct ui_found found = { .found = rng_below(&rng, 2) == 0,
		.sort = f.likes[i].sort,
		.position = (int64_t)i,
		.key = f.likes[i].key };
	f.n_effects = model_set_found(f.model, &found, f.effects);
	cr_assert_leq(f.n_effects, EFFECTS_MAX);
}

/* At any moment, and whatever is open: the cursor stays where it is. */
static void resize(void) {
	static const int rows[] = { 1, 8, 12, 15, 16, 24, 60 },
			 cols[] = { 1, 39, 40, 59, 60, 79, 80, 99, 100, 101, 120, 300 };
	const struct list *list = model_list(f.model);
	const struct row *before = list_focused(list);
	/* Not one that was given with nothing in it, nor where a jump is under way. */
	const bool stays = before != NULL && list->go == GOTO_STAY && row_item(before)[0] != '\0';
	char *item = stays ? xstrdup(row_item(before)) : NULL;
	const enum mode mode = f.model->mode;
	const bool over = f.model->details.over;
	fixture_resize(&f, rows[rng_below(&rng, 7)], cols[rng_below(&rng, 12)]);
	if (item != NULL) {
		cr_assert_not_null(list_focused(list));
		cr_assert_str_eq(row_item(list_focused(list)), item);
	}
	cr_assert_eq(f.model->mode, mode);
	cr_assert_eq(f.model->details.over, over);
	free(item);
}

/* The row at the cursor is on the screen, and the lists and the pane keep to their columns. */
static void expect_place(const struct frame *frame) {
	const struct layout at = layout_of(f.model);
	const struct list *list = model_list(f.model);
	if (model_too_small(f.model) || list->n == 0 || f.model->mode == MODE_HELP) {
		return;
	}
	cr_assert_eq(list->page, at.list_end - at.list_row);
	cr_assert(list->top <= list->cursor && list->cursor < list->top + list->page);
	const int y = at.list_row + (int)(list->cursor - list->top);
	cr_assert(y >= at.list_row && y < at.list_end);
	if (f.model->mode == MODE_PALETTE || details_are_over(f.model)) {
		return;
	}
	cr_assert(f.model->mode != MODE_LIST || frame->cursor_row == y);
	for (int row = at.list_row; row < at.list_end; row++) {
		for (int col = 0; col < frame->cols; col++) {
			const struct cell *cell = frame_cell(frame, row, col);
			cr_assert_eq(cell->focus, row == y && col < at.list_cols);
			cr_assert(col != at.list_cols || strcmp(cell->utf8, "│") == 0);
			/* A blank on each side of the rule. */
			const bool beside = at.pane < at.pane_end &&
					(col == at.list_cols + 1 || col == frame->cols - 1);
			cr_assert(!beside || strcmp(cell->utf8, " ") == 0);
		}
	}
}

static void expect_widths(void) {
	struct frame frame;
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	for (int row = 0; row < frame.rows; row++) {
		int width = 0;
		for (int col = 0; col < frame.cols; col++) {
			const struct cell *cell = frame_cell(&frame, row, col);
			cr_assert_eq(width >= col + 1, cell->width == 0, "row %d, column %d", row,
					col);
			cr_assert_eq(text_width(cell->utf8), cell->width);
			cr_assert_lt(cell->role, ROLE_COUNT);
			width += cell->width;
		}
		cr_assert_eq(width, frame.cols);
	}
	expect_place(&frame);
	cr_assert(frame.cursor_row >= 0 && frame.cursor_row < frame.rows);
	cr_assert(frame.cursor_col >= 0 && frame.cursor_col < frame.cols);
	frame_finish(&frame);
}

static void one_message(void) {
	switch (rng_below(&rng, 20)) {
	case 0:
		resize();
		break;
	case 1:
		change_a_row();
		break;
	case 2:
		change_status();
		break;
	case 3:
		fixture_send(&f, (struct msg){ .type = MSG_PASTE, .u.paste = "x\r\xff猫\n" });
		break;
	case 4:
		answer_search();
		break;
	case 5:
		rng_below(&rng, 4) == 0 ? change_rows() : fixture_reload(&f, TAB_LIKES);
		break;
	case 6:
		held_key();
		break;
	case 7:
		fixture_tick(&f);
		expect_reason_to_act("a tick");
		break;
	case 8:
		key("x");
		key("Enter");
		break;
	case 9:
		mouse();
		break;
	case 10:
		held_button();
		break;
	default:
		key(names[rng_below(&rng, NAMES)]);
		break;
	}
}

static void run(uint64_t seed) {
	rng = rng_seeded(&state, seed);
	fixture_init(&f, LIKES, NULL);
	x_in_a_row = 0;
	button_at = -1;
	for (int i = 0; i < MESSAGES; i++) {
		one_message();
		cr_assert_geq(model_next_tick(f.model, f.now), f.now.mono);
		if (rng_below(&rng, 4) == 0) {
			expect_widths();
		}
		fixture_pass(&f, (msec_t)rng_below(&rng, rng_below(&rng, 5) == 0 ? 2000 : 60));
	}
	cr_assert_gt(by_enter, 20);
	cr_assert_gt(by_hold, 20);
	cr_assert_gt(by_button, 20);
	fixture_finish(&f);
}

Test(random, no_sequence_of_messages_breaks_the_screen_or_acts_unasked) {
	run(1);
}

Test(random, nor_does_another) {
	run(20261124);
}
