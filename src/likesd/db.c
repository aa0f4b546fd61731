#include "db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * One connection in WAL with locking_mode=EXCLUSIVE: the index of the log is then in our own
 * memory, no other process can open the file, and SQLite 3.40's race between two connections that
 * reset the log cannot happen.
 */

static const char schema[] =
		"CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
		"INSERT INTO meta VALUES ('clock', 0);"

		/* Counts and the latest numbers are kept, never counted. token_tag: the first
		 * bytes of the token's hash, so that the index tells nothing about the rest, which
		 * is compared in constant time. */
		"CREATE TABLE account ("
		" id INTEGER PRIMARY KEY,"
		" name TEXT NOT NULL UNIQUE,"
		" token_tag INTEGER NOT NULL,"
		" token BLOB NOT NULL CHECK (length(token) = 32),"
		" created_at INTEGER NOT NULL,"
		" as_of INTEGER NOT NULL,"
		" published INTEGER NOT NULL DEFAULT 0 CHECK (published >= 0),"
		" last_operation INTEGER NOT NULL DEFAULT 0,"
		" last_seq INTEGER NOT NULL DEFAULT 0"
		") STRICT;"
		"CREATE INDEX account_token ON account (token_tag);"

		"CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
		"CREATE TABLE work ("
		" id INTEGER PRIMARY KEY,"
		" author INTEGER NOT NULL REFERENCES author,"
		" title TEXT NOT NULL,"
		" made_at INTEGER NOT NULL,"
		" likes INTEGER NOT NULL"
		") STRICT;"

		/* liked: what the owner last asked for; published: what everyone sees. */
		"CREATE TABLE liked ("
		" account INTEGER NOT NULL REFERENCES account,"
		" work INTEGER NOT NULL REFERENCES work,"
		" liked_at INTEGER NOT NULL,"
		" liked INTEGER NOT NULL CHECK (liked IN (0, 1)),"
		" published INTEGER NOT NULL CHECK (published IN (0, 1)),"
		" last_operation INTEGER,"
		" PRIMARY KEY (account, work)"
		") STRICT, WITHOUT ROWID;"
		"CREATE INDEX liked_page ON liked (account, liked_at DESC, work DESC)"
		" WHERE published = 1;"

		/* Numbered by account, so that nobody learns from them what others do. previous:
		 * the one before of the same like. */
		"CREATE TABLE operation ("
		" account INTEGER NOT NULL,"
		" id INTEGER NOT NULL,"
		" work INTEGER NOT NULL,"
		" want INTEGER NOT NULL CHECK (want IN (0, 1)),"
		" accepted_at INTEGER NOT NULL,"
		" effective_at INTEGER NOT NULL,"
		" publish_at INTEGER NOT NULL,"
		" published INTEGER NOT NULL CHECK (published IN (0, 1)),"
		" seq INTEGER NOT NULL,"
		" previous INTEGER,"
		" PRIMARY KEY (account, id),"
		" FOREIGN KEY (account, work) REFERENCES liked,"
		" CHECK (accepted_at <= effective_at AND effective_at <= publish_at)"
		") STRICT, WITHOUT ROWID;"
		"CREATE UNIQUE INDEX operation_seq ON operation (account, seq);"
		"CREATE INDEX operation_due ON operation (publish_at, account, id) WHERE published "
		"= 0;"

		"CREATE TABLE event ("
		" account INTEGER NOT NULL,"
		" seq INTEGER NOT NULL,"
		" operation INTEGER NOT NULL,"
		" kind TEXT NOT NULL CHECK (kind IN ('accepted', 'published')),"
		" at INTEGER NOT NULL,"
		" PRIMARY KEY (account, seq),"
		" FOREIGN KEY (account, operation) REFERENCES operation"
		") STRICT, WITHOUT ROWID;"
		"CREATE TRIGGER event_stays BEFORE UPDATE ON event"
		" BEGIN SELECT raise(ABORT, 'events are only added'); END;"
		"CREATE TRIGGER event_remains BEFORE DELETE ON event"
		" BEGIN SELECT raise(ABORT, 'events are only added'); END;"

		/* What was answered to a request with an Idempotency-Key. */
		"CREATE TABLE answer ("
		" account INTEGER NOT NULL REFERENCES account,"
		" key TEXT NOT NULL,"
		" request BLOB NOT NULL CHECK (length(request) = 32),"
		" status INTEGER NOT NULL,"
		" as_of INTEGER NOT NULL,"
		" payload BLOB NOT NULL,"
		" created_at INTEGER NOT NULL,"
		" PRIMARY KEY (account, key)"
		") STRICT, WITHOUT ROWID;"
		"CREATE INDEX answer_age ON answer (created_at);"

		"PRAGMA application_id = 1818848100;"
		"PRAGMA user_version = 1;";

