#include "unlike/ui/theme.h"

#include <criterion/criterion.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { OWN = THEME_OWN, B = THEME_BOLD, D = THEME_DIM, U = THEME_UNDERLINE, R = THEME_REVERSE };

static const struct theme *theme;

static void find_theme(void) {
	theme = theme_find("default");
	cr_assert_not_null(theme);
}

TestSuite(theme, .init = find_theme);

static struct theme_look look(enum role role, int fade, bool focus, int colours, bool light) {
	const struct cell cell = {
		.utf8 = "a",
		.len = 1,
		.width = 1,
		.role = (uint8_t)role,
		.fade = (uint8_t)fade,
		.focus = focus,
	};
	return theme_cell(theme, &cell, colours, light);
}

Test(theme, is_found_by_each_of_the_names_and_by_no_other) {
	const char *const *names = theme_names();
	cr_assert_not_null(names[0]);
	for (size_t i = 0; names[i] != NULL; i++) {
		const struct theme *found = theme_find(names[i]);
		cr_assert_not_null(found, "%s", names[i]);
		cr_expect_str_eq(found->name, names[i]);
	}
	cr_expect_null(theme_find(""));
	cr_expect_null(theme_find("Default"));
	cr_expect_null(theme_find("default "));
}

Test(theme, has_for_each_role_what_every_kind_of_terminal_can_show) {
	static const struct {
		enum role role;
		struct theme_look many, few, none;
	} cases[] = {
		{ ROLE_TEXT, { OWN, 0 }, { OWN, 0 }, { OWN, 0 } },
		{ ROLE_DIM, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_STRONG, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_HEART, { 1, B }, { 1, B }, { OWN, B } },
		{ ROLE_HEART_OFF, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_FOCUS, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_SELECTED, { 6, B }, { 6, B }, { OWN, U } },
		{ ROLE_BAR_FULL, { 1, B }, { 1, B }, { OWN, B } },
		{ ROLE_BAR_EMPTY, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_GOOD, { 2, 0 }, { 2, 0 }, { OWN, 0 } },
		{ ROLE_WARN, { 3, B }, { 3, B }, { OWN, B } },
		{ ROLE_BAD, { 1, B }, { 1, B }, { OWN, B } },
		{ ROLE_KEY, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_RULE, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_TITLE, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_LINK, { OWN, U }, { OWN, U }, { OWN, U } },
		{ ROLE_PLOT1, { 6, 0 }, { 6, 0 }, { OWN, 0 } },
		{ ROLE_PLOT2, { 5, 0 }, { 5, 0 }, { OWN, B } },
	};
	cr_assert_eq(COUNT_OF(cases), ROLE_COUNT);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct theme_look want[] = { cases[i].many, cases[i].few, cases[i].none };
		const int colours[] = { 256, 8, 0 };
		for (size_t k = 0; k < COUNT_OF(colours); k++) {
			const struct theme_look got =
					look(cases[i].role, 0, false, colours[k], false);
			cr_expect_eq(got.colour, want[k].colour, "role %d, %d colours: colour %d",
					cases[i].role, colours[k], got.colour);
			cr_expect_eq(got.attrs, want[k].attrs, "role %d, %d colours: attributes %d",
					cases[i].role, colours[k], got.attrs);
		}
	}
}

Test(theme, a_focused_cell_is_one_colour_in_reverse_and_never_dim) {
	for (int role = 0; role < ROLE_COUNT; role++) {
		const bool bar = role == ROLE_BAR_FULL || role == ROLE_BAR_EMPTY;
		for (int colours = 0; colours <= 256; colours += colours == 0 ? 8 : 248) {
			const struct theme_look plain =
					look((enum role)role, 0, false, colours, false);
			const struct theme_look got =
					look((enum role)role, 0, true, colours, false);
			if (bar) {
				cr_expect_eq(got.colour, plain.colour, "a bar stays as it is");
				cr_expect_eq(got.attrs, plain.attrs, "a bar stays as it is");
				continue;
			}
			cr_expect_eq(got.colour, OWN);
			cr_expect_eq(got.attrs, (plain.attrs & ~D) | R);
		}
	}
}

Test(theme, a_fade_goes_by_greys_where_there_are_256_colours) {
	cr_expect_eq(look(ROLE_HEART, 1, false, 256, false).colour, 254);
	cr_expect_eq(look(ROLE_HEART, 255, false, 256, false).colour, 237);
	cr_expect_eq(look(ROLE_HEART, 1, false, 256, true).colour, 236);
	cr_expect_eq(look(ROLE_HEART, 255, false, 256, true).colour, 251);
	for (int fade = 2; fade <= 255; fade++) {
		const struct theme_look dark = look(ROLE_HEART, fade, false, 256, false);
		cr_expect_leq(dark.colour, look(ROLE_HEART, fade - 1, false, 256, false).colour);
		cr_expect_geq(look(ROLE_HEART, fade, false, 256, true).colour,
				look(ROLE_HEART, fade - 1, false, 256, true).colour);
		cr_expect_eq(dark.attrs, 0, "bold greys would be bright again");
	}
}

Test(theme, a_fade_without_greys_is_first_not_bold_and_then_dim) {
	const int colours[] = { 8, 0 };
	for (size_t i = 0; i < COUNT_OF(colours); i++) {
		cr_expect_eq(look(ROLE_HEART, 85, false, colours[i], false).attrs, B);
		cr_expect_eq(look(ROLE_HEART, 86, false, colours[i], false).attrs, 0);
		cr_expect_eq(look(ROLE_HEART, 170, false, colours[i], false).attrs, 0);
		cr_expect_eq(look(ROLE_HEART, 171, false, colours[i], false).attrs, D);
	}
	cr_expect_eq(look(ROLE_HEART, 255, false, 8, false).colour, 1);
	cr_expect_eq(look(ROLE_HEART, 255, false, 0, false).colour, OWN);
}

Test(theme, a_focused_cell_fades_in_its_weight_only) {
	const struct theme_look got = look(ROLE_HEART, 255, true, 256, false);
	cr_expect_eq(got.colour, OWN);
	cr_expect_eq(got.attrs, R);
}
