/* Turns: one transaction, a savepoint a request, and what happens when the database fails. */
#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

static struct likesd_fixture f;
static char folder[] = "/tmp/unlike-likesd-XXXXXX";
static char *db_path;

static void start(void) {
	cr_assert_not_null(mkdtemp(folder));
	db_path = xasprintf("%s/likesd.db", folder);
	likesd_fixture_open(
			&f, &(struct likesd_fixture_options){ .db_path = db_path, .sample = 20 });
}

static void finish(void) {
	likesd_fixture_close(&f);
	file_remove_tree(folder, NULL);
	free(db_path);
}

/* Works on the file while likesd is away, with SQLite itself. */
static void with_sqlite(const char *sql) {
	likesd_close(f.likesd);
	sqlite3 *sqlite = NULL;
	char *message = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(sqlite, sql, NULL, NULL, &message), SQLITE_OK, "%s", message);
	sqlite3_close(sqlite);
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd, "%s", err.msg);
}

static int64_t ask_sqlite(const char *sql) {
	likesd_close(f.likesd);
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *statement = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL), SQLITE_OK, "%s",
			sqlite3_errmsg(sqlite));
	cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
	const int64_t number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd, "%s", err.msg);
	return number;
}

static struct likesd_response take_back(int id) {
	char path[40], key[40];
	snprintf(path, sizeof(path), "/v1/likes/v%d", id);
	snprintf(key, sizeof(key), "turn-test-key-%04d", id);
	return likesd_fixture_handle(&f, f.token, "DELETE", path, key, NULL);
}

static void begin(void) {
	struct err err;
	cr_assert(likesd_turn_begin(f.likesd, &err), "%s", err.msg);
}

static bool commit(void) {
	struct err err;
	return likesd_turn_commit(f.likesd, &err);
}

static void expect_count(int64_t count, int64_t operations) {
	begin();
	struct likesd_response list = likesd_fixture_handle(
			&f, f.token, "GET", "/v1/likes?limit=200", NULL, NULL);
	struct likesd_response all =
			likesd_fixture_handle(&f, f.token, "GET", "/v1/operations", NULL, NULL);
	cr_assert(commit());
	cr_expect_eq(likesd_fixture_int(&list, "count"), count);
	cr_expect_eq(likesd_fixture_int(&list, "items"), count);
	cr_expect_eq(likesd_fixture_int(&all, "operations"), operations);
	likesd_response_finish(&list);
	likesd_response_finish(&all);
}

static void expect_status(struct likesd_response r, int status) {
	cr_expect_eq(r.status, status, "%d: %s", r.status, r.body.data);
	likesd_response_finish(&r);
}

TestSuite(turn, .init = start, .fini = finish);

Test(turn, requests_of_one_turn_see_what_came_before_them) {
	begin();
	expect_status(take_back(2), 202);
	struct likesd_response r =
			likesd_fixture_handle(&f, f.token, "GET", "/v1/likes/v2", NULL, NULL);
	cr_expect_not(likesd_fixture_bool(&r, "liked"));
	likesd_response_finish(&r);
	cr_expect(commit());
}

Test(turn, a_request_that_fails_does_not_undo_the_others) {
	with_sqlite("CREATE TRIGGER planted BEFORE UPDATE ON liked WHEN NEW.work = 3"
		    " BEGIN SELECT raise(ABORT, 'planted'); END");
	begin();
	expect_status(take_back(2), 202);
	struct likesd_response r = take_back(3);
	cr_expect_eq(r.status, 503);
	cr_expect_eq(r.retry_after, 1000);
	cr_expect_str_eq(likesd_fixture_text(&r, "type"), "urn:likesd:problem:unavailable");
	cr_expect_eq(likesd_fixture_int(&r, "retry_in_ms"), 1000);
	likesd_response_finish(&r);
	expect_status(take_back(4), 202);
	cr_expect(commit());
	expect_count(20, 2);
	/* Nothing of it stayed behind: neither number nor key. */
	with_sqlite("DROP TRIGGER planted");
	begin();
	r = take_back(3);
	cr_expect_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o3");
	likesd_response_finish(&r);
	cr_expect(commit());
}

