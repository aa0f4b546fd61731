#include "outbox_inner.h"

#include <assert.h>

/* The rows that wait for their turn, and what goes for them together. */

bool outbox_each_planned(struct outbox *o, const char *account, outbox_planned_fn *fn, void *data,
		struct err *reterr) {
	assert(account != NULL);
	sqlite3_stmt *statement = db_start(&o->db, OUTBOX_PLANNED, DB_VALUES(db_text(account)));
	for (;;) {
		bool row = false;
		if (!db_row(&o->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			return true;
		}
		const struct outbox_planned planned = {
			.id = db_column_int(statement, 0),
			.due = db_column_int(statement, 1),
			.not_before = db_column_int(statement, 2),
		};
		if (!fn(&planned, data)) {
			db_end(statement);
			return true;
		}
	}
}

bool outbox_count_planned_sent(
		struct outbox *o, const char *account, int64_t *ret, struct err *reterr) {
	assert(account != NULL);
	bool found = false;
	return db_number(&o->db, db_start(&o->db, OUTBOX_PLANNED_SENT, DB_VALUES(db_text(account))),
			ret, &found, reterr);
}

bool outbox_count_undoable(
		struct outbox *o, const char *account, int64_t *ret, struct err *reterr) {
	bool found = false;
	return db_number(&o->db,
			db_start(&o->db, OUTBOX_COUNT_UNDOABLE,
					DB_VALUES(db_text(account), db_int(clock_wall(o->clock)))),
			ret, &found, reterr);
}

bool outbox_count_before_plan(struct outbox *o, const char *account, msec_t now, int64_t *ret,
		struct err *reterr) {
	assert(account != NULL);
	bool found = false;
	return db_number(&o->db,
			db_start(&o->db, OUTBOX_BEFORE_PLAN,
					DB_VALUES(db_text(account), db_int(now))),
			ret, &found, reterr);
}

static bool set_not_before(
		struct outbox *o, const struct outbox_planned *rows, size_t n, struct err *reterr) {
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		assert(rows[i].not_before >= 0);
		ok = db_do(&o->db, OUTBOX_SET_NOT_BEFORE,
				DB_VALUES(db_int(rows[i].id), db_int(rows[i].not_before)), reterr);
	}
	return ok;
}

bool outbox_set_not_before(
		struct outbox *o, const struct outbox_planned *rows, size_t n, struct err *reterr) {
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o, set_not_before(o, rows, n, reterr), reterr);
}

static bool set_paced(
		struct outbox *o, int64_t id, bool paced, msec_t not_before, struct err *reterr) {
	return db_do(&o->db, OUTBOX_SET_PACED,
			       DB_VALUES(db_int(id), db_int(paced), db_int(not_before),
					       db_int(clock_wall(o->clock))),
			       reterr) &&
			outbox_changed_one(o, id, INTENT_PENDING, reterr) &&
			outbox_add_event(o, id, INTENT_PENDING, INTENT_PENDING,
					paced ? "waits for its turn" : "waits for its turn no more",
					reterr);
}

bool outbox_set_paced(
		struct outbox *o, int64_t id, bool paced, msec_t not_before, struct err *reterr) {
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o, set_paced(o, id, paced, not_before, reterr), reterr);
}

/* The opposite waited for an answer to this one; none of the two has anything to do any more. */
static bool close_with_opposite(struct outbox *o, int64_t id, struct err *reterr) {
	static const struct intent_change change = { .reason = "taken back before it was done" };
	bool found = false;
	int64_t behind = 0;
	return db_number(&o->db, db_start(&o->db, OUTBOX_PENDING_BEHIND, DB_VALUES(db_int(id))),
			       &behind, &found, reterr) &&
			(!found ||
					(outbox_move_within(o, id, INTENT_PENDING,
							 INTENT_ANNIHILATED, &change, reterr) &&
							outbox_move_within(o, behind,
									INTENT_PENDING,
									INTENT_ANNIHILATED, &change,
									reterr)));
}

