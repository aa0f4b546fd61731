#include "screen/item_history.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/text.h"
#include "unlike/ui/view.h"

/* What the details show of an outbox: the model is asked through its own door. */

static struct fake_clock time_;
static struct clock clock_;
static struct seeded_rng seed;
static struct rng rng;
static struct outbox *o;
static struct model *model;
static struct buf text;
static struct err err;

static struct ui_now now(void) {
	return (struct ui_now){ .mono = time_.mono, .wall = time_.wall };
}

static void send(struct msg msg) {
	struct effect effects[EFFECTS_MAX];
	msg.now = now();
	const size_t n = model_update(model, &msg, effects);
	for (size_t i = 0; i < n; i++) {
		if (effects[i].type == EFFECT_DETAILS) {
			cr_assert(item_history_load(o, "me", effects[i].item, model, &err), "%s",
					err.msg);
		}
	}
}

static void set_up(void) {
	static char item[] = "v1", key[] = "k1", title[] = "A title";
	text_init();
	time_ = (struct fake_clock){ .mono = 1000, .wall = 1000000 };
	clock_ = clock_fake(&time_);
	rng = rng_seeded(&seed, 1);
	o = outbox_open(":memory:", &clock_, &rng, &err);
	cr_assert_not_null(o, "%s", err.msg);
	model = model_create(&(struct model_options){ .command = "unlike" });
	const struct like like = { .item = item, .key = key, .title = title, .likes = -1 };
	const struct ui_row row = { .like = &like };
	model_set_rows(model, TAB_LIKES, &(struct ui_rows){ .rows = &row, .n = 1, .total = 1 });
	send((struct msg){ .type = MSG_RESIZE, .u.size = { 200, 80 } });
	buf_init(&text, BUF_UNLIMITED);
}

static void tear_down(void) {
	buf_finish(&text);
	model_destroy(model);
	outbox_close(o);
}

TestSuite(item_history, .init = set_up, .fini = tear_down);

/* Opens the details, lets what belongs to them come, and draws. */
static const char *shown(void) {
	struct frame frame;
	send((struct msg){ .type = MSG_KEY, .u.key = { .sym = KEY_SYM_ENTER } });
	send((struct msg){ .type = MSG_TICK });
	frame_init(&frame);
	view_render(model, now(), &frame);
	buf_reset(&text);
	frame_to_text(&frame, &text);
	frame_finish(&frame);
	return text.data;
}

static size_t count(const char *in, const char *what) {
	size_t n = 0;
	for (; (in = strstr(in, what)) != NULL; in += strlen(what)) {
		n++;
	}
	return n;
}

static int64_t add(const char *item, bool want) {
	const struct intent_request request = { .account = "me", .item = item, .want = want };
	enum outbox_added added;
	int64_t id = 0;
	cr_assert(outbox_add(o, &request, &added, &id, &err), "%s", err.msg);
	cr_assert_eq(added, OUTBOX_ADDED);
	return id;
}

static void move(int64_t id, enum intent_state from, enum intent_state to, const char *reason) {
	const struct intent_change change = { .reason = reason };
	cr_assert(outbox_move(o, id, from, to, &change, &err), "%s", err.msg);
}

static void confirm(int64_t id) {
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	move(id, INTENT_SENT, INTENT_ACCEPTED, NULL);
	move(id, INTENT_ACCEPTED, INTENT_CONFIRMED, NULL);
}

Test(item_history, is_of_that_item_and_in_order) {
	confirm(add("v1", false));
	confirm(add("v2", false));
	const int64_t again = add("v1", true);
	move(again, INTENT_PENDING, INTENT_SENT, NULL);
	move(again, INTENT_SENT, INTENT_ROLLED_BACK, "\033[31mno\nmore");
	const char *frame = shown();
	static const char *const steps[] = { "you took it back", "  sent", "  accepted",
		"  seen to be gone", "you liked it again", "  sent",
		"the like was not taken: ␛[31mno more" };
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		frame = strstr(frame, steps[i]);
		cr_assert_not_null(frame, "%s is not in its place in\n%s", steps[i], text.data);
		frame += strlen(steps[i]);
	}
	cr_assert_eq(count(text.data, "you took it back"), 1);
}

Test(item_history, of_what_was_never_asked_for_there_is_none) {
	confirm(add("v2", false));
	cr_assert_null(strstr(shown(), "What happened"));
}

Test(item_history, of_a_long_one_the_newest_is_told_and_that_there_is_more) {
	const int64_t id = add("v1", false);
	move(id, INTENT_PENDING, INTENT_SENT, NULL);
	for (int i = 0; i < 100; i++) {
		char why[32];
		snprintf(why, sizeof why, "try %d.", i);
		cr_assert(outbox_retry(o, id, 0, true, why, &err), "%s", err.msg);
	}
	const char *frame = shown();
	cr_assert_not_null(strstr(frame, "try 99."));
	cr_assert_not_null(strstr(frame, "try 40."));
	cr_assert_null(strstr(frame, "try 39."));
	cr_assert_null(strstr(frame, "you took it back"));
	cr_assert_not_null(strstr(frame, "…\n"));
	cr_assert_eq(count(frame, "to be sent again"), 60);
}

Test(item_history, of_many_wishes_the_newest_are_told) {
	for (int i = 0; i < 30; i++) {
		confirm(add("v1", i % 2 == 1));
	}
	const char *frame = shown();
	cr_assert_eq(count(frame, "  accepted"), 15);
	cr_assert_eq(count(frame, "you liked it again"), 8);
	cr_assert_not_null(strstr(frame, "…\n"));
}
