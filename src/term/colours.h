/* Themes → what ncurses draws them with, after what the terminal can do. */
#pragma once

#include <stdbool.h>

#include <curses.h>

#include "unlike/ui/frame.h"
#include "unlike/ui/theme.h"

enum { COLOURS_MAX = 256 };

struct colours {
	const struct theme *theme;
	int count; /* of the terminal's colours that are used: 0, 8 or 256 */
	bool light; /* the background, as far as the terminal told */
	short pairs[COLOURS_MAX]; /* of each colour; 0: none */
};

struct style {
	attr_t attrs;
	short pair;
};

/* Behind newterm(). NO_COLOR and COLORFGBG are looked at. */
struct colours colours_init(void);
struct style colours_style(const struct colours *colours, const struct cell *cell);
