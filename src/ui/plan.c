#include "unlike/ui/plan.h"

#include <stdio.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"

static void put_window(msec_t window, char *ret, size_t size) {
	if (window >= 2 * MSEC_PER_DAY && window % MSEC_PER_DAY == 0) {
		(void)snprintf(ret, size, _("%lld days"), (long long)(window / MSEC_PER_DAY));
	} else if (window % MSEC_PER_HOUR == 0) {
		(void)snprintf(ret, size, _("%lld h"), (long long)(window / MSEC_PER_HOUR));
	} else {
		(void)snprintf(ret, size, _("%lld min"), (long long)(window / MSEC_PER_MIN));
	}
}

static void add_limit(const struct ui_plan *plan, size_t i, struct buf *out) {
	char window[32];
	const long long limit = (long long)plan->limits[i].limit;
	put_window(plan->limits[i].window, window, sizeof(window));
	if (plan->limits[i].points) {
		buf_printf(out, _("%lld points in any %s"), limit, window);
	} else if (plan->limits[i].calendar) {
		buf_printf(out, _("%lld a day"), limit);
	} else {
		buf_printf(out, _("%lld in any %s"), limit, window);
	}
}

static void add_limits(const struct ui_plan *plan, struct buf *out) {
	for (size_t i = 0; i < plan->n_limits; i++) {
		buf_add_str(out, i > 0 ? C_("between limits", ", ") : "");
		add_limit(plan, i, out);
	}
}

void ui_plan_sentence(const struct ui_plan *plan, struct buf *out) {
	char at[DATE_MAX];
	struct buf limits;
	buf_init(&limits, BUF_UNLIMITED);
	add_limits(plan, &limits);
	buf_printf(out, lang_plural("%lld like", "%lld likes", plan->left), (long long)plan->left);
	if (limits.len > 0) {
		buf_printf(out, _(": %s"), limits.data);
	}
	if (plan->done_at != MSEC_NEVER) {
		date_local(plan->done_at, at);
		buf_printf(out, _(", done on %s"), at);
	}
	buf_finish(&limits);
}

void ui_plan_reason(const struct risk_reason *reason, struct buf *out) {
	const char *what = reason->verdict == RISK_HOLD  ? _("held for the platform's review")
			: reason->verdict == RISK_REFUSE ? _("refused")
							 : _("it has consequences");
	static const char *const topics[RISK_TOPIC_COUNT] = {
		[RISK_DAILY] = N_("so many a day are allowed"),
		[RISK_FREQUENT] = N_("too many within a short time"),
		[RISK_RATIO] = N_("too large a part of all likes taken back"),
		[RISK_NETWORK] = N_("many devices of one network take likes back"),
		[RISK_ITEM] = N_("one work taken back too often"),
		[RISK_BARRED] = N_("the right was taken away"),
		[RISK_NO_BATCH] = N_("one at a time"),
		[RISK_CORRECTION] = N_("a correction"),
	};
	buf_printf(out, "%s: %s (%s)", reason->rule, what, lang_text(topics[reason->topic]));
}

void ui_plan_obstacle(const struct ui_plan *plan, struct buf *out) {
	char at[DATE_MAX];
	if (plan->held_until == MSEC_NEVER) {
		buf_add_str(out, _("held until you resume it"));
	} else if (plan->held_until > 0) {
		date_local(plan->held_until, at);
		buf_printf(out, _("held until %s"), at);
	} else if (plan->blocked) {
		buf_add_str(out, _("it waits for you: one more would set something off; "));
		ui_plan_reason(&plan->why, out);
	}
}
