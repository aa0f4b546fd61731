/* What a service with limits and an app of its own adds to the screen. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "unlike/base/mem.h"
#include "unlike/ui/words.h"

static struct fixture f;

static void set_up(void) {
	fixture_init(&f, 10, NULL);
	fixture_resize(&f, 24, 80);
}

static void tear_down(void) {
	fixture_finish(&f);
}

TestSuite(limits, .init = set_up, .fini = tear_down);

static bool shows(const char *text) {
	return strstr(fixture_text(&f), text) != NULL;
}

static bool head_shows(const char *text) {
	return strstr(fixture_line(&f, 0), text) != NULL;
}

static void set_price(unsigned cost, bool told) {
	f.status.cancel_cost = cost > 0 ? 1 : 0;
	f.status.relike_cost = cost;
	f.status.relike_is_told = told;
	fixture_status(&f);
}

/* The first row was taken back, and x asks whether to like it again. */
static void ask_to_like_again(void) {
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_reload(&f, TAB_LIKES);
	fixture_key(&f, "x");
}

/* --- the head -------------------------------------------------------------------------------- */

Test(limits, points_are_shown_where_the_service_counts_them) {
	cr_assert(!head_shows("left"));
	f.status.budget.limit = 5000;
	f.status.budget.used = 750;
	fixture_status(&f);
	cr_assert(head_shows("4,250 of 5,000 left"));
	f.status.budget.used = 5000;
	fixture_status(&f);
	cr_assert(head_shows("0 of 5,000 left"));
}

Test(limits, the_name_of_the_account_is_not_cut_for_the_points) {
	f.status.service = "Bluesky";
	f.status.account = "a-name-that-is-long.example.com";
	f.status.budget.limit = 5000;
	f.status.budget.used = 750;
	fixture_status(&f);
	cr_assert(head_shows("Bluesky · a-name-that-is-long.example.com"));
	cr_assert(!head_shows("left"));
	fixture_resize(&f, 24, 120);
	cr_assert(head_shows("Bluesky · a-name-that-is-long.example.com"));
	cr_assert(head_shows("4,250 of 5,000 left"));
}

Test(limits, a_pause_is_shown_until_it_is_over) {
	f.status.paused_until = FIXTURE_WALL + 20 * MSEC_PER_MIN;
	fixture_status(&f);
	cr_assert(head_shows("paused until 23:01"));
	fixture_pass(&f, 20 * MSEC_PER_MIN);
	cr_assert(!head_shows("paused"));
}

Test(limits, the_end_of_a_pause_is_drawn_when_it_comes) {
	cr_assert_eq(model_next_tick(f.model, f.now), MSEC_NEVER);
	f.status.paused_until = FIXTURE_WALL + 20 * MSEC_PER_MIN;
	fixture_status(&f);
	cr_assert_eq(model_next_tick(f.model, f.now), FIXTURE_MONO + 20 * MSEC_PER_MIN);
	fixture_key(&f, "?");
	cr_assert_eq(model_next_tick(f.model, f.now), FIXTURE_MONO + 20 * MSEC_PER_MIN);
	fixture_pass(&f, 20 * MSEC_PER_MIN);
	cr_assert_eq(model_next_tick(f.model, f.now), MSEC_NEVER);
}

Test(limits, what_is_worse_than_a_pause_is_shown_instead) {
	f.status.paused_until = FIXTURE_WALL + 20 * MSEC_PER_MIN;
	f.status.online = false;
	fixture_status(&f);
	cr_assert(head_shows("offline"));
	cr_assert(!head_shows("paused"));
	f.status.sign_in = true;
	fixture_status(&f);
	cr_assert(head_shows("sign in again"));
}

Test(limits, a_pause_is_why_a_row_waits) {
	f.status.paused_until = FIXTURE_WALL + 20 * MSEC_PER_MIN;
	fixture_status(&f);
	fixture_resize(&f, 24, 120);
	fixture_intent(&f, 0, false, INTENT_PENDING)->due = 0;
	fixture_reload(&f, TAB_LIKES);
	cr_assert(shows("waiting"));
	cr_assert(!shows("sending"));
	fixture_reload(&f, TAB_ACTIVITY);
	fixture_key(&f, "2");
	cr_assert(shows("the service's limit is used up"));
	fixture_pass(&f, 20 * MSEC_PER_MIN);
	cr_assert(!shows("limit"));
	cr_assert(!shows("waiting"));
}

Test(limits, while_nothing_goes_out_the_line_says_that_nothing_is_lost_by_it) {
	static const int sizes[][2] = { { 24, 80 }, { 20, 60 }, { 12, 40 }, { 30, 120 } };
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		fixture_resize(&f, sizes[i][0], sizes[i][1]);
		f.status.online = false;
		fixture_status(&f);
		cr_expect(shows("Offline") && shows("sent later"), "%d columns", sizes[i][1]);
		cr_expect(shows("x take back"), "%d columns: the keys are hidden", sizes[i][1]);
		f.status.online = true;
		f.status.paused_until = FIXTURE_WALL + 20 * MSEC_PER_MIN;
		fixture_status(&f);
		cr_expect(!shows("Offline") && shows("sent later"), "%d columns", sizes[i][1]);
		f.status.paused_until = 0;
		fixture_status(&f);
		cr_expect(!shows("sent later"), "%d columns", sizes[i][1]);
	}
}

