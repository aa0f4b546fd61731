/*
 * What a cancel would set off (rules IN-1 to IN-5, OP-2, FU-1, FU-2, FU-4 of the platform's file).
 * One judge for two users: the backend decides with it, the client forecasts with it, from the same
 * facts. Pure: (platform, facts, what is asked, now) → verdict and reasons.
 *
 * All times are the backend's. A window is half open: what was done at t counts in [t, t + window).
 * "Of a day" means a calendar day in the platform's zone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/core/motive.h"
#include "unlike/core/platform.h"

#define RISK_RULE_MAX 8
#define RISK_REASONS_MAX 8
#define RISK_LIMITS_MAX 4
#define RISK_PENALTIES_MAX 16 /* in force at once: a kind and a rule once */

/* X-macro: how bad, ascending; its name in JSON. */
#define RISK_VERDICTS(X) \
	X(RISK_OK, "ok") \
	X(RISK_WARN, "warn") /* done, and it sets something off */ \
	X(RISK_HOLD, "hold_for_review") /* not done before a person has decided */ \
	X(RISK_REFUSE, "refuse") /* not done */

enum risk_verdict {
#define X(verdict, name) verdict,
	RISK_VERDICTS(X)
#undef X
			RISK_VERDICT_COUNT
};

/* X-macro: what a reason is about; its stable name, which is also the key of its sentence. */
#define RISK_TOPICS(X) \
	X(RISK_DAILY, "daily-limit") /* IN-4, IN-5: so many a day */ \
	X(RISK_FREQUENT, "frequent") /* IN-1: more than so many within a window */ \
	X(RISK_RATIO, "ratio") /* IN-2, IN-5: percent of all likes ever made */ \
	X(RISK_NETWORK, "network") /* IN-3: cancels by several devices of one network */ \
	X(RISK_ITEM, "item") /* IN-4: one work too often */ \
	X(RISK_BARRED, "barred") /* a penalty has taken the right away */ \
	X(RISK_NO_BATCH, "no-batch") /* OP-2: one at a time */ \
	X(RISK_CORRECTION, "correction") /* FU-4: it is one, and uses up nothing */

enum risk_topic {
#define X(topic, name) topic,
	RISK_TOPICS(X)
#undef X
			RISK_TOPIC_COUNT
};

/* One penalty in force. `until` MSEC_NEVER: as long as what it rests on lasts (IN-2's ratio). */
struct risk_penalty {
	enum platform_penalty kind;
	char rule[RISK_RULE_MAX];
	msec_t from, until;
};

/* A cancel by any device of the account's network, its own included. */
struct risk_neighbour {
	msec_t at;
	int64_t device; /* equal numbers: the same device; says nothing else */
};

/* What the backend knows of one work in this account, where it can change a verdict. */
struct risk_work {
	char id[32]; /* as the API calls it */
	int64_t cancels; /* ever, that counted */
	msec_t liked_at; /* the latest time that it was liked; 0: unknown, long ago */
};

/*
 * Facts about an account. A cancel *counts* from when it was asked, unless it was a correction, was
 * refused, or was held and rejected. Arrays are own (risk_facts_finish), in the order given here.
 */
struct risk_facts {
	enum platform_tier tier;
	int64_t device; /* the asking one; as in struct risk_neighbour */
	int64_t likes_made; /* ever, likes again included */
	int64_t cancels_made; /* ever, that counted */
	msec_t *cancels; /* ascending: those that counted, in the platform's longest window */
	size_t n_cancels;
	struct risk_neighbour *network; /* ascending, in the network rule's window */
	size_t n_network;
	struct risk_penalty *penalties; /* stored ones in force or to come; not the ratio's */
	size_t n_penalties;
	struct risk_work *works; /* by id, ascending (strcmp) */
	size_t n_works;
};

/* What is asked. */
struct risk_ask {
	bool want; /* true: like (again); false: cancel */
	const char *work; /* its id, as in struct risk_work */
	msec_t liked_at; /* where facts do not know the work; 0: unknown */
	size_t batch; /* of one request; 1: alone */
};

