/* What the model asks for, done: one function an effect. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "item_history.h"
#include "profile.h"
#include "rows.h"
#include "client/plan_told.h"
#include "screen_inner.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

#define REVIEWED_AMONG 100

void screen_load(struct screen *s, const struct effect *effect) {
	struct err err;
	if (effect->tab == TAB_PROFILE) {
		sync_want_standing(s->config.client->sync, screen_shown_account(s));
		screen_load_status(s);
		return;
	}
	if (!rows_load(s->config.client, s->config.account, effect, s->model, &err)) {
		screen_say_error(s, _("The list cannot be read from its file"), &err);
	}
}

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

void screen_refresh_item(struct screen *s, const char *item) {
	struct err err;
	if (!rows_refresh_item(s->config.client, s->config.account, item, s->model, screen_now(s),
			    &err)) {
		screen_say_error(s, _("The list cannot be read from its file"), &err);
	}
	s->reload_activity = true;
	/* At once: the next key of the same read may be q, and leaving asks about it. */
	screen_load_status(s);
}

static void wish(struct screen *s, const char *item, bool want) {
	struct wish wish;
	struct err err;
	if (!client_wish(s->config.client, s->config.account, item, want, s->config.undo_window,
			    &wish, &err)) {
		screen_say_error(s, _("Nothing was changed and nothing is sent"), &err);
		return;
	}
	if (wish.added == OUTBOX_ANNIHILATED) {
		model_say(s->model, SAY_GOOD, _("Undone. Nobody heard of it."));
	} else if (s->config.undo_window == 0) {
		model_say(s->model, SAY_INFO, "%s",
				want ? _("Liked again. It is sent at once.")
				     : _("Taken back. It is sent at once."));
		follow_start(s->follow, wish.intent);
	} else {
		model_say(s->model, SAY_INFO,
				want ? _("Liked again. %s undoes it.")
				     : _("Taken back. %s undoes it."),
				model_key(s->model, REQUEST_UNDO));
		follow_start(s->follow, wish.intent);
	}
	screen_refresh_item(s, item);
}

/* Its turn comes when the plan says, and it can be undone until then. */
static void pace(struct screen *s, const char *item) {
	struct sync *sync = s->config.client->sync;
	const char *name = screen_shown_account(s);
	struct sync_plan plan;
	struct wish wish;
	struct err err;
	msec_t at = 0;
	if (!sync_preview_plan(sync, name, 1, &plan, &at) || at == MSEC_NEVER) {
		at = 0; /* the plan itself finds out when nobody knows yet */
	}
	if (!client_wish_in_turn(s->config.client, s->config.account, item, s->config.undo_window,
			    at, &wish, &err)) {
		screen_say_error(s, _("Nothing was changed and nothing is sent"), &err);
		return;
	}
	model_say(s->model, SAY_INFO,
			_("In the plan: taken back when the limits let it. %s undoes it."),
			model_key(s->model, REQUEST_UNDO));
	follow_start(s->follow, wish.intent);
	screen_refresh_item(s, item);
}

static bool find_undoable(struct screen *s, int64_t id, struct intent *ret, bool *ret_found,
		struct err *err) {
	struct outbox *outbox = s->config.client->outbox;
	if (id != 0) {
		return outbox_find(outbox, id, ret, ret_found, err);
	}
	return outbox_find_undoable(outbox, screen_shown_account(s), ret, ret_found, err);
}

static void undo(struct screen *s, int64_t id) {
	struct intent intent;
	struct err err;
	bool found = false;
	if (!find_undoable(s, id, &intent, &found, &err)) {
		screen_say_error(s, _("Nothing was undone"), &err);
		return;
	}
	if (!found) {
		model_say(s->model, SAY_INFO,
				_("Nothing waits that could be undone. %s on a row likes it "
				  "again."),
				model_key(s->model, REQUEST_TAKE_BACK));
		return;
	}
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	if (!outbox_undo(s->config.client->outbox, intent.id, &undone, &err)) {
		screen_say_error(s, _("Nothing was undone"), &err);
	} else if (undone == OUTBOX_UNDONE) {
		model_say(s->model, SAY_GOOD, _("Undone. Nobody heard of it."));
		sync_kick(s->config.client->sync);
	} else if (undone == OUTBOX_UNDO_KEPT) {
		model_say(s->model, SAY_GOOD,
				intent.want ? _("Left as it is. Nothing more is sent; %s reads the "
						"list again.")
					    : _("Kept. Nothing more is sent; %s reads the list "
						"again."),
				model_key(s->model, REQUEST_REFRESH));
	} else {
		model_say(s->model, SAY_WARN,
				_("It is sent already. %s on its row likes it again."),
				model_key(s->model, REQUEST_TAKE_BACK));
	}
	screen_refresh_item(s, intent.item);
	s->reload_likes = true;
	intent_finish(&intent);
}

