#include "unlike/base/lang.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void set_env(const char *name, const char *value) {
	if (value != NULL) {
		cr_assert_eq(setenv(name, value, 1), 0);
	} else {
		cr_assert_eq(unsetenv(name), 0);
	}
}

Test(lang, names_are_read) {
	static const struct {
		const char *name;
		enum lang lang; /* LANG_COUNT: none */
	} cases[] = {
		{ "zh_CN", LANG_ZH_CN },
		{ "zh_CN.UTF-8", LANG_ZH_CN },
		{ "zh-cn", LANG_ZH_CN },
		{ "zh_CN@pinyin", LANG_ZH_CN },
		{ "zh", LANG_ZH_CN },
		{ "zh.UTF-8", LANG_ZH_CN },
		{ "zh_Hans_SG", LANG_ZH_CN },
		{ "zh-Hans", LANG_ZH_CN },
		{ "en", LANG_EN },
		{ "en_GB.UTF-8", LANG_EN },
		{ "C", LANG_EN },
		{ "C.UTF-8", LANG_EN },
		{ "POSIX", LANG_EN },
		{ "zh_TW", LANG_COUNT },
		{ "zh_HK.UTF-8", LANG_COUNT },
		{ "zhx", LANG_COUNT },
		{ "english", LANG_COUNT },
		{ "de_DE.UTF-8", LANG_COUNT },
		{ "", LANG_COUNT },
		{ "z", LANG_COUNT },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum lang lang = LANG_COUNT;
		cr_assert_eq(lang_find(cases[i].name, &lang), cases[i].lang != LANG_COUNT, "%s",
				cases[i].name);
		cr_assert_eq(lang, cases[i].lang, "%s", cases[i].name);
	}
}

Test(lang, a_language_is_its_own_name) {
	for (unsigned i = 0; i < LANG_COUNT; i++) {
		enum lang lang = LANG_COUNT;
		cr_assert(lang_find(lang_name((enum lang)i), &lang));
		cr_assert_eq(lang, (enum lang)i);
	}
}

Test(lang, the_environment_chooses_in_the_order_of_gettext) {
	static const struct {
		const char *language, *all, *messages, *lang;
		enum lang wanted;
	} cases[] = {
		{ NULL, NULL, NULL, NULL, LANG_EN },
		{ NULL, NULL, NULL, "zh_CN.UTF-8", LANG_ZH_CN },
		{ NULL, NULL, "en_US.UTF-8", "zh_CN.UTF-8", LANG_EN },
		{ NULL, "zh_CN.UTF-8", "en_US.UTF-8", "en_US.UTF-8", LANG_ZH_CN },
		{ NULL, "", "", "zh_CN.UTF-8", LANG_ZH_CN },
		{ NULL, "de_DE.UTF-8", NULL, "zh_CN.UTF-8", LANG_EN },
		/* C.UTF-8 is what containers have: it says nothing of a language. */
		{ "zh_CN", "C.UTF-8", NULL, NULL, LANG_ZH_CN },
		{ "zh_CN", NULL, NULL, NULL, LANG_ZH_CN },
		{ "de:zh_CN:en", NULL, NULL, "de_DE.UTF-8", LANG_ZH_CN },
		{ "en:zh_CN", NULL, NULL, "zh_CN.UTF-8", LANG_EN },
		{ "::zh", NULL, NULL, "en_US.UTF-8", LANG_ZH_CN },
		{ "de", NULL, NULL, "zh_CN.UTF-8", LANG_ZH_CN },
		{ "", NULL, NULL, "zh_CN.UTF-8", LANG_ZH_CN },
		{ "zh_CN", "C", NULL, "zh_CN.UTF-8", LANG_EN },
		{ "zh_CN", NULL, NULL, "POSIX", LANG_EN },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set_env("LANGUAGE", cases[i].language);
		set_env("LC_ALL", cases[i].all);
		set_env("LC_MESSAGES", cases[i].messages);
		set_env("LANG", cases[i].lang);
		cr_assert_eq(lang_of_environment(), cases[i].wanted, "case %zu", i);
	}
}

Test(lang, english_is_what_stands_in_the_source) {
	cr_assert_eq(lang_get(), LANG_EN);
	cr_assert_str_eq(_("Likes"), "Likes");
	cr_assert_str_eq(C_("state", "undo"), "undo");
	cr_assert_str_eq(lang_plural("%s like", "%s likes", 1), "%s like");
	cr_assert_str_eq(lang_plural("%s like", "%s likes", 0), "%s likes");
	cr_assert_str_eq(lang_plural("%s like", "%s likes", 2), "%s likes");
}

/* With LC_ALL=C.UTF-8 alone, as all tests run. */
Test(lang, chinese_needs_no_locale) {
	lang_set(LANG_ZH_CN);
	cr_assert_str_eq(_("Likes"), "点赞");
	cr_assert_str_eq(_("nobody wrote this"), "nobody wrote this");
	lang_set(LANG_EN);
	cr_assert_str_eq(_("Likes"), "Likes");
}

Test(lang, one_english_word_is_two_by_its_context) {
	lang_set(LANG_ZH_CN);
	cr_assert_str_eq(C_("state", "undo"), "可撤销");
	cr_assert_str_eq(lang_text_of("state", NC_("state", "undo")), "可撤销");
	cr_assert_str_eq(C_("key", "undo"), "撤销");
	cr_assert_str_eq(lang_text_of("nowhere", "undo"), "undo");
}

Test(lang, chinese_has_one_form_for_any_number) {
	lang_set(LANG_ZH_CN);
	cr_assert_str_eq(lang_plural("%s like", "%s likes", 1), "%s 个赞");
	cr_assert_str_eq(lang_plural("%s like", "%s likes", 2), "%s 个赞");
	cr_assert_str_eq(lang_plural("%d thing", "%d things", 1), "%d thing");
}
