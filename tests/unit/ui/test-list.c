#include "list.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* A list of `total` made-up rows: row i has the key "k<i>", but `moved` rows came in above. */
static struct list list;
static int64_t total, moved;

static void init(void) {
	text_init();
	list_init(&list, false);
	total = 1000000;
	moved = 0;
	list_set_page(&list, 20);
}

static void finish(void) {
	list_finish(&list);
}

TestSuite(list, .init = init, .fini = finish);

static void give(int64_t first, int64_t n, bool pin) {
	if (first < 0) {
		n += first;
		first = 0;
	}
	n = first + n > total ? total - first : n;
	struct like *likes = xcalloc((size_t)n + 1, sizeof(*likes));
	struct ui_row *rows = xcalloc((size_t)n + 1, sizeof(*rows));
	for (int64_t i = 0; i < n; i++) {
		likes[i].item = xasprintf("k%lld", (long long)(first + i - moved));
		likes[i].key = likes[i].item;
		likes[i].sort = -(first + i - moved);
		rows[i].like = &likes[i];
	}
	const struct ui_rows set = { .rows = rows, .n = (size_t)n, .first = first, .total = total };
	list_set_rows(&list, &set, pin);
	for (int64_t i = 0; i < n; i++) {
		free(likes[i].item);
	}
	free(likes);
	free(rows);
}

/* What the app does. Returns how many rows it gave. */
static int64_t load(bool pin) {
	struct effect effect;
	list_load(&list, &effect);
	int64_t at = 0;
	if (effect.load.from == LOAD_LAST) {
		at = total - 1;
	} else if (effect.load.from == LOAD_AROUND) {
		cr_assert_eq(effect.load.key[0], 'k');
		at = strtoll(effect.load.key + 1, NULL, 10) + moved;
	}
	give(at - (int64_t)effect.load.before,
			(int64_t)(effect.load.before + effect.load.after) + 1, pin);
	return (int64_t)list.n;
}

static void expect_focus(const char *key) {
	const struct row *row = list_focused(&list);
	cr_assert_not_null(row);
	cr_assert_str_eq(row->like.key, key);
	cr_assert(list.top <= list.cursor && list.cursor < list.top + list.page);
	for (int64_t at = list.top; at < list.top + list.page && at < total; at++) {
		cr_assert_not_null(list_at(&list, at), "row %lld of the screen is not here",
				(long long)at);
	}
}

Test(list, an_empty_one_has_no_focus_and_needs_nothing) {
	cr_assert_null(list_focused(&list));
	cr_assert_not(list_needs_load(&list));
	list_move(&list, 1);
	list_move(&list, -100);
	cr_assert_eq(list.cursor, 0);
	struct effect effect;
	list_load(&list, &effect);
	cr_assert_eq(effect.load.from, LOAD_FIRST);
}

Test(list, the_window_stays_small_in_a_million_rows) {
	load(false);
	for (int i = 0; i < 5000; i++) {
		list_move(&list, i % 3 == 0 ? 20 : 1);
		if (list_needs_load(&list)) {
			cr_assert_leq(load(false), 2 * 60 + 1);
		}
		cr_assert_not(list_needs_load(&list));
	}
	expect_focus("k36673");
}

Test(list, a_page_never_lacks_a_row) {
	load(false);
	for (int i = 0; i < 100; i++) {
		list_move(&list, 20);
		if (list_needs_load(&list)) {
			load(false);
		}
	}
	expect_focus("k2000");
	for (int i = 0; i < 100; i++) {
		list_move(&list, -20);
		if (list_needs_load(&list)) {
			load(false);
		}
	}
	expect_focus("k0");
	cr_assert_eq(list.top, 0);
}

Test(list, a_page_keeps_the_cursor_in_its_place_on_the_screen) {
	load(false);
	list_move(&list, 5);
	list_move(&list, 20);
	cr_assert_eq(list.cursor, 25);
	cr_assert_eq(list.top, 20);
}

Test(list, the_ends_are_reached_by_loading_them) {
	load(false);
	list_go_end(&list, true);
	cr_assert(list_needs_load(&list));
	struct effect effect;
	list_load(&list, &effect);
	cr_assert_eq(effect.load.from, LOAD_LAST);
	load(false);
	expect_focus("k999999");
	cr_assert_eq(list.top, total - 20);
	cr_assert_not(list_needs_load(&list));
	list_go_end(&list, false);
	list_load(&list, &effect);
	cr_assert_eq(effect.load.from, LOAD_FIRST);
	load(false);
	expect_focus("k0");
}

Test(list, ends_that_are_here_need_no_loading) {
	total = 30;
	load(false);
	list_go_end(&list, true);
	cr_assert_not(list_needs_load(&list));
	expect_focus("k29");
	cr_assert_eq(list.top, 10);
}

Test(list, a_place_anywhere_is_reached_by_loading_around_it) {
	load(false);
	list_go_place(&list, -70000, "k70000", 70000);
	cr_assert(list_needs_load(&list));
	struct effect effect;
	list_load(&list, &effect);
	cr_assert_eq(effect.load.from, LOAD_AROUND);
	cr_assert_str_eq(effect.load.key, "k70000");
	cr_assert_eq(effect.load.sort, -70000);
	load(false);
	expect_focus("k70000");
	list_go_place(&list, -70010, "k70010", 70010);
	cr_assert_not(list_needs_load(&list));
	expect_focus("k70010");
}

Test(list, the_cursor_stays_on_its_row_when_rows_come_in_above) {
	load(false);
	list_move(&list, 40);
	const int64_t offset = list.cursor - list.top;
	moved = 7;
	load(false);
	expect_focus("k40");
	cr_assert_eq(list.cursor, 47);
	cr_assert_eq(list.cursor - list.top, offset);
}

Test(list, new_rows_show_at_the_top_unless_pinned) {
	load(false);
	list_move(&list, 3);
	moved = 2;
	load(false);
	expect_focus("k3");
	cr_assert_eq(list.top, 0);
	moved = 4;
	load(true);
	expect_focus("k3");
	cr_assert_eq(list.cursor - list.top, 5);
}

Test(list, a_cursor_whose_row_is_gone_goes_to_the_nearest_place) {
	total = 10;
	load(false);
	list_go_end(&list, true);
	total = 5;
	give(0, 5, false);
	expect_focus("k4");
	total = 0;
	give(0, 0, false);
	cr_assert_null(list_focused(&list));
	cr_assert_eq(list.cursor, 0);
}

Test(list, a_growing_page_pulls_the_end_down) {
	total = 30;
	load(false);
	list_go_end(&list, true);
	list_set_page(&list, 1);
	expect_focus("k29");
	cr_assert_eq(list.top, 29);
	list_set_page(&list, 50);
	cr_assert_eq(list.top, 0);
	expect_focus("k29");
}
