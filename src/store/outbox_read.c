#include "outbox_inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

/* The row at hand, in the order of INTENT_COLUMNS; its text is the statement's. */
static bool read_row(sqlite3_stmt *s, struct intent *ret, struct err *reterr) {
	const void *const key = sqlite3_column_blob(s, 10);
	enum intent_state state = INTENT_PENDING;
	if (key == NULL || sqlite3_column_bytes(s, 10) != IDEM_KEY_BYTES) {
		return err_set(reterr, ERR_DB, "the outbox has a row without a key");
	}
	if (!outbox_read_state(db_column_text(s, 11), &state, reterr)) {
		return false;
	}
	*ret = (struct intent){
		.id = db_column_int(s, 0),
		.account = db_column_text(s, 1),
		.item = db_column_text(s, 2),
		.keys = db_column_text(s, 3),
		.restore = db_column_text(s, 4),
		.title = db_column_text(s, 5),
		.author = db_column_text(s, 6),
		.url = db_column_text(s, 7),
		.seq = (int)db_column_int(s, 8),
		.want = db_column_int(s, 9) != 0,
		.state = state,
		.created = db_column_int(s, 12),
		.due = db_column_int(s, 13),
		.not_before = db_column_int(s, 14),
		.sent_at = db_column_int(s, 15),
		.accepted_at = db_column_int(s, 16),
		.horizon = db_column_int(s, 17),
		.publish_at = db_column_int(s, 18),
		.changed_at = db_column_int(s, 19),
		.attempts = (int)db_column_int(s, 20),
		.looks = (int)db_column_int(s, 21),
		.operation = db_column_text(s, 22),
		.reason = db_column_text(s, 23),
		.paced = db_column_int(s, 24) != 0,
	};
	memcpy(ret->idem_key, key, IDEM_KEY_BYTES);
	return true;
}

struct rows {
	struct intent *rows; /* own */
	size_t n, cap;
};

static void rows_finish(struct rows *rows) {
	for (size_t i = 0; i < rows->n; i++) {
		intent_finish(&rows->rows[i]);
	}
	free(rows->rows);
}

