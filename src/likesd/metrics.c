#include "metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define OTHER "other"

static const struct {
	msec_t up_to;
	const char *seconds;
} buckets[METRICS_BUCKETS] = {
	{ 1, "0.001" },
	{ 5, "0.005" },
	{ 10, "0.01" },
	{ 50, "0.05" },
	{ 100, "0.1" },
	{ 500, "0.5" },
	{ 2500, "2.5" },
	{ INT64_MAX, "+Inf" },
};

void metrics_finish(struct metrics *metrics) {
	free(metrics->answers);
	*metrics = (struct metrics){ 0 };
}

const char *metrics_method(const char *method) {
	static const char *const known[] = { "GET", "PUT", "POST", "DELETE" };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (method != NULL && strcmp(method, known[i]) == 0) {
			return known[i];
		}
	}
	return OTHER;
}

const char *metrics_route(const char *route_or_null) {
	return route_or_null != NULL ? route_or_null : OTHER;
}

/* Few: routes, methods and statuses are ours. */
static struct metrics_answers *answers_of(
		struct metrics *metrics, const char *method, const char *route, int status) {
	for (size_t i = 0; i < metrics->n; i++) {
		struct metrics_answers *answers = &metrics->answers[i];
		if (answers->status == status && answers->route == route &&
				answers->method == method) {
			return answers;
		}
	}
	if (metrics->n == metrics->room) {
		metrics->room = metrics->room == 0 ? 32 : 2 * metrics->room;
		metrics->answers = xrealloc(
				metrics->answers, metrics->room * sizeof metrics->answers[0]);
	}
	metrics->answers[metrics->n] = (struct metrics_answers){
		.route = route, .method = method, .status = status
	};
	return &metrics->answers[metrics->n++];
}

void metrics_note(struct metrics *metrics, const char *method, const char *route, int status,
		msec_t took) {
	assert(status >= 100 && status <= 599);
	took = took > 0 ? took : 0;
	answers_of(metrics, metrics_method(method), metrics_route(route), status)->count++;
	size_t i = 0;
	while (took > buckets[i].up_to) {
		i++;
	}
	metrics->buckets[i]++;
	metrics->took += took;
}

/* --- as text --------------------------------------------------------------------------------- */

static void head(struct buf *out, const char *name, const char *type, const char *help) {
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void gauge(struct buf *out, const char *name, int64_t value, const char *help) {
	head(out, name, "gauge", help);
	buf_printf(out, "%s %" PRId64 "\n", name, value);
}

static void write_answers(const struct metrics *metrics, struct buf *out) {
	head(out, "likesd_http_requests_total", "counter",
			"Requests that were answered. Those that are no HTTP are not in it.");
	for (size_t i = 0; i < metrics->n; i++) {
		const struct metrics_answers *answers = &metrics->answers[i];
		buf_printf(out,
				"likesd_http_requests_total{method=\"%s\",route=\"%s\",status=\"%"
				"d\"} "
				"%" PRId64 "\n",
				answers->method, answers->route, answers->status, answers->count);
	}
}

static void write_seconds(const struct metrics *metrics, struct buf *out) {
	int64_t so_far = 0;
	head(out, "likesd_http_request_seconds", "histogram",
			"From a request's first line until its answer is handed over.");
	for (size_t i = 0; i < METRICS_BUCKETS; i++) {
		so_far += metrics->buckets[i];
		buf_printf(out, "likesd_http_request_seconds_bucket{le=\"%s\"} %" PRId64 "\n",
				buckets[i].seconds, so_far);
	}
	buf_printf(out,
			"likesd_http_request_seconds_sum %" PRId64 ".%03d\n"
			"likesd_http_request_seconds_count %" PRId64 "\n",
			metrics->took / MSEC_PER_SEC, (int)(metrics->took % MSEC_PER_SEC), so_far);
}

void metrics_write(const struct metrics *metrics, const struct metrics_now *now, struct buf *out) {
	head(out, "likesd_info", "gauge", "Always 1.");
	buf_printf(out, "likesd_info{version=\"%s\"} 1\n", UNLIKE_VERSION);
	gauge(out, "likesd_start_time_seconds", now->started / MSEC_PER_SEC,
			"When this likesd started, in seconds since 1970.");
	write_answers(metrics, out);
	write_seconds(metrics, out);
	gauge(out, "likesd_http_connections", (int64_t)metrics->connections,
			"Connections that are open.");
	gauge(out, "likesd_accounts", now->accounts, "Accounts.");
	gauge(out, "likesd_operations_pending", now->pending,
			"Operations that are accepted and not yet published.");
	gauge(out, "likesd_database_pages", now->pages, "Pages of the database.");
	gauge(out, "likesd_database_free_pages", now->free_pages,
			"Those of them that nothing is stored in.");
}
