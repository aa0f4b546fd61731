/*
 * What is recorded is played on a small terminal, which must show every frame at its time. It knows
 * only what the recorder may send: anything else is a failure, and so is a character that would
 * need the terminal to wrap.
 */
#include <stdio.h>

#include "drawn.h"
#include "recorder_fixture.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"

static struct err err;

TestSuite(cast, .init = recorder_folder_make, .fini = recorder_folder_remove);

/* --- the file -------------------------------------------------------------------------------- */

struct event {
	msec_t at;
	char code;
	char *data; /* own */
};

struct cast_file {
	char *header; /* own */
	struct event *events; /* own */
	size_t n;
};

static struct event read_event(const char *line, size_t len) {
	struct json_doc *doc = json_parse(line, len, len, "event", &err);
	cr_assert_not_null(doc, "%s", err.msg);
	const struct json_at root = json_root(doc);
	cr_assert_eq(json_count(&root), 3);
	const struct json_at at = json_element(&root, 0), code = json_element(&root, 1),
			     data = json_element(&root, 2);
	double seconds;
	const char *code_text, *data_text;
	cr_assert(json_as_real(&at, 0, 1e9, &seconds, &err) &&
					json_as_string(&code, 1, &code_text, &err) &&
					json_as_string(&data, 1 << 20, &data_text, &err),
			"%s", err.msg);
	const struct event ret = {
		.at = (msec_t)(seconds * 1000 + 0.5),
		.code = code_text[0],
		.data = xstrdup(data_text),
	};
	json_doc_destroy(doc);
	return ret;
}

static struct cast_file read_cast(const char *name) {
	struct buf bytes = recorder_read(name);
	struct cast_file ret = { .events = xcalloc(bytes.len, sizeof(*ret.events)) };
	for (const char *line = bytes.data; *line != '\0';) {
		const size_t len = strcspn(line, "\n");
		cr_assert_eq(line[len], '\n', "each line is ended");
		if (ret.header == NULL) {
			ret.header = xstrndup(line, len);
		} else {
			ret.events[ret.n++] = read_event(line, len);
		}
		line += len + 1;
	}
	buf_finish(&bytes);
	return ret;
}

static void free_cast(struct cast_file *cast) {
	for (size_t i = 0; i < cast->n; i++) {
		free(cast->events[i].data);
	}
	free(cast->events);
	free(cast->header);
}

/* --- the terminal ---------------------------------------------------------------------------- */

enum { ROWS_MAX = 40, COLS_MAX = 120 };

struct place {
	char utf8[TEXT_CLUSTER_BYTES];
	int width; /* 0: of the one before */
	struct theme_look look;
};

static struct terminal {
	int rows, cols, row, col;
	bool cursor_shown;
	struct theme_look pen;
	struct place places[ROWS_MAX][COLS_MAX];
} t;

static void blank(int row, int col) {
	t.places[row][col] = (struct place){ .utf8 = " ", .width = 1, .look = t.pen };
}

static void clear(void) {
	for (int row = 0; row < t.rows; row++) {
		for (int col = 0; col < t.cols; col++) {
			blank(row, col);
		}
	}
}

static void turn_on(int rows, int cols) {
	t = (struct terminal){ .rows = rows, .cols = cols, .cursor_shown = true };
	t.pen = (struct theme_look){ .colour = THEME_OWN, .ground = THEME_OWN };
	clear();
	memcpy(t.places[0][0].utf8, "$", 2); /* somebody's prompt is there already */
}

/* As terminals do: what loses its other half is blank. */
static void cover(int row, int col) {
	cr_assert_lt(col, t.cols, "it would have to wrap");
	if (t.places[row][col].width == 0) {
		blank(row, col - 1);
	} else if (t.places[row][col].width == 2) {
		blank(row, col + 1);
	}
	blank(row, col);
}

static void print(const struct text_cluster *cluster) {
	for (int i = 0; i < cluster->width; i++) {
		cover(t.row, t.col + i);
	}
	struct place *place = &t.places[t.row][t.col];
	memcpy(place->utf8, cluster->utf8, sizeof(place->utf8));
	place->width = cluster->width;
	if (cluster->width == 2) {
		place[1].width = 0;
		place[1].utf8[0] = '\0';
	}
	t.col += cluster->width;
}

