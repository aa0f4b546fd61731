/* What the tests of recordings share: a folder, frames without sense, files as text. */
#pragma once

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/path.h"
#include "unlike/base/rng.h"
#include "unlike/base/text.h"
#include "unlike/tape/recorder.h"

static char recorder_folder[] = "/tmp/unlike-test-recorder-XXXXXX";

static inline void recorder_folder_make(void) {
	text_init();
	cr_assert_not_null(mkdtemp(recorder_folder));
}

static inline void recorder_folder_remove(void) {
	struct err err;
	cr_assert(file_remove_tree(recorder_folder, &err), "%s", err.msg);
}

/* Static; valid until the next call. */
static inline const char *recorder_at(const char *name) {
	static char *path;
	free(path);
	path = path_join(recorder_folder, name);
	return path;
}

static inline struct recording recorder_recording(int rows, int cols) {
	return (struct recording){
		.rows = rows,
		.cols = cols,
		.start = INT64_C(1795560060123),
		.title = "A \"title\" & <more>",
		.theme = theme_find("default"),
	};
}

static inline struct recorder *recorder_open(const char *name, const struct recording *recording) {
	struct err err = { 0 };
	struct recorder *recorder = recorder_create(recorder_at(name), recording, &err);
	cr_assert_not_null(recorder, "%s", err.msg);
	return recorder;
}

static inline void recorder_close(struct recorder *recorder) {
	struct err err = { 0 };
	cr_assert(recorder_finish(recorder, &err), "%s", err.msg);
	recorder_destroy(recorder);
}

/* The caller finishes it. */
static inline struct buf recorder_read(const char *name) {
	struct buf ret;
	struct err err = { 0 };
	cr_assert(file_read(recorder_at(name), (size_t)1 << 24, &ret, &err), "%s", err.msg);
	return ret;
}

static inline struct tape_command recorder_command(int line, const char *source) {
	return (struct tape_command){
		.verb = TAPE_KEY,
		.where = { .file = "a.tape", .line = line, .column = 1 },
		.source = source,
	};
}

/* Puts text, focus and fades on a frame, some of it over what is there. */
static inline void recorder_scribble(struct frame *frame, const struct rng *rng) {
	static const char *const words[] = { "like", "猫咪第一次", " ", "    ", "♥", "é e\u0301x",
		"▕██▌", "<&>\"'", "───────", "😀😀", "，。", "a猫b犬c", "한국어", "♡ ▌…" };
	enum { WORDS = sizeof(words) / sizeof(words[0]) };
	for (uint64_t i = 1 + rng_below(rng, 6); i > 0; i--) {
		const int row = (int)rng_below(rng, (uint64_t)frame->rows);
		const int col = (int)rng_below(rng, (uint64_t)frame->cols);
		const enum role role = (enum role)rng_below(rng, ROLE_COUNT);
		frame_put(frame, row, col, frame->cols, role, words[rng_below(rng, WORDS)]);
		if (rng_below(rng, 4) == 0) {
			frame_fade(frame, row, col, col + 5, (uint8_t)rng_below(rng, 256));
		}
	}
	const int focused = (int)rng_below(rng, (uint64_t)frame->rows);
	for (int i = 0; i < frame->rows * frame->cols; i++) {
		frame->cells[i].focus = false;
	}
	frame_focus(frame, focused);
	frame->cursor_shown = rng_below(rng, 2) == 0;
	frame->cursor_row = focused;
	frame->cursor_col = (int)rng_below(rng, (uint64_t)frame->cols);
}
