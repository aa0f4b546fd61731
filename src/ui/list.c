#include "list.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define MARGIN_PAGES 3 /* how many pages are asked for on each side */
#define MARGIN_MIN 60

void list_init(struct list *list, bool by_intent) {
	*list = (struct list){ .page = 1, .by_intent = by_intent };
}

static void free_rows(struct row *rows, size_t n) {
	for (size_t i = 0; i < n; i++) {
		row_finish(&rows[i]);
	}
	free(rows);
}

void list_finish(struct list *list) {
	free_rows(list->rows, list->n);
	free(list->go_key);
	list_init(list, list->by_intent);
}

struct row *list_at(const struct list *list, int64_t position) {
	if (position < list->first || position >= list->first + (int64_t)list->n) {
		return NULL;
	}
	return &list->rows[position - list->first];
}

struct row *list_focused(const struct list *list) {
	return list_at(list, list->cursor);
}

static int64_t clamp(int64_t value, int64_t least, int64_t most) {
	return value > most ? most : value < least ? least : value;
}

/* Brings the cursor into the window and the screen to the cursor. */
static void settle(struct list *list) {
	const int64_t end = list->first + (int64_t)list->n;
	if (list->n == 0) {
		list->cursor = list->top = 0;
		return;
	}
	list->cursor = clamp(list->cursor, list->first, end - 1);
	list->top = clamp(list->top, list->cursor - list->page + 1, list->cursor);
	/* No empty rows below while there are rows above. */
	if (list->top > end - list->page) {
		list->top = end - list->page;
	}
	if (list->top < list->first) {
		list->top = list->first;
	}
	assert(list->top <= list->cursor && list->cursor < list->top + list->page);
}

void list_set_page(struct list *list, int64_t page) {
	assert(page >= 1);
	list->page = page;
	settle(list);
}

static void forget_goto(struct list *list) {
	free(list->go_key);
	list->go_key = NULL;
	list->go = GOTO_STAY;
}

void list_move(struct list *list, int64_t by) {
	const bool by_page = by <= -list->page || by >= list->page;
	forget_goto(list);
	list->cursor += by;
	if (by_page) {
		list->top += by; /* the cursor keeps its place on the screen */
	}
	settle(list);
}

void list_scroll(struct list *list, int64_t by) {
	forget_goto(list);
	const int64_t last = list->first + (int64_t)list->n - list->page;
	const int64_t top =
			clamp(list->top + by, list->first, last < list->first ? list->first : last);
	list->top = top;
	list->cursor = clamp(list->cursor, top, top + list->page - 1);
	settle(list);
}

void list_go(struct list *list, int64_t position) {
	forget_goto(list);
	if (list_at(list, position) != NULL) {
		list->cursor = position;
		settle(list);
	}
}

void list_go_end(struct list *list, bool last) {
	forget_goto(list);
	list->go = last ? GOTO_LAST : GOTO_FIRST;
	const int64_t position = last ? list->total - 1 : 0;
	if (list_at(list, position) != NULL) {
		list->cursor = position;
		list->go = GOTO_STAY;
	}
	settle(list);
}

void list_go_place(struct list *list, int64_t sort, const char *key, int64_t position) {
	forget_goto(list);
	list->go = GOTO_PLACE;
	list->go_sort = sort;
	list->go_key = xstrdup(key);
	list->go_position = position;
	for (size_t i = 0; i < list->n; i++) {
		if (list->rows[i].has_like && strcmp(list->rows[i].like.key, key) == 0) {
			list->cursor = list->first + (int64_t)i;
			forget_goto(list);
			settle(list);
			return;
		}
	}
}

bool list_needs_load(const struct list *list) {
	if (list->go != GOTO_STAY) {
		return true;
	}
	const int64_t end = list->first + (int64_t)list->n;
	if (list->n == 0) {
		return list->total > 0;
	}
	return (list->first > 0 && list->cursor - list->first < 2 * list->page) ||
			(end < list->total && end - 1 - list->cursor < 2 * list->page);
}

