#include "platform_form.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/duration.h"

#define GROUP_DEPTH_MAX 4
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

const char *const platform_kind_words[PLATFORM_KIND_COUNT] = {
	[PLATFORM_ARTICLE] = "article",
	[PLATFORM_ASSUMED] = "assumed",
	[PLATFORM_OURS] = "ours",
};

static const char *const value_members[] = { "value", "kind", "rule" };

static bool is_among(const char *word, const char *const *words, size_t n, size_t *ret) {
	for (size_t i = 0; i < n; i++) {
		if (strcmp(word, words[i]) == 0) {
			*ret = i;
			return true;
		}
	}
	return false;
}

bool platform_read_word(const struct json_at *at, const char *const *words, size_t n, size_t *ret,
		struct err *reterr) {
	assert(n > 0);
	const char *word;
	if (!json_as_string(at, PLATFORM_WORD_MAX, &word, reterr)) {
		return false;
	}
	if (is_among(word, words, n, ret)) {
		return true;
	}
	struct buf known;
	buf_init(&known, 256);
	for (size_t i = 0; i < n; i++) {
		const char *before = i == 0 ? "" : i + 1 < n ? ", " : " or ";
		buf_printf(&known, "%s%s", before, words[i]);
	}
	json_fail(at, reterr, "%s is wanted, found another word", known.data);
	buf_finish(&known);
	return false;
}

bool platform_check_members(const struct json_at *object, const char *const *known, size_t n,
		struct err *reterr) {
	if (!json_want(object, JSON_AT_OBJECT, reterr)) {
		return false;
	}
	void *iter = NULL;
	const char *key;
	struct json_at member;
	while (json_each(object, &iter, &key, &member)) {
		size_t i;
		if (!is_among(key, known, n, &i)) {
			return json_fail(&member, reterr, "is not a field of this format");
		}
	}
	return true;
}

bool platform_is_rule(const char *text) {
	static const char *const groups[] = { "OP-", "IN-", "PR-", "CL-", "CR-", "CO-", "FU-" };
	bool known = false;
	for (size_t i = 0; i < COUNT_OF(groups); i++) {
		known = known || strncmp(text, groups[i], 3) == 0;
	}
	if (!known || text[3] < '1' || text[3] > '9') {
		return false;
	}
	return text[4] == '\0' || (text[4] >= '0' && text[4] <= '9' && text[5] == '\0');
}

static bool read_source(const struct json_at *at, struct platform_source *ret, struct err *reterr) {
	struct json_at kind_at, rule_at;
	size_t kind;
	const char *rule;
	if (!json_get(at, "kind", &kind_at, reterr) ||
			!platform_read_word(&kind_at, platform_kind_words, PLATFORM_KIND_COUNT,
					&kind, reterr) ||
			!json_get(at, "rule", &rule_at, reterr) ||
			!json_as_string(&rule_at, PLATFORM_WORD_MAX, &rule, reterr)) {
		return false;
	}
	if (!platform_is_rule(rule)) {
		return json_fail(&rule_at, reterr, "the id of a rule such as \"OP-3\" is wanted");
	}
	assert(strlen(rule) < sizeof(ret->rule));
	ret->kind = (enum platform_kind)kind;
	memcpy(ret->rule, rule, strlen(rule) + 1);
	return true;
}

bool platform_get_nullable(const struct json_at *object, const char *wanted, struct json_at *ret,
		struct err *reterr) {
	void *iter = NULL;
	const char *key;
	struct json_at member;
	while (json_each(object, &iter, &key, &member)) {
		if (strcmp(key, wanted) == 0) {
			*ret = member;
			return true;
		}
	}
	return json_get(object, wanted, ret, reterr);
}

bool platform_read_nullable(const struct json_at *room, const char *key, struct json_at *ret_value,
		struct platform_source *ret_source, struct err *reterr) {
	struct json_at at, value;
	if (!json_get(room, key, &at, reterr) ||
			!platform_check_members(
					&at, value_members, COUNT_OF(value_members), reterr) ||
			!platform_get_nullable(&at, "value", &value, reterr) ||
			!read_source(&at, ret_source, reterr)) {
		return false;
	}
	*ret_value = value;
	return true;
}

bool platform_read_value(const struct json_at *room, const char *key, struct json_at *ret_value,
		struct platform_source *ret_source, struct err *reterr) {
	struct json_at value;
	if (!platform_read_nullable(room, key, &value, ret_source, reterr)) {
		return false;
	}
	if (json_type(&value) == JSON_AT_NULL) {
		return json_fail(&value, reterr, "is missing");
	}
	*ret_value = value;
	return true;
}

bool platform_read_duration(const struct json_at *at, msec_t *ret, struct err *reterr) {
	const char *text;
	if (!json_as_string(at, PLATFORM_WORD_MAX, &text, reterr)) {
		return false;
	}
	msec_t length;
	if (!duration_parse(text, &length)) {
		return json_fail(at, reterr, "a duration such as \"PT15M\" is wanted");
	}
	if (length > PLATFORM_DELAY_MAX) {
		return json_fail(at, reterr, "a duration of at most 30 days is wanted");
	}
	*ret = length;
	return true;
}

/* Null, a scalar, or an array of scalars. */
static bool check_plain(const struct json_at *value, struct err *reterr) {
	bool is_array = json_type(value) == JSON_AT_ARRAY;
	size_t n = is_array ? json_count(value) : 0;
	bool plain = json_type(value) != JSON_AT_OBJECT;
	for (size_t i = 0; i < n && plain; i++) {
		struct json_at element = json_element(value, i);
		plain = json_type(&element) != JSON_AT_OBJECT &&
				json_type(&element) != JSON_AT_ARRAY;
	}
	return plain || json_fail(value, reterr, "a plain value or an array of them is wanted");
}

/* Unlike in an enforced room the value may be null: there is no such rule. */
static bool check_value(const struct json_at *at, struct err *reterr) {
	struct platform_source source;
	if (!platform_check_members(at, value_members, COUNT_OF(value_members), reterr) ||
			!read_source(at, &source, reterr)) {
		return false;
	}
	struct json_at member;
	return platform_get_nullable(at, "value", &member, reterr) && check_plain(&member, reterr);
}

/* One with any member of a value is a value, so that a forgotten "value" is told as such. */
bool platform_is_value(const struct json_at *object) {
	void *iter = NULL;
	const char *key;
	struct json_at member;
	size_t i;
	while (json_each(object, &iter, &key, &member)) {
		if (is_among(key, value_members, COUNT_OF(value_members), &i)) {
			return true;
		}
	}
	return false;
}

static bool check_group(const struct json_at *group, unsigned depth, struct err *reterr) {
	if (!json_want(group, JSON_AT_OBJECT, reterr)) {
		return false;
	}
	if (platform_is_value(group)) {
		return check_value(group, reterr);
	}
	if (depth == GROUP_DEPTH_MAX) {
		return json_fail(group, reterr, "groups are nested too deep");
	}
	void *iter = NULL;
	const char *key;
	struct json_at member;
	while (json_each(group, &iter, &key, &member)) {
		if (!check_group(&member, depth + 1, reterr)) {
			return false;
		}
	}
	return true;
}

bool platform_check_room(const struct json_at *room, struct err *reterr) {
	if (json_type(room) == JSON_AT_OBJECT && platform_is_value(room)) {
		return json_fail(room, reterr, "a room holds values, it is none");
	}
	return check_group(room, 0, reterr);
}
