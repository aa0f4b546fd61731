#include "screen.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "finder.h"
#include "follow.h"
#include "rows.h"
#include "unlike/base/mem.h"
#include "unlike/ui/view.h"

struct screen {
	struct screen_config config;
	struct model *model;
	struct finder *finder;
	struct follow follow;
	struct frame frame;
	struct loop_timer *timer;
	bool dirty, everything; /* draw; draw as if nothing were known of the screen */
	bool reload_likes, reload_activity, status_changed;
	bool started, suspended, done;
	int64_t moved_below; /* rows below it may have another position; INT64_MIN: none */
	msec_t reload_at; /* mono; rows that a walk brought are not shown before */
	bool reload_later; /* then */
	int fd;
};

/* The first pages of a walk come faster than anybody reads. */
#define RELOAD_EVERY 150

static const char *account_name(const struct screen *s) {
	return s->config.client->accounts.list[s->config.account].name;
}

static struct ui_now ui_now(const struct screen *s) {
	return (struct ui_now){
		.mono = clock_mono(s->config.clock),
		.wall = clock_wall(s->config.clock),
	};
}

static void say_error(struct screen *s, const char *what, const struct err *err) {
	model_say(s->model, SAY_BAD, "%s: %s", what, err->msg);
	s->dirty = true;
}

static void act(struct screen *s, const struct effect *effects, size_t n);

/* --- messages -------------------------------------------------------------------------------- */

static void send_msg(struct screen *s, const struct msg *msg) {
	struct effect effects[EFFECTS_MAX];
	size_t n = model_update(s->model, msg, effects);
	assert(n <= EFFECTS_MAX);
	act(s, effects, n);
	s->dirty = true;
}

static void send_size(struct screen *s) {
	struct msg msg = { .type = MSG_RESIZE, .now = ui_now(s) };
	s->config.terminal.ops->size(s->config.terminal.self, &msg.u.size.rows, &msg.u.size.cols);
	send_msg(s, &msg);
	s->everything = true;
}

void screen_read(struct screen *s) {
	const struct terminal *terminal = &s->config.terminal;
	struct term_event event;
	while (!s->done && !s->suspended &&
			terminal->ops->read(terminal->self, clock_mono(s->config.clock), &event)) {
		struct msg msg = { .now = ui_now(s) };
		switch (event.type) {
		case TERM_KEY:
			msg.type = MSG_KEY;
			msg.u.key = event.key;
			send_msg(s, &msg);
			break;
		case TERM_PASTE:
			msg.type = MSG_PASTE;
			msg.u.paste = event.paste;
			send_msg(s, &msg);
			break;
		case TERM_HANGUP:
		case TERM_EVENT_COUNT:
			/* Nobody looks any more: what is pending is kept for the next start. */
			s->done = true;
			break;
		}
	}
}

static void on_terminal(int fd, short revents, void *data) {
	(void)fd;
	(void)revents;
	screen_read(data);
}

static void on_timer(void *data) {
	struct screen *s = data;
	s->timer = NULL;
	screen_read(s);
	const struct msg msg = { .type = MSG_TICK, .now = ui_now(s) };
	send_msg(s, &msg);
}

/* --- effects --------------------------------------------------------------------------------- */

static void load(struct screen *s, const struct effect *effect) {
	struct err err;
	if (!rows_load(s->config.client, s->config.account, effect, s->model, &err)) {
		say_error(s, "The list cannot be read from its file", &err);
	}
}

static void load_status(struct screen *s) {
	struct client *client = s->config.client;
	const char *name = account_name(s);
	struct sync_status status;
	struct snapshot_info info;
	int64_t counts[INTENT_STATE_COUNT];
	struct err err;
	if (!sync_status(client->sync, name, &status) ||
			!snapshot_info(client->snapshot, name, &info, &err) ||
			!outbox_counts(client->outbox, name, counts, &err)) {
		return;
	}
	const struct service_traits *traits =
			service_ops(client_service(client, s->config.account))
					->traits(client_service(client, s->config.account));
	const struct ui_status given = {
		.service = traits->title_en,
		.account = name,
		.likes = info.fetched_at != 0 ? info.count - info.gone : status.total,
		.pending = counts[INTENT_PENDING],
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
	};
	model_set_status(s->model, &given);
}

static void refresh_item(struct screen *s, const char *item) {
	struct err err;
	if (!rows_refresh_item(
			    s->config.client, s->config.account, item, s->model, ui_now(s), &err)) {
		say_error(s, "The list cannot be read from its file", &err);
	}
	s->reload_activity = true;
	/* At once: the next key of the same read may be q, and leaving asks about it. */
	load_status(s);
}

