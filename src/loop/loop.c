/*
 * Handlers may change the very list that is being walked. Two rules make that safe: descriptors
 * that are removed during a turn are only marked and swept at its end, and those that are added go
 * behind the ones that were waited for. So an index taken before the wait stays right after it, and
 * a number that was closed and opened again in between gets nothing that was meant for the old one.
 */
#include "unlike/loop/loop.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>

#include "unlike/base/mem.h"
#include "timer_heap.h"

/* The wall clock may have been set meanwhile: whoever depends on it looks again at least this
 * often. */
#define WAIT_MAX (60 * MSEC_PER_SEC)

struct watch {
	int fd;
	short events;
	bool removed;
	loop_fd_fn *fn;
	void *data; /* foreign */
};

struct loop {
	const struct clock *clock; /* foreign */
	struct timer_heap timers;
	struct watch *watches; /* own */
	size_t n_watches, cap_watches;
	struct loop_fd *fds; /* own; what is waited for, with the watch of each in watch_of */
	size_t *watch_of; /* own */
	size_t cap_fds;
	bool turning, in_timers, stopped, must_sweep;
};

struct loop *loop_create(const struct clock *clock) {
	assert(clock);
	struct loop *loop = xcalloc(1, sizeof(*loop));
	loop->clock = clock;
	return loop;
}

void loop_destroy(struct loop *loop) {
	if (!loop) {
		return;
	}
	assert(!loop->turning && !loop->in_timers);
	timer_heap_finish(&loop->timers);
	free(loop->watches);
	free(loop->fds);
	free(loop->watch_of);
	free(loop);
}

static struct watch *find_watch(struct loop *loop, int fd) {
	for (size_t i = 0; i < loop->n_watches; i++) {
		if (loop->watches[i].fd == fd && !loop->watches[i].removed) {
			return &loop->watches[i];
		}
	}
	return NULL;
}

void loop_add_fd(struct loop *loop, int fd, short events, loop_fd_fn *fn, void *data) {
	assert(fd >= 0 && fn);
	assert(!find_watch(loop, fd));
	if (loop->n_watches == loop->cap_watches) {
		loop->cap_watches = loop->cap_watches ? 2 * loop->cap_watches : 8;
		loop->watches = xrealloc(loop->watches, loop->cap_watches * sizeof(*loop->watches));
	}
	loop->watches[loop->n_watches++] =
			(struct watch){ .fd = fd, .events = events, .fn = fn, .data = data };
}

void loop_change_fd(struct loop *loop, int fd, short events) {
	struct watch *watch = find_watch(loop, fd);

	assert(watch);
	watch->events = events;
}

static void sweep(struct loop *loop) {
	size_t kept = 0;

	if (!loop->must_sweep) {
		return;
	}
	for (size_t i = 0; i < loop->n_watches; i++) {
		if (!loop->watches[i].removed) {
			loop->watches[kept++] = loop->watches[i];
		}
	}
	loop->n_watches = kept;
	loop->must_sweep = false;
}

void loop_remove_fd(struct loop *loop, int fd) {
	struct watch *watch = find_watch(loop, fd);

	if (!watch) {
		return;
	}
	watch->removed = true;
	loop->must_sweep = true;
	if (!loop->turning) {
		sweep(loop);
	}
}

struct loop_timer *loop_add_timer(
		struct loop *loop, msec_t at_mono, loop_timer_fn *fn, void *data) {
	assert(fn);
	return timer_heap_add(&loop->timers, at_mono, fn, data);
}

void loop_cancel_timer(struct loop *loop, struct loop_timer *timer) {
	if (!timer) {
		return;
	}
	assert(timer->index != TIMER_DEAD);
	timer_heap_take(&loop->timers, timer);
	free(timer);
}

msec_t loop_next_deadline(const struct loop *loop) {
	const struct loop_timer *first = timer_heap_first(&loop->timers);

	return first ? first->at : MSEC_NEVER;
}

void loop_run_timers(struct loop *loop) {
	/* Read once: timers that take long must not keep the terminal waiting. */
	msec_t now = clock_mono(loop->clock);

	assert(!loop->in_timers);
	loop->in_timers = true;
	for (;;) {
		struct loop_timer *timer = timer_heap_first(&loop->timers);
		if (!timer || timer->at > now) {
			break;
		}
		timer_heap_take(&loop->timers, timer);
		timer->fn(timer->data);
		/* Only now: cancelling it in its own fn is a bug that the assertion then sees. */
		free(timer);
	}
	loop->in_timers = false;
}

static size_t collect_fds(struct loop *loop) {
	size_t n = 0;

	if (loop->cap_fds < loop->cap_watches) {
		loop->cap_fds = loop->cap_watches;
		loop->fds = xrealloc(loop->fds, loop->cap_fds * sizeof(*loop->fds));
		loop->watch_of = xrealloc(loop->watch_of, loop->cap_fds * sizeof(*loop->watch_of));
	}
	for (size_t i = 0; i < loop->n_watches; i++) {
		const struct watch *watch = &loop->watches[i];
		/* Waiting for nothing is left out: poll would report a hang-up for ever. */
		if (watch->removed || watch->events == 0) {
			continue;
		}
		loop->fds[n] = (struct loop_fd){ .fd = watch->fd, .events = watch->events };
		loop->watch_of[n++] = i;
	}
	return n;
}

static int wait_timeout(const struct loop *loop) {
	msec_t deadline = loop_next_deadline(loop), now = clock_mono(loop->clock);

	if (loop->stopped || deadline <= now) {
		return 0;
	}
	/* This sum cannot overflow; deadline − now could (MSEC_NEVER, a negative now). */
	return (int)(deadline > now + WAIT_MAX ? WAIT_MAX : deadline - now);
}

static void run_handlers(struct loop *loop, size_t n) {
	for (size_t i = 0; i < n; i++) {
		const struct watch *watch = &loop->watches[loop->watch_of[i]];
		short wanted = (short)(watch->events | POLLERR | POLLHUP | POLLNVAL);
		short revents = (short)(loop->fds[i].revents & wanted);
		if (watch->removed || watch->events == 0 || revents == 0) {
			continue;
		}
		watch->fn(watch->fd, revents, watch->data);
	}
}

bool loop_turn(struct loop *loop, const struct loop_waiter *waiter, struct err *reterr) {
	assert(!loop->turning && !loop->in_timers);
	loop->turning = true;
	size_t n = collect_fds(loop);
	bool ok = waiter->wait(waiter->self, loop->fds, n, wait_timeout(loop), reterr);
	if (ok) {
		run_handlers(loop, n);
		loop_run_timers(loop);
		if (waiter->perform) {
			waiter->perform(waiter->self);
		}
	}
	loop->turning = false;
	sweep(loop);
	return ok;
}

void loop_stop(struct loop *loop) {
	loop->stopped = true;
}

bool loop_stopped(const struct loop *loop) {
	return loop->stopped;
}

bool loop_run(struct loop *loop, const struct loop_waiter *waiter, struct err *reterr) {
	while (!loop->stopped) {
		if (!loop_turn(loop, waiter, reterr)) {
			return false;
		}
	}
	return true;
}