_Static_assert(DB_APPLICATION_ID == 1818848100 && DB_VERSION == 1, "as the schema says");

static const char *const statement_sql[DB_STATEMENT_COUNT] = {
#define X(name, sql) [name] = sql,
	DB_STATEMENTS(X)
#undef X
};

static bool fail(const struct db *db, struct err *reterr) {
	const int code = sqlite3_extended_errcode(db->sqlite);
	enum err_code ours = ERR_DB;
	switch (code & 0xff) {
	case SQLITE_FULL:
		ours = ERR_FULL;
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		ours = ERR_BUSY;
		break;
	case SQLITE_NOMEM:
		ours = ERR_NOMEM;
		break;
	case SQLITE_CONSTRAINT:
		ours = ERR_CONFLICT;
		break;
	default:
		break;
	}
	return err_set(reterr, ours, "database: %s (%d)", sqlite3_errmsg(db->sqlite), code);
}

static bool run_sql(const struct db *db, const char *sql, struct err *reterr) {
	return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, reterr);
}

/* One number that a fixed query gives. */
static bool query_int(const struct db *db, const char *sql, int64_t *ret, struct err *reterr) {
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) != SQLITE_OK) {
		return fail(db, reterr);
	}
	const bool row = sqlite3_step(statement) == SQLITE_ROW;
	if (row) {
		*ret = sqlite3_column_int64(statement, 0);
	} else {
		fail(db, reterr);
	}
	sqlite3_finalize(statement);
	return row;
}

/* A file that others can read would show them who likes what, and SQLite makes its files so. */
static bool make_file(const char *path, struct err *reterr) {
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0) {
		return errno == EEXIST || err_set_errno(reterr, ERR_IO, errno, "%s", path);
	}
	close(fd);
	return true;
}

static bool configure(const struct db *db, struct err *reterr) {
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* Until it is known to be ours, nothing is written to the file, not even at close. */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return run_sql(db,
			"PRAGMA locking_mode = EXCLUSIVE;"
			"PRAGMA trusted_schema = OFF;"
			"PRAGMA foreign_keys = ON;"
			"PRAGMA temp_store = MEMORY;"
			"PRAGMA cache_size = -65536;",
			reterr);
}

/* Ours, or empty (*ret_empty). */
static bool identify(const struct db *db, const char *path, bool *ret_empty, struct err *reterr) {
	int64_t application = 0, version = 0, objects = 0;
	if (!query_int(db, "PRAGMA application_id", &application, reterr) ||
			!query_int(db, "PRAGMA user_version", &version, reterr) ||
			!query_int(db, "SELECT count(*) FROM sqlite_schema", &objects, reterr)) {
		return false;
	}
	if (application == 0 && version == 0 && objects == 0) {
		*ret_empty = true;
		return true;
	}
	if (application != DB_APPLICATION_ID) {
		return err_set(reterr, ERR_DB, "%s is not a database of likesd", path);
	}
	if (version != DB_VERSION) {
		return err_set(reterr, ERR_DB, "%s has version %lld, this program knows %d", path,
				(long long)version, DB_VERSION);
	}
	*ret_empty = false;
	return true;
}

static bool set_up(struct db *db, const char *path, struct err *reterr) {
	bool empty = false;
	if (!configure(db, reterr) || !identify(db, path, &empty, reterr)) {
		return false;
	}
	if (!run_sql(db,
			    "PRAGMA journal_mode = WAL;"
			    "PRAGMA synchronous = FULL;"
			    "PRAGMA journal_size_limit = 16777216;"
			    /* Takes the lock, which EXCLUSIVE then keeps. */
			    "BEGIN IMMEDIATE;",
			    reterr)) {
		return false;
	}
	if (!(empty ? run_sql(db, schema, reterr) : true) || !run_sql(db, "COMMIT", reterr)) {
		return false;
	}
	for (size_t i = 0; i < DB_STATEMENT_COUNT; i++) {
		if (sqlite3_prepare_v3(db->sqlite, statement_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
				    &db->statements[i], NULL) != SQLITE_OK) {
			return fail(db, reterr);
		}
	}
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	return true;
}

