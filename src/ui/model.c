#include "unlike/ui/model.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "model_private.h"
#include "view_private.h"

struct model *model_create(const struct model_options *options) {
	struct model *model = xcalloc(1, sizeof(*model));
	model->options = *options;
	model->command = xstrdup(options->command != NULL ? options->command : "unlike");
	model->options.command = model->command;
	if (model->options.keymap == NULL) {
		model->options.keymap = keymap_default();
	}
	model->rows = 24;
	model->cols = 80;
	list_init(&model->lists[TAB_LIKES], false);
	list_init(&model->lists[TAB_ACTIVITY], true);
	list_init(&model->lists[TAB_PROFILE], false);
	profile_init(&model->profile);
	for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
		list_set_page(&model->lists[tab], model_page(model));
	}
	hold_init(&model->hold,
			options->hold > 0 && options->hold != MSEC_NEVER ? options->hold
									 : HOLD_DEFAULT_MS);
	hold_init(&model->slide.hold, HOLD_DEFAULT_MS);
	model->status.likes = -1;
	model->status.online = model->status.is_sender = true;
	return model;
}

static void status_finish(struct status *status) {
	free(status->service);
	free(status->account);
	free(status->pull_error);
}

void model_destroy(struct model *model) {
	if (model == NULL) {
		return;
	}
	for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
		list_finish(&model->lists[tab]);
	}
	status_finish(&model->status);
	profile_finish(&model->profile);
	free(model->ask.item);
	free(model->ask.key);
	details_finish(&model->details);
	free(model->command);
	free(model);
}

void model_set_ascii(struct model *model, bool ascii) {
	model->options.ascii = ascii;
}

void model_set_stand_ins(struct model *model, bool on) {
	model->stand_ins = on;
}

bool model_too_small(const struct model *model) {
	return model->cols < SMALL_COLS || model->rows < SMALL_ROWS;
}

int model_page(const struct model *model) {
	const struct layout layout = layout_of(model);
	const int page = layout.list_end - layout.list_row;
	return page > 0 ? page : 1;
}

enum like_state model_row_state(const struct model *model, const struct row *row, msec_t now_wall) {
	const struct status *status = &model->status;
	const bool goes_out = status->online && !status->sign_in && status->is_sender &&
			status->paused_until <= now_wall;
	const enum like_state state =
			like_state(row_like(row), row_intent(row), goes_out, now_wall);
	return state == LIKE_CONFIRMED && row->app_shows ? LIKE_STILL_SHOWN : state;
}

void model_set_rows(struct model *model, enum tab tab, const struct ui_rows *rows) {
	assert(tab < TAB_COUNT);
	list_set_rows(&model->lists[tab], rows, model->ask.open);
	ask_check(model);
}

static bool heart_on(const struct row *row) {
	const struct intent *intent = row_intent(row);
	return like_heart_on(like_state(row_like(row), intent, true, 0), intent);
}

static void set_row_in_likes(struct model *model, struct row *row, const struct ui_row *from,
		struct ui_now now) {
	const bool was_on = heart_on(row);
	const msec_t fading = row->fade_from;
	if (from->like != NULL && row->has_like && strcmp(from->like->key, row->like.key) == 0) {
		row_set(row, from);
	} else {
		row_set_intent(row, from->intent);
	}
	const bool is_on = heart_on(row);
	if (was_on && !is_on && model->options.motion) {
		row->fade_from = now.mono;
	} else {
		row->fade_from = is_on ? MSEC_NEVER : fading;
	}
}

void model_set_row(struct model *model, const struct ui_row *from, struct ui_now now) {
	assert(from->like != NULL || from->intent != NULL);
	const char *item = from->like != NULL ? from->like->item : from->intent->item;
	struct list *likes = &model->lists[TAB_LIKES], *activity = &model->lists[TAB_ACTIVITY];
	for (size_t i = 0; i < likes->n; i++) {
		/* Two records of one item share its intent. */
		if (strcmp(row_item(&likes->rows[i]), item) == 0) {
			set_row_in_likes(model, &likes->rows[i], from, now);
		}
	}
	for (size_t i = 0; from->intent != NULL && i < activity->n; i++) {
		struct row *row = &activity->rows[i];
		if (row->has_intent && row->intent.id == from->intent->id &&
				from->intent->state != INTENT_ANNIHILATED) {
			row_set(row, from);
		}
	}
	ask_check(model);
}

void model_set_status(struct model *model, const struct ui_status *from) {
	struct status *to = &model->status;
	if (from->sign_in && !to->sign_in) {
		/* What was said before would stand in the place of it. */
		model_clear_message(model);
	}
	status_finish(to);
	*to = (struct status){
		.service = clean_copy(from->service),
		.account = clean_copy(from->account),
		.pull_error = clean_copy(from->pull_error),
		.likes = from->likes,
		.open = from->open,
		.pending = from->pending,
		.fetched = from->fetched,
		.online = from->online,
		.sign_in = from->sign_in,
		.is_sender = from->is_sender,
		.pulling = from->pulling,
		.offline_since = from->offline_since,
		.fetched_at = from->fetched_at,
		.paused_until = from->paused_until,
		.budget = from->budget,
		.cancel_cost = from->cancel_cost,
		.relike_cost = from->relike_cost,
		.relike_is_told = from->relike_is_told,
		.seen_by = from->seen_by,
		.gesture = from->gesture,
		.plan = from->plan,
	};
	model->plan_asked = model->plan_asked && from->plan.left > 0;
	if (!model_too_small(model)) {
		list_set_page(model_list_mut(model), model_page(model));
	}
	quit_check(model);
}

