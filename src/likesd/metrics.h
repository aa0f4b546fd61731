/*
 * What likesd counts of itself, and how Prometheus reads it (text format 0.0.4). Labels are words
 * of ours only: nothing that a client sends, no name, no id, so that they stay few and tell nobody
 * anything.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define METRICS_BUCKETS 8 /* the last one is for whatever takes longer */

struct metrics_answers {
	const char *route, *method; /* static */
	int status;
	int64_t count;
};

struct metrics {
	struct metrics_answers *answers; /* own; one for each route, method and status seen */
	size_t n, room;
	int64_t buckets[METRICS_BUCKETS]; /* each by itself, not summed up */
	msec_t took; /* by all answers */
	size_t connections;
};

/* What is looked up when it is asked for. */
struct metrics_now {
	msec_t started; /* wall */
	int64_t accounts, pending, pages, free_pages;
};

/* A zeroed one is empty. */
void metrics_finish(struct metrics *metrics);
/* `route` is static; NULL: none was found. */
void metrics_note(struct metrics *metrics, const char *method, const char *route, int status,
		msec_t took);
void metrics_write(const struct metrics *metrics, const struct metrics_now *now, struct buf *out);
/* GET, PUT, POST, DELETE or "other"; static. */
const char *metrics_method(const char *method);
/* The route, or "other". */
const char *metrics_route(const char *route_or_null);
