/*
 * Facts and judgements as JSON: `facts` of GET /v1/me/budget, problem details, `--json`. Reading is
 * strict: what is unknown is refused as well as what is missing, because a forecast from facts that
 * are half understood would be wrong without a sign.
 *
 * Times are RFC 3339 (1970 to 9999), ids strings, and null stands for MSEC_NEVER and for a time
 * that is not known.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/err.h"
#include "unlike/base/json.h"
#include "unlike/core/risk.h"

/* Elements of each array of facts. Of a longer one the writer takes the latest cancels, and the
 * first of the others. */
#define RISK_JSON_MAX 4096
/* Of every count: a hundred of them is still a number. */
#define RISK_JSON_COUNT_MAX INT64_C(1000000000000)

/*
 * {"tier": "ordinary", "device": "17", "likes_made": 12408, "cancels_made": 3,
 *  "cancels": [time, …], "network": [{"at": time, "device": "18"}, …],
 *  "penalties": [penalty, …], "works": [{"id": "v3", "cancels": 1, "liked_at": time or null}, …]}
 */
void risk_json_put_facts(struct json_writer *w, const char *key, const struct risk_facts *facts);
/* ERR_PROTOCOL: unknown, missing, of the wrong type, out of bounds or of its order. On success the
 * caller finishes *ret. */
bool risk_json_read_facts(const struct json_at *at, struct risk_facts *ret, struct err *reterr);

/* [{"kind": "like-ban", "rule": "IN-4", "from": time, "until": time or null}, …] */
void risk_json_put_penalties(struct json_writer *w, const char *key,
		const struct risk_penalty *penalties, size_t n);
/* At most RISK_PENALTIES_MAX. */
bool risk_json_read_penalties(const struct json_at *at,
		struct risk_penalty ret[static RISK_PENALTIES_MAX], size_t *ret_n,
		struct err *reterr);

/*
 * {"verdict": "warn", "counts": true,
 *  "reasons": [{"verdict": "warn", "topic": "item", "rule": "IN-4", "kind": "article",
 *               "value": 3, "limit": 3, "resets_at": time or null, "penalties": ["like-ban"]}, …],
 *  "begins": [penalty, …],
 *  "motive": {"score": 0.01, "correction": false,
 *             "features": {"soon": {"value": 0, "share": 0}, …}} or null: it is no cancel}
 */
void risk_json_put_judgement(
		struct json_writer *w, const char *key, const struct risk_judgement *judgement);
/* ERR_PROTOCOL as above, and where the verdict is not that of the first reason. */
bool risk_json_read_judgement(
		const struct json_at *at, struct risk_judgement *ret, struct err *reterr);
