/*
 * What a platform file says (platforms/README.md), as far as it is enforced: the rules OP-1 to
 * OP-4, IN-1 to IN-5, FU-1 and FU-4. The other rooms of the file are held to its form and otherwise
 * left to `text`, which is what a client gets from the backend. Pure: who calls reads the file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/core/motive.h"

#define PLATFORM_TEXT_MAX ((size_t)64 * 1024)
#define PLATFORM_DELAY_MAX (30 * MSEC_PER_DAY)
#define PLATFORM_WAY_MAX 8
#define PLATFORM_COUNT_MAX 1000000 /* of every number of cancels or likes */
#define PLATFORM_DEVICES_MAX 64

/* Where a value comes from. Shown: 'article, unverified', '≈', nothing. */
enum platform_kind { PLATFORM_ARTICLE, PLATFORM_ASSUMED, PLATFORM_OURS, PLATFORM_KIND_COUNT };

/* What sets a cancel off (OP-4). */
enum platform_gesture {
	PLATFORM_HOLD,
	PLATFORM_SLIDE,
	PLATFORM_SIDEBAR,
	PLATFORM_ICON,
	PLATFORM_GESTURE_COUNT
};

/* The places on the way there (OP-1). */
enum platform_place {
	PLATFORM_OWN_PAGE,
	PLATFORM_LIKES_LIST,
	PLATFORM_FIND_ITEM,
	PLATFORM_WORK_PAGE,
	PLATFORM_PLACE_COUNT
};

/* X-macro: what a rule may set off, its word in the file. */
#define PLATFORM_PENALTIES(X) \
	X(PLATFORM_LIMITED_REACH, "limited-reach") \
	X(PLATFORM_LOWER_LIKE_WEIGHT, "lower-like-weight") \
	X(PLATFORM_LIKE_BAN, "like-ban") \
	X(PLATFORM_POINTS_DEDUCTED, "incentive-points-deducted") \
	X(PLATFORM_ANOMALY_ALERT, "anomaly-alert")

enum platform_penalty {
#define X(penalty, name) penalty,
	PLATFORM_PENALTIES(X)
#undef X
			PLATFORM_PENALTY_COUNT
};

/* Graded rights (FU-1). */
enum platform_tier { PLATFORM_ORDINARY, PLATFORM_VERIFIED, PLATFORM_TIER_COUNT };

/* Rules IN-1 to IN-5 and FU-1, as far as this platform has them. */
struct platform_integrity {
	int daily_limit; /* cancels of a calendar day; 0: no limit */
	struct {
		int more_than; /* 0: no such rule */
		msec_t within;
		bool review; /* what is beyond is held for review; false: refused */
		unsigned penalties; /* bits, 1 << enum platform_penalty; begin with a rejection */
		msec_t penalty_lasts;
	} frequent;
	struct {
		int more_than_percent; /* of likes ever made; 0: no such rule */
		int from_likes;
		enum platform_penalty then; /* as long as it is so */
	} ratio;
	struct {
		int devices; /* at least so many; 0: no such rule */
		int cancels; /* at least so many, all devices together */
		msec_t within;
		enum platform_penalty then;
		msec_t lasts;
	} network;
	struct {
		int more_than; /* cancels of one work; 0: no such rule */
		enum platform_penalty then;
		msec_t lasts;
	} item;
	int limit_percent[PLATFORM_TIER_COUNT]; /* of daily_limit and frequent.more_than */
	int reach_percent, like_weight_percent; /* under the penalties that lower them */
	int points; /* that are deducted */
};

/* The values that have a source. Where a group of rules is null ("no such rule here"), its source
 * is that of the group's first value, and the others have none (an empty rule). */
