#include "inner.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"

#define BUSY_MS 2000

/* The one value that a fixed query gives, as a text (own). */
static bool query(struct db *db, const char *sql, char **ret, struct err *reterr) {
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) != SQLITE_OK) {
		return db_fail(db, reterr);
	}
	const bool row = sqlite3_step(statement) == SQLITE_ROW;
	if (row) {
		const char *text = (const char *)sqlite3_column_text(statement, 0);
		*ret = xstrdup(text != NULL ? text : "");
	} else {
		db_fail(db, reterr);
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
	const bool plain = db->spec->advice == NULL;
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
		return err_set(reterr, ERR_DB, "%s is not %s%s", path, db->spec->kind,
				plain ? ""
				      : ". Nothing was changed: move it away, or name another "
					"place.");
	}
	if (version > db->spec->n_steps && plain) {
		return err_set(reterr, ERR_DB, "%s has version %d, this program knows %d", path,
				(int)version, db->spec->n_steps);
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
				db->spec->advice != NULL ? db->spec->advice : "");
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
		ok = db_run_sql(db, db->spec->steps[version], reterr) &&
				db_run_sql(db, pragmas, reterr);
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

static bool has_log(const char *path) {
	char *log = xasprintf("%s-wal", path);
	struct stat st;
	const bool has = stat(log, &st) == 0 && st.st_size > 0;
	free(log);
	return has;
}

/* What comes before the first look at the file. */
static bool configure(struct db *db, const char *path, struct err *reterr) {
	sqlite3_busy_timeout(db->sqlite, db->spec->exclusive ? 0 : BUSY_MS);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* Until it is known to be ours nothing is written to the file, not even at close. (Without
	 * a log nothing would be, and what SQLite makes beside the file goes again.) */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log(path), NULL);
	/* Set before the first look, the index of a log is in our own memory, and SQLite 3.40's
	 * race between two connections that reset the log cannot happen. */
	return (!db->spec->exclusive ||
			       db_run_sql(db, "PRAGMA locking_mode = EXCLUSIVE", reterr)) &&
			db_run_sql(db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
					reterr) &&
			db_prepare_own(db, reterr);
}

/* Whose it is, which version, and whether it is whole; only reads. */
static bool look(
		struct db *db, const char *path, bool check, int *ret_version, struct err *reterr) {
	int64_t pages = 0, page_bytes = 0;
	if (!db_run_sql(db, "BEGIN", reterr) || !identify(db, path, ret_version, reterr) ||
			!query_int(db, "PRAGMA page_count", &pages, reterr) ||
			!query_int(db, "PRAGMA page_size", &page_bytes, reterr)) {
		return false;
	}
	check = check || pages <= db->spec->check_bytes / page_bytes;
	return (!check || check_whole(db, reterr)) && db_commit(db, reterr);
}

static bool set_up(struct db *db, const char *path, bool check, struct err *reterr) {
	int version = 0;
	if (!configure(db, path, reterr) || !look(db, path, check, &version, reterr)) {
		return false;
	}
	if (!db->spec->keeps_mode && strcmp(path, ":memory:") != 0 &&
			!close_to_others(path, reterr)) {
		return false;
	}
	/* Even with nothing to do the step's transaction takes the lock, which EXCLUSIVE keeps. */
	const bool migrates = db->spec->exclusive || version < db->spec->n_steps;
	if (!set_journal(db, path, reterr) || !db_run_sql(db, db->spec->pragmas, reterr) ||
			(migrates && !migrate(db, path, reterr)) || !db_prepare_spec(db, reterr)) {
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
	struct err err;
	if (code == SQLITE_OK ? set_up(db, path, check, &err) : db_fail(db, &err)) {
		return true;
	}
	if (ret_damaged != NULL) {
		*ret_damaged = db->damaged;
	}
	db_close(db);
	if (err.code == ERR_BUSY && spec->exclusive) {
		return err_set(reterr, ERR_BUSY, "%s: another process has it open", path);
	}
	return err_set(reterr, err.code, "%s", err.msg);
}

void db_close(struct db *db) {
	db_finalize_all(db);
	const int code = sqlite3_close(db->sqlite);
	assert(code == SQLITE_OK);
	(void)code;
	*db = (struct db){ 0 };
}
