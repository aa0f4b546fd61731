/*
 * asciicast v2: a line of JSON for the terminal, then one for each time that something was drawn:
 * what a terminal has to be told so that it goes from the last frame to the next. Every place is
 * named before it is drawn at, so nothing hangs on how a terminal wraps or tabs.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drawn.h"
#include "palette.h"
#include "recorder_format.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"

enum { CAST_VERSION = 2 };

struct cast {
	const struct recording *recording; /* foreign */
	struct buf *out; /* foreign */
	struct frame shown; /* own; what the terminal shows; rows 0: nothing was drawn yet */
	struct buf data; /* of the event in the making */
	struct theme_look pen; /* what the terminal draws with */
	int row, col; /* the terminal's cursor */
	bool cursor_shown; /* there */
	msec_t written, seen; /* times of the last event, and of the last frame */
};

/* --- the file -------------------------------------------------------------------------------- */

static void put_colour(struct buf *out, uint32_t rgb) {
	buf_printf(out, "#%06" PRIx32, rgb);
}

/* So that players show it as the pictures do. */
static void put_theme(struct json_writer *w, const struct theme *theme) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	json_object_begin(w, "theme");
	put_colour(&text, drawn_foreground(theme));
	json_put_string(w, "fg", text.data);
	buf_reset(&text);
	put_colour(&text, drawn_background(theme));
	json_put_string(w, "bg", text.data);
	buf_reset(&text);
	for (int i = 0; i < PALETTE_BASIC; i++) {
		buf_add_str(&text, i > 0 ? ":" : "");
		put_colour(&text, palette_rgb(i));
	}
	json_put_string(w, "palette", text.data);
	json_object_end(w);
	buf_finish(&text);
}

static int64_t whole_seconds(msec_t at) {
	return at / MSEC_PER_SEC - (at % MSEC_PER_SEC < 0);
}

static void put_header(struct cast *cast) {
	const struct recording *recording = cast->recording;
	struct json_writer w;
	json_writer_init(&w, cast->out);
	json_object_begin(&w, NULL);
	json_put_int(&w, "version", CAST_VERSION);
	json_put_int(&w, "width", recording->cols);
	json_put_int(&w, "height", recording->rows);
	json_put_int(&w, "timestamp", whole_seconds(recording->start));
	if (recording->title != NULL) {
		json_put_string(&w, "title", recording->title);
	}
	put_theme(&w, recording->theme);
	json_object_end(&w);
	buf_add_char(cast->out, '\n');
}

static void put_event(struct cast *cast, msec_t at, const char *code, const char *data) {
	char seconds[32];
	const int len = snprintf(seconds, sizeof(seconds), "%" PRId64 ".%03d", at / MSEC_PER_SEC,
			(int)(at % MSEC_PER_SEC));
	struct json_writer w;
	json_writer_init(&w, cast->out);
	json_array_begin(&w, NULL);
	json_put_raw(&w, NULL, seconds, (size_t)len);
	json_put_string(&w, NULL, code);
	json_put_string(&w, NULL, data);
	json_array_end(&w);
	buf_add_char(cast->out, '\n');
	cast->written = at;
}

/* --- what the terminal is told --------------------------------------------------------------- */

static void go_to(struct cast *cast, int row, int col) {
	if (cast->row != row || cast->col != col) {
		buf_printf(&cast->data, "\033[%d;%dH", row + 1, col + 1);
	}
	cast->row = row;
	cast->col = col;
}

static bool is_same_look(struct theme_look a, struct theme_look b) {
	return a.colour == b.colour && a.ground == b.ground && a.attrs == b.attrs;
}

static void take_pen(struct cast *cast, struct theme_look look) {
	static const struct {
		uint8_t attr;
		const char *number;
	} attrs[] = {
		{ THEME_BOLD, ";1" },
		{ THEME_DIM, ";2" },
		{ THEME_UNDERLINE, ";4" },
		{ THEME_REVERSE, ";7" },
	};
	if (is_same_look(cast->pen, look)) {
		return;
	}
	cast->pen = look;
	buf_add_str(&cast->data, "\033[0");
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		buf_add_str(&cast->data, look.attrs & attrs[i].attr ? attrs[i].number : "");
	}
	theme_colour_add_sgr(look.colour, false, &cast->data);
	theme_colour_add_sgr(look.ground, true, &cast->data);
	buf_add_char(&cast->data, 'm');
}

static const struct theme_look plain = { .colour = THEME_OWN, .ground = THEME_OWN };

