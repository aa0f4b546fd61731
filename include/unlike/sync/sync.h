/*
 * The policy between store and service: what is sent when, what a reply means, what proves.
 *
 * pull     walks the list page by page into the snapshot; never touches intents.
 * push     pending rows whose undo window is over → `sent` (committed) → the service → accepted,
 *          or sent again later with the same key, or rolled back. The order of one item is held
 *          until confirmed; different items go in parallel. One process sends: who holds the lock.
 * confirm  after the horizon: a look by id, or a complete walk, whose data are as of publish_at or
 *          later. Anything older proves nothing and changes nothing. What the platform has held
 *          for its review is looked at now and then: approved it gets its horizon, rejected it
 *          is rolled back with the reason.
 * describe what the list only names, first what a person looks at; and whether what other people
 *          see (the service's app) still shows what is confirmed to be gone.
 * plan     what does not fit is sent in its turn: never on our clock's word alone, the service is
 *          asked first, and a reserve is kept.
 * standing how the account stands by the platform's rules, and what one more cancel would set off.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/base/rng.h"
#include "unlike/core/pace.h"
#include "unlike/loop/loop.h"
#include "unlike/service/service.h"
#include "unlike/store/outbox.h"
#include "unlike/store/snapshot.h"

struct sync;

enum sync_change {
	SYNC_OUTBOX, /* an intent moved */
	SYNC_SNAPSHOT, /* rows came or went */
	SYNC_STATUS, /* sync_status() tells something new */
	SYNC_STANDING, /* sync_standing() and sync_forecast() do */
	SYNC_CHANGE_COUNT
};

/* From the loop, never from inside a call of this module. `item` is the one item that changed, or
 * NULL; `highest_sort` (SYNC_SNAPSHOT): rows below it in the list may have another position now. */
struct sync_notice {
	enum sync_change change;
	const char *account, *item;
	int64_t highest_sort;
};
typedef void sync_notice_fn(const struct sync_notice *notice, void *data);

struct sync_account {
	const char *name; /* foreign */
	struct service *service; /* foreign */
};

struct sync_config {
	struct loop *loop;
	const struct clock *clock;
	const struct rng *rng;
	struct snapshot *snapshot;
	struct outbox *outbox;
	const struct sync_account *accounts;
	size_t n_accounts;
	const char *lock_path; /* of the sender's lock; NULL: no other process can be there */
	/* What plans leave free of each limit; false: as pace_reserve() has it. */
	bool has_reserve;
	int64_t reserve; /* ≥ 0 */
	/* The outbox's file, watched for what other processes write there. NULL, or one that cannot
	 * be watched: it is looked at once a second. */
	const char *outbox_path;
	bool manual; /* nothing is sent or looked at by itself: only by sync_once() */
	sync_notice_fn *notice; /* may be NULL */
	void *data;
}; /* all foreign, must outlive */

struct sync *sync_create(const struct sync_config *config, struct err *reterr);
/* Requests under way are cancelled; their rows stay `sent` and are due again at the next start. */
void sync_destroy(struct sync *sync);

/* An intent was added, undone or hurried: look at the outbox again. */
void sync_kick(struct sync *sync);
/* Starts a walk of the account's list; one under way goes on. */
void sync_pull(struct sync *sync, const char *account);
/* A person looks at this item, of which the list told only its name. */
void sync_want_described(struct sync *sync, const char *account, const char *item);
/* The item is gone from the list, confirmed, and the app was seen to show it as liked since. */
bool sync_app_shows(const struct sync *sync, const char *account, const char *item);
/*
 * Sends what is due, waits for the answers, looks at what can be confirmed, then is quiet: each due
 * row is tried once. sync_is_quiet() tells when. Returns false when another process is the sender.
 */
bool sync_once(struct sync *sync);
/* No request under way and none that would start at this moment. */
bool sync_is_quiet(const struct sync *sync);
/* This process is the one that sends. */
bool sync_is_sender(const struct sync *sync);
/* Walks end with the page under way, and none begins any more; the outbox is sent as before. */
void sync_stop_pulling(struct sync *sync);
/* Starts nothing more; what is under way goes on (quitting). */
void sync_stop_starting(struct sync *sync);

