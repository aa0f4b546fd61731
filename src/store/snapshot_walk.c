#include "snapshot_inner.h"

#include <assert.h>
#include <stdlib.h>

#include "unlike/base/mem.h"

/* The begin and the end of a walk, and looks at single items. */

static bool begin_walk(
		struct snapshot *s, const char *account, int64_t *ret_walk, struct err *reterr) {
	int64_t id = 0;
	bool found = false;
	return snapshot_need_account(s, account, &id, reterr) &&
			db_number(&s->db,
					db_start(&s->db, SNAPSHOT_WALK_BEGIN,
							DB_VALUES(db_int(id))),
					ret_walk, &found, reterr);
}

bool snapshot_walk_begin(
		struct snapshot *s, const char *account, int64_t *ret_walk, struct err *reterr) {
	int64_t walk = 0;
	if (!db_begin(&s->db, reterr) ||
			!db_finish(&s->db, begin_walk(s, account, &walk, reterr), reterr)) {
		return false;
	}
	assert(walk > 0);
	*ret_walk = walk;
	return true;
}

/* A row that the walk did not meet. */
struct unmet {
	int64_t id;
	char *item; /* own; NULL: gone before, so it is put away */
};

struct unmet_rows {
	struct unmet *rows; /* own */
	size_t n, cap;
};

static void add_unmet(struct unmet_rows *unmet, int64_t id, const char *item) {
	if (unmet->n == unmet->cap) {
		unmet->cap = unmet->cap == 0 ? 16 : 2 * unmet->cap;
		unmet->rows = xrealloc(unmet->rows, unmet->cap * sizeof(unmet->rows[0]));
	}
	unmet->rows[unmet->n] = (struct unmet){ .id = id, .item = xstrdup(item) };
	unmet->n++;
}

static bool collect_unmet(struct snapshot *s, const struct db_value values[static 2], msec_t as_of,
		snapshot_keep_fn *keep, void *data, struct unmet_rows *unmet, struct err *reterr) {
	sqlite3_stmt *statement = db_start(&s->db, SNAPSHOT_UNMET, DB_VALUES(values[0], values[1]));
	for (;;) {
		bool row = false;
		if (!db_row(&s->db, statement, &row, reterr)) {
			return false;
		}
		if (!row) {
			return true;
		}
		const char *item = db_column_text(statement, 1);
		const bool gone = db_column_int(statement, 2) != 0;
		/* Seen there by a look that is newer than this walk: the walk proves nothing. */
		const bool newer = !gone && db_column_int(statement, 3) > as_of;
		if (!newer && (keep == NULL || !keep(item, data))) {
			add_unmet(unmet, db_column_int(statement, 0), gone ? NULL : item);
		}
	}
}

static bool apply_unmet(struct snapshot *s, int64_t account, msec_t as_of, const struct unmet *row,
		struct err *reterr) {
	struct db *db = &s->db;
	if (row->item == NULL) {
		return db_do(db, SNAPSHOT_REMOVE_ROW, DB_VALUES(db_int(row->id)), reterr);
	}
	return db_do(db, SNAPSHOT_ROW_GONE, DB_VALUES(db_int(row->id), db_int(as_of)), reterr) &&
			db_do(db, SNAPSHOT_BURY_IF_LAST,
					DB_VALUES(db_int(account), db_text(row->item),
							db_int(as_of)),
					reterr);
}

static bool apply_all(struct snapshot *s, int64_t account, msec_t as_of,
		const struct unmet_rows *unmet, struct err *reterr) {
	bool ok = true;
	for (size_t i = 0; ok && i < unmet->n; i++) {
		ok = apply_unmet(s, account, as_of, &unmet->rows[i], reterr);
	}
	return ok &&
			db_do(&s->db, SNAPSHOT_WALK_ENDED,
					DB_VALUES(db_int(account), db_int(clock_wall(s->clock)),
							db_int(as_of)),
					reterr);
}

static bool end_walk(struct snapshot *s, const char *account, int64_t walk, msec_t as_of,
		struct unmet_rows *unmet, snapshot_keep_fn *keep, void *data, struct err *reterr) {
	int64_t id = 0, under_way = 0;
	bool found = false;
	if (!snapshot_need_account(s, account, &id, reterr) ||
			!db_number(&s->db, db_start(&s->db, SNAPSHOT_WALK, DB_VALUES(db_int(id))),
					&under_way, &found, reterr)) {
		return false;
	}
	if (walk == 0 || under_way != walk) {
		return err_set(reterr, ERR_CONFLICT, "walk %lld of %s is not the one under way",
				(long long)walk, account);
	}
	const struct db_value values[] = { db_int(id), db_int(walk) };
	return collect_unmet(s, values, as_of, keep, data, unmet, reterr) &&
			apply_all(s, id, as_of, unmet, reterr);
}

bool snapshot_walk_end(struct snapshot *s, const char *account, int64_t walk, msec_t as_of,
		snapshot_keep_fn *keep, void *data, struct err *reterr) {
	if (!db_begin(&s->db, reterr)) {
		return false;
	}
	struct unmet_rows unmet = { 0 };
	const bool ok = end_walk(s, account, walk, as_of, &unmet, keep, data, reterr);
	for (size_t i = 0; i < unmet.n; i++) {
		free(unmet.rows[i].item);
	}
	free(unmet.rows);
	return db_finish(&s->db, ok, reterr);
}

static bool run_all(struct snapshot *s, const enum snapshot_statement *statements, size_t n,
		const struct db_value values[static 3], struct err *reterr) {
	for (size_t i = 0; i < n; i++) {
		const size_t n_values = statements[i] == SNAPSHOT_ITEM_BACK ? 2 : 3;
		if (!db_do(&s->db, statements[i], values, n_values, reterr)) {
			return false;
		}
	}
	return true;
}

static bool sight(struct snapshot *s, const char *account, const char *item, bool liked,
		msec_t as_of, struct err *reterr) {
	static const enum snapshot_statement back[] = { SNAPSHOT_UNBURY, SNAPSHOT_ITEM_BACK,
		SNAPSHOT_ITEM_SEEN };
	static const enum snapshot_statement gone[] = { SNAPSHOT_ITEM_GONE, SNAPSHOT_BURY_IF_LAST };
	int64_t id = 0, known = 0;
	bool found = false;
	if (!snapshot_need_account(s, account, &id, reterr) ||
			!db_number(&s->db,
					db_start(&s->db, SNAPSHOT_KNOWN,
							DB_VALUES(db_int(id), db_text(item))),
					&known, &found, reterr)) {
		return false;
	}
	if (as_of < known) {
		return true;
	}
	const struct db_value values[] = { db_int(id), db_text(item), db_int(as_of) };
	return liked ? run_all(s, back, 3, values, reterr) : run_all(s, gone, 2, values, reterr);
}

bool snapshot_sight(struct snapshot *s, const char *account, const char *item, bool liked,
		msec_t as_of, struct err *reterr) {
	assert(item != NULL);
	return db_begin(&s->db, reterr) &&
			db_finish(&s->db, sight(s, account, item, liked, as_of, reterr), reterr);
}
