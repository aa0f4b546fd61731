#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

bool handle_operations(struct call *call, struct err *reterr) {
	struct db *db = &call->likesd->db;
	const struct list_query *query = &call->query;
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	json_array_begin(&writer, "operations");
	sqlite3_stmt *row = db_start(db, SQL_OPERATIONS,
			DB_VALUES(db_int(call->account.id), db_int(query->since),
					db_int(query->limit)));
	int64_t next = query->since;
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
		assert(operation.seq > next);
		put_operation(&writer, NULL, call->likesd, &operation);
		next = operation.seq;
	}
	json_array_end(&writer);
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
