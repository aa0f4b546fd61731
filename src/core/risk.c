/*
 * The judge. Each rule adds at most one reason; the worst of them is the verdict. What a correction
 * (FU-4) may not change are rights: a penalty that bars, and one cancel at a time.
 */
#include "unlike/core/risk.h"

#include <assert.h>
#include <string.h>

#include "risk_form.h"

static const char *const verdict_names[RISK_VERDICT_COUNT] = {
#define X(verdict, name) [verdict] = (name),
	RISK_VERDICTS(X)
#undef X
};

static const char *const topic_names[RISK_TOPIC_COUNT] = {
#define X(topic, name) [topic] = (name),
	RISK_TOPICS(X)
#undef X
};

/* Everything that a rule looks at, and where it tells. */
struct hearing {
	const struct platform *platform;
	const struct risk_facts *facts;
	const struct risk_ask *ask;
	msec_t now;
	struct risk_judgement *judgement;
};

/* Behind those that are as bad or worse. */
static void add_reason(struct risk_judgement *judgement, const struct risk_reason *reason) {
	assert(judgement->n_reasons < RISK_REASONS_MAX);
	size_t place = judgement->n_reasons++;
	while (place > 0 && judgement->reasons[place - 1].verdict < reason->verdict) {
		judgement->reasons[place] = judgement->reasons[place - 1];
		place--;
	}
	judgement->reasons[place] = *reason;
}

static struct risk_reason reason_from(const struct hearing *hearing, enum risk_topic topic,
		enum risk_verdict verdict, enum platform_field field) {
	const struct platform_source *source = &hearing->platform->source[field];
	struct risk_reason ret = {
		.verdict = verdict,
		.topic = topic,
		.kind = source->kind,
		.resets_at = MSEC_NEVER,
	};
	risk_copy_rule(ret.rule, source->rule);
	return ret;
}

/* The value that says that a rule sets this penalty off; without one the file has changed since. */
static enum platform_kind penalty_kind(
		const struct platform *platform, const struct risk_penalty *penalty) {
	const struct platform_integrity *in = &platform->integrity;
	const struct {
		unsigned penalties;
		enum platform_field field;
	} values[] = {
		{ in->frequent.penalties, PLATFORM_FREQUENT_PENALTY },
		{ risk_bit(in->ratio.then), PLATFORM_RATIO_THEN },
		{ risk_bit(in->network.then), PLATFORM_NETWORK_THEN },
		{ risk_bit(in->item.then), PLATFORM_ITEM_THEN },
	};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const struct platform_source *source = &platform->source[values[i].field];
		if ((values[i].penalties & risk_bit(penalty->kind)) != 0 &&
				strcmp(source->rule, penalty->rule) == 0) {
			return source->kind;
		}
	}
	return PLATFORM_ASSUMED;
}

/* Only the right to like can be taken away so far. */
static void judge_barred(const struct hearing *hearing) {
	struct risk_penalty standing[RISK_PENALTIES_MAX];
	size_t n = risk_standing(hearing->platform, hearing->facts, hearing->now, standing);
	const struct risk_penalty *longest = NULL;
	for (size_t i = 0; i < n && hearing->ask->want; i++) {
		if (standing[i].kind == PLATFORM_LIKE_BAN &&
				(longest == NULL || longest->until < standing[i].until)) {
			longest = &standing[i];
		}
	}
	if (longest == NULL) {
		return;
	}
	struct risk_reason reason = {
		.verdict = RISK_REFUSE,
		.topic = RISK_BARRED,
		.kind = penalty_kind(hearing->platform, longest),
		.value = 1,
		.resets_at = longest->until,
	};
	risk_copy_rule(reason.rule, longest->rule);
	add_reason(hearing->judgement, &reason);
}

static void judge_batch(const struct hearing *hearing) {
	if (hearing->platform->batch || hearing->ask->batch <= 1) {
		return;
	}
	struct risk_reason reason =
			reason_from(hearing, RISK_NO_BATCH, RISK_REFUSE, PLATFORM_BATCH);
	reason.value = (int64_t)hearing->ask->batch;
	reason.limit = 1;
	add_reason(hearing->judgement, &reason);
}

static void judge_limits(const struct hearing *hearing) {
	struct risk_limit limits[RISK_LIMITS_MAX];
	size_t n = risk_limits(hearing->platform, hearing->facts, hearing->now, limits);
	for (size_t i = 0; i < n; i++) {
		const struct risk_limit *limit = &limits[i];
		if (limit->used < limit->limit) {
			continue;
		}
		struct risk_reason reason = {
			.verdict = limit->beyond,
			.topic = limit->topic,
			.kind = limit->kind,
			.value = limit->used,
			.limit = limit->limit,
			.resets_at = limit->next_at,
			.penalties = limit->beyond == RISK_HOLD
					? hearing->platform->integrity.frequent.penalties
					: 0,
		};
		risk_copy_rule(reason.rule, limit->rule);
		add_reason(hearing->judgement, &reason);
	}
}