/* Returns how many numbers were taken. */
static int set_colour(const int *numbers, int n, colour_t *ret) {
	if (n >= 2 && numbers[0] == 5) {
		*ret = numbers[1];
		return 2;
	}
	cr_assert(n >= 4 && numbers[0] == 2, "neither of the palette nor any");
	*ret = THEME_RGB | numbers[1] << 16 | numbers[2] << 8 | numbers[3];
	return 4;
}

static void set_pen(const int *numbers, int n) {
	for (int i = 0; i < n; i++) {
		if (numbers[i] == 0) {
			t.pen = (struct theme_look){ .colour = THEME_OWN, .ground = THEME_OWN };
		} else if (numbers[i] == 38 || numbers[i] == 48) {
			colour_t *to = numbers[i] == 38 ? &t.pen.colour : &t.pen.ground;
			i += set_colour(&numbers[i + 1], n - i - 1, to);
		} else if (numbers[i] >= 30 && numbers[i] <= 37) {
			t.pen.colour = numbers[i] - 30;
		} else if (numbers[i] >= 40 && numbers[i] <= 47) {
			t.pen.ground = numbers[i] - 40;
		} else {
			static const uint8_t attrs[] = { [1] = THEME_BOLD,
				[2] = THEME_DIM,
				[4] = THEME_UNDERLINE,
				[7] = THEME_REVERSE };
			cr_assert(numbers[i] < (int)sizeof(attrs) && attrs[numbers[i]] != 0,
					"attribute %d", numbers[i]);
			t.pen.attrs |= attrs[numbers[i]];
		}
	}
}

static void control(char final, bool private, const int *numbers, int n) {
	if (final == 'H' && !private) {
		cr_assert(n == 0 || n == 2);
		t.row = n == 2 ? numbers[0] - 1 : 0;
		t.col = n == 2 ? numbers[1] - 1 : 0;
		cr_assert(t.row >= 0 && t.row < t.rows && t.col >= 0 && t.col < t.cols);
	} else if (final == 'J' && !private && n == 1 && numbers[0] == 2) {
		clear();
	} else if (final == 'm' && !private) {
		set_pen(numbers, n);
	} else if ((final == 'h' || final == 'l') && private && n == 1 && numbers[0] == 25) {
		t.cursor_shown = final == 'h';
	} else {
		cr_assert_fail("a control that ends in %c", final);
	}
}

/* Behind ESC [; returns what comes after it. */
static const char *read_control(const char *p) {
	int numbers[16], n = 0;
	const bool private = *p == '?';
	p += private;
	while (*p >= '0' && *p <= '9') {
		char *end;
		cr_assert_lt(n, 16);
		numbers[n++] = (int)strtol(p, &end, 10);
		p = end + (*end == ';');
	}
	control(*p, private, numbers, n);
	return p + 1;
}

static void feed(const char *data) {
	while (*data != '\0') {
		if (*data == '\033') {
			cr_assert_eq(data[1], '[');
			data = read_control(data + 2);
			continue;
		}
		char *text = xstrndup(data, strcspn(data, "\033"));
		data += strlen(text);
		const char *p = text;
		struct text_cluster cluster;
		while (text_next(&p, &cluster)) {
			print(&cluster);
		}
		free(text);
	}
}

static void play(const struct event *event) {
	if (event->code == 'o') {
		feed(event->data);
		return;
	}
	int rows, cols;
	cr_assert_eq(event->code, 'r');
	cr_assert_eq(sscanf(event->data, "%dx%d", &cols, &rows), 2);
	t.rows = rows;
	t.cols = cols;
	memset(t.places, 'z', sizeof(t.places)); /* nobody knows how it looks then */
}

