#include "unlike/store/snapshot.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "unlike/base/buf.h"
#include "unlike/base/text.h"

/* Search: slice by slice, both ways, in every script. */

static struct fixture f;
static struct snapshot *s;
static struct err err;

static void set_up(void) {
	text_init();
	fixture_open(&f, "snapshot.db");
	s = must_snapshot(&f);
}

static void tear_down(void) {
	snapshot_close(s);
	fixture_close(&f);
}

TestSuite(search, .init = set_up, .fini = tear_down);

static const struct {
	const char *title, *author;
} rows[] = {
	{ "红烧肉这样做最好吃", "厨房老张" },
	{ "三分钟学会太极起势", "太极陈师傅" },
	{ "How to fold a fitted sheet", "Home in 5" },
	{ "ＡＢＣ wide letters", "STRASSE" },
	{ NULL, NULL },
	{ "Café", NULL },
	{ NULL, "夜宵摊" },
	{ "end", "Start" },
};

#define KEY_FORMAT "key %02zu"

static void fill(size_t n) {
	for (size_t i = 0; i < n; i++) {
		char key[16];
		snprintf(key, sizeof(key), KEY_FORMAT, i);
		const size_t row = i % COUNT_OF(rows);
		const struct like like = { .item = key,
			.key = key,
			.title = (char *)(uintptr_t)rows[row].title,
			.author = (char *)(uintptr_t)rows[row].author,
			.sort = 1000 - (int64_t)i };
		struct snapshot_put put;
		cr_assert(snapshot_put_page(s, "me", 0, &like, 1, 1, &put, &err), "%s", err.msg);
	}
}

static enum snapshot_search search(const char *text, const struct snapshot_page *slice,
		struct snapshot_place *ret_place, int64_t *ret_passed) {
	struct buf folded;
	buf_init(&folded, BUF_UNLIMITED);
	text_fold(text, strlen(text), &folded);
	enum snapshot_search result = SNAPSHOT_SEARCH_COUNT;
	cr_assert(snapshot_search(s, "me", folded.data, slice, &result, ret_place, ret_passed,
				  &err),
			"%s", err.msg);
	buf_finish(&folded);
	return result;
}

static struct snapshot_place place_of(size_t row) {
	struct snapshot_place place = { .sort = 1000 - (int64_t)row };
	snprintf(place.key, sizeof(place.key), KEY_FORMAT, row);
	return place;
}

Test(search, finds_what_a_person_would) {
	fill(COUNT_OF(rows));
	static const struct {
		const char *text;
		int row; /* −1: none */
	} cases[] = {
		{ "红烧", 0 },
		{ "老张", 0 },
		{ "太极", 1 },
		{ "陈", 1 },
		{ "FITTED", 2 },
		{ "home in", 2 },
		{ "abc", 3 },
		{ "ABC W", 3 },
		{ "strasse", 3 },
		{ "café", 5 },
		{ "夜宵", 6 },
		{ "endstart", -1 }, /* a title does not run on into its author */
		{ "吃厨", -1 },
		{ "cafe", -1 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct snapshot_place place = { 0 };
		int64_t passed = 0;
		const struct snapshot_page slice = { .limit = 100 };
		const enum snapshot_search result = search(cases[i].text, &slice, &place, &passed);
		if (cases[i].row < 0) {
			cr_expect_eq(result, SNAPSHOT_END, "%s", cases[i].text);
			cr_expect_eq(passed, COUNT_OF(rows));
			continue;
		}
		const struct snapshot_place wanted = place_of((size_t)cases[i].row);
		cr_expect_eq(result, SNAPSHOT_FOUND, "%s", cases[i].text);
		cr_expect_eq(place.sort, wanted.sort, "%s", cases[i].text);
		cr_expect_str_eq(place.key, wanted.key, "%s", cases[i].text);
		cr_expect_eq(passed, cases[i].row + 1);
	}
}

Test(search, finds_new_words_when_the_title_changes) {
	fill(1);
	const struct like like = { .item = (char *)"key 00",
		.key = (char *)"key 00",
		.title = (char *)"renamed",
		.sort = 1000 };
	struct snapshot_put put;
	cr_assert(snapshot_put_page(s, "me", 0, &like, 1, 2, &put, &err));
	struct snapshot_place place;
	int64_t passed;
	const struct snapshot_page slice = { .limit = 9 };
	cr_assert_eq(search("renamed", &slice, &place, &passed), SNAPSHOT_FOUND);
	cr_assert_eq(search("红烧", &slice, &place, &passed), SNAPSHOT_END);
}

/* Slice after slice from `from` on; the row it comes to, or −1. */
static int go(const char *text, const struct snapshot_place *from, bool backwards, size_t limit,
		int64_t *ret_slices) {
	struct snapshot_place place;
	const struct snapshot_place *at = from;
	for (*ret_slices = 1;; ++*ret_slices) {
		int64_t passed = -1;
		const struct snapshot_page slice = {
			.from = at, .backwards = backwards, .limit = limit
		};
		const enum snapshot_search result = search(text, &slice, &place, &passed);
		cr_assert_leq(passed, (int64_t)limit, "a slice is no larger than asked for");
		if (result == SNAPSHOT_FOUND) {
			return (int)(1000 - place.sort);
		}
		if (result == SNAPSHOT_END) {
			return -1;
		}
		cr_assert_eq(passed, (int64_t)limit);
		at = &place;
	}
}

Test(search, goes_slice_by_slice_both_ways_and_misses_nothing) {
	fill(40);
	for (size_t limit = 1; limit < 50; limit++) {
		int64_t slices = 0;
		const struct snapshot_place from = place_of(20);
		cr_assert_eq(go("太极", NULL, false, limit, &slices), 1);
		cr_assert_eq(go("太极", &from, false, limit, &slices), 25);
		cr_assert_eq(slices, (5 + (int64_t)limit - 1) / (int64_t)limit);
		cr_assert_eq(go("太极", &from, true, limit, &slices), 17);
		cr_assert_eq(go("太极", NULL, true, limit, &slices), 33);
		cr_assert_eq(go("nowhere", &from, false, limit, &slices), -1);
		cr_assert_eq(go("nowhere", &from, true, limit, &slices), -1);
	}
}

Test(search, begins_behind_the_place_unless_told_to_look_at_it) {
	fill(20);
	const struct snapshot_place from = place_of(1);
	struct snapshot_place place;
	int64_t passed = 0;
	struct snapshot_page slice = { .from = &from, .limit = 100 };
	cr_assert_eq(search("太极", &slice, &place, &passed), SNAPSHOT_FOUND);
	cr_assert_eq(place.sort, 1000 - 9);
	slice.inclusive = true;
	cr_assert_eq(search("太极", &slice, &place, &passed), SNAPSHOT_FOUND);
	cr_assert_eq(place.sort, 1000 - 1);
	cr_assert_eq(passed, 1);
}

Test(search, leaves_the_place_alone_at_the_end) {
	struct snapshot_place place = { .sort = 7, .key = "mine" };
	int64_t passed = -1;
	const struct snapshot_page slice = { .limit = 5 };
	cr_assert_eq(search("x", &slice, &place, &passed), SNAPSHOT_END, "no such account");
	cr_assert_eq(passed, 0);
	fill(3);
	cr_assert_eq(search("nowhere", &slice, &place, &passed), SNAPSHOT_END);
	cr_assert_eq(passed, 3);
	cr_assert_eq(place.sort, 7);
	cr_assert_str_eq(place.key, "mine");
}
