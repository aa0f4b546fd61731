#include "unlike/tape/tape.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* A date that nothing is special about. */
#define START ((msec_t)1772355600 * MSEC_PER_SEC) /* 2026-03-01T09:00:00Z */

const char *tape_verb_word(enum tape_verb verb) {
	static const char *const words[TAPE_VERB_COUNT] = {
#define X(verb, word) [verb] = word,
		TAPE_VERBS(X)
#undef X
	};
	assert(verb >= 0 && verb < TAPE_VERB_COUNT);
	return words[verb];
}

static struct tape *create(void) {
	static const char prompt[] = ">$";
	struct own *own = own_create();
	const struct tape_pattern *pattern = own_pattern(own, prompt, strlen(prompt), NULL);
	assert(pattern != NULL);
	struct tape *tape = xcalloc(1, sizeof(*tape));
	tape->own = own;
	buf_init(&tape->notes, BUF_UNLIMITED);
	tape->settings = (struct tape_settings){
		.rows = 24,
		.cols = 80,
		.typing_speed = 50,
		.wait_timeout = 15 * MSEC_PER_SEC,
		.wait_pattern = pattern,
		.keyboard = TAPE_LEGACY,
		.repeat_delay = 250,
		.repeat_every = 33,
		.theme = "default",
		.language = "en",
		.time_zone = "UTC",
		.platform = "wechat-channels",
		.seed = 1,
		.start = START,
	};
	return tape;
}

static struct parser parser_for(struct tape *tape, struct buf *problems) {
	return (struct parser){ .tape = tape,
		.own = tape->own,
		.problems = { .out = problems },
		.who = "",
		.typing_speed = tape->settings.typing_speed };
}

/* The tape, or NULL where there were problems. */
static struct tape *finish(struct parser *parser) {
	problems_finish(&parser->problems);
	if (parser->problems.n > 0) {
		tape_free(parser->tape);
		return NULL;
	}
	return parser->tape;
}

struct tape *tape_read(const char *path, struct buf *problems) {
	struct parser parser = parser_for(create(), problems);
	parse_file(&parser, path, NULL);
	return finish(&parser);
}

struct tape *tape_parse(const char *name, const char *text, size_t len, struct buf *problems) {
	struct parser parser = parser_for(create(), problems);
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(name, strlen(name), &clean);
	const struct parser_file file = {
		.name = own_text(parser.own, clean.data, clean.len),
	};
	buf_finish(&clean);
	parser.tape->file = file.name;
	parser.file = &file;
	parser.files = 1;
	parser.bytes = len;
	if (len > TAPE_FILE_MAX) {
		const struct tape_where where = { .file = file.name };
		parser_fail(&parser, &where, "it is larger than %zu bytes", TAPE_FILE_MAX);
	} else {
		parse_bytes(&parser, text, len);
	}
	return finish(&parser);
}

void tape_free(struct tape *tape) {
	if (tape == NULL) {
		return;
	}
	own_destroy(tape->own);
	buf_finish(&tape->notes);
	free(tape->commands);
	free(tape);
}

bool tape_check(const struct tape *tape, tape_check_fn *check, void *data, struct buf *out) {
	struct problems problems = { .out = out };
	struct err err;
	if (!check(tape, NULL, data, &err)) {
		const struct tape_where whole = { .file = tape->file };
		problems_add(&problems, &whole, "%s", err.msg);
	}
	for (size_t i = 0; i < tape->n; i++) {
		if (!check(tape, &tape->commands[i], data, &err)) {
			problems_add(&problems, &tape->commands[i].where, "%s", err.msg);
		}
	}
	problems_finish(&problems);
	return problems.n == 0;
}