static bool collect(
		struct outbox *o, sqlite3_stmt *statement, struct rows *rows, struct err *reterr) {
	for (;;) {
		bool row = false;
		if (!db_row(&o->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			return true;
		}
		struct intent borrowed;
		if (!read_row(statement, &borrowed, reterr)) {
			db_end(statement);
			return false;
		}
		if (rows->n == rows->cap) {
			rows->cap = rows->cap == 0 ? 16 : 2 * rows->cap;
			rows->rows = xrealloc(rows->rows, rows->cap * sizeof(rows->rows[0]));
		}
		intent_copy(&rows->rows[rows->n], &borrowed);
		rows->n++;
	}
}

/* All are read before the first is shown: whoever is shown one may move it. */
static bool show(struct outbox *o, enum outbox_statement which,
		const struct db_value values[static 3], outbox_row_fn *fn, void *data,
		struct err *reterr) {
	struct rows rows = { 0 };
	sqlite3_stmt *statement =
			db_start(&o->db, which, DB_VALUES(values[0], values[1], values[2]));
	const bool ok = collect(o, statement, &rows, reterr);
	for (size_t i = 0; ok && i < rows.n; i++) {
		if (!fn(&rows.rows[i], data)) {
			break;
		}
	}
	rows_finish(&rows);
	return ok;
}

static struct db_value limit_value(size_t limit) {
	return db_int(limit > INT64_MAX ? INT64_MAX : (int64_t)limit);
}

bool outbox_each_due(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr) {
	assert(account != NULL);
	const struct db_value values[] = { db_text(account), db_int(now), limit_value(limit) };
	return show(o, OUTBOX_DUE, values, fn, data, reterr);
}

bool outbox_each_due_of_plan(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr) {
	assert(account != NULL);
	const struct db_value values[] = { db_text(account), db_int(now), limit_value(limit) };
	return show(o, OUTBOX_DUE_OF_PLAN, values, fn, data, reterr);
}

bool outbox_each_waiting(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr) {
	assert(account != NULL);
	const struct db_value values[] = { db_text(account), db_int(now), limit_value(limit) };
	return show(o, OUTBOX_WAITING, values, fn, data, reterr);
}

bool outbox_each_to_look_at(struct outbox *o, const char *account, msec_t now, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr) {
	assert(account != NULL);
	const struct db_value values[] = { db_text(account), db_int(now), limit_value(limit) };
	return show(o, OUTBOX_TO_LOOK_AT, values, fn, data, reterr);
}

bool outbox_each_in_review(struct outbox *o, const char *account, int64_t after_id, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr) {
	assert(account != NULL);
	const struct db_value values[] = { db_text(account), db_int(after_id), limit_value(limit) };
	return show(o, OUTBOX_IN_REVIEW, values, fn, data, reterr);
}

bool outbox_next_time(struct outbox *o, const char *account, msec_t now, msec_t *ret,
		struct err *reterr) {
	assert(account != NULL);
	sqlite3_stmt *statement = db_start(
			&o->db, OUTBOX_NEXT_TIME, DB_VALUES(db_text(account), db_int(now)));
	bool row = false;
	if (!db_row(&o->db, statement, &row, reterr)) {
		return false;
	}
	assert(row);
	*ret = sqlite3_column_type(statement, 0) == SQLITE_NULL ? MSEC_NEVER
								: db_column_int(statement, 0);
	db_end(statement);
	return true;
}

static bool find(struct outbox *o, sqlite3_stmt *statement, struct intent *ret, bool *ret_found,
		struct err *reterr) {
	struct rows rows = { 0 };
	const bool ok = collect(o, statement, &rows, reterr);
	assert(rows.n <= 1);
	if (ok) {
		*ret_found = rows.n == 1;
		if (rows.n == 1) {
			*ret = rows.rows[0];
			rows.n = 0;
		}
	}
	rows_finish(&rows);
	return ok;
}

bool outbox_find_newest(struct outbox *o, const char *account, const char *item, struct intent *ret,
		bool *ret_found, struct err *reterr) {
	assert(account != NULL && item != NULL);
	return find(o,
			db_start(&o->db, OUTBOX_FIND_NEWEST,
					DB_VALUES(db_text(account), db_text(item))),
			ret, ret_found, reterr);
}

bool outbox_each_of_item(struct outbox *o, const char *account, const char *item, size_t limit,
		outbox_row_fn *fn, void *data, struct err *reterr) {
	assert(account != NULL && item != NULL);
	const struct db_value values[] = { db_text(account), db_text(item), limit_value(limit) };
	return show(o, OUTBOX_OF_ITEM, values, fn, data, reterr);
}

bool outbox_find(struct outbox *o, int64_t id, struct intent *ret, bool *ret_found,
		struct err *reterr) {
	return find(o, db_start(&o->db, OUTBOX_FIND, DB_VALUES(db_int(id))), ret, ret_found,
			reterr);
}

bool outbox_find_undoable(struct outbox *o, const char *account, struct intent *ret,
		bool *ret_found, struct err *reterr) {
	return find(o,
			db_start(&o->db, OUTBOX_FIND_UNDOABLE,
					DB_VALUES(db_text(account), db_int(clock_wall(o->clock)))),
			ret, ret_found, reterr);
}

bool outbox_page(struct outbox *o, const struct outbox_page *page, outbox_row_fn *fn, void *data,
		struct err *reterr) {
	assert(page->from_id >= 0);
	int64_t from = page->from_id;
	if (page->inclusive) {
		from += page->newer ? -1 : 1;
	}
	if (page->from_id == 0) {
		from = page->newer ? 0 : INT64_MAX;
	}
	const struct db_value values[] = { db_int(from), db_text(page->account),
		limit_value(page->limit) };
	return show(o, page->newer ? OUTBOX_PAGE_NEWER : OUTBOX_PAGE_OLDER, values, fn, data,
			reterr);
}

bool outbox_counts(struct outbox *o, const char *account,
		int64_t ret_counts[static INTENT_STATE_COUNT], struct err *reterr) {
	int64_t counts[INTENT_STATE_COUNT] = { 0 };
	sqlite3_stmt *statement = account != NULL
			? db_start(&o->db, OUTBOX_COUNTS, DB_VALUES(db_text(account)))
			: db_start(&o->db, OUTBOX_COUNTS_OF_ALL, NULL, 0);
	for (;;) {
		bool row = false;
		if (!db_row(&o->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			break;
		}
		enum intent_state state = INTENT_PENDING;
		if (!outbox_read_state(db_column_text(statement, 0), &state, reterr)) {
			db_end(statement);
			return false;
		}
		counts[state] = db_column_int(statement, 1);
	}
	memcpy(ret_counts, counts, sizeof(counts));
	return true;
}

bool outbox_each_event(struct outbox *o, int64_t intent_id, outbox_event_fn *fn, void *data,
		struct err *reterr) {
	sqlite3_stmt *statement = db_start(&o->db, OUTBOX_EVENTS, DB_VALUES(db_int(intent_id)));
	for (;;) {
		bool row = false;
		if (!db_row(&o->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			return true;
		}
		struct intent_event event = {
			.id = db_column_int(statement, 0),
			.at = db_column_int(statement, 1),
			.why = db_column_text(statement, 4),
		};
		const bool ok = outbox_read_state(db_column_text(statement, 2), &event.from,
						reterr) &&
				outbox_read_state(db_column_text(statement, 3), &event.to, reterr);
		if (!ok || !fn(&event, data)) {
			db_end(statement);
			return ok;
		}
	}
}

bool outbox_version(struct outbox *o, int64_t *ret, struct err *reterr) {
	bool found = false;
	return db_number(&o->db, db_start(&o->db, OUTBOX_VERSION, NULL, 0), ret, &found, reterr);
}

bool outbox_begin_reading(struct outbox *o, struct err *reterr) {
	return db_begin_reading(&o->db, reterr);
}

void outbox_end_reading(struct outbox *o) {
	db_end_reading(&o->db);
}
