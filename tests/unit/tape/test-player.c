#include <criterion/criterion.h>
#include <string.h>

#include "player_fixture.h"

static struct fixture f;

static void init(void) {
	fixture_init(&f);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(player, .init = init, .fini = finish);

static void play(void) {
	cr_assert(fixture_play(&f), "%s", f.err.msg);
}

static void play_and_fail(enum err_code code, const char *words) {
	cr_assert_not(fixture_play(&f));
	cr_assert_eq(f.err.code, code);
	cr_assert_str_eq(f.err.msg, words);
}

static void type_and_enter(const char *text) {
	fixture_type(&f, text);
	fixture_key(&f, KEY_SYM_ENTER, 0);
}

Test(player, an_empty_tape_shows_a_prompt) {
	play();
	fixture_expect_screen(&f, ">\n\n\n\n\n\n");
	cr_assert_null(player_failed(f.player));
}

Test(player, what_is_typed_before_the_program_is_a_command_line) {
	type_and_enter("unlike demo");
	play();
	fixture_expect_log(&f, "550 run unlike demo\n");
	fixture_expect_screen(&f, "program\nsecond 0\nbytes 0\n\n\n\n");
}

Test(player, after_that_keys_go_to_the_program) {
	fixture_start(&f);
	fixture_type(&f, "j");
	play();
	fixture_expect_log(&f, "0 run unlike\n0 j\n");
	fixture_expect_screen(&f, "program\nsecond 0\nbytes 1\n\n\n\n");
}

Test(player, what_a_command_printed_stands_above_the_next_prompt) {
	type_and_enter("echo hello");
	play();
	fixture_expect_screen(&f, "> echo hello\nhello\nsaid.\n>\n\n\n");
}

Test(player, a_program_that_ends_leaves_the_shell_with_its_lines) {
	type_and_enter("echo a");
	type_and_enter("unlike");
	fixture_type(&f, "q");
	fixture_type(&f, "ls");
	play();
	fixture_expect_log(&f, "300 run echo a\n650 run unlike\n700 q\n");
	fixture_expect_screen(&f, "> echo a\na\nsaid.\n> unlike\n> ls\n\n");
}

Test(player, the_rest_of_what_is_typed_goes_to_the_shell_when_the_program_ends) {
	fixture_start(&f);
	fixture_type(&f, "jqls");
	play();
	fixture_expect_log(&f, "0 run unlike\n0 j\n50 q\n");
	fixture_expect_screen(&f, "> unlike\n> ls\n\n\n\n\n");
}

Test(player, a_program_can_end_while_time_passes) {
	f.ends_at = 400;
	fixture_start(&f);
	fixture_sleep(&f, 1000);
	play();
	fixture_expect_screen(&f, "> unlike\n>\n\n\n\n\n");
}

Test(player, a_command_that_cannot_be_run_ends_the_tape) {
	type_and_enter("rm");
	fixture_type(&f, "never");
	play_and_fail(ERR_INPUT, "there is no 'rm'");
	fixture_expect_log(&f, "100 run rm\n");
	const struct player_check *check = player_failed(f.player);
	cr_assert_not_null(check);
	cr_assert_eq(check->command->where.line, 2);
	cr_assert_str_eq(check->why.data, "there is no 'rm'");
	cr_assert_str_eq(check->screen.data, "> rm\n>\n\n\n\n\n");
}

Test(player, a_killed_program_leaves_a_shell_that_says_so) {
	fixture_start(&f);
	fixture_sleep(&f, 1000);
	fixture_verb(&f, TAPE_KILL);
	play();
	fixture_expect_log(&f, "0 run unlike\n1000 kill\n");
	fixture_expect_screen(&f, "> unlike\nKilled\n>\n\n\n\n");
}

Test(player, restart_runs_the_last_line_at_once) {
	fixture_start(&f);
	fixture_type(&f, "j");
	fixture_verb(&f, TAPE_KILL);
	fixture_type(&f, "half");
	fixture_verb(&f, TAPE_RESTART);
	fixture_type(&f, "q");
	play();
	fixture_expect_log(&f, "0 run unlike\n0 j\n50 kill\n250 run unlike\n250 q\n");
	fixture_expect_screen(&f, "> unlike\nKilled\n> unlike\n>\n\n\n");
}

Test(player, restart_of_a_program_that_is_up_kills_it_first) {
	fixture_start(&f);
	fixture_type(&f, "j");
	fixture_verb(&f, TAPE_RESTART);
	play();
	fixture_expect_log(&f, "0 run unlike\n0 j\n50 kill\n50 run unlike\n");
	fixture_expect_screen(&f, "program\nsecond 0\nbytes 0\n\n\n\n");
}

Test(player, kill_without_a_program_fails) {
	fixture_verb(&f, TAPE_KILL);
	play_and_fail(ERR_INPUT, "test.tape:1:1: no program is up that could be killed");
	cr_assert_not_null(player_failed(f.player));
}

Test(player, restart_of_nothing_fails) {
	fixture_verb(&f, TAPE_RESTART);
	play_and_fail(ERR_INPUT, "test.tape:1:1: nothing was run yet that could be restarted");
}

Test(player, the_network_the_service_and_the_environment_change_at_any_time) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_ENV,
					.name = "NO_COLOR",
					.text = "1",
			});
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_NETWORK,
					.network = TAPE_NETWORK_SLOW,
					.time = 300,
			});
	fixture_start(&f);
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SERVICE,
					.status = 503,
					.count = 3,
					.time = 2000,
			});
	play();
	fixture_expect_log(&f,
			"0 env NO_COLOR=1\n0 network 2 300\n0 run unlike\n"
			"0 refuse 3 503 2000\n");
}

