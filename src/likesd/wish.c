#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "unlike/core/risk_json.h"

#define PRUNE_EVERY 16 /* operations of an account; each time many more than those */

void outcome_finish(struct outcome *outcome) {
	buf_finish(&outcome->payload);
}

void wish_hash(struct wish *wish, const void *body, size_t len) {
	assert(len <= LIKESD_BODY_MAX);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	buf_printf(&text, "%s\n/v1/likes/v%" PRId64 "\n", wish->want ? "PUT" : "DELETE",
			wish->work);
	buf_add(&text, body, len);
	secret_sha256(text.data, text.len, wish->request);
	buf_finish(&text);
}

static bool refused(struct outcome *outcome, enum problem problem) {
	outcome->status = problem_status(problem);
	problem_write(problem, NULL, &outcome->payload);
	return true;
}

static void accepted(struct call *call, struct outcome *outcome, int status,
		const struct operation *operation_or_null,
		const struct risk_judgement *judgement_or_null) {
	struct json_writer writer;
	outcome->status = status;
	outcome->as_of = call->account.as_of;
	json_writer_init(&writer, &outcome->payload);
	if (operation_or_null == NULL) {
		json_put_null(&writer, NULL);
		return;
	}
	json_object_begin(&writer, NULL);
	put_operation_members(&writer, call->likesd, operation_or_null);
	if (judgement_or_null != NULL && judgement_or_null->n_reasons > 0) {
		risk_json_put_judgement(&writer, "judgement", judgement_or_null);
	}
	json_object_end(&writer);
}

/* A row of `liked`. */
struct state {
	bool liked; /* as was wished last */
	int64_t last_operation;
	int64_t cancels;
	msec_t liked_at; /* the latest time */
};

static bool find_state(struct call *call, int64_t work, struct state *ret, bool *ret_found,
		struct err *reterr) {
	struct db *db = &call->likesd->db;
	sqlite3_stmt *row = db_start(
			db, SQL_LIKE_STATE, DB_VALUES(db_int(call->account.id), db_int(work)));
	bool found = false;
	if (!db_row(db, row, &found, reterr)) {
		return false;
	}
	if (found) {
		ret->liked = sqlite3_column_int(row, 0) != 0;
		ret->last_operation = sqlite3_column_int64(row, 1);
		ret->cancels = sqlite3_column_int64(row, 2);
		ret->liked_at = sqlite3_column_int64(row, 3);
		db_end(row);
	}
	*ret_found = found;
	return true;
}

/* --- what is done ---------------------------------------------------------------------------- */

/* The operation first: all else refers to it. */
static bool write_operation(struct call *call, const struct operation *operation, bool counts,
		struct err *reterr) {
	struct likesd *likesd = call->likesd;
	const int64_t account = call->account.id;
	const bool held = operation->review == REVIEW_WAITING;
	return db_do(&likesd->db, SQL_OPERATION_ADD,
			       DB_VALUES(db_int(account), db_int(operation->id),
					       db_int(operation->work), db_int(operation->want),
					       db_int(operation->accepted_at),
					       db_int(operation->effective_at),
					       db_int(operation->publish_at),
					       db_int(operation->seq), db_int(operation->previous),
					       db_int(operation->review)),
			       reterr) &&
			event_add(likesd, &call->account, operation->id, held ? "held" : "accepted",
					operation->accepted_at, reterr) &&
			db_do(&likesd->db, SQL_LIKE_WISH,
					DB_VALUES(db_int(account), db_int(operation->work),
							db_int(operation->want),
							db_int(operation->id), db_int(counts),
							db_int(operation->accepted_at)),
					reterr);
}

/* What the judge will look back on. */
static bool write_facts(struct call *call, const struct operation *operation, bool counts,
		struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct account *account = &call->account;
	if (operation->want) {
		account->likes_made++;
		return true;
	}
	account->cancels_made += counts;
	return (operation->id % PRUNE_EVERY != 0 || facts_prune(likesd, account, reterr)) &&
			db_do(&likesd->db, SQL_CANCEL_ADD,
					DB_VALUES(db_int(account->id),
							db_int(operation->accepted_at),
							db_int(operation->id),
							db_int(call->device.id),
							db_int(call->device.network),
							db_int(operation->work), db_int(counts)),
					reterr);
}

/* What it sets off; of one that is held the review will tell. */
static bool write_consequences(struct call *call, const struct operation *operation,
		const struct risk_judgement *judgement, struct err *reterr) {
	return operation->review == REVIEW_WAITING
			? review_open(call->likesd, &call->account, operation, judgement, reterr)
			: penalty_begin_all(call->likesd, &call->account, operation->id,
					  judgement->begins, judgement->n_begins, reterr);
}

