/*
 * The gate. A row of the plan goes out only when the service said, after all that we sent and a
 * moment ago, how the account stands, and by that, on the service's own clock as of when it said
 * so, nothing is set off and the reserve stays. What was free then is free now: nobody can take
 * time back. So whatever our clocks do, it is asked once too often at most.
 */
#include <assert.h>

#include "sync_private.h"

#define FRESH MSEC_PER_MIN
#define ASK_AGAIN_LEAST MSEC_PER_SEC
#define ASK_AGAIN_DOUBLINGS 12 /* an hour and more */

static void deny(struct account *a) {
	struct plan *p = &a->plan;
	msec_t wait = ASK_AGAIN_LEAST << p->denials;

	p->ask_at = a->standing.at + wait;
	p->denials += p->denials < ASK_AGAIN_DOUBLINGS ? 1 : 0;
}

/* Of each limit; rows that go first are there already. */
static int64_t room_of_limits(const struct account *a, msec_t now) {
	const struct platform *platform = a->ops->traits(a->service)->platform;
	struct risk_limit limits[RISK_LIMITS_MAX];
	size_t n = risk_limits(platform, &a->standing.facts, now, limits);
	int64_t room = INT64_MAX;

	for (size_t i = 0; i < n; i++) {
		int64_t left = limits[i].limit - plan_reserve(a, limits[i].limit) - limits[i].used -
				a->plan.before;
		room = left < room ? left : room;
	}
	return room;
}

static bool is_harmless(const struct account *a, const struct risk_facts *facts,
		const struct risk_ask *ask, msec_t at, struct risk_judgement *ret) {
	risk_judge(a->ops->traits(a->service)->platform, facts, ask, at, ret);
	return ret->verdict == RISK_OK;
}

/* One that was sent and not answered took its room then; the same key gets the same answer. What
 * now is a correction may be none when it arrives, so it has to have room, too. */
static bool is_admitted(struct account *a, struct risk_facts *facts, const struct intent *intent,
		int64_t *room) {
	const struct platform *platform = a->ops->traits(a->service)->platform;
	const struct risk_ask ask = { .want = intent->want, .work = intent->item, .batch = 1 };
	msec_t told = a->standing.now, now = standing_service_now(a);
	struct risk_judgement then, judgement;

	if (intent->state == INTENT_PENDING && !intent->want && *room <= 0) {
		return false;
	}
	if (!is_harmless(a, facts, &ask, told, &then) ||
			!is_harmless(a, facts, &ask, now > told ? now : told, &judgement)) {
		return false;
	}
	risk_apply(platform, facts, &ask, told, &then);
	*room -= intent->state == INTENT_PENDING ? 1 : 0;
	return true;
}

/* To the front, in order, so that one work that was taken back too often holds up no other. */
static void move_up(struct rows *rows, size_t from, size_t to) {
	struct intent moved = rows->rows[from];

	for (size_t i = from; i > to; i--) {
		rows->rows[i] = rows->rows[i - 1];
	}
	rows->rows[to] = moved;
}

static size_t admit_by_standing(struct account *a, struct rows *rows) {
	int64_t room = room_of_limits(a, a->standing.now);
	struct risk_facts facts;
	size_t n = 0;

	risk_facts_copy(&facts, &a->standing.facts);
	for (size_t i = 0; i < rows->n; i++) {
		if (is_admitted(a, &facts, &rows->rows[i], &room)) {
			move_up(rows, i, n++);
		}
	}
	risk_facts_finish(&facts);
	return n;
}

static size_t by_standing(struct account *a, struct rows *rows) {
	struct plan *p = &a->plan;
	bool again = p->ask_at != 0 && a->standing.at < p->ask_at;

	if (!standing_is_fresh(a, FRESH) || (again && p->ask_at <= sync_mono(a->sync))) {
		standing_ask(a);
		return 0;
	}
	size_t n = admit_by_standing(a, rows);
	if (n > 0) {
		p->ask_at = 0;
		p->denials = 0;
	} else if (!again) {
		deny(a);
	}
	return n;
}

/* Where nothing is known of the points, one finds out: its answer tells them. */
static size_t by_points(struct account *a, const struct rows *rows) {
	const struct service_traits *traits = a->ops->traits(a->service);
	unsigned cost = rows->rows[0].want ? traits->relike_cost : traits->cancel_cost;
	struct service_budget budget;

	if (cost == 0) {
		return rows->n;
	}
	if (!plan_budget(a, &budget)) {
		return 1;
	}
	int64_t room = (budget.left - plan_reserve(a, budget.limit)) / cost;
	if (room <= 0) {
		a->plan.ask_at = a->plan.budget_until;
		return 0;
	}
	return room < (int64_t)rows->n ? (size_t)room : rows->n;
}

size_t plan_admits(struct account *a, struct rows *rows) {
	const struct plan *p = &a->plan;

	assert(rows->n > 0 && account_in_flight(a, false) == 0);
	if (p->shut_until > sync_mono(a->sync) || p->kept.held_until > sync_wall(a->sync)) {
		return 0;
	}
	return a->ops->standing != NULL ? by_standing(a, rows) : by_points(a, rows);
}
