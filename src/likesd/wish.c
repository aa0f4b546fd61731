#include "inner.h"

#include <assert.h>
#include <inttypes.h>

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
		const struct operation *operation_or_null) {
	struct json_writer writer;
	outcome->status = status;
	outcome->as_of = call->account.as_of;
	json_writer_init(&writer, &outcome->payload);
	if (operation_or_null == NULL) {
		json_put_null(&writer, NULL);
	} else {
		put_operation(&writer, NULL, call->likesd, operation_or_null);
	}
}

/* A row of `liked`. */
struct state {
	bool liked;
	int64_t last_operation;
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
		db_end(row);
	}
	*ret_found = found;
	return true;
}

/* When it counts for whom. Never before the operation that went before it for the same like: the
 * file may have been written under a platform with longer delays. */
static bool set_times(struct call *call, struct operation *operation, struct err *reterr) {
	const struct platform *platform = call->likesd->config.platform;
	const msec_t now = call->likesd->now;
	operation->accepted_at = now;
	operation->effective_at = now + platform->effect_delay;
	operation->publish_at = now + platform->publish_delay;
	if (operation->previous != 0) {
		struct operation before;
		bool found = false;
		if (!operation_find(call->likesd, &call->account, operation->previous, &before,
				    &found, reterr)) {
			return false;
		}
		if (found && before.effective_at > operation->effective_at) {
			operation->effective_at = before.effective_at;
		}
		if (found && before.publish_at > operation->publish_at) {
			operation->publish_at = before.publish_at;
		}
	}
	if (operation->publish_at < operation->effective_at) {
		operation->publish_at = operation->effective_at;
	}
	return true;
}

/* The operation first: the event and the like refer to it. */
static bool write_operation(
		struct call *call, const struct operation *operation, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	const int64_t account = call->account.id;
	return db_do(&likesd->db, SQL_OPERATION_ADD,
			       DB_VALUES(db_int(account), db_int(operation->id),
					       db_int(operation->work), db_int(operation->want),
					       db_int(operation->accepted_at),
					       db_int(operation->effective_at),
					       db_int(operation->publish_at),
					       db_int(operation->seq), db_int(operation->previous)),
			       reterr) &&
			event_add(likesd, &call->account, operation->id, "accepted",
					operation->accepted_at, reterr) &&
			db_do(&likesd->db, SQL_LIKE_WISH,
					DB_VALUES(db_int(account), db_int(operation->work),
							db_int(operation->want),
							db_int(operation->id)),
					reterr);
}

static bool accept(struct call *call, const struct wish *wish, const struct state *state,
		struct operation *ret, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct account *account = &call->account;
	struct operation operation = {
		.id = ++account->last_operation,
		.work = wish->work,
		.want = wish->want,
		.seq = ++account->last_seq,
		.previous = state->last_operation,
	};
	if (!set_times(call, &operation, reterr) || !write_operation(call, &operation, reterr)) {
		return false;
	}
	if (operation.publish_at <= likesd->now && likesd->next_due > likesd->now) {
		/* Real time (Douyin, Kuaishou). Not past others that are overdue: as_of would then
		 * tell that they are published. */
		if (!publish_operation(likesd, account, &operation, reterr)) {
			return false;
		}
	} else if (operation.publish_at < likesd->next_due) {
		likesd->next_due = operation.publish_at;
	}
	*ret = operation;
	return account_save(likesd, account, reterr);
}

/* Nothing to do: 404 for a like that is taken back already, and for one that is there what made it
 * so. */
static bool already(struct call *call, const struct wish *wish, const struct state *state,
		struct outcome *ret, struct err *reterr) {
	if (!wish->want) {
		return refused(ret, PROBLEM_NOT_LIKED);
	}
	struct operation last;
	bool found = false;
	if (state->last_operation != 0 &&
			!operation_find(call->likesd, &call->account, state->last_operation, &last,
					&found, reterr)) {
		return false;
	}
	accepted(call, ret, 200, found ? &last : NULL);
	return true;
}

static bool decide(struct call *call, const struct wish *wish, struct outcome *ret,
		struct err *reterr) {
	enum stored stored = STORED_NONE;
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
	if (state.liked == wish->want) {
		if (!already(call, wish, &state, ret, reterr)) {
			return false;
		}
	} else {
		struct operation operation;
		if (!accept(call, wish, &state, &operation, reterr)) {
			return false;
		}
		accepted(call, ret, 202, &operation);
	}
	return stored_add(call, wish, ret, reterr);
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
