#include "input_sequence.h"

#include <assert.h>
#include <string.h>

enum { PARAMS = 3, SUBPARAMS = 3, NUMBER_MAX = 0x10FFFF };
enum { RELEASED = 3 };

/* A parameter that is left out is −1. */
struct params {
	int32_t at[PARAMS][SUBPARAMS];
	int n;
	char mark; /* one of "<=>?" at the beginning, NUL: none */
	char intermediate; /* before the final byte, NUL: none */
	bool foreign; /* what no sequence has that is known here */
};

static struct params parse(const char *bytes, size_t len) {
	struct params ret = { .n = len > 0 ? 1 : 0 };
	memset(ret.at, -1, sizeof(ret.at));
	int param = 0, sub = 0;
	for (size_t i = 0; i < len; i++) {
		const char c = bytes[i];
		if (c == ';') {
			param++;
			sub = 0;
			ret.n++;
		} else if (c == ':') {
			sub++;
		} else if (i == 0 && strchr("<=>?", c) != NULL) {
			ret.mark = c;
		} else if (i > 0 && i + 1 == len && c < '0') {
			ret.intermediate = c;
		} else if (c < '0' || c > '9') {
			ret.foreign = true;
		} else if (param < PARAMS && sub < SUBPARAMS) {
			int32_t *number = &ret.at[param][sub];
			*number = (*number < 0 ? 0 : *number) * 10 + (c - '0');
			if (*number > NUMBER_MAX) {
				*number = NUMBER_MAX + 1;
			}
		}
	}
	return ret;
}

/* The number of a modifier parameter is one more than its bits; locks are among them. */
static uint8_t mods_of(int32_t number) {
	const int32_t bits = number > 0 ? number - 1 : 0;
	return (uint8_t)(bits & (KEY_MOD_SHIFT | KEY_MOD_ALT | KEY_MOD_CTRL));
}

static bool is_release(const struct params *params) {
	return params->at[1][1] == RELEASED;
}

/* No parameter that counts rows, columns or modes is larger. */
static int small(int32_t number) {
	enum { LARGEST = 99999 };
	return number < 0 ? 0 : number > LARGEST ? LARGEST : (int)number;
}

static enum sequence key(uint32_t sym, uint8_t mods, struct term_event *ret) {
	if (sym == KEY_SYM_BACKTAB || (sym == KEY_SYM_TAB && (mods & KEY_MOD_SHIFT) != 0)) {
		sym = KEY_SYM_BACKTAB;
		mods &= (uint8_t)~KEY_MOD_SHIFT;
	}
	*ret = (struct term_event){
		.type = TERM_KEY,
		.key = { .sym = sym, .mods = sym == KEY_SYM_UNKNOWN ? 0 : mods },
	};
	return SEQUENCE_EVENT;
}

/* Shift may have been let go before: the key is the same. */
static enum sequence release(enum sequence pressed, struct term_event *event) {
	if (pressed != SEQUENCE_EVENT || event->key.sym == KEY_SYM_UNKNOWN) {
		return SEQUENCE_NOTHING;
	}
	event->type = TERM_RELEASE;
	event->key.mods = 0;
	return SEQUENCE_EVENT;
}

/* Cursor keys and F1 … F4: the same letters behind CSI and SS3. */
static uint32_t letter_sym(char final) {
	static const struct {
		char final;
		uint32_t sym;
	} letters[] = {
		{ 'A', KEY_SYM_UP },
		{ 'B', KEY_SYM_DOWN },
		{ 'C', KEY_SYM_RIGHT },
		{ 'D', KEY_SYM_LEFT },
		{ 'F', KEY_SYM_END },
		{ 'H', KEY_SYM_HOME },
		{ 'P', KEY_SYM_F1 },
		{ 'Q', KEY_SYM_F1 + 1 },
		{ 'R', KEY_SYM_F1 + 2 },
		{ 'S', KEY_SYM_F1 + 3 },
		{ 'Z', KEY_SYM_BACKTAB },
	};
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].final == final) {
			return letters[i].sym;
		}
	}
	return KEY_SYM_UNKNOWN;
}