static void expect_place(const struct frame *frame, const struct theme *theme, int row, int col) {
	const struct cell *cell = frame_cell(frame, row, col);
	const struct place *place = &t.places[row][col];
	cr_assert_eq(place->width, cell->width, "row %d, column %d: \"%s\"", row, col, place->utf8);
	cr_assert_str_eq(place->utf8, cell->utf8, "row %d, column %d", row, col);
	if (cell->width == 0) {
		return;
	}
	const struct theme_look look = theme_cell(theme, cell, THEME_ALL_COLOURS, false);
	const bool blank = strcmp(cell->utf8, " ") == 0;
	const uint8_t seen = blank ? THEME_REVERSE | THEME_UNDERLINE : 0xFF;
	cr_assert_eq(place->look.attrs & seen, look.attrs & seen, "row %d, column %d", row, col);
	if (!blank || (look.attrs & seen) != 0) {
		cr_assert_eq(drawn_rgb(theme, place->look.colour), drawn_rgb(theme, look.colour),
				"row %d, column %d", row, col);
	}
	const uint32_t ground = look.ground != THEME_OWN ? drawn_rgb(theme, look.ground)
							 : drawn_background(theme);
	cr_assert_eq(place->look.ground != THEME_OWN ? drawn_rgb(theme, place->look.ground)
						     : drawn_background(theme),
			ground, "row %d, column %d", row, col);
}

static void expect_shown(const struct frame *frame, const struct theme *theme) {
	cr_assert(t.rows == frame->rows && t.cols == frame->cols);
	cr_assert_eq(t.cursor_shown, frame->cursor_shown);
	if (frame->cursor_shown) {
		cr_assert(t.row == frame->cursor_row && t.col == frame->cursor_col);
	}
	cr_assert(t.pen.attrs == 0 && t.pen.colour == THEME_OWN && t.pen.ground == THEME_OWN,
			"what comes next is plain");
	for (int i = 0; i < frame->rows * frame->cols; i++) {
		expect_place(frame, theme, i / frame->cols, i % frame->cols);
	}
}

/* --- tests ----------------------------------------------------------------------------------- */

Test(cast, the_header_has_the_size_the_time_and_the_title) {
	struct recording recording = recorder_recording(24, 80);
	recorder_close(recorder_open("a.cast", &recording));
	struct cast_file cast = read_cast("a.cast");
	static const char begin[] = "{\"version\":2,\"width\":80,\"height\":24,"
				    "\"timestamp\":1795560060,"
				    "\"title\":\"A \\\"title\\\" & <more>\",\"theme\":{\"fg\":\"#";
	cr_expect_eq(strncmp(cast.header, begin, strlen(begin)), 0, "%s", cast.header);
	struct json_doc *doc = json_parse(
			cast.header, strlen(cast.header), strlen(cast.header), "header", &err);
	cr_assert_not_null(doc, "%s", err.msg);
	const struct json_at root = json_root(doc);
	struct json_at theme, env;
	const char *palette;
	cr_assert(json_get(&root, "theme", &theme, &err));
	cr_assert(json_get_string(&theme, "palette", 200, &palette, &err), "%s", err.msg);
	cr_expect_eq(strlen(palette), 16 * strlen("#rrggbb:") - 1, "%s", palette);
	cr_expect_not(json_find(&root, "env", &env), "nothing of this machine");
	json_doc_destroy(doc);
	free_cast(&cast);

	recording.title = NULL;
	recording.start = -1;
	recorder_close(recorder_open("a.cast", &recording));
	cast = read_cast("a.cast");
	cr_expect_null(strstr(cast.header, "title"));
	cr_expect_not_null(strstr(cast.header, "\"timestamp\":-1,"), "%s", cast.header);
	free_cast(&cast);
}

Test(cast, events_are_written_with_three_decimals) {
	static const msec_t times[] = { 0, 7, 1050, 59999, INT64_C(31536000001) };
	const struct recording recording = recorder_recording(1, 4);
	struct recorder *recorder = recorder_open("a.cast", &recording);
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 1, 4);
	frame.cursor_shown = true;
	for (int i = 0; i < 5; i++) {
		frame_put(&frame, 0, 0, 4, ROLE_TEXT, i % 2 == 0 ? "a" : "b");
		recorder_drew(recorder, times[i], &frame);
	}
	recorder_close(recorder);
	struct buf bytes = recorder_read("a.cast");
	cr_expect_str_eq(strchr(bytes.data, '\n') + 1,
			"[0.000,\"o\",\"\\u001b[0m\\u001b[H\\u001b[2Ja\\u001b[1;1H\"]\n"
			"[0.007,\"o\",\"b\\u001b[1;1H\"]\n"
			"[1.050,\"o\",\"a\\u001b[1;1H\"]\n"
			"[59.999,\"o\",\"b\\u001b[1;1H\"]\n"
			"[31536000.001,\"o\",\"a\\u001b[1;1H\"]\n");
	buf_finish(&bytes);
	frame_finish(&frame);
}

