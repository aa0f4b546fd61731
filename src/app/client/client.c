#include "client.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"

static bool open_stores(struct client *client, struct err *reterr) {
	const struct client_config *config = &client->config;
	if (!file_make_folder(config->state_dir, 0700, reterr) ||
			!file_make_folder(config->data_dir, 0700, reterr)) {
		return false;
	}
	client->outbox_path = path_join(config->state_dir, "outbox.db");
	char *snapshot = path_join(config->data_dir, "snapshot.db");
	client->outbox = outbox_open(client->outbox_path, config->clock, config->rng, reterr);
	if (client->outbox != NULL) {
		client->snapshot =
				snapshot_open(snapshot, config->clock, &client->set_aside, reterr);
	}
	free(snapshot);
	return client->snapshot != NULL;
}

static bool open_services(struct client *client, struct err *reterr) {
	size_t n = client->accounts.n;
	client->service_accounts = xcalloc(n + 1, sizeof *client->service_accounts);
	client->sync_accounts = xcalloc(n + 1, sizeof *client->sync_accounts);
	client->session_store = (struct session_store){ .state_dir = client->config.state_dir };
	client->env = (struct service_env){
		.http = client->config.http,
		.clock = client->config.clock,
		.sessions = sessions_for_services(&client->session_store),
	};
	for (size_t i = 0; i < n; i++) {
		const struct account *account = &client->accounts.list[i];
		client->service_accounts[i] = (struct service_account){
			.name = account->name,
			.kind = account->kind,
			.url = account->url,
			.session = account->session,
		};
		struct service *service =
				service_create(&client->service_accounts[i], &client->env, reterr);
		if (service == NULL) {
			return err_wrap(reterr, "account '%.64s'", account->name);
		}
		client->sync_accounts[i] = (struct sync_account){
			.name = account->name,
			.service = service,
		};
	}
	return true;
}

static bool open_sync(struct client *client, struct err *reterr) {
	const struct client_config *config = &client->config;
	client->lock_path = path_join(config->state_dir, "sender.lock");
	const struct sync_config sync_config = {
		.loop = config->loop,
		.clock = config->clock,
		.rng = config->rng,
		.snapshot = client->snapshot,
		.outbox = client->outbox,
		.accounts = client->sync_accounts,
		.n_accounts = client->accounts.n,
		.lock_path = client->lock_path,
		.has_reserve = config->has_reserve,
		.reserve = config->reserve,
		.outbox_path = client->outbox_path,
		.manual = config->manual,
		.notice = config->notice,
		.data = config->data,
	};
	client->sync = sync_create(&sync_config, reterr);
	return client->sync != NULL;
}

/* Rows that were gone kept their place until now. */
static bool put_away(struct client *client, struct err *reterr) {
	for (size_t i = 0; i < client->accounts.n; i++) {
		if (!snapshot_put_away(client->snapshot, client->accounts.list[i].name, reterr)) {
			return false;
		}
	}
	return true;
}

struct client *client_open(const struct client_config *config, struct err *reterr) {
	struct client *client = xcalloc(1, sizeof *client);
	client->config = *config;
	if (!accounts_load(config->state_dir, &client->accounts, reterr) ||
			!open_stores(client, reterr) || !put_away(client, reterr) ||
			!open_services(client, reterr) || !open_sync(client, reterr)) {
		client_close(client);
		return NULL;
	}
	return client;
}

void client_close(struct client *client) {
	if (client == NULL) {
		return;
	}
	sync_destroy(client->sync);
	for (size_t i = 0; client->sync_accounts != NULL && i < client->accounts.n; i++) {
		service_destroy(client->sync_accounts[i].service);
	}
	snapshot_close(client->snapshot);
	outbox_close(client->outbox);
	free(client->sync_accounts);
	free(client->service_accounts);
	for (size_t i = 0; i < client->n_old_sessions; i++) {
		secret_free(client->old_sessions[i]);
	}
	free(client->old_sessions);
	accounts_finish(&client->accounts);
	free(client->lock_path);
	free(client->outbox_path);
	free(client->set_aside);
	free(client);
}

