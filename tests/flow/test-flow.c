/* The main job from end to end, as sentences. Item v1 is the newest like: the first row. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "flow.h"

#define WINDOW CLIENT_UNDO_WINDOW
#define PUBLISH LIKESD_FIXTURE_DELAY
#define ENTER "\r"
#define PAGE_DOWN "\033[6~"

static struct flow f;

static void open_list(void) {
	flow_open(&f, 1000, NULL);
}

static void close_list(void) {
	flow_close(&f);
}

TestSuite(flow, .init = open_list, .fini = close_list);

Test(flow, the_list_comes_from_the_server_and_is_on_the_screen) {
	cr_assert(flow_shows(&f, "1,000 likes"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "1/1,000"), "%s", flow_text(&f));
}

Test(flow, a_held_key_takes_a_like_back_at_once) {
	flow_hold(&f, 'x', 1100);
	cr_assert(flow_shows(&f, "Taken back"), "%s", flow_text(&f));
	cr_assert_not_null(strstr(flow_focused_line(&f), "undo"), "%s", flow_text(&f));
	cr_assert_eq(flow_state(&f, "v1"), INTENT_PENDING);
}

Test(flow, a_key_let_go_early_takes_nothing_back) {
	flow_hold(&f, 'x', 600);
	flow_advance(&f, 2000);
	cr_assert(flow_liked(&f, "v1"));
	cr_assert_eq(flow_operations(&f), 0);
	cr_assert_null(strstr(flow_focused_line(&f), "undo"), "%s", flow_text(&f));
}

Test(flow, x_and_enter_are_the_holds_twin) {
	flow_keys(&f, "x");
	flow_keys(&f, ENTER);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_PENDING);
}

Test(flow, twenty_taps_take_nothing_back) {
	for (int i = 0; i < 20; i++) {
		flow_keys(&f, "x");
		flow_advance(&f, 130);
	}
	flow_advance(&f, WINDOW + PUBLISH);
	cr_assert_eq(flow_operations(&f), 0);
}

Test(flow, a_paste_of_x_and_enter_does_nothing) {
	flow_keys(&f, "\033[200~max\r\033[201~");
	flow_advance(&f, 2 * WINDOW);
	cr_assert_eq(flow_operations(&f), 0);
}

Test(flow, a_cancel_is_sent_when_its_undo_window_ends_and_not_before) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW - 1);
	cr_assert_eq(flow_operations(&f), 0);
	flow_advance(&f, 1);
	cr_assert_eq(flow_operations(&f), 1);
	cr_assert_not(flow_liked(&f, "v1"));
}

Test(flow, undo_inside_the_window_sends_nothing) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW - 1);
	flow_keys(&f, "u");
	cr_assert(flow_shows(&f, "Undone"), "%s", flow_text(&f));
	flow_advance(&f, WINDOW + PUBLISH);
	cr_assert_eq(flow_operations(&f), 0);
	cr_assert(flow_liked(&f, "v1"));
}

Test(flow, x_on_a_row_inside_its_window_undoes_it) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, 2000);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + PUBLISH);
	cr_assert_eq(flow_operations(&f), 0);
}

Test(flow, confirmed_is_said_only_after_the_publication_was_seen) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_ACCEPTED);
	cr_assert_not_null(strstr(flow_focused_line(&f), "sync 1"), "%s", flow_text(&f));
	cr_assert_not(flow_shows(&f, "u undoes it"), "%s", flow_text(&f));
	flow_advance(&f, PUBLISH - 1000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_ACCEPTED);
	cr_assert(flow_published(&f, "v1"));
	flow_advance(&f, 3000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
	cr_assert_not(flow_published(&f, "v1"));
	cr_assert_not_null(strstr(flow_focused_line(&f), "confirmed"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "Confirmed: the service was looked at again"), "%s",
			flow_text(&f));
}

Test(flow, a_stale_list_never_brings_the_heart_back) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 60 * MSEC_PER_SEC);
	cr_assert(flow_published(&f, "v1"));
	flow_keys(&f, "r");
	flow_advance(&f, 1000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_ACCEPTED);
	cr_assert_not_null(strstr(flow_focused_line(&f), "sync 1"), "%s", flow_text(&f));
}

Test(flow, killed_between_the_request_and_its_answer_it_is_done_once) {
	inproc_http_set_delay(f.http, 400);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 300);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_SENT);
	cr_assert_eq(flow_operations(&f), 1);
	flow_kill(&f);
	flow_start(&f);
	flow_advance(&f, 60 * MSEC_PER_SEC);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_ACCEPTED);
	cr_assert_eq(flow_operations(&f), 1);
}

Test(flow, a_confirmed_row_keeps_its_place_until_refresh) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + PUBLISH + 3000);
	cr_assert(flow_shows(&f, "confirmed"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "999 likes"), "%s", flow_text(&f));
	flow_keys(&f, "r");
	flow_advance(&f, 1000);
	cr_assert_not(flow_shows(&f, "confirmed"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "/999"), "%s", flow_text(&f));
}

Test(flow, liking_again_waits_until_the_cancel_is_confirmed) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 1000);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 60 * MSEC_PER_SEC);
	cr_assert_eq(flow_operations(&f), 1);
	flow_advance(&f, PUBLISH + 5000);
	cr_assert_eq(flow_operations(&f), 2);
	cr_assert(flow_liked(&f, "v1"));
	flow_advance(&f, PUBLISH + 5000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
	cr_assert(flow_published(&f, "v1"));
}

Test(flow, killed_in_the_window_it_goes_out_once_after_the_restart) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, 3000);
	flow_kill(&f);
	flow_start(&f);
	cr_assert_eq(flow_operations(&f), 0);
	flow_advance(&f, WINDOW + PUBLISH + 3000);
	cr_assert_eq(flow_operations(&f), 1);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
}

Test(flow, killed_before_the_answer_came_it_has_one_effect) {
	inproc_http_lose_next(f.http, 1);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_SENT);
	cr_assert_eq(flow_operations(&f), 1);
	flow_kill(&f);
	flow_start(&f);
	flow_advance(&f, PUBLISH + 60 * MSEC_PER_SEC);
	cr_assert_eq(flow_operations(&f), 1);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
}

Test(flow, offline_it_waits_says_so_and_goes_out_when_the_net_is_back) {
	inproc_http_set_down(f.http, true);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 60 * MSEC_PER_SEC);
	cr_assert(flow_shows(&f, "offline"), "%s", flow_text(&f));
	cr_assert_eq(flow_operations(&f), 0);
	inproc_http_set_down(f.http, false);
	flow_advance(&f, 16 * MSEC_PER_MIN);
	cr_assert_eq(flow_operations(&f), 1);
	cr_assert_not(flow_shows(&f, "offline"), "%s", flow_text(&f));
}

Test(flow, a_server_in_trouble_is_asked_again_with_the_same_key) {
	inproc_http_refuse_next(f.http, 3, 503, 0);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 5 * MSEC_PER_MIN);
	cr_assert_eq(flow_operations(&f), 1);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_ACCEPTED);
}

Test(flow, fifty_cancels_are_fifty_operations) {
	for (int i = 0; i < 50; i++) {
		flow_keys(&f, "x" ENTER "j");
	}
	flow_advance(&f, WINDOW + PUBLISH + 30 * MSEC_PER_SEC);
	cr_assert_eq(flow_operations(&f), 50, "%lld\n%s", (long long)flow_operations(&f),
			flow_text(&f));
	for (int i = 1; i <= 50; i++) {
		char item[16];
		(void)snprintf(item, sizeof item, "v%d", i);
		cr_assert_eq(flow_state(&f, item), INTENT_CONFIRMED, "%s", item);
	}
	cr_assert(flow_liked(&f, "v51"));
}

Test(flow, leaving_with_one_in_its_window_asks_first) {
	flow_keys(&f, "x" ENTER "q");
	cr_assert_not(screen_is_done(f.screen));
	cr_assert(flow_shows(&f, "Enter sends"), "%s", flow_text(&f));
	flow_keys(&f, "k");
	cr_assert(screen_is_done(f.screen));
	cr_assert_eq(flow_state(&f, "v1"), INTENT_PENDING);
}

Test(flow, leaving_and_sending_sends_at_once) {
	flow_keys(&f, "x" ENTER "q" ENTER);
	cr_assert(screen_is_done(f.screen));
	flow_advance(&f, 100);
	cr_assert_eq(flow_operations(&f), 1);
}

Test(flow, leaving_and_undoing_sends_nothing) {
	flow_keys(&f, "x" ENTER "qu");
	flow_advance(&f, WINDOW + 1000);
	cr_assert_eq(flow_operations(&f), 0);
}

Test(flow, activity_tells_where_it_stands) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 1000);
	flow_keys(&f, "2");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "sync 1"), "%s", flow_text(&f));
	flow_advance(&f, PUBLISH + 3000);
	cr_assert(flow_shows(&f, "confirmed"), "%s", flow_text(&f));
}

Test(flow, the_profile_follows_what_happens) {
	flow_keys(&f, "3");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "Can be undone      0"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "signed in"), "%s", flow_text(&f));
	flow_keys(&f, "1x" ENTER "3");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "Can be undone      1"), "%s", flow_text(&f));
	flow_advance(&f, WINDOW + 1000);
	cr_assert(flow_shows(&f, "Syncing            1"), "%s", flow_text(&f));
	flow_advance(&f, PUBLISH + 3000);
	cr_assert(flow_shows(&f, "Confirmed          1"), "%s", flow_text(&f));
	flow_keys(&f, PAGE_DOWN);
	cr_assert(flow_shows(&f, "of 5"), "%s", flow_text(&f));
}

Test(flow, pages_reach_the_end_and_the_beginning) {
	for (int i = 0; i < 60; i++) {
		flow_keys(&f, PAGE_DOWN);
	}
	cr_assert(flow_shows(&f, "1,000/1,000"), "%s", flow_text(&f));
	flow_keys(&f, "g");
	cr_assert(flow_shows(&f, " 1/1,000"), "%s", flow_text(&f));
	flow_keys(&f, "G");
	cr_assert(flow_shows(&f, "1,000/1,000"), "%s", flow_text(&f));
	flow_keys(&f, "k");
	cr_assert(flow_shows(&f, "999/1,000"), "%s", flow_text(&f));
}

Test(flow, a_search_finds_chinese_words_of_two_characters) {
	flow_keys(&f, "/太极" ENTER);
	flow_settle(&f);
	cr_assert_not_null(strstr(flow_focused_line(&f), "太极"), "%s", flow_text(&f));
	char first[512];
	(void)snprintf(first, sizeof first, "%s", flow_focused_line(&f));
	flow_keys(&f, "n");
	flow_settle(&f);
	cr_assert_not_null(strstr(flow_focused_line(&f), "太极"), "%s", flow_text(&f));
	cr_assert_str_neq(flow_focused_line(&f), first);
}

/* "17/1,000", from the line of keys. */
static void read_position(char ret[static 32]) {
	const char *total = strstr(flow_text(&f), "/1,000\n");
	cr_assert_not_null(total, "%s", flow_text(&f));
	const char *begin = total;
	while (begin[-1] != ' ') {
		begin--;
	}
	(void)snprintf(ret, 32, "%.*s", (int)(total - begin), begin);
}

