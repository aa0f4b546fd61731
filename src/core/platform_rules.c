/*
 * The rooms `integrity` and `motive`: rules IN-1 to IN-5, FU-1 and FU-4. They are numbers, lengths
 * of time and penalties, so they are read by a table: a value's place in the file, its form and
 * bounds, and where it goes.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "platform_form.h"

#define LIMIT_PERCENT_MAX 10000
#define WEIGHT_MAX 100
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const penalty_words[PLATFORM_PENALTY_COUNT] = {
#define X(penalty, name) [penalty] = (name),
	PLATFORM_PENALTIES(X)
#undef X
};

static const char *const tier_words[PLATFORM_TIER_COUNT] = {
	[PLATFORM_ORDINARY] = "ordinary",
	[PLATFORM_VERIFIED] = "verified",
};

/* What is too much is held for review, or refused. */
static const char *const then_words[] = { "review", "refuse" };
static const char *const begin_words[] = { "rejection" };

enum form {
	FORM_INT, /* int, from min to max */
	FORM_REAL, /* double, from min to max */
	FORM_LENGTH, /* msec_t, above zero */
	FORM_THEN, /* bool: review */
	FORM_BEGIN, /* one word, kept nowhere */
	FORM_PENALTY, /* enum platform_penalty */
	FORM_PENALTIES /* unsigned, a bit each */
};

struct field {
	const char *key;
	enum form form;
	size_t offset; /* in struct platform */
	int min, max;
};

#define AT(member) offsetof(struct platform, member)

static const struct field fields[PLATFORM_FIELD_COUNT] = {
	[PLATFORM_DAILY_LIMIT] = { "daily_limit", FORM_INT, AT(integrity.daily_limit), 1,
			PLATFORM_COUNT_MAX },
	[PLATFORM_FREQUENT_MORE_THAN] = { "more_than", FORM_INT, AT(integrity.frequent.more_than),
			1, PLATFORM_COUNT_MAX },
	[PLATFORM_FREQUENT_WITHIN] = { "within", FORM_LENGTH, AT(integrity.frequent.within), 0, 0 },
	[PLATFORM_FREQUENT_THEN] = { "then", FORM_THEN, AT(integrity.frequent.review), 0, 0 },
	[PLATFORM_FREQUENT_PENALTY_FROM] = { "penalty_from", FORM_BEGIN, 0, 0, 0 },
	[PLATFORM_FREQUENT_PENALTY] = { "penalty", FORM_PENALTIES, AT(integrity.frequent.penalties),
			0, 0 },
	[PLATFORM_FREQUENT_PENALTY_LASTS] = { "penalty_lasts", FORM_LENGTH,
			AT(integrity.frequent.penalty_lasts), 0, 0 },
	[PLATFORM_RATIO_MORE_THAN_PERCENT] = { "more_than_percent", FORM_INT,
			AT(integrity.ratio.more_than_percent), 1, 100 },
	[PLATFORM_RATIO_FROM_LIKES] = { "from_likes", FORM_INT, AT(integrity.ratio.from_likes), 1,
			PLATFORM_COUNT_MAX },
	[PLATFORM_RATIO_THEN] = { "then", FORM_PENALTY, AT(integrity.ratio.then), 0, 0 },
	[PLATFORM_NETWORK_DEVICES] = { "devices", FORM_INT, AT(integrity.network.devices), 1,
			PLATFORM_DEVICES_MAX },
	[PLATFORM_NETWORK_CANCELS] = { "cancels", FORM_INT, AT(integrity.network.cancels), 1,
			PLATFORM_COUNT_MAX },
	[PLATFORM_NETWORK_WITHIN] = { "within", FORM_LENGTH, AT(integrity.network.within), 0, 0 },
	[PLATFORM_NETWORK_THEN] = { "then", FORM_PENALTY, AT(integrity.network.then), 0, 0 },
	[PLATFORM_NETWORK_LASTS] = { "lasts", FORM_LENGTH, AT(integrity.network.lasts), 0, 0 },
	[PLATFORM_ITEM_MORE_THAN] = { "more_than", FORM_INT, AT(integrity.item.more_than), 1,
			PLATFORM_COUNT_MAX },
	[PLATFORM_ITEM_THEN] = { "then", FORM_PENALTY, AT(integrity.item.then), 0, 0 },
	[PLATFORM_ITEM_LASTS] = { "lasts", FORM_LENGTH, AT(integrity.item.lasts), 0, 0 },
	[PLATFORM_ORDINARY_LIMIT_PERCENT] = { "limit_percent", FORM_INT,
			AT(integrity.limit_percent[PLATFORM_ORDINARY]), 1, LIMIT_PERCENT_MAX },
	[PLATFORM_VERIFIED_LIMIT_PERCENT] = { "limit_percent", FORM_INT,
			AT(integrity.limit_percent[PLATFORM_VERIFIED]), 1, LIMIT_PERCENT_MAX },
	[PLATFORM_REACH_PERCENT] = { "reach_percent", FORM_INT, AT(integrity.reach_percent), 0,
			100 },
	[PLATFORM_LIKE_WEIGHT_PERCENT] = { "like_weight_percent", FORM_INT,
			AT(integrity.like_weight_percent), 0, 100 },
	[PLATFORM_POINTS] = { "points", FORM_INT, AT(integrity.points), 0, PLATFORM_COUNT_MAX },
	[PLATFORM_MOTIVE_BIAS] = { "bias", FORM_REAL, AT(motive.bias), -WEIGHT_MAX, WEIGHT_MAX },
	[PLATFORM_MOTIVE_SOON] = { "soon", FORM_REAL, AT(motive.weight[MOTIVE_SOON]), -WEIGHT_MAX,
			WEIGHT_MAX },
	[PLATFORM_MOTIVE_SINGLE] = { "single", FORM_REAL, AT(motive.weight[MOTIVE_SINGLE]),
			-WEIGHT_MAX, WEIGHT_MAX },
	[PLATFORM_MOTIVE_OWN_DEVICE] = { "own-device", FORM_REAL,
			AT(motive.weight[MOTIVE_OWN_DEVICE]), -WEIGHT_MAX, WEIGHT_MAX },
	[PLATFORM_MOTIVE_THRESHOLD] = { "threshold", FORM_REAL, AT(motive.threshold), 0, 1 },
	[PLATFORM_MOTIVE_SOON_WITHIN] = { "soon_within", FORM_LENGTH, AT(motive.soon_within), 0,
			0 },
	[PLATFORM_MOTIVE_BULK_WITHIN] = { "bulk_within", FORM_LENGTH, AT(motive.bulk_within), 0,
			0 },
};

