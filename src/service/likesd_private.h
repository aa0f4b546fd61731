/*
 * What the files of the likesd service share. An operation (struct op) is one or more requests;
 * whatever ends it goes through likesd_op_take(), so that its fn is called once and after it was
 * unlinked: fn may start the next one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "likesd_read.h"
#include "unlike/base/buf.h"
#include "unlike/service/service.h"

#define LIKESD_BATCH_MAX 100
#define LIKESD_TIMEOUT (30 * MSEC_PER_SEC)
#define LIKESD_PAGE_TIMEOUT MSEC_PER_MIN

struct likesd_service {
	struct service_base base;
	const struct service_account *account; /* foreign */
	struct http_client http;
	struct service_traits traits;
	struct platform *platform; /* own; NULL: not told yet, or not to be read */
	double time_scale; /* of its clock */
	struct op *ops; /* own */
	uint64_t last_op;
};

enum op_kind { OP_ME, OP_PLATFORM, OP_BUDGET, OP_LIST, OP_SET, OP_BATCH, OP_LOOK, OP_KIND_COUNT };

struct op {
	struct likesd_service *service; /* foreign */
	struct op *next; /* foreign */
	uint64_t id, http;
	enum op_kind kind;
	bool standing; /* it ends with OP_BUDGET, not with OP_PLATFORM */
	union {
		service_profile_fn *profile;
		service_standing_fn *standing;
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

struct ask {
	const char *method;
	const char *idem_key; /* hexadecimal, or NULL */
	const struct buf *body; /* or NULL */
	size_t max_response;
	msec_t timeout;
};

/* --- likesd_op.c --- */

struct op *likesd_op_create(struct likesd_service *s, enum op_kind kind, void *data);
void likesd_op_add_item(struct op *op, const char *item);
/* Out of the list of those under way. */
void likesd_op_take(struct op *op);
void likesd_op_destroy(struct op *op);

struct buf likesd_path(const char *prefix, const char *id_or_null);
/* Sends it to the account's server; `path` is taken. */
void likesd_submit(struct op *op, const struct ask *ask, struct buf *path);
void likesd_get(struct op *op, struct buf *path);

/* --- likesd_answer.c --- */

/* The last request of a standing. */
void likesd_get_budget(struct op *op);
/* What every request of the service is answered to; `data` is its op. */
void likesd_answer(const struct http_response *res, const struct err *err, void *data);
