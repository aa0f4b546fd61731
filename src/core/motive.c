#include "unlike/core/motive.h"

#include <assert.h>
#include <math.h>

static const char *const feature_names[MOTIVE_FEATURE_COUNT] = {
#define X(feature, name) [feature] = (name),
	MOTIVE_FEATURES(X)
#undef X
};

static double soon(const struct motive_model *model, msec_t since_like) {
	if (since_like < 0 || since_like >= model->soon_within) {
		return 0;
	}
	return 1 - (double)since_like / (double)model->soon_within;
}

struct motive motive_judge(const struct motive_model *model, const struct motive_facts *facts) {
	assert(model->soon_within > 0);
	assert(facts->cancels_lately >= 0 && facts->other_devices >= 0);
	struct motive ret = {
		.feature = {
			[MOTIVE_SOON] = soon(model, facts->since_like),
			[MOTIVE_SINGLE] = 1 / (1 + (double)facts->cancels_lately),
			[MOTIVE_OWN_DEVICE] = 1 / (1 + (double)facts->other_devices),
		},
	};
	double sum = model->bias;
	for (enum motive_feature feature = 0; feature < MOTIVE_FEATURE_COUNT; feature++) {
		ret.share[feature] = model->weight[feature] * ret.feature[feature];
		sum += ret.share[feature];
	}
	ret.score = 1 / (1 + exp(-sum));
	ret.correction = ret.score > model->threshold;
	return ret;
}

const char *motive_feature_name(enum motive_feature feature) {
	assert(feature < MOTIVE_FEATURE_COUNT);
	return feature_names[feature];
}