bool likesd_db_open(struct db *db, const char *path, struct err *reterr) {
	*db = (struct db){ 0 };
	if (strcmp(path, ":memory:") != 0 && !make_file(path, reterr)) {
		return false;
	}
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	const int code = sqlite3_open_v2(path, &db->sqlite, flags, NULL);
	if (db->sqlite == NULL) {
		return err_set(reterr, ERR_NOMEM, "%s: %s", path, sqlite3_errstr(code));
	}
	struct err err;
	if (code == SQLITE_OK ? set_up(db, path, &err) : fail(db, &err)) {
		return true;
	}
	likesd_db_close(db);
	if (err.code == ERR_BUSY) {
		return err_set(reterr, ERR_BUSY, "%s: another process has it open", path);
	}
	return err_set(reterr, err.code, "%s", err.msg);
}

void likesd_db_close(struct db *db) {
	for (size_t i = 0; i < DB_STATEMENT_COUNT; i++) {
		sqlite3_finalize(db->statements[i]);
	}
	const int code = sqlite3_close(db->sqlite);
	assert(code == SQLITE_OK);
	(void)code;
	*db = (struct db){ 0 };
}

sqlite3_stmt *likesd_db_start(
		struct db *db, enum likesd_db_statement which, const int64_t *ints, size_t n) {
	assert(which < DB_STATEMENT_COUNT);
	sqlite3_stmt *statement = db->statements[which];
	assert(!sqlite3_stmt_busy(statement));
	assert(n <= (size_t)sqlite3_bind_parameter_count(statement));
	for (size_t i = 0; i < n; i++) {
		const int code = sqlite3_bind_int64(statement, (int)i + 1, ints[i]);
		assert(code == SQLITE_OK);
		(void)code;
	}
	return statement;
}

void likesd_db_bind_text(sqlite3_stmt *statement, int index, const char *text) {
	const int code = sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
	assert(code == SQLITE_OK);
	(void)code;
}

void likesd_db_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, size_t len) {
	const int code = sqlite3_bind_blob64(statement, index, bytes, len, SQLITE_STATIC);
	assert(code == SQLITE_OK);
	(void)code;
}

bool likesd_db_row(struct db *db, sqlite3_stmt *statement, bool *ret_row, struct err *reterr) {
	const int code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		*ret_row = true;
		return true;
	}
	if (code != SQLITE_DONE) {
		fail(db, reterr);
		likesd_db_end(statement);
		return false;
	}
	likesd_db_end(statement);
	*ret_row = false;
	return true;
}

bool likesd_db_run(struct db *db, sqlite3_stmt *statement, struct err *reterr) {
	bool row = true;
	while (row) {
		if (!likesd_db_row(db, statement, &row, reterr)) {
			return false;
		}
	}
	return true;
}

void likesd_db_end(sqlite3_stmt *statement) {
	sqlite3_reset(statement);
	/* Borrowed bytes must not stay behind. */
	sqlite3_clear_bindings(statement);
}

bool likesd_db_do(struct db *db, enum likesd_db_statement which, const int64_t *ints, size_t n,
		struct err *reterr) {
	return likesd_db_run(db, likesd_db_start(db, which, ints, n), reterr);
}

bool likesd_db_plain(struct db *db, enum likesd_db_statement which, struct err *reterr) {
	return likesd_db_run(db, likesd_db_start(db, which, NULL, 0), reterr);
}

int64_t likesd_db_changes(const struct db *db) {
	return sqlite3_changes64(db->sqlite);
}

bool likesd_db_in_transaction(const struct db *db) {
	return sqlite3_get_autocommit(db->sqlite) == 0;
}

bool likesd_db_checkpoint(struct db *db, struct err *reterr) {
	return run_sql(db, "PRAGMA wal_checkpoint(TRUNCATE)", reterr);
}
