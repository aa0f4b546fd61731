#include "unlike/app/inproc_http.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define KEY_HEADER "Idempotency-Key: "
#define TYPE_HEADER "Content-Type: "

struct request {
	struct request *next; /* own */
	uint64_t id;
	msec_t arrives_at, answered_at; /* mono */
	bool late; /* its time-out comes first */
	char *method, *path, *query, *token, *key, *type, *body; /* own */
	size_t body_len, max_response;
	http_fn *fn;
	void *data; /* foreign */

	/* From its arrival on. */
	bool lost, handled;
	struct likesd_response response; /* own when handled */
};

struct inproc_http {
	struct likesd *likesd; /* foreign */
	struct loop *loop; /* foreign */
	const struct clock *clock; /* foreign */
	struct loop_timer *timer;
	/* own; on the way there, arrived now, on the way back, to be answered now; each in the
	 * order they were submitted */
	struct request *going, *arrived, *coming, *ready;
	uint64_t last_id;
	size_t count;

	bool down;
	msec_t delay;
	size_t refuse, lose;
	int refuse_status;
	msec_t refuse_retry_after;
};

/* --- requests -------------------------------------------------------------------------------- */

static void request_destroy(struct request *request) {
	if (request->handled) {
		likesd_response_finish(&request->response);
	}
	free(request->method);
	free(request->path);
	free(request->query);
	free(request->token);
	free(request->key);
	free(request->type);
	free(request->body);
	free(request);
}

static void append(struct request **list, struct request *request) {
	while (*list != NULL) {
		list = &(*list)->next;
	}
	request->next = NULL;
	*list = request;
}

static void fail(struct request *request, enum err_code code, const char *why) {
	struct err err = { 0 };

	err_set(&err, code, "%s", why);
	request->fn(NULL, &err, request->data);
	request_destroy(request);
}

/* What stands behind `name` in a header that begins so, or NULL. */
static char *find_header(const char *const *headers, const char *name) {
	for (size_t i = 0; headers != NULL && headers[i] != NULL; i++) {
		if (strncmp(headers[i], name, strlen(name)) == 0) {
			return xstrdup(headers[i] + strlen(name));
		}
	}
	return NULL;
}

static void set_target(struct request *request, const char *url) {
	const char *host = strstr(url, "://");
	const char *path = host != NULL ? strchr(host + 3, '/') : NULL;

	request->path = xstrdup(path != NULL ? path : "/");
	char *question = strchr(request->path, '?');
	if (question != NULL) {
		*question = '\0';
		request->query = xstrdup(question + 1);
	}
}

/* --- delivery -------------------------------------------------------------------------------- */

static void deliver(void *data);

static void arm(struct inproc_http *http) {
	msec_t at = MSEC_NEVER;

	for (const struct request *r = http->going; r != NULL; r = r->next) {
		at = r->arrives_at < at ? r->arrives_at : at;
	}
	for (const struct request *r = http->coming; r != NULL; r = r->next) {
		at = r->answered_at < at ? r->answered_at : at;
	}
	loop_cancel_timer(http->loop, http->timer);
	http->timer = at == MSEC_NEVER ? NULL : loop_add_timer(http->loop, at, deliver, http);
}

typedef msec_t due_fn(const struct request *request);

static msec_t arrival(const struct request *request) {
	return request->arrives_at;
}

static msec_t answering(const struct request *request) {
	return request->answered_at;
}

static void move_due(struct request **from, struct request **to, due_fn *due, msec_t now) {
	while (*from != NULL) {
		struct request *request = *from;
		if (due(request) > now) {
			from = &request->next;
			continue;
		}
		*from = request->next;
		append(to, request);
	}
}

static void handle(struct inproc_http *http, struct request *request) {
	const struct likesd_request view = {
		.method = request->method,
		.path = request->path,
		.query = request->query,
		.token = request->token,
		.idem_key = request->key,
		.content_type = request->type,
		.body = request->body,
		.body_len = request->body_len,
	};

	if (http->down) {
		request->lost = true;
		return;
	}
	request->handled = true;
	if (http->refuse > 0) {
		http->refuse--;
		likesd_refuse(http->refuse_status,
				http->refuse_status == 401 ? "unauthorized" : "set-by-a-test",
				"Set", "This answer was set.", NULL, &request->response);
		if (http->refuse_retry_after > 0) {
			request->response.retry_after = http->refuse_retry_after;
		}
		return;
	}
	likesd_handle(http->likesd, &view, &request->response);
	request->lost = http->lose > 0;
	http->lose -= request->lost ? 1 : 0;
}

/* One turn for all that have arrived. */
static void handle_arrived(struct inproc_http *http) {
	if (http->arrived == NULL) {
		return;
	}
	bool fine = likesd_turn_begin(http->likesd, NULL);

	for (struct request *r = http->arrived; fine && r != NULL; r = r->next) {
		handle(http, r);
	}
	if (fine && likesd_turn_commit(http->likesd, NULL)) {
		return;
	}
	for (struct request *r = http->arrived; r != NULL; r = r->next) {
		if (r->handled) {
			likesd_response_finish(&r->response);
		}
		r->handled = true;
		likesd_refuse(503, "unavailable", "Not possible at the moment",
				"Nothing of the request was done.", NULL, &r->response);
	}
}

