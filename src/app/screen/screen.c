#include "screen.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "command/commands.h"
#include "characters.h"
#include "screen_inner.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

/* The first pages of a walk come faster than anybody reads. */
#define RELOAD_EVERY 150

const char *screen_shown_account(const struct screen *s) {
	return s->config.client->accounts.list[s->config.account].name;
}

struct ui_now screen_now(const struct screen *s) {
	return (struct ui_now){
		.mono = clock_mono(s->config.clock),
		.wall = clock_wall(s->config.clock),
	};
}

void screen_say_error(struct screen *s, const char *what, const struct err *err) {
	model_say(s->model, SAY_BAD, "%s: %s", what, err->msg);
	s->dirty = true;
}

void screen_say(struct screen *s, enum say_kind kind, const char *fmt, ...) {
	if (s->config.client->set_aside != NULL) {
		return;
	}
	struct buf text;
	va_list args;
	buf_init(&text, BUF_UNLIMITED);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	model_say(s->model, kind, "%s", text.data);
	s->dirty = true;
	buf_finish(&text);
}

/* --- messages -------------------------------------------------------------------------------- */

static void send_msg(struct screen *s, const struct msg *msg) {
	struct effect effects[EFFECTS_MAX];
	size_t n = model_update(s->model, msg, effects);
	assert(n <= EFFECTS_MAX);
	screen_act(s, effects, n);
	s->dirty = true;
}

static void send_size(struct screen *s) {
	struct msg msg = { .type = MSG_RESIZE, .now = screen_now(s) };
	s->config.terminal.ops->size(s->config.terminal.self, &msg.u.size.rows, &msg.u.size.cols);
	send_msg(s, &msg);
	s->everything = true;
}

/* The characters may be others now: what was drawn with them stands elsewhere than was thought. */
static void take_traits(struct screen *s, const struct term_traits *traits) {
	const bool ascii = characters_are_ascii(s->config.ascii, traits, s->config.cjk_locale);
	const bool stand_ins = ascii && term_is_wide(traits, false);
	if (ascii == s->ascii && stand_ins == s->stand_ins) {
		return;
	}
	s->ascii = ascii;
	s->stand_ins = stand_ins;
	s->everything = true;
	for (size_t i = 0; i < s->config.client->accounts.n; i++) {
		if (s->desks[i].model != NULL) {
			model_set_ascii(s->desks[i].model, ascii);
			model_set_stand_ins(s->desks[i].model, stand_ins);
		}
	}
}

void screen_read(struct screen *s) {
	const struct terminal *terminal = &s->config.terminal;
	struct term_event event;
	while (!s->done && !s->suspended &&
			terminal->ops->read(terminal->self, clock_mono(s->config.clock), &event)) {
		struct msg msg = { .now = screen_now(s) };
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
		case TERM_RELEASE:
			msg.type = MSG_RELEASE;
			msg.u.key = event.key;
			send_msg(s, &msg);
			break;
		case TERM_MOUSE:
			msg.type = MSG_MOUSE;
			msg.u.mouse.what = event.mouse.what;
			msg.u.mouse.target =
					frame_target(&s->frame, event.mouse.row, event.mouse.col);
			msg.u.mouse.row = event.mouse.row;
			msg.u.mouse.col = event.mouse.col;
			send_msg(s, &msg);
			break;
		case TERM_FOCUS_LOST:
			msg.type = MSG_FOCUS_LOST;
			send_msg(s, &msg);
			break;
		case TERM_TRAITS:
			take_traits(s, event.traits);
			break;
		case TERM_ANSWER:
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
	const struct msg msg = { .type = MSG_TICK, .now = screen_now(s) };
	send_msg(s, &msg);
}

/* --- what changed elsewhere ------------------------------------------------------------------ */

static void on_rows_changed(struct screen *s, const struct sync_notice *notice) {
	if (notice->item != NULL) {
		screen_refresh_item(s, notice->item);
	} else if (notice->change == SYNC_SNAPSHOT) {
		s->reload_later = true;
		if (notice->highest_sort > s->moved_below) {
			s->moved_below = notice->highest_sort;
		}
	} else {
		s->reload_likes = s->reload_activity = true;
	}
	follow_tell(s->follow, s->config.client->outbox, s->model);
	s->status_changed = true;
	s->dirty = true;
}

void screen_notice(const struct sync_notice *notice, void *data) {
	struct screen *s = *(struct screen **)data;
	if (s == NULL || strcmp(notice->account, screen_shown_account(s)) != 0) {
		return;
	}
	if (notice->change == SYNC_STATUS || notice->change == SYNC_STANDING) {
		s->status_changed = true;
		s->standing_changed = s->standing_changed || notice->change == SYNC_STANDING;
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
		if (snapshot_rank(s->config.client->snapshot, screen_shown_account(s), &place,
				    &rank, &err)) {
			effect.load.position = rank;
		}
	}
	screen_load(s, &effect);
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
		screen_load(s, &effect);
		s->reload_activity = false;
	}
	if (s->standing_at <= clock_mono(s->config.clock)) {
		s->status_changed = true;
	}
	if (s->status_changed) {
		screen_load_status(s);
	}
	if (s->standing_changed) {
		screen_forecast_again(s);
		s->standing_changed = false;
	}
	s->dirty = s->dirty || s->reload_likes || s->status_changed;
	s->reload_likes = s->status_changed = false;
}

