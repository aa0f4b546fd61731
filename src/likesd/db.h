/*
 * likesd's database: one connection, held exclusively, with every statement prepared at open. The
 * statements that speak of one account's rows all say `account = ?`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sqlite3.h>

#include "unlike/base/err.h"

#define DB_APPLICATION_ID 0x6c696b64 /* "likd" */
#define DB_VERSION 1

#define DB_OPERATION_COLUMNS \
	"id, work, want, accepted_at, effective_at, publish_at, published, seq, previous"
#define DB_ITEM_COLUMNS "w.id, w.title, a.name, w.author, k.liked_at, w.made_at, w.likes"
#define DB_ITEM_TABLES \
	"liked k CROSS JOIN work w ON w.id = k.work CROSS JOIN author a ON a.id = w.author"

/* X-macro: name, SQL. CROSS JOIN holds the order: the account's rows first. */
#define DB_STATEMENTS(X) \
	X(DB_BEGIN, "BEGIN IMMEDIATE") \
	X(DB_COMMIT, "COMMIT") \
	X(DB_ROLLBACK, "ROLLBACK") \
	X(DB_SAVEPOINT, "SAVEPOINT step") \
	X(DB_RELEASE, "RELEASE step") \
	X(DB_ROLLBACK_TO, "ROLLBACK TO step") \
	X(DB_CLOCK_GET, "SELECT value FROM meta WHERE key = 'clock'") \
	X(DB_CLOCK_SET, "UPDATE meta SET value = ?1 WHERE key = 'clock' AND value < ?1") \
	X(DB_ACCOUNT_BY_TOKEN, \
			"SELECT id, name, as_of, published, last_operation, last_seq, token" \
			" FROM account WHERE token_tag = ?1") \
	X(DB_ACCOUNT_BY_ID, \
			"SELECT id, name, as_of, published, last_operation, last_seq" \
			" FROM account WHERE id = ?1") \
	X(DB_ACCOUNT_SAVE, \
			"UPDATE account SET as_of = ?2, published = ?3, last_operation = ?4," \
			" last_seq = ?5 WHERE id = ?1") \
	X(DB_ACCOUNT_ADD, \
			"INSERT INTO account (created_at, as_of, token_tag, name, token)" \
			" VALUES (?1, ?1, ?2, ?3, ?4)") \
	X(DB_ACCOUNT_WITHOUT_LIKES, \
			"SELECT id FROM account WHERE NOT EXISTS" \
			" (SELECT 1 FROM liked WHERE liked.account = account.id)" \
			" AND id > ?1 ORDER BY id LIMIT 1") \
	X(DB_PAGE, \
			"SELECT " DB_ITEM_COLUMNS " FROM " DB_ITEM_TABLES \
			" WHERE k.account = ?1 AND k.published = 1" \
			" AND (k.liked_at, k.work) < (?2, ?3)" \
			" ORDER BY k.liked_at DESC, k.work DESC LIMIT ?4") \
	X(DB_LIKE, \
			"SELECT " DB_ITEM_COLUMNS ", k.liked, k.published, k.last_operation" \
			" FROM " DB_ITEM_TABLES " WHERE k.account = ?1 AND k.work = ?2") \
	X(DB_LIKE_STATE, \
			"SELECT liked, last_operation FROM liked" \
			" WHERE account = ?1 AND work = ?2") \
	X(DB_LIKE_WISH, \
			"UPDATE liked SET liked = ?3, last_operation = ?4" \
			" WHERE account = ?1 AND work = ?2") \
	X(DB_LIKE_PUBLISH, \
			"UPDATE liked SET published = ?3" \
			" WHERE account = ?1 AND work = ?2 AND published <> ?3") \
	X(DB_WORK_LIKES, "UPDATE work SET likes = likes + ?2 WHERE id = ?1") \
	X(DB_OPERATION_ADD, \
			"INSERT INTO operation (account, " DB_OPERATION_COLUMNS ")" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, nullif(?9, 0))") \
	X(DB_OPERATION_PUBLISH, \
			"UPDATE operation SET published = 1, seq = ?3 WHERE account = ?1 AND id " \
			"= ?2") \
	X(DB_OPERATION, \
			"SELECT " DB_OPERATION_COLUMNS " FROM operation" \
			" WHERE account = ?1 AND id = ?2") \
	X(DB_OPERATIONS, \
			"SELECT " DB_OPERATION_COLUMNS " FROM operation" \
			" WHERE account = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3") \
	X(DB_DUE, \
			"SELECT account, " DB_OPERATION_COLUMNS " FROM operation" \
			" WHERE published = 0 AND publish_at <= ?1" \
			" ORDER BY publish_at, account, id LIMIT ?2") \
	X(DB_NEXT_DUE, "SELECT min(publish_at) FROM operation WHERE published = 0") \
	X(DB_EVENT_ADD, \
			"INSERT INTO event (account, seq, operation, at, kind)" \
			" VALUES (?1, ?2, ?3, ?4, ?5)") \
	X(DB_ANSWER, \
			"SELECT request, status, as_of, payload FROM answer" \
			" WHERE account = ?1 AND key = ?3 AND created_at > ?2") \
	X(DB_ANSWER_ADD, \
			"INSERT OR REPLACE INTO answer" \
			" (account, status, as_of, created_at, key, request, payload)" \
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)") \
	X(DB_ANSWERS_PRUNE, \
			"DELETE FROM answer WHERE (account, key) IN" \
			" (SELECT account, key FROM answer WHERE created_at <= ?1 LIMIT ?2)") \
	X(DB_SAMPLE_AUTHOR, "INSERT OR IGNORE INTO author (id, name) VALUES (?1, ?2)") \
	X(DB_SAMPLE_WORK, \
			"INSERT INTO work (id, author, made_at, likes, title)" \
			" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET likes = " \
			"likes + 1") \
	X(DB_SAMPLE_LIKE, \
			"INSERT INTO liked (account, work, liked_at, liked, published)" \
			" VALUES (?1, ?2, ?3, 1, 1)")

