/* What waits for its turn, in words: for the screen and for the commands. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/core/risk.h"

#define UI_PLAN_LIMITS_MAX 4

/* A value; times are of our wall clock. */
struct ui_plan {
	int64_t left; /* 0: there is no plan */
	msec_t next_at, done_at; /* MSEC_NEVER: nobody knows */
	msec_t held_until; /* 0: not held; MSEC_NEVER: until told */
	struct {
		int64_t limit;
		msec_t window;
		bool calendar, points;
	} limits[UI_PLAN_LIMITS_MAX];
	size_t n_limits;
	bool blocked;
	struct risk_reason why; /* valid when blocked */
};

/* "12 likes: 5 in any 24 h, done on 2026-12-01 14:20". */
void ui_plan_sentence(const struct ui_plan *plan, struct buf *out);
/* Why it does not go on by itself: "held until you resume it"; "" where it does. */
void ui_plan_obstacle(const struct ui_plan *plan, struct buf *out);
/* "IN-1: held for the platform's review (too many within a short time)". */
void ui_plan_reason(const struct risk_reason *reason, struct buf *out);
