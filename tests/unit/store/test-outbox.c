#include "unlike/store/outbox.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

/* What the person wants, and how it moves: one handle, on a real file. */

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

TestSuite(outbox, .init = set_up, .fini = tear_down);

static int64_t add_as(const char *account, const char *item, bool want, enum outbox_added wanted) {
	return must_add(o, account, item, want, wanted);
}

static int64_t add(const char *item, bool want) {
	return add_as("me", item, want, OUTBOX_ADDED);
}

static void move(int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change) {
	must_move(o, id, from, to, change);
}

static void accept(int64_t id, msec_t horizon) {
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	const struct intent_change change = { .horizon = horizon };
	move(id, INTENT_SENT, INTENT_ACCEPTED, &change);
}

static struct intent row(int64_t id) {
	return must_find(o, id);
}

static enum intent_state state_of(int64_t id) {
	struct intent intent = row(id);
	const enum intent_state state = intent.state;
	intent_finish(&intent);
	return state;
}

struct ids {
	int64_t ids[64];
	size_t n, stop_at; /* stop_at 0: never */
};

static bool note_id(const struct intent *intent, void *data) {
	struct ids *ids = data;
	cr_assert_lt(ids->n, COUNT_OF(ids->ids));
	ids->ids[ids->n++] = intent->id;
	return ids->n != ids->stop_at;
}

static void expect_ids(const struct ids *ids, const int64_t *wanted, size_t n) {
	cr_assert_eq(ids->n, n, "%zu rows instead of %zu", ids->n, n);
	for (size_t i = 0; i < n; i++) {
		cr_assert_eq(ids->ids[i], wanted[i], "row %zu is %lld", i, (long long)ids->ids[i]);
	}
}

#define IDS(...) (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / 8

static struct ids due_up_to(const char *account, msec_t now, size_t limit) {
	struct ids ids = { 0 };
	cr_assert(outbox_each_due(o, account, now, limit, note_id, &ids, &err), "%s", err.msg);
	return ids;
}

static struct ids due(msec_t now) {
	return due_up_to("me", now, 60);
}

static msec_t next_time(msec_t now) {
	msec_t at = 0;
	cr_assert(outbox_next_time(o, "me", now, &at, &err), "%s", err.msg);
	return at;
}

Test(outbox, keeps_all_that_was_asked_for) {
	const struct intent_request request = {
		.account = "me",
		.item = "video 1",
		.keys = "a\nb",
		.restore = "{\"x\":1}",
		.title = "三分钟学会太极起势",
		.author = "",
		.url = NULL,
		.want = false,
		.undo_window = WINDOW,
		.not_before = START + 5,
	};
	enum outbox_added added;
	int64_t id = 0;
	cr_assert(outbox_add(o, &request, &added, &id, &err));
	outbox_close(o);
	o = must_outbox(&f);
	struct intent intent = row(id);
	cr_assert_str_eq(intent.account, "me");
	cr_assert_str_eq(intent.item, "video 1");
	cr_assert_str_eq(intent.keys, "a\nb");
	cr_assert_str_eq(intent.restore, "{\"x\":1}");
	cr_assert_str_eq(intent.title, "三分钟学会太极起势");
	cr_assert_str_eq(intent.author, "");
	cr_assert(intent.url == NULL && intent.operation == NULL && intent.reason == NULL);
	cr_assert(!intent.want && intent.seq == 1 && intent.state == INTENT_PENDING);
	cr_assert(intent.created == START && intent.changed_at == START);
	cr_assert(intent.due == START + WINDOW && intent.not_before == START + 5);
	cr_assert(intent.sent_at == 0 && intent.accepted_at == 0 && intent.horizon == 0);
	cr_assert(intent.publish_at == 0 && intent.attempts == 0 && intent.looks == 0);
	intent_finish(&intent);
}

Test(outbox, takes_the_item_for_its_key_where_none_is_given) {
	struct intent intent = row(add("video 1", false));
	cr_assert_str_eq(intent.keys, "video 1");
	intent_finish(&intent);
}

