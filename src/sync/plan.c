/*
 * Rows that wait for their turn: read from the outbox, given their times, written back where these
 * have changed. A time says when it is worth asking; the gate (plan_gate.c) says what is sent.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/mem.h"
#include "unlike/core/backoff.h"

/* A time that is this little off is left as it is, and so is one that is off by a thousandth of how
 * far away it is: else each row that is sent a moment late would move ten thousand. */
#define OFF_BY MSEC_PER_SEC
#define OFF_BY_SHARE 1024
#define WORTH_NOTING (10 * MSEC_PER_SEC) /* pauses that another process has to know of */
#define SHUT_LEAST MSEC_PER_SEC

void plan_stale(struct account *a) {
	a->plan.stale = a->plan.dirty = true;
}

void plan_changed(struct account *a) {
	a->plan.dirty = true;
}

void plan_finish(struct account *a) {
	free(a->plan.rows);
	a->plan.rows = NULL;
}

msec_t plan_next_time(const struct account *a) {
	return a->plan.ask_at > sync_mono(a->sync) && a->plan.n > 0 ? a->plan.ask_at : MSEC_NEVER;
}

/* --- the rows -------------------------------------------------------------------------------- */

static bool note_row(const struct outbox_planned *row, void *data) {
	struct plan *p = data;

	if (p->n == p->cap) {
		p->cap = p->cap != 0 ? 2 * p->cap : 16;
		p->rows = xrealloc(p->rows, p->cap * sizeof(*p->rows));
	}
	p->rows[p->n++] = *row;
	return true;
}

static bool read_rows(struct account *a, struct err *reterr) {
	struct plan *p = &a->plan;

	p->n = 0;
	if (!outbox_plan_find(a->sync->config.outbox, a->name, &p->kept, reterr) ||
			!outbox_each_planned(
					a->sync->config.outbox, a->name, note_row, p, reterr)) {
		return false;
	}
	p->stale = false;
	p->fresh = true;
	return true;
}

/* Times of before the clock was set back, which nobody was there to notice: an undo window must not
 * last for days. At least so much it was; the rest has passed meanwhile, or the service is
 * asked. */
static bool mend_times(struct account *a, struct err *reterr) {
	struct sync *s = a->sync;
	msec_t by = sync_wall(s) - a->plan.kept.planned_at;

	if (by >= 0 || !s->sender || a->plan.looked) {
		return true;
	}
	standing_ask(a);
	return outbox_shift(s->config.outbox, by, reterr) && read_rows(a, reterr);
}

static bool read_counts(struct account *a, struct err *reterr) {
	struct outbox *outbox = a->sync->config.outbox;

	return outbox_count_planned_sent(outbox, a->name, &a->plan.sent, reterr) &&
			outbox_count_before_plan(outbox, a->name, sync_wall(a->sync),
					&a->plan.before, reterr);
}

void plan_take(struct account *a, int64_t id) {
	struct plan *p = &a->plan;

	for (size_t i = 0; i < p->n; i++) {
		if (p->rows[i].id == id) {
			p->n--;
			memmove(&p->rows[i], &p->rows[i + 1], (p->n - i) * sizeof(*p->rows));
			break;
		}
	}
	p->dirty = true;
}

/* --- their times ----------------------------------------------------------------------------- */

static bool is_off(msec_t is, msec_t shall, msec_t now) {
	if (is <= now || shall <= now || is == MSEC_NEVER || shall == MSEC_NEVER) {
		return (is <= now) != (shall <= now) || (is == MSEC_NEVER) != (shall == MSEC_NEVER);
	}
	msec_t by = is > shall ? is - shall : shall - is;
	msec_t share = (shall - now) / OFF_BY_SHARE;
	return by > (share > OFF_BY ? share : OFF_BY);
}

/* Where no limit is known the times stay, but for what the person said. */
static void times_without_limits(const struct account *a, struct plan_times *ret) {
	const struct plan *p = &a->plan;
	msec_t now = sync_wall(a->sync);

	ret->blocked = p->blocked;
	ret->why = p->why;
	for (size_t i = 0; i < p->n; i++) {
		msec_t at = p->rows[i].not_before;
		if (at == MSEC_NEVER && !p->blocked) {
			at = now;
		}
		ret->at[i] = at > p->kept.held_until ? at : p->kept.held_until;
	}
}

