#include "unlike/ui/keymap.h"

#include <criterion/criterion.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

Test(keymap, keys_ask_for_what_the_table_says) {
	static const struct {
		struct key key;
		enum request request;
	} cases[] = {
		{ { .sym = 'x' }, REQUEST_TAKE_BACK },
		{ { .sym = 'X' }, REQUEST_COUNT },
		{ { .sym = 'x', .mods = KEY_MOD_ALT }, REQUEST_COUNT },
		{ { .sym = 'x', .mods = KEY_MOD_CTRL }, REQUEST_COUNT },
		{ { .sym = 'g' }, REQUEST_FIRST },
		{ { .sym = 'G' }, REQUEST_LAST },
		{ { .sym = 'G', .mods = KEY_MOD_SHIFT }, REQUEST_LAST },
		{ { .sym = 'N' }, REQUEST_SEARCH_BACK },
		{ { .sym = KEY_SYM_HOME }, REQUEST_FIRST },
		{ { .sym = KEY_SYM_DOWN }, REQUEST_DOWN },
		{ { .sym = 'f', .mods = KEY_MOD_CTRL }, REQUEST_PAGE_DOWN },
		{ { .sym = 'c', .mods = KEY_MOD_CTRL }, REQUEST_INTERRUPT },
		{ { .sym = 'c' }, REQUEST_COUNT },
		{ { .sym = 'o' }, REQUEST_OPEN },
		{ { .sym = KEY_SYM_TAB }, REQUEST_TAB_NEXT },
		{ { .sym = KEY_SYM_TAB, .mods = KEY_MOD_SHIFT }, REQUEST_TAB_PREVIOUS },
		{ { .sym = KEY_SYM_BACKTAB }, REQUEST_TAB_PREVIOUS },
		{ { .sym = KEY_SYM_F1 }, REQUEST_HELP },
		{ { .sym = '?' }, REQUEST_HELP },
		{ { .sym = KEY_SYM_ENTER }, REQUEST_ENTER },
		{ { .sym = KEY_SYM_ESCAPE }, REQUEST_ESCAPE },
		{ { .sym = KEY_SYM_UNKNOWN }, REQUEST_COUNT },
		{ { .sym = 0x732b }, REQUEST_COUNT },
		{ { .sym = KEY_SYM_LEFT }, REQUEST_COUNT },
		{ { .sym = KEY_SYM_LEFT, .mods = KEY_MOD_SHIFT }, REQUEST_SLIDE },
		{ { .sym = KEY_SYM_LEFT, .mods = KEY_MOD_SHIFT | KEY_MOD_ALT }, REQUEST_COUNT },
		{ { .sym = KEY_SYM_DOWN, .mods = KEY_MOD_SHIFT }, REQUEST_DOWN },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cr_expect_eq(keymap_find(keymap_default(), cases[i].key), cases[i].request,
				"case %zu", i);
	}
}

static void expect_alone(enum request a, struct key key) {
	for (unsigned b = 0; b < REQUEST_COUNT; b++) {
		if (b != a && requests_meet(a, (enum request)b)) {
			cr_expect_not(keymap_has(keymap_default(), (enum request)b, key),
					"%s and %s", request_name(a),
					request_name((enum request)b));
		}
	}
}

Test(keymap, no_key_asks_for_two_things) {
	const struct keymap *keymap = keymap_default();
	for (unsigned a = 0; a < REQUEST_COUNT; a++) {
		for (size_t i = 0; i < keymap->requests[a].n; i++) {
			expect_alone((enum request)a, keymap->requests[a].keys[i]);
		}
	}
	cr_expect(requests_meet(REQUEST_KEEP, REQUEST_UNDO));
	cr_expect_not(requests_meet(REQUEST_KEEP, REQUEST_UP));
}

Test(keymap, every_request_has_a_name_a_key_and_a_sentence) {
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const enum request request = (enum request)i;
		cr_expect_eq(request_find(request_name(request)), request);
		cr_expect_neq(keymap_keys(keymap_default(), request)[0], '\0');
		cr_expect_neq(request_help(request)[0], '\0');
	}
	cr_expect_eq(request_find(""), REQUEST_COUNT);
	cr_expect_str_eq(keymap_keys(keymap_default(), REQUEST_SYNC), "none");
	cr_expect_str_eq(keymap_key(keymap_default(), REQUEST_SYNC), ":sync");
	cr_expect_eq(request_find("take"), REQUEST_COUNT);
	cr_expect_eq(request_find("take-backs"), REQUEST_COUNT);
}

