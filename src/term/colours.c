/*
 * The built-in theme is the terminal's own colours: no background is set, and of the foregrounds
 * only the basic eight, which people have made legible for themselves. Nothing is told by colour
 * alone.
 */
#include "colours.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { OWN = -1, RAMP_STEPS = 16, RAMP_PAIR = 1 + ROLE_COUNT, GREY_FIRST = 232, GREY_LAST = 255 };

static const struct role_style {
	short many, few; /* foreground with 256 and with 8 colours */
	attr_t attrs; /* with colours */
	attr_t plain; /* without */
} styles[ROLE_COUNT] = {
	[ROLE_TEXT] = { OWN, OWN, A_NORMAL, A_NORMAL },
	[ROLE_DIM] = { 244, OWN, A_NORMAL, A_DIM },
	[ROLE_STRONG] = { OWN, OWN, A_BOLD, A_BOLD },
	[ROLE_HEART] = { COLOR_RED, COLOR_RED, A_BOLD, A_BOLD },
	[ROLE_HEART_OFF] = { 244, OWN, A_NORMAL, A_DIM },
	[ROLE_FOCUS] = { OWN, OWN, A_BOLD, A_BOLD },
	[ROLE_SELECTED] = { COLOR_CYAN, COLOR_CYAN, A_BOLD, A_UNDERLINE },
	[ROLE_BAR_FULL] = { COLOR_RED, COLOR_RED, A_BOLD, A_BOLD },
	[ROLE_BAR_EMPTY] = { 244, OWN, A_NORMAL, A_DIM },
	[ROLE_GOOD] = { COLOR_GREEN, COLOR_GREEN, A_NORMAL, A_NORMAL },
	[ROLE_WARN] = { COLOR_YELLOW, COLOR_YELLOW, A_BOLD, A_BOLD },
	[ROLE_BAD] = { COLOR_RED, COLOR_RED, A_BOLD, A_BOLD },
	[ROLE_KEY] = { OWN, OWN, A_BOLD, A_BOLD },
	[ROLE_RULE] = { 244, OWN, A_NORMAL, A_DIM },
	[ROLE_TITLE] = { OWN, OWN, A_BOLD, A_BOLD },
	[ROLE_LINK] = { OWN, OWN, A_UNDERLINE, A_UNDERLINE },
	[ROLE_PLOT1] = { COLOR_CYAN, COLOR_CYAN, A_NORMAL, A_NORMAL },
	[ROLE_PLOT2] = { COLOR_MAGENTA, COLOR_MAGENTA, A_NORMAL, A_BOLD },
};

static bool env_is_set(const char *name) {
	const char *value = getenv(name);
	return value != NULL && *value != '\0';
}

/* Some terminals tell their colours as "foreground;background", by number. */
static bool background_is_light(void) {
	const char *value = getenv("COLORFGBG");
	const char *last = value != NULL ? strrchr(value, ';') : NULL;
	return last != NULL && (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0);
}

/* From well legible to barely seen. */
static short ramp_colour(const struct colours *colours, int step) {
	const int strongest = colours->light ? GREY_FIRST + 4 : GREY_LAST - 1;
	const int faintest = colours->light ? GREY_LAST - 4 : GREY_FIRST + 5;
	return (short)(strongest + (faintest - strongest) * step / (RAMP_STEPS - 1));
}

static int usable_colours(void) {
	if (env_is_set("NO_COLOR") || !has_colors() || start_color() == ERR) {
		return 0;
	}
	if (COLORS >= 256 && COLOR_PAIRS > RAMP_PAIR + RAMP_STEPS) {
		return 256;
	}
	return COLORS >= 8 && COLOR_PAIRS > ROLE_COUNT ? 8 : 0;
}

struct colours colours_init(void) {
	struct colours ret = { .count = usable_colours(), .light = background_is_light() };
	if (ret.count == 0) {
		return ret;
	}
	const bool own = use_default_colors() == OK;
	const short background = own ? OWN : COLOR_BLACK;
	for (int role = 0; role < ROLE_COUNT; role++) {
		short colour = ret.count == 256 ? styles[role].many : styles[role].few;
		if (colour == OWN && !own) {
			colour = COLOR_WHITE;
		}
		init_pair((short)(1 + role), colour, background);
	}
	for (int step = 0; ret.count == 256 && step < RAMP_STEPS; step++) {
		init_pair((short)(RAMP_PAIR + step), ramp_colour(&ret, step), background);
	}
	return ret;
}

static attr_t faded_attrs(attr_t attrs, uint8_t fade) {
	if (fade < 86) {
		return attrs;
	}
	attrs &= ~A_BOLD;
	return fade < 171 ? attrs : attrs | A_DIM;
}

struct style colours_style(const struct colours *colours, const struct cell *cell) {
	assert(cell->role < ROLE_COUNT);
	const struct role_style *role = &styles[cell->role];
	const bool bar = cell->role == ROLE_BAR_FULL || cell->role == ROLE_BAR_EMPTY;
	const bool reverse =
			cell->focus && !bar; /* a reversed bar would be full where it is empty */
	struct style ret = { .attrs = role->plain };
	if (colours->count > 0) {
		ret.pair = (short)(1 + cell->role);
		ret.attrs = role->attrs | (colours->count < 256 ? role->plain & A_DIM : 0);
	}
	if (cell->fade > 0 && colours->count == 256 && !reverse) {
		ret.pair = (short)(RAMP_PAIR + cell->fade * (RAMP_STEPS - 1) / 255);
		ret.attrs &= ~A_BOLD;
	} else if (cell->fade > 0) {
		ret.attrs = faded_attrs(ret.attrs, cell->fade);
	}
	if (reverse) {
		/* One bar of one colour; dim letters on it could not be read. */
		ret.attrs = (ret.attrs & ~A_DIM) | A_REVERSE;
		ret.pair = colours->count > 0 ? 1 + ROLE_TEXT : 0;
	}
	return ret;
}
