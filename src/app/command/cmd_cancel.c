/* unlike cancel ID... [--yes] [--now] [--pace|--no-pace] [--account NAME]
 * unlike like ID... with the same options: the reverse */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "ask.h"
#include "command.h"
#include "offer.h"
#include "output.h"
#include "paused.h"
#include "client/plan_told.h"
#include "price.h"
#include "progress.h"
#include "client/runtime.h"
#include "account/sign_in.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

#define ANSWER_LIMIT (60 * MSEC_PER_SEC)
#define LOOK_EVERY ((msec_t)200) /* at what another process writes into the outbox */

/* What the two commands say. */
struct wording {
	const char *nothing; /* "nothing was …" */
	const char *ask_one, *ask_many, *done;
};

static const struct wording wordings[] = {
	[false] = { N_("nothing was taken back"), N_("Take this like back?"),
			N_("Take these likes back?"), N_("Taken back") },
	[true] = { N_("nothing was liked again"), N_("Like this again?"), N_("Like these again?"),
			N_("Liked again") },
};

struct cancel {
	struct runtime *rt;
	const struct call *call;
	bool want; /* true: `like` */
	const struct wording *words;
	size_t account;
	msec_t fetched_at;
	int64_t *intents; /* own; one an operand, 0: nothing new */
	int added, undone, already;
	struct offer offer; /* own */
	struct progress progress;
};

static const char *nothing_of(const struct cancel *cancel) {
	return lang_text(cancel->words->nothing);
}

static const char *name_of(const struct cancel *cancel) {
	return cancel->rt->client->accounts.list[cancel->account].name;
}

static bool find_like(struct cancel *cancel, const char *item, struct like *ret, bool *ret_found,
		struct err *reterr) {
	return snapshot_find_item(cancel->rt->client->snapshot, name_of(cancel), item, ret,
			ret_found, reterr);
}

/* What stands in the list, or was asked for before. */
static bool is_known(struct cancel *cancel, const char *item, bool *ret, struct err *reterr) {
	struct like like = { 0 };
	struct intent intent = { 0 };
	bool found = false;
	bool fine = find_like(cancel, item, &like, &found, reterr);
	if (fine && !found && cancel->want) {
		fine = outbox_find_newest(cancel->rt->client->outbox, name_of(cancel), item,
				&intent, &found, reterr);
	}
	like_finish(&like);
	intent_finish(&intent);
	*ret = found;
	return fine;
}

/* Every id is known before anything is written. */
static bool check_all(struct cancel *cancel, struct err *reterr) {
	struct snapshot *snapshot = cancel->rt->client->snapshot;
	struct snapshot_info info;
	if (!snapshot_info(snapshot, name_of(cancel), &info, reterr)) {
		return false;
	}
	if (info.fetched_at == 0 &&
			(!runtime_fetch(cancel->rt, cancel->account, reterr) ||
					!snapshot_info(snapshot, name_of(cancel), &info, reterr))) {
		return false;
	}
	cancel->fetched_at = info.fetched_at;
	for (int i = 0; i < cancel->call->n_operands; i++) {
		bool known = false;
		const char *item = cancel->call->operands[i];
		if (!is_known(cancel, item, &known, reterr)) {
			return false;
		}
		if (!known) {
			return err_set(reterr, ERR_INPUT,
					_("no like '%.64s' is in the list of '%.64s'; %s. 'unlike "
					  "list --refresh' reads the list again"),
					item, name_of(cancel), nothing_of(cancel));
		}
	}
	return true;
}

/* Where the service says how the account stands: whether all of them fit. */
static bool look_at_limits(struct cancel *cancel, struct err *reterr) {
	const size_t n = (size_t)cancel->call->n_operands;
	struct risk_ask *asks = xcalloc(n, sizeof *asks);
	bool fine = !cancel->want;
	for (size_t i = 0; fine && i < n; i++) {
		struct like like = { 0 };
		bool found = false;
		asks[i] = (struct risk_ask){ .work = cancel->call->operands[i], .batch = 1 };
		fine = find_like(cancel, asks[i].work, &like, &found, reterr);
		asks[i].liked_at = found ? like.liked_at : 0;
		like_finish(&like);
	}
	fine = cancel->want ||
			(fine &&
					offer_make(cancel->call, cancel->rt, cancel->account, asks,
							n, nothing_of(cancel), &cancel->offer,
							reterr));
	free(asks);
	return fine;
}

