#include "unlike/loop/loop.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A waiter that waits for nothing: it remembers what it was asked, marks what the test says is
 * ready, and can move the fake clock as far as it was told to wait. */
struct hand_waiter {
	struct fake_clock *clock; /* NULL: stands still */
	int last_timeout, waits, performs;
	size_t last_n;
	short ready[64]; /* by descriptor */
	bool fails;
	void (*on_perform)(struct hand_waiter *hand);
	struct loop *loop;
};

static void hand_perform(void *self) {
	struct hand_waiter *hand = self;

	hand->performs++;
	if (hand->on_perform) {
		hand->on_perform(hand);
	}
}

static bool hand_wait(
		void *self, struct loop_fd *fds, size_t n, int timeout_ms, struct err *reterr) {
	struct hand_waiter *hand = self;

	hand->waits++;
	hand->last_timeout = timeout_ms;
	hand->last_n = n;
	if (hand->fails) {
		return err_set(reterr, ERR_IO, "made to fail");
	}
	for (size_t i = 0; i < n; i++) {
		fds[i].revents = hand->ready[fds[i].fd];
	}
	if (hand->clock) {
		fake_clock_advance(hand->clock, timeout_ms);
	}
	return true;
}

struct fixture {
	struct fake_clock fake;
	struct clock clock;
	struct loop *loop;
	struct hand_waiter hand;
	struct loop_waiter waiter;
	char trace[256];
	struct loop_timer *timer;
	int fd_seen;
};

static struct fixture f;

static void setup(void) {
	memset(&f, 0, sizeof(f));
	f.fake = (struct fake_clock){ .mono = 1000, .wall = 5000 };
	f.clock = clock_fake(&f.fake);
	f.loop = loop_create(&f.clock);
	f.hand.loop = f.loop;
	f.waiter = (struct loop_waiter){
		.perform = hand_perform, .wait = hand_wait, .self = &f.hand
	};
}

static void teardown(void) {
	loop_destroy(f.loop);
}

static void note(const char *word) {
	size_t len = strlen(f.trace);

	snprintf(f.trace + len, sizeof(f.trace) - len, "%s ", word);
}

static void note_timer(void *data) {
	note(data);
}

static void note_fd(int fd, short revents, void *data) {
	(void)revents;
	f.fd_seen = fd;
	note(data);
}

/* The words that end up in the trace travel as the handlers' data. */
static struct loop_timer *add_timer(msec_t at, loop_timer_fn *fn, const char *word) {
	return loop_add_timer(f.loop, at, fn, (void *)word);
}

static void add_fd(int fd, loop_fd_fn *fn, const char *word) {
	loop_add_fd(f.loop, fd, POLLIN, fn, (void *)word);
}

static void turn(void) {
	struct err err = { 0 };

	cr_assert(loop_turn(f.loop, &f.waiter, &err), "%s", err.msg);
}

TestSuite(loop, .init = setup, .fini = teardown);

Test(loop, timers_run_in_order_of_time_whatever_the_order_they_were_added) {
	add_timer(1030, note_timer, "c");
	add_timer(1010, note_timer, "a");
	add_timer(1020, note_timer, "b");
	fake_clock_advance(&f.fake, 100);
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "a b c ");
}

Test(loop, timers_of_the_same_time_run_in_the_order_they_were_added) {
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		add_timer(1000, note_timer, names[i]);
	}
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "a b c d e f g h i ");
}

Test(loop, a_timer_runs_at_its_time_and_not_a_millisecond_before) {
	add_timer(1500, note_timer, "x");
	fake_clock_advance(&f.fake, 499);
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "");
	fake_clock_advance(&f.fake, 1);
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "x ");
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "x ");
}

Test(loop, the_next_deadline_is_the_earliest_or_never) {
	cr_assert_eq(loop_next_deadline(f.loop), MSEC_NEVER);
	add_timer(3000, note_timer, "x");
	struct loop_timer *early = add_timer(2000, note_timer, "y");
	cr_assert_eq(loop_next_deadline(f.loop), 2000);
	loop_cancel_timer(f.loop, early);
	cr_assert_eq(loop_next_deadline(f.loop), 3000);
}

