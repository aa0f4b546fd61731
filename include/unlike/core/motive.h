/*
 * Why is a like taken back (FU-4)? A small logistic model tells a correction (a mistaken tap) from
 * a withdrawal. Its weights stand in the platform's file; they were chosen, not learned from
 * people. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "unlike/base/clock.h"

/* X-macro: feature, its name in files and JSON. Each is scaled to 0 … 1. */
#define MOTIVE_FEATURES(X) \
	X(MOTIVE_SOON, "soon") /* 1: at once after the like; 0: `soon_within` later, or unknown */ \
	X(MOTIVE_SINGLE, "single") /* 1: no other cancel within `bulk_within`; less with each */ \
	X(MOTIVE_OWN_DEVICE, "own-device") /* 1: no other device of the network cancelled lately */

enum motive_feature {
#define X(feature, name) feature,
	MOTIVE_FEATURES(X)
#undef X
			MOTIVE_FEATURE_COUNT
};

struct motive_model {
	double bias;
	double weight[MOTIVE_FEATURE_COUNT];
	double threshold; /* a score above it is a correction; 0 … 1 */
	msec_t soon_within, bulk_within; /* > 0 */
};

struct motive_facts {
	msec_t since_like; /* < 0: unknown */
	int64_t cancels_lately; /* others, within bulk_within */
	int64_t other_devices; /* of the network that cancelled lately */
};

struct motive {
	double feature[MOTIVE_FEATURE_COUNT]; /* 0 … 1 */
	double share[MOTIVE_FEATURE_COUNT]; /* weight × feature: what it adds */
	double score; /* 0 … 1 */
	bool correction;
};

struct motive motive_judge(const struct motive_model *model, const struct motive_facts *facts);

const char *motive_feature_name(enum motive_feature feature);
