/* What facts and judgements have in common as JSON. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/core/risk_json.h"

/* RFC 3339; null: `none`. */
void risk_json_put_time(struct json_writer *w, const char *key, msec_t at, msec_t none);
bool risk_json_read_time(
		const struct json_at *object, const char *key, msec_t *ret, struct err *reterr);
/* The same, and null is `none`. */
bool risk_json_read_time_or(const struct json_at *object, const char *key, msec_t none, msec_t *ret,
		struct err *reterr);
/* The element of an array. */
bool risk_json_as_time(const struct json_at *at, msec_t *ret, struct err *reterr);

bool risk_json_read_rule(
		const struct json_at *object, char ret[static RISK_RULE_MAX], struct err *reterr);
bool risk_json_read_penalty_kind(
		const struct json_at *at, enum platform_penalty *ret, struct err *reterr);

/* object[key] is an array of at most `max`. */
bool risk_json_get_array(const struct json_at *object, const char *key, size_t max,
		struct json_at *ret, struct err *reterr);
