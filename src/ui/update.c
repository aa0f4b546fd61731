#include "unlike/ui/model.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "model_private.h"
#include "view_private.h"

struct effect *effects_add(struct effects *effects, enum effect_type type) {
	assert(effects->n < EFFECTS_MAX);
	struct effect *effect = &effects->list[effects->n++];
	memset(effect, 0, sizeof(*effect));
	effect->type = type;
	return effect;
}

void effects_add_load(struct effects *effects, const struct model *model, enum tab tab) {
	if (list_needs_load(&model->lists[tab])) {
		*effects_add(effects, EFFECT_LOAD) = model_reload(model, tab);
	}
}

static void move_by(struct model *model, int64_t by, struct effects *effects) {
	list_move(model_list_mut(model), by);
	model->details.top = 0;
	effects_add_load(effects, model, model->tab);
}

static void move_to_end(struct model *model, bool last, struct effects *effects) {
	list_go_end(model_list_mut(model), last);
	model->details.top = 0;
	effects_add_load(effects, model, model->tab);
}

static bool update_move(struct model *model, enum request request, struct effects *effects) {
	const int64_t page = model_list(model)->page;
	const int64_t half = page > 1 ? page / 2 : 1;
	switch (request) {
	case REQUEST_DOWN:
		move_by(model, 1, effects);
		return true;
	case REQUEST_UP:
		move_by(model, -1, effects);
		return true;
	case REQUEST_PAGE_DOWN:
		move_by(model, page, effects);
		return true;
	case REQUEST_PAGE_UP:
		move_by(model, -page, effects);
		return true;
	case REQUEST_HALF_DOWN:
		move_by(model, half, effects);
		return true;
	case REQUEST_HALF_UP:
		move_by(model, -half, effects);
		return true;
	case REQUEST_FIRST:
	case REQUEST_LAST:
		move_to_end(model, request == REQUEST_LAST, effects);
		return true;
	default:
		return false;
	}
}

static void show_tab(struct model *model, enum tab tab, struct effects *effects) {
	if (tab == model->tab) {
		return;
	}
	model->tab = tab;
	details_close(model);
	list_set_page(model_list_mut(model), model_page(model));
	/* It may have moved on while nobody looked. */
	*effects_add(effects, EFFECT_LOAD) = model_reload(model, tab);
}

static bool update_tab(struct model *model, enum request request, struct effects *effects) {
	switch (request) {
	case REQUEST_LIKES:
		show_tab(model, TAB_LIKES, effects);
		return true;
	case REQUEST_ACTIVITY:
		show_tab(model, TAB_ACTIVITY, effects);
		return true;
	case REQUEST_PROFILE:
		show_tab(model, TAB_PROFILE, effects);
		return true;
	case REQUEST_TAB_NEXT:
		show_tab(model, (model->tab + 1) % TAB_COUNT, effects);
		return true;
	case REQUEST_TAB_PREVIOUS:
		show_tab(model, (model->tab + TAB_COUNT - 1) % TAB_COUNT, effects);
		return true;
	default:
		return false;
	}
}

static void undo(struct model *model, struct effects *effects) {
	const struct row *row = list_focused(model_list(model));
	const bool pending = row != NULL && row->has_intent && row->intent.state == INTENT_PENDING;
	const bool here = pending || (row != NULL && row_is_undecided(row));
	effects_add(effects, EFFECT_UNDO)->intent = here ? row->intent.id : 0;
}

static void open_page(struct model *model, struct effects *effects) {
	const struct row *row = list_focused(model_list(model));
	if (row == NULL) {
		model_say(model, SAY_INFO, _("There is no row here."));
		return;
	}
	struct effect *effect = effects_add(effects, EFFECT_OPEN);
	snprintf(effect->item, sizeof(effect->item), "%s", row_item(row));
}

static void sign_in(struct model *model, struct effects *effects) {
	if (model->status.sign_in) {
		effects_add(effects, EFFECT_SIGN_IN);
	} else {
		model_say(model, SAY_INFO,
				_("The session goes on: there is nothing to sign in to."));
	}
}

