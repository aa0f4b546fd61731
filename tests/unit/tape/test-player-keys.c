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

TestSuite(player_keys, .init = init, .fini = finish);

/* Of a program that was started at 0. */
static void expect_log(const char *wanted) {
	cr_assert(fixture_play(&f), "%s", f.err.msg);
	static const char started[] = "0 run unlike\n";
	cr_assert_eq(strncmp(f.log.data, started, sizeof(started) - 1), 0);
	const char *log = f.log.data + sizeof(started) - 1;
	cr_assert_str_eq(log, wanted, "wanted:\n%s\nthe log is:\n%s", wanted, log);
}

static void use_kitty(void) {
	f.tape.settings.keyboard = TAPE_KITTY;
}

static void with_key(enum tape_verb verb, uint32_t sym, msec_t time) {
	fixture_add(&f, (struct tape_command){ .verb = verb, .key = { .sym = sym }, .time = time });
}

static void with_mouse(enum tape_verb verb, int row, int col, msec_t time) {
	fixture_add(&f,
			(struct tape_command){
					.verb = verb,
					.mouse = true,
					.row = row,
					.col = col,
					.time = time,
			});
}

Test(player_keys, type_sends_a_character_after_the_other_with_time_behind_each) {
	fixture_type(&f, "a猫b");
	expect_log("0 a\n50 猫\n100 b\n");
	cr_assert_eq(f.now, 150);
}

Test(player_keys, type_may_have_a_speed_of_its_own) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_TYPE, .text = "ab", .time = 500 });
	fixture_type(&f, "c");
	expect_log("0 a\n500 b\n1000 c\n");
}

Test(player_keys, the_typing_speed_can_be_set_on_the_way) {
	fixture_type(&f, "a");
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SET,
					.name = "TypingSpeed",
					.time = 7,
			});
	fixture_type(&f, "bc");
	expect_log("0 a\n50 b\n57 c\n");
	cr_assert_eq(f.now, 64);
}

Test(player_keys, a_key_is_sent_as_often_as_it_says) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_KEY,
					.key = { .sym = KEY_SYM_UP },
					.count = 3,
					.time = 20,
			});
	fixture_key(&f, 'r', KEY_MOD_CTRL);
	expect_log("0 ^[[A\n20 ^[[A\n40 ^[[A\n60 ^R\n");
	cr_assert_eq(f.now, 110);
}

Test(player_keys, with_releases_a_tap_is_pressed_and_released) {
	use_kitty();
	fixture_type(&f, "x猫");
	fixture_key(&f, KEY_SYM_DOWN, 0);
	fixture_key(&f, KEY_SYM_ENTER, 0);
	expect_log("0 x\n0 ^[[120;1:3u\n50 猫\n100 ^[[B\n100 ^[[1;1:3B\n150 ^M\n");
}

Test(player_keys, the_keyboard_can_be_set_on_the_way) {
	fixture_key(&f, KEY_SYM_ESCAPE, 0);
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SET,
					.name = "Keyboard",
					.keyboard = TAPE_KITTY,
			});
	fixture_key(&f, KEY_SYM_ESCAPE, 0);
	expect_log("0 ^[\n50 ^[[27u\n50 ^[[27;1:3u\n");
}

Test(player_keys, a_held_key_repeats_after_a_delay) {
	with_key(TAPE_HOLD, 'x', 350);
	fixture_type(&f, "j");
	expect_log("0 x\n250 x\n283 x\n316 x\n349 x\n350 j\n");
}

Test(player_keys, a_hold_that_is_shorter_than_the_delay_is_a_tap) {
	with_key(TAPE_HOLD, 'x', 250);
	expect_log("0 x\n");
	cr_assert_eq(f.now, 250);
}

Test(player_keys, with_releases_a_hold_ends_in_one) {
	use_kitty();
	with_key(TAPE_HOLD, 'x', 300);
	with_key(TAPE_HOLD, KEY_SYM_DOWN, 260);
	expect_log("0 x\n250 x\n283 x\n300 ^[[120;1:3u\n"
		   "300 ^[[B\n550 ^[[1;1:2B\n560 ^[[1;1:3B\n");
}

Test(player_keys, repeats_do_not_drift) {
	f.tape.settings.repeat_delay = 100;
	f.tape.settings.repeat_every = 30;
	with_key(TAPE_PRESS, 'x', 0);
	for (int i = 0; i < 4; i++) {
		fixture_sleep(&f, 50);
	}
	with_key(TAPE_RELEASE, 'x', 0);
	expect_log("0 x\n100 x\n130 x\n160 x\n190 x\n");
}

