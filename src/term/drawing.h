/* Frames → ncurses' window. Knows what was drawn last, so that the same frame costs nothing. */
#pragma once

#include <stdbool.h>

#include <curses.h>

#include "colours.h"
#include "unlike/ui/frame.h"

struct drawing {
	struct colours colours;
	struct frame shown; /* own; what ncurses was last told; rows 0: nothing is known */
	cchar_t *line; /* own; line_cols long */
	int line_cols;
	int cursor; /* as curs_set() was last told, −1: never */
};

/* Behind newterm(). */
void drawing_init(struct drawing *drawing, const struct theme *theme);
/* Other colours; the next frame is drawn whole. */
void drawing_set_theme(struct drawing *drawing, const struct theme *theme);
/* Zeroed is fine. */
void drawing_finish(struct drawing *drawing);
/* The next frame is drawn whole. */
void drawing_forget(struct drawing *drawing);
/* Draws it and sends what changed. A frame that is larger than the screen is cut. */
void drawing_present(struct drawing *drawing, const struct frame *frame);
