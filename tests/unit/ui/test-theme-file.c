#include "unlike/ui/theme_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/path.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static char problems[4000];

static void note(int line, const char *what, void *data) {
	(void)data;
	const size_t len = strlen(problems);
	snprintf(problems + len, sizeof(problems) - len, "%d: %s\n", line, what);
}

static void parse(const char *text, struct theme *ret) {
	problems[0] = '\0';
	theme_parse("t", text, note, NULL, ret);
}

static struct theme_look look(const struct theme *theme, enum role role, bool focus, int colours) {
	const struct cell cell = { .role = (uint8_t)role, .focus = focus };
	return theme_cell(theme, &cell, colours, false);
}

/* --- colours --------------------------------------------------------------------------------- */

Test(theme_colour, names_numbers_and_hex_are_read_and_written) {
	static const struct {
		const char *text, *again;
		colour_t colour;
	} cases[] = {
		{ "own", "own", THEME_OWN },
		{ "black", "black", 0 },
		{ "white", "white", 7 },
		{ "3", "yellow", 3 },
		{ "8", "8", 8 },
		{ "255", "255", 255 },
		{ "#000000", "#000000", THEME_RGB },
		{ "#fFeE01", "#ffee01", THEME_RGB | 0xFFEE01 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		colour_t colour = 77;
		struct buf out;
		buf_init(&out, BUF_UNLIMITED);
		cr_assert(theme_colour_parse(cases[i].text, strlen(cases[i].text), &colour), "%s",
				cases[i].text);
		cr_expect_eq(colour, cases[i].colour, "%s", cases[i].text);
		theme_colour_format(colour, &out);
		cr_expect_str_eq(out.data, cases[i].again);
		buf_finish(&out);
	}
}

Test(theme_colour, anything_else_is_none) {
	static const char *const texts[] = { "", "Red", "256", "-1", "0x10", "#fff", "#12345g",
		"#1234567", "1000", "red " };
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		colour_t colour = 77;
		cr_expect_not(theme_colour_parse(texts[i], strlen(texts[i]), &colour), "%s",
				texts[i]);
		cr_expect_eq(colour, 77);
	}
}

Test(theme_colour, contrast_is_that_of_wcag) {
	cr_expect_float_eq(theme_contrast(0x000000, 0xFFFFFF), 21, 0.001);
	cr_expect_float_eq(theme_contrast(0xFFFFFF, 0x000000), 21, 0.001);
	cr_expect_float_eq(theme_contrast(0x777777, 0xFFFFFF), 4.478, 0.001);
	cr_expect_float_eq(theme_contrast(0x123456, 0x123456), 1, 0.001);
}

Test(theme_colour, the_nearest_is_found) {
	cr_expect_eq(theme_colour_of_256(THEME_RGB | 0xFF0000), 196);
	cr_expect_eq(theme_colour_of_256(THEME_RGB | 0x808080), 244);
	cr_expect_eq(theme_colour_of_256(THEME_RGB | 0x000000), 16);
	cr_expect_eq(theme_colour_of_256(3), 3, "what the palette has is left as it is");
	cr_expect_eq(theme_colour_of_8(THEME_RGB | 0xF01020, THEME_OWN), 1);
	cr_expect_eq(theme_colour_of_8(THEME_RGB | 0x101010, 7), 0);
	cr_expect_eq(theme_colour_of_8(THEME_RGB | 0xFFFF00, 7), 1, "yellow on white is not read");
	cr_expect_neq(theme_colour_of_8(0, 0), 0, "nor is black on black");
}

/* --- files ----------------------------------------------------------------------------------- */

Test(theme_file, a_line_is_a_colour_a_ground_and_attributes) {
	struct theme theme;
	parse("about = A test.\n"
	      "text = #eeeeee on #101010\n"
	      "heart = red bold underline\n"
	      "dim = 244 on 17\n"
	      "bad = bold reverse\n",
			&theme);
	cr_expect_str_eq(problems, "");
	cr_expect_str_eq(theme.name, "t");
	cr_expect_str_eq(theme.about, "A test.");
	const struct theme_pen *heart = &theme.styles[ROLE_HEART].many;
	cr_expect_eq(heart->colour, 1);
	cr_expect_eq(heart->ground, THEME_RGB | 0x101010, "the ground of text");
	cr_expect_eq(heart->attrs, THEME_BOLD | THEME_UNDERLINE);
	cr_expect_eq(theme.styles[ROLE_DIM].many.ground, 17);
	cr_expect_eq(theme.styles[ROLE_BAD].many.colour, THEME_RGB | 0xEEEEEE);
	cr_expect_eq(theme.styles[ROLE_BAD].many.attrs, THEME_BOLD | THEME_REVERSE);
	cr_expect_eq(theme.styles[ROLE_KEY].many.colour, THEME_RGB | 0xEEEEEE,
			"not named: as text");
}

