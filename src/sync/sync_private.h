/*
 * What the files of sync share.
 *
 * Everything that starts a request or follows from the time happens in one place, the pump, which
 * runs from a timer; callbacks and calls from outside only note what they learned and ask for it.
 */
#pragma once

#include "unlike/core/pace.h"
#include "unlike/sync/sync.h"

#define SENDS_MAX 4 /* requests in flight, of an account */
#define LOOKS_MAX 4
#define PLAN_LOOK 32 /* rows of the plan that are judged at once */
#define ATTEMPTS_MAX 12
#define CONTRARY_MAX 5
#define WANTED_MAX 64 /* a large screen and what is around it */
#define ASKED_MAX 32
#define ECHOES_MAX 1000
#define PAGE_ROWS 100 /* a key that comes meanwhile waits for one page */

/* A request that sends intents, or looks at one. */
struct flight {
	struct flight *next; /* foreign; of the account's list */
	struct account *account; /* foreign */
	uint64_t op;
	bool look;
	bool probing; /* the service was out of reach when it started */
	struct intent *intents; /* own */
	size_t n;
};

enum pull_state {
	PULL_IDLE,
	PULL_HELLO, /* a request is under way */
	PULL_PAGE, /* a request is under way */
	PULL_WAIT_HELLO, /* to be tried again */
	PULL_WAIT_PAGE,
	PULL_STATE_COUNT
};

struct pull {
	enum pull_state state;
	bool asked; /* by a person: waits for no back-off */
	bool wanted; /* it failed for want of a network: again when there is one */
	uint64_t op;
	int failures; /* of the page at hand, in a row */
	msec_t retry_at; /* mono; in a waiting state */
	struct err error; /* why the newest walk stopped */

	int64_t walk, fetched, total;
	char *cursor; /* own; of the page at hand, NULL: the first */
	uint64_t *seen; /* own; hashes of the cursors of this walk */
	size_t n_seen, cap_seen;
	int empty_pages;
	bool unreadable; /* something in the list made no sense: absence proves nothing */
	msec_t started_at; /* wall */
	msec_t as_of; /* of the first page */
};

/* A cancel that is confirmed, and that the app may not have heard of. */
struct echo {
	char *item; /* own */
	bool heard; /* the app was looked at since */
	bool shows; /* and showed it */
	msec_t next_at, wait; /* mono */
};

struct describing {
	uint64_t op;
	char *wanted[WANTED_MAX]; /* own; a person looks at them */
	size_t n_wanted;
	char *asked[ASKED_MAX]; /* own; of the request under way */
	size_t n_asked;
	bool rest; /* there may be rows of which nothing is known */
	size_t careful; /* something was refused: so many one at a time */
	int failures;
	msec_t next_at, retry_at; /* mono */
	bool no_app; /* an answer came, and there is no app behind it */
	struct echo *echoes; /* own */
	size_t n_echoes;
};

/* How the account stands by the platform's rules. The platform itself is the service's. */
struct standing {
	uint64_t op;
	bool told; /* the rest is something */
	bool wanted; /* to be asked for (again) */
	bool overlaid; /* `ahead` is up to date */
	struct risk_facts facts; /* own; as told, and what was accepted since */
	struct risk_facts ahead; /* own; and what waits in the outbox */
	msec_t now, at; /* the service's clock at our mono */
	/* account.sends when it was asked for, and that of what was told */
	uint64_t asked_sends, told_sends;
	double scale;
	int failures;
	msec_t retry_at; /* mono */
	struct err error; /* of the newest try */
};

/* The rows that wait for their turn. What is sent of them, and when, is up to the gate, which asks
 * the service first; the times are there so that nobody has to ask before. */
struct plan {
	bool stale; /* the rows are to be read anew */
	bool dirty; /* their times are to be reckoned anew */
	bool fresh; /* when that was is to be written down */
	bool looked; /* since the start the service was asked, where it can be */
	struct outbox_plan kept;
	struct outbox_planned *rows; /* own; in order, as the outbox has them */
	size_t n, cap;
	int64_t sent; /* on their way */
	int64_t before; /* cancels that go first */
	bool blocked; /* the first would set something off that no waiting cures */
	struct risk_reason why; /* valid when blocked; our times */
	msec_t ask_at; /* mono; the gate was shut, and is to be asked about again; 0: it was not */
	int denials; /* in a row */
	msec_t shut_until; /* mono; a limit turned one away */
	/* What a service that counts points told last, and when that is over (mono). */
	struct service_budget budget;
	msec_t budget_until;
	msec_t taken_up; /* kept.told_at when what was told then was taken up */
	bool doubt; /* the newest request got no answer: it may have cost something */
};

