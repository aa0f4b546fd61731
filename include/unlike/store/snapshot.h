/*
 * snapshot.db: what the services last showed. Never edited optimistically; lost or damaged, it is
 * fetched again (a damaged file is set aside, never deleted). Pages by key: a million rows cost
 * what a hundred do.
 *
 * A *walk* is one reading of the whole list, page by page. Only a complete walk proves absence.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/core/like.h"

struct snapshot;

/*
 * Opens or makes the file (":memory:" for none). WAL, synchronous NORMAL. A damaged one is renamed
 * to "<path>.damaged-<time>" with its -wal and -shm, and a new one made; *ret_set_aside (owned,
 * NULL otherwise) is its new name. ERR_DB: of a newer version (nothing is changed). `clock` must
 * outlive it. A large file is checked only after it was met damaged.
 */
struct snapshot *snapshot_open(const char *path, const struct clock *clock, char **ret_set_aside,
		struct err *reterr);
void snapshot_close(struct snapshot *snapshot);

struct snapshot_info {
	int64_t count; /* rows in the list, those gone but not yet put away included */
	int64_t gone; /* of them, gone */
	msec_t fetched_at; /* our wall clock: end of the newest complete walk; 0: never */
	msec_t as_of; /* the service's clock: of that walk */
	int64_t walk; /* the walk under way, 0: none */
};
bool snapshot_info(struct snapshot *s, const char *account, struct snapshot_info *ret,
		struct err *reterr);

/* Starts a walk; one that was under way is forgotten. */
bool snapshot_walk_begin(
		struct snapshot *s, const char *account, int64_t *ret_walk, struct err *reterr);

struct snapshot_put {
	size_t added, refreshed, ignored; /* ignored: older than what we know (a tombstone) */
	size_t changed; /* of the refreshed, those that differ from what was there */
	int64_t highest_sort; /* of the rows added or changed, before and after; INT64_MIN: none */
};
/*
 * Merges one page into the list, in one transaction. A like whose item was seen gone as of later
 * than `as_of` is ignored (a stale page never brings a like back).
 */
bool snapshot_put_page(struct snapshot *s, const char *account, int64_t walk,
		const struct like *likes, size_t n, msec_t as_of, struct snapshot_put *ret,
		struct err *reterr);

/* Asked for each row the walk did not meet; true keeps it as it is (its intent is open). */
typedef bool snapshot_keep_fn(const char *item, void *data);
/* The walk met the end: rows it did not meet, and that `keep` does not claim, are gone as of
 * `as_of` (that of its first page). Rows gone before are put away. `keep` may be NULL.
 * ERR_CONFLICT: another walk was begun. */
bool snapshot_walk_end(struct snapshot *s, const char *account, int64_t walk, msec_t as_of,
		snapshot_keep_fn *keep, void *data, struct err *reterr);

/* A look by id: liked or not, as of then. An older look than what is known changes nothing. */
bool snapshot_sight(struct snapshot *s, const char *account, const char *item, bool liked,
		msec_t as_of, struct err *reterr);

/* Takes rows that are gone out of the list (their tombstones stay): at start and on refresh. */
bool snapshot_put_away(struct snapshot *s, const char *account, struct err *reterr);

/* Forgets an account's rows. */
bool snapshot_forget(struct snapshot *s, const char *account, struct err *reterr);

/* A place in the list. */
struct snapshot_place {
	int64_t sort;
	char key[LIKE_ID_MAX + 1];
};

/* Borrowed for the call; fn calls nothing of this module. */
typedef void snapshot_row_fn(const struct like *like, void *data);

/*
 * Rows in list order from a place (NULL: the first, or with `backwards` the last). With `backwards`
 * they come nearest first. `inclusive`: the row at the place itself too.
 */
struct snapshot_page {
	const struct snapshot_place *from;
	bool backwards, inclusive;
	size_t limit;
};
bool snapshot_page(struct snapshot *s, const char *account, const struct snapshot_page *page,
		snapshot_row_fn *fn, void *data, struct err *reterr);

/*
 * What was learned of an item that the list only names: all its rows show it from now on, and later
 * pages that only name it leave it. Of `said`: title, author, author_id, url, made_at, likes and
 * about (never LIKE_NOT_DESCRIBED) count. Unknown items: nothing happens.
 */
bool snapshot_describe(struct snapshot *s, const char *account, const char *item,
		const struct like *said, struct err *reterr);
/* Items of which nothing is known yet, in list order, at most `limit`; false stops. */
typedef bool snapshot_item_fn(const char *item, void *data);
bool snapshot_each_not_described(struct snapshot *s, const char *account, size_t limit,
		snapshot_item_fn *fn, void *data, struct err *reterr);

/* Every record of an item: their keys and what restores them, a line each, in the same order.
 * *ret_keys NULL: it is not in the list; *ret_restore NULL: nothing is known that restores one.
 * Both are owned. */
bool snapshot_records(struct snapshot *s, const char *account, const char *item, char **ret_keys,
		char **ret_restore, struct err *reterr);

/* The row of an item; *ret_found false: none. *ret is owned (like_finish). */
bool snapshot_find_item(struct snapshot *s, const char *account, const char *item, struct like *ret,
		bool *ret_found, struct err *reterr);

/* How many rows stand before a place. Grows with the depth: not on the way from a key to a
 * frame. */
bool snapshot_rank(struct snapshot *s, const char *account, const struct snapshot_place *place,
		int64_t *ret, struct err *reterr);

/*
 * A slice of a search for text in title or author: looks at up to `rows` rows from a place on
 * (exclusive), so that a search through a million rows never holds up a key. `folded` is from
 * text_fold(). *ret_place: the row found, or the last one looked at; as it was at the end.
 * *ret_passed: rows looked at, the found one included.
 */
enum snapshot_search { SNAPSHOT_FOUND, SNAPSHOT_NOT_YET, SNAPSHOT_END, SNAPSHOT_SEARCH_COUNT };
bool snapshot_search(struct snapshot *s, const char *account, const char *folded,
		const struct snapshot_page *slice, enum snapshot_search *ret,
		struct snapshot_place *ret_place, int64_t *ret_passed, struct err *reterr);
