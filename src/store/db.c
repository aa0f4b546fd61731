#include "db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"

#define BUSY_MS 2000

static int file_errno(sqlite3_file *file) {
	int number = 0;
	if (file != NULL && file->pMethods != NULL) {
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
	}
	return number;
}

/* sqlite3_system_errno() tells the errno of its clearing up; the files remember the failure. */
static bool met_full_disk(sqlite3 *sqlite) {
	sqlite3_file *files[2] = { NULL, NULL };
	sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &files[0]);
	sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &files[1]);
	for (size_t i = 0; i < 2; i++) {
		const int number = file_errno(files[i]);
		if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
			return true;
		}
	}
	return false;
}

static enum err_code code_of(sqlite3 *sqlite, int extended) {
	switch (extended & 0xff) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_IOERR:
		/* SQLite says "disk full" for ENOSPC only. */
		return met_full_disk(sqlite) ? ERR_FULL : ERR_IO;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return ERR_IO;
	case SQLITE_CONSTRAINT:
		return extended == SQLITE_CONSTRAINT_UNIQUE ||
						extended == SQLITE_CONSTRAINT_PRIMARYKEY
				? ERR_CONFLICT
				: ERR_BUG;
	case SQLITE_MISUSE:
		return ERR_BUG;
	default:
		return ERR_DB;
	}
}

static bool fail(struct db *db, struct err *reterr) {
	const int code = sqlite3_extended_errcode(db->sqlite);
	const int primary = code & 0xff;
	if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
		db->damaged = true;
		return err_set(reterr, ERR_DB, "%s is damaged (%s). %s", db->spec->what,
				sqlite3_errmsg(db->sqlite), db->spec->advice);
	}
	const enum err_code ours = code_of(db->sqlite, code);
	if (ours == ERR_FULL) {
		return err_set(reterr, ERR_FULL, "%s: the disk is full", db->spec->what);
	}
	if (ours == ERR_BUSY) {
		return err_set(reterr, ERR_BUSY, "%s is in use by another process", db->spec->what);
	}
	return err_set(reterr, ours, "%s: %s (%d)", db->spec->what, sqlite3_errmsg(db->sqlite),
			code);
}

static bool run_sql(struct db *db, const char *sql, struct err *reterr) {
	return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, reterr);
}

/* The one value that a fixed query gives, as a text (own). */
static bool query(struct db *db, const char *sql, char **ret, struct err *reterr) {
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) != SQLITE_OK) {
		return fail(db, reterr);
	}
	const bool row = sqlite3_step(statement) == SQLITE_ROW;
	if (row) {
		const char *text = (const char *)sqlite3_column_text(statement, 0);
		*ret = xstrdup(text != NULL ? text : "");
	} else {
		fail(db, reterr);
	}
	sqlite3_finalize(statement);
	return row;
}

static bool query_int(struct db *db, const char *sql, int64_t *ret, struct err *reterr) {
	char *text = NULL;
	if (!query(db, sql, &text, reterr)) {
		return false;
	}
	*ret = strtoll(text, NULL, 10);
	free(text);
	return true;
}

/* Others must not read who likes what, and SQLite makes its files readable. A file that is there is
 * not opened here: closing it would drop the locks that another connection of ours holds on it. */
static bool make_file(const char *path, struct err *reterr) {
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd >= 0) {
		close(fd);
		return true;
	}
	return errno == EEXIST || err_set_errno(reterr, ERR_IO, errno, "%s", path);
}

static bool close_to_others(const char *path, struct err *reterr) {
	struct stat st;
	if (stat(path, &st) != 0) {
		return err_set_errno(reterr, ERR_IO, errno, "%s", path);
	}
	if ((st.st_mode & 07777) == 0600 || chmod(path, 0600) == 0) {
		return true;
	}
	return err_set_errno(reterr, ERR_IO, errno, "%s", path);
}

/* *ret: its version; 0: empty. Only reads; within a transaction, as another process may be making
 * the file. */
static bool identify(struct db *db, const char *path, int *ret, struct err *reterr) {
	assert(sqlite3_get_autocommit(db->sqlite) == 0);
	int64_t application = 0, version = 0, objects = 0;
	if (!query_int(db, "PRAGMA application_id", &application, reterr) ||
			!query_int(db, "PRAGMA user_version", &version, reterr) ||
			!query_int(db, "SELECT count(*) FROM sqlite_schema", &objects, reterr)) {
		return false;
	}
	if (application == 0 && version == 0 && objects == 0) {
		*ret = 0;
		return true;
	}
	if (application != db->spec->application_id || version < 1) {
		return err_set(reterr, ERR_DB,
				"%s is not %s of unlike. Nothing was changed: move it away, or "
				"name "
				"another place.",
				path, db->spec->what);
	}
	if (version > db->spec->n_steps) {
		return err_set(reterr, ERR_DB,
				"%s was written by a newer unlike (version %d, this one knows %d). "
				"Nothing was changed: use the newer one.",
				path, (int)version, db->spec->n_steps);
	}
	*ret = (int)version;
	return true;
}

static bool check_whole(struct db *db, struct err *reterr) {
	char *verdict = NULL;
	if (!query(db, "PRAGMA quick_check(1)", &verdict, reterr)) {
		return false;
	}
	const bool ok = strcmp(verdict, "ok") == 0;
	if (!ok) {
		db->damaged = true;
		err_set(reterr, ERR_DB, "%s is damaged (%.80s). %s", db->spec->what, verdict,
				db->spec->advice);
	}
	free(verdict);
	return ok;
}