bool client_session_again(struct client *client, size_t account, struct err *reterr) {
	struct account *at = &client->accounts.list[account];
	char *session = NULL;
	if (!sessions_has(client->config.state_dir, at->name)) {
		return true;
	}
	if (!sessions_load(client->config.state_dir, at->name, &session, reterr)) {
		return false;
	}
	if (at->session != NULL && strcmp(at->session, session) == 0) {
		secret_free(session);
		return true;
	}
	if (at->session != NULL) {
		client->old_sessions = xrealloc(client->old_sessions,
				(client->n_old_sessions + 1) * sizeof *client->old_sessions);
		client->old_sessions[client->n_old_sessions++] = at->session;
	}
	at->session = session;
	client->service_accounts[account].session = session;
	return true;
}

struct service *client_service(const struct client *client, size_t account) {
	assert(account < client->accounts.n);
	return client->sync_accounts[account].service;
}

static void describe_by_like(struct intent_request *request, const struct like *like) {
	request->title = like->title;
	request->author = like->author;
	request->url = like->url;
}

/* Its row was put away: Activity knows it still. */
static void describe_by_intent(struct intent_request *request, const struct intent *intent) {
	request->keys = intent->keys;
	request->restore = intent->restore;
	request->title = intent->title;
	request->author = intent->author;
	request->url = intent->url;
}

/* Fills in what is known of the item. */
static bool ask_for(struct client *client, struct intent_request request, struct wish *ret,
		struct err *reterr) {
	const char *name = request.account, *item = request.item;
	struct like like = { 0 };
	struct intent intent = { 0 };
	char *keys = NULL, *restore = NULL;
	bool listed = false;
	bool known = false;
	bool fine = snapshot_find_item(client->snapshot, name, item, &like, &listed, reterr) &&
			snapshot_records(client->snapshot, name, item, &keys, &restore, reterr) &&
			(listed ||
					outbox_find_newest(client->outbox, name, item, &intent,
							&known, reterr));
	if (listed) {
		describe_by_like(&request, &like);
		request.keys = keys;
		request.restore = restore;
	} else if (known) {
		describe_by_intent(&request, &intent);
	} else if (fine) {
		fine = err_set(reterr, ERR_INPUT, _("%.64s: there is no '%.64s' in this list"),
				name, item);
	}
	fine = fine && outbox_add(client->outbox, &request, &ret->added, &ret->intent, reterr);
	free(restore);
	free(keys);
	like_finish(&like);
	intent_finish(&intent);
	if (fine) {
		sync_kick(client->sync);
	}
	return fine;
}

bool client_wish(struct client *client, size_t account, const char *item, bool want,
		msec_t undo_window, struct wish *ret, struct err *reterr) {
	const struct intent_request request = {
		.account = client->accounts.list[account].name,
		.item = item,
		.want = want,
		.undo_window = undo_window,
	};
	return ask_for(client, request, ret, reterr);
}

bool client_wish_in_turn(struct client *client, size_t account, const char *item,
		msec_t undo_window, msec_t not_before, struct wish *ret, struct err *reterr) {
	const struct intent_request request = {
		.account = client->accounts.list[account].name,
		.item = item,
		.undo_window = undo_window,
		.not_before = not_before,
		.paced = true,
	};
	return ask_for(client, request, ret, reterr);
}

/* A closed intent is told of until the list has been read again; a confirmed one as long as its
 * row stays where it was. */
static bool still_counts(
		const struct intent *intent, const struct like *like_or_null, msec_t fetched_at) {
	if (intent->state == INTENT_ROLLED_BACK) {
		return intent->changed_at > fetched_at;
	}
	if (intent->state == INTENT_CONFIRMED && like_or_null != NULL) {
		return !intent->want && like_or_null->gone;
	}
	return intent->state != INTENT_ANNIHILATED;
}

bool client_overlay(struct client *client, size_t account, const struct like *like_or_null,
		const char *item, msec_t fetched_at, struct intent *ret, bool *ret_found,
		struct err *reterr) {
	const char *name = client->accounts.list[account].name;
	struct intent intent;
	bool found = false;
	if (!outbox_find_newest(client->outbox, name, item, &intent, &found, reterr)) {
		return false;
	}
	if (found && !still_counts(&intent, like_or_null, fetched_at)) {
		intent_finish(&intent);
		found = false;
	}
	if (found) {
		*ret = intent;
	}
	*ret_found = found;
	return true;
}
