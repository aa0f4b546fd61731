#include "outbox_inner.h"

#include <assert.h>

/* From `from` to `to`, each in a transaction of its own: compare, set, say why. */

bool outbox_changed_one(struct outbox *o, int64_t id, enum intent_state from, struct err *reterr) {
	assert(db_changes(&o->db) <= 1);
	return db_changes(&o->db) == 1 ||
			err_set(reterr, ERR_CONFLICT, "intent %lld is not %s any more",
					(long long)id, intent_state_name(from));
}

bool outbox_move_within(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change_or_null, struct err *reterr) {
	static const struct intent_change none = { 0 };
	const struct intent_change *change = change_or_null != NULL ? change_or_null : &none;
	return db_do(&o->db, OUTBOX_MOVE,
			       DB_VALUES(db_int(id), db_text(intent_state_name(from)),
					       db_text(intent_state_name(to)),
					       db_int(clock_wall(o->clock)),
					       db_text(change->reason), db_text(change->operation),
					       db_int(change->publish_at), db_int(change->horizon),
					       db_int(change->not_before)),
			       reterr) &&
			outbox_changed_one(o, id, from, reterr) &&
			outbox_add_event(o, id, from, to, change->reason, reterr);
}

bool outbox_move(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change_or_null, struct err *reterr) {
	if (!intent_may(from, to)) {
		return err_set(reterr, ERR_BUG, "an intent may not go from %s to %s",
				intent_state_name(from), intent_state_name(to));
	}
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o,
					outbox_move_within(o, id, from, to, change_or_null, reterr),
					reterr);
}

/* A row that stays where it is, but for a time and a counter. */
static bool stay(struct outbox *o, enum outbox_statement which, int64_t id, enum intent_state state,
		const struct db_value values[static 3], struct err *reterr) {
	return db_do(&o->db, which,
			       DB_VALUES(db_int(id), db_int(clock_wall(o->clock)), values[0],
					       values[1], values[2]),
			       reterr) &&
			outbox_changed_one(o, id, state, reterr) &&
			outbox_add_event(o, id, state, state, values[2].bytes, reterr);
}

bool outbox_retry(struct outbox *o, int64_t id, msec_t not_before, bool counts, const char *reason,
		struct err *reterr) {
	const struct db_value values[] = { db_int(not_before), db_int(counts), db_text(reason) };
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o, stay(o, OUTBOX_RETRY, id, INTENT_SENT, values, reterr),
					reterr);
}

bool outbox_look_again(struct outbox *o, int64_t id, msec_t horizon, bool counts,
		const char *reason, struct err *reterr) {
	const struct db_value values[] = { db_int(horizon), db_int(counts), db_text(reason) };
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o,
					stay(o, OUTBOX_LOOK_AGAIN, id, INTENT_ACCEPTED, values,
							reterr),
					reterr);
}

static bool recover(struct outbox *o, struct err *reterr) {
	const struct db_value now = db_int(clock_wall(o->clock));
	const struct db_value why = db_text("was under way when the program ended");
	return db_do(&o->db, OUTBOX_RECOVER_EVENTS, DB_VALUES(now, why), reterr) &&
			db_do(&o->db, OUTBOX_RECOVER, DB_VALUES(now), reterr);
}

bool outbox_recover(struct outbox *o, struct err *reterr) {
	return outbox_begin_one(o, reterr) && outbox_finish_one(o, recover(o, reterr), reterr);
}

bool outbox_send_now(struct outbox *o, const char *account, int64_t id, struct err *reterr) {
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o,
					db_do(&o->db, OUTBOX_SEND_NOW,
							DB_VALUES(db_int(clock_wall(o->clock)),
									db_text(account),
									db_int(id)),
							reterr),
					reterr);
}

static bool shift(struct outbox *o, msec_t by, struct err *reterr) {
	return db_do(&o->db, OUTBOX_SHIFT, DB_VALUES(db_int(by)), reterr) &&
			db_do(&o->db, OUTBOX_SHIFT_PLAN, DB_VALUES(db_int(by)), reterr);
}

bool outbox_shift(struct outbox *o, msec_t by, struct err *reterr) {
	assert(by > -MSEC_NEVER / 2 && by < MSEC_NEVER / 2);
	return outbox_begin_one(o, reterr) && outbox_finish_one(o, shift(o, by, reterr), reterr);
}
