#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/text.h"
#include "unlike/core/risk_json.h"

bool review_open(struct likesd *likesd, const struct account *account,
		const struct operation *operation, const struct risk_judgement *judgement,
		struct err *reterr) {
	struct buf text;
	struct json_writer writer;
	assert(operation->review == REVIEW_WAITING);
	buf_init(&text, BUF_UNLIMITED);
	json_writer_init(&writer, &text);
	risk_json_put_judgement(&writer, NULL, judgement);
	const bool done = db_do(&likesd->db, SQL_REVIEW_ADD,
			DB_VALUES(db_int(account->id), db_int(operation->id),
					db_int(operation->accepted_at), db_text(text.data)),
			reterr);
	buf_finish(&text);
	return done;
}

/* The operation as it is now, the next event, and that nobody waits for it any more. */
static bool write_decision(struct likesd *likesd, struct account *account,
		struct operation *operation, const char *event, struct err *reterr) {
	operation->seq = ++account->last_seq;
	return db_do(&likesd->db, SQL_OPERATION_DECIDE,
			       DB_VALUES(db_int(account->id), db_int(operation->id),
					       db_int(operation->effective_at),
					       db_int(operation->publish_at),
					       db_int(operation->seq), db_int(operation->review),
					       db_text(operation->review == REVIEW_REJECTED
									       ? operation->why
									       : NULL)),
			       reterr) &&
			event_add(likesd, account, operation->id, event, likesd->now, reterr) &&
			db_do(&likesd->db, SQL_REVIEW_DECIDE,
					DB_VALUES(db_int(account->id), db_int(operation->id),
							db_int(likesd->now)),
					reterr);
}

/* The like is as it was before. */
static bool put_back(struct likesd *likesd, const struct account *account,
		const struct operation *operation, struct err *reterr) {
	return db_do(&likesd->db, SQL_LIKE_PUT_BACK,
			DB_VALUES(db_int(account->id), db_int(operation->work),
					db_int(!operation->want)),
			reterr);
}

bool review_withdraw(struct likesd *likesd, struct account *account, struct operation *operation,
		struct err *reterr) {
	assert(operation->review == REVIEW_WAITING);
	operation->review = REVIEW_WITHDRAWN;
	return write_decision(likesd, account, operation, "withdrawn", reterr) &&
			put_back(likesd, account, operation, reterr) &&
			account_save(likesd, account, reterr);
}

/* --- decisions --- */

/* What it sets off now that it is decided. */
static bool begin_penalties(struct likesd *likesd, struct account *account,
		const struct review *review, enum risk_verdict verdict, struct err *reterr) {
	struct risk_penalty begins[RISK_PENALTIES_MAX];
	const size_t n = risk_begin(
			likesd->config.platform, &review->judgement, verdict, likesd->now, begins);
	return penalty_begin_all(likesd, account, review->operation, begins, n, reterr);
}

static bool approve(struct likesd *likesd, struct account *account, struct operation *operation,
		const struct review *review, struct err *reterr) {
	operation->review = REVIEW_APPROVED;
	return operation_set_times(likesd, account, operation, reterr) &&
			write_decision(likesd, account, operation, "approved", reterr) &&
			begin_penalties(likesd, account, review, RISK_WARN, reterr) &&
			operation_set_out(likesd, account, operation, reterr);
}

/* It does not count any more. */
static bool uncount(struct likesd *likesd, struct account *account,
		const struct operation *operation, struct err *reterr) {
	account->cancels_made -= account->cancels_made > 0;
	return db_do(&likesd->db, SQL_CANCEL_UNCOUNT,
			       DB_VALUES(db_int(account->id), db_int(operation->accepted_at),
					       db_int(operation->id)),
			       reterr) &&
			db_do(&likesd->db, SQL_LIKE_UNCOUNT,
					DB_VALUES(db_int(account->id), db_int(operation->work)),
					reterr);
}

static bool reject(struct likesd *likesd, struct account *account, struct operation *operation,
		const struct review *review, const char *why, struct err *reterr) {
	operation->review = REVIEW_REJECTED;
	snprintf(operation->why, sizeof(operation->why), "%s", why);
	return write_decision(likesd, account, operation, "rejected", reterr) &&
			put_back(likesd, account, operation, reterr) &&
			(!review->judgement.counts ||
					uncount(likesd, account, operation, reterr)) &&
			begin_penalties(likesd, account, review, RISK_HOLD, reterr);
}

static bool read_judgement(
		sqlite3_stmt *row, int column, struct risk_judgement *ret, struct err *reterr) {
	struct json_doc *doc = json_parse((const char *)sqlite3_column_text(row, column),
			(size_t)sqlite3_column_bytes(row, column), LIKESD_BODY_MAX, "review",
			reterr);
	if (doc == NULL) {
		return false;
	}
	const struct json_at root = json_root(doc);
	const bool done = risk_json_read_judgement(&root, ret, reterr);
	json_doc_destroy(doc);
	return done;
}

