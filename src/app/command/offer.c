#include "offer.h"

#include <stdio.h>
#include <stdlib.h>

#include "ask.h"
#include "client/plan_told.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

#define STANDING_LIMIT (5 * MSEC_PER_SEC)

struct waiting {
	struct sync *sync;
	const char *name;
};

static bool is_told(void *data) {
	const struct waiting *waiting = data;
	struct sync_standing standing;
	struct err err;
	return sync_standing(waiting->sync, waiting->name, &standing) ||
			sync_standing_error(waiting->sync, waiting->name, &err);
}

void offer_want_standing(struct runtime *rt, size_t account) {
	struct waiting waiting = {
		.sync = rt->client->sync,
		.name = rt->client->accounts.list[account].name,
	};
	if (service_ops(client_service(rt->client, account))->standing == NULL) {
		return;
	}
	sync_want_standing(waiting.sync, waiting.name);
	(void)runtime_run_until(rt, is_told, &waiting, STANDING_LIMIT, NULL);
}

/* The first that sets something off; NULL: all of them fit. The caller frees *ret_all. */
static const struct risk_reason *first_obstacle(struct sync *sync, const char *name,
		const struct risk_ask *asks, size_t n, struct risk_judgement **ret_all) {
	*ret_all = xcalloc(n, sizeof **ret_all);
	if (!sync_forecast(sync, name, asks, n, *ret_all)) {
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if ((*ret_all)[i].verdict != RISK_OK) {
			return &(*ret_all)[i].reasons[0];
		}
	}
	return NULL;
}

static void say_what_happens(const struct call *call, const struct risk_reason *reason) {
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	ui_plan_reason(reason, &line);
	command_say(call, _("not all of it is harmless: %s"), line.data);
	buf_finish(&line);
}

static bool take_plan(const struct call *call, const char *nothing, struct offer *offer,
		struct err *reterr) {
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	const struct ui_plan told = plan_told(&offer->plan);
	ui_plan_sentence(&told, &line);
	offer->in_turn = true;
	bool asks = !call->options[OPT_PACE].given && !call->options[OPT_YES].given;
	if (!call->options[OPT_PACE].given) {
		command_say(call, _("not all of it fits at once; each in its turn it would be:"));
	}
	command_say(call, "%s", line.data);
	buf_finish(&line);
	offer->answered = asks;
	return !asks ||
			ask_yes(call, _("Each in its turn? (--no-pace sends all at once)"), nothing,
					reterr);
}

bool offer_make(const struct call *call, struct runtime *rt, size_t account,
		const struct risk_ask *asks, size_t n, const char *nothing, struct offer *ret,
		struct err *reterr) {
	const char *name = rt->client->accounts.list[account].name;
	struct sync *sync = rt->client->sync;
	const bool pace = call->options[OPT_PACE].given, no = call->options[OPT_NO_PACE].given;
	*ret = (struct offer){ 0 };
	if (pace && no) {
		return err_set(reterr, ERR_INPUT, _("--pace or --no-pace, not both"));
	}
	offer_want_standing(rt, account);
	struct risk_judgement *all = NULL;
	const struct risk_reason *obstacle = first_obstacle(sync, name, asks, n, &all);
	if (no && obstacle != NULL) {
		say_what_happens(call, obstacle);
	}
	ret->times = xcalloc(n, sizeof *ret->times);
	bool known = !no && sync_preview_plan(sync, name, n, &ret->plan, ret->times);
	bool fits = obstacle == NULL &&
			(!known || ret->plan.at_once == (int64_t)n || ret->plan.n_limits == 0 ||
					!ret->plan.limits[0].points);
	free(all);
	if (!known) {
		free(ret->times);
		ret->times = NULL;
		ret->in_turn = pace;
		return true;
	}
	return no || (fits && !pace) || take_plan(call, nothing, ret, reterr);
}

void offer_finish(struct offer *offer) {
	free(offer->times);
	*offer = (struct offer){ 0 };
}
