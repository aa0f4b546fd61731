/* What is wrong with a tape, as lines for a person; a hostile tape's words cleaned and cut. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/tape/tape.h"

#define PROBLEMS_MAX 50

struct problems {
	struct buf *out; /* foreign */
	size_t n; /* all, those that were not written included */
};

/* "file:line:column: sentence"; "file: sentence" where the line is 0. */
void problems_add(struct problems *problems, const struct tape_where *where, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
void problems_vadd(struct problems *problems, const struct tape_where *where, const char *fmt,
		va_list args) __attribute__((format(printf, 3, 0)));
/* A line as it is: its writer has named the file. */
void problems_add_line(struct problems *problems, const char *text);
/* What is added now is only counted: no need to find good words for it. */
bool problems_is_full(const struct problems *problems);
/* "… and N more" where there were too many. */
void problems_finish(struct problems *problems);

/* Text from a tape as it may stand in a sentence: by value, so that a call can be an argument. */
struct shown {
	char text[256];
};
struct shown problems_shown(const char *text, size_t len);
