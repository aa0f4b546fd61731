#include <criterion/criterion.h>
#include <stdio.h>
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

TestSuite(take_back, .init = init, .fini = finish);

static bool acts(void) {
	return fixture_has(&f, EFFECT_TAKE_BACK) || fixture_has(&f, EFFECT_LIKE_AGAIN) ||
			fixture_has(&f, EFFECT_UNDO);
}

static void expect_message(const char *part) {
	const char *line = fixture_line(&f, 22);
	cr_assert_not_null(strstr(line, part), "wanted '%s', the line is '%s'", part, line);
}

static void expect_no_effects(void) {
	cr_assert_eq(f.n_effects, 0);
}

Test(take_back, a_tap_asks_and_does_nothing) {
	fixture_key(&f, "x");
	expect_no_effects();
	expect_message("Take this like back?");
	fixture_pass(&f, MSEC_PER_MIN);
	fixture_tick(&f);
	expect_no_effects();
	expect_message("Take this like back?");
}

Test(take_back, a_tap_and_enter_act_on_the_focused_item) {
	fixture_key(&f, "j");
	fixture_key(&f, "x");
	fixture_pass(&f, 3000);
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_TAKE_BACK);
	cr_assert_str_eq(f.effects[0].item, "item-1");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, a_held_key_acts_once) {
	fixture_hold(&f, 2000);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	for (int i = 0; i < 100; i++) {
		fixture_pass(&f, 33);
		fixture_key(&f, "x");
		expect_no_effects();
	}
}

Test(take_back, twenty_taps_act_never) {
	for (int i = 0; i < 20; i++) {
		fixture_key(&f, "x");
		cr_assert_not(acts());
		fixture_pass(&f, 130);
		fixture_tick(&f);
		cr_assert_not(acts());
	}
}

