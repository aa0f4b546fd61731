/*
 * A service that likes live on: one vtable, one file a service. A service builds URLs, reads JSON
 * into struct like, and turns a status into an outcome. Delay, order, retry and proof belong to
 * sync. It sees two HTTP functions (net/http_ops.h), neither curl nor the store.
 *
 * Every asynchronous member calls its fn exactly once, never before returning. What fn is given is
 * borrowed for the call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/core/like.h"
#include "unlike/net/http_ops.h"

/* What a service is and can do: what sync, pace and the undo's price need to know. */
struct service_traits {
	char title_en[64], title_zh[64]; /* as the service calls itself; "" unknown */
	unsigned max_batch; /* intents of one set_liked; ≥ 1 */
	bool relike_keeps_place; /* liking again restores the list as it was */
	bool list_is_complete; /* a walk that met the end proves absence */
	msec_t sync_delay; /* real ms until others see a cancel; for words before it */
};

/* Who signs in where. Strings are foreign and outlive the service. */
struct service_account {
	const char *name; /* what the person calls it; unique here */
	const char *kind; /* "likesd" … */
	const char *url; /* of the server, without a trailing slash */
	const char *token; /* secret */
};

struct service_env {
	struct http_client http;
	const struct clock *clock; /* foreign */
};

/* --- what comes back ------------------------------------------------------------------------- */

struct service_profile {
	const char *name; /* as the server knows the account */
	int64_t likes; /* −1 unknown */
};
typedef void service_profile_fn(
		const struct service_profile *profile, const struct err *err, void *data);

struct service_page {
	const struct like *likes;
	size_t n; /* may be 0 with a next page */
	size_t unreadable; /* items left out because they made no sense */
	const char *next; /* NULL: this was the last page */
	msec_t as_of; /* the service's clock; of services without one, ours */
	int64_t total; /* −1 unknown */
};
typedef void service_page_fn(const struct service_page *page, const struct err *err, void *data);

enum service_outcome {
	SERVICE_ACCEPTED, /* answered; effect promised or made */
	SERVICE_WAS_SO, /* nothing to do: it was so already (404 of the like) */
	SERVICE_REFUSED, /* decided against: 403, 410 of the account, 422; `err` says why */
	SERVICE_TRY_AGAIN, /* lost, 5xx, 429: unknown or not done; same key later */
	SERVICE_SIGN_IN, /* 401: stop; no attempt is used up */
	SERVICE_OUTCOME_COUNT
};
struct service_result {
	enum service_outcome outcome;
	struct err err; /* REFUSED, TRY_AGAIN, SIGN_IN; retry_after_ms in it */
	const char *operation; /* or NULL */
	msec_t publish_at; /* the service's clock; 0: unknown */
	msec_t publish_in; /* real ms from now until then; 0: now */
	bool in_review; /* held for the platform's own review: no horizon */
};
/* n results in the order of the intents; never a partial array. */
typedef void service_done_fn(const struct service_result *results, size_t n, void *data);

struct service_sight {
	bool liked; /* the owner's truth */
	bool published; /* what others and the list still show; = liked where there is no delay */
	msec_t as_of; /* the service's clock; MSEC_NEVER: this account never knew the item, so
		       * nothing can show it, now or later */
	msec_t publish_in; /* real ms until a change under way is published; 0: none */
};
typedef void service_look_fn(const struct service_sight *sight, const struct err *err, void *data);

/* --- the vtable ------------------------------------------------------------------------------ */

struct service; /* each service embeds struct service_base first */

struct service_ops {
	const char *kind; /* "likesd" */
	/* Mandatory. No I/O. The account and env outlive the service. NULL with ERR_INPUT: the URL
	 * is not one. */
	struct service *(*create)(const struct service_account *account,
			const struct service_env *env, struct err *reterr);
	/* Mandatory. Cancels what is under way: every callback has run when it returns. */
	void (*destroy)(struct service *service);
	/* Mandatory. Borrowed; may change after `hello`. */
	const struct service_traits *(*traits)(const struct service *service);
	/* Mandatory. Who are we, what can it do: the first request of a session. */
	uint64_t (*hello)(struct service *service, service_profile_fn *fn, void *data);
	/* Mandatory. One page; cursor NULL: the first. Opaque to everyone else. */
	uint64_t (*list)(struct service *service, const char *cursor, size_t limit,
			service_page_fn *fn, void *data);
	/* Mandatory. 1 … max_batch intents of different items; several of them only when none wants
	 * the like. Idempotent for one key. */
	uint64_t (*set_liked)(struct service *service, const struct intent *const *intents,
			size_t n, service_done_fn *fn, void *data);
	/* Mandatory. The truth about one item, by id. This is what confirms. */
	uint64_t (*look)(struct service *service, const char *item, const char *key,
			service_look_fn *fn, void *data);
	/* Mandatory. Its fn gets ERR_CANCELED (set_liked: TRY_AGAIN with that code) before this
	 * returns. Unknown or finished: no-op. */
	void (*cancel)(struct service *service, uint64_t op);
};

struct service_base {
	const struct service_ops *ops;
};

/* The table of services; NULL: no such kind. */
const struct service_ops *service_find(const char *kind);

/* Calls through the table; service_destroy(NULL) is fine. */
struct service *service_create(const struct service_account *account, const struct service_env *env,
		struct err *reterr);
void service_destroy(struct service *service);
const struct service_ops *service_ops(const struct service *service);

extern const struct service_ops service_likesd;
