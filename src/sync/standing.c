/*
 * How an account stands by its platform's rules. The service tells the facts; what it took since
 * then and what waits here is put on top with the judge's own function, so that the sixth cancel is
 * known to be the sixth while five wait in their undo window.
 */
#include "sync_private.h"
#include "unlike/core/backoff.h"

/* Waiting rows that are put on top one by one. More than any limit of a platform; of the rest only
 * the ratio would know. */
#define AHEAD_MAX 500
#define FRESH (5 * MSEC_PER_SEC) /* told so lately, it is not asked for again */

static const struct platform *platform_of(const struct account *a) {
	return a->ops->traits(a->service)->platform;
}

static bool is_known(const struct account *a) {
	return a->standing.told && platform_of(a) != NULL;
}

/* --- two clocks ------------------------------------------------------------------------------ */

static msec_t service_time(const struct account *a, msec_t at_mono) {
	const struct standing *st = &a->standing;

	return st->now + (msec_t)((double)(at_mono - st->at) * st->scale);
}

static msec_t service_now(const struct account *a) {
	return service_time(a, sync_mono(a->sync));
}

/* A time of the service on our wall clock; rounded up, so that nothing is told too early. */
static msec_t our_time(const struct account *a, msec_t at) {
	if (at == MSEC_NEVER || at == 0) {
		return at;
	}
	double left = (double)(at - service_now(a)) / a->standing.scale;
	if (left > (double)(MSEC_NEVER / 4)) {
		return MSEC_NEVER;
	}
	msec_t whole = (msec_t)left;
	return sync_wall(a->sync) + whole + ((double)whole < left ? 1 : 0);
}

/* --- facts ----------------------------------------------------------------------------------- */

static struct risk_ask ask_of(const struct intent *intent) {
	return (struct risk_ask){ .want = intent->want, .work = intent->item, .batch = 1 };
}

static void apply(const struct account *a, struct risk_facts *facts, const struct risk_ask *ask,
		msec_t now) {
	struct risk_judgement judgement;

	risk_judge(platform_of(a), facts, ask, now, &judgement);
	risk_apply(platform_of(a), facts, ask, now, &judgement);
}

void standing_accepted(struct account *a, const struct intent *intent) {
	if (is_known(a)) {
		const struct risk_ask ask = ask_of(intent);
		apply(a, &a->standing.facts, &ask, service_now(a));
	}
}

static bool overlay_row(const struct intent *intent, void *data) {
	struct account *a = data;
	const struct risk_ask ask = ask_of(intent);

	apply(a, &a->standing.ahead, &ask, service_now(a));
	return true;
}

static void overlay(struct account *a) {
	struct standing *st = &a->standing;
	struct err err = { 0 };

	risk_facts_finish(&st->ahead);
	risk_facts_copy(&st->ahead, &st->facts);
	st->overlaid = outbox_each_waiting(a->sync->config.outbox, a->name, sync_wall(a->sync),
			AHEAD_MAX, overlay_row, a, &err);
	sync_tell(a, SYNC_STANDING, NULL);
}

void standing_outbox_changed(struct account *a) {
	a->standing.overlaid = false;
}

/* --- asking ---------------------------------------------------------------------------------- */

static void keep(struct account *a, const struct service_standing *standing) {
	struct standing *st = &a->standing;

	risk_facts_finish(&st->facts);
	risk_facts_copy(&st->facts, standing->facts);
	st->now = standing->now;
	st->at = sync_mono(a->sync);
	st->scale = standing->time_scale;
	st->told = true;
	st->told_sends = st->asked_sends;
	st->overlaid = false;
	st->failures = 0;
	st->error = (struct err){ 0 };
}

static void told(const struct service_standing *standing, const struct err *why, void *data) {
	struct account *a = data;
	struct standing *st = &a->standing;

	st->op = 0;
	if (a->sync->destroying) {
		return;
	}
	if (why == NULL) {
		account_worked(a);
		keep(a, standing);
		plan_changed(a);
	} else {
		st->error = *why;
		st->failures++;
		st->retry_at = sync_mono(a->sync) +
				backoff_next(st->failures, why->retry_after_ms,
						a->sync->config.rng);
		if (err_is_transient(why) || why->code == ERR_AUTH) {
			/* By itself again only while the service answers. */
			account_failed(a, why);
			st->wanted = a->online && !a->sync->config.manual;
		}
		sync_tell(a, SYNC_STANDING, NULL);
	}
	sync_ask(a->sync);
}

static bool may_ask(const struct account *a) {
	const struct standing *st = &a->standing;

	return st->wanted && st->op == 0 && a->ops->standing != NULL && !a->sign_in &&
			!a->sync->stopping && account_in_flight(a, false) == 0;
}

void standing_step(struct account *a) {
	struct standing *st = &a->standing;

	if (may_ask(a) && st->retry_at <= sync_mono(a->sync)) {
		st->wanted = false;
		st->asked_sends = a->sends;
		st->op = a->ops->standing(a->service, told, a);
	}
	if (is_known(a) && !st->overlaid) {
		overlay(a);
	}
}

static void want(struct account *a) {
	if (a->ops->standing != NULL) {
		a->standing.wanted = true;
		sync_ask(a->sync);
	}
}

