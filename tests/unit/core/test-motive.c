#include "unlike/core/motive.h"

#include <criterion/criterion.h>
#include <math.h>

#include "shipped.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct motive_model model = {
	.bias = -8,
	.weight = { [MOTIVE_SOON] = 6, [MOTIVE_SINGLE] = 3, [MOTIVE_OWN_DEVICE] = 1 },
	.threshold = 0.5,
	.soon_within = 90 * MSEC_PER_SEC,
	.bulk_within = 10 * MSEC_PER_MIN,
};

static struct motive judge(msec_t since_like, int64_t cancels_lately, int64_t other_devices) {
	const struct motive_facts facts = { since_like, cancels_lately, other_devices };
	return motive_judge(&model, &facts);
}

Test(motive, FU_4_the_model_of_the_tests_is_that_of_the_shipped_files) {
	struct platform *p = shipped_platform("wechat-channels");
	cr_assert_float_eq(p->motive.bias, model.bias, 0);
	for (enum motive_feature i = 0; i < MOTIVE_FEATURE_COUNT; i++) {
		cr_assert_float_eq(p->motive.weight[i], model.weight[i], 0);
	}
	cr_assert_float_eq(p->motive.threshold, model.threshold, 0);
	cr_assert_eq(p->motive.soon_within, model.soon_within);
	cr_assert_eq(p->motive.bulk_within, model.bulk_within);
	platform_destroy(p);
}

Test(motive, FU_4_a_single_cancel_seconds_after_the_like_is_a_correction) {
	static const struct {
		msec_t since_like;
		int64_t cancels_lately, other_devices;
		bool correction;
	} cases[] = {
		{ 0, 0, 0, true },
		{ 3000, 0, 0, true },
		/* 30 s is where it turns, for one alone on its own device */
		{ 29999, 0, 0, true },
		{ 30000, 0, 0, false },
		{ 30001, 0, 0, false },
		/* with one other cancel 7.5 s */
		{ 7499, 1, 0, true },
		{ 7501, 1, 0, false },
		/* with one other device 22.5 s */
		{ 22499, 0, 1, true },
		{ 22501, 0, 1, false },
		/* in bulk never */
		{ 0, 2, 0, false },
		{ 0, 1000000, 0, false },
		/* nor long after, nor where nobody knows */
		{ 24 * MSEC_PER_HOUR, 0, 0, false },
		{ -1, 0, 0, false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct motive motive = judge(cases[i].since_like, cases[i].cancels_lately,
				cases[i].other_devices);
		cr_assert_eq(motive.correction, cases[i].correction, "case %zu: %g", i,
				motive.score);
	}
}

Test(motive, FU_4_each_feature_is_scaled_from_0_to_1) {
	cr_assert_float_eq(judge(0, 0, 0).feature[MOTIVE_SOON], 1, 0);
	cr_assert_float_eq(judge(45 * MSEC_PER_SEC, 0, 0).feature[MOTIVE_SOON], 0.5, 1e-12);
	cr_assert_float_eq(judge(model.soon_within - 1, 0, 0).feature[MOTIVE_SOON], 1.0 / 90000,
			1e-12);
	cr_assert_float_eq(judge(model.soon_within, 0, 0).feature[MOTIVE_SOON], 0, 0);
	cr_assert_float_eq(judge(INT64_MAX, 0, 0).feature[MOTIVE_SOON], 0, 0);
	cr_assert_float_eq(judge(-1, 0, 0).feature[MOTIVE_SOON], 0, 0);
	cr_assert_float_eq(judge(0, 0, 0).feature[MOTIVE_SINGLE], 1, 0);
	cr_assert_float_eq(judge(0, 1, 0).feature[MOTIVE_SINGLE], 0.5, 0);
	cr_assert_float_eq(judge(0, 3, 0).feature[MOTIVE_SINGLE], 0.25, 0);
	cr_assert_float_eq(judge(0, 0, 0).feature[MOTIVE_OWN_DEVICE], 1, 0);
	cr_assert_float_eq(judge(0, 0, 1).feature[MOTIVE_OWN_DEVICE], 0.5, 0);
	cr_assert_float_eq(judge(0, 0, 4).feature[MOTIVE_OWN_DEVICE], 0.2, 0);
}

Test(motive, FU_4_the_shares_and_the_bias_make_the_score) {
	struct motive motive = judge(45 * MSEC_PER_SEC, 1, 3);
	cr_assert_float_eq(motive.share[MOTIVE_SOON], 3, 1e-12);
	cr_assert_float_eq(motive.share[MOTIVE_SINGLE], 1.5, 1e-12);
	cr_assert_float_eq(motive.share[MOTIVE_OWN_DEVICE], 0.25, 1e-12);
	cr_assert_float_eq(motive.score, 1 / (1 + exp(8 - 3 - 1.5 - 0.25)), 1e-12);
}

Test(motive, FU_4_only_a_score_above_the_threshold_is_a_correction) {
	struct motive_model even = model;
	even.bias = -10;
	const struct motive_facts facts = { 0, 0, 0 };
	cr_assert_float_eq(motive_judge(&even, &facts).score, 0.5, 0);
	cr_assert_not(motive_judge(&even, &facts).correction);
	even.threshold = 0.499;
	cr_assert(motive_judge(&even, &facts).correction);
}

Test(motive, features_have_names) {
	cr_assert_str_eq(motive_feature_name(MOTIVE_SOON), "soon");
	cr_assert_str_eq(motive_feature_name(MOTIVE_OWN_DEVICE), "own-device");
}
