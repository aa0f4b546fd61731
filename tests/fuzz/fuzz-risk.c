/*
 * What the judge reads: facts, judgements, platform files. An input is JSON and tried as each. What
 * is taken can be said again, and a judge with such facts ends, within what its header promises.
 */
#include <string.h>

#include "fuzz.h"
#include "unlike/base/json.h"
#include "unlike/core/risk_json.h"

#define INPUT_MAX ((size_t)256 * 1024)
#define NOW INT64_C(1772355600000)

/* Every rule at once. */
static struct platform platform = {
	.utc_offset = 8 * MSEC_PER_HOUR,
	.integrity = {
		.daily_limit = 3,
		.frequent = { .more_than = 2, .within = MSEC_PER_DAY, .review = true,
				.penalties = 3, .penalty_lasts = 7 * MSEC_PER_DAY },
		.ratio = { .more_than_percent = 30, .from_likes = 20 },
		.network = { .devices = 3, .cancels = 5, .within = MSEC_PER_HOUR,
				.then = PLATFORM_ANOMALY_ALERT, .lasts = MSEC_PER_DAY },
		.item = { .more_than = 1, .then = PLATFORM_LIKE_BAN, .lasts = MSEC_PER_DAY },
		.limit_percent = { 100, 200 },
		.points = 10,
	},
	.motive = { .bias = -8, .weight = { 6, 3, 1 }, .threshold = 0.5, .soon_within = 90000,
			.bulk_within = 600000 },
};

static struct json_doc *parse(const char *text, size_t len) {
	return json_parse(text, len, INPUT_MAX, "input", NULL);
}

static void judge(struct risk_facts *facts) {
	static const char *const works[] = { "v1", "v2", "v3" };
	for (int i = 0; i < 12; i++) {
		struct risk_ask ask = { .want = i % 4 == 3, .work = works[i % 3], .batch = 1 };
		struct risk_judgement judgement;
		risk_judge(&platform, facts, &ask, NOW + i, &judgement);
		must(judgement.n_reasons <= RISK_REASONS_MAX, "%zu", judgement.n_reasons);
		must(judgement.n_begins <= RISK_PENALTIES_MAX, "%zu", judgement.n_begins);
		risk_apply(&platform, facts, &ask, NOW + i, &judgement);
	}
	struct risk_limit limits[RISK_LIMITS_MAX];
	size_t n = risk_limits(&platform, facts, NOW, limits);
	for (size_t i = 0; i < n; i++) {
		must(limits[i].limit > 0 && limits[i].used >= 0, "limit %zu", i);
		must(limits[i].used >= limits[i].limit || limits[i].next_at == NOW, "%zu", i);
	}
	struct risk_effects effects = risk_effects(&platform, facts, NOW);
	must(effects.reach_percent >= 0 && effects.reach_percent <= 100, "reach");
}

static void check_facts(const struct json_at *root) {
	struct risk_facts facts, again;
	struct err err = { 0 };
	if (!risk_json_read_facts(root, &facts, &err)) {
		must(err.code == ERR_PROTOCOL && err.msg[0] != '\0', "%s", err.msg);
		return;
	}
	struct buf first, second;
	struct json_writer w;
	buf_init(&first, BUF_UNLIMITED);
	buf_init(&second, BUF_UNLIMITED);
	json_writer_init(&w, &first);
	risk_json_put_facts(&w, NULL, &facts);
	struct json_doc *doc = parse(first.data, first.len);
	must(doc != NULL, "%s", first.data);
	struct json_at same = json_root(doc);
	must(risk_json_read_facts(&same, &again, &err), "%s", err.msg);
	json_writer_init(&w, &second);
	risk_json_put_facts(&w, NULL, &again);
	must(strcmp(first.data, second.data) == 0, "%s / %s", first.data, second.data);
	judge(&facts);
	json_doc_destroy(doc);
	buf_finish(&first);
	buf_finish(&second);
	risk_facts_finish(&facts);
	risk_facts_finish(&again);
}

static void check_judgement(const struct json_at *root) {
	struct risk_judgement judgement, again;
	struct err err = { 0 };
	if (!risk_json_read_judgement(root, &judgement, &err)) {
		must(err.code == ERR_PROTOCOL && err.msg[0] != '\0', "%s", err.msg);
		return;
	}
	struct buf text;
	struct json_writer w;
	buf_init(&text, BUF_UNLIMITED);
	json_writer_init(&w, &text);
	risk_json_put_judgement(&w, NULL, &judgement);
	struct json_doc *doc = parse(text.data, text.len);
	must(doc != NULL, "%s", text.data);
	struct json_at same = json_root(doc);
	must(risk_json_read_judgement(&same, &again, &err), "%s", err.msg);
	must(again.verdict == judgement.verdict && again.n_reasons == judgement.n_reasons, "%s",
			text.data);
	json_doc_destroy(doc);
	buf_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
	struct platform *read = NULL;
	struct err err = { 0 };
	if (platform_parse((const char *)data, len, "input", &read, &err)) {
		must(read->text_len == len, "%zu", read->text_len);
		platform_destroy(read);
	} else {
		must(err.code == ERR_PROTOCOL && err.msg[0] != '\0', "%s", err.msg);
	}
	struct json_doc *doc = parse((const char *)data, len);
	if (doc != NULL) {
		struct json_at root = json_root(doc);
		check_facts(&root);
		check_judgement(&root);
	}
	json_doc_destroy(doc);
	return 0;
}
