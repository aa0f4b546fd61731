#include "line.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

enum { SLOW_BYTES_PER_MS = 1 }; /* 9,600 baud */

void line_reset(struct line *line) {
	free(line->frame.cells);
	*line = (struct line){ .window = LINE_SMALL, .soonest = MSEC_NEVER };
}

static void ask(struct line *line, msec_t now) {
	line->asked = true;
	line->asked_at = now;
	line->before = line->after + strlen(LINE_QUESTION);
	line->after = 0;
}

void line_asked(struct line *line, msec_t now) {
	ask(line, now);
}

/* Of what was not asked about. */
static void drain(struct line *line, msec_t now) {
	const msec_t passed = now > line->drained_at ? now - line->drained_at : 0;
	const msec_t left = (msec_t)line->after - passed * SLOW_BYTES_PER_MS;
	if (!line->asked) {
		line->after = left > 0 ? (size_t)left : 0;
	}
	line->drained_at = now;
}

bool line_is_free(struct line *line, msec_t now) {
	drain(line, now);
	return !line->answers || line->before + line->after <= line->window;
}

bool line_sent(struct line *line, size_t bytes, msec_t now) {
	drain(line, now);
	line->after += bytes;
	if (!line->answers || line->asked || line->after <= LINE_SMALL) {
		return false;
	}
	ask(line, now);
	return true;
}

void line_answered(struct line *line, msec_t now) {
	if (!line->asked) {
		return; /* to nothing of ours */
	}
	const msec_t took = now - line->asked_at;
	if (took < line->soonest) {
		line->soonest = took;
	}
	if (took - line->soonest > LINE_GRACE_MS) {
		line->window = LINE_SMALL;
	} else if (line->window < LINE_LARGE) {
		line->window *= 2;
	}
	line->answers = true;
	line->asked = false;
	line->before = 0;
	line->drained_at = now;
}

void line_keep(struct line *line, const struct frame *frame, bool everything) {
	const size_t bytes = (size_t)frame->rows * (size_t)frame->cols * sizeof(*frame->cells);
	struct cell *cells = xrealloc(line->frame.cells, bytes);
	memcpy(cells, frame->cells, bytes);
	line->frame = *frame;
	line->frame.cells = cells;
	line->frame.targets = NULL;
	line->frame.n_targets = line->frame.cap_targets = 0;
	line->everything = line->everything || everything;
	line->waits = true;
}

bool line_drop(struct line *line) {
	const bool everything = line->everything;
	line->waits = line->everything = false;
	return everything;
}

msec_t line_deadline(const struct line *line) {
	return line->waits ? line->asked_at + LINE_GIVE_UP_MS : MSEC_NEVER;
}

void line_time(struct line *line, msec_t now) {
	if (line->waits && now >= line_deadline(line)) {
		line->answers = false;
	}
}
