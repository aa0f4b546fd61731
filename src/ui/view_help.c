/* The keys, from the table that the keymap is made from. */
#include <stdio.h>
#include <string.h>

#include "view_private.h"

#define KEYS_COLS 13

static int sentence_col(const struct layout *at) {
	return at->heart + KEYS_COLS;
}

static size_t sentence_cells(const struct model *model, const struct layout *at) {
	const int cells = model->cols - 1 - sentence_col(at);
	return cells > 1 ? (size_t)cells : 1;
}

/* What no key asks for is asked for by its name. */
static void keys_of(enum request request, char ret[static 64]) {
	const char *keys = request_keys(request);
	const bool none = keys[0] == '\0';
	snprintf(ret, 64, "%s%s", none ? request_key(REQUEST_COMMAND) : keys,
			none ? request_name(request) : "");
}

/* Calls for each line of the help; draws where there is a view. Returns the number of lines. */
static int each_line(const struct model *model, const struct layout *at, struct view *view) {
	const size_t cells = sentence_cells(model, at);
	int line = 0;
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const char *p = request_help((enum request)i);
		for (bool first = true; *p != '\0'; first = false, line++) {
			const size_t len = view_wrap(p, cells);
			const int y = at->list_row + line - model->help_top;
			if (view != NULL && y >= at->list_row && y < at->list_end) {
				char sentence[256], keys[64];
				keys_of((enum request)i, keys);
				snprintf(sentence, sizeof(sentence), "%.*s", (int)len, p);
				frame_put(view->frame, y, at->heart, sentence_col(at) - 1, ROLE_KEY,
						first ? keys : "");
				frame_put(view->frame, y, sentence_col(at), view->frame->cols,
						ROLE_TEXT, sentence);
			}
			p += len;
			p += *p == ' ' ? 1 : 0;
		}
	}
	return line;
}

int help_lines(const struct model *model) {
	const struct layout at = layout_of(model);
	return each_line(model, &at, NULL);
}

void view_help(struct view *view) {
	each_line(view->model, &view->at, view);
}
