#include "inner.h"

#include <assert.h>

#define CHUNK 256
#define AT_ONCE 4096 /* so that a long queue does not keep requests waiting */

struct due {
	int64_t account;
	struct operation operation;
};

bool publish_look(struct likesd *likesd, struct err *reterr) {
	sqlite3_stmt *row = db_start(&likesd->db, SQL_NEXT_DUE, DB_NONE);
	bool found = false;
	if (!db_row(&likesd->db, row, &found, reterr)) {
		return false;
	}
	assert(found);
	const bool none = sqlite3_column_type(row, 0) == SQLITE_NULL;
	likesd->next_due = none ? MSEC_NEVER : sqlite3_column_int64(row, 0);
	db_end(row);
	return true;
}

bool event_add(struct likesd *likesd, const struct account *account, int64_t operation,
		const char *kind, msec_t at, struct err *reterr) {
	return db_do(&likesd->db, SQL_EVENT_ADD,
			DB_VALUES(db_int(account->id), db_int(account->last_seq), db_int(operation),
					db_int(at), db_text(kind)),
			reterr);
}

bool publish_operation(struct likesd *likesd, struct account *account, struct operation *operation,
		struct err *reterr) {
	struct db *db = &likesd->db;
	assert(operation->publish_at <= likesd->now && !operation->published);
	if (!db_do(db, SQL_LIKE_PUBLISH,
			    DB_VALUES(db_int(account->id), db_int(operation->work),
					    db_int(operation->want)),
			    reterr)) {
		return false;
	}
	if (db_changes(db) > 0) {
		const int64_t by = operation->want ? 1 : -1;
		account->published += by;
		if (!db_do(db, SQL_WORK_LIKES, DB_VALUES(db_int(operation->work), db_int(by)),
				    reterr)) {
			return false;
		}
	}
	if (operation->publish_at > account->as_of) {
		account->as_of = operation->publish_at;
	}
	operation->published = true;
	operation->seq = ++account->last_seq;
	page_cache_clear(&likesd->pages);
	return event_add(likesd, account, operation->id, "published", operation->publish_at,
			       reterr) &&
			db_do(db, SQL_OPERATION_PUBLISH,
					DB_VALUES(db_int(account->id), db_int(operation->id),
							db_int(operation->seq)),
					reterr);
}

/* Collected first: publishing takes rows out of the index that is read here. */
static bool collect(struct likesd *likesd, struct due due[static CHUNK], size_t *ret_n,
		struct err *reterr) {
	sqlite3_stmt *row = db_start(
			&likesd->db, SQL_DUE, DB_VALUES(db_int(likesd->now), db_int(CHUNK)));
	size_t n = 0;
	for (;;) {
		bool more = false;
		if (!db_row(&likesd->db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		assert(n < CHUNK);
		due[n].account = sqlite3_column_int64(row, 0);
		operation_from_row(row, 1, &due[n].operation);
		n++;
	}
	*ret_n = n;
	return true;
}

/* Neighbours of the same account share one reading and one writing of its row. */
static bool publish_chunk(struct likesd *likesd, struct due *due, size_t n, struct err *reterr) {
	struct account account = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (account.id != due[i].account) {
			if (account.id != 0 && !account_save(likesd, &account, reterr)) {
				return false;
			}
			if (!account_by_id(likesd, due[i].account, &account, reterr)) {
				return false;
			}
		}
		if (!publish_operation(likesd, &account, &due[i].operation, reterr)) {
			return false;
		}
	}
	return account.id == 0 || account_save(likesd, &account, reterr);
}

/* How many of the chunk may be published when `done` already were, the last of them at `last`. */
static size_t take(const struct due *due, size_t n, size_t done, msec_t last) {
	size_t taken = 0;
	while (taken < n && (done + taken < AT_ONCE || due[taken].operation.publish_at == last)) {
		last = due[taken].operation.publish_at;
		taken++;
	}
	return taken;
}

bool publish_due(struct likesd *likesd, struct err *reterr) {
	struct due due[CHUNK];
	size_t done = 0;
	msec_t last = 0;
	for (;;) {
		size_t n = 0;
		if (!collect(likesd, due, &n, reterr)) {
			return false;
		}
		const size_t taken = take(due, n, done, last);
		if (!publish_chunk(likesd, due, taken, reterr)) {
			return false;
		}
		if (taken > 0) {
			done += taken;
			last = due[taken - 1].operation.publish_at;
		}
		if (taken < CHUNK) {
			break;
		}
	}
	return true;
}
