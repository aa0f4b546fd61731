#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"

#define URN "urn:likesd:problem:"
#define UNAVAILABLE_RETRY (1 * MSEC_PER_SEC)

static const struct {
	int status;
	const char *type, *title, *detail, *rule;
} problems[PROBLEM_COUNT] = {
	[PROBLEM_UNAUTHORIZED] = { 401, "unauthorized", "Not signed in",
			"This needs a valid token: Authorization: Bearer TOKEN.", NULL },
	[PROBLEM_NO_SUCH_ROUTE] = { 404, "no-such-route", "No such route",
			"There is nothing at this path.", NULL },
	[PROBLEM_METHOD] = { 405, "method-not-allowed", "Method not allowed",
			"This path is there, but not for this method.", NULL },
	[PROBLEM_BAD_REQUEST] = { 400, "bad-request", "Bad request",
			"The request is not of the form that this route takes.", NULL },
	[PROBLEM_TOO_LARGE] = { 413, "too-large", "Too large",
			"The body of a request is at most 65536 bytes.", NULL },
	[PROBLEM_MEDIA_TYPE] = { 415, "unsupported-media-type", "Unsupported media type",
			"The body is to be application/json.", NULL },
	[PROBLEM_NOT_FOUND] = { 404, "not-found", "Not found",
			"This account has nothing with this id.", NULL },
	[PROBLEM_NOT_LIKED] = { 404, "not-liked", "Not liked",
			"This like has been taken back already.", NULL },
	[PROBLEM_KEY] = { 400, "idempotency-key", "Idempotency-Key missing or malformed",
			"An Idempotency-Key is needed: 16 to 64 of A-Z a-z 0-9 _ and -.", NULL },
	[PROBLEM_KEY_REUSED] = { 422, "idempotency-key-reused", "Idempotency-Key used before",
			"This Idempotency-Key came with another request before.", NULL },
	[PROBLEM_NO_BATCH] = { 403, "no-batch", "No batch on this platform",
			"This platform takes likes back one by one.", "OP-2" },
	[PROBLEM_LIMIT] = { 429, "limit-reached", "Limit reached",
			"The platform's limit is used up", NULL },
	[PROBLEM_BARRED] = { 403, "barred", "Right taken away",
			"This account may not like at the moment", NULL },
	[PROBLEM_REFUSED] = { 403, "refused", "Refused", "The platform refuses this", NULL },
	[PROBLEM_ROLE] = { 403, "wrong-role", "Not for this token",
			"This token has no right to this: reviews are for moderators, all else is "
			"for owners.",
			NULL },
	[PROBLEM_DECIDED] = { 409, "decided-otherwise", "Decided otherwise",
			"This review was decided otherwise before, or the cancel was withdrawn.",
			NULL },
	[PROBLEM_UNAVAILABLE] = { 503, "unavailable", "Not possible at the moment",
			"Nothing of the request was done. Try again with the same key.", NULL },
};

static void begin_problem(struct json_writer *writer, int status, const char *type,
		const char *title, const char *detail, const char *rule, struct buf *out) {
	char urn[sizeof(URN) + 64];
	snprintf(urn, sizeof(urn), URN "%s", type);
	json_writer_init(writer, out);
	json_object_begin(writer, NULL);
	json_put_string(writer, "type", urn);
	json_put_string(writer, "title", title);
	json_put_int(writer, "status", status);
	json_put_string(writer, "detail", detail);
	if (rule != NULL) {
		json_put_string(writer, "rule", rule);
	}
}

static void write_problem(int status, const char *type, const char *title, const char *detail,
		const char *rule, msec_t retry_in, struct buf *out) {
	struct json_writer writer;
	begin_problem(&writer, status, type, title, detail, rule, out);
	if (retry_in > 0) {
		json_put_int(&writer, "retry_in_ms", retry_in);
	}
	json_object_end(&writer);
}

static void answer_problem(int status, const char *type, const char *title, const char *detail,
		const char *rule, msec_t retry_in, struct likesd_response *ret) {
	assert(status >= 400 && status <= 599 && retry_in >= 0);
	*ret = (struct likesd_response){
		.status = status,
		.content_type = "application/problem+json",
		.retry_after = retry_in,
	};
	buf_init(&ret->body, BUF_UNLIMITED);
	write_problem(status, type, title, detail, rule, retry_in, &ret->body);
}

void likesd_refuse(int status, const char *type, const char *title, const char *detail,
		const char *rule, struct likesd_response *ret) {
	answer_problem(status, type, title, detail, rule, status == 503 ? UNAVAILABLE_RETRY : 0,
			ret);
}

void likesd_refuse_guess(msec_t retry_in, struct likesd_response *ret) {
	assert(retry_in > 0);
	answer_problem(429, "too-many-guesses", "Too many wrong tokens",
			"From this address came too many requests without a valid token. Those "
			"with one are not held up.",
			NULL, retry_in, ret);
}

void likesd_response_finish(struct likesd_response *response) {
	buf_finish(&response->body);
}

int problem_status(enum problem problem) {
	assert(problem < PROBLEM_COUNT);
	return problems[problem].status;
}

void problem_write(enum problem problem, const char *detail_or_null, struct buf *out) {
	assert(problem < PROBLEM_COUNT);
	write_problem(problems[problem].status, problems[problem].type, problems[problem].title,
			detail_or_null != NULL ? detail_or_null : problems[problem].detail,
			problems[problem].rule,
			problems[problem].status == 503 ? UNAVAILABLE_RETRY : 0, out);
}

void problem_begin(enum problem problem, const char *rule, msec_t again, struct json_writer *writer,
		struct buf *out) {
	char detail[200], at[DATE_MAX];
	const char *base = problems[problem].detail;
	const size_t len = strcspn(base, ".");
	if (again != 0) {
		date_rfc3339(again, at);
		snprintf(detail, sizeof(detail), "%.*s (%s): again from %s.", (int)len, base, rule,
				at);
	} else {
		snprintf(detail, sizeof(detail), "%.*s (%s).", (int)len, base, rule);
	}
	begin_problem(writer, problems[problem].status, problems[problem].type,
			problems[problem].title, detail, rule, out);
}

bool refuse(struct call *call, enum problem problem, const char *detail_or_null) {
	const char *allow = call->response->allow;
	const char *route = call->response->route;
	likesd_response_finish(call->response);
	likesd_refuse(problems[problem].status, problems[problem].type, problems[problem].title,
			detail_or_null != NULL ? detail_or_null : problems[problem].detail,
			problems[problem].rule, call->response);
	call->response->allow = allow;
	call->response->route = route;
	return true;
}

void answer_begin(struct call *call, int status, struct json_writer *ret) {
	call->response->status = status;
	call->response->content_type = "application/json";
	buf_reset(&call->response->body);
	json_writer_init(ret, &call->response->body);
	json_object_begin(ret, NULL);
	put_time(ret, "as_of", call->account.as_of);
}

bool answer_end(struct json_writer *writer) {
	json_object_end(writer);
	assert(writer->depth == 0);
	return true;
}

void put_time(struct json_writer *writer, const char *key, msec_t at) {
	char text[DATE_MAX];
	date_rfc3339(at, text);
	json_put_string(writer, key, text);
}

void put_id(struct json_writer *writer, const char *key, char kind, int64_t number) {
	char text[24];
	snprintf(text, sizeof(text), "%c%" PRId64, kind, number);
	json_put_string(writer, key, text);
}
