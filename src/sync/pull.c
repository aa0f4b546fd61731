/*
 * Walks an account's list into the snapshot. It never touches intents, with one exception: a walk
 * that met the end confirms the cancels whose items it did not meet. A walk that stopped, repeated
 * itself, or could not read something, proves no absence.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/mem.h"
#include "unlike/core/backoff.h"

#define PAGE_TRIES 3
#define EMPTY_PAGES_MAX 3
#define PAGES_MAX 100000

void pull_finish(struct pull *pull) {
	free(pull->cursor);
	free(pull->seen);
	pull->cursor = NULL;
	pull->seen = NULL;
	pull->n_seen = pull->cap_seen = 0;
}

static void stop(struct account *a, const struct err *why_or_null) {
	struct pull *pull = &a->pull;

	pull_finish(pull);
	pull->state = PULL_IDLE;
	pull->op = 0;
	if (why_or_null != NULL) {
		pull->error = *why_or_null;
		/* When there is a network again; what else failed, a person tries again. */
		pull->wanted = !a->sync->config.manual &&
				(why_or_null->code == ERR_NET || why_or_null->code == ERR_TIMEOUT);
	}
	sync_tell(a, SYNC_STATUS, NULL);
	sync_ask(a->sync);
}

/* --- the cursors of this walk ---------------------------------------------------------------- */

static uint64_t hash(const char *text) {
	uint64_t h = UINT64_C(14695981039346656037);

	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		h = (h ^ *p) * UINT64_C(1099511628211);
	}
	return h;
}

/* False: it was there before. */
static bool remember(struct pull *pull, const char *cursor) {
	uint64_t h = hash(cursor);

	for (size_t i = 0; i < pull->n_seen; i++) {
		if (pull->seen[i] == h) {
			return false;
		}
	}
	if (pull->n_seen == pull->cap_seen) {
		pull->cap_seen = pull->cap_seen != 0 ? 2 * pull->cap_seen : 64;
		pull->seen = xrealloc(pull->seen, pull->cap_seen * sizeof(*pull->seen));
	}
	pull->seen[pull->n_seen++] = h;
	return pull->n_seen <= PAGES_MAX;
}

/* --- the end of a walk ----------------------------------------------------------------------- */

struct ending {
	struct account *account; /* foreign */
	struct rows absent; /* own; accepted cancels that the walk proves */
	bool failed;
};

static bool proves(const struct pull *pull, const struct intent *intent) {
	if (intent->state != INTENT_ACCEPTED || intent->want) {
		return false;
	}
	/* Of services that do not tell when: it must have been answered before the walk began. */
	return intent->publish_at != 0 ? intent->publish_at <= pull->as_of
				       : intent->accepted_at < pull->started_at;
}

/* Asked for each row that was not met. */
static bool keep(const char *item, void *data) {
	struct ending *ending = data;
	struct account *a = ending->account;
	struct intent intent;
	bool found = false;

	if (a->pull.unreadable) {
		return true;
	}
	if (!outbox_find_newest(a->sync->config.outbox, a->name, item, &intent, &found, NULL)) {
		ending->failed = true;
		return true;
	}
	if (!found) {
		return false;
	}
	bool open = intent_is_open(intent.state);
	if (proves(&a->pull, &intent)) {
		rows_add(&intent, &ending->absent);
	}
	intent_finish(&intent);
	return open;
}

static void end(struct account *a) {
	struct sync *s = a->sync;
	struct pull *pull = &a->pull;
	struct ending ending = { .account = a };
	struct err err = { 0 };

	if (!a->ops->traits(a->service)->list_is_complete) {
		stop(a, NULL);
		return;
	}
	struct snapshot_info before = { 0 }, after = { 0 };
	bool written = snapshot_info(s->config.snapshot, a->name, &before, &err) &&
			snapshot_walk_end(s->config.snapshot, a->name, pull->walk, pull->as_of,
					keep, &ending, &err) &&
			snapshot_info(s->config.snapshot, a->name, &after, &err);
	for (size_t i = 0; written && i < ending.absent.n; i++) {
		confirm_absent(a, &ending.absent.rows[i], pull->as_of);
	}
	rows_finish(&ending.absent);
	/* Only rows that were put away move others. */
	sync_tell_rows(a, after.count < before.count ? INT64_MAX : INT64_MIN);
	stop(a, written ? NULL : &err);
}