struct account {
	struct sync *sync; /* foreign */
	const char *name; /* foreign */
	struct service *service; /* foreign */
	const struct service_ops *ops; /* foreign */
	struct flight *flights; /* own */
	struct pull pull;
	struct describing describing;
	struct standing standing;
	struct plan plan;
	uint64_t sends; /* grows with each request that sends, and with each answer to one */
	bool greeted; /* hello was answered in this session */
	msec_t newest_as_of; /* of all answers */

	bool online, sign_in;
	msec_t offline_since; /* wall */
	int failures; /* in a row, those of one moment counted once */
	msec_t retry_at; /* mono; nothing starts by itself before, after a failure */
	msec_t paused_at; /* mono; nothing starts before: the service said so */
	msec_t review_at; /* mono; when what is in review is looked at next; MSEC_NEVER: none is */
	msec_t review_wait; /* until the look behind that one */
	int64_t review_after; /* its rows are looked at in turn: behind this one */
	msec_t spent_until; /* mono; nothing is sent before: the points are used up */
	struct err error;
};

struct notice;

struct sync {
	struct sync_config config;
	struct account *accounts; /* own */
	size_t n_accounts;
	struct loop_timer *timer, *notice_timer;
	msec_t timer_at;
	bool asked; /* the pump is to run at once */
	struct notice *notices; /* own; oldest first */

	bool sender, stopping, no_pulls, destroying, once;
	bool recover; /* an answer could not be written down */
	int lock_fd;
	int watch_fd; /* tells that the outbox was written; −1: nothing does */
	msec_t lock_at, version_at; /* mono; when to look next */
	int64_t version;
	msec_t clock_offset; /* wall − mono */
};

/* --- sync.c --- */

/* NULL: no such account. */
struct account *sync_find_account(const struct sync *s, const char *name);
msec_t sync_mono(const struct sync *s);
msec_t sync_wall(const struct sync *s);
/* Before a time is written down: when the wall clock was set, those that are there move with it.
 * The undo window stays as long as the person was shown. */
void sync_look_at_clock(struct sync *s);
/* The pump runs now, or then. */
void sync_ask(struct sync *s);
void sync_ask_at(struct sync *s, msec_t at_mono);

/* --- notice.c --- */

/* `item` may be NULL. Told from a timer. */
void sync_tell(struct account *a, enum sync_change change, const char *item);
void sync_tell_rows(struct account *a, int64_t highest_sort);
/* An account's name or NULL (each account). */
void sync_tell_all(struct sync *s, enum sync_change change);
void sync_notices_finish(struct sync *s);

/* --- account.c --- */

/* What an exchange tells about the way to the service. */
void account_worked(struct account *a);
void account_failed(struct account *a, const struct err *err);
/* Something could not be written down: nothing goes on for a moment. */
void account_store_failed(struct account *a, const struct err *err);
/* Whether something may be sent now, by itself. */
bool account_may_send(const struct account *a);
/* How many of what costs so many points may be sent now, of a budget that the service told. Used
 * up: the account holds off until it is new. */
size_t account_affords(struct account *a, unsigned cost, size_t n);
/* When it may again; MSEC_NEVER: not by the passing of time, or it may now. */
msec_t account_opens_at(const struct account *a);
/* The answer never came, and the request may never have gone out: costs no attempt. */
bool account_was_unreachable(const struct err *err, bool probing);

struct flight *flight_create(struct account *a, bool look);
void flight_add(struct flight *f, const struct intent *intent);
/* Takes it out of the account's list; free it with flight_destroy. */
void flight_take(struct flight *f);
void flight_destroy(struct flight *f);
size_t account_in_flight(const struct account *a, bool look);

/* Copies of rows. */
struct rows {
	const struct account *account; /* foreign; rows it has in flight are left out; or NULL */
	struct intent *rows; /* own */
	size_t n, cap;
};
bool rows_add(const struct intent *intent, void *rows);
void rows_finish(struct rows *rows);

/* --- push.c, pull.c, confirm.c: a step each, from the pump --- */

