#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "outbox_inner.h"

/* Rows that wait for their turn, and what goes for them together. */

static struct fixture f;
static struct outbox *o;
static struct err err;

static void set_up(void) {
	fixture_open(&f, "outbox.db");
	o = must_outbox(&f);
}

static void tear_down(void) {
	outbox_close(o);
	fixture_close(&f);
}

TestSuite(outbox_plan, .init = set_up, .fini = tear_down);

static int64_t add_for(const char *account, const char *item, bool paced, msec_t not_before) {
	const struct intent_request request = {
		.account = account,
		.item = item,
		.undo_window = WINDOW,
		.not_before = not_before,
		.paced = paced,
	};
	enum outbox_added added;
	int64_t id = 0;
	cr_assert(outbox_add(o, &request, &added, &id, &err), "%s", err.msg);
	cr_assert_eq(added, OUTBOX_ADDED);
	return id;
}

static int64_t add(const char *item) {
	return add_for("me", item, true, 0);
}

struct list {
	struct outbox_planned rows[32];
	size_t n;
};

static bool note(const struct outbox_planned *row, void *data) {
	struct list *list = data;
	cr_assert_lt(list->n, COUNT_OF(list->rows));
	list->rows[list->n++] = *row;
	return true;
}

static struct list planned(void) {
	struct list list = { 0 };
	cr_assert(outbox_each_planned(o, "me", note, &list, &err), "%s", err.msg);
	return list;
}

static bool count(const struct intent *intent, void *data) {
	(void)intent;
	++*(size_t *)data;
	return true;
}

static size_t due(msec_t now) {
	size_t n = 0;
	cr_assert(outbox_each_due(o, "me", now, 99, count, &n, &err), "%s", err.msg);
	return n;
}

static size_t due_of_plan(msec_t now) {
	size_t n = 0;
	cr_assert(outbox_each_due_of_plan(o, "me", now, 99, count, &n, &err), "%s", err.msg);
	return n;
}

static struct outbox_plan plan(void) {
	struct outbox_plan ret;
	cr_assert(outbox_plan_find(o, "me", &ret, &err), "%s", err.msg);
	return ret;
}

static enum intent_state state_of(int64_t id) {
	struct intent intent = must_find(o, id);
	const enum intent_state state = intent.state;
	intent_finish(&intent);
	return state;
}

static int64_t sent(const char *item) {
	const int64_t id = add(item);
	must_move(o, id, INTENT_PENDING, INTENT_SENT, NULL);
	return id;
}

/* --- the rows -------------------------------------------------------------------------------- */

Test(outbox_plan, its_rows_are_listed_as_they_were_asked_for_and_no_others) {
	const int64_t a = add("a");
	(void)add_for("me", "b", false, 0);
	(void)add_for("other", "c", true, 0);
	const int64_t d = add_for("me", "d", true, START + 5);
	(void)sent("e");
	const struct list list = planned();
	cr_assert_eq(list.n, 2);
	cr_assert_eq(list.rows[0].id, a);
	cr_assert_eq(list.rows[0].due, START + WINDOW);
	cr_assert_eq(list.rows[1].id, d);
	cr_assert_eq(list.rows[1].not_before, START + 5);
	int64_t n = 0;
	cr_assert(outbox_count_planned_sent(o, "me", &n, &err), "%s", err.msg);
	cr_assert_eq(n, 1);
}

Test(outbox_plan, a_row_says_that_it_is_of_it) {
	struct intent intent = must_find(o, add("a"));
	cr_assert(intent.paced);
	intent_finish(&intent);
	intent = must_find(o, add_for("me", "b", false, 0));
	cr_assert_not(intent.paced);
	intent_finish(&intent);
}

Test(outbox_plan, its_rows_are_due_apart_from_all_others) {
	(void)add("a");
	(void)add_for("me", "b", false, 0);
	(void)add_for("me", "c", true, START + MSEC_PER_DAY);
	cr_assert_eq(due(START + WINDOW - 1), 0);
	cr_assert_eq(due_of_plan(START + WINDOW - 1), 0);
	cr_assert_eq(due(START + WINDOW), 1);
	cr_assert_eq(due_of_plan(START + WINDOW), 1);
	cr_assert_eq(due_of_plan(START + MSEC_PER_DAY), 2);
	msec_t next = 0;
	cr_assert(outbox_next_time(o, "me", START + WINDOW, &next, &err));
	cr_assert_eq(next, START + MSEC_PER_DAY);
}

Test(outbox_plan, a_row_of_it_that_got_no_answer_is_due_again_among_its_rows) {
	const int64_t id = sent("a");
	cr_assert_eq(due_of_plan(MSEC_NEVER - 1), 0);
	cr_assert(outbox_recover(o, &err), "%s", err.msg);
	cr_assert_eq(due_of_plan(START), 1);
	cr_assert_eq(due(START), 0);
	cr_assert_eq(state_of(id), INTENT_SENT);
}

