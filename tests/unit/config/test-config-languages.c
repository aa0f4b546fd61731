/* The configuration in both languages. */
#include "unlike/config/config.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

static struct config config;

static void finish(void) {
	lang_set(LANG_EN);
	config_finish(&config);
}

TestSuite(config_languages, .fini = finish);

static void read_text(const char *text) {
	config_finish(&config);
	config_read_text("c", text, &config);
}

/* --- in another language ---------------------------------------------------------------------- */

/* A line of ours in Latin letters has a word that is not a name of the file. */
static bool is_english(const char *line) {
	static const char *const words[] = { " is ", " are ", " has ", " the ", " there ", " in ",
		" no ", " for " };
	bool found = false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		found = found || strstr(line, words[i]) != NULL;
	}
	return found;
}

Test(config_languages, what_is_wrong_is_told_in_the_language_in_use) {
	const char *text = "version = 7\nversion = 1\n[screen]\ntheme = none\nascii = maybe\n"
			   "colums = x\nhold = 3\n[actng]\nfoo = 1\n[acting]\nhold = 1 s\n"
			   "hold = 2 s\nzzzzzz = 1\n[keys]\nenter = none\nundo = xx\nundoo = u\n"
			   "zzzzzz = p\ndown = u\nshow =\nlike = a b c d e f g\nquit = none\n"
			   "interrupt = none\nundo = z\nundo = y\ngarbage\n[screen\n";
	lang_set(LANG_ZH_CN);
	read_text(text);
	const size_t n_chinese = config.n_problems;
	const size_t len = config.problems.len;
	cr_expect_not_null(strstr(config.problems.data,
					   "c:5: ascii 写的是“maybe”；可以写 auto、on、off\n"),
			"%s", config.problems.data);
	cr_expect_not_null(strstr(config.problems.data, "c:4: 没有主题“none”"));
	cr_expect_not_null(strstr(config.problems.data, "c:26: 既不是 [节]"));
	char *all = xstrndup(config.problems.data, len);
	for (char *rest = all, *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';) {
		cr_expect_not(is_english(line), "%s", line);
	}
	free(all);
	lang_set(LANG_EN);
	read_text(text);
	cr_expect_eq(config.n_problems, n_chinese);
	cr_expect_eq(config.n_problems, 19, "%s", config.problems.data);
}

Test(config_languages, what_is_shown_and_the_template_read_back_in_every_language) {
	for (unsigned lang = 0; lang < LANG_COUNT; lang++) {
		struct buf text;
		buf_init(&text, BUF_UNLIMITED);
		lang_set((enum lang)lang);
		config_template(&text);
		read_text(text.data);
		cr_expect_eq(config.n_problems, 0, "%s", config.problems.data);
		cr_expect_eq(config.values[SETTING_HOLD].source, CONFIG_DEFAULT);
		buf_finish(&text);
		buf_init(&text, BUF_UNLIMITED);
		read_text("[acting]\nhold = 2 s\n");
		config_show(&config, &text);
		read_text(text.data);
		cr_expect_eq(config.n_problems, 0, "%s", config.problems.data);
		cr_expect_eq(config_number(&config, SETTING_HOLD), 2000);
		buf_finish(&text);
	}
	lang_set(LANG_EN);
}
