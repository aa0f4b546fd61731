/* unlike plan [stop [ID...]|hold [UNTIL]|resume|reserve N|default] [--json] [--yes] [--account
 * NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "ask.h"
#include "command.h"
#include "offer.h"
#include "client/plan_told.h"
#include "unlike/base/date.h"
#include "unlike/base/duration.h"
#include "unlike/base/json.h"
#include "unlike/base/lang.h"

struct planning {
	struct runtime *rt;
	const struct call *call;
	size_t account;
	const char *name;
};

/* --- what there is --------------------------------------------------------------------------- */

static void put_time(struct json_writer *w, const char *key, msec_t at) {
	char text[DATE_MAX];
	if (at == 0 || at == MSEC_NEVER) {
		json_put_null(w, key);
		return;
	}
	date_rfc3339(at, text);
	json_put_string(w, key, text);
}

static void put_limit(struct json_writer *w, const struct sync_plan_limit *limit) {
	char window[DURATION_MAX];
	duration_format(limit->window, window);
	json_object_begin(w, NULL);
	if (limit->points) {
		json_put_null(w, "rule");
	} else {
		json_put_string(w, "rule", limit->rule);
	}
	json_put_int(w, "limit", limit->limit);
	json_put_int(w, "reserve", limit->reserve);
	json_put_string(w, "window", window);
	json_put_bool(w, "calendar", limit->calendar);
	json_put_bool(w, "points", limit->points);
	json_object_end(w);
}

static void put_hold(struct json_writer *w, const struct sync_plan *plan) {
	json_put_bool(w, "held", plan->held_until > 0);
	put_time(w, "held_until", plan->held_until);
	if (plan->blocked) {
		json_object_begin(w, "blocked");
		json_put_string(w, "rule", plan->why.rule);
		json_put_string(w, "topic", risk_topic_name(plan->why.topic));
		json_object_end(w);
	} else {
		json_put_null(w, "blocked");
	}
}

static void print_json(const struct planning *planning, const struct sync_plan *plan) {
	struct json_writer w;
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	json_writer_init(&w, &out);
	json_object_begin(&w, NULL);
	json_put_int(&w, "v", 1);
	json_put_string(&w, "account", planning->name);
	json_put_int(&w, "left", plan->left);
	json_put_int(&w, "at_once", plan->at_once);
	put_time(&w, "next_at", plan->left > 0 ? plan->next_at : 0);
	put_time(&w, "done_at", plan->left > 0 ? plan->done_at : 0);
	put_hold(&w, plan);
	if (plan->reserve < 0) {
		json_put_null(&w, "reserve");
	} else {
		json_put_int(&w, "reserve", plan->reserve);
	}
	json_array_begin(&w, "limits");
	for (size_t i = 0; i < plan->n_limits; i++) {
		put_limit(&w, &plan->limits[i]);
	}
	json_array_end(&w);
	json_object_end(&w);
	fprintf(planning->call->host->out, "%s\n", out.data);
	buf_finish(&out);
}

static void print_words(const struct planning *planning, const struct sync_plan *plan) {
	FILE *out = planning->call->host->out;
	struct buf line;
	char at[DATE_MAX];
	if (plan->left == 0) {
		fputs(_("Nothing waits for its turn.\n"), out);
		return;
	}
	buf_init(&line, BUF_UNLIMITED);
	const struct ui_plan told = plan_told(plan);
	ui_plan_sentence(&told, &line);
	fprintf(out, "%s\n", line.data);
	line.len = 0;
	ui_plan_obstacle(&told, &line);
	if (line.len > 0) {
		fprintf(out, "%s\n", line.data);
	} else if (plan->next_at != MSEC_NEVER) {
		date_local(plan->next_at, at);
		fprintf(out, _("The next goes out on %s.\n"), at);
	}
	for (size_t i = 0; i < plan->n_limits; i++) {
		fprintf(out,
				lang_plural("Of %lld, %lld stays free for you.\n",
						"Of %lld, %lld stay free for you.\n",
						plan->limits[i].reserve),
				(long long)plan->limits[i].limit,
				(long long)plan->limits[i].reserve);
	}
	buf_finish(&line);
}

static bool show(const struct planning *planning, struct err *reterr) {
	struct sync_plan plan;
	offer_want_standing(planning->rt, planning->account);
	if (!sync_plan(planning->rt->client->sync, planning->name, &plan)) {
		return err_set(reterr, ERR_DB, _("the plan cannot be read"));
	}
	if (planning->call->options[OPT_JSON].given) {
		print_json(planning, &plan);
	} else {
		print_words(planning, &plan);
	}
	return true;
}

/* --- changes --------------------------------------------------------------------------------- */

static bool change(const struct planning *planning, const struct sync_plan_change *what,
		int64_t *ret_stopped, struct err *reterr) {
	return sync_set_plan(planning->rt->client->sync, planning->name, what, ret_stopped, reterr);
}

static void tell_stopped(const struct planning *planning, int64_t n) {
	fprintf(planning->call->host->out,
			lang_plural("%lld like stays; nothing is sent for it.\n",
					"%lld likes stay; nothing is sent for them.\n", n),
			(long long)n);
}

