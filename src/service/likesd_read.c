#include "likesd_read.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/mem.h"
#include "unlike/core/risk_json.h"
#include "wire.h"

#define URN "urn:likesd:problem:"
#define DELAY_MAX (400 * MSEC_PER_DAY)
#define TIME_SCALE_MIN 1e-3
#define TIME_SCALE_MAX 1e6
#define RETRY_MAX (40 * MSEC_PER_DAY) /* a limit of the platform is new by then */

static void copy_cut(const char *text, char *ret, size_t size) {
	size_t len = wire_cut_len(text, size - 1);

	memcpy(ret, text, len);
	ret[len] = '\0';
}

/* --- success or not -------------------------------------------------------------------------- */

static bool is_json(const struct http_response *res) {
	return strcmp(res->content_type, "application/json") == 0;
}

static bool find_string(const struct json_at *object, const char *key, const char **ret) {
	struct json_at at;

	return json_find(object, key, &at) && json_as_string(&at, LIKESD_OTHER_BYTES, ret, NULL);
}

static void problem_at(const struct json_at *at, struct likesd_problem *ret) {
	const char *type = NULL, *detail = NULL;
	struct json_at retry;
	int64_t ms = 0;

	*ret = (struct likesd_problem){ 0 };
	if (!find_string(at, "type", &type) || strncmp(type, URN, strlen(URN)) != 0) {
		return;
	}
	copy_cut(type + strlen(URN), ret->type, sizeof(ret->type));
	if (find_string(at, "detail", &detail)) {
		copy_cut(detail, ret->detail, sizeof(ret->detail));
	}
	if (json_find(at, "retry_in_ms", &retry) && json_as_int(&retry, 0, RETRY_MAX, &ms, NULL)) {
		ret->retry_in = ms;
	}
}

void likesd_read_problem(const struct http_response *res, struct likesd_problem *ret) {
	*ret = (struct likesd_problem){ 0 };
	if (strcmp(res->content_type, "application/problem+json") != 0) {
		return;
	}
	struct json_doc *doc =
			json_parse(res->body, res->body_len, LIKESD_OTHER_BYTES, "problem", NULL);
	if (doc != NULL) {
		struct json_at root = json_root(doc);
		problem_at(&root, ret);
		json_doc_destroy(doc);
	}
}

static bool is_limit(const struct likesd_problem *problem) {
	return strcmp(problem->type, "limit-reached") == 0;
}

/* 401, 429 and 5xx are believed from whoever stands in between; a decision is not. */
static enum err_code code_of(long status, const struct likesd_problem *problem) {
	if (status == 401) {
		return ERR_AUTH;
	}
	if (status == 429) {
		return ERR_RATE_LIMITED;
	}
	if (status >= 500 && status <= 599) {
		return ERR_SERVER;
	}
	if (problem->type[0] == '\0') {
		return ERR_PROTOCOL;
	}
	switch (status) {
	case 403:
		return ERR_FORBIDDEN;
	case 404:
		return strcmp(problem->type, "not-found") == 0 ? ERR_GONE : ERR_PROTOCOL;
	case 409:
		return ERR_CONFLICT;
	case 410:
		return ERR_GONE;
	case 422:
		return ERR_INPUT;
	default:
		return ERR_PROTOCOL;
	}
}

static bool status_err(const struct http_response *res, struct err *reterr) {
	struct likesd_problem problem;

	likesd_read_problem(res, &problem);
	enum err_code code = code_of(res->status, &problem);
	if (problem.detail[0] != '\0') {
		err_set(reterr, code, "%s", problem.detail);
	} else if (code == ERR_PROTOCOL) {
		err_set(reterr, code, "this is not an answer of likesd (status %ld)", res->status);
	} else {
		err_set(reterr, code, "the server answered %ld", res->status);
	}
	if (reterr != NULL && (res->status == 429 || code == ERR_SERVER)) {
		reterr->retry_after_ms = res->retry_after > problem.retry_in ? res->retry_after
									     : problem.retry_in;
	}
	return false;
}

struct json_doc *likesd_read_answer(const struct http_response *res, size_t max_bytes,
		const char *name, struct err *reterr) {
	if (res->status != 200 && res->status != 202) {
		status_err(res, reterr);
		return NULL;
	}
	if (!is_json(res)) {
		err_set(reterr, ERR_PROTOCOL, "%s: the answer is not JSON: not from likesd?", name);
		return NULL;
	}
	struct json_doc *doc = json_parse(res->body, res->body_len, max_bytes, name, reterr);
	if (doc == NULL) {
		return NULL;
	}
	struct json_at root = json_root(doc);
	if (!json_want(&root, JSON_AT_OBJECT, reterr)) {
		json_doc_destroy(doc);
		return NULL;
	}
	return doc;
}

/* --- the account ----------------------------------------------------------------------------- */

