#include "unlike/store/outbox.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fixture.h"
#include "outbox_inner.h"

/* What is written down together: all of it, or nothing. */

static struct fixture f;
static struct err err;
static struct outbox *o;

static void set_up(void) {
	fixture_open(&f, "outbox.db");
	o = must_outbox(&f);
}

static void tear_down(void) {
	outbox_close(o);
	cr_assert(is_sound(f.path));
	fixture_close(&f);
}

TestSuite(outbox_group, .init = set_up, .fini = tear_down);

static int64_t count(void) {
	return ask_behind(f.path, "SELECT count(*) FROM intent");
}

/* Each row with as many events as its state has: neither without the other. */
static void expect_whole_rows(void) {
	cr_assert_eq(ask_behind(f.path,
				     "SELECT count(*) FROM intent i WHERE"
				     " (SELECT count(*) FROM event WHERE intent = i.id) <>"
				     " CASE state WHEN 'pending' THEN 1 ELSE 2 END"),
			0);
}

static bool move(int64_t id, enum intent_state from, enum intent_state to, const char *reason) {
	const struct intent_change change = { .reason = reason };
	err = (struct err){ 0 };
	return outbox_move(o, id, from, to, &change, &err);
}

static enum intent_state state_of(int64_t id) {
	struct intent intent = must_find(o, id);
	enum intent_state state = intent.state;
	intent_finish(&intent);
	return state;
}

