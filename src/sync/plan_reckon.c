/*
 * When is whose turn? From the limits of the standing, by the service's clock, or from the points
 * that a service told of, by how long ago it told them: never from what our wall clock says.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/mem.h"

#define TRIES 4 /* reasons that end one after the other */

int64_t plan_reserve(const struct account *a, int64_t limit) {
	const struct sync_config *config = &a->sync->config;
	int64_t configured = config->has_reserve ? config->reserve : -1;

	return pace_reserve(limit, a->plan.kept.reserve >= 0 ? a->plan.kept.reserve : configured);
}

/* --- limits ---------------------------------------------------------------------------------- */

/* What was done, and then what will be before the first of the plan. */
static size_t fill_used(const struct account *a, struct reckoning *r) {
	const struct risk_facts *facts = &a->standing.facts;
	size_t before = (size_t)a->plan.before, n = facts->n_cancels;
	msec_t now = standing_service_now(a);

	r->used = xcalloc(n + before + 1, sizeof(*r->used));
	if (n > 0) {
		memcpy(r->used, facts->cancels, n * sizeof(*r->used));
		now = r->used[n - 1] > now ? r->used[n - 1] : now;
	}
	for (size_t i = 0; i < before; i++) {
		r->used[n + i] = now;
	}
	return n + before;
}

static void limits_of_standing(const struct account *a, struct reckoning *r) {
	const struct platform *platform = a->ops->traits(a->service)->platform;
	struct risk_limit limits[RISK_LIMITS_MAX];
	size_t n_used = fill_used(a, r);

	static_assert(RISK_LIMITS_MAX <= PACE_LIMITS_MAX, "a limit would be left out");
	r->by_service = true;
	r->n = risk_limits(platform, &a->standing.facts, standing_service_now(a), limits);
	for (size_t i = 0; i < r->n; i++) {
		int64_t reserve = plan_reserve(a, limits[i].limit);
		r->limits[i] = (struct pace_limit){
			.limit = limits[i].limit,
			.cost = 1,
			.reserve = reserve,
			.window = limits[i].window,
			.calendar = limits[i].calendar,
			.zone = platform->utc_offset,
			.used = r->used,
			.n_used = n_used,
		};
		r->about[i] = (struct sync_plan_limit){
			.limit = limits[i].limit,
			.reserve = reserve,
			.window = limits[i].window,
			.calendar = limits[i].calendar,
			.kind = limits[i].kind,
		};
		memcpy(r->about[i].rule, limits[i].rule, sizeof(r->about[i].rule));
	}
}

bool plan_budget(const struct account *a, struct service_budget *ret) {
	const struct plan *p = &a->plan;

	if (p->budget.limit <= 0 || p->doubt || p->budget_until <= sync_mono(a->sync)) {
		return false;
	}
	*ret = p->budget;
	return true;
}

static void limit_of_points(const struct account *a, struct reckoning *r) {
	const struct service_budget *budget = &a->plan.budget;
	int64_t cost = a->ops->traits(a->service)->cancel_cost;
	msec_t left = a->plan.budget_until - sync_mono(a->sync);
	int64_t reserve = plan_reserve(a, budget->limit);

	r->n = 1;
	r->limits[0] = (struct pace_limit){
		.limit = budget->limit,
		.cost = cost,
		.reserve = reserve,
		.window = budget->window > 0 ? budget->window : 1,
	};
	if (left > 0) {
		int64_t spent = budget->limit - budget->left + cost * a->plan.before;
		r->limits[0].spent = spent > 0 ? spent : 0;
		r->limits[0].spent_until = sync_wall(a->sync) + left;
	}
	r->about[0] = (struct sync_plan_limit){
		.limit = budget->limit,
		.reserve = reserve,
		.points = true,
		.window = budget->window,
		.kind = PLATFORM_OURS,
	};
}

bool plan_limits(const struct account *a, struct reckoning *ret) {
	*ret = (struct reckoning){ 0 };
	if (standing_is_known(a)) {
		limits_of_standing(a, ret);
		return true;
	}
	if (a->ops->standing != NULL) {
		return false;
	}
	if (a->plan.budget.limit > 0 && a->ops->traits(a->service)->cancel_cost > 0) {
		limit_of_points(a, ret);
		return true;
	}
	return false;
}

void reckoning_finish(struct reckoning *r) {
	free(r->used);
	*r = (struct reckoning){ 0 };
}

