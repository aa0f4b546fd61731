/* Facts, what they become by what is done, and the penalties that they hold. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#include "risk_form.h"

void risk_add_penalty(struct risk_penalty *list, size_t *n, size_t max,
		const struct risk_penalty *penalty) {
	for (size_t i = 0; i < *n; i++) {
		struct risk_penalty *same = &list[i];
		if (same->kind != penalty->kind || strcmp(same->rule, penalty->rule) != 0) {
			continue;
		}
		if (same->until < penalty->until) {
			same->until = penalty->until;
		}
		if (same->from > penalty->from) {
			same->from = penalty->from;
		}
		return;
	}
	if (*n < max) {
		list[(*n)++] = *penalty;
	}
}

static bool in_force(const struct risk_penalty *penalty, msec_t now) {
	return penalty->from <= now && now < penalty->until;
}

size_t risk_standing(const struct platform *platform, const struct risk_facts *facts, msec_t now,
		struct risk_penalty ret[static RISK_PENALTIES_MAX]) {
	size_t n = 0;
	/* The ratio's first: it is known by nothing else, and must not be lost to a long list. */
	if (risk_ratio_passed(platform, facts->cancels_made, facts->likes_made)) {
		struct risk_penalty penalty = {
			.kind = platform->integrity.ratio.then,
			.until = MSEC_NEVER,
		};
		risk_copy_rule(penalty.rule,
				platform->source[PLATFORM_RATIO_MORE_THAN_PERCENT].rule);
		risk_add_penalty(ret, &n, RISK_PENALTIES_MAX, &penalty);
	}
	for (size_t i = 0; i < facts->n_penalties; i++) {
		if (in_force(&facts->penalties[i], now)) {
			risk_add_penalty(ret, &n, RISK_PENALTIES_MAX, &facts->penalties[i]);
		}
	}
	return n;
}

struct risk_effects risk_effects(
		const struct platform *platform, const struct risk_facts *facts, msec_t now) {
	struct risk_effects ret = {
		.reach_percent = 100,
		.like_weight_percent = 100,
		.may_like = true,
		.may_cancel = true,
		.may_like_from = now,
		.may_cancel_from = now,
	};
	struct risk_penalty standing[RISK_PENALTIES_MAX];
	size_t n = risk_standing(platform, facts, now, standing);
	for (size_t i = 0; i < n; i++) {
		switch (standing[i].kind) {
		case PLATFORM_LIMITED_REACH:
			ret.reach_percent = platform->integrity.reach_percent;
			break;
		case PLATFORM_LOWER_LIKE_WEIGHT:
			ret.like_weight_percent = platform->integrity.like_weight_percent;
			break;
		case PLATFORM_POINTS_DEDUCTED:
			ret.points_deducted += platform->integrity.points;
			break;
		case PLATFORM_LIKE_BAN:
			ret.may_like = false;
			if (ret.may_like_from < standing[i].until) {
				ret.may_like_from = standing[i].until;
			}
			break;
		case PLATFORM_ANOMALY_ALERT:
		case PLATFORM_PENALTY_COUNT:
			break;
		}
	}
	return ret;
}

