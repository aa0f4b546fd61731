#include "inner.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define AT_ONCE 256

enum state { IN_FORCE = 1, ENDED };

static bool tell(struct likesd *likesd, struct account *account, int64_t operation,
		const char *event, msec_t at, struct err *reterr) {
	account->last_seq++;
	return event_add(likesd, account, operation, event, at, reterr);
}

static bool penalty_begin(struct likesd *likesd, struct account *account, int64_t operation,
		const struct risk_penalty *penalty, struct err *reterr) {
	struct db *db = &likesd->db;
	const char *kind = platform_penalty_name(penalty->kind);
	assert(penalty->from <= penalty->until);
	if (!tell(likesd, account, operation, "penalty-begun", penalty->from, reterr) ||
			!db_do(db, SQL_PENALTY_LENGTHEN,
					DB_VALUES(db_int(account->id), db_text(kind),
							db_text(penalty->rule),
							db_int(penalty->until), db_int(operation),
							db_int(account->last_seq)),
					reterr)) {
		return false;
	}
	if (db_changes(db) == 0 &&
			!db_do(db, SQL_PENALTY_ADD,
					DB_VALUES(db_int(account->id), db_text(kind),
							db_text(penalty->rule), db_int(IN_FORCE),
							db_int(penalty->from),
							db_int(penalty->until), db_int(operation),
							db_int(account->last_seq)),
					reterr)) {
		return false;
	}
	if (penalty->until < likesd->next_due) {
		likesd->next_due = penalty->until;
	}
	return true;
}

static enum platform_penalty kind_of(const char *word) {
	enum platform_penalty kind = 0;
	while (kind < PLATFORM_PENALTY_COUNT && strcmp(word, platform_penalty_name(kind)) != 0) {
		kind++;
	}
	return kind;
}

void penalty_from_row(sqlite3_stmt *row, int first, struct stored_penalty *ret) {
	const char *kind = (const char *)sqlite3_column_text(row, first);
	const char *rule = (const char *)sqlite3_column_text(row, first + 1);
	*ret = (struct stored_penalty){
		.penalty.kind = kind_of(kind != NULL ? kind : ""),
		.penalty.from = sqlite3_column_int64(row, first + 2),
		.penalty.until = sqlite3_column_int64(row, first + 3),
		.operation = sqlite3_column_int64(row, first + 4),
		.ended = sqlite3_column_int(row, first + 5) == ENDED,
		.seq = sqlite3_column_int64(row, first + 6),
		.id = sqlite3_column_int64(row, first + 7),
	};
	snprintf(ret->penalty.rule, sizeof(ret->penalty.rule), "%s", rule != NULL ? rule : "");
}

bool penalty_begin_all(struct likesd *likesd, struct account *account, int64_t operation,
		const struct risk_penalty *penalties, size_t n, struct err *reterr) {
	for (size_t i = 0; i < n; i++) {
		/* One without an end follows from the ratio, and is stored nowhere. */
		if (penalties[i].until != MSEC_NEVER &&
				!penalty_begin(likesd, account, operation, &penalties[i], reterr)) {
			return false;
		}
	}
	return true;
}

/* --- their ends --- */

struct over {
	int64_t account;
	struct stored_penalty penalty;
};

static bool collect(struct likesd *likesd, struct over over[static AT_ONCE], size_t *ret_n,
		struct err *reterr) {
	sqlite3_stmt *row = db_start(&likesd->db, SQL_PENALTIES_OVER,
			DB_VALUES(db_int(likesd->now), db_int(AT_ONCE)));
	size_t n = 0;
	for (;;) {
		bool more = false;
		if (!db_row(&likesd->db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			*ret_n = n;
			return true;
		}
		assert(n < AT_ONCE);
		penalty_from_row(row, 0, &over[n].penalty);
		over[n++].account = sqlite3_column_int64(row, 8);
	}
}

bool penalty_end_due(struct likesd *likesd, struct err *reterr) {
	struct over over[AT_ONCE];
	size_t n = 0;
	if (!collect(likesd, over, &n, reterr)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		struct account account;
		const struct stored_penalty *ends = &over[i].penalty;
		if (!account_by_id(likesd, over[i].account, &account, reterr) ||
				!tell(likesd, &account, ends->operation, "penalty-ended",
						ends->penalty.until, reterr) ||
				!db_do(&likesd->db, SQL_PENALTY_END,
						DB_VALUES(db_int(account.id), db_int(ends->id),
								db_int(account.last_seq)),
						reterr) ||
				!account_save(likesd, &account, reterr)) {
			return false;
		}
	}
	return true;
}