static void arm_timer(struct screen *s) {
	const struct terminal *terminal = &s->config.terminal;
	msec_t at = model_next_tick(s->model, screen_now(s));
	msec_t input = terminal->ops->deadline(terminal->self);
	at = input < at ? input : at;
	at = s->standing_at < at ? s->standing_at : at;
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
		view_render(s->model, screen_now(s), &s->frame);
		terminal->ops->present(terminal->self, &s->frame, s->everything);
		s->dirty = s->everything = false;
	}
	arm_timer(s);
}

void screen_suspend(struct screen *s) {
	const struct terminal *terminal = &s->config.terminal;
	if (!s->config.can_suspend) {
		model_say(s->model, SAY_INFO, _("There is no shell here to go back to."));
		return;
	}
	terminal->ops->stop(terminal->self);
	s->suspended = true;
	(void)raise(SIGSTOP);
	screen_signal(s, SIGCONT);
}

void screen_signal(struct screen *s, int signo) {
	const struct terminal *terminal = &s->config.terminal;
	struct err err;
	switch (signo) {
	case SIGWINCH:
		send_size(s);
		break;
	case SIGTSTP:
		screen_suspend(s);
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
	terminal->ops->set_mouse(terminal->self, s->config.options.mouse);
	s->fd = terminal->ops->fd(terminal->self);
	if (s->fd >= 0) {
		loop_add_fd(s->config.loop, s->fd, POLLIN, on_terminal, s);
	}
	return true;
}

static void open_desk(struct screen *s) {
	struct desk *desk = &s->desks[s->config.account];
	const struct effect first = {
		.type = EFFECT_LOAD,
		.tab = TAB_LIKES,
		.load = { .from = LOAD_FIRST, .after = 200 },
	};
	desk->model = model_create(&s->config.options);
	model_set_ascii(desk->model, s->ascii);
	model_set_stand_ins(desk->model, s->stand_ins);
	desk->finder = finder_create(
			s->config.client, s->config.account, s->config.loop, s->config.clock);
	s->model = desk->model;
	screen_load(s, &first);
	sync_pull(s->config.client->sync, screen_shown_account(s));
}

void screen_show_account(struct screen *s, size_t account) {
	if (s->finder != NULL) {
		finder_stop(s->finder);
	}
	s->config.account = account;
	struct desk *desk = &s->desks[account];
	if (desk->model == NULL) {
		open_desk(s);
	} else {
		/* Everything may have changed meanwhile, rows above the first one too. */
		s->reload_likes = s->reload_activity = true;
		s->moved_below = INT64_MAX;
	}
	s->model = desk->model;
	s->finder = desk->finder;
	s->follow = &desk->follow;
	s->status_changed = true;
	send_size(s);
}

struct screen_config screen_usual(struct client *client, struct loop *loop,
		const struct clock *clock, struct terminal terminal) {
	size_t n = 0;
	const struct ui_command *commands = commands_on_screen(&n);
	return (struct screen_config){
		.client = client,
		.loop = loop,
		.clock = clock,
		.terminal = terminal,
		.options = { .motion = true,
				.mouse = true,
				.undo_window = CLIENT_UNDO_WINDOW,
				.commands = commands,
				.n_commands = n,
				.command = "unlike" },
		.undo_window = CLIENT_UNDO_WINDOW,
	};
}

static void name_accounts(struct screen *s) {
	const struct accounts *accounts = &s->config.client->accounts;
	s->account_names = xcalloc(accounts->n, sizeof *s->account_names);
	for (size_t i = 0; i < accounts->n; i++) {
		s->account_names[i] = accounts->list[i].name;
	}
	s->config.options.accounts = s->account_names;
	s->config.options.n_accounts = accounts->n;
}

struct screen *screen_create(const struct screen_config *config, struct err *reterr) {
	struct screen *s = xcalloc(1, sizeof *s);
	s->config = *config;
	s->ascii = characters_are_ascii(config->ascii, NULL, config->cjk_locale);
	s->fd = -1;
	s->moved_below = INT64_MIN;
	s->standing_at = MSEC_NEVER;
	s->reload_at = clock_mono(config->clock);
	s->desks = xcalloc(config->client->accounts.n, sizeof *s->desks);
	name_accounts(s);
	frame_init(&s->frame);
	if (!take_terminal(s, reterr)) {
		screen_destroy(s);
		return NULL;
	}
	screen_show_account(s, config->account);
	if (config->client->set_aside != NULL) {
		model_say(s->model, SAY_WARN,
				_("The copy of your list was damaged. It was set aside, nothing of "
				  "yours was lost; the list is fetched again."));
	}
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
	screen_forget_openers(s);
	if (s->started) {
		s->config.terminal.ops->stop(s->config.terminal.self);
	}
	for (size_t i = 0; i < s->config.client->accounts.n; i++) {
		finder_destroy(s->desks[i].finder);
		model_destroy(s->desks[i].model);
	}
	free(s->desks);
	free(s->account_names);
	frame_finish(&s->frame);
	free(s);
}

bool screen_is_done(const struct screen *s) {
	return s->done;
}

bool screen_edits(const struct screen *s) {
	return s->edits;
}

bool screen_signs_in(const struct screen *s) {
	return s->signs_in;
}
