#include "inner.h"

#include <assert.h>
#include <string.h>

/* Taking back and liking again over HTTP: what comes in, and how an outcome is told. */

static bool answer_outcome(struct call *call, const struct outcome *outcome) {
	struct likesd_response *response = call->response;
	if (outcome->status >= 400) {
		response->status = outcome->status;
		response->content_type = "application/problem+json";
		response->retry_after = outcome->retry_after;
		buf_add(&response->body, outcome->payload.data, outcome->payload.len);
		return true;
	}
	struct json_writer writer;
	/* As of the decision: a repeated answer is the same to the byte. */
	call->account.as_of = outcome->as_of;
	answer_begin(call, outcome->status, &writer);
	json_put_raw(&writer, "operation", outcome->payload.data, outcome->payload.len);
	return answer_end(&writer);
}

static bool handle_wish(struct call *call, bool want, struct err *reterr) {
	const struct likesd_request *request = call->request;
	char key[KEY_MAX + 1];
	struct wish wish = { .want = want, .key = key, .batch = 1 };
	assert(call->id != NULL);
	if (request->idem_key == NULL || !parse_key(request->idem_key, key)) {
		return refuse(call, PROBLEM_KEY, NULL);
	}
	if (!parse_id('v', call->id, &wish.work)) {
		return refuse(call, PROBLEM_NOT_FOUND, NULL);
	}
	wish_hash(&wish, request->body, request->body_len);
	struct outcome outcome;
	if (!wish_make(call, &wish, &outcome, reterr)) {
		return false;
	}
	const bool done = answer_outcome(call, &outcome);
	outcome_finish(&outcome);
	return done;
}

bool handle_unlike(struct call *call, struct err *reterr) {
	return handle_wish(call, false, reterr);
}

bool handle_relike(struct call *call, struct err *reterr) {
	return handle_wish(call, true, reterr);
}

/* --- batch --- */

#define BATCH_ID_MAX 64

struct batch {
	struct batch_item {
		const char *id; /* borrowed from the document */
		char key[KEY_MAX + 1];
	} items[LIKESD_BATCH_MAX];
	size_t n;
};

static bool read_item(const struct json_at *at, struct batch_item *ret, struct err *reterr) {
	const char *key = NULL;
	if (!json_want(at, JSON_AT_OBJECT, reterr) ||
			!json_get_string(at, "id", BATCH_ID_MAX, &ret->id, reterr) ||
			!json_get_string(at, "key", KEY_MAX, &key, reterr)) {
		return false;
	}
	if (json_count(at) != 2) {
		return json_fail(at, reterr, "has members besides id and key");
	}
	if (key[0] == '"' || !parse_key(key, ret->key)) {
		return json_fail(at, reterr, "key is not 16 to 64 of A-Z a-z 0-9 _ and -");
	}
	return true;
}

static bool is_double(const struct batch *batch, const struct batch_item *item) {
	for (const struct batch_item *other = batch->items; other < item; other++) {
		if (strcmp(other->id, item->id) == 0 || strcmp(other->key, item->key) == 0) {
			return true;
		}
	}
	return false;
}

static bool read_batch(const struct json_doc *doc, struct batch *ret, struct err *reterr) {
	struct json_at root = json_root(doc), items;
	if (!json_want(&root, JSON_AT_OBJECT, reterr) ||
			!json_get(&root, "items", &items, reterr) ||
			!json_want(&items, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	if (json_count(&root) != 1) {
		return json_fail(&root, reterr, "has members besides items");
	}
	ret->n = json_count(&items);
	if (ret->n < 1 || ret->n > LIKESD_BATCH_MAX) {
		return json_fail(&items, reterr, "has not 1 to %d elements", LIKESD_BATCH_MAX);
	}
	for (size_t i = 0; i < ret->n; i++) {
		const struct json_at at = json_element(&items, i);
		if (!read_item(&at, &ret->items[i], reterr)) {
			return false;
		}
		if (is_double(ret, &ret->items[i])) {
			return json_fail(&at, reterr, "has an id or a key that came before");
		}
	}
	return true;
}

static void put_result(struct json_writer *writer, const char *id, int status, const char *payload,
		size_t len) {
	json_object_begin(writer, NULL);
	json_put_string(writer, "id", id);
	json_put_int(writer, "status", status);
	json_put_raw(writer, status < 400 ? "operation" : "problem", payload, len);
	json_object_end(writer);
}

static bool cancel_item(struct call *call, const struct batch_item *item, size_t batch,
		struct json_writer *results, struct err *reterr) {
	struct wish wish = { .want = false, .key = item->key, .batch = batch };
	struct outcome outcome = { .status = problem_status(PROBLEM_NOT_FOUND) };
	if (parse_id('v', item->id, &wish.work)) {
		wish_hash(&wish, NULL, 0);
		if (!wish_make(call, &wish, &outcome, reterr)) {
			return false;
		}
	} else {
		buf_init(&outcome.payload, BUF_UNLIMITED);
		problem_write(PROBLEM_NOT_FOUND, NULL, &outcome.payload);
	}
	put_result(results, item->id, outcome.status, outcome.payload.data, outcome.payload.len);
	outcome_finish(&outcome);
	return true;
}

/* The results are written aside, because as_of stands before them and may move with them. */
static bool cancel_batch(struct call *call, const struct batch *batch, struct err *reterr) {
	struct buf results;
	struct json_writer writer;
	bool done = true;
	buf_init(&results, BUF_UNLIMITED);
	json_writer_init(&writer, &results);
	json_array_begin(&writer, NULL);
	for (size_t i = 0; i < batch->n && done; i++) {
		done = cancel_item(call, &batch->items[i], batch->n, &writer, reterr);
	}
	if (done) {
		json_array_end(&writer);
		answer_begin(call, 200, &writer);
		json_put_raw(&writer, "results", results.data, results.len);
		answer_end(&writer);
	}
	buf_finish(&results);
	return done;
}

bool handle_batch_cancel(struct call *call, struct err *reterr) {
	const struct likesd_request *request = call->request;
	struct err err;
	if (!call->likesd->config.platform->batch) {
		return refuse(call, PROBLEM_NO_BATCH, NULL);
	}
	if (!is_json(request->content_type)) {
		return refuse(call, PROBLEM_MEDIA_TYPE, NULL);
	}
	struct json_doc *doc = json_parse(request->body != NULL ? request->body : "",
			request->body_len, LIKESD_BODY_MAX, "body", &err);
	if (doc == NULL) {
		return refuse(call, PROBLEM_BAD_REQUEST, err.msg);
	}
	struct batch batch = { .n = 0 };
	const bool done = read_batch(doc, &batch, &err)
			? cancel_batch(call, &batch, reterr)
			: refuse(call, PROBLEM_BAD_REQUEST, err.msg);
	json_doc_destroy(doc);
	return done;
}
