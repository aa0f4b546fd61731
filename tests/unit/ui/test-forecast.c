/* The question when the platform's rules say something to it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "forecast_case.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

TestSuite(forecast, .init = init, .fini = finish);

/* --- what is asked for ----------------------------------------------------------------------- */

Test(forecast, a_question_asks_what_its_yes_would_set_off) {
	fixture_key(&f, "j");
	fixture_key(&f, "x");
	cr_expect_eq(f.asked.type, EFFECT_FORECAST);
	cr_expect_str_eq(f.asked.item, "item-1");
	cr_expect_not(f.asked.want);
	cr_expect_eq(f.asked.liked_at, f.likes[1].liked_at);
	struct effect asks;
	cr_expect(model_asks(f.model, &asks));
	cr_expect_str_eq(asks.item, "item-1");
	fixture_key(&f, "Esc");
	cr_expect_not(model_asks(f.model, &asks));
}

Test(forecast, liking_again_is_judged_and_undoing_is_not) {
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_tell(&f, 0);
	fixture_key(&f, "x");
	cr_expect_str_eq(f.asked.item, "item-0");
	cr_expect(f.asked.want);
	fixture_key(&f, "Esc");
	f.asked = (struct effect){ .type = EFFECT_TYPE_COUNT };
	fixture_key(&f, "j");
	fixture_intent(&f, 1, false, INTENT_PENDING);
	fixture_tell(&f, 1);
	fixture_key(&f, "x");
	expect_line(MESSAGE_ROW, "Undo?");
	cr_expect_eq(f.asked.type, EFFECT_TYPE_COUNT);
}

Test(forecast, a_question_is_asked_about_once) {
	fixture_key(&f, "x");
	f.asked = (struct effect){ .type = EFFECT_TYPE_COUNT };
	fixture_pass(&f, 250);
	fixture_key(&f, "x");
	fixture_tick(&f);
	cr_expect_eq(f.asked.type, EFFECT_TYPE_COUNT);
}

Test(forecast, what_nobody_knows_leaves_the_question_as_it_was) {
	fixture_key(&f, "x");
	expect_line(MESSAGE_ROW, "Take this like back?");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, of_another_item_is_not_looked_at) {
	const struct platform platform = { .id = NULL };
	const struct risk_judgement no = refusal();
	const struct ui_forecast forecast = { &no, &platform };
	fixture_key(&f, "x");
	model_set_forecast(f.model, "item-1", &forecast, f.now);
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	model_set_forecast(f.model, "item-0", &forecast, f.now); /* no question is open */
}

/* --- ok -------------------------------------------------------------------------------------- */

