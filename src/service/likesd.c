/*
 * The service that likesd is (docs/openapi.yaml). An operation (struct op) is one or two requests;
 * whatever ends it goes through op_take(), so that its fn is called once and after it was unlinked:
 * fn may start the next one.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likesd_read.h"
#include "unlike/base/buf.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "wire.h"

#define BATCH_MAX 100
#define TIMEOUT (30 * MSEC_PER_SEC)
#define PAGE_TIMEOUT MSEC_PER_MIN
#define KEY_HEX (2 * IDEM_KEY_BYTES + 1)

struct likesd_service {
	struct service_base base;
	const struct service_account *account; /* foreign */
	struct http_client http;
	struct service_traits traits;
	struct op *ops; /* own */
	uint64_t last_op;
};

enum op_kind { OP_ME, OP_PLATFORM, OP_LIST, OP_SET, OP_BATCH, OP_LOOK, OP_KIND_COUNT };

struct op {
	struct likesd_service *service; /* foreign */
	struct op *next; /* foreign */
	uint64_t id, http;
	enum op_kind kind;
	union {
		service_profile_fn *profile;
		service_page_fn *page;
		service_done_fn *done;
		service_look_fn *look;
	} fn;
	void *data; /* foreign */
	struct likesd_me me; /* of OP_PLATFORM */
	bool want; /* of OP_SET */
	char **items; /* own; of OP_SET, OP_BATCH, OP_LOOK */
	char *operation; /* own; of OP_LOOK, or NULL */
	size_t n;
};

/* --- operations ------------------------------------------------------------------------------ */

static struct op *op_create(struct likesd_service *s, enum op_kind kind, void *data) {
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

static void op_add_items(struct op *op, const struct intent *const *intents, size_t n) {
	op->n = n;
	op->items = xcalloc(n, sizeof(*op->items));
	for (size_t i = 0; i < n; i++) {
		op->items[i] = xstrdup(intents[i]->item);
	}
}

static void op_take(struct op *op) {
	struct op **at = &op->service->ops;

	while (*at != op) {
		assert(*at != NULL);
		at = &(*at)->next;
	}
	*at = op->next;
}

static void op_destroy(struct op *op) {
	for (size_t i = 0; i < op->n; i++) {
		free(op->items[i]);
	}
	free(op->items);
	free(op->operation);
	free(op);
}

static void answer(const struct http_response *res, const struct err *err, void *data);

struct ask {
	const char *method;
	const char *idem_key; /* hexadecimal, or NULL */
	const struct buf *body; /* or NULL */
	size_t max_response;
	msec_t timeout;
};

/* Sends it to the account's server; `path` is taken. */
static void op_submit(struct op *op, const struct ask *ask, struct buf *path) {
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
	op->http = s->http.ops->submit(s->http.self, &request, answer, op);
	free(key);
	free(url);
	buf_finish(path);
}

static struct buf path_of(const char *prefix, const char *id_or_null) {
	struct buf path;

	buf_init(&path, BUF_UNLIMITED);
	buf_add_str(&path, prefix);
	if (id_or_null != NULL) {
		wire_add_encoded(&path, id_or_null);
	}
	return path;
}

static void get(struct op *op, struct buf *path) {
	bool page = op->kind == OP_LIST;
	const struct ask ask = {
		.method = "GET",
		.max_response = page ? LIKESD_PAGE_BYTES : LIKESD_OTHER_BYTES,
		.timeout = page ? PAGE_TIMEOUT : TIMEOUT,
	};

	op_submit(op, &ask, path);
}

/* --- answers --------------------------------------------------------------------------------- */

static void answer_me(struct op *op, struct json_doc *doc, struct err *err) {
	if (doc == NULL || !likesd_read_me(doc, &op->me, err)) {
		op_take(op);
		op->fn.profile(NULL, err, op->data);
		op_destroy(op);
		return;
	}
	struct buf path = path_of("/v1/platform", NULL);
	op->kind = OP_PLATFORM;
	get(op, &path);
}

static void answer_platform(struct op *op, struct json_doc *doc, struct err *err) {
	struct service_traits *traits = &op->service->traits;
	bool batch = false;

	op_take(op);
	if (doc == NULL || !likesd_read_platform(doc, &batch, &traits->sync_delay, err)) {
		op->fn.profile(NULL, err, op->data);
		op_destroy(op);
		return;
	}
	traits->max_batch = batch ? BATCH_MAX : 1;
	snprintf(traits->title_en, sizeof(traits->title_en), "%s", op->me.title_en);
	snprintf(traits->title_zh, sizeof(traits->title_zh), "%s", op->me.title_zh);
	const struct service_profile profile = { .name = op->me.name, .likes = op->me.likes };
	op->fn.profile(&profile, NULL, op->data);
	op_destroy(op);
}

static void answer_list(struct op *op, struct json_doc *doc, struct err *err) {
	struct wire_page page = { 0 };

	op_take(op);
	if (doc == NULL || !likesd_read_page(doc, &page, err)) {
		op->fn.page(NULL, err, op->data);
	} else {
		op->fn.page(&page.page, NULL, op->data);
		wire_page_finish(&page);
	}
	op_destroy(op);
}

static void answer_look(struct op *op, const struct http_response *res, struct json_doc *doc,
		struct err *err) {
	struct service_sight sight = { 0 };

