#include "recorder_fixture.h"

#define RULE_10 "──────────"
#define RULE RULE_10 RULE_10 RULE_10 RULE_10 RULE_10 RULE_10 RULE_10 RULE_10 "\n"

static struct frame frame;
static struct recorder *recorder;

static void init(void) {
	recorder_folder_make();
	frame_init(&frame);
	frame_reset(&frame, 3, 12);
	const struct recording recording = recorder_recording(3, 12);
	recorder = recorder_open("a.txt", &recording);
}

static void finish(void) {
	frame_finish(&frame);
	recorder_folder_remove();
}

TestSuite(text_recorder, .init = init, .fini = finish);

static void step(void) {
	const struct tape_command command = recorder_command(1, "Enter");
	recorder_stepped(recorder, 0, &command, &frame);
}

static void expect(const char *want) {
	recorder_close(recorder);
	struct buf got = recorder_read("a.txt");
	cr_expect_str_eq(got.data, want);
	buf_finish(&got);
}

Test(text_recorder, a_frame_is_its_rows_and_a_rule) {
	frame_put(&frame, 0, 1, 12, ROLE_HEART, "♥ 猫咪");
	frame_put(&frame, 2, 0, 12, ROLE_KEY, "q quit");
	step();
	expect(" ♥ 猫咪\n\nq quit\n" RULE);
}

Test(text_recorder, a_command_that_changed_nothing_on_the_screen_adds_nothing) {
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "a");
	step();
	step();
	frame_put(&frame, 0, 0, 12, ROLE_BAD, "a");
	frame_focus(&frame, 0);
	frame.cursor_shown = true;
	step();
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "b");
	step();
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "a");
	step();
	expect("a\n\n\n" RULE "b\n\n\n" RULE "a\n\n\n" RULE);
}

Test(text_recorder, what_is_drawn_between_commands_is_not_in_it) {
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "a");
	recorder_drew(recorder, 0, &frame);
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "b");
	recorder_drew(recorder, 10, &frame);
	step();
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "c");
	recorder_drew(recorder, 20, &frame);
	expect("b\n\n\n" RULE);
}

Test(text_recorder, the_first_screen_is_written_even_when_it_is_blank) {
	step();
	expect("\n\n\n" RULE);
}

Test(text_recorder, another_size_has_other_rows) {
	step();
	frame_reset(&frame, 2, 4);
	frame_put(&frame, 1, 0, 12, ROLE_TEXT, "abcdef");
	step();
	expect("\n\n\n" RULE "\nabcd\n" RULE);
}

Test(text_recorder, a_still_is_the_screen_alone) {
	struct err err;
	frame_put(&frame, 1, 0, 12, ROLE_TEXT, "猫");
	const struct recording recording = recorder_recording(3, 12);
	cr_assert(recorder_still(recorder_at("s.ascii"), &recording, &frame, &err), "%s", err.msg);
	struct buf got = recorder_read("s.ascii");
	cr_expect_str_eq(got.data, "\n猫\n\n");
	buf_finish(&got);
	recorder_destroy(recorder);
}
