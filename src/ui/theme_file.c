#include "unlike/ui/theme_file.h"

#include <stdio.h>
#include <string.h>

#include "unlike/base/ini.h"
#include "unlike/base/lang.h"
#include "unlike/base/options.h"

static const char *const role_names[ROLE_COUNT] = {
#define X(role, name, letter) [role] = name,
	ROLES(X)
#undef X
};

enum { WHITE = 7 };

enum part { PART_MANY, PART_FEW, PART_PLAIN, PART_COUNT };

static const char *const part_names[PART_COUNT] = { "", "8", "plain" };

struct line {
	int number; /* 0: the role is not named here */
	bool has_ground;
	struct theme_pen pen;
};

struct reader {
	struct theme *theme;
	theme_problem_fn *problem;
	void *data; /* foreign */
	struct line lines[PART_COUNT][ROLE_COUNT];
};

static void tell(struct reader *reader, int line, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

static void tell(struct reader *reader, int line, const char *fmt, ...) {
	struct buf text;
	va_list args;
	buf_init(&text, BUF_UNLIMITED);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	reader->problem(line, text.data, reader->data);
	buf_finish(&text);
}

/* --- lines ----------------------------------------------------------------------------------- */

static enum role find_role(const char *name) {
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(role_names[i], name) == 0) {
			return (enum role)i;
		}
	}
	return ROLE_COUNT;
}

static uint8_t find_attr(const char *word, size_t len) {
	static const struct {
		const char *name;
		uint8_t attr;
	} attrs[] = {
		{ "bold", THEME_BOLD },
		{ "dim", THEME_DIM },
		{ "underline", THEME_UNDERLINE },
		{ "reverse", THEME_REVERSE },
	};
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if (strlen(attrs[i].name) == len && strncmp(attrs[i].name, word, len) == 0) {
			return attrs[i].attr;
		}
	}
	return 0;
}

/* One word of a style; false: it means nothing here. */
static bool take_word(const char *word, size_t len, bool *is_ground, bool *has_colour,
		struct line *line) {
	const uint8_t attr = find_attr(word, len);
	if (*is_ground) {
		*is_ground = false;
		line->has_ground = true;
		return theme_colour_parse(word, len, &line->pen.ground);
	}
	if (attr != 0) {
		line->pen.attrs |= attr;
		return true;
	}
	if (len == 2 && strncmp(word, "on", len) == 0 && !line->has_ground) {
		*is_ground = true;
		return true;
	}
	if (*has_colour) {
		return false;
	}
	*has_colour = true;
	return theme_colour_parse(word, len, &line->pen.colour);
}

static bool parse_style(struct reader *reader, const char *name, const char *text, int number,
		struct line *ret) {
	struct line line = { .number = number,
		.pen = { .colour = THEME_OWN, .ground = THEME_OWN } };
	bool is_ground = false, has_colour = false;
	for (const char *p = text + strspn(text, " "); *p != '\0'; p += strspn(p, " ")) {
		const size_t len = strcspn(p, " ");
		if (!take_word(p, len, &is_ground, &has_colour, &line)) {
			tell(reader, number,
					_("%s: '%.*s' is not understood; allowed is a colour (own, "
					  "red … white, 0 to 255, #rrggbb), 'on' and a colour, "
					  "bold, dim, "
					  "underline, reverse"),
					name, (int)len, p);
			return false;
		}
		p += len;
	}
	if (is_ground) {
		tell(reader, number, _("%s: there is no colour behind 'on'"), name);
		return false;
	}
	*ret = line;
	return true;
}

static void unknown_role(struct reader *reader, const char *name, int number) {
	const char *nearest = options_nearest(name, role_names, ROLE_COUNT);
	if (nearest != NULL) {
		tell(reader, number, _("there is no role '%s'; did you mean '%s'?"), name, nearest);
	} else {
		tell(reader, number, _("there is no role '%s'; template.theme has all"), name);
	}
}

static bool fits_part(
		struct reader *reader, enum part part, const char *name, const struct line *line) {
	const struct theme_pen *pen = &line->pen;
	if (part == PART_PLAIN && (pen->colour != THEME_OWN || line->has_ground)) {
		tell(reader, line->number, _("%s: in [plain] there are no colours"), name);
		return false;
	}
	if (part == PART_FEW && (pen->colour >= 8 || pen->ground >= 8)) {
		tell(reader, line->number,
				_("%s: in [8] there are own, black, red, green, yellow, blue, "
				  "magenta, "
				  "cyan and white"),
				name);
		return false;
	}
	return true;
}

static void read_about(struct reader *reader, const char *text, int number) {
	if (strlen(text) >= THEME_ABOUT_MAX) {
		tell(reader, number, _("about is longer than %d bytes"), THEME_ABOUT_MAX - 1);
		return;
	}
	snprintf(reader->theme->about, THEME_ABOUT_MAX, "%s", text);
}

