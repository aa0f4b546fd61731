/*
 * gettext(3) itself cannot do this everywhere: in glibc it answers in English unless setlocale()
 * succeeded with a locale that is not "C", newer ones count C.UTF-8 as "C", and zh_CN.UTF-8 is not
 * generated on most machines. So the catalogues are gettext's, and the looking up is here.
 */
#include "unlike/base/lang.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lang_table.h"

#define KEY_MAX 256

static enum lang current = LANG_EN;

static const struct lang_table *const tables[LANG_COUNT] = {
	[LANG_EN] = NULL,
	[LANG_ZH_CN] = &lang_table_zh_cn,
};

static const char *const names[LANG_COUNT] = { [LANG_EN] = "en", [LANG_ZH_CN] = "zh_CN" };

enum lang lang_get(void) {
	return current;
}

void lang_set(enum lang lang) {
	assert(lang < LANG_COUNT);
	current = lang;
}

const char *lang_name(enum lang lang) {
	assert(lang < LANG_COUNT);
	return names[lang];
}

/* --- which ----------------------------------------------------------------------------------- */

/* The language of `name` is `wanted`, whatever country, encoding or variant is behind it. */
static bool begins_with(const char *name, size_t len, const char *wanted) {
	const size_t n = strlen(wanted);
	return len >= n && strncasecmp(name, wanted, n) == 0 &&
			(len == n || strchr("_-.@", name[n]) != NULL);
}

static bool find(const char *name, size_t len, enum lang *ret) {
	static const struct {
		const char *name;
		enum lang lang;
	} known[] = {
		/* Traditional characters are another language to who reads them. */
		{ "zh_CN", LANG_ZH_CN },
		{ "zh-CN", LANG_ZH_CN },
		{ "zh_SG", LANG_ZH_CN },
		{ "zh-SG", LANG_ZH_CN },
		{ "zh_MY", LANG_ZH_CN },
		{ "zh-MY", LANG_ZH_CN },
		{ "zh_Hans", LANG_ZH_CN },
		{ "zh-Hans", LANG_ZH_CN },
		{ "en", LANG_EN },
		{ "C", LANG_EN },
		{ "POSIX", LANG_EN },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (begins_with(name, len, known[i].name)) {
			*ret = known[i].lang;
			return true;
		}
	}
	/* "zh" and "zh.UTF-8", but not "zh_TW" */
	if (len >= 2 && strncasecmp(name, "zh", 2) == 0 && (len == 2 || strchr(".@", name[2]))) {
		*ret = LANG_ZH_CN;
		return true;
	}
	return false;
}

bool lang_find(const char *name, enum lang *ret) {
	return find(name, strlen(name), ret);
}

static const char *locale_of_environment(void) {
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = getenv(variables[i]);
		if (value != NULL && value[0] != '\0') {
			return value;
		}
	}
	return "";
}

enum lang lang_of_environment(void) {
	const char *locale = locale_of_environment();
	if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
		return LANG_EN;
	}
	enum lang lang;
	const char *list = getenv("LANGUAGE");
	while (list != NULL && *list != '\0') {
		const size_t len = strcspn(list, ":");
		if (find(list, len, &lang)) {
			return lang;
		}
		list += len;
		list += *list == ':' ? 1 : 0;
	}
	return lang_find(locale, &lang) ? lang : LANG_EN;
}

/* --- looking up ------------------------------------------------------------------------------ */

static int compare(const void *key, const void *entry) {
	return strcmp(key, ((const struct lang_entry *)entry)->key);
}

static const char *look_up(const char *key) {
	const struct lang_table *table = tables[current];
	if (table == NULL) {
		return NULL;
	}
	const struct lang_entry *entry =
			bsearch(key, table->entries, table->count, sizeof(*entry), compare);
	return entry != NULL ? entry->text : NULL;
}

const char *lang_text(const char *text) {
	return lang_text_in(text, text);
}

const char *lang_text_in(const char *key, const char *text) {
	const char *found = look_up(key);
	return found != NULL ? found : text;
}

const char *lang_text_of(const char *context, const char *text) {
	char key[KEY_MAX];
	const int len = snprintf(key, sizeof(key), "%s\004%s", context, text);
	assert(len > 0 && len < KEY_MAX);
	return lang_text_in(key, text);
}

const char *lang_plural(const char *one, const char *many, int64_t n) {
	const char *form = look_up(one);
	if (form == NULL) {
		return n == 1 ? one : many;
	}
	const struct lang_table *table = tables[current];
	unsigned skip = table->form_of(n < 0 ? 0 : (unsigned long)n);
	assert(skip < table->forms);
	for (; skip > 0; skip--) {
		form += strlen(form) + 1;
	}
	return form;
}
