/*
 * One SQLite file of ours: opened with care, statements prepared once, errors as ours. Private to
 * the layer.
 */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/err.h"

/* What a file is. All foreign and static. */
struct db_spec {
	const char *what; /* "the outbox" */
	int32_t application_id;
	/* steps[v] takes a file of version v to v + 1. */
	const char *const *steps;
	int n_steps;
	const char *journal; /* "truncate" */
	const char *pragmas; /* of the connection, once the file is known to be ours */
	const char *const *sql; /* the statements, by number */
	size_t n_sql;
	int64_t check_bytes; /* a file up to this size is checked whole at each open */
	const char *advice; /* what to do with a damaged one: a sentence */
};

struct db {
	const struct db_spec *spec;
	sqlite3 *sqlite; /* own; NULL: closed */
	sqlite3_stmt **statements; /* own */
	bool damaged; /* the file was met to make no sense */
};

/*
 * Opens or makes the file (":memory:" for none) with mode 0600. ERR_DB: newer, not ours, or damaged
 * (then *ret_damaged is true): nothing is changed. `check`: whole, however large. db_close of a
 * zeroed db is fine.
 */
bool db_open(struct db *db, const struct db_spec *spec, const char *path, bool check,
		bool *ret_damaged, struct err *reterr);
void db_close(struct db *db);

enum db_kind { DB_INT, DB_TEXT, DB_BLOB };

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

/* The values of db_start: for ?1, ?2 … */
#define DB_VALUES(...) \
	(const struct db_value[]){ __VA_ARGS__ }, \
			sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value)

/* A statement with all its values, to be stepped. It is reset when db_row or db_run have come to
 * its end or failed, or by db_end. */
sqlite3_stmt *db_start(const struct db *db, size_t which, const struct db_value *values, size_t n);
/* One step: *ret_row tells whether there is a row; columns are valid until the next call. */
bool db_row(struct db *db, sqlite3_stmt *statement, bool *ret_row, struct err *reterr);
/* To the end, throwing rows away. */
bool db_run(struct db *db, sqlite3_stmt *statement, struct err *reterr);
void db_end(sqlite3_stmt *statement);
/* The first column of the first row; *ret_found false, and *ret as it was, without one. */
bool db_number(struct db *db, sqlite3_stmt *statement, int64_t *ret, bool *ret_found,
		struct err *reterr);

/* Rows that the newest statement changed. */
int64_t db_changes(const struct db *db);
int64_t db_last_id(const struct db *db);

/* Every write is between these. BEGIN IMMEDIATE; COMMIT where `ok`, and ROLLBACK otherwise or where
 * that fails. db_finish returns true when it was committed. */
bool db_begin(struct db *db, struct err *reterr);
bool db_finish(struct db *db, bool ok, struct err *reterr);

/* Of the row at hand; text "" is "", NULL is NULL; borrowed until the next step. */
static inline int64_t db_column_int(sqlite3_stmt *statement, int column) {
	return sqlite3_column_int64(statement, column);
}

static inline char *db_column_text(sqlite3_stmt *statement, int column) {
	return (char *)(uintptr_t)sqlite3_column_text(statement, column);
}
