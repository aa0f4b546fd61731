#include "unlike/store/snapshot.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "snapshot_inner.h"
#include "unlike/base/file.h"

/* The snapshot as a file: damaged, newer, killed, full, large. */

static struct fixture f;
static struct err err;

static void set_up(void) {
	fixture_open(&f, "snapshot.db");
}

static void tear_down(void) {
	fixture_close(&f);
}

TestSuite(snapshot_file, .init = set_up, .fini = tear_down);

#define PAGE_ROWS 20

/* One page: keys from `first` on. */
static bool put(struct snapshot *s, size_t first, struct err *reterr) {
	struct like likes[PAGE_ROWS];
	char keys[PAGE_ROWS][16];
	for (size_t i = 0; i < PAGE_ROWS; i++) {
		snprintf(keys[i], sizeof(keys[i]), "key %zu", first + i);
		likes[i] = (struct like){ .item = keys[i],
			.key = keys[i],
			.title = (char *)"A title of some length, to fill pages.",
			.sort = -(int64_t)(first + i) };
	}
	struct snapshot_put result;
	return snapshot_put_page(s, "me", 1, likes, PAGE_ROWS, 1, &result, reterr);
}

static int64_t count(struct snapshot *s) {
	struct snapshot_info info;
	cr_assert(snapshot_info(s, "me", &info, &err), "%s", err.msg);
	return info.count;
}

