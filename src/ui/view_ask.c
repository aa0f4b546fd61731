/* The question that x asks, in words: what Enter does, what holding does, what it costs. */
#include "view_private.h"
#include "unlike/base/lang.h"

/* x came again so soon that it may be a hold. */
static bool hold_begins(const struct view *view) {
	const struct model *model = view->model;
	return view->now.mono < model->hold.last + DISARM_SHOWN_MS &&
			model->hold.phase != HOLD_IDLE;
}

static const struct words_pair plain[ASK_KIND_COUNT] = {
	[ASK_TAKE_BACK] = { N_("Take this like back?  {enter} takes it back · {escape} keeps "
			       "it"),
			N_("Take back? {enter} · {escape} keeps") },
	[ASK_LIKE_AGAIN] = { N_("Like this again?  {enter} likes it · {escape} leaves it"),
			N_("Like again? {enter} · {escape} no") },
	[ASK_UNDO] = { N_("Undo?  {enter} undoes it · {escape} leaves it"),
			N_("Undo? {enter} · {escape} leaves it") },
	[ASK_RETRY_TAKE_BACK] = { N_("Try again?  {enter} takes it back · {undo} keeps it · "
				     "{escape} later"),
			N_("Again? {enter} · {undo} keeps it") },
	[ASK_RETRY_LIKE] = { N_("Try again?  {enter} likes it · {undo} leaves it · {escape} "
				"later"),
			N_("Again? {enter} · {undo} leaves it") },
};
static const struct words_pair asked[ASK_KIND_COUNT] = {
	[ASK_TAKE_BACK] = { N_("Take this like back?  {enter} takes it back · keep holding "
			       "{take-back} · "
			       "{escape} keeps it"),
			N_("Take back? {enter} · hold {take-back} · {escape} keeps") },
	[ASK_LIKE_AGAIN] = { N_("Like this again?  {enter} likes it · keep holding "
				"{take-back} · {escape} "
				"leaves it"),
			N_("Like again? {enter} · hold {take-back} · {escape} no") },
	[ASK_UNDO] = { N_("Undo?  {enter} undoes it · keep holding {take-back} · {escape} "
			  "leaves it"),
			N_("Undo? {enter} · hold {take-back} · {escape} leaves it") },
	[ASK_RETRY_TAKE_BACK] = { N_("Try again?  {enter} takes it back · keep holding "
				     "{take-back} · {undo} "
				     "keeps it · {escape} later"),
			N_("Again? {enter} · hold {take-back} · {undo} keeps it") },
	[ASK_RETRY_LIKE] = { N_("Try again?  {enter} likes it · keep holding {take-back} · "
				"{undo} leaves it · "
				"{escape} later"),
			N_("Again? {enter} · hold {take-back} · {undo} leaves it") },
};
static const struct words_pair held[ASK_KIND_COUNT] = {
	[ASK_TAKE_BACK] = { N_("Keep holding {take-back} to take this like back.   {enter} "
			       "does it too · "
			       "{escape} keeps it"),
			N_("Keep holding {take-back} · {enter} · {escape} keeps") },
	[ASK_LIKE_AGAIN] = { N_("Keep holding {take-back} to like this again.   {enter} does "
				"it too · {escape} "
				"leaves it"),
			N_("Keep holding {take-back} · {enter} · {escape} leaves") },
	[ASK_UNDO] = { N_("Keep holding {take-back} to undo this.   {enter} does it too · "
			  "{escape} leaves it"),
			N_("Keep holding {take-back} · {enter} · {escape} leaves") },
	[ASK_RETRY_TAKE_BACK] = { N_("Keep holding {take-back} to try again.   {enter} does "
				     "it too · {undo} "
				     "keeps it · {escape} later"),
			N_("Keep holding {take-back} · {enter} · {undo} keeps") },
	[ASK_RETRY_LIKE] = { N_("Keep holding {take-back} to try again.   {enter} does it too "
				"· {undo} leaves "
				"it · {escape} later"),
			N_("Keep holding {take-back} · {enter} · {undo} leaves") },
};
static const struct words_pair begins[ASK_KIND_COUNT] = {
	[ASK_TAKE_BACK] = { N_("Keep holding {take-back} to take this like back.   {escape} "
			       "keeps it"),
			N_("Keep holding {take-back} · {escape} keeps") },
	[ASK_LIKE_AGAIN] = { N_("Keep holding {take-back} to like this again.   {escape} "
				"leaves it"),
			N_("Keep holding {take-back} · {escape} leaves") },
	[ASK_UNDO] = { N_("Keep holding {take-back} to undo this.   {escape} leaves it"),
			N_("Keep holding {take-back} · {escape} leaves") },
	[ASK_RETRY_TAKE_BACK] = { N_("Keep holding {take-back} to try again.   {undo} keeps "
				     "it · {escape} later"),
			N_("Keep holding {take-back} · {undo} keeps") },
	[ASK_RETRY_LIKE] = { N_("Keep holding {take-back} to try again.   {undo} leaves it · "
				"{escape} later"),
			N_("Keep holding {take-back} · {undo} leaves") },
};
static const struct words_pair disarmed = {
	N_("{take-back} came twice, so {enter} is off.   {escape}, then {take-back}, asks "
	   "again · or hold {take-back}"),
	N_("{take-back} twice: {enter} is off. {escape}, {take-back} again")
};
static const struct words_pair full = {
	N_("Now let go of {take-back}.   {escape} leaves it as it is"),
	N_("Now let go of {take-back} · {escape} leaves it")
};
static const struct words_pair disarmed_plain = {
	N_("{take-back} came twice, so {enter} is off.   {escape}, then {take-back}, asks "
	   "again"),
	N_("{take-back} twice: {enter} is off. {escape}, {take-back} again")
};