struct risk_reason {
	enum risk_verdict verdict; /* what this reason alone would give */
	enum risk_topic topic;
	char rule[RISK_RULE_MAX];
	enum platform_kind kind; /* article: shown as unverified; assumed: ≈; ours */
	/* The number now, before what is asked, and what it may be; percent of ratios (rounded
	 * down) and of a correction's score. */
	int64_t value, limit;
	msec_t resets_at; /* when it would be possible, or counts less; MSEC_NEVER: no time */
	unsigned penalties; /* what begins: bits, 1 << enum platform_penalty */
};

struct risk_judgement {
	enum risk_verdict verdict; /* the worst of the reasons'; RISK_OK without one */
	struct risk_reason reasons[RISK_REASONS_MAX]; /* the worst first */
	size_t n_reasons;
	struct motive motive; /* of a cancel */
	bool counts; /* it uses up budget once done */
	/* What begins when it is done, or, when it is held, when it is rejected: as of `now`. One
	 * of a ratio is there too, with MSEC_NEVER; it is not to be stored. */
	struct risk_penalty begins[RISK_PENALTIES_MAX];
	size_t n_begins;
};

/* Judges; changes nothing. Facts have to be as of `now` or older: what is too old for a window is
 * left out here. */
void risk_judge(const struct platform *platform, const struct risk_facts *facts,
		const struct risk_ask *ask, msec_t now, struct risk_judgement *ret);

/*
 * What the reasons of this verdict begin at `now`. RISK_HOLD: when a held one is rejected.
 * RISK_WARN: when it is done; of a held one, when it is approved.
 */
size_t risk_begin(const struct platform *platform, const struct risk_judgement *judgement,
		enum risk_verdict verdict, msec_t now,
		struct risk_penalty ret[static RISK_PENALTIES_MAX]);

/* The facts after it was done as judged (refused, or a correction: as they are). A held one counts,
 * and begins nothing. Keeps every order. */
void risk_apply(const struct platform *platform, struct risk_facts *facts,
		const struct risk_ask *ask, msec_t now, const struct risk_judgement *judgement);

/* The penalties in force at `now`, those of ratios included (from 0: since when is not known); at
 * most RISK_PENALTIES_MAX. */
size_t risk_standing(const struct platform *platform, const struct risk_facts *facts, msec_t now,
		struct risk_penalty ret[static RISK_PENALTIES_MAX]);

/* What the penalties in force make of the account: visible as numbers. */
struct risk_effects {
	int reach_percent; /* 100: nothing is lowered */
	int like_weight_percent;
	int64_t points_deducted;
	bool may_like, may_cancel;
	msec_t may_like_from, may_cancel_from; /* valid where barred */
};
struct risk_effects risk_effects(
		const struct platform *platform, const struct risk_facts *facts, msec_t now);

/* A limit that fills up and is used by time: for heads, profiles and plans. */
struct risk_limit {
	enum risk_topic topic;
	char rule[RISK_RULE_MAX];
	enum platform_kind kind;
	enum risk_verdict beyond; /* what one too many gets */
	bool calendar; /* true: days of the platform's zone; false: rolling */
	msec_t window;
	int64_t used, limit; /* limit > 0, with the tier in it */
	msec_t next_at; /* when one more fits; `now` where one does */
	msec_t frees_at; /* when the next of those used counts no more; `now` where none is */
	msec_t empty_at; /* when all of it is free again; `now` where it is */
};
/* Those of the platform for this account; 0 … RISK_LIMITS_MAX. */
size_t risk_limits(const struct platform *platform, const struct risk_facts *facts, msec_t now,
		struct risk_limit ret[static RISK_LIMITS_MAX]);

/* The cancel ratio: percent (rounded down), its limit, from how many likes on. False: no rule. */
struct risk_ratio {
	char rule[RISK_RULE_MAX];
	enum platform_kind kind;
	int percent, limit_percent;
	int64_t cancels, likes, from_likes;
};
bool risk_ratio(const struct platform *platform, const struct risk_facts *facts,
		struct risk_ratio *ret);

const char *risk_verdict_name(enum risk_verdict verdict);
const char *risk_topic_name(enum risk_topic topic);

/* Own arrays, deep. */
void risk_facts_copy(struct risk_facts *to, const struct risk_facts *from);
void risk_facts_finish(struct risk_facts *facts);
