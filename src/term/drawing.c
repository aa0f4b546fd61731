#include "drawing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

enum { CELL_WCHARS = 5 };

_Static_assert(CELL_WCHARS <= CCHARW_MAX, "ncurses takes a whole cluster");

void drawing_init(struct drawing *drawing, const struct theme *theme) {
	*drawing = (struct drawing){ .colours = colours_init(theme), .cursor = -1 };
}

void drawing_forget(struct drawing *drawing) {
	free(drawing->shown.cells);
	drawing->shown = (struct frame){ 0 };
}

void drawing_set_theme(struct drawing *drawing, const struct theme *theme) {
	/* ncurses draws again what stands there in a pair that gets other colours. */
	drawing->colours = colours_init(theme);
	drawing_forget(drawing);
}

void drawing_finish(struct drawing *drawing) {
	drawing_forget(drawing);
	free(drawing->line);
	drawing->line = NULL;
}

/* The cell as ncurses takes it. Where the C library has another width for it than the frame, all
 * columns behind it would be wrong: then question marks stand for it. Returns the places used. */
static int convert(const struct cell *cell, struct style style, cchar_t *out) {
	wchar_t text[CELL_WCHARS + 1];
	int n = 0;
	const char *p = cell->utf8;
	const char *end = p + cell->len;
	bool valid = cell->len <= sizeof(cell->utf8);
	while (valid && p < end && n < CELL_WCHARS) {
		text[n++] = (wchar_t)text_decode(&p, end, &valid);
	}
	if (cell->len == 0) {
		text[n++] = L' ';
	}
	text[n] = L'\0';
	const int width = cell->width == 2 ? 2 : 1;
	if (valid && wcwidth(text[0]) == width &&
			setcchar(out, text, style.attrs, style.pair, NULL) == OK) {
		return 1;
	}
	for (int i = 0; i < width; i++) {
		setcchar(&out[i], L"?", style.attrs, style.pair, NULL);
	}
	return width;
}

static void draw_row(struct drawing *drawing, const struct frame *frame, int row, int cols) {
	const struct cell *cells = &frame->cells[(size_t)row * (size_t)frame->cols];
	int n = 0;
	for (int col = 0; col < cols; col++) {
		struct cell cell = cells[col];
		const bool half = cell.width == 0 && (col == 0 || cells[col - 1].width != 2);
		if (cell.width == 0 && !half) {
			continue; /* belongs to the one before */
		}
		if (half || (cell.width == 2 && col + 1 == cols)) {
			cell.len = 0; /* half a character cannot be drawn */
			cell.width = 1;
		}
		n += convert(&cell, colours_style(&drawing->colours, &cell), &drawing->line[n]);
	}
	mvadd_wchnstr(row, 0, drawing->line, n);
}

static bool same_cells(const struct frame *a, const struct frame *b, int row) {
	const size_t at = (size_t)row * (size_t)a->cols;
	return memcmp(&a->cells[at], &b->cells[at], (size_t)a->cols * sizeof(*a->cells)) == 0;
}

static bool same_cursor(const struct frame *a, const struct frame *b) {
	return a->cursor_row == b->cursor_row && a->cursor_col == b->cursor_col &&
			a->cursor_shown == b->cursor_shown;
}

/* Returns whether any row was drawn. */
static bool draw_rows(struct drawing *drawing, const struct frame *frame) {
	const bool comparable =
			drawing->shown.rows == frame->rows && drawing->shown.cols == frame->cols;
	const int rows = frame->rows < LINES ? frame->rows : LINES;
	const int cols = frame->cols < COLS ? frame->cols : COLS;
	bool drawn = false;
	if (!comparable) {
		erase();
	}
	if (drawing->line_cols < cols) {
		/* A wide character may become two question marks: no more places than columns. */
		drawing->line = xrealloc(
				drawing->line, ((size_t)cols + 1) * sizeof(*drawing->line));
		drawing->line_cols = cols;
	}
	for (int row = 0; row < rows; row++) {
		if (!comparable || !same_cells(&drawing->shown, frame, row)) {
			draw_row(drawing, frame, row, cols);
			drawn = true;
		}
	}
	return drawn;
}

static void remember(struct drawing *drawing, const struct frame *frame) {
	const size_t bytes = (size_t)frame->rows * (size_t)frame->cols * sizeof(*frame->cells);
	struct cell *cells = xrealloc(drawing->shown.cells, bytes);
	memcpy(cells, frame->cells, bytes);
	drawing->shown = (struct frame){
		.rows = frame->rows,
		.cols = frame->cols,
		.cursor_row = frame->cursor_row,
		.cursor_col = frame->cursor_col,
		.cursor_shown = frame->cursor_shown,
		.cells = cells,
	};
}

static int between(int value, int most) {
	return value < 0 ? 0 : value > most ? most : value;
}

void drawing_present(struct drawing *drawing, const struct frame *frame) {
	assert(frame->rows >= 1 && frame->cols >= 1);
	const bool drawn = draw_rows(drawing, frame);
	if (!drawn && same_cursor(&drawing->shown, frame)) {
		return;
	}
	if (drawing->cursor != (int)frame->cursor_shown) {
		drawing->cursor = frame->cursor_shown;
		curs_set(drawing->cursor);
	}
	move(between(frame->cursor_row, LINES - 1), between(frame->cursor_col, COLS - 1));
	wnoutrefresh(stdscr);
	doupdate();
	remember(drawing, frame);
}
