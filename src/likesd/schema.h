/*
 * What likesd's database holds, and every statement on it. The statements that speak of one
 * account's rows all say `account = ?`.
 */
#pragma once

#include "unlike/db/db.h"

#define SQL_OPERATION_COLUMNS \
	"id, work, want, accepted_at, effective_at, publish_at, published, seq, previous, " \
	"review, why"
#define SQL_ACCOUNT_COLUMNS \
	"a.id, a.name, a.as_of, a.published, a.last_operation, a.last_seq, a.tier, a.likes_made," \
	" a.cancels_made"
#define SQL_PENALTY_COLUMNS "kind, rule, from_at, until_at, operation, state, seq, id"
#define SQL_ITEM_COLUMNS "w.id, w.title, a.name, w.author, k.liked_at, w.made_at, w.likes"
#define SQL_ITEM_TABLES \
	"liked k CROSS JOIN work w ON w.id = k.work CROSS JOIN author a ON a.id = w.author"

/* X-macro: name, SQL. CROSS JOIN holds the order: the account's rows first. */
#define SQL_STATEMENTS(X) \
	X(SQL_CLOCK_GET, "SELECT value FROM meta WHERE key = 'clock'") \
	X(SQL_CLOCK_SET, "UPDATE meta SET value = ?1 WHERE key = 'clock' AND value < ?1") \
	X(SQL_ACCOUNT_BY_TOKEN, \
			"SELECT " SQL_ACCOUNT_COLUMNS ", t.hash, t.id, t.network, t.role" \
			" FROM token t CROSS JOIN account a ON a.id = t.account WHERE t.tag = ?1") \
	X(SQL_ACCOUNT_BY_ID, "SELECT " SQL_ACCOUNT_COLUMNS " FROM account a WHERE a.id = ?1") \
	X(SQL_ACCOUNT_BY_NAME, "SELECT " SQL_ACCOUNT_COLUMNS " FROM account a WHERE a.name = ?1") \
	X(SQL_ACCOUNT_SAVE, \
			"UPDATE account SET as_of = ?2, published = ?3, last_operation = ?4," \
			" last_seq = ?5, likes_made = ?6, cancels_made = ?7 WHERE id = ?1") \
	X(SQL_ACCOUNT_ADD, \
			"INSERT INTO account (created_at, as_of, name, tier) VALUES (?1, ?1, ?2, " \
			"?3)") \
	X(SQL_NETWORK_ADD, "INSERT OR IGNORE INTO network (name) VALUES (?1)") \
	X(SQL_TOKEN_ADD, \
			"INSERT INTO token (account, created_at, tag, hash, role, device, " \
			"network)" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT id FROM network WHERE name = " \
			"?7))") \
	X(SQL_ACCOUNT_WITHOUT_LIKES, \
			"SELECT id FROM account WHERE NOT EXISTS" \
			" (SELECT 1 FROM liked WHERE liked.account = account.id)" \
			" AND EXISTS (SELECT 1 FROM token WHERE token.account = account.id AND " \
			"role = 0)" \
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
			"SELECT liked, last_operation, cancels," \
			" CASE again_at WHEN 0 THEN liked_at ELSE again_at END FROM liked" \
			" WHERE account = ?1 AND work = ?2") \
	X(SQL_LIKE_WISH, \
			"UPDATE liked SET liked = ?3, last_operation = ?4," \
			" cancels = cancels + ?5, touched = ?6," \
			" again_at = CASE ?3 WHEN 1 THEN ?6 ELSE again_at END" \
			" WHERE account = ?1 AND work = ?2") \
	X(SQL_LIKE_PUBLISH, \
			"UPDATE liked SET published = ?3" \
			" WHERE account = ?1 AND work = ?2 AND published <> ?3") \
	X(SQL_WORK_LIKES, "UPDATE work SET likes = likes + ?2 WHERE id = ?1") \
	X(SQL_OPERATION_ADD, \
			"INSERT INTO operation (account, " SQL_OPERATION_COLUMNS ")" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, nullif(?9, 0), ?10, NULL)") \
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
	X(SQL_NEXT_DUE, \
			"SELECT min(at) FROM" \
			" (SELECT min(publish_at) AS at FROM operation WHERE published = 0" \
			"  UNION ALL SELECT min(until_at) FROM penalty WHERE state = 1)") \
	X(SQL_OPERATION_DECIDE, \
			"UPDATE operation SET effective_at = ?3, publish_at = ?4, seq = ?5," \
			" review = ?6, why = ?7 WHERE account = ?1 AND id = ?2") \
	X(SQL_LIKE_PUT_BACK, "UPDATE liked SET liked = ?3 WHERE account = ?1 AND work = ?2") \
	X(SQL_LIKE_UNCOUNT, \
			"UPDATE liked SET cancels = cancels - 1" \
			" WHERE account = ?1 AND work = ?2 AND cancels > 0") \
	X(SQL_CANCEL_UNCOUNT, \
			"UPDATE cancel SET counts = 0" \
			" WHERE account = ?1 AND at = ?2 AND operation = ?3") \
	X(SQL_PENALTY_ADD, \
			"INSERT INTO penalty (account, id, kind, rule, state, from_at, until_at," \
			" operation, seq) VALUES (?1, (SELECT coalesce(max(id), 0) + 1 FROM " \
			"penalty" \
			" WHERE account = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)") \
	X(SQL_PENALTY_LENGTHEN, \
			"UPDATE penalty SET until_at = max(until_at, ?4), operation = ?5, seq = " \
			"?6" \
			" WHERE account = ?1 AND kind = ?2 AND rule = ?3 AND state = 1") \
	X(SQL_PENALTY_END, \
			"UPDATE penalty SET state = 2, seq = ?3 WHERE account = ?1 AND id = ?2") \
	X(SQL_PENALTIES_OVER, \
			"SELECT " SQL_PENALTY_COLUMNS ", account FROM penalty" \
			" WHERE state = 1 AND until_at <= ?1 ORDER BY until_at, account, id" \
			" LIMIT ?2") \
	X(SQL_REVIEW_ADD, \
			"INSERT INTO review (account, operation, asked_at, judgement)" \
			" VALUES (?1, ?2, ?3, ?4)") \
	X(SQL_REVIEW, \
			"SELECT account, operation, asked_at, decided_at, judgement FROM review" \
			" WHERE id = ?1") \
	X(SQL_REVIEW_DECIDE, \
			"UPDATE review SET decided_at = ?3 WHERE account = ?1 AND operation = ?2") \
	X(SQL_REVIEWS, \
			"SELECT r.id, a.name, o.work, r.asked_at, w.title, r.judgement" \
			" FROM review r CROSS JOIN account a ON a.id = r.account" \
			" CROSS JOIN operation o ON o.account = r.account AND o.id = r.operation" \
			" CROSS JOIN work w ON w.id = o.work" \
			" WHERE r.decided_at IS NULL ORDER BY r.id LIMIT ?1") \
	X(SQL_PENALTIES_IN_FORCE, \
			"SELECT " SQL_PENALTY_COLUMNS " FROM penalty" \
			" WHERE account = ?1 AND state = 1 AND until_at > ?2 ORDER BY kind, rule" \
			" LIMIT ?3") \
	X(SQL_CANCEL_ADD, \
			"INSERT INTO cancel (account, at, operation, token, network, work, " \
			"counts)" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)") \
	X(SQL_CANCELS, \
			"SELECT at, token FROM cancel WHERE account = ?1 AND at > ?2 AND counts " \
			"= 1" \
			" ORDER BY at DESC, operation DESC LIMIT ?3") \
	X(SQL_CANCELS_PRUNE, \
			"DELETE FROM cancel WHERE (account, at, operation) IN" \
			" (SELECT account, at, operation FROM cancel" \
			"  WHERE account = ?1 AND at <= ?2 ORDER BY at LIMIT 100)") \
	X(SQL_NETWORK_CANCELS, \
			"SELECT at, token FROM cancel WHERE network = ?1 AND network > 0" \
			" AND at > ?2 AND counts = 1 ORDER BY at DESC, token DESC LIMIT ?3") \
	X(SQL_LIKES_TOUCHED, \
			"SELECT work, cancels, CASE again_at WHEN 0 THEN liked_at ELSE again_at " \
			"END" \
			" FROM liked WHERE account = ?1 AND touched > ?2 AND touched > 0" \
			" ORDER BY touched DESC LIMIT ?3") \
	X(SQL_OPERATIONS_IN_REVIEW, \
			"SELECT count(*) FROM review WHERE account = ?1 AND decided_at IS NULL") \
	X(SQL_PENALTIES_SINCE, \
			"SELECT " SQL_PENALTY_COLUMNS " FROM penalty" \
			" WHERE account = ?1 AND seq > ?2 AND seq <= ?3" \
			" ORDER BY seq") \
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
	X(SQL_COUNT_PENDING, \
			"SELECT count(*) FROM operation WHERE published = 0 AND review IN (0, 2)") \
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
