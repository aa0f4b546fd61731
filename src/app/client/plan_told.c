#include "plan_told.h"

#include <assert.h>

struct ui_plan plan_told(const struct sync_plan *plan) {
	struct ui_plan ret = {
		.left = plan->left,
		.next_at = plan->next_at,
		.done_at = plan->done_at,
		.held_until = plan->held_until,
		.n_limits = plan->n_limits,
		.blocked = plan->blocked,
		.why = plan->why,
	};
	static_assert(UI_PLAN_LIMITS_MAX >= PACE_LIMITS_MAX, "a limit would be left out");
	for (size_t i = 0; i < plan->n_limits; i++) {
		ret.limits[i].limit = plan->limits[i].limit;
		ret.limits[i].window = plan->limits[i].window;
		ret.limits[i].calendar = plan->limits[i].calendar;
		ret.limits[i].points = plan->limits[i].points;
	}
	return ret;
}