Test(flow, a_search_goes_on_from_the_other_end) {
	char first[32], last[32], position[32];
	flow_keys(&f, "/太极" ENTER);
	flow_settle(&f);
	read_position(first);
	flow_keys(&f, "N");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "From the end again."), "%s", flow_text(&f));
	cr_assert_not_null(strstr(flow_focused_line(&f), "太极"), "%s", flow_text(&f));
	read_position(last);
	flow_keys(&f, "n");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "From the top again."), "%s", flow_text(&f));
	read_position(position);
	cr_assert_str_eq(position, first);
	/* Counted from the other side, it is the same place. */
	flow_keys(&f, "G/太极" ENTER);
	flow_settle(&f);
	cr_assert(flow_shows(&f, "From the top again."), "%s", flow_text(&f));
	flow_keys(&f, "GN");
	flow_settle(&f);
	cr_assert_not(flow_shows(&f, "again."), "%s", flow_text(&f));
	read_position(position);
	cr_assert_str_eq(position, last);
	cr_assert_str_neq(first, last);
}

/* A wish for v1 that the service never answers: twelve attempts, then it is the person's. */
static void make_undecided(const char *keys) {
	inproc_http_refuse_next(f.http, 100000, 500, 0);
	flow_keys(&f, keys);
	flow_advance(&f, 6 * MSEC_PER_HOUR);
	inproc_http_refuse_next(f.http, 0, 500, 0);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_UNDECIDED);
	cr_assert(flow_shows(&f, "You decide: x"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "you decide"), "%s", flow_text(&f));
}

