/* unlike sync [--once] [--wait] [--account NAME] */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "command.h"
#include "output.h"
#include "paused.h"
#include "progress.h"
#include "client/runtime.h"
#include "account/sign_in.h"
#include "unlike/base/date.h"
#include "unlike/base/lang.h"

/* A service that never answers is given up; what waits is kept. */
#define ONCE_LIMIT (5 * MSEC_PER_MIN)
#define WAIT_LIMIT (48 * MSEC_PER_HOUR)
#define APP_LIMIT (5 * MSEC_PER_SEC)

/* A countdown moves that often. */
#define TICK MSEC_PER_SEC

struct syncing {
	struct runtime *rt;
	const char *account; /* NULL: all */
	bool moved;
	/* As counted last; nobody here can hurry a review or sign in. */
	int64_t open, in_review, in_turn, signed_out;
	const struct account
			*ended; /* foreign; an account whose session has ended with some of them */
	struct progress progress;
	struct loop_timer *tick;
	int64_t confirmed_before; /* in earlier runs */
};

static bool is_quiet(void *data) {
	return sync_is_quiet(data);
}

/* Prints the newest state of an intent whenever it moves. */
static void on_notice(const struct sync_notice *notice, void *data) {
	struct syncing *syncing = data;
	struct client *client = syncing->rt->client;
	syncing->moved = syncing->moved || notice->change == SYNC_STATUS;
	if (notice->change != SYNC_OUTBOX || notice->item == NULL || client == NULL) {
		return;
	}
	syncing->moved = true;
	struct intent intent;
	bool found = false;
	if (outbox_find_newest(
			    client->outbox, notice->account, notice->item, &intent, &found, NULL) &&
			found) {
		progress_erase(&syncing->progress);
		print_state(syncing->rt->host->out, &intent, true, clock_wall(&syncing->rt->clock));
		intent_finish(&intent);
	}
}

static bool is_on_its_way(const struct intent *intent) {
	return intent_is_open(intent->state) && intent->state != INTENT_UNDECIDED;
}

/* NULL: it goes on, or the account is none that we know. */
static const struct account *ended_session(const struct syncing *syncing, const char *account) {
	const struct client *client = syncing->rt->client;
	struct sync_status status;
	for (size_t i = 0; i < client->accounts.n; i++) {
		if (strcmp(client->accounts.list[i].name, account) == 0 &&
				sync_status(client->sync, account, &status) && status.sign_in) {
			return &client->accounts.list[i];
		}
	}
	return NULL;
}

static bool count_left(const struct intent *intent, void *data) {
	struct syncing *syncing = data;
	if (!is_on_its_way(intent)) {
		return true;
	}
	const struct account *ended = ended_session(syncing, intent->account);
	syncing->open++;
	if (ended != NULL) {
		syncing->signed_out++;
		syncing->ended = ended;
	} else {
		syncing->in_review += intent->state == INTENT_ACCEPTED && intent->horizon == 0;
		syncing->in_turn += intent->paced && intent->state == INTENT_PENDING &&
				intent->not_before > clock_wall(&syncing->rt->clock);
	}
	return true;
}

static bool count_all_left(struct syncing *syncing, struct err *reterr) {
	const struct outbox_page page = { .account = syncing->account, .limit = SIZE_MAX / 2 };
	syncing->open = syncing->in_review = syncing->in_turn = syncing->signed_out = 0;
	syncing->ended = NULL;
	return outbox_page(syncing->rt->client->outbox, &page, count_left, syncing, reterr);
}

/* --- how far it is ---------------------------------------------------------------------------- */

static msec_t next_time(const struct syncing *syncing, msec_t now) {
	const struct client *client = syncing->rt->client;
	msec_t next = MSEC_NEVER;
	for (size_t i = 0; i < client->accounts.n; i++) {
		const char *name = client->accounts.list[i].name;
		msec_t at = MSEC_NEVER;
		if ((syncing->account == NULL || strcmp(syncing->account, name) == 0) &&
				outbox_next_time(client->outbox, name, now, &at, NULL) &&
				at < next) {
			next = at;
		}
	}
	return next;
}

static void put_next(msec_t at, msec_t now, char *ret, size_t size) {
	const msec_t left = at - now;
	char minute[DATE_MAX];
	if (at == MSEC_NEVER || left <= 0) {
		ret[0] = '\0';
	} else if (left < MSEC_PER_HOUR) {
		const int seconds = (int)((left + MSEC_PER_SEC - 1) / MSEC_PER_SEC);
		(void)snprintf(ret, size, _("; next in %d:%02d"), seconds / 60, seconds % 60);
	} else {
		date_local(at, minute);
		(void)snprintf(ret, size, _("; next at %s"), minute);
	}
}

static void say_how_far(struct syncing *syncing) {
	int64_t counts[INTENT_STATE_COUNT];
	char next[64];
	if (!progress_is_due(&syncing->progress) ||
			!outbox_counts(syncing->rt->client->outbox, syncing->account, counts,
					NULL)) {
		return;
	}
	const msec_t now = clock_wall(&syncing->rt->clock);
	put_next(next_time(syncing, now), now, next, sizeof next);
	progress_say(&syncing->progress,
			_("%lld to send, %lld sending, %lld in sync, %lld confirmed%s"),
			(long long)counts[INTENT_PENDING], (long long)counts[INTENT_SENT],
			(long long)counts[INTENT_ACCEPTED],
			(long long)(counts[INTENT_CONFIRMED] - syncing->confirmed_before), next);
}

