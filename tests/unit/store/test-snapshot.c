#include "unlike/store/snapshot.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* What the services last showed: walks, looks, pages. */

static struct fixture f;
static struct snapshot *s;
static struct err err;

static void set_up(void) {
	fixture_open(&f, "snapshot.db");
	s = must_snapshot(&f);
}

static void tear_down(void) {
	snapshot_close(s);
	fixture_close(&f);
}

TestSuite(snapshot, .init = set_up, .fini = tear_down);

static struct like like_of(const char *item, const char *key, int64_t sort) {
	return (struct like){
		.item = (char *)(uintptr_t)item,
		.key = (char *)(uintptr_t)key,
		.sort = sort,
		.likes = -1,
	};
}

static struct snapshot_put put_as(const char *account, int64_t walk, msec_t as_of,
		const struct like *likes, size_t n) {
	struct snapshot_put put = { 0 };
	cr_assert(snapshot_put_page(s, account, walk, likes, n, as_of, &put, &err), "%s", err.msg);
	return put;
}

/* Likes whose item is their key, sorted 100, 99, … in the order of the letters. */
static struct snapshot_put put(int64_t walk, msec_t as_of, const char *letters) {
	struct like likes[32];
	char names[32][2];
	size_t n = strlen(letters);
	cr_assert_leq(n, 32);
	for (size_t i = 0; i < n; i++) {
		names[i][0] = letters[i];
		names[i][1] = '\0';
		likes[i] = like_of(names[i], names[i], 100 - (letters[i] - 'a'));
	}
	return put_as("me", walk, as_of, likes, n);
}

static int64_t begin(void) {
	int64_t walk = 0;
	cr_assert(snapshot_walk_begin(s, "me", &walk, &err), "%s", err.msg);
	return walk;
}

static void end(int64_t walk, msec_t as_of, snapshot_keep_fn *keep) {
	cr_assert(snapshot_walk_end(s, "me", walk, as_of, keep, NULL, &err), "%s", err.msg);
}

static void sight(const char *item, bool liked, msec_t as_of) {
	cr_assert(snapshot_sight(s, "me", item, liked, as_of, &err), "%s", err.msg);
}

/* Keys in order; one that is gone in capitals. */
static char shown[256];

static void show(const struct like *like, void *data) {
	(void)data;
	const size_t len = strlen(shown);
	cr_assert_lt(len + strlen(like->key) + 1, sizeof(shown));
	snprintf(shown + len, sizeof(shown) - len, "%s", like->key);
	for (char *c = shown + len; like->gone && *c != '\0'; c++) {
		*c = (char)(*c - 'a' + 'A');
	}
}

static const char *page_as(const char *account, struct snapshot_page page) {
	shown[0] = '\0';
	cr_assert(snapshot_page(s, account, &page, show, NULL, &err), "%s", err.msg);
	return shown;
}

static const char *page(struct snapshot_page of) {
	return page_as("me", of);
}

static const char *list(void) {
	return page((struct snapshot_page){ .limit = 100 });
}

static struct snapshot_info info(void) {
	struct snapshot_info of;
	cr_assert(snapshot_info(s, "me", &of, &err), "%s", err.msg);
	cr_assert_eq(of.count, (int64_t)strlen(list()), "the count is as the list");
	return of;
}

Test(snapshot, of_an_account_never_seen_is_empty) {
	const struct snapshot_info of = info();
	cr_assert(of.count == 0 && of.gone == 0 && of.fetched_at == 0 && of.as_of == 0);
	cr_assert_eq(of.walk, 0);
	struct like like;
	bool found = true;
	cr_assert(snapshot_find_item(s, "me", "a", &like, &found, &err));
	cr_assert_not(found);
	int64_t rank = -1;
	cr_assert(snapshot_rank(s, "me", &(struct snapshot_place){ 0 }, &rank, &err));
	cr_assert_eq(rank, 0);
	cr_assert(snapshot_put_away(s, "me", &err));
	cr_assert(snapshot_forget(s, "me", &err));
}

