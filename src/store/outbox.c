#include "outbox_inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "unlike/base/mem.h"

static const char *const statement_sql[OUTBOX_STATEMENT_COUNT] = {
#define X(name, sql) [name] = sql,
	OUTBOX_STATEMENTS(X)
#undef X
};

static const struct db_spec spec = {
	.what = "the outbox",
	.kind = "the outbox of unlike",
	.application_id = SCHEMA_OUTBOX_ID,
	.steps = schema_outbox,
	.n_steps = SCHEMA_OUTBOX_STEPS,
	.journal = "truncate",
	.pragmas = "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;",
	.sql = statement_sql,
	.n_sql = OUTBOX_STATEMENT_COUNT,
	.check_bytes = INT64_MAX,
	.advice = "Nothing was changed or sent: put a good copy in its place, or move it away.",
};

struct outbox *outbox_open(const char *path, const struct clock *clock, const struct rng *rng,
		struct err *reterr) {
	assert(path != NULL && clock != NULL && rng != NULL);
	struct outbox *o = xmalloc(sizeof(*o));
	*o = (struct outbox){ .clock = clock, .rng = rng };
	bool damaged = false;
	if (!db_open(&o->db, &spec, path, true, &damaged, reterr)) {
		free(o);
		if (damaged) {
			err_wrap(reterr, "%.100s", path);
		}
		return NULL;
	}
	return o;
}

void outbox_close(struct outbox *outbox) {
	if (outbox == NULL) {
		return;
	}
	db_close(&outbox->db);
	free(outbox);
}

bool outbox_read_state(const char *name, enum intent_state *ret, struct err *reterr) {
	if (name != NULL && intent_state_from_name(name, ret)) {
		return true;
	}
	return err_set(reterr, ERR_DB, "the outbox has a row in no known state");
}

bool outbox_add_event(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const char *why, struct err *reterr) {
	return db_do(&o->db, OUTBOX_EVENT,
			DB_VALUES(db_int(id), db_int(clock_wall(o->clock)),
					db_text(intent_state_name(from)),
					db_text(intent_state_name(to)), db_text(why)),
			reterr);
}

/* Made here, in the transaction of its row. Drawn again where a seeded stream begins anew. */
static bool make_key(struct outbox *o, uint8_t ret[static IDEM_KEY_BYTES], struct err *reterr) {
	bool used = true;
	for (int i = 0; used && i < 1000; i++) {
		rng_fill(o->rng, ret, IDEM_KEY_BYTES);
		int64_t one = 0;
		if (!db_number(&o->db,
				    db_start(&o->db, OUTBOX_KEY_USED,
						    DB_VALUES(db_blob(ret, IDEM_KEY_BYTES))),
				    &one, &used, reterr)) {
			return false;
		}
	}
	return !used || err_set(reterr, ERR_BUG, "random numbers repeat themselves");
}

static msec_t due_of(msec_t now, msec_t undo_window) {
	return undo_window >= MSEC_NEVER - now ? MSEC_NEVER : now + undo_window;
}

static bool insert(struct outbox *o, const struct intent_request *r, int64_t *ret_id,
		struct err *reterr) {
	uint8_t key[IDEM_KEY_BYTES];
	if (!make_key(o, key, reterr)) {
		return false;
	}
	const msec_t now = clock_wall(o->clock);
	if (!db_do(&o->db, OUTBOX_INSERT,
			    DB_VALUES(db_text(r->account), db_text(r->item),
					    db_text(r->keys != NULL ? r->keys : r->item),
					    db_text(r->restore), db_text(r->title),
					    db_text(r->author), db_text(r->url), db_int(r->want),
					    db_blob(key, sizeof(key)),
					    db_text(intent_state_name(INTENT_PENDING)), db_int(now),
					    db_int(due_of(now, r->undo_window)),
					    db_int(r->not_before), db_int(r->paced)),
			    reterr)) {
		return false;
	}
	const int64_t id = db_last_id(&o->db);
	if (!outbox_add_event(o, id, INTENT_PENDING, INTENT_PENDING, NULL, reterr)) {
		return false;
	}
	*ret_id = id;
	return true;
}

struct open_row {
	bool found, want;
	int64_t id;
	enum intent_state state;
};

static bool newest_open(struct outbox *o, const struct intent_request *r, struct open_row *ret,
		struct err *reterr) {
	sqlite3_stmt *statement = db_start(&o->db, OUTBOX_NEWEST_OPEN,
			DB_VALUES(db_text(r->account), db_text(r->item)));
	struct open_row open = { 0 };
	if (!db_row(&o->db, statement, &open.found, reterr)) {
		return false;
	}
	bool ok = true;
	if (open.found) {
		open.id = db_column_int(statement, 0);
		open.want = db_column_int(statement, 1) != 0;
		ok = outbox_read_state(db_column_text(statement, 2), &open.state, reterr);
		db_end(statement);
	}
	if (ok) {
		*ret = open;
	}
	return ok;
}

