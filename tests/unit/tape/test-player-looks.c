#include <criterion/criterion.h>
#include <string.h>

#include "player_fixture.h"

static struct fixture f;

static void init(void) {
	fixture_init(&f);
	fixture_start(&f);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(player_looks, .init = init, .fini = finish);

static const char first_screen[] = "program\nsecond 0\nbytes 0\n\n\n\n";

static void play(void) {
	cr_assert(fixture_play(&f), "%s", f.err.msg);
	cr_assert_null(player_failed(f.player));
}

/* The last command fails. */
static void play_and_fail(const char *why, const char *screen) {
	cr_assert_not(fixture_play(&f));
	cr_assert_eq(f.err.code, ERR_INPUT);
	const struct player_check *check = player_failed(f.player);
	cr_assert_not_null(check);
	cr_assert_not(check->passed);
	cr_assert_eq(check->command, &f.commands[f.tape.n - 1]);
	cr_assert_str_eq(check->why.data, why);
	cr_assert_str_eq(check->screen.data, screen);
	char *where = strstr(f.err.msg, why);
	cr_assert_not_null(where);
	cr_assert_eq(strncmp(f.err.msg, "test.tape:", 10), 0);
}

static void expect(enum tape_verb verb, const char *pattern, int row) {
	fixture_add(&f,
			(struct tape_command){
					.verb = verb,
					.pattern = fixture_pattern(&f, pattern),
					.row = row,
			});
}

static void expect_state(const char *item, const char *word) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_EXPECT_STATE,
					.name = item,
					.text = word,
			});
}

static void wait_for(const char *pattern, bool whole_screen, msec_t time) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_WAIT,
					.pattern = pattern != NULL ? fixture_pattern(&f, pattern)
								   : NULL,
					.whole_screen = whole_screen,
					.time = time,
			});
}

Test(player_looks, expect_finds_what_is_anywhere_on_the_screen) {
	expect(TAPE_EXPECT, "^bytes [0-9]$", 0);
	expect(TAPE_EXPECT_NOT, "^bytes$", 0);
	expect(TAPE_EXPECT_ROW, "^bytes 0$", 3);
	expect(TAPE_EXPECT_ROW, "^$", 6);
	play();
	const struct player_check *checks;
	cr_assert_eq(player_checks(f.player, &checks), 4);
	for (int i = 0; i < 4; i++) {
		cr_assert(checks[i].passed);
		cr_assert_eq(checks[i].command, &f.commands[i + 2]);
		cr_assert_str_empty(checks[i].why.data);
		cr_assert_str_empty(checks[i].screen.data);
	}
}

Test(player_looks, expect_fails_with_the_screen) {
	expect(TAPE_EXPECT, "program", 0);
	expect(TAPE_EXPECT, "confirmed", 0);
	play_and_fail("/confirmed/ is not on the screen", first_screen);
	cr_assert_str_eq(f.err.msg, "test.tape:4:1: /confirmed/ is not on the screen");
	const struct player_check *checks;
	cr_assert_eq(player_checks(f.player, &checks), 2);
	cr_assert(checks[0].passed);
}

Test(player_looks, nothing_is_played_after_a_failed_expect) {
	expect(TAPE_EXPECT, "confirmed", 0);
	fixture_type(&f, "j");
	cr_assert_not(fixture_play(&f));
	fixture_expect_log(&f, "0 run unlike\n");
}

Test(player_looks, expect_not_fails_when_it_is_there) {
	expect(TAPE_EXPECT_NOT, "second", 0);
	play_and_fail("/second/ is on the screen, and should not be", first_screen);
}

Test(player_looks, expect_row_looks_at_that_row_only) {
	expect(TAPE_EXPECT_ROW, "program", 2);
	play_and_fail("/program/ is not in row 2 'second 0'", first_screen);
}

Test(player_looks, a_row_that_is_not_there_fails) {
	expect(TAPE_EXPECT_ROW, ".", 7);
	play_and_fail("there is no row 7, the screen has 6", first_screen);
}

Test(player_looks, the_shell_can_be_looked_at) {
	fixture_verb(&f, TAPE_KILL);
	expect(TAPE_EXPECT, "^Killed$", 0);
	expect(TAPE_EXPECT_ROW, "^> unlike$", 1);
	play();
}

