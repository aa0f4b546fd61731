#include "player_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* --- the stage ------------------------------------------------------------------------------- */

static void note(struct fixture *f, const char *what) {
	buf_printf(&f->log, "%lld %s\n", (long long)f->now, what);
}

static void draw(struct fixture *f) {
	struct frame frame;
	char words[64];
	frame_init(&frame);
	frame_reset(&frame, f->rows, f->cols);
	frame_put(&frame, 0, 0, f->cols, ROLE_TITLE, "program");
	snprintf(words, sizeof(words), "second %lld", (long long)(f->now / MSEC_PER_SEC));
	frame_put(&frame, 1, 0, f->cols, ROLE_TEXT, words);
	snprintf(words, sizeof(words), "bytes %d", f->bytes);
	frame_put(&frame, 2, 0, f->cols, ROLE_TEXT, words);
	frame.cursor_row = 1;
	frame.cursor_shown = true;
	player_drew(f->player, &frame);
	frame_finish(&frame);
}

static bool run(void *self, const char *command_line, struct buf *output, struct err *reterr) {
	struct fixture *f = self;
	char *words = xasprintf("run %s", command_line);
	note(f, words);
	free(words);
	if (strncmp(command_line, "echo ", 5) == 0) {
		buf_printf(output, "%s\nsaid.\n", command_line + 5);
		return true;
	}
	if (strncmp(command_line, "unlike", 6) != 0) {
		return err_set(reterr, ERR_INPUT, "there is no '%s'", command_line);
	}
	f->bytes = 0;
	draw(f);
	f->up = true;
	return true;
}

static void kill_it(void *self) {
	struct fixture *f = self;
	note(f, "kill");
	f->up = false;
}

static bool is_up(void *self) {
	return ((struct fixture *)self)->up;
}

static void feed(void *self, const char *bytes, size_t len) {
	struct fixture *f = self;
	cr_assert(f->up);
	buf_printf(&f->log, "%lld ", (long long)f->now);
	for (size_t i = 0; i < len; i++) {
		const unsigned char byte = (unsigned char)bytes[i];
		if (byte < 0x20 || byte == 0x7F) {
			buf_add_char(&f->log, '^');
			buf_add_char(&f->log, (char)(byte ^ 0x40));
		} else {
			buf_add_char(&f->log, (char)byte);
		}
	}
	buf_add_char(&f->log, '\n');
	f->bytes += (int)len;
	if (len == 1 && bytes[0] == 'q') {
		f->up = false;
	}
	draw(f);
}

static void resize(void *self, int rows, int cols) {
	struct fixture *f = self;
	f->rows = rows;
	f->cols = cols;
	char words[32];
	snprintf(words, sizeof(words), "resize %dx%d", cols, rows);
	note(f, words);
	if (f->up) {
		draw(f);
	}
}

static msec_t now(void *self) {
	return ((struct fixture *)self)->now;
}

static bool pass(void *self, msec_t by, bool paced, struct err *reterr) {
	struct fixture *f = self;
	cr_assert(by > 0);
	const msec_t end = f->now + by;
	if (!paced) {
		note(f, "is not paced");
	}
	while (f->now < end) {
		const msec_t second = (f->now / MSEC_PER_SEC + 1) * MSEC_PER_SEC;
		f->now = second < end ? second : end;
		if (f->breaks_at != 0 && f->now >= f->breaks_at) {
			return err_set(reterr, ERR_CANCELED, "broken off");
		}
		if (f->ends_at != 0 && f->now >= f->ends_at) {
			f->up = false;
		}
		if (f->up && f->now == second) {
			draw(f);
		}
	}
	return true;
}

static void network(void *self, enum tape_network network, msec_t delay) {
	char words[64];
	snprintf(words, sizeof(words), "network %d %lld", (int)network, (long long)delay);
	note(self, words);
}

static bool decide(void *self, const char *why, struct err *reterr) {
	(void)reterr;
	char words[64];
	snprintf(words, sizeof(words), "decide %s", why != NULL ? why : "yes");
	note(self, words);
	return true;
}

static bool cancels(void *self, const char *name, int count, struct err *reterr) {
	char words[64];
	snprintf(words, sizeof(words), "cancels %d %s", count, name);
	note(self, words);
	return strcmp(name, "refused") != 0 || err_set(reterr, ERR_CONFLICT, "it was refused");
}

static void refuse(void *self, int count, int status, msec_t retry_after) {
	char words[64];
	snprintf(words, sizeof(words), "refuse %d %d %lld", count, status, (long long)retry_after);
	note(self, words);
}

static void set_env(void *self, const char *name, const char *value) {
	char *words = xasprintf("env %s=%s", name, value);
	note(self, words);
	free(words);
}

static bool state(void *self, const char *item, const char **ret_word, struct err *reterr) {
	(void)self;
	if (strcmp(item, "v1") == 0) {
		*ret_word = "confirmed";
		return true;
	}
	if (strcmp(item, "damaged") == 0) {
		return err_set(reterr, ERR_DB, "the database is damaged");
	}
	return err_set(reterr, ERR_INPUT, "there is no item '%s'", item);
}

static bool step(void *self, const struct tape_command *command, struct err *reterr) {
	(void)reterr;
	struct fixture *f = self;
	buf_printf(&f->steps, "%lld %s\n", (long long)f->now, tape_verb_word(command->verb));
	return true;
}

