#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "fixture.h"

static struct fixture f;

static void init(void) {
	fixture_init(&f, 200, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(model, .init = init, .fini = finish);

static msec_t next_tick(void) {
	const msec_t at = model_next_tick(f.model, f.now);
	return at == MSEC_NEVER ? at : at - f.now.mono;
}

Test(model, nothing_ticks_while_nothing_moves) {
	cr_assert_eq(next_tick(), MSEC_NEVER);
	fixture_key(&f, "j");
	cr_assert_eq(next_tick(), MSEC_NEVER);
}

Test(model, a_countdown_ticks_at_its_next_second) {
	fixture_intent(&f, 0, false, INTENT_PENDING)->due = f.now.wall + 7300;
	fixture_tell(&f, 0);
	fixture_pass(&f, 400); /* the fade is over */
	cr_assert_eq(next_tick(), 900);
	char before[2048];
	snprintf(before, sizeof(before), "%s", fixture_line(&f, 3));
	fixture_pass(&f, 899);
	cr_assert_str_eq(fixture_line(&f, 3), before);
	fixture_pass(&f, 1);
	cr_assert_str_neq(fixture_line(&f, 3), before);
	cr_assert_eq(next_tick(), 1000);
}

Test(model, a_countdown_off_the_screen_does_not_tick) {
	fixture_intent(&f, 100, false, INTENT_PENDING);
	fixture_reload(&f, TAB_LIKES);
	cr_assert_eq(next_tick(), MSEC_NEVER);
	fixture_intent(&f, 1, false, INTENT_ACCEPTED);
	fixture_reload(&f, TAB_LIKES);
	cr_assert_eq(next_tick(), 1000);
	fixture_key(&f, "?");
	cr_assert_eq(next_tick(), MSEC_NEVER);
	fixture_key(&f, "Esc");
	fixture_resize(&f, 5, 20);
	cr_assert_eq(next_tick(), MSEC_NEVER);
}

Test(model, a_paced_row_ticks_when_its_time_comes) {
	struct intent *intent = fixture_intent(&f, 1, false, INTENT_PENDING);
	intent->due = f.now.wall - 1;
	intent->not_before = f.now.wall + MSEC_PER_HOUR;
	fixture_reload(&f, TAB_LIKES);
	cr_assert_eq(next_tick(), MSEC_PER_HOUR);
}

Test(model, a_hold_moves_in_frames_until_it_freezes) {
	fixture_hold(&f, 600);
	cr_assert_eq(next_tick(), 16);
	fixture_pass(&f, 200);
	fixture_tick(&f);
	cr_assert_gt(next_tick(), 16);
	cr_assert_lt(next_tick(), 600);
}

Test(model, a_fade_lasts_300_ms) {
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	cr_assert_eq(next_tick(), 16);
	struct frame frame;
	frame_init(&frame);
	fixture_pass(&f, 150);
	view_render(f.model, f.now, &frame);
	const uint8_t half = frame_cell(&frame, 3, 5)->fade;
	cr_assert(half > 0 && half < 255);
	cr_assert_eq(frame_cell(&frame, 3, 3)->fade, 0);
	/* A reload in between does not end it. */
	fixture_reload(&f, TAB_LIKES);
	fixture_pass(&f, 50);
	view_render(f.model, f.now, &frame);
	cr_assert_gt(frame_cell(&frame, 3, 5)->fade, half);
	fixture_pass(&f, 100);
	view_render(f.model, f.now, &frame);
	cr_assert_eq(frame_cell(&frame, 3, 5)->fade, 0);
	cr_assert_eq(frame_cell(&frame, 3, 5)->role, ROLE_DIM);
	frame_finish(&frame);
}

Test(model, without_motion_nothing_moves) {
	static const struct model_options still = { .motion = false };
	struct fixture s;
	fixture_init(&s, 20, &still);
	fixture_intent(&s, 0, false, INTENT_ACCEPTED)->horizon = 0;
	fixture_tell(&s, 0);
	cr_assert_eq(model_next_tick(s.model, s.now), MSEC_NEVER);
	fixture_key(&s, "j");
	fixture_hold(&s, 500);
	cr_assert_gt(model_next_tick(s.model, s.now) - s.now.mono, 33);
	cr_assert_not_null(strstr(fixture_line(&s, 4), "50 %"));
	fixture_finish(&s);
}

Test(model, only_the_row_that_was_told_changes) {
	char before[2048];
	snprintf(before, sizeof(before), "%s", fixture_line(&f, 4));
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 3), "undo 8 s"));
	cr_assert_str_eq(fixture_line(&f, 4), before);
}

Test(model, two_records_of_one_item_change_together) {
	free(f.likes[1].item);
	f.likes[1].item = xstrdup(f.likes[0].item);
	fixture_reload(&f, TAB_LIKES);
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 3), "undo 8 s"));
	cr_assert_not_null(strstr(fixture_line(&f, 4), "undo 8 s"));
	cr_assert_not_null(strstr(fixture_line(&f, 4), "三分钟"), "the row keeps its own title");
}

