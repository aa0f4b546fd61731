#include "unlike/store/outbox.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "outbox_inner.h"

/* The outbox as a file: killed, raced for, full, damaged, newer. */

static struct fixture f;
static struct err err;

static void set_up(void) {
	fixture_open(&f, "outbox.db");
}

static void tear_down(void) {
	fixture_close(&f);
}

TestSuite(outbox_file, .init = set_up, .fini = tear_down);

static bool add(struct outbox *o, const char *item, int64_t *ret_id, struct err *reterr) {
	const struct intent_request request = {
		.account = "me", .item = item, .title = "A title of some length, to fill pages."
	};
	enum outbox_added added;
	return outbox_add(o, &request, &added, ret_id, reterr);
}

static int64_t add_one(struct outbox *o, const char *item) {
	int64_t id = 0;
	cr_assert(add(o, item, &id, &err), "%s", err.msg);
	return id;
}

Test(outbox_file, is_for_its_owner_alone) {
	const mode_t before = umask(0);
	struct outbox *o = must_outbox(&f);
	add_one(o, "a");
	struct stat st;
	cr_assert_eq(stat(f.path, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0600);
	char journal[128];
	snprintf(journal, sizeof(journal), "%s-journal", f.path);
	cr_assert_eq(stat(journal, &st), 0, "the journal is kept, and cut");
	cr_assert_eq(st.st_mode & 0777, 0600);
	cr_assert_eq(st.st_size, 0);
	outbox_close(o);
	cr_assert_eq(chmod(f.path, 0644), 0);
	outbox_close(must_outbox(&f));
	cr_assert_eq(stat(f.path, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0600);
	umask(before);
}

Test(outbox_file, is_as_lasting_as_sqlite_can_make_it) {
	struct outbox *o = must_outbox(&f);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA synchronous"), 3);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA foreign_keys"), 1);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA trusted_schema"), 0);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA cell_size_check"), 1);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA busy_timeout"), 2000);
	cr_assert_eq(ask(o->db.sqlite, "SELECT journal_mode = 'truncate' FROM pragma_journal_mode"),
			1);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA application_id"), 0x4c4b4f42);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA user_version"), 2);
	outbox_close(o);
}

Test(outbox_file, lives_in_memory_where_told_to) {
	struct outbox *o = outbox_open(":memory:", &f.clock, &f.rng, &err);
	cr_assert_not_null(o, "%s", err.msg);
	cr_assert_gt(add_one(o, "a"), 0);
	outbox_close(o);
	outbox_close(NULL);
}

Test(outbox_file, the_database_refuses_what_the_code_must_never_do) {
	struct outbox *o = must_outbox(&f);
	add_one(o, "a");
	outbox_close(o);
	sqlite3 *db = NULL;
	cr_assert_eq(sqlite3_open(f.path, &db), SQLITE_OK);
	static const char *const forbidden[] = {
		"UPDATE event SET why = 'another'",
		"DELETE FROM event",
		"UPDATE intent SET state = 'acked'",
		"UPDATE intent SET idem_key = x'00'",
		"INSERT INTO intent (account, item, seq, keys, want, idem_key, state, created_at,"
		" due, not_before, changed_at) SELECT account, item, seq, keys, want,"
		" randomblob(16), state, created_at, due, not_before, changed_at FROM intent",
		"INSERT INTO intent (account, item, seq, keys, want, idem_key, state, created_at,"
		" due, not_before, changed_at) SELECT account, item, seq + 1, keys, want,"
		" idem_key, state, created_at, due, not_before, changed_at FROM intent",
	};
	for (size_t i = 0; i < COUNT_OF(forbidden); i++) {
		cr_assert_eq(sqlite3_exec(db, forbidden[i], NULL, NULL, NULL), SQLITE_CONSTRAINT,
				"%s", forbidden[i]);
	}
	sqlite3_close(db);
}

static void expect_refused_unchanged(const char *words) {
	size_t len = 0;
	char *before = read_whole(f.path, &len);
	struct stat st_before, st_after;
	cr_assert_eq(stat(f.path, &st_before), 0);
	cr_assert_null(outbox_open(f.path, &f.clock, &f.rng, &err));
	cr_assert_eq(err.code, ERR_DB, "%s", err.msg);
	cr_assert_not_null(strstr(err.msg, words), "%s", err.msg);
	cr_assert_eq(stat(f.path, &st_after), 0);
	expect_bytes(f.path, before, len);
	cr_assert_eq(st_before.st_ino, st_after.st_ino);
	cr_assert_eq(st_before.st_mode, st_after.st_mode);
	free(before);
}

