/*
 * outbox.db: what the person wants, precious. One row an intent, each transition one committed
 * compare-and-set, an append-only event row telling why. journal_mode=TRUNCATE, synchronous=EXTRA.
 * Several processes may have it open; who sends is decided by a lock (sync), who wins a transition
 * by the database.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/base/rng.h"
#include "unlike/core/like.h"

struct outbox;

/*
 * Opens or makes the file (":memory:" for none); mode 0600. ERR_DB: of a newer version, damaged, or
 * not ours: nothing is changed, nothing may be sent, the message says what to do. `clock` and `rng`
 * must outlive it.
 */
struct outbox *outbox_open(const char *path, const struct clock *clock, const struct rng *rng,
		struct err *reterr);
void outbox_close(struct outbox *outbox);

/*
 * The calls between these are written down together, which costs what one does: all of them are
 * lasting when outbox_commit() was true, none of them otherwise. A call that fails in between is
 * undone alone. No begin_reading in between, and short: nobody else can write meanwhile.
 */
bool outbox_begin(struct outbox *o, struct err *reterr);
bool outbox_commit(struct outbox *o, struct err *reterr);

/* What the person asked for. Strings are copied. */
struct intent_request {
	const char *account, *item, *keys; /* keys NULL: the item itself is its key */
	const char *restore, *title, *author, *url;
	bool want;
	msec_t undo_window; /* due = now + this; MSEC_NEVER: until told */
	msec_t not_before; /* 0: none */
	bool paced; /* it belongs to the account's plan */
};

enum outbox_added {
	OUTBOX_ADDED, /* a new pending row */
	OUTBOX_ANNIHILATED, /* met its pending opposite: both closed, nothing will be sent */
	OUTBOX_ALREADY, /* the newest open intent wants the same: nothing was added */
	OUTBOX_ADDED_COUNT
};
/* One transaction. *ret_id: the row (ALREADY: the one that is there; ANNIHILATED: the one that was
 * closed). For an undecided item any wish is the person's decision: that row is closed, a new one
 * with a key of its own is added. */
bool outbox_add(struct outbox *o, const struct intent_request *request, enum outbox_added *ret,
		int64_t *ret_id, struct err *reterr);

enum outbox_undone {
	OUTBOX_UNDONE, /* it was pending: closed, nothing is sent */
	OUTBOX_UNDO_KEPT, /* it was undecided: closed, everything stays as the service has it */
	OUTBOX_UNDO_SENT, /* too late to be free: it is sent, or further; nothing was changed */
	OUTBOX_UNDO_NONE, /* no such row, or closed already */
	OUTBOX_UNDONE_COUNT
};
bool outbox_undo(struct outbox *o, int64_t id, enum outbox_undone *ret, struct err *reterr);

/* What goes with a transition; zero or NULL leaves the column as it is. */
struct intent_change {
	const char *reason; /* a sentence, for the row and the event */
	const char *operation; /* the service's id */
	msec_t publish_at, horizon, not_before;
};
/*
 * from → to, if the row still is in `from` (ERR_CONFLICT otherwise: somebody else moved it) and
 * intent_may() allows it (ERR_BUG). Sets sent_at, accepted_at. A row that becomes sent is under
 * way: not due again before outbox_retry() or outbox_recover() say so (or the change's not_before,
 * if given). ERR_CONFLICT too where another row of the item is sent or accepted.
 */
bool outbox_move(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change_or_null, struct err *reterr);

/* A sent row is to be tried again, with the same key, not before then; `counts`: it costs an
 * attempt (a 401 does not). */
bool outbox_retry(struct outbox *o, int64_t id, msec_t not_before, bool counts, const char *reason,
		struct err *reterr);
/* An accepted row was looked at and is not proved: look again at `horizon`; `counts`: the data were
 * new enough, so this was a contradiction. */
bool outbox_look_again(struct outbox *o, int64_t id, msec_t horizon, bool counts,
		const char *reason, struct err *reterr);

