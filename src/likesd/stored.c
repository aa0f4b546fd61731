#include "inner.h"

#include <assert.h>

#define PRUNE_AT_ONCE 500

bool stored_find(struct call *call, const struct wish *wish, enum stored *ret_what,
		struct outcome *ret, struct err *reterr) {
	struct db *db = &call->likesd->db;
	sqlite3_stmt *row = db_start(db, SQL_ANSWER,
			DB_VALUES(db_int(call->account.id), db_int(call->likesd->now - ANSWER_KEPT),
					db_text(wish->key)));
	bool found = false;
	if (!db_row(db, row, &found, reterr)) {
		return false;
	}
	if (!found) {
		*ret_what = STORED_NONE;
		return true;
	}
	if (sqlite3_column_bytes(row, 0) != SECRET_SHA256_BYTES ||
			!secret_equal(sqlite3_column_blob(row, 0), wish->request,
					SECRET_SHA256_BYTES)) {
		*ret_what = STORED_OTHER;
	} else {
		*ret_what = STORED_SAME;
		ret->status = sqlite3_column_int(row, 1);
		ret->as_of = sqlite3_column_int64(row, 2);
		buf_add(&ret->payload, sqlite3_column_blob(row, 3),
				(size_t)sqlite3_column_bytes(row, 3));
	}
	db_end(row);
	return true;
}

bool stored_add(struct call *call, const struct wish *wish, const struct outcome *outcome,
		struct err *reterr) {
	struct db *db = &call->likesd->db;
	assert(outcome->payload.len > 0);
	return db_do(db, SQL_ANSWER_ADD,
			DB_VALUES(db_int(call->account.id), db_int(outcome->status),
					db_int(outcome->as_of), db_int(call->likesd->now),
					db_text(wish->key),
					db_blob(wish->request, SECRET_SHA256_BYTES),
					db_blob(outcome->payload.data, outcome->payload.len)),
			reterr);
}

bool stored_prune(struct likesd *likesd, struct err *reterr) {
	if (!db_do(&likesd->db, SQL_ANSWERS_PRUNE,
			    DB_VALUES(db_int(likesd->now - ANSWER_KEPT), db_int(PRUNE_AT_ONCE)),
			    reterr)) {
		return false;
	}
	if (db_changes(&likesd->db) == PRUNE_AT_ONCE) {
		/* There is more: the next turn goes on. */
		likesd->next_prune = likesd->now;
	}
	return true;
}
