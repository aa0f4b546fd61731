/*
 * The built-in themes are files, compiled in: what people copy and change is what the program has.
 * `default` is the terminal's own colours: no ground is set. Nothing is told by colour alone.
 */
#include "unlike/ui/theme.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "themes_built_in.h"
#include "unlike/ui/theme_file.h"

enum { RAMP_STEPS = 16, GREY_FIRST = 232, GREY_LAST = 255 };

#define MARK_CONTRAST 3 /* as WCAG has it */

static const char *const names[] = { "default", "light", "dark", "high-contrast", "mono", "care",
	NULL };

enum { THEMES = sizeof(names) / sizeof(names[0]) - 1 };

static void no_problem(int line, const char *what, void *data) {
	(void)line;
	(void)what;
	(void)data;
	assert(!"a built-in theme has no bad line");
}

const struct theme *theme_find(const char *name) {
	static struct theme themes[THEMES];
	for (size_t i = 0; i < THEMES; i++) {
		if (strcmp(names[i], name) == 0) {
			if (themes[i].name[0] == '\0') {
				theme_parse(name, theme_built_in(name), no_problem, NULL,
						&themes[i]);
			}
			return &themes[i];
		}
	}
	return NULL;
}

const char *const *theme_names(void) {
	return names;
}

/* From well legible to barely seen. */
static colour_t ramp_colour(int fade, bool light) {
	const int strongest = light ? GREY_FIRST + 4 : GREY_LAST - 1;
	const int faintest = light ? GREY_LAST - 4 : GREY_FIRST + 5;
	const int step = fade * (RAMP_STEPS - 1) / 255;
	return (colour_t)(strongest + (faintest - strongest) * step / (RAMP_STEPS - 1));
}

static uint8_t faded_attrs(uint8_t attrs, uint8_t fade) {
	if (fade < 86) {
		return attrs;
	}
	attrs &= (uint8_t)~THEME_BOLD;
	return fade < 171 ? attrs : attrs | THEME_DIM;
}

static struct theme_pen pen_for(const struct theme_style *style, int colours) {
	struct theme_pen pen = style->many;
	switch (colours) {
	case 0:
		return (struct theme_pen){
			.colour = THEME_OWN, .ground = THEME_OWN, .attrs = style->plain
		};
	case 8:
		return style->few;
	case 256:
		pen.colour = theme_colour_of_256(pen.colour);
		pen.ground = theme_colour_of_256(pen.ground);
		return pen;
	default:
		assert(colours == THEME_ALL_COLOURS);
		return pen;
	}
}

/* The ground of the theme's own, where it can be told. */
static bool is_light(const struct theme *theme, bool light) {
	uint32_t rgb;
	return theme_colour_rgb(theme->styles[ROLE_TEXT].many.ground, &rgb)
			? theme_contrast(rgb, 0x000000) > theme_contrast(rgb, 0xFFFFFF)
			: light;
}

/* One bar of one colour: that of `focus` where it has a ground of its own, else the text's in
 * reverse. Dim letters on it could not be read. */
static struct theme_pen focused_pen(const struct theme *theme, struct theme_pen pen, int colours) {
	const struct theme_pen text = pen_for(&theme->styles[ROLE_TEXT], colours);
	const struct theme_pen focus = pen_for(&theme->styles[ROLE_FOCUS], colours);
	const bool own = focus.ground != text.ground;
	const uint8_t reverse = own ? 0 : THEME_REVERSE;
	return (struct theme_pen){
		.colour = own ? focus.colour : text.colour,
		.ground = own ? focus.ground : text.ground,
		.attrs = (uint8_t)((pen.attrs & ~(THEME_DIM | THEME_REVERSE)) | reverse),
	};
}

/* A mark that cannot be told from what is behind it is none. Of the first sixteen colours nobody
 * knows that, but for the terminal's own: each theme says of those what can be read there. */
static bool can_be_told(colour_t mark, colour_t ground) {
	uint32_t a, b;
	const bool known = theme_colour_rgb(mark, &a) && theme_colour_rgb(ground, &b);
	const bool own = mark == THEME_OWN || ground == THEME_OWN;
	return known ? theme_contrast(a, b) >= MARK_CONTRAST : own && mark != ground;
}

/* What is full of a bar keeps its colour, on the ground that the whole row has: another one would
 * be a hole in the row. */
static struct theme_pen focused_bar(struct theme_pen row, colour_t bar) {
	const bool reversed = (row.attrs & THEME_REVERSE) != 0;
	colour_t *letters = reversed ? &row.ground : &row.colour;
	const colour_t ground = reversed ? row.colour : row.ground;
	if (can_be_told(bar, ground)) {
		*letters = bar;
	}
	return row;
}

struct theme_look theme_cell(
		const struct theme *theme, const struct cell *cell, int colours, bool light) {
	assert(cell->role < ROLE_COUNT);
	const bool focused = cell->focus;
	struct theme_pen pen = pen_for(&theme->styles[cell->role], colours);
	if (cell->fade > 0 && colours >= 256 && !focused) {
		pen.colour = ramp_colour(cell->fade, is_light(theme, light));
		pen.attrs &= (uint8_t)~THEME_BOLD;
	} else if (cell->fade > 0) {
		pen.attrs = faded_attrs(pen.attrs, cell->fade);
	}
	if (focused) {
		const colour_t own = pen.colour;
		pen = focused_pen(theme, pen, colours);
		pen = cell->role == ROLE_BAR_FULL ? focused_bar(pen, own) : pen;
	}
	return (struct theme_look){
		.colour = pen.colour, .ground = pen.ground, .attrs = pen.attrs
	};
}
