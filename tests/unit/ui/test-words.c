#include "unlike/ui/words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/text.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NOW INT64_C(1795560060000) /* 2026-11-24 22:41 UTC */

TestSuite(words, .init = text_init);

static char not_allowed[] = "not allowed", red[] = "\033[31mred", deleted[] = "作品已被作者删除";

Test(words, states_are_said_as_the_vocabulary_says) {
	static const struct {
		enum like_state state;
		struct intent intent;
		const char *words;
		char letter;
	} cases[] = {
		{ LIKE_LIKED, { 0 }, "liked", 'L' },
		{ LIKE_UNDOABLE, { .due = NOW + 8000 }, "undo 8 s", 'u' },
		{ LIKE_UNDOABLE, { .due = NOW + 7001 }, "undo 8 s", 'u' },
		{ LIKE_UNDOABLE, { .due = NOW + 7000 }, "undo 7 s", 'u' },
		{ LIKE_UNDOABLE, { .due = NOW + 1 }, "undo 1 s", 'u' },
		{ LIKE_UNDOABLE, { .due = NOW + 150 * MSEC_PER_SEC }, "undo 2:30", 'u' },
		{ LIKE_UNDOABLE, { .due = MSEC_NEVER }, "undo", 'u' },
		{ LIKE_PACED, { .not_before = NOW + MSEC_PER_HOUR }, "at 23:41", 'p' },
		{ LIKE_PACED, { .not_before = NOW + 2 * MSEC_PER_HOUR }, "on 25 Nov", 'p' },
		{ LIKE_PACED, { .not_before = NOW + 40 * MSEC_PER_DAY }, "on 3 Jan", 'p' },
		{ LIKE_WAITING, { 0 }, "waiting", 'z' },
		{ LIKE_SENDING, { 0 }, "sending", '>' },
		{ LIKE_SYNCING, { .horizon = NOW + 872 * MSEC_PER_SEC }, "sync 14:32", '~' },
		{ LIKE_SYNCING, { .horizon = NOW + 3 * MSEC_PER_SEC }, "sync 0:03", '~' },
		{ LIKE_SYNCING, { .horizon = NOW + 125 * MSEC_PER_MIN }, "sync 2h05", '~' },
		{ LIKE_SYNCING, { .horizon = NOW + 72 * MSEC_PER_HOUR }, "sync 3 d", '~' },
		{ LIKE_SYNCING, { .horizon = NOW }, "sync", '~' },
		{ LIKE_SYNCING, { .horizon = NOW - 5000 }, "sync", '~' },
		{ LIKE_IN_REVIEW, { 0 }, "in review", 'r' },
		{ LIKE_CONFIRMED, { 0 }, "confirmed", 'x' },
		{ LIKE_STILL_SHOWN, { 0 }, "still shown", 'e' },
		{ LIKE_ROLLED_BACK, { .reason = not_allowed }, "kept: not allowed", '!' },
		{ LIKE_ROLLED_BACK, { .reason = red }, "kept: ␛[31mred", '!' },
		{ LIKE_ROLLED_BACK, { .reason = NULL }, "kept", '!' },
		{ LIKE_UNDECIDED, { 0 }, "you decide", '?' },
		{ LIKE_GONE, { 0 }, "gone", '-' },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char words[WORDS_STATE_MAX];
		words_state(cases[i].state, &cases[i].intent, NOW, 0, words);
		cr_expect_str_eq(words, cases[i].words);
		cr_expect_eq(words_state_letter(cases[i].state), cases[i].letter);
	}
}

Test(words, what_has_no_title_says_what_is_known_of_it) {
	static char title[] = "a title", none[] = "";
	static const char *const titles[LIKE_ABOUT_COUNT] = {
		[LIKE_DESCRIBED] = "(no text)",
		[LIKE_NOT_DESCRIBED] = "(not fetched yet)",
		[LIKE_NOT_THERE] = "(deleted, or hidden from you)",
		[LIKE_ELSEWHERE] = "(on a server that cannot be asked)",
		[LIKE_OF_NOTHING] = "(a like that does not say of what)",
	};
	for (int i = 0; i < LIKE_ABOUT_COUNT; i++) {
		struct like like = { .about = (enum like_about)i };
		cr_expect_str_eq(words_title(&like), titles[i]);
		const char *brief = words_title_short(&like);
		cr_expect_leq(text_width(brief), 20, "%s", brief);
		cr_expect_eq(brief[0], '(');
		like.title = none;
		cr_expect_str_eq(words_title(&like), titles[i]);
		like.title = title;
		cr_expect_str_eq(words_title(&like), "a title");
	}
}

