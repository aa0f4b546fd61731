/*
 * What proves: data of the service that are as of publish_at or later. Anything older proves
 * nothing and changes nothing; its only use is to tell when to look again.
 */
#include <assert.h>
#include <stdlib.h>

#include "sync_private.h"
#include "unlike/base/mem.h"
#include "unlike/core/backoff.h"

#define LOOK_AGAIN_LEAST ((msec_t)500)
/* Nobody can say how long a review takes: at first some of those rows are looked at often, then
 * not so often. */
#define REVIEW_FIRST (30 * MSEC_PER_SEC)
#define REVIEW_LAST (5 * MSEC_PER_MIN)

/* The snapshot first: should we end between the two, the row is looked at once more. */
static bool confirm(
		struct account *a, const struct intent *intent, msec_t as_of, struct err *reterr) {
	struct sync *s = a->sync;

	if (!snapshot_sight(s->config.snapshot, a->name, intent->item, intent->want, as_of,
			    reterr) ||
			!outbox_move(s->config.outbox, intent->id, INTENT_ACCEPTED,
					INTENT_CONFIRMED, NULL, reterr)) {
		return false;
	}
	describe_confirmed(a, intent->item, intent->want);
	return true;
}

static bool look_again(struct account *a, const struct intent *intent, msec_t in, bool counts,
		const char *why, struct err *reterr) {
	return outbox_look_again(a->sync->config.outbox, intent->id, sync_wall(a->sync) + in,
			counts, why, reterr);
}

/* New enough, and it shows the opposite. */
static bool contradict(struct account *a, const struct intent *intent, struct err *reterr) {
	const char *why = intent->want ? "the service does not show it as liked"
				       : "the service still shows it as liked";
	int looks = intent->looks + 1;
	msec_t wait = MSEC_PER_SEC << (looks < CONTRARY_MAX ? looks - 1 : CONTRARY_MAX - 1);

	if (!look_again(a, intent, wait, true, why, reterr)) {
		return false;
	}
	if (looks < CONTRARY_MAX) {
		return true;
	}
	const struct intent_change change = { .reason = why };
	return outbox_move(a->sync->config.outbox, intent->id, INTENT_ACCEPTED, INTENT_UNDECIDED,
			&change, reterr);
}

/* The newest time of the service that we know of: for what was never there, and so has none. */
static msec_t newest_as_of(const struct account *a) {
	struct snapshot_info info = { 0 };

	(void)snapshot_info(a->sync->config.snapshot, a->name, &info, NULL);
	return info.as_of > a->newest_as_of ? info.as_of : a->newest_as_of;
}

/* The review has decided against it, or it was withdrawn: the like stands. */
static bool roll_back(struct account *a, const struct intent *intent, const char *why,
		struct err *reterr) {
	const struct intent_change change = { .reason = why };

	return outbox_move(a->sync->config.outbox, intent->id, INTENT_ACCEPTED, INTENT_ROLLED_BACK,
			&change, reterr);
}

static bool judge(struct account *a, const struct intent *intent, const struct service_sight *sight,
		struct err *reterr) {
	bool known = sight->as_of != MSEC_NEVER;
	bool proves = sight->liked == intent->want && sight->published == intent->want;
	bool under_way = sight->publish_in > 0 && sight->published != intent->want &&
			sight->liked == intent->want;

	if (sight->refused != NULL) {
		return roll_back(a, intent, sight->refused, reterr);
	}
	if (sight->in_review) {
		/* A look that failed has given it a time. */
		return intent->horizon == 0 ||
				outbox_look_again(a->sync->config.outbox, intent->id, 0, false,
						NULL, reterr);
	}
	if (sight->as_of < intent->publish_at || under_way) {
		msec_t wait = sight->publish_in > LOOK_AGAIN_LEAST ? sight->publish_in
								   : LOOK_AGAIN_LEAST;
		return look_again(a, intent, wait, false, NULL, reterr);
	}
	if (known && sight->as_of > a->newest_as_of) {
		a->newest_as_of = sight->as_of;
	}
	if (!proves) {
		return contradict(a, intent, reterr);
	}
	msec_t as_of = known ? sight->as_of : newest_as_of(a);
	return confirm(a, intent, as_of, reterr);
}

static bool no_sight(struct account *a, const struct flight *f, const struct intent *intent,
		const struct err *why, struct err *reterr) {
	if (why->code == ERR_AUTH || account_was_unreachable(why, f->probing) ||
			why->code == ERR_TIMEOUT) {
		return true; /* the account waits */
	}
	if (intent->horizon == 0) {
		return true; /* in review: its turn comes again */
	}
	msec_t wait = backoff_next(a->failures + 1, why->retry_after_ms, a->sync->config.rng);
	return look_again(a, intent, wait, false, why->msg, reterr);
}

static bool judge_each(struct account *a, const struct flight *f,
		const struct service_sight *sights, const struct err *why, struct err *reterr) {
	for (size_t i = 0; i < f->n; i++) {
		const struct intent *intent = &f->intents[i];
		struct err err = { 0 };
		bool written = sights != NULL ? judge(a, intent, &sights[i], &err)
					      : no_sight(a, f, intent, why, &err);
		if (!written && err.code != ERR_CONFLICT) {
			*reterr = err;
			return false;
		}
		sync_tell(a, SYNC_OUTBOX, intent->item);
		if (sights != NULL) {
			sync_tell(a, SYNC_SNAPSHOT, intent->item);
		}
	}
	return true;
}

