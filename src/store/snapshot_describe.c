#include "snapshot_inner.h"

#include <assert.h>

#include "unlike/base/buf.h"
#include "unlike/base/mem.h"

/* What the list does not say of an item, and the records that are behind one. */

static bool describe(struct snapshot *s, int64_t account, const char *item, const struct like *said,
		struct err *reterr) {
	struct buf folded;
	buf_init(&folded, BUF_UNLIMITED);
	snapshot_fold(said, &folded);
	const bool ok = db_do(&s->db, SNAPSHOT_DESCRIBE,
			DB_VALUES(db_int(account), db_text(item), db_text(said->title),
					db_text(said->author), db_text(said->author_id),
					db_text(said->url), db_int(said->made_at),
					db_int(said->likes), db_text(folded.data),
					db_int(said->about)),
			reterr);
	buf_finish(&folded);
	return ok;
}

bool snapshot_describe(struct snapshot *s, const char *account, const char *item,
		const struct like *said, struct err *reterr) {
	assert(item != NULL && said->about != LIKE_NOT_DESCRIBED);
	int64_t id = 0;
	bool found = false;
	if (!snapshot_account(s, account, &id, &found, reterr)) {
		return false;
	}
	return !found || describe(s, id, item, said, reterr);
}

bool snapshot_each_not_described(struct snapshot *s, const char *account, size_t limit,
		snapshot_item_fn *fn, void *data, struct err *reterr) {
	int64_t id = 0;
	bool row = false;
	if (!snapshot_account(s, account, &id, &row, reterr)) {
		return false;
	}
	if (!row) {
		return true;
	}
	sqlite3_stmt *statement = db_start(&s->db, SNAPSHOT_NOT_DESCRIBED,
			DB_VALUES(db_int(id), db_int((int64_t)limit)));
	for (;;) {
		if (!db_row(&s->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			return true;
		}
		if (!fn(db_column_text(statement, 0), data)) {
			db_end(statement);
			return true;
		}
	}
}

bool snapshot_records(struct snapshot *s, const char *account, const char *item, char **ret_keys,
		char **ret_restore, struct err *reterr) {
	struct buf keys, restore;
	int64_t id = 0;
	bool row = false, restores = false;
	*ret_keys = *ret_restore = NULL;
	if (!snapshot_account(s, account, &id, &row, reterr)) {
		return false;
	}
	if (!row) {
		return true;
	}
	buf_init(&keys, BUF_UNLIMITED);
	buf_init(&restore, BUF_UNLIMITED);
	sqlite3_stmt *statement =
			db_start(&s->db, SNAPSHOT_RECORDS, DB_VALUES(db_int(id), db_text(item)));
	bool ok;
	while ((ok = db_row(&s->db, statement, &row, reterr)) && row) {
		const char *how = db_column_text(statement, 1);
		const char *parting = keys.len > 0 ? "\n" : "";
		buf_printf(&keys, "%s%s", parting, db_column_text(statement, 0));
		buf_printf(&restore, "%s%s", parting, how != NULL ? how : "");
		restores = restores || how != NULL;
	}
	if (ok && keys.len > 0) {
		*ret_keys = buf_take(&keys, NULL);
		*ret_restore = restores ? buf_take(&restore, NULL) : NULL;
	}
	buf_finish(&restore);
	buf_finish(&keys);
	return ok;
}
