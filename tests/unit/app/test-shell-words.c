#include "client/shell_words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The words with '|' between them; the error where there is one. */
static const char *split(const char *line) {
	static char text[512];
	struct shell_words words;
	struct err err;
	if (!shell_words_split(line, &words, &err)) {
		cr_assert_eq(err.code, ERR_INPUT);
		(void)snprintf(text, sizeof text, "%s", err.msg);
		return text;
	}
	text[0] = '\0';
	for (int i = 0; i < words.argc; i++) {
		const size_t len = strlen(text);
		(void)snprintf(text + len, sizeof text - len, "%s%s", i > 0 ? "|" : "",
				words.argv[i]);
	}
	cr_assert_null(words.argv[words.argc]);
	shell_words_finish(&words);
	return text;
}

Test(shell_words, blanks_part_them_and_quotes_keep_them_together) {
	static const char *const cases[][2] = {
		{ "", "" },
		{ "   ", "" },
		{ "unlike", "unlike" },
		{ "  unlike   demo ", "unlike|demo" },
		{ "unlike cancel v3 'v 8' \"v'9\"", "unlike|cancel|v3|v 8|v'9" },
		{ "a'b c'd", "ab cd" },
		{ "a\\ b \\'c", "a b|'c" },
		{ "'' \"\"", "|" },
		{ "'\\'", "\\" },
		{ "'$HOME|ls'", "$HOME|ls" },
		{ "\"a|b\"", "a|b" },
		{ "猫 '汉 字'", "猫|汉 字" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		cr_expect_str_eq(split(cases[i][0]), cases[i][1], "%s: %s", cases[i][0],
				split(cases[i][0]));
	}
}

Test(shell_words, what_a_shell_would_act_on_is_an_error) {
	static const char *const lines[] = { "unlike | less", "unlike; rm x", "unlike & ", "a > b",
		"a < b", "echo $HOME", "echo \"$HOME\"", "`ls`", "ls *", "~/x", "(a)", "a{b,c}",
		"!!", "#x" };
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		cr_expect_not_null(strstr(split(lines[i]), "for a shell"), "%s: %s", lines[i],
				split(lines[i]));
	}
}

Test(shell_words, a_quote_needs_its_end) {
	cr_expect_str_eq(split("unlike 'demo"), "the quote ' has no end");
	cr_expect_str_eq(split("unlike \"demo'"), "the quote \" has no end");
}

Test(shell_words, there_are_only_so_many) {
	char line[2 * SHELL_WORDS_MAX + 3] = "";
	for (int i = 0; i < SHELL_WORDS_MAX; i++) {
		line[2 * i] = 'a';
		line[2 * i + 1] = ' ';
	}
	cr_expect_null(strstr(split(line), "more than"));
	line[2 * SHELL_WORDS_MAX] = 'b';
	cr_expect_str_eq(split(line), "the line has more than 32 words");
}
