#include "unlike/store/outbox.h"

#include <criterion/criterion.h>

#include "fixture.h"

/* The wall clock is set while rows wait. */

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

TestSuite(outbox_clock, .init = set_up, .fini = tear_down);

#define PUBLISH_AT 77 /* by the service's clock, which nobody set */

static int64_t add(const char *item) {
	return must_add(o, "me", item, false, OUTBOX_ADDED);
}

static void accept(int64_t id, msec_t horizon) {
	const struct intent_change change = { .horizon = horizon, .publish_at = PUBLISH_AT };
	must_move(o, id, INTENT_PENDING, INTENT_SENT, NULL);
	must_move(o, id, INTENT_SENT, INTENT_ACCEPTED, &change);
}

Test(outbox_clock, a_clock_that_was_set_leaves_the_window_as_it_was_seen) {
	const int64_t id = add("a");
	cr_assert(outbox_shift(o, -MSEC_PER_HOUR, &err));
	struct intent intent = must_find(o, id);
	cr_assert_eq(intent.due, START + WINDOW - MSEC_PER_HOUR);
	cr_assert_eq(intent.not_before, 0);
	intent_finish(&intent);
	/* However far: it must not overflow into "never", nor fail. */
	cr_assert(outbox_shift(o, MSEC_NEVER / 2 - 1, &err), "%s", err.msg);
	cr_assert(outbox_shift(o, MSEC_NEVER / 2 - 1, &err), "%s", err.msg);
	cr_assert(outbox_shift(o, MSEC_NEVER / 2 - 1, &err), "%s", err.msg);
	intent = must_find(o, id);
	cr_assert_eq(intent.due, MSEC_NEVER - 1);
	intent_finish(&intent);
}

Test(outbox_clock, a_clock_that_was_set_leaves_what_is_waited_for_as_far_away) {
	const int64_t sent = add("a"), accepted = add("b"), closed = add("c");
	must_move(o, sent, INTENT_PENDING, INTENT_SENT, NULL);
	cr_assert(outbox_retry(o, sent, START + 500, true, "busy", &err));
	accept(accepted, START + 900);
	accept(closed, START + 900);
	must_move(o, closed, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);

	cr_assert(outbox_shift(o, -MSEC_PER_HOUR, &err), "%s", err.msg);
	struct intent intent = must_find(o, sent);
	cr_assert_eq(intent.not_before, START + 500 - MSEC_PER_HOUR);
	cr_assert_eq(intent.horizon, 0);
	intent_finish(&intent);
	intent = must_find(o, accepted);
	cr_assert_eq(intent.horizon, START + 900 - MSEC_PER_HOUR);
	cr_assert_eq(intent.publish_at, PUBLISH_AT);
	/* What has been stays as it was noted. */
	cr_assert_eq(intent.accepted_at, START);
	intent_finish(&intent);
	intent = must_find(o, closed);
	cr_assert_eq(intent.horizon, START + 900);
	intent_finish(&intent);
	msec_t next = 0;
	cr_assert(outbox_next_time(o, "me", START - MSEC_PER_DAY, &next, &err));
	cr_assert_eq(next, START + 500 - MSEC_PER_HOUR);
}

Test(outbox_clock, no_clock_turns_a_time_into_none) {
	const int64_t review = add("a"), looked = add("b");
	accept(review, 0);
	accept(looked, MSEC_PER_HOUR);
	cr_assert(outbox_shift(o, -MSEC_PER_HOUR, &err), "%s", err.msg);
	cr_assert(outbox_shift(o, -MSEC_PER_HOUR, &err), "%s", err.msg);
	struct intent intent = must_find(o, review);
	cr_assert_eq(intent.horizon, 0);
	intent_finish(&intent);
	intent = must_find(o, looked);
	cr_assert_gt(intent.horizon, 0);
	intent_finish(&intent);
}
