#include "bluesky_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "wire.h"

#define TIMEOUT MSEC_PER_MIN

static void on_answer(const struct http_response *res, const struct err *err, void *data);

/* --- life ------------------------------------------------------------------------------------ */

struct op *op_create(struct bluesky *s, void *fn_data) {
	struct op *op = xcalloc(1, sizeof(*op));

	*op = (struct op){
		.s = s,
		.next = s->ops,
		.id = ++s->last_op,
		.started = clock_wall(s->env.clock),
		.fn_data = fn_data,
	};
	s->ops = op;
	if (s->session.did == NULL) {
		session_look(s);
	}
	return op;
}

void op_take(struct op *op) {
	struct op **at = &op->s->ops;

	while (*at != op) {
		assert(*at != NULL);
		at = &(*at)->next;
	}
	*at = op->next;
}

static void forget_request(struct op *op) {
	free(op->request.url);
	secret_free(op->request.body);
	op->request = (struct request){ 0 };
}

void op_free(struct op *op) {
	if (op->finish != NULL) {
		op->finish(op);
	}
	free(op->state);
	forget_request(op);
	free(op);
}

/* --- requests -------------------------------------------------------------------------------- */

/* With nobody signed in there is nothing to ask but who we are, and that ends as it must: out of
 * reach, or signed out. */
static char *url_of_nobody(const struct bluesky *s) {
	return xasprintf("%s/xrpc/com.atproto.server.getSession", s->account->url);
}

static const char *bearer_of(const struct bluesky *s, enum bluesky_auth auth) {
	if (auth == AUTH_NONE) {
		return NULL;
	}
	return auth == AUTH_ACCESS ? s->session.access : s->session.refresh;
}

static void submit(struct op *op) {
	struct bluesky *s = op->s;
	const struct request *request = &op->request;
	bool nobody = request->auth != AUTH_NONE && s->session.did == NULL;
	char *nobodys = nobody ? url_of_nobody(s) : NULL;
	const char *headers[] = { "Accept: application/json",
		request->body != NULL ? "Content-Type: application/json" : NULL, NULL };
	const struct http_request http = {
		.method = nobody ? "GET" : request->method,
		.url = nobody ? nobodys : request->url,
		.headers = headers,
		.bearer = bearer_of(s, request->auth),
		.body = nobody ? NULL : request->body,
		.body_len = nobody || request->body == NULL ? 0 : strlen(request->body),
		.max_response = request->max_response,
		.timeout = request->timeout,
	};

	op->session_no = s->session_no;
	op->http = s->env.http.ops->submit(s->env.http.self, &http, on_answer, op);
	free(nobodys);
}

void op_send(struct op *op, const struct request *request) {
	forget_request(op);
	op->request = *request;
	op->renewed = false;
	submit(op);
}

static const char *server_of(const struct bluesky *s) {
	return s->session.did != NULL ? s->session.server : s->account->url;
}

void op_get(struct op *op, const char *method, const struct buf *query, enum bluesky_auth auth,
		size_t max_response) {
	const struct request request = {
		.method = "GET",
		.what = method,
		.url = xasprintf("%s/xrpc/%s%s", server_of(op->s), method,
				query != NULL ? query->data : ""),
		.auth = auth,
		.max_response = max_response,
		.timeout = TIMEOUT,
	};

	op_send(op, &request);
}

static void post(struct op *op, const char *method, const char *server, struct buf *body,
		enum bluesky_auth auth) {
	const struct request request = {
		.method = "POST",
		.what = method,
		.url = xasprintf("%s/xrpc/%s", server, method),
		.body = buf_take(body, NULL),
		.auth = auth,
		.max_response = BLUESKY_OTHER_BYTES,
		.timeout = TIMEOUT,
	};

	op_send(op, &request);
}

void op_post(struct op *op, const char *method, struct buf *body) {
	post(op, method, server_of(op->s), body, AUTH_ACCESS);
}

void op_sign_out(struct op *op) {
	const struct request request = {
		.method = "POST",
		.what = "com.atproto.server.deleteSession",
		.url = xasprintf("%s/xrpc/com.atproto.server.deleteSession", server_of(op->s)),
		.auth = AUTH_REFRESH,
		.max_response = BLUESKY_OTHER_BYTES,
		.timeout = TIMEOUT,
	};

	op_send(op, &request);
}

void op_sign_in(struct op *op, struct buf *body) {
	post(op, "com.atproto.server.createSession", op->s->account->url, body, AUTH_NONE);
}

void query_add(struct buf *query, const char *name, const char *value) {
	buf_printf(query, "%c%s=", query->len == 0 ? '?' : '&', name);
	wire_add_encoded(query, value);
}

void query_add_like(struct buf *query, const char *did) {
	query_add(query, "repo", did);
	query_add(query, "collection", BLUESKY_LIKES);
}

/* --- answers --------------------------------------------------------------------------------- */

static void note_budget(struct op *op, const struct http_response *res) {
	struct bluesky *s = op->s;

	/* Only writes cost points, and signing in has a limit of its own. */
	if (res == NULL || res->limit.limit <= 0 || op->request.auth != AUTH_ACCESS ||
			strcmp(op->request.method, "POST") != 0) {
		return;
	}
	s->traits.budget = (struct service_budget){
		.limit = res->limit.limit,
		.left = res->limit.left,
		.window = res->limit.window,
		.resets_at = clock_wall(s->env.clock) + res->limit.resets_in,
	};
}

/* Once; but what another process left may be too old as well. */
static bool may_renew(const struct op *op) {
	return !op->renewed || op->session_no != op->s->renewed_no;
}

static void on_answer(const struct http_response *res, const struct err *http_err, void *data) {
	struct op *op = data;
	struct bluesky *s = op->s;
	struct bluesky_answer answer;

	op->http = 0;
	bluesky_read_answer(res, http_err, op->request.max_response, op->request.what, &answer);
	note_budget(op, res);
	if (answer.doc != NULL) {
		session_keep(s);
	}
	if (op->request.auth != AUTH_NONE && s->session.did == NULL && res != NULL) {
		err_set(&answer.err, ERR_AUTH, "nobody is signed in to '%.100s'", s->account->name);
		json_doc_destroy(answer.doc);
		answer.doc = NULL;
	} else if (op->request.auth == AUTH_ACCESS && may_renew(op) &&
			bluesky_is_expired(&answer)) {
		bluesky_answer_finish(&answer);
		op->renewed = true;
		if (op->session_no != s->session_no) {
			submit(op);
			return;
		}
		op->waiting = true;
		session_renew(s);
		return;
	}
	op->answered(op, &answer);
	bluesky_answer_finish(&answer);
}

static struct op *find_waiting(const struct bluesky *s) {
	struct op *op = s->ops;

	while (op != NULL && !op->waiting) {
		op = op->next;
	}
	return op;
}

void op_session_is(struct bluesky *s, const struct err *why) {
	struct op *op;

	while ((op = find_waiting(s)) != NULL) {
		op->waiting = false;
		if (why == NULL) {
			submit(op);
		} else {
			const struct bluesky_answer answer = { .err = *why };
			op->answered(op, &answer);
		}
	}
}

void op_cancel(struct op *op) {
	if (!op->waiting) {
		op->s->env.http.ops->cancel(op->s->env.http.self, op->http);
		return;
	}
	op->waiting = false;
	struct bluesky_answer answer = { 0 };
	err_set(&answer.err, ERR_CANCELED, "canceled");
	op->answered(op, &answer);
}
