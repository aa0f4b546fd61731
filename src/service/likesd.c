/* The service that likesd is (docs/openapi.yaml): what is asked of it. */
#include <assert.h>
#include <stdlib.h>

#include "likesd_private.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "wire.h"

#define KEY_HEX (2 * IDEM_KEY_BYTES + 1)

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
	platform_destroy(s->platform);
	free(s);
}

static const struct service_traits *likesd_traits(const struct service *service) {
	return &((const struct likesd_service *)service)->traits;
}

static uint64_t likesd_hello(struct service *service, service_profile_fn *fn, void *data) {
	struct op *op = likesd_op_create((struct likesd_service *)service, OP_ME, data);
	struct buf path = likesd_path("/v1/me", NULL);

	op->fn.profile = fn;
	likesd_get(op, &path);
	return op->id;
}

/* The rules and the speed of its clock come with the account: once a session. */
static uint64_t likesd_standing(struct service *service, service_standing_fn *fn, void *data) {
	struct likesd_service *s = (struct likesd_service *)service;
	struct op *op = likesd_op_create(s, OP_ME, data);

	op->standing = true;
	op->fn.standing = fn;
	if (s->platform != NULL) {
		likesd_get_budget(op);
	} else {
		struct buf path = likesd_path("/v1/me", NULL);
		likesd_get(op, &path);
	}
	return op->id;
}

static uint64_t likesd_list(struct service *service, const char *cursor, size_t limit,
		service_page_fn *fn, void *data) {
	struct op *op = likesd_op_create((struct likesd_service *)service, OP_LIST, data);
	struct buf path = likesd_path("/v1/likes", NULL);

	assert(limit >= 1 && limit <= 200);
	op->fn.page = fn;
	buf_printf(&path, "?limit=%zu", limit);
	if (cursor != NULL) {
		buf_add_str(&path, "&cursor=");
		wire_add_encoded(&path, cursor);
	}
	likesd_get(op, &path);
	return op->id;
}

static void submit_one(struct op *op, const struct intent *intent) {
	char key[KEY_HEX];
	const struct ask ask = {
		.method = intent->want ? "PUT" : "DELETE",
		.idem_key = key,
		.max_response = LIKESD_OTHER_BYTES,
		.timeout = LIKESD_TIMEOUT,
	};
	struct buf path = likesd_path("/v1/likes/", intent->item);

	secret_hex(intent->idem_key, IDEM_KEY_BYTES, key);
	likesd_submit(op, &ask, &path);
}

static void submit_batch(struct op *op, const struct intent *const *intents) {
	struct buf body, path = likesd_path("/v1/likes/batch-cancel", NULL);
	struct json_writer w;
	char key[KEY_HEX];
	const struct ask ask = {
		.method = "POST",
		.body = &body,
		.max_response = LIKESD_BATCH_BYTES,
		.timeout = LIKESD_TIMEOUT,
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
	likesd_submit(op, &ask, &path);
	buf_finish(&body);
}

static uint64_t likesd_set_liked(struct service *service, const struct intent *const *intents,
		size_t n, service_done_fn *fn, void *data) {
	struct likesd_service *s = (struct likesd_service *)service;
	struct op *op = likesd_op_create(s, n == 1 ? OP_SET : OP_BATCH, data);

	assert(n >= 1 && n <= s->traits.max_batch);
	op->fn.done = fn;
	op->want = intents[0]->want;
	for (size_t i = 0; i < n; i++) {
		likesd_op_add_item(op, intents[i]->item);
	}
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
	struct op *op = likesd_op_create((struct likesd_service *)service, OP_LOOK, data);
	struct buf path = likesd_path("/v1/likes/", questions[0].item);

	assert(n == 1);
	op->fn.look = fn;
	likesd_op_add_item(op, questions[0].item);
	op->operation = xstrdup(questions[0].operation);
	likesd_get(op, &path);
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
	.standing = likesd_standing,
	.cancel = likesd_cancel,
};
