/* Roles → what they look like. The presenters (ncurses, recordings) draw with it; views never see
 * it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "unlike/ui/frame.h"

#define THEME_OWN (-1) /* the terminal's own colour */

/* Attributes, as bits. */
enum theme_attr {
	THEME_BOLD = 1,
	THEME_DIM = 2,
	THEME_UNDERLINE = 4,
	THEME_REVERSE = 8,
};

struct theme_style {
	int16_t many; /* foreground with 256 colours: the terminal's palette's index, or OWN */
	int16_t few; /* with 8 */
	uint8_t attrs; /* with colours */
	uint8_t plain; /* without */
};

struct theme {
	const char *name;
	struct theme_style styles[ROLE_COUNT];
};

/* NULL: there is none of that name. Static. */
const struct theme *theme_find(const char *name);
/* The names that there are, NULL at the end. */
const char *const *theme_names(void);

/* How one cell looks, its fade and its focus included: what every presenter draws. */
struct theme_look {
	int16_t colour; /* of the palette of `colours`, or OWN */
	uint8_t attrs;
};
/* `colours`: 256, 8 or 0. `light`: the background, for fades. */
struct theme_look theme_cell(
		const struct theme *theme, const struct cell *cell, int colours, bool light);