static bool put_back(struct outbox *o, int64_t id, msec_t not_before, const char *reason,
		struct err *reterr) {
	return db_do(&o->db, OUTBOX_PUT_BACK,
			       DB_VALUES(db_int(id), db_int(clock_wall(o->clock)),
					       db_int(not_before), db_text(reason)),
			       reterr) &&
			outbox_changed_one(o, id, INTENT_SENT, reterr) &&
			outbox_add_event(o, id, INTENT_SENT, INTENT_PENDING, reason, reterr) &&
			close_with_opposite(o, id, reterr);
}

bool outbox_put_back(struct outbox *o, int64_t id, msec_t not_before, const char *reason,
		struct err *reterr) {
	assert(not_before >= 0);
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o, put_back(o, id, not_before, reason, reterr), reterr);
}

static bool stop(struct outbox *o, const char *account, struct err *reterr) {
	const struct db_value now = db_int(clock_wall(o->clock));
	const struct db_value why = db_text("the plan was stopped before it was sent");
	return db_do(&o->db, OUTBOX_STOP_EVENTS, DB_VALUES(db_text(account), now, why), reterr) &&
			db_do(&o->db, OUTBOX_STOP_PLAN, DB_VALUES(db_text(account), now, why),
					reterr);
}

bool outbox_stop_plan(struct outbox *o, const char *account, int64_t *ret, struct err *reterr) {
	assert(account != NULL);
	if (!outbox_begin_one(o, reterr)) {
		return false;
	}
	const bool stopped = stop(o, account, reterr);
	const int64_t n = stopped ? db_changes(&o->db) : 0;
	if (!outbox_finish_one(o, stopped, reterr)) {
		return false;
	}
	*ret = n;
	return true;
}

/* --- what goes for all of them ---------------------------------------------------------------- */

bool outbox_plan_find(struct outbox *o, const char *account, struct outbox_plan *ret,
		struct err *reterr) {
	assert(account != NULL);
	sqlite3_stmt *statement = db_start(&o->db, OUTBOX_PLAN, DB_VALUES(db_text(account)));
	bool row = false;
	if (!db_row(&o->db, statement, &row, reterr)) {
		return false;
	}
	*ret = (struct outbox_plan){ .reserve = -1 };
	if (row) {
		*ret = (struct outbox_plan){
			.reserve = db_column_int(statement, 0),
			.held_until = db_column_int(statement, 1),
			.planned_at = db_column_int(statement, 2),
			.told_at = db_column_int(statement, 3),
			.paused_until = db_column_int(statement, 4),
			.spent_until = db_column_int(statement, 5),
		};
		db_end(statement);
	}
	return true;
}

static bool set(struct outbox *o, enum outbox_statement which, const struct db_value *values,
		size_t n, struct err *reterr) {
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o, db_do(&o->db, which, values, n, reterr), reterr);
}

bool outbox_plan_set_reserve(
		struct outbox *o, const char *account, int64_t reserve, struct err *reterr) {
	assert(account != NULL && reserve >= -1);
	return set(o, OUTBOX_PLAN_RESERVE, DB_VALUES(db_text(account), db_int(reserve)), reterr);
}

bool outbox_plan_hold(struct outbox *o, const char *account, msec_t until, struct err *reterr) {
	assert(account != NULL && until >= 0);
	return set(o, OUTBOX_PLAN_HOLD, DB_VALUES(db_text(account), db_int(until)), reterr);
}

bool outbox_plan_note_planned(struct outbox *o, const char *account, struct err *reterr) {
	assert(account != NULL);
	return set(o, OUTBOX_PLAN_PLANNED,
			DB_VALUES(db_text(account), db_int(clock_wall(o->clock))), reterr);
}

bool outbox_plan_note_told(struct outbox *o, const char *account, msec_t paused_until,
		msec_t spent_until, struct err *reterr) {
	assert(account != NULL && paused_until >= 0 && spent_until >= 0);
	return set(o, OUTBOX_PLAN_TOLD,
			DB_VALUES(db_text(account), db_int(clock_wall(o->clock)),
					db_int(paused_until), db_int(spent_until)),
			reterr);
}
