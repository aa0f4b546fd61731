#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

/* An account that is forgotten, beside one that is not. */

static struct fixture f;
static struct outbox *o;
static struct err err;

static int64_t mine, other;

static int64_t confirmed(const char *account) {
	const int64_t id = must_add(o, account, "v1", false, OUTBOX_ADDED);
	must_move(o, id, INTENT_PENDING, INTENT_SENT, NULL);
	must_move(o, id, INTENT_SENT, INTENT_ACCEPTED, NULL);
	must_move(o, id, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);
	return id;
}

static void set_up(void) {
	fixture_open(&f, "outbox.db");
	o = must_outbox(&f);
	other = confirmed("other");
	mine = confirmed("me");
}

static void tear_down(void) {
	outbox_close(o);
	fixture_close(&f);
}

TestSuite(outbox_forget, .init = set_up, .fini = tear_down);

static bool is_there(int64_t id) {
	struct intent intent;
	bool found = false;
	cr_assert(outbox_find(o, id, &intent, &found, &err), "%s", err.msg);
	if (found) {
		intent_finish(&intent);
	}
	return found;
}

static bool count_event(const struct intent_event *event, void *data) {
	size_t *n = data;
	(void)event;
	(*n)++;
	return true;
}

static size_t events_of(int64_t id) {
	size_t n = 0;
	cr_assert(outbox_each_event(o, id, count_event, &n, &err), "%s", err.msg);
	return n;
}

static int64_t open_of(const char *account) {
	int64_t open = -1;
	cr_assert(outbox_count_open(o, account, &open, &err), "%s", err.msg);
	return open;
}

Test(outbox_forget, rows_and_events_of_one_account_go_and_those_of_others_stay) {
	cr_assert(outbox_forget(o, "me", false, &err), "%s", err.msg);
	cr_expect_not(is_there(mine));
	cr_expect_eq(events_of(mine), 0);
	cr_expect(is_there(other));
	cr_expect_eq(events_of(other), 4);
	cr_expect_eq(ask_behind(f.path, "SELECT count(*) FROM event"), 4);
	cr_expect(is_sound(f.path));
}

Test(outbox_forget, while_one_is_open_nothing_is_changed) {
	const int64_t open = must_add(o, "me", "v2", false, OUTBOX_ADDED);
	cr_expect_eq(open_of("me"), 1);
	cr_expect_eq(open_of("other"), 0);
	cr_expect_not(outbox_forget(o, "me", false, &err));
	cr_expect_eq(err.code, ERR_CONFLICT);
	cr_expect(is_there(mine) && is_there(open));
	cr_expect_eq(events_of(mine), 4);
	cr_assert(outbox_forget(o, "me", true, &err), "%s", err.msg);
	cr_expect_not(is_there(mine) || is_there(open));
	cr_expect(is_there(other));
}

Test(outbox_forget, what_is_left_to_decide_is_open_too) {
	const int64_t id = must_add(o, "me", "v2", false, OUTBOX_ADDED);
	must_move(o, id, INTENT_PENDING, INTENT_SENT, NULL);
	cr_expect_eq(open_of("me"), 1);
	must_move(o, id, INTENT_SENT, INTENT_UNDECIDED, NULL);
	cr_expect_eq(open_of("me"), 1);
	cr_expect_not(outbox_forget(o, "me", false, &err));
}

Test(outbox_forget, the_trigger_that_keeps_events_is_there_before_and_after) {
	static const char sql[] =
			"SELECT count(*) FROM sqlite_schema WHERE name = 'event_remains' AND sql"
			" LIKE 'CREATE TRIGGER event_remains BEFORE DELETE ON event%'";
	cr_assert_eq(ask_behind(f.path, sql), 1);
	for (int i = 0; i < 3; i++) {
		cr_assert(outbox_forget(o, "me", i == 1, &err), "%s", err.msg);
		cr_expect_eq(ask_behind(f.path, sql), 1);
		mine = confirmed("me");
		cr_expect_eq(events_of(mine), 4);
	}
	(void)must_add(o, "me", "v2", false, OUTBOX_ADDED);
	cr_expect_not(outbox_forget(o, "me", false, &err));
	cr_expect_eq(ask_behind(f.path, sql), 1, "a refusal took the trigger away");
}

Test(outbox_forget, a_connection_that_was_open_before_works_on) {
	struct outbox *second = must_outbox(&f);
	int64_t open = -1;
	cr_assert(outbox_count_open(second, "me", &open, &err), "%s", err.msg);
	cr_assert(outbox_forget(o, "me", false, &err), "%s", err.msg);
	(void)must_add(second, "me", "v3", false, OUTBOX_ADDED);
	cr_expect_eq(open_of("me"), 1);
	cr_assert(outbox_forget(second, "me", true, &err), "%s", err.msg);
	cr_expect_eq(open_of("me"), 0);
	outbox_close(second);
}

static int64_t in_review_of(const char *account) {
	int64_t n = -1;
	cr_assert(outbox_count_in_review(o, account, &n, &err), "%s", err.msg);
	return n;
}

Test(outbox_forget, what_the_service_reviews_is_accepted_without_a_horizon) {
	const struct intent_change waits = { .horizon = 5 };
	const int64_t held = must_add(o, "me", "v2", false, OUTBOX_ADDED);
	const int64_t syncs = must_add(o, "me", "v3", false, OUTBOX_ADDED);
	must_move(o, held, INTENT_PENDING, INTENT_SENT, NULL);
	must_move(o, syncs, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert_eq(in_review_of("me"), 0, "not accepted yet");
	must_move(o, held, INTENT_SENT, INTENT_ACCEPTED, NULL);
	must_move(o, syncs, INTENT_SENT, INTENT_ACCEPTED, &waits);
	cr_assert_eq(in_review_of("me"), 1);
	cr_assert_eq(in_review_of("other"), 0);
}
