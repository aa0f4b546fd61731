/* All about a row: beside the list, or over it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "unlike/base/mem.h"
#include "view_private.h"

static struct fixture f;

static void set_up(void) {
	fixture_init(&f, 200, NULL);
	fixture_resize(&f, 24, 80);
}

static void tear_down(void) {
	fixture_finish(&f);
}

TestSuite(details, .init = set_up, .fini = tear_down);

static bool shows(const char *text) {
	return strstr(fixture_text(&f), text) != NULL;
}

static msec_t next_tick(void) {
	const msec_t at = model_next_tick(f.model, f.now);
	return at == MSEC_NEVER ? at : at - f.now.mono;
}

/* As the loop does: ticks as long as one is due within a second. */
static void rest(void) {
	for (int i = 0; i < 50 && next_tick() < MSEC_PER_SEC; i++) {
		fixture_pass(&f, next_tick());
		fixture_tick(&f);
	}
}

static void give_away(size_t i, enum intent_state state) {
	fixture_intent(&f, i, false, state);
	fixture_reload(&f, TAB_LIKES);
}

Test(details, enter_shows_all_about_a_row_and_esc_goes_back) {
	f.likes[2].author_id = xstrdup("cat-diary");
	f.likes[2].url = xstrdup("https://example.org/v/2");
	give_away(2, INTENT_CONFIRMED);
	fixture_key(&f, "j");
	fixture_key(&f, "j");
	fixture_key(&f, "Enter");
	rest();
	cr_assert(shows("喵星人日记 (cat-diary)"));
	cr_assert(shows("Liked 2024-02-29"));
	cr_assert(shows("64 people like it"));
	cr_assert(shows("https://example.org/v/2"));
	cr_assert(shows("Taken back, and seen to be gone."));
	cr_assert(shows("22:41  you took it back"));
	cr_assert(shows("22:41  seen to be gone"));
	fixture_key(&f, "Esc");
	cr_assert(!shows("people like it"));
	cr_assert_not_null(strstr(fixture_line(&f, 5), "▌"));
}

Test(details, the_frame_comes_before_what_has_to_be_read) {
	fixture_key(&f, "Enter");
	cr_assert(!fixture_has(&f, EFFECT_DETAILS));
	cr_assert(shows("123,456 people like it"));
	cr_assert_eq(next_tick(), 0);
	fixture_tick(&f);
	cr_assert(fixture_has(&f, EFFECT_DETAILS));
	cr_assert_str_eq(fixture_effect(&f, EFFECT_DETAILS)->item, "item-0");
	cr_assert_eq(next_tick(), MSEC_NEVER);
}

Test(details, scrolling_reads_nothing_and_resting_reads_once) {
	fixture_resize(&f, 30, 120);
	int asked = 0;
	for (int i = 0; i < 60; i++) {
		fixture_key(&f, "j");
		asked += fixture_has(&f, EFFECT_DETAILS) ? 1 : 0;
		fixture_pass(&f, 33);
		fixture_tick(&f);
		asked += fixture_has(&f, EFFECT_DETAILS) ? 1 : 0;
	}
	cr_assert_eq(asked, 0);
	cr_assert_eq(next_tick(), 150 - 33);
	fixture_pass(&f, next_tick());
	fixture_tick(&f);
	cr_assert_str_eq(fixture_effect(&f, EFFECT_DETAILS)->item, "item-60");
	cr_assert_eq(next_tick(), MSEC_NEVER);
	fixture_pass(&f, MSEC_PER_MIN);
	fixture_tick(&f);
	cr_assert(!fixture_has(&f, EFFECT_DETAILS));
}

Test(details, below_a_hundred_columns_nothing_is_read_for_a_list) {
	fixture_resize(&f, 30, 99);
	fixture_key(&f, "j");
	cr_assert_eq(next_tick(), MSEC_NEVER);
	cr_assert(!shows("people like it"));
	fixture_resize(&f, 30, 100);
	cr_assert(shows("8,912 people like it"));
	cr_assert_lt(next_tick(), MSEC_PER_SEC);
}

Test(details, a_wish_that_moved_is_read_anew) {
	fixture_resize(&f, 30, 120);
	rest();
	struct intent *intent = fixture_intent(&f, 0, false, INTENT_SENT);
	fixture_tell(&f, 0);
	rest();
	cr_assert(shows("you took it back"));
	cr_assert(shows("22:41  sent"));
	intent->state = INTENT_CONFIRMED;
	intent->changed_at += MSEC_PER_MIN;
	fixture_tell(&f, 0);
	rest();
	cr_assert(shows("22:42  seen to be gone"));
}