void standing_stale(struct account *a) {
	if (!a->sync->config.manual) {
		want(a);
	}
}

msec_t standing_next_time(const struct account *a) {
	return may_ask(a) ? a->standing.retry_at : MSEC_NEVER;
}

/* --- for the plan ---------------------------------------------------------------------------- */

bool standing_is_known(const struct account *a) {
	return is_known(a);
}

bool standing_is_fresh(const struct account *a, msec_t within) {
	const struct standing *st = &a->standing;
	msec_t age = sync_mono(a->sync) - st->at;

	return is_known(a) && st->told_sends == a->sends && account_in_flight(a, false) == 0 &&
			age >= 0 && age <= within;
}

void standing_ask(struct account *a) {
	a->standing.wanted = a->ops->standing != NULL;
}

msec_t standing_service_now(const struct account *a) {
	return service_now(a);
}

msec_t standing_service_time(const struct account *a, msec_t at_wall) {
	double ahead = (double)(at_wall - sync_wall(a->sync)) * a->standing.scale;

	return ahead > (double)(MSEC_NEVER / 4) ? MSEC_NEVER : service_now(a) + (msec_t)ahead;
}

msec_t standing_our_time(const struct account *a, msec_t at) {
	return our_time(a, at);
}

void standing_finish(struct account *a) {
	risk_facts_finish(&a->standing.facts);
	risk_facts_finish(&a->standing.ahead);
}

/* --- what there is to know ------------------------------------------------------------------- */

static const struct account *find_known(const struct sync *s, const char *name) {
	const struct account *a = sync_find_account(s, name);

	return a != NULL && is_known(a) ? a : NULL;
}

/* Until the first overlay, and when it could not be read: what was told. */
static const struct risk_facts *newest(const struct account *a) {
	return a->standing.overlaid ? &a->standing.ahead : &a->standing.facts;
}

static void fill(const struct account *a, struct sync_standing *ret) {
	const struct platform *platform = platform_of(a);
	const struct risk_facts *facts = newest(a);
	msec_t now = service_now(a);

	*ret = (struct sync_standing){
		.platform = platform,
		.told_at = our_time(a, a->standing.now),
		.tier = facts->tier,
		.effects = risk_effects(platform, facts, now),
	};
	ret->n_limits = risk_limits(platform, facts, now, ret->limits);
	ret->n_penalties = risk_standing(platform, facts, now, ret->penalties);
	ret->has_ratio = risk_ratio(platform, facts, &ret->ratio);
	for (size_t i = 0; i < ret->n_limits; i++) {
		ret->limits[i].next_at = our_time(a, ret->limits[i].next_at);
		ret->limits[i].frees_at = our_time(a, ret->limits[i].frees_at);
		ret->limits[i].empty_at = our_time(a, ret->limits[i].empty_at);
	}
	for (size_t i = 0; i < ret->n_penalties; i++) {
		ret->penalties[i].from = our_time(a, ret->penalties[i].from);
		ret->penalties[i].until = our_time(a, ret->penalties[i].until);
	}
	ret->effects.may_like_from = our_time(a, ret->effects.may_like_from);
	ret->effects.may_cancel_from = our_time(a, ret->effects.may_cancel_from);
}

bool sync_standing(const struct sync *sync, const char *account, struct sync_standing *ret) {
	const struct account *a = find_known(sync, account);

	if (a == NULL) {
		return false;
	}
	fill(a, ret);
	return true;
}

static void to_our_times(const struct account *a, struct risk_judgement *judgement) {
	for (size_t i = 0; i < judgement->n_reasons; i++) {
		judgement->reasons[i].resets_at = our_time(a, judgement->reasons[i].resets_at);
	}
	for (size_t i = 0; i < judgement->n_begins; i++) {
		judgement->begins[i].from = our_time(a, judgement->begins[i].from);
		judgement->begins[i].until = our_time(a, judgement->begins[i].until);
	}
}

bool sync_forecast(const struct sync *sync, const char *account, const struct risk_ask *asks,
		size_t n, struct risk_judgement *ret) {
	const struct account *a = find_known(sync, account);

	if (a == NULL) {
		return false;
	}
	struct risk_facts facts;
	risk_facts_copy(&facts, newest(a));
	msec_t now = service_now(a);
	for (size_t i = 0; i < n; i++) {
		risk_judge(platform_of(a), &facts, &asks[i], now, &ret[i]);
		risk_apply(platform_of(a), &facts, &asks[i], now, &ret[i]);
		to_our_times(a, &ret[i]);
	}
	risk_facts_finish(&facts);
	return true;
}

void sync_want_standing(struct sync *sync, const char *account) {
	struct account *a = sync_find_account(sync, account);

	if (a == NULL ||
			(a->standing.told && !a->standing.wanted &&
					sync_mono(sync) - a->standing.at < FRESH)) {
		return;
	}
	/* A person does not wait for a back-off. */
	a->standing.retry_at = 0;
	want(a);
}

bool sync_standing_error(const struct sync *sync, const char *account, struct err *ret) {
	const struct account *a = sync_find_account(sync, account);

	if (a == NULL || a->standing.error.code == ERR_NONE) {
		return false;
	}
	*ret = a->standing.error;
	return true;
}
