/*
 * The question that x asks, and its two answers: Enter, or x held to the end.
 *
 * A key that is held sends bytes like a key that is tapped, so the first byte only asks. A further
 * byte that is no repeat takes Enter's power away until a hold proves itself: 'xx⏎', typed into
 * the wrong window, does nothing.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "model_private.h"

#define BAR_SOON_MS 50

static void forget_ask(struct model *model) {
	free(model->ask.item);
	free(model->ask.key);
	model->ask = (struct ask){ 0 };
	model->slide.soon = false;
	model->slide.by = 0;
}

/* The key may still be down: its bytes must not ask again, or answer what comes next. */
void ask_swallow(struct model *model) {
	struct hold *hold = &model->hold;
	const bool is_down = hold->by == HOLD_BY_KEY && hold->phase == HOLD_PENDING;
	if (hold->by == HOLD_BY_BUTTON) {
		hold_reset(hold);
	} else if (hold->phase == HOLD_HELD || is_down) {
		hold->phase = HOLD_DONE;
	} else if (hold->phase == HOLD_PENDING) {
		hold_reset(hold);
	}
}

void ask_close(struct model *model) {
	ask_swallow(model);
	forget_ask(model);
}

void ask_other_key(struct model *model) {
	/* Terminals repeat the key that went down last: behind a hold that acted, bytes of its key
	 * are a new press from here on. One that has not acted keeps silent as long as it comes. */
	const bool acted = model->hold.phase == HOLD_DONE;
	ask_close(model);
	if (acted) {
		hold_reset(&model->hold);
	}
	if (model->slide.hold.phase == HOLD_DONE) {
		hold_reset(&model->slide.hold);
	}
}

bool ask_is_by(const struct model *model, enum ask_by by) {
	return model->ask.open && model->ask.by == by;
}

static bool is_asked(const struct ask *ask, const struct row *row) {
	if (ask->key != NULL && row->has_like) {
		return strcmp(ask->key, row->like.key) == 0;
	}
	return ask->key == NULL && row->has_intent && row->intent.id == ask->intent;
}

bool ask_is_about(const struct model *model, const struct row *row) {
	return model->ask.open && is_asked(&model->ask, row);
}

const struct row *ask_row(const struct model *model) {
	const struct list *list = model_list(model);
	const struct row *focused = list_focused(list);
	if (focused != NULL && is_asked(&model->ask, focused)) {
		return focused;
	}
	for (size_t i = 0; i < list->n; i++) {
		if (is_asked(&model->ask, &list->rows[i])) {
			return &list->rows[i];
		}
	}
	return NULL;
}

static int64_t intent_id(const struct row *row) {
	return row->has_intent ? row->intent.id : 0;
}

static bool ask_holds(const struct model *model, const struct row *row) {
	return row_ask(row) == model->ask.kind &&
			(model->ask.kind != ASK_UNDO || intent_id(row) == model->ask.intent);
}

void ask_check(struct model *model) {
	if (!model->ask.open) {
		return;
	}
	const struct row *row = ask_row(model);
	if (row == NULL) {
		ask_close(model);
		model_say(model, SAY_WARN, _("The row went away meanwhile. Nothing was done."));
	} else if (!ask_holds(model, row)) {
		ask_close(model);
		model_say(model, SAY_WARN,
				_("The row changed meanwhile. Nothing was done; %s asks again."),
				model_key(model, REQUEST_TAKE_BACK));
	}
}

static void open_ask(struct model *model, const struct row *row, enum ask_by by, msec_t now) {
	forget_ask(model);
	model_clear_message(model);
	model->ask = (struct ask){
		.open = true,
		.by = by,
		.since = now,
		.kind = row_ask(row),
		.item = xstrdup(row_item(row)),
		.key = row->has_like ? xstrdup(row->like.key) : NULL,
		.intent = intent_id(row),
		.armed = by != ASK_BY_DRAG,
		.hasty = MSEC_NEVER,
		.liked_at = row->has_like ? row->like.liked_at : 0,
	};
}

static const struct row *focused_row(struct model *model) {
	const struct row *row = list_focused(model_list(model));
	if (row == NULL) {
		model_say(model, SAY_INFO, _("There is no row here."));
	}
	return row;
}

bool ask_open(struct model *model, enum ask_by by, msec_t now) {
	const struct row *row = focused_row(model);
	if (row != NULL) {
		open_ask(model, row, by, now);
	}
	return row != NULL;
}

static void act(struct model *model, struct effects *effects) {
	static const enum effect_type types[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = EFFECT_TAKE_BACK,
		[ASK_LIKE_AGAIN] = EFFECT_LIKE_AGAIN,
		[ASK_UNDO] = EFFECT_UNDO,
		[ASK_RETRY_TAKE_BACK] = EFFECT_TAKE_BACK,
		[ASK_RETRY_LIKE] = EFFECT_LIKE_AGAIN,
	};
	assert(model->ask.open);
	if (!forecast_agree(model)) {
		return; /* the message line says why */
	}
	struct effect *effect = effects_add(effects, types[model->ask.kind]);
	if (model->ask.kind == ASK_UNDO) {
		effect->intent = model->ask.intent;
	} else {
		snprintf(effect->item, sizeof(effect->item), "%s", model->ask.item);
	}
	/* After a tap and Enter the next x is a new question, however soon it comes; the bytes of
	 * a key that is held are none. */
	ask_swallow(model);
	forget_ask(model);
	model_clear_message(model);
}

