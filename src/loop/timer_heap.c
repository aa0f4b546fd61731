#include "timer_heap.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "unlike/base/mem.h"

static bool is_before(const struct loop_timer *a, const struct loop_timer *b) {
	return a->at != b->at ? a->at < b->at : a->seq < b->seq;
}

static void put(struct timer_heap *heap, size_t index, struct loop_timer *timer) {
	heap->items[index] = timer;
	timer->index = index;
}

static void sift_up(struct timer_heap *heap, size_t index) {
	struct loop_timer *timer = heap->items[index];

	while (index > 0) {
		size_t parent = (index - 1) / 2;
		if (!is_before(timer, heap->items[parent])) {
			break;
		}
		put(heap, index, heap->items[parent]);
		index = parent;
	}
	put(heap, index, timer);
}

static void sift_down(struct timer_heap *heap, size_t index) {
	struct loop_timer *timer = heap->items[index];

	for (;;) {
		size_t child = 2 * index + 1;
		if (child >= heap->n) {
			break;
		}
		if (child + 1 < heap->n && is_before(heap->items[child + 1], heap->items[child])) {
			child++;
		}
		if (!is_before(heap->items[child], timer)) {
			break;
		}
		put(heap, index, heap->items[child]);
		index = child;
	}
	put(heap, index, timer);
}

void timer_heap_finish(struct timer_heap *heap) {
	for (size_t i = 0; i < heap->n; i++) {
		free(heap->items[i]);
	}
	free(heap->items);
	*heap = (struct timer_heap){ 0 };
}

struct loop_timer *timer_heap_add(
		struct timer_heap *heap, msec_t at, loop_timer_fn *fn, void *data) {
	if (heap->n == heap->cap) {
		heap->cap = heap->cap ? 2 * heap->cap : 16;
		heap->items = xrealloc(heap->items, heap->cap * sizeof(*heap->items));
	}
	struct loop_timer *timer = xcalloc(1, sizeof(*timer));
	timer->at = at;
	timer->seq = heap->next_seq++;
	timer->fn = fn;
	timer->data = data;
	put(heap, heap->n++, timer);
	sift_up(heap, timer->index);
	return timer;
}

void timer_heap_take(struct timer_heap *heap, struct loop_timer *timer) {
	size_t index = timer->index;

	assert(index < heap->n && heap->items[index] == timer);
	struct loop_timer *last = heap->items[--heap->n];
	timer->index = TIMER_DEAD;
	if (last == timer) {
		return;
	}
	put(heap, index, last);
	sift_up(heap, index);
	sift_down(heap, last->index);
}

struct loop_timer *timer_heap_first(const struct timer_heap *heap) {
	return heap->n ? heap->items[0] : NULL;
}
