#include "rules.h"

#include <string.h>
#include <sysexits.h>

#include "account/sign_in.h"
#include "unlike/base/date.h"

/* A service that never answers is given up. */
#define ASK_LIMIT (30 * MSEC_PER_SEC)

/* Only behind the notice is what waits here put on top of what was told. */
static void on_notice(const struct sync_notice *notice, void *data) {
	struct rules *rules = data;
	rules->noticed = rules->noticed ||
			(notice->change == SYNC_STANDING && rules->name != NULL &&
					strcmp(notice->account, rules->name) == 0);
}

static bool is_told(void *data) {
	const struct rules *rules = data;
	struct sync_status status;
	return rules->noticed ||
			(sync_status(rules->rt->client->sync, rules->name, &status) &&
					status.sign_in);
}

/* A service without rules tells its limit with any answer; the shortest walk is one. */
static bool ask_points(struct rules *rules, struct err *reterr) {
	struct sync_status status;
	if (!runtime_fetch(rules->rt, rules->account, reterr)) {
		return false;
	}
	if (sync_status(rules->rt->client->sync, rules->name, &status)) {
		rules->points = status.budget;
	}
	return true;
}

static bool ask_standing(struct rules *rules, struct err *reterr) {
	struct sync *sync = rules->rt->client->sync;
	struct sync_status status;
	sync_want_standing(sync, rules->name);
	if (!runtime_run_until(rules->rt, is_told, rules, ASK_LIMIT, reterr)) {
		return false;
	}
	if (sync_standing(sync, rules->name, &rules->standing)) {
		return true;
	}
	if (sync_status(sync, rules->name, &status) && status.sign_in) {
		return sign_in_is_over(&rules->rt->client->accounts.list[rules->account], reterr);
	}
	(void)sync_standing_error(sync, rules->name, reterr);
	return err_wrap(reterr, _("how '%.64s' stands could not be asked"), rules->name);
}

bool rules_ask(struct runtime *rt, const struct call *call, struct rules *ret, struct err *reterr) {
	const struct runtime_config config = { .manual = true, .notice = on_notice, .data = ret };
	*ret = (struct rules){ .rt = rt };
	if (!runtime_open_client(rt, &config, reterr) ||
			!accounts_find(&rt->client->accounts, command_account(call), &ret->account,
					reterr)) {
		return false;
	}
	ret->name = rt->client->accounts.list[ret->account].name;
	ret->has_rules = service_ops(client_service(rt->client, ret->account))->standing != NULL;
	return ret->has_rules ? ask_standing(ret, reterr) : ask_points(ret, reterr);
}

int rules_exit_code(const struct err *err) {
	return err->code == ERR_NET ? EX_TEMPFAIL : runtime_exit_code(err);
}

void rules_json_begin(struct rules_json *json) {
	buf_init(&json->text, BUF_UNLIMITED);
	json_writer_init(&json->w, &json->text);
	json_object_begin(&json->w, NULL);
	json_put_int(&json->w, "v", 1);
}

void rules_json_end(struct rules_json *json, FILE *out) {
	json_object_end(&json->w);
	fprintf(out, "%s\n", json->text.data);
	buf_finish(&json->text);
}

void rules_json_put_time(struct json_writer *w, const char *key, msec_t at) {
	char text[DATE_MAX];
	if (at == MSEC_NEVER || at <= 0) {
		json_put_null(w, key);
		return;
	}
	date_rfc3339(at, text);
	json_put_string(w, key, text);
}