void push_step(struct account *a);
void confirm_step(struct account *a);
/* A row is in review from now on. */
void confirm_review_begins(struct account *a);
/* When some of those rows are to be looked at (mono). */
msec_t confirm_review_time(const struct account *a);
void pull_step(struct account *a);

/* --- describe.c --- */

void describe_step(struct account *a);
void describe_finish(struct account *a);
msec_t describe_next_time(const struct account *a);
bool describe_is_under_way(const struct account *a);
void describe_want(struct account *a, const char *item);
/* The service greeted us; an intent was confirmed. */
void describe_greeted(struct account *a);
void describe_confirmed(struct account *a, const char *item, bool want);
bool describe_app_shows(const struct account *a, const char *item);
/* Confirmed cancels that the app shows still, and those of which it was not asked yet. */
void describe_count_echoes(const struct account *a, size_t *ret_shown, size_t *ret_unheard);

/* --- standing.c --- */

void standing_step(struct account *a);
void standing_finish(struct account *a);
msec_t standing_next_time(const struct account *a);
/* Asked for again, where anything is by itself: the list is read anew. */
void standing_stale(struct account *a);
/* The service took it: it counts from now on. */
void standing_accepted(struct account *a, const struct intent *intent);
/* Something in the outbox is another than it was. */
void standing_outbox_changed(struct account *a);

bool standing_is_known(const struct account *a);
/* Told after all that was sent, and not longer ago than that. */
bool standing_is_fresh(const struct account *a, msec_t within);
/* To be asked for with the next step, whoever is in charge. */
void standing_ask(struct account *a);
/* Two clocks. */
msec_t standing_service_now(const struct account *a);
msec_t standing_service_time(const struct account *a, msec_t at_wall);
msec_t standing_our_time(const struct account *a, msec_t at);

/* --- plan.c --- */

/* Reads, reckons and writes down what has to be. */
void plan_step(struct account *a);
void plan_finish(struct account *a);
/* When the gate wants the pump again (mono), or MSEC_NEVER. */
msec_t plan_next_time(const struct account *a);
/* The rows are others than they were; what the times follow from is. */
void plan_stale(struct account *a);
void plan_changed(struct account *a);
/* A row was taken out to be sent. */
void plan_take(struct account *a, int64_t id);
/* The service did not do it for want of room: back into the plan. */
bool plan_put_back(struct account *a, const struct intent *intent, const struct err *why,
		struct err *reterr);
/* Whether an answer says that a limit left no room for it. */
bool plan_is_limit(const struct service_result *result);
/* A request that sent was answered (or not). */
void plan_answered(struct account *a, bool answered);
/* What the service said of limits is written down, for whoever comes next; and taken up. */
void plan_note_told(struct account *a);
void plan_take_up(struct account *a);

/* --- plan_reckon.c --- */

/* Limits as core/pace wants them, by the clock of whoever counts. */
struct reckoning {
	struct pace_limit limits[PACE_LIMITS_MAX];
	struct sync_plan_limit about[PACE_LIMITS_MAX];
	size_t n;
	bool by_service; /* times are of the service's clock */
	msec_t *used; /* own */
};
/* False: nothing is known of any limit. */
bool plan_limits(const struct account *a, struct reckoning *ret);
void reckoning_finish(struct reckoning *r);
struct plan_times {
	msec_t *at; /* own, of the caller; wall, ascending */
	bool blocked; /* from some row on it is MSEC_NEVER, and waiting does not help */
	struct risk_reason why; /* valid when blocked */
};
/* When n rows, those of the plan first, can be sent. */
void plan_times(struct account *a, const struct reckoning *r, size_t n, struct plan_times *ret);
int64_t plan_reserve(const struct account *a, int64_t limit);
/* Points: how many of `cost` may be sent beside the reserve; false: not known. */
bool plan_budget(const struct account *a, struct service_budget *ret);

/* --- plan_gate.c --- */

/* How many of these rows, which are due, may be sent now, with one request: they are moved to the
 * front. Nothing is under way. */
size_t plan_admits(struct account *a, struct rows *rows);

/* --- the walk --- */

void pull_finish(struct pull *pull);
/* When the pull wants the pump again (mono), or MSEC_NEVER. */
msec_t pull_next_time(const struct account *a);
/* The list was seen without the items of these cancels, as of then. */
void confirm_absent(struct account *a, const struct intent *intent, msec_t as_of);
