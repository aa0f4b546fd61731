/* The keys, from the table that the keymap is made from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "view_private.h"

#define KEYS_COLS 13
#define LINE_MAX_BYTES 256

/* What no key asks for is asked for by its name. */
static const char *keys_of(const struct model *model, enum request request) {
	const struct keymap *keymap = model->options.keymap;
	return keymap->requests[request].n == 0 ? keymap_key(keymap, request)
						: keymap_keys(keymap, request);
}

static int longest_word(const char *keys) {
	size_t longest = 0;
	for (const char *p = keys; *p != '\0'; p += strspn(p, " ")) {
		const size_t len = strcspn(p, " ");
		char word[KEY_NAME_MAX];
		snprintf(word, sizeof(word), "%.*s", (int)len, p);
		const size_t width = text_width(word);
		longest = width > longest ? width : longest;
		p += len;
	}
	return (int)longest;
}

/* Behind the longest list of keys, as long as that leaves the sentences most of the room; no key is
 * broken. */
static int sentence_col(const struct model *model, const struct layout *at) {
	int width = KEYS_COLS - 2;
	int most = (model->cols / 3 > KEYS_COLS ? model->cols / 3 : KEYS_COLS) - 2;
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const char *keys = keys_of(model, (enum request)i);
		const int cells = (int)text_width(keys), word = longest_word(keys);
		width = cells > width ? cells : width;
		most = word > most ? word : most;
	}
	return at->heart + (width > most ? most : width) + 2;
}

/* The next line of what is left, which goes on behind it. */
static void take_line(const char **left, int cells, char ret[static LINE_MAX_BYTES]) {
	const size_t len = view_wrap(*left, cells > 1 ? (size_t)cells : 1);
	snprintf(ret, LINE_MAX_BYTES, "%.*s", (int)len, *left);
	*left += len;
	*left += **left == ' ' ? 1 : 0;
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

/* Draws an entry from this line of the help on, where there is a view: its keys beside its
 * sentence, both in as many lines as they need. Returns the lines that it takes. */
static int put_entry(const struct model *model, const struct layout *at, struct entry entry,
		int line, struct view *view) {
	const int col = sentence_col(model, at);
	const int before = line;
	const char *keys = entry.keys;
	struct buf help;
	buf_init(&help, BUF_UNLIMITED);
	keymap_words(model->options.keymap, entry.help, &help);
	for (const char *p = help.data; *p != '\0' || *keys != '\0'; line++) {
		char part[LINE_MAX_BYTES], sentence[LINE_MAX_BYTES];
		take_line(&keys, col - 2 - at->heart, part);
		take_line(&p, model->cols - 1 - col, sentence);
		const int y = at->list_row + line - model->help_top;
		if (view != NULL && y >= at->list_row && y < at->list_end) {
			frame_put_fit(view->frame, y, at->heart, col - 1, ROLE_KEY, part,
					view->glyphs->ellipsis);
			frame_put(view->frame, y, col, view->frame->cols, ROLE_TEXT, sentence);
		}
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
