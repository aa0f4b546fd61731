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
#include "unlike/core/platform.h"
#include "unlike/core/risk.h"
#include "unlike/net/http_ops.h"

/* What is left of a limit, the tightest of those that the service told of. */
struct service_budget {
	int64_t limit; /* points a window; 0: the service told none */
	int64_t left;
	msec_t window;
	msec_t resets_at; /* our wall clock */
};

/* What a service is and can do: what sync, pace and the undo's price need to know. */
struct service_traits {
	char title_en[64], title_zh[64]; /* as the service calls itself; "" unknown */
	unsigned max_batch; /* intents of one set_liked; ≥ 1 */
	unsigned max_look; /* questions of one look; ≥ 1 */
	bool relike_keeps_place; /* liking again restores the list as it was */
	bool list_is_complete; /* a walk that met the end proves absence */
	bool has_clock; /* as_of is its own clock, not ours */
	msec_t sync_delay; /* real ms until others see a cancel; for words before it */
	/* Items of one describe(); 0: the list says all there is to say. */
	unsigned max_describe;
	msec_t describe_pause; /* between two that nobody waits for */
	bool has_app; /* what people look at may lag behind the list: describe() tells */
	/* Points that an intent costs where points are counted; 0: they are not. */
	unsigned cancel_cost, relike_cost;
	enum like_audience seen_by;
	bool relike_is_told; /* liking again tells the author again */
	struct service_budget budget;
	enum platform_gesture gesture; /* what takes back there, beside `hold`, which always does */
	/* Foreign: the service's, until a `hello` brings other rules. NULL: it has none of its own,
	 * or none that can be read. */
	const struct platform *platform;
};

/* Who signs in where. Strings are foreign and outlive the service. */
struct service_account {
	const char *name; /* what the person calls it; unique here */
	const char *kind; /* "likesd" … */
	const char *url; /* of the server, without a trailing slash */
	const char *session; /* secret, opaque to all but the service; NULL: signed out */
};

/*
 * Where the sessions are kept, for services that renew theirs. Other processes use the same ones,
 * so whoever renews holds the account's lock and looks first whether somebody else has done it.
 */
struct service_session_ops {
	/* What is kept now; owned (secret_free). ERR_AUTH: signed out. */
	bool (*load)(void *self, const char *account, char **ret, struct err *reterr);
	/* One line; lasting when it returns. */
	bool (*save)(void *self, const char *account, const char *session, struct err *reterr);
	/* Does not wait. *ret_lock −1: another process holds it. */
	bool (*try_lock)(void *self, const char *account, int *ret_lock, struct err *reterr);
	void (*unlock)(void *self, int *lock);
};
struct service_sessions {
	const struct service_session_ops *ops; /* NULL: nothing is kept */
	void *self; /* foreign */
};

struct service_env {
	struct http_client http;
	const struct clock *clock; /* foreign */
	struct service_sessions sessions;
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
/* How the account stands by the rules of its platform: what core/risk judges from. */
struct service_standing {
	const struct platform *platform;
	const struct risk_facts *facts;
	msec_t now; /* the service's clock as it answered; that of all times in `facts` */
	double time_scale; /* so much faster than ours it runs; > 0 */
};
typedef void service_standing_fn(
		const struct service_standing *standing, const struct err *err, void *data);

/* n results in the order of the intents; never a partial array. */
typedef void service_done_fn(const struct service_result *results, size_t n, void *data);

struct service_sight {
	bool liked; /* the owner's truth */
	bool published; /* what others and the list still show; = liked where there is no delay */
	msec_t as_of; /* the service's clock; MSEC_NEVER: this account never knew the item, so
		       * nothing can show it, now or later */
	msec_t publish_in; /* real ms until a change under way is published; 0: none */
	bool in_review; /* the operation asked about is held for the platform's own review */
	/* Why that operation will never count, or NULL: the review has rejected it, or it was
	 * withdrawn. Borrowed. */
	const char *refused;
};
/* n sights in the order of the questions, or err. */
typedef void service_look_fn(
		const struct service_sight *sights, size_t n, const struct err *err, void *data);

struct service_question {
	const char *item;
	const char *keys; /* of every record of it that was known, one a line */
	const char *operation; /* of the service, that the item is looked at for; or NULL */
};

/* What there is to say of one item, where the list does not say it. */
enum service_app { SERVICE_APP_UNKNOWN, SERVICE_APP_SHOWS, SERVICE_APP_LACKS, SERVICE_APP_COUNT };
struct service_description {
	enum like_about about; /* never LIKE_NOT_DESCRIBED */
	const char *title, *author, *author_id, *url; /* NULL: not told */
	msec_t made_at; /* 0: not told */
	int64_t likes; /* −1: not told */
	enum service_app app; /* whether what people look at shows it as liked */
};
/* n descriptions in the order of the items, or err. */
typedef void service_describe_fn(const struct service_description *descriptions, size_t n,
		const struct err *err, void *data);

struct service_signed_in {
	const char *id; /* as the service knows the account, for ever */
	const char *name; /* as it calls it now */
	const char *session; /* secret, one line */
};
typedef void service_sign_in_fn(
		const struct service_signed_in *signed_in, const struct err *err, void *data);

/* err NULL: it is done. */
typedef void service_ended_fn(const struct err *err, void *data);

/* --- the vtable ------------------------------------------------------------------------------ */

struct service; /* each service embeds struct service_base first */

struct service_ops {
	const char *kind; /* "likesd" */
	const char *title; /* "Bluesky": what people call it */
	const char *default_url; /* where most of its people are; NULL: has to be given */
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
	/* Mandatory. The truth about 1 … max_look items: one is liked where any of its records is
	 * there. This is what confirms. */
	uint64_t (*look)(struct service *service, const struct service_question *questions,
			size_t n, service_look_fn *fn, void *data);
	/* Where max_describe > 0. What 1 … max_describe items are. */
	uint64_t (*describe)(struct service *service, const char *const *items, size_t n,
			service_describe_fn *fn, void *data);
	/* Optional; NULL: the service has no rules of that kind, its limits are in the traits. */
	uint64_t (*standing)(struct service *service, service_standing_fn *fn, void *data);
	/* Optional; NULL: the secret is the session. `user` and `password` give a session; nothing
	 * is kept. ERR_AUTH: they do not fit. */
	uint64_t (*sign_in)(struct service *service, const char *user, const char *password,
			service_sign_in_fn *fn, void *data);
	/* Optional; NULL: there is nothing to tell the server. Ends the session there. */
	uint64_t (*sign_out)(struct service *service, service_ended_fn *fn, void *data);
	/* Mandatory. Its fn gets ERR_CANCELED (set_liked: TRY_AGAIN with that code) before this
	 * returns. Unknown or finished: no-op. */
	void (*cancel)(struct service *service, uint64_t op);
};

struct service_base {
	const struct service_ops *ops;
};

/* The table of services: the kinds, in the order in which they are offered. */
size_t service_count(void);
const struct service_ops *service_at(size_t i);
/* NULL: no such kind. */
const struct service_ops *service_find(const char *kind);

/* Calls through the table; service_destroy(NULL) is fine. */
struct service *service_create(const struct service_account *account, const struct service_env *env,
		struct err *reterr);
void service_destroy(struct service *service);
const struct service_ops *service_ops(const struct service *service);

extern const struct service_ops service_bluesky;
extern const struct service_ops service_likesd;
