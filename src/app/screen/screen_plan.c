/* What the plan is asked for: one more in its turn, hold, go on, stop. */
#include <assert.h>

#include "screen_inner.h"
#include "unlike/base/lang.h"

/* Its turn comes when the plan says, and it can be undone until then. */
static void pace(struct screen *s, const char *item) {
	struct sync *sync = s->config.client->sync;
	const char *name = screen_shown_account(s);
	struct sync_plan plan;
	struct wish wish;
	struct err err;
	msec_t at = 0;
	if (!sync_preview_plan(sync, name, 1, &plan, &at) || at == MSEC_NEVER) {
		at = 0; /* the plan itself finds out when nobody knows yet */
	}
	if (!client_wish_in_turn(s->config.client, s->config.account, item, s->config.undo_window,
			    at, &wish, &err)) {
		screen_say_error(s, _("Nothing was changed and nothing is sent"), &err);
		return;
	}
	model_say(s->model, SAY_INFO,
			_("In the plan: taken back when the limits let it. %s undoes it."),
			model_key(s->model, REQUEST_UNDO));
	follow_start(s->follow, wish.intent);
	screen_refresh_item(s, item);
}

static void hold_plan(struct screen *s, msec_t until) {
	const struct sync_plan_change change = { .what = SYNC_PLAN_HOLD, .held_until = until };
	struct err err;
	if (!sync_set_plan(s->config.client->sync, screen_shown_account(s), &change, NULL, &err)) {
		screen_say_error(s, _("The plan goes on as before"), &err);
		return;
	}
	model_say(s->model, SAY_GOOD,
			until == 0 ? _("The plan goes on. %s holds it.")
				   : _("Nothing of the plan is sent. %s lets it go on."),
			model_key(s->model, REQUEST_PLAN_HOLD));
	s->reload_activity = s->status_changed = true;
}

static void stop_plan(struct screen *s) {
	const struct sync_plan_change change = { .what = SYNC_PLAN_STOP };
	struct err err;
	int64_t n = 0;
	if (!sync_set_plan(s->config.client->sync, screen_shown_account(s), &change, &n, &err)) {
		screen_say_error(s, _("The plan goes on as before"), &err);
		return;
	}
	model_say(s->model, SAY_GOOD,
			lang_plural("The plan is stopped. %lld like stays.",
					"The plan is stopped. %lld likes stay.", n),
			(long long)n);
	s->reload_likes = s->reload_activity = s->status_changed = true;
}

void screen_act_on_plan(struct screen *s, const struct effect *effect) {
	switch (effect->type) {
	case EFFECT_PACE:
		pace(s, effect->item);
		break;
	case EFFECT_PLAN_HOLD:
		hold_plan(s, MSEC_NEVER);
		break;
	case EFFECT_PLAN_RESUME:
		hold_plan(s, 0);
		break;
	default:
		assert(effect->type == EFFECT_PLAN_STOP);
		stop_plan(s);
		break;
	}
}
