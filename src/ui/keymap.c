#include "unlike/ui/keymap.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/text.h"

static const struct {
	const char *name, *keys, *help;
} requests[REQUEST_COUNT] = {
#define X(request, name, keys, help) [request] = { name, keys, help },
	REQUESTS(X)
#undef X
};

/* --- names of keys --------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t sym;
} named[] = {
	{ "Space", ' ' },
	{ "Semicolon", ';' }, /* begins a comment where names are written */
	{ "Enter", KEY_SYM_ENTER },
	{ "Esc", KEY_SYM_ESCAPE },
	{ "Tab", KEY_SYM_TAB },
	{ "Shift+Tab", KEY_SYM_BACKTAB },
	{ "Backspace", KEY_SYM_BACKSPACE },
	{ "Down", KEY_SYM_DOWN },
	{ "Up", KEY_SYM_UP },
	{ "Left", KEY_SYM_LEFT },
	{ "Right", KEY_SYM_RIGHT },
	{ "PgDn", KEY_SYM_PAGE_DOWN },
	{ "PgUp", KEY_SYM_PAGE_UP },
	{ "Home", KEY_SYM_HOME },
	{ "End", KEY_SYM_END },
	{ "Insert", KEY_SYM_INSERT },
	{ "Delete", KEY_SYM_DELETE },
	{ "F1", KEY_SYM_F1 },
	{ "F2", KEY_SYM_F1 + 1 },
	{ "F3", KEY_SYM_F1 + 2 },
	{ "F4", KEY_SYM_F1 + 3 },
	{ "F5", KEY_SYM_F1 + 4 },
	{ "F6", KEY_SYM_F1 + 5 },
	{ "F7", KEY_SYM_F1 + 6 },
	{ "F8", KEY_SYM_F1 + 7 },
	{ "F9", KEY_SYM_F1 + 8 },
	{ "F10", KEY_SYM_F1 + 9 },
	{ "F11", KEY_SYM_F1 + 10 },
	{ "F12", KEY_SYM_F12 },
};

#define NAMED (sizeof(named) / sizeof(named[0]))
#define CTRL "Ctrl+"
#define ALT "Alt+"
#define SHIFT "Shift+"

static bool begins_with(const char *name, size_t len, const char *beginning) {
	const size_t n = strlen(beginning);
	return len > n && strncmp(name, beginning, n) == 0;
}

/* Terminals send Tab, line feed, Enter and Backspace for these. */
static bool is_another_key(char letter) {
	return strchr("HIJM", letter) != NULL;
}

static bool find_named(const char *name, size_t len, uint32_t *ret) {
	for (size_t i = 0; i < NAMED; i++) {
		if (strlen(named[i].name) == len && strncmp(named[i].name, name, len) == 0) {
			*ret = named[i].sym;
			return true;
		}
	}
	return false;
}

static bool find_character(const char *name, size_t len, uint32_t *ret) {
	const char *p = name;
	bool valid = len > 0;
	const uint32_t c = valid ? text_decode(&p, name + len, &valid) : 0;
	if (!valid || p != name + len || c <= ' ' || (c >= 0x7f && c < 0xa0)) {
		return false;
	}
	*ret = c;
	return true;
}

/* Of other keys Shift is in the character, or terminals do not tell it. */
static bool find_shifted(const char *name, size_t len, uint32_t *ret) {
	uint32_t sym;
	const bool found = begins_with(name, len, SHIFT) &&
			find_named(name + strlen(SHIFT), len - strlen(SHIFT), &sym) &&
			sym >= KEY_SYM_UP && sym <= KEY_SYM_DELETE;
	if (found) {
		*ret = sym;
	}
	return found;
}

bool key_from_name(const char *name, size_t len, struct key *ret) {
	struct key key = { 0 };
	if (begins_with(name, len, ALT)) {
		key.mods = KEY_MOD_ALT;
		name += strlen(ALT);
		len -= strlen(ALT);
	}
	if (begins_with(name, len, CTRL)) {
		const char letter = name[strlen(CTRL)];
		if (len != strlen(CTRL) + 1 || letter < 'A' || letter > 'Z' ||
				is_another_key(letter)) {
			return false;
		}
		/* as terminals tell it: the letter in lower case */
		key.sym = (uint32_t)(letter - 'A' + 'a');
		key.mods |= KEY_MOD_CTRL;
	} else if (find_shifted(name, len, &key.sym)) {
		key.mods |= KEY_MOD_SHIFT;
	} else if (!find_named(name, len, &key.sym) && !find_character(name, len, &key.sym)) {
		return false;
	}
	*ret = key;
	return true;
}

void key_to_name(struct key key, char ret[static KEY_NAME_MAX]) {
	const char *alt = key.mods & KEY_MOD_ALT ? ALT : "";
	const char *shift = key.mods & KEY_MOD_SHIFT ? SHIFT : "";
	if (key.mods & KEY_MOD_CTRL) {
		snprintf(ret, KEY_NAME_MAX, "%s" CTRL "%c", alt, (int)(key.sym - 'a' + 'A'));
		return;
	}
	for (size_t i = 0; i < NAMED; i++) {
		if (named[i].sym == key.sym) {
			snprintf(ret, KEY_NAME_MAX, "%s%s%s", alt, shift, named[i].name);
			return;
		}
	}
	char utf8[4];
	const size_t len = text_encode(key.sym, utf8);
	snprintf(ret, KEY_NAME_MAX, "%s%.*s", alt, (int)len, utf8);
}

/* --- which asks for what --------------------------------------------------------------------- */