Test(turn, a_request_that_fails_late_leaves_no_answer_for_its_key) {
	with_sqlite("CREATE TRIGGER planted BEFORE INSERT ON answer"
		    " BEGIN SELECT raise(ABORT, 'planted'); END");
	begin();
	expect_status(take_back(2), 503);
	cr_expect(commit());
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
	expect_count(20, 0);
}

/* A row that refers to nothing, found at COMMIT only. */
static const char planted_commit[] =
		"CREATE TABLE orphan (a INTEGER REFERENCES account DEFERRABLE INITIALLY DEFERRED);"
		"CREATE TRIGGER planted AFTER INSERT ON event WHEN NEW.operation = 2"
		" BEGIN INSERT INTO orphan VALUES (77); END;";

Test(turn, when_the_commit_fails_nothing_of_the_turn_happened) {
	begin();
	expect_status(take_back(1), 202);
	cr_expect(commit());
	fake_clock_advance(&f.fake, 1000);
	with_sqlite(planted_commit);
	const msec_t due_in = likesd_due_in(f.likesd);
	begin();
	expect_status(take_back(2), 202);
	expect_status(take_back(3), 202);
	cr_expect_not(commit());
	/* The first one's time, as before; the turn's own is forgotten. */
	cr_expect_eq(likesd_due_in(f.likesd), due_in);
	expect_count(20, 1);
	with_sqlite("DROP TRIGGER planted");
	begin();
	expect_status(take_back(2), 202);
	expect_status(take_back(3), 202);
	cr_expect(commit());
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	expect_count(17, 3);
}

Test(turn, pages_made_in_a_turn_that_failed_are_forgotten) {
	f.platform->publish_delay = 0;
	with_sqlite(planted_commit);
	begin();
	expect_status(take_back(1), 202);
	expect_status(take_back(2), 202);
	expect_status(likesd_fixture_handle(&f, f.token, "GET", "/v1/likes?limit=200", NULL, NULL),
			200);
	cr_expect_not(commit());
	expect_count(20, 0);
}

Test(turn, a_publication_that_fails_is_put_off_and_reading_goes_on) {
	begin();
	expect_status(take_back(2), 202);
	cr_expect(commit());
	with_sqlite("CREATE TRIGGER planted BEFORE UPDATE ON operation"
		    " BEGIN SELECT raise(ABORT, 'planted'); END");
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	cr_expect_eq(likesd_due_in(f.likesd), 0);
	/* The list is the old one, and says so. */
	begin();
	struct likesd_response r =
			likesd_fixture_handle(&f, f.token, "GET", "/v1/likes", NULL, NULL);
	cr_expect_eq(likesd_fixture_int(&r, "count"), 20);
	cr_expect_str_eq(likesd_fixture_text(&r, "as_of"), "2026-03-01T09:00:00.000Z");
	likesd_response_finish(&r);
	cr_expect(commit());
	cr_expect_eq(likesd_due_in(f.likesd), 1000);
	with_sqlite("DROP TRIGGER planted");
	expect_count(19, 1);
}

Test(turn, nothing_is_published_past_what_is_overdue) {
	begin();
	expect_status(take_back(2), 202);
	cr_expect(commit());
	with_sqlite("CREATE TRIGGER planted BEFORE UPDATE ON operation"
		    " BEGIN SELECT raise(ABORT, 'planted'); END");
	/* The delay is gone, as after a restart for another platform. */
	f.platform->publish_delay = 0;
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY);
	begin();
	struct likesd_response r = take_back(3);
	cr_expect_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "accepted");
	cr_expect_str_eq(likesd_fixture_text(&r, "as_of"), "2026-03-01T09:00:00.000Z");
	likesd_response_finish(&r);
	cr_expect(commit());
	with_sqlite("DROP TRIGGER planted");
	expect_count(18, 2);
}

Test(turn, a_disk_that_takes_nothing_more_fails_the_turn_and_not_the_daemon) {
	signal(SIGXFSZ, SIG_IGN);
	struct rlimit was;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = was.rlim_max };
	begin();
	expect_status(take_back(2), 202);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	cr_expect_not(commit());
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
	/* Reading goes on. */
	expect_count(20, 0);
	begin();
	expect_status(take_back(3), 202);
	cr_expect_not(commit());
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
	begin();
	struct likesd_response r = take_back(2);
	cr_expect_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o1");
	likesd_response_finish(&r);
	cr_expect(commit());
	likesd_fixture_restart(&f);
	expect_count(20, 1);
}