bool likesd_read_me(const struct json_doc *doc, struct likesd_me *ret, struct err *reterr) {
	struct json_at root = json_root(doc), names, scale;
	const char *name = NULL, *title = NULL;
	struct likesd_me me = { 0 };

	if (!json_get_string(&root, "account", LIKE_ID_MAX, &name, reterr) ||
			!json_get_int(&root, "likes", 0, INT64_MAX, &me.likes, reterr)) {
		return false;
	}
	copy_cut(name, me.name, sizeof(me.name));
	me.time_scale = 1;
	if (json_find(&root, "time_scale", &scale) &&
			!json_as_real(&scale, TIME_SCALE_MIN, TIME_SCALE_MAX, &me.time_scale,
					reterr)) {
		return false;
	}
	if (json_find(&root, "platform_name", &names)) {
		if (find_string(&names, "en", &title)) {
			copy_cut(title, me.title_en, sizeof(me.title_en));
		}
		if (find_string(&names, "zh", &title)) {
			copy_cut(title, me.title_zh, sizeof(me.title_zh));
		}
	}
	*ret = me;
	return true;
}

bool likesd_read_platform(const struct json_doc *doc, bool *ret_batch, msec_t *ret_sync_delay,
		struct err *reterr) {
	struct json_at root = json_root(doc);
	bool batch = false;
	int64_t delay = 0;

	if (!json_get_bool(&root, "batch", &batch, reterr) ||
			!json_get_int(&root, "sync_delay_in_ms", 0, DELAY_MAX, &delay, reterr)) {
		return false;
	}
	*ret_batch = batch;
	*ret_sync_delay = delay;
	return true;
}

bool likesd_read_rules(const struct json_doc *doc, struct platform **ret, struct err *reterr) {
	struct json_at root = json_root(doc), rules;
	struct buf text;

	if (!json_get(&root, "platform", &rules, reterr) ||
			!json_want(&rules, JSON_AT_OBJECT, reterr)) {
		return false;
	}
	buf_init(&text, BUF_UNLIMITED);
	json_text(&rules, &text);
	bool fine = platform_parse(text.data, text.len, "platform", ret, reterr);
	buf_finish(&text);
	return fine;
}

bool likesd_read_budget(const struct json_doc *doc, struct risk_facts *ret, msec_t *ret_now,
		struct err *reterr) {
	struct json_at root = json_root(doc), facts;
	const char *now = NULL;

	if (!json_get_string(&root, "now", DATE_MAX, &now, reterr) ||
			!json_get(&root, "facts", &facts, reterr)) {
		return false;
	}
	if (!date_parse_rfc3339(now, ret_now)) {
		return json_fail(&root, reterr, "now is not a time");
	}
	return risk_json_read_facts(&facts, ret, reterr);
}

bool likesd_read_as_of(const struct json_at *root, msec_t *ret, struct err *reterr) {
	const char *text = NULL;

	if (!json_get_string(root, "as_of", DATE_MAX, &text, reterr)) {
		return false;
	}
	if (!date_parse_rfc3339(text, ret)) {
		return json_fail(root, reterr, "as_of is not a time");
	}
	return true;
}

/* --- one like, one operation ----------------------------------------------------------------- */

/* Not an object, or without the number: nothing is under way. */
static msec_t publish_in(const struct json_at *operation) {
	int64_t ms = 0;

	if (!json_get_int(operation, "publish_in_ms", 0, DELAY_MAX, &ms, NULL)) {
		return 0;
	}
	return ms;
}

/* A connection that mixed up its answers must not decide about another item. */
static bool is_about(const struct json_at *object, const char *key, const char *item,
		struct err *reterr) {
	const char *id = NULL;

	if (!json_get_string(object, key, LIKE_ID_MAX, &id, reterr)) {
		return false;
	}
	if (strcmp(id, item) != 0) {
		return json_fail(object, reterr, "this is the answer to another request");
	}
	return true;
}

/* What became of the review, where the item's latest operation is the one that is asked about. */
static void read_review(const struct json_at *latest, const char *operation_or_null,
		struct service_sight *ret) {
	const char *id = NULL, *state = NULL, *why = NULL;

	if (operation_or_null == NULL || !find_string(latest, "id", &id) ||
			strcmp(id, operation_or_null) != 0 ||
			!find_string(latest, "state", &state)) {
		return;
	}
	if (strcmp(state, "in_review") == 0) {
		ret->in_review = true;
	} else if (strcmp(state, "rejected") == 0) {
		ret->refused = find_string(latest, "why", &why)
				? why
				: "the platform's review has rejected it";
	} else if (strcmp(state, "withdrawn") == 0) {
		ret->refused = "it was liked again before the review was over";
	}
}

