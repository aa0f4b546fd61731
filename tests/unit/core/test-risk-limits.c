#include <criterion/criterion.h>
#include <limits.h>

#include "shipped.h"
#include "unlike/core/risk.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
/* 2026-03-01T09:00:00Z: 17:00 in the platforms' zone. */
#define NOW ((msec_t)1772355600000)
#define MIDNIGHT (NOW + 7 * MSEC_PER_HOUR)

static struct platform *platform;

static void finish(void) {
	platform_destroy(platform);
}

static struct risk_limit only_limit(
		msec_t *cancels, size_t n, enum platform_tier tier, msec_t now) {
	struct risk_facts facts = { .tier = tier, .cancels = cancels, .n_cancels = n };
	struct risk_limit limits[RISK_LIMITS_MAX];
	cr_assert_eq(risk_limits(platform, &facts, now, limits), 1);
	return limits[0];
}

static void expect(const struct risk_limit *limit, int64_t used, msec_t next_at, msec_t empty_at) {
	cr_assert_eq(limit->used, used, "%lld", (long long)limit->used);
	cr_assert_eq(limit->next_at, next_at, "%lld", (long long)(limit->next_at - NOW));
	cr_assert_eq(limit->empty_at, empty_at, "%lld", (long long)(limit->empty_at - NOW));
}

TestSuite(risk_limits, .fini = finish);

Test(risk_limits, IN_1_a_rolling_limit_tells_when_one_more_fits_and_when_all_is_free) {
	platform = shipped_platform("wechat-channels");
	msec_t cancels[] = { NOW - MSEC_PER_DAY - 1, NOW - MSEC_PER_DAY, NOW - MSEC_PER_DAY + 1,
		NOW - 40, NOW - 30, NOW - 20, NOW - 10 };
	struct risk_limit limit = only_limit(cancels, 0, PLATFORM_ORDINARY, NOW);
	expect(&limit, 0, NOW, NOW);
	cr_assert_eq(limit.topic, RISK_FREQUENT);
	cr_assert_str_eq(limit.rule, "IN-1");
	cr_assert_eq(limit.kind, PLATFORM_ARTICLE);
	cr_assert_eq(limit.beyond, RISK_HOLD);
	cr_assert_not(limit.calendar);
	cr_assert_eq(limit.window, MSEC_PER_DAY);
	cr_assert_eq(limit.limit, 5);
	limit = only_limit(cancels, 3, PLATFORM_ORDINARY, NOW);
	expect(&limit, 1, NOW, NOW + 1);
	limit = only_limit(cancels, 6, PLATFORM_ORDINARY, NOW);
	expect(&limit, 4, NOW, NOW - 20 + MSEC_PER_DAY);
	limit = only_limit(cancels, 7, PLATFORM_ORDINARY, NOW);
	expect(&limit, 5, NOW + 1, NOW - 10 + MSEC_PER_DAY);
}

Test(risk_limits, IN_1_the_oldest_one_that_counts_is_the_next_to_be_free) {
	platform = shipped_platform("wechat-channels");
	msec_t cancels[] = { NOW - MSEC_PER_DAY, NOW - 40, NOW - 30, NOW };
	struct risk_limit limit = only_limit(cancels, 1, PLATFORM_ORDINARY, NOW);
	cr_assert_eq(limit.frees_at, NOW);
	limit = only_limit(cancels, 3, PLATFORM_ORDINARY, NOW);
	cr_assert_eq(limit.frees_at, NOW - 40 + MSEC_PER_DAY);
	limit = only_limit(&cancels[3], 1, PLATFORM_ORDINARY, NOW);
	cr_assert_eq(limit.frees_at, NOW + MSEC_PER_DAY);
}

Test(risk_limits, IN_4_a_day_in_the_platforms_zone) {
	platform = shipped_platform("douyin");
	platform->integrity.daily_limit = 2;
	msec_t begin = MIDNIGHT - MSEC_PER_DAY;
	msec_t cancels[] = { begin - 1, begin, NOW - 1 };
	struct risk_limit limit = only_limit(cancels, 1, PLATFORM_ORDINARY, NOW);
	expect(&limit, 0, NOW, NOW);
	cr_assert_eq(limit.topic, RISK_DAILY);
	cr_assert_str_eq(limit.rule, "IN-4");
	cr_assert_eq(limit.kind, PLATFORM_ARTICLE);
	cr_assert_eq(limit.beyond, RISK_REFUSE);
	cr_assert(limit.calendar);
	cr_assert_eq(limit.window, MSEC_PER_DAY);
	limit = only_limit(cancels, 2, PLATFORM_ORDINARY, NOW);
	expect(&limit, 1, NOW, MIDNIGHT);
	cr_assert_eq(limit.frees_at, MIDNIGHT);
	limit = only_limit(cancels, 3, PLATFORM_ORDINARY, NOW);
	expect(&limit, 2, MIDNIGHT, MIDNIGHT);
	cr_assert_eq(limit.frees_at, MIDNIGHT);
}