static uint32_t tilde_sym(int32_t number) {
	static const uint32_t syms[] = {
		[1] = KEY_SYM_HOME,
		[2] = KEY_SYM_INSERT,
		[3] = KEY_SYM_DELETE,
		[4] = KEY_SYM_END,
		[5] = KEY_SYM_PAGE_UP,
		[6] = KEY_SYM_PAGE_DOWN,
		[7] = KEY_SYM_HOME,
		[8] = KEY_SYM_END,
		[11] = KEY_SYM_F1,
		[12] = KEY_SYM_F1 + 1,
		[13] = KEY_SYM_F1 + 2,
		[14] = KEY_SYM_F1 + 3,
		[15] = KEY_SYM_F1 + 4,
		[17] = KEY_SYM_F1 + 5,
		[18] = KEY_SYM_F1 + 6,
		[19] = KEY_SYM_F1 + 7,
		[20] = KEY_SYM_F1 + 8,
		[21] = KEY_SYM_F1 + 9,
		[23] = KEY_SYM_F1 + 10,
		[24] = KEY_SYM_F12,
	};
	const bool known = number > 0 && (size_t)number < sizeof(syms) / sizeof(syms[0]) &&
			syms[number] != 0;
	return known ? syms[number] : KEY_SYM_UNKNOWN;
}

/* The keypad under the newer keyboard protocol, which numbers it from 57399 on. */
static uint32_t keypad_sym(int32_t code) {
	static const uint32_t syms[] = { '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '/',
		'*', '-', '+', KEY_SYM_ENTER, '=', ',', KEY_SYM_LEFT, KEY_SYM_RIGHT, KEY_SYM_UP,
		KEY_SYM_DOWN, KEY_SYM_PAGE_UP, KEY_SYM_PAGE_DOWN, KEY_SYM_HOME, KEY_SYM_END,
		KEY_SYM_INSERT, KEY_SYM_DELETE };
	const int32_t first = 57399;
	const bool known = code >= first && (size_t)(code - first) < sizeof(syms) / sizeof(syms[0]);
	return known ? syms[code - first] : KEY_SYM_UNKNOWN;
}

/* Shift and its like, and the locks, are told like keys. */
static bool is_modifier(int32_t code) {
	return (code >= 57358 && code <= 57360) || (code >= 57441 && code <= 57454);
}

static bool is_text(int32_t c) {
	const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
	return !control && c <= NUMBER_MAX && (c < 0xD800 || c > 0xDFFF);
}

/* A key that is told by its code point. `shifted` is the same key with Shift, −1 unknown. */
static enum sequence code_key(int32_t code, int32_t shifted, uint8_t mods, struct term_event *ret) {
	switch (code) {
	case KEY_SYM_ENTER:
	case KEY_SYM_TAB:
	case KEY_SYM_ESCAPE:
	case KEY_SYM_BACKSPACE:
		return key((uint32_t)code, mods, ret);
	default:
		break;
	}
	if (code >= 0xE000 && code <= 0xF8FF) {
		return is_modifier(code) ? SEQUENCE_NOTHING : key(keypad_sym(code), mods, ret);
	}
	if (!is_text(code)) {
		return key(KEY_SYM_UNKNOWN, 0, ret);
	}
	/* As a legacy terminal has it: Shift is in the character; with Ctrl it is not seen. */
	const bool upper = (mods & KEY_MOD_SHIFT) != 0 && (mods & KEY_MOD_CTRL) == 0;
	if (upper && shifted > 0x20 && shifted < 0x7F) {
		code = shifted;
	} else if (upper && code >= 'a' && code <= 'z') {
		code += 'A' - 'a';
	}
	return key((uint32_t)code, (uint8_t)(mods & ~KEY_MOD_SHIFT), ret);
}