Test(take_back, a_second_tap_takes_enters_power_away) {
	fixture_key(&f, "x");
	fixture_pass(&f, 200);
	fixture_key(&f, "x");
	fixture_pass(&f, 500);
	expect_message("Enter is off");
	fixture_key(&f, "Enter");
	expect_no_effects();
	fixture_pass(&f, 3000);
	fixture_key(&f, "Enter");
	expect_no_effects();
	/* Esc and x ask anew. */
	fixture_key(&f, "Esc");
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(take_back, a_second_tap_long_after_the_first_disarms_too) {
	fixture_key(&f, "x");
	fixture_pass(&f, 5000);
	fixture_tick(&f);
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, a_proven_hold_gives_enter_its_power) {
	fixture_hold(&f, 600);
	expect_message("Enter does it too");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	/* The key is still down. */
	for (int i = 0; i < 50; i++) {
		fixture_pass(&f, 33);
		fixture_key(&f, "x");
		expect_no_effects();
	}
}

Test(take_back, rows_can_be_taken_back_one_after_the_other_as_fast_as_keys_come) {
	static const char *const items[] = { "item-0", "item-1", "item-2" };
	for (size_t i = 0; i < 3; i++) {
		fixture_key(&f, "x");
		fixture_pass(&f, 30);
		fixture_key(&f, "Enter");
		cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
		cr_assert_str_eq(f.effects[0].item, items[i]);
		fixture_pass(&f, 30);
		fixture_key(&f, "j");
		fixture_pass(&f, 30);
	}
}

Test(take_back, the_beginning_of_a_hold_does_not_flicker) {
	fixture_key(&f, "x");
	fixture_pass(&f, 250);
	fixture_key(&f, "x");
	expect_message("Keep holding x");
	fixture_pass(&f, 33);
	fixture_key(&f, "x");
	expect_message("Keep holding x");
}

Test(take_back, letting_go_early_changes_nothing_and_says_so) {
	fixture_hold(&f, 600);
	fixture_pass(&f, 700);
	fixture_tick(&f);
	expect_no_effects();
	expect_message("Let go: nothing happened.");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, enter_long_after_a_hold_was_let_go_does_nothing) {
	fixture_hold(&f, 600);
	fixture_pass(&f, 5000);
	fixture_key(&f, "Enter"); /* no tick in between: a busy program */
	expect_no_effects();
}

Test(take_back, a_frozen_bar_stands_still) {
	fixture_hold(&f, 600);
	fixture_pass(&f, 200);
	fixture_tick(&f);
	char before[2048];
	snprintf(before, sizeof(before), "%s", fixture_line(&f, 3));
	fixture_pass(&f, 200);
	fixture_tick(&f);
	cr_assert_str_eq(fixture_line(&f, 3), before);
	cr_assert_not_null(strstr(before, "%"));
}

Test(take_back, esc_and_every_movement_keep_the_like) {
	static const char *const names[] = { "Esc", "j", "k", "Down", "PgDn", "PgUp", "g", "G",
		"Home", "Tab", "2", "1", "/", "?", "r", "q", "n", "Ctrl+L", "Ctrl+Z" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct fixture each;
		fixture_init(&each, 200, NULL);
		fixture_key(&each, "x");
		fixture_key(&each, names[i]);
		cr_expect_not(fixture_has(&each, EFFECT_TAKE_BACK), "%s", names[i]);
		fixture_key(&each, "Esc");
		fixture_key(&each, "Enter");
		cr_expect_not(fixture_has(&each, EFFECT_TAKE_BACK), "%s, Esc, Enter", names[i]);
		fixture_finish(&each);
	}
}

Test(take_back, a_movement_while_holding_ends_the_hold) {
	fixture_hold(&f, 600);
	fixture_key(&f, "j");
	for (int i = 0; i < 100; i++) {
		fixture_pass(&f, 33);
		fixture_key(&f, "x");
		cr_assert_not(acts());
	}
}

/* The other key has ended its repeats: what comes now is a new press. */
Test(take_back, after_a_hold_that_acted_the_next_row_is_held_at_once) {
	fixture_hold(&f, 1200);
	fixture_pass(&f, 50);
	fixture_key(&f, "j");
	expect_no_effects();
	fixture_pass(&f, 50);
	fixture_hold(&f, 1200);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	cr_assert_str_eq(f.effects[0].item, "item-1");
}

Test(take_back, a_paste_is_never_keys) {
	fixture_send(&f, (struct msg){ .type = MSG_PASTE, .u.paste = "x\r" });
	expect_no_effects();
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, enter_without_a_question_does_nothing_but_tell) {
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 0);
	cr_assert_not_null(strstr(fixture_text(&f), "You like this."));
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 0);
}

Test(take_back, inside_the_window_x_undoes_that_intent) {
	const struct intent *intent = fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	fixture_key(&f, "x");
	expect_message("Undo?");
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_UNDO);
	cr_assert_eq(f.effects[0].intent, intent->id);
}

Test(take_back, x_depends_on_how_far_the_row_is) {
	static const struct {
		bool want;
		enum intent_state state;
		enum effect_type effect;
	} cases[] = {
		{ false, INTENT_PENDING, EFFECT_UNDO },
		{ true, INTENT_PENDING, EFFECT_UNDO },
		{ false, INTENT_SENT, EFFECT_LIKE_AGAIN },
		{ false, INTENT_ACCEPTED, EFFECT_LIKE_AGAIN },
		{ false, INTENT_CONFIRMED, EFFECT_LIKE_AGAIN },
		{ false, INTENT_UNDECIDED, EFFECT_TAKE_BACK },
		{ true, INTENT_UNDECIDED, EFFECT_LIKE_AGAIN },
		{ false, INTENT_ROLLED_BACK, EFFECT_TAKE_BACK },
		{ true, INTENT_SENT, EFFECT_TAKE_BACK },
		{ true, INTENT_ACCEPTED, EFFECT_TAKE_BACK },
		{ true, INTENT_CONFIRMED, EFFECT_TAKE_BACK },
		{ true, INTENT_ROLLED_BACK, EFFECT_LIKE_AGAIN },
		{ false, INTENT_ANNIHILATED, EFFECT_TAKE_BACK },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture each;
		fixture_init(&each, 5, NULL);
		fixture_intent(&each, 0, cases[i].want, cases[i].state);
		fixture_tell(&each, 0);
		fixture_key(&each, "x");
		fixture_key(&each, "Enter");
		cr_expect_eq(each.n_effects, 1, "case %zu", i);
		cr_expect_eq(each.effects[0].type, cases[i].effect, "case %zu", i);
		fixture_finish(&each);
	}
}

