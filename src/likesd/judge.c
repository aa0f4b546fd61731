#include "inner.h"

#include <assert.h>

#include "unlike/core/risk_json.h"

/* Penalties as the API tells them, and a judgement as a refusal. */

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
	risk_json_put_judgement(&writer, "judgement", judgement);
	json_object_end(&writer);
	*ret_retry_in = problem == PROBLEM_LIMIT ? retry_in : 0;
	return problem_status(problem);
}