static bool ask(struct cancel *cancel, struct err *reterr) {
	const struct call *call = cancel->call;
	if (!ask_can(call, nothing_of(cancel), reterr)) {
		return false;
	}
	if (cancel->want) {
		price_say(call, client_service(cancel->rt->client, cancel->account));
	}
	for (int i = 0; !call->options[OPT_YES].given && i < call->n_operands; i++) {
		struct like like;
		bool found = false;
		if (!find_like(cancel, call->operands[i], &like, &found, reterr)) {
			return false;
		}
		if (found) {
			print_like(call->host->out, &like, NULL, 0);
			like_finish(&like);
		}
	}
	if (cancel->offer.in_turn && cancel->offer.answered) {
		return true;
	}
	return ask_yes(call,
			lang_text(call->n_operands == 1 ? cancel->words->ask_one
							: cancel->words->ask_many),
			nothing_of(cancel), reterr);
}

/* Liked, and nothing is on its way that would change it: to like it again asks for nothing. */
static bool is_liked(struct cancel *cancel, const char *item, bool *ret, struct err *reterr) {
	struct like like;
	struct intent intent = { 0 };
	bool listed = false;
	bool counts = false;
	if (!find_like(cancel, item, &like, &listed, reterr)) {
		return false;
	}
	if (!listed) {
		*ret = false;
		return true;
	}
	bool fine = client_overlay(cancel->rt->client, cancel->account, &like, item,
			cancel->fetched_at, &intent, &counts, reterr);
	*ret = fine && !(counts && intent_is_open(intent.state)) &&
			like_heart_on(like_state(&like, counts ? &intent : NULL, true,
						      clock_wall(&cancel->rt->clock)),
					counts ? &intent : NULL);
	intent_finish(&intent);
	like_finish(&like);
	return fine;
}

/* One that waits already joins the plan, or leaves it, as it was said. */
static bool change_turn(struct cancel *cancel, int64_t id, msec_t turn, struct err *reterr) {
	const bool in_turn = cancel->offer.in_turn;
	struct err err = { 0 };
	if ((!in_turn && !cancel->call->options[OPT_NO_PACE].given) ||
			outbox_set_paced(cancel->rt->client->outbox, id, in_turn, turn, &err) ||
			err.code == ERR_CONFLICT) {
		return true;
	}
	*reterr = err;
	return false;
}

static bool ask_for(struct cancel *cancel, int i, struct err *reterr) {
	bool now = cancel->call->options[OPT_NOW].given;
	const char *item = cancel->call->operands[i];
	struct wish wish;
	bool liked = false;
	if (cancel->want && !is_liked(cancel, item, &liked, reterr)) {
		return false;
	}
	if (liked) {
		cancel->already++;
		return true;
	}
	const msec_t window = now ? 0 : command_undo_window(cancel->call);
	const msec_t turn = cancel->offer.times != NULL ? cancel->offer.times[i] : 0;
	struct client *client = cancel->rt->client;
	if (!(cancel->offer.in_turn ? client_wish_in_turn(client, cancel->account, item, window,
						      turn, &wish, reterr)
				    : client_wish(client, cancel->account, item, cancel->want,
						      window, &wish, reterr))) {
		return false;
	}
	if (wish.added == OUTBOX_ALREADY && !change_turn(cancel, wish.intent, turn, reterr)) {
		return false;
	}
	if (wish.added == OUTBOX_ANNIHILATED) {
		cancel->undone++;
		return true;
	}
	cancel->added++;
	cancel->intents[i] = wish.intent;
	/* One that waits already and is now in a hurry. */
	return !now || wish.added != OUTBOX_ALREADY ||
			outbox_send_now(cancel->rt->client->outbox, name_of(cancel), wish.intent,
					reterr);
}

static bool ask_for_each(struct cancel *cancel, struct err *reterr) {
	const int n = cancel->call->n_operands;
	for (int i = 0; i < n; i++) {
		progress_say(&cancel->progress, _("%d of %d written …"), i, n);
		if (!ask_for(cancel, i, reterr)) {
			progress_erase(&cancel->progress);
			return err_wrap(reterr, _("'%.64s' and those behind it: %s"),
					cancel->call->operands[i], nothing_of(cancel));
		}
	}
	progress_erase(&cancel->progress);
	return true;
}

