#include "unlike/loop/signals.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <unistd.h>

struct seen {
	struct loop *loop;
	struct signals *signals;
	int n, last;
	bool destroys;
};

static void on_signal(int signo, void *data) {
	struct seen *seen = data;

	seen->n++;
	seen->last = signo;
	if (seen->destroys) {
		signals_destroy(seen->signals);
		seen->signals = NULL;
	}
}

static struct fake_clock fake;
static struct clock clock_of_test;
static struct seen seen;
static struct loop_waiter waiter;

static void setup(void) {
	clock_of_test = clock_fake(&fake);
	seen = (struct seen){ .loop = loop_create(&clock_of_test) };
	waiter = loop_waiter_poll();
}

static void teardown(void) {
	signals_destroy(seen.signals);
	loop_destroy(seen.loop);
}

/* The clock stands still, so this bounds the wait to a millisecond. */
static void nothing(void *data) {
	(void)data;
}

static void turn(void) {
	struct loop_timer *guard = loop_add_timer(seen.loop, fake.mono + 1, nothing, NULL);
	cr_assert(loop_turn(seen.loop, &waiter, NULL));
	loop_cancel_timer(seen.loop, guard);
}

static void watch(const int *signos, size_t n) {
	struct err err = { 0 };

	seen.signals = signals_create(seen.loop, signos, n, on_signal, &seen, &err);
	cr_assert(seen.signals, "%s", err.msg);
}

static bool is_blocked(int signo) {
	sigset_t set;

	pthread_sigmask(SIG_SETMASK, NULL, &set);
	return sigismember(&set, signo) == 1;
}

TestSuite(signals, .init = setup, .fini = teardown);

Test(signals, one_that_arrives_is_handed_over_by_the_loop_and_not_before) {
	watch((int[]){ SIGWINCH, SIGTERM }, 2);
	kill(getpid(), SIGTERM);
	cr_assert_eq(seen.n, 0);
	turn();
	cr_assert_eq(seen.n, 1);
	cr_assert_eq(seen.last, SIGTERM);
	turn();
	cr_assert_eq(seen.n, 1);
}

Test(signals, two_different_ones_both_arrive) {
	watch((int[]){ SIGUSR1, SIGUSR2 }, 2);
	kill(getpid(), SIGUSR2);
	kill(getpid(), SIGUSR1);
	turn();
	turn();
	turn();
	cr_assert_eq(seen.n, 2);
}

Test(signals, the_callback_may_destroy_what_called_it) {
	watch((int[]){ SIGUSR1 }, 1);
	seen.destroys = true;
	kill(getpid(), SIGUSR1);
	turn();
	cr_assert_eq(seen.n, 1);
	cr_assert_null(seen.signals);
	turn();
}

Test(signals, destroying_unblocks_only_what_was_open_before) {
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	watch((int[]){ SIGUSR1, SIGUSR2 }, 2);
	cr_assert(is_blocked(SIGUSR1));
	signals_destroy(seen.signals);
	seen.signals = NULL;
	cr_assert_not(is_blocked(SIGUSR1));
	cr_assert(is_blocked(SIGUSR2));
	signals_destroy(NULL);
}

Test(signals, writing_to_a_closed_pipe_does_not_end_the_process) {
	int ends[2];

	watch((int[]){ SIGUSR1 }, 1);
	cr_assert_eq(pipe(ends), 0);
	close(ends[0]);
	cr_assert_eq(write(ends[1], "x", 1), -1);
	close(ends[1]);
}