Test(take_back, a_reload_never_changes_what_is_asked_about) {
	fixture_key(&f, "j");
	fixture_key(&f, "x");
	/* A new like comes in above: the row at the cursor's old place is another one. */
	struct ui_row rows[10];
	for (size_t i = 0; i < 10; i++) {
		rows[i] = (struct ui_row){ .like = &f.likes[i == 0 ? 100 : i - 1] };
	}
	const struct ui_rows set = { .rows = rows, .n = 10, .first = 0, .total = 10 };
	model_set_rows(f.model, TAB_LIKES, &set);
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_str_eq(f.effects[0].item, "item-1");
}

Test(take_back, a_row_that_vanishes_closes_the_question) {
	fixture_key(&f, "x");
	struct ui_row rows[2] = { { .like = &f.likes[4] }, { .like = &f.likes[5] } };
	const struct ui_rows set = { .rows = rows, .n = 2, .first = 0, .total = 2 };
	model_set_rows(f.model, TAB_LIKES, &set);
	expect_message("went away");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, a_row_that_changes_closes_the_question) {
	fixture_key(&f, "x");
	fixture_intent(&f, 0, false, INTENT_PENDING);
	fixture_tell(&f, 0);
	expect_message("changed meanwhile");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, another_row_that_changes_leaves_the_question) {
	fixture_key(&f, "x");
	fixture_intent(&f, 1, false, INTENT_PENDING);
	fixture_tell(&f, 1);
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(take_back, activity_acts_in_the_same_way) {
	const struct intent *first = fixture_intent(&f, 3, false, INTENT_PENDING);
	fixture_intent(&f, 4, false, INTENT_ACCEPTED);
	fixture_key(&f, "2");
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_LIKE_AGAIN));
	cr_assert_str_eq(f.effects[0].item, "item-4");
	fixture_key(&f, "j");
	fixture_pass(&f, 2000);
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	cr_assert_eq(fixture_effect(&f, EFFECT_UNDO)->intent, first->id);
}

Test(take_back, u_undoes_the_focused_row_or_the_newest) {
	const struct intent *intent = fixture_intent(&f, 1, false, INTENT_PENDING);
	fixture_tell(&f, 1);
	fixture_key(&f, "u");
	cr_assert_eq(fixture_effect(&f, EFFECT_UNDO)->intent, 0);
	fixture_key(&f, "j");
	fixture_key(&f, "u");
	cr_assert_eq(fixture_effect(&f, EFFECT_UNDO)->intent, intent->id);
}

Test(take_back, an_undecided_row_says_both_answers_and_x_tries_again) {
	fixture_intent(&f, 0, false, INTENT_UNDECIDED)->reason = xstrdup("it answers nothing");
	fixture_tell(&f, 0);
	expect_message("You decide: x tries again, u keeps it: it answers nothing");
	fixture_key(&f, "x");
	expect_message("Try again?  Enter takes it back · keep holding x · u keeps it");
	fixture_key(&f, "Enter");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_TAKE_BACK)->item, "item-0");
	fixture_pass(&f, 2000);
	fixture_hold(&f, 2000);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(take_back, an_undecided_like_again_is_tried_again_or_left) {
	fixture_intent(&f, 0, true, INTENT_UNDECIDED);
	fixture_tell(&f, 0);
	expect_message("You decide: x tries again, u leaves it.");
	fixture_key(&f, "x");
	expect_message("Try again?  Enter likes it · keep holding x · u leaves it");
	fixture_key(&f, "Enter");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_LIKE_AGAIN)->item, "item-0");
}

