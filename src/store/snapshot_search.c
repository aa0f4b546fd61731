#include "snapshot_inner.h"

#include <assert.h>
#include <string.h>

/*
 * A search looks at the folded text of row after row. An index would be quicker on long lists, but
 * SQLite's trigrams find no word of two Chinese characters, and a slice of rows is soon looked at.
 */

static void read_place(sqlite3_stmt *statement, struct snapshot_place *ret) {
	ret->sort = ~db_column_int(statement, 0);
	const char *key = db_column_text(statement, 1);
	const size_t len = strnlen(key, LIKE_ID_MAX);
	memcpy(ret->key, key, len);
	ret->key[len] = '\0';
}

static bool row_has(sqlite3_stmt *statement, const char *folded, size_t len) {
	const void *text = sqlite3_column_text(statement, 2);
	const size_t text_len = (size_t)sqlite3_column_bytes(statement, 2);
	return memmem(text, text_len, folded, len) != NULL;
}

bool snapshot_search(struct snapshot *s, const char *account, const char *folded,
		const struct snapshot_page *slice, enum snapshot_search *ret,
		struct snapshot_place *ret_place, int64_t *ret_passed, struct err *reterr) {
	assert(slice->limit > 0);
	int64_t id = 0;
	bool known = false;
	if (!snapshot_account(s, account, &id, &known, reterr)) {
		return false;
	}
	enum snapshot_search result = SNAPSHOT_END;
	struct snapshot_place place = { 0 };
	size_t passed = 0;
	const size_t len = strlen(folded);
	sqlite3_stmt *statement =
			known ? snapshot_start_page(s, SNAPSHOT_SCAN_AFTER, id, slice) : NULL;
	while (known && result == SNAPSHOT_END) {
		bool row = false;
		if (!db_row(&s->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			break;
		}
		passed++;
		if (row_has(statement, folded, len)) {
			result = SNAPSHOT_FOUND;
		} else if (passed == slice->limit) {
			result = SNAPSHOT_NOT_YET;
		}
		if (result != SNAPSHOT_END) {
			read_place(statement, &place);
			db_end(statement);
		}
	}
	if (result != SNAPSHOT_END) {
		*ret_place = place;
	}
	*ret = result;
	*ret_passed = (int64_t)passed;
	return true;
}