static bool by_button(const struct view *view) {
	const struct hold *hold = &view->model->hold;
	const bool shown = hold->phase == HOLD_HELD || !view->model->ask.armed;
	return hold->by == HOLD_BY_BUTTON && hold->phase != HOLD_IDLE && shown;
}

static const char *button_words(const struct view *view) {
	static const struct words_pair button[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Keep holding to take this like back.   Let go to keep it"),
				N_("Keep holding · let go keeps it") },
		[ASK_LIKE_AGAIN] = { N_("Keep holding to like this again.   Let go to leave it"),
				N_("Keep holding · let go leaves it") },
		[ASK_UNDO] = { N_("Keep holding to undo this.   Let go to leave it"),
				N_("Keep holding · let go leaves it") },
		[ASK_RETRY_TAKE_BACK] = { N_("Keep holding to try again.   Let go for later"),
				N_("Keep holding · let go for later") },
		[ASK_RETRY_LIKE] = { N_("Keep holding to try again.   Let go for later"),
				N_("Keep holding · let go for later") },
	};
	return view_pick(view, &button[view->model->ask.kind]);
}

static const char *ask_words(const struct view *view) {
	const struct model *model = view->model;
	const enum ask_kind kind = model->ask.kind;
	const bool holds = model->options.hold != MSEC_NEVER;
	const struct phrases *other = view_forecast_phrases(view);
	if (forecast_refuses(model)) {
		return view_forecast_refusal(view);
	}
	if (holds && model->hold.full) {
		return view_pick(view, &full);
	}
	if (by_button(view)) {
		return other != NULL ? view_pick(view, &other->button) : button_words(view);
	}
	if (!holds) {
		const struct words_pair *yes = other != NULL ? &other->plain : &plain[kind];
		return view_pick(view, model->ask.armed ? yes : &disarmed_plain);
	}
	if (model->ask.armed && model->ask.held) {
		return view_pick(view, other != NULL ? &other->held : &held[kind]);
	}
	if (model->ask.armed) {
		return view_pick(view, other != NULL ? &other->asked : &asked[kind]);
	}
	if (!hold_begins(view)) {
		return view_pick(view, &disarmed);
	}
	return view_pick(view, other != NULL ? &other->begins : &begins[kind]);
}

/* What liking again costs where it is not free of consequences; false: it is. */
static bool price_words(const struct view *view, struct buf *out) {
	const struct status *status = &view->model->status;
	const enum ask_kind kind = view->model->ask.kind;
	const bool again = kind == ASK_LIKE_AGAIN || kind == ASK_RETRY_LIKE;
	if (!again || (status->relike_cost == 0 && !status->relike_is_told)) {
		return false;
	}
	if (status->relike_cost > 0) {
		buf_printf(out, _("up to %u points, not %u"), status->relike_cost,
				status->cancel_cost);
	}
	if (status->relike_is_told) {
		buf_printf(out, "%s%s", out->len > 0 ? _("; ") : "",
				view->at.narrow ? _("author told") : _("its author is told"));
	}
	return true;
}