static void undo_all(struct screen *s) {
	struct intent intent;
	struct err err;
	bool found = true;
	while (outbox_find_undoable(s->config.client->outbox, NULL, &intent, &found, &err) &&
			found) {
		enum outbox_undone undone = OUTBOX_UNDO_NONE;
		bool fine = outbox_undo(s->config.client->outbox, intent.id, &undone, &err);
		intent_finish(&intent);
		if (!fine) {
			screen_say_error(s, _("Not all were undone"), &err);
			return;
		}
	}
	s->reload_likes = s->reload_activity = s->status_changed = true;
}

/* Leaving asks about what waits in all accounts. */
static void send_now(struct screen *s) {
	struct err err;
	if (!outbox_send_now(s->config.client->outbox, NULL, 0, &err)) {
		screen_say_error(s, _("They still wait"), &err);
	}
	sync_kick(s->config.client->sync);
	s->reload_likes = s->reload_activity = true;
}

static void refresh(struct screen *s) {
	struct err err;
	if (!snapshot_put_away(s->config.client->snapshot, screen_shown_account(s), &err)) {
		screen_say_error(s, _("The list cannot be refreshed"), &err);
		return;
	}
	if (!client_session_again(s->config.client, s->config.account, &err)) {
		screen_say_error(s, _("The session cannot be read"), &err);
	}
	s->reload_likes = true;
	s->moved_below = INT64_MAX;
	sync_pull(s->config.client->sync, screen_shown_account(s));
}

static void on_found(const struct ui_found *found, const struct err *err_or_null, void *data) {
	struct screen *s = data;
	struct effect effects[EFFECTS_MAX];
	size_t n = model_set_found(s->model, found, effects);
	screen_act(s, effects, n);
	s->dirty = true;
	if (err_or_null != NULL) {
		screen_say_error(s, _("The search was broken off"), err_or_null);
	}
}

static void on_progress(int64_t rows, void *data) {
	struct screen *s = data;
	model_set_searching(s->model, rows);
	s->dirty = true;
}

static void start_search(struct screen *s, const struct effect *effect) {
	struct finder_query query = {
		.text = effect->text,
		.backwards = effect->backwards,
		.from = { .sort = effect->load.sort },
		.position = effect->load.position,
	};
	memcpy(query.from.key, effect->load.key, sizeof query.from.key);
	finder_start(s->finder, &query, on_found, on_progress, s);
}

static void load_details(struct screen *s, const char *item) {
	struct err err;
	if (!item_history_load(s->config.client->outbox, screen_shown_account(s), item, s->model,
			    &err)) {
		screen_say_error(s, _("What happened to it cannot be read from its file"), &err);
	}
}

/* The one of that name, "": the next. */
static void show_account(struct screen *s, const char *name) {
	const size_t n = s->config.client->accounts.n;
	size_t account = (s->config.account + 1) % n;
	struct err err;
	if (name[0] != '\0' && !accounts_find(&s->config.client->accounts, name, &account, &err)) {
		model_say(s->model, SAY_WARN, "%s", err.msg);
		return;
	}
	if (n < 2) {
		model_say(s->model, SAY_INFO,
				_("There is no other account here; 'unlike login' adds one."));
		return;
	}
	screen_show_account(s, account);
	model_say(s->model, SAY_INFO, _("This is %s now."), screen_shown_account(s));
}

static void sync_now(struct screen *s) {
	sync_kick(s->config.client->sync);
	sync_pull(s->config.client->sync, screen_shown_account(s));
	model_say(s->model, SAY_INFO, _("What is due is sent, and the list is read again."));
}

static void change_config(struct screen *s) {
	if (s->config.can_edit) {
		s->edits = s->done = true;
	} else {
		model_say(s->model, SAY_INFO,
				_("There is no configuration of yours here: 'unlike config edit' "
				  "changes it."));
	}
}

static void set_theme(struct screen *s, const char *wanted) {
	const char *name = NULL;
	size_t bad_lines = 0;
	struct err err;
	if (s->config.set_theme == NULL) {
		model_say(s->model, SAY_INFO, _("In a tape the theme is set with 'Set Theme'."));
		return;
	}
	if (!s->config.set_theme(wanted, s->config.theme_data, &name, &bad_lines, &err)) {
		model_say(s->model, SAY_WARN, "%s", err.msg);
		return;
	}
	s->everything = true;
	if (bad_lines > 0) {
		model_say(s->model, SAY_WARN,
				_("The theme is %s now; 'unlike theme check %s' tells what in it "
				  "is not understood."),
				name, name);
	} else {
		model_say(s->model, SAY_INFO,
				_("The theme is %s now. 'theme = %s' in the configuration keeps "
				  "it."),
				name, name);
	}
}

