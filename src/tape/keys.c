#include "parser.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/text.h"
#include "values.h"

static const struct {
	const char *name;
	uint32_t sym;
} named[] = {
	{ "Backspace", KEY_SYM_BACKSPACE },
	{ "Delete", KEY_SYM_DELETE },
	{ "Down", KEY_SYM_DOWN },
	{ "End", KEY_SYM_END },
	{ "Enter", KEY_SYM_ENTER },
	{ "Escape", KEY_SYM_ESCAPE },
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
	{ "Home", KEY_SYM_HOME },
	{ "Insert", KEY_SYM_INSERT },
	{ "Left", KEY_SYM_LEFT },
	{ "PageDown", KEY_SYM_PAGE_DOWN },
	{ "PageUp", KEY_SYM_PAGE_UP },
	{ "Right", KEY_SYM_RIGHT },
	{ "Space", ' ' },
	{ "Tab", KEY_SYM_TAB },
	{ "Up", KEY_SYM_UP },
};
#define NAMED (sizeof(named) / sizeof(named[0]))

static const struct {
	const char *name;
	enum key_mod mod;
} mods[] = {
	{ "Alt", KEY_MOD_ALT },
	{ "Ctrl", KEY_MOD_CTRL },
	{ "Shift", KEY_MOD_SHIFT },
};
#define MODS (sizeof(mods) / sizeof(mods[0]))

static_assert(NAMED + MODS <= KEYS_NAMES, "there is room for all names");

