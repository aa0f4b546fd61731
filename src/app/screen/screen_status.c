/* What stands around the lists: the head, and the Profile. */
#include <stdlib.h>

#include "profile.h"
#include "client/plan_told.h"
#include "screen_inner.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

#define REVIEWED_AMONG 100

/* As the service calls itself, in the person's language if it can. */
static const char *title_of(const struct service *service) {
	const struct service_traits *traits = service_ops(service)->traits(service);
	if (lang_get() == LANG_ZH_CN && traits->title_zh[0] != '\0') {
		return traits->title_zh;
	}
	/* Not told before it has answered. */
	return traits->title_en[0] != '\0' ? traits->title_en : service_ops(service)->title;
}

struct reviewed {
	char *titles[PROFILE_TITLES]; /* own */
	size_t n;
};

static bool take_reviewed(const struct intent *intent, void *data) {
	struct reviewed *reviewed = data;
	if (intent->state == INTENT_ACCEPTED && intent->horizon == 0) {
		reviewed->titles[reviewed->n++] =
				xstrdup(intent->title != NULL ? intent->title : intent->item);
	}
	return reviewed->n < PROFILE_TITLES;
}

/* Among the newest: what is not there is only counted. */
static void find_reviewed(struct client *client, const char *name, struct reviewed *ret) {
	const struct outbox_page page = { .account = name, .limit = REVIEWED_AMONG };
	(void)outbox_page(client->outbox, &page, take_reviewed, ret, NULL);
}

static void load_profile(struct screen *s, const struct sync_status *status,
		const struct snapshot_info *info, const int64_t *counts, int64_t likes) {
	struct client *client = s->config.client;
	const struct service *service = client_service(client, s->config.account);
	const char *name = screen_shown_account(s);
	struct err err;
	struct profile_facts facts = {
		.account = name,
		.url = client->accounts.list[s->config.account].url,
		.title = title_of(service),
		.kind = service_ops(service)->title,
		.traits = service_ops(service)->traits(service),
		.status = status,
		.info = info,
		.likes = likes,
		.counts = counts,
		.is_sender = sync_is_sender(client->sync),
	};
	struct sync_standing standing;
	struct err why;
	struct reviewed reviewed = { .n = 0 };
	if (sync_standing(client->sync, name, &standing)) {
		facts.standing = &standing;
	}
	if (sync_standing_error(client->sync, name, &why)) {
		facts.standing_error = &why;
	}
	if (!outbox_count_in_review(client->outbox, name, &facts.in_review, &err)) {
		return;
	}
	if (facts.in_review > 0) {
		find_reviewed(client, name, &reviewed);
	}
	for (size_t i = 0; i < reviewed.n; i++) {
		facts.reviewed[i] = reviewed.titles[i];
	}
	profile_tell(&facts, screen_now(s).wall, s->model);
	for (size_t i = 0; i < reviewed.n; i++) {
		free(reviewed.titles[i]);
	}
}

void screen_load_status(struct screen *s) {
	struct client *client = s->config.client;
	const char *name = screen_shown_account(s);
	struct sync_status status;
	struct snapshot_info info;
	int64_t counts[INTENT_STATE_COUNT];
	struct err err;
	if (!sync_status(client->sync, name, &status) ||
			!snapshot_info(client->snapshot, name, &info, &err) ||
			!outbox_counts(client->outbox, name, counts, &err)) {
		return;
	}
	const struct service *service = client_service(client, s->config.account);
	const struct service_traits *traits = service_ops(service)->traits(service);
	int64_t undoable = 0;
	if (!outbox_count_undoable(client->outbox, NULL, &undoable, &err)) {
		return;
	}
	struct sync_plan plan = { 0 };
	(void)sync_plan(client->sync, name, &plan);
	const struct ui_status given = {
		.plan = plan_told(&plan),
		.service = title_of(service),
		.account = name,
		.likes = info.fetched_at != 0 ? info.count - info.gone : status.total,
		.pending = undoable,
		.open = counts[INTENT_PENDING] + counts[INTENT_SENT] + counts[INTENT_ACCEPTED] +
				counts[INTENT_UNDECIDED],
		.online = status.online,
		.offline_since = status.offline_since,
		.sign_in = status.sign_in,
		.is_sender = sync_is_sender(client->sync),
		.pulling = status.pulling,
		.fetched = status.fetched,
		.fetched_at = info.fetched_at,
		.pull_error = status.pull_error.code != ERR_NONE ? status.pull_error.msg : NULL,
		.paused_until = status.paused_until,
		.budget = screen_budget(s, &status.budget),
		.cancel_cost = traits->cancel_cost,
		.relike_cost = traits->relike_cost,
		.relike_is_told = traits->relike_is_told,
		.seen_by = traits->seen_by,
		.gesture = traits->gesture,
	};
	model_set_status(s->model, &given);
	if (model_tab(s->model) == TAB_PROFILE) {
		load_profile(s, &status, &info, counts, given.likes);
	}
}