Test(flow, an_undecided_cancel_is_tried_again_as_a_new_one) {
	make_undecided("x" ENTER);
	flow_keys(&f, "x");
	cr_assert(flow_shows(&f, "Try again?  Enter takes it back"), "%s", flow_text(&f));
	flow_keys(&f, ENTER);
	cr_assert(flow_shows(&f, "Taken back. u undoes it."), "%s", flow_text(&f));
	cr_assert_eq(flow_operations(&f), 0);
	flow_advance(&f, WINDOW);
	cr_assert_eq(flow_operations(&f), 1);
	flow_advance(&f, PUBLISH + 3000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
	cr_assert_not(flow_published(&f, "v1"));
}

Test(flow, an_undecided_cancel_is_closed_by_u_and_the_like_stays) {
	make_undecided("x" ENTER);
	flow_keys(&f, "u");
	cr_assert(flow_shows(&f, "Kept. Nothing more is sent"), "%s", flow_text(&f));
	cr_assert_eq(flow_state(&f, "v1"), INTENT_ROLLED_BACK);
	cr_assert_not_null(strstr(flow_focused_line(&f), "♥"), "%s", flow_text(&f));
	flow_advance(&f, MSEC_PER_HOUR);
	cr_assert_eq(flow_operations(&f), 0);
	cr_assert(flow_liked(&f, "v1"));
	/* It is an ordinary row again. */
	flow_keys(&f, "jkx");
	cr_assert(flow_shows(&f, "Take this like back?"), "%s", flow_text(&f));
}

Test(flow, an_undecided_like_again_can_be_tried_though_its_row_is_put_away) {
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + PUBLISH + 3000);
	make_undecided("x" ENTER);
	flow_keys(&f, "r");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "1/999"), "%s", flow_text(&f));
	flow_keys(&f, "2x");
	cr_assert(flow_shows(&f, "Try again?  Enter likes it"), "%s", flow_text(&f));
	flow_keys(&f, ENTER);
	flow_advance(&f, WINDOW + PUBLISH + 3000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
	cr_assert(flow_published(&f, "v1"));
}

