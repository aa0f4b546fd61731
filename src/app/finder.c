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
	bool backwards;
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

static void answer(struct finder *finder, bool found) {
	const struct ui_found result = {
		.found = found,
		.sort = finder->at.sort,
		.position = finder->position,
		.key = finder->at.key,
	};
	finder->found(&result, finder->data);
}

static void on_slice(void *data) {
	struct finder *finder = data;
	finder->timer = NULL;
	const struct snapshot_page slice = {
		.from = &finder->at,
		.backwards = finder->backwards,
		.limit = SLICE_ROWS,
	};
	enum snapshot_search result = SNAPSHOT_END;
	struct snapshot_place place = finder->at;
	int64_t passed = 0;
	struct err err;
	bool fine = snapshot_search(finder->client->snapshot,
			finder->client->accounts.list[finder->account].name, finder->folded.data,
			&slice, &result, &place, &passed, &err);
	finder->at = place;
	finder->position += finder->backwards ? -passed : passed;
	finder->looked_at += passed;
	if (!fine || result == SNAPSHOT_END) {
		answer(finder, false);
	} else if (result == SNAPSHOT_FOUND) {
		answer(finder, true);
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
	finder->at = query->from;
	finder->position = query->position;
	finder->looked_at = 0;
	finder->found = found;
	finder->progress = progress;
	finder->data = data;
	next_slice(finder);
}
