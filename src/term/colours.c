/*
 * ncurses has pairs of a foreground and a background, by number; each gets its number when it is
 * first drawn.
 *
 * Most terminals that show every colour are known to terminfo as ones of 256 (COLORTERM tells
 * otherwise). There, a colour of the palette stands for each other one, the nearest that is free,
 * and colours_put_in() puts the right one into what ncurses has written. Where that is not
 * recognised the nearest is shown.
 */
#include "colours.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <term.h>

enum { FEW = 8, FEW_PAIRS = 64, FIRST_COMPUTED = 16 };

/* How terminals of 256 colours are told one, up to the number. */
#define INTRODUCER "\033["
#define COLOUR "38;5;"
#define GROUND "48;5;"

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

/* GNU screen hands COLORTERM on and takes no such colours; tmux does. */
static bool terminal_says_all(void) {
	const char *value = getenv("COLORTERM");
	const char *term = getenv("TERM");
	const bool screen = term != NULL && strncmp(term, "screen", 6) == 0 && !env_is_set("TMUX");
	return value != NULL && !screen &&
			(strcmp(value, "truecolor") == 0 || strcmp(value, "24bit") == 0);
}

static int usable_colours(bool *ret_direct) {
	*ret_direct = false;
	if (env_is_set("NO_COLOR") || !has_colors() || start_color() == ERR) {
		return 0;
	}
	if (COLORS >= THEME_RGB && tigetflag("RGB") > 0) {
		*ret_direct = true;
		return THEME_ALL_COLOURS;
	}
	if (COLORS == COLOURS_PALETTE && COLOR_PAIRS >= COLOURS_PALETTE) {
		return terminal_says_all() ? THEME_ALL_COLOURS : COLOURS_PALETTE;
	}
	return COLORS >= FEW && COLOR_PAIRS >= FEW_PAIRS ? FEW : 0;
}

struct colours colours_init(const struct theme *theme) {
	struct colours ret = { .theme = theme, .light = background_is_light() };
	ret.count = usable_colours(&ret.direct);
	ret.own = ret.count > 0 && use_default_colors() == OK;
	return ret;
}

/* One of the palette that is not in use; the nearest where all are. */
static colour_t stand_in(struct colours *colours, colour_t colour) {
	const colour_t nearest = theme_colour_of_256(colour);
	for (colour_t i = 0; i < COLOURS_PALETTE - FIRST_COMPUTED; i++) {
		const colour_t at = FIRST_COMPUTED +
				(nearest - FIRST_COMPUTED + i) % (COLOURS_PALETTE - FIRST_COMPUTED);
		if (colours->stands_for[at] == 0 || colours->stands_for[at] == colour) {
			colours->stands_for[at] = colour;
			return at;
		}
	}
	return nearest;
}

static colour_t as_ncurses_has_it(struct colours *colours, colour_t colour, colour_t instead) {
	uint32_t rgb;
	if (colour == THEME_OWN) {
		return colours->own ? THEME_OWN : instead;
	}
	if (colours->count != THEME_ALL_COLOURS || colour < FIRST_COMPUTED ||
			!theme_colour_rgb(colour, &rgb)) {
		return colour;
	}
	if (colours->direct) {
		return (colour_t)rgb;
	}
	/* One of the palette may stand for another already: it is stood for, too. */
	return stand_in(colours, THEME_RGB | (colour_t)rgb);
}

static short pair_of(struct colours *colours, const struct theme_look *look) {
	if (colours->count == 0) {
		return 0;
	}
	const colour_t colour = as_ncurses_has_it(colours, look->colour, COLOR_WHITE);
	const colour_t ground = as_ncurses_has_it(colours, look->ground, COLOR_BLACK);
	for (int i = 0; i < colours->n_pairs; i++) {
		if (colours->pairs[i].colour == colour && colours->pairs[i].ground == ground) {
			return (short)(i + 1);
		}
	}
	const int next = colours->n_pairs;
	if (next == COLOURS_PAIRS || next + 1 >= COLOR_PAIRS ||
			init_extended_pair(next + 1, colour, ground) == ERR) {
		return 0;
	}
	colours->pairs[next].colour = colour;
	colours->pairs[next].ground = ground;
	colours->n_pairs++;
	return (short)(next + 1);
}

struct style colours_style(struct colours *colours, const struct cell *cell) {
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
	struct style ret = { .attrs = A_NORMAL, .pair = pair_of(colours, &look) };
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if ((look.attrs & attrs[i].theme) != 0) {
			ret.attrs |= attrs[i].curses;
		}
	}
	return ret;
}

/* --- every colour ---------------------------------------------------------------------------- */

/* Behind the introducer, the number of a colour and the end of the sequence; 0: it is another one.
 * Returns the bytes up to that end. */
static size_t read_colour(const char *p, const char *end, bool *ret_ground, int *ret_number) {
	const size_t prefix = strlen(COLOUR);
	if ((size_t)(end - p) <= prefix) {
		return 0;
	}
	*ret_ground = memcmp(p, GROUND, prefix) == 0;
	if (!*ret_ground && memcmp(p, COLOUR, prefix) != 0) {
		return 0;
	}
	const char *digit = p + prefix;
	int number = 0;
	while (digit < end && *digit >= '0' && *digit <= '9' && number < COLOURS_PALETTE) {
		number = number * 10 + (*digit++ - '0');
	}
	*ret_number = number;
	return number < COLOURS_PALETTE && digit < end && *digit == 'm' ? (size_t)(digit - p) : 0;
}

void colours_put_in(const struct colours *colours, const char *bytes, size_t len, struct buf *out) {
	const size_t introducer = strlen(INTRODUCER);
	const char *end = bytes + len;
	for (const char *p = bytes; p < end;) {
		const char *next = memmem(p, (size_t)(end - p), INTRODUCER, introducer);
		const char *upto = next != NULL ? next + introducer : end;
		bool ground = false;
		int number = 0;
		buf_add(out, p, (size_t)(upto - p));
		const size_t taken = read_colour(upto, end, &ground, &number);
		const colour_t colour = taken > 0 ? colours->stands_for[number] : 0;
		if (colour != 0) {
			struct buf sgr;
			buf_init(&sgr, BUF_UNLIMITED);
			theme_colour_add_sgr(colour, ground, &sgr);
			buf_add_str(out, sgr.data + 1); /* the introducer needs no ';' */
			buf_finish(&sgr);
			upto += taken;
		}
		p = upto;
	}
}
