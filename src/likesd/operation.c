#include "inner.h"

#include <assert.h>
#include <stdio.h>

void operation_from_row(sqlite3_stmt *row, int first, struct operation *ret) {
	*ret = (struct operation){
		.id = sqlite3_column_int64(row, first),
		.work = sqlite3_column_int64(row, first + 1),
		.want = sqlite3_column_int64(row, first + 2) != 0,
		.accepted_at = sqlite3_column_int64(row, first + 3),
		.effective_at = sqlite3_column_int64(row, first + 4),
		.publish_at = sqlite3_column_int64(row, first + 5),
		.published = sqlite3_column_int64(row, first + 6) != 0,
		.seq = sqlite3_column_int64(row, first + 7),
		.previous = sqlite3_column_int64(row, first + 8),
		.review = (enum review_state)sqlite3_column_int(row, first + 9),
	};
	const char *why = (const char *)sqlite3_column_text(row, first + 10);
	snprintf(ret->why, sizeof(ret->why), "%s", why != NULL ? why : "");
}

bool operation_find(struct likesd *likesd, const struct account *account, int64_t id,
		struct operation *ret, bool *ret_found, struct err *reterr) {
	assert(account->id > 0);
	sqlite3_stmt *row = db_start(
			&likesd->db, SQL_OPERATION, DB_VALUES(db_int(account->id), db_int(id)));
	bool found = false;
	if (!db_row(&likesd->db, row, &found, reterr)) {
		return false;
	}
	if (found) {
		operation_from_row(row, 0, ret);
		db_end(row);
	}
	*ret_found = found;
	return true;
}

/* Neither rejected nor withdrawn. */
static bool stands(const struct operation *operation) {
	return operation->review != REVIEW_REJECTED && operation->review != REVIEW_WITHDRAWN;
}

/* As operation_find, but one that is missing is an error. */
static bool operation_get(struct likesd *likesd, const struct account *account, int64_t id,
		struct operation *ret, struct err *reterr) {
	bool found = false;
	return operation_find(likesd, account, id, ret, &found, reterr) &&
			(found ||
					err_set(reterr, ERR_DB,
							"database: operation %lld is missing",
							(long long)id));
}

bool operation_find_standing(struct likesd *likesd, const struct account *account, int64_t id,
		struct operation *ret, bool *ret_found, struct err *reterr) {
	struct operation operation;
	for (; id != 0; id = operation.previous) {
		if (!operation_get(likesd, account, id, &operation, reterr)) {
			return false;
		}
		if (stands(&operation)) {
			*ret = operation;
			*ret_found = true;
			return true;
		}
	}
	*ret_found = false;
	return true;
}

/* Never before the operation that went before it for the same like: the file may have been written
 * under a platform with longer delays. */
bool operation_set_times(struct likesd *likesd, const struct account *account,
		struct operation *operation, struct err *reterr) {
	const struct platform *platform = likesd->config.platform;
	struct operation before;
	bool found = false;
	operation->effective_at = likesd->now + platform->effect_delay;
	operation->publish_at = likesd->now + platform->publish_delay;
	if (!operation_find_standing(
			    likesd, account, operation->previous, &before, &found, reterr)) {
		return false;
	}
	if (found && before.effective_at > operation->effective_at) {
		operation->effective_at = before.effective_at;
	}
	if (found && before.publish_at > operation->publish_at) {
		operation->publish_at = before.publish_at;
	}
	if (operation->publish_at < operation->effective_at) {
		operation->publish_at = operation->effective_at;
	}
	return true;
}

bool operation_set_out(struct likesd *likesd, struct account *account, struct operation *operation,
		struct err *reterr) {
	if (operation->publish_at <= likesd->now && likesd->next_due > likesd->now) {
		/* Real time (Douyin, Kuaishou). Not past others that are overdue: as_of would then
		 * tell that they are published. */
		return publish_operation(likesd, account, operation, reterr);
	}
	if (operation->publish_at < likesd->next_due) {
		likesd->next_due = operation->publish_at;
	}
	return true;
}

static const char *state_word(const struct operation *operation) {
	switch (operation->review) {
	case REVIEW_WAITING:
		return "in_review";
	case REVIEW_REJECTED:
		return "rejected";
	case REVIEW_WITHDRAWN:
		return "withdrawn";
	default:
		return operation->published ? "published" : "accepted";
	}
}

static void put_time_or_null(struct json_writer *writer, const char *key, msec_t at) {
	if (at == MSEC_NEVER) {
		json_put_null(writer, key);
	} else {
		put_time(writer, key, at);
	}
}

void put_operation_members(struct json_writer *writer, const struct likesd *likesd,
		const struct operation *operation) {
	put_id(writer, "id", 'o', operation->id);
	put_id(writer, "item", 'v', operation->work);
	json_put_string(writer, "want", operation->want ? "liked" : "unliked");
	json_put_string(writer, "state", state_word(operation));
	put_time(writer, "accepted_at", operation->accepted_at);
	put_time_or_null(writer, "effective_at", operation->effective_at);
	put_time_or_null(writer, "publish_at", operation->publish_at);
	if (operation->publish_at == MSEC_NEVER) {
		json_put_null(writer, "publish_in_ms");
	} else {
		json_put_int(writer, "publish_in_ms",
				operation->published
						? 0
						: server_time_left(likesd, operation->publish_at));
	}
	json_put_int(writer, "seq", operation->seq);
	if (operation->review == REVIEW_REJECTED) {
		json_put_string(writer, "why", operation->why);
	}
}

void put_operation(struct json_writer *writer, const char *key, const struct likesd *likesd,
		const struct operation *operation) {
	json_object_begin(writer, key);
	put_operation_members(writer, likesd, operation);
	json_object_end(writer);
}

/* Wishes that stand for one like alternate, and what is not effective yet is at the end of the
 * chain: so this goes back over as many as came within the platform's effect_delay. */
bool operation_truth(struct likesd *likesd, const struct account *account, bool wanted,
		int64_t last_operation, bool *ret_liked, struct err *reterr) {
	bool liked = wanted;
	int64_t id = last_operation;
	while (id != 0) {
		struct operation operation;
		if (!operation_get(likesd, account, id, &operation, reterr)) {
			return false;
		}
		id = operation.previous;
		if (!stands(&operation)) {
			continue;
		}
		assert(operation.want == liked);
		if (operation.effective_at <= likesd->now) {
			break;
		}
		liked = !operation.want;
	}
	*ret_liked = liked;
	return true;
}