/* Where it is or would be among the works; true: it is there. */
static bool find_place(const struct risk_facts *facts, const char *id, size_t *ret) {
	size_t low = 0, high = facts->n_works;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(facts->works[middle].id, id);
		if (order == 0) {
			*ret = middle;
			return true;
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	*ret = low;
	return false;
}

struct risk_work *risk_find_work(const struct risk_facts *facts, const char *id) {
	size_t place;
	return find_place(facts, id, &place) ? &facts->works[place] : NULL;
}

/* NULL: the id is longer than any of the API's. */
static struct risk_work *have_work(struct risk_facts *facts, const struct risk_ask *ask) {
	size_t place;
	if (find_place(facts, ask->work, &place)) {
		return &facts->works[place];
	}
	if (strlen(ask->work) >= sizeof(facts->works->id)) {
		return NULL;
	}
	size_t behind = facts->n_works - place;
	facts->works = xrealloc(facts->works, (facts->n_works + 1) * sizeof(*facts->works));
	struct risk_work *work = &facts->works[place];
	memmove(work + 1, work, behind * sizeof(*work));
	facts->n_works++;
	*work = (struct risk_work){ .liked_at = ask->liked_at };
	snprintf(work->id, sizeof(work->id), "%s", ask->work);
	return work;
}

static void count_cancel(struct risk_facts *facts, msec_t now) {
	size_t n = facts->n_cancels;
	size_t place = risk_first_since(facts->cancels, n, now);
	facts->cancels = xrealloc(facts->cancels, (n + 1) * sizeof(*facts->cancels));
	msec_t *at = &facts->cancels[place];
	memmove(at + 1, at, (n - place) * sizeof(*at));
	*at = now;
	facts->n_cancels++;
	facts->cancels_made++;
}

static void count_in_network(struct risk_facts *facts, msec_t now) {
	size_t n = facts->n_network, place = n;
	facts->network = xrealloc(facts->network, (n + 1) * sizeof(*facts->network));
	while (place > 0 && facts->network[place - 1].at > now) {
		facts->network[place] = facts->network[place - 1];
		place--;
	}
	facts->network[place] = (struct risk_neighbour){ .at = now, .device = facts->device };
	facts->n_network++;
}

static void begin(struct risk_facts *facts, const struct risk_penalty *penalty) {
	size_t n = facts->n_penalties;
	facts->penalties = xrealloc(facts->penalties, (n + 1) * sizeof(*facts->penalties));
	risk_add_penalty(facts->penalties, &facts->n_penalties, n + 1, penalty);
}

/* Those that are over are not lengthened: they are gone. */
static void drop_ended(struct risk_facts *facts, msec_t now) {
	size_t kept = 0;
	for (size_t i = 0; i < facts->n_penalties; i++) {
		if (now < facts->penalties[i].until) {
			facts->penalties[kept++] = facts->penalties[i];
		}
	}
	facts->n_penalties = kept;
}

void risk_apply(const struct platform *platform, struct risk_facts *facts,
		const struct risk_ask *ask, msec_t now, const struct risk_judgement *judgement) {
	(void)platform;
	if (judgement->verdict == RISK_REFUSE) {
		return;
	}
	if (ask->want) {
		struct risk_work *work = have_work(facts, ask);
		facts->likes_made++;
		if (work != NULL) {
			work->liked_at = now;
		}
		return;
	}
	if (!judgement->counts) {
		return;
	}
	struct risk_work *work = have_work(facts, ask);
	if (work != NULL) {
		work->cancels++;
	}
	count_cancel(facts, now);
	count_in_network(facts, now);
	if (judgement->verdict == RISK_HOLD) {
		return;
	}
	drop_ended(facts, now);
	for (size_t i = 0; i < judgement->n_begins; i++) {
		/* One without an end follows from the ratio, and is stored nowhere. */
		if (judgement->begins[i].until != MSEC_NEVER) {
			begin(facts, &judgement->begins[i]);
		}
	}
}

static void *copy_array(const void *from, size_t n, size_t size) {
	if (n == 0) {
		return NULL;
	}
	void *to = xcalloc(n, size);
	memcpy(to, from, n * size);
	return to;
}

void risk_facts_copy(struct risk_facts *to, const struct risk_facts *from) {
	struct risk_facts copy = *from;
	copy.cancels = copy_array(from->cancels, from->n_cancels, sizeof(*from->cancels));
	copy.network = copy_array(from->network, from->n_network, sizeof(*from->network));
	copy.penalties = copy_array(from->penalties, from->n_penalties, sizeof(*from->penalties));
	copy.works = copy_array(from->works, from->n_works, sizeof(*from->works));
	*to = copy;
}

void risk_facts_finish(struct risk_facts *facts) {
	free(facts->works);
	free(facts->penalties);
	free(facts->network);
	free(facts->cancels);
	*facts = (struct risk_facts){ 0 };
}
