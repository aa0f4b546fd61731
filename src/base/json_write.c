#include "unlike/base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/text.h"

#define DEPTH_MAX (sizeof(((struct json_writer *)0)->comma))

void json_writer_init(struct json_writer *w, struct buf *out) {
	*w = (struct json_writer){ .out = out };
}

static void add_escape(struct buf *out, unsigned char c) {
	switch (c) {
	case '"':
		buf_add(out, "\\\"", 2);
		return;
	case '\\':
		buf_add(out, "\\\\", 2);
		return;
	case '\n':
		buf_add(out, "\\n", 2);
		return;
	case '\r':
		buf_add(out, "\\r", 2);
		return;
	case '\t':
		buf_add(out, "\\t", 2);
		return;
	default:
		buf_printf(out, "\\u%04x", c);
		return;
	}
}

/* Bytes that need no attention go out in runs: that is most of what is ever written. */
static void add_string(struct buf *out, const char *text) {
	const char *end = text + strlen(text);
	const char *run = text, *p = text;
	buf_add_char(out, '"');
	while (p < end) {
		unsigned char c = (unsigned char)*p;
		if (c >= 0x80) {
			const char *start = p;
			bool valid = false;
			text_decode(&p, end, &valid);
			if (!valid) {
				buf_add(out, run, (size_t)(start - run));
				buf_add_str(out, "\xEF\xBF\xBD");
				run = p;
			}
			continue;
		}
		if (c < 0x20 || c == '"' || c == '\\') {
			buf_add(out, run, (size_t)(p - run));
			add_escape(out, c);
			run = p + 1;
		}
		p++;
	}
	buf_add(out, run, (size_t)(end - run));
	buf_add_char(out, '"');
}

static void begin_value(struct json_writer *w, const char *key) {
	if (w->comma[w->depth]) {
		buf_add_char(w->out, ',');
	}
	w->comma[w->depth] = true;
	if (key != NULL) {
		add_string(w->out, key);
		buf_add_char(w->out, ':');
	}
}

static void begin_nest(struct json_writer *w, const char *key, char open) {
	begin_value(w, key);
	buf_add_char(w->out, open);
	assert(w->depth + 1 < DEPTH_MAX);
	w->depth++;
	w->comma[w->depth] = false;
}

static void end_nest(struct json_writer *w, char close) {
	assert(w->depth > 0);
	w->depth--;
	buf_add_char(w->out, close);
}

void json_object_begin(struct json_writer *w, const char *key) {
	begin_nest(w, key, '{');
}

void json_object_end(struct json_writer *w) {
	end_nest(w, '}');
}

void json_array_begin(struct json_writer *w, const char *key) {
	begin_nest(w, key, '[');
}

void json_array_end(struct json_writer *w) {
	end_nest(w, ']');
}

void json_put_string(struct json_writer *w, const char *key, const char *text) {
	if (text == NULL) {
		json_put_null(w, key);
		return;
	}
	begin_value(w, key);
	add_string(w->out, text);
}

void json_put_int(struct json_writer *w, const char *key, int64_t number) {
	begin_value(w, key);
	buf_printf(w->out, "%" PRId64, number);
}

void json_put_real(struct json_writer *w, const char *key, double number) {
	if (!isfinite(number)) {
		/* JSON has no word for it. */
		json_put_null(w, key);
		return;
	}
	/* The shortest form that reads back as the same number. */
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, number);
		if (strtod(text, NULL) == number) {
			break;
		}
	}
	begin_value(w, key);
	buf_add_str(w->out, text);
}

void json_put_bool(struct json_writer *w, const char *key, bool yes) {
	begin_value(w, key);
	buf_add_str(w->out, yes ? "true" : "false");
}

void json_put_null(struct json_writer *w, const char *key) {
	begin_value(w, key);
	buf_add(w->out, "null", 4);
}

void json_put_raw(struct json_writer *w, const char *key, const char *text, size_t len) {
	assert(len > 0);
	begin_value(w, key);
	buf_add(w->out, text, len);
}
