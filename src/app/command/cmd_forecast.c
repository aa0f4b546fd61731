/* unlike forecast ID... [--json] [--account NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "output.h"
#include "rules.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "unlike/core/risk_json.h"
#include "unlike/ui/risk_words.h"
#include "unlike/ui/words.h"

#define ID_COLS 8

struct forecasting {
	struct rules rules;
	size_t n;
	struct like *likes; /* own; n */
	struct risk_ask *asks; /* own; n */
	struct risk_judgement *judgements; /* own; n */
};

static void forget(struct forecasting *f) {
	for (size_t i = 0; i < f->n; i++) {
		like_finish(&f->likes[i]);
	}
	free(f->likes);
	free(f->asks);
	free(f->judgements);
}

/* One that was never fetched knows no likes. */
static bool have_list(const struct forecasting *f, struct err *reterr) {
	struct snapshot_info info;
	return snapshot_info(f->rules.rt->client->snapshot, f->rules.name, &info, reterr) &&
			(info.fetched_at > 0 ||
					runtime_fetch(f->rules.rt, f->rules.account, reterr));
}

/* The list has it no more, and it was asked for here: it may have been liked again since. */
static bool find_remembered(const struct forecasting *f, const char *id, struct like *ret,
		bool *ret_found, struct err *reterr) {
	struct intent intent = { 0 };
	if (!outbox_find_newest(f->rules.rt->client->outbox, f->rules.name, id, &intent, ret_found,
			    reterr)) {
		return false;
	}
	if (*ret_found) {
		*ret = (struct like){
			.item = xstrdup(id),
			.key = xstrdup(id),
			.title = intent.title != NULL ? xstrdup(intent.title) : NULL,
		};
	}
	intent_finish(&intent);
	return true;
}

/* All of them, or what is not known of one. */
static bool find(struct forecasting *f, char *const *ids, struct err *reterr) {
	struct client *client = f->rules.rt->client;
	for (size_t i = 0; i < f->n; i++) {
		bool found = false;
		if (!snapshot_find_item(client->snapshot, f->rules.name, ids[i], &f->likes[i],
				    &found, reterr)) {
			return false;
		}
		if (!found && !find_remembered(f, ids[i], &f->likes[i], &found, reterr)) {
			return false;
		}
		if (!found) {
			return err_set(reterr, ERR_INPUT,
					_("nothing is known of '%.64s' in the list of '%.64s'. "
					  "'unlike list --refresh' reads the list again"),
					ids[i], f->rules.name);
		}
		f->asks[i] = (struct risk_ask){
			.work = f->likes[i].item, .liked_at = f->likes[i].liked_at, .batch = 1
		};
	}
	return true;
}

static void print_json(const struct forecasting *f, FILE *out) {
	for (size_t i = 0; i < f->n; i++) {
		struct rules_json json;
		rules_json_begin(&json);
		json_put_string(&json.w, "id", f->likes[i].item);
		json_put_string(&json.w, "account", f->rules.name);
		json_put_string(&json.w, "verdict", risk_verdict_name(f->judgements[i].verdict));
		risk_json_put_judgement(&json.w, "forecast", &f->judgements[i]);
		rules_json_end(&json, out);
	}
}

/* --- for people ------------------------------------------------------------------------------ */

/* Its cells, and blanks up to the next column. */
static void print_cell(FILE *out, const char *text, size_t cols) {
	const size_t width = text_width(text);
	fprintf(out, "%s%*s", text, (int)(width < cols ? cols - width + 2 : 2), "");
}

static void print_row(const struct forecasting *f, size_t i, size_t id_cols, FILE *out) {
	const struct risk_words words = risk_words_of(
			f->rules.standing.platform, false, clock_wall(&f->rules.rt->clock));
	const struct risk_judgement *judgement = &f->judgements[i];
	struct buf id, said;
	buf_init(&id, BUF_UNLIMITED);
	buf_init(&said, BUF_UNLIMITED);
	(void)text_clean(f->likes[i].item, strlen(f->likes[i].item), &id);
	if (judgement->n_reasons > 0) {
		risk_words_short(&words, &judgement->reasons[0], &said);
	} else {
		buf_add_str(&said, _("Fine"));
	}
	print_cell(out, id.data, id_cols);
	print_cell(out, said.data, RISK_WORDS_CELLS);
	print_clean_line(out, words_title(&f->likes[i]));
	if (judgement->n_begins > 0) {
		buf_reset(&said);
		risk_words_begins(&words, judgement, false, &said);
		print_cell(out, "", id_cols);
		print_clean_line(out, said.data);
	}
	buf_finish(&id);
	buf_finish(&said);
}

static void print_summary(const struct forecasting *f, FILE *out) {
	size_t counts[RISK_VERDICT_COUNT] = { 0 };
	for (size_t i = 0; i < f->n; i++) {
		counts[f->judgements[i].verdict]++;
	}
	fprintf(out,
			lang_plural("Of %zu: %zu fine, %zu with a warning, %zu held for review, "
				    "%zu "
				    "refused.",
					"Of %zu, one after the other: %zu fine, %zu with a "
					"warning, %zu held for review, %zu refused.",
					(int64_t)f->n),
			f->n, counts[RISK_OK], counts[RISK_WARN], counts[RISK_HOLD],
			counts[RISK_REFUSE]);
	fputc('\n', out);
}

static void print_table(const struct forecasting *f, FILE *out) {
	size_t id_cols = ID_COLS;
	for (size_t i = 0; i < f->n; i++) {
		const size_t width = strlen(f->likes[i].item);
		id_cols = width > id_cols ? width : id_cols;
	}
	for (size_t i = 0; i < f->n; i++) {
		print_row(f, i, id_cols, out);
	}
	print_summary(f, out);
}

/* 69 where there are no rules. */
static bool forecast(struct forecasting *f, const struct call *call, int *ret_status,
		struct err *reterr) {
	FILE *out = call->host->out;
	if (!f->rules.has_rules) {
		*ret_status = EX_UNAVAILABLE;
		command_say(call,
				_("the service has no rules of a platform; 'unlike budget' tells "
				  "its "
				  "own limit"));
		return true;
	}
	if (!have_list(f, reterr) || !find(f, call->operands, reterr)) {
		return false;
	}
	if (!sync_forecast(f->rules.rt->client->sync, f->rules.name, f->asks, f->n,
			    f->judgements)) {
		return err_set(reterr, ERR_BUG, "it was told, and is not known");
	}
	if (call->options[OPT_JSON].given) {
		print_json(f, out);
	} else {
		print_table(f, out);
	}
	return true;
}

int cmd_forecast(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	const size_t n = (size_t)call->n_operands;
	struct forecasting f = {
		.n = n,
		.likes = xcalloc(n, sizeof(*f.likes)),
		.asks = xcalloc(n, sizeof(*f.asks)),
		.judgements = xcalloc(n, sizeof(*f.judgements)),
	};
	if (!runtime_open(call->host, &rt, &err) || !rules_ask(&rt, call, &f.rules, &err) ||
			!forecast(&f, call, &status, &err)) {
		(void)command_failed(call, &err);
		status = rules_exit_code(&err);
	}
	forget(&f);
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
