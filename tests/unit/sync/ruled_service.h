/*
 * A service with rules, and a clock that nobody here can set: it judges each cancel by core/risk at
 * its own time, and ends the test where one that came from a plan sets something off or takes what
 * the plan has to leave. Without rules it counts points instead.
 */
#pragma once

#include "rig.h"

#define RULED_ITEMS_MAX 12000

struct ruled {
	struct service_base base;
	struct rig *rig; /* foreign */
	struct service_traits traits;
	struct risk_facts facts; /* own */
	msec_t skew; /* of its clock to our mono */
	double scale; /* it runs so much faster; 1 */
	int64_t reserve; /* that has to stay; −1: nothing is said of it */
	msec_t delay; /* of each answer */
	bool lose_answers; /* to what is sent: it is done, and nobody hears of it */
	bool strict; /* what sets something off ends the test; false: it is refused */
	struct err standing_error, send_error; /* code ERR_NONE: it works */
	bool gone[RULED_ITEMS_MAX];
	uint8_t keys[RULED_ITEMS_MAX][IDEM_KEY_BYTES]; /* by which they went */
	size_t done, requests, standings, refusals;
	msec_t done_at[RULED_ITEMS_MAX]; /* its clock; in order */
	/* Points. */
	bool points;
	msec_t window_end; /* its clock */
	int64_t left;
};
extern struct ruled ruled;

/* Opens the rig with it: five within an hour are all that is harmless. */
void ruled_open(struct rig *rig, const struct rig_options *options);
/* With so many points an hour instead; several go in one request. */
void ruled_open_points(struct rig *rig, const struct rig_options *options, int64_t limit);
void ruled_close(struct rig *rig);

/* Its clock. */
msec_t ruled_now(void);
/* Another device uses the budget. */
void ruled_other_device(size_t n);
/* A row of the plan: "r00000" … */
int64_t ruled_plan(struct rig *rig, size_t item);
struct sync_plan ruled_plan_now(struct rig *rig);
