#include "unlike/core/like.h"

#include <criterion/criterion.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

Test(like, a_copy_owns_every_string) {
	struct like from = {
		.item = (char *)"item",
		.key = (char *)"key",
		.restore = (char *)"restore",
		.title = (char *)"title",
		.author = (char *)"author",
		.author_id = (char *)"author id",
		.url = (char *)"url",
		.liked_at = 1,
		.made_at = 2,
		.likes = -1,
		.sort = 3,
		.gone = true,
	};
	struct like to;
	like_copy(&to, &from);
	char *const *const strings = &to.item;
	char *const *const originals = &from.item;
	for (size_t i = 0; i < 7; i++) {
		cr_assert_str_eq(strings[i], originals[i]);
		cr_assert_neq(strings[i], originals[i], "string %zu is shared", i);
	}
	cr_assert(to.liked_at == 1 && to.made_at == 2 && to.likes == -1 && to.sort == 3);
	cr_assert(to.gone);
	like_finish(&to);
	cr_assert_null(to.item);
	like_finish(&to);
	like_finish(NULL);
}

Test(like, a_copy_of_what_the_service_does_not_say_says_nothing) {
	struct like from = { .item = (char *)"item", .key = (char *)"key" };
	struct like to;
	like_copy(&to, &from);
	cr_assert(to.restore == NULL && to.title == NULL && to.author == NULL);
	cr_assert(to.author_id == NULL && to.url == NULL);
	like_finish(&to);
}

Test(intent, a_copy_owns_every_string) {
	struct intent from = {
		.id = 7,
		.account = (char *)"account",
		.item = (char *)"item",
		.keys = (char *)"a\nb",
		.restore = (char *)"restore",
		.title = (char *)"title",
		.author = (char *)"author",
		.url = (char *)"url",
		.operation = (char *)"operation",
		.reason = (char *)"reason",
		.idem_key = { 1, 2, 3 },
		.state = INTENT_ACCEPTED,
		.horizon = 9,
	};
	struct intent to;
	intent_copy(&to, &from);
	const char *const copies[] = { to.account, to.item, to.keys, to.restore, to.title,
		to.author, to.url, to.operation, to.reason };
	const char *const originals[] = { from.account, from.item, from.keys, from.restore,
		from.title, from.author, from.url, from.operation, from.reason };
	for (size_t i = 0; i < COUNT_OF(copies); i++) {
		cr_assert_str_eq(copies[i], originals[i]);
		cr_assert_neq(copies[i], originals[i], "string %zu is shared", i);
	}
	cr_assert(to.id == 7 && to.state == INTENT_ACCEPTED && to.horizon == 9);
	cr_assert_arr_eq(to.idem_key, from.idem_key, IDEM_KEY_BYTES);
	intent_finish(&to);
	cr_assert_null(to.reason);
	intent_finish(&to);
	intent_finish(NULL);
}

Test(intent, names_of_states_go_both_ways) {
	static const char *const names[INTENT_STATE_COUNT] = { "pending", "sent", "accepted",
		"confirmed", "rolled_back", "undecided", "annihilated" };
	for (unsigned i = 0; i < INTENT_STATE_COUNT; i++) {
		cr_assert_str_eq(intent_state_name((enum intent_state)i), names[i]);
		enum intent_state state = INTENT_STATE_COUNT;
		cr_assert(intent_state_from_name(names[i], &state));
		cr_assert_eq(state, (enum intent_state)i);
	}
	enum intent_state untouched = INTENT_SENT;
	cr_assert_not(intent_state_from_name("acked", &untouched));
	cr_assert_not(intent_state_from_name("", &untouched));
	cr_assert_not(intent_state_from_name("Sent", &untouched));
	cr_assert_eq(untouched, INTENT_SENT);
}

Test(intent, may_take_the_ways_of_the_architecture_and_no_other) {
	/* Row: from; column: to; in the order of the states. */
	static const char *const table[INTENT_STATE_COUNT] = {
		[INTENT_PENDING] = ".x....x",
		[INTENT_SENT] = "..x.xx.",
		[INTENT_ACCEPTED] = "...xxx.",
		[INTENT_CONFIRMED] = ".......",
		[INTENT_ROLLED_BACK] = ".......",
		[INTENT_UNDECIDED] = "...xx..",
		[INTENT_ANNIHILATED] = ".......",
	};
	for (unsigned from = 0; from < INTENT_STATE_COUNT; from++) {
		for (unsigned to = 0; to < INTENT_STATE_COUNT; to++) {
			cr_expect_eq(intent_may((enum intent_state)from, (enum intent_state)to),
					table[from][to] == 'x', "%s to %s",
					intent_state_name((enum intent_state)from),
					intent_state_name((enum intent_state)to));
		}
	}
}

Test(intent, is_open_until_the_wish_is_settled) {
	for (unsigned i = 0; i < INTENT_STATE_COUNT; i++) {
		const enum intent_state state = (enum intent_state)i;
		const bool open = strchr("psau", "psacRuA"[i]) != NULL;
		cr_expect_eq(intent_is_open(state), open, "%s", intent_state_name(state));
		bool leaves = false;
		for (unsigned to = 0; to < INTENT_STATE_COUNT; to++) {
			leaves = leaves || intent_may(state, (enum intent_state)to);
		}
		cr_expect_eq(leaves, open, "what is open can be left, what is closed cannot: %s",
				intent_state_name(state));
	}
}

