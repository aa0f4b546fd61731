/*
 * One SQLite file of ours: opened with care, statements prepared once, errors as ours. What a file
 * holds, and how it is spoken of, is its owner's: a struct db_spec.
 */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/err.h"

/* What a file is. All foreign and static. */
struct db_spec {
	const char *what; /* how its errors begin: "the outbox" */
	const char *kind; /* what it is: "the outbox of unlike" */
	int32_t application_id;
	/* steps[v] takes a file of version v to v + 1. */
	const char *const *steps;
	int n_steps;
	const char *journal; /* "truncate" */
	const char *pragmas; /* of the connection, once the file is known to be ours */
	const char *const *sql; /* the statements, by number */
	size_t n_sql;
	/* Held from the first look at it until it is closed, and never waited for. */
	bool exclusive;
	bool keeps_mode; /* one that is there keeps its mode; otherwise it becomes 0600 */
	int64_t check_bytes; /* a file up to this size is checked whole at each open */
	/* What to do with a damaged one: a sentence. NULL: errors are SQLite's own words, and
	 * ERR_DB where they are not ERR_FULL, ERR_BUSY, ERR_NOMEM or ERR_CONFLICT. */
	const char *advice;
};

/* What the layer itself prepares. */
enum db_own {
	DB_OWN_BEGIN,
	DB_OWN_COMMIT,
	DB_OWN_ROLLBACK,
	DB_OWN_STEP,
	DB_OWN_STEP_BACK,
	DB_OWN_STEP_END,
	DB_OWN_COUNT
};

struct db {
	const struct db_spec *spec;
	sqlite3 *sqlite; /* own; NULL: closed */
	sqlite3_stmt *own[DB_OWN_COUNT]; /* own */
	sqlite3_stmt **statements; /* own; those of the spec */
	bool damaged; /* the file was met to make no sense */
};

/*
 * Opens or makes the file (":memory:" for none) with mode 0600. ERR_DB: newer, not ours, or damaged
 * (then *ret_damaged is true): nothing is changed. ERR_BUSY, ERR_IO, ERR_FULL, ERR_NOMEM. `check`:
 * whole, however large. `ret_damaged` may be NULL.
 */
bool db_open(struct db *db, const struct db_spec *spec, const char *path, bool check,
		bool *ret_damaged, struct err *reterr);
/* A zeroed db is fine. A write-ahead log goes into the file. */
void db_close(struct db *db);

enum db_kind { DB_INT, DB_TEXT, DB_BLOB, DB_KIND_COUNT };

struct db_value {
	enum db_kind kind;
	int64_t number; /* DB_BLOB: bytes */
	const void *bytes; /* borrowed until the statement is reset; NULL: NULL */
};

static inline struct db_value db_int(int64_t number) {
	return (struct db_value){ .kind = DB_INT, .number = number };
}

/* NULL is NULL. */
static inline struct db_value db_text(const char *text) {
	return (struct db_value){ .kind = DB_TEXT, .bytes = text };
}

static inline struct db_value db_blob(const void *bytes, size_t len) {
	return (struct db_value){ .kind = DB_BLOB, .number = (int64_t)len, .bytes = bytes };
}

/* The values of db_start and db_do: for ?1, ?2 … DB_NONE: the statement takes none. */
#define DB_VALUES(...) \
	(const struct db_value[]){ __VA_ARGS__ }, \
			sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value)
#define DB_NONE NULL, 0

/* A statement with all its values, to be stepped. It is reset when db_row or db_run have come to
 * its end or failed, or by db_end. */
sqlite3_stmt *db_start(const struct db *db, size_t which, const struct db_value *values, size_t n);
/* One step: *ret_row tells whether there is a row; columns are valid until the next call. */
bool db_row(struct db *db, sqlite3_stmt *statement, bool *ret_row, struct err *reterr);
/* To the end, throwing rows away. */
bool db_run(struct db *db, sqlite3_stmt *statement, struct err *reterr);
void db_end(sqlite3_stmt *statement);
/* db_start and db_run in one. */
bool db_do(struct db *db, size_t which, const struct db_value *values, size_t n,
		struct err *reterr);
/* The first column of the first row; *ret_found false, and *ret as it was, without one. */
bool db_number(struct db *db, sqlite3_stmt *statement, int64_t *ret, bool *ret_found,
		struct err *reterr);

/* Rows that the newest statement changed. */
int64_t db_changes(const struct db *db);
/* Rows that the connection has changed since it was opened. */
int64_t db_total_changes(const struct db *db);
int64_t db_last_id(const struct db *db);

/*
 * Every write is between db_begin and its end. SQLite gives a transaction up by itself on some
 * failures: then there is none to go back in, and db_rollback does nothing.
 */
bool db_begin(struct db *db, struct err *reterr); /* BEGIN IMMEDIATE */
bool db_commit(struct db *db, struct err *reterr); /* where it fails the caller rolls back */
void db_rollback(struct db *db);
/* Commits where `ok`, and rolls back otherwise or where that fails. True when it was committed;
 * where not `ok`, *reterr stays as it was. */
bool db_finish(struct db *db, bool ok, struct err *reterr);
bool db_in_transaction(const struct db *db);

/* A part of a transaction that can fail by itself. They do not nest. */
bool db_step_begin(struct db *db, struct err *reterr);
bool db_step_end(struct db *db, struct err *reterr);
/* Back to where it began, and ends it. False also where the whole transaction is lost. */
bool db_step_undo(struct db *db, struct err *reterr);

/* Moves the write-ahead log into the file. */
bool db_checkpoint(struct db *db, struct err *reterr);
/* Between these all reads see one moment and lock the file once; nothing is written. */
bool db_begin_reading(struct db *db, struct err *reterr);
void db_end_reading(struct db *db);

/* Of the row at hand; text "" is "", NULL is NULL; borrowed until the next step. */
static inline int64_t db_column_int(sqlite3_stmt *statement, int column) {
	return sqlite3_column_int64(statement, column);
}

static inline char *db_column_text(sqlite3_stmt *statement, int column) {
	return (char *)(uintptr_t)sqlite3_column_text(statement, column);
}
