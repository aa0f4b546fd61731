#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

/* *ret_last: the number of the last change told; *ret_n: how many. */
static bool write_operations(struct call *call, struct json_writer *writer, int64_t *ret_last,
		int64_t *ret_n, struct err *reterr) {
	struct db *db = &call->likesd->db;
	const struct list_query *query = &call->query;
	json_array_begin(writer, "operations");
	sqlite3_stmt *row = db_start(db, SQL_OPERATIONS,
			DB_VALUES(db_int(call->account.id), db_int(query->since),
					db_int(query->limit)));
	for (;;) {
		bool more = false;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		struct operation operation;
		operation_from_row(row, 0, &operation);
		assert(operation.seq > *ret_last);
		put_operation(writer, NULL, call->likesd, &operation);
		*ret_last = operation.seq;
		++*ret_n;
	}
	json_array_end(writer);
	return true;
}

static void write_penalty(struct call *call, struct json_writer *writer,
		const struct stored_penalty *stored) {
	json_object_begin(writer, NULL);
	json_put_string(writer, "state", stored->ended ? "ended" : "begun");
	put_penalty_members(writer, call->likesd, &stored->penalty);
	put_id(writer, "operation", 'o', stored->operation);
	json_put_int(writer, "seq", stored->seq);
	json_object_end(writer);
}

/* Those whose last change is in the same stretch of the journal. */
static bool write_penalties(struct call *call, struct json_writer *writer, int64_t until,
		int64_t *ret_last, struct err *reterr) {
	struct db *db = &call->likesd->db;
	json_array_begin(writer, "penalties");
	sqlite3_stmt *row = db_start(db, SQL_PENALTIES_SINCE,
			DB_VALUES(db_int(call->account.id), db_int(call->query.since),
					db_int(until)));
	for (;;) {
		bool more = false;
		struct stored_penalty stored;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		penalty_from_row(row, 0, &stored);
		if (stored.penalty.kind < PLATFORM_PENALTY_COUNT) {
			write_penalty(call, writer, &stored);
		}
		if (stored.seq > *ret_last) {
			*ret_last = stored.seq;
		}
	}
	json_array_end(writer);
	return true;
}

bool handle_operations(struct call *call, struct err *reterr) {
	struct json_writer writer;
	int64_t next = call->query.since, n = 0;
	answer_begin(call, 200, &writer);
	if (!write_operations(call, &writer, &next, &n, reterr)) {
		return false;
	}
	/* A full page may not be all: what comes behind it waits for the next one. */
	const int64_t until = n == call->query.limit ? next : INT64_MAX;
	if (!write_penalties(call, &writer, until, &next, reterr)) {
		return false;
	}
	char text[24];
	snprintf(text, sizeof(text), "%" PRId64, next);
	json_put_string(&writer, "next", text);
	return answer_end(&writer);
}

bool handle_operation(struct call *call, struct err *reterr) {
	int64_t id = 0;
	struct operation operation;
	bool found = false;
	assert(call->id != NULL);
	if (!parse_id('o', call->id, &id)) {
		return refuse(call, PROBLEM_NOT_FOUND, NULL);
	}
	if (!operation_find(call->likesd, &call->account, id, &operation, &found, reterr)) {
		return false;
	}
	if (!found) {
		return refuse(call, PROBLEM_NOT_FOUND, NULL);
	}
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	put_operation(&writer, "operation", call->likesd, &operation);
	return answer_end(&writer);
}