Test(outbox, a_window_without_end_waits_until_told) {
	const struct intent_request request = {
		.account = "me", .item = "a", .undo_window = MSEC_NEVER
	};
	enum outbox_added added;
	int64_t id = 0;
	cr_assert(outbox_add(o, &request, &added, &id, &err));
	cr_assert_eq(due(MSEC_NEVER - 1).n, 0);
	cr_assert_eq(next_time(START), MSEC_NEVER);
	cr_assert(outbox_shift(o, 1000, &err));
	cr_assert_eq(due(MSEC_NEVER - 1).n, 0);
	cr_assert(outbox_send_now(o, NULL, 0, &err));
	const struct ids ids = due(START);
	expect_ids(&ids, IDS(id));
}

Test(outbox, keys_are_different_even_when_the_stream_begins_anew) {
	struct intent a = row(add("a", false));
	f.rng = rng_seeded(&f.seed, 1);
	struct intent b = row(add("b", false));
	cr_assert_neq(memcmp(a.idem_key, b.idem_key, IDEM_KEY_BYTES), 0);
	intent_finish(&a);
	intent_finish(&b);
}

Test(outbox, the_same_wish_again_adds_nothing) {
	const int64_t id = add("a", false);
	cr_assert_eq(add_as("me", "a", false, OUTBOX_ALREADY), id);
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert_eq(add_as("me", "a", false, OUTBOX_ALREADY), id);
	move(id, INTENT_SENT, INTENT_ROLLED_BACK, NULL);
	cr_assert_neq(add_as("me", "a", false, OUTBOX_ADDED), id);
}

static int64_t add_undecided(const char *item, bool want) {
	const int64_t id = add(item, want);
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	move(id, INTENT_SENT, INTENT_UNDECIDED, NULL);
	return id;
}

Test(outbox, a_wish_for_an_undecided_item_is_the_decision_and_has_a_key_of_its_own) {
	for (int want = 0; want < 2; want++) {
		const char *item = want == 1 ? "a" : "b";
		const int64_t first = add_undecided(item, false), second = add(item, want == 1);
		cr_assert_neq(first, second);
		cr_assert_eq(state_of(first), INTENT_ROLLED_BACK);
		cr_assert_eq(state_of(second), INTENT_PENDING);
		struct intent before = row(first), now = row(second);
		cr_assert_neq(memcmp(before.idem_key, now.idem_key, IDEM_KEY_BYTES), 0);
		cr_assert_eq(now.due, START + WINDOW, "a new one, with a window of its own");
		intent_finish(&before);
		intent_finish(&now);
	}
}

Test(outbox, items_of_different_accounts_do_not_meet) {
	const int64_t mine = add_as("me", "a", false, OUTBOX_ADDED);
	const int64_t theirs = add_as("you", "a", true, OUTBOX_ADDED);
	cr_assert_neq(mine, theirs);
	struct ids ids = due_up_to("you", START + WINDOW, 9);
	expect_ids(&ids, IDS(theirs));
}

Test(outbox, a_pending_row_and_its_opposite_annihilate) {
	const int64_t id = add("a", false);
	cr_assert_eq(add_as("me", "a", true, OUTBOX_ANNIHILATED), id);
	cr_assert_eq(state_of(id), INTENT_ANNIHILATED);
	cr_assert_eq(due(MSEC_NEVER).n, 0);
	int64_t counts[INTENT_STATE_COUNT];
	cr_assert(outbox_counts(o, "me", counts, &err));
	cr_assert_eq(counts[INTENT_ANNIHILATED], 2, "the opposite is kept too");
	cr_assert_eq(counts[INTENT_PENDING], 0);
	/* And a third one begins anew: cancel, re-like, cancel is one cancel. */
	add("a", false);
	cr_assert_eq(due(START + WINDOW).n, 1);
}

