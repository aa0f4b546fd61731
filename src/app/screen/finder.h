/* A search through the list in slices, so that a key never waits for it. */
#pragma once

#include <stdbool.h>

#include "client/client.h"
#include "unlike/ui/model.h"

struct finder;

/* `found` is called from the loop, once, when a row was found or the whole list was looked at;
 * `progress` after each slice that found nothing. */
/* err_or_null: why it was broken off; nothing was found then. */
typedef void finder_found_fn(
		const struct ui_found *found, const struct err *err_or_null, void *data);
typedef void finder_progress_fn(int64_t rows, void *data);

struct finder *finder_create(struct client *client, size_t account, struct loop *loop,
		const struct clock *clock);
void finder_destroy(struct finder *finder);

struct finder_query {
	const char *text; /* as typed */
	bool backwards;
	struct snapshot_place from; /* exclusive */
	int64_t position; /* of `from` */
};
/* Starts; one under way is forgotten. It goes on from the other end up to `from`, inclusive. */
void finder_start(struct finder *finder, const struct finder_query *query, finder_found_fn *found,
		finder_progress_fn *progress, void *data);
void finder_stop(struct finder *finder);
