/* The room `operation`: rules OP-1 to OP-4. */
#include <assert.h>
#include <stdint.h>

#include "platform_form.h"

#define STEPS_PERCENT_MAX 1000
#define FIRST PLATFORM_WAY
#define LAST PLATFORM_PUBLISH_DELAY

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

static bool read_average(const struct json_at *at, struct platform *platform, struct err *reterr) {
	if (!platform_read_duration(at, &platform->average_cancel, reterr)) {
		return false;
	}
	return platform->average_cancel > 0 ||
			json_fail(at, reterr, "a duration above zero is wanted");
}

static bool read_batch(const struct json_at *at, struct platform *platform, struct err *reterr) {
	return json_as_bool(at, &platform->batch, reterr);
}

static bool read_effect(const struct json_at *at, struct platform *platform, struct err *reterr) {
	return platform_read_duration(at, &platform->effect_delay, reterr);
}

/* Behind effect_delay in the table: what the owner does not see yet nobody does. */
static bool read_publish(const struct json_at *at, struct platform *platform, struct err *reterr) {
	if (!platform_read_duration(at, &platform->publish_delay, reterr)) {
		return false;
	}
	return platform->publish_delay >= platform->effect_delay ||
			json_fail(at, reterr, "is shorter than effect_delay");
}

static const struct {
	const char *key;
	bool (*read)(const struct json_at *at, struct platform *platform, struct err *reterr);
} fields[] = {
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

bool platform_read_operation(
		const struct json_at *root, struct platform *platform, struct err *reterr) {
	const char *known[LAST + 1];
	size_t n = 0;
	for (enum platform_field field = FIRST; field <= LAST; field++) {
		known[n++] = fields[field].key;
	}
	struct json_at room;
	if (!json_get(root, "operation", &room, reterr) ||
			!platform_check_members(&room, known, n, reterr)) {
		return false;
	}
	for (enum platform_field field = FIRST; field <= LAST; field++) {
		if (!read_field(&room, field, platform, reterr)) {
			return false;
		}
	}
	return true;
}

const char *platform_gesture_name(enum platform_gesture gesture) {
	assert(gesture < PLATFORM_GESTURE_COUNT);
	return gesture_words[gesture];
}

const char *platform_place_name(enum platform_place place) {
	assert(place < PLATFORM_PLACE_COUNT);
	return place_words[place];
}
