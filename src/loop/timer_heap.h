/* Timers in a binary heap, ordered by time and then by the order they were added. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/loop/loop.h"

struct loop_timer {
	msec_t at;
	uint64_t seq;
	size_t index; /* in the heap; TIMER_DEAD once it was taken out */
	loop_timer_fn *fn;
	void *data; /* foreign */
};

#define TIMER_DEAD SIZE_MAX

struct timer_heap {
	struct loop_timer **items; /* own, and what they point to */
	size_t n, cap;
	uint64_t next_seq;
};

void timer_heap_finish(struct timer_heap *heap);
struct loop_timer *timer_heap_add(
		struct timer_heap *heap, msec_t at, loop_timer_fn *fn, void *data);
/* Takes it out of the heap; the caller frees. */
void timer_heap_take(struct timer_heap *heap, struct loop_timer *timer);
/* The one that is due first, NULL when there is none. */
struct loop_timer *timer_heap_first(const struct timer_heap *heap);