enum likesd_db_statement {
#define X(name, sql) name,
	DB_STATEMENTS(X)
#undef X
			DB_STATEMENT_COUNT
};

struct db {
	sqlite3 *sqlite; /* own; NULL: closed */
	sqlite3_stmt *statements[DB_STATEMENT_COUNT]; /* own */
};

/* Opens or makes the file (mode 0600), takes it exclusively, prepares everything. ERR_BUSY, ERR_DB,
 * ERR_IO, ERR_FULL; a file that is not ours or newer is left as it was. */
bool likesd_db_open(struct db *db, const char *path, struct err *reterr);
/* Zeroed is fine. */
void likesd_db_close(struct db *db);

/* The values of likesd_db_start: integers for ?1, ?2 … */
#define DB_INTS(...) \
	(const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t)

/* A statement ready to be bound further and run. It is reset when likesd_db_run or likesd_db_row
 * have come to its end, or by likesd_db_end. */
sqlite3_stmt *likesd_db_start(
		struct db *db, enum likesd_db_statement which, const int64_t *ints, size_t n);
/* Text and bytes are borrowed until the statement is reset. */
void likesd_db_bind_text(sqlite3_stmt *statement, int index, const char *text);
void likesd_db_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, size_t len);
/* Runs to the end, throwing rows away. */
bool likesd_db_run(struct db *db, sqlite3_stmt *statement, struct err *reterr);
/* One step: *ret_row tells whether there is a row; columns are valid until the next call. */
bool likesd_db_row(struct db *db, sqlite3_stmt *statement, bool *ret_row, struct err *reterr);
void likesd_db_end(sqlite3_stmt *statement);
/* likesd_db_start and likesd_db_run in one, for statements that take integers only. */
bool likesd_db_do(struct db *db, enum likesd_db_statement which, const int64_t *ints, size_t n,
		struct err *reterr);
/* likesd_db_do for one that takes nothing. */
bool likesd_db_plain(struct db *db, enum likesd_db_statement which, struct err *reterr);
/* Rows that the last statement changed. */
int64_t likesd_db_changes(const struct db *db);

/* SQLite gives a transaction up by itself on some failures: then there is none to go back in. */
bool likesd_db_in_transaction(const struct db *db);
/* Moves the write-ahead log into the file. */
bool likesd_db_checkpoint(struct db *db, struct err *reterr);