static bool find(struct likesd *likesd, int64_t id, struct review *ret, bool *ret_found,
		struct err *reterr) {
	sqlite3_stmt *row = db_start(&likesd->db, SQL_REVIEW, DB_VALUES(db_int(id)));
	if (!db_row(&likesd->db, row, ret_found, reterr)) {
		return false;
	}
	if (!*ret_found) {
		return true;
	}
	*ret = (struct review){
		.id = id,
		.account = sqlite3_column_int64(row, 0),
		.operation = sqlite3_column_int64(row, 1),
		.asked_at = sqlite3_column_int64(row, 2),
		.decided = sqlite3_column_type(row, 3) != SQLITE_NULL,
	};
	const bool done = read_judgement(row, 4, &ret->judgement, reterr);
	db_end(row);
	return done;
}

static enum reviewed as_decided(const struct operation *operation, const char *why_or_null) {
	const enum review_state same = why_or_null != NULL ? REVIEW_REJECTED : REVIEW_APPROVED;
	return operation->review == same ? REVIEWED_BEFORE : REVIEWED_OTHERWISE;
}

bool review_decide(struct likesd *likesd, int64_t id, const char *why_or_null, enum reviewed *ret,
		struct err *reterr) {
	struct review review;
	struct account account;
	struct operation operation;
	bool found = false;
	facts_forget(likesd);
	if (!find(likesd, id, &review, &found, reterr)) {
		return false;
	}
	if (!found) {
		*ret = REVIEWED_NOT_THERE;
		return true;
	}
	if (!account_by_id(likesd, review.account, &account, reterr) ||
			!operation_find(likesd, &account, review.operation, &operation, &found,
					reterr)) {
		return false;
	}
	if (!found) {
		return err_set(reterr, ERR_DB, "database: the operation of review %lld is missing",
				(long long)id);
	}
	if (review.decided) {
		*ret = as_decided(&operation, why_or_null);
		return true;
	}
	*ret = REVIEWED;
	const bool done = why_or_null != NULL
			? reject(likesd, &account, &operation, &review, why_or_null, reterr)
			: approve(likesd, &account, &operation, &review, reterr);
	return done && account_save(likesd, &account, reterr);
}

bool review_is_reason(const char *why) {
	const size_t len = strnlen(why, LIKESD_WHY_MAX + 1);
	const char *at = why;
	bool something = false;
	if (len > LIKESD_WHY_MAX) {
		return false;
	}
	while (at < why + len) {
		bool valid = false;
		const uint32_t c = text_decode(&at, why + len, &valid);
		if (!valid || c < 0x20 || c == 0x7f) {
			return false;
		}
		something = something || c != ' ';
	}
	return something;
}

/* --- from outside of HTTP --- */

bool likesd_review_list(struct likesd *likesd, struct buf *out, struct err *reterr) {
	struct db *db = &likesd->db;
	sqlite3_stmt *row = db_start(db, SQL_REVIEWS, DB_VALUES(db_int(LIKESD_REVIEWS_MAX)));
	assert(!likesd->in_turn);
	for (;;) {
		bool more = false;
		char asked[DATE_MAX];
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			return true;
		}
		date_rfc3339(sqlite3_column_int64(row, 3), asked);
		const int64_t id = sqlite3_column_int64(row, 0),
			      item = sqlite3_column_int64(row, 2);
		buf_printf(out, "r%" PRId64 "\t%s\tv%" PRId64 "\t%s\t", id,
				(const char *)sqlite3_column_text(row, 1), item, asked);
		/* A line is a review: what somebody wrote must not end it. */
		for (const char *c = (const char *)sqlite3_column_text(row, 4);
				c != NULL && *c != '\0'; c++) {
			buf_add_char(out, *c == '\n' || *c == '\t' || *c == '\r' ? ' ' : *c);
		}
		buf_add_char(out, '\n');
	}
}

bool likesd_review_decide(struct likesd *likesd, const char *id, const char *why_or_null,
		struct err *reterr) {
	int64_t number = 0;
	enum reviewed reviewed = REVIEWED_NOT_THERE;
	assert(!likesd->in_turn);
	if (why_or_null != NULL && !review_is_reason(why_or_null)) {
		return err_set(reterr, ERR_INPUT, "a reason is one line of text, at most %d bytes",
				LIKESD_WHY_MAX);
	}
	if (!parse_id('r', id, &number)) {
		return err_set(reterr, ERR_GONE, "there is no review '%.40s'", id);
	}
	likesd->now = likesd_now(likesd);
	bool done = db_begin(&likesd->db, reterr);
	if (done) {
		done = review_decide(likesd, number, why_or_null, &reviewed, reterr) &&
				db_do(&likesd->db, SQL_CLOCK_SET, DB_VALUES(db_int(likesd->now)),
						reterr);
		done = db_finish(&likesd->db, done, reterr);
	}
	page_cache_clear(&likesd->pages);
	if (!done) {
		struct err err;
		if (!publish_look(likesd, &err)) {
			likesd->next_due = likesd->now;
		}
		return false;
	}
	switch (reviewed) {
	case REVIEWED_NOT_THERE:
		return err_set(reterr, ERR_GONE, "there is no review '%.40s'", id);
	case REVIEWED_OTHERWISE:
		return err_set(reterr, ERR_CONFLICT, "review '%.40s' was decided before", id);
	default:
		return true;
	}
}