struct sync_status {
	bool pulling;
	int64_t fetched; /* rows of the walk so far */
	int64_t total; /* as the service says; −1 unknown */
	bool online; /* the newest exchange worked, or there was none yet */
	msec_t offline_since; /* wall; 0 while online */
	bool sign_in; /* the session ended: the queue waits */
	/* wall; the service asked for a pause, or its limit is used up; 0: no */
	msec_t paused_until;
	struct service_budget budget; /* as the service told it last */
	bool describing; /* what the list only names is being asked for */
	size_t app_shows; /* confirmed cancels that the app was seen to show still */
	size_t app_unheard; /* and those of which it has not been asked yet */
	size_t in_flight;
	struct err error; /* of the newest exchange that failed; ERR_NONE otherwise */
	struct err pull_error; /* why the newest walk stopped; ERR_NONE when it did not */
};
bool sync_status(const struct sync *sync, const char *account, struct sync_status *ret);

/* --- the platform's rules (core/risk) --- */

/*
 * How an account stands: as the service told it last, and on top of that what was accepted since
 * and what waits here to be sent. Times are of our wall clock.
 */
struct sync_standing {
	const struct platform *platform; /* foreign; until the loop turns */
	msec_t told_at;
	enum platform_tier tier;
	struct risk_limit limits[RISK_LIMITS_MAX];
	size_t n_limits;
	struct risk_penalty penalties[RISK_PENALTIES_MAX]; /* in force */
	size_t n_penalties;
	struct risk_effects effects;
	bool has_ratio;
	struct risk_ratio ratio;
};
/* False: the service has no such rules, or has not told yet. Reads nothing but memory. */
bool sync_standing(const struct sync *sync, const char *account, struct sync_standing *ret);
/*
 * What each of these would set off, were they done now one after the other. `liked_at` of an ask is
 * the service's. False as for sync_standing(). Reads nothing but memory.
 */
bool sync_forecast(const struct sync *sync, const char *account, const struct risk_ask *asks,
		size_t n, struct risk_judgement *ret);
/* Somebody wants to know it as it is now: it is asked for, unless it was told a moment ago. */
void sync_want_standing(struct sync *sync, const char *account);
/* The newest try to learn it failed, and why; false: it did not, or none was made. */
bool sync_standing_error(const struct sync *sync, const char *account, struct err *ret);

/* --- the plan: what waits for its turn (outbox: paced) --- */

struct sync_plan_limit {
	int64_t limit, reserve; /* both in what is counted: cancels, or points */
	bool points;
	msec_t window;
	bool calendar; /* days of the platform; false: rolling */
	char rule[RISK_RULE_MAX]; /* "": none, the service counts points */
	enum platform_kind kind;
};

struct sync_plan {
	int64_t left; /* rows, those on their way included */
	int64_t at_once; /* of them, those whose turn it is */
	/* wall; of the first and the last; MSEC_NEVER: nobody knows when */
	msec_t next_at, done_at;
	msec_t held_until; /* wall; 0: not held; MSEC_NEVER: until told */
	int64_t reserve; /* of this account; −1: none was set */
	bool known; /* there are limits, or there is none; false: nothing was told yet */
	struct sync_plan_limit limits[PACE_LIMITS_MAX];
	size_t n_limits;
	bool blocked; /* one more would set off what no waiting cures */
	struct risk_reason why; /* valid when blocked */
};
/* The account's plan as it is. False: no such account. May read the outbox. */
bool sync_plan(struct sync *sync, const char *account, struct sync_plan *ret);
/*
 * What it would be for n more, behind those that wait; nothing is changed. `left` is n, and times
 * are those of the n. *times: n, or NULL. False: nothing is known of any limit.
 */
bool sync_preview_plan(struct sync *sync, const char *account, size_t n, struct sync_plan *ret,
		msec_t *times_or_null);

enum sync_plan_what { SYNC_PLAN_RESERVE, SYNC_PLAN_HOLD, SYNC_PLAN_STOP };
struct sync_plan_change {
	enum sync_plan_what what;
	int64_t reserve; /* SYNC_PLAN_RESERVE; −1: none of its own */
	msec_t held_until; /* SYNC_PLAN_HOLD; wall; 0: resumed; MSEC_NEVER: until told */
};
/* Lasting when it returns true. *ret_stopped (SYNC_PLAN_STOP; may be NULL): rows that were
 * undone. */
bool sync_set_plan(struct sync *sync, const char *account, const struct sync_plan_change *change,
		int64_t *ret_stopped, struct err *reterr);
