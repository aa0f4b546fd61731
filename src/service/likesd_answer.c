/* What likesd answers, and what follows from it: the next request, or the end of the operation. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likesd_private.h"
#include "unlike/base/log.h"
#include "unlike/base/mem.h"

#define LOG_MODULE "likesd"

/* Of hello, or of standing. */
static void fail_first(struct op *op, const struct err *err) {
	likesd_op_take(op);
	if (op->standing) {
		op->fn.standing(NULL, err, op->data);
	} else {
		op->fn.profile(NULL, err, op->data);
	}
	likesd_op_destroy(op);
}

void likesd_get_budget(struct op *op) {
	struct buf path = likesd_path("/v1/me/budget", NULL);

	op->kind = OP_BUDGET;
	likesd_get(op, &path);
}

static void answer_me(struct op *op, struct json_doc *doc, struct err *err) {
	if (doc == NULL || !likesd_read_me(doc, &op->me, err)) {
		fail_first(op, err);
		return;
	}
	struct buf path = likesd_path("/v1/platform", NULL);
	op->kind = OP_PLATFORM;
	likesd_get(op, &path);
}

/* Without rules that can be read likes are taken back all the same: the server keeps its rules
 * itself. What others point at stays where nothing has changed. */
static void take_rules(struct likesd_service *s, const struct json_doc *doc) {
	struct platform *platform = NULL;
	struct err err = { 0 };

	if (!likesd_read_rules(doc, &platform, &err)) {
		log_debug("%s: its rules are not used: %s", s->account->name, err.msg);
	}
	const bool same = platform != NULL && s->platform != NULL &&
			platform->text_len == s->platform->text_len &&
			memcmp(platform->text, s->platform->text, platform->text_len) == 0;
	platform_destroy(same ? platform : s->platform);
	if (!same) {
		s->platform = platform;
	}
	s->traits.platform = s->platform;
	s->traits.gesture = s->platform != NULL ? s->platform->gesture : PLATFORM_HOLD;
}

static void answer_platform(struct op *op, struct json_doc *doc, struct err *err) {
	struct service_traits *traits = &op->service->traits;
	bool batch = false;

	if (doc == NULL || !likesd_read_platform(doc, &batch, &traits->sync_delay, err)) {
		fail_first(op, err);
		return;
	}
	traits->max_batch = batch ? LIKESD_BATCH_MAX : 1;
	take_rules(op->service, doc);
	snprintf(traits->title_en, sizeof(traits->title_en), "%s", op->me.title_en);
	snprintf(traits->title_zh, sizeof(traits->title_zh), "%s", op->me.title_zh);
	op->service->time_scale = op->me.time_scale;
	if (op->standing) {
		likesd_get_budget(op);
		return;
	}
	likesd_op_take(op);
	const struct service_profile profile = { .name = op->me.name, .likes = op->me.likes };
	op->fn.profile(&profile, NULL, op->data);
	likesd_op_destroy(op);
}

static void answer_budget(struct op *op, struct json_doc *doc, struct err *err) {
	const struct likesd_service *s = op->service;
	struct risk_facts facts = { 0 };
	struct service_standing standing = {
		.platform = s->platform,
		.facts = &facts,
		.time_scale = s->time_scale,
	};

	likesd_op_take(op);
	if (doc == NULL || !likesd_read_budget(doc, &facts, &standing.now, err)) {
		op->fn.standing(NULL, err, op->data);
	} else if (s->platform == NULL) {
		err_set(err, ERR_PROTOCOL, "the rules of the service cannot be read");
		op->fn.standing(NULL, err, op->data);
	} else {
		op->fn.standing(&standing, NULL, op->data);
	}
	risk_facts_finish(&facts);
	likesd_op_destroy(op);
}

static void answer_list(struct op *op, struct json_doc *doc, struct err *err) {
	struct wire_page page = { 0 };

	likesd_op_take(op);
	if (doc == NULL || !likesd_read_page(doc, &page, err)) {
		op->fn.page(NULL, err, op->data);
	} else {
		op->fn.page(&page.page, NULL, op->data);
		wire_page_finish(&page);
	}
	likesd_op_destroy(op);
}

static void answer_look(struct op *op, const struct http_response *res, struct json_doc *doc,
		struct err *err) {
	struct service_sight sight = { 0 };

	likesd_op_take(op);
	if (doc != NULL && likesd_read_sight(doc, op->items[0], op->operation, &sight, err)) {
		op->fn.look(&sight, 1, NULL, op->data);
	} else if (res != NULL && res->status == 404 && err->code == ERR_GONE) {
		sight.as_of = MSEC_NEVER;
		op->fn.look(&sight, 1, NULL, op->data);
	} else {
		op->fn.look(NULL, 0, err, op->data);
	}
	likesd_op_destroy(op);
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

	likesd_op_take(op);
	if (op->kind == OP_SET) {
		read_set(op, res, doc, err, &results[0]);
	} else if (doc == NULL || !likesd_read_batch(doc, op->items, op->n, results, err)) {
		fail_batch(op, res, err, results);
	}
	op->fn.done(results, op->n, op->data);
	free(results);
	likesd_op_destroy(op);
}

void likesd_answer(const struct http_response *res, const struct err *http_err, void *data) {
	static const char *const names[OP_KIND_COUNT] = {
		[OP_ME] = "account",
		[OP_PLATFORM] = "platform",
		[OP_BUDGET] = "budget",
		[OP_LIST] = "list",
		[OP_SET] = "operation",
		[OP_BATCH] = "batch",
		[OP_LOOK] = "like",
	};
	struct op *op = data;
	struct err err = { 0 };
	struct json_doc *doc = NULL;

	if (http_err != NULL) {
		err = *http_err;
	} else {
		size_t most = op->kind == OP_LIST ? LIKESD_PAGE_BYTES : LIKESD_OTHER_BYTES;
		doc = likesd_read_answer(res, op->kind == OP_BATCH ? LIKESD_BATCH_BYTES : most,
				names[op->kind], &err);
	}
	switch (op->kind) {
	case OP_ME:
		answer_me(op, doc, &err);
		break;
	case OP_PLATFORM:
		answer_platform(op, doc, &err);
		break;
	case OP_BUDGET:
		answer_budget(op, doc, &err);
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