Test(snapshot, keeps_all_that_the_service_said) {
	const struct like like = {
		.item = (char *)"item",
		.key = (char *)"key",
		.restore = (char *)"restore",
		.title = (char *)"猫咪第一次洗澡",
		.author = (char *)"喵星人日记",
		.author_id = (char *)"7",
		.url = (char *)"https://example.org/",
		.liked_at = 1,
		.made_at = 2,
		.likes = 3,
		.sort = -4,
	};
	const struct snapshot_put result = put_as("me", 0, 5, &like, 1);
	cr_assert(result.added == 1 && result.refreshed == 0 && result.ignored == 0);
	cr_assert_eq(result.highest_sort, -4);
	snapshot_close(s);
	s = must_snapshot(&f);
	struct like got;
	bool found = false;
	cr_assert(snapshot_find_item(s, "me", "item", &got, &found, &err) && found);
	cr_assert_str_eq(got.item, "item");
	cr_assert_str_eq(got.key, "key");
	cr_assert_str_eq(got.restore, "restore");
	cr_assert_str_eq(got.title, "猫咪第一次洗澡");
	cr_assert_str_eq(got.author, "喵星人日记");
	cr_assert_str_eq(got.author_id, "7");
	cr_assert_str_eq(got.url, "https://example.org/");
	cr_assert(got.liked_at == 1 && got.made_at == 2 && got.likes == 3 && got.sort == -4);
	cr_assert_not(got.gone);
	like_finish(&got);
	const struct like bare = like_of("item", "key", 9);
	cr_assert_eq(put_as("me", 0, 6, &bare, 1).refreshed, 1);
	cr_assert(snapshot_find_item(s, "me", "item", &got, &found, &err) && found);
	cr_assert(got.title == NULL && got.restore == NULL && got.url == NULL);
	cr_assert(got.sort == 9 && got.likes == -1);
	like_finish(&got);
}

Test(snapshot, takes_a_page_whole_or_not_at_all) {
	static char id[LIKE_ID_MAX + 2];
	memset(id, 'x', LIKE_ID_MAX + 1);
	struct like likes[] = { like_of("a", "a", 1), like_of("b", id, 1) };
	struct snapshot_put untouched = { .added = 77 };
	cr_assert_not(snapshot_put_page(s, "me", 0, likes, 2, 1, &untouched, &err));
	cr_assert_eq(err.code, ERR_INPUT);
	cr_assert_eq(untouched.added, 77);
	cr_assert_str_eq(list(), "");
	likes[1].key = (char *)"";
	cr_assert_not(snapshot_put_page(s, "me", 0, likes, 2, 1, &untouched, &err));
	likes[1].key = id;
	id[LIKE_ID_MAX] = '\0';
	cr_assert_eq(put_as("me", 0, 1, likes, 2).added, 2);
}

Test(snapshot, tells_what_a_page_did) {
	struct snapshot_put result = put(0, 10, "bcd");
	cr_assert(result.added == 3 && result.refreshed == 0 && result.ignored == 0);
	cr_assert_eq(result.highest_sort, 99);
	sight("b", false, 20);
	result = put(0, 15, "abce");
	cr_assert(result.added == 2 && result.refreshed == 1 && result.ignored == 1);
	cr_assert_eq(result.highest_sort, 100);
	cr_assert_str_eq(list(), "aBcde");
	result = put(0, 15, "");
	cr_assert(result.added == 0 && result.refreshed == 0 && result.ignored == 0);
}

Test(snapshot, a_page_as_it_was_changes_nothing_but_is_met) {
	struct like like = like_of("a", "a", 5);
	like.title = (char *)"one";
	cr_assert_eq(put_as("me", 0, 10, &like, 1).added, 1);
	int64_t walk = 0;
	cr_assert(snapshot_walk_begin(s, "me", &walk, &err), "%s", err.msg);
	struct snapshot_put result = put_as("me", walk, 11, &like, 1);
	cr_assert(result.refreshed == 1 && result.changed == 0);
	cr_assert_eq(result.highest_sort, INT64_MIN);
	cr_assert(snapshot_walk_end(s, "me", walk, 11, NULL, NULL, &err), "%s", err.msg);
	cr_assert_eq(info().gone, 0, "it was met");
	like.title = (char *)"another";
	result = put_as("me", 0, 12, &like, 1);
	cr_assert(result.changed == 1 && result.highest_sort == 5);
	like.sort = 3;
	result = put_as("me", 0, 13, &like, 1);
	cr_assert(result.changed == 1 && result.highest_sort == 5, "it left its old place");
}