Test(snapshot_file, is_quick_and_for_its_owner_alone) {
	struct snapshot *s = must_snapshot(&f);
	cr_assert_eq(ask(s->db.sqlite, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	cr_assert_eq(ask(s->db.sqlite, "PRAGMA synchronous"), 1);
	cr_assert_eq(ask(s->db.sqlite, "PRAGMA trusted_schema"), 0);
	cr_assert_eq(ask(s->db.sqlite, "PRAGMA user_version"), 2);
	static const char *const tails[] = { "", "-wal", "-shm" };
	cr_assert(put(s, 0, &err));
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		char path[128];
		struct stat st;
		snprintf(path, sizeof(path), "%s%s", f.path, tails[i]);
		cr_assert_eq(stat(path, &st), 0, "%s", path);
		cr_assert_eq(st.st_mode & 0777, 0600, "%s", path);
	}
	snapshot_close(s);
}

Test(snapshot_file, lives_in_memory_where_told_to) {
	char *aside = NULL;
	struct snapshot *s = snapshot_open(":memory:", &f.clock, &aside, &err);
	cr_assert_not_null(s, "%s", err.msg);
	cr_assert(put(s, 0, &err));
	cr_assert_eq(count(s), PAGE_ROWS);
	snapshot_close(s);
	snapshot_close(NULL);
}

/* Every way it can be damaged: it is set aside with its companions, and a new one is there. */
static void expect_set_aside(const char *wanted_name) {
	size_t len = 0;
	char *damaged = read_whole(f.path, &len);
	char *aside = NULL;
	struct snapshot *s = snapshot_open(f.path, &f.clock, &aside, &err);
	cr_assert_not_null(s, "%s", err.msg);
	cr_assert_not_null(aside);
	char wanted[160];
	snprintf(wanted, sizeof(wanted), "%s%s", f.path, wanted_name);
	cr_assert_str_eq(aside, wanted);
	expect_bytes(aside, damaged, len);
	cr_assert_eq(count(s), 0);
	cr_assert(put(s, 0, &err), "%s", err.msg);
	snapshot_close(s);
	s = must_snapshot(&f);
	cr_assert_eq(count(s), PAGE_ROWS);
	snapshot_close(s);
	free(aside);
	free(damaged);
}

Test(snapshot_file, that_is_no_database_is_set_aside) {
	FILE *file = fopen(f.path, "wb");
	cr_assert_gt(fprintf(file, "%0600d", 7), 0);
	cr_assert_eq(fclose(file), 0);
	expect_set_aside(".damaged-1772355600000");
	/* And another at the same moment. */
	damage(f.path, 0, 100);
	expect_set_aside(".damaged-1772355600000-1");
}

Test(snapshot_file, with_a_damaged_page_is_set_aside) {
	struct snapshot *s = must_snapshot(&f);
	for (size_t i = 0; i < 20; i++) {
		cr_assert(put(s, i * PAGE_ROWS, &err));
	}
	snapshot_close(s);
	damage(f.path, 10 * 4096L, 4096);
	expect_set_aside(".damaged-1772355600000");
}

Test(snapshot_file, is_set_aside_together_with_its_log) {
	struct snapshot *s = must_snapshot(&f);
	cr_assert(put(s, 0, &err));
	char from[128], log[128], aside_log[160];
	snprintf(from, sizeof(from), "%s-wal", f.path);
	snprintf(log, sizeof(log), "%s/log", f.folder);
	cr_assert_eq(link(from, log), 0);
	snapshot_close(s);
	cr_assert_eq(rename(log, from), 0);
	/* Where the log is whole, it heals the file: both must be damaged. */
	damage(f.path, 0, 4096);
	damage(from, 0, 4096);
	char *aside = NULL;
	s = snapshot_open(f.path, &f.clock, &aside, &err);
	cr_assert_not_null(s, "%s", err.msg);
	cr_assert_not_null(aside);
	snprintf(aside_log, sizeof(aside_log), "%s-wal", aside);
	cr_assert(file_exists(aside_log));
	cr_assert_eq(count(s), 0);
	snapshot_close(s);
	cr_assert(is_sound(f.path));
	free(aside);
}

Test(snapshot_file, too_large_to_be_checked_each_time_is_checked_once_it_was_met_damaged) {
	struct snapshot *s = must_snapshot(&f);
	for (size_t i = 0; i < 2500; i++) {
		cr_assert(put(s, i * PAGE_ROWS, &err));
	}
	snapshot_close(s);
	struct stat st;
	cr_assert_eq(stat(f.path, &st), 0);
	cr_assert_gt(st.st_size, 9 << 20);
	for (long page = 100; page < 2000; page++) {
		damage(f.path, page * 4096L, 64);
	}
	s = must_snapshot(&f);
	bool met = false;
	for (size_t i = 0; i < 2500 && !met; i++) {
		met = !put(s, i * PAGE_ROWS, &err);
	}
	cr_assert(met);
	cr_assert_eq(err.code, ERR_DB, "%s", err.msg);
	snapshot_close(s);
	expect_set_aside(".damaged-1772355600000");
}

Test(snapshot_file, of_a_newer_version_is_refused_byte_for_byte_unchanged) {
	struct snapshot *s = must_snapshot(&f);
	cr_assert(put(s, 0, &err));
	snapshot_close(s);
	run_behind(f.path, "PRAGMA user_version = 3");
	size_t len = 0;
	char *before = read_whole(f.path, &len);
	char *aside = NULL;
	cr_assert_null(snapshot_open(f.path, &f.clock, &aside, &err));
	cr_assert_eq(err.code, ERR_DB);
	cr_assert_not_null(strstr(err.msg, "newer unlike"), "%s", err.msg);
	cr_assert_null(aside);
	expect_bytes(f.path, before, len);
	free(before);
	glob_t found;
	char pattern[128];
	snprintf(pattern, sizeof(pattern), "%s*", f.path);
	cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
	cr_assert_eq(found.gl_pathc, 1, "nothing is left beside it");
	globfree(&found);
}

Test(snapshot_file, of_another_program_is_refused_and_left_in_its_place) {
	run_behind(f.path, "CREATE TABLE mine (x)");
	char *aside = NULL;
	cr_assert_null(snapshot_open(f.path, &f.clock, &aside, &err));
	cr_assert_eq(err.code, ERR_DB);
	cr_assert_null(aside);
	cr_assert_eq(ask_behind(f.path, "SELECT count(*) FROM mine"), 0);
}

static void put_until_killed(int fd) {
	char *aside = NULL;
	struct snapshot *s = snapshot_open(f.path, &f.clock, &aside, NULL);
	if (s == NULL) {
		_exit(2);
	}
	for (size_t i = 0;; i++) {
		if (!put(s, i * PAGE_ROWS, NULL) || write(fd, "x", 1) != 1) {
			_exit(3);
		}
	}
}

Test(snapshot_file, killed_after_any_page_has_whole_pages) {
	for (size_t after = 1; after <= 15; after++) {
		run_and_kill(put_until_killed, after);
		struct snapshot *s = must_snapshot(&f);
		cr_assert_geq(count(s), (int64_t)after * PAGE_ROWS);
		cr_assert_eq(count(s) % PAGE_ROWS, 0);
		cr_assert_eq(ask(s->db.sqlite, "SELECT count(*) FROM liked"), count(s));
		snapshot_close(s);
		cr_assert(is_sound(f.path));
	}
}

static int fill_up(void) {
	struct snapshot *s = must_snapshot(&f);
	const struct rlimit limit = { 256 * 1024, RLIM_INFINITY };
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
		return 2;
	}
	size_t pages = 0;
	struct err mine = { 0 };
	while (put(s, pages * PAGE_ROWS, &mine)) {
		pages++;
	}
	if (mine.code != ERR_FULL || pages < 3) {
		fprintf(stderr, "%zu: %s\n", pages, mine.msg);
		return 3;
	}
	if (count(s) != (int64_t)pages * PAGE_ROWS) {
		return 4;
	}
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	if (setrlimit(RLIMIT_FSIZE, &none) != 0 || !put(s, pages * PAGE_ROWS, &mine)) {
		return 5;
	}
	snapshot_close(s);
	return 0;
}