static void on_tick(void *data) {
	struct syncing *syncing = data;
	struct runtime *rt = syncing->rt;
	syncing->tick = loop_add_timer(rt->loop, clock_mono(&rt->clock) + TICK, on_tick, syncing);
}

/* Every turn of the loop asks whether it is over, and says how far it is. */
static void begin_telling(struct syncing *syncing, const struct call *call) {
	int64_t counts[INTENT_STATE_COUNT];
	progress_begin(&syncing->progress, call, &syncing->rt->clock);
	if (syncing->progress.out != NULL) {
		on_tick(syncing);
		if (outbox_counts(syncing->rt->client->outbox, syncing->account, counts, NULL)) {
			syncing->confirmed_before = counts[INTENT_CONFIRMED];
		}
	}
}

static void end_telling(struct syncing *syncing) {
	progress_erase(&syncing->progress);
	loop_cancel_timer(syncing->rt->loop, syncing->tick);
	syncing->tick = NULL;
}

/* --- until when ------------------------------------------------------------------------------- */

/* Counted anew only when something has moved. */
static bool nothing_left(void *data) {
	struct syncing *syncing = data;
	say_how_far(syncing);
	if (!syncing->moved) {
		return false;
	}
	syncing->moved = false;
	return !count_all_left(syncing, NULL) ||
			syncing->open ==
			syncing->in_review + syncing->in_turn + syncing->signed_out;
}

/* --- what the app shows ----------------------------------------------------------------------- */

static void count_in_app(const struct syncing *syncing, size_t *ret_shown, size_t *ret_unheard) {
	const struct client *client = syncing->rt->client;
	struct sync_status status;
	*ret_shown = *ret_unheard = 0;
	for (size_t i = 0; i < client->accounts.n; i++) {
		const char *name = client->accounts.list[i].name;
		if ((syncing->account == NULL || strcmp(syncing->account, name) == 0) &&
				sync_status(client->sync, name, &status)) {
			*ret_shown += status.app_shows;
			*ret_unheard += status.app_unheard;
		}
	}
}

static bool app_was_asked(void *data) {
	size_t shown = 0, unheard = 0;
	count_in_app(data, &shown, &unheard);
	return unheard == 0;
}

/* It proves nothing, so it is waited for a moment only. */
static void tell_of_app(struct syncing *syncing, const struct call *call) {
	size_t shown = 0, unheard = 0;
	(void)runtime_run_until(syncing->rt, app_was_asked, syncing, APP_LIMIT, NULL);
	count_in_app(syncing, &shown, &unheard);
	if (shown > 0) {
		command_say(call,
				lang_plural("%zu is gone from your list; still shown by the app, "
					    "which lags",
						"%zu are gone from your list; still shown by the "
						"app, which lags",
						(int64_t)shown),
				shown);
	}
}

static bool wait_for_all(struct syncing *syncing, const struct call *call, int *ret_status,
		struct err *reterr) {
	syncing->moved = true;
	begin_telling(syncing, call);
	bool fine = runtime_run_until(syncing->rt, nothing_left, syncing, WAIT_LIMIT, reterr);
	end_telling(syncing);
	if (!fine) {
		return false;
	}
	*ret_status = syncing->open == 0 ? EX_OK : EX_TEMPFAIL;
	tell_of_app(syncing, call);
	return syncing->ended == NULL || sign_in_is_over(syncing->ended, reterr);
}

static bool once(struct syncing *syncing, const struct call *call, int *ret_status,
		struct err *reterr) {
	struct client *client = syncing->rt->client;
	*ret_status = EX_OK;
	if (!sync_once(client->sync)) {
		fputs(_("Another 'unlike' is sending; it takes everything along.\n"),
				syncing->rt->host->out);
		return true;
	}
	if (!runtime_run_until(syncing->rt, is_quiet, client->sync, ONCE_LIMIT, reterr) ||
			!count_all_left(syncing, reterr)) {
		return false;
	}
	if (syncing->open > 0) {
		fprintf(syncing->rt->host->out,
				_("%lld still on the way; 'unlike status' tells where, 'unlike "
				  "sync "
				  "--wait' "
				  "waits for them.\n"),
				(long long)syncing->open);
	}
	if (paused_say(call, client, syncing->account) && syncing->open > 0) {
		*ret_status = EX_TEMPFAIL;
	}
	return syncing->ended == NULL || sign_in_is_over(syncing->ended, reterr);
}

static bool run(struct syncing *syncing, const struct call *call, int *ret_status,
		struct err *reterr) {
	bool wait = call->options[OPT_WAIT].given;
	const struct runtime_config config = {
		.manual = !wait,
		.notice = on_notice,
		.data = syncing,
	};
	size_t index = 0;
	syncing->account = call->options[OPT_ACCOUNT].text;
	if (!runtime_open_client(syncing->rt, &config, reterr) ||
			!accounts_find(&syncing->rt->client->accounts, syncing->account, &index,
					reterr)) {
		return false;
	}
	return wait ? wait_for_all(syncing, call, ret_status, reterr)
		    : once(syncing, call, ret_status, reterr);
}

int cmd_sync(const struct call *call) {
	struct runtime rt = { 0 };
	struct err err;
	int status = EX_OK;
	struct syncing syncing = { .rt = &rt };
	if (!runtime_open(call->host, &rt, &err) || !run(&syncing, call, &status, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return status;
}