Test(model, an_item_that_is_not_shown_is_no_error) {
	char item[] = "elsewhere", key[] = "k";
	const struct like other = { .item = item, .key = key };
	const struct ui_row row = { .like = &other };
	model_set_row(f.model, &row, f.now);
	cr_assert_not_null(strstr(fixture_line(&f, 3), "红烧肉"));
}

Test(model, a_tab_that_is_opened_is_loaded) {
	fixture_key(&f, "2");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_LOAD);
	cr_assert_eq(f.effects[0].tab, TAB_ACTIVITY);
	cr_assert_eq(model_tab(f.model), TAB_ACTIVITY);
	fixture_key(&f, "Shift+Tab");
	cr_assert_eq(model_tab(f.model), TAB_LIKES);
	fixture_key(&f, "Tab");
	cr_assert_eq(model_tab(f.model), TAB_ACTIVITY);
	fixture_key(&f, "1");
	cr_assert_eq(model_tab(f.model), TAB_LIKES);
	fixture_key(&f, "1");
	cr_assert_eq(f.n_effects, 0);
}

Test(model, moving_through_everything_reaches_every_row) {
	for (size_t i = 0; i < 200; i++) {
		fixture_key(&f, "j");
	}
	cr_assert_not_null(strstr(fixture_line(&f, 23), "200/200"));
	fixture_key(&f, "g");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "1/200"));
	fixture_key(&f, "PgDn");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "19/200"));
	fixture_key(&f, "Ctrl+D");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "28/200"));
	fixture_key(&f, "Ctrl+U");
	fixture_key(&f, "Ctrl+B");
	cr_assert_not_null(strstr(fixture_line(&f, 23), " 1/200"));
	fixture_key(&f, "G");
	cr_assert_not_null(strstr(fixture_line(&f, 23), "200/200"));
}

Test(model, the_first_place_tells_what_is_above_the_window) {
	int64_t sort = 0;
	cr_assert(model_first_place(f.model, &sort));
	cr_assert_eq(sort, f.likes[0].sort);
	struct fixture empty;
	fixture_init(&empty, 0, NULL);
	cr_assert_not(model_first_place(empty.model, &sort));
	fixture_finish(&empty);
}

Test(model, requests_become_effects) {
	fixture_key(&f, "r");
	cr_assert(fixture_has(&f, EFFECT_REFRESH));
	fixture_key(&f, "Ctrl+L");
	cr_assert(fixture_has(&f, EFFECT_REDRAW));
	fixture_key(&f, "Ctrl+Z");
	cr_assert(fixture_has(&f, EFFECT_SUSPEND));
	fixture_key(&f, "Unknown");
	cr_assert_eq(f.n_effects, 0);
	fixture_key(&f, "F5");
	cr_assert_eq(f.n_effects, 0);
}

Test(model, a_message_stays_until_the_next_thing) {
	model_say(f.model, SAY_GOOD, "Taken back. %s undoes it.", "u");
	cr_assert_str_eq(fixture_line(&f, 22), " Taken back. u undoes it.");
	fixture_pass(&f, MSEC_PER_HOUR);
	fixture_tick(&f);
	cr_assert_str_eq(fixture_line(&f, 22), " Taken back. u undoes it.");
	fixture_key(&f, "j");
	cr_assert_str_eq(fixture_line(&f, 22), "");
}

Test(model, a_message_is_cleaned_and_a_long_one_takes_two_rows) {
	model_say(f.model, SAY_BAD, "%s", "\033[2Jone\ntwo");
	cr_assert_str_eq(fixture_line(&f, 22), " ␛[2Jone two");
	model_say(f.model, SAY_BAD, "%s",
			"The list could not be read because the service did not answer within "
			"thirty "
			"seconds. Nothing was lost. r tries again.");
	cr_assert_str_eq(fixture_line(&f, 22),
			" The list could not be read because the service did not answer within "
			"thirty");
	cr_assert_str_eq(fixture_line(&f, 23), " seconds. Nothing was lost. r tries again.");
}

Test(model, the_help_covers_the_keys_of_the_list) {
	fixture_key(&f, "?");
	cr_assert_not_null(strstr(fixture_text(&f), "take the like back"));
	fixture_hold(&f, 3000);
	cr_assert_eq(f.n_effects, 0);
	for (int i = 0; i < 100; i++) {
		fixture_key(&f, "j");
	}
	cr_assert_not_null(strstr(fixture_line(&f, 20), "assumed, as the article"),
			"the last line is the last mark");
	fixture_key(&f, "q");
	cr_assert_eq(f.n_effects, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 3), "▌"));
}

Test(model, what_is_not_well_stands_in_the_first_row) {
	f.status.online = false;
	f.status.offline_since = f.now.wall;
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_line(&f, 0), "offline since 22:41"));
	f.status.sign_in = true;
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_line(&f, 0), "sign in again"));
	f.status.online = true;
	f.status.sign_in = f.status.is_sender = false;
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_line(&f, 0), "another unlike sends"));
}

