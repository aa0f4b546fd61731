#include "key_bytes.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/text.h"
#include "unlike/term/input.h"

static struct buf out;

static void init(void) {
	text_init();
	buf_init(&out, BUF_UNLIMITED);
}

static void finish(void) {
	buf_finish(&out);
}

TestSuite(key_bytes, .init = init, .fini = finish);

enum { SHIFT = KEY_MOD_SHIFT, ALT = KEY_MOD_ALT, CTRL = KEY_MOD_CTRL };

static void expect(struct key key, enum tape_keyboard keyboard, enum key_event event,
		const char *wanted) {
	buf_reset(&out);
	key_bytes(key, keyboard, event, &out);
	cr_assert_str_eq(out.data, wanted, "key %x mods %u event %d: '%s', wanted '%s'",
			(unsigned)key.sym, key.mods, (int)event, out.data, wanted);
}

Test(key_bytes, a_legacy_terminal_sends_what_xterm_does) {
	static const struct {
		struct key key;
		const char *bytes;
	} table[] = {
		{ { 'x', 0 }, "x" },
		{ { 'X', 0 }, "X" },
		{ { 'x', SHIFT }, "X" },
		{ { 0x732B, 0 }, "猫" },
		{ { ' ', 0 }, " " },
		{ { 'x', ALT }, "\033x" },
		{ { 0xE9, ALT }, "\033é" },
		{ { 'r', CTRL }, "\022" },
		{ { 'R', CTRL }, "\022" },
		{ { 'r', CTRL | ALT }, "\033\022" },
		{ { '\\', CTRL }, "\034" },
		{ { '_', CTRL }, "\037" },
		{ { '1', CTRL }, "1" },
		{ { KEY_SYM_ENTER, 0 }, "\r" },
		{ { KEY_SYM_ENTER, ALT }, "\033\r" },
		{ { KEY_SYM_TAB, 0 }, "\t" },
		{ { KEY_SYM_TAB, SHIFT }, "\033[Z" },
		{ { KEY_SYM_BACKTAB, 0 }, "\033[Z" },
		{ { KEY_SYM_ESCAPE, 0 }, "\033" },
		{ { KEY_SYM_BACKSPACE, 0 }, "\177" },
		{ { KEY_SYM_BACKSPACE, CTRL }, "\010" },
		{ { KEY_SYM_UP, 0 }, "\033[A" },
		{ { KEY_SYM_UP, CTRL }, "\033[1;5A" },
		{ { KEY_SYM_DOWN, SHIFT }, "\033[1;2B" },
		{ { KEY_SYM_RIGHT, ALT }, "\033[1;3C" },
		{ { KEY_SYM_LEFT, 0 }, "\033[D" },
		{ { KEY_SYM_HOME, 0 }, "\033[H" },
		{ { KEY_SYM_END, 0 }, "\033[F" },
		{ { KEY_SYM_PAGE_UP, 0 }, "\033[5~" },
		{ { KEY_SYM_PAGE_DOWN, 0 }, "\033[6~" },
		{ { KEY_SYM_PAGE_DOWN, CTRL }, "\033[6;5~" },
		{ { KEY_SYM_INSERT, 0 }, "\033[2~" },
		{ { KEY_SYM_DELETE, 0 }, "\033[3~" },
		{ { KEY_SYM_F1, 0 }, "\033OP" },
		{ { KEY_SYM_F1, SHIFT }, "\033[1;2P" },
		{ { KEY_SYM_F1 + 2, 0 }, "\033OR" },
		{ { KEY_SYM_F1 + 4, 0 }, "\033[15~" },
		{ { KEY_SYM_F12, 0 }, "\033[24~" },
		{ { KEY_SYM_UNKNOWN, 0 }, "" },
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		expect(table[i].key, TAPE_LEGACY, KEY_EVENT_PRESS, table[i].bytes);
		expect(table[i].key, TAPE_LEGACY, KEY_EVENT_REPEAT, table[i].bytes);
		expect(table[i].key, TAPE_LEGACY, KEY_EVENT_RELEASE, "");
	}
}

Test(key_bytes, ctrl_and_space_is_a_nul) {
	key_bytes((struct key){ ' ', CTRL }, TAPE_LEGACY, KEY_EVENT_PRESS, &out);
	cr_assert_eq(out.len, 1);
	cr_assert_eq(out.data[0], '\0');
}