Test(details, an_answer_about_another_row_is_not_shown) {
	give_away(0, INTENT_CONFIRMED);
	fixture_resize(&f, 30, 120);
	rest();
	cr_assert(shows("you took it back"));
	fixture_key(&f, "j");
	cr_assert(!shows("you took it back"));
	const struct ui_step step = { .to = INTENT_PENDING, .first = true, .why = "" };
	const struct ui_details late = { .item = "item-7", .steps = &step, .n = 1 };
	model_set_details(f.model, &late);
	rest();
	cr_assert(!shows("you took it back"));
	fixture_key(&f, "k");
	rest();
	cr_assert(shows("you took it back"));
}

Test(details, j_and_k_go_on_to_the_next_row) {
	fixture_key(&f, "Enter");
	fixture_key(&f, "j");
	cr_assert(shows("三分钟学会太极起势"));
	cr_assert(!shows("红烧肉这样做最好吃"));
	fixture_key(&f, "k");
	cr_assert(shows("红烧肉这样做最好吃"));
	fixture_key(&f, "G");
	fixture_key(&f, "Esc");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "200/200"));
}

Test(details, x_works_in_them) {
	fixture_key(&f, "Enter");
	fixture_key(&f, "x");
	cr_assert(shows("Take this like back?"));
	fixture_key(&f, "Esc");
	cr_assert(shows("people like it"));
	cr_assert(shows("Nothing was changed."));
	fixture_hold(&f, 2000);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	cr_assert_str_eq(f.effects[0].item, "item-0");
	cr_assert(shows("people like it"));
}

Test(details, the_bar_takes_the_place_of_the_state) {
	fixture_key(&f, "Enter");
	char before[2048];
	snprintf(before, sizeof(before), "%s", fixture_line(&f, 7));
	fixture_hold(&f, 520);
	cr_assert_not_null(strstr(fixture_line(&f, 6), "65 %"));
	cr_assert_str_eq(fixture_line(&f, 7), before);
}

Test(details, q_goes_back_and_leaves_only_from_the_list) {
	fixture_key(&f, "Enter");
	fixture_key(&f, "q");
	cr_assert(!fixture_has(&f, EFFECT_QUIT));
	cr_assert(!shows("people like it"));
	fixture_key(&f, "Enter");
	fixture_key(&f, "Ctrl+C");
	cr_assert(fixture_has(&f, EFFECT_QUIT));
}

Test(details, another_tab_closes_them) {
	fixture_key(&f, "Enter");
	fixture_key(&f, "2");
	cr_assert(shows("Nothing here yet."));
	fixture_key(&f, "1");
	cr_assert(!shows("people like it"));
}

Test(details, of_an_empty_list_there_are_none) {
	fixture_key(&f, "2");
	fixture_key(&f, "Enter");
	cr_assert(shows("There is no row here."));
	fixture_resize(&f, 30, 120);
	cr_assert_eq(next_tick(), MSEC_NEVER);
}

Test(details, activity_has_them_of_what_the_list_has_not_any_more) {
	struct intent *intent = fixture_intent(&f, 3, false, INTENT_CONFIRMED);
	intent->author = xstrdup("Home in 5");
	intent->url = xstrdup("https://example.org/v/3");
	fixture_key(&f, "2");
	fixture_key(&f, "Enter");
	rest();
	cr_assert(shows("How to fold a fitted sheet"));
	cr_assert(shows("Home in 5"));
	cr_assert(shows("https://example.org/v/3"));
	cr_assert(shows("seen to be gone"));
}

Test(details, a_countdown_moves_no_line) {
	fixture_resize(&f, 30, 120);
	fixture_intent(&f, 0, false, INTENT_PENDING)->due = f.now.wall + 100 * MSEC_PER_SEC;
	fixture_reload(&f, TAB_LIKES);
	rest();
	char *before = xstrdup(fixture_text(&f));
	for (int i = 0; i < 95; i++) {
		fixture_pass(&f, MSEC_PER_SEC);
		const char *now = fixture_text(&f);
		int differ = 0;
		for (const char *a = before, *b = now; *a != '\0';) {
			const size_t m = strcspn(a, "\n"), n = strcspn(b, "\n");
			differ += m != n || strncmp(a, b, n) != 0 ? 1 : 0;
			a += m + 1;
			b += n + 1;
		}
		cr_assert_leq(differ, 2, "more than the row and its state moved:\n%s", now);
	}
	free(before);
}

Test(details, where_there_is_no_room_the_newest_steps_stay) {
	for (int i = 0; i < 12; i++) {
		fixture_intent(&f, 0, i % 2 == 1, INTENT_CONFIRMED)->changed_at += i * 60000;
	}
	f.intents[11].reason = xstrdup("the very last");
	fixture_reload(&f, TAB_LIKES);
	fixture_resize(&f, 24, 120);
	rest();
	cr_assert(shows("What happened"));
	cr_assert(shows("very last"));
	cr_assert(!shows("22:41  seen to be gone"));
}