Test(flow, any_size_of_window_is_survived) {
	static const struct {
		int rows, cols;
	} sizes[] = { { 12, 40 }, { 1, 1 }, { 8, 30 }, { 60, 200 }, { 24, 80 } };
	flow_keys(&f, "jjx" ENTER);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		flow_resize(&f, sizes[i].rows, sizes[i].cols);
	}
	cr_assert(flow_shows(&f, "3/1,000"), "%s", flow_text(&f));
	cr_assert_not_null(strstr(flow_focused_line(&f), "undo"), "%s", flow_text(&f));
}

Test(flow_elsewhere, where_data_follow_at_once_confirmation_does_too) {
	flow_open(&f, 100, "douyin");
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 2000);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_CONFIRMED);
	flow_close(&f);
}

Test(flow_elsewhere, a_search_goes_once_round_a_long_list_and_finds_nothing) {
	flow_open(&f, 4500, NULL);
	flow_keys(&f, PAGE_DOWN "/nowhere at all" ENTER);
	flow_settle(&f);
	cr_assert(flow_shows(&f, "'nowhere at all' is not found"), "%s", flow_text(&f));
	flow_keys(&f, "GN");
	flow_settle(&f);
	cr_assert(flow_shows(&f, "'nowhere at all' is not found"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "4,500/4,500"), "%s", flow_text(&f));
	flow_close(&f);
}

Test(flow_elsewhere, a_list_of_none_says_so) {
	flow_open(&f, 0, NULL);
	cr_assert(flow_shows(&f, "No likes here yet"), "%s", flow_text(&f));
	flow_close(&f);
}

static void open_two(void) {
	flow_kill(&f);
	flow_sign_in(&f, "other");
	flow_start(&f);
}

