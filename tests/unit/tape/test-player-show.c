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

TestSuite(player_show, .init = init, .fini = finish);

static void play(void) {
	cr_assert(fixture_play(&f), "%s", f.err.msg);
}

static void say(const char *text) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_SAY, .text = text });
}

static void screenshot(const char *path) {
	fixture_add(&f, (struct tape_command){ .verb = TAPE_SCREENSHOT, .text = path });
}

static void expect_drew(size_t i, msec_t at, const char *text) {
	cr_assert_lt(i, f.n_drew);
	cr_assert_eq(f.drew[i].at, at, "frame %zu is of %lld", i, (long long)f.drew[i].at);
	cr_assert_str_eq(f.drew[i].text, text, "frame %zu is:\n%s", i, f.drew[i].text);
}

Test(player_show, the_audience_sees_each_key_when_it_comes) {
	fixture_type(&f, "ab");
	play();
	cr_assert_eq(f.n_drew, 3);
	expect_drew(0, 0, ">\n\n\n\n\n\n");
	expect_drew(1, 0, "> a\n\n\n\n\n\n");
	expect_drew(2, 50, "> ab\n\n\n\n\n\n");
}

Test(player_show, a_frame_that_is_as_the_last_is_not_shown_again) {
	fixture_start(&f);
	fixture_add(&f, (struct tape_command){ .verb = TAPE_RESIZE, .rows = 6, .cols = 30 });
	fixture_sleep(&f, 2500);
	play();
	/* The prompt, six characters, and three seconds. */
	cr_assert_eq(f.n_drew, 10);
	expect_drew(8, 1000, "program\nsecond 1\nbytes 0\n\n\n\n");
	expect_drew(9, 2000, "program\nsecond 2\nbytes 0\n\n\n\n");
}

Test(player_show, the_last_frame_of_a_program_that_ended_is_not_shown) {
	fixture_start(&f);
	fixture_type(&f, "q");
	play();
	cr_assert_eq(f.n_drew, 9);
	expect_drew(7, 0, "program\nsecond 0\nbytes 0\n\n\n\n");
	expect_drew(8, 0, "> unlike\n>\n\n\n\n\n");
}

/* How many more frames there are with the cursor in this column. */
static size_t draw_cursor(int col, bool shown) {
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 6, 30);
	frame.cursor_col = col;
	frame.cursor_shown = shown;
	const size_t before = f.n_drew;
	player_drew(f.player, &frame);
	frame_finish(&frame);
	return f.n_drew - before;
}

Test(player_show, a_cursor_that_moves_is_shown_if_it_can_be_seen) {
	fixture_start(&f);
	play();
	cr_assert_eq(draw_cursor(1, true), 1);
	cr_assert_eq(draw_cursor(1, true), 0);
	cr_assert_eq(draw_cursor(2, true), 1);
	cr_assert_eq(draw_cursor(2, false), 1);
	cr_assert_eq(draw_cursor(3, false), 0);
}

Test(player_show, every_command_that_acts_or_looks_is_a_step) {
	fixture_start(&f);
	fixture_add(&f,
			(struct tape_command){
					.verb = TAPE_SET,
					.name = "TypingSpeed",
					.time = 10,
			});
	fixture_add(&f, (struct tape_command){ .verb = TAPE_ENV, .name = "A", .text = "b" });
	fixture_add(&f, (struct tape_command){ .verb = TAPE_COPY, .text = "x" });
	fixture_type(&f, "j");
	fixture_sleep(&f, 100);
	fixture_verb(&f, TAPE_KILL);
	play();
	cr_assert_str_eq(f.stepped.data, "0 Type\n0 key\n10 Type\n110 Sleep\n110 Kill\n");
}

Test(player_show, what_is_hidden_is_not_shown_and_takes_no_time) {
	fixture_start(&f);
	fixture_verb(&f, TAPE_HIDE);
	fixture_type(&f, "j");
	fixture_sleep(&f, 2950);
	fixture_verb(&f, TAPE_HIDE);
	fixture_verb(&f, TAPE_SHOW);
	fixture_verb(&f, TAPE_SHOW);
	fixture_sleep(&f, 1500);
	play();
	cr_assert_eq(f.n_drew, 10);
	expect_drew(7, 0, "program\nsecond 0\nbytes 0\n\n\n\n");
	expect_drew(8, 0, "program\nsecond 3\nbytes 1\n\n\n\n");
	expect_drew(9, 1000, "program\nsecond 4\nbytes 1\n\n\n\n");
	cr_assert_str_eq(f.stepped.data, "0 Type\n0 key\n1500 Sleep\n");
}