/* The opposite is a row too, closed at once: history tells that it was asked for. */
static bool annihilate(
		struct outbox *o, const struct intent_request *r, int64_t id, struct err *reterr) {
	static const struct intent_change change = { .reason = "taken back before it was sent" };
	int64_t opposite = 0;
	return outbox_move_within(o, id, INTENT_PENDING, INTENT_ANNIHILATED, &change, reterr) &&
			insert(o, r, &opposite, reterr) &&
			outbox_move_within(o, opposite, INTENT_PENDING, INTENT_ANNIHILATED, &change,
					reterr);
}

static bool add(struct outbox *o, const struct intent_request *r, enum outbox_added *ret,
		int64_t *ret_id, struct err *reterr) {
	struct open_row open = { 0 };
	if (!newest_open(o, r, &open, reterr)) {
		return false;
	}
	if (open.found && open.state == INTENT_UNDECIDED) {
		static const struct intent_change decided = {
			.reason = "not settled, then asked for anew",
		};
		*ret = OUTBOX_ADDED;
		return outbox_move_within(o, open.id, INTENT_UNDECIDED, INTENT_ROLLED_BACK,
				       &decided, reterr) &&
				insert(o, r, ret_id, reterr);
	}
	if (open.found && open.want == r->want) {
		*ret = OUTBOX_ALREADY;
		*ret_id = open.id;
		return true;
	}
	if (open.found && open.state == INTENT_PENDING) {
		*ret = OUTBOX_ANNIHILATED;
		*ret_id = open.id;
		return annihilate(o, r, open.id, reterr);
	}
	*ret = OUTBOX_ADDED;
	return insert(o, r, ret_id, reterr);
}

/* After some failures SQLite has ended it itself. */
static bool group_is_there(const struct outbox *o, struct err *reterr) {
	return db_in_transaction(&o->db) ||
			err_set(reterr, ERR_DB, "the outbox: the transaction is lost");
}

bool outbox_begin(struct outbox *o, struct err *reterr) {
	assert(!o->grouped);
	o->grouped = db_begin(&o->db, reterr);
	return o->grouped;
}

bool outbox_commit(struct outbox *o, struct err *reterr) {
	assert(o->grouped);
	o->grouped = false;
	return db_finish(&o->db, group_is_there(o, reterr), reterr);
}

bool outbox_begin_one(struct outbox *o, struct err *reterr) {
	if (!o->grouped) {
		return db_begin(&o->db, reterr);
	}
	return group_is_there(o, reterr) && db_step_begin(&o->db, reterr);
}

bool outbox_finish_one(struct outbox *o, bool ok, struct err *reterr) {
	if (!o->grouped) {
		return db_finish(&o->db, ok, reterr);
	}
	if (ok) {
		return db_step_end(&o->db, reterr);
	}
	(void)db_step_undo(&o->db, NULL);
	return false;
}

bool outbox_add(struct outbox *o, const struct intent_request *request, enum outbox_added *ret,
		int64_t *ret_id, struct err *reterr) {
	assert(request->account != NULL && request->item != NULL);
	assert(request->undo_window >= 0 && request->not_before >= 0);
	enum outbox_added added = OUTBOX_ADDED;
	int64_t id = 0;
	if (!outbox_begin_one(o, reterr) ||
			!outbox_finish_one(o, add(o, request, &added, &id, reterr), reterr)) {
		return false;
	}
	*ret = added;
	*ret_id = id;
	return true;
}

static bool undo(struct outbox *o, int64_t id, enum outbox_undone *ret, struct err *reterr) {
	sqlite3_stmt *statement = db_start(&o->db, OUTBOX_STATE, DB_VALUES(db_int(id)));
	bool found = false;
	if (!db_row(&o->db, statement, &found, reterr)) {
		return false;
	}
	if (!found) {
		*ret = OUTBOX_UNDO_NONE;
		return true;
	}
	enum intent_state state = INTENT_PENDING;
	const bool ok = outbox_read_state(db_column_text(statement, 0), &state, reterr);
	db_end(statement);
	if (!ok) {
		return false;
	}
	if (state == INTENT_UNDECIDED) {
		static const struct intent_change kept = { .reason = "you left it as it is" };
		*ret = OUTBOX_UNDO_KEPT;
		return outbox_move_within(
				o, id, INTENT_UNDECIDED, INTENT_ROLLED_BACK, &kept, reterr);
	}
	if (state != INTENT_PENDING) {
		*ret = intent_is_open(state) ? OUTBOX_UNDO_SENT : OUTBOX_UNDO_NONE;
		return true;
	}
	static const struct intent_change change = { .reason = "undone before it was sent" };
	*ret = OUTBOX_UNDONE;
	return outbox_move_within(o, id, INTENT_PENDING, INTENT_ANNIHILATED, &change, reterr);
}

bool outbox_undo(struct outbox *o, int64_t id, enum outbox_undone *ret, struct err *reterr) {
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	if (!outbox_begin_one(o, reterr) ||
			!outbox_finish_one(o, undo(o, id, &undone, reterr), reterr)) {
		return false;
	}
	*ret = undone;
	return true;
}

const char *outbox_library(void) {
	return sqlite3_libversion();
}