Test(player_looks, captions_are_not_looked_at) {
	f.tape.settings.says = true;
	fixture_add(&f, (struct tape_command){ .verb = TAPE_SAY, .text = "confirmed" });
	expect(TAPE_EXPECT, "confirmed", 0);
	play_and_fail("/confirmed/ is not on the screen", first_screen);
}

Test(player_looks, a_state_has_to_be_the_same_word) {
	expect_state("v1", "confirmed");
	expect_state("v1", "confirm");
	play_and_fail("v1 is 'confirmed', not 'confirm'", first_screen);
	const struct player_check *checks;
	cr_assert_eq(player_checks(f.player, &checks), 2);
}

Test(player_looks, the_state_of_no_item_fails) {
	expect_state("v9", "confirmed");
	play_and_fail("there is no item 'v9'", first_screen);
}

Test(player_looks, an_error_of_the_stage_is_no_expectation) {
	expect_state("damaged", "confirmed");
	cr_assert_not(fixture_play(&f));
	cr_assert_eq(f.err.code, ERR_DB);
	cr_assert_str_eq(player_failed(f.player)->why.data, "the database is damaged");
}

Test(player_looks, wait_lets_no_time_pass_for_what_is_there) {
	wait_for("^second 0$", false, -1);
	play();
	cr_assert_eq(f.now, 0);
}

Test(player_looks, wait_ends_when_it_is_there) {
	fixture_sleep(&f, 30);
	wait_for("^second 3$", false, -1);
	play();
	cr_assert_geq(f.now, 3000);
	cr_assert_leq(f.now, 3050);
	const struct player_check *checks;
	cr_assert_eq(player_checks(f.player, &checks), 1);
	cr_assert(checks[0].passed);
}

Test(player_looks, wait_looks_at_the_cursors_line) {
	wait_for("^program$", false, 2000);
	play_and_fail("waited 2 s, and /^program$/ is not in the cursor's line 'second 2'",
			"program\nsecond 2\nbytes 0\n\n\n\n");
	cr_assert_eq(f.now, 2000);
}

Test(player_looks, wait_can_look_at_the_whole_screen) {
	wait_for("^program$", true, -1);
	wait_for("^never$", true, 1500);
	play_and_fail("waited 1.5 s, and /^never$/ is not on the screen",
			"program\nsecond 1\nbytes 0\n\n\n\n");
}

Test(player_looks, wait_has_a_time_out_and_a_pattern_as_they_were_set) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SET,
					.name = "WaitPattern",
					.pattern = fixture_pattern(&f, "second 2"),
			});
	wait_for(NULL, false, -1);
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SET,
					.name = "WaitTimeout",
					.time = 120,
			});
	wait_for("never", true, -1);
	play_and_fail("waited 0.12 s, and /never/ is not on the screen",
			"program\nsecond 2\nbytes 0\n\n\n\n");
	cr_assert_eq(f.now, 2120);
}

Test(player_looks, without_a_pattern_wait_waits_for_a_prompt) {
	f.ends_at = 2500;
	wait_for(NULL, false, -1);
	play();
	cr_assert_geq(f.now, 2500);
	cr_assert_leq(f.now, 2550);
}

Test(player_looks, wait_sees_a_frame_that_does_not_stay) {
	f.ends_at = 3010;
	fixture_sleep(&f, 30);
	wait_for("^second 3$", false, 5000);
	fixture_sleep(&f, 20);
	play();
	cr_assert_lt(f.now, 3100);
}

Test(player_looks, a_key_that_is_down_repeats_while_it_waits) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_PRESS, .key = { .sym = 'x' } });
	wait_for("^bytes 3$", true, -1);
	play();
	fixture_expect_log(&f, "0 run unlike\n0 x\n250 x\n283 x\n");
}

Test(player_looks, a_wait_that_is_broken_off_ends_at_once) {
	f.breaks_at = 700;
	wait_for("never", true, -1);
	cr_assert_not(fixture_play(&f));
	cr_assert_eq(f.err.code, ERR_CANCELED);
	cr_assert_eq(f.now, 700);
	cr_assert_null(player_failed(f.player));
}
