/*
 * What likesd's database holds, and every statement on it. The statements that speak of one
 * account's rows all say `account = ?`.
 */
#pragma once

#include "unlike/db/db.h"

#define SQL_OPERATION_COLUMNS \
	"id, work, want, accepted_at, effective_at, publish_at, published, seq, previous"
#define SQL_ITEM_COLUMNS "w.id, w.title, a.name, w.author, k.liked_at, w.made_at, w.likes"
#define SQL_ITEM_TABLES \
	"liked k CROSS JOIN work w ON w.id = k.work CROSS JOIN author a ON a.id = w.author"

/* X-macro: name, SQL. CROSS JOIN holds the order: the account's rows first. */
#define SQL_STATEMENTS(X) \
	X(SQL_CLOCK_GET, "SELECT value FROM meta WHERE key = 'clock'") \
	X(SQL_CLOCK_SET, "UPDATE meta SET value = ?1 WHERE key = 'clock' AND value < ?1") \
	X(SQL_ACCOUNT_BY_TOKEN, \
			"SELECT id, name, as_of, published, last_operation, last_seq, token" \
			" FROM account WHERE token_tag = ?1") \
	X(SQL_ACCOUNT_BY_ID, \
			"SELECT id, name, as_of, published, last_operation, last_seq" \
			" FROM account WHERE id = ?1") \
	X(SQL_ACCOUNT_SAVE, \
			"UPDATE account SET as_of = ?2, published = ?3, last_operation = ?4," \
			" last_seq = ?5 WHERE id = ?1") \
	X(SQL_ACCOUNT_ADD, \
			"INSERT INTO account (created_at, as_of, token_tag, name, token)" \
			" VALUES (?1, ?1, ?2, ?3, ?4)") \
	X(SQL_ACCOUNT_WITHOUT_LIKES, \
			"SELECT id FROM account WHERE NOT EXISTS" \
			" (SELECT 1 FROM liked WHERE liked.account = account.id)" \
			" AND id > ?1 ORDER BY id LIMIT 1") \
	X(SQL_PAGE, \
			"SELECT " SQL_ITEM_COLUMNS " FROM " SQL_ITEM_TABLES \
			" WHERE k.account = ?1 AND k.published = 1" \
			" AND (k.liked_at, k.work) < (?2, ?3)" \
			" ORDER BY k.liked_at DESC, k.work DESC LIMIT ?4") \
	X(SQL_LIKE, \
			"SELECT " SQL_ITEM_COLUMNS ", k.liked, k.published, k.last_operation" \
			" FROM " SQL_ITEM_TABLES " WHERE k.account = ?1 AND k.work = ?2") \
	X(SQL_LIKE_STATE, \
			"SELECT liked, last_operation FROM liked" \
			" WHERE account = ?1 AND work = ?2") \
	X(SQL_LIKE_WISH, \
			"UPDATE liked SET liked = ?3, last_operation = ?4" \
			" WHERE account = ?1 AND work = ?2") \
	X(SQL_LIKE_PUBLISH, \
			"UPDATE liked SET published = ?3" \
			" WHERE account = ?1 AND work = ?2 AND published <> ?3") \
	X(SQL_WORK_LIKES, "UPDATE work SET likes = likes + ?2 WHERE id = ?1") \
	X(SQL_OPERATION_ADD, \
			"INSERT INTO operation (account, " SQL_OPERATION_COLUMNS ")" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, nullif(?9, 0))") \
	X(SQL_OPERATION_PUBLISH, \
			"UPDATE operation SET published = 1, seq = ?3 WHERE account = ?1 AND id " \
			"= ?2") \
	X(SQL_OPERATION, \
			"SELECT " SQL_OPERATION_COLUMNS " FROM operation" \
			" WHERE account = ?1 AND id = ?2") \
	X(SQL_OPERATIONS, \
			"SELECT " SQL_OPERATION_COLUMNS " FROM operation" \
			" WHERE account = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3") \
	X(SQL_DUE, \
			"SELECT account, " SQL_OPERATION_COLUMNS " FROM operation" \
			" WHERE published = 0 AND publish_at <= ?1" \
			" ORDER BY publish_at, account, id LIMIT ?2") \
	X(SQL_NEXT_DUE, "SELECT min(publish_at) FROM operation WHERE published = 0") \
	X(SQL_EVENT_ADD, \
			"INSERT INTO event (account, seq, operation, at, kind)" \
			" VALUES (?1, ?2, ?3, ?4, ?5)") \
	X(SQL_ANSWER, \
			"SELECT request, status, as_of, payload FROM answer" \
			" WHERE account = ?1 AND key = ?3 AND created_at > ?2") \
	X(SQL_ANSWER_ADD, \
			"INSERT OR REPLACE INTO answer" \
			" (account, status, as_of, created_at, key, request, payload)" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)") \
	X(SQL_ANSWERS_PRUNE, \
			"DELETE FROM answer WHERE (account, key) IN" \
			" (SELECT account, key FROM answer WHERE created_at <= ?1 LIMIT ?2)") \
	X(SQL_COUNT_ACCOUNTS, "SELECT count(*) FROM account") \
	X(SQL_COUNT_PENDING, "SELECT count(*) FROM operation WHERE published = 0") \
	X(SQL_COUNT_PAGES, "PRAGMA page_count") \
	X(SQL_COUNT_FREE_PAGES, "PRAGMA freelist_count") \
	X(SQL_SAMPLE_AUTHOR, "INSERT OR IGNORE INTO author (id, name) VALUES (?1, ?2)") \
	X(SQL_SAMPLE_WORK, \
			"INSERT INTO work (id, author, made_at, likes, title)" \
			" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET likes = " \
			"likes + 1") \
	X(SQL_SAMPLE_LIKE, \
			"INSERT INTO liked (account, work, liked_at, liked, published)" \
			" VALUES (?1, ?2, ?3, 1, 1)")

enum sql_statement {
#define X(name, sql) name,
	SQL_STATEMENTS(X)
#undef X
			SQL_STATEMENT_COUNT
};

/* Held exclusively: one daemon a database. */
extern const struct db_spec schema_spec;