Test(loop, a_cancelled_timer_does_not_run_and_null_is_fine) {
	struct loop_timer *timer = add_timer(1000, note_timer, "x");

	add_timer(1000, note_timer, "y");
	loop_cancel_timer(f.loop, timer);
	loop_cancel_timer(f.loop, NULL);
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "y ");
}

static void cancel_other(void *data) {
	note(data);
	loop_cancel_timer(f.loop, f.timer);
	f.timer = NULL;
}

Test(loop, a_timer_may_cancel_another_that_is_due_as_well) {
	add_timer(1000, cancel_other, "first");
	f.timer = add_timer(1000, note_timer, "victim");
	add_timer(1000, note_timer, "last");
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "first last ");
}

static void add_more(void *data) {
	note(data);
	add_timer(1000, note_timer, "now");
	add_timer(1, note_timer, "overdue");
	add_timer(1001, note_timer, "later");
}

Test(loop, a_timer_added_by_a_timer_runs_at_once_when_it_is_due) {
	add_timer(1000, add_more, "adder");
	loop_run_timers(f.loop);
	cr_assert_str_eq(f.trace, "adder overdue now ");
	cr_assert_eq(loop_next_deadline(f.loop), 1001);
}

static void count_in_order(void *data) {
	static msec_t last;
	msec_t *at = data;

	cr_assert_geq(*at, last);
	last = *at;
	f.fd_seen++;
}

Test(loop, a_thousand_timers_with_every_third_cancelled_keep_their_order) {
	static msec_t at[1000];
	static struct loop_timer *timers[1000];
	uint32_t x = 12345;

	for (size_t i = 0; i < 1000; i++) {
		x = x * 1664525 + 1013904223;
		at[i] = (msec_t)(x >> 20);
		timers[i] = loop_add_timer(f.loop, at[i], count_in_order, &at[i]);
	}
	for (size_t i = 0; i < 1000; i += 3) {
		loop_cancel_timer(f.loop, timers[i]);
	}
	f.fake.mono = 1 << 20;
	loop_run_timers(f.loop);
	cr_assert_eq(f.fd_seen, 1000 - 334);
	cr_assert_eq(loop_next_deadline(f.loop), MSEC_NEVER);
}

static void note_perform(struct hand_waiter *hand) {
	(void)hand;
	note("perform");
}

Test(loop, a_turn_is_wait_handlers_timers_perform) {
	f.hand.on_perform = note_perform;
	f.hand.ready[7] = POLLIN;
	add_fd(7, note_fd, "fd");
	add_timer(1000, note_timer, "timer");
	turn();
	cr_assert_str_eq(f.trace, "fd timer perform ");
	cr_assert_eq(f.hand.waits, 1);
}

Test(loop, a_timer_that_the_wait_reached_runs_in_the_same_turn) {
	f.hand.clock = &f.fake;
	add_timer(1500, note_timer, "x");
	turn();
	cr_assert_str_eq(f.trace, "x ");
	cr_assert_eq(f.fake.mono, 1500);
}