static void put_cell(struct cast *cast, int row, int col, const struct cell *cell,
		struct theme_look look) {
	go_to(cast, row, col);
	const bool any_pen = drawn_is_blank(cell) && look.attrs == 0 &&
			look.ground == cast->pen.ground &&
			(cast->pen.attrs & (THEME_REVERSE | THEME_UNDERLINE)) == 0;
	if (!any_pen) {
		take_pen(cast, look);
	}
	buf_add(&cast->data, cell->utf8, cell->len);
	/* Behind the last column this is equal to no place, as it should be: a terminal may be on
	 * the next line there. */
	cast->col += drawn_width(cell);
}

static bool is_same(const struct cell *a, struct theme_look a_look, const struct cell *b,
		struct theme_look b_look) {
	return a->width == b->width && a->len == b->len && memcmp(a->utf8, b->utf8, a->len) == 0 &&
			is_same_look(a_look, b_look);
}

static void draw_row(struct cast *cast, const struct frame *frame, int row) {
	const struct theme *theme = cast->recording->theme;
	for (int col = 0; col < frame->cols;) {
		const struct cell cell = drawn_cell(frame, row, col);
		const struct cell was = drawn_cell(&cast->shown, row, col);
		const struct theme_look look = drawn_look(theme, &cell);
		if (!is_same(&cell, look, &was, drawn_look(theme, &was))) {
			put_cell(cast, row, col, &cell, look);
		}
		col += drawn_width(&cell);
	}
}

static void show_cursor(struct cast *cast, bool shown) {
	if (cast->cursor_shown != shown) {
		buf_add_str(&cast->data, shown ? "\033[?25h" : "\033[?25l");
	}
	cast->cursor_shown = shown;
}

/* The terminal is blank, and of this size, from now on. */
static void clear(struct cast *cast, const struct frame *frame) {
	frame_reset(&cast->shown, frame->rows, frame->cols);
	buf_add_str(&cast->data, "\033[0m\033[H\033[2J");
	cast->pen = plain;
	cast->row = cast->col = 0;
}

static int between(int value, int most) {
	return value < 0 ? 0 : value > most ? most : value;
}

static void cast_drew(void *self, msec_t at, const struct frame *frame) {
	struct cast *cast = self;
	assert(at >= cast->seen);
	cast->seen = at;
	const bool first = cast->shown.rows == 0;
	const int rows = first ? cast->recording->rows : cast->shown.rows;
	const int cols = first ? cast->recording->cols : cast->shown.cols;
	if (rows != frame->rows || cols != frame->cols) {
		char size[32];
		snprintf(size, sizeof(size), "%dx%d", frame->cols, frame->rows);
		put_event(cast, at, "r", size);
	}
	if (cast->shown.rows != frame->rows || cast->shown.cols != frame->cols) {
		clear(cast, frame);
	}
	for (int row = 0; row < frame->rows; row++) {
		draw_row(cast, frame, row);
	}
	take_pen(cast, plain);
	if (frame->cursor_shown) {
		go_to(cast, between(frame->cursor_row, frame->rows - 1),
				between(frame->cursor_col, frame->cols - 1));
	}
	show_cursor(cast, frame->cursor_shown);
	if (cast->data.len > 0) {
		put_event(cast, at, "o", cast->data.data);
	}
	buf_reset(&cast->data);
	drawn_keep(&cast->shown, frame);
}

/* --- life ------------------------------------------------------------------------------------ */

static void *cast_create(const struct recording *recording, struct buf *out) {
	struct cast *cast = xmalloc(sizeof(*cast));
	*cast = (struct cast){
		.recording = recording,
		.out = out,
		.pen = plain,
		.cursor_shown = true,
	};
	frame_init(&cast->shown);
	buf_init(&cast->data, BUF_UNLIMITED);
	put_header(cast);
	return cast;
}

static void cast_stepped(void *self, msec_t at, const struct tape_command *command,
		const struct frame *frame) {
	(void)command;
	(void)frame;
	struct cast *cast = self;
	assert(at >= cast->seen);
	cast->seen = at;
}

/* Players end at the last event: the time in which the last frame stood there belongs to it. And
 * whoever plays it in a terminal gets the cursor back. */
static void cast_finish(void *self) {
	struct cast *cast = self;
	show_cursor(cast, true);
	if (cast->data.len > 0 || cast->seen > cast->written) {
		put_event(cast, cast->seen, "o", cast->data.data);
	}
}

static void cast_destroy(void *self) {
	struct cast *cast = self;
	frame_finish(&cast->shown);
	buf_finish(&cast->data);
	free(cast);
}

static const char *const endings[] = { ".cast", NULL };

const struct recorder_format recorder_cast = {
	.endings = endings,
	.create = cast_create,
	.drew = cast_drew,
	.stepped = cast_stepped,
	.finish = cast_finish,
	.destroy = cast_destroy,
};