static void update_other(struct model *model, enum request request, struct ui_now now,
		struct effects *effects) {
	switch (request) {
	case REQUEST_UNDO:
		undo(model, effects);
		break;
	case REQUEST_OPEN:
		open_page(model, effects);
		break;
	case REQUEST_PACE:
		model_say(model, SAY_INFO,
				_("%s asks first; where it is refused or reviewed, %s puts it into "
				  "the plan."),
				model_key(model, REQUEST_TAKE_BACK),
				model_key(model, REQUEST_PACE));
		break;
	case REQUEST_REFRESH:
		effects_add(effects, EFFECT_REFRESH);
		break;
	case REQUEST_SHOW:
		details_open(model, now.mono);
		break;
	case REQUEST_LIKE_AGAIN:
		ask_from_words(model, true, now.mono);
		break;
	case REQUEST_SLIDE:
		slide_open(model, now.mono);
		break;
	case REQUEST_SIDEBAR:
		bar_open(model, now.mono);
		break;
	case REQUEST_SYNC:
		effects_add(effects, EFFECT_SYNC);
		break;
	case REQUEST_COMMAND:
		palette_open(model);
		break;
	case REQUEST_SEARCH:
		search_open(model);
		break;
	case REQUEST_SEARCH_NEXT:
	case REQUEST_SEARCH_BACK:
		search_again(model, request == REQUEST_SEARCH_BACK, effects);
		break;
	case REQUEST_ACCOUNT:
		effects_add(effects, EFFECT_NEXT_ACCOUNT);
		break;
	case REQUEST_CONFIG:
		effects_add(effects, EFFECT_CONFIG);
		break;
	case REQUEST_THEME:
		effects_add(effects, EFFECT_THEME);
		break;
	case REQUEST_SIGN_IN:
		sign_in(model, effects);
		break;
	case REQUEST_PLAN_HOLD:
		plan_hold(model, effects);
		break;
	case REQUEST_PLAN_STOP:
		plan_stop(model, effects);
		break;
	case REQUEST_HELP:
		model->mode = MODE_HELP;
		model->help_top = 0;
		break;
	case REQUEST_QUIT:
	case REQUEST_INTERRUPT:
		quit_ask(model, effects);
		break;
	default:
		break;
	}
}

/* What works whatever stands on the screen. */
static bool update_always(enum request request, struct effects *effects) {
	if (request == REQUEST_REDRAW) {
		effects_add(effects, EFFECT_REDRAW);
		return true;
	}
	if (request == REQUEST_SUSPEND) {
		effects_add(effects, EFFECT_SUSPEND);
		return true;
	}
	return false;
}

/* Esc ends the nearest thing: the question, the search, the message. */
static void escape(struct model *model, bool asked, struct effects *effects) {
	if (asked) {
		model_say(model, SAY_INFO, _("Nothing was changed."));
	} else if (model->searching) {
		search_stop(model, effects);
	} else if (model->details.over) {
		details_close(model);
	} else {
		model_clear_message(model);
	}
}

/* It answers what is asked; where nothing is, it tells all about the row. */
static void enter(struct model *model, msec_t now_mono, struct effects *effects) {
	if (model->ask.open) {
		ask_enter(model, now_mono, effects);
	} else if (!model->details.over) {
		model_clear_message(model);
		details_open(model, now_mono);
	}
}

/* What is other while the details stand in the list's place. */
static bool update_details(struct model *model, enum request request, struct ui_now now) {
	const int page = model_page(model);
	switch (request) {
	case REQUEST_PAGE_DOWN:
		details_scroll(model, page, now);
		return true;
	case REQUEST_PAGE_UP:
		details_scroll(model, -page, now);
		return true;
	case REQUEST_HALF_DOWN:
		details_scroll(model, page / 2, now);
		return true;
	case REQUEST_HALF_UP:
		details_scroll(model, -page / 2, now);
		return true;
	default:
		return false;
	}
}

/* What is neither a hold nor a slide, which look at the key itself. */
static void list_request(struct model *model, enum request request, struct ui_now now,
		struct effects *effects) {
	if (request == REQUEST_ENTER) {
		enter(model, now.mono, effects);
		return;
	}
	const bool asked = model->ask.open;
	ask_other_key(model);
	if (request == REQUEST_ESCAPE) {
		escape(model, asked, effects);
		return;
	}
	model_clear_message(model);
	if (request == REQUEST_QUIT && details_are_over(model)) {
		details_close(model); /* from here the key only goes back, as from the help */
		return;
	}
	update_request(model, request, now, effects);
}

static void update_list(
		struct model *model, struct key key, struct ui_now now, struct effects *effects) {
	const enum request request = keymap_find(model->options.keymap, key);
	if (plan_answer(model, request, effects)) {
		return;
	}
	if (forecast_can_pace(model) && keymap_has(model->options.keymap, REQUEST_PACE, key)) {
		forecast_pace(model, effects);
		return;
	}
	if (request == REQUEST_TAKE_BACK) {
		ask_key(model, key, now.mono, effects);
	} else if (request == REQUEST_SLIDE) {
		slide_key(model, key, now.mono, effects);
	} else if (request != REQUEST_COUNT) {
		list_request(model, request, now, effects);
	}
}

/* Hints name keys; the entries of the side bar are there without one, too. */
void update_clicked(struct model *model, enum request request, struct ui_now now,
		struct effects *effects) {
	const struct key key = keymap_first(model->options.keymap, request);
	if (key.sym != KEY_SYM_UNKNOWN) {
		update_key(model, key, now, effects);
	} else if (ask_is_by(model, ASK_BY_BAR) && request == REQUEST_TAKE_BACK) {
		ask_bar(model, now.mono, effects);
	} else if (ask_is_by(model, ASK_BY_BAR)) {
		list_request(model, request, now, effects);
	}
}

void update_focus(struct model *model, int64_t position, struct effects *effects) {
	if (position == model_list(model)->cursor) {
		return;
	}
	ask_other_key(model);
	model_clear_message(model);
	list_go(model_list_mut(model), position);
	effects_add_load(effects, model, model->tab);
}