Test(player_show, hidden_times_add_up) {
	for (int i = 0; i < 2; i++) {
		fixture_verb(&f, TAPE_HIDE);
		fixture_sleep(&f, 300);
		fixture_verb(&f, TAPE_SHOW);
		fixture_sleep(&f, 10);
	}
	play();
	cr_assert_str_eq(f.stepped.data, "10 Sleep\n20 Sleep\n");
}

Test(player_show, a_tape_that_begins_hidden_begins_with_what_is_shown) {
	fixture_verb(&f, TAPE_HIDE);
	fixture_start(&f);
	fixture_sleep(&f, 1000);
	fixture_verb(&f, TAPE_SHOW);
	play();
	cr_assert_eq(f.n_drew, 1);
	expect_drew(0, 0, "program\nsecond 1\nbytes 0\n\n\n\n");
}

Test(player_show, a_tape_that_stays_hidden_shows_nothing) {
	fixture_verb(&f, TAPE_HIDE);
	fixture_start(&f);
	say("x");
	fixture_add(&f, (struct tape_command){ .verb = TAPE_RESIZE, .rows = 3, .cols = 20 });
	fixture_sleep(&f, 5000);
	fixture_verb(&f, TAPE_KILL);
	play();
	cr_assert_eq(f.n_drew, 0);
	cr_assert_str_empty(f.stepped.data);
	cr_assert_str_empty(f.steps.data);
}

Test(player_show, a_caption_stands_below_the_screen_until_the_next) {
	f.tape.settings.says = true;
	say("one");
	fixture_sleep(&f, 100);
	say("two");
	say("");
	play();
	cr_assert_eq(f.n_drew, 4);
	expect_drew(0, 0, ">\n\n\n\n\n\n\n\n\n");
	expect_drew(1, 0, ">\n\n\n\n\n\n──────────────────────────────\n             one\n\n");
	expect_drew(2, 100, ">\n\n\n\n\n\n──────────────────────────────\n             two\n\n");
	expect_drew(3, 100, ">\n\n\n\n\n\n\n\n\n");
	int rows, cols;
	player_size(f.player, &rows, &cols);
	cr_assert_eq(rows, 9);
	cr_assert_eq(cols, 30);
}

Test(player_show, a_caption_cannot_reach_the_terminal_as_a_control) {
	f.tape.settings.says = true;
	say("a\xe2\x80\xae"
	    "b");
	play();
	expect_drew(1, 0, ">\n\n\n\n\n\n──────────────────────────────\n              ab\n\n");
}

Test(player_show, without_captions_no_room_is_kept_for_them) {
	fixture_start(&f);
	play();
	cr_assert_eq(f.drew[0].rows, 6);
	int rows, cols;
	player_size(f.player, &rows, &cols);
	cr_assert_eq(rows, 6);
}

Test(player_show, the_caption_stays_when_the_size_changes) {
	f.tape.settings.says = true;
	say("one");
	fixture_add(&f, (struct tape_command){ .verb = TAPE_RESIZE, .rows = 2, .cols = 9 });
	play();
	fixture_expect_screen(&f, ">\n\n─────────\n   one\n\n");
	cr_assert_eq(f.drew[f.n_drew - 1].rows, 5);
	cr_assert_eq(f.drew[f.n_drew - 1].cols, 9);
}

Test(player_show, a_screenshot_has_the_caption) {
	f.tape.settings.says = true;
	say("one");
	screenshot("a.svg");
	fixture_type(&f, "x");
	play();
	cr_assert_eq(f.n_stills, 1);
	cr_assert_str_eq(f.stills[0].text,
			">\n\n\n\n\n\n──────────────────────────────\n             one\n\n");
}

Test(player_show, a_screenshot_that_cannot_be_written_ends_the_tape) {
	screenshot("full.svg");
	cr_assert_not(fixture_play(&f));
	cr_assert_eq(f.err.code, ERR_FULL);
	cr_assert_str_eq(player_failed(f.player)->why.data, "no space for full.svg");
}

Test(player_show, a_hidden_screenshot_fails) {
	fixture_verb(&f, TAPE_HIDE);
	screenshot("a.svg");
	cr_assert_not(fixture_play(&f));
	cr_assert_eq(f.err.code, ERR_INPUT);
	cr_assert_eq(f.n_stills, 0);
	cr_assert_eq(f.n_drew, 0);
}

Test(player_show, a_program_that_has_not_heard_of_its_size_is_cut) {
	fixture_start(&f);
	play();
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 9, 40);
	frame_put(&frame, 0, 28, 40, ROLE_TEXT, "a猫b");
	frame_put(&frame, 5, 0, 40, ROLE_TEXT, "last");
	frame_put(&frame, 6, 0, 40, ROLE_TEXT, "outside");
	player_drew(f.player, &frame);
	frame_finish(&frame);
	fixture_expect_screen(&f, "                            a\n\n\n\n\nlast\n");
	cr_assert_eq(f.drew[f.n_drew - 1].cols, 30);
}
