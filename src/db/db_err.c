#include "inner.h"

#include <errno.h>
#include <stddef.h>

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

static enum err_code finer_code(sqlite3 *sqlite, int extended) {
	switch (extended & 0xff) {
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

static enum err_code code_of(const struct db *db, int extended) {
	const int primary = extended & 0xff;
	switch (primary) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	default:
		break;
	}
	if (db->spec->advice != NULL) {
		return finer_code(db->sqlite, extended);
	}
	return primary == SQLITE_CONSTRAINT ? ERR_CONFLICT : ERR_DB;
}

bool db_fail(struct db *db, struct err *reterr) {
	const int code = sqlite3_extended_errcode(db->sqlite);
	const int primary = code & 0xff;
	const bool damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
	db->damaged = db->damaged || damaged;
	const enum err_code ours = code_of(db, code);
	const bool plain = db->spec->advice == NULL;
	if (damaged && !plain) {
		return err_set(reterr, ERR_DB, "%s is damaged (%s). %s", db->spec->what,
				sqlite3_errmsg(db->sqlite), db->spec->advice);
	}
	if (ours == ERR_FULL && !plain) {
		return err_set(reterr, ERR_FULL, "%s: the disk is full", db->spec->what);
	}
	if (ours == ERR_BUSY && !plain) {
		return err_set(reterr, ERR_BUSY, "%s is in use by another process", db->spec->what);
	}
	return err_set(reterr, ours, "%s: %s (%d)", db->spec->what, sqlite3_errmsg(db->sqlite),
			code);
}

bool db_run_sql(struct db *db, const char *sql, struct err *reterr) {
	return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK || db_fail(db, reterr);
}