Test(loop, it_waits_no_longer_than_sixty_seconds_and_not_past_the_next_deadline) {
	static const struct {
		msec_t deadline; /* 0: none */
		int timeout;
	} cases[] = { { 0, 60000 }, { 1001, 1 }, { 1900, 900 }, { 61000, 60000 }, { 61001, 60000 },
		{ MSEC_NEVER, 60000 }, { INT64_C(1000) + INT32_MAX + 10, 60000 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct loop_timer *timer = NULL;
		if (cases[i].deadline) {
			timer = add_timer(cases[i].deadline, note_timer, "x");
		}
		turn();
		cr_assert_eq(f.hand.last_timeout, cases[i].timeout, "case %zu: %d", i,
				f.hand.last_timeout);
		loop_cancel_timer(f.loop, timer);
	}
	cr_assert_str_eq(f.trace, "");
}

static void add_timer_in_perform(struct hand_waiter *hand) {
	(void)hand;
	if (!f.timer) {
		f.timer = add_timer(1250, note_timer, "x");
	}
}

Test(loop, a_timer_added_by_perform_shortens_the_next_wait) {
	f.hand.on_perform = add_timer_in_perform;
	turn();
	cr_assert_eq(f.hand.last_timeout, 60000);
	turn();
	cr_assert_eq(f.hand.last_timeout, 250);
}

Test(loop, it_does_not_wait_when_the_deadline_has_passed) {
	add_timer(1500, note_timer, "x");
	fake_clock_advance(&f.fake, 501);
	turn();
	cr_assert_eq(f.hand.last_timeout, 0);
	cr_assert_str_eq(f.trace, "x ");
}

Test(loop, a_fake_clock_that_moves_as_far_as_asked_reaches_fifteen_minutes) {
	f.hand.clock = &f.fake;
	add_timer(1000 + 15 * MSEC_PER_MIN, note_timer, "x");
	for (int i = 0; i < 14; i++) {
		turn();
		cr_assert_str_eq(f.trace, "");
	}
	turn();
	cr_assert_str_eq(f.trace, "x ");
}

static void remove_self(int fd, short revents, void *data) {
	(void)revents;
	loop_remove_fd(f.loop, fd);
	note(data);
}

static void remove_next(int fd, short revents, void *data) {
	(void)revents;
	loop_remove_fd(f.loop, fd + 1);
	note(data);
}

Test(loop, a_handler_may_remove_itself_and_is_not_called_again) {
	f.hand.ready[3] = f.hand.ready[4] = POLLIN;
	add_fd(3, remove_self, "a");
	add_fd(4, note_fd, "b");
	turn();
	turn();
	cr_assert_str_eq(f.trace, "a b b ");
	cr_assert_eq(f.hand.last_n, 1);
}

Test(loop, a_handler_removed_by_an_earlier_one_is_not_called_in_the_same_turn) {
	f.hand.ready[3] = f.hand.ready[4] = f.hand.ready[5] = POLLIN;
	add_fd(3, remove_next, "a");
	add_fd(4, note_fd, "victim");
	add_fd(5, note_fd, "c");
	turn();
	cr_assert_str_eq(f.trace, "a c ");
}

static void reopen_next(int fd, short revents, void *data) {
	(void)revents;
	note(data);
	loop_remove_fd(f.loop, fd);
	loop_remove_fd(f.loop, fd + 1);
	add_fd(fd + 1, note_fd, "new");
}

Test(loop, a_number_that_was_opened_again_gets_nothing_meant_for_the_old_one) {
	f.hand.ready[3] = f.hand.ready[4] = POLLIN;
	add_fd(3, reopen_next, "a");
	add_fd(4, note_fd, "old");
	turn();
	cr_assert_str_eq(f.trace, "a ");
	turn();
	cr_assert_str_eq(f.trace, "a new ");
}

static void add_many(int fd, short revents, void *data) {
	(void)revents;
	note(data);
	loop_remove_fd(f.loop, fd);
	for (int i = 10; i < 60; i++) {
		add_fd(i, note_fd, "-");
	}
}

Test(loop, a_handler_may_add_so_many_that_the_list_moves) {
	f.hand.ready[3] = f.hand.ready[4] = POLLIN;
	add_fd(3, add_many, "a");
	add_fd(4, note_fd, "b");
	turn();
	cr_assert_str_eq(f.trace, "a b ");
	turn();
	cr_assert_eq(f.hand.last_n, 51);
}

static void remove_three(void *data) {
	(void)data;
	loop_remove_fd(f.loop, 3);
}

Test(loop, what_a_timer_removed_is_not_waited_for_any_more) {
	add_fd(3, note_fd, "x");
	add_timer(1000, remove_three, NULL);
	turn();
	f.hand.ready[3] = POLLIN;
	turn();
	cr_assert_eq(f.hand.last_n, 0);
	cr_assert_str_eq(f.trace, "");
}

Test(loop, removing_outside_a_turn_or_twice_or_an_unknown_one_is_fine) {
	add_fd(3, note_fd, "x");
	loop_remove_fd(f.loop, 3);
	loop_remove_fd(f.loop, 3);
	loop_remove_fd(f.loop, 99);
	add_fd(3, note_fd, "y");
	f.hand.ready[3] = POLLIN;
	turn();
	cr_assert_str_eq(f.trace, "y ");
}

static void pause_next(int fd, short revents, void *data) {
	(void)revents;
	loop_change_fd(f.loop, fd + 1, 0);
	note(data);
}

Test(loop, one_that_waits_for_nothing_is_not_called_even_when_it_hangs_up) {
	f.hand.ready[3] = POLLIN;
	f.hand.ready[4] = POLLIN | POLLHUP;
	add_fd(3, pause_next, "a");
	add_fd(4, note_fd, "b");
	turn();
	turn();
	cr_assert_str_eq(f.trace, "a a ");
	cr_assert_eq(f.hand.last_n, 1);
	loop_change_fd(f.loop, 4, POLLIN);
	f.hand.ready[3] = 0;
	turn();
	cr_assert_str_eq(f.trace, "a a b ");
}

Test(loop, a_hang_up_is_told_although_nobody_asked_for_it) {
	f.hand.ready[3] = POLLHUP;
	add_fd(3, note_fd, "x");
	turn();
	cr_assert_str_eq(f.trace, "x ");
}

static void stop_it(void *data) {
	(void)data;
	loop_stop(f.loop);
}

Test(loop, stopping_ends_the_run_after_the_turn_that_is_under_way) {
	f.hand.on_perform = note_perform;
	add_timer(1000, stop_it, NULL);
	cr_assert(loop_run(f.loop, &f.waiter, NULL));
	cr_assert(loop_stopped(f.loop));
	cr_assert_eq(f.hand.waits, 1);
	cr_assert_str_eq(f.trace, "perform ");
	cr_assert(loop_run(f.loop, &f.waiter, NULL));
	cr_assert_eq(f.hand.waits, 1);
	turn();
	cr_assert_eq(f.hand.last_timeout, 0);
}

Test(loop, a_wait_that_fails_ends_the_run_with_its_error) {
	struct err err = { 0 };

	f.hand.fails = true;
	cr_assert_not(loop_run(f.loop, &f.waiter, &err));
	cr_assert_eq(err.code, ERR_IO);
}

#ifndef NDEBUG
static void turn_again(void *data) {
	(void)data;
	loop_turn(f.loop, &f.waiter, NULL);
}

Test(loop, a_turn_within_a_turn_is_a_bug, .signal = SIGABRT) {
	add_timer(1000, turn_again, NULL);
	turn();
}

Test(loop, two_handlers_for_one_descriptor_are_a_bug, .signal = SIGABRT) {
	add_fd(3, note_fd, "x");
	add_fd(3, note_fd, "y");
}
#endif

Test(loop, destroying_drops_what_is_left_without_a_call) {
	struct loop *other = loop_create(&f.clock);

	loop_add_timer(other, 0, note_timer, NULL);
	loop_add_fd(other, 3, POLLIN, note_fd, NULL);
	loop_destroy(other);
	loop_destroy(NULL);
	cr_assert_str_eq(f.trace, "");
}

static void read_one(int fd, short revents, void *data) {
	char c;

	cr_assert(revents & POLLIN);
	cr_assert_eq(read(fd, &c, 1), 1);
	note(data);
}

Test(loop, plain_poll_serves_more_pipes_than_fit_on_its_stack) {
	struct loop_waiter waiter = loop_waiter_poll();
	int pipes[20][2];

	for (int i = 0; i < 20; i++) {
		cr_assert_eq(pipe(pipes[i]), 0);
		add_fd(pipes[i][0], read_one, i == 17 ? "this" : "other");
	}
	cr_assert_eq(write(pipes[17][1], "k", 1), 1);
	cr_assert(loop_turn(f.loop, &waiter, NULL));
	cr_assert_str_eq(f.trace, "this ");
}

Test(loop, plain_poll_reports_the_end_of_a_pipe) {
	struct loop_waiter waiter = loop_waiter_poll();
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	add_fd(ends[0], note_fd, "end");
	close(ends[1]);
	cr_assert(loop_turn(f.loop, &waiter, NULL));
	cr_assert_str_eq(f.trace, "end ");
	close(ends[0]);
}