/* --- pages ----------------------------------------------------------------------------------- */

static void ask_page(struct account *a);

static void fail(struct account *a, const struct err *err) {
	struct pull *pull = &a->pull;
	bool hello = pull->state == PULL_HELLO;

	pull->op = 0;
	account_failed(a, err);
	pull->failures++;
	if (err->code == ERR_AUTH || pull->failures > PAGE_TRIES || a->sync->no_pulls ||
			(hello && (err->code == ERR_NET || err->code == ERR_TIMEOUT))) {
		stop(a, err);
		return;
	}
	pull->state = hello ? PULL_WAIT_HELLO : PULL_WAIT_PAGE;
	pull->retry_at = sync_mono(a->sync) +
			backoff_next(pull->failures, err->retry_after_ms, a->sync->config.rng);
	sync_ask(a->sync);
}

/* The list's order where the service tells no times: the place in the walk. */
static struct like *in_order(const struct pull *pull, const struct service_page *page) {
	struct like *likes = xcalloc(page->n + 1, sizeof(*likes));

	for (size_t i = 0; i < page->n; i++) {
		likes[i] = page->likes[i];
		likes[i].sort = likes[i].liked_at != 0
				? likes[i].liked_at
				: pull->started_at - pull->fetched - (int64_t)i;
	}
	return likes;
}

static bool put(struct account *a, const struct service_page *page, struct err *reterr) {
	struct pull *pull = &a->pull;
	struct snapshot_put put = { 0 };
	struct like *likes = in_order(pull, page);

	bool written = snapshot_put_page(a->sync->config.snapshot, a->name, pull->walk, likes,
			page->n, page->as_of, &put, reterr);
	free(likes);
	if (!written) {
		return false;
	}
	pull->fetched += (int64_t)page->n;
	pull->unreadable |= page->unreadable > 0;
	a->describing.rest = true;
	pull->total = page->total >= 0 ? page->total : pull->total;
	if (put.added + put.changed > 0) {
		sync_tell_rows(a, put.highest_sort);
	}
	sync_tell(a, SYNC_STATUS, NULL);
	return true;
}

/* False: the list leads nowhere. */
static bool go_on(struct pull *pull, const struct service_page *page, struct err *reterr) {
	bool empty = page->n == 0 && page->unreadable == 0;

	pull->empty_pages = empty ? pull->empty_pages + 1 : 0;
	if (pull->empty_pages >= EMPTY_PAGES_MAX) {
		return err_set(reterr, ERR_PROTOCOL, "the list goes on without anything in it");
	}
	if (!remember(pull, page->next)) {
		return err_set(reterr, ERR_PROTOCOL, "the list leads back to where it was");
	}
	free(pull->cursor);
	pull->cursor = xstrdup(page->next);
	return true;
}

static void got_page(const struct service_page *page, const struct err *why, void *data) {
	struct account *a = data;
	struct pull *pull = &a->pull;
	struct err err = { 0 };

	assert((page == NULL) != (why == NULL) && pull->state == PULL_PAGE);
	if (a->sync->destroying) {
		return;
	}
	if (page == NULL) {
		fail(a, why);
		return;
	}
	pull->op = 0;
	pull->failures = 0;
	account_worked(a);
	if (pull->cursor == NULL) {
		pull->as_of = page->as_of;
	}
	if (page->as_of > a->newest_as_of) {
		a->newest_as_of = page->as_of;
	}
	if (!put(a, page, &err) || (page->next != NULL && !go_on(pull, page, &err))) {
		stop(a, &err);
	} else if (page->next == NULL) {
		end(a);
	} else if (a->sync->no_pulls) {
		stop(a, NULL);
	} else {
		ask_page(a);
	}
}