/* At start, by who holds the sender's lock: sent rows are due again, same key. */
bool outbox_recover(struct outbox *o, struct err *reterr);
/* The undo window of pending rows ends now. account NULL: of all. id 0: of all. */
bool outbox_send_now(struct outbox *o, const char *account, int64_t id, struct err *reterr);
/* The wall clock was set by `by`: what pending, sent and accepted rows wait for (due, not_before,
 * horizon) and what a service said of its limits stays as far away as it was. What has been
 * stays as it was noted, publish_at is the service's, and a plan is held until the day that was
 * named. */
bool outbox_shift(struct outbox *o, msec_t by, struct err *reterr);

/* Borrowed for the call; false stops. */
typedef bool outbox_row_fn(const struct intent *intent, void *data);

/*
 * Rows are read before the first is shown: fn may move them. `account` is never NULL here.
 *
 * Rows to be sent now, longest due first, at most `limit`: pending ones whose due and not_before
 * have passed, and sent ones that are to be tried again and whose not_before has. Of one item only
 * the first in order, and none while another of it is sent or accepted. Those of the plan apart.
 */
bool outbox_each_due(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr);
bool outbox_each_due_of_plan(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr);
/* Rows that no answer has settled yet, pending and sent, oldest first, without those that are not
 * to be sent before a time after `now`, and without those of the plan that are pending: they give
 * way to everything else. */
bool outbox_each_waiting(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr);
/* Accepted rows whose horizon has passed, oldest first. */
bool outbox_each_to_look_at(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr);
/* Accepted rows without a horizon, by id, behind `after_id`: when those are looked at is the
 * caller's. */
bool outbox_each_in_review(struct outbox *o, const char *account, int64_t after_id, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr);
/* When one of the first two above will next have something that it has not now; MSEC_NEVER:
 * never. */
bool outbox_next_time(
		struct outbox *o, const char *account, msec_t now, msec_t *ret, struct err *reterr);

/* The newest intent of an item that is not annihilated. *ret is owned (intent_finish). */
bool outbox_find_newest(struct outbox *o, const char *account, const char *item, struct intent *ret,
		bool *ret_found, struct err *reterr);
bool outbox_find(struct outbox *o, int64_t id, struct intent *ret, bool *ret_found,
		struct err *reterr);
/* Those of one item that are not annihilated, newest first. */
bool outbox_each_of_item(struct outbox *o, const char *account, const char *item, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr);
/* The newest row that can be undone for free (pending); account NULL: of any. One of the plan only
 * in its undo window: it waits for days, and is undone by its id, or with the plan. */
bool outbox_find_undoable(struct outbox *o, const char *account, struct intent *ret,
		bool *ret_found, struct err *reterr);

/* Rows that are not annihilated by id, newest first; from_id 0: the newest, else those older
 * (`newer`: those newer, oldest first). account NULL: of all. */
struct outbox_page {
	const char *account;
	int64_t from_id;
	bool newer, inclusive;
	size_t limit;
};
bool outbox_page(struct outbox *o, const struct outbox_page *page, outbox_row_fn *fn, void *data,
		struct err *reterr);

/* Rows by state; account NULL: of all. */
bool outbox_counts(struct outbox *o, const char *account,
		int64_t ret_counts[static INTENT_STATE_COUNT], struct err *reterr);

/* Those that outbox_find_undoable() would find; account NULL: of all. */
bool outbox_count_undoable(struct outbox *o, const char *account, int64_t *ret, struct err *reterr);

/* One event of a row's history. */
struct intent_event {
	int64_t id;
	msec_t at;
	enum intent_state from, to; /* the same for a retry or a look */
	const char *why; /* borrowed; "" */
};
typedef bool outbox_event_fn(const struct intent_event *event, void *data);
bool outbox_each_event(struct outbox *o, int64_t intent_id, outbox_event_fn *fn, void *data,
		struct err *reterr);

/* How many of an account's are open: still on their way, or for the person to decide. */
bool outbox_count_open(struct outbox *o, const char *account, int64_t *ret, struct err *reterr);
/* How many of those accepted the service holds for its own review: they have no horizon. */
bool outbox_count_in_review(
		struct outbox *o, const char *account, int64_t *ret, struct err *reterr);
