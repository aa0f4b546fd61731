#include "outbox_inner.h"

#include <assert.h>

/* An account that is forgotten: what else nothing does, taking events away. */

bool outbox_count_open(struct outbox *o, const char *account, int64_t *ret, struct err *reterr) {
	assert(account != NULL);
	bool found = false;
	return db_number(&o->db, db_start(&o->db, OUTBOX_COUNT_OPEN, DB_VALUES(db_text(account))),
			ret, &found, reterr);
}

bool outbox_count_in_review(
		struct outbox *o, const char *account, int64_t *ret, struct err *reterr) {
	assert(account != NULL);
	bool found = false;
	return db_number(&o->db,
			db_start(&o->db, OUTBOX_COUNT_IN_REVIEW, DB_VALUES(db_text(account))), ret,
			&found, reterr);
}

static bool check_open(struct outbox *o, const char *account, struct err *reterr) {
	int64_t open = 0;
	if (!outbox_count_open(o, account, &open, reterr)) {
		return false;
	}
	return open == 0 ||
			err_set(reterr, ERR_CONFLICT, "%lld of '%.64s' %s still open",
					(long long)open, account, open == 1 ? "is" : "are");
}

/* The trigger that keeps events is away inside the transaction only, which nobody else sees. */
static bool forget(struct outbox *o, const char *account, bool open_too, struct err *reterr) {
	struct db *db = &o->db;
	return (open_too || check_open(o, account, reterr)) &&
			db_do(db, OUTBOX_EVENTS_MAY_GO, DB_NONE, reterr) &&
			db_do(db, OUTBOX_FORGET_EVENTS, DB_VALUES(db_text(account)), reterr) &&
			db_do(db, OUTBOX_FORGET_INTENTS, DB_VALUES(db_text(account)), reterr) &&
			db_do(db, OUTBOX_PLAN_FORGET, DB_VALUES(db_text(account)), reterr) &&
			db_do(db, OUTBOX_EVENTS_REMAIN, DB_NONE, reterr);
}

bool outbox_forget(struct outbox *o, const char *account, bool open_too, struct err *reterr) {
	assert(account != NULL);
	return outbox_begin_one(o, reterr) &&
			outbox_finish_one(o, forget(o, account, open_too, reterr), reterr);
}