Test(take_back, u_keeps_an_undecided_row_asked_or_not) {
	const struct intent *intent = fixture_intent(&f, 0, false, INTENT_UNDECIDED);
	fixture_tell(&f, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 23), "u keep "));
	fixture_key(&f, "u");
	cr_assert_eq(fixture_effect(&f, EFFECT_UNDO)->intent, intent->id);
	fixture_key(&f, "x");
	fixture_key(&f, "u");
	cr_assert_eq(fixture_effect(&f, EFFECT_UNDO)->intent, intent->id);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(take_back, a_row_that_becomes_undecided_closes_the_question) {
	struct intent *intent = fixture_intent(&f, 0, true, INTENT_SENT);
	fixture_tell(&f, 0);
	fixture_key(&f, "x");
	expect_message("Take this like back?");
	intent->state = INTENT_UNDECIDED;
	fixture_tell(&f, 0);
	expect_message("changed meanwhile");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, nothing_can_be_done_where_nothing_is_seen) {
	fixture_key(&f, "x");
	fixture_resize(&f, 8, 30);
	fixture_key(&f, "Enter");
	expect_no_effects();
	fixture_hold(&f, 2000);
	expect_no_effects();
	fixture_resize(&f, 24, 80);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(take_back, no_row_no_question) {
	struct fixture empty;
	fixture_init(&empty, 0, NULL);
	fixture_hold(&empty, 2000);
	cr_assert_eq(empty.n_effects, 0);
	cr_assert_not_null(strstr(fixture_line(&empty, 22), "There is no row here."));
	fixture_finish(&empty);
}

/* --- where releases are told ----------------------------------------------------------------- */

/* x down, and its repeats; the release is the caller's. */
static void hold_told(msec_t until) {
	fixture_release(&f, "j"); /* of any key: now it is known */
	fixture_hold(&f, until);
}

Test(take_back, with_releases_a_held_key_acts_once_at_800_ms) {
	const msec_t pressed = f.now.mono;
	hold_told(1600);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	cr_assert(f.now.mono - pressed >= 800 && f.now.mono - pressed <= 833);
	for (int i = 0; i < 20; i++) {
		fixture_pass(&f, 33);
		fixture_key(&f, "x");
		expect_no_effects();
	}
	fixture_release(&f, "x");
	expect_no_effects();
	fixture_key(&f, "x");
	expect_message("Take this like back?"); /* at once: it is a new press */
}

Test(take_back, with_releases_letting_go_early_is_seen_at_once) {
	hold_told(700);
	fixture_release(&f, "x");
	expect_no_effects();
	expect_message("Let go: nothing happened.");
}

Test(take_back, with_releases_a_tap_asks_and_a_second_one_disarms) {
	fixture_release(&f, "j");
	fixture_key(&f, "x");
	fixture_pass(&f, 60);
	fixture_release(&f, "x");
	expect_message("Take this like back?");
	fixture_pass(&f, 100);
	fixture_key(&f, "x");
	fixture_pass(&f, 60);
	fixture_release(&f, "x");
	fixture_pass(&f, 500);
	fixture_tick(&f);
	expect_message("Enter is off");
	fixture_key(&f, "Enter");
	expect_no_effects();
}

Test(take_back, with_releases_the_release_of_another_key_ends_no_hold) {
	fixture_release(&f, "j");
	fixture_key(&f, "x");
	fixture_pass(&f, 30);
	fixture_release(&f, "j"); /* went down before x did */
	fixture_pass(&f, 220);
	for (int i = 0; i < 20 && f.n_effects == 0; i++) {
		fixture_key(&f, "x");
		fixture_pass(&f, 33);
	}
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(take_back, with_releases_a_key_that_does_not_repeat_acts_when_it_goes_up) {
	fixture_release(&f, "j");
	fixture_key(&f, "x");
	fixture_pass(&f, 250);
	fixture_tick(&f);
	expect_message("Keep holding x to take this like back.");
	while (model_next_tick(f.model, f.now) <= FIXTURE_MONO + 900) {
		fixture_pass(&f, model_next_tick(f.model, f.now) - f.now.mono);
		fixture_tick(&f);
		expect_no_effects();
	}
	expect_message("Now let go of x.");
	fixture_release(&f, "x");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(take_back, with_releases_focus_lost_while_holding_is_nothing) {
	hold_told(700);
	fixture_send(&f, (struct msg){ .type = MSG_FOCUS_LOST });
	expect_message("Let go: nothing happened.");
	fixture_pass(&f, 200);
	fixture_tick(&f);
	expect_no_effects();
}

Test(take_back, with_releases_keys_may_overlap) {
	fixture_release(&f, "j");
	fixture_key(&f, "x");
	fixture_pass(&f, 40);
	fixture_key(&f, "Enter"); /* x is still down */
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	fixture_pass(&f, 30);
	fixture_release(&f, "x");
	fixture_key(&f, "j");
	fixture_key(&f, "x");
	expect_message("Take this like back?");
}

Test(take_back, a_terminal_that_stops_telling_releases_is_inferred_from_again) {
	fixture_release(&f, "j");
	fixture_key(&f, "x");
	fixture_pass(&f, 2400);
	fixture_tick(&f);
	expect_no_effects();
	/* Fifteen taps of which no release comes. */
	for (int i = 0; i < 15; i++) {
		fixture_key(&f, "x");
		cr_assert_not(acts());
		fixture_pass(&f, 130);
		fixture_tick(&f);
		cr_assert_not(acts());
	}
}

/* --- keys and holding as the person set them -------------------------------------------------- */

static void other_options(struct fixture *other, const struct model_options *options) {
	fixture_init(other, 20, options);
}

Test(take_back, another_key_asks_and_every_sentence_names_it) {
	struct keymap keymap;
	struct fixture other;
	keymap_init(&keymap);
	const struct key take_back = { .sym = KEY_SYM_DELETE }, yes = { .sym = 'y' },
			 no = { .sym = 'n' };
	keymap_set(&keymap, REQUEST_TAKE_BACK, &take_back, 1);
	keymap_set(&keymap, REQUEST_ENTER, &yes, 1);
	keymap_set(&keymap, REQUEST_ESCAPE, &no, 1);
	keymap_set(&keymap, REQUEST_SEARCH_NEXT, NULL, 0);
	const struct model_options options = { .motion = true, .keymap = &keymap };
	other_options(&other, &options);
	fixture_key(&other, "x");
	cr_assert_str_eq(fixture_line(&other, 22), "", "x is no key any more");
	cr_assert_not_null(strstr(fixture_line(&other, 23), " Delete take back  u undo"));
	struct msg msg = { .type = MSG_KEY, .now = other.now, .u.key = take_back };
	fixture_send(&other, msg);
	cr_assert_str_eq(fixture_line(&other, 22),
			" Take this like back?  y takes it back · keep holding Delete · n keeps "
			"it");
	fixture_key(&other, "Enter");
	cr_assert_eq(other.n_effects, 0);
	fixture_key(&other, "y");
	cr_assert(fixture_has(&other, EFFECT_TAKE_BACK));
	fixture_finish(&other);
}

Test(take_back, where_holding_is_off_only_enter_acts) {
	struct fixture other;
	const struct model_options options = { .motion = true, .hold = MSEC_NEVER };
	other_options(&other, &options);
	fixture_hold(&other, 3000);
	cr_assert_eq(other.n_effects, 0, "however long it is held");
	cr_assert_str_eq(fixture_line(&other, 22),
			" Take this like back?  Enter takes it back · Esc keeps it");
	cr_assert_null(strchr(fixture_text(&other), '%'), "no bar");
	fixture_key(&other, "Enter");
	cr_assert(fixture_has(&other, EFFECT_TAKE_BACK));
	fixture_key(&other, "j");
	fixture_pass(&other, 2000);
	fixture_key(&other, "x");
	fixture_pass(&other, 2000);
	fixture_key(&other, "x");
	fixture_key(&other, "Enter");
	cr_assert_eq(other.n_effects, 0, "a second tap takes Enter's power away");
	fixture_finish(&other);
}