Test(cast, a_frame_that_looks_the_same_is_no_event) {
	const struct recording recording = recorder_recording(2, 10);
	struct recorder *recorder = recorder_open("a.cast", &recording);
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 2, 10);
	frame_put(&frame, 0, 0, 10, ROLE_TEXT, "猫 a");
	recorder_drew(recorder, 0, &frame);
	recorder_drew(recorder, 100, &frame);
	frame_put(&frame, 1, 0, 10, ROLE_HEART, "   "); /* a blank has no colour */
	frame.cursor_col = 4; /* nor a hidden cursor a place */
	recorder_drew(recorder, 200, &frame);
	frame_put(&frame, 0, 3, 10, ROLE_HEART, "a");
	recorder_drew(recorder, 300, &frame);
	recorder_close(recorder);
	struct cast_file cast = read_cast("a.cast");
	cr_assert_eq(cast.n, 3);
	cr_expect_eq(cast.events[1].at, 300);
	cr_expect_str_eq(cast.events[1].data, "\033[1;4H\033[0;1;31ma\033[0m");
	cr_expect_str_eq(cast.events[2].data, "\033[?25h", "the cursor comes back at the end");
	free_cast(&cast);
	frame_finish(&frame);
}

Test(cast, the_time_in_which_the_last_frame_stands_there_belongs_to_it) {
	const struct recording recording = recorder_recording(1, 4);
	const struct tape_command command = recorder_command(1, "Sleep 5s");
	struct recorder *recorder = recorder_open("a.cast", &recording);
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 1, 4);
	frame.cursor_shown = true;
	recorder_drew(recorder, 0, &frame);
	recorder_stepped(recorder, 5000, &command, &frame);
	recorder_close(recorder);
	struct cast_file cast = read_cast("a.cast");
	cr_assert_eq(cast.n, 2);
	cr_expect_eq(cast.events[1].at, 5000);
	cr_expect_str_eq(cast.events[1].data, "");
	free_cast(&cast);
	frame_finish(&frame);
}

/* A scribbled frame of a size that changes now and then. */
static void next_frame(struct frame *frame, const struct rng *rng) {
	if (rng_below(rng, 15) == 0) {
		frame_reset(frame, 1 + (int)rng_below(rng, 8), 1 + (int)rng_below(rng, 24));
	}
	recorder_scribble(frame, rng);
}

static void replay_seed(uint64_t seed, const char *theme) {
	enum { FRAMES = 120, STEP = 10 };
	struct seeded_rng state;
	struct rng rng = rng_seeded(&state, seed);
	struct recording recording = recorder_recording(6, 20);
	recording.theme = theme_find(theme);
	struct recorder *recorder = recorder_open("a.cast", &recording);
	struct frame frame;
	frame_init(&frame);
	frame_reset(&frame, 6, 20);
	for (int i = 0; i < FRAMES; i++) {
		next_frame(&frame, &rng);
		recorder_drew(recorder, i * STEP, &frame);
	}
	recorder_close(recorder);

	struct cast_file cast = read_cast("a.cast");
	rng = rng_seeded(&state, seed);
	frame_reset(&frame, 6, 20);
	turn_on(6, 20);
	size_t event = 0;
	for (int i = 0; i < FRAMES; i++) {
		next_frame(&frame, &rng);
		while (event < cast.n && cast.events[event].at == i * STEP) {
			play(&cast.events[event++]);
			if (i == FRAMES - 1 && event + 1 == cast.n) {
				break; /* the last one only brings the cursor back */
			}
		}
		expect_shown(&frame, recording.theme);
	}
	cr_assert_geq(event + 1, cast.n, "an event has the time of no frame");
	frame_finish(&frame);
	free_cast(&cast);
}

Test(cast, a_terminal_shows_every_frame_when_it_is_played) {
	for (uint64_t seed = 1; seed <= 40; seed++) {
		replay_seed(seed, "default");
		replay_seed(seed, "light");
		replay_seed(seed, "high-contrast");
	}
}