/*
 * Removes all rows of an account with their events, and its plan, in one transaction: the only
 * way by which an event ever goes. ERR_CONFLICT while one is open, and nothing is changed; with
 * `open_too` those go as well, and whether one that was sent is done is known to nobody then.
 * The caller holds the sender's lock.
 */
bool outbox_forget(struct outbox *o, const char *account, bool open_too, struct err *reterr);

/* --- the plan of an account --- */

/* A row of the plan that waits for its turn. */
struct outbox_planned {
	int64_t id;
	msec_t due, not_before;
};
typedef bool outbox_planned_fn(const struct outbox_planned *row, void *data);
/* Pending rows of the plan, in the order in which they were asked for. fn may not write. */
bool outbox_each_planned(struct outbox *o, const char *account, outbox_planned_fn *fn, void *data,
		struct err *reterr);
/* How many rows of the plan are sent and not answered. */
bool outbox_count_planned_sent(
		struct outbox *o, const char *account, int64_t *ret, struct err *reterr);
/* Cancels that may be done before any row of the plan that waits: those sent, of the plan or
 * not, and pending ones that are not of it and wait neither for the person nor for a time after
 * `now`. */
bool outbox_count_before_plan(struct outbox *o, const char *account, msec_t now, int64_t *ret,
		struct err *reterr);
/* The not_before of n rows, in one transaction. One that is not pending any more, or not of the
 * plan, keeps its own; that is no error. A time is no event. */
bool outbox_set_not_before(
		struct outbox *o, const struct outbox_planned *rows, size_t n, struct err *reterr);
/* A pending row joins the plan or leaves it. ERR_CONFLICT: it is not pending. */
bool outbox_set_paced(
		struct outbox *o, int64_t id, bool paced, msec_t not_before, struct err *reterr);
/*
 * A sent row of the plan that the service did not do, because a limit left no room: pending again,
 * with the same key and as many attempts. Where its opposite waits behind it, both are closed:
 * there is nothing to send. ERR_CONFLICT: it is not sent, or not of the plan.
 */
bool outbox_put_back(struct outbox *o, int64_t id, msec_t not_before, const char *reason,
		struct err *reterr);
/* All pending rows of the plan are undone, in one transaction. *ret: how many. */
bool outbox_stop_plan(struct outbox *o, const char *account, int64_t *ret, struct err *reterr);

/* What goes for an account's plan, and what its service said of limits. Times are of our wall
 * clock; 0: none. */
struct outbox_plan {
	int64_t reserve; /* kept free of each limit; −1: as it is by default */
	msec_t held_until; /* the person holds it; MSEC_NEVER: until told */
	msec_t planned_at; /* when the rows got their times */
	msec_t told_at; /* when the service said the rest */
	msec_t paused_until; /* nothing is to be asked for */
	msec_t spent_until; /* nothing is to be sent: a limit is used up */
};
/* Of an account that none was noted for: reserve −1 and zeros. */
bool outbox_plan_find(
		struct outbox *o, const char *account, struct outbox_plan *ret, struct err *reterr);
bool outbox_plan_set_reserve(
		struct outbox *o, const char *account, int64_t reserve, struct err *reterr);
bool outbox_plan_hold(struct outbox *o, const char *account, msec_t until, struct err *reterr);
bool outbox_plan_note_planned(struct outbox *o, const char *account, struct err *reterr);
bool outbox_plan_note_told(struct outbox *o, const char *account, msec_t paused_until,
		msec_t spent_until, struct err *reterr);

/* Between these the reads see one moment and the file is locked once: for many of them in a row. No
 * call in between may write, and it must be short: another process waits with its writing. */
bool outbox_begin_reading(struct outbox *o, struct err *reterr);
void outbox_end_reading(struct outbox *o);

/* Changes whenever another process commits to the file (PRAGMA data_version). */
bool outbox_version(struct outbox *o, int64_t *ret, struct err *reterr);

/* The version of SQLite; static. */
const char *outbox_library(void);
