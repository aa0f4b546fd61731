#include "drawn.h"

#include <string.h>

void drawn_keep(struct frame *kept, const struct frame *frame) {
	frame_reset(kept, frame->rows, frame->cols);
	frame_copy(kept, 0, 0, frame);
}

struct cell drawn_cell(const struct frame *frame, int row, int col) {
	struct cell ret = *frame_cell(frame, row, col);
	const bool right = ret.width == 0 && col > 0 && frame_cell(frame, row, col - 1)->width == 2;
	const bool cut = ret.width == 2 && col + 1 == frame->cols;
	if (cut || (ret.width == 0 && !right)) {
		ret.utf8[0] = ' ';
		ret.utf8[1] = '\0';
		ret.len = ret.width = 1;
	}
	return ret;
}

int drawn_width(const struct cell *cell) {
	return cell->width == 2 ? 2 : 1;
}

bool drawn_is_blank(const struct cell *cell) {
	return cell->len == 1 && cell->utf8[0] == ' ';
}

struct theme_look drawn_look(const struct theme *theme, const struct cell *cell) {
	struct theme_look ret = theme_cell(theme, cell, 256, false);
	if (drawn_is_blank(cell)) {
		ret.attrs &= THEME_REVERSE | THEME_UNDERLINE;
		ret.colour = ret.attrs == 0 ? THEME_OWN : ret.colour;
	}
	return ret;
}
