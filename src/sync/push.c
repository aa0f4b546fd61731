/*
 * From the outbox to the service. A row is `sent`, committed, before the first byte leaves; every
 * repetition carries the key that was made with the intent. Whatever an answer does not decide
 * leaves the row `sent`.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/mem.h"
#include "unlike/core/backoff.h"

/* So that a look does not come a moment too early: the service's clock is another one. */
#define HORIZON_MARGIN ((msec_t)250)

/* --- answers --------------------------------------------------------------------------------- */

static bool accepted(struct account *a, const struct intent *intent,
		const struct service_result *result, struct err *reterr) {
	msec_t now = sync_wall(a->sync);
	struct intent_change change = {
		.operation = result->operation,
		.publish_at = result->publish_at,
		.horizon = now,
	};

	if (result->publish_in > 0) {
		change.horizon = now + result->publish_in + HORIZON_MARGIN;
	}
	if (result->in_review) {
		change.horizon = 0;
		confirm_review_begins(a);
	}
	if (result->outcome == SERVICE_ACCEPTED) {
		standing_accepted(a, intent);
	}
	return outbox_move(a->sync->config.outbox, intent->id, INTENT_SENT, INTENT_ACCEPTED,
			&change, reterr);
}

static bool try_again(struct account *a, const struct flight *f, const struct intent *intent,
		const struct service_result *result, struct err *reterr) {
	struct outbox *outbox = a->sync->config.outbox;
	const struct err *err = &result->err;

	if (result->outcome == SERVICE_SIGN_IN || account_was_unreachable(err, f->probing)) {
		return outbox_retry(outbox, intent->id, 0, false, err->msg, reterr);
	}
	if (err->code == ERR_FORBIDDEN && err->retry_after_ms > 0) {
		/* A limit of the platform: time mends it, and tells when. */
		msec_t at = sync_wall(a->sync) +
				backoff_next(1, err->retry_after_ms, a->sync->config.rng);
		return outbox_retry(outbox, intent->id, at, false, err->msg, reterr);
	}
	int attempts = intent->attempts + 1;
	msec_t wait = backoff_next(attempts, err->retry_after_ms, a->sync->config.rng);
	if (!outbox_retry(outbox, intent->id, sync_wall(a->sync) + wait, true, err->msg, reterr)) {
		return false;
	}
	if (attempts < ATTEMPTS_MAX) {
		return true;
	}
	char *reason = xasprintf("not settled after %d attempts: %s", attempts, err->msg);
	const struct intent_change change = { .reason = reason };
	bool moved = outbox_move(
			outbox, intent->id, INTENT_SENT, INTENT_UNDECIDED, &change, reterr);
	free(reason);
	return moved;
}

static bool settle(struct account *a, const struct flight *f, const struct intent *intent,
		const struct service_result *result, struct err *reterr) {
	const struct intent_change refused = { .reason = result->err.msg };

	if (intent->paced && plan_is_limit(result)) {
		return plan_put_back(a, intent, &result->err, reterr);
	}
	switch (result->outcome) {
	case SERVICE_ACCEPTED:
	case SERVICE_WAS_SO:
		return accepted(a, intent, result, reterr);
	case SERVICE_REFUSED:
		return outbox_move(a->sync->config.outbox, intent->id, INTENT_SENT,
				INTENT_ROLLED_BACK, &refused, reterr);
	default:
		return try_again(a, f, intent, result, reterr);
	}
}

static bool settle_each(struct account *a, const struct flight *f,
		const struct service_result *results, struct err *reterr) {
	for (size_t i = 0; i < f->n; i++) {
		struct err err = { 0 };
		const struct intent *intent = &f->intents[i];
		if (!settle(a, f, intent, &results[i], &err) && err.code != ERR_CONFLICT) {
			*reterr = err;
			return false;
		}
		sync_tell(a, SYNC_OUTBOX, intent->item);
	}
	return true;
}

/* The answers of one request are written down as one. */
static void settle_all(
		struct account *a, const struct flight *f, const struct service_result *results) {
	struct outbox *outbox = a->sync->config.outbox;
	struct err err = { 0 };
	bool begun = outbox_begin(outbox, &err);
	bool written = begun && settle_each(a, f, results, &err);

	if (begun && !outbox_commit(outbox, written ? &err : NULL)) {
		written = false;
	}
	if (!written) {
		/* The rows stay `sent`; the same keys get the same answers. */
		a->sync->recover = true;
		account_store_failed(a, &err);
	}
}

static bool is_answer(const struct service_result *result) {
	return result->outcome != SERVICE_TRY_AGAIN && result->outcome != SERVICE_SIGN_IN;
}

static void learn(struct account *a, const struct service_result *results, size_t n) {
	bool answered = false;

	for (size_t i = 0; i < n && !answered; i++) {
		answered = is_answer(&results[i]);
	}
	a->sends++;
	plan_answered(a, answered);
	if (answered) {
		account_worked(a);
	} else {
		account_failed(a, &results[0].err);
	}
}

static void done(const struct service_result *results, size_t n, void *data) {
	struct flight *f = data;
	struct account *a = f->account;

	assert(n == f->n);
	flight_take(f);
	if (a->sync->destroying) {
		flight_destroy(f);
		return;
	}
	sync_look_at_clock(a->sync);
	learn(a, results, n);
	settle_all(a, f, results);
	sync_tell(a, SYNC_STATUS, NULL);
	flight_destroy(f);
	sync_ask(a->sync);
}

/* --- sending --------------------------------------------------------------------------------- */