static void load_around(const struct list *list, struct effect *ret) {
	const struct row *row = list_focused(list);
	if (list->go == GOTO_PLACE) {
		ret->load.sort = list->go_sort;
		ret->load.position = list->go_position;
		snprintf(ret->load.key, sizeof(ret->load.key), "%s", list->go_key);
		return;
	}
	assert(row != NULL);
	ret->load.position = list->cursor;
	ret->load.intent = row->has_intent ? row->intent.id : 0;
	if (row->has_like) {
		ret->load.sort = row->like.sort;
		snprintf(ret->load.key, sizeof(ret->load.key), "%s", row->like.key);
	}
}

void list_load(const struct list *list, struct effect *ret) {
	size_t side = (size_t)list->page * MARGIN_PAGES;
	if (side < MARGIN_MIN) {
		side = MARGIN_MIN;
	}
	*ret = (struct effect){ .type = EFFECT_LOAD };
	ret->load.before = ret->load.after = side;
	if (list->go == GOTO_LAST) {
		ret->load.from = LOAD_LAST;
	} else if (list->go == GOTO_FIRST || (list->go == GOTO_STAY && list->n == 0)) {
		ret->load.from = LOAD_FIRST;
	} else {
		ret->load.from = LOAD_AROUND;
		load_around(list, ret);
	}
}

static bool is_same(const struct list *list, const struct row *a, const struct row *b) {
	if (list->by_intent) {
		return a->has_intent && b->has_intent && a->intent.id == b->intent.id;
	}
	return a->has_like && b->has_like && strcmp(a->like.key, b->like.key) == 0;
}

static int64_t position_of(const struct list *list, const struct row *row) {
	for (size_t i = 0; i < list->n; i++) {
		if (is_same(list, &list->rows[i], row)) {
			return list->first + (int64_t)i;
		}
	}
	return -1;
}

static int64_t position_of_key(const struct list *list, const char *key) {
	for (size_t i = 0; i < list->n; i++) {
		if (list->rows[i].has_like && strcmp(list->rows[i].like.key, key) == 0) {
			return list->first + (int64_t)i;
		}
	}
	return -1;
}

/* Where the cursor belongs now that the rows are new; `was` is the row that it stood on. */
static int64_t new_cursor(const struct list *list, const struct row *was) {
	int64_t at = -1;
	switch (list->go) {
	case GOTO_FIRST:
		return 0;
	case GOTO_LAST:
		return list->total - 1;
	case GOTO_PLACE:
		at = position_of_key(list, list->go_key);
		return at >= 0 ? at : list->go_position;
	case GOTO_STAY:
		break;
	}
	if (was != NULL) {
		at = position_of(list, was);
	}
	return at >= 0 ? at : list->cursor;
}

/* A fade that is under way goes on in the row's new copy. */
static void keep_fades(struct list *list, const struct row *old, size_t n) {
	for (size_t i = 0; i < n; i++) {
		const int64_t at = old[i].fade_from == MSEC_NEVER ? -1 : position_of(list, &old[i]);
		if (at >= 0) {
			list_at(list, at)->fade_from = old[i].fade_from;
		}
	}
}

void list_set_rows(struct list *list, const struct ui_rows *rows, bool pin) {
	struct row *old = list->rows;
	const size_t old_n = list->n;
	const struct row *was = list_focused(list);
	const int64_t offset = list->cursor - list->top;
	const bool at_top = list->top == 0 && !pin && list->go == GOTO_STAY;

	list->rows = xcalloc(rows->n > 0 ? rows->n : 1, sizeof(*list->rows));
	list->n = rows->n;
	list->first = rows->first < 0 ? 0 : rows->first;
	list->total = list->first + (int64_t)rows->n;
	if (list->total < rows->total) {
		list->total = rows->total;
	}
	for (size_t i = 0; i < rows->n; i++) {
		row_set(&list->rows[i], &rows->rows[i]);
	}
	keep_fades(list, old, old_n);
	list->cursor = new_cursor(list, was);
	list->top = at_top ? 0 : list->cursor - offset;
	forget_goto(list);
	settle(list);
	free_rows(old, old_n);
}
