/* What the files of snapshot share. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/db/db.h"
#include "unlike/store/snapshot.h"

#define LIKE_COLUMNS \
	"place, key, item, restore, title, author, author_id, url, liked_at, made_at, likes, " \
	"gone," \
	" about"

/* place is ~sort: see the schema. */
#define PAGE_SQL(columns, compare, direction) \
	"SELECT " columns " FROM liked WHERE account = ?1 AND (place, key) " compare \
	" (?2, ?3) ORDER BY place " direction ", key " direction " LIMIT ?4"

#define PAGE_STATEMENTS(X, name, columns) \
	X(name##_AFTER, PAGE_SQL(columns, ">", "ASC")) \
	X(name##_FROM, PAGE_SQL(columns, ">=", "ASC")) \
	X(name##_BEFORE, PAGE_SQL(columns, "<", "DESC")) \
	X(name##_UP_TO, PAGE_SQL(columns, "<=", "DESC"))

/* X-macro: statement, its SQL. */
#define SNAPSHOT_STATEMENTS(X) \
	X(SNAPSHOT_ACCOUNT, "SELECT id FROM account WHERE name = ?1") \
	X(SNAPSHOT_ADD_ACCOUNT, "INSERT INTO account (name) VALUES (?1)") \
	X(SNAPSHOT_REMOVE_ACCOUNT, "DELETE FROM account WHERE id = ?1") \
	X(SNAPSHOT_INFO, \
			"SELECT rows, gone, fetched_at, as_of, walk FROM account WHERE name" \
			" = ?1") \
	X(SNAPSHOT_WALK, "SELECT walk FROM account WHERE id = ?1") \
	X(SNAPSHOT_WALK_BEGIN, \
			"UPDATE account SET last_walk = last_walk + 1, walk = last_walk + 1" \
			" WHERE id = ?1 RETURNING walk") \
	X(SNAPSHOT_WALK_ENDED, \
			"UPDATE account SET walk = 0, fetched_at = ?2, as_of = ?3 WHERE id" \
			" = ?1") \
	X(SNAPSHOT_UNMET, \
			"SELECT id, item, gone, as_of FROM liked WHERE account = ?1 AND" \
			" walk < ?2") \
	X(SNAPSHOT_REMOVE_ROW, "DELETE FROM liked WHERE id = ?1") \
	X(SNAPSHOT_ROW_GONE, "UPDATE liked SET gone = 1, as_of = ?2 WHERE id = ?1") \
	X(SNAPSHOT_BURY_IF_LAST, \
			"INSERT INTO tombstone (account, item, as_of) SELECT ?1, ?2, ?3" \
			" WHERE NOT EXISTS (SELECT 1 FROM liked WHERE account = ?1 AND item" \
			" = ?2 AND gone = 0) ON CONFLICT (account, item) DO UPDATE SET as_of" \
			" = max(as_of, excluded.as_of)") \
	X(SNAPSHOT_UNBURY, \
			"DELETE FROM tombstone WHERE account = ?1 AND item = ?2 AND as_of" \
			" <= ?3") \
	X(SNAPSHOT_BURIED, "SELECT as_of FROM tombstone WHERE account = ?1 AND item = ?2") \
	X(SNAPSHOT_KNOWN, \
			"SELECT max(as_of) FROM (SELECT as_of FROM liked WHERE account = ?1" \
			" AND item = ?2 UNION ALL SELECT as_of FROM tombstone WHERE account" \
			" = ?1 AND item = ?2)") \
	X(SNAPSHOT_ITEM_GONE, \
			"UPDATE liked SET gone = 1, as_of = ?3 WHERE account = ?1 AND item" \
			" = ?2") \
	X(SNAPSHOT_ITEM_BACK, \
			"UPDATE liked SET gone = 0 WHERE account = ?1 AND item = ?2 AND" \
			" gone = 1 AND NOT EXISTS (SELECT 1 FROM liked o WHERE o.account =" \
			" ?1 AND o.item = ?2 AND o.gone = 0)") \
	X(SNAPSHOT_ITEM_SEEN, \
			"UPDATE liked SET as_of = ?3 WHERE account = ?1 AND item = ?2 AND" \
			" gone = 0") \
	X(SNAPSHOT_ROW, \
			"SELECT id, " LIKE_COLUMNS ", as_of FROM liked WHERE account = ?1" \
			" AND key = ?2") \
	X(SNAPSHOT_MET, \
			"UPDATE liked SET walk = max(walk, ?2), as_of = max(as_of, ?3) WHERE" \
			" id = ?1") \
	X(SNAPSHOT_INSERT, \
			"INSERT INTO liked (account, key, item, restore, title, author," \
			" author_id, url, liked_at, made_at, likes, place, folded, as_of," \
			" walk, first_seen, about, gone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7," \
			" ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, 0)") \
	X(SNAPSHOT_REFRESH, \
			"UPDATE liked SET item = ?2, restore = ?3, title = ?4, author = ?5," \
			" author_id = ?6, url = ?7, liked_at = ?8, made_at = ?9, likes =" \
			" ?10, place = ?11, folded = ?12, as_of = ?13, walk = max(walk," \
			" ?14), about = ?15, gone = 0 WHERE id = ?1") \
	X(SNAPSHOT_DESCRIBE, \
			"UPDATE liked SET title = ?3, author = ?4, author_id = ?5, url = ?6," \
			" made_at = ?7, likes = ?8, folded = ?9, about = ?10 WHERE account =" \
			" ?1 AND item = ?2") \
	X(SNAPSHOT_NOT_DESCRIBED, \
			"SELECT item FROM liked WHERE account = ?1 AND about = 1 ORDER BY" \
			" place LIMIT ?2") \
	X(SNAPSHOT_RECORDS, \
			"SELECT key, restore FROM liked WHERE account = ?1 AND item = ?2" \
			" ORDER BY gone, place, key") \
	X(SNAPSHOT_PUT_AWAY, "DELETE FROM liked WHERE account = ?1 AND gone = 1") \
	X(SNAPSHOT_REMOVE_ROWS, "DELETE FROM liked WHERE account = ?1") \
	X(SNAPSHOT_REMOVE_TOMBSTONES, "DELETE FROM tombstone WHERE account = ?1") \
	PAGE_STATEMENTS(X, SNAPSHOT_PAGE, LIKE_COLUMNS) \
	PAGE_STATEMENTS(X, SNAPSHOT_SCAN, "place, key, folded") \
	X(SNAPSHOT_FIND_ITEM, \
			"SELECT " LIKE_COLUMNS " FROM liked WHERE account = ?1 AND item = ?2" \
			" ORDER BY gone, place, key LIMIT 1") \
	X(SNAPSHOT_RANK, \
			"SELECT count(*) FROM liked WHERE account = ?1 AND (place, key) <" \
			" (?2, ?3)")

enum snapshot_statement {
#define X(name, sql) name,
	SNAPSHOT_STATEMENTS(X)
#undef X
			SNAPSHOT_STATEMENT_COUNT
};

struct snapshot {
	struct db db;
	const struct clock *clock; /* foreign */
	char *suspect; /* own; path of the mark that it was met damaged; NULL: in memory */
};

/* *ret_found false: nothing of it was ever stored. */
bool snapshot_account(struct snapshot *s, const char *name, int64_t *ret, bool *ret_found,
		struct err *reterr);
/* Inside a transaction: made where it is missing. */
bool snapshot_need_account(struct snapshot *s, const char *name, int64_t *ret, struct err *reterr);
/* The row at hand of LIKE_COLUMNS, which begin at `column`; its text is the statement's. */
void snapshot_read_like(sqlite3_stmt *s, int column, struct like *ret);
/* What a search looks at: title and author. */
void snapshot_fold(const struct like *like, struct buf *out);
/* Starts one of the four statements from `first` on (after, from, before, up to). */
sqlite3_stmt *snapshot_start_page(struct snapshot *s, enum snapshot_statement first,
		int64_t account, const struct snapshot_page *page);
