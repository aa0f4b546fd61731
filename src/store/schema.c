#include "schema.h"

/*
 * A step that was released is never changed: a file out there was made by it.
 */

static const char outbox_1[] =
		/* flying: a request of it may be under way, so it is not due until that is
		 * settled. ready: when it is due to be sent, or to be looked at; NULL: never by
		 * itself. */
		"CREATE TABLE intent ("
		" id INTEGER PRIMARY KEY,"
		" account TEXT NOT NULL,"
		" item TEXT NOT NULL,"
		" seq INTEGER NOT NULL,"
		" keys TEXT NOT NULL,"
		" restore TEXT,"
		" title TEXT,"
		" author TEXT,"
		" url TEXT,"
		" want INTEGER NOT NULL CHECK (want IN (0, 1)),"
		" idem_key BLOB NOT NULL UNIQUE CHECK (length(idem_key) = 16),"
		" state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'accepted', 'confirmed',"
		"  'rolled_back', 'undecided', 'annihilated')),"
		" created_at INTEGER NOT NULL,"
		" due INTEGER NOT NULL,"
		" not_before INTEGER NOT NULL,"
		" sent_at INTEGER NOT NULL DEFAULT 0,"
		" accepted_at INTEGER NOT NULL DEFAULT 0,"
		" horizon INTEGER NOT NULL DEFAULT 0,"
		" publish_at INTEGER NOT NULL DEFAULT 0,"
		" changed_at INTEGER NOT NULL,"
		" attempts INTEGER NOT NULL DEFAULT 0,"
		" looks INTEGER NOT NULL DEFAULT 0,"
		" flying INTEGER NOT NULL DEFAULT 0 CHECK (flying IN (0, 1)),"
		" operation TEXT,"
		" reason TEXT,"
		" ready INTEGER GENERATED ALWAYS AS (CASE state"
		"  WHEN 'pending' THEN max(due, not_before)"
		"  WHEN 'sent' THEN CASE flying WHEN 0 THEN not_before END"
		"  WHEN 'accepted' THEN nullif(horizon, 0) END) VIRTUAL,"
		" UNIQUE (account, item, seq)"
		") STRICT;"
		/* The database itself says who wins. */
		"CREATE UNIQUE INDEX intent_one_sent ON intent (account, item)"
		" WHERE state IN ('sent', 'accepted');"
		"CREATE INDEX intent_ready ON intent (account, state, ready);"
		"CREATE INDEX intent_pending ON intent (id) WHERE state = 'pending';"
		"CREATE TABLE event ("
		" id INTEGER PRIMARY KEY,"
		" intent INTEGER NOT NULL REFERENCES intent,"
		" at INTEGER NOT NULL,"
		" from_state TEXT NOT NULL,"
		" to_state TEXT NOT NULL,"
		" why TEXT NOT NULL"
		") STRICT;"
		"CREATE INDEX event_intent ON event (intent);"
		"CREATE TRIGGER event_stays BEFORE UPDATE ON event"
		" BEGIN SELECT raise(ABORT, 'events are only added'); END;"
		"CREATE TRIGGER " SCHEMA_EVENT_REMAINS ";";

/* What is due is found without reading what waits for its turn, ten thousand rows perhaps. */
static const char outbox_2[] = "ALTER TABLE intent ADD COLUMN paced INTEGER NOT NULL DEFAULT 0"
			       " CHECK (paced IN (0, 1));"
			       "CREATE INDEX intent_free ON intent (account, ready)"
			       " WHERE state = 'pending' AND paced = 0;"
			       "CREATE INDEX intent_paced ON intent (account, ready)"
			       " WHERE state = 'pending' AND paced = 1;"
			       "CREATE INDEX intent_planned ON intent (account, id)"
			       " WHERE state = 'pending' AND paced = 1;"
			       "CREATE TABLE plan ("
			       " account TEXT PRIMARY KEY,"
			       " reserve INTEGER NOT NULL DEFAULT -1 CHECK (reserve >= -1),"
			       " held_until INTEGER NOT NULL DEFAULT 0 CHECK (held_until >= 0),"
			       " planned_at INTEGER NOT NULL DEFAULT 0,"
			       " told_at INTEGER NOT NULL DEFAULT 0,"
			       " paused_until INTEGER NOT NULL DEFAULT 0,"
			       " spent_until INTEGER NOT NULL DEFAULT 0"
			       ") STRICT, WITHOUT ROWID;";

