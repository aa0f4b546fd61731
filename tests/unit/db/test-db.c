#include "unlike/db/db.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"

/* What a spec chooses between; what all files share is tested where store and likesd use it. */

enum { ADD, COUNT, STATEMENT_COUNT };

static const char *const steps[] = { "CREATE TABLE t (a INTEGER CHECK (a > 0)) STRICT;" };
static const char *const sql[STATEMENT_COUNT] = {
	[ADD] = "INSERT INTO t VALUES (?1)",
	[COUNT] = "SELECT count(*) FROM t",
};

static const struct db_spec advised = {
	.what = "the box",
	.kind = "the box of tests",
	.application_id = 7,
	.steps = steps,
	.n_steps = 1,
	.journal = "wal",
	.pragmas = "",
	.sql = sql,
	.n_sql = STATEMENT_COUNT,
	.advice = "Throw it away.",
};
static struct db_spec plain;

static char folder[] = "/tmp/unlike-db.XXXXXX";
static char *path;
static struct db db;
static struct err err;

static void set_up(void) {
	cr_assert_not_null(mkdtemp(folder));
	path = xasprintf("%s/box", folder);
	plain = advised;
	plain.exclusive = plain.keeps_mode = true;
	plain.advice = NULL;
}

static void tear_down(void) {
	db_close(&db);
	unlink(path);
	free(path);
	cr_assert_eq(rmdir(folder), 0, "something is left beside the file");
}

TestSuite(db, .init = set_up, .fini = tear_down);

static void open_as(const struct db_spec *spec) {
	cr_assert(db_open(&db, spec, path, false, NULL, &err), "%s", err.msg);
}

static void expect_refused(const struct db_spec *spec, enum err_code code, const char *words) {
	struct db other;
	cr_assert_not(db_open(&other, spec, path, false, NULL, &err));
	cr_expect_eq(err.code, code);
	char *whole = xasprintf("%s%s", path, words);
	cr_expect_str_eq(err.msg, whole);
	free(whole);
}

static int64_t count(void) {
	int64_t n = -1;
	bool found = false;
	cr_assert(db_number(&db, db_start(&db, COUNT, DB_NONE), &n, &found, &err), "%s", err.msg);
	return n;
}

static void expect_mode(const struct db_spec *spec, mode_t before, mode_t after) {
	struct stat st;
	cr_assert_eq(chmod(path, before), 0);
	open_as(spec);
	db_close(&db);
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 07777, after);
}

Test(db, a_file_that_is_there_keeps_its_mode_only_where_the_spec_says_so) {
	open_as(&plain);
	db_close(&db);
	expect_mode(&plain, 0640, 0640);
	expect_mode(&advised, 0640, 0600);
}

Test(db, only_an_exclusive_one_is_held_from_its_opening_on) {
	open_as(&advised);
	struct db second;
	cr_assert(db_open(&second, &advised, path, false, NULL, &err), "%s", err.msg);
	db_close(&second);
	db_close(&db);
	open_as(&plain);
	expect_refused(&plain, ERR_BUSY, ": another process has it open");
}

Test(db, a_newer_or_foreign_file_is_refused_with_the_advice_that_the_spec_has) {
	open_as(&advised);
	cr_assert_eq(sqlite3_exec(db.sqlite, "PRAGMA user_version = 2", NULL, NULL, NULL), 0);
	db_close(&db);
	expect_refused(&plain, ERR_DB, " has version 2, this program knows 1");
	expect_refused(&advised, ERR_DB,
			" was written by a newer unlike (version 2, this one knows 1). "
			"Nothing was changed: use the newer one.");
	struct db_spec theirs = plain;
	theirs.application_id = 8;
	expect_refused(&theirs, ERR_DB, " is not the box of tests");
	theirs.advice = "Throw it away.";
	expect_refused(&theirs, ERR_DB,
			" is not the box of tests. Nothing was changed: move it away, or name "
			"another place.");
}

Test(db, a_broken_rule_is_our_bug_where_errors_are_not_sqlites_own) {
	open_as(&advised);
	cr_assert_not(db_do(&db, ADD, DB_VALUES(db_int(0)), &err));
	cr_expect_eq(err.code, ERR_BUG);
	db_close(&db);
	open_as(&plain);
	cr_assert_not(db_do(&db, ADD, DB_VALUES(db_int(0)), &err));
	cr_expect_eq(err.code, ERR_CONFLICT);
	cr_expect_str_eq(err.msg, "the box: CHECK constraint failed: a > 0 (275)");
}

Test(db, a_step_is_undone_alone_and_a_lost_transaction_is_told) {
	open_as(&plain);
	cr_assert(db_begin(&db, &err) && db_do(&db, ADD, DB_VALUES(db_int(1)), &err));
	cr_assert(db_step_begin(&db, &err) && db_do(&db, ADD, DB_VALUES(db_int(2)), &err));
	cr_assert(db_step_undo(&db, &err), "%s", err.msg);
	cr_assert(db_finish(&db, true, &err), "%s", err.msg);
	cr_expect_eq(count(), 1);
	cr_expect_not(db_step_undo(&db, &err), "there is no transaction");
	cr_expect_eq(err.code, ERR_DB);
	cr_assert(db_begin(&db, &err) && db_do(&db, ADD, DB_VALUES(db_int(3)), &err));
	cr_expect_not(db_finish(&db, false, &err));
	cr_expect_not(db_in_transaction(&db));
	cr_expect_eq(count(), 1);
}
