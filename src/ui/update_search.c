#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "model_private.h"

void search_open(struct model *model) {
	if (model->tab != TAB_LIKES) {
		model_say(model, SAY_INFO, _("Search works on Likes: press %s, then %s."),
				model_key(model, REQUEST_LIKES), model_key(model, REQUEST_SEARCH));
		return;
	}
	model->mode = MODE_SEARCH;
	model->typed[0] = '\0';
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
		model_say(model, SAY_INFO, _("Search works on Likes: press %s, then %s."),
				model_key(model, REQUEST_LIKES), model_key(model, REQUEST_SEARCH));
	} else if (model->query[0] == '\0') {
		model_say(model, SAY_INFO, _("Nothing was searched for yet: %s begins a search."),
				model_key(model, REQUEST_SEARCH));
	} else {
		start(model, backwards, effects);
	}
}

void search_stop(struct model *model, struct effects *effects) {
	assert(model->searching);
	model->searching = false;
	effects_add(effects, EFFECT_SEARCH_STOP);
	model_say(model, SAY_INFO, _("The search was stopped. %s goes on from here."),
			model_key(model, REQUEST_SEARCH_NEXT));
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

void search_for(struct model *model, const char *text, struct effects *effects) {
	snprintf(model->query, sizeof(model->query), "%s", text);
	search_again(model, false, effects);
}

void search_key(struct model *model, struct key key, struct effects *effects) {
	switch (typed_key(model, key)) {
	case TYPED_ENTERED:
		finish_typing(model, effects);
		break;
	case TYPED_LEFT:
		model->mode = MODE_LIST;
		break;
	case TYPED_CHANGED:
	case TYPED_NOTHING:
		break;
	}
}
