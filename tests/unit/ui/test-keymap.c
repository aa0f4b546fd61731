#include "unlike/ui/request.h"

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
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cr_expect_eq(keymap_find(cases[i].key), cases[i].request, "case %zu", i);
	}
}

Test(keymap, no_key_asks_for_two_things) {
	/* Each name of a key stands once in the whole table. */
	const char *seen[64];
	size_t lens[64], n = 0;
	for (unsigned request = 0; request < REQUEST_COUNT; request++) {
		for (const char *p = request_keys((enum request)request); *p != '\0';) {
			const size_t len = strcspn(p, " ");
			for (size_t i = 0; i < n; i++) {
				cr_expect(lens[i] != len || strncmp(seen[i], p, len) != 0,
						"%.*s stands twice", (int)len, p);
			}
			cr_assert_lt(n, COUNT_OF(seen));
			seen[n] = p;
			lens[n++] = len;
			p += len + (p[len] == ' ' ? 1 : 0);
		}
	}
}

Test(keymap, every_request_has_a_name_of_its_own_and_a_sentence) {
	for (unsigned request = 0; request < REQUEST_COUNT; request++) {
		const char *name = request_name((enum request)request);
		cr_expect_neq(name[0], '\0');
		cr_expect_neq(request_help((enum request)request)[0], '\0');
		for (unsigned other = 0; other < request; other++) {
			cr_expect_str_neq(name, request_name((enum request)other));
		}
	}
}

Test(keymap, what_no_key_asks_for_has_none) {
	cr_expect_str_eq(request_keys(REQUEST_SYNC), "");
	cr_expect_str_eq(request_key(REQUEST_SYNC), "");
	cr_expect_str_eq(request_key(REQUEST_DOWN), "j");
}
