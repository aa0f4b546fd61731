#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "unlike/ui/risk_words.h"
#include "fixture.h"

#define NOW FIXTURE_WALL
#define LONG_CELLS 240 /* three rows of 80 */

static struct buf out;

static void init(void) {
	text_init();
	buf_init(&out, BUF_UNLIMITED);
}

static void finish(void) {
	lang_set(LANG_EN);
	buf_finish(&out);
}

TestSuite(risk_words, .init = init, .fini = finish);

static const struct risk_words usual = {
	.now = NOW,
	.frequent_within = 24 * MSEC_PER_HOUR,
	.network_within = MSEC_PER_HOUR,
};

static struct risk_reason make(enum risk_topic topic, enum risk_verdict verdict) {
	return (struct risk_reason){
		.topic = topic,
		.verdict = verdict,
		.rule = "IN-1",
		.kind = PLATFORM_ARTICLE,
		.value = 5,
		.limit = 5,
		.resets_at = MSEC_NEVER,
	};
}

static const char *brief(const struct risk_reason *reason) {
	buf_reset(&out);
	risk_words_short(&usual, reason, &out);
	return out.data;
}

static const char *whole(const struct risk_reason *reason) {
	buf_reset(&out);
	risk_words_long(&usual, reason, &out);
	return out.data;
}

/* No conversion of printf, no half of one, no blank at an end or in a row. */
static void expect_clean(const char *text, const char *what) {
	cr_expect_gt(strlen(text), 0, "%s: nothing", what);
	for (const char *p = strchr(text, '%'); p != NULL; p = strchr(p + 1, '%')) {
		cr_expect_eq(strchr("sdlzu%", p[1] != '\0' ? p[1] : ' '), NULL, "%s: '%s'", what,
				text);
	}
	cr_expect_eq(strstr(text, "  "), NULL, "%s: '%s'", what, text);
	cr_expect_neq(text[0], ' ', "%s: '%s'", what, text);
	cr_expect_neq(text[strlen(text) - 1], ' ', "%s: '%s'", what, text);
	cr_expect_eq(strstr(text, "(null)"), NULL, "%s: '%s'", what, text);
}

static void expect_one(const struct risk_reason *reason, const char *what) {
	struct risk_words words = usual;
	for (int want = 0; want < 2; want++) {
		words.want = want == 1;
		buf_reset(&out);
		risk_words_short(&words, reason, &out);
		expect_clean(out.data, what);
		cr_expect_leq(text_width(out.data), RISK_WORDS_CELLS, "%s: '%s'", what, out.data);
		/* Nothing is cut with numbers as they come. */
		cr_expect_eq(strstr(out.data, "…"), NULL, "%s: '%s'", what, out.data);
		buf_reset(&out);
		risk_words_long(&words, reason, &out);
		expect_clean(out.data, what);
		cr_expect_leq(text_width(out.data), LONG_CELLS, "%s: '%s'", what, out.data);
	}
}

Test(risk_words, every_topic_and_verdict_has_both_forms_in_both_languages) {
	static const msec_t times[] = { NOW + MSEC_PER_MIN, NOW + 40 * MSEC_PER_HOUR, MSEC_NEVER };
	for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
		lang_set(lang);
		for (unsigned i = 0; i < RISK_TOPIC_COUNT * RISK_VERDICT_COUNT * 3 * 3; i++) {
			struct risk_reason reason = make((enum risk_topic)(i % RISK_TOPIC_COUNT),
					(enum risk_verdict)(
							i / RISK_TOPIC_COUNT % RISK_VERDICT_COUNT));
			const unsigned rest = i / RISK_TOPIC_COUNT / RISK_VERDICT_COUNT;
			reason.kind = (enum platform_kind)(rest % 3);
			reason.resets_at = times[rest / 3];
			reason.value = reason.limit = 30;
			char what[120];
			(void)snprintf(what, sizeof(what), "%s %s %s, kind %d", lang_name(lang),
					risk_topic_name(reason.topic),
					risk_verdict_name(reason.verdict), (int)reason.kind);
			expect_one(&reason, what);
		}
	}
}

Test(risk_words, one_is_not_ones) {
	struct risk_reason reason = make(RISK_FREQUENT, RISK_HOLD);
	reason.value = reason.limit = 1;
	cr_expect_not_null(strstr(whole(&reason), "1 of 1 cancel within 24 h is used"));
	reason.value = reason.limit = 2;
	cr_expect_not_null(strstr(whole(&reason), "2 of 2 cancels within 24 h are used"));
	reason = make(RISK_ITEM, RISK_WARN);
	reason.value = reason.limit = 1;
	cr_expect_not_null(strstr(whole(&reason), "1 time already"));
	reason.value = 3;
	cr_expect_not_null(strstr(whole(&reason), "3 times already"));
}

