#include "inner.h"

#include <assert.h>

/* The judgement of a wish as JSON, and as a refusal. */

static void put_time_and_rest(struct json_writer *writer, const struct likesd *likesd,
		const char *at_key, const char *in_key, msec_t at) {
	if (at == MSEC_NEVER) {
		json_put_null(writer, at_key);
		json_put_null(writer, in_key);
	} else {
		put_time(writer, at_key, at);
		json_put_int(writer, in_key, server_time_left(likesd, at));
	}
}

void put_penalty_members(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_penalty *penalty) {
	json_put_string(writer, "kind", platform_penalty_name(penalty->kind));
	json_put_string(writer, "rule", penalty->rule);
	/* What follows from a ratio has no beginning that anybody noted. */
	if (penalty->from > 0) {
		put_time(writer, "from", penalty->from);
	} else {
		json_put_null(writer, "from");
	}
	put_time_and_rest(writer, likesd, "until", "ends_in_ms", penalty->until);
}

void put_penalty(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_penalty *penalty) {
	json_object_begin(writer, NULL);
	put_penalty_members(writer, likesd, penalty);
	json_object_end(writer);
}

void put_facts(struct json_writer *writer, const char *key, const struct risk_facts *facts) {
	json_object_begin(writer, key);
	json_put_string(writer, "tier", platform_tier_name(facts->tier));
	json_put_int(writer, "device", facts->device);
	json_put_int(writer, "likes_made", facts->likes_made);
	json_put_int(writer, "cancels_made", facts->cancels_made);
	json_array_begin(writer, "cancels");
	for (size_t i = 0; i < facts->n_cancels; i++) {
		put_time(writer, NULL, facts->cancels[i]);
	}
	json_array_end(writer);
	json_array_begin(writer, "network");
	for (size_t i = 0; i < facts->n_network; i++) {
		json_object_begin(writer, NULL);
		put_time(writer, "at", facts->network[i].at);
		json_put_int(writer, "device", facts->network[i].device);
		json_object_end(writer);
	}
	json_array_end(writer);
	json_array_begin(writer, "penalties");
	for (size_t i = 0; i < facts->n_penalties; i++) {
		json_object_begin(writer, NULL);
		json_put_string(writer, "kind", platform_penalty_name(facts->penalties[i].kind));
		json_put_string(writer, "rule", facts->penalties[i].rule);
		put_time(writer, "from", facts->penalties[i].from);
		put_time(writer, "until", facts->penalties[i].until);
		json_object_end(writer);
	}
	json_array_end(writer);
	json_array_begin(writer, "works");
	for (size_t i = 0; i < facts->n_works; i++) {
		json_object_begin(writer, NULL);
		json_put_string(writer, "id", facts->works[i].id);
		json_put_int(writer, "cancels", facts->works[i].cancels);
		put_time(writer, "liked_at", facts->works[i].liked_at);
		json_object_end(writer);
	}
	json_array_end(writer);
	json_object_end(writer);
}

static void put_reason(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_reason *reason) {
	json_object_begin(writer, NULL);
	json_put_string(writer, "rule", reason->rule);
	json_put_string(writer, "topic", risk_topic_name(reason->topic));
	json_put_string(writer, "verdict", risk_verdict_name(reason->verdict));
	json_put_string(writer, "kind", platform_kind_name(reason->kind));
	json_put_int(writer, "value", reason->value);
	json_put_int(writer, "limit", reason->limit);
	put_time_and_rest(writer, likesd, "resets_at", "resets_in_ms", reason->resets_at);
	json_array_begin(writer, "penalties");
	for (enum platform_penalty kind = 0; kind < PLATFORM_PENALTY_COUNT; kind++) {
		if ((reason->penalties & 1u << kind) != 0) {
			json_put_string(writer, NULL, platform_penalty_name(kind));
		}
	}
	json_array_end(writer);
	json_object_end(writer);
}

static void put_reasons(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_judgement *judgement) {
	json_array_begin(writer, "reasons");
	for (size_t i = 0; i < judgement->n_reasons; i++) {
		put_reason(writer, likesd, &judgement->reasons[i]);
	}
	json_array_end(writer);
}

void put_judgement(struct json_writer *writer, const char *key, const struct likesd *likesd,
		const struct risk_judgement *judgement) {
	json_object_begin(writer, key);
	json_put_string(writer, "verdict", risk_verdict_name(judgement->verdict));
	put_reasons(writer, likesd, judgement);
	json_array_begin(writer, "begins");
	for (size_t i = 0; i < judgement->n_begins; i++) {
		put_penalty(writer, likesd, &judgement->begins[i]);
	}
	json_array_end(writer);
	json_put_bool(writer, "counts", judgement->counts);
	json_put_bool(writer, "correction", judgement->motive.correction);
	json_object_end(writer);
}

/* What time mends by itself is 429; a right that was taken away, or never given, is 403. */
static enum problem problem_of(const struct risk_reason *worst) {
	switch (worst->topic) {
	case RISK_BARRED:
		return PROBLEM_BARRED;
	case RISK_NO_BATCH:
		return PROBLEM_NO_BATCH;
	default:
		return worst->resets_at != MSEC_NEVER ? PROBLEM_LIMIT : PROBLEM_REFUSED;
	}
}

int judge_refuse(const struct likesd *likesd, const struct risk_judgement *judgement,
		struct buf *out, msec_t *ret_retry_in) {
	struct json_writer writer;
	msec_t again = 0;
	assert(judgement->verdict == RISK_REFUSE && judgement->n_reasons > 0);
	for (size_t i = 0; i < judgement->n_reasons; i++) {
		const struct risk_reason *reason = &judgement->reasons[i];
		if (reason->verdict == RISK_REFUSE && reason->resets_at > again) {
			again = reason->resets_at;
		}
	}
	const enum problem problem = problem_of(&judgement->reasons[0]);
	const msec_t retry_in = again == MSEC_NEVER ? 0 : server_time_left(likesd, again);
	problem_begin(problem, judgement->reasons[0].rule, again != MSEC_NEVER ? again : 0, &writer,
			out);
	if (retry_in > 0) {
		json_put_int(&writer, "retry_in_ms", retry_in);
	}
	put_reasons(&writer, likesd, judgement);
	json_object_end(&writer);
	*ret_retry_in = problem == PROBLEM_LIMIT ? retry_in : 0;
	return problem_status(problem);
}