static void wish(struct screen *s, const char *item, bool want) {
	struct wish wish;
	struct err err;
	if (!client_wish(s->config.client, s->config.account, item, want, s->config.undo_window,
			    &wish, &err)) {
		say_error(s, "Nothing was changed and nothing is sent", &err);
		return;
	}
	if (wish.added == OUTBOX_ANNIHILATED) {
		model_say(s->model, SAY_GOOD, "Undone. Nobody heard of it.");
	} else {
		model_say(s->model, SAY_INFO,
				want ? "Liked again. u undoes it." : "Taken back. u undoes it.");
		follow_start(&s->follow, wish.intent);
	}
	refresh_item(s, item);
}

static bool find_undoable(struct screen *s, int64_t id, struct intent *ret, bool *ret_found,
		struct err *err) {
	struct outbox *outbox = s->config.client->outbox;
	if (id != 0) {
		return outbox_find(outbox, id, ret, ret_found, err);
	}
	return outbox_find_undoable(outbox, account_name(s), ret, ret_found, err);
}

static void undo(struct screen *s, int64_t id) {
	struct intent intent;
	struct err err;
	bool found = false;
	if (!find_undoable(s, id, &intent, &found, &err)) {
		say_error(s, "Nothing was undone", &err);
		return;
	}
	if (!found) {
		model_say(s->model, SAY_INFO,
				"Nothing waits that could be undone. x on a row likes it again.");
		return;
	}
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	if (!outbox_undo(s->config.client->outbox, intent.id, &undone, &err)) {
		say_error(s, "Nothing was undone", &err);
	} else if (undone == OUTBOX_UNDONE) {
		model_say(s->model, SAY_GOOD, "Undone. Nobody heard of it.");
		sync_kick(s->config.client->sync);
	} else if (undone == OUTBOX_UNDO_KEPT) {
		model_say(s->model, SAY_GOOD, "%s. Nothing more is sent; r reads the list again.",
				intent.want ? "Left as it is" : "Kept");
	} else {
		model_say(s->model, SAY_WARN, "It is sent already. x on its row likes it again.");
	}
	refresh_item(s, intent.item);
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
			say_error(s, "Not all were undone", &err);
			return;
		}
	}
	s->reload_likes = s->reload_activity = s->status_changed = true;
}

static void send_now(struct screen *s) {
	struct err err;
	if (!outbox_send_now(s->config.client->outbox, account_name(s), 0, &err)) {
		say_error(s, "They still wait", &err);
	}
	sync_kick(s->config.client->sync);
	s->reload_likes = s->reload_activity = true;
}

static void refresh(struct screen *s) {
	struct err err;
	if (!snapshot_put_away(s->config.client->snapshot, account_name(s), &err)) {
		say_error(s, "The list cannot be refreshed", &err);
		return;
	}
	s->reload_likes = true;
	s->moved_below = INT64_MAX;
	sync_pull(s->config.client->sync, account_name(s));
}

