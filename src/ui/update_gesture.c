/*
 * The platforms' own gestures, beside holding (OP-4): a row that is slid to the left, and the side
 * bar. Each is another way to ask and to say yes. What is asked, and what yes comes to, are the
 * same as with x and Enter, and so is the way there (update_take_back.c).
 *
 * A key that slides acts when it comes again. Terminals repeat a key that is held, so it has to be
 * a new press for certain: with its release before it, or a silence that no repeat has.
 */
#include "model_private.h"
#include "unlike/base/lang.h"
#include "view_private.h"

#define DRAG_FROM 2 /* cells: nobody clicks without moving at all */
#define NEED_LEAST 8

/* --- sliding --------------------------------------------------------------------------------- */

int slide_need(const struct model *model) {
	const int third = layout_of(model).list_cols / 3;
	return third > NEED_LEAST ? third : NEED_LEAST;
}

int slide_cells(const struct model *model) {
	if (ask_is_by(model, ASK_BY_SLIDE)) {
		return slide_need(model) / 2;
	}
	return ask_is_by(model, ASK_BY_DRAG) ? model->slide.by : 0;
}

static bool can_slide(const struct model *model) {
	return model->status.gesture == PLATFORM_SLIDE;
}

void slide_open(struct model *model, msec_t now) {
	if (can_slide(model)) {
		(void)ask_open(model, ASK_BY_SLIDE, now);
	} else {
		model_say(model, SAY_INFO, _("Rows are not slid here; %s takes back."),
				model_key(model, REQUEST_TAKE_BACK));
	}
}

void slide_key(struct model *model, struct key key, msec_t now, struct effects *effects) {
	struct slide *slide = &model->slide;
	const bool open = ask_is_by(model, ASK_BY_SLIDE);
	slide->sym = key.sym;
	if (model->hold.releases) {
		hold_prove_releases(&slide->hold);
	}
	const bool pressed = hold_feed(&slide->hold, now) == HOLD_PRESSED;
	if (!pressed && (open || slide->hold.phase == HOLD_DONE)) {
		slide->soon = open;
	} else if (!open) {
		ask_other_key(model);
		model_clear_message(model);
		slide_open(model, now);
	} else {
		slide->soon = false;
		ask_enter(model, now, effects);
		slide->hold.phase = HOLD_DONE; /* it may be held from here on */
	}
}

void slide_release(struct model *model, struct key key, msec_t now) {
	if (key.sym == model->slide.sym) {
		(void)hold_release(&model->slide.hold, now);
		model->slide.soon = false;
	}
}

void slide_time(struct model *model, msec_t now) {
	(void)hold_tick(&model->slide.hold, now);
	model->slide.soon = model->slide.soon && model->slide.hold.phase != HOLD_IDLE;
}

msec_t slide_next(const struct model *model) {
	return model->slide.soon ? hold_deadline(&model->slide.hold) : MSEC_NEVER;
}

/* --- with the mouse -------------------------------------------------------------------------- */

static bool is_on_row(struct target at, int64_t position) {
	return (at.type == TARGET_ROW || at.type == TARGET_HEART) && at.of == position;
}

static void spring_back(struct model *model) {
	ask_close(model);
	model_say(model, SAY_INFO, _("Let go: nothing happened."));
}

static void follow(struct model *model, const struct msg *msg) {
	const int by = model->slide.from - msg->u.mouse.col;
	if (msg->u.mouse.row != model->slide.row) {
		spring_back(model);
	} else {
		model->slide.by = by > 0 ? by : 0;
	}
}

void slide_press(struct model *model, const struct msg *msg) {
	struct slide *slide = &model->slide;
	slide->ready = can_slide(model) && model->mode == MODE_LIST &&
			msg->u.mouse.target.type == TARGET_ROW;
	slide->row = msg->u.mouse.row;
	slide->from = msg->u.mouse.col;
}

/* What is slid is what the person sees under the pointer now. */
static void begin(struct model *model, const struct msg *msg, struct effects *effects) {
	const int64_t position = msg->u.mouse.target.of;
	model->slide.ready = false;
	if (list_at(model_list(model), position) == NULL) {
		return;
	}
	update_focus(model, position, effects);
	if (forecast_once_more(model)) {
		model->ask.by = ASK_BY_DRAG; /* another yes to what is asked already */
		model->ask.armed = false;
		follow(model, msg);
		return;
	}
	ask_other_key(model);
	if (ask_open(model, ASK_BY_DRAG, msg->now.mono)) {
		follow(model, msg);
	}
}

bool slide_drag(struct model *model, const struct msg *msg, struct effects *effects) {
	struct slide *slide = &model->slide;
	if (ask_is_by(model, ASK_BY_DRAG)) {
		follow(model, msg);
		return true;
	}
	slide->ready = slide->ready && model->mode == MODE_LIST && msg->u.mouse.row == slide->row &&
			is_on_row(msg->u.mouse.target, model->pressed.of);
	if (!slide->ready || slide->from - msg->u.mouse.col < DRAG_FROM) {
		return false;
	}
	begin(model, msg, effects);
	return true;
}

bool slide_drop(struct model *model, const struct msg *msg, struct effects *effects) {
	model->slide.ready = false;
	if (!ask_is_by(model, ASK_BY_DRAG)) {
		return false;
	}
	follow(model, msg);
	if (model->slide.by >= slide_need(model)) {
		model->ask.armed = model->ask.open;
		ask_enter(model, msg->now.mono, effects);
	} else if (model->ask.open) {
		spring_back(model);
	}
	return true;
}

void slide_stop(struct model *model) {
	model->slide.ready = false;
	if (ask_is_by(model, ASK_BY_DRAG)) {
		spring_back(model);
	}
}

/* --- the side bar ---------------------------------------------------------------------------- */

void bar_open(struct model *model, msec_t now) {
	if (model->status.gesture == PLATFORM_SIDEBAR) {
		details_close(model);
		(void)ask_open(model, ASK_BY_BAR, now);
	} else {
		model_say(model, SAY_INFO, _("There is no side bar here; %s takes back."),
				model_key(model, REQUEST_TAKE_BACK));
	}
}

size_t bar_entries(const struct row *row, struct bar_entry ret[static BAR_MAX]) {
	size_t n = 0;
	ret[n++] = (struct bar_entry){ REQUEST_TAKE_BACK, row_ask_words(row) };
	if (row_is_undecided(row)) {
		ret[n++] = (struct bar_entry){ REQUEST_UNDO, NC_("key", "keep") };
	}
	ret[n++] = (struct bar_entry){ REQUEST_OPEN, NC_("key", "open") };
	ret[n++] = (struct bar_entry){ REQUEST_SHOW, NC_("key", "details") };
	return n;
}
