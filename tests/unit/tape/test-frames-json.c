#include "recorder_fixture.h"
#include "unlike/base/json.h"

static struct frame frame;
static struct recorder *recorder;
static struct err err;

static void init(void) {
	recorder_folder_make();
	frame_init(&frame);
	frame_reset(&frame, 2, 12);
	const struct recording recording = recorder_recording(2, 12);
	recorder = recorder_open("a.json", &recording);
}

static void finish(void) {
	frame_finish(&frame);
	recorder_folder_remove();
}

TestSuite(frames_json, .init = init, .fini = finish);

static void step(msec_t at, int line, const char *source) {
	const struct tape_command command = recorder_command(line, source);
	recorder_stepped(recorder, at, &command, &frame);
}

static void expect_frames(size_t want) {
	recorder_close(recorder);
	struct buf text = recorder_read("a.json");
	struct json_doc *doc = json_parse(text.data, text.len, text.len, "a.json", &err);
	cr_assert_not_null(doc, "%s", err.msg);
	const struct json_at root = json_root(doc);
	struct json_at frames;
	cr_assert(json_get(&root, "frames", &frames, &err), "%s", err.msg);
	cr_expect_eq(json_count(&frames), want);
	json_doc_destroy(doc);
	buf_finish(&text);
}

Test(frames_json, has_what_was_shown_when_and_why) {
	frame_put(&frame, 0, 1, 12, ROLE_HEART, "♥ 猫 \"x\"");
	frame_focus(&frame, 0);
	step(250, 7, "Type \"a\\b\"");
	frame_reset(&frame, 1, 3);
	frame.cursor_shown = true;
	frame.cursor_col = 2;
	step(INT64_C(31536000000), 8, "Resize 3x1");
	recorder_close(recorder);
	struct buf got = recorder_read("a.json");
	cr_expect_str_eq(got.data,
			"{\"v\":1,\"rows\":2,\"cols\":12,\"theme\":\"default\",\"frames\":[\n"
			"{\"at_ms\":250,\"line\":7,\"command\":\"Type \\\"a\\\\b\\\"\","
			"\"rows\":2,\"cols\":12,\"text\":[\" ♥ 猫 \\\"x\\\"\",\"\"],"
			"\"roles\":[\"* h hh hhh\",\"\"],\"cursor\":null},\n"
			"{\"at_ms\":31536000000,\"line\":8,\"command\":\"Resize 3x1\","
			"\"rows\":1,\"cols\":3,\"text\":[\"\"],\"roles\":[\"\"],"
			"\"cursor\":{\"row\":0,\"col\":2}}\n]}\n");
	buf_finish(&got);
}

Test(frames_json, the_same_screen_is_not_written_again) {
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "a");
	step(1, 1, "Up");
	step(2, 2, "Down");
	step(300000, 30, "Sleep 5m");
	expect_frames(1);
}

Test(frames_json, another_role_the_focus_and_the_cursor_are_a_change) {
	frame_put(&frame, 0, 0, 12, ROLE_TEXT, "a");
	step(1, 1, "Up");
	frame_put(&frame, 0, 0, 12, ROLE_BAD, "a");
	step(2, 2, "Up");
	frame_focus(&frame, 0);
	step(3, 3, "Up");
	frame.cursor_shown = true;
	step(4, 4, "Up");
	frame.cursor_col = 1;
	step(5, 5, "Up");
	expect_frames(5);
}

Test(frames_json, is_json_whatever_is_on_the_screen) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 5);
	for (int i = 0; i < 200; i++) {
		recorder_scribble(&frame, &rng);
		step(i, i + 1, "Wait /\"\\n/");
	}
	expect_frames(200);
}
