/* Commands that are typed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static struct fixture f;

static const struct ui_command commands[] = { { "cancel", REQUEST_TAKE_BACK },
	{ "history", REQUEST_ACTIVITY }, { "undo", REQUEST_UNDO } };

static const char *const accounts[] = { "alice.test", "bob", "alina" };

static const char *const themes[] = { "default", "light", "dark" };

static void set_up(void) {
	static const struct model_options options = { .motion = true,
		.undo_window = 10 * MSEC_PER_SEC,
		.command = "unlike",
		.commands = commands,
		.n_commands = sizeof(commands) / sizeof(commands[0]),
		.accounts = accounts,
		.n_accounts = sizeof(accounts) / sizeof(accounts[0]),
		.themes = themes,
		.n_themes = sizeof(themes) / sizeof(themes[0]) };
	fixture_init(&f, 200, &options);
	fixture_resize(&f, 24, 80);
}

static void tear_down(void) {
	fixture_finish(&f);
}

TestSuite(palette, .init = set_up, .fini = tear_down);

static bool shows(const char *text) {
	return strstr(fixture_text(&f), text) != NULL;
}

/* Types a command and enters it. */
static void command(const char *line) {
	fixture_key(&f, ":");
	fixture_type(&f, line);
	fixture_key(&f, "Enter");
}

static void expect_line(const char *wanted) {
	cr_assert_str_eq(fixture_line(&f, 22), wanted);
}

static void expect_below(const char *wanted) {
	cr_assert_not_null(strstr(fixture_line(&f, 23), wanted), "wanted '%s', there is '%s'",
			wanted, fixture_line(&f, 23));
}

Test(palette, a_command_does_what_its_key_does) {
	static const struct {
		const char *line;
		enum effect_type type;
	} cases[] = {
		{ "refresh", EFFECT_REFRESH },
		{ "undo", EFFECT_UNDO },
		{ "open", EFFECT_OPEN },
		{ "quit", EFFECT_QUIT },
		{ "sync", EFFECT_SYNC },
		{ "redraw", EFFECT_REDRAW },
		{ "suspend", EFFECT_SUSPEND },
		{ "account", EFFECT_NEXT_ACCOUNT },
		{ "theme", EFFECT_THEME },
		{ "config", EFFECT_CONFIG },
		{ "last", EFFECT_LOAD },
		{ "  REFRESH  ", EFFECT_REFRESH },
		{ "refr", EFFECT_REFRESH },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		command(cases[i].line);
		cr_expect(fixture_has(&f, cases[i].type), "%s", cases[i].line);
		cr_expect(!shows(" :"), "%s leaves the line open", cases[i].line);
	}
	command("activity");
	cr_assert(shows("Nothing here yet."));
	command("likes");
	command("help");
	cr_assert(shows("Esc goes back"));
}

Test(palette, what_the_command_line_calls_it_works_too) {
	command("history");
	cr_assert(shows("Nothing here yet."));
	fixture_key(&f, ":");
	fixture_type(&f, "undo");
	const char *first = strstr(fixture_text(&f), "   undo  ");
	cr_assert_not_null(first);
	cr_assert_null(strstr(first + 1, "   undo  "), "a name that both have stands once");
}

Test(palette, taking_back_asks_before_it_acts) {
	command("cancel");
	cr_assert_eq(f.n_effects, 0);
	cr_assert(shows("Take this like back?"));
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	command("take-back");
	fixture_key(&f, "Esc");
	cr_assert_eq(f.n_effects, 0);
	expect_line(" Nothing was changed.");
}

Test(palette, like_and_take_back_do_not_do_the_opposite) {
	command("like");
	expect_line(" You like it already.");
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_reload(&f, TAB_LIKES);
	command("take-back");
	expect_line(" It is taken back already; 'like' likes it again.");
	command("like");
	cr_assert(shows("Like this again?"));
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_LIKE_AGAIN));
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_reload(&f, TAB_LIKES);
	command("like");
	cr_assert(shows("Undo?"));
}

Test(palette, an_account_and_a_search_take_a_word) {
	command("account alice.test ");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_NEXT_ACCOUNT)->text, "alice.test");
	command("account");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_NEXT_ACCOUNT)->text, "");
	command("search slow  train");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_SEARCH)->text, "slow  train");
	fixture_key(&f, "Esc");
	command("search");
	cr_assert(shows(" /"));
	fixture_key(&f, "Esc");
	command("undo all");
	cr_assert_eq(f.n_effects, 0);
	expect_line(" :undo all");
	expect_below("'undo' takes nothing more.");
}

Test(palette, an_unknown_word_is_answered_with_the_nearest_name) {
	command("refesh");
	cr_assert_eq(f.n_effects, 0);
	expect_line(" :refesh");
	expect_below("There is no command 'refesh'. Did you mean 'refresh'?");
	fixture_key(&f, "Tab");
	expect_line(" :refresh");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_REFRESH));
	command("zzzzzzzzz");
	expect_below("There is no command 'zzzzzzzzz'.");
	fixture_key(&f, "Backspace");
	expect_below("Enter does it");
}

Test(palette, what_may_be_two_is_not_done) {
	command("re");
	cr_assert_eq(f.n_effects, 0);
	expect_line(" :re");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "That may be '"));
}

Test(palette, the_list_has_what_fits_the_likeliest_first) {
	fixture_key(&f, ":");
	fixture_type(&f, "un");
	const char *text = fixture_text(&f);
	const char *begins = strstr(text, "   undo "), *has = strstr(text, "   account ");
	cr_assert(begins != NULL && has != NULL && begins < has);
	cr_assert(shows("undo this row, or the newest"));
	fixture_type(&f, "qqq");
	cr_assert(shows("No command has that in its name."));
	fixture_key(&f, "Ctrl+U");
	fixture_type(&f, "browser");
	cr_assert(shows("   open "));
}

