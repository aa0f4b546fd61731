/* The form that every value of a platform file has, whatever it means (platforms/README.md). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/err.h"
#include "unlike/base/json.h"
#include "unlike/core/platform.h"

#define PLATFORM_WORD_MAX 64

extern const char *const platform_kind_words[PLATFORM_KIND_COUNT];

/* The index of the string among `words`; the error lists them. */
bool platform_read_word(const struct json_at *at, const char *const *words, size_t n, size_t *ret,
		struct err *reterr);

/* An object, and each of its members is one of `known`. */
bool platform_check_members(const struct json_at *object, const char *const *known, size_t n,
		struct err *reterr);

/* A member that is there, be it null: unlike with json_find a forgotten one is no null. */
bool platform_get_nullable(const struct json_at *object, const char *wanted, struct json_at *ret,
		struct err *reterr);

/* "OP-3" */
bool platform_is_rule(const char *text);

/* room[key] is {"value", "kind", "rule"} and its value not null. *ret_value is borrowed. */
bool platform_read_value(const struct json_at *room, const char *key, struct json_at *ret_value,
		struct platform_source *ret_source, struct err *reterr);

/* The same for a value that may be null: then *ret_value is JSON_AT_NULL. */
bool platform_read_nullable(const struct json_at *room, const char *key, struct json_at *ret_value,
		struct platform_source *ret_source, struct err *reterr);

/* An object with a member of a value, and so no group. */
bool platform_is_value(const struct json_at *object);

/* At most PLATFORM_DELAY_MAX. */
bool platform_read_duration(const struct json_at *at, msec_t *ret, struct err *reterr);

/* One room each. */
bool platform_read_operation(
		const struct json_at *root, struct platform *platform, struct err *reterr);
bool platform_read_integrity(
		const struct json_at *root, struct platform *platform, struct err *reterr);
bool platform_read_motive(
		const struct json_at *root, struct platform *platform, struct err *reterr);

/* A room that no code reads yet: values, or groups of values, a few deep. */
bool platform_check_room(const struct json_at *room, struct err *reterr);