Test(outbox_file, of_a_newer_version_is_refused_byte_for_byte_unchanged) {
	struct outbox *o = must_outbox(&f);
	add_one(o, "a");
	outbox_close(o);
	run_behind(f.path, "PRAGMA user_version = 3");
	expect_refused_unchanged("newer unlike");
}

Test(outbox_file, of_another_program_is_refused_unchanged) {
	run_behind(f.path, "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
	expect_refused_unchanged("is not the outbox");
	cr_assert_eq(ask_behind(f.path, "SELECT x FROM mine"), 1);
}

Test(outbox_file, that_is_no_database_is_refused_unchanged) {
	struct outbox *o = must_outbox(&f);
	outbox_close(o);
	damage(f.path, 0, 100);
	expect_refused_unchanged("damaged");
}

Test(outbox_file, damaged_anywhere_is_refused_unchanged) {
	struct outbox *o = must_outbox(&f);
	char item[32];
	for (int i = 0; i < 200; i++) {
		snprintf(item, sizeof(item), "item %d", i);
		add_one(o, item);
	}
	outbox_close(o);
	size_t len = 0;
	char *whole = read_whole(f.path, &len);
	cr_assert_gt(len, 15 * 4096);
	for (size_t page = 0; page < len / 4096; page++) {
		damage(f.path, (long)(page * 4096 + (page == 0 ? 100 : 0)), 64);
		expect_refused_unchanged("damaged");
		FILE *file = fopen(f.path, "wb");
		cr_assert_eq(fwrite(whole, 1, len, file), len);
		cr_assert_eq(fclose(file), 0);
	}
	free(whole);
	outbox_close(must_outbox(&f));
}

Test(outbox_file, that_cannot_be_opened_says_so) {
	char path[128];
	snprintf(path, sizeof(path), "%s/none/outbox.db", f.folder);
	cr_assert_null(outbox_open(path, &f.clock, &f.rng, &err));
	cr_assert_eq(err.code, ERR_IO, "%s", err.msg);
	cr_assert_null(outbox_open(f.folder, &f.clock, &f.rng, &err));
	cr_assert_eq(err.code, ERR_IO, "%s", err.msg);
}

Test(outbox_file, tells_that_another_handle_wrote) {
	struct outbox *a = must_outbox(&f), *b = must_outbox(&f);
	int64_t first = 0, second = 0;
	cr_assert(outbox_version(a, &first, &err));
	add_one(a, "own");
	cr_assert(outbox_version(a, &second, &err));
	cr_assert_eq(first, second, "one's own commits are no news");
	add_one(b, "other");
	cr_assert(outbox_version(a, &second, &err));
	cr_assert_neq(first, second);
	outbox_close(a);
	outbox_close(b);
}

Test(outbox_file, held_by_another_is_busy_and_stays_as_it_was) {
	struct outbox *o = must_outbox(&f);
	const int64_t id = add_one(o, "a");
	sqlite3_busy_timeout(o->db.sqlite, 0);
	sqlite3 *other = NULL;
	cr_assert_eq(sqlite3_open(f.path, &other), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	cr_assert_not(outbox_move(o, id, INTENT_PENDING, INTENT_SENT, NULL, &err));
	cr_assert_eq(err.code, ERR_BUSY, "%s", err.msg);
	cr_assert_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	cr_assert(outbox_move(o, id, INTENT_PENDING, INTENT_SENT, NULL, &err), "%s", err.msg);
	outbox_close(o);
}

/* --- killed -------------------------------------------------------------------------------- */

static void note_commit(int fd) {
	if (write(fd, "x", 1) != 1) {
		_exit(3);
	}
}

/* Adds and moves without end, and tells each commit once it is one. */
static void work_until_killed(int fd) {
	struct outbox *o = outbox_open(f.path, &f.clock, &f.rng, NULL);
	if (o == NULL) {
		_exit(2);
	}
	for (int i = 0;; i++) {
		char item[32];
		int64_t id = 0;
		snprintf(item, sizeof(item), "item %d", i);
		if (!add(o, item, &id, NULL)) {
			_exit(4);
		}
		note_commit(fd);
		if (!outbox_move(o, id, INTENT_PENDING, INTENT_SENT, NULL, NULL)) {
			_exit(5);
		}
		note_commit(fd);
	}
}

Test(outbox_file, killed_after_any_commit_has_all_that_was_committed) {
	for (size_t after = 1; after <= 40; after++) {
		run_and_kill(work_until_killed, after);
		struct outbox *o = must_outbox(&f);
		const size_t items = (after + 1) / 2, sent = after / 2;
		for (size_t i = 0; i < items; i++) {
			char item[32];
			snprintf(item, sizeof(item), "item %zu", i);
			struct intent intent;
			bool found = false;
			cr_assert(outbox_find_newest(o, "me", item, &intent, &found, &err));
			cr_assert(found, "%s is lost, after %zu commits", item, after);
			cr_assert(intent.state == INTENT_SENT || i >= sent);
			intent_finish(&intent);
		}
		outbox_close(o);
		cr_assert(is_sound(f.path));
		/* A row and its events are one commit: neither without the other. */
		cr_assert_eq(ask_behind(f.path,
					     "SELECT count(*) FROM intent i WHERE"
					     " (SELECT count(*) FROM event WHERE intent = i.id) <>"
					     " CASE state WHEN 'pending' THEN 1 ELSE 2 END"),
				0);
		cr_assert_eq(unlink(f.path), 0);
		char journal[128];
		snprintf(journal, sizeof(journal), "%s-journal", f.path);
		unlink(journal);
	}
}

/* --- raced for ------------------------------------------------------------------------------ */

Test(outbox_file, of_two_handles_exactly_one_wins_a_transition) {
	struct outbox *a = must_outbox(&f), *b = must_outbox(&f);
	const int64_t id = add_one(a, "a");
	cr_assert(outbox_move(a, id, INTENT_PENDING, INTENT_SENT, NULL, &err), "%s", err.msg);
	cr_assert_not(outbox_move(b, id, INTENT_PENDING, INTENT_SENT, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	enum outbox_undone undone;
	cr_assert(outbox_undo(b, id, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDO_SENT);
	outbox_close(a);
	outbox_close(b);
}

#define RACE_ROWS 40

/* Tries to take every row; tells by its status how many it got. */
static _Noreturn void race(const int64_t *ids) {
	struct outbox *o = outbox_open(f.path, &f.clock, &f.rng, NULL);
	int won = 0;
	for (size_t i = 0; o != NULL && i < RACE_ROWS; i++) {
		struct err mine = { 0 };
		if (outbox_move(o, ids[i], INTENT_PENDING, INTENT_SENT, NULL, &mine)) {
			won++;
		} else if (mine.code != ERR_CONFLICT) {
			_exit(255);
		}
	}
	_exit(o == NULL ? 254 : won);
}

Test(outbox_file, of_two_processes_exactly_one_wins_each_transition) {
	struct outbox *o = must_outbox(&f);
	int64_t ids[RACE_ROWS];
	char item[32];
	for (size_t i = 0; i < RACE_ROWS; i++) {
		snprintf(item, sizeof(item), "item %zu", i);
		ids[i] = add_one(o, item);
	}
	outbox_close(o);
	pid_t children[2];
	for (size_t i = 0; i < 2; i++) {
		children[i] = fork();
		cr_assert_geq(children[i], 0);
		if (children[i] == 0) {
			race(ids);
		}
	}
	int sum = 0;
	for (size_t i = 0; i < 2; i++) {
		int status = 0;
		cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
		cr_assert(WIFEXITED(status) && WEXITSTATUS(status) <= RACE_ROWS, "%d",
				WEXITSTATUS(status));
		sum += WEXITSTATUS(status);
	}
	cr_assert_eq(sum, RACE_ROWS);
	cr_assert_eq(ask_behind(f.path, "SELECT count(*) FROM event WHERE to_state = 'sent'"),
			RACE_ROWS);
}

/* Both find no file and make it. */
Test(outbox_file, made_by_two_processes_at_once_is_one) {
	for (int round = 0; round < 20; round++) {
		pid_t children[4];
		for (size_t i = 0; i < COUNT_OF(children); i++) {
			children[i] = fork();
			cr_assert_geq(children[i], 0);
			if (children[i] == 0) {
				f.rng = rng_seeded(&f.seed, i);
				struct outbox *o = outbox_open(f.path, &f.clock, &f.rng, NULL);
				char item[8] = { (char)('a' + i), '\0' };
				int64_t id = 0;
				_exit(o != NULL && add(o, item, &id, NULL) ? 0 : 1);
			}
		}
		for (size_t i = 0; i < COUNT_OF(children); i++) {
			int status = 0;
			cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
			cr_assert_eq(status, 0);
		}
		cr_assert_eq(ask_behind(f.path, "SELECT count(*) FROM intent"), 4);
		cr_assert_eq(unlink(f.path), 0);
	}
}

/* --- full ------------------------------------------------------------------------------------ */

/* 0: as it must be. */
static int fill_up(void) {
	struct outbox *o = must_outbox(&f);
	struct stat st;
	const struct rlimit limit = { 128 * 1024, RLIM_INFINITY };
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
		return 2;
	}
	int added = 0;
	struct err mine = { 0 };
	char item[32];
	int64_t id = 0;
	do {
		snprintf(item, sizeof(item), "item %d", added++);
	} while (add(o, item, &id, &mine));
	added--;
	if (mine.code != ERR_FULL || added < 50) {
		fprintf(stderr, "%d: %s\n", added, mine.msg);
		return 3;
	}
	struct intent intent;
	bool found = true;
	if (!outbox_find_newest(o, "me", item, &intent, &found, &mine) || found) {
		return 4;
	}
	/* And goes on when there is room again. */
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	if (setrlimit(RLIMIT_FSIZE, &none) != 0 || !add(o, item, &id, &mine)) {
		return 5;
	}
	outbox_close(o);
	return stat(f.path, &st) == 0 &&
					ask_behind(f.path, "SELECT count(*) FROM intent") ==
							added + 1 &&
					ask_behind(f.path, "SELECT count(*) FROM event") ==
							added + 1
			? 0
			: 6;
}

Test(outbox_file, on_a_full_disk_does_nothing_by_halves) {
	expect_in_child(fill_up);
	cr_assert(is_sound(f.path));
}

/* --- large ----------------------------------------------------------------------------------- */

static const char *const sql[] = {
#define X(name, text) text,
	OUTBOX_STATEMENTS(X)
#undef X
};

Test(outbox_file, with_many_rows_finds_what_is_due_by_its_indices) {
	outbox_close(must_outbox(&f));
	static const struct {
		enum outbox_statement statement;
		const char *index;
	} wanted[] = {
		{ OUTBOX_DUE, "intent_ready (account=? AND state=? AND ready<?)" },
		{ OUTBOX_DUE, "intent_free (account=? AND ready<?)" },
		{ OUTBOX_DUE_OF_PLAN, "intent_ready (account=? AND state=? AND ready<?)" },
		{ OUTBOX_DUE_OF_PLAN, "intent_paced (account=? AND ready<?)" },
		{ OUTBOX_PLANNED, "intent_planned (account=?)" },
		{ OUTBOX_TO_LOOK_AT, "intent_ready (account=? AND state=? AND ready<?)" },
		{ OUTBOX_NEXT_TIME, "intent_ready (account=? AND state=? AND ready>?)" },
		{ OUTBOX_NEWEST_OPEN, "(account=? AND item=?)" },
		{ OUTBOX_FIND_NEWEST, "(account=? AND item=?)" },
		{ OUTBOX_FIND_UNDOABLE, "intent_pending" },
		{ OUTBOX_PAGE_OLDER, "INTEGER PRIMARY KEY" },
		{ OUTBOX_PAGE_NEWER, "INTEGER PRIMARY KEY" },
		{ OUTBOX_MOVE, "INTEGER PRIMARY KEY" },
		{ OUTBOX_EVENTS, "event_intent" },
		{ OUTBOX_COUNTS, "COVERING INDEX intent_ready" },
	};
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		char plan[2048];
		explain(f.path, sql[wanted[i].statement], plan, sizeof(plan));
		cr_assert_not_null(strstr(plan, wanted[i].index), "%zu: %s", i, plan);
		cr_assert_null(strstr(plan, "B-TREE"), "%zu sorts: %s", i, plan);
	}
}

static bool count_row(const struct intent *intent, void *data) {
	(void)intent;
	++*(size_t *)data;
	return true;
}

Test(outbox_file, with_a_hundred_thousand_rows_due_looks_at_no_more_than_asked) {
	struct outbox *o = must_outbox(&f);
	run_behind(f.path,
			"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
			"100000) INSERT INTO intent (account, item, seq, keys, want, idem_key, "
			"state, created_at, due, not_before, changed_at) SELECT 'me', 'item ' || "
			"i, 1, 'k', 0, randomblob(16), 'pending', 0, 5, 0, 0 FROM n");
	size_t n = 0;
	cr_assert(outbox_each_due(o, "me", 10, 20, count_row, &n, &err), "%s", err.msg);
	cr_assert_eq(n, 20);
	sqlite3_stmt *statement = o->db.statements[OUTBOX_DUE];
	const int steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
	cr_assert_lt(steps, 20 * 200, "%d steps", steps);
	cr_assert_eq(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0), 0);
	outbox_close(o);
}