Test(keymap, the_name_of_a_key_reads_back_as_the_key) {
	static const char *const names[] = { "x", "X", "/", "#", "é", "赞", "Space", "Enter", "Esc",
		"Tab", "Shift+Tab", "Backspace", "PgDn", "Left", "F1", "F12", "Ctrl+A", "Ctrl+Z",
		"Alt+x", "Alt+Down", "Alt+Ctrl+F", "Shift+Left", "Alt+Shift+PgDn" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct key key = { 0 };
		char name[KEY_NAME_MAX];
		cr_assert(key_from_name(names[i], strlen(names[i]), &key), "%s", names[i]);
		key_to_name(key, name);
		cr_expect_str_eq(name, names[i]);
	}
}

Test(keymap, what_no_terminal_sends_is_no_key) {
	static const char *const names[] = { "", " ", "xx", "Return", "enter", "Ctrl+", "Ctrl+a",
		"Ctrl+1", "Ctrl+I", "Ctrl+M", "Ctrl+H", "Ctrl+J", "Alt+", "F0", "Shift+x",
		"Shift+F3", "Shift+Enter", "Shift+", "Shift+Shift+Left", "F13", "\x01", "\x7f",
		"\xc2\x9b", "\xff", "\xc3" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct key key = { .sym = 'q' };
		cr_expect_not(key_from_name(names[i], strlen(names[i]), &key), "%s", names[i]);
		cr_expect_eq(key.sym, 'q', "untouched");
	}
}

Test(keymap, a_request_gets_other_keys_or_none) {
	struct keymap keymap;
	keymap_init(&keymap);
	const struct key keys[] = { { .sym = 'd' }, { .sym = KEY_SYM_DELETE } };
	keymap_set(&keymap, REQUEST_TAKE_BACK, keys, COUNT_OF(keys));
	keymap_set(&keymap, REQUEST_UNDO, NULL, 0);
	cr_expect_eq(keymap_find(&keymap, keys[0]), REQUEST_TAKE_BACK);
	cr_expect_eq(keymap_find(&keymap, keys[1]), REQUEST_TAKE_BACK);
	cr_expect_eq(keymap_find(&keymap, (struct key){ .sym = 'x' }), REQUEST_COUNT);
	cr_expect_eq(keymap_find(&keymap, (struct key){ .sym = 'u' }), REQUEST_COUNT);
	cr_expect_str_eq(keymap_keys(&keymap, REQUEST_TAKE_BACK), "d Delete");
	cr_expect_str_eq(keymap_key(&keymap, REQUEST_TAKE_BACK), "d");
	cr_expect_str_eq(keymap_keys(&keymap, REQUEST_UNDO), "none");
	cr_expect_eq(keymap_find(keymap_default(), (struct key){ .sym = 'x' }), REQUEST_TAKE_BACK);
}

Test(keymap, a_key_with_Shift_is_another_one_only_where_it_is_asked_for) {
	struct keymap keymap;
	keymap_init(&keymap);
	const struct key left = { .sym = KEY_SYM_LEFT };
	const struct key shifted = { .sym = KEY_SYM_LEFT, .mods = KEY_MOD_SHIFT };
	keymap_set(&keymap, REQUEST_UP, &left, 1);
	cr_expect_eq(keymap_find(&keymap, left), REQUEST_UP);
	cr_expect_eq(keymap_find(&keymap, shifted), REQUEST_SLIDE);
	keymap_set(&keymap, REQUEST_SLIDE, NULL, 0);
	cr_expect_eq(keymap_find(&keymap, shifted), REQUEST_UP);
}

Test(keymap, sentences_name_the_keys_that_are_in_force) {
	struct keymap keymap;
	struct buf out;
	keymap_init(&keymap);
	buf_init(&out, BUF_UNLIMITED);
	const struct key key = { .sym = KEY_SYM_DELETE };
	keymap_set(&keymap, REQUEST_TAKE_BACK, &key, 1);
	keymap_set(&keymap, REQUEST_UNDO, NULL, 0);
	keymap_words(&keymap, "Hold {take-back}, {undo}; {nothing} {enter", &out);
	cr_expect_str_eq(out.data, "Hold Delete, :undo; {nothing} {enter");
	buf_finish(&out);
}
