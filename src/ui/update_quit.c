/* Leaving. Never silent while something can still be undone. */
#include "model_private.h"
#include "unlike/base/lang.h"

void quit_ask(struct model *model, struct effects *effects) {
	if (model->status.pending <= 0) {
		effects_add(effects, EFFECT_QUIT);
		return;
	}
	model->mode = MODE_QUIT;
}

void quit_key(struct model *model, struct key key, struct effects *effects) {
	const struct keymap *keymap = model->options.keymap;
	if (keymap_has(keymap, REQUEST_KEEP, key)) {
		effects_add(effects, EFFECT_QUIT);
		return;
	}
	switch (keymap_find(keymap, key)) {
	case REQUEST_INTERRUPT:
		effects_add(effects, EFFECT_QUIT); /* twice Ctrl+C: at once, and nothing is lost */
		break;
	case REQUEST_ENTER:
		effects_add(effects, EFFECT_SEND_NOW);
		effects_add(effects, EFFECT_QUIT);
		break;
	case REQUEST_UNDO:
		effects_add(effects, EFFECT_UNDO_ALL);
		effects_add(effects, EFFECT_QUIT);
		break;
	case REQUEST_ESCAPE:
		model->mode = MODE_LIST;
		model_clear_message(model);
		break;
	default:
		break;
	}
}

void quit_check(struct model *model) {
	if (model->mode == MODE_QUIT && model->status.pending <= 0) {
		model->mode = MODE_LIST;
		model_say(model, SAY_INFO, _("Nothing waits any more. %s leaves."),
				model_key(model, REQUEST_QUIT));
	}
}
