#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "fixture.h"
#include "unlike/base/lang.h"

static struct fixture f;
static struct ui_gauge gauge;
static struct ui_fact facts[40];
static struct ui_section sections[2];
static struct ui_profile profile;

static void set_up(void) {
	fixture_init(&f, 20, NULL);
	gauge = (struct ui_gauge){ .filled = 0.5, .mark = -1 };
	facts[0] = (struct ui_fact){ .label = "Name", .value = "alice", .role = ROLE_STRONG };
	facts[1] = (struct ui_fact){ .label = "Points left",
		.value = "2,500 of 5,000",
		.note = "They are all back at 23:41.",
		.gauge = &gauge };
	for (size_t i = 2; i < 40; i++) {
		facts[i] = (struct ui_fact){ .label = "Line", .value = i < 39 ? "more" : "last" };
	}
	sections[0] = (struct ui_section){ .title = "Account", .facts = facts, .n = 2 };
	sections[1] = (struct ui_section){ .title = "The rest", .facts = &facts[2], .n = 3 };
	profile = (struct ui_profile){ .sections = sections, .n = 2, .changes_at = MSEC_NEVER };
	f.profile = &profile;
}

static void tear_down(void) {
	fixture_finish(&f);
}

TestSuite(profile, .init = set_up, .fini = tear_down);

static bool shows(const char *text) {
	return strstr(fixture_text(&f), text) != NULL;
}

static void make_long(void) {
	sections[1].n = 38;
}

Test(profile, the_key_asks_for_it_and_shows_what_comes) {
	fixture_key(&f, "3");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_LOAD);
	cr_assert_eq(f.effects[0].tab, TAB_PROFILE);
	cr_assert_str_eq(fixture_line(&f, 3), "   Account");
	cr_assert_str_eq(fixture_line(&f, 4), "     Name         alice");
	cr_assert_str_eq(fixture_line(&f, 5),
			"     Points left  ▕██████████          ▏ 2,500 of 5,000");
	cr_assert_str_eq(fixture_line(&f, 6), "                  They are all back at 23:41.");
	cr_assert_str_eq(fixture_line(&f, 7), "");
	cr_assert_str_eq(fixture_line(&f, 8), "   The rest");
}

Test(profile, the_tabs_go_round) {
	fixture_key(&f, "Tab");
	fixture_key(&f, "Tab");
	cr_assert_eq(model_tab(f.model), TAB_PROFILE);
	fixture_key(&f, "Tab");
	cr_assert_eq(model_tab(f.model), TAB_LIKES);
	fixture_key(&f, "Shift+Tab");
	cr_assert_eq(model_tab(f.model), TAB_PROFILE);
}

Test(profile, a_click_the_palette_and_the_help_lead_there) {
	const char *line = fixture_line(&f, 1), *at = strstr(line, "3 Profile");
	cr_assert_not_null(at);
	fixture_click(&f, 1, (int)(at - line));
	cr_assert_eq(model_tab(f.model), TAB_PROFILE);
	fixture_key(&f, "1");
	fixture_key(&f, ":");
	fixture_type(&f, "profile");
	fixture_key(&f, "Enter");
	cr_assert_eq(model_tab(f.model), TAB_PROFILE);
	fixture_key(&f, "1");
	fixture_key(&f, "?");
	fixture_key(&f, "3");
	cr_assert(shows("alice"), "out of the help, too");
}

Test(profile, without_an_answer_there_is_nothing_and_no_harm) {
	f.profile = NULL;
	fixture_key(&f, "3");
	fixture_key(&f, "j");
	fixture_key(&f, "G");
	cr_assert_str_eq(fixture_line(&f, 3), "");
	cr_assert(shows("3 Profile"));
}

Test(profile, what_does_not_fit_scrolls_and_says_so) {
	make_long();
	fixture_key(&f, "3");
	cr_assert_str_eq(fixture_line(&f, 20), "     …");
	cr_assert(shows("PgDn more"));
	fixture_key(&f, "j");
	cr_assert(!shows("Account\n") && shows("alice"));
	fixture_key(&f, "k");
	cr_assert(shows("Account\n"));
	fixture_key(&f, "G");
	cr_assert_str_eq(fixture_line(&f, 20), "     Line         last");
	fixture_key(&f, "PgDn");
	cr_assert_str_eq(fixture_line(&f, 20), "     Line         last", "the end is the end");
	fixture_key(&f, "PgUp");
	cr_assert(!shows("last"));
	fixture_key(&f, "g");
	cr_assert(shows("Account\n"));
	fixture_key(&f, "Ctrl+D");
	fixture_key(&f, "Ctrl+U");
	cr_assert(shows("Account\n"));
	fixture_mouse(&f, MOUSE_WHEEL_DOWN, 10, 10);
	cr_assert(!shows("Account\n"));
	fixture_mouse(&f, MOUSE_WHEEL_UP, 10, 10);
	cr_assert(shows("Account\n"));
}

