/* Keys as the interface knows them, whatever terminal they came from. */
#pragma once

#include <stdint.h>

enum key_sym {
	/* Below: the character itself (a Unicode scalar value); ASCII controls as themselves. */
	KEY_SYM_ENTER = 0x0d,
	KEY_SYM_TAB = 0x09,
	KEY_SYM_ESCAPE = 0x1b,
	KEY_SYM_BACKSPACE = 0x7f,
	KEY_SYM_UP = 0x110000,
	KEY_SYM_DOWN,
	KEY_SYM_LEFT,
	KEY_SYM_RIGHT,
	KEY_SYM_HOME,
	KEY_SYM_END,
	KEY_SYM_PAGE_UP,
	KEY_SYM_PAGE_DOWN,
	KEY_SYM_INSERT,
	KEY_SYM_DELETE,
	KEY_SYM_BACKTAB,
	KEY_SYM_F1,
	KEY_SYM_F12 = KEY_SYM_F1 + 11,
	KEY_SYM_UNKNOWN /* a sequence that means nothing here: swallowed, never text */
};

enum key_mod { KEY_MOD_SHIFT = 1, KEY_MOD_ALT = 2, KEY_MOD_CTRL = 4 };

struct key {
	uint32_t sym;
	uint8_t mods; /* Ctrl+letter arrives as the lower-case letter with KEY_MOD_CTRL */
};