	op_take(op);
	if (doc != NULL && likesd_read_sight(doc, op->items[0], op->operation, &sight, err)) {
		op->fn.look(&sight, 1, NULL, op->data);
	} else if (res != NULL && res->status == 404 && err->code == ERR_GONE) {
		sight.as_of = MSEC_NEVER;
		op->fn.look(&sight, 1, NULL, op->data);
	} else {
		op->fn.look(NULL, 0, err, op->data);
	}
	op_destroy(op);
}

/* The one request of an intent. `doc` NULL: no success. */
static void read_set(const struct op *op, const struct http_response *res,
		const struct json_doc *doc, struct err *err, struct service_result *ret) {
	struct likesd_problem problem = { 0 };

	if (doc != NULL) {
		struct json_at root = json_root(doc);
		/* 200: it was so already, by the operation that is told, if any. */
		if (likesd_read_operation(&root, op->items[0], op->want,
				    op->want && res->status == 200, ret, err)) {
			return;
		}
	} else if (res != NULL) {
		likesd_read_problem(res, &problem);
	}
	likesd_read_refusal(
			res != NULL && doc == NULL ? res->status : 0, &problem, err, op->want, ret);
}

/* The whole batch failed. Where it is the batch that is refused, one by one goes on. */
static void fail_batch(struct op *op, const struct http_response *res, const struct err *err,
		struct service_result *results) {
	bool refused = res != NULL && res->status >= 400 && res->status < 500 &&
			err->code != ERR_AUTH && err->code != ERR_RATE_LIMITED;

	if (refused) {
		op->service->traits.max_batch = 1;
	}
	for (size_t i = 0; i < op->n; i++) {
		results[i] = (struct service_result){
			.outcome = err->code == ERR_AUTH ? SERVICE_SIGN_IN : SERVICE_TRY_AGAIN,
			.err = *err,
		};
	}
}

static void answer_set(struct op *op, const struct http_response *res, struct json_doc *doc,
		struct err *err) {
	struct service_result *results = xcalloc(op->n, sizeof(*results));