void update_request(struct model *model, enum request request, struct ui_now now,
		struct effects *effects) {
	if (update_always(request, effects)) {
		return;
	}
	if (details_are_over(model) && update_details(model, request, now)) {
		return;
	}
	if (model->tab == TAB_PROFILE && profile_update(model, request)) {
		return;
	}
	if (!update_move(model, request, effects) && !update_tab(model, request, effects)) {
		update_other(model, request, now, effects);
	}
}

static void update_help(struct model *model, struct key key, struct effects *effects) {
	const int page = model_page(model);
	const enum request request = keymap_find(model->options.keymap, key);
	switch (request) {
	case REQUEST_DOWN:
		model->help_top++;
		break;
	case REQUEST_UP:
		model->help_top--;
		break;
	case REQUEST_PAGE_DOWN:
		model->help_top += page;
		break;
	case REQUEST_PAGE_UP:
		model->help_top -= page;
		break;
	case REQUEST_INTERRUPT:
		model->mode = MODE_LIST;
		quit_ask(model, effects);
		return;
	case REQUEST_HELP:
	case REQUEST_ESCAPE:
	case REQUEST_ENTER:
	case REQUEST_QUIT:
		model->mode = MODE_LIST;
		return;
	case REQUEST_LIKES:
	case REQUEST_ACTIVITY:
	case REQUEST_PROFILE:
		model->mode = MODE_LIST;
		(void)update_tab(model, request, effects);
		return;
	default:
		return;
	}
	help_scroll(model, 0);
}

void help_scroll(struct model *model, int by) {
	model->help_top += by;
	const int last = help_lines(model) - model_page(model);
	model->help_top = model->help_top > last ? last : model->help_top;
	model->help_top = model->help_top < 0 ? 0 : model->help_top;
}

/* Nobody sees a row or a question here, nor what is typed: only leaving works. */
static bool works_when_small(const struct model *model, enum request request) {
	if (model->mode == MODE_SEARCH || model->mode == MODE_PALETTE) {
		return request == REQUEST_ESCAPE || request == REQUEST_INTERRUPT;
	}
	return model->mode == MODE_QUIT || request == REQUEST_QUIT ||
			request == REQUEST_INTERRUPT || request == REQUEST_ESCAPE;
}

void update_key(struct model *model, struct key key, struct ui_now now, struct effects *effects) {
	const enum request request = keymap_find(model->options.keymap, key);
	if (update_always(request, effects)) {
		ask_close(model);
		return;
	}
	if (model_too_small(model) && !works_when_small(model, request)) {
		return;
	}
	switch (model->mode) {
	case MODE_LIST:
		update_list(model, key, now, effects);
		break;
	case MODE_SEARCH:
		search_key(model, key, effects);
		break;
	case MODE_PALETTE:
		palette_key(model, key, now, effects);
		break;
	case MODE_HELP:
		update_help(model, key, effects);
		break;
	case MODE_QUIT:
		quit_key(model, key, effects);
		break;
	default:
		assert(!"a mode");
	}
}

static void paste(struct model *model, const char *text) {
	if (model_too_small(model)) {
		return;
	}
	if (model->mode == MODE_SEARCH) {
		typed_paste(model, text);
	} else if (model->mode == MODE_PALETTE) {
		palette_paste(model, text);
	}
}

static void resize(struct model *model, int rows, int cols, struct effects *effects) {
	model->rows = rows < 1 ? 1 : rows;
	model->cols = cols < 1 ? 1 : cols;
	model->help_top = 0;
	slide_stop(model);
	if (model_too_small(model)) {
		ask_close(model); /* nobody sees the lists: they stay as they are */
		return;
	}
	for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
		list_set_page(&model->lists[tab], model_page(model));
	}
	effects_add_load(effects, model, model->tab);
}

size_t model_update(
		struct model *model, const struct msg *msg, struct effect ret[static EFFECTS_MAX]) {
	struct effects effects = { .list = ret };
	model->now = msg->now;
	switch (msg->type) {
	case MSG_KEY:
		update_key(model, msg->u.key, msg->now, &effects);
		break;
	case MSG_RELEASE:
		ask_release(model, msg->u.key, msg->now.mono, &effects);
		break;
	case MSG_MOUSE:
		mouse_update(model, msg, &effects);
		break;
	case MSG_FOCUS_LOST:
		model->pressed = (struct target){ 0 };
		slide_stop(model);
		ask_let_go(model);
		break;
	case MSG_PASTE:
		paste(model, msg->u.paste);
		break;
	case MSG_RESIZE:
		resize(model, msg->u.size.rows, msg->u.size.cols, &effects);
		break;
	case MSG_TICK:
		ask_time(model, msg->now.mono, &effects);
		profile_time(model, msg->now.wall, &effects);
		break;
	default:
		assert(!"a message");
	}
	details_follow(model, msg, &effects);
	forecast_follow(model, msg, &effects);
	return effects.n;
}
