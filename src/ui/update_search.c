#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "model_private.h"

void search_open(struct model *model) {
	if (model->tab != TAB_LIKES) {
		model_say(model, SAY_INFO, _("Search works on Likes: press 1, then /."));
		return;
	}
	model->mode = MODE_SEARCH;
	model->typed[0] = '\0';
}

/* Adds raw text, cleaned, as far as whole characters of it fit. Cleaned together with what is
 * there: a mark that is typed by itself belongs to the character before it. */
static void add_text(struct model *model, const char *raw, size_t len) {
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

/* Line ends at the ends of a paste are no part of what was meant; inside they become blanks. */
void search_paste(struct model *model, const char *text) {
	size_t len = strlen(text);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r')) {
		len--;
	}
	while (len > 0 && (text[0] == '\n' || text[0] == '\r')) {
		text++;
		len--;
	}
	add_text(model, text, len);
}

static void remove_last(struct model *model) {
	const char *p = model->typed, *last = p;
	struct text_cluster cluster;
	for (const char *before = p; text_next(&p, &cluster); before = p) {
		last = before;
	}
	model->typed[last - model->typed] = '\0';
}

static void start(struct model *model, bool backwards, struct effects *effects) {
	const struct list *list = model_list(model);
	const struct row *row = list_focused(list);
	if (row == NULL) {
		model_say(model, SAY_INFO, _("There is nothing to search in yet."));
		return;
	}
	model_clear_message(model);
	model->searching = true;
	model->search_backwards = backwards;
	model->searched = 0;
	struct effect *effect = effects_add(effects, EFFECT_SEARCH);
	effect->backwards = backwards;
	effect->load.position = list->cursor;
	if (row->has_like) {
		effect->load.sort = row->like.sort;
		snprintf(effect->load.key, sizeof(effect->load.key), "%s", row->like.key);
	}
	snprintf(effect->text, sizeof(effect->text), "%s", model->query);
}

void search_again(struct model *model, bool backwards, struct effects *effects) {
	if (model->tab != TAB_LIKES) {
		model_say(model, SAY_INFO, _("Search works on Likes: press 1, then /."));
	} else if (model->query[0] == '\0') {
		model_say(model, SAY_INFO, _("Nothing was searched for yet: / begins a search."));
	} else {
		start(model, backwards, effects);
	}
}

void search_stop(struct model *model, struct effects *effects) {
	assert(model->searching);
	model->searching = false;
	effects_add(effects, EFFECT_SEARCH_STOP);
	model_say(model, SAY_INFO, _("The search was stopped. n goes on from here."));
}

static void finish_typing(struct model *model, struct effects *effects) {
	model->mode = MODE_LIST;
	if (model->typed[0] != '\0') {
		memcpy(model->query, model->typed, sizeof(model->query));
	}
	if (model->query[0] != '\0') {
		start(model, false, effects);
	}
}

static bool is_text(struct key key) {
	return (key.mods & (KEY_MOD_CTRL | KEY_MOD_ALT)) == 0 && key.sym >= 0x20 &&
			key.sym != KEY_SYM_BACKSPACE && key.sym < KEY_SYM_UP;
}

void search_key(struct model *model, struct key key, struct effects *effects) {
	const bool ctrl = (key.mods & KEY_MOD_CTRL) != 0;
	if (is_text(key)) {
		char utf8[4];
		add_text(model, utf8, text_encode(key.sym, utf8));
	} else if (key.sym == KEY_SYM_BACKSPACE || (ctrl && key.sym == 'h')) {
		if (model->typed[0] == '\0') {
			model->mode = MODE_LIST; /* nothing left: back, as in other programs */
		}
		remove_last(model);
	} else if (ctrl && key.sym == 'u') {
		model->typed[0] = '\0';
	} else if (key.sym == KEY_SYM_ENTER) {
		finish_typing(model, effects);
	} else if (key.sym == KEY_SYM_ESCAPE || (ctrl && key.sym == 'c')) {
		model->mode = MODE_LIST;
	}
}