static void on_entry(
		const char *section, const char *name, const char *text, int number, void *data) {
	struct reader *reader = data;
	enum part part = PART_MANY;
	while (part < PART_COUNT && strcmp(part_names[part], section) != 0) {
		part++;
	}
	if (part == PART_COUNT) {
		tell(reader, number, _("'%s' stands in [%s]; there are [8] and [plain]"), name,
				section);
		return;
	}
	if (part == PART_MANY && strcmp(name, "about") == 0) {
		read_about(reader, text, number);
		return;
	}
	const enum role role = find_role(name);
	struct line line;
	if (role == ROLE_COUNT) {
		unknown_role(reader, name, number);
	} else if (reader->lines[part][role].number > 0) {
		tell(reader, number, _("%s stands in line %d already; that one holds"), name,
				reader->lines[part][role].number);
	} else if (parse_style(reader, name, text, number, &line) &&
			fits_part(reader, part, name, &line)) {
		reader->lines[part][role] = line;
	}
}

static void on_bad_line(int number, const char *what, void *data) {
	struct reader *reader = data;
	tell(reader, number, "%s", lang_text(what));
}

/* --- what the lines come to ------------------------------------------------------------------ */

static struct theme_pen many_of(const struct reader *reader, enum role role) {
	const struct line *text = &reader->lines[PART_MANY][ROLE_TEXT];
	const struct line *line = &reader->lines[PART_MANY][role];
	const struct theme_pen own = { .colour = THEME_OWN, .ground = THEME_OWN };
	const struct theme_pen base = text->number > 0 ? text->pen : own;
	struct theme_pen pen = line->number > 0 ? line->pen : base;
	if (!line->has_ground) {
		pen.ground = base.ground;
	}
	/* The terminal's own colour need not be legible on a ground that is not its own. */
	if (pen.colour == THEME_OWN && pen.ground != THEME_OWN) {
		pen.colour = base.colour;
	}
	return pen;
}

static struct theme_pen few_of(const struct reader *reader, enum role role, struct theme_pen many) {
	const struct line *text = &reader->lines[PART_FEW][ROLE_TEXT];
	const struct line *line = &reader->lines[PART_FEW][role];
	struct theme_pen pen = line->number > 0 ? line->pen : many;
	if (line->number > 0 && !line->has_ground) {
		pen.ground = text->number > 0 ? text->pen.ground : many.ground;
	}
	if (pen.ground != THEME_OWN) {
		pen.ground = theme_colour_of_8(pen.ground, THEME_OWN);
	}
	if (pen.colour != THEME_OWN || pen.ground != THEME_OWN) {
		pen.colour = theme_colour_of_8(pen.colour, pen.ground);
	}
	/* Terminals of eight colours make bold letters bright, which on white is faint. */
	if (pen.ground == WHITE) {
		pen.attrs &= (uint8_t)~THEME_BOLD;
	}
	return pen;
}

void theme_parse(const char *name, const char *text, theme_problem_fn *problem, void *data,
		struct theme *ret) {
	struct reader reader = { .theme = ret, .problem = problem, .data = data };
	*ret = (struct theme){ 0 };
	snprintf(ret->name, THEME_NAME_MAX, "%s", name);
	ini_read_text(text, on_entry, on_bad_line, &reader);
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		const enum role role = (enum role)i;
		const struct line *plain = &reader.lines[PART_PLAIN][role];
		struct theme_style *style = &ret->styles[role];
		style->many = many_of(&reader, role);
		style->few = few_of(&reader, role, style->many);
		style->plain = plain->number > 0 ? plain->pen.attrs : style->many.attrs;
	}
}

/* --- contrast -------------------------------------------------------------------------------- */

static bool is_mark(enum role role) {
	return role == ROLE_HEART_OFF || role == ROLE_BAR_FULL || role == ROLE_BAR_EMPTY ||
			role == ROLE_RULE || role == ROLE_PLOT1 || role == ROLE_PLOT2;
}

static bool is_bar(enum role role) {
	return role == ROLE_BAR_FULL || role == ROLE_BAR_EMPTY;
}

bool theme_each_pair(const struct theme *theme, theme_pair_fn *fn, void *data) {
	static const int colours[] = { THEME_ALL_COLOURS, 256 };
	bool all = true;
	for (unsigned i = 0; i < ROLE_COUNT * 4; i++) {
		struct theme_pair pair = {
			.role = (enum role)(i / 4),
			.focused = i % 4 >= 2,
			.colours = colours[i % 2],
		};
		const struct cell cell = { .role = (uint8_t)pair.role, .focus = pair.focused };
		const struct theme_look look = theme_cell(theme, &cell, pair.colours, false);
		uint32_t colour, ground;
		if (!theme_colour_rgb(look.colour, &colour) ||
				!theme_colour_rgb(look.ground, &ground)) {
			all = false;
			continue;
		}
		if (pair.focused && is_bar(pair.role)) {
			continue; /* it looks as elsewhere */
		}
		pair.contrast = theme_contrast(colour, ground);
		pair.needed = is_mark(pair.role) ? 3 : 7;
		fn(&pair, data);
	}
	return all;
}
