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

/* Who there is: tiers, devices, networks; and what the rules of integrity count. */
static const char schema_2[] =
		/* Counters are kept: what they count is pruned. Of likes and cancels ever made. */
		"ALTER TABLE account ADD COLUMN tier INTEGER NOT NULL DEFAULT 0"
		" CHECK (tier IN (0, 1));"
		"ALTER TABLE account ADD COLUMN likes_made INTEGER NOT NULL DEFAULT 0"
		" CHECK (likes_made >= 0);"
		"ALTER TABLE account ADD COLUMN cancels_made INTEGER NOT NULL DEFAULT 0"
		" CHECK (cancels_made >= 0);"
		"UPDATE account SET"
		" likes_made = (SELECT count(*) FROM liked WHERE account = account.id) +"
		"  (SELECT count(*) FROM operation WHERE account = account.id AND want = 1),"
		" cancels_made ="
		"  (SELECT count(*) FROM operation WHERE account = account.id AND want = 0);"

		/* One a device; tag: the first bytes of the hash, as the account had it. Without a
		 * network it is in one of its own. */
		"CREATE TABLE network (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
		"CREATE TABLE token ("
		" id INTEGER PRIMARY KEY,"
		" account INTEGER NOT NULL REFERENCES account,"
		" tag INTEGER NOT NULL,"
		" hash BLOB NOT NULL CHECK (length(hash) = 32),"
		" role INTEGER NOT NULL CHECK (role IN (0, 1))," /* 1: moderator */
		" device TEXT NOT NULL,"
		" network INTEGER REFERENCES network,"
		" created_at INTEGER NOT NULL,"
		" UNIQUE (account, device)"
		") STRICT;"
		"INSERT INTO token (account, tag, hash, role, device, created_at)"
		" SELECT id, token_tag, token, 0, 'first', created_at FROM account ORDER BY id;"
		"CREATE INDEX token_tag ON token (tag);"
		"DROP INDEX account_token;"
		"ALTER TABLE account DROP COLUMN token_tag;"
		"ALTER TABLE account DROP COLUMN token;"

		/* cancels: those that counted; again_at: the latest time it was liked again, 0
		 * never; touched: the latest wish, 0 none. */
		"ALTER TABLE liked ADD COLUMN cancels INTEGER NOT NULL DEFAULT 0"
		" CHECK (cancels >= 0);"
		"ALTER TABLE liked ADD COLUMN again_at INTEGER NOT NULL DEFAULT 0;"
		"ALTER TABLE liked ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;"
		"UPDATE liked SET cancels = t.cancels, again_at = t.again_at, touched = t.touched"
		" FROM (SELECT account, work, sum(want = 0) AS cancels,"
		"  max(CASE want WHEN 1 THEN accepted_at ELSE 0 END) AS again_at,"
		"  max(accepted_at) AS touched FROM operation GROUP BY account, work) AS t"
		" WHERE liked.account = t.account AND liked.work = t.work;"
		"CREATE INDEX liked_touched ON liked (account, touched DESC) WHERE touched > 0;"

		/* What the windows look back on, no longer. network below 0: the token's own. */
		"CREATE TABLE cancel ("
		" account INTEGER NOT NULL,"
		" at INTEGER NOT NULL,"
		" operation INTEGER NOT NULL,"
		" token INTEGER NOT NULL REFERENCES token,"
		" network INTEGER NOT NULL,"
		" work INTEGER NOT NULL,"
		" counts INTEGER NOT NULL CHECK (counts IN (0, 1)),"
		" PRIMARY KEY (account, at, operation)"
		") STRICT, WITHOUT ROWID;"
		"CREATE INDEX cancel_network ON cancel (network, at, token)"
		" WHERE network > 0 AND counts = 1;"
		"INSERT INTO cancel SELECT o.account, o.accepted_at, o.id, t.id, -t.id, o.work, 1"
		" FROM operation o JOIN token t ON t.account = o.account WHERE o.want = 0"
		" AND o.accepted_at > (SELECT value FROM meta WHERE key = 'clock') - 3456000000;";

/* The platform's own review, and penalties. */
static const char schema_3[] =
		/* review: 0 none, 1 waiting, 2 approved, 3 rejected, 4 withdrawn. While it waits,
		 * and for ever where it was not approved, effective_at and publish_at are never. */
		"ALTER TABLE operation ADD COLUMN review INTEGER NOT NULL DEFAULT 0"
		" CHECK (review BETWEEN 0 AND 4);"
		"ALTER TABLE operation ADD COLUMN why TEXT;"

		/* state: 1 in force; 2 ended. seq: of its last change. */
		"CREATE TABLE penalty ("
		" account INTEGER NOT NULL,"
		" id INTEGER NOT NULL,"
		" kind TEXT NOT NULL,"
		" rule TEXT NOT NULL,"
		" state INTEGER NOT NULL CHECK (state IN (1, 2)),"
		" from_at INTEGER NOT NULL,"
		" until_at INTEGER NOT NULL,"
		" operation INTEGER NOT NULL,"
		" seq INTEGER NOT NULL,"
		" PRIMARY KEY (account, id),"
		" FOREIGN KEY (account, operation) REFERENCES operation"
		") STRICT, WITHOUT ROWID;"
		"CREATE UNIQUE INDEX penalty_once ON penalty (account, kind, rule) WHERE state = 1;"
		"CREATE INDEX penalty_end ON penalty (until_at) WHERE state = 1;"
		"CREATE INDEX penalty_seq ON penalty (account, seq);"

		/* decided_at NULL: it waits. */
		"CREATE TABLE review ("
		" id INTEGER PRIMARY KEY,"
		" account INTEGER NOT NULL,"
		" operation INTEGER NOT NULL,"
		" asked_at INTEGER NOT NULL,"
		" decided_at INTEGER,"
		" judgement TEXT NOT NULL,"
		" UNIQUE (account, operation),"
		" FOREIGN KEY (account, operation) REFERENCES operation"
		") STRICT;"
		"CREATE INDEX review_waiting ON review (id) WHERE decided_at IS NULL;"

		/* More kinds of events. */
		"DROP TRIGGER event_stays;"
		"DROP TRIGGER event_remains;"
		"ALTER TABLE event RENAME TO event_1;"
		"CREATE TABLE event ("
		" account INTEGER NOT NULL,"
		" seq INTEGER NOT NULL,"
		" operation INTEGER NOT NULL,"
		" kind TEXT NOT NULL CHECK (kind IN ('accepted', 'published', 'held', 'approved',"
		"  'rejected', 'withdrawn', 'penalty-begun', 'penalty-ended')),"
		" at INTEGER NOT NULL,"
		" PRIMARY KEY (account, seq),"
		" FOREIGN KEY (account, operation) REFERENCES operation"
		") STRICT, WITHOUT ROWID;"
		"INSERT INTO event SELECT account, seq, operation, kind, at FROM event_1;"
		"DROP TABLE event_1;"
		"CREATE TRIGGER event_stays BEFORE UPDATE ON event"
		" BEGIN SELECT raise(ABORT, 'events are only added'); END;"
		"CREATE TRIGGER event_remains BEFORE DELETE ON event"
		" BEGIN SELECT raise(ABORT, 'events are only added'); END;";

static const char *const steps[] = { schema_1, schema_2, schema_3 };

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
