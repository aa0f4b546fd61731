/*
 * Refuses whatever it does not know: with a misspelt field in a file of rules the rule would
 * quietly not hold. The rooms that no code reads yet are held to the form of values, so that they
 * cannot rot before their rules come.
 */
#include "unlike/core/platform.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/duration.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"

#include "platform_form.h"

#define FORMAT 1
#define ID_BYTES 32
#define NAME_BYTES 64
#define STEPS_PERCENT_MAX 1000
#define UTC_OFFSET_MAX (14 * MSEC_PER_HOUR)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const gesture_words[PLATFORM_GESTURE_COUNT] = {
	[PLATFORM_HOLD] = "hold",
	[PLATFORM_SLIDE] = "slide",
	[PLATFORM_SIDEBAR] = "sidebar",
	[PLATFORM_ICON] = "icon",
};

static const char *const place_words[PLATFORM_PLACE_COUNT] = {
	[PLATFORM_OWN_PAGE] = "own-page",
	[PLATFORM_LIKES_LIST] = "likes-list",
	[PLATFORM_FIND_ITEM] = "find-item",
	[PLATFORM_WORK_PAGE] = "work-page",
};

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

/* "+08:00" */
static bool read_utc_offset(
		const struct json_at *at, struct platform *platform, struct err *reterr) {
	const char *text;
	if (!json_as_string(at, PLATFORM_WORD_MAX, &text, reterr)) {
		return false;
	}
	bool form = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && is_digit(text[1]) &&
			is_digit(text[2]) && text[3] == ':' && text[4] >= '0' && text[4] <= '5' &&
			is_digit(text[5]);
	if (!form) {
		return json_fail(at, reterr, "an offset from UTC such as \"+08:00\" is wanted");
	}
	msec_t offset = ((text[1] - '0') * 10 + text[2] - '0') * MSEC_PER_HOUR +
			((text[4] - '0') * 10 + text[5] - '0') * MSEC_PER_MIN;
	if (offset > UTC_OFFSET_MAX) {
		return json_fail(at, reterr, "an offset of at most 14 hours is wanted");
	}
	platform->utc_offset = text[0] == '-' ? -offset : offset;
	return true;
}