static bool stop_all(const struct planning *planning, struct err *reterr) {
	const struct sync_plan_change stop = { .what = SYNC_PLAN_STOP };
	int64_t stopped = 0;
	if (!ask_yes(planning->call, _("Stop the plan? What was not sent stays liked."),
			    _("the plan goes on"), reterr) ||
			!change(planning, &stop, &stopped, reterr)) {
		return false;
	}
	tell_stopped(planning, stopped);
	return true;
}

static bool stop_one(
		const struct planning *planning, const char *item, int64_t *n, struct err *reterr) {
	struct outbox *outbox = planning->rt->client->outbox;
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	struct intent intent;
	bool found = false;
	if (!outbox_find_newest(outbox, planning->name, item, &intent, &found, reterr)) {
		return false;
	}
	bool waits = found && intent.paced && intent.state == INTENT_PENDING;
	bool fine = !waits || outbox_undo(outbox, intent.id, &undone, reterr);
	if (found) {
		intent_finish(&intent);
	}
	if (fine && !waits) {
		return err_set(reterr, ERR_INPUT, _("'%.64s' does not wait for its turn"), item);
	}
	*n += undone == OUTBOX_UNDONE ? 1 : 0;
	return fine;
}

static bool stop_some(const struct planning *planning, struct err *reterr) {
	int64_t n = 0;
	bool fine = true;
	for (int i = 1; fine && i < planning->call->n_operands; i++) {
		fine = stop_one(planning, planning->call->operands[i], &n, reterr);
	}
	sync_kick(planning->rt->client->sync);
	tell_stopped(planning, n);
	return fine;
}

static bool hold(const struct planning *planning, msec_t until, struct err *reterr) {
	const struct sync_plan_change held = { .what = SYNC_PLAN_HOLD, .held_until = until };
	char at[DATE_MAX];
	FILE *out = planning->call->host->out;
	if (!change(planning, &held, NULL, reterr)) {
		return false;
	}
	if (until == 0) {
		fputs(_("It goes on.\n"), out);
	} else if (until == MSEC_NEVER) {
		fputs(_("Nothing of it is sent until 'unlike plan resume'.\n"), out);
	} else {
		date_local(until, at);
		fprintf(out, _("Nothing of it is sent before %s.\n"), at);
	}
	return true;
}

static bool hold_until(const struct planning *planning, struct err *reterr) {
	const struct call *call = planning->call;
	msec_t until = MSEC_NEVER;
	if (call->n_operands > 1 && !date_parse_local(call->operands[1], &until) &&
			!date_parse_rfc3339(call->operands[1], &until)) {
		return err_set(reterr, ERR_INPUT,
				_("'%.40s' is no time; one is 2026-12-01, or '2026-12-01 14:20'"),
				call->operands[1]);
	}
	if (until <= clock_wall(&planning->rt->clock)) {
		return err_set(reterr, ERR_INPUT, _("'%.40s' has been"), call->operands[1]);
	}
	return hold(planning, until, reterr);
}

static bool set_reserve(const struct planning *planning, struct err *reterr) {
	const char *text = planning->call->n_operands > 1 ? planning->call->operands[1] : "";
	struct sync_plan_change reserve = { .what = SYNC_PLAN_RESERVE, .reserve = -1 };
	char *end = NULL;
	if (strcmp(text, "default") != 0) {
		reserve.reserve = strtoll(text, &end, 10);
		if (text[0] < '0' || text[0] > '9' || *end != '\0' || reserve.reserve > 1000000) {
			return err_set(reterr, ERR_INPUT,
					_("a reserve is a number up to 1000000, or default"));
		}
	}
	return change(planning, &reserve, NULL, reterr) && show(planning, reterr);
}

static bool run_verb(const struct planning *planning, struct err *reterr) {
	const struct call *call = planning->call;
	const char *verb = call->n_operands > 0 ? call->operands[0] : "";
	if (verb[0] == '\0') {
		return show(planning, reterr);
	}
	if (strcmp(verb, "stop") == 0) {
		return call->n_operands > 1 ? stop_some(planning, reterr)
					    : stop_all(planning, reterr);
	}
	if (call->n_operands <= 2 && strcmp(verb, "hold") == 0) {
		return hold_until(planning, reterr);
	}
	if (call->n_operands == 1 && strcmp(verb, "resume") == 0) {
		return hold(planning, 0, reterr);
	}
	if (call->n_operands <= 2 && strcmp(verb, "reserve") == 0) {
		return set_reserve(planning, reterr);
	}
	return err_set(reterr, ERR_INPUT,
			_("plan takes stop, hold, resume or reserve, and nothing behind it that "
			  "does not belong there"));
}

static bool run(struct planning *planning, struct err *reterr) {
	const struct runtime_config config = { .manual = true };
	if (!runtime_open_client(planning->rt, &config, reterr) ||
			!accounts_find(&planning->rt->client->accounts,
					command_account(planning->call), &planning->account,
					reterr)) {
		return false;
	}
	planning->name = planning->rt->client->accounts.list[planning->account].name;
	return run_verb(planning, reterr);
}

int cmd_plan(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	struct planning planning = { .rt = &rt, .call = call };
	if (!runtime_open(call->host, &rt, &err) || !run(&planning, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return status;
}