/* The questions are asked in plain lines, with the screen given back. */
static void sign_in(struct screen *s) {
	if (s->config.can_suspend) {
		s->signs_in = s->done = true;
	} else {
		model_say(s->model, SAY_INFO,
				_("There is nobody here to ask: 'unlike login' signs in."));
	}
}

static void hold_plan(struct screen *s, msec_t until) {
	const struct sync_plan_change change = { .what = SYNC_PLAN_HOLD, .held_until = until };
	struct err err;
	if (!sync_set_plan(s->config.client->sync, screen_shown_account(s), &change, NULL, &err)) {
		screen_say_error(s, _("The plan goes on as before"), &err);
		return;
	}
	model_say(s->model, SAY_GOOD,
			until == 0 ? _("The plan goes on. %s holds it.")
				   : _("Nothing of the plan is sent. %s lets it go on."),
			model_key(s->model, REQUEST_PLAN_HOLD));
	s->reload_activity = s->status_changed = true;
}

static void stop_plan(struct screen *s) {
	const struct sync_plan_change change = { .what = SYNC_PLAN_STOP };
	struct err err;
	int64_t n = 0;
	if (!sync_set_plan(s->config.client->sync, screen_shown_account(s), &change, &n, &err)) {
		screen_say_error(s, _("The plan goes on as before"), &err);
		return;
	}
	model_say(s->model, SAY_GOOD,
			lang_plural("The plan is stopped. %lld like stays.",
					"The plan is stopped. %lld likes stay.", n),
			(long long)n);
	s->reload_likes = s->reload_activity = s->status_changed = true;
}

static void act_on_plan(struct screen *s, const struct effect *effect) {
	switch (effect->type) {
	case EFFECT_PACE:
		pace(s, effect->item);
		break;
	case EFFECT_PLAN_HOLD:
		hold_plan(s, MSEC_NEVER);
		break;
	case EFFECT_PLAN_RESUME:
		hold_plan(s, 0);
		break;
	default:
		assert(effect->type == EFFECT_PLAN_STOP);
		stop_plan(s);
		break;
	}
}

static void act_on_program(struct screen *s, const struct effect *effect) {
	switch (effect->type) {
	case EFFECT_CONFIG:
		change_config(s);
		break;
	case EFFECT_THEME:
		set_theme(s, effect->text);
		break;
	case EFFECT_SIGN_IN:
		sign_in(s);
		break;
	case EFFECT_SUSPEND:
		screen_suspend(s);
		break;
	case EFFECT_REDRAW:
		s->everything = true;
		break;
	default:
		assert(effect->type == EFFECT_QUIT);
		s->done = true;
		break;
	}
}

static void act_one(struct screen *s, const struct effect *effect) {
	switch (effect->type) {
	case EFFECT_LOAD:
		screen_load(s, effect);
		break;
	case EFFECT_TAKE_BACK:
		wish(s, effect->item, false);
		break;
	case EFFECT_LIKE_AGAIN:
		wish(s, effect->item, true);
		break;
	case EFFECT_UNDO:
		undo(s, effect->intent);
		break;
	case EFFECT_SEND_NOW:
		send_now(s);
		break;
	case EFFECT_UNDO_ALL:
		undo_all(s);
		break;
	case EFFECT_REFRESH:
		refresh(s);
		break;
	case EFFECT_SEARCH:
		start_search(s, effect);
		break;
	case EFFECT_SEARCH_STOP:
		finder_stop(s->finder);
		break;
	case EFFECT_DETAILS:
		load_details(s, effect->item);
		screen_cost(s, effect);
		break;
	case EFFECT_FORECAST:
		screen_forecast(s, effect);
		/* For the next frames; this one has what is known. */
		sync_want_standing(s->config.client->sync, screen_shown_account(s));
		break;
	case EFFECT_OPEN:
		screen_open_page(s, effect->item);
		break;
	case EFFECT_NEXT_ACCOUNT:
		show_account(s, effect->text);
		break;
	case EFFECT_SYNC:
		sync_now(s);
		break;
	case EFFECT_PACE:
	case EFFECT_PLAN_HOLD:
	case EFFECT_PLAN_RESUME:
	case EFFECT_PLAN_STOP:
		act_on_plan(s, effect);
		break;
	default:
		act_on_program(s, effect);
		break;
	}
}

void screen_act(struct screen *s, const struct effect *effects, size_t n) {
	for (size_t i = 0; i < n; i++) {
		act_one(s, &effects[i]);
	}
}