Test(theme_file, fewer_colours_are_the_nearest_or_what_the_file_says) {
	struct theme theme;
	parse("text = #eeeeee on #101010\n"
	      "heart = #f02030\n"
	      "good = #20f030\n"
	      "[8]\n"
	      "heart = magenta bold\n"
	      "[plain]\n"
	      "good = underline\n",
			&theme);
	cr_expect_str_eq(problems, "");
	cr_expect_eq(look(&theme, ROLE_HEART, false, THEME_ALL_COLOURS).colour,
			THEME_RGB | 0xF02030);
	cr_expect_eq(look(&theme, ROLE_HEART, false, 256).colour,
			theme_colour_of_256(THEME_RGB | 0xF02030));
	cr_expect_eq(look(&theme, ROLE_HEART, false, 8).colour, 5);
	cr_expect_eq(look(&theme, ROLE_HEART, false, 8).ground, 0);
	cr_expect_eq(look(&theme, ROLE_HEART, false, 8).attrs, THEME_BOLD);
	cr_expect_eq(look(&theme, ROLE_GOOD, false, 8).colour, 2);
	cr_expect_eq(look(&theme, ROLE_GOOD, false, 0).attrs, THEME_UNDERLINE);
	cr_expect_eq(look(&theme, ROLE_GOOD, false, 0).ground, THEME_OWN);
}

Test(theme_file, the_row_with_the_cursor_has_the_ground_of_focus_or_is_reversed) {
	struct theme theme;
	parse("text = 255 on 16\nfocus = 231 on 20\nheart = red\nbar_full = red\n", &theme);
	const struct theme_look heart = look(&theme, ROLE_HEART, true, 256);
	cr_expect_eq(heart.colour, 231);
	cr_expect_eq(heart.ground, 20);
	cr_expect_eq(heart.attrs, 0);
	parse("text = 255 on 16\nfocus = 231\n", &theme);
	cr_expect_eq(look(&theme, ROLE_HEART, true, 256).attrs, THEME_REVERSE);
	cr_expect_eq(look(&theme, ROLE_HEART, true, 256).ground, 16);
}

Test(theme_file, a_bar_makes_no_hole_in_the_row_and_can_be_told_from_it) {
	struct theme theme;
	parse("text = 255 on 16\nfocus = 231 on 20\nbar_full = 226\n", &theme);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 256).ground, 20);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 256).colour, 226);
	cr_expect_eq(look(&theme, ROLE_BAR_EMPTY, true, 256).ground, 20);
	parse("text = 255 on 16\nfocus = 16 on 226\nbar_full = 226\n", &theme);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 256).colour, 16, "not yellow on yellow");
	parse("text = 255 on 16\nfocus = 231\nbar_full = 160\n", &theme);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 256).attrs, THEME_REVERSE);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 256).ground, 160);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 256).colour, 255);
	parse("text = 255 on 16\nfocus = 231 on 20\nbar_full = red\n", &theme);
	cr_expect_eq(look(&theme, ROLE_BAR_FULL, true, 8).colour,
			look(&theme, ROLE_HEART, true, 8).colour, "nobody knows that red");
}

Test(theme_file, every_bad_line_is_told_and_the_rest_holds) {
	struct theme theme;
	parse("text = red green\n"
	      "txt = red\n"
	      "dim = red on\n"
	      "heart = red on blue on green\n"
	      "bad = #12\n"
	      "bad = blue\n"
	      "bad = red\n"
	      "nonsense\n"
	      "[16]\n"
	      "dim = red\n"
	      "[8]\n"
	      "dim = 200\n"
	      "[plain]\n"
	      "dim = red\n",
			&theme);
	static const int lines[] = { 1, 2, 3, 4, 5, 7, 8, 10, 12, 14 };
	const char *p = problems;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		char *end;
		cr_expect_eq(strtol(p, &end, 10), lines[i], "%s", problems);
		p = strchr(p, '\n');
		cr_assert_not_null(p, "%s", problems);
		p++;
	}
	cr_expect_str_eq(p, "");
	cr_expect_not_null(strstr(problems, "2: there is no role 'txt'; did you mean 'text'?\n"));
	cr_expect_not_null(strstr(problems, "1: text: 'green' is not understood; allowed is"));
	cr_expect_eq(theme.styles[ROLE_BAD].many.colour, 4, "the first one holds");
}

