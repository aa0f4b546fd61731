/* What likesd answers, read with suspicion: JSON into the structs of service.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/json.h"
#include "unlike/service/service.h"
#include "wire.h"

#define LIKESD_PAGE_BYTES ((size_t)4 * 1024 * 1024)
#define LIKESD_BATCH_BYTES ((size_t)512 * 1024) /* a hundred judgements */
#define LIKESD_OTHER_BYTES ((size_t)64 * 1024)

/*
 * A 200 or 202 that is JSON, parsed; the caller destroys it. NULL with what the status means
 * otherwise: ERR_AUTH, ERR_FORBIDDEN, ERR_GONE, ERR_CONFLICT, ERR_INPUT (422) with the problem's
 * detail; ERR_RATE_LIMITED and ERR_SERVER with retry_after_ms; ERR_PROTOCOL for whatever does not
 * come from likesd. Problems without a problem document are not believed.
 */
struct json_doc *likesd_read_answer(const struct http_response *res, size_t max_bytes,
		const char *name, struct err *reterr);

/* The last part of the problem's type ("not-liked"), "" when the answer has none. */
struct likesd_problem {
	char type[64];
	char detail[200]; /* cut on a character border */
	msec_t retry_in;
};
void likesd_read_problem(const struct http_response *res, struct likesd_problem *ret);

bool likesd_read_as_of(const struct json_at *root, msec_t *ret, struct err *reterr);

struct likesd_me {
	char name[LIKE_ID_MAX + 1];
	int64_t likes;
	char title_en[64], title_zh[64];
	double time_scale; /* so much faster than ours its clock runs; > 0 */
};
bool likesd_read_me(const struct json_doc *doc, struct likesd_me *ret, struct err *reterr);
bool likesd_read_platform(const struct json_doc *doc, bool *ret_batch, msec_t *ret_sync_delay,
		struct err *reterr);
/* The platform's file in the same answer, which the caller destroys. Rules that are not understood
 * whole are not believed: ERR_PROTOCOL. */
bool likesd_read_rules(const struct json_doc *doc, struct platform **ret, struct err *reterr);

/* What core/risk judges from, as of *ret_now of its clock. The caller finishes the facts. */
bool likesd_read_budget(const struct json_doc *doc, struct risk_facts *ret, msec_t *ret_now,
		struct err *reterr);

/* The caller finishes it. */
bool likesd_read_page(const struct json_doc *doc, struct wire_page *ret, struct err *reterr);

/* `operation` may be NULL. What *ret borrows is the document's. */
bool likesd_read_sight(const struct json_doc *doc, const char *item, const char *operation,
		struct service_sight *ret, struct err *reterr);

/* "operation" of an answer, or of a batch's result, that is about `item`; null only for a like that
 * was so already. `operation` in *ret is borrowed from the document. */
bool likesd_read_operation(const struct json_at *answer, const char *item, bool want, bool may_null,
		struct service_result *ret, struct err *reterr);

/* What a status that is no success means for an intent; 0: there was no answer to be believed. */
void likesd_read_refusal(long status, const struct likesd_problem *problem, const struct err *why,
		bool want, struct service_result *ret);
/* The results of a batch; n of them, for these intents. */
bool likesd_read_batch(const struct json_doc *doc, char *const *items, size_t n,
		struct service_result *results, struct err *reterr);