bool likesd_read_sight(const struct json_doc *doc, const char *item, const char *operation,
		struct service_sight *ret, struct err *reterr) {
	struct json_at root = json_root(doc), latest;
	struct service_sight sight = { 0 };

	if (!likesd_read_as_of(&root, &sight.as_of, reterr) ||
			!is_about(&root, "id", item, reterr) ||
			!json_get_bool(&root, "liked", &sight.liked, reterr) ||
			!json_get_bool(&root, "published", &sight.published, reterr)) {
		return false;
	}
	if (json_find(&root, "operation", &latest)) {
		if (!json_want(&latest, JSON_AT_OBJECT, reterr)) {
			return false;
		}
		sight.publish_in = publish_in(&latest);
		read_review(&latest, operation, &sight);
	}
	*ret = sight;
	return true;
}

bool likesd_read_operation(const struct json_at *answer, const char *item, bool want, bool may_null,
		struct service_result *ret, struct err *reterr) {
	struct json_at at;
	const char *id = NULL, *time = NULL, *wants = NULL, *state = NULL;
	struct service_result result = { .outcome = SERVICE_ACCEPTED };

	if (may_null && !json_find(answer, "operation", &at)) {
		*ret = (struct service_result){ .outcome = SERVICE_WAS_SO };
		return true;
	}
	if (!json_get(answer, "operation", &at, reterr) ||
			!json_want(&at, JSON_AT_OBJECT, reterr) ||
			!is_about(&at, "item", item, reterr) ||
			!json_get_string(&at, "id", LIKE_ID_MAX, &id, reterr) ||
			!json_get_string(&at, "want", LIKE_ID_MAX, &wants, reterr) ||
			!json_get_string(&at, "state", LIKE_ID_MAX, &state, reterr)) {
		return false;
	}
	/* Held for review it has no time. */
	result.in_review = strcmp(state, "in_review") == 0;
	if (!result.in_review && !json_get_string(&at, "publish_at", DATE_MAX, &time, reterr)) {
		return false;
	}
	if (!wire_is_id(id) || strcmp(wants, want ? "liked" : "unliked") != 0) {
		return json_fail(&at, reterr, "this is the answer to another request");
	}
	if (time != NULL && !date_parse_rfc3339(time, &result.publish_at)) {
		return json_fail(&at, reterr, "publish_at is not a time");
	}
	result.operation = id;
	result.publish_in = publish_in(&at);
	*ret = result;
	return true;
}

void likesd_read_refusal(long status, const struct likesd_problem *problem, const struct err *why,
		bool want, struct service_result *ret) {
	*ret = (struct service_result){ .outcome = SERVICE_TRY_AGAIN, .err = *why };
	if (status == 404 && !want &&
			(strcmp(problem->type, "not-liked") == 0 ||
					strcmp(problem->type, "not-found") == 0)) {
		*ret = (struct service_result){ .outcome = SERVICE_WAS_SO };
		return;
	}
	if (status == 0) {
		return;
	}
	if (status == 429 && is_limit(problem)) {
		/* The platform's rule, and no haste of ours: nothing else has to wait for it. */
		ret->outcome = SERVICE_REFUSED;
		if (problem->retry_in > ret->err.retry_after_ms) {
			ret->err.retry_after_ms = problem->retry_in;
		}
		return;
	}
	switch (why->code) {
	case ERR_AUTH:
		ret->outcome = SERVICE_SIGN_IN;
		break;
	case ERR_FORBIDDEN:
	case ERR_CONFLICT:
	case ERR_INPUT:
		ret->outcome = SERVICE_REFUSED;
		break;
	case ERR_GONE:
		ret->outcome = SERVICE_REFUSED;
		if (status == 404) {
			err_set(&ret->err, ERR_GONE, "the service does not know it any more");
		}
		break;
	default:
		break;
	}
}

/* A result inside a batch: as the single request would have been answered. */
static bool read_result(const struct json_at *at, const char *item, struct service_result *ret,
		struct err *reterr) {
	struct json_at body;
	struct likesd_problem problem;
	struct err why = { 0 };
	int64_t status = 0;

	if (!is_about(at, "id", item, reterr) ||
			!json_get_int(at, "status", 100, 599, &status, reterr)) {
		return false;
	}
	if (status == 200 || status == 202) {
		return likesd_read_operation(at, item, false, false, ret, reterr);
	}
	if (!json_get(at, "problem", &body, reterr)) {
		return false;
	}
	problem_at(&body, &problem);
	err_set(&why, code_of((long)status, &problem), "%s",
			problem.detail[0] != '\0' ? problem.detail : "the server refused");
	why.retry_after_ms = problem.retry_in;
	likesd_read_refusal((long)status, &problem, &why, false, ret);
	return true;
}

bool likesd_read_batch(const struct json_doc *doc, char *const *items, size_t n,
		struct service_result *results, struct err *reterr) {
	struct json_at root = json_root(doc), array;

	if (!json_get(&root, "results", &array, reterr) ||
			!json_want(&array, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	if (json_count(&array) != n) {
		return json_fail(&array, reterr, "are not as many as were asked for");
	}
	for (size_t i = 0; i < n; i++) {
		struct json_at at = json_element(&array, i);
		if (!read_result(&at, items[i], &results[i], reterr)) {
			return false;
		}
	}
	return true;
}
