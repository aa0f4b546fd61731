#include "risk_case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "shipped.h"
#include "unlike/base/mem.h"

struct platform *platform;
struct risk_facts facts;
struct risk_judgement judgement;

void begin(const char *id) {
	platform = shipped_platform(id);
	facts = (struct risk_facts){ .device = 1, .likes_made = 1000000 };
}

void finish(void) {
	risk_facts_finish(&facts);
	platform_destroy(platform);
}

struct risk_ask cancel_of(const char *work) {
	return (struct risk_ask){ .work = work, .batch = 1 };
}

enum risk_verdict judge(const char *work, msec_t now) {
	struct risk_ask ask = cancel_of(work);
	risk_judge(platform, &facts, &ask, now, &judgement);
	return judgement.verdict;
}

/* Cancels `n` works that nothing is known of, all at `at`. */
void cancel(int n, msec_t at) {
	for (int i = 0; i < n; i++) {
		struct risk_ask ask = cancel_of("v1");
		risk_judge(platform, &facts, &ask, at, &judgement);
		risk_apply(platform, &facts, &ask, at, &judgement);
	}
}

void like(const char *work, msec_t at) {
	struct risk_ask ask = { .want = true, .work = work, .batch = 1 };
	risk_judge(platform, &facts, &ask, at, &judgement);
	risk_apply(platform, &facts, &ask, at, &judgement);
}

void expect_reason(size_t i, enum risk_topic topic, enum risk_verdict verdict, const char *rule,
		enum platform_kind kind) {
	cr_assert_lt(i, judgement.n_reasons);
	const struct risk_reason *reason = &judgement.reasons[i];
	cr_assert_eq(reason->topic, topic, "%s", risk_topic_name(reason->topic));
	cr_assert_eq(reason->verdict, verdict, "%s", risk_verdict_name(reason->verdict));
	cr_assert_str_eq(reason->rule, rule);
	cr_assert_eq(reason->kind, kind);
}

void expect_numbers(size_t i, int64_t value, int64_t limit, msec_t resets_at, unsigned penalties) {
	const struct risk_reason *reason = &judgement.reasons[i];
	cr_assert_eq(reason->value, value, "%lld", (long long)reason->value);
	cr_assert_eq(reason->limit, limit, "%lld", (long long)reason->limit);
	cr_assert_eq(reason->resets_at, resets_at, "%lld", (long long)(reason->resets_at - NOW));
	cr_assert_eq(reason->penalties, penalties);
}

void expect_begins(
		size_t i, enum platform_penalty kind, const char *rule, msec_t from, msec_t until) {
	cr_assert_lt(i, judgement.n_begins);
	cr_assert_eq(judgement.begins[i].kind, kind);
	cr_assert_str_eq(judgement.begins[i].rule, rule);
	cr_assert_eq(judgement.begins[i].from, from);
	cr_assert_eq(judgement.begins[i].until, until);
}

/* `n` cancels at `at` by a device of the network. */
void neighbour(int n, int64_t device, msec_t at) {
	int64_t own = facts.device;
	facts.device = device;
	size_t cancels = facts.n_cancels;
	int64_t made = facts.cancels_made;
	cancel(n, at);
	facts.device = own;
	facts.n_cancels = cancels;
	facts.cancels_made = made;
	facts.n_penalties = 0;
}
