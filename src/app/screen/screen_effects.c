/* What the model asks for, done: one function an effect. */
#include <assert.h>
#include <string.h>

#include "item_history.h"
#include "rows.h"
#include "screen_inner.h"
#include "unlike/base/lang.h"

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
		screen_act_on_plan(s, effect);
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