const char *const schema_outbox[SCHEMA_OUTBOX_STEPS] = { outbox_1, outbox_2 };

static const char snapshot_1[] =
		/* rows, gone: kept by triggers, never counted. */
		"CREATE TABLE account ("
		" id INTEGER PRIMARY KEY,"
		" name TEXT NOT NULL UNIQUE,"
		" rows INTEGER NOT NULL DEFAULT 0 CHECK (rows >= 0),"
		" gone INTEGER NOT NULL DEFAULT 0 CHECK (gone BETWEEN 0 AND rows),"
		" fetched_at INTEGER NOT NULL DEFAULT 0,"
		" as_of INTEGER NOT NULL DEFAULT 0,"
		" walk INTEGER NOT NULL DEFAULT 0,"
		" last_walk INTEGER NOT NULL DEFAULT 0"
		") STRICT;"
		/* place: ~sort. The list runs by falling sort and rising key; with this both rise,
		 * so that (place, key) is compared as one and read from one index.
		 * walk: the newest that met it. folded: title and author for searching. */
		"CREATE TABLE liked ("
		" id INTEGER PRIMARY KEY,"
		" account INTEGER NOT NULL REFERENCES account,"
		" place INTEGER NOT NULL,"
		" key TEXT NOT NULL,"
		" item TEXT NOT NULL,"
		" gone INTEGER NOT NULL CHECK (gone IN (0, 1)),"
		" walk INTEGER NOT NULL,"
		" as_of INTEGER NOT NULL,"
		" first_seen INTEGER NOT NULL,"
		" liked_at INTEGER NOT NULL,"
		" made_at INTEGER NOT NULL,"
		" likes INTEGER NOT NULL,"
		" restore TEXT,"
		" title TEXT,"
		" author TEXT,"
		" author_id TEXT,"
		" url TEXT,"
		" folded TEXT NOT NULL,"
		" UNIQUE (account, key)"
		") STRICT;"
		"CREATE INDEX liked_place ON liked (account, place, key);"
		"CREATE INDEX liked_item ON liked (account, item);"
		"CREATE INDEX liked_gone ON liked (account) WHERE gone = 1;"
		/* What a walk did not meet is found without reading what it met. */
		"CREATE INDEX liked_walk ON liked (account, walk);"
		"CREATE TRIGGER liked_added AFTER INSERT ON liked BEGIN"
		" UPDATE account SET rows = rows + 1, gone = gone + new.gone"
		" WHERE id = new.account; END;"
		"CREATE TRIGGER liked_removed AFTER DELETE ON liked BEGIN"
		" UPDATE account SET rows = rows - 1, gone = gone - old.gone"
		" WHERE id = old.account; END;"
		"CREATE TRIGGER liked_gone_or_back AFTER UPDATE OF gone ON liked"
		" WHEN old.gone <> new.gone BEGIN"
		" UPDATE account SET gone = gone + new.gone - old.gone"
		" WHERE id = new.account; END;"
		/* Items that were seen gone: a page that is older never brings them back. */
		"CREATE TABLE tombstone ("
		" account INTEGER NOT NULL REFERENCES account,"
		" item TEXT NOT NULL,"
		" as_of INTEGER NOT NULL,"
		" PRIMARY KEY (account, item)"
		") STRICT, WITHOUT ROWID;";

/* about: enum like_about; 0 where the list says all there is. */
static const char snapshot_2[] =
		"ALTER TABLE liked ADD COLUMN about INTEGER NOT NULL DEFAULT 0;"
		"CREATE INDEX liked_not_described ON liked (account, place) WHERE about = 1;";

const char *const schema_snapshot[SCHEMA_SNAPSHOT_STEPS] = { snapshot_1, snapshot_2 };
