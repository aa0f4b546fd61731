/* Roles → what they look like. The presenters (ncurses, recordings) draw with it; views never see
 * it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "unlike/ui/frame.h"

/* A colour: the terminal's own, one of its palette (0 … 255), or THEME_RGB | 0xRRGGBB. */
typedef int32_t colour_t;

#define THEME_OWN (-1)
#define THEME_RGB 0x1000000
/* How many colours there are, for theme_cell(), where every RGB can be shown. */
#define THEME_ALL_COLOURS THEME_RGB

#define THEME_NAME_MAX 65 /* bytes, with the NUL */
#define THEME_ABOUT_MAX 161

/* Attributes, as bits. */
enum theme_attr {
	THEME_BOLD = 1,
	THEME_DIM = 2,
	THEME_UNDERLINE = 4,
	THEME_REVERSE = 8,
};

struct theme_pen {
	colour_t colour, ground;
	uint8_t attrs;
};

struct theme_style {
	struct theme_pen many; /* with 256 colours and more */
	struct theme_pen few; /* with 8 */
	uint8_t plain; /* attributes, without colours */
};

struct theme {
	char name[THEME_NAME_MAX];
	char about[THEME_ABOUT_MAX]; /* a sentence, raw */
	struct theme_style styles[ROLE_COUNT];
};

/* One that is built in. NULL: there is none of that name. Static. */
const struct theme *theme_find(const char *name);
/* The names of those, NULL at the end. */
const char *const *theme_names(void);

/* How one cell looks, its fade and its focus included: what every presenter draws. */
struct theme_look {
	colour_t colour, ground; /* as far as there are `colours` */
	uint8_t attrs;
};
/* `colours`: THEME_ALL_COLOURS, 256, 8 or 0. `light`: the terminal's ground, for fades; that of the
 * theme counts where it has one. */
struct theme_look theme_cell(
		const struct theme *theme, const struct cell *cell, int colours, bool light);

/* --- colours --------------------------------------------------------------------------------- */

/* "own", one of the eight by its name, "0" … "255", "#rrggbb". */
bool theme_colour_parse(const char *text, size_t len, colour_t *ret);
void theme_colour_format(colour_t colour, struct buf *out);
/* Appends what tells a terminal, within the parameters of SGR: ";38;2;1;2;3", ";31"; nothing for
 * the terminal's own. */
void theme_colour_add_sgr(colour_t colour, bool ground, struct buf *out);
/* 0xRRGGBB as xterm has it; false: the terminal's own, or one of the sixteen that each terminal
 * shows in its way. */
bool theme_colour_rgb(colour_t colour, uint32_t *ret);
/* The nearest of the 256 (never one of the first sixteen), or of the eight: there one that can be
 * told from `ground`, which is one of the eight. What fits is left as it is. */
colour_t theme_colour_of_256(colour_t colour);
colour_t theme_colour_of_8(colour_t colour, colour_t ground);
/* As WCAG 2 has it, of two 0xRRGGBB: 1 … 21. */
double theme_contrast(uint32_t a, uint32_t b);
