#include "unlike/core/risk_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/mem.h"

#include "platform_form.h"
#include "risk_form.h"
#include "risk_json_form.h"

#define DEVICE_MAX sizeof("-9223372036854775808")
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

void risk_json_put_time(struct json_writer *w, const char *key, msec_t at, msec_t none) {
	if (at == none) {
		json_put_null(w, key);
		return;
	}
	char text[DATE_MAX];
	date_rfc3339(at, text);
	json_put_string(w, key, text);
}

bool risk_json_as_time(const struct json_at *at, msec_t *ret, struct err *reterr) {
	const char *text;
	if (!json_as_string(at, DATE_MAX, &text, reterr)) {
		return false;
	}
	return date_parse_rfc3339(text, ret) ||
			json_fail(at, reterr, "a time such as \"2026-03-01T09:00:00Z\" is wanted");
}

bool risk_json_read_time(
		const struct json_at *object, const char *key, msec_t *ret, struct err *reterr) {
	struct json_at at;
	return json_get(object, key, &at, reterr) && risk_json_as_time(&at, ret, reterr);
}

bool risk_json_read_time_or(const struct json_at *object, const char *key, msec_t none, msec_t *ret,
		struct err *reterr) {
	struct json_at at;
	if (!platform_get_nullable(object, key, &at, reterr)) {
		return false;
	}
	if (json_type(&at) == JSON_AT_NULL) {
		*ret = none;
		return true;
	}
	return risk_json_as_time(&at, ret, reterr);
}

bool risk_json_read_rule(
		const struct json_at *object, char ret[static RISK_RULE_MAX], struct err *reterr) {
	struct json_at at;
	const char *rule;
	if (!json_get(object, "rule", &at, reterr) ||
			!json_as_string(&at, PLATFORM_WORD_MAX, &rule, reterr)) {
		return false;
	}
	if (!platform_is_rule(rule)) {
		return json_fail(&at, reterr, "the id of a rule such as \"OP-3\" is wanted");
	}
	risk_copy_rule(ret, rule);
	return true;
}

bool risk_json_read_penalty_kind(
		const struct json_at *at, enum platform_penalty *ret, struct err *reterr) {
	static const char *const words[PLATFORM_PENALTY_COUNT] = {
#define X(penalty, name) [penalty] = (name),
		PLATFORM_PENALTIES(X)
#undef X
	};
	size_t kind;
	if (!platform_read_word(at, words, COUNT_OF(words), &kind, reterr)) {
		return false;
	}
	*ret = (enum platform_penalty)kind;
	return true;
}

