/* ncurses has pairs of a foreground and a background, by number. A theme has some dozens of
 * foregrounds at most, and each gets its pair at the beginning. */
#include "colours.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* More than a theme's roles and the steps of a fade need. */
enum { OWN_PAIR = 1, PAIRS_OF_MANY = 64, PAIRS_OF_FEW = 10 };

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

static int usable_colours(void) {
	if (env_is_set("NO_COLOR") || !has_colors() || start_color() == ERR) {
		return 0;
	}
	if (COLORS >= COLOURS_MAX && COLOR_PAIRS >= PAIRS_OF_MANY) {
		return COLOURS_MAX;
	}
	return COLORS >= 8 && COLOR_PAIRS >= PAIRS_OF_FEW ? 8 : 0;
}

/* Every colour that a cell can have gets a pair, while there are any. */
static void make_pairs(struct colours *colours, short background) {
	short next = OWN_PAIR + 1;
	for (int i = 0; i < ROLE_COUNT * 256; i++) {
		const struct cell cell = { .role = (uint8_t)(i / 256), .fade = (uint8_t)(i % 256) };
		const struct theme_look look =
				theme_cell(colours->theme, &cell, colours->count, colours->light);
		if (look.colour != THEME_OWN && colours->pairs[look.colour] == 0 &&
				next < COLOR_PAIRS) {
			init_pair(next, look.colour, background);
			colours->pairs[look.colour] = next++;
		}
	}
}

struct colours colours_init(void) {
	struct colours ret = {
		.theme = theme_find("default"),
		.count = usable_colours(),
		.light = background_is_light(),
	};
	if (ret.count == 0) {
		return ret;
	}
	const bool own = use_default_colors() == OK;
	const short background = own ? THEME_OWN : COLOR_BLACK;
	init_pair(OWN_PAIR, own ? THEME_OWN : COLOR_WHITE, background);
	make_pairs(&ret, background);
	return ret;
}

static short pair_of(const struct colours *colours, int colour) {
	assert(colour == THEME_OWN || (colour >= 0 && colour < COLOURS_MAX));
	if (colours->count == 0) {
		return 0;
	}
	const short pair = colour != THEME_OWN ? colours->pairs[colour] : 0;
	return pair != 0 ? pair : OWN_PAIR;
}

struct style colours_style(const struct colours *colours, const struct cell *cell) {
	static const struct {
		uint8_t theme;
		attr_t curses;
	} attrs[] = {
		{ THEME_BOLD, A_BOLD },
		{ THEME_DIM, A_DIM },
		{ THEME_UNDERLINE, A_UNDERLINE },
		{ THEME_REVERSE, A_REVERSE },
	};
	const struct theme_look look =
			theme_cell(colours->theme, cell, colours->count, colours->light);
	struct style ret = { .attrs = A_NORMAL, .pair = pair_of(colours, look.colour) };
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if ((look.attrs & attrs[i].theme) != 0) {
			ret.attrs |= attrs[i].curses;
		}
	}
	return ret;
}