/* Where it is passed already nothing new is set off, and yet it is worth saying. */
static void judge_ratio(const struct hearing *hearing) {
	const struct risk_facts *facts = hearing->facts;
	struct risk_ratio ratio;
	if (!risk_ratio(hearing->platform, facts, &ratio) ||
			!risk_ratio_passed(hearing->platform, facts->cancels_made + 1,
					facts->likes_made)) {
		return;
	}
	bool before = risk_ratio_passed(hearing->platform, facts->cancels_made, facts->likes_made);
	struct risk_reason reason = reason_from(hearing, RISK_RATIO, before ? RISK_OK : RISK_WARN,
			PLATFORM_RATIO_MORE_THAN_PERCENT);
	reason.value = ratio.percent;
	reason.limit = ratio.limit_percent;
	reason.penalties = before ? 0 : risk_bit(hearing->platform->integrity.ratio.then);
	add_reason(hearing->judgement, &reason);
}

/* Devices, told apart; as many as a rule can ask for. */
struct devices {
	int64_t seen[PLATFORM_DEVICES_MAX];
	int n;
};

static void see_device(struct devices *devices, int64_t device) {
	for (int i = 0; i < devices->n; i++) {
		if (devices->seen[i] == device) {
			return;
		}
	}
	if (devices->n < PLATFORM_DEVICES_MAX) {
		devices->seen[devices->n++] = device;
	}
}

/* The cancels of the network's window. From the latest back: the one with which enough devices and
 * cancels are together has to leave the window before one more would not set it off. */
struct network_count {
	int64_t cancels;
	bool enough;
	msec_t enough_until;
};

static struct network_count count_network(const struct hearing *hearing) {
	const struct platform_integrity *in = &hearing->platform->integrity;
	const struct risk_facts *facts = hearing->facts;
	struct network_count ret = { .enough_until = hearing->now + in->network.within };
	struct devices devices = { 0 };
	see_device(&devices, facts->device);
	ret.enough = in->network.devices <= 1 && in->network.cancels <= 1;
	for (size_t i = facts->n_network; i > 0; i--) {
		const struct risk_neighbour *neighbour = &facts->network[i - 1];
		if (neighbour->at + in->network.within <= hearing->now) {
			break;
		}
		ret.cancels++;
		see_device(&devices, neighbour->device);
		if (!ret.enough && devices.n >= in->network.devices &&
				ret.cancels + 1 >= in->network.cancels) {
			ret.enough = true;
			ret.enough_until = neighbour->at + in->network.within;
		}
	}
	return ret;
}

static bool alert_stands(const struct hearing *hearing, const char *rule) {
	const struct platform_integrity *in = &hearing->platform->integrity;
	struct risk_penalty standing[RISK_PENALTIES_MAX];
	size_t n = risk_standing(hearing->platform, hearing->facts, hearing->now, standing);
	for (size_t i = 0; i < n; i++) {
		if (standing[i].kind == in->network.then && strcmp(standing[i].rule, rule) == 0) {
			return true;
		}
	}
	return false;
}

static void judge_network(const struct hearing *hearing) {
	const struct platform_integrity *in = &hearing->platform->integrity;
	if (in->network.devices == 0) {
		return;
	}
	struct network_count count = count_network(hearing);
	if (!count.enough) {
		return;
	}
	struct risk_reason reason =
			reason_from(hearing, RISK_NETWORK, RISK_WARN, PLATFORM_NETWORK_DEVICES);
	reason.value = count.cancels;
	reason.limit = in->network.cancels - 1;
	reason.resets_at = count.enough_until;
	reason.penalties = risk_bit(in->network.then);
	if (alert_stands(hearing, reason.rule)) {
		reason.verdict = RISK_OK;
		reason.penalties = 0;
	}
	add_reason(hearing->judgement, &reason);
}

static void judge_item(const struct hearing *hearing) {
	const struct platform_integrity *in = &hearing->platform->integrity;
	const struct risk_work *work = risk_find_work(hearing->facts, hearing->ask->work);
	int64_t cancels = work != NULL ? work->cancels : 0;
	if (in->item.more_than == 0 || cancels < in->item.more_than) {
		return;
	}
	struct risk_reason reason =
			reason_from(hearing, RISK_ITEM, RISK_WARN, PLATFORM_ITEM_MORE_THAN);
	reason.value = cancels;
	reason.limit = in->item.more_than;
	reason.penalties = risk_bit(in->item.then);
	add_reason(hearing->judgement, &reason);
}

