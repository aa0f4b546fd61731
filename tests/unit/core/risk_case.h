/* A case before the judge: a shipped platform, the facts so far, the newest judgement. */
#pragma once

#include "unlike/core/risk.h"

/* 2026-03-01T09:00:00Z: 17:00 in the platforms' zone. */
#define NOW ((msec_t)1772355600000)
#define MIDNIGHT (NOW + 7 * MSEC_PER_HOUR)
#define LIMITED (1u << PLATFORM_LIMITED_REACH)
#define LOWER (1u << PLATFORM_LOWER_LIKE_WEIGHT)

extern struct platform *platform;
extern struct risk_facts facts;
extern struct risk_judgement judgement;
void begin(const char *id);
void finish(void);
struct risk_ask cancel_of(const char *work);
enum risk_verdict judge(const char *work, msec_t now);
/* Cancels `n` works that nothing is known of, all at `at`. */
void cancel(int n, msec_t at);
void like(const char *work, msec_t at);
void expect_reason(size_t i, enum risk_topic topic, enum risk_verdict verdict, const char *rule,
		enum platform_kind kind);
void expect_numbers(size_t i, int64_t value, int64_t limit, msec_t resets_at, unsigned penalties);
void expect_begins(
		size_t i, enum platform_penalty kind, const char *rule, msec_t from, msec_t until);
/* `n` cancels at `at` by a device of the network. */
void neighbour(int n, int64_t device, msec_t at);