/* What it typed is told beside it: only the terminal knows the keyboard's layout. */
static enum sequence protocol_key(const struct params *params, struct term_event *ret) {
	const int32_t code = params->at[0][0], typed = params->at[2][0];
	const uint8_t mods = is_release(params) ? 0 : mods_of(params->at[1][0]);
	const bool plain = (mods & (KEY_MOD_CTRL | KEY_MOD_ALT)) == 0 && !is_release(params);
	return plain && is_text(typed) ? key((uint32_t)typed, 0, ret)
				       : code_key(code, params->at[0][1], mods, ret);
}

static enum sequence tilde(const struct params *params, struct term_event *ret) {
	const int32_t number = params->at[0][0];
	if (number == 200) {
		return SEQUENCE_PASTE;
	}
	if (number == 201) {
		return SEQUENCE_NOTHING;
	}
	const uint8_t mods = mods_of(params->at[1][0]);
	if (number == 27) { /* xterm's modifyOtherKeys */
		return code_key(params->at[2][0], -1, mods, ret);
	}
	return key(tilde_sym(number), mods, ret);
}

/* Its last letter tells a release from the rest. */
static enum sequence mouse(const struct params *params, bool up, struct term_event *ret) {
	enum { BUTTON = 3, MODIFIERS = 4 + 8 + 16, MOVED = 32, WHEEL = 64 };
	const int32_t code = params->at[0][0];
	const int col = small(params->at[1][0]), row = small(params->at[2][0]);
	if (code < 0 || col < 1 || row < 1) {
		return SEQUENCE_NOTHING;
	}
	*ret = (struct term_event){
		.type = TERM_MOUSE,
		.mouse = { .row = row - 1, .col = col - 1 },
	};
	switch (code & ~MODIFIERS) {
	case 0:
		ret->mouse.what = up ? MOUSE_RELEASE : MOUSE_PRESS;
		return SEQUENCE_EVENT;
	case MOVED:
		ret->mouse.what = MOUSE_DRAG;
		return SEQUENCE_EVENT;
	case WHEEL:
	case WHEEL + 1:
		ret->mouse.what = (code & BUTTON) == 0 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
		return up ? SEQUENCE_NOTHING : SEQUENCE_EVENT;
	default:
		return SEQUENCE_NOTHING;
	}
}

static enum sequence answer(
		enum term_answer_about about, int number, int value, struct term_event *ret) {
	*ret = (struct term_event){
		.type = TERM_ANSWER,
		.answer = { .about = about, .number = number, .value = value },
	};
	return SEQUENCE_EVENT;
}

/* With one of "<=>?" in front it is never a key. */
static enum sequence marked(const struct params *params, char final, struct term_event *ret) {
	const int first = small(params->at[0][0]), second = small(params->at[1][0]);
	if (params->mark == '<' && (final == 'M' || final == 'm')) {
		return mouse(params, final == 'm', ret);
	}
	if (params->mark != '?') {
		return SEQUENCE_NOTHING;
	}
	if (params->intermediate == '$') {
		return final == 'y' ? answer(TERM_SAYS_MODE, first, second, ret) : SEQUENCE_NOTHING;
	}
	switch (final) {
	case 'u':
		return answer(TERM_SAYS_KEYBOARD, first, 0, ret);
	case 'c':
		return answer(TERM_SAYS_ATTRIBUTES, first, 0, ret);
	default:
		return SEQUENCE_NOTHING;
	}
}

static enum sequence plain_csi(const struct params *params, char final, struct term_event *ret) {
	switch (final) {
	case 'O':
		*ret = (struct term_event){ .type = TERM_FOCUS_LOST };
		return params->n == 0 ? SEQUENCE_EVENT : SEQUENCE_NOTHING;
	case 'I': /* focus is here */
	case 'M': /* the mouse in another coding */
	case 'm':
	case 'n':
		return params->n == 1 && params->at[0][0] == 0 ? answer(TERM_SAYS_READY, 0, 0, ret)
							       : SEQUENCE_NOTHING;
	case 'c': /* answers to nothing that was asked */
	case 't':
	case 'x':
	case 'y':
		return SEQUENCE_NOTHING;
	case 'R': /* F3, but with parameters it says where the cursor is */
		return params->n == 0 ? key(letter_sym(final), 0, ret)
				      : answer(TERM_SAYS_CURSOR, small(params->at[0][0]),
							small(params->at[1][0]), ret);
	case '~':
		return tilde(params, ret);
	case 'u':
		return protocol_key(params, ret);
	default:
		return key(letter_sym(final), mods_of(params->at[1][0]), ret);
	}
}