static void ask_page(struct account *a) {
	struct pull *pull = &a->pull;

	pull->state = PULL_PAGE;
	if (a->paused_at > sync_mono(a->sync)) {
		pull->state = PULL_WAIT_PAGE;
		pull->retry_at = a->paused_at;
		sync_ask_at(a->sync, pull->retry_at);
		return;
	}
	pull->op = a->ops->list(a->service, pull->cursor, PAGE_ROWS, got_page, a);
}

static void begin_walk(struct account *a) {
	struct sync *s = a->sync;
	struct pull *pull = &a->pull;
	struct err err = { 0 };

	pull_finish(pull);
	pull->fetched = 0;
	pull->empty_pages = pull->failures = 0;
	pull->unreadable = false;
	pull->as_of = 0;
	pull->started_at = sync_wall(s);
	standing_stale(a);
	if (!snapshot_walk_begin(s->config.snapshot, a->name, &pull->walk, &err)) {
		stop(a, &err);
		return;
	}
	ask_page(a);
}

static void greeted(const struct service_profile *profile, const struct err *why, void *data) {
	struct account *a = data;

	assert((profile == NULL) != (why == NULL) && a->pull.state == PULL_HELLO);
	if (a->sync->destroying) {
		return;
	}
	if (profile == NULL) {
		fail(a, why);
		return;
	}
	a->pull.op = 0;
	a->pull.total = profile->likes;
	a->greeted = true;
	describe_greeted(a);
	account_worked(a);
	sync_tell(a, SYNC_STATUS, NULL);
	if (a->sync->no_pulls) {
		stop(a, NULL);
		return;
	}
	begin_walk(a);
}

static void ask_hello(struct account *a) {
	a->pull.state = PULL_HELLO;
	a->pull.op = a->ops->hello(a->service, greeted, a);
}

static void begin(struct account *a) {
	struct pull *pull = &a->pull;

	pull->asked = pull->wanted = false;
	pull->error = (struct err){ 0 };
	pull->failures = 0;
	pull->fetched = 0;
	pull->total = -1;
	sync_tell(a, SYNC_STATUS, NULL);
	if (a->greeted) {
		begin_walk(a);
	} else {
		ask_hello(a);
	}
}

/* When it may start, or go on (mono); MSEC_NEVER: nothing is to be done. */
static msec_t starts_at(const struct account *a) {
	const struct pull *pull = &a->pull;
	msec_t at = MSEC_NEVER;

	if (a->sync->no_pulls) {
		return MSEC_NEVER;
	}
	if (pull->state == PULL_WAIT_HELLO || pull->state == PULL_WAIT_PAGE) {
		at = pull->retry_at;
	} else if (pull->state == PULL_IDLE && pull->asked) {
		at = 0;
	} else if (pull->state == PULL_IDLE && pull->wanted && !a->sign_in) {
		at = a->retry_at;
	}
	return at != MSEC_NEVER && at < a->paused_at ? a->paused_at : at;
}

msec_t pull_next_time(const struct account *a) {
	msec_t at = starts_at(a);

	return at > sync_mono(a->sync) ? at : MSEC_NEVER;
}

void pull_step(struct account *a) {
	if (starts_at(a) > sync_mono(a->sync)) {
		return;
	}
	switch (a->pull.state) {
	case PULL_IDLE:
		begin(a);
		break;
	case PULL_WAIT_HELLO:
		ask_hello(a);
		break;
	case PULL_WAIT_PAGE:
		ask_page(a);
		break;
	default:
		assert(!"a request is under way");
	}
}