Test(risk_limits, IN_4_midnight_in_other_zones) {
	static const struct {
		msec_t zone, midnight; /* after NOW */
	} cases[] = {
		{ 0, 15 * MSEC_PER_HOUR },
		{ 5 * MSEC_PER_HOUR + 45 * MSEC_PER_MIN, 9 * MSEC_PER_HOUR + 15 * MSEC_PER_MIN },
		{ -11 * MSEC_PER_HOUR, 2 * MSEC_PER_HOUR },
		{ 15 * MSEC_PER_HOUR, MSEC_PER_DAY },
	};
	platform = shipped_platform("douyin");
	platform->integrity.daily_limit = 1;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		platform->utc_offset = cases[i].zone;
		msec_t at = NOW;
		struct risk_limit limit = only_limit(&at, 1, PLATFORM_ORDINARY, NOW);
		expect(&limit, 1, NOW + cases[i].midnight, NOW + cases[i].midnight);
	}
	platform->utc_offset = 0;
	msec_t before_1970 = -1;
	struct risk_limit limit = only_limit(&before_1970, 1, PLATFORM_ORDINARY, -1);
	expect(&limit, 1, 0, 0);
}

Test(risk_limits, FU_1_a_grade_scales_a_limit_and_its_kind) {
	platform = shipped_platform("bilibili");
	struct risk_limit limit = only_limit(NULL, 0, PLATFORM_ORDINARY, NOW);
	cr_assert_eq(limit.limit, 30);
	cr_assert_eq(limit.kind, PLATFORM_ARTICLE);
	limit = only_limit(NULL, 0, PLATFORM_VERIFIED, NOW);
	cr_assert_eq(limit.limit, 60);
	cr_assert_eq(limit.kind, PLATFORM_ASSUMED);
	platform->integrity.daily_limit = 1000;
	cr_assert_eq(only_limit(NULL, 0, PLATFORM_ORDINARY, NOW).limit, 1000);
	platform->integrity.daily_limit = 30;
	platform->source[PLATFORM_VERIFIED_LIMIT_PERCENT].kind = PLATFORM_ARTICLE;
	platform->source[PLATFORM_DAILY_LIMIT].kind = PLATFORM_OURS;
	cr_assert_eq(only_limit(NULL, 0, PLATFORM_VERIFIED, NOW).kind, PLATFORM_OURS);
	platform->integrity.limit_percent[PLATFORM_VERIFIED] = 55;
	cr_assert_eq(only_limit(NULL, 0, PLATFORM_VERIFIED, NOW).limit, 16, "rounded down");
	platform->integrity.limit_percent[PLATFORM_VERIFIED] = 1;
	cr_assert_eq(only_limit(NULL, 0, PLATFORM_VERIFIED, NOW).limit, 1, "never nothing");
	platform->integrity.limit_percent[PLATFORM_VERIFIED] = 7;
	cr_assert_eq(only_limit(NULL, 0, PLATFORM_VERIFIED, NOW).limit, 2);
}

Test(risk_limits, IN_1_IN_4_a_platform_may_have_both_or_none) {
	platform = shipped_platform("wechat-channels");
	platform->integrity.daily_limit = 1;
	struct risk_facts facts = { 0 };
	struct risk_limit limits[RISK_LIMITS_MAX];
	cr_assert_eq(risk_limits(platform, &facts, NOW, limits), 2);
	cr_assert_eq(limits[0].topic, RISK_DAILY);
	cr_assert_eq(limits[1].topic, RISK_FREQUENT);
	platform->integrity.frequent.more_than = 1;
	cr_assert_eq(risk_limits(platform, &facts, NOW, limits), 2);
	platform->integrity.daily_limit = 0;
	platform->integrity.frequent.more_than = 0;
	cr_assert_eq(risk_limits(platform, &facts, NOW, limits), 0);
}

Test(risk_limits, IN_2_the_ratio_is_rounded_down) {
	platform = shipped_platform("wechat-channels");
	struct risk_facts facts = { .likes_made = 1000, .cancels_made = 309 };
	struct risk_ratio ratio;
	cr_assert(risk_ratio(platform, &facts, &ratio));
	cr_assert_str_eq(ratio.rule, "IN-2");
	cr_assert_eq(ratio.kind, PLATFORM_ARTICLE);
	cr_assert_eq(ratio.percent, 30);
	cr_assert_eq(ratio.limit_percent, 30);
	cr_assert_eq(ratio.cancels, 309);
	cr_assert_eq(ratio.likes, 1000);
	cr_assert_eq(ratio.from_likes, 20);
	facts.likes_made = 0;
	cr_assert(risk_ratio(platform, &facts, &ratio));
	cr_assert_eq(ratio.percent, 0);
	facts.likes_made = 1;
	facts.cancels_made = 1;
	cr_assert(risk_ratio(platform, &facts, &ratio));
	cr_assert_eq(ratio.percent, 100);
	facts.cancels_made = 1000000000000;
	cr_assert(risk_ratio(platform, &facts, &ratio));
	cr_assert_eq(ratio.percent, INT_MAX);
}

Test(risk_limits, IN_2_without_the_rule_there_is_no_ratio) {
	platform = shipped_platform("douyin");
	struct risk_facts facts = { .likes_made = 10 };
	struct risk_ratio ratio;
	cr_assert_not(risk_ratio(platform, &facts, &ratio));
}
