/* unlike cancel ID... [--yes] [--now] [--account NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "runtime.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

#define ANSWER_LIMIT (60 * MSEC_PER_SEC)
#define LOOK_EVERY ((msec_t)200) /* at what another process writes into the outbox */

struct cancel {
	struct runtime *rt;
	const struct call *call;
	size_t account;
	int64_t *intents; /* own; one an operand, 0: nothing new */
};

static const char *name_of(const struct cancel *cancel) {
	return cancel->rt->client->accounts.list[cancel->account].name;
}

static bool find_like(struct cancel *cancel, const char *item, struct like *ret, bool *ret_found,
		struct err *reterr) {
	return snapshot_find_item(cancel->rt->client->snapshot, name_of(cancel), item, ret,
			ret_found, reterr);
}

/* Every id is known before anything is written. */
static bool check_all(struct cancel *cancel, struct err *reterr) {
	struct snapshot_info info;
	if (!snapshot_info(cancel->rt->client->snapshot, name_of(cancel), &info, reterr) ||
			(info.fetched_at == 0 &&
					!runtime_fetch(cancel->rt, cancel->account, reterr))) {
		return false;
	}
	for (int i = 0; i < cancel->call->n_operands; i++) {
		struct like like;
		bool found = false;
		const char *item = cancel->call->operands[i];
		if (!find_like(cancel, item, &like, &found, reterr)) {
			return false;
		}
		if (!found) {
			return err_set(reterr, ERR_INPUT,
					"no like '%.64s' is in the list of '%.64s'; nothing was "
					"taken back. 'unlike list --refresh' reads the list again",
					item, name_of(cancel));
		}
		like_finish(&like);
	}
	return true;
}

static bool ask(struct cancel *cancel, struct err *reterr) {
	const struct host *host = cancel->call->host;
	if (cancel->call->options[OPT_YES].given) {
		return true;
	}
	if (host->in == NULL || isatty(fileno(host->in)) == 0) {
		return err_set(reterr, ERR_INPUT,
				"nothing was taken back: without a terminal to ask on, say --yes");
	}
	for (int i = 0; i < cancel->call->n_operands; i++) {
		struct like like;
		bool found = false;
		if (!find_like(cancel, cancel->call->operands[i], &like, &found, reterr)) {
			return false;
		}
		if (found) {
			print_like(cancel->call->host->out, &like, NULL, 0);
			like_finish(&like);
		}
	}
	fprintf(host->out, "Take %s back? [y/N] ",
			cancel->call->n_operands == 1 ? "this like" : "these likes");
	fflush(host->out);
	char answer[16] = "";
	if (fgets(answer, sizeof answer, host->in) == NULL ||
			(answer[0] != 'y' && answer[0] != 'Y')) {
		return err_set(reterr, ERR_CANCELED, "nothing was taken back");
	}
	return true;
}

static bool take_back(struct cancel *cancel, struct err *reterr) {
	bool now = cancel->call->options[OPT_NOW].given;
	for (int i = 0; i < cancel->call->n_operands; i++) {
		struct wish wish;
		const char *item = cancel->call->operands[i];
		if (!client_wish(cancel->rt->client, cancel->account, item, false,
				    now ? 0 : CLIENT_UNDO_WINDOW, &wish, reterr)) {
			return err_wrap(reterr, "'%.64s' and those behind it were not taken back",
					item);
		}
		cancel->intents[i] = wish.added == OUTBOX_ANNIHILATED ? 0 : wish.intent;
		/* One that waits already and is now in a hurry. */
		if (now && wish.added == OUTBOX_ALREADY &&
				!outbox_send_now(cancel->rt->client->outbox, name_of(cancel),
						wish.intent, reterr)) {
			return false;
		}
	}
	return true;
}

static bool is_quiet(void *data) {
	return sync_is_quiet(data);
}

struct waiting {
	const struct cancel *cancel;
	struct loop_timer *timer;
	msec_t since; /* wall */
	bool over;
};

/* Nobody here knows more of it soon: it was answered, or its sender could not reach the service. */
static bool is_settled(const struct waiting *waiting, const struct intent *intent) {
	if (intent->state == INTENT_SENT) {
		return intent->reason != NULL && intent->changed_at >= waiting->since;
	}
	return intent->state != INTENT_PENDING;
}

static bool all_settled(const struct waiting *waiting) {
	const struct cancel *cancel = waiting->cancel;
	for (int i = 0; i < cancel->call->n_operands; i++) {
		struct intent intent;
		bool found = false;
		if (!outbox_find(cancel->rt->client->outbox, cancel->intents[i], &intent, &found,
				    NULL)) {
			return false;
		}
		bool settled = !found || is_settled(waiting, &intent);
		if (found) {
			intent_finish(&intent);
		}
		if (!settled) {
			return false;
		}
	}
	return true;
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
	const struct waiting *waiting = data;
	return waiting->over;
}

/* What comes of it, also after too long, stands in the outbox. */
static void wait_for_answers(const struct cancel *cancel) {
	struct runtime *rt = cancel->rt;
	struct waiting waiting = { .cancel = cancel, .since = clock_wall(&rt->clock) };
	if (!sync_once(rt->client->sync)) {
		fputs("Another 'unlike' is sending; waiting for its answer.\n",
				cancel->call->host->err);
		look(&waiting);
		(void)runtime_run_until(rt, is_over, &waiting, ANSWER_LIMIT, NULL);
		loop_cancel_timer(rt->loop, waiting.timer);
	}
	if (sync_is_sender(rt->client->sync)) {
		(void)runtime_run_until(rt, is_quiet, rt->client->sync, ANSWER_LIMIT, NULL);
	}
}

/* EX_OK when every one was accepted, EX_TEMPFAIL when one still waits, EX_NOPERM when refused. */
static bool send_and_tell(struct cancel *cancel, int *ret_status, struct err *reterr) {
	struct client *client = cancel->rt->client;
	int status = EX_OK;
	wait_for_answers(cancel);
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
	*ret_status = status;
	return true;
}

static bool run(struct cancel *cancel, int *ret_status, struct err *reterr) {
	const struct call *call = cancel->call;
	const struct runtime_config config = { .manual = true };
	if (!runtime_open_client(cancel->rt, &config, reterr) ||
			!accounts_find(&cancel->rt->client->accounts,
					call->options[OPT_ACCOUNT].text, &cancel->account,
					reterr) ||
			!check_all(cancel, reterr) || !ask(cancel, reterr) ||
			!take_back(cancel, reterr)) {
		return false;
	}
	if (call->options[OPT_NOW].given) {
		return send_and_tell(cancel, ret_status, reterr);
	}
	fprintf(call->host->out,
			"Taken back: %d. %s out in %d s with 'unlike', or with 'unlike sync'; "
			"'unlike undo' "
			"undoes %s.\n",
			call->n_operands, call->n_operands == 1 ? "It goes" : "They go",
			(int)(CLIENT_UNDO_WINDOW / MSEC_PER_SEC),
			call->n_operands == 1 ? "it" : "the latest");
	*ret_status = EX_OK;
	return true;
}

int cmd_cancel(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	struct cancel cancel = {
		.rt = &rt,
		.call = call,
		.intents = xcalloc((size_t)call->n_operands, sizeof(int64_t)),
	};
	if (!runtime_open(call->host, &rt, &err) || !run(&cancel, &status, &err)) {
		status = command_failed(call, &err);
	}
	free(cancel.intents);
	runtime_finish(&rt);
	return status;
}