Test(flow, another_account_has_its_own_rows_and_keeps_its_cursor) {
	open_two();
	flow_keys(&f, "jjj");
	cr_assert(flow_shows(&f, "WeChat Channels · demo"), "%s", flow_text(&f));
	flow_keys(&f, "a");
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "WeChat Channels · other"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "1/1,000"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "This is other now."), "%s", flow_text(&f));
	flow_keys(&f, "a");
	cr_assert(flow_shows(&f, "WeChat Channels · demo"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "4/1,000"), "%s", flow_text(&f));
}

Test(flow, both_accounts_outboxes_are_sent_whichever_is_shown) {
	open_two();
	flow_keys(&f, "x" ENTER);
	flow_keys(&f, "a");
	flow_advance(&f, 1000);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + PUBLISH + 3000);
	cr_assert_not_null(strstr(flow_focused_line(&f), "confirmed"), "%s", flow_text(&f));
	flow_keys(&f, "a");
	flow_advance(&f, 1000);
	cr_assert_not_null(strstr(flow_focused_line(&f), "confirmed"), "%s", flow_text(&f));
	cr_assert_eq(flow_operations(&f), 1);
}

Test(flow, leaving_asks_about_all_accounts) {
	open_two();
	flow_keys(&f, "x" ENTER);
	flow_keys(&f, "a");
	flow_advance(&f, 1000);
	flow_keys(&f, "q");
	cr_assert(flow_shows(&f, "1 waits"), "%s", flow_text(&f));
	flow_keys(&f, ENTER);
	cr_assert_eq(flow_operations(&f), 1);
}

Test(flow, with_one_account_there_is_no_other) {
	flow_keys(&f, "a");
	cr_assert(flow_shows(&f, "There is no other account here"), "%s", flow_text(&f));
}

/* --- all about a row, and commands ------------------------------------------------------------ */

Test(flow, beside_the_list_stands_what_happened_to_a_like) {
	flow_resize(&f, 50, 120);
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "you took it back"), "%s", flow_text(&f));
	cr_assert(!flow_shows(&f, "accepted"), "%s", flow_text(&f));
	flow_advance(&f, WINDOW + PUBLISH + 3000);
	cr_assert(flow_shows(&f, "  sent"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "  accepted"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "  seen to be gone"), "%s", flow_text(&f));
	flow_keys(&f, "j");
	flow_advance(&f, 1000);
	cr_assert(!flow_shows(&f, "you took it back"), "%s", flow_text(&f));
	flow_keys(&f, "k");
	flow_keys(&f, "x" ENTER);
	flow_advance(&f, WINDOW + 1000);
	cr_assert(flow_shows(&f, "you liked it again"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "you took it back"), "%s", flow_text(&f));
}

Test(flow, enter_opens_it_over_a_list_that_has_no_room_beside) {
	flow_keys(&f, "x" ENTER);
	flow_keys(&f, ENTER);
	flow_advance(&f, 10);
	cr_assert(flow_shows(&f, "you took it back"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "https://"), "%s", flow_text(&f));
	flow_keys(&f, "jjj");
	flow_keys(&f, "\033");
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "4/1,000"), "%s", flow_text(&f));
}

Test(flow, o_tells_the_address_where_there_is_no_browser) {
	flow_keys(&f, "o");
	cr_assert(flow_shows(&f, " Its page: https://"), "%s", flow_text(&f));
}

Test(flow, commands_are_those_of_the_command_line) {
	open_two();
	flow_keys(&f, ":cancel" ENTER);
	cr_assert(flow_shows(&f, "Take this like back?"), "%s", flow_text(&f));
	flow_keys(&f, ENTER);
	cr_assert_eq(flow_state(&f, "v1"), INTENT_PENDING);
	flow_keys(&f, ":account other" ENTER);
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "This is other now."), "%s", flow_text(&f));
	flow_keys(&f, ":account nobody" ENTER);
	cr_assert(flow_shows(&f, "nobody"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "· other"), "%s", flow_text(&f));
	flow_keys(&f, ":sync" ENTER);
	cr_assert(flow_shows(&f, "the list is read again"), "%s", flow_text(&f));
}