Test(player, the_service_decides_and_others_in_the_network_take_back) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_SERVICE });
	fixture_add(&f, (struct tape_command){ .verb = TAPE_SERVICE, .text = "why" });
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SERVICE, .name = "tablet", .count = 5 });
	play();
	fixture_expect_log(&f, "0 decide yes\n0 decide why\n0 cancels 5 tablet\n");
}

Test(player, a_cancel_of_another_that_is_refused_fails_with_why) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SERVICE, .name = "refused", .count = 1 });
	play_and_fail(ERR_INPUT, "test.tape:1:1: it was refused");
}

Test(player, sleep_is_paced_and_advance_is_not) {
	fixture_start(&f);
	fixture_sleep(&f, 1500);
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_ADVANCE,
					.time = 15 * MSEC_PER_SEC,
			});
	play();
	fixture_expect_log(&f, "0 run unlike\n1500 is not paced\n");
	fixture_expect_screen(&f, "program\nsecond 16\nbytes 0\n\n\n\n");
	cr_assert_eq(f.now, 16500);
}

Test(player, resize_reaches_the_shell_and_the_program) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_RESIZE, .rows = 3, .cols = 20 });
	fixture_start(&f);
	fixture_add(&f, (struct tape_command){ .verb = TAPE_RESIZE, .rows = 4, .cols = 9 });
	play();
	fixture_expect_log(&f, "0 resize 20x3\n0 run unlike\n0 resize 9x4\n");
	cr_assert_str_eq(f.drew[0].text, ">\n\n\n\n\n\n");
	cr_assert_str_eq(f.drew[1].text, ">\n\n\n");
	fixture_expect_screen(&f, "program\nsecond 0\nbytes 0\n\n");
	int rows, cols;
	player_size(f.player, &rows, &cols);
	cr_assert_eq(rows, 4);
	cr_assert_eq(cols, 9);
}

Test(player, a_pass_that_is_broken_off_ends_the_tape_at_once) {
	f.breaks_at = 700;
	fixture_start(&f);
	fixture_sleep(&f, 2000);
	fixture_type(&f, "j");
	play_and_fail(ERR_CANCELED, "broken off");
	fixture_expect_log(&f, "0 run unlike\n");
	cr_assert_null(player_failed(f.player));
}

Test(player, the_error_may_be_of_no_interest) {
	fixture_verb(&f, TAPE_KILL);
	cr_assert_not(fixture_play(&f));
	cr_assert_not(player_play(f.player, NULL));
}

Test(player, step_is_asked_before_what_can_be_seen) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SET,
					.name = "TypingSpeed",
					.time = 10,
			});
	fixture_type(&f, "ab");
	fixture_verb(&f, TAPE_HIDE);
	fixture_type(&f, "cd");
	fixture_verb(&f, TAPE_SHOW);
	fixture_sleep(&f, 100);
	play();
	cr_assert_str_eq(f.steps.data, "0 Type\n40 Sleep\n");
}