Test(risk_words, a_value_of_the_article_is_marked_and_an_assumed_one_too) {
	struct risk_reason reason = make(RISK_FREQUENT, RISK_HOLD);
	cr_expect_str_eq(brief(&reason), "Review: 5 of 5* in 24 h");
	cr_expect_not_null(strstr(whole(&reason), "(unverified)"));
	cr_expect_null(strstr(whole(&reason), "*"));
	reason.kind = PLATFORM_ASSUMED;
	cr_expect_str_eq(brief(&reason), "Review: 5 of ≈5 in 24 h");
	cr_expect_not_null(strstr(whole(&reason), "5 of ≈5 cancels"));
	cr_expect_null(strstr(whole(&reason), "unverified"));
	reason.kind = PLATFORM_OURS;
	cr_expect_str_eq(brief(&reason), "Review: 5 of 5 in 24 h");
	lang_set(LANG_ZH_CN);
	reason.kind = PLATFORM_ARTICLE;
	cr_expect_str_eq(brief(&reason), "要审核：24小时内已用5/5*次");
	cr_expect_not_null(strstr(whole(&reason), "（未经证实）"));
}

Test(risk_words, a_refusal_says_when_it_will_be_possible) {
	struct risk_reason reason = make(RISK_DAILY, RISK_REFUSE);
	reason.value = reason.limit = 30;
	reason.resets_at = NOW + MSEC_PER_HOUR;
	cr_expect_str_eq(brief(&reason), "Not till 23:41: 30 of 30* today");
	cr_expect_str_eq(whole(&reason),
			"30 of 30 cancels of today are used (unverified). It is "
			"possible again from 23:41 on.");
	reason.resets_at = NOW + 2 * MSEC_PER_HOUR;
	cr_expect_str_eq(brief(&reason), "Not till 25 Nov 00:41: 30 of 30* today");
	reason.resets_at = MSEC_NEVER;
	cr_expect_not_null(strstr(whole(&reason), "It is not possible."));
	/* Where not both fit in a narrow row, when is told before why. */
	reason = make(RISK_NETWORK, RISK_REFUSE);
	reason.resets_at = NOW + 40 * MSEC_PER_HOUR;
	cr_expect_str_eq(brief(&reason), "Not till 26 Nov 14:41*");
}

Test(risk_words, today_is_said_of_calendar_limits_only) {
	for (unsigned topic = 0; topic < RISK_TOPIC_COUNT; topic++) {
		const struct risk_reason reason = make((enum risk_topic)topic, RISK_HOLD);
		const bool daily = topic == RISK_DAILY;
		cr_expect_eq(strstr(brief(&reason), "today") != NULL, daily, "%s", out.data);
		cr_expect_eq(strstr(whole(&reason), "today") != NULL, daily, "%s", out.data);
	}
}

Test(risk_words, a_time_has_its_day_and_its_year_where_these_are_others) {
	char text[RISK_WORDS_TIME_MAX];
	risk_words_time(NOW + MSEC_PER_MIN, NOW, text);
	cr_expect_str_eq(text, "22:42");
	risk_words_time(NOW + MSEC_PER_DAY, NOW, text);
	cr_expect_str_eq(text, "25 Nov 22:41");
	risk_words_time(NOW + 60 * MSEC_PER_DAY, NOW, text);
	cr_expect_str_eq(text, "2027-01-23 22:41");
	lang_set(LANG_ZH_CN);
	risk_words_time(NOW + MSEC_PER_DAY, NOW, text);
	cr_expect_str_eq(text, "11月25日22:41");
}

Test(risk_words, a_span_is_told_in_its_largest_whole_unit) {
	static const struct {
		msec_t span;
		const char *words;
	} cases[] = { { 24 * MSEC_PER_HOUR, "24 h" }, { 48 * MSEC_PER_HOUR, "2 days" },
		{ 7 * MSEC_PER_DAY, "7 days" }, { MSEC_PER_HOUR, "1 h" },
		{ 36 * MSEC_PER_HOUR, "36 h" }, { 90 * MSEC_PER_MIN, "90 min" },
		{ MSEC_PER_SEC, "1 min" } };
	char text[RISK_WORDS_TIME_MAX];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		risk_words_span(cases[i].span, text);
		cr_expect_str_eq(text, cases[i].words);
	}
}

/* --- what begins --- */

static struct risk_judgement judge_all(enum risk_verdict verdict, msec_t until) {
	struct risk_judgement ret = { .verdict = verdict, .n_reasons = 1 };
	ret.reasons[0] = make(RISK_FREQUENT, verdict);
	for (unsigned kind = 0; kind < PLATFORM_PENALTY_COUNT; kind++) {
		ret.begins[ret.n_begins++] = (struct risk_penalty){
			.kind = (enum platform_penalty)kind, .from = NOW, .until = until
		};
	}
	return ret;
}

static const char *begins(const struct risk_judgement *judgement, bool in_brief) {
	buf_reset(&out);
	risk_words_begins(&usual, judgement, in_brief, &out);
	return out.data;
}