static void put_price(const struct view *view, const char *price, bool holding, struct buf *out) {
	const struct model *model = view->model;
	const char *x = model_key(model, REQUEST_TAKE_BACK);
	const char *enter = model_key(model, REQUEST_ENTER);
	const char *escape = model_key(model, REQUEST_ESCAPE);
	const bool button = by_button(view);
	if (holding && button) {
		buf_printf(out,
				view->at.narrow ? _("Keep holding: %s · let go leaves")
						: _("Keep holding to like this again (%s).  "
						    "Letting go leaves it"),
				price);
	} else if (holding) {
		buf_printf(out,
				view->at.narrow ? _("Keep holding %s: %s · %s leaves")
						: _("Keep holding %s to like this again (%s).  %s "
						    "leaves it"),
				x, price, escape);
	} else {
		buf_printf(out,
				view->at.narrow ? _("Like again? %s · %s")
						: _("Like again? (%s)  %s"),
				price, enter);
		if (model->options.hold != MSEC_NEVER) {
			buf_printf(out, _(" · hold %s"), x);
		}
		buf_printf(out, " · %s", escape);
	}
}

static const char *slide_words(const struct view *view) {
	static const struct words_pair soon = {
		N_("{slide} is held, or came too soon to tell: once more in a moment, or {enter}"),
		N_("Too soon: {slide} in a moment, or {enter}")
	};
	static const struct words_pair again[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Take this like back?  {slide} again takes it back, or "
				       "{enter} · {escape} keeps it"),
				N_("{slide} again, or {enter} · {escape} keeps") },
		[ASK_LIKE_AGAIN] = { N_("Like this again?  {slide} again likes it, or {enter} · "
					"{escape} leaves it"),
				N_("{slide} again, or {enter} · {escape} no") },
		[ASK_UNDO] = { N_("Undo?  {slide} again undoes it, or {enter} · {escape} leaves "
				  "it"),
				N_("{slide} again, or {enter} · {escape} no") },
		[ASK_RETRY_TAKE_BACK] = { N_("Try again?  {slide} again takes it back, or {enter} "
					     "· {undo} keeps it · {escape} later"),
				N_("{slide} again, or {enter} · {undo} keeps") },
		[ASK_RETRY_LIKE] = { N_("Try again?  {slide} again likes it, or {enter} · {undo} "
					"leaves it · {escape} later"),
				N_("{slide} again, or {enter} · {undo} leaves") },
	};
	return view_pick(view, view->model->slide.soon ? &soon : &again[view->model->ask.kind]);
}

static const char *drag_words(const struct view *view) {
	static const struct words_pair on = {
		N_("Slide it on, to the mark.   Let go and nothing happens"),
		N_("On to the mark · let go: nothing")
	};
	static const struct words_pair enough[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Let go to take this like back.   Slide it back to keep it"),
				N_("Let go takes it back") },
		[ASK_LIKE_AGAIN] = { N_("Let go to like this again.   Slide it back to leave it"),
				N_("Let go likes it again") },
		[ASK_UNDO] = { N_("Let go to undo this.   Slide it back to leave it"),
				N_("Let go undoes it") },
		[ASK_RETRY_TAKE_BACK] = { N_("Let go to try again.   Slide it back for later"),
				N_("Let go tries again") },
		[ASK_RETRY_LIKE] = { N_("Let go to try again.   Slide it back for later"),
				N_("Let go tries again") },
	};
	const struct model *model = view->model;
	return view_pick(view,
			slide_cells(model) < slide_need(model) ? &on : &enough[model->ask.kind]);
}

/* NULL: it is held, or may be. */
static const char *gesture_words(const struct view *view) {
	const struct phrases *other = view_forecast_phrases(view);
	const enum ask_by by = view->model->ask.by;
	if (by != ASK_BY_HOLD && forecast_refuses(view->model)) {
		return view_forecast_refusal(view);
	}
	if (other != NULL && !view->model->slide.soon && (by == ASK_BY_SLIDE || by == ASK_BY_BAR)) {
		return view_pick(view, &other->plain);
	}
	switch (by) {
	case ASK_BY_DRAG:
		return drag_words(view);
	case ASK_BY_SLIDE:
		return slide_words(view);
	case ASK_BY_BAR:
		return view_pick(view, &plain[view->model->ask.kind]);
	default:
		return NULL;
	}
}

void view_ask(const struct view *view, struct buf *out) {
	const struct model *model = view->model;
	const char *gesture = gesture_words(view);
	if (gesture != NULL) {
		keymap_words(model->options.keymap, gesture, out);
		return;
	}
	const bool holds = model->options.hold != MSEC_NEVER || by_button(view);
	const bool holding = holds && (model->ask.held || (!model->ask.armed && hold_begins(view)));
	struct buf price;
	buf_init(&price, BUF_UNLIMITED);
	const bool other = (!model->ask.armed && !holding) || model->hold.full ||
			forecast_refuses(model) || view_forecast_phrases(view) != NULL;
	if (other || !price_words(view, &price)) {
		keymap_words(model->options.keymap, ask_words(view), out);
	} else {
		put_price(view, price.data, holding, out);
	}
	buf_finish(&price);
}