/* Each version's step and its number are one commit; another process may have been faster. */
static bool migrate(struct db *db, const char *path, struct err *reterr) {
	if (!db_begin(db, reterr)) {
		return false;
	}
	int version = 0;
	bool ok = identify(db, path, &version, reterr);
	for (; ok && version < db->spec->n_steps; version++) {
		char pragmas[96];
		sqlite3_snprintf(sizeof(pragmas), pragmas,
				"PRAGMA application_id = %d; PRAGMA user_version = %d;",
				db->spec->application_id, version + 1);
		ok = run_sql(db, db->spec->steps[version], reterr) && run_sql(db, pragmas, reterr);
	}
	return db_finish(db, ok, reterr);
}

static bool set_journal(struct db *db, const char *path, struct err *reterr) {
	char sql[64];
	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA journal_mode = %s", db->spec->journal);
	char *mode = NULL;
	if (!query(db, sql, &mode, reterr)) {
		return false;
	}
	const bool ok = strcmp(mode, db->spec->journal) == 0 || strcmp(mode, "memory") == 0;
	if (!ok) {
		err_set(reterr, ERR_IO, "%s: the journal stays %.20s, wanted is %s", path, mode,
				db->spec->journal);
	}
	free(mode);
	return ok;
}

static bool prepare_all(struct db *db, struct err *reterr) {
	db->statements = xcalloc(db->spec->n_sql, sizeof(db->statements[0]));
	for (size_t i = 0; i < db->spec->n_sql; i++) {
		if (sqlite3_prepare_v3(db->sqlite, db->spec->sql[i], -1, SQLITE_PREPARE_PERSISTENT,
				    &db->statements[i], NULL) != SQLITE_OK) {
			return fail(db, reterr);
		}
	}
	return true;
}

static bool has_log(const char *path) {
	char *log = xasprintf("%s-wal", path);
	struct stat st;
	const bool has = stat(log, &st) == 0 && st.st_size > 0;
	free(log);
	return has;
}

static bool set_up(struct db *db, const char *path, bool check, struct err *reterr) {
	sqlite3_busy_timeout(db->sqlite, BUSY_MS);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* Until it is known to be ours nothing is written to the file, not even at close. (Without
	 * a log nothing would be, and what SQLite makes beside the file goes again.) */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log(path), NULL);
	int version = 0;
	int64_t pages = 0, page_bytes = 0;
	if (!run_sql(db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; BEGIN;",
			    reterr) ||
			!identify(db, path, &version, reterr) ||
			!query_int(db, "PRAGMA page_count", &pages, reterr) ||
			!query_int(db, "PRAGMA page_size", &page_bytes, reterr)) {
		return false;
	}
	check = check || pages <= db->spec->check_bytes / page_bytes;
	if ((check && !check_whole(db, reterr)) || !run_sql(db, "COMMIT", reterr)) {
		return false;
	}
	if (strcmp(path, ":memory:") != 0 && !close_to_others(path, reterr)) {
		return false;
	}
	if (!set_journal(db, path, reterr) || !run_sql(db, db->spec->pragmas, reterr) ||
			(version < db->spec->n_steps && !migrate(db, path, reterr)) ||
			!prepare_all(db, reterr)) {
		return false;
	}
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	return true;
}

bool db_open(struct db *db, const struct db_spec *spec, const char *path, bool check,
		bool *ret_damaged, struct err *reterr) {
	*db = (struct db){ .spec = spec };
	if (strcmp(path, ":memory:") != 0 && !make_file(path, reterr)) {
		return false;
	}
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	const int code = sqlite3_open_v2(path, &db->sqlite, flags, NULL);
	if (db->sqlite == NULL) {
		return err_set(reterr, ERR_NOMEM, "%s: %s", path, sqlite3_errstr(code));
	}
	if (code == SQLITE_OK ? set_up(db, path, check, reterr) : fail(db, reterr)) {
		return true;
	}
	*ret_damaged = db->damaged;
	db_close(db);
	return false;
}

void db_close(struct db *db) {
	for (size_t i = 0; db->statements != NULL && i < db->spec->n_sql; i++) {
		sqlite3_finalize(db->statements[i]);
	}
	free(db->statements);
	const int code = sqlite3_close(db->sqlite);
	assert(code == SQLITE_OK);
	(void)code;
	*db = (struct db){ 0 };
}

static int bind(sqlite3_stmt *statement, int index, const struct db_value *value) {
	switch (value->kind) {
	case DB_INT:
		return sqlite3_bind_int64(statement, index, value->number);
	case DB_TEXT:
		return sqlite3_bind_text(statement, index, value->bytes, -1, SQLITE_STATIC);
	case DB_BLOB:
		return sqlite3_bind_blob64(statement, index, value->bytes,
				(sqlite3_uint64)value->number, SQLITE_STATIC);
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
	const bool ok = code == SQLITE_DONE || fail(db, reterr);
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

int64_t db_last_id(const struct db *db) {
	return sqlite3_last_insert_rowid(db->sqlite);
}

bool db_begin(struct db *db, struct err *reterr) {
	assert(sqlite3_get_autocommit(db->sqlite) != 0);
	return run_sql(db, "BEGIN IMMEDIATE", reterr);
}

bool db_finish(struct db *db, bool ok, struct err *reterr) {
	if (ok && run_sql(db, "COMMIT", reterr)) {
		return true;
	}
	/* SQLite gives a transaction up by itself on some failures. */
	if (sqlite3_get_autocommit(db->sqlite) == 0) {
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	}
	return false;
}
