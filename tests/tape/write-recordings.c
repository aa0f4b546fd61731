/*
 * write-recordings FOLDER
 * Records a short life of the real views in every format, and as `last.txt` what the screen shows
 * at the end. What is shown is made by the unit tests' fixture, so it is the same each time.
 * Besides there are stills of frames that no view would draw.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "recorder_fixture.h"

static const char *const names[] = { "life.txt", "life.cast", "life.svg", "life.json" };
enum { FORMATS = sizeof(names) / sizeof(names[0]), SCRIBBLES = 40 };

struct stage {
	struct fixture fixture;
	struct frame frame;
	struct recorder *recorders[FORMATS];
	msec_t at;
	int line;
};

static struct recording recording = {
	.rows = 24,
	.cols = 80,
	.start = FIXTURE_WALL,
	.title = "unlike – “红烧肉” & <more>",
};

static void stop(const struct err *err) {
	fprintf(stderr, "write-recordings: %s\n", err->msg);
	exit(1);
}

static void still(const char *folder, const char *name, const struct frame *frame) {
	struct err err;
	char *path = path_join(folder, name);
	if (!recorder_still(path, &recording, frame, &err)) {
		stop(&err);
	}
	free(path);
}

static void draw(struct stage *s) {
	view_render(s->fixture.model, s->fixture.now, &s->frame);
	for (size_t i = 0; i < FORMATS; i++) {
		recorder_drew(s->recorders[i], s->at, &s->frame);
	}
}

static void pass(struct stage *s, msec_t by) {
	s->at += by;
	fixture_pass(&s->fixture, by);
	fixture_tick(&s->fixture);
	draw(s);
}

static void over(struct stage *s, const char *source) {
	const struct tape_command command = {
		.verb = TAPE_KEY,
		.where = { .file = "life.tape", .line = ++s->line, .column = 1 },
		.source = source,
	};
	for (size_t i = 0; i < FORMATS; i++) {
		recorder_stepped(s->recorders[i], s->at, &command, &s->frame);
	}
}

static void press(struct stage *s, const char *key) {
	pass(s, 120);
	fixture_key(&s->fixture, key);
	draw(s);
	over(s, key);
}

/* As the keyboard repeats it; the row fades and its bar fills. */
static void hold(struct stage *s, msec_t until) {
	fixture_key(&s->fixture, "x");
	draw(s);
	for (msec_t held = 250; held < until; held += 33) {
		pass(s, held == 250 ? 250 : 33);
		fixture_key(&s->fixture, "x");
		draw(s);
	}
	over(s, "Hold x");
}

static void resize(struct stage *s, int rows, int cols) {
	fixture_resize(&s->fixture, rows, cols);
	draw(s);
	over(s, "Resize");
}

static void live(struct stage *s, const char *folder) {
	static const enum intent_state states[] = { INTENT_PENDING, INTENT_ACCEPTED,
		INTENT_CONFIRMED, INTENT_ROLLED_BACK, INTENT_SENT };
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		fixture_intent(&s->fixture, 4 + i, false, states[i]);
		fixture_tell(&s->fixture, 4 + i);
	}
	resize(s, 24, 80);
	press(s, "Down");
	press(s, "Down");
	hold(s, 600);
	still(folder, "still.svg", &s->frame);
	pass(s, 2000);
	press(s, "Tab");
	press(s, "?");
	press(s, "Esc");
	resize(s, 20, 64);
	press(s, "Shift+Tab");
	press(s, "/");
	fixture_type(&s->fixture, "the fix");
	draw(s);
	over(s, "Type the fix");
	resize(s, 30, 100);
	press(s, "Esc");
	press(s, "End");
}

static void scribble(const char *folder) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 11);
	struct frame frame;
	frame_init(&frame);
	for (int i = 0; i < SCRIBBLES; i++) {
		char name[32];
		frame_reset(&frame, 1 + (int)rng_below(&rng, 6), 1 + (int)rng_below(&rng, 40));
		for (int k = 0; k < 3; k++) {
			recorder_scribble(&frame, &rng);
		}
		snprintf(name, sizeof(name), "random-%02d.svg", i);
		still(folder, name, &frame);
		snprintf(name, sizeof(name), "random-%02d.txt", i);
		still(folder, name, &frame);
	}
	frame_finish(&frame);
}

/* Bytes that base/text never lets into a frame. */
static void attack(const char *folder) {
	static const char *const cells[] = { "\033", "\x01", "\x7F", "\xFF", "\xC3", "\xEF\xBF\xBE",
		"\xED\xA0\x80", "\r", "\n", "\t", "&", "<", "\"", "]", "]", ">" };
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 2, 40);
	for (int i = 0; i < (int)(sizeof(cells) / sizeof(cells[0])); i++) {
		struct cell *cell = &frame.cells[i];
		snprintf(cell->utf8, sizeof(cell->utf8), "%s", cells[i]);
		cell->len = (uint8_t)strlen(cells[i]);
		cell->role = (uint8_t)(i % ROLE_COUNT);
	}
	frame.cells[20].width = 0; /* halves */
	frame.cells[39].width = 2;
	frame_put(&frame, 1, 0, 40, ROLE_TEXT, "<script>]]>&#0;");
	still(folder, "hostile.svg", &frame);
	frame_finish(&frame);
}

int main(int argc, char **argv) {
	if (argc != 2) {
		fputs("usage: write-recordings FOLDER\n", stderr);
		return 64;
	}
	static struct stage s;
	struct err err;
	recording.theme = theme_find("default");
	fixture_init(&s.fixture, 200, NULL);
	frame_init(&s.frame);
	for (size_t i = 0; i < FORMATS; i++) {
		char *path = path_join(argv[1], names[i]);
		s.recorders[i] = recorder_create(path, &recording, &err);
		if (s.recorders[i] == NULL) {
			stop(&err);
		}
		free(path);
	}
	live(&s, argv[1]);
	for (size_t i = 0; i < FORMATS; i++) {
		if (!recorder_finish(s.recorders[i], &err)) {
			stop(&err);
		}
		recorder_destroy(s.recorders[i]);
	}
	still(argv[1], "last.txt", &s.frame);
	scribble(argv[1]);
	attack(argv[1]);
	frame_finish(&s.frame);
	fixture_finish(&s.fixture);
	return 0;
}
