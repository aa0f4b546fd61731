#include <assert.h>
#include <string.h>

#include "config_private.h"
#include "unlike/base/options.h"

static const char key_names[] =
		"keys are called as in the help: x, Ctrl+F, Alt+x, Space, Enter, PgDn, F1, or none";

static void unknown_request(struct config *config, const char *name, int line) {
	const char *names[REQUEST_COUNT];
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		names[i] = request_name((enum request)i);
	}
	const char *nearest = options_nearest(name, names, REQUEST_COUNT);
	if (nearest != NULL) {
		config_problem(config, line, "no key asks for '%s'; did you mean '%s'?", name,
				nearest);
	} else {
		config_problem(config, line,
				"no key asks for '%s'; 'unlike config show' has the names", name);
	}
}

/* False: it was reported. */
static bool parse_keys(struct config *config, const char *name, const char *text, int line,
		struct key keys[static KEYMAP_KEYS_MAX], size_t *ret) {
	size_t n = 0;
	for (const char *p = text + strspn(text, " "); *p != '\0'; n++) {
		const size_t len = strcspn(p, " ");
		if (n == KEYMAP_KEYS_MAX) {
			config_problem(config, line, "%s has more than %d keys", name,
					KEYMAP_KEYS_MAX);
			return false;
		}
		if (!key_from_name(p, len, &keys[n])) {
			config_problem(config, line, "%s: '%.*s' is no key; %s", name, (int)len, p,
					key_names);
			return false;
		}
		p += len;
		p += strspn(p, " ");
	}
	if (n == 0) {
		config_problem(config, line, "%s: there is no key; %s", name, key_names);
	}
	*ret = n;
	return n > 0;
}

void config_read_keys(struct config *config, const char *name, const char *text, int line) {
	struct key keys[KEYMAP_KEYS_MAX];
	size_t n = 0;
	const enum request request = request_find(name);
	if (request == REQUEST_COUNT) {
		unknown_request(config, name, line);
	} else if (config->key_lines[request] > 0) {
		config_problem(config, line, "%s stands in line %d already; that one holds", name,
				config->key_lines[request]);
	} else if (strcmp(text, "none") == 0 || parse_keys(config, name, text, line, keys, &n)) {
		keymap_set(&config->keymap, request, keys, n);
		config->key_lines[request] = line;
	}
}

static void reset(struct config *config, enum request request) {
	const struct keymap *usual = keymap_default();
	keymap_set(&config->keymap, request, usual->requests[request].keys,
			usual->requests[request].n);
	config->key_lines[request] = 0;
}

static bool has_none(const struct config *config, enum request request) {
	return config->keymap.requests[request].n == 0;
}

static void need_keys(struct config *config) {
	static const enum request answers[] = { REQUEST_ENTER, REQUEST_ESCAPE };
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (has_none(config, answers[i])) {
			config_problem(config, config->key_lines[answers[i]],
					"%s needs a key, as it answers questions; %s is kept",
					request_name(answers[i]),
					keymap_keys(keymap_default(), answers[i]));
			reset(config, answers[i]);
		}
	}
	if (has_none(config, REQUEST_QUIT) && has_none(config, REQUEST_INTERRUPT)) {
		config_problem(config, config->key_lines[REQUEST_INTERRUPT],
				"quit and interrupt have no key, so nobody could leave; %s is kept",
				keymap_keys(keymap_default(), REQUEST_INTERRUPT));
		reset(config, REQUEST_INTERRUPT);
	}
}

static bool has(const struct keymap *keymap, enum request request, struct key key) {
	for (size_t i = 0; i < keymap->requests[request].n; i++) {
		const struct key other = keymap->requests[request].keys[i];
		if (other.sym == key.sym && other.mods == key.mods) {
			return true;
		}
	}
	return false;
}

/* The key that two requests share; false: none. With Shift it is another one. */
static bool find_shared(const struct keymap *keymap, enum request a, enum request b,
		char ret[static KEY_NAME_MAX]) {
	if (a == b || !requests_meet(a, b)) {
		return false;
	}
	for (size_t i = 0; i < keymap->requests[a].n; i++) {
		if (has(keymap, b, keymap->requests[a].keys[i])) {
			key_to_name(keymap->requests[a].keys[i], ret);
			return true;
		}
	}
	return false;
}

/* Each time one more request is as it comes, and those do not share: it ends. */
static bool settle_one(struct config *config) {
	char key[KEY_NAME_MAX];
	for (unsigned a = 0; a < REQUEST_COUNT; a++) {
		const int line = config->key_lines[a];
		for (unsigned b = 0; line > 0 && b < REQUEST_COUNT; b++) {
			if (find_shared(&config->keymap, (enum request)a, (enum request)b, key)) {
				config_problem(config, line,
						"%s asks for %s and for %s; both keep the keys "
						"that they come with",
						key, request_name((enum request)a),
						request_name((enum request)b));
				reset(config, (enum request)a);
				reset(config, (enum request)b);
				return true;
			}
		}
	}
	return false;
}

void config_settle_keys(struct config *config) {
	need_keys(config);
	while (settle_one(config)) {}
}
