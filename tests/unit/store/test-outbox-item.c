#include <criterion/criterion.h>

#include "fixture.h"

/* All that was asked for about one item. */

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

TestSuite(outbox_item, .init = set_up, .fini = tear_down);

struct ids {
	int64_t ids[8];
	size_t n;
};

static bool note(const struct intent *intent, void *data) {
	struct ids *ids = data;
	cr_assert_lt(ids->n, 8);
	ids->ids[ids->n++] = intent->id;
	return true;
}

static struct ids of_item(const char *account, const char *item, size_t limit) {
	struct ids ids = { .n = 0 };
	cr_assert(outbox_each_of_item(o, account, item, limit, note, &ids, &err), "%s", err.msg);
	return ids;
}

Test(outbox_item, is_told_newest_first_without_the_annihilated) {
	const int64_t first = must_add(o, "me", "a", false, OUTBOX_ADDED);
	must_add(o, "me", "b", false, OUTBOX_ADDED);
	must_add(o, "you", "a", false, OUTBOX_ADDED);
	must_move(o, first, INTENT_PENDING, INTENT_SENT, NULL);
	const int64_t second = must_add(o, "me", "a", true, OUTBOX_ADDED);
	struct ids ids = of_item("me", "a", 9);
	cr_assert_eq(ids.n, 2);
	cr_assert(ids.ids[0] == second && ids.ids[1] == first);
	ids = of_item("me", "a", 1);
	cr_assert(ids.n == 1 && ids.ids[0] == second);
	must_add(o, "me", "a", false, OUTBOX_ANNIHILATED);
	ids = of_item("me", "a", 9);
	cr_assert(ids.n == 1 && ids.ids[0] == first);
	cr_assert_eq(of_item("me", "c", 9).n, 0);
	cr_assert_eq(of_item("nobody", "a", 9).n, 0);
}