static void let_go(struct model *model) {
	if (model->ask.open && model->ask.held) {
		forget_ask(model);
		model_say(model, SAY_INFO, _("Let go: nothing happened."));
	}
}

static void hold_event(struct model *model, enum hold_event event, struct effects *effects) {
	switch (event) {
	case HOLD_REPEAT:
		if (ask_is_by(model, ASK_BY_HOLD)) {
			model->ask.armed = true;
			model->ask.held = model_can_hold(model) && !forecast_refuses(model);
		}
		break;
	case HOLD_FIRED:
		if (ask_is_by(model, ASK_BY_HOLD) && model_can_hold(model) &&
				forecast_hold_is_new(model)) {
			act(model, effects);
		}
		break;
	case HOLD_RELEASED:
		let_go(model);
		break;
	default:
		break;
	}
}

static void press(struct model *model, msec_t now) {
	const struct row *row = focused_row(model);
	if (row == NULL) {
		hold_reset(&model->hold);
		return;
	}
	if (ask_is_by(model, ASK_BY_HOLD)) {
		model->ask.armed = model->ask.held = false; /* it was asked before: a second tap */
	} else {
		open_ask(model, row, ASK_BY_HOLD, now);
	}
}

/* What the answer yes would come to. */
static bool is_to_like(const struct row *row) {
	const enum ask_kind kind = row_ask(row);
	return kind == ASK_LIKE_AGAIN || kind == ASK_RETRY_LIKE ||
			(kind == ASK_UNDO && !row->intent.want);
}

void ask_from_words(struct model *model, bool like_again, msec_t now) {
	const struct row *row = focused_row(model);
	if (row == NULL) {
		return;
	}
	if (is_to_like(row) == like_again) {
		open_ask(model, row, ASK_BY_HOLD, now);
	} else {
		model_say(model, SAY_INFO, "%s",
				like_again ? _("You like it already.")
					   : _("It is taken back already; 'like' likes it again."));
	}
}

/* Its letter acts at once. What an input method commits comes at once, too, and all together. */
void ask_bar(struct model *model, msec_t now, struct effects *effects) {
	ask_enter(model, now, effects);
	hold_reset(&model->hold);
	(void)hold_feed(&model->hold, now);
	model->hold.phase = HOLD_DONE; /* it may be held from here on */
}

void ask_key(struct model *model, struct key key, msec_t now, struct effects *effects) {
	ask_time(model, now, effects);
	if (ask_is_by(model, ASK_BY_BAR)) {
		model->hold_sym = key.sym;
		ask_bar(model, now, effects);
		return;
	}
	const enum hold_event event = hold_feed(&model->hold, now);
	switch (event) {
	case HOLD_PRESSED:
		model->hold_sym = key.sym;
		press(model, now);
		break;
	case HOLD_AGAIN:
		model->ask.armed = model->ask.armed && !ask_is_by(model, ASK_BY_HOLD);
		break;
	default:
		hold_event(model, event, effects);
		break;
	}
}

void ask_enter(struct model *model, msec_t now, struct effects *effects) {
	ask_time(model, now, effects);
	if (!model->ask.open || !model->ask.armed) {
		return; /* the message line says why */
	}
	if (model->ask.by == ASK_BY_BAR && now < model->ask.since + BAR_SOON_MS) {
		return; /* nobody has seen it yet */
	}
	if (forecast_enter_is_new(model, now)) {
		act(model, effects);
	}
}

void ask_time(struct model *model, msec_t now, struct effects *effects) {
	hold_event(model, hold_tick(&model->hold, now), effects);
	slide_time(model, now);
}

/* Releases tell the key without Shift. */
static bool is_same_key(uint32_t pressed, uint32_t released) {
	const bool upper = pressed >= 'A' && pressed <= 'Z';
	return pressed == released || (upper && pressed + ('a' - 'A') == released);
}

void ask_release(struct model *model, struct key key, msec_t now, struct effects *effects) {
	slide_release(model, key, now);
	if (is_same_key(model->hold_sym, key.sym)) {
		forecast_released(model, model->hold_sym);
	} else {
		forecast_released(model, key.sym);
	}
	if (!is_same_key(model->hold_sym, key.sym) || model->hold.by == HOLD_BY_BUTTON) {
		hold_prove_releases(&model->hold);
		return;
	}
	hold_event(model, hold_release(&model->hold, now), effects);
}

void ask_press_button(struct model *model, msec_t now, struct effects *effects) {
	ask_time(model, now, effects);
	hold_press_button(&model->hold, now);
	press(model, now);
}

void ask_release_button(struct model *model, msec_t now, struct effects *effects) {
	if (model->hold.by == HOLD_BY_BUTTON) {
		hold_event(model, hold_release(&model->hold, now), effects);
	}
}

void ask_let_go(struct model *model) {
	hold_reset(&model->hold);
	forecast_released(model, model->hold_sym);
	let_go(model);
}