Test(limits, of_an_empty_list_no_key_of_a_row_is_offered) {
	fixture_key(&f, "2");
	cr_assert(!shows("x take back") && !shows("o open") && !shows("Enter more"));
	cr_assert(shows("u undo") && shows("? help") && shows("r refresh"));
	fixture_key(&f, "1");
	cr_assert(shows("x take back"));
}

/* --- the price ------------------------------------------------------------------------------- */

Test(limits, liking_again_is_asked_with_its_price) {
	set_price(3, true);
	ask_to_like_again();
	cr_assert(shows("Like again? (up to 3 points, not 1; its author is told)  Enter · hold x · "
			"Esc"));
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_LIKE_AGAIN));
}

Test(limits, a_price_is_told_as_far_as_there_is_one) {
	set_price(0, true);
	ask_to_like_again();
	cr_assert(shows("(its author is told)"));
	cr_assert(!shows("points"));
	set_price(3, false);
	cr_assert(shows("(up to 3 points, not 1)"));
	cr_assert(!shows("author is told"));
	set_price(0, false);
	cr_assert(shows("Like this again?  Enter likes it"));
}

Test(limits, taking_back_has_no_price_to_ask_about) {
	set_price(3, true);
	fixture_key(&f, "x");
	cr_assert(shows("Take this like back?"));
	cr_assert(!shows("points"));
}

Test(limits, on_a_narrow_screen_the_price_and_the_keys_are_told_too) {
	set_price(3, true);
	fixture_resize(&f, 12, 40);
	ask_to_like_again();
	cr_assert(shows("Like again? up to 3 points, not 1;"));
	cr_assert(shows("told · Enter · hold x · Esc"));
}

Test(limits, while_the_key_is_held_the_price_is_still_told) {
	set_price(3, true);
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_reload(&f, TAB_LIKES);
	fixture_hold(&f, 520);
	cr_assert(shows("Keep holding x"));
	cr_assert(shows("up to 3 points, not 1"));
}

/* --- rows ------------------------------------------------------------------------------------ */

Test(limits, what_the_app_still_shows_is_said_in_whole_and_can_be_liked_again) {
	f.app_shows = "item-0";
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_intent(&f, 1, false, INTENT_CONFIRMED);
	fixture_reload(&f, TAB_LIKES);
	static const int sizes[][2] = { { 24, 80 }, { 20, 60 }, { 12, 40 }, { 30, 120 } };
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		fixture_resize(&f, sizes[i][0], sizes[i][1]);
		cr_expect(shows("still shown"), "%d columns", sizes[i][1]);
		cr_expect(shows("confirmed"), "%d columns", sizes[i][1]);
	}
	fixture_key(&f, "x");
	cr_assert(shows("Like this again?"));
}

Test(limits, the_app_has_caught_up_when_it_says_so) {
	f.app_shows = "item-0";
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_reload(&f, TAB_LIKES);
	cr_assert(shows("still shown"));
	f.app_shows = NULL;
	fixture_tell(&f, 0);
	cr_assert(!shows("still shown"));
	cr_assert(shows("confirmed"));
}

Test(limits, an_app_that_shows_what_is_liked_is_right) {
	f.app_shows = "item-0";
	fixture_intent(&f, 0, true, INTENT_CONFIRMED);
	fixture_reload(&f, TAB_LIKES);
	cr_assert(!shows("still shown"));
	/* Nor is it an echo as long as the cancel is on its way. */
	f.app_shows = "item-1";
	fixture_intent(&f, 1, false, INTENT_ACCEPTED);
	fixture_reload(&f, TAB_LIKES);
	cr_assert(!shows("still shown"));
	cr_assert(shows("sync"));
}

static void set_about(size_t i, enum like_about about) {
	free(f.likes[i].title);
	f.likes[i].title = NULL;
	f.likes[i].about = about;
}

Test(limits, a_row_without_a_title_says_what_is_known) {
	set_about(0, LIKE_NOT_DESCRIBED);
	set_about(1, LIKE_NOT_THERE);
	set_about(2, LIKE_ELSEWHERE);
	set_about(3, LIKE_OF_NOTHING);
	set_about(4, LIKE_DESCRIBED);
	fixture_reload(&f, TAB_LIKES);
	fixture_resize(&f, 24, 200);
	cr_assert(shows("(not fetched yet)"));
	cr_assert(shows("(deleted, or hidden from you)"));
	cr_assert(shows("(on a server that cannot be asked)"));
	cr_assert(shows("(a like that does not say of what)"));
	cr_assert(shows("(no text)"));
	fixture_resize(&f, 12, 40);
	cr_assert(shows("(deleted or hidden)"));
	cr_assert(shows("(on another server)"));
	cr_assert(shows("(does not say what)"));
}

Test(limits, a_row_that_was_described_shows_it_at_once) {
	set_about(0, LIKE_NOT_DESCRIBED);
	fixture_reload(&f, TAB_LIKES);
	cr_assert(shows("(not fetched yet)"));
	f.likes[0].title = xstrdup("What it says");
	f.likes[0].about = LIKE_DESCRIBED;
	fixture_reload(&f, TAB_LIKES);
	cr_assert(shows("What it says"));
	cr_assert(!shows("(not fetched yet)"));
}
