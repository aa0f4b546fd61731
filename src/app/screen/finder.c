#include "finder.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* About two milliseconds of rows: a key that comes in the middle is answered in time. */
#define SLICE_ROWS 2000

struct finder {
	struct client *client; /* foreign */
	size_t account;
	struct loop *loop; /* foreign */
	const struct clock *clock; /* foreign */
	struct loop_timer *timer;
	struct buf folded;
	bool backwards, wrapped;
	struct snapshot_place origin;
	bool at_end; /* beyond the first row, or the last one: there is no `at` */
	struct snapshot_place at;
	int64_t position, looked_at;
	finder_found_fn *found;
	finder_progress_fn *progress;
	void *data;
};

struct finder *finder_create(struct client *client, size_t account, struct loop *loop,
		const struct clock *clock) {
	struct finder *finder = xcalloc(1, sizeof *finder);
	finder->client = client;
	finder->account = account;
	finder->loop = loop;
	finder->clock = clock;
	buf_init(&finder->folded, LIKE_TEXT_MAX);
	return finder;
}

void finder_stop(struct finder *finder) {
	loop_cancel_timer(finder->loop, finder->timer);
	finder->timer = NULL;
}

void finder_destroy(struct finder *finder) {
	if (finder == NULL) {
		return;
	}
	finder_stop(finder);
	buf_finish(&finder->folded);
	free(finder);
}

static void on_slice(void *data);

static void next_slice(struct finder *finder) {
	finder->timer = loop_add_timer(finder->loop, clock_mono(finder->clock), on_slice, finder);
}

static void answer(struct finder *finder, bool found, const struct err *err_or_null) {
	const struct ui_found result = {
		.found = found,
		.wrapped = finder->wrapped,
		.sort = finder->at.sort,
		.position = finder->position,
		.key = finder->at.key,
	};
	finder->found(&result, err_or_null, finder->data);
}

static const char *account_name(const struct finder *finder) {
	return finder->client->accounts.list[finder->account].name;
}

/* Once round: where it began was looked at, too. */
static bool is_round(const struct finder *finder) {
	const struct snapshot_place *at = &finder->at, *origin = &finder->origin;
	if (!finder->wrapped) {
		return false;
	}
	int order = strcmp(at->key, origin->key);
	if (at->sort != origin->sort) {
		order = at->sort > origin->sort ? -1 : 1;
	}
	return finder->backwards ? order <= 0 : order >= 0;
}

/* To before the first row, or behind the last one. */
static bool wrap(struct finder *finder, struct err *reterr) {
	struct snapshot_info info;
	if (!snapshot_info(finder->client->snapshot, account_name(finder), &info, reterr)) {
		return false;
	}
	finder->wrapped = finder->at_end = true;
	finder->position = finder->backwards ? info.count : -1;
	return true;
}

static bool search_slice(struct finder *finder, enum snapshot_search *ret, struct err *reterr) {
	const struct snapshot_page slice = {
		.from = finder->at_end ? NULL : &finder->at,
		.backwards = finder->backwards,
		.limit = SLICE_ROWS,
	};
	struct snapshot_place place = finder->at;
	int64_t passed = 0;
	if (!snapshot_search(finder->client->snapshot, account_name(finder), finder->folded.data,
			    &slice, ret, &place, &passed, reterr)) {
		return false;
	}
	finder->at_end = finder->at_end && *ret == SNAPSHOT_END;
	finder->at = place;
	finder->position += finder->backwards ? -passed : passed;
	finder->looked_at += passed;
	return true;
}

static void on_slice(void *data) {
	struct finder *finder = data;
	enum snapshot_search result = SNAPSHOT_END;
	finder->timer = NULL;
	struct err err;
	if (!search_slice(finder, &result, &err)) {
		answer(finder, false, &err);
	} else if (result == SNAPSHOT_FOUND) {
		answer(finder, true, NULL);
	} else if (result == SNAPSHOT_END ? finder->wrapped : is_round(finder)) {
		answer(finder, false, NULL);
	} else if (result == SNAPSHOT_END && !wrap(finder, &err)) {
		answer(finder, false, &err);
	} else {
		finder->progress(finder->looked_at, finder->data);
		next_slice(finder);
	}
}

void finder_start(struct finder *finder, const struct finder_query *query, finder_found_fn *found,
		finder_progress_fn *progress, void *data) {
	finder_stop(finder);
	buf_reset(&finder->folded);
	text_fold(query->text, strlen(query->text), &finder->folded);
	finder->backwards = query->backwards;
	finder->wrapped = finder->at_end = false;
	finder->origin = finder->at = query->from;
	finder->position = query->position;
	finder->looked_at = 0;
	finder->found = found;
	finder->progress = progress;
	finder->data = data;
	next_slice(finder);
}
