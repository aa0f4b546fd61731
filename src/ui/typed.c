/* The line that is typed into at the bottom: what is searched for, or a command. */
#include <assert.h>
#include <string.h>

#include "unlike/base/text.h"
#include "model_private.h"

/* Cleaned together with what is there: a mark that is typed by itself belongs to the character
 * before it. */
static void add(struct model *model, const char *raw, size_t len) {
	struct buf joined, clean;
	buf_init(&joined, BUF_UNLIMITED);
	buf_init(&clean, BUF_UNLIMITED);
	buf_add_str(&joined, model->typed);
	buf_add(&joined, raw, len);
	text_clean(joined.data, joined.len, &clean);
	const char *p = clean.data;
	size_t fits = 0;
	struct text_cluster cluster;
	while (text_next(&p, &cluster) && (size_t)(p - clean.data) <= QUERY_MAX) {
		fits = (size_t)(p - clean.data);
	}
	assert(fits <= QUERY_MAX);
	memcpy(model->typed, clean.data, fits);
	model->typed[fits] = '\0';
	buf_finish(&joined);
	buf_finish(&clean);
}

void typed_paste(struct model *model, const char *text) {
	size_t len = strlen(text);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r')) {
		len--;
	}
	while (len > 0 && (text[0] == '\n' || text[0] == '\r')) {
		text++;
		len--;
	}
	add(model, text, len);
}

static void remove_last(struct model *model) {
	const char *p = model->typed, *last = p;
	struct text_cluster cluster;
	for (const char *before = p; text_next(&p, &cluster); before = p) {
		last = before;
	}
	model->typed[last - model->typed] = '\0';
}

static bool is_text(struct key key) {
	return (key.mods & (KEY_MOD_CTRL | KEY_MOD_ALT)) == 0 && key.sym >= 0x20 &&
			key.sym != KEY_SYM_BACKSPACE && key.sym < KEY_SYM_UP;
}

enum typed_key typed_key(struct model *model, struct key key) {
	const bool ctrl = (key.mods & KEY_MOD_CTRL) != 0;
	if (is_text(key)) {
		char utf8[4];
		add(model, utf8, text_encode(key.sym, utf8));
		return TYPED_CHANGED;
	}
	if (key.sym == KEY_SYM_BACKSPACE || (ctrl && key.sym == 'h')) {
		if (model->typed[0] == '\0') {
			return TYPED_LEFT; /* nothing left: back, as in other programs */
		}
		remove_last(model);
		return TYPED_CHANGED;
	}
	if (ctrl && key.sym == 'u') {
		model->typed[0] = '\0';
		return TYPED_CHANGED;
	}
	const bool leaves = key.sym == KEY_SYM_ESCAPE || (ctrl && key.sym == 'c');
	return leaves ? TYPED_LEFT : key.sym == KEY_SYM_ENTER ? TYPED_ENTERED : TYPED_NOTHING;
}
