#include "unlike/ui/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

static const char role_letters[ROLE_COUNT] = {
#define X(role, name, letter) [role] = letter,
	ROLES(X)
#undef X
};

static const struct cell blank = { .utf8 = " ", .len = 1, .width = 1, .role = ROLE_TEXT };

static struct cell *cell_at(struct frame *frame, int row, int col) {
	assert(row >= 0 && row < frame->rows && col >= 0 && col < frame->cols);
	return &frame->cells[(size_t)row * (size_t)frame->cols + (size_t)col];
}

static int least(int a, int b) {
	return a < b ? a : b;
}

void frame_init(struct frame *frame) {
	*frame = (struct frame){ 0 };
}

void frame_finish(struct frame *frame) {
	free(frame->cells);
	free(frame->targets);
	*frame = (struct frame){ 0 };
}

void frame_reset(struct frame *frame, int rows, int cols) {
	assert(rows >= 1 && cols >= 1);
	const size_t n = (size_t)rows * (size_t)cols;
	if (frame->rows != rows || frame->cols != cols) {
		frame->cells = xrealloc(frame->cells, n * sizeof(*frame->cells));
	}
	frame->rows = rows;
	frame->cols = cols;
	frame->cursor_row = frame->cursor_col = 0;
	frame->cursor_shown = false;
	frame->n_targets = 0;
	for (size_t i = 0; i < n; i++) {
		frame->cells[i] = blank;
	}
}

const struct cell *frame_cell(const struct frame *frame, int row, int col) {
	assert(row >= 0 && row < frame->rows && col >= 0 && col < frame->cols);
	return &frame->cells[(size_t)row * (size_t)frame->cols + (size_t)col];
}

/* Focus is the row's, whatever is put on it. */
static void blank_out(struct cell *cell, uint8_t role) {
	*cell = (struct cell){
		.utf8 = " ",
		.len = 1,
		.width = 1,
		.role = role,
		.focus = cell->focus,
	};
}

/* What is overwritten leaves no half of a wide character behind. */
static void mend(struct frame *frame, int row, int col) {
	struct cell *cell = cell_at(frame, row, col);
	if (cell->width == 0) {
		assert(col > 0);
		struct cell *left = cell_at(frame, row, col - 1);
		blank_out(left, left->role);
	} else if (cell->width == 2) {
		struct cell *right = cell_at(frame, row, col + 1);
		blank_out(right, right->role);
	}
	blank_out(cell, blank.role);
}

static void put_cluster(struct frame *frame, int row, int col, enum role role,
		const struct text_cluster *cluster) {
	for (int i = 0; i < cluster->width; i++) {
		mend(frame, row, col + i);
	}
	struct cell *cell = cell_at(frame, row, col);
	memcpy(cell->utf8, cluster->utf8, (size_t)cluster->len + 1);
	cell->len = cluster->len;
	cell->width = cluster->width;
	cell->role = (uint8_t)role;
	if (cluster->width == 2) {
		struct cell *right = cell_at(frame, row, col + 1);
		*right = (struct cell){ .role = (uint8_t)role, .focus = right->focus };
	}
}

int frame_put(struct frame *frame, int row, int col, int limit, enum role role, const char *clean) {
	static const struct text_cluster space = { .utf8 = " ", .len = 1, .width = 1 };
	assert(role < ROLE_COUNT);
	limit = least(limit, frame->cols);
	if (row < 0 || row >= frame->rows || col < 0) {
		return col;
	}
	struct text_cluster cluster;
	while (col < limit && text_next(&clean, &cluster)) {
		const struct text_cluster *put = col + cluster.width <= limit ? &cluster : &space;
		put_cluster(frame, row, col, role, put);
		col += put->width;
	}
	return col;
}

int frame_put_fit(struct frame *frame, int row, int col, int limit, enum role role,
		const char *clean, const char *ellipsis) {
	limit = least(limit, frame->cols);
	if (col >= limit) {
		return col;
	}
	struct buf fit;
	buf_init(&fit, BUF_UNLIMITED);
	text_fit(clean, (size_t)(limit - col), ellipsis, &fit);
	col = frame_put(frame, row, col, limit, role, fit.data);
	buf_finish(&fit);
	return col;
}

int frame_put_right(struct frame *frame, int row, int col, int limit, enum role role,
		const char *clean) {
	limit = least(limit, frame->cols);
	const int width = (int)text_width(clean);
	const int from = limit - width;
	return frame_put(frame, row, from > col ? from : col, limit, role, clean);
}

void frame_fill(struct frame *frame, int row, int col, int limit, enum role role,
		const char *clean) {
	limit = least(limit, frame->cols);
	while (col < limit) {
		const int next = frame_put(frame, row, col, limit, role, clean);
		if (next == col) {
			return;
		}
		col = next;
	}
}

void frame_clear(struct frame *frame, int from, int to) {
	for (int row = from < 0 ? 0 : from; row < to && row < frame->rows; row++) {
		for (int col = 0; col < frame->cols; col++) {
			*cell_at(frame, row, col) = blank;
		}
	}
}

