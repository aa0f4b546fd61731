#include "inner.h"

#include <assert.h>

#define PRUNE_AT_ONCE 500

bool stored_find(struct call *call, const struct wish *wish, enum stored *ret_what,
		struct outcome *ret, struct err *reterr) {
	struct db *db = &call->likesd->db;
	sqlite3_stmt *row = likesd_db_start(
			db, DB_ANSWER, DB_INTS(call->account.id, call->likesd->now - ANSWER_KEPT));
	likesd_db_bind_text(row, 3, wish->key);
	bool found = false;
	if (!likesd_db_row(db, row, &found, reterr)) {
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
	likesd_db_end(row);
	return true;
}

bool stored_add(struct call *call, const struct wish *wish, const struct outcome *outcome,
		struct err *reterr) {
	struct db *db = &call->likesd->db;
	assert(outcome->payload.len > 0);
	sqlite3_stmt *row = likesd_db_start(db, DB_ANSWER_ADD,
			DB_INTS(call->account.id, outcome->status, outcome->as_of,
					call->likesd->now));
	likesd_db_bind_text(row, 5, wish->key);
	likesd_db_bind_bytes(row, 6, wish->request, SECRET_SHA256_BYTES);
	likesd_db_bind_bytes(row, 7, outcome->payload.data, outcome->payload.len);
	return likesd_db_run(db, row, reterr);
}

bool stored_prune(struct likesd *likesd, struct err *reterr) {
	if (!likesd_db_do(&likesd->db, DB_ANSWERS_PRUNE,
			    DB_INTS(likesd->now - ANSWER_KEPT, PRUNE_AT_ONCE), reterr)) {
		return false;
	}
	if (likesd_db_changes(&likesd->db) == PRUNE_AT_ONCE) {
		/* There is more: the next turn goes on. */
		likesd->next_prune = likesd->now;
	}
	return true;
}