Test(model, signing_in_again_is_for_a_session_that_has_ended) {
	fixture_key(&f, "S");
	cr_assert_not(fixture_has(&f, EFFECT_SIGN_IN));
	cr_assert_not_null(strstr(fixture_text(&f), "nothing to sign in to"));
	f.status.sign_in = true;
	f.status.open = 1;
	fixture_status(&f);
	fixture_key(&f, "Esc");
	cr_assert_not_null(
			strstr(fixture_text(&f), "has ended. Nothing is lost, 1 waits. S signs"));
	fixture_key(&f, "S");
	cr_assert(fixture_has(&f, EFFECT_SIGN_IN));
}

Test(model, that_a_session_ended_takes_the_place_of_what_was_said_before) {
	model_say(f.model, SAY_INFO, "Taken back. u undoes it.");
	f.status.sign_in = true;
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_text(&f), "S signs in again"));
	model_say(f.model, SAY_INFO, "Taken back. u undoes it.");
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_text(&f), "Taken back."), "it ended once");
}

Test(model, an_empty_list_says_why) {
	struct fixture e;
	fixture_init(&e, 0, NULL);
	cr_assert_not_null(strstr(fixture_text(&e), "No likes here yet."));
	e.status.pulling = true;
	e.status.fetched_at = 0;
	e.status.fetched = 3400;
	fixture_status(&e);
	cr_assert_not_null(strstr(fixture_text(&e), "They are being fetched: 3,400 so far."));
	e.status.pulling = false;
	e.status.pull_error = "The service answered with an error (500).";
	fixture_status(&e);
	cr_assert_not_null(strstr(fixture_text(&e), "answered with an error (500). r tries"));
	e.status.pull_error = "the snapshot: the disk is full";
	fixture_status(&e);
	cr_assert_not_null(strstr(fixture_text(&e), "the disk is full. r tries again."));
	e.status.online = false;
	fixture_status(&e);
	cr_assert_not_null(strstr(fixture_text(&e), "nothing was fetched before"));
	fixture_finish(&e);
}

Test(model, a_list_that_is_not_whole_says_so_and_why) {
	f.status.fetched_at = 0;
	f.status.pull_error = "the snapshot: the disk is full";
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_text(&f), "not all fetched"), "%s", fixture_text(&f));
	cr_assert_not_null(strstr(fixture_text(&f),
					   "Only a part is here: the snapshot: "
					   "the disk is full. r tries again."),
			"%s", fixture_text(&f));
	f.status.fetched_at = f.now.wall;
	fixture_status(&f);
	cr_assert_not_null(strstr(fixture_text(&f), "The list is not read anew: the snapshot: "),
			"%s", fixture_text(&f));
	f.status.online = false;
	fixture_status(&f);
	cr_assert_null(strstr(fixture_text(&f), "not read anew"), "%s", fixture_text(&f));
}

Test(model, the_real_cursor_stands_on_the_focused_row) {
	struct frame frame;
	frame_init(&frame);
	fixture_key(&f, "j");
	view_render(f.model, f.now, &frame);
	cr_assert(frame.cursor_shown);
	cr_assert_eq(frame.cursor_row, 4);
	cr_assert_str_eq(frame_cell(&frame, 4, frame.cursor_col)->utf8, " ", "it hides nothing");
	cr_assert(frame_cell(&frame, 4, 0)->focus && frame_cell(&frame, 4, 79)->focus);
	cr_assert_not(frame_cell(&frame, 3, 0)->focus);
	fixture_key(&f, "/");
	fixture_type(&f, "猫");
	view_render(f.model, f.now, &frame);
	cr_assert_eq(frame.cursor_row, 22);
	cr_assert_eq(frame.cursor_col, 4);
	frame_finish(&frame);
}

Test(model, the_same_moment_gives_the_same_frame) {
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	fixture_hold(&f, 500);
	char *first = xstrdup(fixture_text(&f));
	cr_assert_str_eq(fixture_text(&f), first);
	free(first);
}

Test(model, columns_that_are_not_wanted_are_not_shown) {
	struct fixture other;
	fixture_init(&other, 20, NULL);
	const char *line = fixture_line(&other, 4);
	char usual[400];
	snprintf(usual, sizeof(usual), "%s", line);
	cr_assert_not_null(strstr(usual, "20"), "%s", usual);
	fixture_finish(&other);
	const struct model_options options = {
		.no_author = true, .no_date = true, .no_count = true
	};
	fixture_init(&other, 20, &options);
	for (int row = 3; row < 20; row++) {
		line = fixture_line(&other, row);
		cr_expect_null(strstr(line, "2024-"), "%s", line);
		cr_expect_lt(strlen(line), strlen(usual), "%s", line);
	}
	fixture_finish(&other);
}
