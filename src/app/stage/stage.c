#include "stage_inner.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/date.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/ui/words.h"

/* More turns than this without time passing are no work any more. */
#define TURNS_MAX 100000
/* What is on its way when the person leaves gets a moment, as on a real screen. */
#define LEAVING_LIMIT (2 * MSEC_PER_SEC)

static void on_drew(const struct frame *frame, void *data) {
	struct stage *s = data;
	if (s->player != NULL) {
		player_drew(s->player, frame);
	}
}

/* --- the client ------------------------------------------------------------------------------ */

static void end_client(struct stage *s) {
	screen_destroy(s->screen);
	client_close(s->client);
	term_script_destroy(s->terminal);
	s->screen = NULL;
	s->client = NULL;
	s->terminal = NULL;
}

bool stage_start_client(struct stage *s, const char *account_or_null, struct err *reterr) {
	struct world *world = &s->world;
	const struct client_config config = {
		.clock = &world->clock,
		.rng = &world->rng,
		.loop = world->loop,
		.http = inproc_http_client(world->http),
		.state_dir = world->home,
		.data_dir = world->home,
		.notice = screen_notice,
		.data = &s->screen,
	};
	s->client = client_open(&config, reterr);
	if (s->client == NULL) {
		return false;
	}
	s->terminal = term_script_create(s->rows, s->cols, on_drew, s);
	struct screen_config screen = screen_usual(
			s->client, world->loop, &world->clock, term_script_terminal(s->terminal));
	if (accounts_find(&s->client->accounts, account_or_null, &screen.account, reterr)) {
		s->screen = screen_create(&screen, reterr);
	}
	if (s->screen == NULL) {
		end_client(s);
	}
	return s->screen != NULL;
}

/* The screen goes at once, the client when its requests are answered. */
static void leave(struct stage *s) {
	screen_destroy(s->screen);
	s->screen = NULL;
	sync_stop_pulling(s->client->sync);
	s->left_at = stage_mono(s);
}

static void look_after_client(struct stage *s) {
	if (s->screen != NULL) {
		screen_update(s->screen);
	}
	if (s->screen != NULL && screen_is_done(s->screen)) {
		leave(s);
	}
	const bool left = s->client != NULL && s->screen == NULL;
	if (left &&
			(sync_is_quiet(s->client->sync) ||
					stage_mono(s) >= s->left_at + LEAVING_LIMIT)) {
		end_client(s);
	}
}

static msec_t next_deadline(const struct stage *s) {
	msec_t at = loop_next_deadline(s->world.loop);
	const bool left = s->client != NULL && s->screen == NULL;
	const msec_t end = left ? s->left_at + LEAVING_LIMIT : MSEC_NEVER;
	return end < at ? end : at;
}

/* Timers first, as in a turn of the loop: who draws arms its timer anew, and one that is due would
 * be lost. */
bool stage_settle(struct stage *s, struct err *reterr) {
	for (int i = 0; i < TURNS_MAX; i++) {
		loop_run_timers(s->world.loop);
		look_after_client(s);
		if (next_deadline(s) > stage_mono(s)) {
			return true;
		}
	}
	return err_set(reterr, ERR_BUG, "unlike works without an end");
}

static bool step_to(struct stage *s, msec_t at, bool paced, struct err *reterr) {
	const msec_t by = at > stage_mono(s) ? at - stage_mono(s) : 0;
	if (s->failed.code != ERR_NONE) {
		*reterr = s->failed;
		return false;
	}
	if (!s->pacer.wait(s->pacer.self, by, paced, reterr)) {
		return false;
	}
	fake_clock_advance(&s->world.time, by);
	return stage_settle(s, reterr);
}

/* --- what a player asks for ------------------------------------------------------------------ */

static bool pass(void *self, msec_t by, bool paced, struct err *reterr) {
	struct stage *s = self;
	const msec_t end = stage_mono(s) + by;
	while (next_deadline(s) < end) {
		if (!step_to(s, next_deadline(s), paced, reterr)) {
			return false;
		}
	}
	return step_to(s, end, paced, reterr);
}

static bool is_up(void *self) {
	const struct stage *s = self;
	return s->client != NULL;
}

/* The files as they lie there at this moment are all that is left: what closing them in order would
 * still do to them must not help the next start. */
static void kill_client(void *self) {
	struct stage *s = self;
	char *left = NULL;
	const bool fine = file_make_temporary(WORLD_HOME, &left, &s->failed) &&
			file_copy_tree(s->world.home, left, &s->failed);
	end_client(s);
	if (fine) {
		world_move(&s->world, left);
	} else if (left != NULL) {
		(void)file_remove_tree(left, NULL);
		free(left);
	}
}