Test(words, the_width_cuts_on_a_character) {
	char words[WORDS_STATE_MAX];
	const struct intent intent = { .reason = deleted };
	words_state(LIKE_ROLLED_BACK, &intent, NOW, 10, words);
	cr_assert_str_eq(words, "kept: 作…");
	words_state(LIKE_ROLLED_BACK, &intent, NOW, 0, words);
	cr_assert_str_eq(words, "kept: 作品已被作者删除");
}

Test(words, a_reason_of_any_length_fits) {
	char reason[4000], words[WORDS_STATE_MAX];
	for (size_t i = 0; i + 3 < sizeof(reason); i += 3) {
		memcpy(reason + i, "猫", 4);
	}
	const struct intent intent = { .reason = reason };
	words_state(LIKE_ROLLED_BACK, &intent, NOW, 0, words);
	cr_assert_lt(strlen(words), WORDS_STATE_MAX);
	cr_assert_str_eq(words + strlen(words) - strlen("猫…"), "猫…");
}

Test(words, without_an_intent_there_are_words_too) {
	for (unsigned state = 0; state < LIKE_STATE_COUNT; state++) {
		char words[WORDS_STATE_MAX];
		words_state((enum like_state)state, NULL, NOW, 0, words);
		cr_expect_neq(words[0], '\0');
	}
}

