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
		struct {
			colour_t colour;
			uint8_t attrs;
		} many, few, none;
	} cases[] = {
		{ ROLE_TEXT, { OWN, 0 }, { OWN, 0 }, { OWN, 0 } },
		{ ROLE_DIM, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_STRONG, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_HEART, { 1, B }, { 1, B }, { OWN, B } },
		{ ROLE_HEART_OFF, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_FOCUS, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_SELECTED, { 66, B }, { OWN, B | U }, { OWN, U } },
		{ ROLE_BAR_FULL, { 1, B }, { 1, B }, { OWN, B } },
		{ ROLE_BAR_EMPTY, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_GOOD, { 64, 0 }, { OWN, 0 }, { OWN, 0 } },
		{ ROLE_WARN, { 166, B }, { 5, 0 }, { OWN, B } },
		{ ROLE_BAD, { 1, B }, { 1, B }, { OWN, B } },
		{ ROLE_KEY, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_RULE, { 244, 0 }, { OWN, D }, { OWN, D } },
		{ ROLE_TITLE, { OWN, B }, { OWN, B }, { OWN, B } },
		{ ROLE_LINK, { OWN, U }, { OWN, U }, { OWN, U } },
		{ ROLE_PLOT1, { 66, 0 }, { 4, 0 }, { OWN, 0 } },
		{ ROLE_PLOT2, { 5, 0 }, { 5, 0 }, { OWN, B } },
	};
	cr_assert_eq(COUNT_OF(cases), ROLE_COUNT);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct theme_look many = look(cases[i].role, 0, false, 256, false);
		const struct theme_look few = look(cases[i].role, 0, false, 8, false);
		const struct theme_look none = look(cases[i].role, 0, false, 0, false);
		cr_expect_eq(many.colour, cases[i].many.colour, "role %d", cases[i].role);
		cr_expect_eq(many.attrs, cases[i].many.attrs, "role %d", cases[i].role);
		cr_expect_eq(few.colour, cases[i].few.colour, "role %d", cases[i].role);
		cr_expect_eq(few.attrs, cases[i].few.attrs, "role %d", cases[i].role);
		cr_expect_eq(none.colour, cases[i].none.colour, "role %d", cases[i].role);
		cr_expect_eq(none.attrs, cases[i].none.attrs, "role %d", cases[i].role);
		cr_expect_eq(many.ground, OWN);
		cr_expect_eq(few.ground, OWN);
		cr_expect_eq(none.ground, OWN);
	}
}

Test(theme, a_focused_cell_is_one_colour_in_reverse_and_never_dim) {
	for (int role = 0; role < ROLE_COUNT; role++) {
		for (int colours = 0; colours <= 256; colours += colours == 0 ? 8 : 248) {
			const struct theme_look plain =
					look((enum role)role, 0, false, colours, false);
			const struct theme_look got =
					look((enum role)role, 0, true, colours, false);
			/* In reverse the ground is what is drawn with: a bar keeps its colour. */
			cr_expect_eq(got.ground, role == ROLE_BAR_FULL ? plain.colour : OWN);
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