static const struct stage_ops stage = {
	.run = run,
	.kill = kill_it,
	.is_up = is_up,
	.feed = feed,
	.resize = resize,
	.now = now,
	.pass = pass,
	.network = network,
	.refuse = refuse,
	.decide = decide,
	.cancels = cancels,
	.set_env = set_env,
	.state = state,
	.step = step,
};

/* --- the audience ---------------------------------------------------------------------------- */

static void keep(struct fixture_frame *to, msec_t at, const struct frame *frame) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	frame_to_text(frame, &text);
	*to = (struct fixture_frame){
		.at = at,
		.rows = frame->rows,
		.cols = frame->cols,
		.text = buf_take(&text, NULL),
	};
}

static void drew(void *self, msec_t at, const struct frame *frame) {
	struct fixture *f = self;
	cr_assert_lt(f->n_drew, FIXTURE_MAX);
	keep(&f->drew[f->n_drew++], at, frame);
}

static void stepped(void *self, msec_t at, const struct tape_command *command,
		const struct frame *frame) {
	struct fixture *f = self;
	struct fixture_frame now_there;
	keep(&now_there, at, frame);
	cr_assert_gt(f->n_drew, 0);
	cr_assert_str_eq(now_there.text, f->drew[f->n_drew - 1].text);
	free(now_there.text);
	buf_printf(&f->stepped, "%lld %s\n", (long long)at, tape_verb_word(command->verb));
}

static bool still(void *self, const char *path, const struct frame *frame, struct err *reterr) {
	struct fixture *f = self;
	if (strcmp(path, "full.svg") == 0) {
		return err_set(reterr, ERR_FULL, "no space for full.svg");
	}
	keep(&f->stills[f->n_stills++], f->now, frame);
	return true;
}

/* --- the tape -------------------------------------------------------------------------------- */

void fixture_init(struct fixture *f) {
	text_init();
	*f = (struct fixture){
		.rows = 6,
		.cols = 30,
		.tape = {
			.file = "test.tape",
			.settings = {
				.rows = 6,
				.cols = 30,
				.typing_speed = 50,
				.wait_timeout = 15 * MSEC_PER_SEC,
				.repeat_delay = 250,
				.repeat_every = 33,
			},
		},
	};
	f->own = own_create();
	f->tape.commands = f->commands;
	f->tape.settings.wait_pattern = fixture_pattern(f, ">$");
	buf_init(&f->log, BUF_UNLIMITED);
	buf_init(&f->stepped, BUF_UNLIMITED);
	buf_init(&f->steps, BUF_UNLIMITED);
}

void fixture_finish(struct fixture *f) {
	player_destroy(f->player);
	own_destroy(f->own);
	for (size_t i = 0; i < f->n_drew; i++) {
		free(f->drew[i].text);
	}
	for (size_t i = 0; i < f->n_stills; i++) {
		free(f->stills[i].text);
	}
	buf_finish(&f->log);
	buf_finish(&f->stepped);
	buf_finish(&f->steps);
}

const struct tape_pattern *fixture_pattern(struct fixture *f, const char *text) {
	struct err err;
	const struct tape_pattern *pattern = own_pattern(f->own, text, strlen(text), &err);
	cr_assert_not_null(pattern, "%s", err.msg);
	return pattern;
}

void fixture_add(struct fixture *f, struct tape_command command) {
	cr_assert_lt(f->tape.n, FIXTURE_MAX);
	command.count = command.count == 0 ? 1 : command.count;
	command.where = (struct tape_where){
		.file = f->tape.file,
		.line = (int)f->tape.n + 1,
		.column = 1,
	};
	f->commands[f->tape.n++] = command;
}

void fixture_type(struct fixture *f, const char *text) {
	fixture_add(f, (struct tape_command){ .verb = TAPE_TYPE, .text = text, .time = -1 });
}

void fixture_key(struct fixture *f, uint32_t sym, uint8_t mods) {
	fixture_add(f,
			(struct tape_command){
					.verb = TAPE_KEY,
					.key = { .sym = sym, .mods = mods },
					.time = -1,
			});
}

void fixture_sleep(struct fixture *f, msec_t time) {
	fixture_add(f, (struct tape_command){ .verb = TAPE_SLEEP, .time = time });
}

void fixture_verb(struct fixture *f, enum tape_verb verb) {
	fixture_add(f, (struct tape_command){ .verb = verb });
}

void fixture_start(struct fixture *f) {
	fixture_add(f, (struct tape_command){ .verb = TAPE_TYPE, .text = "unlike" });
	fixture_add(f,
			(struct tape_command){
					.verb = TAPE_KEY,
					.key = { .sym = KEY_SYM_ENTER },
			});
}

bool fixture_play(struct fixture *f) {
	f->audience = (struct stage_audience){
		.drew = drew,
		.stepped = stepped,
		.still = still,
		.self = f,
	};
	f->player = player_create(&f->tape, &stage, f, &f->audience);
	return player_play(f->player, &f->err);
}

void fixture_expect_log(const struct fixture *f, const char *wanted) {
	cr_assert_str_eq(f->log.data, wanted, "wanted:\n%s\nthe log is:\n%s", wanted, f->log.data);
}

void fixture_expect_screen(const struct fixture *f, const char *wanted) {
	cr_assert_gt(f->n_drew, 0);
	const char *text = f->drew[f->n_drew - 1].text;
	cr_assert_str_eq(text, wanted, "wanted:\n%s\nthe screen is:\n%s", wanted, text);
}
