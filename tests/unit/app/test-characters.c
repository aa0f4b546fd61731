#include "screen/characters.h"

#include <criterion/criterion.h>

static const struct term_traits narrow = { .told = true, .heart_cols = 1, .line_cols = 1 };
static const struct term_traits wide = { .told = true, .heart_cols = 2, .line_cols = 1 };
static const struct term_traits silent = { .told = true };

Test(characters, are_those_that_the_terminal_needs) {
	cr_expect_not(characters_are_ascii(ASCII_AUTO, &narrow, true));
	cr_expect(characters_are_ascii(ASCII_AUTO, &wide, false));
	cr_expect(characters_are_ascii(ASCII_AUTO, &silent, true));
	cr_expect_not(characters_are_ascii(ASCII_AUTO, &silent, false));
	cr_expect_not(characters_are_ascii(ASCII_AUTO, NULL, true), "it was not asked yet");
}

Test(characters, are_as_set_whatever_the_terminal_says) {
	const struct term_traits *const all[] = { &narrow, &wide, &silent, NULL };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cr_expect(characters_are_ascii(ASCII_ON, all[i], false));
		cr_expect_not(characters_are_ascii(ASCII_OFF, all[i], true));
	}
}
