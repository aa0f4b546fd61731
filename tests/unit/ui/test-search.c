#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

static struct fixture f;

static void init(void) {
	fixture_init(&f, 2000, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(search, .init = init, .fini = finish);

static void expect_line(const char *wanted) {
	cr_assert_str_eq(fixture_line(&f, 22), wanted);
}

static void found(size_t i) {
	const struct ui_found found = { .found = true,
		.sort = f.likes[i].sort,
		.position = (int64_t)i,
		.key = f.likes[i].key };
	f.n_effects = model_set_found(f.model, &found, f.effects);
}

Test(search, what_is_typed_is_searched_from_the_cursor_on) {
	fixture_key(&f, "j");
	fixture_key(&f, "/");
	fixture_type(&f, "太极 xq");
	expect_line(" /太极 xq");
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_SEARCH);
	cr_assert_str_eq(f.effects[0].text, "太极 xq");
	cr_assert_not(f.effects[0].backwards);
	cr_assert_str_eq(f.effects[0].load.key, "key-1");
	cr_assert_eq(f.effects[0].load.sort, f.likes[1].sort);
	cr_assert_eq(f.effects[0].load.position, 1);
}

Test(search, the_line_can_be_edited) {
	fixture_key(&f, "/");
	fixture_type(&f, "ab猫é");
	fixture_key(&f, "Backspace");
	fixture_key(&f, "Backspace");
	expect_line(" /ab");
	fixture_key(&f, "Ctrl+U");
	expect_line(" /");
	fixture_type(&f, "c");
	expect_line(" /c");
	fixture_key(&f, "Esc");
	cr_assert_eq(f.n_effects, 0);
	expect_line("");
}

Test(search, a_mark_joins_the_character_before_it) {
	fixture_key(&f, "/");
	fixture_type(&f, "e\u0301");
	expect_line(" /é");
	fixture_key(&f, "Backspace");
	expect_line(" /");
}

Test(search, backspace_on_an_empty_line_leaves) {
	fixture_key(&f, "/");
	fixture_key(&f, "Backspace");
	fixture_key(&f, "j");
	cr_assert_not_null(strstr(fixture_line(&f, 4), "▌"));
}

Test(search, a_paste_goes_in_without_line_ends) {
	fixture_key(&f, "/");
	fixture_send(&f, (struct msg){ .type = MSG_PASTE, .u.paste = "\nred\r\npork\033[2J\n\n" });
	expect_line(" /red  pork␛[2J");
	cr_assert_eq(f.n_effects, 0);
}

Test(search, what_does_not_fit_is_cut_on_a_character) {
	fixture_key(&f, "/");
	for (int i = 0; i < 200; i++) {
		fixture_type(&f, "猫");
	}
	fixture_key(&f, "Enter");
	cr_assert_eq(strlen(f.effects[0].text), 255);
	cr_assert_eq(strlen(f.effects[0].text) % strlen("猫"), 0);
}

Test(search, keys_of_the_list_are_text_here) {
	fixture_key(&f, "/");
	fixture_type(&f, "xqu?12n");
	cr_assert_eq(f.n_effects, 0);
	expect_line(" /xqu?12n");
}

Test(search, the_cursor_goes_where_it_was_found) {
	fixture_key(&f, "/");
	fixture_type(&f, "a");
	fixture_key(&f, "Enter");
	found(1500);
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_LOAD);
	cr_assert_eq(f.effects[0].load.from, LOAD_AROUND);
	cr_assert_str_eq(f.effects[0].load.key, "key-1500");
	fixture_reload(&f, TAB_LIKES);
	cr_assert_not_null(strstr(fixture_line(&f, 23), "1,501/2,000"));
}

Test(search, what_is_found_on_the_screen_needs_no_loading) {
	fixture_key(&f, "/");
	fixture_type(&f, "a");
	fixture_key(&f, "Enter");
	found(3);
	cr_assert_eq(f.n_effects, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 6), "▌"));
}

Test(search, n_and_big_n_go_on_in_both_directions) {
	fixture_key(&f, "n");
	cr_assert_eq(f.n_effects, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 22), "/ begins a search"));
	fixture_key(&f, "/");
	fixture_type(&f, "a");
	fixture_key(&f, "Enter");
	found(3);
	fixture_key(&f, "n");
	cr_assert(fixture_has(&f, EFFECT_SEARCH));
	cr_assert_str_eq(f.effects[0].text, "a");
	cr_assert_not(f.effects[0].backwards);
	fixture_key(&f, "N");
	cr_assert(f.effects[0].backwards);
}

Test(search, nothing_found_is_said) {
	fixture_key(&f, "/");
	fixture_type(&f, "zz");
	fixture_key(&f, "Enter");
	const struct ui_found none = { .found = false };
	cr_assert_eq(model_set_found(f.model, &none, f.effects), 0);
	cr_assert_not_null(
			strstr(fixture_line(&f, 22), "'zz' is not found in any title or author."));
}

/* What is searched for was met at row i, beyond an end of the list. */
static void found_beyond(const char *key, size_t i) {
	fixture_key(&f, key);
	const struct ui_found found = { .found = true,
		.wrapped = true,
		.sort = f.likes[i].sort,
		.position = (int64_t)i,
		.key = f.likes[i].key };
	f.n_effects = model_set_found(f.model, &found, f.effects);
	fixture_reload(&f, TAB_LIKES);
}

Test(search, going_on_from_the_other_end_is_said) {
	fixture_key(&f, "/");
	fixture_type(&f, "a");
	fixture_key(&f, "Enter");
	found(3);
	found_beyond("N", 1999);
	expect_line(" From the end again.");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "2,000/2,000"));
	found_beyond("n", 3);
	expect_line(" From the top again.");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "4/2,000"));
	fixture_key(&f, "n");
	found(4);
	expect_line("");
}

Test(search, the_only_row_that_has_it_is_said_to_be_that) {
	fixture_key(&f, "/");
	fixture_type(&f, "a");
	fixture_key(&f, "Enter");
	found(3);
	found_beyond("n", 3);
	expect_line(" No other row has 'a'.");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "4/2,000"));
}

Test(search, a_long_search_shows_how_far_it_is_and_esc_stops_it) {
	fixture_key(&f, "/");
	fixture_type(&f, "zz");
	fixture_key(&f, "Enter");
	model_set_searching(f.model, 12000);
	cr_assert_not_null(strstr(fixture_line(&f, 22), "12,000 rows looked at. Esc stops."));
	fixture_key(&f, "Esc");
	cr_assert(fixture_has(&f, EFFECT_SEARCH_STOP));
	/* An answer that was on its way moves nothing. */
	found(1500);
	cr_assert_eq(f.n_effects, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 23), "1/2,000"));
}

Test(search, it_works_on_likes_only) {
	fixture_key(&f, "2");
	fixture_key(&f, "/");
	cr_assert_not_null(strstr(fixture_line(&f, 22), "press 1"));
	fixture_key(&f, "n");
	cr_assert_not(fixture_has(&f, EFFECT_SEARCH));
}