	op_take(op);
	if (op->kind == OP_SET) {
		read_set(op, res, doc, err, &results[0]);
	} else if (doc == NULL || !likesd_read_batch(doc, op->items, op->n, results, err)) {
		fail_batch(op, res, err, results);
	}
	op->fn.done(results, op->n, op->data);
	free(results);
	op_destroy(op);
}

static void answer(const struct http_response *res, const struct err *http_err, void *data) {
	static const char *const names[OP_KIND_COUNT] = {
		[OP_ME] = "account",
		[OP_PLATFORM] = "platform",
		[OP_LIST] = "list",
		[OP_SET] = "operation",
		[OP_BATCH] = "batch",
		[OP_LOOK] = "like",
	};
	static const size_t max_bytes[OP_KIND_COUNT] = {
		[OP_ME] = LIKESD_OTHER_BYTES,
		[OP_PLATFORM] = LIKESD_OTHER_BYTES,
		[OP_LIST] = LIKESD_PAGE_BYTES,
		[OP_SET] = LIKESD_OTHER_BYTES,
		[OP_BATCH] = LIKESD_BATCH_BYTES,
		[OP_LOOK] = LIKESD_OTHER_BYTES,
	};
	struct op *op = data;
	struct err err = { 0 };
	struct json_doc *doc = NULL;

	if (http_err != NULL) {
		err = *http_err;
	} else {
		doc = likesd_read_answer(res, max_bytes[op->kind], names[op->kind], &err);
	}
	switch (op->kind) {
	case OP_ME:
		answer_me(op, doc, &err);
		break;
	case OP_PLATFORM:
		answer_platform(op, doc, &err);
		break;
	case OP_LIST:
		answer_list(op, doc, &err);
		break;
	case OP_LOOK:
		answer_look(op, res, doc, &err);
		break;
	default:
		answer_set(op, res, doc, &err);
		break;
	}
	json_doc_destroy(doc);
}

/* --- the table ------------------------------------------------------------------------------- */

static struct service *likesd_create(const struct service_account *account,
		const struct service_env *env, struct err *reterr) {
	if (!wire_is_server_url(account->url)) {
		err_set(reterr, ERR_INPUT, "%s is not the address of a server", account->url);
		return NULL;
	}
	struct likesd_service *s = xcalloc(1, sizeof(*s));
	*s = (struct likesd_service){
		.base.ops = &service_likesd,
		.account = account,
		.http = env->http,
		.traits = {
			.max_batch = 1,
			.max_look = 1,
			.relike_keeps_place = true,
			.list_is_complete = true,
			.has_clock = true,
		},
	};
	return (struct service *)s;
}

static void likesd_destroy(struct service *service) {
	struct likesd_service *s = (struct likesd_service *)service;

	while (s->ops != NULL) {
		s->http.ops->cancel(s->http.self, s->ops->http);
	}
	free(s);
}

static const struct service_traits *likesd_traits(const struct service *service) {
	return &((const struct likesd_service *)service)->traits;
}

static uint64_t likesd_hello(struct service *service, service_profile_fn *fn, void *data) {
	struct op *op = op_create((struct likesd_service *)service, OP_ME, data);
	struct buf path = path_of("/v1/me", NULL);

	op->fn.profile = fn;
	get(op, &path);
	return op->id;
}

static uint64_t likesd_list(struct service *service, const char *cursor, size_t limit,
		service_page_fn *fn, void *data) {
	struct op *op = op_create((struct likesd_service *)service, OP_LIST, data);
	struct buf path = path_of("/v1/likes", NULL);

	assert(limit >= 1 && limit <= 200);
	op->fn.page = fn;
	buf_printf(&path, "?limit=%zu", limit);
	if (cursor != NULL) {
		buf_add_str(&path, "&cursor=");
		wire_add_encoded(&path, cursor);
	}
	get(op, &path);
	return op->id;
}

static void submit_one(struct op *op, const struct intent *intent) {
	char key[KEY_HEX];
	const struct ask ask = {
		.method = intent->want ? "PUT" : "DELETE",
		.idem_key = key,
		.max_response = LIKESD_OTHER_BYTES,
		.timeout = TIMEOUT,
	};
	struct buf path = path_of("/v1/likes/", intent->item);

	secret_hex(intent->idem_key, IDEM_KEY_BYTES, key);
	op_submit(op, &ask, &path);
}

static void submit_batch(struct op *op, const struct intent *const *intents) {
	struct buf body, path = path_of("/v1/likes/batch-cancel", NULL);
	struct json_writer w;
	char key[KEY_HEX];
	const struct ask ask = {
		.method = "POST",
		.body = &body,
		.max_response = LIKESD_BATCH_BYTES,
		.timeout = TIMEOUT,
	};

	buf_init(&body, BUF_UNLIMITED);
	json_writer_init(&w, &body);
	json_object_begin(&w, NULL);
	json_array_begin(&w, "items");
	for (size_t i = 0; i < op->n; i++) {
		assert(!intents[i]->want);
		secret_hex(intents[i]->idem_key, IDEM_KEY_BYTES, key);
		json_object_begin(&w, NULL);
		json_put_string(&w, "id", intents[i]->item);
		json_put_string(&w, "key", key);
		json_object_end(&w);
	}
	json_array_end(&w);
	json_object_end(&w);
	op_submit(op, &ask, &path);
	buf_finish(&body);
}

static uint64_t likesd_set_liked(struct service *service, const struct intent *const *intents,
		size_t n, service_done_fn *fn, void *data) {
	struct likesd_service *s = (struct likesd_service *)service;
	struct op *op = op_create(s, n == 1 ? OP_SET : OP_BATCH, data);

	assert(n >= 1 && n <= s->traits.max_batch);
	op->fn.done = fn;
	op->want = intents[0]->want;
	op_add_items(op, intents, n);
	if (n == 1) {
		submit_one(op, intents[0]);
	} else {
		submit_batch(op, intents);
	}
	return op->id;
}

/* A record of liking is the item itself here, so the keys say nothing new. */
static uint64_t likesd_look(struct service *service, const struct service_question *questions,
		size_t n, service_look_fn *fn, void *data) {
	struct op *op = op_create((struct likesd_service *)service, OP_LOOK, data);
	struct buf path = path_of("/v1/likes/", questions[0].item);

	assert(n == 1);
	op->fn.look = fn;
	op->n = n;
	op->items = xcalloc(1, sizeof(*op->items));
	op->items[0] = xstrdup(questions[0].item);
	op->operation = xstrdup(questions[0].operation);
	get(op, &path);
	return op->id;
}

static void likesd_cancel(struct service *service, uint64_t id) {
	struct likesd_service *s = (struct likesd_service *)service;

	for (struct op *op = s->ops; op != NULL; op = op->next) {
		if (op->id == id) {
			s->http.ops->cancel(s->http.self, op->http);
			return;
		}
	}
}

const struct service_ops service_likesd = {
	.kind = "likesd",
	.title = "likesd",
	.create = likesd_create,
	.destroy = likesd_destroy,
	.traits = likesd_traits,
	.hello = likesd_hello,
	.list = likesd_list,
	.set_liked = likesd_set_liked,
	.look = likesd_look,
	.cancel = likesd_cancel,
};