void frame_clear_part(struct frame *frame, int row, int col, int limit) {
	limit = least(limit, frame->cols);
	if (row < 0 || row >= frame->rows || col < 0) {
		return;
	}
	for (int at = col; at < limit; at++) {
		mend(frame, row, at);
		*cell_at(frame, row, at) = blank;
	}
	frame_add_target(frame, row, col, limit, (struct target){ .type = TARGET_NOTHING });
}

void frame_slide(struct frame *frame, int row, int limit, int by) {
	limit = least(limit, frame->cols);
	if (row < 0 || row >= frame->rows || by < 1 || limit < 1) {
		return;
	}
	by = least(by, limit);
	if (by < limit && cell_at(frame, row, by)->width == 0) {
		mend(frame, row, by); /* its left half goes */
	}
	if (limit < frame->cols && cell_at(frame, row, limit)->width == 0) {
		mend(frame, row, limit);
	}
	for (int col = 0; col < limit; col++) {
		struct cell *cell = cell_at(frame, row, col);
		const bool focus = cell->focus;
		*cell = col + by < limit ? *cell_at(frame, row, col + by) : blank;
		cell->focus = focus;
	}
}

void frame_focus_until(struct frame *frame, int row, int limit) {
	limit = least(limit, frame->cols);
	for (int col = 0; row >= 0 && row < frame->rows && col < limit; col++) {
		cell_at(frame, row, col)->focus = true;
	}
}

void frame_focus(struct frame *frame, int row) {
	frame_focus_until(frame, row, frame->cols);
}

void frame_fade(struct frame *frame, int row, int col, int limit, uint8_t fade) {
	limit = least(limit, frame->cols);
	for (; row >= 0 && row < frame->rows && col >= 0 && col < limit; col++) {
		cell_at(frame, row, col)->fade = fade;
	}
}

void frame_add_target(struct frame *frame, int row, int col, int limit, struct target target) {
	if (frame->n_targets == frame->cap_targets) {
		frame->cap_targets = frame->cap_targets == 0 ? 64 : 2 * frame->cap_targets;
		frame->targets = xrealloc(
				frame->targets, frame->cap_targets * sizeof(*frame->targets));
	}
	frame->targets[frame->n_targets++] = (struct frame_target){
		.row = row,
		.col = col,
		.end = least(limit, frame->cols),
		.target = target,
	};
}

struct target frame_target(const struct frame *frame, int row, int col) {
	for (size_t i = frame->n_targets; i-- > 0;) {
		const struct frame_target *at = &frame->targets[i];
		if (at->row == row && at->col <= col && col < at->end) {
			return at->target;
		}
	}
	return (struct target){ .type = TARGET_NOTHING };
}

/* The last column of a row that is not a plain blank, and one. */
static int row_end(const struct frame *frame, int row) {
	int end = frame->cols;
	while (end > 0) {
		const struct cell *cell = frame_cell(frame, row, end - 1);
		if (cell->width != 1 || strcmp(cell->utf8, " ") != 0) {
			break;
		}
		end--;
	}
	return end;
}

void frame_copy(struct frame *to, int row, int col, const struct frame *from) {
	assert(row >= 0 && col >= 0);
	const int rows = least(from->rows, to->rows - row);
	const int cols = least(from->cols, to->cols - col);
	for (int r = 0; cols > 0 && r < rows; r++) {
		mend(to, row + r, col);
		mend(to, row + r, col + cols - 1);
		for (int c = 0; c < cols; c++) {
			*cell_at(to, row + r, col + c) = *frame_cell(from, r, c);
		}
		/* A wide character that the edge cuts. */
		struct cell *last = cell_at(to, row + r, col + cols - 1);
		if (last->width == 2) {
			blank_out(last, last->role);
		}
	}
	to->cursor_shown = from->cursor_shown && from->cursor_row < rows && from->cursor_col < cols;
	to->cursor_row = to->cursor_shown ? row + from->cursor_row : 0;
	to->cursor_col = to->cursor_shown ? col + from->cursor_col : 0;
}

void frame_to_text(const struct frame *frame, struct buf *out) {
	for (int row = 0; row < frame->rows; row++) {
		const int end = row_end(frame, row);
		for (int col = 0; col < end; col++) {
			const struct cell *cell = frame_cell(frame, row, col);
			buf_add(out, cell->utf8, cell->len);
		}
		buf_add_char(out, '\n');
	}
}

void frame_to_roles(const struct frame *frame, struct buf *out) {
	for (int row = 0; row < frame->rows; row++) {
		const int end = row_end(frame, row);
		if (end > 0 && frame_cell(frame, row, 0)->focus) {
			buf_add_char(out, '*');
		}
		for (int col = 0; col < end; col++) {
			const struct cell *cell = frame_cell(frame, row, col);
			const bool empty = strcmp(cell->utf8, " ") == 0;
			buf_add_char(out, empty ? ' ' : role_letters[cell->role]);
		}
		buf_add_char(out, '\n');
	}
}
