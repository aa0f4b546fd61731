#include "problems.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/text.h"

#define SHOWN_CELLS 40

void problems_vadd(struct problems *problems, const struct tape_where *where, const char *fmt,
		va_list args) {
	problems->n++;
	if (problems->n > PROBLEMS_MAX) {
		return;
	}
	buf_add_str(problems->out, where->file);
	if (where->line > 0) {
		buf_printf(problems->out, ":%d:%d", where->line, where->column);
	}
	buf_add_str(problems->out, ": ");
	buf_vprintf(problems->out, fmt, args);
	buf_add_char(problems->out, '\n');
}

void problems_add(struct problems *problems, const struct tape_where *where, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	problems_vadd(problems, where, fmt, args);
	va_end(args);
}

void problems_add_line(struct problems *problems, const char *text) {
	problems->n++;
	if (problems->n <= PROBLEMS_MAX) {
		text_clean(text, strlen(text), problems->out);
		buf_add_char(problems->out, '\n');
	}
}

bool problems_is_full(const struct problems *problems) {
	return problems->n >= PROBLEMS_MAX;
}

void problems_finish(struct problems *problems) {
	if (problems->n > PROBLEMS_MAX) {
		buf_printf(problems->out, "… and %zu more\n", problems->n - PROBLEMS_MAX);
	}
}

struct shown problems_shown(const char *text, size_t len) {
	struct buf clean, cut;
	buf_init(&clean, BUF_UNLIMITED);
	buf_init(&cut, BUF_UNLIMITED);
	text_clean(text, len, &clean);
	size_t cells = SHOWN_CELLS;
	struct shown ret;
	do { /* marks take bytes without taking cells */
		buf_reset(&cut);
		text_fit(clean.data, cells--, "…", &cut);
	} while (cut.len >= sizeof(ret.text));
	memcpy(ret.text, cut.data, cut.len + 1);
	buf_finish(&cut);
	buf_finish(&clean);
	return ret;
}
