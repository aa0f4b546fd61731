/* Themes → what ncurses draws them with, after what the terminal can do. */
#pragma once

#include <stdbool.h>

#include <curses.h>

#include "unlike/base/buf.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/theme.h"

enum { COLOURS_PALETTE = 256, COLOURS_PAIRS = 256 };

struct colours {
	const struct theme *theme; /* foreign */
	int count; /* THEME_ALL_COLOURS, 256, 8 or 0: of the terminal's those that are used */
	bool light; /* the background, as far as the terminal told */
	bool direct; /* ncurses takes 0xRRGGBB for a colour */
	bool own; /* the terminal's own colours can be had */
	/* Where the terminal shows every colour and ncurses does not know: what stands for one of
	 * the palette; 0: itself. */
	colour_t stands_for[COLOURS_PALETTE];
	struct {
		colour_t colour, ground; /* as ncurses has them */
	} pairs[COLOURS_PAIRS]; /* pair i + 1 */
	int n_pairs;
};

struct style {
	attr_t attrs;
	short pair;
};

/* Behind newterm(). NO_COLOR, COLORTERM and COLORFGBG are looked at. */
struct colours colours_init(const struct theme *theme);
struct style colours_style(struct colours *colours, const struct cell *cell);

/* Appends what ncurses wrote, with the colours that it does not know put in where others stand for
 * them. */
void colours_put_in(const struct colours *colours, const char *bytes, size_t len, struct buf *out);
