#include "inner.h"

#include "unlike/core/risk_json.h"

bool handle_health(struct call *call, struct err *reterr) {
	(void)reterr;
	struct json_writer writer;
	call->response->status = 200;
	call->response->content_type = "application/json";
	json_writer_init(&writer, &call->response->body);
	json_object_begin(&writer, NULL);
	json_put_string(&writer, "status", "ok");
	return answer_end(&writer);
}

static bool count(
		struct likesd *likesd, enum sql_statement which, int64_t *ret, struct err *reterr) {
	bool found = false;
	return db_number(&likesd->db, db_start(&likesd->db, which, DB_NONE), ret, &found, reterr);
}

bool handle_metrics(struct call *call, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct metrics_now now = { .started = likesd->started };
	/* For this machine's own collector. A proxy in front makes everybody local. */
	if (call->request->forwarded) {
		return refuse(call, PROBLEM_NO_SUCH_ROUTE, NULL);
	}
	if (!count(likesd, SQL_COUNT_ACCOUNTS, &now.accounts, reterr) ||
			!count(likesd, SQL_COUNT_PENDING, &now.pending, reterr) ||
			!count(likesd, SQL_COUNT_PAGES, &now.pages, reterr) ||
			!count(likesd, SQL_COUNT_FREE_PAGES, &now.free_pages, reterr)) {
		return false;
	}
	call->response->status = 200;
	call->response->content_type = METRICS_TYPE;
	metrics_write(&likesd->metrics, &now, &call->response->body);
	return true;
}

/* --- the account ----------------------------------------------------------------------------- */

static void put_standing(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_facts *facts) {
	struct risk_penalty standing[RISK_PENALTIES_MAX];
	const size_t n = risk_standing(likesd->config.platform, facts, likesd->now, standing);
	json_array_begin(writer, "penalties");
	for (size_t i = 0; i < n; i++) {
		put_penalty(writer, likesd, &standing[i]);
	}
	json_array_end(writer);
}

/* A right, and from when it is there again where it is not. */
static void put_right(struct json_writer *writer, const char *may, const char *from, bool there,
		msec_t again) {
	json_put_bool(writer, may, there);
	if (there || again == MSEC_NEVER) {
		json_put_null(writer, from);
	} else {
		put_time(writer, from, again);
	}
}

static void put_effects(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_facts *facts) {
	const struct risk_effects effects =
			risk_effects(likesd->config.platform, facts, likesd->now);
	json_object_begin(writer, "effects");
	json_put_int(writer, "reach_percent", effects.reach_percent);
	json_put_int(writer, "like_weight_percent", effects.like_weight_percent);
	json_put_int(writer, "points_deducted", effects.points_deducted);
	put_right(writer, "may_like", "may_like_from", effects.may_like, effects.may_like_from);
	put_right(writer, "may_cancel", "may_cancel_from", effects.may_cancel,
			effects.may_cancel_from);
	json_object_end(writer);
}

bool handle_me(struct call *call, struct err *reterr) {
	const struct likesd *likesd = call->likesd;
	const struct platform *platform = likesd->config.platform;
	struct risk_facts facts;
	struct json_writer writer;
	if (!facts_read(call->likesd, &call->account, &call->device, &facts, reterr)) {
		return false;
	}
	answer_begin(call, 200, &writer);
	put_time(&writer, "now", likesd->now);
	json_put_string(&writer, "account", call->account.name);
	json_put_string(&writer, "tier", platform_tier_name(call->account.tier));
	json_put_int(&writer, "likes", call->account.published);
	json_put_string(&writer, "platform", platform->id);
	json_object_begin(&writer, "platform_name");
	json_put_string(&writer, "en", platform->name_en);
	json_put_string(&writer, "zh", platform->name_zh);
	json_object_end(&writer);
	json_put_real(&writer, "time_scale", likesd->config.time_scale);
	put_standing(&writer, likesd, &facts);
	put_effects(&writer, likesd, &facts);
	risk_facts_finish(&facts);
	return answer_end(&writer);
}