Test(details, what_is_longer_than_the_screen_is_scrolled) {
	fixture_resize(&f, 12, 40);
	give_away(0, INTENT_CONFIRMED);
	fixture_key(&f, "Enter");
	rest();
	cr_assert(!shows("you took it back"));
	cr_assert(shows("PgDn more"));
	for (int i = 0; i < 5; i++) {
		fixture_key(&f, "PgDn");
	}
	cr_assert(shows("you took it back"));
	cr_assert(shows("seen to be gone"));
	for (int i = 0; i < 5; i++) {
		fixture_key(&f, "PgUp");
	}
	cr_assert(shows("红烧肉这样做最好吃"));
}

Test(details, resizing_keeps_them_and_their_row) {
	fixture_key(&f, "j");
	fixture_key(&f, "Enter");
	static const int sizes[][2] = { { 12, 40 }, { 1, 1 }, { 30, 120 }, { 24, 80 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fixture_resize(&f, sizes[i][0], sizes[i][1]);
		cr_expect_eq(shows("三分钟学会太极起势"), sizes[i][0] > 1);
	}
	fixture_key(&f, "Esc");
	cr_assert_not_null(strstr(fixture_line(&f, 4), "▌"));
}

Test(details, what_a_service_counts_and_who_sees_it_is_told_where_it_is_known) {
	fixture_key(&f, "Enter");
	cr_assert(!shows("costs"));
	cr_assert(!shows("Everybody"));
	cr_assert(!shows("told"));
	f.status.cancel_cost = 1;
	f.status.relike_cost = 3;
	f.status.relike_is_told = true;
	f.status.seen_by = LIKE_SEEN_BY_EVERYBODY;
	fixture_status(&f);
	cr_assert(shows("Taking it back costs 1 point there, liking it again up to 3."));
	cr_assert(shows("its author is told."));
	cr_assert(shows("Everybody can see what you like there."));
}

Test(details, o_opens_the_page_of_the_row) {
	fixture_key(&f, "j");
	fixture_key(&f, "o");
	cr_assert(fixture_has(&f, EFFECT_OPEN));
	cr_assert_str_eq(fixture_effect(&f, EFFECT_OPEN)->item, "item-1");
	fixture_key(&f, "Enter");
	fixture_key(&f, "o");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_OPEN)->item, "item-1");
	fixture_key(&f, "Esc");
	fixture_key(&f, "2");
	fixture_key(&f, "o");
	cr_assert_eq(f.n_effects, 0);
	cr_assert(shows("There is no row here."));
}

Test(details, esc_stops_a_search_before_it_goes_back) {
	fixture_key(&f, "Enter");
	fixture_key(&f, "/");
	fixture_type(&f, "zz");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_SEARCH));
	fixture_key(&f, "Esc");
	cr_assert(fixture_has(&f, EFFECT_SEARCH_STOP));
	cr_assert(shows("people like it"));
	fixture_key(&f, "Esc");
	cr_assert(!shows("people like it"));
}

Test(details, an_id_that_says_nothing_is_not_shown) {
	f.likes[0].author_id = xstrdup("did:plc:abcdefgh");
	f.likes[1].author_id = xstrdup(f.likes[1].author);
	fixture_reload(&f, TAB_LIKES);
	fixture_key(&f, "Enter");
	cr_assert(!shows("did:"));
	fixture_key(&f, "j");
	cr_assert(!shows("("));
}

Test(wrap, lines_end_at_blanks_and_beside_wide_characters) {
	static const struct {
		const char *text;
		size_t cells;
		const char *line;
	} cases[] = {
		{ "one two three", 8, "one two" },
		{ "one two", 7, "one two" },
		{ "onetwothree", 5, "onetw" },
		{ "红烧肉这样", 6, "红烧肉" },
		{ "红烧肉这样", 7, "红烧肉" },
		{ "How 红烧肉这样", 10, "How 红烧肉" },
		/* No comma begins a line, no bracket ends one. */
		{ "红烧肉，这样", 7, "红烧" },
		{ "红烧（肉）这样", 6, "红烧" },
		{ "红", 1, "" },
		{ "", 5, "" },
	};
	text_init();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t len = view_wrap(cases[i].text, cases[i].cells);
		cr_expect_eq(len, strlen(cases[i].line), "case %zu: %zu", i, len);
	}
}

Test(wrap, an_address_is_ascii) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	view_escape("https://a.b/\xe6\x97\xa9 \x1b]8;;\x07~%41", &out);
	cr_assert_str_eq(out.data, "https://a.b/%E6%97%A9%20%1B]8;;%07~%41");
	buf_finish(&out);
}