Test(snapshot, lists_by_falling_sort_and_rising_key) {
	const struct like likes[] = {
		like_of("1", "b", 5),
		like_of("2", "a", 5),
		like_of("3", "z", 6),
		like_of("4", "c", INT64_MIN),
		like_of("5", "y", INT64_MAX),
		like_of("6", "d", -1),
		like_of("7", "e", 0),
	};
	put_as("me", 0, 1, likes, COUNT_OF(likes));
	cr_assert_str_eq(list(), "yzabedc");
	cr_assert_str_eq(
			page((struct snapshot_page){ .backwards = true, .limit = 100 }), "cdebazy");
}

Test(snapshot, pages_from_every_place_both_ways) {
	put(0, 1, "abcdefgh");
	static const char all[] = "abcdefgh";
	for (size_t at = 0; at < 8; at++) {
		const struct snapshot_place place = { .sort = 100 - (int64_t)at,
			.key = { all[at] } };
		for (size_t limit = 0; limit < 10; limit++) {
			for (int inclusive = 0; inclusive < 2; inclusive++) {
				const size_t from = at + (inclusive ? 0 : 1);
				char wanted[16] = "";
				snprintf(wanted, limit + 1, "%s", all + from);
				cr_assert_str_eq(page((struct snapshot_page){ .from = &place,
								 .inclusive = inclusive != 0,
								 .limit = limit }),
						wanted);
				size_t n = 0;
				for (size_t i = at + (inclusive ? 1 : 0); i > 0 && n < limit; i--) {
					wanted[n++] = all[i - 1];
				}
				wanted[n] = '\0';
				cr_assert_str_eq(page((struct snapshot_page){ .from = &place,
								 .backwards = true,
								 .inclusive = inclusive != 0,
								 .limit = limit }),
						wanted);
			}
		}
		int64_t rank = -1;
		cr_assert(snapshot_rank(s, "me", &place, &rank, &err));
		cr_assert_eq(rank, (int64_t)at);
	}
}

Test(snapshot, a_place_need_not_be_that_of_a_row) {
	put(0, 1, "abc");
	const struct snapshot_place between = { .sort = 100, .key = "aa" };
	cr_assert_str_eq(page((struct snapshot_page){ .from = &between, .limit = 9 }), "bc");
	cr_assert_str_eq(page((struct snapshot_page){
					 .from = &between, .backwards = true, .limit = 9 }),
			"a");
	int64_t rank = -1;
	cr_assert(snapshot_rank(s, "me", &between, &rank, &err));
	cr_assert_eq(rank, 1);
}

Test(snapshot, accounts_are_lists_of_their_own) {
	put(0, 1, "ab");
	const struct like like = like_of("a", "a", 1);
	put_as("you", 0, 1, &like, 1);
	sight("a", false, 2);
	cr_assert_str_eq(list(), "Ab");
	cr_assert_str_eq(page_as("you", (struct snapshot_page){ .limit = 9 }), "a");
	cr_assert(snapshot_forget(s, "me", &err));
	cr_assert_str_eq(list(), "");
	cr_assert_eq(info().walk, 0);
	cr_assert_str_eq(page_as("you", (struct snapshot_page){ .limit = 9 }), "a");
	put(0, 1, "a");
	cr_assert_str_eq(list(), "a", "its tombstones are forgotten too");
}

