#include "inner.h"

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

bool handle_me(struct call *call, struct err *reterr) {
	(void)reterr;
	const struct likesd *likesd = call->likesd;
	const struct platform *platform = likesd->config.platform;
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	put_time(&writer, "now", likesd->now);
	json_put_string(&writer, "account", call->account.name);
	json_put_int(&writer, "likes", call->account.published);
	json_put_string(&writer, "platform", platform->id);
	json_object_begin(&writer, "platform_name");
	json_put_string(&writer, "en", platform->name_en);
	json_put_string(&writer, "zh", platform->name_zh);
	json_object_end(&writer);
	json_put_real(&writer, "time_scale", likesd->config.time_scale);
	return answer_end(&writer);
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