Test(outbox_plan, what_waits_without_it_does_not_know_of_it) {
	(void)add("a");
	(void)add_for("me", "b", false, 0);
	(void)sent("c");
	size_t n = 0;
	cr_assert(outbox_each_waiting(o, "me", START, 99, count, &n, &err), "%s", err.msg);
	cr_assert_eq(n, 2);
}

Test(outbox_plan, what_goes_before_it_is_counted) {
	(void)add("a");
	(void)sent("b");
	(void)add_for("me", "c", false, 0);
	(void)add_for("me", "d", false, START + 5);
	(void)must_add(o, "me", "e", true, OUTBOX_ADDED);
	(void)add_for("other", "f", false, 0);
	int64_t n = 0;
	cr_assert(outbox_count_before_plan(o, "me", START, &n, &err), "%s", err.msg);
	cr_assert_eq(n, 2);
}

Test(outbox_plan, times_are_set_together_and_only_of_rows_that_wait) {
	const int64_t a = add("a"), b = add("b"), gone = sent("c");
	const int64_t free_one = add_for("me", "d", false, 0);
	const struct outbox_planned rows[] = {
		{ .id = a, .not_before = START + 1 },
		{ .id = gone, .not_before = START + 2 },
		{ .id = free_one, .not_before = START + 3 },
		{ .id = b, .not_before = MSEC_NEVER },
	};
	cr_assert(outbox_set_not_before(o, rows, COUNT_OF(rows), &err), "%s", err.msg);
	const struct list list = planned();
	cr_assert_eq(list.rows[0].not_before, START + 1);
	cr_assert_eq(list.rows[1].not_before, MSEC_NEVER);
	struct intent intent = must_find(o, gone);
	cr_assert_eq(intent.not_before, 0);
	intent_finish(&intent);
	intent = must_find(o, free_one);
	cr_assert_eq(intent.not_before, 0);
	intent_finish(&intent);
}

Test(outbox_plan, undone_a_row_leaves_it) {
	const int64_t id = add("a");
	enum outbox_undone undone;
	cr_assert(outbox_undo(o, id, &undone, &err), "%s", err.msg);
	cr_assert_eq(undone, OUTBOX_UNDONE);
	cr_assert_eq(planned().n, 0);
}

Test(outbox_plan, what_waits_for_days_is_not_the_newest_to_be_undone) {
	const int64_t free_one = add_for("me", "a", false, 0), id = add("b");
	struct intent intent;
	bool found = false;
	int64_t n = 0;
	cr_assert(outbox_find_undoable(o, "me", &intent, &found, &err) && found);
	cr_assert_eq(intent.id, id, "in its undo window it is");
	intent_finish(&intent);
	cr_assert(outbox_count_undoable(o, NULL, &n, &err), "%s", err.msg);
	cr_assert_eq(n, 2);
	fake_clock_advance(&f.fake, WINDOW);
	cr_assert(outbox_find_undoable(o, "me", &intent, &found, &err) && found);
	cr_assert_eq(intent.id, free_one);
	intent_finish(&intent);
	cr_assert(outbox_count_undoable(o, "me", &n, &err), "%s", err.msg);
	cr_assert_eq(n, 1);
}

Test(outbox_plan, the_opposite_annihilates_a_row_of_it) {
	const int64_t id = add("a");
	(void)must_add(o, "me", "a", true, OUTBOX_ANNIHILATED);
	cr_assert_eq(state_of(id), INTENT_ANNIHILATED);
	cr_assert_eq(planned().n, 0);
}