Test(player_keys, a_pressed_key_repeats_until_its_release) {
	use_kitty();
	with_key(TAPE_PRESS, 'x', 0);
	fixture_sleep(&f, 200);
	fixture_sleep(&f, 90);
	with_key(TAPE_RELEASE, 'x', 0);
	fixture_sleep(&f, 1000);
	expect_log("0 x\n250 x\n283 x\n290 ^[[120;1:3u\n");
}

Test(player_keys, a_legacy_release_ends_the_repeats_and_sends_nothing) {
	with_key(TAPE_PRESS, 'x', 0);
	fixture_sleep(&f, 260);
	with_key(TAPE_RELEASE, 'x', 0);
	fixture_sleep(&f, 1000);
	expect_log("0 x\n250 x\n");
}

Test(player_keys, another_key_takes_the_repeats_over) {
	use_kitty();
	with_key(TAPE_PRESS, 'x', 0);
	fixture_sleep(&f, 260);
	fixture_type(&f, "j");
	fixture_sleep(&f, 1000);
	with_key(TAPE_RELEASE, 'x', 0);
	expect_log("0 x\n250 x\n260 j\n260 ^[[106;1:3u\n1310 ^[[120;1:3u\n");
}

Test(player_keys, the_release_of_another_key_does_not_end_the_repeats) {
	use_kitty();
	with_key(TAPE_PRESS, 'y', 0);
	with_key(TAPE_PRESS, 'x', 0);
	with_key(TAPE_RELEASE, 'y', 0);
	fixture_sleep(&f, 260);
	expect_log("0 y\n0 x\n0 ^[[121;1:3u\n250 x\n");
}

Test(player_keys, a_hold_goes_on_in_the_shell_when_the_program_ends) {
	with_key(TAPE_HOLD, 'q', 300);
	expect_log("0 q\n");
	fixture_expect_screen(&f, "> unlike\n> qq\n\n\n\n\n");
}

Test(player_keys, a_click_is_pressed_and_released) {
	with_mouse(TAPE_CLICK, 3, 12, 0);
	expect_log("0 ^[[<0;12;3M\n60 ^[[<0;12;3m\n");
}

Test(player_keys, the_mouse_can_be_held) {
	with_mouse(TAPE_HOLD, 3, 12, 900);
	with_mouse(TAPE_PRESS, 1, 2, 0);
	fixture_sleep(&f, 100);
	with_mouse(TAPE_RELEASE, 4, 5, 0);
	expect_log("0 ^[[<0;12;3M\n900 ^[[<0;12;3m\n900 ^[[<0;2;1M\n1000 ^[[<0;5;4m\n");
}

Test(player_keys, a_drag_moves_cell_by_cell_and_lets_go_where_it_ends) {
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_DRAG,
					.row = 3,
					.col = 12,
					.to_row = 4,
					.to_col = 9,
					.time = 100,
			});
	expect_log("0 ^[[<0;12;3M\n33 ^[[<32;11;3M\n66 ^[[<32;10;3M\n100 ^[[<32;9;4M\n"
		   "100 ^[[<0;9;4m\n");
}

Test(player_keys, nothing_of_the_mouse_reaches_the_shell) {
	fixture_verb(&f, TAPE_KILL);
	with_mouse(TAPE_CLICK, 1, 1, 0);
	expect_log("0 kill\n");
	cr_assert_eq(f.now, 60);
	fixture_expect_screen(&f, "> unlike\nKilled\n>\n\n\n\n");
}

static void copy_and_paste(const char *text) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_COPY, .text = text });
	fixture_verb(&f, TAPE_PASTE);
}

Test(player_keys, a_paste_is_bracketed) {
	copy_and_paste("max 猫");
	expect_log("0 ^[[200~max 猫^[[201~\n");
}

Test(player_keys, the_shell_has_a_paste_as_if_it_was_typed) {
	fixture_verb(&f, TAPE_KILL);
	copy_and_paste("echo a");
	fixture_key(&f, KEY_SYM_ENTER, 0);
	expect_log("0 kill\n0 run echo a\n");
}

Test(player_keys, the_newest_copy_is_pasted_and_stays) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_COPY, .text = "old" });
	copy_and_paste("new");
	fixture_verb(&f, TAPE_PASTE);
	expect_log("0 ^[[200~new^[[201~\n0 ^[[200~new^[[201~\n");
}
