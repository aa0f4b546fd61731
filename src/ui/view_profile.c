/*
 * What the app tells of the account: sections of lines, each with a label, a value, and a gauge
 * before it or a note below it where it has one. Nothing here knows what they mean.
 */
#include <limits.h>
#include <stdlib.h>

#include "unlike/base/mem.h"
#include "view_private.h"

#define LABEL_MIN 8
#define GAUGE_COLS 22
#define GAUGE_COLS_NARROW 10
#define TWO_FROM_COLS 100 /* columns of sections */
#define MEASURE 72 /* longer lines are hard to read */
#define MARK "|"

/* Draws from one line to the next, or only counts them. */
struct sheet {
	const struct view *view; /* its frame NULL: counts */
	int top, line;
	int title, label, value, end; /* columns */
};

/* The row of the line that comes next; −1: it is out of sight. */
static int row_of(const struct sheet *sheet) {
	const struct layout *at = &sheet->view->at;
	const int y = at->list_row + sheet->line - sheet->top;
	const bool seen = sheet->view->frame != NULL && y >= at->list_row && y < at->list_end;
	return seen ? y : -1;
}

static int label_cols(const struct model *model, int cols) {
	int widest = LABEL_MIN;
	for (size_t i = 0; i < model->profile.n; i++) {
		const struct section *section = &model->profile.sections[i];
		for (size_t j = 0; j < section->n; j++) {
			const int width = (int)text_width(section->facts[j].label);
			widest = width > widest ? width : widest;
		}
	}
	const int most = cols / 3;
	return widest < most ? widest : most;
}

static void put(struct sheet *sheet, int col, enum role role, const char *text) {
	const int y = row_of(sheet);
	if (y >= 0) {
		frame_put_fit(sheet->view->frame, y, col, sheet->end, role, text,
				sheet->view->glyphs->ellipsis);
	}
}

/* On as many lines as it takes; at least one. */
static void put_wrapped(struct sheet *sheet, int col, enum role role, const char *text) {
	const size_t cells = col < sheet->end ? (size_t)(sheet->end - col) : 1;
	const char *p = text;
	do {
		const size_t len = view_wrap(p, cells);
		char *line = xstrndup(p, len);
		put(sheet, col, role, line);
		free(line);
		sheet->line++;
		p += len;
		p += *p == ' ' ? 1 : 0;
		if (len == 0) {
			return; /* not even one character fits */
		}
	} while (*p != '\0');
}

/* Returns the column behind it. */
static int put_gauge(struct sheet *sheet, const struct fact *fact, int cols) {
	const struct glyphs *glyphs = sheet->view->glyphs;
	const int y = row_of(sheet), from = sheet->value, cells = cols - 2;
	if (y >= 0) {
		struct frame *frame = sheet->view->frame;
		const int filled = (int)(fact->gauge.filled * cells + 0.5);
		const int mark = (int)(fact->gauge.mark * (cells - 1) + 0.5);
		const enum role full = fact->role == ROLE_TEXT ? ROLE_PLOT1 : fact->role;
		frame_put(frame, y, from, sheet->end, ROLE_RULE, glyphs->bar_left);
		frame_fill(frame, y, from + 1, from + 1 + cells, ROLE_BAR_EMPTY, glyphs->bar_empty);
		frame_fill(frame, y, from + 1, from + 1 + filled, full, glyphs->bar_full);
		if (fact->gauge.mark >= 0) {
			frame_put(frame, y, from + 1 + mark, sheet->end, ROLE_STRONG, MARK);
		}
		frame_put(frame, y, from + 1 + cells, sheet->end, ROLE_RULE, glyphs->bar_right);
	}
	return from + cols;
}

