/*
 * What the platform would make of a yes, and what that does to the question.
 *
 * The forecast is asked for behind every message that leaves a question open without one, whatever
 * asked it. A refusal lets nothing act. A warning is asked about once more, and only a new Enter or
 * a new complete hold answers that: the key that is still down from the first one does not. What
 * turns out worse than it was told voids what was agreed to, and what is being held.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "model_private.h"

enum {
	/* Longer than any usual delay before the first repeat of a key, as in core/hold. */
	ENTER_REPEAT_MS = 1100,
	/* A key that goes on repeating behind a stall comes again sooner than this; one that is
	 * pressed anew does not: it has that delay. */
	PRESS_GAP_MS = 130,
};

static enum risk_verdict verdict_of(const struct ask *ask) {
	return ask->judged ? ask->judgement.verdict : RISK_OK;
}

bool forecast_refuses(const struct model *model) {
	return model->ask.open && verdict_of(&model->ask) == RISK_REFUSE;
}

bool forecast_once_more(const struct model *model) {
	const struct row *row = list_focused(model_list(model));
	return row != NULL && ask_is_about(model, row) && model->ask.once_more &&
			verdict_of(&model->ask) == RISK_WARN;
}

static bool is_like(enum ask_kind kind) {
	return kind == ASK_LIKE_AGAIN || kind == ASK_RETRY_LIKE;
}

/* A row that was slid by the mouse and let go of cannot be let go of again: any other yes will
 * do. */
static void end_drag(struct model *model) {
	if (model->ask.by == ASK_BY_DRAG) {
		model->ask.by = ASK_BY_HOLD;
		model->slide.by = 0;
	}
}

/* --- saying yes ------------------------------------------------------------------------------ */

/* What was said and what is being held is no answer to what is asked now. */
static void begin_anew(struct model *model, msec_t now) {
	struct ask *ask = &model->ask;
	ask->anew = true;
	ask->held = false;
	ask->down = model->hold.by == HOLD_BY_KEY && model->hold.phase != HOLD_IDLE;
	ask->hasty = now;
	ask_swallow(model);
}

bool forecast_agree(struct model *model) {
	struct ask *ask = &model->ask;
	if (verdict_of(ask) == RISK_REFUSE) {
		ask->held = false;
		end_drag(model);
		ask_swallow(model);
		return false;
	}
	if (verdict_of(ask) != RISK_WARN || ask->once_more) {
		return true;
	}
	ask->once_more = true;
	ask->armed = true;
	end_drag(model);
	begin_anew(model, model->now.mono);
	return false;
}

bool forecast_enter_is_new(struct model *model, msec_t now) {
	struct ask *ask = &model->ask;
	if (ask->hasty == MSEC_NEVER || now >= ask->hasty + ENTER_REPEAT_MS) {
		return true;
	}
	ask->hasty = now;
	return false;
}

bool forecast_hold_is_new(const struct model *model) {
	const struct hold *hold = &model->hold;
	if (!model->ask.anew) {
		return true;
	}
	return !model->ask.down &&
			(hold->by != HOLD_BY_BYTES || hold->phase == HOLD_IDLE ||
					hold->first_repeat - hold->start > PRESS_GAP_MS);
}

void forecast_released(struct model *model, uint32_t sym) {
	struct ask *ask = &model->ask;
	if (sym == model->hold_sym) {
		ask->down = false;
	} else if (sym == KEY_SYM_ENTER) {
		ask->hasty = MSEC_NEVER;
	}
}

/* --- the plan instead ------------------------------------------------------------------------ */

bool forecast_can_pace(const struct model *model) {
	const struct ask *ask = &model->ask;
	const enum risk_verdict verdict = verdict_of(ask);
	return ask->open && !is_like(ask->kind) && ask->kind != ASK_UNDO &&
			(verdict == RISK_REFUSE || verdict == RISK_HOLD);
}

void forecast_pace(struct model *model, struct effects *effects) {
	if (!model->ask.armed && !forecast_refuses(model)) {
		return; /* as Enter: the message line says why */
	}
	struct effect *effect = effects_add(effects, EFFECT_PACE);
	(void)snprintf(effect->item, sizeof(effect->item), "%s", model->ask.item);
	ask_close(model);
	model_clear_message(model);
}

/* --- what is known --------------------------------------------------------------------------- */

static unsigned kinds_of(const struct risk_judgement *judgement) {
	unsigned ret = 0;
	for (size_t i = 0; i < judgement->n_begins; i++) {
		ret |= 1U << judgement->begins[i].kind;
	}
	return ret;
}

/* More may come of it than was told, or something else than nothing at all. */
static bool is_worse(const struct ask *before, const struct ask *after) {
	const enum risk_verdict from = verdict_of(before), to = verdict_of(after);
	if (from == RISK_REFUSE) {
		return to != RISK_REFUSE;
	}
	const unsigned known = before->judged ? kinds_of(&before->judgement) : 0;
	const unsigned begins = after->judged ? kinds_of(&after->judgement) : 0;
	return to > from || (begins & ~known) != 0;
}

void model_set_forecast(struct model *model, const char *item, const struct ui_forecast *forecast,
		struct ui_now now) {
	struct ask *ask = &model->ask;
	if (!ask->open || strcmp(ask->item, item) != 0) {
		return;
	}
	const struct ask before = *ask;
	ask->wanted = ask->told = true;
	ask->judged = forecast != NULL;
	if (forecast != NULL) {
		ask->judgement = *forecast->judgement;
		ask->frequent_within = forecast->platform->integrity.frequent.within;
		ask->network_within = forecast->platform->integrity.network.within;
	}
	if (before.told && is_worse(&before, ask)) {
		ask->once_more = false;
		begin_anew(model, now.mono);
	}
}

bool model_asks(const struct model *model, struct effect *ret) {
	const struct ask *ask = &model->ask;
	if (!ask->open || ask->kind == ASK_UNDO) {
		return false;
	}
	*ret = (struct effect){
		.type = EFFECT_FORECAST,
		.want = is_like(ask->kind),
		.liked_at = ask->liked_at,
	};
	(void)snprintf(ret->item, sizeof(ret->item), "%s", ask->item);
	return true;
}

/* When the worst of it is over: another judgement may be due. */
static msec_t changes_at(const struct ask *ask) {
	return ask->open && ask->judged && ask->judgement.n_reasons > 0
			? ask->judgement.reasons[0].resets_at
			: MSEC_NEVER;
}

void forecast_follow(struct model *model, const struct msg *msg, struct effects *effects) {
	struct ask *ask = &model->ask;
	struct effect asks;
	if (msg->type == MSG_TICK && changes_at(ask) <= msg->now.wall &&
			msg->now.mono >= ask->asked_at + MSEC_PER_SEC) {
		ask->wanted = false;
	}
	if (!ask->wanted && model_asks(model, &asks)) {
		ask->wanted = true;
		ask->asked_at = msg->now.mono;
		*effects_add(effects, EFFECT_FORECAST) = asks;
	}
}

msec_t forecast_next(const struct model *model, struct ui_now now) {
	const msec_t at = changes_at(&model->ask), again = model->ask.asked_at + MSEC_PER_SEC;
	if (at == MSEC_NEVER) {
		return MSEC_NEVER;
	}
	const msec_t due = at > now.wall ? now.mono + (at - now.wall) : now.mono;
	return due > again ? due : again;
}
