/* The keys, from the table that the keymap is made from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "view_private.h"

#define KEYS_COLS 13

/* What no key asks for is asked for by its name. */
static const char *keys_of(const struct model *model, enum request request) {
	const struct keymap *keymap = model->options.keymap;
	return keymap->requests[request].n == 0 ? keymap_key(keymap, request)
						: keymap_keys(keymap, request);
}

/* Behind the longest list of keys, as long as that leaves the sentences most of the room. */
static int sentence_col(const struct model *model, const struct layout *at) {
	int width = KEYS_COLS - 2;
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const int keys = (int)text_width(keys_of(model, (enum request)i));
		width = keys > width ? keys : width;
	}
	const int most = model->cols / 3 > KEYS_COLS ? model->cols / 3 : KEYS_COLS;
	return at->heart + (width + 2 > most ? most : width + 2);
}

static size_t sentence_cells(const struct model *model, const struct layout *at) {
	const int cells = model->cols - 1 - sentence_col(model, at);
	return cells > 1 ? (size_t)cells : 1;
}

/* The marks of what the platforms' rules say (risk_words.h); behind the keys. */
static const struct {
	const char *mark, *ascii, *help;
} marks[] = {
	{ "*", "*", N_("behind a number: unverified, as one published article has it") },
	{ "≈", "~", N_("before a number: assumed, as the article does not say it") },
};

struct entry {
	const char *keys, *help;
};

/* Draws one entry from this line of the help on, where there is a view. Returns the lines that it
 * takes. */
static int put_entry(const struct model *model, const struct layout *at, struct entry entry,
		int line, struct view *view) {
	const size_t cells = sentence_cells(model, at);
	const int before = line;
	struct buf help;
	buf_init(&help, BUF_UNLIMITED);
	keymap_words(model->options.keymap, entry.help, &help);
	for (const char *p = help.data; *p != '\0'; line++) {
		const size_t len = view_wrap(p, cells);
		const int y = at->list_row + line - model->help_top;
		if (view != NULL && y >= at->list_row && y < at->list_end) {
			char sentence[256];
			snprintf(sentence, sizeof(sentence), "%.*s", (int)len, p);
			frame_put_fit(view->frame, y, at->heart, sentence_col(model, at) - 1,
					ROLE_KEY, line == before ? entry.keys : "",
					view->glyphs->ellipsis);
			frame_put(view->frame, y, sentence_col(model, at), view->frame->cols,
					ROLE_TEXT, sentence);
		}
		p += len;
		p += *p == ' ' ? 1 : 0;
	}
	buf_finish(&help);
	return line - before;
}

/* The platform's own gesture, before all keys, and a line between. */
static int put_gesture(const struct model *model, const struct layout *at, struct view *view) {
	const struct view of_model = { .model = model, .at = *at, .glyphs = glyphs_of(model) };
	int line = 0;
	struct buf words;
	buf_init(&words, BUF_UNLIMITED);
	view_gesture(&of_model, &words);
	for (const char *p = words.data; p != NULL && *p != '\0'; line++) {
		const size_t len = view_wrap(p, (size_t)(model->cols - 1 - at->heart));
		const int y = at->list_row + line - model->help_top;
		if (view != NULL && y >= at->list_row && y < at->list_end) {
			char *text = xstrndup(p, len);
			frame_put(view->frame, y, at->heart, view->frame->cols, ROLE_STRONG, text);
			free(text);
		}
		p += len;
		p += *p == ' ' ? 1 : 0;
	}
	buf_finish(&words);
	return line > 0 ? line + 1 : 0;
}

/* Returns the number of lines. */
static int each_line(const struct model *model, const struct layout *at, struct view *view) {
	int line = put_gesture(model, at, view);
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const enum request request = (enum request)i;
		const struct entry entry = { keys_of(model, request), request_help(request) };
		line += put_entry(model, at, entry, line, view);
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const struct entry entry = { model->options.ascii ? marks[i].ascii : marks[i].mark,
			lang_text(marks[i].help) };
		line += put_entry(model, at, entry, line, view);
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
