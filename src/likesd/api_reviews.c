#include "inner.h"

#include <assert.h>
#include <string.h>

/* What a moderator's token can do, and nobody else's: cancels that are held (IN-1). */

bool handle_reviews(struct call *call, struct err *reterr) {
	struct db *db = &call->likesd->db;
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	json_array_begin(&writer, "reviews");
	sqlite3_stmt *row = db_start(db, SQL_REVIEWS, DB_VALUES(db_int(LIKESD_REVIEWS_MAX)));
	for (;;) {
		bool more = false;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		json_object_begin(&writer, NULL);
		put_id(&writer, "id", 'r', sqlite3_column_int64(row, 0));
		json_put_string(&writer, "account", (const char *)sqlite3_column_text(row, 1));
		put_id(&writer, "item", 'v', sqlite3_column_int64(row, 2));
		json_put_string(&writer, "title", (const char *)sqlite3_column_text(row, 4));
		put_time(&writer, "asked_at", sqlite3_column_int64(row, 3));
		json_put_raw(&writer, "judgement", (const char *)sqlite3_column_text(row, 5),
				(size_t)sqlite3_column_bytes(row, 5));
		json_object_end(&writer);
	}
	json_array_end(&writer);
	return answer_end(&writer);
}

/* {"decision":"approve"} or {"decision":"reject","why":"…"}; *ret_why NULL: approved. */
static bool read_decision(const struct json_doc *doc, const char **ret_why, struct err *reterr) {
	struct json_at root = json_root(doc);
	const char *decision = NULL;
	*ret_why = NULL;
	if (!json_want(&root, JSON_AT_OBJECT, reterr) ||
			!json_get_string(&root, "decision", 16, &decision, reterr)) {
		return false;
	}
	if (strcmp(decision, "approve") == 0) {
		return json_count(&root) == 1 ||
				json_fail(&root, reterr, "has members besides decision");
	}
	if (strcmp(decision, "reject") != 0) {
		return json_fail(&root, reterr, "decision is neither approve nor reject");
	}
	if (!json_get_string(&root, "why", LIKESD_WHY_MAX, ret_why, reterr)) {
		return false;
	}
	if (json_count(&root) != 2) {
		return json_fail(&root, reterr, "has members besides decision and why");
	}
	return review_is_reason(*ret_why) || json_fail(&root, reterr, "why is not a line of text");
}

static bool answer_decision(struct call *call, int64_t id, const char *why, struct err *reterr) {
	enum reviewed reviewed;
	if (!review_decide(call->likesd, id, why, &reviewed, reterr)) {
		return false;
	}
	if (reviewed == REVIEWED_NOT_THERE) {
		return refuse(call, PROBLEM_NOT_FOUND, "There is no review with this id.");
	}
	if (reviewed == REVIEWED_OTHERWISE) {
		return refuse(call, PROBLEM_DECIDED, NULL);
	}
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	put_id(&writer, "id", 'r', id);
	json_put_string(&writer, "decision", why != NULL ? "reject" : "approve");
	return answer_end(&writer);
}

bool handle_review(struct call *call, struct err *reterr) {
	const struct likesd_request *request = call->request;
	int64_t id = 0;
	const char *why = NULL;
	struct err err;
	assert(call->id != NULL);
	if (!is_json(request->content_type)) {
		return refuse(call, PROBLEM_MEDIA_TYPE, NULL);
	}
	struct json_doc *doc = json_parse(request->body != NULL ? request->body : "",
			request->body_len, LIKESD_BODY_MAX, "body", &err);
	if (doc == NULL) {
		return refuse(call, PROBLEM_BAD_REQUEST, err.msg);
	}
	bool done;
	if (!read_decision(doc, &why, &err)) {
		done = refuse(call, PROBLEM_BAD_REQUEST, err.msg);
	} else if (!parse_id('r', call->id, &id)) {
		done = refuse(call, PROBLEM_NOT_FOUND, "There is no review with this id.");
	} else {
		done = answer_decision(call, id, why, reterr);
	}
	json_doc_destroy(doc);
	return done;
}
