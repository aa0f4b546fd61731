#include "inner.h"

#include <assert.h>

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
	};
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

void put_operation(struct json_writer *writer, const char *key, const struct likesd *likesd,
		const struct operation *operation) {
	json_object_begin(writer, key);
	put_id(writer, "id", 'o', operation->id);
	put_id(writer, "item", 'v', operation->work);
	json_put_string(writer, "want", operation->want ? "liked" : "unliked");
	json_put_string(writer, "state", operation->published ? "published" : "accepted");
	put_time(writer, "accepted_at", operation->accepted_at);
	put_time(writer, "effective_at", operation->effective_at);
	put_time(writer, "publish_at", operation->publish_at);
	json_put_int(writer, "publish_in_ms",
			operation->published ? 0 : server_time_left(likesd, operation->publish_at));
	json_put_int(writer, "seq", operation->seq);
	json_object_end(writer);
}

/* Wishes for one like alternate, and what is not effective yet is at the end of the chain: so this
 * goes back over as many as came within the platform's effect_delay. */
bool operation_truth(struct likesd *likesd, const struct account *account, bool wanted,
		int64_t last_operation, bool *ret_liked, struct err *reterr) {
	bool liked = wanted;
	int64_t id = last_operation;
	while (id != 0) {
		struct operation operation;
		bool found = false;
		if (!operation_find(likesd, account, id, &operation, &found, reterr)) {
			return false;
		}
		if (!found) {
			return err_set(reterr, ERR_DB, "database: operation %lld is missing",
					(long long)id);
		}
		assert(operation.want == liked);
		if (operation.effective_at <= likesd->now) {
			break;
		}
		liked = !operation.want;
		id = operation.previous;
	}
	*ret_liked = liked;
	return true;
}
