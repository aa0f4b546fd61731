/* The way to one service: whether it can be reached, and what is on it. */
#include <assert.h>
#include <stdlib.h>

#include "sync_private.h"
#include "unlike/base/mem.h"
#include "unlike/core/backoff.h"

/* --- health ---------------------------------------------------------------------------------- */

void account_worked(struct account *a) {
	bool news = !a->online || a->sign_in || a->error.code != ERR_NONE;

	a->online = true;
	a->sign_in = false;
	a->offline_since = 0;
	a->failures = 0;
	a->retry_at = 0;
	a->error = (struct err){ 0 };
	if (news) {
		sync_tell(a, SYNC_STATUS, NULL);
		sync_ask(a->sync);
	}
}

/* Requests of one moment fail together: that is one failure. */
static void back_off(struct account *a, msec_t now) {
	if (a->retry_at > now) {
		return;
	}
	a->failures++;
	a->retry_at = now + backoff_next(a->failures, 0, a->sync->config.rng);
}

static void hold_off(struct account *a, msec_t until) {
	if (until > a->paused_at) {
		a->paused_at = until;
		plan_note_told(a);
	}
}

/* --- the budget ------------------------------------------------------------------------------ */

/* NULL: none was told, or it is new by now. */
static const struct service_budget *budget_of(const struct account *a) {
	const struct service_budget *budget = &a->ops->traits(a->service)->budget;

	return budget->limit > 0 && budget->resets_at > sync_wall(a->sync) ? budget : NULL;
}

static void wait_for_budget(struct account *a, const struct service_budget *budget) {
	msec_t until = sync_mono(a->sync) + (budget->resets_at - sync_wall(a->sync));

	if (until > a->spent_until) {
		a->spent_until = until;
		plan_note_told(a);
		sync_tell(a, SYNC_STATUS, NULL);
	}
}

/* What costs no points goes on. False: it was not the points. */
static bool hold_off_sending(struct account *a) {
	const struct service_budget *budget = budget_of(a);

	if (budget == NULL || budget->left > 0) {
		return false;
	}
	wait_for_budget(a, budget);
	return true;
}

size_t account_affords(struct account *a, unsigned cost, size_t n) {
	const struct service_budget *budget = budget_of(a);

	if (budget == NULL || cost == 0 || budget->left / cost >= (int64_t)n) {
		return n;
	}
	if (budget->left < cost) {
		wait_for_budget(a, budget);
		return 0;
	}
	return (size_t)(budget->left / cost);
}

void account_failed(struct account *a, const struct err *err) {
	msec_t now = sync_mono(a->sync);
	msec_t asked = err->retry_after_ms;

	assert(err->code != ERR_NONE);
	if (err->code == ERR_CANCELED) {
		return;
	}
	a->error = *err;
	switch (err->code) {
	case ERR_NET:
	case ERR_TIMEOUT:
		if (a->online) {
			a->offline_since = sync_wall(a->sync);
		}
		a->online = false;
		a->greeted = false;
		back_off(a, now);
		break;
	case ERR_AUTH:
		a->sign_in = true;
		a->greeted = false;
		break;
	case ERR_RATE_LIMITED:
		if (!hold_off_sending(a)) {
			hold_off(a, now + backoff_next(1, asked, a->sync->config.rng));
		}
		break;
	case ERR_SERVER:
		if (asked > 0) {
			hold_off(a, now + asked);
		}
		break;
	default:
		break;
	}
	sync_tell(a, SYNC_STATUS, NULL);
}

void account_store_failed(struct account *a, const struct err *err) {
	a->error = *err;
	back_off(a, sync_mono(a->sync));
	sync_tell(a, SYNC_STATUS, NULL);
}

bool account_may_send(const struct account *a) {
	msec_t now = sync_mono(a->sync);

	return !a->sync->stopping && a->sync->sender && !a->sign_in && a->retry_at <= now &&
			a->paused_at <= now;
}

msec_t account_opens_at(const struct account *a) {
	msec_t now = sync_mono(a->sync);
	msec_t at = a->retry_at > a->paused_at ? a->retry_at : a->paused_at;

	if (at <= now) {
		at = a->spent_until;
	}
	return at > now ? at : MSEC_NEVER;
}

bool account_was_unreachable(const struct err *err, bool probing) {
	return err->code == ERR_NET || err->code == ERR_CANCELED ||
			(err->code == ERR_TIMEOUT && probing);
}

/* --- flights --------------------------------------------------------------------------------- */

struct flight *flight_create(struct account *a, bool look) {
	struct flight *f = xcalloc(1, sizeof(*f));

	*f = (struct flight){
		.next = a->flights,
		.account = a,
		.look = look,
		.probing = !a->online,
	};
	a->flights = f;
	return f;
}

void flight_add(struct flight *f, const struct intent *intent) {
	f->intents = xrealloc(f->intents, (f->n + 1) * sizeof(*f->intents));
	intent_copy(&f->intents[f->n], intent);
	f->n++;
}

void flight_take(struct flight *f) {
	struct flight **at = &f->account->flights;

	while (*at != f) {
		assert(*at != NULL);
		at = &(*at)->next;
	}
	*at = f->next;
}

void flight_destroy(struct flight *f) {
	for (size_t i = 0; i < f->n; i++) {
		intent_finish(&f->intents[i]);
	}
	free(f->intents);
	free(f);
}

size_t account_in_flight(const struct account *a, bool look) {
	size_t n = 0;

	for (const struct flight *f = a->flights; f != NULL; f = f->next) {
		n += f->look == look ? 1 : 0;
	}
	return n;
}

static bool has_in_flight(const struct account *a, int64_t intent) {
	for (const struct flight *f = a->flights; f != NULL; f = f->next) {
		for (size_t i = 0; i < f->n; i++) {
			if (f->intents[i].id == intent) {
				return true;
			}
		}
	}
	return false;
}

/* --- rows ------------------------------------------------------------------------------------ */

bool rows_add(const struct intent *intent, void *data) {
	struct rows *rows = data;

	if (rows->account != NULL && has_in_flight(rows->account, intent->id)) {
		return true;
	}
	if (rows->n == rows->cap) {
		rows->cap = rows->cap != 0 ? 2 * rows->cap : 8;
		rows->rows = xrealloc(rows->rows, rows->cap * sizeof(*rows->rows));
	}
	intent_copy(&rows->rows[rows->n], intent);
	rows->n++;
	return true;
}

void rows_finish(struct rows *rows) {
	for (size_t i = 0; i < rows->n; i++) {
		intent_finish(&rows->rows[i]);
	}
	free(rows->rows);
	*rows = (struct rows){ 0 };
}