/* --- what is left of its limits -------------------------------------------------------------- */

static void put_limits(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_facts *facts) {
	struct risk_limit limits[RISK_LIMITS_MAX];
	const size_t n = risk_limits(likesd->config.platform, facts, likesd->now, limits);
	json_array_begin(writer, "limits");
	for (size_t i = 0; i < n; i++) {
		const struct risk_limit *limit = &limits[i];
		json_object_begin(writer, NULL);
		json_put_string(writer, "rule", limit->rule);
		json_put_string(writer, "topic", risk_topic_name(limit->topic));
		json_put_string(writer, "kind", platform_kind_name(limit->kind));
		json_put_string(writer, "beyond", risk_verdict_name(limit->beyond));
		json_put_bool(writer, "calendar", limit->calendar);
		json_put_int(writer, "window_in_ms", server_to_real(likesd, limit->window));
		json_put_int(writer, "used", limit->used);
		json_put_int(writer, "limit", limit->limit);
		put_time(writer, "next_at", limit->next_at);
		json_put_int(writer, "next_in_ms", server_time_left(likesd, limit->next_at));
		put_time(writer, "empty_at", limit->empty_at);
		json_put_int(writer, "empty_in_ms", server_time_left(likesd, limit->empty_at));
		json_object_end(writer);
	}
	json_array_end(writer);
}

static void put_ratio(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_facts *facts) {
	struct risk_ratio ratio;
	if (!risk_ratio(likesd->config.platform, facts, &ratio)) {
		json_put_null(writer, "ratio");
		return;
	}
	json_object_begin(writer, "ratio");
	json_put_string(writer, "rule", ratio.rule);
	json_put_string(writer, "kind", platform_kind_name(ratio.kind));
	json_put_int(writer, "percent", ratio.percent);
	json_put_int(writer, "limit_percent", ratio.limit_percent);
	json_put_int(writer, "cancels", ratio.cancels);
	json_put_int(writer, "likes", ratio.likes);
	json_put_int(writer, "from_likes", ratio.from_likes);
	json_object_end(writer);
}

static void put_budget(struct call *call, const struct risk_facts *facts, int64_t in_review) {
	const struct likesd *likesd = call->likesd;
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	put_time(&writer, "now", likesd->now);
	risk_json_put_facts(&writer, "facts", facts);
	put_limits(&writer, likesd, facts);
	put_ratio(&writer, likesd, facts);
	put_standing(&writer, likesd, facts);
	put_effects(&writer, likesd, facts);
	json_put_int(&writer, "in_review", in_review);
	answer_end(&writer);
}

bool handle_budget(struct call *call, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct risk_facts facts;
	int64_t in_review = 0;
	bool found = false;
	if (!facts_read(likesd, &call->account, &call->device, &facts, reterr)) {
		return false;
	}
	const bool done = facts_read_works(likesd, &call->account, &facts, reterr) &&
			db_number(&likesd->db,
					db_start(&likesd->db, SQL_OPERATIONS_IN_REVIEW,
							DB_VALUES(db_int(call->account.id))),
					&in_review, &found, reterr);
	if (done) {
		facts_renumber(&facts);
		put_budget(call, &facts, in_review);
	}
	risk_facts_finish(&facts);
	return done;
}

bool handle_platform(struct call *call, struct err *reterr) {
	(void)reterr;
	const struct likesd *likesd = call->likesd;
	const struct platform *platform = likesd->config.platform;
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	json_put_real(&writer, "time_scale", likesd->config.time_scale);
	json_put_bool(&writer, "batch", platform->batch);
	json_put_int(&writer, "sync_delay_in_ms", server_to_real(likesd, platform->publish_delay));
	json_put_raw(&writer, "platform", platform->text, platform->text_len);
	return answer_end(&writer);
}