static bool accept(struct call *call, const struct wish *wish, const struct state *state,
		const struct risk_judgement *judgement, struct operation *ret, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct account *account = &call->account;
	const bool held = judgement->verdict == RISK_HOLD;
	struct operation operation = {
		.id = ++account->last_operation,
		.work = wish->work,
		.want = wish->want,
		.accepted_at = likesd->now,
		.effective_at = MSEC_NEVER,
		.publish_at = MSEC_NEVER,
		.seq = ++account->last_seq,
		.previous = state->last_operation,
		.review = held ? REVIEW_WAITING : REVIEW_NONE,
	};
	if ((!held && !operation_set_times(likesd, account, &operation, reterr)) ||
			!write_operation(call, &operation, judgement->counts, reterr) ||
			!write_facts(call, &operation, judgement->counts, reterr) ||
			!write_consequences(call, &operation, judgement, reterr) ||
			(!held && !operation_set_out(likesd, account, &operation, reterr))) {
		return false;
	}
	*ret = operation;
	return account_save(likesd, account, reterr);
}

/* --- decisions ------------------------------------------------------------------------------- */

/* Nothing to do: 404 for a like that is taken back already, and for one that is there what made it
 * so. A cancel that is held is told again. */
static bool already(struct call *call, const struct wish *wish, const struct state *state,
		struct outcome *ret, struct err *reterr) {
	struct operation last;
	bool found = false;
	if (!operation_find_standing(call->likesd, &call->account, state->last_operation, &last,
			    &found, reterr)) {
		return false;
	}
	if (wish->want) {
		accepted(call, ret, 200, found ? &last : NULL, NULL);
	} else if (found && last.review == REVIEW_WAITING) {
		accepted(call, ret, 202, &last, NULL);
	} else {
		return refused(ret, PROBLEM_NOT_LIKED);
	}
	return true;
}

/* Liked again while the cancel is held: then it was never taken back. */
static bool withdraw(struct call *call, const struct wish *wish, const struct state *state,
		bool *ret_done, struct outcome *ret, struct err *reterr) {
	struct operation last;
	bool found = false;
	*ret_done = false;
	if (!wish->want) {
		return true;
	}
	if (!operation_find_standing(call->likesd, &call->account, state->last_operation, &last,
			    &found, reterr)) {
		return false;
	}
	if (!found || last.review != REVIEW_WAITING) {
		return true;
	}
	*ret_done = true;
	return review_withdraw(call->likesd, &call->account, &last, reterr) &&
			already(call, wish, state, ret, reterr);
}

/* *ret_keep: the answer is to be stored with the key. */
static bool change(struct call *call, const struct wish *wish, const struct state *state,
		struct outcome *ret, bool *ret_keep, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct risk_facts *facts = NULL;
	struct risk_judgement judgement;
	struct operation operation;
	bool withdrawn = false;
	if (!withdraw(call, wish, state, &withdrawn, ret, reterr)) {
		return false;
	}
	if (withdrawn) {
		return true;
	}
	if (!facts_for(call, wish->work, state->cancels, state->liked_at, &facts, reterr)) {
		return false;
	}
	char work[sizeof(facts->works[0].id)];
	memcpy(work, facts->works[0].id, sizeof(work));
	const struct risk_ask ask = {
		.want = wish->want,
		.work = work,
		.liked_at = state->liked_at,
		.batch = wish->batch,
	};
	risk_judge(likesd->config.platform, facts, &ask, likesd->now, &judgement);
	if (judgement.verdict == RISK_REFUSE) {
		/* Nothing was done, and later it may be: the key stays free. */
		*ret_keep = false;
		ret->status = judge_refuse(likesd, &judgement, &ret->payload, &ret->retry_after);
		return true;
	}
	if (!accept(call, wish, state, &judgement, &operation, reterr)) {
		return false;
	}
	facts_apply(call, &ask, &judgement);
	accepted(call, ret, 202, &operation, &judgement);
	return true;
}

static bool decide(struct call *call, const struct wish *wish, struct outcome *ret,
		struct err *reterr) {
	enum stored stored = STORED_NONE;
	bool keep = true;
	if (!stored_find(call, wish, &stored, ret, reterr)) {
		return false;
	}
	if (stored != STORED_NONE) {
		return stored == STORED_SAME || refused(ret, PROBLEM_KEY_REUSED);
	}
	struct state state;
	bool found = false;
	if (!find_state(call, wish->work, &state, &found, reterr)) {
		return false;
	}
	if (!found) {
		/* Not stored: nothing of this account was touched. */
		return refused(ret, PROBLEM_NOT_FOUND);
	}
	return (state.liked == wish->want ? already(call, wish, &state, ret, reterr)
					  : change(call, wish, &state, ret, &keep, reterr)) &&
			(!keep || stored_add(call, wish, ret, reterr));
}

bool wish_make(struct call *call, const struct wish *wish, struct outcome *ret,
		struct err *reterr) {
	*ret = (struct outcome){ 0 };
	buf_init(&ret->payload, BUF_UNLIMITED);
	if (!decide(call, wish, ret, reterr)) {
		outcome_finish(ret);
		return false;
	}
	assert(ret->status >= 200 && ret->payload.len > 0);
	return true;
}
