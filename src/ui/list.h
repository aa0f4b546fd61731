/*
 * A list of any length, of which a window of rows around the cursor is here. It never asks for
 * rows itself: list_needs_load() says when, and from where.
 */
#pragma once

#include "row.h"

struct list {
	struct row *rows; /* own; the window */
	size_t n;
	int64_t first, total; /* position of rows[0]; length of the whole list */
	int64_t cursor, top; /* positions; top ≤ cursor < top + page */
	int64_t page; /* rows on the screen, ≥ 1 */
	bool by_intent; /* rows are told apart by their intent, not by the like's key */
	/* Where the cursor goes when the rows that were asked for arrive. */
	enum { GOTO_STAY, GOTO_FIRST, GOTO_LAST, GOTO_PLACE } go;
	int64_t go_sort, go_position;
	char *go_key; /* own; GOTO_PLACE */
};

void list_init(struct list *list, bool by_intent);
void list_finish(struct list *list);

/* The row under the cursor, or at a position; NULL: not here. */
struct row *list_focused(const struct list *list);
struct row *list_at(const struct list *list, int64_t position);

void list_set_page(struct list *list, int64_t page);
/* By rows, as far as rows are here. */
void list_move(struct list *list, int64_t by);
/* Moves what is seen by rows; the cursor goes along only where it would be out of sight. */
void list_scroll(struct list *list, int64_t by);
/* To a row that is here. */
void list_go(struct list *list, int64_t position);
/* To the ends, or to a row that may be anywhere: list_load() then says how to get there. */
void list_go_end(struct list *list, bool last);
void list_go_place(struct list *list, int64_t sort, const char *key, int64_t position);

/* Less than a page of rows on a side where the list goes on, or a jump under way. */
bool list_needs_load(const struct list *list);
/* Fills what EFFECT_LOAD carries. */
void list_load(const struct list *list, struct effect *ret);
/* `pin`: the focused row keeps its place on the screen; else the top of the list stays the top. */
void list_set_rows(struct list *list, const struct ui_rows *rows, bool pin);