/* --- times ----------------------------------------------------------------------------------- */

static msec_t later(msec_t a, msec_t b) {
	return a > b ? a : b;
}

/* Wall; MSEC_NEVER: it is held until told. */
static msec_t earliest(const struct account *a) {
	msec_t wall = sync_wall(a->sync), shut = a->plan.shut_until - sync_mono(a->sync);

	return later(shut > 0 ? wall + shut : wall, a->plan.kept.held_until);
}

/* The worst thing that one more would set off at that time; NULL: nothing. */
static const struct risk_reason *obstacle(
		const struct account *a, msec_t at, struct risk_judgement *judgement) {
	static const struct risk_ask any = { .work = "", .batch = 1 };

	risk_judge(a->ops->traits(a->service)->platform, &a->standing.facts, &any, at, judgement);
	return judgement->verdict == RISK_OK ? NULL : &judgement->reasons[0];
}

static msec_t obstacle_ends(const struct risk_judgement *judgement) {
	msec_t ret = 0;

	for (size_t i = 0; i < judgement->n_reasons; i++) {
		if (judgement->reasons[i].verdict != RISK_OK) {
			ret = later(ret, judgement->reasons[i].resets_at);
		}
	}
	return ret;
}

/* The service's time from which on nothing but the limits is in the way; MSEC_NEVER: `why`. */
static msec_t free_from(const struct account *a, const struct reckoning *r, msec_t from,
		struct risk_reason *why) {
	for (int i = 0; i < TRIES; i++) {
		struct risk_judgement judgement;
		msec_t at = from;
		pace_plan(r->limits, r->n, from, 1, &at);
		const struct risk_reason *reason =
				at != MSEC_NEVER ? obstacle(a, at, &judgement) : NULL;
		if (reason == NULL) {
			return from;
		}
		msec_t ends = obstacle_ends(&judgement);
		*why = *reason;
		if (ends == MSEC_NEVER) {
			return MSEC_NEVER;
		}
		from = later(ends, at + 1);
	}
	return from;
}

/* How many more there may be before the ratio is passed, which no waiting cures. One that is passed
 * already stays so whatever is done. */
static size_t within_ratio(const struct account *a, size_t n, struct risk_reason *why) {
	struct risk_ratio ratio;

	if (!risk_ratio(a->ops->traits(a->service)->platform, &a->standing.facts, &ratio) ||
			ratio.likes < ratio.from_likes) {
		return n;
	}
	int64_t room = ratio.likes * ratio.limit_percent / 100 - ratio.cancels;
	if (room < 0) {
		return n;
	}
	room = room > a->plan.before ? room - a->plan.before : 0;
	if ((uint64_t)room >= n) {
		return n;
	}
	*why = (struct risk_reason){
		.verdict = RISK_WARN,
		.topic = RISK_RATIO,
		.kind = ratio.kind,
		.value = ratio.percent,
		.limit = ratio.limit_percent,
		.resets_at = MSEC_NEVER,
	};
	memcpy(why->rule, ratio.rule, sizeof(why->rule));
	return (size_t)room;
}

static void all_never(size_t from, size_t n, msec_t *ret) {
	for (size_t i = from; i < n; i++) {
		ret[i] = MSEC_NEVER;
	}
}

static void times_by_service(struct account *a, const struct reckoning *r, msec_t from, size_t n,
		struct plan_times *ret) {
	msec_t first = free_from(a, r, standing_service_time(a, from), &ret->why);

	if (first == MSEC_NEVER) {
		ret->blocked = true;
		all_never(0, n, ret->at);
		return;
	}
	size_t fits = within_ratio(a, n, &ret->why);
	ret->blocked = fits < n;
	pace_plan(r->limits, r->n, first, fits, ret->at);
	for (size_t i = 0; i < fits; i++) {
		ret->at[i] = standing_our_time(a, ret->at[i]);
	}
	all_never(fits, n, ret->at);
}

void plan_times(struct account *a, const struct reckoning *r, size_t n, struct plan_times *ret) {
	msec_t from = earliest(a);

	ret->blocked = false;
	if (from == MSEC_NEVER) {
		all_never(0, n, ret->at);
	} else if (r->by_service) {
		times_by_service(a, r, from, n, ret);
	} else {
		pace_plan(r->limits, r->n, from, n, ret->at);
	}
}
