/*
 * Descriptors, timers, stop: one thread, one place that waits.
 *
 * The act of waiting is handed in (struct loop_waiter): the client's is curl_multi_poll (net), the
 * daemon's plain poll (loop_waiter_poll), a test's waits for nothing and moves the fake clock. So
 * everybody shares this loop and it knows none of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"

struct loop;
struct loop_timer;

/* Called from loop_turn only. They may add and remove any descriptor or timer, themselves
 * included; a nested turn is a bug. `revents` as from poll(2). */
typedef void loop_fd_fn(int fd, short revents, void *data);
typedef void loop_timer_fn(void *data);

struct loop_fd {
	int fd;
	short events, revents;
};

struct loop_waiter {
	/* Moves transfers on without waiting, runs their callbacks. May be NULL. When there is
	 * something to tell already, `wait` must not wait. */
	void (*perform)(void *self);
	/* Waits until a descriptor is ready or `timeout_ms` (≥ 0) passed; early returns are normal.
	 * Fills revents. */
	bool (*wait)(void *self, struct loop_fd *fds, size_t n, int timeout_ms, struct err *reterr);
	void *self; /* foreign */
};

/* `clock` must outlive the loop. */
struct loop *loop_create(const struct clock *clock);
/* NULL is fine. Descriptors and timers that are still there are dropped without a call. */
void loop_destroy(struct loop *loop);

/* One handler a descriptor. The loop does not own it. With events 0 it is not waited for at all. */
void loop_add_fd(struct loop *loop, int fd, short events, loop_fd_fn *fn, void *data);
/* Changes what is waited for; `fd` must have been added. */
void loop_change_fd(struct loop *loop, int fd, short events);
/* Unknown: no-op. */
void loop_remove_fd(struct loop *loop, int fd);

/* Calls fn(data) once at `at_mono` or soon after; timers of the same time in the order they were
 * added. The handle is dead when fn has been called. */
struct loop_timer *loop_add_timer(struct loop *loop, msec_t at_mono, loop_timer_fn *fn, void *data);
/* NULL: no-op. The handle is dead afterwards. Cancelling one that has fired is the caller's bug:
 * keep the handle in one place and set it to NULL in fn. */
void loop_cancel_timer(struct loop *loop, struct loop_timer *timer);

/* When the next timer is due (mono), MSEC_NEVER without one. */
msec_t loop_next_deadline(const struct loop *loop);
/* Runs every timer that is due now, those added meanwhile for now or earlier included. */
void loop_run_timers(struct loop *loop);

/* One turn: wait (at most 60 s, not past the next deadline), handlers, timers, perform. Everything
 * happens behind the wait, so who draws or commits after each turn is never late; and a key that
 * came before a deadline is seen before the timer. */
bool loop_turn(struct loop *loop, const struct loop_waiter *waiter, struct err *reterr);
/* Ends loop_run after the turn that is under way. For good; turns by hand do not wait any more. */
void loop_stop(struct loop *loop);
bool loop_stopped(const struct loop *loop);
/* Turns until loop_stop(). */
bool loop_run(struct loop *loop, const struct loop_waiter *waiter, struct err *reterr);

/* Plain poll(2). */
struct loop_waiter loop_waiter_poll(void);