static msec_t since_like(const struct hearing *hearing) {
	const struct risk_work *work = risk_find_work(hearing->facts, hearing->ask->work);
	msec_t liked_at = work != NULL ? work->liked_at : hearing->ask->liked_at;
	if (liked_at == 0) {
		return -1;
	}
	return liked_at < hearing->now ? hearing->now - liked_at : 0;
}

/* Of the network; this account's own device is none of them. */
static int64_t count_other_devices(const struct hearing *hearing, msec_t within) {
	const struct risk_facts *facts = hearing->facts;
	struct devices devices = { 0 };
	see_device(&devices, facts->device);
	for (size_t i = facts->n_network; i > 0; i--) {
		const struct risk_neighbour *neighbour = &facts->network[i - 1];
		if (neighbour->at + within <= hearing->now) {
			break;
		}
		see_device(&devices, neighbour->device);
	}
	return devices.n - 1;
}

/* Others of the same request are others lately. */
static struct motive find_motive(const struct hearing *hearing) {
	const struct motive_model *model = &hearing->platform->motive;
	const struct risk_facts *facts = hearing->facts;
	size_t first = risk_first_since(
			facts->cancels, facts->n_cancels, hearing->now - model->bulk_within + 1);
	size_t beside = hearing->ask->batch > 1 ? hearing->ask->batch - 1 : 0;
	const struct motive_facts known = {
		.since_like = since_like(hearing),
		.cancels_lately = (int64_t)(facts->n_cancels - first + beside),
		.other_devices = count_other_devices(hearing, model->bulk_within),
	};
	return motive_judge(model, &known);
}

static void judge_correction(const struct hearing *hearing) {
	struct risk_reason reason =
			reason_from(hearing, RISK_CORRECTION, RISK_OK, PLATFORM_MOTIVE_THRESHOLD);
	reason.value = (int64_t)(hearing->judgement->motive.score * 100);
	reason.limit = (int64_t)(hearing->platform->motive.threshold * 100);
	add_reason(hearing->judgement, &reason);
}

static void judge_cancel(const struct hearing *hearing) {
	hearing->judgement->motive = find_motive(hearing);
	judge_batch(hearing);
	if (hearing->judgement->motive.correction) {
		judge_correction(hearing);
		return;
	}
	judge_limits(hearing);
	judge_ratio(hearing);
	judge_network(hearing);
	judge_item(hearing);
}

/* How long what a reason begins lasts. */
static msec_t ends_at(const struct platform *platform, enum risk_topic topic, msec_t now) {
	switch (topic) {
	case RISK_FREQUENT:
		return now + platform->integrity.frequent.penalty_lasts;
	case RISK_NETWORK:
		return now + platform->integrity.network.lasts;
	case RISK_ITEM:
		return now + platform->integrity.item.lasts;
	default:
		assert(topic == RISK_RATIO);
		return MSEC_NEVER;
	}
}

size_t risk_begin(const struct platform *platform, const struct risk_judgement *judgement,
		enum risk_verdict verdict, msec_t now,
		struct risk_penalty ret[static RISK_PENALTIES_MAX]) {
	size_t n = 0;
	for (size_t i = 0; i < judgement->n_reasons; i++) {
		const struct risk_reason *reason = &judgement->reasons[i];
		for (enum platform_penalty kind = 0; kind < PLATFORM_PENALTY_COUNT; kind++) {
			if (reason->verdict != verdict ||
					(reason->penalties & risk_bit(kind)) == 0) {
				continue;
			}
			struct risk_penalty penalty = {
				.kind = kind,
				.from = now,
				.until = ends_at(platform, reason->topic, now),
			};
			risk_copy_rule(penalty.rule, reason->rule);
			risk_add_penalty(ret, &n, RISK_PENALTIES_MAX, &penalty);
		}
	}
	return n;
}

void risk_judge(const struct platform *platform, const struct risk_facts *facts,
		const struct risk_ask *ask, msec_t now, struct risk_judgement *ret) {
	*ret = (struct risk_judgement){ 0 };
	const struct hearing hearing = { platform, facts, ask, now, ret };
	judge_barred(&hearing);
	if (!ask->want) {
		judge_cancel(&hearing);
	}
	ret->verdict = ret->n_reasons > 0 ? ret->reasons[0].verdict : RISK_OK;
	ret->counts = !ask->want && !ret->motive.correction && ret->verdict != RISK_REFUSE;
	if (ret->verdict == RISK_WARN || ret->verdict == RISK_HOLD) {
		ret->n_begins = risk_begin(platform, ret, ret->verdict, now, ret->begins);
	}
}

const char *risk_verdict_name(enum risk_verdict verdict) {
	assert(verdict < RISK_VERDICT_COUNT);
	return verdict_names[verdict];
}

const char *risk_topic_name(enum risk_topic topic) {
	assert(topic < RISK_TOPIC_COUNT);
	return topic_names[topic];
}