static void put_fact(struct sheet *sheet, const struct fact *fact) {
	const int y = row_of(sheet);
	struct buf value, note;
	int col = sheet->value;
	buf_init(&value, BUF_UNLIMITED);
	buf_init(&note, BUF_UNLIMITED);
	view_words(sheet->view, fact->value, &value);
	if (y >= 0) {
		frame_put_fit(sheet->view->frame, y, sheet->label, sheet->value - 2, ROLE_DIM,
				fact->label, sheet->view->glyphs->ellipsis);
	}
	if (fact->has_gauge) {
		const int cols = sheet->view->at.narrow ? GAUGE_COLS_NARROW : GAUGE_COLS;
		const int behind = put_gauge(sheet, fact, cols) + 1;
		const bool fits = (int)text_width(value.data) <= sheet->end - behind;
		col = fits ? behind : col;
		sheet->line += fits ? 0 : 1;
	}
	put_wrapped(sheet, col, fact->role, value.data);
	if (fact->note != NULL && fact->note[0] != '\0') {
		view_words(sheet->view, fact->note, &note);
		put_wrapped(sheet, sheet->value, ROLE_DIM, note.data);
	}
	buf_finish(&value);
	buf_finish(&note);
}

static void put_section(struct sheet *sheet, const struct section *section) {
	sheet->line += sheet->line > 0 ? 1 : 0;
	put(sheet, sheet->title, ROLE_STRONG, section->title);
	sheet->line++;
	for (size_t i = 0; i < section->n; i++) {
		put_fact(sheet, &section->facts[i]);
	}
}

/* Sections [from, to) in [left, right) of the screen. Returns the number of lines. */
static int put_sections(
		const struct view *view, size_t from, size_t to, int left, int right, int top) {
	const struct layout *at = &view->at;
	const int value = left + at->title + label_cols(view->model, right - left) + 2;
	struct sheet sheet = {
		.view = view,
		.top = top,
		.title = left + at->heart,
		.label = left + at->title,
		.value = value,
		.end = right - 1 < value + MEASURE ? right - 1 : value + MEASURE,
	};
	for (size_t i = from; i < to; i++) {
		put_section(&sheet, &view->model->profile.sections[i]);
	}
	return sheet.line;
}

static int count_lines(const struct view *view, size_t from, size_t to, int cols) {
	struct view counting = *view;
	counting.frame = NULL;
	return put_sections(&counting, from, to, 0, cols, 0);
}

/* Of two columns the first one's sections: so that they are about equally long. */
static size_t half_of(const struct view *view, int cols) {
	const size_t n = view->model->profile.n;
	size_t half = 0;
	int least = INT_MAX;
	for (size_t i = 1; i <= n; i++) {
		const int first = count_lines(view, 0, i, cols);
		const int second = count_lines(view, i, n, cols);
		const int longest = first > second ? first : second;
		if (longest < least) {
			half = i;
			least = longest;
		}
	}
	return half;
}

/* Returns the number of lines. */
static int put_all(const struct view *view, int top) {
	const int cols = view->model->cols;
	const size_t n = view->model->profile.n;
	if (cols < TWO_FROM_COLS) {
		return put_sections(view, 0, n, 0, cols, top);
	}
	const size_t half = half_of(view, cols / 2);
	const int first = put_sections(view, 0, half, 0, cols / 2, top);
	const int second = put_sections(view, half, n, cols / 2, cols, top);
	return first > second ? first : second;
}

int profile_lines(const struct model *model) {
	const struct view view = {
		.model = model, .at = layout_of(model), .glyphs = glyphs_of(model)
	};
	return put_all(&view, 0);
}

void view_profile(struct view *view) {
	const struct layout *at = &view->at;
	const int page = at->list_end - at->list_row;
	const int lines = profile_lines(view->model), last = lines - page;
	/* A larger window than when it was scrolled, or less to tell. */
	int top = view->model->profile.top < last ? view->model->profile.top : last;
	top = top > 0 ? top : 0;
	put_all(view, top);
	if (top < last) {
		/* Not by a line that ends it as if that were all. */
		frame_clear(view->frame, at->list_end - 1, at->list_end);
		frame_put(view->frame, at->list_end - 1, at->title, view->frame->cols, ROLE_DIM,
				view->glyphs->ellipsis);
	}
	view->frame->cursor_row = at->list_row;
	view->frame->cursor_col = at->mark;
	view->frame->cursor_shown = true;
}