Test(turn, old_answers_are_thrown_away_some_at_a_time) {
	begin();
	for (int i = 0; i < 1100; i++) {
		char key[40];
		snprintf(key, sizeof(key), "turn-test-many-%06d", i);
		expect_status(likesd_fixture_handle(&f, f.token, "PUT", "/v1/likes/v2", key, NULL),
				200);
	}
	cr_assert(commit());
	fake_clock_advance(&f.fake, 30 * MSEC_PER_DAY - 1);
	likesd_fixture_turn(&f);
	cr_expect_eq(ask_sqlite("SELECT count(*) FROM answer"), 1100);
	fake_clock_advance(&f.fake, 1);
	likesd_fixture_turn(&f);
	likesd_fixture_turn(&f);
	cr_expect_eq(ask_sqlite("SELECT count(*) FROM answer"), 100);
	likesd_fixture_turn(&f);
	cr_expect_eq(ask_sqlite("SELECT count(*) FROM answer"), 0);
}

Test(turn, the_whole_hash_of_a_token_is_compared) {
	with_sqlite("UPDATE token SET hash = CAST(substr(hash, 1, 31) || x'00' AS BLOB)"
		    " WHERE substr(hash, 32) <> x'00'");
	begin();
	expect_status(likesd_fixture_handle(&f, f.token, "GET", "/v1/me", NULL, NULL), 401);
	cr_assert(commit());
}

Test(turn, counts_and_journal_agree_with_what_is_there) {
	for (int id = 1; id <= 12; id++) {
		begin();
		expect_status(take_back(id), 202);
		if (id % 3 == 0) {
			char path[40], key[40];
			snprintf(path, sizeof(path), "/v1/likes/v%d", id);
			snprintf(key, sizeof(key), "turn-test-back-%04d", id);
			expect_status(likesd_fixture_handle(&f, f.token, "PUT", path, key, NULL),
					202);
		}
		cr_assert(commit());
		fake_clock_advance(&f.fake, 2 * MSEC_PER_MIN);
	}
	likesd_fixture_turn(&f);
	cr_expect_eq(ask_sqlite("SELECT count(*) FROM account WHERE published <>"
				" (SELECT count(*) FROM liked WHERE published = 1)"),
			0);
	/* Every operation has its acceptance, and a publication exactly when it is published. */
	cr_expect_eq(ask_sqlite("SELECT count(*) FROM operation o WHERE 1 <> (SELECT count(*) FROM"
				" event WHERE operation = o.id AND kind = 'accepted')"
				" OR o.published <> (SELECT count(*) FROM event WHERE"
				" operation = o.id AND kind = 'published')"),
			0);
	cr_expect_gt(ask_sqlite("SELECT count(*) FROM operation WHERE published = 1"), 3);
	cr_expect_gt(ask_sqlite("SELECT count(*) FROM operation WHERE published = 0"), 3);
	cr_expect_eq(ask_sqlite("SELECT max(seq) - count(*) FROM event"), 0);
	/* What the owner wants is what the last operation says. */
	cr_expect_eq(ask_sqlite("SELECT count(*) FROM liked k JOIN operation o"
				" ON o.id = k.last_operation WHERE k.liked <> o.want"),
			0);
}