/* TERMINAL, 2: press, repeat and release as they were measured in kitty under the flags 3. */
Test(key_bytes, a_newer_terminal_sends_releases) {
	static const struct {
		struct key key;
		const char *bytes[KEY_EVENT_COUNT];
	} table[] = {
		{ { ' ', 0 }, { " ", " ", "\033[32;1:3u" } },
		{ { 'x', 0 }, { "x", "x", "\033[120;1:3u" } },
		{ { 'X', 0 }, { "X", "X", "\033[120;2:3u" } },
		{ { 'x', SHIFT }, { "X", "X", "\033[120;2:3u" } },
		{ { 'r', CTRL }, { "\033[114;5u", "\033[114;5:2u", "\033[114;5:3u" } },
		{ { 'x', ALT }, { "\033[120;3u", "\033[120;3:2u", "\033[120;3:3u" } },
		{ { KEY_SYM_ENTER, 0 }, { "\r", "\r", "" } },
		{ { KEY_SYM_TAB, 0 }, { "\t", "\t", "" } },
		{ { KEY_SYM_BACKSPACE, 0 }, { "\177", "\177", "" } },
		{ { KEY_SYM_BACKTAB, 0 }, { "\033[9;2u", "\033[9;2:2u", "" } },
		{ { KEY_SYM_ENTER, CTRL }, { "\033[13;5u", "\033[13;5:2u", "" } },
		{ { KEY_SYM_ESCAPE, 0 }, { "\033[27u", "\033[27;1:2u", "\033[27;1:3u" } },
		{ { KEY_SYM_LEFT, 0 }, { "\033[D", "\033[1;1:2D", "\033[1;1:3D" } },
		{ { KEY_SYM_UP, CTRL }, { "\033[1;5A", "\033[1;5:2A", "\033[1;5:3A" } },
		{ { KEY_SYM_PAGE_UP, 0 }, { "\033[5~", "\033[5;1:2~", "\033[5;1:3~" } },
		{ { KEY_SYM_F1, 0 }, { "\033[P", "\033[1;1:2P", "\033[1;1:3P" } },
		{ { KEY_SYM_F1 + 2, 0 }, { "\033[13~", "\033[13;1:2~", "\033[13;1:3~" } },
		{ { KEY_SYM_UNKNOWN, 0 }, { "", "", "" } },
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (int event = 0; event < KEY_EVENT_COUNT; event++) {
			expect(table[i].key, TAPE_KITTY, (enum key_event)event,
					table[i].bytes[event]);
		}
	}
}

static uint32_t without_shift(uint32_t sym) {
	return sym >= 'A' && sym <= 'Z' ? sym - 'A' + 'a' : sym;
}

static void expect_sym(struct key read, uint32_t sym, enum tape_keyboard keyboard) {
	cr_assert_eq(read.sym, sym, "key %x keyboard %d: read as %x", (unsigned)sym, (int)keyboard,
			(unsigned)read.sym);
}

/* Whether the decoder of terminals reads exactly this key, and nothing else. */
static void expect_read(struct key key, enum tape_keyboard keyboard, enum key_event event) {
	struct input *input = input_create();
	struct term_event read = { 0 };
	buf_reset(&out);
	key_bytes(key, keyboard, event, &out);
	input_feed(input, out.data, out.len, 0);
	const bool is_read = input_next(input, 1000, &read);
	cr_assert_eq(is_read, event != KEY_EVENT_RELEASE || out.len > 0,
			"key %x mods %u keyboard %d event %d", (unsigned)key.sym, key.mods,
			(int)keyboard, (int)event);
	if (is_read && event == KEY_EVENT_RELEASE) {
		cr_assert_eq(read.type, TERM_RELEASE);
		expect_sym(read.key, without_shift(key.sym), keyboard);
		cr_assert_not(input_next(input, 2000, &read));
	} else if (is_read) {
		cr_assert_eq(read.type, TERM_KEY);
		expect_sym(read.key, key.sym, keyboard);
		cr_assert_eq(read.key.mods, key.mods, "key %x mods %u keyboard %d: read as mods %u",
				(unsigned)key.sym, key.mods, (int)keyboard, read.key.mods);
		cr_assert_not(input_next(input, 2000, &read));
	}
	input_destroy(input);
}

static void expect_read_always(struct key key) {
	for (int keyboard = 0; keyboard < TAPE_KEYBOARD_COUNT; keyboard++) {
		for (int event = 0; event < KEY_EVENT_COUNT; event++) {
			expect_read(key, (enum tape_keyboard)keyboard, (enum key_event)event);
		}
	}
}

Test(key_bytes, function_keys_are_read_with_all_modifiers) {
	for (uint32_t sym = KEY_SYM_UP; sym < KEY_SYM_UNKNOWN; sym++) {
		for (unsigned mods = 0; mods < 8 && sym != KEY_SYM_BACKTAB; mods++) {
			expect_read_always((struct key){ .sym = sym, .mods = (uint8_t)mods });
		}
	}
	expect_read_always((struct key){ .sym = KEY_SYM_BACKTAB });
}

Test(key_bytes, text_and_single_controls_are_read) {
	for (uint32_t sym = ' '; sym <= KEY_SYM_BACKSPACE; sym++) {
		expect_read_always((struct key){ .sym = sym });
	}
	expect_read_always((struct key){ .sym = 0x732B });
	expect_read_always((struct key){ .sym = KEY_SYM_ENTER });
	expect_read_always((struct key){ .sym = KEY_SYM_TAB });
	expect_read_always((struct key){ .sym = KEY_SYM_ESCAPE });
}

Test(key_bytes, letters_are_read_with_ctrl_and_alt) {
	for (uint32_t sym = 'a'; sym <= 'z'; sym++) {
		expect_read_always((struct key){ .sym = sym, .mods = ALT });
		for (int event = 0; event < KEY_EVENT_COUNT; event++) {
			const struct key key = { .sym = sym, .mods = CTRL };
			expect_read(key, TAPE_KITTY, (enum key_event)event);
			/* The same bytes as Backspace, Tab and Enter. */
			if (strchr("him", (int)sym) == NULL) {
				expect_read(key, TAPE_LEGACY, (enum key_event)event);
			}
		}
	}
	expect_read_always((struct key){ .sym = ' ', .mods = CTRL });
}