static void answer(const struct inproc_http *http, struct request *request) {
	if (request->late) {
		fail(request, ERR_TIMEOUT, "no answer in time");
		return;
	}
	if (request->lost || http->down) {
		fail(request, ERR_NET, "the connection was lost");
		return;
	}
	const struct likesd_response *from = &request->response;
	if (from->body.len > request->max_response) {
		fail(request, ERR_PROTOCOL, "the answer is too long");
		return;
	}
	const struct http_response response = {
		.status = from->status,
		.content_type = from->content_type,
		.body = from->body.data,
		.body_len = from->body.len,
		.retry_after = from->retry_after,
	};
	request->fn(&response, NULL, request->data);
	request_destroy(request);
}

static void deliver(void *data) {
	struct inproc_http *http = data;
	msec_t now = clock_mono(http->clock);

	http->timer = NULL;
	assert(http->arrived == NULL && http->ready == NULL);
	move_due(&http->going, &http->arrived, arrival, now);
	handle_arrived(http);
	move_due(&http->arrived, &http->coming, arrival, now);
	move_due(&http->coming, &http->ready, answering, now);
	/* An answer may submit, and cancel what is still to be answered. */
	while (http->ready != NULL) {
		struct request *request = http->ready;
		http->ready = request->next;
		answer(http, request);
	}
	arm(http);
}

/* --- http_ops -------------------------------------------------------------------------------- */

static uint64_t submit(void *self, const struct http_request *req, http_fn *fn, void *data) {
	struct inproc_http *http = self;
	struct request *request = xcalloc(1, sizeof(*request));
	msec_t now = clock_mono(http->clock);
	msec_t delay = http->delay < req->timeout ? http->delay : req->timeout;

	*request = (struct request){
		.id = ++http->last_id,
		.arrives_at = now + delay / 2,
		.answered_at = now + delay,
		.late = http->delay > req->timeout,
		.method = xstrdup(req->method),
		.token = xstrdup(req->bearer),
		.key = find_header(req->headers, KEY_HEADER),
		.type = find_header(req->headers, TYPE_HEADER),
		.body = req->body != NULL ? xstrndup(req->body, req->body_len) : NULL,
		.body_len = req->body_len,
		.max_response = req->max_response,
		.fn = fn,
		.data = data,
	};
	set_target(request, req->url);
	append(&http->going, request);
	http->count++;
	arm(http);
	return request->id;
}

static struct request *take(struct request **list, uint64_t id) {
	for (; *list != NULL; list = &(*list)->next) {
		struct request *request = *list;
		if (request->id == id) {
			*list = request->next;
			return request;
		}
	}
	return NULL;
}

static void cancel(void *self, uint64_t id) {
	struct inproc_http *http = self;
	struct request **const lists[] = { &http->going, &http->coming, &http->ready };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct request *request = take(lists[i], id);
		if (request != NULL) {
			fail(request, ERR_CANCELED, "canceled");
			return;
		}
	}
}

static const struct http_ops ops = { .submit = submit, .cancel = cancel };

struct http_client inproc_http_client(struct inproc_http *http) {
	return (struct http_client){ .ops = &ops, .self = http };
}

/* --- life, faults ---------------------------------------------------------------------------- */

struct inproc_http *inproc_http_create(
		struct likesd *likesd, struct loop *loop, const struct clock *clock) {
	struct inproc_http *http = xcalloc(1, sizeof(*http));

	*http = (struct inproc_http){ .likesd = likesd, .loop = loop, .clock = clock };
	return http;
}

void inproc_http_destroy(struct inproc_http *http) {
	if (http == NULL) {
		return;
	}
	while (http->going != NULL) {
		cancel(http, http->going->id);
	}
	while (http->coming != NULL) {
		cancel(http, http->coming->id);
	}
	assert(http->arrived == NULL && http->ready == NULL);
	loop_cancel_timer(http->loop, http->timer);
	free(http);
}

void inproc_http_set_likesd(struct inproc_http *http, struct likesd *likesd) {
	http->likesd = likesd;
}

void inproc_http_set_down(struct inproc_http *http, bool down) {
	http->down = down;
}

void inproc_http_set_delay(struct inproc_http *http, msec_t delay) {
	assert(delay >= 0);
	http->delay = delay;
}

void inproc_http_refuse_next(struct inproc_http *http, size_t n, int status, msec_t retry_after) {
	assert(status >= 400 && status <= 599 && retry_after >= 0);
	http->refuse = n;
	http->refuse_status = status;
	http->refuse_retry_after = retry_after;
}

void inproc_http_lose_next(struct inproc_http *http, size_t n) {
	http->lose = n;
}

size_t inproc_http_count(const struct inproc_http *http) {
	return http->count;
}
