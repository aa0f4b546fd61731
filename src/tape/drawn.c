#include "drawn.h"

#include <string.h>

#include "palette.h"

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

static uint32_t rgb_or(colour_t colour, uint32_t own) {
	uint32_t rgb;
	if (colour == THEME_OWN) {
		return own;
	}
	return theme_colour_rgb(colour, &rgb) ? rgb : palette_rgb(colour);
}

uint32_t drawn_background(const struct theme *theme) {
	return rgb_or(theme->styles[ROLE_TEXT].many.ground, PALETTE_BACKGROUND);
}

uint32_t drawn_foreground(const struct theme *theme) {
	return rgb_or(theme->styles[ROLE_TEXT].many.colour, PALETTE_FOREGROUND);
}

uint32_t drawn_rgb(const struct theme *theme, colour_t colour) {
	return rgb_or(colour, drawn_foreground(theme));
}

struct theme_look drawn_look(const struct theme *theme, const struct cell *cell) {
	const struct theme_pen *text = &theme->styles[ROLE_TEXT].many;
	struct theme_look ret = theme_cell(theme, cell, THEME_ALL_COLOURS, false);
	ret.colour = ret.colour == text->colour ? THEME_OWN : ret.colour;
	ret.ground = ret.ground == text->ground ? THEME_OWN : ret.ground;
	if (drawn_is_blank(cell)) {
		ret.attrs &= THEME_REVERSE | THEME_UNDERLINE;
		ret.colour = ret.attrs == 0 ? THEME_OWN : ret.colour;
	}
	return ret;
}
