/*
 * All about the row at the cursor. Most of it is in the row; what happened to it is asked for when
 * the cursor has rested there for a moment, so that scrolling reads nothing, and never between a
 * key and its frame.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "model_private.h"
#include "view_private.h"

#define REST_MS 150

static void forget_steps(struct details *details) {
	for (size_t i = 0; i < details->n; i++) {
		free(details->steps[i].why);
	}
	free(details->steps);
	free(details->item);
	details->steps = NULL;
	details->item = NULL;
	details->n = 0;
}

void details_finish(struct details *details) {
	forget_steps(details);
	free(details->asked.item);
	free(details->rests.item);
}

static bool is_place_of(const struct details_place *place, const struct row *row) {
	return place->item != NULL && strcmp(place->item, row_item(row)) == 0 &&
			place->intent == (row->has_intent ? row->intent.id : 0) &&
			place->changed_at == (row->has_intent ? row->intent.changed_at : 0);
}

static void set_place(struct details_place *place, const struct row *row) {
	free(place->item);
	*place = (struct details_place){
		.item = xstrdup(row_item(row)),
		.intent = row->has_intent ? row->intent.id : 0,
		.changed_at = row->has_intent ? row->intent.changed_at : 0,
	};
}

bool details_are_over(const struct model *model) {
	return model->details.over && list_focused(model_list(model)) != NULL;
}

/* The row whose details are on the screen; NULL: there are none. */
static const struct row *shown_row(const struct model *model) {
	const struct layout at = layout_of(model);
	const bool shown = !model_too_small(model) && model->mode != MODE_HELP &&
			(model->details.over || at.pane < at.pane_end);
	return shown ? list_focused(model_list(model)) : NULL;
}

void details_open(struct model *model, msec_t now) {
	const struct row *row = list_focused(model_list(model));
	if (row == NULL) {
		model_say(model, SAY_INFO, _("There is no row here."));
		return;
	}
	model->details.over = true;
	model->details.top = 0;
	set_place(&model->details.rests, row);
	model->details.due = now; /* the next turn: the frame with what is here comes first */
}

void details_close(struct model *model) {
	model->details.over = false;
	model->details.top = 0;
}

void details_scroll(struct model *model, int by, struct ui_now now) {
	const int last = details_lines(model, now) - model_page(model);
	int top = model->details.top + by;
	top = top > last ? last : top;
	model->details.top = top < 0 ? 0 : top;
}

void details_follow(struct model *model, const struct msg *msg, struct effects *effects) {
	const msec_t now = msg->now.mono;
	struct details *details = &model->details;
	const struct row *row = shown_row(model);
	if (row == NULL || is_place_of(&details->asked, row)) {
		return;
	}
	if (!is_place_of(&details->rests, row)) {
		set_place(&details->rests, row);
		details->due = now + REST_MS;
	} else if (now >= details->due && msg->type == MSG_TICK) {
		const enum ask_kind kind = row_ask(row);
		set_place(&details->asked, row);
		details->judges = kind != ASK_UNDO;
		details->want = kind == ASK_LIKE_AGAIN || kind == ASK_RETRY_LIKE;
		details->liked_at = row->has_like ? row->like.liked_at : 0;
		details->cost.known = false;
		(void)model_costs(model, effects_add(effects, EFFECT_DETAILS));
	}
}

msec_t details_next(const struct model *model, msec_t now) {
	const struct details *details = &model->details;
	const struct row *row = shown_row(model);
	if (row == NULL || is_place_of(&details->asked, row)) {
		return MSEC_NEVER;
	}
	/* Rows that came without a message: the tick says since when the cursor rests there. */
	return is_place_of(&details->rests, row) ? details->due : now;
}

bool model_costs(const struct model *model, struct effect *ret) {
	const struct details *details = &model->details;
	if (details->asked.item == NULL) {
		return false;
	}
	*ret = (struct effect){
		.type = EFFECT_DETAILS,
		.judges = details->judges,
		.want = details->want,
		.liked_at = details->liked_at,
	};
	(void)snprintf(ret->item, sizeof(ret->item), "%s", details->asked.item);
	return details->judges;
}

void model_set_cost(struct model *model, const char *item, const struct ui_forecast *forecast) {
	struct details *details = &model->details;
	if (details->asked.item == NULL || strcmp(details->asked.item, item) != 0) {
		return;
	}
	details->cost.known = forecast != NULL;
	if (forecast != NULL) {
		details->cost.judgement = *forecast->judgement;
		details->cost.frequent_within = forecast->platform->integrity.frequent.within;
		details->cost.network_within = forecast->platform->integrity.network.within;
	}
}

void model_set_details(struct model *model, const struct ui_details *from) {
	struct details *details = &model->details;
	if (details->asked.item == NULL || strcmp(details->asked.item, from->item) != 0) {
		return;
	}
	forget_steps(details);
	details->item = xstrdup(from->item);
	details->steps = xcalloc(from->n + 1, sizeof(*details->steps));
	details->n = from->n;
	details->older = from->older;
	for (size_t i = 0; i < from->n; i++) {
		struct step *step = &details->steps[i];
		assert(from->steps[i].to < INTENT_STATE_COUNT);
		step->of = from->steps[i];
		step->why = clean_copy(from->steps[i].why);
		step->of.why = step->why;
	}
}
