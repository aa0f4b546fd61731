/*
 * The built-in theme is the terminal's own colours: no background is set, and of the foregrounds
 * only the basic eight, which people have made legible for themselves. Nothing is told by colour
 * alone.
 */
#include "unlike/ui/theme.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum { OWN = THEME_OWN, RED = 1, GREEN = 2, YELLOW = 3, MAGENTA = 5, CYAN = 6, GREY = 244 };
enum { RAMP_STEPS = 16, GREY_FIRST = 232, GREY_LAST = 255 };

static const struct theme default_theme = {
	.name = "default",
	.styles = {
		[ROLE_TEXT] = { OWN, OWN, 0, 0 },
		[ROLE_DIM] = { GREY, OWN, 0, THEME_DIM },
		[ROLE_STRONG] = { OWN, OWN, THEME_BOLD, THEME_BOLD },
		[ROLE_HEART] = { RED, RED, THEME_BOLD, THEME_BOLD },
		[ROLE_HEART_OFF] = { GREY, OWN, 0, THEME_DIM },
		[ROLE_FOCUS] = { OWN, OWN, THEME_BOLD, THEME_BOLD },
		[ROLE_SELECTED] = { CYAN, CYAN, THEME_BOLD, THEME_UNDERLINE },
		[ROLE_BAR_FULL] = { RED, RED, THEME_BOLD, THEME_BOLD },
		[ROLE_BAR_EMPTY] = { GREY, OWN, 0, THEME_DIM },
		[ROLE_GOOD] = { GREEN, GREEN, 0, 0 },
		[ROLE_WARN] = { YELLOW, YELLOW, THEME_BOLD, THEME_BOLD },
		[ROLE_BAD] = { RED, RED, THEME_BOLD, THEME_BOLD },
		[ROLE_KEY] = { OWN, OWN, THEME_BOLD, THEME_BOLD },
		[ROLE_RULE] = { GREY, OWN, 0, THEME_DIM },
		[ROLE_TITLE] = { OWN, OWN, THEME_BOLD, THEME_BOLD },
		[ROLE_LINK] = { OWN, OWN, THEME_UNDERLINE, THEME_UNDERLINE },
		[ROLE_PLOT1] = { CYAN, CYAN, 0, 0 },
		[ROLE_PLOT2] = { MAGENTA, MAGENTA, 0, THEME_BOLD },
	},
};

static const struct theme *const themes[] = { &default_theme };
static const char *const names[] = { "default", NULL };

_Static_assert(sizeof(names) / sizeof(names[0]) == sizeof(themes) / sizeof(themes[0]) + 1,
		"each theme has its name in the list");

const struct theme *theme_find(const char *name) {
	for (size_t i = 0; i < sizeof(themes) / sizeof(themes[0]); i++) {
		assert(strcmp(themes[i]->name, names[i]) == 0);
		if (strcmp(themes[i]->name, name) == 0) {
			return themes[i];
		}
	}
	return NULL;
}

const char *const *theme_names(void) {
	return names;
}

/* From well legible to barely seen. */
static int16_t ramp_colour(int fade, bool light) {
	const int strongest = light ? GREY_FIRST + 4 : GREY_LAST - 1;
	const int faintest = light ? GREY_LAST - 4 : GREY_FIRST + 5;
	const int step = fade * (RAMP_STEPS - 1) / 255;
	return (int16_t)(strongest + (faintest - strongest) * step / (RAMP_STEPS - 1));
}

static uint8_t faded_attrs(uint8_t attrs, uint8_t fade) {
	if (fade < 86) {
		return attrs;
	}
	attrs &= (uint8_t)~THEME_BOLD;
	return fade < 171 ? attrs : attrs | THEME_DIM;
}

static struct theme_look role_look(const struct theme_style *style, int colours) {
	if (colours == 0) {
		return (struct theme_look){ .colour = OWN, .attrs = style->plain };
	}
	if (colours == 256) {
		return (struct theme_look){ .colour = style->many, .attrs = style->attrs };
	}
	/* Eight colours have no grey. */
	return (struct theme_look){
		.colour = style->few,
		.attrs = style->attrs | (style->plain & THEME_DIM),
	};
}

struct theme_look theme_cell(
		const struct theme *theme, const struct cell *cell, int colours, bool light) {
	assert(cell->role < ROLE_COUNT);
	assert(colours == 0 || colours == 8 || colours == 256);
	const bool bar = cell->role == ROLE_BAR_FULL || cell->role == ROLE_BAR_EMPTY;
	const bool reverse =
			cell->focus && !bar; /* a reversed bar would be full where it is empty */
	struct theme_look ret = role_look(&theme->styles[cell->role], colours);
	if (cell->fade > 0 && colours == 256 && !reverse) {
		ret.colour = ramp_colour(cell->fade, light);
		ret.attrs &= (uint8_t)~THEME_BOLD;
	} else if (cell->fade > 0) {
		ret.attrs = faded_attrs(ret.attrs, cell->fade);
	}
	if (reverse) {
		/* One bar of one colour; dim letters on it could not be read. */
		ret.attrs = (uint8_t)((ret.attrs & ~THEME_DIM) | THEME_REVERSE);
		ret.colour = role_look(&theme->styles[ROLE_TEXT], colours).colour;
	}
	return ret;
}