static bool put_int(
		const struct json_at *at, const struct field *field, int *ret, struct err *reterr) {
	int64_t number;
	if (!json_as_int(at, field->min, field->max, &number, reterr)) {
		return false;
	}
	*ret = (int)number;
	return true;
}

static bool put_length(const struct json_at *at, msec_t *ret, struct err *reterr) {
	msec_t length;
	if (!platform_read_duration(at, &length, reterr)) {
		return false;
	}
	if (length == 0) {
		return json_fail(at, reterr, "a duration above zero is wanted");
	}
	*ret = length;
	return true;
}

static bool put_then(const struct json_at *at, bool *ret, struct err *reterr) {
	size_t word;
	if (!platform_read_word(at, then_words, COUNT_OF(then_words), &word, reterr)) {
		return false;
	}
	*ret = word == 0;
	return true;
}

static bool put_penalty(const struct json_at *at, enum platform_penalty *ret, struct err *reterr) {
	size_t penalty;
	if (!platform_read_word(at, penalty_words, PLATFORM_PENALTY_COUNT, &penalty, reterr)) {
		return false;
	}
	*ret = (enum platform_penalty)penalty;
	return true;
}

static bool put_penalties(const struct json_at *at, unsigned *ret, struct err *reterr) {
	if (!json_want(at, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	unsigned penalties = 0;
	for (size_t i = 0; i < json_count(at); i++) {
		struct json_at element = json_element(at, i);
		enum platform_penalty penalty;
		if (!put_penalty(&element, &penalty, reterr)) {
			return false;
		}
		if ((penalties & 1u << penalty) != 0) {
			return json_fail(&element, reterr, "is there twice");
		}
		penalties |= 1u << penalty;
	}
	*ret = penalties;
	return true;
}

static bool put(const struct json_at *at, const struct field *field, struct platform *platform,
		struct err *reterr) {
	void *to = (char *)platform + field->offset;
	size_t word;
	switch (field->form) {
	case FORM_INT:
		return put_int(at, field, to, reterr);
	case FORM_REAL:
		return json_as_real(at, field->min, field->max, to, reterr);
	case FORM_LENGTH:
		return put_length(at, to, reterr);
	case FORM_THEN:
		return put_then(at, to, reterr);
	case FORM_BEGIN:
		return platform_read_word(at, begin_words, COUNT_OF(begin_words), &word, reterr);
	case FORM_PENALTY:
		return put_penalty(at, to, reterr);
	case FORM_PENALTIES:
		return put_penalties(at, to, reterr);
	}
	assert(!"a form");
	return false;
}

static bool read_fields(const struct json_at *room, enum platform_field first,
		enum platform_field last, struct platform *platform, struct err *reterr) {
	for (enum platform_field field = first; field <= last; field++) {
		struct json_at value;
		if (!platform_read_value(room, fields[field].key, &value, &platform->source[field],
				    reterr) ||
				!put(&value, &fields[field], platform, reterr)) {
			return false;
		}
	}
	return true;
}

/* All values of a group, and nothing else. */
static bool read_group(const struct json_at *group, enum platform_field first,
		enum platform_field last, struct platform *platform, struct err *reterr) {
	const char *known[PLATFORM_FIELD_COUNT];
	size_t n = 0;
	for (enum platform_field field = first; field <= last; field++) {
		known[n++] = fields[field].key;
	}
	return platform_check_members(group, known, n, reterr) &&
			read_fields(group, first, last, platform, reterr);
}

static bool read_named_group(const struct json_at *room, const char *key, enum platform_field first,
		enum platform_field last, struct platform *platform, struct err *reterr) {
	struct json_at group;
	return json_get(room, key, &group, reterr) &&
			read_group(&group, first, last, platform, reterr);
}

/* In the place of the group may stand a value that is null. */
static bool read_rule(const struct json_at *room, const char *key, enum platform_field first,
		enum platform_field last, struct platform *platform, struct err *reterr) {
	struct json_at group, value;
	if (!json_get(room, key, &group, reterr) || !json_want(&group, JSON_AT_OBJECT, reterr)) {
		return false;
	}
	if (!platform_is_value(&group)) {
		return read_group(&group, first, last, platform, reterr);
	}
	return platform_read_nullable(room, key, &value, &platform->source[first], reterr) &&
			(json_type(&value) == JSON_AT_NULL ||
					json_fail(&value, reterr,
							"null or a group is wanted here"));
}

static bool read_daily(const struct json_at *room, struct platform *platform, struct err *reterr) {
	const struct field *field = &fields[PLATFORM_DAILY_LIMIT];
	struct json_at value;
	return platform_read_nullable(room, field->key, &value,
			       &platform->source[PLATFORM_DAILY_LIMIT], reterr) &&
			(json_type(&value) == JSON_AT_NULL || put(&value, field, platform, reterr));
}

static bool read_grades(const struct json_at *room, struct platform *platform, struct err *reterr) {
	struct json_at grades;
	return json_get(room, "grades", &grades, reterr) &&
			platform_check_members(&grades, tier_words, PLATFORM_TIER_COUNT, reterr) &&
			read_named_group(&grades, tier_words[PLATFORM_ORDINARY],
					PLATFORM_ORDINARY_LIMIT_PERCENT,
					PLATFORM_ORDINARY_LIMIT_PERCENT, platform, reterr) &&
			read_named_group(&grades, tier_words[PLATFORM_VERIFIED],
					PLATFORM_VERIFIED_LIMIT_PERCENT,
					PLATFORM_VERIFIED_LIMIT_PERCENT, platform, reterr);
}

bool platform_read_integrity(
		const struct json_at *root, struct platform *platform, struct err *reterr) {
	static const char *const known[] = { "daily_limit", "frequent", "ratio", "network", "item",
		"grades", "penalties" };
	struct json_at room;
	return json_get(root, "integrity", &room, reterr) &&
			platform_check_members(&room, known, COUNT_OF(known), reterr) &&
			read_daily(&room, platform, reterr) &&
			read_rule(&room, "frequent", PLATFORM_FREQUENT_MORE_THAN,
					PLATFORM_FREQUENT_PENALTY_LASTS, platform, reterr) &&
			read_rule(&room, "ratio", PLATFORM_RATIO_MORE_THAN_PERCENT,
					PLATFORM_RATIO_THEN, platform, reterr) &&
			read_rule(&room, "network", PLATFORM_NETWORK_DEVICES,
					PLATFORM_NETWORK_LASTS, platform, reterr) &&
			read_rule(&room, "item", PLATFORM_ITEM_MORE_THAN, PLATFORM_ITEM_LASTS,
					platform, reterr) &&
			read_grades(&room, platform, reterr) &&
			read_named_group(&room, "penalties", PLATFORM_REACH_PERCENT,
					PLATFORM_POINTS, platform, reterr);
}

bool platform_read_motive(
		const struct json_at *root, struct platform *platform, struct err *reterr) {
	static const char *const known[] = { "bias", "weights", "threshold", "soon_within",
		"bulk_within" };
	struct json_at room;
	return json_get(root, "motive", &room, reterr) &&
			platform_check_members(&room, known, COUNT_OF(known), reterr) &&
			read_fields(&room, PLATFORM_MOTIVE_BIAS, PLATFORM_MOTIVE_BIAS, platform,
					reterr) &&
			read_named_group(&room, "weights", PLATFORM_MOTIVE_SOON,
					PLATFORM_MOTIVE_OWN_DEVICE, platform, reterr) &&
			read_fields(&room, PLATFORM_MOTIVE_THRESHOLD, PLATFORM_MOTIVE_BULK_WITHIN,
					platform, reterr);
}

const char *platform_penalty_name(enum platform_penalty penalty) {
	assert(penalty < PLATFORM_PENALTY_COUNT);
	return penalty_words[penalty];
}

const char *platform_tier_name(enum platform_tier tier) {
	assert(tier < PLATFORM_TIER_COUNT);
	return tier_words[tier];
}