/* Memory and file; only those that differ. */
static bool write_times(struct account *a, const struct plan_times *times, struct err *reterr) {
	struct plan *p = &a->plan;
	struct outbox *outbox = a->sync->config.outbox;
	struct outbox_planned *changed = xcalloc(p->n + 1, sizeof(*changed));
	msec_t now = sync_wall(a->sync);
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (is_off(p->rows[i].not_before, times->at[i], now)) {
			p->rows[i].not_before = times->at[i];
			changed[n++] = p->rows[i];
			p->fresh = true;
		}
	}
	bool written = (n == 0 || outbox_set_not_before(outbox, changed, n, reterr)) &&
			(!p->fresh || outbox_plan_note_planned(outbox, a->name, reterr));
	p->fresh = p->fresh && !written;
	free(changed);
	if (written && n > 0) {
		bool stale = p->stale;
		sync_tell(a, SYNC_OUTBOX, NULL);
		/* What is told we know ourselves. */
		p->stale = stale;
		p->dirty = false;
	}
	return written;
}

static bool give_times(struct account *a, struct err *reterr) {
	struct plan *p = &a->plan;
	struct plan_times times = { .at = xcalloc(p->n + 1, sizeof(*times.at)) };
	struct reckoning r;

	if (plan_limits(a, &r)) {
		plan_times(a, &r, p->n, &times);
	} else {
		times_without_limits(a, &times);
	}
	reckoning_finish(&r);
	p->blocked = times.blocked;
	p->why = times.why;
	bool written = write_times(a, &times, reterr);
	free(times.at);
	return written;
}

/* A start is the time to ask; a run for one round asks only where nothing else would tell that the
 * times are wrong. */
static void ask_at_start(struct account *a) {
	const struct sync *s = a->sync;
	struct plan *p = &a->plan;

	if (p->looked || p->n == 0 || (s->config.manual && !s->once)) {
		return;
	}
	p->looked = true;
	if (!s->config.manual || (p->rows[0].not_before == MSEC_NEVER && p->kept.held_until == 0)) {
		standing_ask(a);
	}
}

void plan_step(struct account *a) {
	const struct sync *s = a->sync;
	struct plan *p = &a->plan;
	struct err err = { 0 };

	if ((!p->stale && !p->dirty) || a->retry_at > sync_mono(s)) {
		return;
	}
	p->dirty = false;
	bool fine = (!p->stale || (read_rows(a, &err) && mend_times(a, &err))) &&
			read_counts(a, &err);
	plan_take_up(a);
	if (fine && s->sender && !s->stopping && p->n > 0) {
		fine = give_times(a, &err);
		ask_at_start(a);
	}
	if (!fine) {
		plan_stale(a);
		account_store_failed(a, &err);
	}
}

/* --- what a service says of limits ----------------------------------------------------------- */

static bool note_budget(struct account *a) {
	const struct service_budget *told = &a->ops->traits(a->service)->budget;
	struct plan *p = &a->plan;

	if (told->limit == p->budget.limit && told->left == p->budget.left &&
			told->window == p->budget.window &&
			told->resets_at == p->budget.resets_at) {
		return false;
	}
	p->budget = *told;
	p->budget_until = sync_mono(a->sync) + (told->resets_at - sync_wall(a->sync));
	p->dirty = true;
	return true;
}

void plan_answered(struct account *a, bool answered) {
	bool told = note_budget(a);

	a->plan.doubt = !answered || !told;
	a->plan.dirty = true;
}

bool plan_is_limit(const struct service_result *result) {
	return result->err.code == ERR_RATE_LIMITED ||
			(result->outcome == SERVICE_REFUSED && result->err.retry_after_ms > 0);
}

bool plan_put_back(struct account *a, const struct intent *intent, const struct err *why,
		struct err *reterr) {
	struct plan *p = &a->plan;
	msec_t wait = why->retry_after_ms > SHUT_LEAST ? why->retry_after_ms : SHUT_LEAST;
	msec_t until = sync_mono(a->sync) + wait;

	p->shut_until = until > p->shut_until ? until : p->shut_until;
	plan_stale(a);
	standing_stale(a);
	return outbox_put_back(a->sync->config.outbox, intent->id, sync_wall(a->sync) + wait,
			why->msg, reterr);
}

static msec_t wall_of(const struct account *a, msec_t mono) {
	msec_t left = mono - sync_mono(a->sync);

	return left >= WORTH_NOTING ? sync_wall(a->sync) + left : 0;
}

/* As good as it goes: unwritten, another process asks once too often. */
void plan_note_told(struct account *a) {
	msec_t paused = wall_of(a, a->paused_at), spent = wall_of(a, a->spent_until);

	if (a->sync->sender && (paused != 0 || spent != 0)) {
		(void)outbox_plan_note_told(a->sync->config.outbox, a->name, paused, spent, NULL);
	}
}

