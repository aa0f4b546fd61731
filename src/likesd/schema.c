#include "schema.h"

/*
 * A step that was released is never changed: a file out there was made by it.
 */

static const char schema_1[] =
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
		"CREATE INDEX answer_age ON answer (created_at);";

static const char *const steps[] = { schema_1 };

static const char *const statement_sql[SQL_STATEMENT_COUNT] = {
#define X(name, sql) [name] = sql,
	SQL_STATEMENTS(X)
#undef X
};

const struct db_spec schema_spec = {
	.what = "database",
	.kind = "a database of likesd",
	.application_id = 0x6c696b64, /* "likd" */
	.steps = steps,
	.n_steps = sizeof(steps) / sizeof(steps[0]),
	.journal = "wal",
	.pragmas = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
		   "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
		   "PRAGMA journal_size_limit = 16777216;",
	.sql = statement_sql,
	.n_sql = SQL_STATEMENT_COUNT,
	.exclusive = true,
	.keeps_mode = true,
};
