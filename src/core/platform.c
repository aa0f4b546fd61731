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

#include "unlike/base/json.h"
#include "unlike/base/mem.h"

#include "platform_form.h"

#define FORMAT 1
#define ID_BYTES 32
#define NAME_BYTES 64
#define UTC_OFFSET_MAX (14 * MSEC_PER_HOUR)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

/* "+08:00" */
static bool read_utc_offset(
		const struct json_at *root, struct platform *platform, struct err *reterr) {
	struct json_at at;
	const char *text;
	if (!platform_read_value(root, "utc_offset", &at, &platform->source[PLATFORM_UTC_OFFSET],
			    reterr) ||
			!json_as_string(&at, PLATFORM_WORD_MAX, &text, reterr)) {
		return false;
	}
	bool form = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && is_digit(text[1]) &&
			is_digit(text[2]) && text[3] == ':' && text[4] >= '0' && text[4] <= '5' &&
			is_digit(text[5]);
	if (!form) {
		return json_fail(&at, reterr, "an offset from UTC such as \"+08:00\" is wanted");
	}
	msec_t offset = ((text[1] - '0') * 10 + text[2] - '0') * MSEC_PER_HOUR +
			((text[4] - '0') * 10 + text[5] - '0') * MSEC_PER_MIN;
	if (offset > UTC_OFFSET_MAX) {
		return json_fail(&at, reterr, "an offset of at most 14 hours is wanted");
	}
	platform->utc_offset = text[0] == '-' ? -offset : offset;
	return true;
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

/* The format first: with another one every other complaint would be noise. */
static bool read_root(const struct json_at *root, struct platform *platform, struct err *reterr) {
	static const char *const known[] = { "format", "id", "name", "offered", "utc_offset",
		"operation", "integrity", "motive", "privacy", "clients", "creators", "commerce" };
	static const char *const rooms[] = { "privacy", "clients", "creators", "commerce" };
	if (!check_format(root, reterr) ||
			!platform_check_members(root, known, COUNT_OF(known), reterr) ||
			!read_id(root, &platform->id, reterr) ||
			!read_names(root, platform, reterr) ||
			!json_get_bool(root, "offered", &platform->offered, reterr) ||
			!read_utc_offset(root, platform, reterr) ||
			!platform_read_operation(root, platform, reterr) ||
			!platform_read_integrity(root, platform, reterr) ||
			!platform_read_motive(root, platform, reterr)) {
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
