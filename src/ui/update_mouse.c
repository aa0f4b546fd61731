/*
 * The mouse. A hold on a heart acts while the button is down: it is a hold like that of x. A row
 * may be slid where the platform has that (update_gesture.c). Everything else acts when the button is let go where it went down, and what that is stood in the
 * frame that the person saw.
 */
#include <string.h>

#include "model_private.h"

#define WHEEL_ROWS 3

static bool is_same(struct target a, struct target b) {
	return a.type == b.type && a.of == b.of;
}

static void press(struct model *model, const struct msg *msg, struct effects *effects) {
	const struct target at = msg->u.mouse.target;
	const msec_t now = msg->now.mono;
	ask_release_button(model, now, effects); /* that was told to somebody else */
	slide_stop(model);
	slide_press(model, msg);
	model->pressed = at;
	if (at.type == TARGET_HEART && model->mode == MODE_LIST) {
		update_focus(model, at.of, effects);
		ask_press_button(model, now, effects);
	}
}

/* In a line of text these two are what they are. */
static struct key key_in_text(enum request request) {
	return (struct key){ .sym = request == REQUEST_ENTER ? KEY_SYM_ENTER : KEY_SYM_ESCAPE };
}

/* A click on a hint is a tap of its key. */
static void tap(struct model *model, enum request request, struct ui_now now,
		struct effects *effects) {
	const bool answers = request == REQUEST_ENTER || request == REQUEST_ESCAPE;
	const bool typing = model->mode == MODE_SEARCH || model->mode == MODE_PALETTE;
	if (typing && !answers) {
		return; /* as a key it would be text */
	}
	const bool text = model->mode == MODE_SEARCH;
	const struct key key =
			text ? key_in_text(request) : keymap_first(model->options.keymap, request);
	if (text) {
		update_key(model, key, now, effects);
	} else {
		update_clicked(model, request, now, effects);
	}
	if (model->hold.by == HOLD_BY_KEY) {
		ask_release(model, key, now.mono, effects);
	}
}

static void click(
		struct model *model, struct target at, struct ui_now now, struct effects *effects) {
	switch (at.type) {
	case TARGET_ROW:
		if (model->mode == MODE_LIST) {
			update_focus(model, at.of, effects);
		}
		break;
	case TARGET_REQUEST:
		tap(model, (enum request)at.of, now, effects);
		break;
	case TARGET_HEART: /* was acted on while the button was down */
	case TARGET_NOTHING:
	case TARGET_TYPE_COUNT:
		break;
	}
}

static void let_go(struct model *model, msec_t now, struct effects *effects) {
	model->pressed = (struct target){ .type = TARGET_NOTHING };
	ask_release_button(model, now, effects);
}

static void wheel(struct model *model, int by, struct ui_now now, struct effects *effects) {
	if (model->mode == MODE_HELP) {
		help_scroll(model, by);
	} else if (model->mode == MODE_LIST && details_are_over(model)) {
		details_scroll(model, by, now);
	} else if (model->mode == MODE_LIST && model->tab == TAB_PROFILE) {
		profile_scroll(model, by);
	} else if (model->mode == MODE_LIST) {
		ask_other_key(model);
		model_clear_message(model);
		list_scroll(model_list_mut(model), by);
		effects_add_load(effects, model, model->tab);
	}
}

void mouse_update(struct model *model, const struct msg *msg, struct effects *effects) {
	const struct target at = msg->u.mouse.target, pressed = model->pressed;
	const msec_t now = msg->now.mono;
	if (!model->options.mouse || model_too_small(model)) {
		return;
	}
	switch (msg->u.mouse.what) {
	case MOUSE_PRESS:
		press(model, msg, effects);
		break;
	case MOUSE_DRAG:
		if (!slide_drag(model, msg, effects) && !is_same(at, pressed)) {
			let_go(model, now, effects);
		}
		break;
	case MOUSE_RELEASE:
		let_go(model, now, effects);
		if (!slide_drop(model, msg, effects) && is_same(at, pressed)) {
			click(model, at, msg->now, effects);
		}
		break;
	case MOUSE_WHEEL_UP:
	case MOUSE_WHEEL_DOWN:
		wheel(model, msg->u.mouse.what == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS,
				msg->now, effects);
		break;
	case MOUSE_WHAT_COUNT:
		break;
	}
}