/* Written down as one: two hundred are as quick as two. */
static bool ask_for_all(struct cancel *cancel, struct err *reterr) {
	struct outbox *outbox = cancel->rt->client->outbox;
	if (!outbox_begin(outbox, reterr)) {
		return false;
	}
	bool asked = ask_for_each(cancel, reterr);
	return outbox_commit(outbox, asked ? reterr : NULL) && asked;
}

struct waiting {
	struct cancel *cancel;
	struct loop_timer *timer;
	msec_t since; /* wall */
	bool over;
};

/* Nobody here knows more of it soon: it was answered, or its sender could not reach the service. */
static bool is_settled(const struct waiting *waiting, const struct intent *intent) {
	if (intent->state == INTENT_SENT) {
		return intent->reason != NULL && intent->changed_at >= waiting->since;
	}
	return intent->state != INTENT_PENDING ||
			(intent->paced && intent->not_before > waiting->since);
}

static int count_settled(const struct waiting *waiting) {
	const struct cancel *cancel = waiting->cancel;
	int n = 0;
	for (int i = 0; i < cancel->call->n_operands; i++) {
		struct intent intent;
		bool found = false;
		if (!outbox_find(cancel->rt->client->outbox, cancel->intents[i], &intent, &found,
				    NULL)) {
			continue;
		}
		n += !found || is_settled(waiting, &intent);
		if (found) {
			intent_finish(&intent);
		}
	}
	return n;
}

static bool all_settled(const struct waiting *waiting) {
	return count_settled(waiting) == waiting->cancel->call->n_operands;
}

static void say_how_many(struct waiting *waiting) {
	struct progress *progress = &waiting->cancel->progress;
	if (progress_is_due(progress)) {
		progress_say(progress, _("%d of %d answered …"), count_settled(waiting),
				waiting->cancel->call->n_operands);
	}
}

static bool is_quiet(void *data) {
	struct waiting *waiting = data;
	say_how_many(waiting);
	return sync_is_quiet(waiting->cancel->rt->client->sync);
}

/* The other may also have ended without them: then it is our turn. */
static void look(void *data) {
	struct waiting *waiting = data;
	struct runtime *rt = waiting->cancel->rt;
	waiting->timer = NULL;
	waiting->over = all_settled(waiting) || sync_once(rt->client->sync);
	if (!waiting->over) {
		waiting->timer = loop_add_timer(
				rt->loop, clock_mono(&rt->clock) + LOOK_EVERY, look, waiting);
	}
}

static bool is_over(void *data) {
	struct waiting *waiting = data;
	say_how_many(waiting);
	return waiting->over;
}

/* What comes of it, also after too long, stands in the outbox. */
static void wait_for_answers(struct cancel *cancel) {
	struct runtime *rt = cancel->rt;
	struct waiting waiting = { .cancel = cancel, .since = clock_wall(&rt->clock) };
	if (!sync_once(rt->client->sync)) {
		command_say(cancel->call,
				_("Another 'unlike' is sending; waiting for its answer."));
		look(&waiting);
		(void)runtime_run_until(rt, is_over, &waiting, ANSWER_LIMIT, NULL);
		loop_cancel_timer(rt->loop, waiting.timer);
	}
	if (sync_is_sender(rt->client->sync)) {
		(void)runtime_run_until(rt, is_quiet, &waiting, ANSWER_LIMIT, NULL);
	}
	progress_erase(&cancel->progress);
}

/* Why they still wait. */
static void tell_of_session(const struct cancel *cancel) {
	struct sync_status status;
	struct err err;
	if (sync_status(cancel->rt->client->sync, name_of(cancel), &status) && status.sign_in) {
		(void)sign_in_is_over(&cancel->rt->client->accounts.list[cancel->account], &err);
		(void)command_failed(cancel->call, &err);
	}
}

