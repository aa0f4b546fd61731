/* How full the limits are. The judge takes its numbers from here, so that what is shown before and
 * what is said then cannot differ. */
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "risk_form.h"

size_t risk_first_since(const msec_t *times, size_t n, msec_t since) {
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (times[middle] < since) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

void risk_copy_rule(char to[static RISK_RULE_MAX], const char *rule) {
	assert(strlen(rule) < RISK_RULE_MAX);
	snprintf(to, RISK_RULE_MAX, "%s", rule);
}

/* The grade's percent of a limit; never nothing at all. */
static int64_t graded(const struct platform *platform, enum platform_tier tier, int limit) {
	int64_t scaled = (int64_t)limit * platform->integrity.limit_percent[tier] / 100;
	return scaled > 0 ? scaled : 1;
}

/* A limit that a grade has changed is not the article's any more. */
static enum platform_kind graded_kind(const struct platform *platform, enum platform_tier tier,
		enum platform_field limit) {
	static const enum platform_field grades[PLATFORM_TIER_COUNT] = {
		[PLATFORM_ORDINARY] = PLATFORM_ORDINARY_LIMIT_PERCENT,
		[PLATFORM_VERIFIED] = PLATFORM_VERIFIED_LIMIT_PERCENT,
	};
	enum platform_kind grade = platform->source[grades[tier]].kind;
	bool changed = platform->integrity.limit_percent[tier] != 100;
	return changed && grade != PLATFORM_ARTICLE ? grade : platform->source[limit].kind;
}

/* The calendar day of the platform that `now` is in. */
static msec_t day_begin(const struct platform *platform, msec_t now) {
	msec_t into = (now + platform->utc_offset) % MSEC_PER_DAY;
	return now - (into < 0 ? into + MSEC_PER_DAY : into);
}

static struct risk_limit daily(
		const struct platform *platform, const struct risk_facts *facts, msec_t now) {
	msec_t begin = day_begin(platform, now), end = begin + MSEC_PER_DAY;
	struct risk_limit ret = {
		.topic = RISK_DAILY,
		.kind = graded_kind(platform, facts->tier, PLATFORM_DAILY_LIMIT),
		.beyond = RISK_REFUSE,
		.calendar = true,
		.window = MSEC_PER_DAY,
		.limit = graded(platform, facts->tier, platform->integrity.daily_limit),
	};
	risk_copy_rule(ret.rule, platform->source[PLATFORM_DAILY_LIMIT].rule);
	size_t first = risk_first_since(facts->cancels, facts->n_cancels, begin);
	ret.used = (int64_t)(facts->n_cancels - first);
	ret.next_at = ret.used < ret.limit ? now : end;
	ret.empty_at = ret.frees_at = ret.used == 0 ? now : end;
	return ret;
}

static struct risk_limit frequent(
		const struct platform *platform, const struct risk_facts *facts, msec_t now) {
	msec_t within = platform->integrity.frequent.within;
	struct risk_limit ret = {
		.topic = RISK_FREQUENT,
		.kind = graded_kind(platform, facts->tier, PLATFORM_FREQUENT_MORE_THAN),
		.beyond = platform->integrity.frequent.review ? RISK_HOLD : RISK_REFUSE,
		.window = within,
		.limit = graded(platform, facts->tier, platform->integrity.frequent.more_than),
		.next_at = now,
		.frees_at = now,
		.empty_at = now,
	};
	risk_copy_rule(ret.rule, platform->source[PLATFORM_FREQUENT_MORE_THAN].rule);
	size_t n = facts->n_cancels;
	/* One at t counts up to t + within, and not then. */
	size_t first = risk_first_since(facts->cancels, n, now - within + 1);
	ret.used = (int64_t)(n - first);
	if (ret.used >= ret.limit) {
		ret.next_at = facts->cancels[n - (size_t)ret.limit] + within;
	}
	if (ret.used > 0) {
		ret.frees_at = facts->cancels[first] + within;
		ret.empty_at = facts->cancels[n - 1] + within;
	}
	return ret;
}

size_t risk_limits(const struct platform *platform, const struct risk_facts *facts, msec_t now,
		struct risk_limit ret[static RISK_LIMITS_MAX]) {
	assert(facts->tier < PLATFORM_TIER_COUNT);
	size_t n = 0;
	if (platform->integrity.daily_limit > 0) {
		ret[n++] = daily(platform, facts, now);
	}
	if (platform->integrity.frequent.more_than > 0) {
		ret[n++] = frequent(platform, facts, now);
	}
	return n;
}

bool risk_ratio_passed(const struct platform *platform, int64_t cancels, int64_t likes) {
	int percent = platform->integrity.ratio.more_than_percent;
	return percent > 0 && likes >= platform->integrity.ratio.from_likes &&
			cancels * 100 > percent * likes;
}

bool risk_ratio(const struct platform *platform, const struct risk_facts *facts,
		struct risk_ratio *ret) {
	if (platform->integrity.ratio.more_than_percent == 0) {
		return false;
	}
	const struct platform_source *source = &platform->source[PLATFORM_RATIO_MORE_THAN_PERCENT];
	int64_t percent = facts->likes_made > 0 ? facts->cancels_made * 100 / facts->likes_made : 0;
	*ret = (struct risk_ratio){
		.kind = source->kind,
		.percent = percent < INT_MAX ? (int)percent : INT_MAX,
		.limit_percent = platform->integrity.ratio.more_than_percent,
		.cancels = facts->cancels_made,
		.likes = facts->likes_made,
		.from_likes = platform->integrity.ratio.from_likes,
	};
	risk_copy_rule(ret->rule, source->rule);
	return true;
}