/* --- contrast -------------------------------------------------------------------------------- */

struct worst {
	const char *theme;
	int pairs, bad;
};

static void look_at_pair(const struct theme_pair *pair, void *data) {
	struct worst *worst = data;
	worst->pairs++;
	if (pair->contrast < pair->needed) {
		worst->bad++;
		snprintf(problems, sizeof(problems), "role %d%s, %d colours: %.2f", (int)pair->role,
				pair->focused ? ", focused" : "", pair->colours, pair->contrast);
	}
}

Test(theme_file, the_five_with_a_ground_can_be_read) {
	for (const char *const *name = theme_names() + 1; *name != NULL; name++) {
		struct worst worst = { .theme = *name };
		cr_expect(theme_each_pair(theme_find(*name), look_at_pair, &worst),
				"%s leaves a colour to the terminal", *name);
		cr_expect_eq(worst.pairs, 4 * ROLE_COUNT - 4, "%s", *name);
		cr_expect_eq(worst.bad, 0, "%s: %s", *name, problems);
	}
}

Test(theme_file, with_eight_colours_nothing_is_drawn_in_the_colour_of_its_ground) {
	static const uint32_t eight[] = { 0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE,
		0xCD00CD, 0x00CDCD, 0xE5E5E5 };
	for (const char *const *name = theme_names() + 1; *name != NULL; name++) {
		for (int i = 0; i < 2 * ROLE_COUNT; i++) {
			const struct theme_look at =
					look(theme_find(*name), (enum role)(i / 2), i % 2 == 1, 8);
			cr_assert(at.colour >= 0 && at.colour < 8 && at.ground >= 0 &&
							at.ground < 8,
					"%s, role %d", *name, i / 2);
			cr_expect_geq(theme_contrast(eight[at.colour], eight[at.ground]), 3,
					"%s, role %d", *name, i / 2);
		}
	}
}

Test(theme_file, what_cannot_be_read_is_found) {
	struct theme theme;
	struct worst worst = { 0 };
	parse("text = #777777 on #ffffff\nrule = #cccccc\n", &theme);
	cr_expect(theme_each_pair(&theme, look_at_pair, &worst));
	cr_expect_gt(worst.bad, 0);
	worst = (struct worst){ 0 };
	cr_expect_not(theme_each_pair(theme_find("default"), look_at_pair, &worst));
	cr_expect_eq(worst.pairs, 0, "the terminal's own ground is not known");
}

/* --- the files that come with it -------------------------------------------------------------- */

static void read_resource(const char *name, struct buf *ret) {
	struct err err;
	char *path = path_join(getenv("UNLIKE_SOURCE_ROOT"), name);
	cr_assert(file_read(path, 100000, ret, &err), "%s", err.msg);
	free(path);
}

Test(theme_file, each_built_in_one_is_the_file_of_its_name) {
	for (const char *const *name = theme_names(); *name != NULL; name++) {
		char path[100];
		struct buf text;
		struct theme theme;
		snprintf(path, sizeof(path), "themes/%s.theme", *name);
		read_resource(path, &text);
		problems[0] = '\0';
		theme_parse(*name, text.data, note, NULL, &theme);
		cr_expect_str_eq(problems, "", "%s", *name);
		cr_expect_neq(theme.about[0], '\0', "%s", *name);
		cr_expect(memcmp(&theme, theme_find(*name), sizeof(theme)) == 0, "%s", *name);
		buf_finish(&text);
	}
}

Test(theme_file, the_template_is_a_theme_and_names_every_role) {
	static const char *const roles[] = {
#define X(role, name, letter) name,
		ROLES(X)
#undef X
	};
	struct buf text;
	struct theme theme;
	read_resource("themes/template.theme", &text);
	parse(text.data, &theme);
	cr_expect_str_eq(problems, "");
	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		char line[40];
		snprintf(line, sizeof(line), "\n%-9s =", roles[i]);
		cr_expect_not_null(strstr(text.data, line), "%s", roles[i]);
	}
	buf_finish(&text);
}