/* EX_OK when every one was accepted, EX_TEMPFAIL when one still waits, EX_NOPERM when refused. */
static bool send_and_tell(struct cancel *cancel, int *ret_status, struct err *reterr) {
	struct client *client = cancel->rt->client;
	int status = EX_OK;
	wait_for_answers(cancel);
	(void)paused_say(cancel->call, client, name_of(cancel));
	for (int i = 0; i < cancel->call->n_operands; i++) {
		struct intent intent;
		bool found = false;
		if (!outbox_find(client->outbox, cancel->intents[i], &intent, &found, reterr)) {
			return false;
		}
		if (!found) {
			continue;
		}
		print_state(cancel->call->host->out, &intent, true, clock_wall(&cancel->rt->clock));
		if (intent.state == INTENT_ROLLED_BACK || intent.state == INTENT_UNDECIDED) {
			status = EX_NOPERM;
		} else if (intent.state == INTENT_PENDING || intent.state == INTENT_SENT) {
			status = status == EX_OK ? EX_TEMPFAIL : status;
		}
		intent_finish(&intent);
	}
	if (status == EX_TEMPFAIL) {
		tell_of_session(cancel);
	}
	*ret_status = status;
	return true;
}

static void tell_of_turns(const struct cancel *cancel) {
	FILE *out = cancel->call->host->out;
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	const struct ui_plan told = plan_told(&cancel->offer.plan);
	ui_plan_sentence(&told, &line);
	if (cancel->offer.times == NULL) {
		fprintf(out,
				_("Each goes out when the service has room for it, with 'unlike' "
				  "or "
				  "'unlike sync'.\n"));
	} else {
		fprintf(out, _("Each in its turn: %s.\n"), line.data);
	}
	fputs(_("'unlike plan' shows the plan, holds and stops it.\n"), out);
	buf_finish(&line);
}

static void tell_what_was_written(const struct cancel *cancel) {
	FILE *out = cancel->call->host->out;
	if (cancel->already > 0) {
		fprintf(out, _("Liked already: %d.\n"), cancel->already);
	}
	if (cancel->undone > 0) {
		fprintf(out, _("Undone before it was sent, nobody heard of it: %d.\n"),
				cancel->undone);
	}
	if (cancel->added > 0 && cancel->offer.in_turn) {
		tell_of_turns(cancel);
	} else if (cancel->added > 0 && !cancel->call->options[OPT_NOW].given) {
		const struct config *config = host_config(cancel->call->host);
		struct buf window;
		buf_init(&window, BUF_UNLIMITED);
		setting_format(SETTING_UNDO, &config->values[SETTING_UNDO].value, &window);
		fprintf(out, "%s: %d. ", lang_text(cancel->words->done), cancel->added);
		fprintf(out,
				lang_plural("It goes out in %s with 'unlike', or with 'unlike "
					    "sync'; 'unlike undo' undoes it.",
						"They go out in %s with 'unlike', or with 'unlike "
						"sync'; 'unlike undo' undoes the latest.",
						cancel->added),
				window.data);
		fputc('\n', out);
		buf_finish(&window);
	}
}

static bool run(struct cancel *cancel, int *ret_status, struct err *reterr) {
	const struct call *call = cancel->call;
	const struct runtime_config config = { .manual = true };
	if (!runtime_open_client(cancel->rt, &config, reterr) ||
			!accounts_find(&cancel->rt->client->accounts, command_account(call),
					&cancel->account, reterr) ||
			!check_all(cancel, reterr) || !look_at_limits(cancel, reterr) ||
			!ask(cancel, reterr) || !ask_for_all(cancel, reterr)) {
		return false;
	}
	tell_what_was_written(cancel);
	if (call->options[OPT_NOW].given) {
		return send_and_tell(cancel, ret_status, reterr);
	}
	*ret_status = EX_OK;
	return true;
}

static int run_for(const struct call *call, bool want) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	struct cancel cancel = {
		.rt = &rt,
		.call = call,
		.want = want,
		.words = &wordings[want],
		.intents = xcalloc((size_t)call->n_operands, sizeof(int64_t)),
	};
	bool fine = runtime_open(call->host, &rt, &err);
	if (fine) {
		progress_begin(&cancel.progress, call, &rt.clock);
		rt.progress = &cancel.progress;
	}
	if (!fine || !run(&cancel, &status, &err)) {
		status = command_failed(call, &err);
	}
	offer_finish(&cancel.offer);
	free(cancel.intents);
	runtime_finish(&rt);
	return status;
}

int cmd_cancel(const struct call *call) {
	return run_for(call, false);
}

int cmd_like(const struct call *call) {
	return run_for(call, true);
}