Test(words, numbers_are_grouped_or_short) {
	static const struct {
		int64_t number;
		const char *wide, *narrow;
	} cases[] = {
		{ 0, "0", "0" },
		{ 999, "999", "999" },
		{ 1000, "1,000", "1,000" },
		{ 9999, "9,999", "9,999" },
		{ 12408, "12,408", "12K" },
		{ 123456, "123,456", "123K" },
		{ 999999, "999,999", "999K" },
		{ 1000000, "1,000,000", "1M" },
		{ 1250000, "1,250,000", "1.2M" },
		{ 12500000, "12,500,000", "12M" },
		{ INT64_C(3100000000), "3,100,000,000", "3.1G" },
		{ INT64_MAX, "9,223,372,036,854,775,807", "9223372036G" },
		{ -1, "?", "?" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char number[32];
		words_number(cases[i].number, false, number);
		cr_expect_str_eq(number, cases[i].wide);
		words_number(cases[i].number, true, number);
		cr_expect_str_eq(number, cases[i].narrow);
	}
}

Test(words, a_day_is_written_in_the_form_that_was_set) {
	const msec_t now = INT64_C(1795560060000); /* 2026-11-24 22:41 */
	static const struct {
		enum date_form form;
		msec_t before;
		const char *words;
	} cases[] = {
		{ DATE_FORM_DAY, 0, "2026-11-24" },
		{ DATE_FORM_DAY_MONTH, 0, "24 Nov 2026" },
		{ DATE_FORM_DAY_MONTH, 23 * MSEC_PER_DAY, "1 Nov 2026" },
		{ DATE_FORM_AGE, 22 * MSEC_PER_HOUR, "today" },
		{ DATE_FORM_AGE, 23 * MSEC_PER_HOUR, "yesterday" },
		{ DATE_FORM_AGE, -2 * MSEC_PER_DAY, "today" },
		{ DATE_FORM_AGE, 2 * MSEC_PER_DAY, "2 days" },
		{ DATE_FORM_AGE, 7 * MSEC_PER_DAY, "1 week" },
		{ DATE_FORM_AGE, 29 * MSEC_PER_DAY, "4 weeks" },
		{ DATE_FORM_AGE, 30 * MSEC_PER_DAY, "1 month" },
		{ DATE_FORM_AGE, 364 * MSEC_PER_DAY, "12 months" },
		{ DATE_FORM_AGE, 365 * MSEC_PER_DAY, "1 year" },
		{ DATE_FORM_AGE, 9000 * MSEC_PER_DAY, "24 years" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char words[DATE_MAX];
		words_date(now - cases[i].before, cases[i].form, now, words);
		cr_expect_str_eq(words, cases[i].words);
	}
}

Test(words, states_in_chinese) {
	static const struct {
		enum like_state state;
		struct intent intent;
		const char *words;
	} cases[] = {
		{ LIKE_LIKED, { 0 }, "已赞" },
		{ LIKE_UNDOABLE, { .due = NOW + 8000 }, "可撤销 8秒" },
		{ LIKE_UNDOABLE, { .due = NOW + 150 * MSEC_PER_SEC }, "可撤销 2:30" },
		{ LIKE_PACED, { .not_before = NOW + MSEC_PER_HOUR }, "排到 23:41" },
		{ LIKE_PACED, { .not_before = NOW + 2 * MSEC_PER_HOUR }, "排到11月25日" },
		{ LIKE_PACED, { .not_before = NOW + 40 * MSEC_PER_DAY }, "排到1月3日" },
		{ LIKE_SYNCING, { .horizon = NOW + 872 * MSEC_PER_SEC }, "同步中 14:32" },
		{ LIKE_SYNCING, { .horizon = NOW + 125 * MSEC_PER_MIN }, "同步中 2时05" },
		{ LIKE_SYNCING, { .horizon = NOW + 72 * MSEC_PER_HOUR }, "同步中 3天" },
		{ LIKE_ROLLED_BACK, { .reason = deleted }, "未取消\uff1a作品已被作者删除" },
		{ LIKE_UNDECIDED, { 0 }, "待您决定" },
	};
	lang_set(LANG_ZH_CN);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char words[WORDS_STATE_MAX];
		words_state(cases[i].state, &cases[i].intent, NOW, 0, words);
		cr_expect_str_eq(words, cases[i].words);
	}
	cr_expect_str_eq(words_state_name(LIKE_CONFIRMED), "confirmed", "tapes are English");
}

Test(words, the_column_of_states_is_as_wide_as_the_language) {
	cr_expect_eq(words_state_cols(), 10);
	lang_set(LANG_ZH_CN);
	cr_expect_eq(words_state_cols(), 12);
}

Test(words, a_long_reason_is_cut_in_chinese_too) {
	char reason[600];
	for (size_t i = 0; i < 199; i++) {
		memcpy(reason + 3 * i, "赞", 4);
	}
	const struct intent intent = { .reason = reason };
	char words[WORDS_STATE_MAX];
	lang_set(LANG_ZH_CN);
	words_state(LIKE_ROLLED_BACK, &intent, NOW, 0, words);
	cr_expect_lt(strlen(words), WORDS_STATE_MAX);
	cr_expect_str_eq(words + strlen(words) - 3, "…");
	cr_expect_gt(strlen(words), WORDS_STATE_MAX / 2);
}

Test(words, chinese_counts_in_ten_thousands) {
	static const struct {
		int64_t number;
		const char *wide, *narrow, *count;
	} cases[] = {
		{ 9999, "9,999", "9,999", "9,999" },
		{ 10000, "10,000", "1万", "1万" },
		{ 12408, "12,408", "1.2万", "1.2万" },
		{ 123456, "123,456", "12.3万", "12.3万" },
		{ 9999999, "9,999,999", "999.9万", "999.9万" },
		{ 12345678, "12,345,678", "1234万", "1234万" },
		{ 123456789, "123,456,789", "1.2亿", "1.2亿" },
		{ -1, "?", "?", "?" },
	};
	lang_set(LANG_ZH_CN);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char number[32];
		words_number(cases[i].number, false, number);
		cr_expect_str_eq(number, cases[i].wide);
		words_number(cases[i].number, true, number);
		cr_expect_str_eq(number, cases[i].narrow);
		words_count(cases[i].number, number);
		cr_expect_str_eq(number, cases[i].count);
		cr_expect_leq(text_width(number), 7);
	}
}

Test(words, english_counts_whole_as_long_as_they_fit) {
	char number[32];
	words_count(999999, number);
	cr_expect_str_eq(number, "999,999");
	words_count(1250000, number);
	cr_expect_str_eq(number, "1.2M");
}