#define NOW 1000

enum seen { NONE, THERE, GONE };

static const struct overlay_case {
	enum seen seen;
	int intent; /* −1: none */
	bool want;
	msec_t due, not_before, horizon;
	bool offline;
	enum like_state state;
	bool heart;
} overlay[] = {
	/* Nothing wanted: what was seen. */
	{ THERE, -1, false, 0, 0, 0, false, LIKE_LIKED, true },
	{ GONE, -1, false, 0, 0, 0, false, LIKE_GONE, false },
	{ NONE, -1, false, 0, 0, 0, false, LIKE_GONE, false },
	{ THERE, INTENT_ANNIHILATED, false, 0, 0, 0, false, LIKE_LIKED, true },
	{ GONE, INTENT_ANNIHILATED, true, 0, 0, 0, true, LIKE_GONE, false },
	/* The undo window, up to its last millisecond, on line or not. */
	{ THERE, INTENT_PENDING, false, NOW + 1, 0, 0, false, LIKE_UNDOABLE, false },
	{ THERE, INTENT_PENDING, false, NOW + 1, 0, 0, true, LIKE_UNDOABLE, false },
	{ THERE, INTENT_PENDING, false, MSEC_NEVER, 0, 0, false, LIKE_UNDOABLE, false },
	{ NONE, INTENT_PENDING, false, NOW + 1, 0, 0, false, LIKE_UNDOABLE, false },
	{ THERE, INTENT_PENDING, false, NOW + 1, NOW + 9, 0, false, LIKE_UNDOABLE, false },
	{ GONE, INTENT_PENDING, true, NOW + 1, 0, 0, false, LIKE_UNDOABLE, true },
	/* Paced, then due. */
	{ THERE, INTENT_PENDING, false, NOW, NOW + 1, 0, false, LIKE_PACED, false },
	{ THERE, INTENT_PENDING, false, NOW, NOW + 1, 0, true, LIKE_PACED, false },
	{ THERE, INTENT_PENDING, false, NOW, NOW, 0, false, LIKE_SENDING, false },
	{ THERE, INTENT_PENDING, false, NOW, 0, 0, true, LIKE_WAITING, false },
	{ GONE, INTENT_PENDING, true, NOW, 0, 0, true, LIKE_WAITING, true },
	/* On its way. */
	{ THERE, INTENT_SENT, false, 0, 0, 0, false, LIKE_SENDING, false },
	{ THERE, INTENT_SENT, false, 0, NOW + 9, 0, false, LIKE_SENDING, false },
	{ THERE, INTENT_SENT, false, 0, 0, 0, true, LIKE_WAITING, false },
	{ THERE, INTENT_ACCEPTED, false, 0, 0, NOW + 1, false, LIKE_SYNCING, false },
	{ THERE, INTENT_ACCEPTED, false, 0, 0, NOW - 1, true, LIKE_SYNCING, false },
	{ GONE, INTENT_ACCEPTED, true, 0, 0, NOW + 1, false, LIKE_SYNCING, true },
	{ THERE, INTENT_ACCEPTED, false, 0, 0, 0, false, LIKE_IN_REVIEW, false },
	/* Settled. */
	{ THERE, INTENT_CONFIRMED, false, 0, 0, 1, false, LIKE_CONFIRMED, false },
	{ NONE, INTENT_CONFIRMED, false, 0, 0, 1, false, LIKE_CONFIRMED, false },
	{ THERE, INTENT_CONFIRMED, true, 0, 0, 1, false, LIKE_LIKED, true },
	{ THERE, INTENT_ROLLED_BACK, false, 0, 0, 0, false, LIKE_ROLLED_BACK, true },
	{ GONE, INTENT_ROLLED_BACK, true, 0, 0, 0, false, LIKE_ROLLED_BACK, false },
	{ THERE, INTENT_UNDECIDED, false, 0, 0, 0, false, LIKE_UNDECIDED, false },
	{ GONE, INTENT_UNDECIDED, true, 0, 0, 0, true, LIKE_UNDECIDED, true },
};

Test(like, shows_the_intent_laid_over_what_was_seen) {
	bool met[LIKE_STATE_COUNT] = { false };
	for (size_t i = 0; i < COUNT_OF(overlay); i++) {
		const struct overlay_case *c = &overlay[i];
		const struct like like = { .gone = c->seen == GONE };
		const struct intent intent = {
			.state = c->intent < 0 ? INTENT_PENDING : (enum intent_state)c->intent,
			.want = c->want,
			.due = c->due,
			.not_before = c->not_before,
			.horizon = c->horizon,
		};
		const struct intent *const over = c->intent < 0 ? NULL : &intent;
		const enum like_state state =
				like_state(c->seen == NONE ? NULL : &like, over, !c->offline, NOW);
		cr_expect_eq(state, c->state, "case %zu: %d", i, (int)state);
		cr_expect_eq(like_heart_on(c->state, over), c->heart, "heart of case %zu", i);
		met[c->state] = true;
	}
	for (size_t i = 0; i < LIKE_STATE_COUNT; i++) {
		/* That takes a look at the service's app. */
		cr_expect(met[i] || i == LIKE_STILL_SHOWN, "state %zu is in no case", i);
	}
}