Test(outbox_plan, a_row_joins_and_leaves_while_it_waits) {
	const int64_t id = add_for("me", "a", false, 0);
	cr_assert(outbox_set_paced(o, id, true, START + 9, &err), "%s", err.msg);
	cr_assert_eq(planned().n, 1);
	cr_assert_eq(planned().rows[0].not_before, START + 9);
	cr_assert(outbox_set_paced(o, id, false, 0, &err), "%s", err.msg);
	cr_assert_eq(planned().n, 0);
	must_move(o, id, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert_not(outbox_set_paced(o, id, true, 0, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
}

/* --- put back -------------------------------------------------------------------------------- */

Test(outbox_plan, a_row_that_is_put_back_keeps_its_key_and_its_attempts) {
	const int64_t id = sent("a");
	struct intent before = must_find(o, id);
	cr_assert(outbox_put_back(o, id, START + 77, "IN-1: five a day", &err), "%s", err.msg);
	struct intent after = must_find(o, id);
	cr_assert_eq(after.state, INTENT_PENDING);
	cr_assert_eq(after.not_before, START + 77);
	cr_assert_eq(after.attempts, 0);
	cr_assert_arr_eq(after.idem_key, before.idem_key, IDEM_KEY_BYTES);
	cr_assert_str_eq(after.reason, "IN-1: five a day");
	cr_assert_eq(planned().n, 1);
	cr_assert_eq(ask_behind(f.path,
				     "SELECT count(*) FROM event WHERE from_state = 'sent' AND"
				     " to_state = 'pending'"),
			1);
	/* And can be undone again, or sent. */
	must_move(o, id, INTENT_PENDING, INTENT_SENT, NULL);
	intent_finish(&before);
	intent_finish(&after);
}

Test(outbox_plan, only_a_sent_row_of_it_is_put_back) {
	const int64_t free_one = add_for("me", "a", false, 0), waiting = add("b");
	must_move(o, free_one, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert_not(outbox_put_back(o, free_one, 0, "no", &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	cr_assert_not(outbox_put_back(o, waiting, 0, "no", &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	cr_assert_eq(state_of(free_one), INTENT_SENT);
}

Test(outbox_plan, put_back_before_its_opposite_both_are_closed) {
	const int64_t id = sent("a");
	const int64_t back = must_add(o, "me", "a", true, OUTBOX_ADDED);
	cr_assert(outbox_put_back(o, id, START + 77, "no room", &err), "%s", err.msg);
	cr_assert_eq(state_of(id), INTENT_ANNIHILATED);
	cr_assert_eq(state_of(back), INTENT_ANNIHILATED);
	cr_assert_eq(planned().n, 0);
}

/* --- all of them ----------------------------------------------------------------------------- */

Test(outbox_plan, stopped_all_its_rows_are_undone_and_no_other) {
	const int64_t a = add("a"), b = add("b");
	const int64_t under_way = sent("c"), free_one = add_for("me", "d", false, 0);
	const int64_t other = add_for("other", "a", true, 0);
	int64_t n = 0;
	cr_assert(outbox_stop_plan(o, "me", &n, &err), "%s", err.msg);
	cr_assert_eq(n, 2);
	cr_assert_eq(state_of(a), INTENT_ANNIHILATED);
	cr_assert_eq(state_of(b), INTENT_ANNIHILATED);
	cr_assert_eq(state_of(under_way), INTENT_SENT);
	cr_assert_eq(state_of(free_one), INTENT_PENDING);
	cr_assert_eq(state_of(other), INTENT_PENDING);
	cr_assert_eq(ask_behind(f.path,
				     "SELECT count(*) FROM event WHERE to_state = 'annihilated'"),
			2);
	cr_assert(outbox_stop_plan(o, "me", &n, &err), "%s", err.msg);
	cr_assert_eq(n, 0);
}

Test(outbox_plan, what_goes_for_it_is_kept_and_each_part_alone_is_changed) {
	cr_assert_eq(plan().reserve, -1);
	cr_assert_eq(plan().held_until, 0);
	cr_assert(outbox_plan_hold(o, "me", MSEC_NEVER, &err), "%s", err.msg);
	cr_assert(outbox_plan_set_reserve(o, "me", 3, &err), "%s", err.msg);
	cr_assert(outbox_plan_note_told(o, "me", START + 5, START + 6, &err), "%s", err.msg);
	cr_assert(outbox_plan_note_planned(o, "me", &err), "%s", err.msg);
	cr_assert(outbox_plan_set_reserve(o, "other", 9, &err), "%s", err.msg);
	outbox_close(o);
	o = must_outbox(&f);
	const struct outbox_plan now = plan();
	cr_assert_eq(now.reserve, 3);
	cr_assert_eq(now.held_until, MSEC_NEVER);
	cr_assert_eq(now.told_at, START);
	cr_assert_eq(now.planned_at, START);
	cr_assert_eq(now.paused_until, START + 5);
	cr_assert_eq(now.spent_until, START + 6);
}

Test(outbox_plan, a_clock_that_was_set_moves_what_was_told_and_not_the_day_that_was_named) {
	const int64_t id = add_for("me", "a", true, START + MSEC_PER_DAY);
	cr_assert(outbox_plan_hold(o, "me", START + 100, &err), "%s", err.msg);
	cr_assert(outbox_plan_note_told(o, "me", 0, START + 6, &err), "%s", err.msg);
	cr_assert(outbox_shift(o, MSEC_PER_HOUR, &err), "%s", err.msg);
	cr_assert_eq(plan().held_until, START + 100);
	cr_assert_eq(plan().told_at, START + MSEC_PER_HOUR);
	cr_assert_eq(plan().paused_until, 0);
	cr_assert_eq(plan().spent_until, START + MSEC_PER_HOUR + 6);
	struct intent intent = must_find(o, id);
	cr_assert_eq(intent.not_before, START + MSEC_PER_DAY + MSEC_PER_HOUR);
	intent_finish(&intent);
}

Test(outbox_plan, goes_with_the_account_that_is_forgotten) {
	cr_assert(outbox_plan_set_reserve(o, "me", 3, &err), "%s", err.msg);
	cr_assert(outbox_plan_set_reserve(o, "other", 4, &err), "%s", err.msg);
	(void)add("a");
	cr_assert_not(outbox_forget(o, "me", false, &err));
	cr_assert_eq(plan().reserve, 3);
	cr_assert(outbox_forget(o, "me", true, &err), "%s", err.msg);
	cr_assert_eq(plan().reserve, -1);
	cr_assert_eq(ask_behind(f.path, "SELECT reserve FROM plan"), 4);
}

/* --- the file -------------------------------------------------------------------------------- */

static void make_first_version(const char *path) {
	sqlite3 *db = NULL;
	char pragmas[96];
	snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id = %d; PRAGMA user_version = 1",
			SCHEMA_OUTBOX_ID);
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, schema_outbox[0], NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, pragmas, NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db,
				     "INSERT INTO intent (account, item, seq, keys, want, idem_key,"
				     " state, created_at, due, not_before, changed_at) VALUES"
				     " ('me', 'old', 1, 'k', 0, "
				     "x'00112233445566778899aabbccddeeff',"
				     " 'pending', 1, 2, 3, 4);"
				     "INSERT INTO event (intent, at, from_state, to_state, why)"
				     " VALUES (1, 1, 'pending', 'pending', '')",
				     NULL, NULL, NULL),
			SQLITE_OK);
	sqlite3_close(db);
}

Test(outbox_plan, a_file_of_the_first_version_becomes_one_of_this_with_all_its_rows) {
	outbox_close(o);
	cr_assert_eq(remove(f.path), 0);
	make_first_version(f.path);
	o = must_outbox(&f);
	cr_assert_eq(ask(o->db.sqlite, "PRAGMA user_version"), SCHEMA_OUTBOX_STEPS);
	cr_assert(is_sound(f.path));
	struct intent intent = must_find(o, 1);
	cr_assert_str_eq(intent.item, "old");
	cr_assert_eq(intent.state, INTENT_PENDING);
	cr_assert_eq(intent.not_before, 3);
	cr_assert_not(intent.paced);
	intent_finish(&intent);
	cr_assert_eq(due(10), 1);
	cr_assert_eq(plan().reserve, -1);
	cr_assert(outbox_set_paced(o, 1, true, 0, &err), "%s", err.msg);
	cr_assert_eq(due_of_plan(10), 1);
	cr_assert_eq(due(10), 0);
}

Test(outbox_plan, a_program_that_knows_the_first_version_only_refuses_this_one) {
	static const struct db_spec first = {
		.what = "the outbox",
		.kind = "the outbox of unlike",
		.application_id = SCHEMA_OUTBOX_ID,
		.steps = schema_outbox,
		.n_steps = 1,
		.journal = "truncate",
	};
	struct db db = { 0 };
	cr_assert_not(db_open(&db, &first, f.path, true, NULL, &err));
	cr_assert_eq(err.code, ERR_DB);
	cr_assert_not_null(strstr(err.msg, "has version 2"), "%s", err.msg);
}

Test(outbox_plan, what_is_due_without_it_is_found_past_a_hundred_thousand_of_its_rows) {
	run_behind(f.path,
			"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
			" 100000) INSERT INTO intent (account, item, seq, keys, want, idem_key,"
			" state, created_at, due, not_before, changed_at, paced) SELECT 'me',"
			" 'item ' || i, 1, 'k', 0, randomblob(16), 'pending', 0, 5, 0, 0, 1 FROM "
			"n");
	(void)add_for("me", "a", false, 0);
	cr_assert_eq(due(START + WINDOW), 1);
	const int steps = sqlite3_stmt_status(
			o->db.statements[OUTBOX_DUE], SQLITE_STMTSTATUS_VM_STEP, 0);
	cr_assert_lt(steps, 500, "%d steps", steps);
	size_t n = 0;
	cr_assert(outbox_each_waiting(o, "me", START, 99, count, &n, &err), "%s", err.msg);
	cr_assert_eq(n, 1);
	const int waiting = sqlite3_stmt_status(
			o->db.statements[OUTBOX_WAITING], SQLITE_STMTSTATUS_VM_STEP, 0);
	cr_assert_lt(waiting, 500, "%d steps", waiting);
}