static void run(const char *sql) {
	cr_assert_eq(sqlite3_exec(o->db.sqlite, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
			sqlite3_errmsg(o->db.sqlite));
}

/* An event with the reason 'trap' fails like this. */
static void set_trap(const char *how) {
	char sql[256];
	snprintf(sql, sizeof(sql),
			"CREATE TEMP TRIGGER trap BEFORE INSERT ON main.event WHEN new.why = 'trap'"
			" BEGIN SELECT RAISE(%s, 'trapped'); END",
			how);
	run(sql);
}

Test(outbox_group, is_seen_by_others_when_it_is_whole) {
	cr_assert(outbox_begin(o, &err), "%s", err.msg);
	const int64_t a = must_add(o, "me", "a", false, OUTBOX_ADDED);
	must_add(o, "me", "b", false, OUTBOX_ADDED);
	must_move(o, a, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert_eq(count(), 0);
	cr_assert_eq(state_of(a), INTENT_SENT, "we see it ourselves");
	cr_assert(outbox_commit(o, &err), "%s", err.msg);
	cr_assert_eq(count(), 2);
	expect_whole_rows();
}

Test(outbox_group, without_anything_in_it_is_fine) {
	for (int i = 0; i < 3; i++) {
		cr_assert(outbox_begin(o, &err));
		cr_assert(outbox_commit(o, NULL));
	}
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	cr_assert_eq(count(), 1);
}

Test(outbox_group, that_is_not_ended_leaves_nothing) {
	must_add(o, "me", "before", false, OUTBOX_ADDED);
	cr_assert(outbox_begin(o, &err));
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	outbox_close(o);
	o = must_outbox(&f);
	cr_assert_eq(count(), 1);
}

Test(outbox_group, keeps_its_other_calls_where_one_is_refused) {
	cr_assert(outbox_begin(o, &err));
	const int64_t a = must_add(o, "me", "a", false, OUTBOX_ADDED);
	cr_assert(!move(a, INTENT_SENT, INTENT_ACCEPTED, NULL));
	cr_assert_eq(err.code, ERR_CONFLICT);
	const int64_t b = must_add(o, "me", "b", false, OUTBOX_ADDED);
	cr_assert(move(b, INTENT_PENDING, INTENT_SENT, NULL));
	cr_assert(outbox_commit(o, &err), "%s", err.msg);
	cr_assert_eq(state_of(a), INTENT_PENDING);
	cr_assert_eq(state_of(b), INTENT_SENT);
	expect_whole_rows();
}

Test(outbox_group, undoes_the_first_half_of_a_call_whose_second_half_fails) {
	set_trap("ABORT");
	cr_assert(outbox_begin(o, &err));
	const int64_t a = must_add(o, "me", "a", false, OUTBOX_ADDED);
	cr_assert(!move(a, INTENT_PENDING, INTENT_SENT, "trap"));
	cr_assert_eq(state_of(a), INTENT_PENDING, "the row was changed before its event");
	const int64_t b = must_add(o, "me", "b", false, OUTBOX_ADDED);
	cr_assert(!move(b, INTENT_PENDING, INTENT_SENT, "trap"));
	cr_assert(move(b, INTENT_PENDING, INTENT_SENT, "fine"));
	cr_assert(outbox_commit(o, &err), "%s", err.msg);
	cr_assert_eq(count(), 2);
	cr_assert_eq(state_of(a), INTENT_PENDING);
	cr_assert_eq(state_of(b), INTENT_SENT);
	expect_whole_rows();
}

Test(outbox_group, that_was_lost_takes_nothing_more_and_says_so) {
	set_trap("ROLLBACK");
	const int64_t before = must_add(o, "me", "before", false, OUTBOX_ADDED);
	cr_assert(outbox_begin(o, &err));
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	cr_assert(!move(before, INTENT_PENDING, INTENT_SENT, "trap"));
	/* Were they taken now, they would be lasting by themselves. */
	cr_assert(!move(before, INTENT_PENDING, INTENT_SENT, "fine"));
	cr_assert_eq(err.code, ERR_DB);
	cr_assert_not_null(strstr(err.msg, "lost"), "%s", err.msg);
	enum outbox_added added;
	int64_t id = 0;
	const struct intent_request request = { .account = "me", .item = "b" };
	cr_assert(!outbox_add(o, &request, &added, &id, NULL));
	enum outbox_undone undone;
	cr_assert(!outbox_undo(o, before, &undone, NULL));
	err = (struct err){ 0 };
	cr_assert(!outbox_commit(o, &err));
	cr_assert_eq(err.code, ERR_DB);
	cr_assert_eq(count(), 1);
	cr_assert_eq(state_of(before), INTENT_PENDING);
	/* The next one is a new one. */
	cr_assert(outbox_begin(o, &err), "%s", err.msg);
	cr_assert(move(before, INTENT_PENDING, INTENT_SENT, "fine"));
	cr_assert(outbox_commit(o, &err), "%s", err.msg);
	cr_assert_eq(state_of(before), INTENT_SENT);
	expect_whole_rows();
}

Test(outbox_group, that_could_not_begin_is_none) {
	sqlite3 *other = NULL;
	run("PRAGMA busy_timeout = 0");
	cr_assert_eq(sqlite3_open(f.path, &other), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	cr_assert(!outbox_begin(o, &err));
	cr_assert_eq(err.code, ERR_BUSY, "%s", err.msg);
	cr_assert_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	cr_assert_eq(count(), 1, "it is lasting by itself");
	cr_assert(outbox_begin(o, &err), "%s", err.msg);
	cr_assert(outbox_commit(o, &err), "%s", err.msg);
}

Test(outbox_group, that_cannot_be_committed_is_undone) {
	sqlite3 *other = NULL;
	run("PRAGMA busy_timeout = 0");
	cr_assert(outbox_begin(o, &err));
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	/* A reader that does not end. */
	cr_assert_eq(sqlite3_open(f.path, &other), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM intent", NULL, NULL, NULL),
			SQLITE_OK);
	cr_assert(!outbox_commit(o, &err));
	cr_assert_eq(err.code, ERR_BUSY, "%s", err.msg);
	cr_assert_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	cr_assert_eq(count(), 0);
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	cr_assert_eq(count(), 1);
}

Test(outbox_group, does_and_undoes_as_single_calls_do) {
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	cr_assert(outbox_begin(o, &err));
	const int64_t a = must_add(o, "me", "a", false, OUTBOX_ADDED);
	must_add(o, "me", "a", false, OUTBOX_ALREADY);
	must_add(o, "me", "a", true, OUTBOX_ANNIHILATED);
	const int64_t b = must_add(o, "me", "b", false, OUTBOX_ADDED);
	cr_assert(outbox_undo(o, b, &undone, &err), "%s", err.msg);
	cr_assert_eq(undone, OUTBOX_UNDONE);
	const int64_t c = must_add(o, "me", "c", false, OUTBOX_ADDED);
	cr_assert(outbox_send_now(o, "me", c, &err), "%s", err.msg);
	cr_assert(outbox_commit(o, &err), "%s", err.msg);
	cr_assert_eq(state_of(a), INTENT_ANNIHILATED);
	cr_assert_eq(state_of(b), INTENT_ANNIHILATED);
	struct intent intent = must_find(o, c);
	cr_assert_leq(intent.due, START);
	intent_finish(&intent);
}

/* --- killed, full ---------------------------------------------------------------------------- */

#define GROUP 10

static void note(int fd) {
	if (write(fd, "x", 1) != 1) {
		_exit(3);
	}
}

static void add_for_ever(struct outbox *mine, int fd, bool in_the_middle) {
	for (int i = 0;; i++) {
		if (i % GROUP == 0 && !outbox_begin(mine, NULL)) {
			_exit(4);
		}
		char item[32];
		int64_t id = 0;
		enum outbox_added added;
		snprintf(item, sizeof(item), "item %d", i);
		const struct intent_request request = { .account = "me", .item = item };
		if (!outbox_add(mine, &request, &added, &id, NULL)) {
			_exit(5);
		}
		if (in_the_middle && i % GROUP == GROUP / 2) {
			note(fd);
		}
		if (i % GROUP == GROUP - 1) {
			if (!outbox_commit(mine, NULL)) {
				_exit(6);
			}
			if (!in_the_middle) {
				note(fd);
			}
		}
	}
}

static void work_and_note_the_ends(int fd) {
	add_for_ever(must_outbox(&f), fd, false);
}

static void work_and_note_the_middles(int fd) {
	add_for_ever(must_outbox(&f), fd, true);
}

static void kill_at(void (*work)(int fd), size_t notes, size_t whole) {
	outbox_close(o);
	run_and_kill(work, notes);
	o = must_outbox(&f);
	const int64_t there = count();
	cr_assert_eq(there % GROUP, 0, "%d rows", (int)there);
	cr_assert_geq(there, (int64_t)(whole * GROUP));
	expect_whole_rows();
	outbox_close(o);
	fixture_close(&f);
	fixture_open(&f, "outbox.db");
	o = must_outbox(&f);
}

Test(outbox_group, killed_is_there_as_a_whole_or_not_at_all) {
	for (size_t n = 1; n <= 8; n++) {
		kill_at(work_and_note_the_ends, n, n);
		kill_at(work_and_note_the_middles, n, n - 1);
	}
}

/* 0: as it must be. */
static int fill_up(void) {
	const struct rlimit limit = { 128 * 1024, RLIM_INFINITY };
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	struct err mine = { 0 };
	bool fine = true;
	o = must_outbox(&f);
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
			!outbox_begin(o, &mine)) {
		return 2;
	}
	for (int i = 0; i < 2000 && fine; i++) {
		char item[32];
		int64_t id = 0;
		enum outbox_added added;
		snprintf(item, sizeof(item), "item %d", i);
		const struct intent_request request = {
			.account = "me", .item = item, .title = "A title, to fill pages."
		};
		fine = outbox_add(o, &request, &added, &id, &mine);
	}
	if (outbox_commit(o, fine ? &mine : NULL)) {
		return 3;
	}
	if (mine.code != ERR_FULL) {
		fprintf(stderr, "%s\n", mine.msg);
		return 4;
	}
	if (setrlimit(RLIMIT_FSIZE, &none) != 0 || count() != 0) {
		return 5;
	}
	must_add(o, "me", "a", false, OUTBOX_ADDED);
	return count() == 1 ? 0 : 6;
}

Test(outbox_group, on_a_full_disk_is_not_there_at_all) {
	outbox_close(o);
	expect_in_child(fill_up);
	o = must_outbox(&f);
}