static bool is(const char *name, const char *text, size_t len) {
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

void keys_add_names(const char **names, size_t *n) {
	for (size_t i = 0; i < NAMED; i++) {
		names[(*n)++] = named[i].name;
	}
	for (size_t i = 0; i < MODS; i++) {
		names[(*n)++] = mods[i].name;
	}
}

bool keys_has(const char *text, size_t len) {
	const char *names[KEYS_NAMES];
	size_t n = 0;
	keys_add_names(names, &n);
	for (size_t i = 0; i < n; i++) {
		if (is(names[i], text, len)) {
			return true;
		}
	}
	return false;
}

static bool find_sym(const char *text, size_t len, bool any, uint32_t *ret) {
	for (size_t i = 0; i < NAMED; i++) {
		if (is(named[i].name, text, len)) {
			*ret = named[i].sym;
			return true;
		}
	}
	if (!any || len == 0) {
		return false;
	}
	const char *p = text;
	bool valid;
	const uint32_t c = text_decode(&p, text + len, &valid);
	if (!valid || p != text + len) {
		return false;
	}
	*ret = c;
	return true;
}

/* The bit of a modifier with its '+', and *len its bytes; 0: none. */
static uint8_t modifier(const char *text, size_t rest, size_t *len) {
	for (size_t i = 0; i < MODS; i++) {
		*len = strlen(mods[i].name) + 1;
		if (rest > *len && memcmp(mods[i].name, text, *len - 1) == 0 &&
				text[*len - 1] == '+') {
			return (uint8_t)mods[i].mod;
		}
	}
	return 0;
}

static bool is_lower(uint32_t c) {
	return c >= 'a' && c <= 'z';
}

static bool is_upper(uint32_t c) {
	return c >= 'A' && c <= 'Z';
}

/* As terminals tell it: Shift is in the letter, and Ctrl has the small one. False: Shift with a
 * character that only a keyboard's layout could tell. */
static bool settle(struct key *key) {
	const bool character =
			key->sym > ' ' && key->sym < KEY_SYM_UP && key->sym != KEY_SYM_BACKSPACE;
	const bool shift = (key->mods & KEY_MOD_SHIFT) != 0;
	if ((key->mods & KEY_MOD_CTRL) != 0) {
		key->sym += is_upper(key->sym) ? 'a' - 'A' : 0;
	} else if (shift && character) {
		if (!is_lower(key->sym) && !is_upper(key->sym)) {
			return false;
		}
		key->sym -= is_lower(key->sym) ? 'a' - 'A' : 0;
		key->mods &= (uint8_t)~KEY_MOD_SHIFT;
	} else if (shift && key->sym == KEY_SYM_TAB) {
		key->sym = KEY_SYM_BACKTAB;
		key->mods &= (uint8_t)~KEY_MOD_SHIFT;
	}
	return true;
}

bool keys_find(const char *text, size_t len, bool any, struct key *ret) {
	struct key key = { 0 };
	size_t used;
	for (uint8_t mod = modifier(text, len, &used); mod != 0; mod = modifier(text, len, &used)) {
		key.mods |= mod;
		text += used;
		len -= used;
	}
	if (!find_sym(text, len, any || key.mods != 0, &key.sym) || !settle(&key)) {
		return false;
	}
	*ret = key;
	return true;
}

/* --- commands -------------------------------------------------------------------------------- */

/* Parts "Ctrl+R@100ms": the '@' that begins the suffix is no key behind a '+'. */
static size_t key_len(const struct token *head) {
	for (size_t i = 1; i < head->len; i++) {
		if (head->text[i] == '@' && head->text[i - 1] != '+') {
			return i;
		}
	}
	return head->len;
}

static bool count(struct parser *parser, struct tape_command *command) {
	const char next = lexer_peek(&parser->lexer);
	if (next < '0' || next > '9') {
		return true;
	}
	uint64_t n;
	if (!parser_take_number(parser, "a count from 1 to 10000", 1, TAPE_COUNT_MAX, &n)) {
		return false;
	}
	command->count = (int)n;
	return true;
}

bool keys_parse(struct parser *parser, struct tape_command *command) {
	const struct token *head = &parser->head;
	const size_t len = key_len(head);
	const struct shown shown = problems_shown(head->text, len);
	parser->who = own_text(parser->own, shown.text, strlen(shown.text));
	command->time = -1;
	parser->suffix = (struct token){
		.text = head->text + len, .len = head->len - len, .where = head->where
	};
	if (!keys_find(head->text, len, false, &command->key)) {
		return parser_fail(parser, &head->where,
				"'%s' is no key; wanted is one like Enter, Ctrl+R or Alt+Left",
				shown.text);
	}
	return parser_at(parser, 0, &command->time) && count(parser, command);
}

bool keys_parse_scroll(struct parser *parser, struct tape_command *command) {
	parser_note(parser, &command->where, parser->who, ": the screen has no history to look at");
	msec_t time;
	if (!parser_at(parser, 0, &time) || !count(parser, command)) {
		return false;
	}
	command->verb = TAPE_VERB_COUNT;
	return true;
}

static bool take_place(struct parser *parser, int *ret_row, int *ret_col) {
	static const char wanted[] = "@ROW,COL like @3,10";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (token.quoted || !value_place(token.text, token.len, ret_row, ret_col)) {
		return parser_wants(parser, wanted, &token);
	}
	return true;
}

static bool take_key_or_mouse(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "a key like x, Down or Ctrl+R, or mouse @ROW,COL";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!token.quoted && token_is(&token, "mouse")) {
		command->mouse = true;
		return take_place(parser, &command->row, &command->col);
	}
	if (!keys_find(token.text, token.len, true, &command->key)) {
		return parser_wants(parser, wanted, &token);
	}
	return true;
}

bool keys_parse_hold(struct parser *parser, struct tape_command *command) {
	return take_key_or_mouse(parser, command) &&
			parser_take_duration(parser, 1, &command->time);
}

bool keys_parse_press(struct parser *parser, struct tape_command *command) {
	return take_key_or_mouse(parser, command);
}

bool keys_parse_click(struct parser *parser, struct tape_command *command) {
	return take_place(parser, &command->row, &command->col);
}

bool keys_parse_drag(struct parser *parser, struct tape_command *command) {
	return take_place(parser, &command->row, &command->col) &&
			take_place(parser, &command->to_row, &command->to_col) &&
			parser_take_duration(parser, 1, &command->time);
}
