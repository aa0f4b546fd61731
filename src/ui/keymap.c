#include "unlike/ui/request.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *keys, *help;
} requests[REQUEST_COUNT] = {
#define X(request, name, keys, help) [request] = { name, keys, help },
	REQUESTS(X)
#undef X
};

static const struct {
	const char *name;
	uint32_t sym;
} named[] = {
	{ "Enter", KEY_SYM_ENTER },
	{ "Esc", KEY_SYM_ESCAPE },
	{ "Tab", KEY_SYM_TAB },
	{ "Down", KEY_SYM_DOWN },
	{ "Up", KEY_SYM_UP },
	{ "PgDn", KEY_SYM_PAGE_DOWN },
	{ "PgUp", KEY_SYM_PAGE_UP },
	{ "Home", KEY_SYM_HOME },
	{ "End", KEY_SYM_END },
	{ "Shift+Tab", KEY_SYM_BACKTAB },
	{ "F1", KEY_SYM_F1 },
};

#define CTRL "Ctrl+"
#define CTRL_LEN (sizeof(CTRL) - 1)

static struct key key_from_name(const char *name, size_t len) {
	if (len == 1) {
		return (struct key){ .sym = (unsigned char)name[0] };
	}
	if (len == CTRL_LEN + 1 && strncmp(name, CTRL, CTRL_LEN) == 0) {
		/* as terminals tell it: the letter in lower case */
		return (struct key){ .sym = (uint32_t)(name[CTRL_LEN] - 'A' + 'a'),
			.mods = KEY_MOD_CTRL };
	}
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (strlen(named[i].name) == len && strncmp(named[i].name, name, len) == 0) {
			return (struct key){ .sym = named[i].sym };
		}
	}
	assert(!"every key in the table has a name");
	return (struct key){ .sym = KEY_SYM_UNKNOWN };
}

static bool is_key(struct key key, const char *name, size_t len) {
	struct key wanted = key_from_name(name, len);
	/* Shift is part of the character, and a terminal may tell Shift+Tab either way. */
	uint8_t mods = key.mods & (uint8_t)~KEY_MOD_SHIFT;
	if (key.sym == KEY_SYM_TAB && (key.mods & KEY_MOD_SHIFT) != 0) {
		key.sym = KEY_SYM_BACKTAB;
	}
	return key.sym == wanted.sym && mods == wanted.mods;
}

enum request keymap_find(struct key key) {
	if (key.sym == KEY_SYM_UNKNOWN) {
		return REQUEST_COUNT;
	}
	for (size_t i = 0; i < REQUEST_COUNT; i++) {
		for (const char *p = requests[i].keys; *p != '\0';) {
			const size_t len = strcspn(p, " ");
			if (is_key(key, p, len)) {
				return (enum request)i;
			}
			p += len + (p[len] == ' ' ? 1 : 0);
		}
	}
	return REQUEST_COUNT;
}

const char *request_key(enum request request) {
	static char keys[REQUEST_COUNT][16];
	const char *all = request_keys(request);
	const size_t len = strcspn(all, " ");
	assert(len < sizeof(keys[0]));
	memcpy(keys[request], all, len);
	keys[request][len] = '\0';
	return keys[request];
}

struct key keymap_key(enum request request) {
	const char *keys = request_keys(request);
	return key_from_name(keys, strcspn(keys, " "));
}

const char *request_keys(enum request request) {
	assert(request < REQUEST_COUNT);
	return requests[request].keys;
}

const char *request_name(enum request request) {
	assert(request < REQUEST_COUNT);
	return requests[request].name;
}

const char *request_help(enum request request) {
	assert(request < REQUEST_COUNT);
	return lang_text(requests[request].help);
}