static void on_found(const struct ui_found *found, void *data) {
	struct screen *s = data;
	struct effect effects[EFFECTS_MAX];
	size_t n = model_set_found(s->model, found, effects);
	act(s, effects, n);
	s->dirty = true;
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

static void suspend(struct screen *s) {
	const struct terminal *terminal = &s->config.terminal;
	terminal->ops->stop(terminal->self);
	s->suspended = true;
	(void)raise(SIGSTOP);
	screen_signal(s, SIGCONT);
}

static void act_one(struct screen *s, const struct effect *effect) {
	switch (effect->type) {
	case EFFECT_LOAD:
		load(s, effect);
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
	case EFFECT_SUSPEND:
		suspend(s);
		break;
	case EFFECT_REDRAW:
		s->everything = true;
		break;
	case EFFECT_QUIT:
		s->done = true;
		break;
	case EFFECT_TYPE_COUNT:
		assert(false);
		break;
	}
}

static void act(struct screen *s, const struct effect *effects, size_t n) {
	for (size_t i = 0; i < n; i++) {
		act_one(s, &effects[i]);
	}
}

/* --- what changed elsewhere ------------------------------------------------------------------ */

static void on_rows_changed(struct screen *s, const struct sync_notice *notice) {
	if (notice->item != NULL) {
		refresh_item(s, notice->item);
	} else if (notice->change == SYNC_SNAPSHOT) {
		s->reload_later = true;
		if (notice->highest_sort > s->moved_below) {
			s->moved_below = notice->highest_sort;
		}
	} else {
		s->reload_likes = s->reload_activity = true;
	}
	follow_tell(&s->follow, s->config.client->outbox, s->model);
	s->status_changed = true;
	s->dirty = true;
}

void screen_notice(const struct sync_notice *notice, void *data) {
	struct screen *s = *(struct screen **)data;
	if (s == NULL || strcmp(notice->account, account_name(s)) != 0) {
		return;
	}
	if (notice->change == SYNC_STATUS) {
		s->status_changed = true;
	} else {
		on_rows_changed(s, notice);
	}
}

/* Where rows came in above, the position of the anchor is counted anew: far down that takes as long
 * as many keys. */
static void reload_likes(struct screen *s) {
	struct effect effect = model_reload(s->model, TAB_LIKES);
	struct err err;
	if (effect.load.from == LOAD_AROUND && s->moved_below >= effect.load.sort) {
		struct snapshot_place place = { .sort = effect.load.sort };
		memcpy(place.key, effect.load.key, sizeof place.key);
		int64_t rank = 0;
		if (snapshot_rank(s->config.client->snapshot, account_name(s), &place, &rank,
				    &err)) {
			effect.load.position = rank;
		}
	}
	load(s, &effect);
	s->moved_below = INT64_MIN;
	s->reload_later = false;
	s->reload_at = clock_mono(s->config.clock) + RELOAD_EVERY;
}

static void reload_what_changed(struct screen *s) {
	if (s->reload_later && clock_mono(s->config.clock) >= s->reload_at) {
		s->reload_likes = s->reload_activity = true;
	}
	if (s->reload_likes) {
		reload_likes(s);
	}
	if (s->reload_activity && model_tab(s->model) == TAB_ACTIVITY) {
		const struct effect effect = model_reload(s->model, TAB_ACTIVITY);
		load(s, &effect);
		s->reload_activity = false;
	}
	if (s->status_changed) {
		load_status(s);
	}
	s->dirty = s->dirty || s->reload_likes || s->status_changed;
	s->reload_likes = s->status_changed = false;
}

static void arm_timer(struct screen *s) {
	const struct terminal *terminal = &s->config.terminal;
	msec_t at = model_next_tick(s->model, ui_now(s));
	msec_t input = terminal->ops->deadline(terminal->self);
	at = input < at ? input : at;
	at = s->reload_later && s->reload_at < at ? s->reload_at : at;
	loop_cancel_timer(s->config.loop, s->timer);
	s->timer = at == MSEC_NEVER ? NULL : loop_add_timer(s->config.loop, at, on_timer, s);
}

void screen_update(struct screen *s) {
	if (s->done || s->suspended) {
		return;
	}
	reload_what_changed(s);
	if (s->dirty || s->everything) {
		const struct terminal *terminal = &s->config.terminal;
		view_render(s->model, ui_now(s), &s->frame);
		terminal->ops->present(terminal->self, &s->frame, s->everything);
		s->dirty = s->everything = false;
	}
	arm_timer(s);
}

void screen_signal(struct screen *s, int signo) {
	const struct terminal *terminal = &s->config.terminal;
	struct err err;
	switch (signo) {
	case SIGWINCH:
		send_size(s);
		break;
	case SIGTSTP:
		suspend(s);
		break;
	case SIGCONT:
		if (!terminal->ops->start(terminal->self, &err)) {
			s->done = true;
			return;
		}
		s->suspended = false;
		send_size(s);
		break;
	default:
		/* Told to leave: what waits is kept. */
		s->done = true;
		break;
	}
}

/* --- life ------------------------------------------------------------------------------------ */

static bool take_terminal(struct screen *s, struct err *reterr) {
	const struct terminal *terminal = &s->config.terminal;
	if (!terminal->ops->start(terminal->self, reterr)) {
		return false;
	}
	s->started = true;
	s->fd = terminal->ops->fd(terminal->self);
	if (s->fd >= 0) {
		loop_add_fd(s->config.loop, s->fd, POLLIN, on_terminal, s);
	}
	return true;
}

struct screen *screen_create(const struct screen_config *config, struct err *reterr) {
	struct screen *s = xcalloc(1, sizeof *s);
	s->config = *config;
	s->fd = -1;
	s->moved_below = INT64_MIN;
	s->reload_at = clock_mono(config->clock);
	s->model = model_create(&config->options);
	s->finder = finder_create(config->client, config->account, config->loop, config->clock);
	frame_init(&s->frame);
	if (!take_terminal(s, reterr)) {
		screen_destroy(s);
		return NULL;
	}
	const struct effect first = {
		.type = EFFECT_LOAD,
		.tab = TAB_LIKES,
		.load = { .from = LOAD_FIRST, .after = 200 },
	};
	load(s, &first);
	send_size(s);
	s->status_changed = true;
	if (config->client->set_aside != NULL) {
		model_say(s->model, SAY_WARN,
				"The copy of your list was damaged. It was set aside, nothing of "
				"yours was lost; the list is fetched again.");
	}
	sync_pull(config->client->sync, account_name(s));
	return s;
}

void screen_destroy(struct screen *s) {
	if (s == NULL) {
		return;
	}
	if (s->fd >= 0) {
		loop_remove_fd(s->config.loop, s->fd);
	}
	loop_cancel_timer(s->config.loop, s->timer);
	if (s->started) {
		s->config.terminal.ops->stop(s->config.terminal.self);
	}
	finder_destroy(s->finder);
	model_destroy(s->model);
	frame_finish(&s->frame);
	free(s);
}

bool screen_is_done(const struct screen *s) {
	return s->done;
}
