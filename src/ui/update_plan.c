/* The plan in Activity: held, let go on, stopped. */
#include "model_private.h"
#include "unlike/base/lang.h"

bool plan_is_shown(const struct model *model) {
	return model->tab == TAB_ACTIVITY && model->status.plan.left > 0;
}

static bool have(struct model *model) {
	if (model->status.plan.left > 0) {
		return true;
	}
	model_say(model, SAY_INFO, _("Nothing waits for its turn."));
	return false;
}

void plan_hold(struct model *model, struct effects *effects) {
	if (have(model)) {
		effects_add(effects,
				model->status.plan.held_until != 0 ? EFFECT_PLAN_RESUME
								   : EFFECT_PLAN_HOLD);
	}
}

void plan_stop(struct model *model, struct effects *effects) {
	(void)effects;
	if (have(model)) {
		model->plan_asked = true;
		model_say(model, SAY_WARN,
				_("Stop the plan? What was not sent stays liked.  %s stops it · %s "
				  "goes on"),
				model_key(model, REQUEST_ENTER), model_key(model, REQUEST_ESCAPE));
	}
}

bool plan_answer(struct model *model, enum request request, struct effects *effects) {
	if (!model->plan_asked) {
		return false;
	}
	model->plan_asked = false;
	model_clear_message(model);
	if (request == REQUEST_ENTER) {
		effects_add(effects, EFFECT_PLAN_STOP);
	}
	return request == REQUEST_ENTER || request == REQUEST_ESCAPE;
}