Test(profile, a_larger_window_shows_the_end_that_was_scrolled_to) {
	make_long();
	fixture_key(&f, "3");
	fixture_key(&f, "G");
	fixture_resize(&f, 60, 80);
	cr_assert(shows("Account\n") && shows("last"));
	fixture_resize(&f, 24, 80);
	fixture_key(&f, "k");
	cr_assert(!shows("last"), "it moves at once");
}

Test(profile, wide_screens_have_two_columns) {
	make_long();
	fixture_resize(&f, 24, 120);
	fixture_key(&f, "3");
	const char *line = fixture_line(&f, 3);
	cr_assert_not_null(strstr(line, "Account"));
	cr_assert_not_null(strstr(line, "The rest"), "%s", line);
}

Test(profile, text_of_others_is_clean_and_long_text_wraps) {
	facts[0].value = "\033[2Jal\u202Eice\n of the very long name that does not end where the "
			 "line does";
	fixture_resize(&f, 12, 40);
	fixture_key(&f, "3");
	cr_assert_null(strchr(fixture_text(&f), '\033'));
	cr_assert_null(strstr(fixture_text(&f), "\u202E"));
	cr_assert_not_null(strstr(fixture_line(&f, 3), "Name"));
	cr_assert_null(strstr(fixture_line(&f, 4), "Points left"), "it goes on below");
}

Test(profile, a_gauge_stays_a_gauge_whatever_it_is_told) {
	static const double values[] = { NAN, INFINITY, -INFINITY, -3, 0, 0.001, 1, 7 };
	fixture_key(&f, "3");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		for (size_t j = 0; j < sizeof(values) / sizeof(values[0]); j++) {
			gauge = (struct ui_gauge){ .filled = values[i], .mark = values[j] };
			model_set_profile(f.model, &profile);
			const char *line = fixture_line(&f, 5);
			cr_assert_not_null(strstr(line, "▕"));
			cr_assert_not_null(strstr(line, "▏ 2,500 of 5,000"), "%s", line);
		}
	}
	gauge = (struct ui_gauge){ .filled = 1, .mark = 0.5 };
	model_set_profile(f.model, &profile);
	cr_assert_not_null(strstr(fixture_line(&f, 5), "▕██████████|█████████▏"), "%s",
			fixture_line(&f, 5));
}

Test(profile, what_changes_by_itself_is_asked_for_then_and_once) {
	profile.changes_at = f.now.wall + 5 * MSEC_PER_SEC;
	cr_assert_eq(model_next_tick(f.model, f.now), MSEC_NEVER, "nobody looks");
	fixture_key(&f, "3");
	cr_assert_eq(model_next_tick(f.model, f.now), f.now.mono + 5 * MSEC_PER_SEC);
	fixture_pass(&f, 4 * MSEC_PER_SEC);
	fixture_tick(&f);
	cr_assert(!fixture_has(&f, EFFECT_LOAD));
	fixture_pass(&f, MSEC_PER_SEC);
	profile.changes_at = MSEC_NEVER;
	fixture_tick(&f);
	cr_assert_eq(fixture_effect(&f, EFFECT_LOAD)->tab, TAB_PROFILE);
	fixture_tick(&f);
	cr_assert(!fixture_has(&f, EFFECT_LOAD));
	cr_assert_eq(model_next_tick(f.model, f.now), MSEC_NEVER);
}

Test(profile, keys_of_rows_do_nothing_but_speak) {
	fixture_key(&f, "3");
	fixture_key(&f, "x");
	cr_assert_eq(f.n_effects, 0);
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 0);
	fixture_key(&f, "o");
	cr_assert(shows("There is no row here."));
	fixture_key(&f, "u");
	cr_assert_eq(fixture_effect(&f, EFFECT_UNDO)->intent, 0, "the newest");
	fixture_key(&f, "/");
	cr_assert(shows("Search works on Likes"));
}

Test(profile, a_narrow_screen_names_the_next_tab) {
	fixture_resize(&f, 12, 40);
	fixture_key(&f, "2");
	cr_assert_not_null(strstr(fixture_line(&f, 0), "3 Profile"));
	fixture_key(&f, "3");
	cr_assert_not_null(strstr(fixture_line(&f, 0), "· Profile"));
	cr_assert_not_null(strstr(fixture_line(&f, 0), "1 Likes"));
	fixture_click(&f, 0, 36);
	cr_assert_eq(model_tab(f.model), TAB_LIKES);
}
