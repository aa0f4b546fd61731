#include "snapshot_inner.h"

#include <assert.h>

/* The list, read by place: both ways along one index, at any depth alike. */

/* A file is believed as far as it makes sense. */
static enum like_about about_of(int64_t number) {
	return number >= 0 && number < LIKE_ABOUT_COUNT ? (enum like_about)number
							: LIKE_NOT_DESCRIBED;
}

void snapshot_read_like(sqlite3_stmt *s, int column, struct like *ret) {
	*ret = (struct like){
		.sort = ~db_column_int(s, column),
		.key = db_column_text(s, column + 1),
		.item = db_column_text(s, column + 2),
		.restore = db_column_text(s, column + 3),
		.title = db_column_text(s, column + 4),
		.author = db_column_text(s, column + 5),
		.author_id = db_column_text(s, column + 6),
		.url = db_column_text(s, column + 7),
		.liked_at = db_column_int(s, column + 8),
		.made_at = db_column_int(s, column + 9),
		.likes = db_column_int(s, column + 10),
		.gone = db_column_int(s, column + 11) != 0,
		.about = about_of(db_column_int(s, column + 12)),
	};
}

sqlite3_stmt *snapshot_start_page(struct snapshot *s, enum snapshot_statement first,
		int64_t account, const struct snapshot_page *page) {
	struct db_value place = db_int(page->backwards ? INT64_MAX : INT64_MIN);
	/* Behind every key: to SQLite a blob is greater than any text. No key is "". */
	struct db_value key = page->backwards ? db_blob("", 0) : db_text("");
	if (page->from != NULL) {
		place = db_int(~page->from->sort);
		key = db_text(page->from->key);
	}
	const int which = (int)first + (page->backwards ? 2 : 0) + (page->inclusive ? 1 : 0);
	const int64_t limit = page->limit > INT64_MAX ? INT64_MAX : (int64_t)page->limit;
	return db_start(&s->db, (size_t)which,
			DB_VALUES(db_int(account), place, key, db_int(limit)));
}

bool snapshot_page(struct snapshot *s, const char *account, const struct snapshot_page *page,
		snapshot_row_fn *fn, void *data, struct err *reterr) {
	int64_t id = 0;
	bool found = false;
	if (!snapshot_account(s, account, &id, &found, reterr)) {
		return false;
	}
	if (!found) {
		return true;
	}
	sqlite3_stmt *statement = snapshot_start_page(s, SNAPSHOT_PAGE_AFTER, id, page);
	for (;;) {
		bool row = false;
		if (!db_row(&s->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			return true;
		}
		struct like like;
		snapshot_read_like(statement, 0, &like);
		fn(&like, data);
	}
}

bool snapshot_find_item(struct snapshot *s, const char *account, const char *item, struct like *ret,
		bool *ret_found, struct err *reterr) {
	assert(item != NULL);
	int64_t id = 0;
	bool found = false, row = false;
	if (!snapshot_account(s, account, &id, &found, reterr)) {
		return false;
	}
	if (found) {
		sqlite3_stmt *statement = db_start(
				&s->db, SNAPSHOT_FIND_ITEM, DB_VALUES(db_int(id), db_text(item)));
		if (!db_row(&s->db, statement, &row, reterr)) {
			return false;
		}
		if (row) {
			struct like like;
			snapshot_read_like(statement, 0, &like);
			like_copy(ret, &like);
			db_end(statement);
		}
	}
	*ret_found = row;
	return true;
}

bool snapshot_rank(struct snapshot *s, const char *account, const struct snapshot_place *place,
		int64_t *ret, struct err *reterr) {
	int64_t id = 0, rank = 0;
	bool found = false;
	if (!snapshot_account(s, account, &id, &found, reterr)) {
		return false;
	}
	if (found &&
			!db_number(&s->db,
					db_start(&s->db, SNAPSHOT_RANK,
							DB_VALUES(db_int(id), db_int(~place->sort),
									db_text(place->key))),
					&rank, &found, reterr)) {
		return false;
	}
	*ret = rank;
	return true;
}