/* What one look tells is written down as one. */
static void write_down(struct account *a, const struct flight *f,
		const struct service_sight *sights, const struct err *why) {
	struct outbox *outbox = a->sync->config.outbox;
	struct err err = { 0 };
	bool begun = outbox_begin(outbox, &err);
	bool written = begun && judge_each(a, f, sights, why, &err);

	if (begun && !outbox_commit(outbox, written ? &err : NULL)) {
		written = false;
	}
	if (!written) {
		account_store_failed(a, &err);
	}
}

static void seen(const struct service_sight *sights, size_t n, const struct err *why, void *data) {
	struct flight *f = data;
	struct account *a = f->account;

	assert((sights == NULL) != (why == NULL) && (sights == NULL || n == f->n));
	flight_take(f);
	if (a->sync->destroying) {
		flight_destroy(f);
		return;
	}
	sync_look_at_clock(a->sync);
	if (sights != NULL) {
		account_worked(a);
	} else {
		account_failed(a, why);
	}
	write_down(a, f, sights, why);
	sync_tell(a, SYNC_STATUS, NULL);
	flight_destroy(f);
	sync_ask(a->sync);
}

static void look(struct account *a, const struct intent *intents, size_t n) {
	struct flight *f = flight_create(a, true);
	struct service_question *questions = xcalloc(n, sizeof(*questions));

	for (size_t i = 0; i < n; i++) {
		flight_add(f, &intents[i]);
	}
	for (size_t i = 0; i < n; i++) {
		questions[i] = (struct service_question){ .item = f->intents[i].item,
			.keys = f->intents[i].keys,
			.operation = f->intents[i].operation };
	}
	f->op = a->ops->look(a->service, questions, n, seen, f);
	free(questions);
}

/* Adds some of those in review, in turn, when it is time. */
static bool add_in_review(struct account *a, struct rows *rows, size_t limit, struct err *reterr) {
	struct sync *s = a->sync;
	const size_t before = rows->n;

	if (a->review_at > sync_mono(s) || limit == 0) {
		return true;
	}
	if (a->review_wait == 0) {
		a->review_wait = REVIEW_FIRST;
	}
	if (!outbox_each_in_review(s->config.outbox, a->name, a->review_after, limit, rows_add,
			    rows, reterr)) {
		return false;
	}
	if (rows->n == before && a->review_after == 0) {
		a->review_at = MSEC_NEVER;
		return true;
	}
	/* Once around, it begins anew. */
	a->review_after = rows->n - before == limit ? rows->rows[rows->n - 1].id : 0;
	a->review_at = sync_mono(s) + a->review_wait;
	a->review_wait = 2 * a->review_wait < REVIEW_LAST ? 2 * a->review_wait : REVIEW_LAST;
	return true;
}

void confirm_review_begins(struct account *a) {
	msec_t at = sync_mono(a->sync) + REVIEW_FIRST;

	a->review_wait = REVIEW_FIRST;
	if (a->review_at > at) {
		a->review_at = at;
	}
}

msec_t confirm_review_time(const struct account *a) {
	bool now = a->review_at <= sync_mono(a->sync);

	/* What keeps it from being done at once asks again when it is over. */
	if (!a->sync->sender || a->sign_in ||
			(now && (a->flights != NULL || !account_may_send(a)))) {
		return MSEC_NEVER;
	}
	return a->review_at;
}

void confirm_step(struct account *a) {
	struct sync *s = a->sync;
	struct rows rows = { .account = a };
	struct err err = { 0 };
	size_t under_way = account_in_flight(a, true);
	size_t most = a->online ? LOOKS_MAX : 1;
	size_t of_one = a->ops->traits(a->service)->max_look;

	assert(of_one >= 1);
	/* Out of reach: what is being sent finds out, too. */
	if (!a->online) {
		under_way += account_in_flight(a, false);
	}
	if (!account_may_send(a) || under_way >= most) {
		return;
	}
	if (!outbox_each_to_look_at(s->config.outbox, a->name, sync_wall(s),
			    (LOOKS_MAX + most) * of_one, rows_add, &rows, &err)) {
		account_store_failed(a, &err);
	}
	size_t room = (most - under_way) * of_one;
	if (!add_in_review(a, &rows, rows.n < room ? room - rows.n : 0, &err)) {
		account_store_failed(a, &err);
	}
	for (size_t i = 0; i < rows.n && under_way < most; under_way++) {
		size_t n = rows.n - i < of_one ? rows.n - i : of_one;
		look(a, &rows.rows[i], n);
		i += n;
	}
	rows_finish(&rows);
}

void confirm_absent(struct account *a, const struct intent *intent, msec_t as_of) {
	struct err err = { 0 };

	assert(intent->state == INTENT_ACCEPTED && !intent->want);
	if (!confirm(a, intent, as_of, &err) && err.code != ERR_CONFLICT) {
		account_store_failed(a, &err);
	}
	sync_tell(a, SYNC_OUTBOX, intent->item);
	sync_tell(a, SYNC_SNAPSHOT, intent->item);
}