Test(snapshot, only_a_complete_walk_proves_absence) {
	put(begin(), 10, "abc");
	const int64_t walk = begin();
	put(walk, 20, "a");
	cr_assert_str_eq(list(), "abc");
	fake_clock_advance(&f.fake, 9);
	put(walk, 21, "c");
	end(walk, 20, NULL);
	cr_assert_str_eq(list(), "aBc");
	const struct snapshot_info of = info();
	cr_assert(of.count == 3 && of.gone == 1 && of.walk == 0);
	cr_assert(of.fetched_at == START + 9 && of.as_of == 20);
}

Test(snapshot, a_walk_that_was_begun_anew_is_forgotten) {
	put(begin(), 10, "ab");
	const int64_t old = begin();
	put(old, 20, "a");
	const int64_t new = begin();
	cr_assert_neq(old, new);
	cr_assert_eq(info().walk, new);
	cr_assert_not(snapshot_walk_end(s, "me", old, 20, NULL, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT);
	put(new, 30, "b");
	end(new, 30, NULL);
	cr_assert_str_eq(list(), "Ab");
	cr_assert_not(snapshot_walk_end(s, "me", new, 30, NULL, NULL, &err));
	cr_assert_eq(err.code, ERR_CONFLICT, "it is over");
}

static int asked;

static bool keep_b(const char *item, void *data) {
	(void)data;
	asked++;
	return strcmp(item, "b") == 0;
}

Test(snapshot, keeps_what_an_open_intent_claims) {
	put(begin(), 10, "abc");
	const int64_t walk = begin();
	put(walk, 20, "c");
	asked = 0;
	end(walk, 20, keep_b);
	cr_assert_eq(asked, 2, "only of rows that were not met");
	cr_assert_str_eq(list(), "Abc");
	/* It is not buried either: an older page may still show it. */
	put(0, 15, "b");
	cr_assert_str_eq(list(), "Abc");
}

Test(snapshot, rows_gone_before_are_put_away_by_the_next_walk) {
	put(begin(), 10, "abc");
	sight("b", false, 15);
	cr_assert_str_eq(list(), "aBc");
	int64_t walk = begin();
	put(walk, 20, "a");
	end(walk, 20, NULL);
	cr_assert_str_eq(list(), "aC");
	walk = begin();
	put(walk, 30, "a");
	end(walk, 30, NULL);
	cr_assert_str_eq(list(), "a");
	cr_assert_eq(info().gone, 0);
}

Test(snapshot, put_away_rows_leave_their_tombstones) {
	put(begin(), 10, "ab");
	sight("a", false, 20);
	cr_assert(snapshot_put_away(s, "me", &err));
	cr_assert_str_eq(list(), "b");
	cr_assert_eq(put(0, 19, "a").ignored, 1);
	cr_assert_str_eq(list(), "b");
	cr_assert_eq(put(0, 21, "a").added, 1);
	cr_assert_str_eq(list(), "ab");
}

Test(snapshot, a_stale_page_never_brings_a_like_back) {
	/* Whatever proved that it was gone, whether its row is there, gone, or put away. */
	for (int by_walk = 0; by_walk < 2; by_walk++) {
		for (int away = 0; away < 2; away++) {
			cr_assert(snapshot_forget(s, "me", &err));
			put(begin(), 10, "ab");
			if (by_walk) {
				const int64_t walk = begin();
				put(walk, 20, "b");
				end(walk, 20, NULL);
			} else {
				sight("a", false, 20);
			}
			if (away) {
				cr_assert(snapshot_put_away(s, "me", &err));
			}
			snapshot_close(s);
			s = must_snapshot(&f);
			for (msec_t as_of = 5; as_of < 20; as_of++) {
				cr_assert_eq(put(begin(), as_of, "a").ignored, 1);
				cr_assert_str_eq(list(), away ? "b" : "Ab");
			}
			cr_assert_eq(put(0, 21, "a").ignored, 0);
			cr_assert_str_eq(list(), "ab");
		}
	}
}

Test(snapshot, an_item_never_seen_here_has_a_tombstone_too) {
	sight("a", false, 20);
	cr_assert_eq(put(0, 19, "ab").ignored, 1);
	cr_assert_str_eq(list(), "b");
}

Test(snapshot, an_older_look_changes_nothing) {
	put(0, 20, "a");
	sight("a", false, 19);
	cr_assert_str_eq(list(), "a");
	sight("a", false, 20);
	cr_assert_str_eq(list(), "A");
	sight("a", true, 19);
	cr_assert_str_eq(list(), "A");
	sight("a", true, 30);
	cr_assert_str_eq(list(), "a");
	sight("a", false, 29);
	cr_assert_str_eq(list(), "a", "what was seen at 30 is known");
	cr_assert_eq(put(0, 25, "a").ignored, 0);
	cr_assert_str_eq(list(), "a");
}

Test(snapshot, a_walk_older_than_a_look_proves_nothing) {
	put(begin(), 10, "ab");
	const int64_t walk = begin();
	put(walk, 20, "b");
	sight("a", true, 30);
	end(walk, 20, NULL);
	cr_assert_str_eq(list(), "ab");
}

Test(snapshot, older_data_do_not_replace_newer_but_count_as_met) {
	put(begin(), 20, "ab");
	const int64_t walk = begin();
	struct like older = like_of("a", "a", 7);
	cr_assert_eq(put_as("me", walk, 15, &older, 1).refreshed, 1);
	put(walk, 30, "b");
	end(walk, 30, NULL);
	cr_assert_str_eq(list(), "ab");
	struct like like;
	bool found = false;
	cr_assert(snapshot_find_item(s, "me", "a", &like, &found, &err) && found);
	cr_assert_eq(like.sort, 100);
	like_finish(&like);
}

Test(snapshot, an_item_with_two_records_is_gone_with_the_last) {
	const struct like likes[] = { like_of("x", "a", 9), like_of("x", "b", 8) };
	put_as("me", begin(), 10, likes, 2);
	int64_t walk = begin();
	put_as("me", walk, 20, &likes[1], 1);
	end(walk, 20, NULL);
	cr_assert_str_eq(list(), "Ab");
	cr_assert_eq(put_as("me", 0, 19, &likes[1], 1).ignored, 0, "the item is not buried");
	struct like like;
	bool found = false;
	cr_assert(snapshot_find_item(s, "me", "x", &like, &found, &err) && found);
	cr_assert_str_eq(like.key, "b", "the one that is there");
	like_finish(&like);
	sight("x", true, 25);
	cr_assert_str_eq(list(), "Ab", "to see the item says nothing of the record that is gone");
	sight("x", false, 30);
	cr_assert_str_eq(list(), "AB");
	cr_assert_eq(put_as("me", 0, 29, likes, 2).ignored, 2);
	cr_assert_eq(info().gone, 2);
}

Test(snapshot, both_records_missed_by_one_walk_bury_the_item) {
	const struct like likes[] = { like_of("x", "a", 9), like_of("x", "b", 8) };
	put_as("me", begin(), 10, likes, 2);
	end(begin(), 20, NULL);
	cr_assert_str_eq(list(), "AB");
	cr_assert_eq(put_as("me", 0, 19, likes, 2).ignored, 2);
}

Test(snapshot, a_row_that_moves_is_in_the_list_once) {
	put(0, 10, "abc");
	const struct like first = like_of("c", "c", 1000);
	put_as("me", 0, 11, &first, 1);
	cr_assert_str_eq(list(), "cab");
	cr_assert_eq(info().count, 3);
}

/* --- lists that only name what is in them ----------------------------------------------------- */

static struct like named(const char *item, const char *key, int64_t sort) {
	struct like like = like_of(item, key, sort);
	like.about = LIKE_NOT_DESCRIBED;
	return like;
}

static char items[64];

static bool note_item(const char *item, void *data) {
	(void)data;
	const size_t len = strlen(items);
	snprintf(items + len, sizeof(items) - len, "%s", item);
	return true;
}

static const char *not_described(size_t limit) {
	items[0] = '\0';
	cr_assert(snapshot_each_not_described(s, "me", limit, note_item, NULL, &err), "%s",
			err.msg);
	return items;
}

static void describe(const char *item, const char *title, enum like_about about) {
	const struct like said = {
		.title = (char *)(uintptr_t)title,
		.author = (char *)(uintptr_t) "Bob",
		.made_at = 77,
		.likes = 5,
		.about = about,
	};
	cr_assert(snapshot_describe(s, "me", item, &said, &err), "%s", err.msg);
}

static struct like found(const char *item) {
	struct like like;
	bool there = false;
	cr_assert(snapshot_find_item(s, "me", item, &like, &there, &err) && there);
	return like;
}

Test(snapshot, tells_in_list_order_of_what_nothing_is_known) {
	const struct like likes[] = { named("x", "a", 9), named("y", "b", 8),
		like_of("z", "c", 7) };
	put_as("me", begin(), 10, likes, 3);
	cr_assert_str_eq(not_described(10), "xy");
	cr_assert_str_eq(not_described(1), "x");
	describe("x", "First", LIKE_DESCRIBED);
	cr_assert_str_eq(not_described(10), "y");
	describe("y", NULL, LIKE_NOT_THERE);
	cr_assert_str_eq(not_described(10), "");
}

Test(snapshot, a_list_that_only_names_does_not_take_back_what_was_learned) {
	const struct like likes[] = { named("x", "a", 9), named("x", "b", 8) };
	put_as("me", begin(), 10, likes, 2);
	describe("x", "Learned", LIKE_DESCRIBED);
	struct like moved = named("x", "a", 12);
	cr_assert_eq(put_as("me", begin(), 20, &likes[1], 1).changed, 0);
	cr_assert_eq(put_as("me", begin(), 20, &moved, 1).changed, 1);
	struct like like = found("x");
	cr_assert_str_eq(like.title, "Learned");
	cr_assert_str_eq(like.author, "Bob");
	cr_assert_eq(like.made_at, 77);
	cr_assert_eq(like.likes, 5);
	cr_assert_eq(like.about, LIKE_DESCRIBED);
	cr_assert_eq(like.sort, 12);
	like_finish(&like);
	cr_assert_str_eq(not_described(10), "");
	struct snapshot_place place;
	int64_t passed = 0;
	enum snapshot_search result;
	cr_assert(snapshot_search(s, "me", "learned", &(struct snapshot_page){ .limit = 9 },
			&result, &place, &passed, &err));
	cr_assert_eq(result, SNAPSHOT_FOUND, "it is searched for by what was learned");
}

Test(snapshot, a_record_that_names_another_item_is_to_be_described_anew) {
	const struct like first = named("x", "a", 9), then = named("y", "a", 9);
	put_as("me", begin(), 10, &first, 1);
	describe("x", "Learned", LIKE_DESCRIBED);
	put_as("me", begin(), 20, &then, 1);
	struct like like = found("y");
	cr_assert_null(like.title);
	cr_assert_eq(like.about, LIKE_NOT_DESCRIBED);
	like_finish(&like);
}

Test(snapshot, describing_what_is_not_in_the_list_does_nothing) {
	describe("nothing", "x", LIKE_DESCRIBED);
	put(begin(), 10, "a");
	describe("b", "x", LIKE_DESCRIBED);
	cr_assert_str_eq(list(), "a");
}

Test(snapshot, tells_all_records_of_an_item_and_how_to_restore_each) {
	struct like likes[] = { named("x", "a", 9), named("x", "b", 8), named("y", "c", 7) };
	char *keys = NULL, *restore = NULL;
	likes[1].restore = (char *)(uintptr_t) "{b}";
	put_as("me", begin(), 10, likes, 3);
	cr_assert(snapshot_records(s, "me", "x", &keys, &restore, &err));
	cr_assert_str_eq(keys, "a\nb");
	cr_assert_str_eq(restore, "\n{b}");
	free(keys);
	free(restore);
	cr_assert(snapshot_records(s, "me", "y", &keys, &restore, &err));
	cr_assert_str_eq(keys, "c");
	cr_assert_null(restore);
	free(keys);
	cr_assert(snapshot_records(s, "me", "z", &keys, &restore, &err));
	cr_assert_null(keys);
	cr_assert_null(restore);
}