Test(palette, tab_goes_through_the_list_and_back) {
	fixture_key(&f, ":");
	fixture_type(&f, "tab-");
	fixture_key(&f, "Tab");
	expect_line(" :tab-next");
	cr_assert(shows("▌ tab-next"));
	fixture_key(&f, "Tab");
	expect_line(" :tab-previous");
	fixture_key(&f, "Tab");
	expect_line(" :tab-next");
	fixture_key(&f, "Shift+Tab");
	expect_line(" :tab-previous");
	fixture_key(&f, "Backspace");
	fixture_key(&f, "Tab");
	expect_line(" :tab-previous");
}

Test(palette, behind_account_tab_goes_through_the_names) {
	fixture_key(&f, ":");
	fixture_type(&f, "account al");
	cr_assert(shows("   alice.test") && shows("   alina") && !shows("   bob"));
	fixture_key(&f, "Tab");
	expect_line(" :account alice.test");
	fixture_key(&f, "Tab");
	expect_line(" :account alina");
	fixture_key(&f, "Enter");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_NEXT_ACCOUNT)->text, "alina");
	fixture_key(&f, ":");
	fixture_type(&f, "account zz");
	cr_assert(shows("Nothing of that name is here."));
	fixture_key(&f, "Tab");
	expect_line(" :account zz");
}

Test(palette, behind_theme_stand_the_names_of_the_themes) {
	fixture_key(&f, ":");
	fixture_type(&f, "theme ");
	cr_assert(shows("   default") && shows("   light") && shows("   dark"));
	cr_assert(!shows("   bob"));
	fixture_type(&f, "D");
	fixture_key(&f, "Tab");
	expect_line(" :theme default");
	fixture_key(&f, "Tab");
	expect_line(" :theme dark");
	fixture_key(&f, "Enter");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_THEME)->text, "dark");
	cr_assert(!fixture_has(&f, EFFECT_NEXT_ACCOUNT));
	command("theme");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_THEME)->text, "");
	command("theme neon");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_THEME)->text, "neon");
}

Test(palette, a_list_with_words_is_searched_as_on_the_command_line) {
	command("activity");
	command("likes slow  train");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_SEARCH)->text, "slow  train");
	cr_assert(!shows("Nothing here yet."));
}

Test(palette, up_and_down_bring_back_what_was_done) {
	command("refresh");
	command("undo");
	command("undo");
	fixture_key(&f, ":");
	fixture_type(&f, "he");
	fixture_key(&f, "Up");
	expect_line(" :undo");
	fixture_key(&f, "Up");
	expect_line(" :refresh");
	fixture_key(&f, "Up");
	expect_line(" :refresh");
	fixture_key(&f, "Down");
	fixture_key(&f, "Down");
	expect_line(" :he");
	for (int i = 0; i < 50; i++) {
		char line[32];
		snprintf(line, sizeof(line), "search %d", i);
		fixture_key(&f, "Esc");
		command(line);
	}
	fixture_key(&f, ":");
	for (int i = 0; i < 30; i++) {
		fixture_key(&f, "Up");
	}
	expect_line(" :search 30");
}

Test(palette, esc_and_backspace_on_nothing_leave_it) {
	static const char *const ways[] = { "Esc", "Ctrl+C", "Backspace", "Enter" };
	for (size_t i = 0; i < 4; i++) {
		fixture_key(&f, "j");
		fixture_key(&f, ":");
		fixture_key(&f, ways[i]);
		cr_assert_eq(f.n_effects, 0);
		cr_assert(shows("x take back"), "%s", ways[i]);
	}
	expect_below("5/200");
}

Test(palette, keys_of_the_list_are_text_here_and_so_is_a_paste) {
	fixture_key(&f, ":");
	fixture_type(&f, "xqu?");
	cr_assert_eq(f.n_effects, 0);
	fixture_send(&f, (struct msg){ .type = MSG_PASTE, .u.paste = "\nquit\n\033[2J\n" });
	cr_assert_eq(f.n_effects, 0);
	expect_line(" :xqu?quit ␛[2J");
}

Test(palette, the_row_at_the_cursor_stays_in_sight) {
	for (int i = 0; i < 40; i++) {
		fixture_key(&f, "j");
		fixture_key(&f, ":");
		cr_assert(shows(" ▌"), "row %d", i);
		fixture_key(&f, "Esc");
	}
}

Test(palette, nothing_is_typed_where_nobody_sees_it) {
	fixture_key(&f, ":");
	fixture_type(&f, "und");
	fixture_resize(&f, 5, 20);
	fixture_type(&f, "q");
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 0);
	fixture_resize(&f, 24, 80);
	expect_line(" :und");
	fixture_resize(&f, 5, 20);
	fixture_key(&f, "Esc");
	fixture_resize(&f, 12, 40);
	cr_assert(!shows(":und"));
}

Test(palette, from_the_details_it_quits_and_does_not_only_go_back) {
	fixture_key(&f, "Enter");
	command("quit");
	cr_assert(fixture_has(&f, EFFECT_QUIT));
}

Test(palette, help_tells_the_commands_that_have_no_key) {
	fixture_resize(&f, 60, 80);
	fixture_key(&f, "?");
	cr_assert(shows(":sync"));
	cr_assert(shows(":like"));
}