/* Writes down that it is on its way. False: somebody else moved it, or it cannot be written. */
static bool mark_sent(struct account *a, struct intent *intent, bool *ret_failed) {
	struct err err = { 0 };

	if (intent->state == INTENT_SENT) {
		return true;
	}
	assert(intent->state == INTENT_PENDING);
	if (outbox_move(a->sync->config.outbox, intent->id, INTENT_PENDING, INTENT_SENT, NULL,
			    &err)) {
		intent->state = INTENT_SENT;
		if (intent->paced) {
			plan_take(a, intent->id);
		}
		sync_tell(a, SYNC_OUTBOX, intent->item);
		return true;
	}
	if (err.code != ERR_CONFLICT) {
		account_store_failed(a, &err);
		*ret_failed = true;
	}
	return false;
}

static void start(struct flight *f) {
	struct account *a = f->account;
	const struct intent **intents = xcalloc(f->n, sizeof(*intents));

	for (size_t i = 0; i < f->n; i++) {
		intents[i] = &f->intents[i];
	}
	a->sends++;
	f->op = a->ops->set_liked(a->service, intents, f->n, done, f);
	free(intents);
	sync_tell(a, SYNC_STATUS, NULL);
}

static bool shares_item(const struct flight *f, const struct intent *intent) {
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->intents[i].item, intent->item) == 0) {
			return true;
		}
	}
	return false;
}

static bool mark_some_sent(struct flight *f, struct rows *rows, size_t *next, size_t most) {
	bool failed = false;

	while (*next < rows->n && f->n < most && !failed) {
		struct intent *intent = &rows->rows[*next];
		if (f->n > 0 && (intent->want || f->intents[0].want || shares_item(f, intent))) {
			break;
		}
		++*next;
		if (mark_sent(f->account, intent, &failed)) {
			flight_add(f, intent);
		}
	}
	return !failed;
}

/* All that go into one request, written down as one. False: none of them may go. *ret_failed: no
 * others are to be tried now. */
static bool mark_all_sent(
		struct flight *f, struct rows *rows, size_t *next, size_t most, bool *ret_failed) {
	struct outbox *outbox = f->account->sync->config.outbox;
	struct err err = { 0 };
	bool begun = outbox_begin(outbox, &err);

	*ret_failed = begun && !mark_some_sent(f, rows, next, most);
	if (begun && outbox_commit(outbox, &err)) {
		return true;
	}
	plan_stale(f->account);
	account_store_failed(f->account, &err);
	*ret_failed = true;
	return false;
}

/* One request from the rows at *next on: several cancels, at most `limit`, or one row. False:
 * nothing more goes. */
static bool send_some(struct account *a, struct rows *rows, size_t *next, size_t limit) {
	const struct service_traits *traits = a->ops->traits(a->service);
	bool want = rows->rows[*next].want;
	size_t most = account_affords(a, want ? traits->relike_cost : traits->cancel_cost, limit);
	bool failed;

	if (most == 0) {
		return false;
	}
	struct flight *f = flight_create(a, false);
	if (!mark_all_sent(f, rows, next, most, &failed) || f->n == 0) {
		flight_take(f);
		flight_destroy(f);
	} else {
		start(f);
	}
	return !failed;
}

static void push_free(struct account *a, size_t most) {
	struct sync *s = a->sync;
	struct rows rows = { .account = a };
	struct err err = { 0 };
	size_t under_way = account_in_flight(a, false), next = 0;
	size_t batch = a->ops->traits(a->service)->max_batch;
	size_t limit = (SENDS_MAX + most - under_way) * batch;

	if (!outbox_each_due(s->config.outbox, a->name, sync_wall(s), limit, rows_add, &rows,
			    &err)) {
		account_store_failed(a, &err);
	}
	while (next < rows.n && under_way < most && send_some(a, &rows, &next, batch)) {
		under_way = account_in_flight(a, false);
	}
	rows_finish(&rows);
}

/* What goes for the plan as of now: another process may have held it a moment ago. */
static bool due_of_plan(struct account *a, struct rows *rows, struct err *reterr) {
	struct outbox *outbox = a->sync->config.outbox;
	msec_t now = sync_wall(a->sync);
	size_t batch = a->ops->traits(a->service)->max_batch;

	return outbox_each_due_of_plan(outbox, a->name, now, batch > PLAN_LOOK ? batch : PLAN_LOOK,
			       rows_add, rows, reterr) &&
			(rows->n == 0 ||
					(outbox_plan_find(outbox, a->name, &a->plan.kept, reterr) &&
							outbox_count_before_plan(outbox, a->name,
									now, &a->plan.before,
									reterr)));
}

/* Of the plan, one request at a time, when nothing else is under way. */
static void push_plan(struct account *a) {
	struct rows rows = { .account = a };
	struct err err = { 0 };
	size_t next = 0, batch = a->ops->traits(a->service)->max_batch;

	if (!due_of_plan(a, &rows, &err)) {
		account_store_failed(a, &err);
	} else if (rows.n > 0) {
		size_t admitted = plan_admits(a, &rows);
		if (admitted > 0) {
			(void)send_some(a, &rows, &next, admitted < batch ? admitted : batch);
		}
	}
	rows_finish(&rows);
}

void push_step(struct account *a) {
	/* Out of reach: one request finds out for all. */
	size_t most = a->online ? SENDS_MAX : 1;

	if (!account_may_send(a) || account_in_flight(a, false) >= most ||
			a->spent_until > sync_mono(a->sync)) {
		return;
	}
	push_free(a, most);
	if (account_in_flight(a, false) == 0 && account_may_send(a)) {
		push_plan(a);
	}
}