const char *model_key(const struct model *model, enum request request) {
	return keymap_key(model->options.keymap, request);
}

void model_clear_message(struct model *model) {
	model->message[0] = '\0';
	model->message_kind = SAY_INFO;
}

void model_say(struct model *model, enum say_kind kind, const char *fmt, ...) {
	assert(kind < SAY_KIND_COUNT);
	struct buf raw, clean, fit;
	buf_init(&raw, BUF_UNLIMITED);
	buf_init(&clean, BUF_UNLIMITED);
	buf_init(&fit, BUF_UNLIMITED);
	va_list args;
	va_start(args, fmt);
	buf_vprintf(&raw, fmt, args);
	va_end(args);
	text_clean(raw.data, raw.len, &clean);
	size_t cells = MESSAGE_MAX / 2;
	do {
		buf_reset(&fit);
		text_fit(clean.data, cells, "…", &fit);
		cells /= 2;
	} while (fit.len >= MESSAGE_MAX);
	memcpy(model->message, fit.data, fit.len + 1);
	model->message_kind = kind;
	buf_finish(&raw);
	buf_finish(&clean);
	buf_finish(&fit);
}

/* Where the cursor goes and why it is not below: without a word it would seem lost. */
static void say_wrapped(struct model *model, const struct ui_found *found) {
	const struct row *row = list_focused(&model->lists[TAB_LIKES]);
	if (row != NULL && row->has_like && strcmp(row->like.key, found->key) == 0) {
		model_say(model, SAY_INFO, _("No other row has '%s'."), model->query);
	} else {
		model_say(model, SAY_INFO, "%s",
				model->search_backwards ? _("From the end again.")
							: _("From the top again."));
	}
}

size_t model_set_found(struct model *model, const struct ui_found *found,
		struct effect ret[static EFFECTS_MAX]) {
	struct effects effects = { .list = ret };
	if (!model->searching) {
		return 0; /* stopped meanwhile */
	}
	model->searching = false;
	if (!found->found) {
		model_say(model, SAY_INFO, _("'%s' is not found in any title or author."),
				model->query);
		return 0;
	}
	model_clear_message(model);
	if (found->wrapped) {
		say_wrapped(model, found);
	}
	model->details.top = 0;
	list_go_place(&model->lists[TAB_LIKES], found->sort, found->key, found->position);
	effects_add_load(&effects, model, TAB_LIKES);
	return effects.n;
}

void model_set_searching(struct model *model, int64_t rows_looked_at) {
	model->searched = rows_looked_at;
}

struct effect model_reload(const struct model *model, enum tab tab) {
	assert(tab < TAB_COUNT);
	struct effect effect;
	list_load(&model->lists[tab], &effect);
	effect.tab = tab;
	return effect;
}

enum tab model_tab(const struct model *model) {
	return model->tab;
}

bool model_first_place(const struct model *model, int64_t *ret_sort) {
	const struct list *list = &model->lists[TAB_LIKES];
	if (list->n == 0 || !list->rows[0].has_like) {
		return false;
	}
	*ret_sort = list->rows[0].like.sort;
	return true;
}

static msec_t sooner(msec_t a, msec_t b) {
	return a < b ? a : b;
}

static msec_t next_of_hold(const struct model *model, msec_t now) {
	const struct hold *hold = &model->hold;
	msec_t next = hold_deadline(hold);
	/* Where releases are told no bytes need to come that would move the bar. */
	const msec_t step = model->options.motion ? FRAME_MS : hold->duration / STILL_STEPS;
	const bool moves = hold->phase == HOLD_HELD &&
			hold_fraction(hold, now + step) > hold_fraction(hold, now);
	if (moves && (model->options.motion || hold->by != HOLD_BY_BYTES)) {
		next = sooner(next, now + step);
	}
	if (model->ask.open && !model->ask.armed && now < hold->last + DISARM_SHOWN_MS) {
		next = sooner(next, hold->last + DISARM_SHOWN_MS);
	}
	return sooner(next, slide_next(model));
}

static msec_t next_of_row(const struct model *model, const struct row *row, struct ui_now now) {
	msec_t next = MSEC_NEVER;
	if (row->fade_from != MSEC_NEVER && now.mono < row->fade_from + FADE_MS) {
		next = now.mono + FRAME_MS;
	}
	const msec_t wall = row_next_change(row, model_row_state(model, row, now.wall), now.wall);
	return wall == MSEC_NEVER ? next : sooner(next, now.mono + (wall - now.wall));
}

/* The head says until when nothing is sent. */
static msec_t next_of_pause(const struct model *model, struct ui_now now) {
	const msec_t until = model->status.paused_until;
	return until > now.wall ? now.mono + (until - now.wall) : MSEC_NEVER;
}

msec_t model_next_tick(const struct model *model, struct ui_now now) {
	const struct list *list = model_list(model);
	msec_t next = sooner(next_of_hold(model, now.mono), next_of_pause(model, now));
	next = sooner(next, details_next(model, now.mono));
	next = sooner(next, profile_next(model, now));
	next = sooner(next, forecast_next(model, now));
	const bool shown = !model_too_small(model) && model->mode != MODE_HELP;
	for (int64_t at = list->top; shown && at < list->top + list->page; at++) {
		const struct row *row = list_at(list, at);
		if (row != NULL) {
			next = sooner(next, next_of_row(model, row, now));
		}
	}
	return next < now.mono ? now.mono : next;
}
