/* A database that the first version of the schema made (schema-1.sql) goes on and loses nothing. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

#define TOKEN "likesd_4fba5dffbf2cafd21660d785162e7b66e8fb886f17377f15c83f8b5b44e4c2f1"

static struct likesd_fixture f;
static char folder[] = "/tmp/unlike-likesd-XXXXXX";
static char *db_path;

static void run_sql(const char *sql) {
	sqlite3 *sqlite = NULL;
	char *message = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(sqlite, sql, NULL, NULL, &message), SQLITE_OK, "%s", message);
	sqlite3_close(sqlite);
}

static void reopen(void) {
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd, "%s", err.msg);
}

static void start(void) {
	struct buf sql;
	struct err err;
	char *source = xasprintf("%s/tests/unit/likesd/schema-1.sql", getenv("UNLIKE_SOURCE_ROOT"));
	cr_assert_not_null(mkdtemp(folder));
	db_path = xasprintf("%s/likesd.db", folder);
	cr_assert(file_read(source, (size_t)1 << 20, &sql, &err), "%s", err.msg);
	run_sql(sql.data);
	buf_finish(&sql);
	free(source);
	likesd_fixture_open(&f, &(struct likesd_fixture_options){ .rules = true });
	likesd_close(f.likesd);
	f.config.db_path = db_path;
	snprintf(f.token, sizeof(f.token), "%s", TOKEN);
	reopen();
}

static void finish(void) {
	likesd_fixture_close(&f);
	file_remove_tree(folder, NULL);
	free(db_path);
}

static int64_t ask(const char *sql) {
	likesd_close(f.likesd);
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *statement = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL), SQLITE_OK, "%s",
			sqlite3_errmsg(sqlite));
	const int64_t number = sqlite3_step(statement) == SQLITE_ROW
			? sqlite3_column_int64(statement, 0)
			: 0;
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	reopen();
	return number;
}

TestSuite(migration, .init = start, .fini = finish);

Test(migration, the_file_is_whole_and_of_the_newest_version) {
	cr_expect_eq(ask("PRAGMA user_version"), 3);
	cr_expect_eq(ask("SELECT count(*) FROM pragma_integrity_check"
			 " WHERE integrity_check = 'ok'"),
			1);
	cr_expect_eq(ask("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

Test(migration, the_old_token_is_good_and_its_device_has_a_name) {
	struct likesd_response r = likesd_fixture_request(&f, "GET", "/v1/me", NULL, NULL);
	cr_expect_eq(r.status, 200, "%s", r.body.data);
	cr_expect_str_eq(likesd_fixture_text(&r, "account"), "demo");
	cr_expect_str_eq(likesd_fixture_text(&r, "tier"), "ordinary");
	likesd_response_finish(&r);
	struct err err;
	char token[LIKESD_TOKEN_TEXT];
	struct likesd_user user = { .name = "demo", .device = LIKESD_FIRST_DEVICE };
	cr_expect_not(likesd_user_add(f.likesd, &user, token, &err));
	cr_expect_eq(err.code, ERR_CONFLICT, "%s", err.msg);
	user.device = "second";
	cr_expect(likesd_user_add(f.likesd, &user, token, &err), "%s", err.msg);
}

Test(migration, what_was_liked_and_taken_back_is_counted) {
	struct likesd_response r = likesd_fixture_request(&f, "GET", "/v1/me/budget", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "facts.likes_made"), 8, "%s", r.body.data);
	cr_expect_eq(likesd_fixture_int(&r, "facts.cancels_made"), 5);
	cr_expect_eq(likesd_fixture_int(&r, "facts.cancels"), 5);
	cr_expect_eq(likesd_fixture_int(&r, "limits[0].used"), 5);
	likesd_response_finish(&r);
	cr_expect_eq(ask("SELECT cancels FROM liked WHERE account = 1 AND work = 1"), 2);
	cr_expect_eq(ask("SELECT again_at FROM liked WHERE account = 1 AND work = 2"),
			INT64_C(1795636999501));
	cr_expect_eq(ask("SELECT likes_made FROM account WHERE name = 'other'"), 6);
}

Test(migration, in_1_the_sixth_after_five_of_before_is_held) {
	struct likesd_response r = likesd_fixture_request(
			&f, "DELETE", "/v1/likes/v6", "a-key-of-sixteen", NULL);
	cr_expect_eq(r.status, 202, "%s", r.body.data);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "in_review");
	likesd_response_finish(&r);
}

Test(migration, the_journal_is_there_and_can_still_be_added_to_only) {
	cr_expect_eq(ask("SELECT count(*) FROM event"), 13);
	likesd_close(f.likesd);
	sqlite3 *sqlite = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_expect_neq(sqlite3_exec(sqlite, "UPDATE event SET at = 0", NULL, NULL, NULL), SQLITE_OK);
	cr_expect_neq(sqlite3_exec(sqlite, "DELETE FROM event", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sqlite);
	reopen();
}

Test(migration, an_answer_of_before_is_given_again_for_its_key) {
	struct likesd_response r = likesd_fixture_request(
			&f, "DELETE", "/v1/likes/v4", "a7______________", NULL);
	cr_expect_eq(r.status, 202, "%s", r.body.data);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o7");
	likesd_response_finish(&r);
}
