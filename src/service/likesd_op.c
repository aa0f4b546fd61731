#include <assert.h>
#include <stdlib.h>

#include "likesd_private.h"
#include "unlike/base/mem.h"
#include "wire.h"

struct op *likesd_op_create(struct likesd_service *s, enum op_kind kind, void *data) {
	struct op *op = xcalloc(1, sizeof(*op));

	*op = (struct op){
		.service = s,
		.next = s->ops,
		.id = ++s->last_op,
		.kind = kind,
		.data = data,
	};
	s->ops = op;
	return op;
}

void likesd_op_add_item(struct op *op, const char *item) {
	op->items = xrealloc(op->items, (op->n + 1) * sizeof(*op->items));
	op->items[op->n++] = xstrdup(item);
}

void likesd_op_take(struct op *op) {
	struct op **at = &op->service->ops;

	while (*at != op) {
		assert(*at != NULL);
		at = &(*at)->next;
	}
	*at = op->next;
}

void likesd_op_destroy(struct op *op) {
	for (size_t i = 0; i < op->n; i++) {
		free(op->items[i]);
	}
	free(op->items);
	free(op->operation);
	free(op);
}

void likesd_submit(struct op *op, const struct ask *ask, struct buf *path) {
	struct likesd_service *s = op->service;
	char *url = xasprintf("%s%s", s->account->url, path->data);
	char *key = xasprintf("Idempotency-Key: %s", ask->idem_key != NULL ? ask->idem_key : "");
	const char *headers[4] = { "Accept: application/json" };
	size_t n = 1;

	if (ask->idem_key != NULL) {
		headers[n++] = key;
	}
	if (ask->body != NULL) {
		headers[n++] = "Content-Type: application/json";
	}
	const struct http_request request = {
		.method = ask->method,
		.url = url,
		.headers = headers,
		.bearer = s->account->session,
		.body = ask->body != NULL ? ask->body->data : NULL,
		.body_len = ask->body != NULL ? ask->body->len : 0,
		.max_response = ask->max_response,
		.timeout = ask->timeout,
	};
	op->http = s->http.ops->submit(s->http.self, &request, likesd_answer, op);
	free(key);
	free(url);
	buf_finish(path);
}

struct buf likesd_path(const char *prefix, const char *id_or_null) {
	struct buf path;

	buf_init(&path, BUF_UNLIMITED);
	buf_add_str(&path, prefix);
	if (id_or_null != NULL) {
		wire_add_encoded(&path, id_or_null);
	}
	return path;
}

void likesd_get(struct op *op, struct buf *path) {
	bool page = op->kind == OP_LIST;
	const struct ask ask = {
		.method = "GET",
		.max_response = page ? LIKESD_PAGE_BYTES : LIKESD_OTHER_BYTES,
		.timeout = page ? LIKESD_PAGE_TIMEOUT : LIKESD_TIMEOUT,
	};

	likesd_submit(op, &ask, path);
}