static void feed(void *self, const char *bytes, size_t len) {
	struct stage *s = self;
	if (s->screen != NULL) {
		term_script_feed(s->terminal, bytes, len, stage_mono(s));
		screen_read(s->screen);
		(void)stage_settle(s, NULL);
	}
}

static void resize(void *self, int rows, int cols) {
	struct stage *s = self;
	s->rows = rows;
	s->cols = cols;
	if (s->screen != NULL) {
		term_script_resize(s->terminal, rows, cols);
		screen_signal(s->screen, SIGWINCH);
		(void)stage_settle(s, NULL);
	}
}

static msec_t now(void *self) {
	const struct stage *s = self;
	return stage_mono(s) - WORLD_MONO_START;
}

static void network(void *self, enum tape_network network, msec_t delay) {
	struct stage *s = self;
	world_set_network(&s->world, network, delay);
}

static void refuse(void *self, int count, int status, msec_t retry_after) {
	struct stage *s = self;
	inproc_http_refuse_next(s->world.http, (size_t)count, status, retry_after);
}

static bool decide(void *self, const char *why, struct err *reterr) {
	struct stage *s = self;
	return world_decide(&s->world, why, reterr);
}

static bool cancels(void *self, const char *name, int count, struct err *reterr) {
	struct stage *s = self;
	return world_cancels(&s->world, name, (size_t)count, reterr);
}

static void set_env(void *self, const char *name, const char *value) {
	(void)self;
	if (strcmp(name, "TZ") == 0) {
		(void)date_set_zone(value, NULL);
	} else {
		(void)setenv(name, value, 1);
	}
}

/* As its row shows it. */
static bool state_of(struct stage *s, const char *item, enum like_state *ret, struct err *reterr) {
	const char *account = s->client->accounts.list[0].name;
	struct snapshot_info info;
	struct sync_status status;
	struct like like;
	struct intent intent;
	bool has_like = false, has_intent = false;
	if (!snapshot_info(s->client->snapshot, account, &info, reterr) ||
			!snapshot_find_item(s->client->snapshot, account, item, &like, &has_like,
					reterr)) {
		return false;
	}
	const struct like *like_or_null = has_like ? &like : NULL;
	bool fine = client_overlay(s->client, 0, like_or_null, item, info.fetched_at, &intent,
			&has_intent, reterr);
	if (fine && !has_like && !has_intent) {
		fine = err_set(reterr, ERR_INPUT, "there is no '%.60s' in the list", item);
	} else if (fine) {
		const bool online = sync_status(s->client->sync, account, &status) &&
				status.online && sync_is_sender(s->client->sync);
		*ret = like_state(like_or_null, has_intent ? &intent : NULL, online,
				s->world.time.wall);
	}
	if (has_intent) {
		intent_finish(&intent);
	}
	if (has_like) {
		like_finish(&like);
	}
	return fine;
}

static bool state(void *self, const char *item, const char **ret_word, struct err *reterr) {
	struct stage *s = self;
	enum like_state state = LIKE_LIKED;
	if (s->client == NULL) {
		return err_set(reterr, ERR_INPUT, "unlike is not running");
	}
	if (!state_of(s, item, &state, reterr)) {
		return false;
	}
	*ret_word = words_state_name(state);
	return true;
}

static bool step(void *self, const struct tape_command *command, struct err *reterr) {
	const struct stage *s = self;
	return s->pacer.step == NULL || s->pacer.step(s->pacer.self, command, reterr);
}

const struct stage_ops stage_ops = {
	.run = stage_run,
	.kill = kill_client,
	.is_up = is_up,
	.feed = feed,
	.resize = resize,
	.now = now,
	.pass = pass,
	.network = network,
	.decide = decide,
	.cancels = cancels,
	.refuse = refuse,
	.set_env = set_env,
	.state = state,
	.step = step,
};

/* --- life ------------------------------------------------------------------------------------ */

struct stage *stage_create(const struct tape_settings *settings, const struct pacer *pacer,
		struct err *reterr) {
	struct stage *s = xcalloc(1, sizeof *s);
	s->pacer = *pacer;
	s->rows = settings->rows;
	s->cols = settings->cols;
	s->lang = s->outer_lang = lang_get();
	(void)lang_find(settings->language, &s->lang);
	lang_set(s->lang);
	if (!date_set_zone(settings->time_zone, reterr) ||
			!world_open(&s->world, settings, reterr)) {
		stage_destroy(s);
		return NULL;
	}
	return s;
}

void stage_destroy(struct stage *stage) {
	if (stage == NULL) {
		return;
	}
	lang_set(stage->outer_lang);
	end_client(stage);
	world_close(&stage->world);
	free(stage);
}

void stage_set_player(struct stage *stage, struct player *player) {
	stage->player = player;
}