Test(forecast, what_is_fine_says_how_much_it_uses_and_acts) {
	f.status.budget = (struct risk_limit){ .topic = RISK_FREQUENT,
		.rule = "IN-1",
		.used = 2,
		.limit = 5,
		.window = MSEC_PER_DAY };
	fixture_status(&f);
	judged(fine());
	fixture_hold(&f, 600);
	expect_line(MESSAGE_ROW, "Fine: 2 of 5* in 24 h");
	expect_line(KEYS_ROW, "Keep holding x");
	cr_expect(bar_is_shown());
	cr_assert_not(repeats_act(100));
	cr_assert(repeats_act(400));
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, a_correction_says_that_it_is_free) {
	judged(reason(RISK_CORRECTION, RISK_OK, 80, 50));
	fixture_key(&f, "x");
	expect_line(MESSAGE_ROW, "It looks like a mistaken tap, and uses up nothing (unverified).");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

/* --- warn ------------------------------------------------------------------------------------ */

Test(forecast, a_warning_says_so_while_the_bar_fills) {
	judged(warning());
	fixture_hold(&f, 600);
	expect_line(MESSAGE_ROW, "Careful: over 30 %* of your likes · limited reach");
	expect_line(KEYS_ROW, "Keep holding x");
	cr_expect(bar_is_shown());
}

Test(forecast, enter_on_a_warning_asks_once_more_and_a_new_enter_acts) {
	judged(warning());
	fixture_key(&f, "x");
	fixture_pass(&f, 500);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	expect_line(MESSAGE_ROW, "Your reach is limited as long as it is so.");
	expect_line(KEYS_ROW, "All the same?  Enter does it · hold x once more · Esc leaves it");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	cr_assert_str_eq(f.effects[0].item, "item-0");
}

Test(forecast, an_enter_that_is_held_agrees_only_once) {
	judged(warning());
	fixture_key(&f, "x");
	fixture_pass(&f, 500);
	fixture_key(&f, "Enter");
	fixture_pass(&f, 660); /* the delay before the first repeat */
	for (int i = 0; i < 200; i++) {
		fixture_key(&f, "Enter");
		cr_assert_not(acts());
		fixture_pass(&f, 33);
	}
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

Test(forecast, where_its_release_is_told_enter_is_new_at_once) {
	judged(warning());
	fixture_key(&f, "x");
	fixture_release(&f, "x");
	fixture_pass(&f, 500);
	fixture_key(&f, "Enter");
	fixture_release(&f, "Enter");
	cr_assert_not(acts());
	fixture_pass(&f, 300);
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

Test(forecast, a_hold_on_a_warning_asks_once_more_and_the_key_that_is_still_down_does_not_answer) {
	judged(warning());
	fixture_hold(&f, 1200);
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?");
	cr_assert_not(bar_is_shown());
	cr_assert_not(repeats_act(10 * MSEC_PER_SEC));
	expect_line(KEYS_ROW, "All the same?");
}

Test(forecast, a_new_hold_acts_and_a_short_one_does_not) {
	judged(warning());
	fixture_hold(&f, 1200);
	fixture_pass(&f, 700);
	fixture_tick(&f);
	fixture_hold(&f, 600);
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "Keep holding x to do it all the same.");
	cr_assert(bar_is_shown());
	cr_assert(repeats_act(600));
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, letting_go_of_the_second_hold_leaves_everything_as_it_is) {
	judged(warning());
	fixture_hold(&f, 1200);
	fixture_pass(&f, 700);
	fixture_tick(&f);
	fixture_hold(&f, 600);
	fixture_pass(&f, 700);
	fixture_tick(&f);
	cr_assert_not(acts());
	expect_line(MESSAGE_ROW, "Let go: nothing happened.");
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(forecast, a_key_that_repeats_on_behind_a_stall_is_no_new_hold) {
	judged(warning());
	fixture_hold(&f, 1200);
	/* Longer than what makes a release certain, and then the same key goes on. */
	fixture_pass(&f, 900);
	fixture_tick(&f);
	cr_assert_not(repeats_act(5 * MSEC_PER_SEC));
}

Test(forecast, a_tap_is_no_new_hold_and_takes_enters_power_away) {
	judged(warning());
	fixture_hold(&f, 1200);
	fixture_pass(&f, READ_MS);
	fixture_tick(&f);
	fixture_key(&f, "x");
	fixture_pass(&f, 500);
	expect_line(KEYS_ROW, "Enter is off");
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(forecast, enter_right_behind_a_hold_that_agreed_is_none) {
	judged(warning());
	fixture_hold(&f, 1200);
	fixture_pass(&f, 100);
	fixture_key(&f, "Enter"); /* was on its way to answer what stood there before */
	cr_assert_not(acts());
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

/* On a terminal that tells releases. */
static void hold_with_releases(msec_t by) {
	fixture_key(&f, "x");
	for (msec_t held = 250; held < by && !acts(); held += 33) {
		fixture_pass(&f, held == 250 ? 250 : 33);
		fixture_key(&f, "x");
	}
}

Test(forecast, a_hold_with_releases_has_to_be_let_go_before_it_answers_again) {
	judged(warning());
	fixture_key(&f, "j");
	fixture_release(&f, "j"); /* proves that they are told */
	fixture_key(&f, "k");
	hold_with_releases(1200);
	expect_line(KEYS_ROW, "All the same?");
	cr_assert_not(repeats_act(3 * MSEC_PER_SEC));
	/* Not behind a stall either. */
	fixture_pass(&f, 2000);
	fixture_tick(&f);
	hold_with_releases(2500);
	cr_assert_not(acts());
	fixture_release(&f, "x");
	cr_assert_not(acts());
	fixture_pass(&f, 300);
	hold_with_releases(1200);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, a_key_without_repeats_agrees_by_its_release_and_acts_by_the_next) {
	judged(warning());
	fixture_key(&f, "j");
	fixture_release(&f, "j");
	fixture_key(&f, "k");
	fixture_key(&f, "x");
	wait_for(1000);
	fixture_release(&f, "x");
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?");
	wait_for(500);
	fixture_key(&f, "x");
	wait_for(1000);
	cr_assert_not(acts());
	fixture_release(&f, "x");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, a_heart_that_is_held_asks_once_more_and_a_new_press_acts) {
	judged(warning());
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(600);
	expect_line(MESSAGE_ROW, "Careful:");
	cr_assert(bar_is_shown());
	wait_for(400);
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?");
	wait_for(5000); /* it is still down */
	cr_assert_not(acts());
	fixture_mouse(&f, MOUSE_RELEASE, LIST_ROW, HEART);
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?");
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(600);
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "Keep holding to do it all the same.   Let go to leave it");
	wait_for(300);
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, esc_and_movement_leave_what_was_agreed_to) {
	static const char *const names[] = { "Esc", "j", "k", "Tab", "2", "/", "r" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct fixture each;
		const struct risk_judgement judgement = warning();
		fixture_init(&each, 200, NULL);
		each.judgement = &judgement;
		fixture_key(&each, "x");
		fixture_key(&each, "Enter");
		fixture_key(&each, names[i]);
		fixture_pass(&each, READ_MS);
		fixture_key(&each, "Esc");
		fixture_key(&each, "Enter");
		cr_expect_not(fixture_has(&each, EFFECT_TAKE_BACK), "%s", names[i]);
		/* The next question begins at its beginning. */
		fixture_key(&each, "Esc");
		fixture_key(&each, "1");
		fixture_key(&each, "x");
		fixture_pass(&each, READ_MS);
		fixture_key(&each, "Enter");
		cr_expect_not(fixture_has(&each, EFFECT_TAKE_BACK), "%s", names[i]);
		fixture_finish(&each);
	}
}

Test(forecast, where_holding_does_nothing_two_enters_act) {
	fixture_finish(&f);
	const struct model_options options = { .hold = MSEC_NEVER, .command = "unlike" };
	fixture_init(&f, 20, &options);
	judged(warning());
	fixture_key(&f, "x");
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	expect_line(KEYS_ROW, "All the same?  Enter does it · Esc leaves it");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(acts());
}

/* --- refuse ---------------------------------------------------------------------------------- */

Test(forecast, what_is_refused_is_not_done_by_anything) {
	judged(refusal());
	fixture_key(&f, "x");
	expect_line(MESSAGE_ROW, "Not till 23:41: 30 of 30* today");
	expect_line(KEYS_ROW, "p puts it into the plan");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	fixture_pass(&f, READ_MS);
	fixture_hold(&f, 3000);
	cr_assert_not(acts());
	cr_assert_not(bar_is_shown());
	/* Let go of, it still says why. */
	fixture_pass(&f, 700);
	fixture_tick(&f);
	expect_line(MESSAGE_ROW, "Not till 23:41: 30 of 30* today");
	fixture_mouse(&f, MOUSE_PRESS, LIST_ROW, HEART);
	wait_for(3000);
	cr_assert_not(acts());
}

Test(forecast, what_is_refused_can_be_put_into_the_plan) {
	judged(refusal());
	fixture_key(&f, "x");
	fixture_key(&f, "p");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_str_eq(fixture_effect(&f, EFFECT_PACE)->item, "item-0");
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(forecast, the_plan_has_a_key_of_its_own_that_can_be_another_one) {
	struct keymap keymap;
	keymap_init(&keymap);
	keymap_set(&keymap, REQUEST_PACE, &(struct key){ .sym = 'P' }, 1);
	const struct model_options options = { .keymap = &keymap, .command = "unlike" };
	fixture_finish(&f);
	fixture_init(&f, 20, &options);
	judged(refusal());
	fixture_key(&f, "x");
	expect_line(KEYS_ROW, "P puts it into the plan");
	fixture_key(&f, "P");
	cr_assert(fixture_has(&f, EFFECT_PACE));
}

Test(forecast, without_a_refusal_the_plans_key_only_tells) {
	fixture_type(&f, ":pace");
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
	expect_line(MESSAGE_ROW, "p puts it into the plan");
	judged(warning());
	fixture_key(&f, "x");
	fixture_key(&f, "p");
	cr_assert_not(acts());
	fixture_key(&f, "Enter");
	cr_assert_not(acts());
}

Test(forecast, a_like_that_is_barred_is_refused_with_its_end_and_without_a_plan) {
	fixture_intent(&f, 0, false, INTENT_CONFIRMED);
	fixture_tell(&f, 0);
	struct risk_judgement barred = reason(RISK_BARRED, RISK_REFUSE, 1, 0);
	barred.reasons[0].resets_at = FIXTURE_WALL + 48 * MSEC_PER_HOUR;
	judged(barred);
	fixture_key(&f, "x");
	expect_line(MESSAGE_ROW, "You may not like anything before 26 Nov 22:41 (unverified).");
	cr_assert_null(strstr(fixture_line(&f, KEYS_ROW), "plan"));
	fixture_key(&f, "p");
	cr_assert_not(acts());
}

Test(forecast, a_refusal_is_judged_again_when_its_time_is_over) {
	judged(refusal());
	fixture_key(&f, "x");
	f.asked = (struct effect){ .type = EFFECT_TYPE_COUNT };
	wait_for(MSEC_PER_MIN); /* what else comes by itself is over */
	wait_for(MSEC_PER_MIN);
	cr_assert_eq(model_next_tick(f.model, f.now), FIXTURE_MONO + MSEC_PER_HOUR);
	given = fine();
	fixture_pass(&f, MSEC_PER_HOUR - 2 * MSEC_PER_MIN);
	fixture_tick(&f);
	cr_assert_eq(f.asked.type, EFFECT_FORECAST);
	expect_line(MESSAGE_ROW, "Take this like back?");
	fixture_pass(&f, READ_MS);
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, a_time_that_is_over_and_changes_nothing_is_not_asked_about_all_the_time) {
	struct risk_judgement late = refusal();
	late.reasons[0].resets_at = FIXTURE_WALL - 1;
	judged(late);
	fixture_key(&f, "x");
	wait_for(MSEC_PER_MIN);
	wait_for(MSEC_PER_MIN);
	const msec_t next = model_next_tick(f.model, f.now);
	cr_assert_gt(next, f.now.mono);
	fixture_pass(&f, next - f.now.mono);
	fixture_tick(&f);
	cr_assert_geq(model_next_tick(f.model, f.now), f.now.mono + MSEC_PER_SEC);
}

/* --- hold_for_review ------------------------------------------------------------------------- */

Test(forecast, a_review_is_told_while_the_bar_fills_and_then_it_acts) {
	judged(review());
	fixture_hold(&f, 600);
	expect_line(MESSAGE_ROW,
			"Review: 5 of 5* in 24 h · if rejected: limited reach, less "
			"weight for 7 days");
	expect_line(KEYS_ROW, "Keep holding x to send it to review.");
	cr_assert(bar_is_shown());
	cr_assert(repeats_act(600));
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
}

Test(forecast, a_review_acts_on_one_enter_and_offers_the_plan) {
	judged(review());
	fixture_key(&f, "x");
	expect_line(KEYS_ROW, "Send it to review?  Enter sends it · keep holding x · p plans it");
	fixture_key(&f, "Enter");
	cr_assert(fixture_has(&f, EFFECT_TAKE_BACK));
	fixture_key(&f, "j");
	fixture_pass(&f, 2000);
	fixture_key(&f, "x");
	fixture_key(&f, "p");
	cr_assert_str_eq(fixture_effect(&f, EFFECT_PACE)->item, "item-1");
}

Test(forecast, a_second_tap_takes_the_plans_power_away_too) {
	judged(review());
	fixture_key(&f, "x");
	fixture_pass(&f, 300);
	fixture_key(&f, "x");
	fixture_key(&f, "p");
	cr_assert_not(acts());
}