static bool read_way(const struct json_at *at, struct platform *platform, struct err *reterr) {
	if (!json_want(at, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	size_t n = json_count(at);
	if (n == 0 || n > PLATFORM_WAY_MAX) {
		return json_fail(at, reterr, "1 to %d places are wanted", PLATFORM_WAY_MAX);
	}
	for (size_t i = 0; i < n; i++) {
		struct json_at element = json_element(at, i);
		size_t place;
		if (!platform_read_word(
				    &element, place_words, PLATFORM_PLACE_COUNT, &place, reterr)) {
			return false;
		}
		platform->way[i] = (enum platform_place)place;
	}
	platform->way_len = n;
	return true;
}

static bool read_gesture(const struct json_at *at, struct platform *platform, struct err *reterr) {
	size_t gesture;
	if (!platform_read_word(at, gesture_words, PLATFORM_GESTURE_COUNT, &gesture, reterr)) {
		return false;
	}
	platform->gesture = (enum platform_gesture)gesture;
	return true;
}

static bool read_steps(const struct json_at *at, struct platform *platform, struct err *reterr) {
	int64_t percent;
	if (!json_as_int(at, 1, STEPS_PERCENT_MAX, &percent, reterr)) {
		return false;
	}
	platform->steps_percent = (int)percent;
	return true;
}

static bool read_duration(const struct json_at *at, msec_t *ret, struct err *reterr) {
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

static bool read_average(const struct json_at *at, struct platform *platform, struct err *reterr) {
	if (!read_duration(at, &platform->average_cancel, reterr)) {
		return false;
	}
	return platform->average_cancel > 0 ||
			json_fail(at, reterr, "a duration above zero is wanted");
}

static bool read_batch(const struct json_at *at, struct platform *platform, struct err *reterr) {
	return json_as_bool(at, &platform->batch, reterr);
}

static bool read_effect(const struct json_at *at, struct platform *platform, struct err *reterr) {
	return read_duration(at, &platform->effect_delay, reterr);
}

/* Behind effect_delay in the table: what the owner does not see yet nobody does. */
static bool read_publish(const struct json_at *at, struct platform *platform, struct err *reterr) {
	if (!read_duration(at, &platform->publish_delay, reterr)) {
		return false;
	}
	return platform->publish_delay >= platform->effect_delay ||
			json_fail(at, reterr, "is shorter than effect_delay");
}

static const struct {
	const char *key;
	bool (*read)(const struct json_at *at, struct platform *platform, struct err *reterr);
} fields[PLATFORM_FIELD_COUNT] = {
	[PLATFORM_UTC_OFFSET] = { "utc_offset", read_utc_offset },
	[PLATFORM_WAY] = { "way", read_way },
	[PLATFORM_GESTURE] = { "gesture", read_gesture },
	[PLATFORM_STEPS_PERCENT] = { "steps_percent", read_steps },
	[PLATFORM_AVERAGE_CANCEL] = { "average_cancel", read_average },
	[PLATFORM_BATCH] = { "batch", read_batch },
	[PLATFORM_EFFECT_DELAY] = { "effect_delay", read_effect },
	[PLATFORM_PUBLISH_DELAY] = { "publish_delay", read_publish },
};

static bool read_field(const struct json_at *room, enum platform_field field,
		struct platform *platform, struct err *reterr) {
	struct json_at value;
	return platform_read_value(
			       room, fields[field].key, &value, &platform->source[field], reterr) &&
			fields[field].read(&value, platform, reterr);
}

static bool read_id(const struct json_at *root, char **ret, struct err *reterr) {
	struct json_at at;
	const char *id;
	if (!json_get(root, "id", &at, reterr) || !json_as_string(&at, ID_BYTES, &id, reterr)) {
		return false;
	}
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	if (id[0] == '\0' || id[0] == '-' || id[strspn(id, letters)] != '\0') {
		return json_fail(&at, reterr, "a name of a to z, 0 to 9 and - is wanted");
	}
	*ret = xstrdup(id);
	return true;
}

static bool read_name(
		const struct json_at *names, const char *language, char **ret, struct err *reterr) {
	struct json_at at;
	const char *name;
	if (!json_get(names, language, &at, reterr) ||
			!json_as_string(&at, NAME_BYTES, &name, reterr)) {
		return false;
	}
	if (name[0] == '\0') {
		return json_fail(&at, reterr, "is empty");
	}
	*ret = xstrdup(name);
	return true;
}

static bool read_names(const struct json_at *root, struct platform *platform, struct err *reterr) {
	static const char *const languages[] = { "zh", "en" };
	struct json_at names;
	return json_get(root, "name", &names, reterr) &&
			platform_check_members(&names, languages, COUNT_OF(languages), reterr) &&
			read_name(&names, "zh", &platform->name_zh, reterr) &&
			read_name(&names, "en", &platform->name_en, reterr);
}

static bool check_format(const struct json_at *root, struct err *reterr) {
	struct json_at at;
	int64_t format;
	if (!json_get(root, "format", &at, reterr) ||
			!json_as_int(&at, INT64_MIN, INT64_MAX, &format, reterr)) {
		return false;
	}
	return format == FORMAT || json_fail(&at, reterr, "only format %d can be read", FORMAT);
}

static bool read_operation(
		const struct json_at *root, struct platform *platform, struct err *reterr) {
	const char *known[PLATFORM_FIELD_COUNT];
	size_t n = 0;
	for (enum platform_field field = PLATFORM_WAY; field < PLATFORM_FIELD_COUNT; field++) {
		known[n++] = fields[field].key;
	}
	struct json_at room;
	if (!json_get(root, "operation", &room, reterr) ||
			!platform_check_members(&room, known, n, reterr)) {
		return false;
	}
	for (enum platform_field field = PLATFORM_WAY; field < PLATFORM_FIELD_COUNT; field++) {
		if (!read_field(&room, field, platform, reterr)) {
			return false;
		}
	}
	return true;
}

/* The format first: with another one every other complaint would be noise. */
static bool read_root(const struct json_at *root, struct platform *platform, struct err *reterr) {
	static const char *const known[] = { "format", "id", "name", "offered", "utc_offset",
		"operation", "integrity", "privacy", "clients", "creators", "commerce" };
	static const char *const rooms[] = { "integrity", "privacy", "clients", "creators",
		"commerce" };
	if (!check_format(root, reterr) ||
			!platform_check_members(root, known, COUNT_OF(known), reterr) ||
			!read_id(root, &platform->id, reterr) ||
			!read_names(root, platform, reterr) ||
			!json_get_bool(root, "offered", &platform->offered, reterr) ||
			!read_field(root, PLATFORM_UTC_OFFSET, platform, reterr) ||
			!read_operation(root, platform, reterr)) {
		return false;
	}
	for (size_t i = 0; i < COUNT_OF(rooms); i++) {
		struct json_at room;
		if (!json_get(root, rooms[i], &room, reterr) ||
				!platform_check_room(&room, reterr)) {
			return false;
		}
	}
	return true;
}

bool platform_parse(const char *text, size_t len, const char *name, struct platform **ret,
		struct err *reterr) {
	struct json_doc *doc = json_parse(text, len, PLATFORM_TEXT_MAX, name, reterr);
	if (doc == NULL) {
		return false;
	}
	struct platform *platform = xcalloc(1, sizeof(*platform));
	struct json_at root = json_root(doc);
	bool ok = read_root(&root, platform, reterr);
	json_doc_destroy(doc);
	if (!ok) {
		platform_destroy(platform);
		return false;
	}
	platform->text = xmalloc(len + 1);
	memcpy(platform->text, text, len);
	platform->text[len] = '\0';
	platform->text_len = len;
	*ret = platform;
	return true;
}

void platform_destroy(struct platform *platform) {
	if (platform == NULL) {
		return;
	}
	free(platform->text);
	free(platform->name_en);
	free(platform->name_zh);
	free(platform->id);
	free(platform);
}

const char *platform_kind_name(enum platform_kind kind) {
	assert(kind < PLATFORM_KIND_COUNT);
	return platform_kind_words[kind];
}

const char *platform_gesture_name(enum platform_gesture gesture) {
	assert(gesture < PLATFORM_GESTURE_COUNT);
	return gesture_words[gesture];
}

const char *platform_place_name(enum platform_place place) {
	assert(place < PLATFORM_PLACE_COUNT);
	return place_words[place];
}