void keymap_set(struct keymap *keymap, enum request request, const struct key *keys, size_t n) {
	assert(request < REQUEST_COUNT && n <= KEYMAP_KEYS_MAX);
	keymap->requests[request].n = n;
	char *all = keymap->requests[request].all;
	size_t len = 0;
	snprintf(all, sizeof(keymap->requests[request].all), "none");
	/* As a command, which every request is. */
	snprintf(keymap->requests[request].first, KEY_NAME_MAX, ":%s", requests[request].name);
	for (size_t i = 0; i < n; i++) {
		char name[KEY_NAME_MAX];
		key_to_name(keys[i], name);
		keymap->requests[request].keys[i] = keys[i];
		len += (size_t)snprintf(all + len, sizeof(keymap->requests[request].all) - len,
				"%s%s", i > 0 ? " " : "", name);
		if (i == 0) {
			memcpy(keymap->requests[request].first, name, sizeof(name));
		}
	}
}

void keymap_init(struct keymap *keymap) {
	*keymap = (struct keymap){ 0 };
	for (unsigned request = 0; request < REQUEST_COUNT; request++) {
		struct key keys[KEYMAP_KEYS_MAX];
		size_t n = 0;
		for (const char *p = requests[request].keys; *p != '\0'; n++) {
			const size_t len = strcspn(p, " ");
			const bool known = n < KEYMAP_KEYS_MAX && key_from_name(p, len, &keys[n]);
			assert(known);
			(void)known;
			p += len + (p[len] == ' ' ? 1 : 0);
		}
		keymap_set(keymap, (enum request)request, keys, n);
	}
}

const struct keymap *keymap_default(void) {
	static struct keymap keymap;
	if (keymap.requests[REQUEST_ENTER].n == 0) {
		keymap_init(&keymap);
	}
	return &keymap;
}

static bool is_key(struct key key, struct key wanted) {
	return key.sym != KEY_SYM_UNKNOWN && key.sym == wanted.sym && key.mods == wanted.mods;
}

/* Shift is part of the character, and a terminal may tell Shift+Tab either way. */
static struct key without_shift(struct key key) {
	if (key.sym == KEY_SYM_TAB && (key.mods & KEY_MOD_SHIFT) != 0) {
		key.sym = KEY_SYM_BACKTAB;
	}
	key.mods &= (uint8_t)~KEY_MOD_SHIFT;
	return key;
}

static bool has(const struct keymap *keymap, enum request request, struct key key) {
	for (size_t i = 0; i < keymap->requests[request].n; i++) {
		if (is_key(key, keymap->requests[request].keys[i])) {
			return true;
		}
	}
	return false;
}

static enum request find_key(const struct keymap *keymap, struct key key) {
	for (unsigned request = 0; request < REQUEST_COUNT; request++) {
		if (request != REQUEST_KEEP && request != REQUEST_PACE &&
				has(keymap, (enum request)request, key)) {
			return (enum request)request;
		}
	}
	return REQUEST_COUNT;
}

bool keymap_has(const struct keymap *keymap, enum request request, struct key key) {
	assert(request < REQUEST_COUNT);
	return has(keymap, request, key) || has(keymap, request, without_shift(key));
}

enum request keymap_find(const struct keymap *keymap, struct key key) {
	const enum request exact = find_key(keymap, key);
	return exact != REQUEST_COUNT ? exact : find_key(keymap, without_shift(key));
}

bool requests_meet(enum request a, enum request b) {
	if ((a == REQUEST_PACE && b == REQUEST_PLAN_HOLD) ||
			(a == REQUEST_PLAN_HOLD && b == REQUEST_PACE)) {
		return false; /* the one answers a question, the other is asked for without one */
	}
	if (a != REQUEST_KEEP && b != REQUEST_KEEP) {
		return true;
	}
	const enum request other = a == REQUEST_KEEP ? b : a;
	return other == REQUEST_KEEP || other == REQUEST_ENTER || other == REQUEST_ESCAPE ||
			other == REQUEST_UNDO || other == REQUEST_INTERRUPT ||
			other == REQUEST_REDRAW || other == REQUEST_SUSPEND;
}

struct key keymap_first(const struct keymap *keymap, enum request request) {
	assert(request < REQUEST_COUNT);
	return keymap->requests[request].n > 0 ? keymap->requests[request].keys[0]
					       : (struct key){ .sym = KEY_SYM_UNKNOWN };
}

const char *keymap_keys(const struct keymap *keymap, enum request request) {
	assert(request < REQUEST_COUNT);
	return keymap->requests[request].all;
}

const char *keymap_key(const struct keymap *keymap, enum request request) {
	assert(request < REQUEST_COUNT);
	return keymap->requests[request].first;
}

/* --- requests -------------------------------------------------------------------------------- */

static enum request find(const char *name, size_t len) {
	for (unsigned request = 0; request < REQUEST_COUNT; request++) {
		if (strlen(requests[request].name) == len &&
				strncmp(requests[request].name, name, len) == 0) {
			return (enum request)request;
		}
	}
	return REQUEST_COUNT;
}

enum request request_find(const char *name) {
	return find(name, strlen(name));
}

const char *request_name(enum request request) {
	assert(request < REQUEST_COUNT);
	return requests[request].name;
}

const char *request_help(enum request request) {
	assert(request < REQUEST_COUNT);
	return lang_text(requests[request].help);
}

void keymap_words(const struct keymap *keymap, const char *words, struct buf *out) {
	while (*words != '\0') {
		const size_t len = *words == '{' ? strcspn(words, "}") : 0;
		const enum request request = len > 0 && words[len] == '}' ? find(words + 1, len - 1)
									  : REQUEST_COUNT;
		if (request != REQUEST_COUNT) {
			buf_add_str(out, keymap_key(keymap, request));
			words += len + 1;
		} else {
			buf_add_char(out, *words++);
		}
	}
}
