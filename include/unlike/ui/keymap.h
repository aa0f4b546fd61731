/*
 * Which keys ask for what: as they come (request.h), and with what the person changed.
 *
 * Names of keys are those that the help shows: a character by itself, Space, Enter, Esc, Tab,
 * Shift+Tab, Backspace, Semicolon, Insert, Delete, Home, End, PgUp, PgDn, Up, Down, Left, Right,
 * F1 … F12; Shift+ before those that move the cursor, Insert and Delete; Ctrl+A … Ctrl+Z; Alt+
 * before any of them. A key with Shift that nothing asks for is the key without it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/ui/key.h"
#include "unlike/ui/request.h"

#define KEYMAP_KEYS_MAX 6 /* of one request */
#define KEY_NAME_MAX 24 /* bytes, with the NUL */

/* A value; made by keymap_init(). */
struct keymap {
	struct {
		struct key keys[KEYMAP_KEYS_MAX];
		size_t n; /* 0: no key asks for it */
		char first[KEY_NAME_MAX]; /* the first one's name; ":undo" where there is none */
		char all[KEYMAP_KEYS_MAX * KEY_NAME_MAX]; /* "j Down"; "none" */
	} requests[REQUEST_COUNT];
};

/* As they come. */
void keymap_init(struct keymap *keymap);
/* The same, static: what holds where nobody changed anything. */
const struct keymap *keymap_default(void);

/* `n` <= KEYMAP_KEYS_MAX. Whether one key asks for two things is not looked at. */
void keymap_set(struct keymap *keymap, enum request request, const struct key *keys, size_t n);

/* What a key asks for on the list; REQUEST_COUNT: nothing. What is asked at leaving has keys of
 * its own (REQUEST_KEEP): never that. */
enum request keymap_find(const struct keymap *keymap, struct key key);
bool keymap_has(const struct keymap *keymap, enum request request, struct key key);
/* Two requests that never can be asked for at the same time may have the same key. */
bool requests_meet(enum request a, enum request b);

/* The first key of a request; KEY_SYM_UNKNOWN: it has none. */
struct key keymap_first(const struct keymap *keymap, enum request request);
/* As the help shows them. */
const char *keymap_keys(const struct keymap *keymap, enum request request);
/* The first one, or the command: what sentences name. */
const char *keymap_key(const struct keymap *keymap, enum request request);
/* Appends `words`, one of our own sentences, with the key of a request for each "{request}". */
void keymap_words(const struct keymap *keymap, const char *words, struct buf *out);

/* False: no key is called that, or no terminal can tell it from another one. */
bool key_from_name(const char *name, size_t len, struct key *ret);
/* "Ctrl+F"; a key that has a name. */
void key_to_name(struct key key, char ret[static KEY_NAME_MAX]);
