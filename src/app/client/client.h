/*
 * A client without a face: the stores, the services of the accounts that are signed in, and sync,
 * joined. The screen and every command stand on it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "account/accounts.h"
#include "account/sessions.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/base/rng.h"
#include "unlike/loop/loop.h"
#include "unlike/net/http_ops.h"
#include "unlike/sync/sync.h"

#define CLIENT_UNDO_WINDOW (10 * MSEC_PER_SEC)

struct client_config {
	const struct clock *clock;
	const struct rng *rng;
	struct loop *loop;
	struct http_client http;
	const char *state_dir, *data_dir; /* made when missing */
	bool has_reserve; /* what plans leave free of each limit is set */
	int64_t reserve;
	bool manual; /* nothing goes out by itself: sync_once() only */
	sync_notice_fn *notice; /* may be NULL */
	void *data;
}; /* all foreign, must outlive the client */

struct client {
	struct client_config config;
	struct accounts accounts;
	struct service_account *service_accounts; /* own */
	char **old_sessions; /* own, secret; services may look at them until the end */
	size_t n_old_sessions;
	struct sync_account *sync_accounts; /* own; their services are ours too */
	struct session_store session_store;
	struct service_env env;
	struct snapshot *snapshot;
	struct outbox *outbox;
	struct sync *sync;
	char *lock_path; /* own; of the sender's lock */
	char *outbox_path; /* own */
	char *set_aside; /* own; where a damaged snapshot went, or NULL */
};

struct client *client_open(const struct client_config *config, struct err *reterr);
/* What is under way is left as it is: sent rows go on at the next start. NULL is fine. */
void client_close(struct client *client);

/* Takes up the session that another process may have kept since; none that is there is fine. */
bool client_session_again(struct client *client, size_t account, struct err *reterr);

struct service *client_service(const struct client *client, size_t account);

/* What the person decided about one item. */
struct wish {
	enum outbox_added added;
	int64_t intent;
};
/*
 * Writes an intent for an item of the account's list, with what the list says of it, or for one
 * that was asked for before, with what was known then; tells sync. ERR_INPUT: neither. ERR_DB,
 * ERR_FULL: nothing was written, the heart stays as it was.
 */
bool client_wish(struct client *client, size_t account, const char *item, bool want,
		msec_t undo_window, struct wish *ret, struct err *reterr);

/* The same for a cancel that waits for its turn in the account's plan, not before that time. */
bool client_wish_in_turn(struct client *client, size_t account, const char *item,
		msec_t undo_window, msec_t not_before, struct wish *ret, struct err *reterr);

/* The newest intent that counts for what a row shows: none where the service has been heard since.
 * *ret is owned when *ret_found. */
bool client_overlay(struct client *client, size_t account, const struct like *like_or_null,
		const char *item, msec_t fetched_at, struct intent *ret, bool *ret_found,
		struct err *reterr);
