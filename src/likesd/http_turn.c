/*
 * A turn: all requests that wait, one transaction, one commit, then all answers. The answers go out
 * only when the commit is on disk: what a client was told has happened.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http_parts.h"
#include "metrics.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* More than the connections that are allowed by default; each waits with at most one request. */
#define QUEUE_MAX 1024
#define TROUBLE_PAUSE MSEC_PER_SEC
#define PART_PAUSE MSEC_PER_MIN

static void refuse_unavailable(const char *detail, struct likesd_response *ret) {
	likesd_refuse(MHD_HTTP_SERVICE_UNAVAILABLE, "unavailable", "Not possible at the moment",
			detail, NULL, ret);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value) {
	/* Fails only without memory; the answer is right without these, too. */
	(void)MHD_add_response_header(response, name, value);
}

static void add_headers(struct MHD_Response *mhd, const struct likesd_response *response) {
	add_header(mhd, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (response->content_type != NULL) {
		add_header(mhd, MHD_HTTP_HEADER_CONTENT_TYPE, response->content_type);
	}
	if (response->retry_after > 0) {
		char text[24];
		snprintf(text, sizeof text, "%lld",
				(long long)((response->retry_after + MSEC_PER_SEC - 1) /
						MSEC_PER_SEC));
		add_header(mhd, MHD_HTTP_HEADER_RETRY_AFTER, text);
	}
	if (response->status == MHD_HTTP_UNAUTHORIZED) {
		add_header(mhd, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
	}
	if (response->allow != NULL) {
		add_header(mhd, MHD_HTTP_HEADER_ALLOW, response->allow);
	}
}

static const struct sockaddr *address_of(const struct http_request *request) {
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
			request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	return info != NULL ? info->client_addr : NULL;
}

/* Of what the client sent there is the address and, by its name here, the method: a path and a
 * header may hold anything, a token too. */
static void note_answer(struct likesd_http *http, const struct http_request *request,
		const struct likesd_response *response) {
	msec_t took = clock_mono(http->clock) - request->began;
	likesd_note_answer(http->likesd, request->method, response, took);
	if (http->verbose) {
		char address[HTTP_ADDRESS_TEXT];
		http_listen_text(address_of(request), address);
		fprintf(stderr, "likesd: %s %s %s %d, %zu bytes, %lld ms\n", address,
				metrics_method(request->method), metrics_route(response->route),
				response->status, response->body.len, (long long)took);
	}
}

enum MHD_Result http_turn_answer(struct likesd_http *http, const struct http_request *request,
		struct likesd_response *response, bool close) {
	assert(response->status >= 200 && response->status <= 599);
	assert(!response->body.overflowed);
	note_answer(http, request, response);
	unsigned status = (unsigned)response->status;
	size_t len = 0;
	char *body = buf_take(&response->body, &len);
	struct MHD_Response *mhd =
			MHD_create_response_from_buffer(len, body, MHD_RESPMEM_MUST_FREE);
	if (mhd == NULL) {
		free(body);
		likesd_response_finish(response);
		return MHD_NO;
	}
	add_headers(mhd, response);
	if (close || http->stopping) {
		add_header(mhd, MHD_HTTP_HEADER_CONNECTION, "close");
	}
	enum MHD_Result result = MHD_queue_response(request->connection, status, mhd);
	MHD_destroy_response(mhd);
	likesd_response_finish(response);
	return result;
}

enum MHD_Result http_turn_enqueue(struct likesd_http *http, struct http_request *request) {
	if (http->waiting >= QUEUE_MAX) {
		struct likesd_response response;
		refuse_unavailable(
				"Too many requests wait. Try again with the same key.", &response);
		return http_turn_answer(http, request, &response, false);
	}
	MHD_suspend_connection(request->connection);
	request->next = NULL;
	*http->last = request;
	http->last = &request->next;
	http->waiting++;
	return MHD_YES;
}

/* Said when it begins and when it ends, not once a request. */
static void tell_trouble(struct likesd_http *http, const struct err *err) {
	if (err != NULL && !http->trouble) {
		fprintf(stderr,
				"likesd: nothing can be stored: %s. Requests are answered 503 "
				"until that is mended.\n",
				err->msg);
	}
	if (err == NULL && http->trouble) {
		fprintf(stderr, "likesd: the database works again.\n");
	}
	http->trouble = err != NULL;
}

/* A request that fails while others do not may come again and again. */
static void tell_part(struct likesd_http *http, const struct err *err) {
	msec_t now = clock_mono(http->clock);
	if (http->part_told != 0 && now - http->part_told < PART_PAUSE) {
		return;
	}
	http->part_told = now;
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(err->msg, strlen(err->msg), &clean);
	fprintf(stderr, "likesd: %s. Said once a minute.\n", clean.data);
	buf_finish(&clean);
}

/* Fills responses[0 … n−1], whatever happens. */
static void handle_all(struct likesd_http *http, const struct http_request *first,
		struct likesd_response *responses, size_t n) {
	struct err err = { 0 };
	bool fine = likesd_turn_begin(http->likesd, &err);
	size_t handled = 0;
	for (const struct http_request *r = first; fine && r != NULL; r = r->next) {
		struct likesd_request view = http_request_view(r);
		likesd_handle(http->likesd, &view, &responses[handled++]);
	}
	fine = fine && likesd_turn_commit(http->likesd, &err);
	assert(!fine || handled == n);
	tell_trouble(http, fine ? NULL : &err);
	if (fine) {
		if (likesd_turn_trouble(http->likesd) != NULL) {
			tell_part(http, likesd_turn_trouble(http->likesd));
		}
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *route = NULL;
		if (i < handled) {
			route = responses[i].route;
			likesd_response_finish(&responses[i]);
		}
		refuse_unavailable("Nothing of the request was done. Try again with the same key.",
				&responses[i]);
		responses[i].route = route;
	}
}

static void publish_due(void *data) {
	struct likesd_http *http = data;
	http->publish_timer = NULL;
	http_turn_run(http);
}

static void arm_publication(struct likesd_http *http) {
	loop_cancel_timer(http->loop, http->publish_timer);
	http->publish_timer = NULL;
	msec_t in = likesd_due_in(http->likesd);
	if (in == MSEC_NEVER) {
		return;
	}
	if (in < 1) {
		in = 1;
	}
	if (http->trouble && in < TROUBLE_PAUSE) {
		in = TROUBLE_PAUSE;
	}
	http->publish_timer =
			loop_add_timer(http->loop, clock_mono(http->clock) + in, publish_due, http);
}

/* True: the answer has become another, and the connection is to be closed behind it, so that every
 * further try costs a handshake. */
static bool limit_guesses(struct likesd_http *http, const struct http_request *request,
		struct likesd_response *response) {
	if (response->status != MHD_HTTP_UNAUTHORIZED) {
		return false;
	}
	msec_t wait = http_guess_add(&http->guess, address_of(request), clock_mono(http->clock));
	if (wait == 0) {
		return false;
	}
	const char *route = response->route;
	likesd_response_finish(response);
	likesd_refuse_guess(wait, response);
	response->route = route;
	return true;
}

void http_turn_run(struct likesd_http *http) {
	size_t n = http->waiting;
	struct http_request *request = http->first;
	http->first = NULL;
	http->last = &http->first;
	http->waiting = 0;
	struct likesd_response *responses = n > 0 ? xcalloc(n, sizeof *responses) : NULL;
	handle_all(http, request, responses, n);
	for (size_t i = 0; i < n; i++) {
		/* From the resume on the request belongs to libmicrohttpd. */
		struct http_request *next = request->next;
		struct MHD_Connection *connection = request->connection;
		bool close = limit_guesses(http, request, &responses[i]);
		/* Not queued (no memory): libmicrohttpd closes a resumed one without an answer. */
		(void)http_turn_answer(http, request, &responses[i], close);
		MHD_resume_connection(connection);
		request = next;
	}
	free(responses);
	arm_publication(http);
}