bool risk_json_get_array(const struct json_at *object, const char *key, size_t max,
		struct json_at *ret, struct err *reterr) {
	struct json_at at;
	if (!json_get(object, key, &at, reterr) || !json_want(&at, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	if (json_count(&at) > max) {
		return json_fail(&at, reterr, "has more than %zu elements", max);
	}
	*ret = at;
	return true;
}

/* --- penalties ------------------------------------------------------------------------------- */

void risk_json_put_penalties(struct json_writer *w, const char *key,
		const struct risk_penalty *penalties, size_t n) {
	json_array_begin(w, key);
	for (size_t i = 0; i < n; i++) {
		json_object_begin(w, NULL);
		json_put_string(w, "kind", platform_penalty_name(penalties[i].kind));
		json_put_string(w, "rule", penalties[i].rule);
		risk_json_put_time(w, "from", penalties[i].from, MSEC_NEVER);
		risk_json_put_time(w, "until", penalties[i].until, MSEC_NEVER);
		json_object_end(w);
	}
	json_array_end(w);
}

static bool read_penalty(const struct json_at *at, struct risk_penalty *ret, struct err *reterr) {
	static const char *const known[] = { "kind", "rule", "from", "until" };
	struct json_at kind, until;
	if (!platform_check_members(at, known, COUNT_OF(known), reterr) ||
			!json_get(at, "kind", &kind, reterr) ||
			!risk_json_read_penalty_kind(&kind, &ret->kind, reterr) ||
			!risk_json_read_rule(at, ret->rule, reterr) ||
			!risk_json_read_time(at, "from", &ret->from, reterr) ||
			!risk_json_read_time_or(at, "until", MSEC_NEVER, &ret->until, reterr)) {
		return false;
	}
	return ret->from <= ret->until || !platform_get_nullable(at, "until", &until, reterr) ||
			json_fail(&until, reterr, "is before its beginning");
}

static bool read_penalties(const struct json_at *at, struct risk_penalty *ret, struct err *reterr) {
	for (size_t i = 0; i < json_count(at); i++) {
		struct json_at element = json_element(at, i);
		if (!read_penalty(&element, &ret[i], reterr)) {
			return false;
		}
	}
	return true;
}

bool risk_json_read_penalties(const struct json_at *at,
		struct risk_penalty ret[static RISK_PENALTIES_MAX], size_t *ret_n,
		struct err *reterr) {
	struct risk_penalty penalties[RISK_PENALTIES_MAX] = { 0 };
	if (!json_want(at, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	if (json_count(at) > RISK_PENALTIES_MAX) {
		return json_fail(at, reterr, "has more than %d elements", RISK_PENALTIES_MAX);
	}
	if (!read_penalties(at, penalties, reterr)) {
		return false;
	}
	memcpy(ret, penalties, sizeof(penalties));
	*ret_n = json_count(at);
	return true;
}

/* --- facts ------------------------------------------------------------------------------------ */

static void put_device(struct json_writer *w, int64_t device) {
	char text[DEVICE_MAX];
	snprintf(text, sizeof(text), "%" PRId64, device);
	json_put_string(w, "device", text);
}

static size_t at_most(size_t n) {
	return n < RISK_JSON_MAX ? n : RISK_JSON_MAX;
}

static void put_network(struct json_writer *w, const struct risk_facts *facts) {
	json_array_begin(w, "network");
	for (size_t i = facts->n_network - at_most(facts->n_network); i < facts->n_network; i++) {
		json_object_begin(w, NULL);
		risk_json_put_time(w, "at", facts->network[i].at, MSEC_NEVER);
		put_device(w, facts->network[i].device);
		json_object_end(w);
	}
	json_array_end(w);
}

static void put_works(struct json_writer *w, const struct risk_facts *facts) {
	json_array_begin(w, "works");
	for (size_t i = 0; i < at_most(facts->n_works); i++) {
		json_object_begin(w, NULL);
		json_put_string(w, "id", facts->works[i].id);
		json_put_int(w, "cancels", facts->works[i].cancels);
		risk_json_put_time(w, "liked_at", facts->works[i].liked_at, 0);
		json_object_end(w);
	}
	json_array_end(w);
}

void risk_json_put_facts(struct json_writer *w, const char *key, const struct risk_facts *facts) {
	json_object_begin(w, key);
	json_put_string(w, "tier", platform_tier_name(facts->tier));
	put_device(w, facts->device);
	json_put_int(w, "likes_made", facts->likes_made);
	json_put_int(w, "cancels_made", facts->cancels_made);
	json_array_begin(w, "cancels");
	for (size_t i = facts->n_cancels - at_most(facts->n_cancels); i < facts->n_cancels; i++) {
		risk_json_put_time(w, NULL, facts->cancels[i], MSEC_NEVER);
	}
	json_array_end(w);
	put_network(w, facts);
	risk_json_put_penalties(w, "penalties", facts->penalties, at_most(facts->n_penalties));
	put_works(w, facts);
	json_object_end(w);
}

static bool read_device(const struct json_at *object, int64_t *ret, struct err *reterr) {
	struct json_at at;
	const char *text;
	if (!json_get(object, "device", &at, reterr) ||
			!json_as_string(&at, DEVICE_MAX, &text, reterr)) {
		return false;
	}
	/* One way to write each number: what reads back as it was. */
	char again[DEVICE_MAX];
	int64_t device = strtoll(text, NULL, 10);
	snprintf(again, sizeof(again), "%" PRId64, device);
	if (strcmp(text, again) != 0) {
		return json_fail(&at, reterr, "a whole number as a string is wanted");
	}
	*ret = device;
	return true;
}

static bool read_head(const struct json_at *at, struct risk_facts *ret, struct err *reterr) {
	static const char *const words[PLATFORM_TIER_COUNT] = {
		[PLATFORM_ORDINARY] = "ordinary",
		[PLATFORM_VERIFIED] = "verified",
	};
	struct json_at tier_at;
	size_t tier;
	if (!json_get(at, "tier", &tier_at, reterr) ||
			!platform_read_word(&tier_at, words, COUNT_OF(words), &tier, reterr) ||
			!read_device(at, &ret->device, reterr) ||
			!json_get_int(at, "likes_made", 0, RISK_JSON_COUNT_MAX, &ret->likes_made,
					reterr) ||
			!json_get_int(at, "cancels_made", 0, RISK_JSON_COUNT_MAX,
					&ret->cancels_made, reterr)) {
		return false;
	}
	ret->tier = (enum platform_tier)tier;
	return true;
}

static bool read_cancels(const struct json_at *root, struct risk_facts *ret, struct err *reterr) {
	struct json_at at;
	if (!risk_json_get_array(root, "cancels", RISK_JSON_MAX, &at, reterr)) {
		return false;
	}
	ret->n_cancels = json_count(&at);
	ret->cancels = xcalloc(ret->n_cancels, sizeof(*ret->cancels));
	for (size_t i = 0; i < ret->n_cancels; i++) {
		struct json_at element = json_element(&at, i);
		if (!risk_json_as_time(&element, &ret->cancels[i], reterr)) {
			return false;
		}
		if (i > 0 && ret->cancels[i - 1] > ret->cancels[i]) {
			return json_fail(&element, reterr, "is earlier than the one before");
		}
	}
	return true;
}

static bool read_network(const struct json_at *root, struct risk_facts *ret, struct err *reterr) {
	static const char *const known[] = { "at", "device" };
	struct json_at at;
	if (!risk_json_get_array(root, "network", RISK_JSON_MAX, &at, reterr)) {
		return false;
	}
	ret->n_network = json_count(&at);
	ret->network = xcalloc(ret->n_network, sizeof(*ret->network));
	for (size_t i = 0; i < ret->n_network; i++) {
		struct json_at element = json_element(&at, i);
		struct risk_neighbour *neighbour = &ret->network[i];
		if (!platform_check_members(&element, known, COUNT_OF(known), reterr) ||
				!risk_json_read_time(&element, "at", &neighbour->at, reterr) ||
				!read_device(&element, &neighbour->device, reterr)) {
			return false;
		}
		if (i > 0 && ret->network[i - 1].at > neighbour->at) {
			return json_fail(&element, reterr, "is earlier than the one before");
		}
	}
	return true;
}

static bool read_work(const struct json_at *at, struct risk_work *ret, struct err *reterr) {
	static const char *const known[] = { "id", "cancels", "liked_at" };
	const char *id;
	if (!platform_check_members(at, known, COUNT_OF(known), reterr) ||
			!json_get_string(at, "id", sizeof(ret->id) - 1, &id, reterr) ||
			!json_get_int(at, "cancels", 0, RISK_JSON_COUNT_MAX, &ret->cancels,
					reterr) ||
			!risk_json_read_time_or(at, "liked_at", 0, &ret->liked_at, reterr)) {
		return false;
	}
	snprintf(ret->id, sizeof(ret->id), "%s", id);
	return id[0] != '\0' || json_fail(at, reterr, "its id is empty");
}

static bool read_works(const struct json_at *root, struct risk_facts *ret, struct err *reterr) {
	struct json_at at;
	if (!risk_json_get_array(root, "works", RISK_JSON_MAX, &at, reterr)) {
		return false;
	}
	ret->n_works = json_count(&at);
	ret->works = xcalloc(ret->n_works, sizeof(*ret->works));
	for (size_t i = 0; i < ret->n_works; i++) {
		struct json_at element = json_element(&at, i);
		if (!read_work(&element, &ret->works[i], reterr)) {
			return false;
		}
		if (i > 0 && strcmp(ret->works[i - 1].id, ret->works[i].id) >= 0) {
			return json_fail(
					&element, reterr, "is not behind the one before by its id");
		}
	}
	return true;
}

static bool read_stored(const struct json_at *root, struct risk_facts *ret, struct err *reterr) {
	struct json_at at;
	if (!risk_json_get_array(root, "penalties", RISK_JSON_MAX, &at, reterr)) {
		return false;
	}
	ret->n_penalties = json_count(&at);
	ret->penalties = xcalloc(ret->n_penalties, sizeof(*ret->penalties));
	return read_penalties(&at, ret->penalties, reterr);
}

bool risk_json_read_facts(const struct json_at *at, struct risk_facts *ret, struct err *reterr) {
	static const char *const known[] = { "tier", "device", "likes_made", "cancels_made",
		"cancels", "network", "penalties", "works" };
	struct risk_facts facts = { 0 };
	bool ok = platform_check_members(at, known, COUNT_OF(known), reterr) &&
			read_head(at, &facts, reterr) && read_cancels(at, &facts, reterr) &&
			read_network(at, &facts, reterr) && read_stored(at, &facts, reterr) &&
			read_works(at, &facts, reterr);
	if (!ok) {
		risk_facts_finish(&facts);
		return false;
	}
	*ret = facts;
	return true;
}
