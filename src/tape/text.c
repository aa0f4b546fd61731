/* Frames as plain text between rules: the form of VHS's golden files. */
#include <stdlib.h>
#include <string.h>

#include "recorder_format.h"
#include "unlike/base/mem.h"

enum { RULE_CELLS = 80 };

struct text {
	struct buf *out; /* foreign */
	struct buf last; /* the frame that was written last */
	bool any;
};

static void *text_create(const struct recording *recording, struct buf *out) {
	(void)recording;
	struct text *text = xmalloc(sizeof(*text));
	*text = (struct text){ .out = out };
	buf_init(&text->last, BUF_UNLIMITED);
	return text;
}

static void text_stepped(void *self, msec_t at, const struct tape_command *command,
		const struct frame *frame) {
	(void)at;
	(void)command;
	struct text *text = self;
	struct buf now;
	buf_init(&now, BUF_UNLIMITED);
	frame_to_text(frame, &now);
	if (text->any && strcmp(now.data, text->last.data) == 0) {
		buf_finish(&now);
		return;
	}
	buf_add(text->out, now.data, now.len);
	for (int i = 0; i < RULE_CELLS; i++) {
		buf_add_str(text->out, "─");
	}
	buf_add_char(text->out, '\n');
	buf_finish(&text->last);
	text->last = now;
	text->any = true;
}

static void text_destroy(void *self) {
	struct text *text = self;
	buf_finish(&text->last);
	free(text);
}

static void text_still(
		const struct recording *recording, const struct frame *frame, struct buf *out) {
	(void)recording;
	frame_to_text(frame, out);
}

static const char *const endings[] = { ".txt", ".ascii", NULL };

const struct recorder_format recorder_text = {
	.endings = endings,
	.create = text_create,
	.stepped = text_stepped,
	.destroy = text_destroy,
	.still = text_still,
};