Test(outbox, what_was_sent_never_annihilates_but_is_waited_for) {
	const int64_t first = add("a", false);
	move(first, INTENT_PENDING, INTENT_SENT, NULL);
	const int64_t second = add("a", true);
	cr_assert_eq(due(START + WINDOW).n, 0, "the order of one item is held");
	struct intent intent = row(second);
	cr_assert_eq(intent.seq, 2);
	intent_finish(&intent);
	cr_assert_eq(next_time(START), MSEC_NEVER, "it cannot be due by time alone");
	const struct intent_change accepted = { .horizon = START + 100 };
	move(first, INTENT_SENT, INTENT_ACCEPTED, &accepted);
	cr_assert_eq(due(START + WINDOW).n, 0, "and held until confirmed");
	cr_assert_not(outbox_move(o, second, INTENT_PENDING, INTENT_SENT, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT, "the database itself says so");
	cr_assert_eq(state_of(second), INTENT_PENDING);
	move(first, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);
	const struct ids ids = due(START + WINDOW);
	expect_ids(&ids, IDS(second));
}

Test(outbox, an_undecided_row_does_not_hold_up_what_the_person_wants_next) {
	add_undecided("a", false);
	const int64_t second = add("a", true);
	const struct ids ids = due(START + WINDOW);
	expect_ids(&ids, IDS(second));
}

Test(outbox, undo_of_an_undecided_row_closes_it_and_sends_nothing) {
	const int64_t id = add_undecided("a", false);
	enum outbox_undone undone = OUTBOX_UNDONE_COUNT;
	cr_assert(outbox_undo(o, id, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDO_KEPT);
	cr_assert_eq(state_of(id), INTENT_ROLLED_BACK);
	cr_assert_eq(due(MSEC_NEVER).n, 0);
	cr_assert(outbox_undo(o, id, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDO_NONE);
}

Test(outbox, undo_inside_the_window_sends_nothing) {
	const int64_t id = add("a", false);
	enum outbox_undone undone = OUTBOX_UNDONE_COUNT;
	cr_assert(outbox_undo(o, id, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDONE);
	cr_assert_eq(state_of(id), INTENT_ANNIHILATED);
	cr_assert_eq(due(MSEC_NEVER).n, 0);
	cr_assert(outbox_undo(o, id, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDO_NONE);
	cr_assert(outbox_undo(o, 999, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDO_NONE);
}

Test(outbox, undo_after_it_was_sent_changes_nothing) {
	const int64_t id = add("a", false);
	enum outbox_undone undone = OUTBOX_UNDONE_COUNT;
	static const enum intent_state way[] = { INTENT_SENT, INTENT_ACCEPTED };
	enum intent_state now = INTENT_PENDING;
	for (size_t i = 0; i < COUNT_OF(way); i++) {
		move(id, now, way[i], NULL);
		now = way[i];
		cr_assert(outbox_undo(o, id, &undone, &err));
		cr_assert_eq(undone, OUTBOX_UNDO_SENT);
		cr_assert_eq(state_of(id), now);
	}
	move(id, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);
	cr_assert(outbox_undo(o, id, &undone, &err));
	cr_assert_eq(undone, OUTBOX_UNDO_NONE);
}

Test(outbox, moves_as_the_table_allows_and_in_no_other_way) {
	const int64_t id = add("a", false);
	for (unsigned from = 0; from < INTENT_STATE_COUNT; from++) {
		for (unsigned to = 0; to < INTENT_STATE_COUNT; to++) {
			if (intent_may((enum intent_state)from, (enum intent_state)to)) {
				continue;
			}
			cr_assert_not(outbox_move(o, id, (enum intent_state)from,
					(enum intent_state)to, NULL, &err));
			cr_assert_eq(err.code, ERR_BUG);
		}
	}
	cr_assert_eq(state_of(id), INTENT_PENDING);
}

Test(outbox, a_move_from_where_it_is_not_is_a_conflict) {
	const int64_t id = add("a", false);
	cr_assert_not(outbox_move(o, id, INTENT_SENT, INTENT_ACCEPTED, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	cr_assert_not(outbox_move(o, 999, INTENT_PENDING, INTENT_SENT, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	cr_assert_not(outbox_retry(o, id, 0, true, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	cr_assert_not(outbox_look_again(o, id, 0, true, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	cr_assert_eq(ask_behind(f.path, "SELECT count(*) FROM event"), 1, "nothing half-done");
	cr_assert_eq(state_of(id), INTENT_PENDING);
}

Test(outbox, a_move_keeps_what_the_change_leaves_out) {
	const int64_t id = add("a", false);
	fake_clock_advance(&f.fake, 11);
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	fake_clock_advance(&f.fake, 11);
	const struct intent_change change = { .reason = "Taken.",
		.operation = "op 7",
		.publish_at = 77,
		.horizon = 88,
		.not_before = 99 };
	move(id, INTENT_SENT, INTENT_ACCEPTED, &change);
	fake_clock_advance(&f.fake, 11);
	move(id, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);
	struct intent intent = row(id);
	cr_assert_str_eq(intent.reason, "Taken.");
	cr_assert_str_eq(intent.operation, "op 7");
	cr_assert(intent.publish_at == 77 && intent.horizon == 88 && intent.not_before == 99);
	cr_assert(intent.sent_at == START + 11 && intent.accepted_at == START + 22);
	cr_assert(intent.changed_at == START + 33);
	intent_finish(&intent);
}

Test(outbox, a_sent_row_is_due_again_only_when_it_is_to_be_tried_again) {
	const int64_t id = add("a", false);
	struct intent before = row(id);
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert_eq(due(MSEC_NEVER).n, 0, "its request is under way");
	cr_assert_eq(next_time(START), MSEC_NEVER);
	cr_assert(outbox_retry(o, id, START + 500, true, "No answer.", &err));
	cr_assert_eq(due(START + 499).n, 0);
	cr_assert_eq(next_time(START), START + 500);
	cr_assert_eq(due(START + 500).n, 1);
	cr_assert(outbox_retry(o, id, START + 900, false, "Sign in.", &err));
	struct intent after = row(id);
	cr_assert_eq(after.attempts, 1, "the second cost nothing");
	cr_assert_str_eq(after.reason, "Sign in.");
	cr_assert_eq(memcmp(before.idem_key, after.idem_key, IDEM_KEY_BYTES), 0, "the same key");
	intent_finish(&before);
	intent_finish(&after);
}

Test(outbox, recovers_by_making_sent_rows_due_again) {
	const int64_t flying = add("a", false), waiting = add("b", false),
		      pending = add("c", false);
	move(flying, INTENT_PENDING, INTENT_SENT, NULL);
	move(waiting, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert(outbox_retry(o, waiting, START + MSEC_PER_DAY, true, NULL, &err));
	outbox_close(o);
	o = must_outbox(&f);
	cr_assert_eq(due(START).n, 0);
	cr_assert(outbox_recover(o, &err));
	struct ids ids = due(START);
	expect_ids(&ids, IDS(flying, waiting));
	cr_assert_eq(state_of(pending), INTENT_PENDING);
	struct intent intent = row(waiting);
	cr_assert_eq(intent.attempts, 1);
	intent_finish(&intent);
}

Test(outbox, shows_what_is_due_by_how_long_and_up_to_the_limit) {
	const int64_t a = add("a", false);
	fake_clock_advance(&f.fake, 5);
	const int64_t b = add("b", false), c = add("c", true);
	struct ids ids = due(START + WINDOW);
	expect_ids(&ids, IDS(a));
	cr_assert_eq(next_time(START + WINDOW), START + WINDOW + 5);
	ids = due(START + WINDOW + 5);
	expect_ids(&ids, IDS(a, b, c));
	ids = due_up_to("me", START + WINDOW + 5, 2);
	expect_ids(&ids, IDS(a, b));
	struct ids one = { .stop_at = 1 };
	cr_assert(outbox_each_due(o, "me", MSEC_NEVER, 9, note_id, &one, &err));
	expect_ids(&one, IDS(a));
}

static bool send_it(const struct intent *intent, void *data) {
	(void)data;
	cr_assert(outbox_move(o, intent->id, INTENT_PENDING, INTENT_SENT, NULL, &err), "%s",
			err.msg);
	return true;
}

Test(outbox, who_is_shown_a_row_may_move_it) {
	add("a", false);
	add("b", false);
	cr_assert(outbox_each_due(o, "me", START + WINDOW, 9, send_it, NULL, &err));
	int64_t counts[INTENT_STATE_COUNT];
	cr_assert(outbox_counts(o, NULL, counts, &err));
	cr_assert_eq(counts[INTENT_SENT], 2);
}

Test(outbox, a_paced_row_waits_for_its_time) {
	const struct intent_request request = {
		.account = "me", .item = "a", .undo_window = 0, .not_before = START + 1000
	};
	enum outbox_added added;
	int64_t id = 0;
	cr_assert(outbox_add(o, &request, &added, &id, &err));
	cr_assert_eq(due(START + 999).n, 0);
	cr_assert_eq(next_time(START), START + 1000);
	cr_assert(outbox_send_now(o, NULL, id, &err));
	cr_assert_eq(due(START + 999).n, 0, "only the undo window ends");
	cr_assert_eq(due(START + 1000).n, 1);
}

Test(outbox, send_now_ends_the_windows_it_names) {
	const int64_t a = add("a", false), b = add("b", false);
	const int64_t other = add_as("you", "a", false, OUTBOX_ADDED);
	cr_assert(outbox_send_now(o, "me", b, &err));
	struct ids ids = due(START);
	expect_ids(&ids, IDS(b));
	cr_assert(outbox_send_now(o, "me", 0, &err));
	ids = due(START);
	expect_ids(&ids, IDS(a, b));
	cr_assert_eq(due_up_to("you", START, 9).n, 0);
	cr_assert(outbox_send_now(o, NULL, 0, &err));
	ids = due_up_to("you", START, 9);
	expect_ids(&ids, IDS(other));
}

static struct ids to_look_at(msec_t now, size_t limit) {
	struct ids ids = { 0 };
	cr_assert(outbox_each_to_look_at(o, "me", now, limit, note_id, &ids, &err));
	return ids;
}

Test(outbox, accepted_rows_are_looked_at_from_their_horizon_on) {
	const int64_t a = add("a", false), b = add("b", false), review = add("c", false);
	accept(a, START + 200);
	accept(b, START + 100);
	accept(review, 0);
	cr_assert_eq(to_look_at(START + 99, 9).n, 0);
	cr_assert_eq(next_time(START), START + 100);
	struct ids ids = to_look_at(START + 100, 9);
	expect_ids(&ids, IDS(b));
	ids = to_look_at(MSEC_NEVER, 9);
	expect_ids(&ids, IDS(b, a));
	ids = to_look_at(MSEC_NEVER, 1);
	expect_ids(&ids, IDS(b));
	cr_assert(outbox_look_again(o, b, START + 300, true, "Still there.", &err));
	cr_assert(outbox_look_again(o, b, START + 400, false, NULL, &err));
	struct intent intent = row(b);
	cr_assert(intent.looks == 1 && intent.horizon == START + 400);
	cr_assert_str_eq(intent.reason, "Still there.");
	intent_finish(&intent);
	ids = to_look_at(START + 300, 9);
	expect_ids(&ids, IDS(a));
}

Test(outbox, finds_the_newest_of_an_item_that_was_not_annihilated) {
	struct intent intent;
	bool found = true;
	cr_assert(outbox_find_newest(o, "me", "a", &intent, &found, &err));
	cr_assert_not(found);
	const int64_t first = add("a", false);
	move(first, INTENT_PENDING, INTENT_SENT, NULL);
	const int64_t second = add("a", true);
	cr_assert(outbox_find_newest(o, "me", "a", &intent, &found, &err) && found);
	cr_assert_eq(intent.id, second);
	intent_finish(&intent);
	add_as("me", "a", false, OUTBOX_ANNIHILATED);
	cr_assert(outbox_find_newest(o, "me", "a", &intent, &found, &err) && found);
	cr_assert_eq(intent.id, first);
	intent_finish(&intent);
	cr_assert(outbox_find_newest(o, "you", "a", &intent, &found, &err));
	cr_assert_not(found);
	cr_assert(outbox_find(o, 999, &intent, &found, &err));
	cr_assert_not(found);
}

Test(outbox, finds_the_newest_row_that_can_be_undone) {
	struct intent intent;
	bool found = true;
	cr_assert(outbox_find_undoable(o, NULL, &intent, &found, &err));
	cr_assert_not(found);
	const int64_t a = add("a", false), b = add("b", false);
	const int64_t other = add_as("you", "c", false, OUTBOX_ADDED);
	move(b, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert(outbox_find_undoable(o, NULL, &intent, &found, &err) && found);
	cr_assert_eq(intent.id, other);
	intent_finish(&intent);
	cr_assert(outbox_find_undoable(o, "me", &intent, &found, &err) && found);
	cr_assert_eq(intent.id, a);
	intent_finish(&intent);
}

static struct ids page(struct outbox_page of) {
	struct ids ids = { 0 };
	cr_assert(outbox_page(o, &of, note_id, &ids, &err), "%s", err.msg);
	return ids;
}

Test(outbox, pages_both_ways_without_the_annihilated) {
	int64_t a[6];
	static const char *const items[] = { "a", "b", "c", "d", "e", "f" };
	for (size_t i = 0; i < 6; i++) {
		a[i] = add_as(i == 5 ? "you" : "me", items[i], false, OUTBOX_ADDED);
	}
	add_as("me", "c", true, OUTBOX_ANNIHILATED);
	struct ids ids = page((struct outbox_page){ .limit = 3 });
	expect_ids(&ids, IDS(a[5], a[4], a[3]));
	ids = page((struct outbox_page){ .account = "me", .limit = 2 });
	expect_ids(&ids, IDS(a[4], a[3]));
	ids = page((struct outbox_page){ .account = "me", .from_id = a[3], .limit = 9 });
	expect_ids(&ids, IDS(a[1], a[0]));
	ids = page((struct outbox_page){ .from_id = a[3], .inclusive = true, .limit = 2 });
	expect_ids(&ids, IDS(a[3], a[1]));
	ids = page((struct outbox_page){ .from_id = a[1], .newer = true, .limit = 2 });
	expect_ids(&ids, IDS(a[3], a[4]));
	ids = page((struct outbox_page){
			.from_id = a[1], .newer = true, .inclusive = true, .limit = 2 });
	expect_ids(&ids, IDS(a[1], a[3]));
	ids = page((struct outbox_page){ .newer = true, .limit = 2 });
	expect_ids(&ids, IDS(a[0], a[1]));
	ids = page((struct outbox_page){ .limit = 0 });
	cr_assert_eq(ids.n, 0);
}

Test(outbox, counts_rows_by_state_and_account) {
	add("a", false);
	move(add("b", false), INTENT_PENDING, INTENT_SENT, NULL);
	add_as("you", "a", false, OUTBOX_ADDED);
	int64_t counts[INTENT_STATE_COUNT];
	cr_assert(outbox_counts(o, "me", counts, &err));
	cr_assert(counts[INTENT_PENDING] == 1 && counts[INTENT_SENT] == 1);
	cr_assert_eq(counts[INTENT_ACCEPTED], 0);
	cr_assert(outbox_counts(o, NULL, counts, &err));
	cr_assert_eq(counts[INTENT_PENDING], 2);
}

struct story {
	struct intent_event events[8];
	char whys[8][64];
	size_t n;
};

static bool note_event(const struct intent_event *event, void *data) {
	struct story *story = data;
	cr_assert_lt(story->n, 8);
	story->events[story->n] = *event;
	snprintf(story->whys[story->n], sizeof(story->whys[0]), "%s", event->why);
	story->n++;
	return story->n < 8;
}

Test(outbox, each_step_leaves_an_event_that_says_why) {
	const int64_t other = add("other", false);
	const int64_t id = add("a", false);
	fake_clock_advance(&f.fake, 1);
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert(outbox_retry(o, id, 0, true, "No answer.", &err));
	cr_assert(outbox_recover(o, &err));
	const struct intent_change change = { .reason = "Taken.", .horizon = 1 };
	move(id, INTENT_SENT, INTENT_ACCEPTED, &change);
	cr_assert(outbox_look_again(o, id, 2, true, "Still there.", &err));
	move(id, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);
	struct story story = { 0 };
	cr_assert(outbox_each_event(o, id, note_event, &story, &err));
	static const struct {
		enum intent_state from, to;
		const char *why;
	} wanted[] = {
		{ INTENT_PENDING, INTENT_PENDING, "" },
		{ INTENT_PENDING, INTENT_SENT, "" },
		{ INTENT_SENT, INTENT_SENT, "No answer." },
		{ INTENT_SENT, INTENT_SENT, "was under way when the program ended" },
		{ INTENT_SENT, INTENT_ACCEPTED, "Taken." },
		{ INTENT_ACCEPTED, INTENT_ACCEPTED, "Still there." },
		{ INTENT_ACCEPTED, INTENT_CONFIRMED, "" },
	};
	cr_assert_eq(story.n, COUNT_OF(wanted));
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		cr_assert_eq(story.events[i].from, wanted[i].from, "event %zu", i);
		cr_assert_eq(story.events[i].to, wanted[i].to, "event %zu", i);
		cr_assert_str_eq(story.whys[i], wanted[i].why);
		cr_assert_eq(story.events[i].at, START + (i > 0 ? 1 : 0));
	}
	struct story short_one = { 0 };
	cr_assert(outbox_each_event(o, other, note_event, &short_one, &err));
	cr_assert_eq(short_one.n, 1, "a pending row is not touched by recovery");
}