Test(turn, events_can_be_added_only) {
	begin();
	expect_status(take_back(2), 202);
	cr_assert(commit());
	likesd_close(f.likesd);
	sqlite3 *sqlite = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_expect_neq(sqlite3_exec(sqlite, "UPDATE event SET at = 0", NULL, NULL, NULL), SQLITE_OK);
	cr_expect_neq(sqlite3_exec(sqlite, "DELETE FROM event", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sqlite);
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
}

/* --- the file --- */

static void expect_refused(const char *path, enum err_code code) {
	struct err err;
	struct buf before, after;
	cr_assert(file_read(path, (size_t)64 << 20, &before, &err));
	struct likesd_config config = f.config;
	config.db_path = path;
	cr_expect_null(likesd_open(&config, &err));
	cr_expect_eq(err.code, code, "%s", err.msg);
	cr_assert(file_read(path, (size_t)64 << 20, &after, &err));
	cr_expect_eq(before.len, after.len);
	cr_expect(before.len == after.len && memcmp(before.data, after.data, after.len) == 0);
	buf_finish(&before);
	buf_finish(&after);
}

static char *make_database(const char *name, const char *sql) {
	char *path = xasprintf("%s/%s", folder, name);
	sqlite3 *sqlite = NULL;
	cr_assert_eq(sqlite3_open(path, &sqlite), SQLITE_OK);
	/* A log that waits is left waiting. */
	sqlite3_db_config(sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	cr_assert_eq(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sqlite);
	return path;
}

Test(turn, a_database_of_someone_else_is_refused_and_left_alone) {
	char *path = make_database("theirs.db", "CREATE TABLE theirs (a); PRAGMA user_version = 1");
	expect_refused(path, ERR_DB);
	free(path);
	path = make_database("wal.db",
			"PRAGMA journal_mode = WAL; CREATE TABLE theirs (a);"
			"PRAGMA application_id = 7");
	expect_refused(path, ERR_DB);
	free(path);
}

Test(turn, a_newer_version_is_refused_and_left_alone) {
	char *path = make_database("newer.db",
			"CREATE TABLE t (a); PRAGMA application_id = 1818848100;"
			"PRAGMA user_version = 4");
	expect_refused(path, ERR_DB);
	free(path);
}

Test(turn, what_is_no_database_is_refused_and_left_alone) {
	char *path = xasprintf("%s/text.db", folder);
	struct err err;
	char text[5000];
	memset(text, 'x', sizeof(text));
	cr_assert(file_write_atomic(path, text, sizeof(text), 0600, &err));
	expect_refused(path, ERR_DB);
	free(path);
}

Test(turn, an_open_database_is_busy_for_the_next_one) {
	struct err err;
	cr_expect_null(likesd_open(&f.config, &err));
	cr_expect_eq(err.code, ERR_BUSY, "%s", err.msg);
	begin();
	expect_status(take_back(2), 202);
	cr_expect(commit());
}

Test(turn, the_file_is_for_its_owner_only) {
	struct stat status;
	cr_assert_eq(stat(db_path, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0600);
}

Test(turn, a_folder_that_is_not_there_is_an_error) {
	struct likesd_config config = f.config;
	struct err err;
	config.db_path = "/nonexistent/likesd.db";
	cr_expect_null(likesd_open(&config, &err));
	cr_expect_eq(err.code, ERR_IO, "%s", err.msg);
}

Test(turn, a_time_scale_must_be_above_zero) {
	static const double bad[] = { 0, -1, 0.0 / 1.0, 1e7 };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct likesd_config config = f.config;
		struct err err;
		config.db_path = ":memory:";
		config.time_scale = bad[i];
		cr_expect_null(likesd_open(&config, &err));
		cr_expect_eq(err.code, ERR_INPUT);
	}
}

Test(turn, a_refusal_without_the_database_has_the_same_form) {
	struct likesd_response r;
	likesd_refuse(413, "too-large", "Too large", "At most 65536 bytes.", NULL, &r);
	cr_expect_eq(r.status, 413);
	cr_expect_str_eq(r.content_type, "application/problem+json");
	cr_expect_str_eq(likesd_fixture_text(&r, "type"), "urn:likesd:problem:too-large");
	cr_expect_eq(likesd_fixture_int(&r, "status"), 413);
	cr_expect_eq(r.retry_after, 0);
	cr_expect_null(strstr(r.body.data, "rule"));
	likesd_response_finish(&r);
	likesd_refuse(503, "unavailable", "a", "b \"c\"", "XY-1", &r);
	cr_expect_eq(r.retry_after, 1000);
	cr_expect_str_eq(likesd_fixture_text(&r, "rule"), "XY-1");
	cr_expect_str_eq(likesd_fixture_text(&r, "detail"), "b \"c\"");
	likesd_response_finish(&r);
}