Test(risk_words, each_penalty_is_told_with_its_end_in_both_languages) {
	for (unsigned i = 0; i < LANG_COUNT * 2 * 2; i++) {
		lang_set((enum lang)(i % LANG_COUNT));
		const bool held = i / LANG_COUNT % 2 == 1, ends = i / LANG_COUNT / 2 == 1;
		struct risk_judgement all = judge_all(held ? RISK_HOLD : RISK_WARN,
				ends ? NOW + 7 * MSEC_PER_DAY : MSEC_NEVER);
		for (unsigned kind = 0; kind < PLATFORM_PENALTY_COUNT; kind++) {
			struct risk_judgement one = all;
			one.n_begins = 1;
			one.begins[0] = all.begins[kind];
			expect_clean(begins(&one, false), "long");
			const bool day = strstr(out.data, held ? "7" : "22:41") != NULL;
			cr_expect_eq(day, ends, "%s", out.data);
			expect_clean(begins(&one, true), "brief");
			cr_expect_leq(text_width(out.data), RISK_WORDS_CELLS, "%s", out.data);
		}
		/* What begins together is told together, in two rows of the smallest screen. */
		struct risk_judgement two = all;
		two.n_begins = 2;
		expect_clean(begins(&two, true), "two");
		cr_expect_leq(text_width(out.data), 2 * RISK_WORDS_CELLS, "%s", out.data);
	}
}

Test(risk_words, what_begins_with_a_rejection_says_so) {
	struct risk_judgement one = judge_all(RISK_HOLD, NOW + 7 * MSEC_PER_DAY);
	one.n_begins = 1;
	cr_expect_str_eq(begins(&one, false),
			"If it is rejected, your reach is limited for 7 days.");
	one.verdict = RISK_WARN;
	cr_expect_str_eq(begins(&one, false), "Your reach is limited until 1 Dec 22:41.");
	one.n_begins = 0;
	cr_expect_str_eq(begins(&one, false), "");
}

Test(risk_words, a_judgement_is_told_whole) {
	struct risk_judgement judgement = judge_all(RISK_HOLD, NOW + 7 * MSEC_PER_DAY);
	judgement.n_begins = 1;
	buf_reset(&out);
	risk_words_all(&usual, &judgement, &out);
	cr_expect_str_eq(out.data,
			"5 of 5 cancels within 24 h are used (unverified). It is held until the "
			"platform has reviewed it; until then nothing changes. If it is rejected, "
			"your reach is limited for 7 days.");
	lang_set(LANG_ZH_CN);
	buf_reset(&out);
	risk_words_all(&usual, &judgement, &out);
	cr_expect_str_eq(out.data,
			"24小时内可取消5次，已用5次（未经证实）。平台会先审核；审核完之前什么都不会"
			"改变。若审核不通过，您会被限流7天。");
	lang_set(LANG_EN);
	judgement = (struct risk_judgement){ .verdict = RISK_OK };
	buf_reset(&out);
	risk_words_all(&usual, &judgement, &out);
	cr_expect_str_eq(out.data, "Nothing speaks against it.");
}

/* --- limits --- */

static const char *limit_words(const struct risk_limit *limit, enum risk_words_form form) {
	buf_reset(&out);
	risk_words_limit(limit, form, NOW, &out);
	return out.data;
}

Test(risk_words, a_rolling_limit_says_when_the_next_is_free) {
	struct risk_limit limit = {
		.topic = RISK_FREQUENT,
		.rule = "IN-1",
		.kind = PLATFORM_ARTICLE,
		.used = 2,
		.limit = 5,
		.next_at = NOW,
		.frees_at = NOW + MSEC_PER_HOUR,
	};
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_FULL), "3 of 5* left, next at 23:41");
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_SHORT), "3 of 5* left");
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_TINY), "3/5*");
	limit.used = 0;
	limit.frees_at = NOW;
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_FULL), "5 of 5* left");
	limit.used = 7; /* a limit that was higher when they were used */
	cr_expect_not_null(strstr(limit_words(&limit, RISK_WORDS_FULL), "0 of 5* left"));
}

Test(risk_words, a_calendar_limit_says_today) {
	struct risk_limit limit = {
		.topic = RISK_DAILY,
		.rule = "IN-4",
		.kind = PLATFORM_ASSUMED,
		.calendar = true,
		.used = 2,
		.limit = 50,
		.next_at = NOW,
		.frees_at = NOW + MSEC_PER_HOUR,
	};
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_FULL), "48 of ≈50 left today");
	limit.used = 50;
	limit.next_at = limit.frees_at;
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_FULL),
			"0 of ≈50 left today, again at 23:41");
	lang_set(LANG_ZH_CN);
	cr_expect_str_eq(limit_words(&limit, RISK_WORDS_FULL), "今天剩 0/≈50 次，23:41 再有");
}

Test(risk_words, the_tightest_limit_is_the_one_that_leaves_least) {
	const struct risk_limit limits[] = { { .limit = 30, .used = 10 }, { .limit = 5, .used = 1 },
		{ .limit = 50, .used = 46 } };
	cr_expect_eq(risk_words_tightest(limits, 3), &limits[1]);
	cr_expect_null(risk_words_tightest(limits, 0));
}