enum sequence sequence_csi(const char *bytes, size_t len, char final, struct term_event *ret) {
	assert(ret != NULL);
	const struct params params = parse(bytes, len);
	if (params.foreign) {
		return SEQUENCE_NOTHING;
	}
	if (params.mark != '\0') {
		return marked(&params, final, ret);
	}
	if (params.intermediate != '\0') {
		return SEQUENCE_NOTHING;
	}
	const enum sequence what = plain_csi(&params, final, ret);
	const bool is_key = what == SEQUENCE_EVENT && ret->type == TERM_KEY;
	return is_key && is_release(&params) ? release(what, ret) : what;
}

size_t sequence_text(const char *bytes, size_t len, uint32_t *ret, size_t max) {
	enum { TEXT_PARAM = 2 };
	int param = 0;
	size_t n = 0;
	int32_t c = -1;
	for (size_t i = 0; i <= len; i++) {
		const bool digit = i < len && bytes[i] >= '0' && bytes[i] <= '9';
		if (digit) {
			c = c > NUMBER_MAX ? c : (c < 0 ? 0 : c) * 10 + (bytes[i] - '0');
			continue;
		}
		if (param == TEXT_PARAM && is_text(c) && n < max) {
			ret[n++] = (uint32_t)c;
		}
		c = -1;
		param += i < len && bytes[i] == ';' ? 1 : 0;
	}
	return n;
}

enum sequence sequence_dcs(const char *bytes, size_t len, struct term_event *ret) {
	static const char mark[] = ">|";
	enum { MARK_LEN = sizeof(mark) - 1 };
	if (len < MARK_LEN || memcmp(bytes, mark, MARK_LEN) != 0) {
		return SEQUENCE_NOTHING;
	}
	*ret = (struct term_event){ .type = TERM_ANSWER, .answer = { .about = TERM_SAYS_NAME } };
	size_t n = 0;
	for (size_t i = MARK_LEN; i < len && n < TERM_NAME_MAX; i++) {
		if (bytes[i] >= ' ' && bytes[i] <= '~') {
			ret->answer.name[n++] = bytes[i];
		}
	}
	return SEQUENCE_EVENT;
}

enum sequence sequence_ss3(char final, struct term_event *ret) {
	static const char keypad[] = "*+,-./0123456789";
	if (final >= 'j' && final <= 'y') {
		return key((uint32_t)keypad[final - 'j'], 0, ret);
	}
	if (final == 'M') {
		return key(KEY_SYM_ENTER, 0, ret);
	}
	return key(letter_sym(final), 0, ret);
}

enum sequence sequence_linux(char final, struct term_event *ret) {
	const bool known = final >= 'A' && final <= 'E';
	return key(known ? KEY_SYM_F1 + (uint32_t)(final - 'A') : KEY_SYM_UNKNOWN, 0, ret);
}

struct key sequence_control(unsigned char byte) {
	assert(byte != KEY_SYM_ESCAPE && (byte < 0x20 || byte == KEY_SYM_BACKSPACE));
	switch (byte) {
	case KEY_SYM_ENTER:
	case KEY_SYM_TAB:
	case KEY_SYM_BACKSPACE:
		return (struct key){ .sym = byte };
	case 0x08: /* the Backspace key of many terminals */
		return (struct key){ .sym = KEY_SYM_BACKSPACE };
	case 0x00:
		return (struct key){ .sym = ' ', .mods = KEY_MOD_CTRL };
	default: {
		const unsigned char base = byte <= 0x1A ? 0x60 : 0x40;
		return (struct key){ .sym = base + byte, .mods = KEY_MOD_CTRL };
	}
	}
}
