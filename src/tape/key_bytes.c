#include "key_bytes.h"

#include <assert.h>

#include "unlike/base/text.h"

#define ESC 0x1b

/* A key that is no text: CSI number final, or CSI final where the number is 1 and alone. */
struct function_key {
	unsigned number;
	char final;
	char ss3; /* what xterm sends behind SS3 instead, without modifiers; NUL: it does not */
};

/* F3 is CSI 13 ~ wherever it is no SS3: CSI R, which xterm sends with modifiers, is also the answer
 * to where the cursor is, and nobody reads it as a key. */
static bool function_key(uint32_t sym, struct function_key *ret) {
	static const struct function_key cursor[] = {
		[KEY_SYM_UP - KEY_SYM_UP] = { 1, 'A', 0 },
		[KEY_SYM_DOWN - KEY_SYM_UP] = { 1, 'B', 0 },
		[KEY_SYM_LEFT - KEY_SYM_UP] = { 1, 'D', 0 },
		[KEY_SYM_RIGHT - KEY_SYM_UP] = { 1, 'C', 0 },
		[KEY_SYM_HOME - KEY_SYM_UP] = { 1, 'H', 0 },
		[KEY_SYM_END - KEY_SYM_UP] = { 1, 'F', 0 },
		[KEY_SYM_PAGE_UP - KEY_SYM_UP] = { 5, '~', 0 },
		[KEY_SYM_PAGE_DOWN - KEY_SYM_UP] = { 6, '~', 0 },
		[KEY_SYM_INSERT - KEY_SYM_UP] = { 2, '~', 0 },
		[KEY_SYM_DELETE - KEY_SYM_UP] = { 3, '~', 0 },
	};
	static const struct function_key numbered[] = { { 1, 'P', 'P' }, { 1, 'Q', 'Q' },
		{ 13, '~', 'R' }, { 1, 'S', 'S' }, { 15, '~', 0 }, { 17, '~', 0 }, { 18, '~', 0 },
		{ 19, '~', 0 }, { 20, '~', 0 }, { 21, '~', 0 }, { 23, '~', 0 }, { 24, '~', 0 } };
	if (sym >= KEY_SYM_UP && sym <= KEY_SYM_DELETE) {
		*ret = cursor[sym - KEY_SYM_UP];
		return true;
	}
	if (sym >= KEY_SYM_F1 && sym <= KEY_SYM_F12) {
		*ret = numbered[sym - KEY_SYM_F1];
		return true;
	}
	return false;
}

/* The number and what is behind it, as short as terminals make it. */
static void csi(unsigned number, uint8_t mods, enum key_event event, char final, struct buf *out) {
	const bool bare = mods == 0 && event == KEY_EVENT_PRESS;
	buf_add_str(out, "\033[");
	if (!bare || number != 1) {
		buf_printf(out, "%u", number);
	}
	if (!bare) {
		buf_printf(out, ";%u", mods + 1U);
	}
	if (event != KEY_EVENT_PRESS) {
		buf_printf(out, ":%u", event == KEY_EVENT_REPEAT ? 2U : 3U);
	}
	buf_add_char(out, final);
}

static void add_text(uint32_t c, struct buf *out) {
	char bytes[4];
	buf_add(out, bytes, text_encode(c, bytes));
}

static bool is_between(uint32_t c, uint32_t first, uint32_t last) {
	return c >= first && c <= last;
}

/* With Shift, where we know which character that is on every keyboard. */
static uint32_t shifted(struct key key) {
	const bool up = (key.mods & KEY_MOD_SHIFT) != 0 && is_between(key.sym, 'a', 'z');
	return up ? key.sym - ('a' - 'A') : key.sym;
}

/* What Ctrl makes of a character; most are as without. */
static uint32_t control(uint32_t c) {
	if (c == ' ') {
		return 0;
	}
	if (c == KEY_SYM_BACKSPACE) {
		return 0x08;
	}
	return is_between(c, '@', '_') || is_between(c, 'a', 'z') ? c & 0x1F : c;
}

static void legacy(struct key key, struct buf *out) {
	struct function_key function;
	if (function_key(key.sym, &function)) {
		if (function.ss3 != 0 && key.mods == 0) {
			buf_printf(out, "\033O%c", function.ss3);
		} else {
			csi(function.number, key.mods, KEY_EVENT_PRESS, function.final, out);
		}
		return;
	}
	if ((key.mods & KEY_MOD_ALT) != 0) {
		buf_add_char(out, ESC);
	}
	if (key.sym == KEY_SYM_TAB && (key.mods & KEY_MOD_SHIFT) != 0) {
		buf_add_str(out, "\033[Z");
	} else if ((key.mods & KEY_MOD_CTRL) != 0) {
		add_text(control(key.sym), out);
	} else {
		add_text(shifted(key), out);
	}
}

static bool is_old_control(uint32_t sym) {
	return sym == KEY_SYM_ENTER || sym == KEY_SYM_TAB || sym == KEY_SYM_BACKSPACE;
}

static void kitty(struct key key, enum key_event event, struct buf *out) {
	struct function_key function;
	if (function_key(key.sym, &function)) {
		csi(function.number, key.mods, event, function.final, out);
		return;
	}
	if (is_old_control(key.sym) && event == KEY_EVENT_RELEASE) {
		return;
	}
	const bool is_text = key.sym >= ' ' && (key.mods & ~KEY_MOD_SHIFT) == 0 &&
			key.sym != KEY_SYM_BACKSPACE;
	const bool is_plain = is_text || (is_old_control(key.sym) && key.mods == 0);
	if (is_plain && event != KEY_EVENT_RELEASE) {
		add_text(shifted(key), out);
		return;
	}
	/* The key's code is that of its character without Shift. */
	if (is_between(key.sym, 'A', 'Z')) {
		key.sym += 'a' - 'A';
		key.mods |= KEY_MOD_SHIFT;
	}
	csi(key.sym, key.mods, event, 'u', out);
}

void key_bytes(struct key key, enum tape_keyboard keyboard, enum key_event event, struct buf *out) {
	assert(keyboard < TAPE_KEYBOARD_COUNT && event < KEY_EVENT_COUNT);
	if (key.sym == KEY_SYM_BACKTAB) {
		key.sym = KEY_SYM_TAB;
		key.mods |= KEY_MOD_SHIFT;
	}
	if (key.sym >= KEY_SYM_UNKNOWN) {
		return;
	}
	if (keyboard == TAPE_KITTY) {
		kitty(key, event, out);
	} else if (event != KEY_EVENT_RELEASE) {
		legacy(key, out);
	}
}