enum platform_field {
	PLATFORM_UTC_OFFSET,
	PLATFORM_WAY,
	PLATFORM_GESTURE,
	PLATFORM_STEPS_PERCENT,
	PLATFORM_AVERAGE_CANCEL,
	PLATFORM_BATCH,
	PLATFORM_EFFECT_DELAY,
	PLATFORM_PUBLISH_DELAY,
	PLATFORM_DAILY_LIMIT,
	PLATFORM_FREQUENT_MORE_THAN,
	PLATFORM_FREQUENT_WITHIN,
	PLATFORM_FREQUENT_THEN,
	PLATFORM_FREQUENT_PENALTY_FROM,
	PLATFORM_FREQUENT_PENALTY,
	PLATFORM_FREQUENT_PENALTY_LASTS,
	PLATFORM_RATIO_MORE_THAN_PERCENT,
	PLATFORM_RATIO_FROM_LIKES,
	PLATFORM_RATIO_THEN,
	PLATFORM_NETWORK_DEVICES,
	PLATFORM_NETWORK_CANCELS,
	PLATFORM_NETWORK_WITHIN,
	PLATFORM_NETWORK_THEN,
	PLATFORM_NETWORK_LASTS,
	PLATFORM_ITEM_MORE_THAN,
	PLATFORM_ITEM_THEN,
	PLATFORM_ITEM_LASTS,
	PLATFORM_ORDINARY_LIMIT_PERCENT,
	PLATFORM_VERIFIED_LIMIT_PERCENT,
	PLATFORM_REACH_PERCENT,
	PLATFORM_LIKE_WEIGHT_PERCENT,
	PLATFORM_POINTS,
	PLATFORM_MOTIVE_BIAS,
	PLATFORM_MOTIVE_SOON,
	PLATFORM_MOTIVE_SINGLE,
	PLATFORM_MOTIVE_OWN_DEVICE,
	PLATFORM_MOTIVE_THRESHOLD,
	PLATFORM_MOTIVE_SOON_WITHIN,
	PLATFORM_MOTIVE_BULK_WITHIN,
	PLATFORM_FIELD_COUNT
};

struct platform_source {
	enum platform_kind kind;
	char rule[8]; /* "OP-3" */
};

struct platform {
	char *id; /* own; "wechat-channels": a–z 0–9 and -, at most 32 */
	char *name_zh, *name_en; /* own */
	bool offered; /* false: a profile for tests */
	msec_t utc_offset; /* of the platform's calendar day; "+08:00" is 8 h */

	enum platform_place way[PLATFORM_WAY_MAX]; /* OP-1; at least one */
	size_t way_len;
	enum platform_gesture gesture; /* OP-4 */
	int steps_percent; /* OP-2; 100: as many as on Douyin */
	msec_t average_cancel; /* OP-2; > 0; what one cancel takes a person */
	bool batch; /* OP-2 */
	msec_t effect_delay; /* OP-3; until the owner's view changes */
	msec_t publish_delay; /* OP-3; until published lists and counts do; >= effect_delay */

	struct platform_integrity integrity;
	struct motive_model motive; /* FU-4 */

	struct platform_source source[PLATFORM_FIELD_COUNT];

	char *text; /* own; the file as it was read, NUL behind it */
	size_t text_len;
};

/*
 * Reads one platform file. `name` ("platforms/douyin.json") stands first in every error, before
 * the place in the file; it is not kept. ERR_PROTOCOL: not JSON, another format, or anything in it
 * is unknown, missing, of the wrong type or out of bounds. On success the caller destroys *ret.
 */
bool platform_parse(const char *text, size_t len, const char *name, struct platform **ret,
		struct err *reterr);
/* NULL is fine. */
void platform_destroy(struct platform *platform);

/* The words of the file: "article", "hold", "likes-list". */
const char *platform_kind_name(enum platform_kind kind);
const char *platform_gesture_name(enum platform_gesture gesture);
const char *platform_place_name(enum platform_place place);
const char *platform_penalty_name(enum platform_penalty penalty);
const char *platform_tier_name(enum platform_tier tier);
