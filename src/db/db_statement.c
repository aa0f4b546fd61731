#include "inner.h"

#include <assert.h>
#include <stdlib.h>

#include "unlike/base/mem.h"

static const char *const own_sql[DB_OWN_COUNT] = {
	[DB_OWN_BEGIN] = "BEGIN IMMEDIATE",
	[DB_OWN_COMMIT] = "COMMIT",
	[DB_OWN_ROLLBACK] = "ROLLBACK",
	[DB_OWN_STEP] = "SAVEPOINT step",
	[DB_OWN_STEP_BACK] = "ROLLBACK TO step",
	[DB_OWN_STEP_END] = "RELEASE step",
};

/* --- prepared once --- */

static bool prepare(struct db *db, const char *const *sql, size_t n, sqlite3_stmt **ret,
		struct err *reterr) {
	for (size_t i = 0; i < n; i++) {
		if (sqlite3_prepare_v3(db->sqlite, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &ret[i],
				    NULL) != SQLITE_OK) {
			return db_fail(db, reterr);
		}
	}
	return true;
}

bool db_prepare_own(struct db *db, struct err *reterr) {
	return prepare(db, own_sql, DB_OWN_COUNT, db->own, reterr);
}

bool db_prepare_spec(struct db *db, struct err *reterr) {
	assert(db->statements == NULL);
	db->statements = xcalloc(db->spec->n_sql, sizeof(db->statements[0]));
	return prepare(db, db->spec->sql, db->spec->n_sql, db->statements, reterr);
}

void db_finalize_all(struct db *db) {
	for (size_t i = 0; i < DB_OWN_COUNT; i++) {
		sqlite3_finalize(db->own[i]);
	}
	for (size_t i = 0; db->statements != NULL && i < db->spec->n_sql; i++) {
		sqlite3_finalize(db->statements[i]);
	}
	free(db->statements);
}

/* --- run --- */

static int bind(sqlite3_stmt *statement, int index, const struct db_value *value) {
	switch (value->kind) {
	case DB_INT:
		return sqlite3_bind_int64(statement, index, value->number);
	case DB_TEXT:
		return sqlite3_bind_text(statement, index, value->bytes, -1, SQLITE_STATIC);
	case DB_BLOB:
		return sqlite3_bind_blob64(statement, index, value->bytes,
				(sqlite3_uint64)value->number, SQLITE_STATIC);
	case DB_KIND_COUNT:
		break;
	}
	return SQLITE_MISUSE;
}

sqlite3_stmt *db_start(const struct db *db, size_t which, const struct db_value *values, size_t n) {
	assert(which < db->spec->n_sql);
	sqlite3_stmt *statement = db->statements[which];
	assert(!sqlite3_stmt_busy(statement));
	assert(n == (size_t)sqlite3_bind_parameter_count(statement));
	for (size_t i = 0; i < n; i++) {
		const int code = bind(statement, (int)i + 1, &values[i]);
		assert(code == SQLITE_OK);
		(void)code;
	}
	return statement;
}

bool db_row(struct db *db, sqlite3_stmt *statement, bool *ret_row, struct err *reterr) {
	const int code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		*ret_row = true;
		return true;
	}
	const bool ok = code == SQLITE_DONE || db_fail(db, reterr);
	db_end(statement);
	if (ok) {
		*ret_row = false;
	}
	return ok;
}

bool db_run(struct db *db, sqlite3_stmt *statement, struct err *reterr) {
	bool row = true;
	while (row) {
		if (!db_row(db, statement, &row, reterr)) {
			return false;
		}
	}
	return true;
}

void db_end(sqlite3_stmt *statement) {
	sqlite3_reset(statement);
	/* Borrowed bytes must not stay behind. */
	sqlite3_clear_bindings(statement);
}

bool db_do(struct db *db, size_t which, const struct db_value *values, size_t n,
		struct err *reterr) {
	return db_run(db, db_start(db, which, values, n), reterr);
}

bool db_number(struct db *db, sqlite3_stmt *statement, int64_t *ret, bool *ret_found,
		struct err *reterr) {
	bool row = false;
	if (!db_row(db, statement, &row, reterr)) {
		return false;
	}
	if (row) {
		*ret = sqlite3_column_int64(statement, 0);
		db_end(statement);
	}
	*ret_found = row;
	return true;
}

int64_t db_changes(const struct db *db) {
	return sqlite3_changes64(db->sqlite);
}

int64_t db_total_changes(const struct db *db) {
	return sqlite3_total_changes64(db->sqlite);
}

int64_t db_last_id(const struct db *db) {
	return sqlite3_last_insert_rowid(db->sqlite);
}

/* --- transactions --- */

static bool run_own(struct db *db, enum db_own which, struct err *reterr) {
	assert(!sqlite3_stmt_busy(db->own[which]));
	return db_run(db, db->own[which], reterr);
}

bool db_in_transaction(const struct db *db) {
	return sqlite3_get_autocommit(db->sqlite) == 0;
}

bool db_begin(struct db *db, struct err *reterr) {
	assert(!db_in_transaction(db));
	return run_own(db, DB_OWN_BEGIN, reterr);
}

bool db_commit(struct db *db, struct err *reterr) {
	return run_own(db, DB_OWN_COMMIT, reterr);
}

void db_rollback(struct db *db) {
	if (db_in_transaction(db)) {
		run_own(db, DB_OWN_ROLLBACK, NULL);
	}
}

bool db_finish(struct db *db, bool ok, struct err *reterr) {
	if (ok && db_commit(db, reterr)) {
		return true;
	}
	db_rollback(db);
	return false;
}

bool db_step_begin(struct db *db, struct err *reterr) {
	return run_own(db, DB_OWN_STEP, reterr);
}

bool db_step_end(struct db *db, struct err *reterr) {
	return run_own(db, DB_OWN_STEP_END, reterr);
}

bool db_step_undo(struct db *db, struct err *reterr) {
	if (!db_in_transaction(db)) {
		return err_set(reterr, ERR_DB, "%s: the transaction is lost", db->spec->what);
	}
	return run_own(db, DB_OWN_STEP_BACK, reterr) && run_own(db, DB_OWN_STEP_END, reterr);
}

bool db_checkpoint(struct db *db, struct err *reterr) {
	return db_run_sql(db, "PRAGMA wal_checkpoint(TRUNCATE)", reterr);
}

bool db_begin_reading(struct db *db, struct err *reterr) {
	assert(!db_in_transaction(db));
	return db_run_sql(db, "BEGIN", reterr);
}

void db_end_reading(struct db *db) {
	/* After some failures SQLite has ended it itself. */
	if (db_in_transaction(db)) {
		(void)db_run_sql(db, "COMMIT", NULL);
	}
}