static void take_up(const struct account *a, msec_t told_at, msec_t until, msec_t *mono) {
	const struct sync *s = a->sync;
	msec_t now = sync_wall(s);

	/* A clock that was set back since makes it unknown how long it still is. */
	if (until > now && told_at <= now && sync_mono(s) + (until - now) > *mono) {
		*mono = sync_mono(s) + (until - now);
	}
}

void plan_take_up(struct account *a) {
	const struct outbox_plan *kept = &a->plan.kept;

	if (kept->told_at != a->plan.taken_up) {
		a->plan.taken_up = kept->told_at;
		take_up(a, kept->told_at, kept->paused_until, &a->paused_at);
		take_up(a, kept->told_at, kept->spent_until, &a->spent_until);
	}
}

/* --- what there is to know ------------------------------------------------------------------- */

static void describe_limits(const struct reckoning *r, struct sync_plan *ret) {
	ret->known = true;
	ret->n_limits = r->n;
	memcpy(ret->limits, r->about, sizeof(ret->limits));
}

static msec_t turn_of(const struct outbox_planned *row) {
	return row->due > row->not_before ? row->due : row->not_before;
}

/* Rows that another process has written are there as they are. */
static bool bring_up_to_date(struct account *a) {
	plan_step(a);
	return !a->plan.stale;
}

bool sync_plan(struct sync *sync, const char *account, struct sync_plan *ret) {
	struct account *a = sync_find_account(sync, account);

	if (a == NULL || !bring_up_to_date(a)) {
		return false;
	}
	const struct plan *p = &a->plan;
	struct reckoning r;
	msec_t now = sync_wall(sync);
	*ret = (struct sync_plan){
		.left = (int64_t)p->n + p->sent,
		.held_until = p->kept.held_until > now ? p->kept.held_until : 0,
		.reserve = p->kept.reserve,
		.blocked = p->blocked && p->n > 0,
		.why = p->why,
		.at_once = p->sent,
		.next_at = now,
		.done_at = now,
	};
	while (ret->at_once - p->sent < (int64_t)p->n &&
			p->rows[ret->at_once - p->sent].not_before <= now) {
		ret->at_once++;
	}
	if (p->n > 0) {
		ret->next_at = turn_of(&p->rows[0]);
		ret->done_at = turn_of(&p->rows[p->n - 1]);
	}
	if (plan_limits(a, &r)) {
		describe_limits(&r, ret);
	}
	reckoning_finish(&r);
	return true;
}

bool sync_preview_plan(struct sync *sync, const char *account, size_t n, struct sync_plan *ret,
		msec_t *times_or_null) {
	struct account *a = sync_find_account(sync, account);
	struct reckoning r;

	assert(n > 0);
	if (a == NULL || !bring_up_to_date(a)) {
		return false;
	}
	(void)note_budget(a);
	if (!plan_limits(a, &r)) {
		return false;
	}
	size_t before = a->plan.n;
	msec_t now = sync_wall(sync);
	struct plan_times times = { .at = xcalloc(before + n, sizeof(*times.at)) };
	plan_times(a, &r, before + n, &times);
	const msec_t *mine = times.at + before;
	*ret = (struct sync_plan){
		.left = (int64_t)n,
		.next_at = mine[0],
		.done_at = mine[n - 1],
		.held_until = a->plan.kept.held_until > now ? a->plan.kept.held_until : 0,
		.reserve = a->plan.kept.reserve,
		.blocked = times.blocked,
		.why = times.why,
	};
	describe_limits(&r, ret);
	while (ret->at_once < (int64_t)n && mine[ret->at_once] <= now) {
		ret->at_once++;
	}
	if (times_or_null != NULL) {
		memcpy(times_or_null, mine, n * sizeof(*mine));
	}
	free(times.at);
	reckoning_finish(&r);
	return true;
}

bool sync_set_plan(struct sync *sync, const char *account, const struct sync_plan_change *change,
		int64_t *ret_stopped, struct err *reterr) {
	struct account *a = sync_find_account(sync, account);
	struct outbox *outbox = sync->config.outbox;
	int64_t stopped = 0;
	bool done = false;

	assert(a != NULL);
	switch (change->what) {
	case SYNC_PLAN_RESERVE:
		done = outbox_plan_set_reserve(outbox, a->name, change->reserve, reterr);
		break;
	case SYNC_PLAN_HOLD:
		done = outbox_plan_hold(outbox, a->name, change->held_until, reterr);
		break;
	case SYNC_PLAN_STOP:
		done = outbox_stop_plan(outbox, a->name, &stopped, reterr);
		break;
	}
	if (!done) {
		return false;
	}
	if (ret_stopped != NULL) {
		*ret_stopped = stopped;
	}
	sync_tell(a, SYNC_OUTBOX, NULL);
	sync_kick(sync);
	return true;
}