Test(snapshot_file, on_a_full_disk_does_nothing_by_halves) {
	expect_in_child(fill_up);
	cr_assert(is_sound(f.path));
}

static const char *const sql[] = {
#define X(name, text) text,
	SNAPSHOT_STATEMENTS(X)
#undef X
};

Test(snapshot_file, pages_are_found_by_one_index_and_never_sorted) {
	snapshot_close(must_snapshot(&f));
	for (size_t i = SNAPSHOT_PAGE_AFTER; i <= SNAPSHOT_SCAN_UP_TO; i++) {
		char plan[1024];
		explain(f.path, sql[i], plan, sizeof(plan));
		const bool after = (i - SNAPSHOT_PAGE_AFTER) % 4 < 2;
		cr_assert_not_null(strstr(plan,
						   after ? "liked_place (account=? AND "
							   "(place,key)>(?,?))"
							 : "liked_place (account=? AND "
							   "(place,key)<(?,?))"),
				"%zu: %s", i, plan);
		cr_assert_null(strstr(plan, "B-TREE"), "%zu sorts: %s", i, plan);
	}
	char plan[1024];
	explain(f.path, sql[SNAPSHOT_RANK], plan, sizeof(plan));
	cr_assert_not_null(strstr(plan, "COVERING INDEX liked_place"), "%s", plan);
	explain(f.path, sql[SNAPSHOT_FIND_ITEM], plan, sizeof(plan));
	cr_assert_not_null(strstr(plan, "liked_item (account=? AND item=?)"), "%s", plan);
}

static void count_row(const struct like *like, void *data) {
	(void)like;
	++*(size_t *)data;
}

Test(snapshot_file, with_a_hundred_thousand_rows_a_page_costs_the_same_at_any_depth) {
	struct snapshot *s = must_snapshot(&f);
	cr_assert(put(s, 200000, &err));
	run_behind(f.path,
			"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
			"99999) INSERT INTO liked (account, place, key, item, gone, walk, as_of, "
			"first_seen, liked_at, made_at, likes, folded) SELECT 1, i, 'k' || i, "
			"'k' || i, 0, 1, 1, 1, 1, 1, 1, '' FROM n");
	cr_assert_eq(count(s), 100000 + PAGE_ROWS, "the count is kept, not counted");
	int least = INT32_MAX, most = 0;
	for (int64_t depth = 0; depth < 100000; depth += 9999) {
		struct snapshot_place place = { .sort = ~depth };
		size_t n = 0;
		const struct snapshot_page page = {
			.from = &place, .inclusive = true, .limit = 10
		};
		sqlite3_stmt *statement = s->db.statements[SNAPSHOT_PAGE_FROM];
		sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
		cr_assert(snapshot_page(s, "me", &page, count_row, &n, &err));
		cr_assert_eq(n, 10);
		const int steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
		least = steps < least ? steps : least;
		most = steps > most ? steps : most;
	}
	cr_assert_leq(most, least + 20, "%d … %d steps", least, most);
	snapshot_close(s);
}

Test(snapshot_file, of_an_older_version_keeps_its_rows_as_described) {
	struct snapshot *s = must_snapshot(&f);
	cr_assert(put(s, 0, &err));
	const int64_t before = count(s);
	snapshot_close(s);
	run_behind(f.path,
			"DROP INDEX liked_not_described; ALTER TABLE liked DROP COLUMN about;"
			"PRAGMA user_version = 1");
	s = must_snapshot(&f);
	cr_assert_eq(count(s), before);
	cr_assert_eq(ask(s->db.sqlite, "SELECT count(*) FROM liked WHERE about <> 0"), 0);
	snapshot_close(s);
}
