/* What the files of outbox share. */
#pragma once

#include "schema.h"
#include "unlike/db/db.h"
#include "unlike/store/outbox.h"

#define INTENT_COLUMNS \
	"i.id, i.account, i.item, i.keys, i.restore, i.title, i.author, i.url, i.seq, i.want," \
	" i.idem_key, i.state, i.created_at, i.due, i.not_before, i.sent_at, i.accepted_at," \
	" i.horizon, i.publish_at, i.changed_at, i.attempts, i.looks, i.operation, i.reason, " \
	"i.paced"

/* Nothing else of the item stands before row i: neither on its way, nor pending and older. */
#define INTENT_IS_FIRST \
	" NOT EXISTS (SELECT 1 FROM intent o WHERE o.account = i.account AND o.item = i.item" \
	" AND o.id <> i.id AND (o.state IN ('sent', 'accepted')" \
	" OR (o.state = 'pending' AND o.seq < i.seq)))"

#define DUE_SQL(paced, index) \
	"SELECT " INTENT_COLUMNS ", i.ready FROM intent i WHERE i.account = ?1" \
	" AND i.state = 'sent' AND i.ready <= ?2 AND i.paced = " paced " UNION ALL" \
	" SELECT " INTENT_COLUMNS ", i.ready FROM intent i INDEXED BY " index \
	" WHERE i.account = ?1 AND i.state = 'pending' AND i.ready <= ?2 AND i.paced = " paced \
	" AND" INTENT_IS_FIRST " ORDER BY 26, 1 LIMIT ?3"

#define NEXT_READY(state, more) \
	"SELECT * FROM (SELECT i.ready FROM intent i WHERE i.account = ?1" \
	" AND i.state = '" state "' AND i.ready > ?2" more " ORDER BY i.ready LIMIT 1)"

#define NEXT_TIME_SQL \
	"SELECT min(ready) FROM (" NEXT_READY("sent", "") " UNION ALL " NEXT_READY("accepted", \
			"") " UNION ALL " NEXT_READY("pending", " AND" INTENT_IS_FIRST) ")"

/* `column`, ?1 later: 0 (none) and never stay what they are, and nothing else becomes them. */
#define SHIFTED(column) \
	column " = CASE WHEN " column " IN (0, 9223372036854775807) THEN " column \
	       " ELSE max(1, min(" column ", 9223372036854775806 - max(?1, 0)) + ?1) END"

#define SHIFT_SQL \
	"UPDATE intent SET " SHIFTED("due") ", " SHIFTED("not_before") ", " SHIFTED( \
			"horizon") " WHERE state IN ('pending', 'sent', 'accepted')"

/* X-macro: statement, its SQL. */
#define OUTBOX_STATEMENTS(X) \
	X(OUTBOX_NEWEST_OPEN, \
			"SELECT id, want, state FROM intent WHERE account = ?1 AND item =" \
			" ?2 AND state IN ('pending', 'sent', 'accepted', 'undecided') ORDER" \
			" BY seq DESC LIMIT 1") \
	X(OUTBOX_KEY_USED, "SELECT 1 FROM intent WHERE idem_key = ?1") \
	X(OUTBOX_INSERT, \
			"INSERT INTO intent (account, item, keys, restore, title, author," \
			" url, want, idem_key, state, created_at, due, not_before," \
			" paced, changed_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8," \
			" ?9, ?10, ?11, ?12, ?13, ?14, ?11, (SELECT coalesce(max(seq), 0) + 1 " \
			"FROM intent" \
			" WHERE account = ?1 AND item = ?2))") \
	X(OUTBOX_STATE, "SELECT state FROM intent WHERE id = ?1") \
	X(OUTBOX_EVENT, \
			"INSERT INTO event (intent, at, from_state, to_state, why) VALUES" \
			" (?1, ?2, ?3, ?4, coalesce(?5, ''))") \
	X(OUTBOX_MOVE, \
			"UPDATE intent SET state = ?3, changed_at = ?4, reason =" \
			" coalesce(?5, reason), operation = coalesce(?6, operation)," \
			" publish_at = CASE ?7 WHEN 0 THEN publish_at ELSE ?7 END, horizon =" \
			" CASE ?8 WHEN 0 THEN horizon ELSE ?8 END, not_before = CASE ?9 WHEN" \
			" 0 THEN not_before ELSE ?9 END, flying = (?3 = 'sent' AND ?9 = 0)," \
			" sent_at = CASE ?3 WHEN 'sent' THEN ?4 ELSE sent_at END," \
			" accepted_at = CASE ?3 WHEN 'accepted' THEN ?4 ELSE accepted_at END" \
			" WHERE id = ?1 AND state = ?2") \
	X(OUTBOX_RETRY, \
			"UPDATE intent SET changed_at = ?2, not_before = ?3, flying = 0," \
			" attempts = attempts + ?4, reason = coalesce(?5, reason) WHERE id =" \
			" ?1 AND state = 'sent'") \
	X(OUTBOX_LOOK_AGAIN, \
			"UPDATE intent SET changed_at = ?2, horizon = ?3, looks = looks +" \
			" ?4, reason = coalesce(?5, reason) WHERE id = ?1 AND state =" \
			" 'accepted'") \
	X(OUTBOX_RECOVER_EVENTS, \
			"INSERT INTO event (intent, at, from_state, to_state, why) SELECT" \
			" id, ?1, 'sent', 'sent', ?2 FROM intent WHERE state = 'sent'") \
	X(OUTBOX_RECOVER, \
			"UPDATE intent SET not_before = 0, flying = 0, changed_at = ?1" \
			" WHERE state = 'sent'") \
	X(OUTBOX_SEND_NOW, \
			"UPDATE intent SET due = ?1 WHERE state = 'pending' AND due > ?1" \
			" AND (?2 IS NULL OR account = ?2) AND (?3 = 0 OR id = ?3)") \
	X(OUTBOX_SHIFT, SHIFT_SQL) \
	X(OUTBOX_SHIFT_PLAN, \
			"UPDATE plan SET " SHIFTED("planned_at") ", " SHIFTED( \
					"told_at") ", " SHIFTED("paused_until") ", " SHIFTED("spe" \
											     "nt" \
											     "_un" \
											     "ti" \
											     "l")) \
	X(OUTBOX_PLANNED, \
			"SELECT i.id, i.due, i.not_before FROM intent i INDEXED BY" \
			" intent_planned WHERE i.account = ?1 AND i.state = 'pending' AND" \
			" i.paced = 1 ORDER BY i.id") \
	X(OUTBOX_PLANNED_SENT, \
			"SELECT count(*) FROM intent WHERE account = ?1 AND state = 'sent'" \
			" AND paced = 1") \
	X(OUTBOX_BEFORE_PLAN, \
			"SELECT (SELECT count(*) FROM intent WHERE account = ?1 AND state =" \
			" 'sent' AND want = 0) + (SELECT count(*) FROM intent INDEXED BY" \
			" intent_free WHERE account = ?1 AND state = 'pending' AND paced = 0" \
			" AND want = 0 AND due < 9223372036854775807 AND not_before <= ?2)") \
	X(OUTBOX_SET_NOT_BEFORE, \
			"UPDATE intent SET not_before = ?2 WHERE id = ?1 AND state =" \
			" 'pending' AND paced = 1") \
	X(OUTBOX_SET_PACED, \
			"UPDATE intent SET paced = ?2, not_before = ?3, changed_at = ?4" \
			" WHERE id = ?1 AND state = 'pending'") \
	X(OUTBOX_PUT_BACK, \
			"UPDATE intent SET state = 'pending', flying = 0, sent_at = 0," \
			" changed_at = ?2, not_before = ?3, reason = coalesce(?4, reason)" \
			" WHERE id = ?1 AND state = 'sent' AND paced = 1") \
	X(OUTBOX_PENDING_BEHIND, \
			"SELECT n.id FROM intent i JOIN intent n ON n.account = i.account" \
			" AND n.item = i.item AND n.seq > i.seq WHERE i.id = ?1 AND n.state" \
			" = 'pending' AND n.want <> i.want ORDER BY n.seq LIMIT 1") \
	X(OUTBOX_STOP_EVENTS, \
			"INSERT INTO event (intent, at, from_state, to_state, why) SELECT" \
			" id, ?2, 'pending', 'annihilated', ?3 FROM intent WHERE account =" \
			" ?1 AND state = 'pending' AND paced = 1") \
	X(OUTBOX_STOP_PLAN, \
			"UPDATE intent SET state = 'annihilated', changed_at = ?2, reason =" \
			" ?3, flying = 0 WHERE account = ?1 AND state = 'pending' AND paced" \
			" = 1") \
	X(OUTBOX_PLAN, \
			"SELECT reserve, held_until, planned_at, told_at, paused_until," \
			" spent_until FROM plan WHERE account = ?1") \
	X(OUTBOX_PLAN_RESERVE, \
			"INSERT INTO plan (account, reserve) VALUES (?1, ?2) ON CONFLICT" \
			" (account) DO UPDATE SET reserve = excluded.reserve") \
	X(OUTBOX_PLAN_HOLD, \
			"INSERT INTO plan (account, held_until) VALUES (?1, ?2) ON CONFLICT" \
			" (account) DO UPDATE SET held_until = excluded.held_until") \
	X(OUTBOX_PLAN_PLANNED, \
			"INSERT INTO plan (account, planned_at) VALUES (?1, ?2) ON CONFLICT" \
			" (account) DO UPDATE SET planned_at = excluded.planned_at") \
	X(OUTBOX_PLAN_TOLD, \
			"INSERT INTO plan (account, told_at, paused_until, spent_until)" \
			" VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account) DO UPDATE SET" \
			" told_at = excluded.told_at, paused_until = excluded.paused_until," \
			" spent_until = excluded.spent_until") \
	X(OUTBOX_PLAN_FORGET, "DELETE FROM plan WHERE account = ?1") \
	X(OUTBOX_DUE, DUE_SQL("0", "intent_free")) \
	X(OUTBOX_DUE_OF_PLAN, DUE_SQL("1", "intent_paced")) \
	X(OUTBOX_WAITING, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.account = ?1 AND" \
			" i.state = 'sent' AND i.not_before <= ?2 UNION ALL" \
			" SELECT " INTENT_COLUMNS " FROM intent i INDEXED BY intent_free" \
			" WHERE i.account = ?1 AND i.state = 'pending' AND i.paced = 0 AND" \
			" i.not_before <= ?2 ORDER BY 1 LIMIT ?3") \
	X(OUTBOX_TO_LOOK_AT, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.account = ?1" \
			" AND i.state = 'accepted' AND i.ready <= ?2 ORDER BY i.ready, i.id" \
			" LIMIT ?3") \
	X(OUTBOX_IN_REVIEW, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.account = ?1" \
			" AND i.state = 'accepted' AND i.ready IS NULL AND i.id > ?2" \
			" ORDER BY i.id LIMIT ?3") \
	X(OUTBOX_NEXT_TIME, NEXT_TIME_SQL) \
	X(OUTBOX_FIND_NEWEST, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.account = ?1" \
			" AND i.item = ?2 AND i.state <> 'annihilated' ORDER BY i.seq DESC" \
			" LIMIT 1") \
	X(OUTBOX_OF_ITEM, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.account = ?1" \
			" AND i.item = ?2 AND i.state <> 'annihilated' ORDER BY i.seq DESC" \
			" LIMIT ?3") \
	X(OUTBOX_FIND, "SELECT " INTENT_COLUMNS " FROM intent i WHERE i.id = ?1") \
	X(OUTBOX_FIND_UNDOABLE, \
			"SELECT " INTENT_COLUMNS " FROM intent i INDEXED BY intent_pending" \
			" WHERE i.state = 'pending' AND (?1 IS NULL OR i.account = ?1) AND" \
			" (i.paced = 0 OR i.due > ?2)" \
			" ORDER BY i.id DESC LIMIT 1") \
	X(OUTBOX_COUNT_UNDOABLE, \
			"SELECT count(*) FROM intent i INDEXED BY intent_pending WHERE i.state" \
			" = 'pending' AND (?1 IS NULL OR i.account = ?1) AND (i.paced = 0 OR" \
			" i.due > ?2)") \
	X(OUTBOX_PAGE_OLDER, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.id < ?1" \
			" AND (?2 IS NULL OR i.account = ?2) AND i.state <> 'annihilated'" \
			" ORDER BY i.id DESC LIMIT ?3") \
	X(OUTBOX_PAGE_NEWER, \
			"SELECT " INTENT_COLUMNS " FROM intent i WHERE i.id > ?1" \
			" AND (?2 IS NULL OR i.account = ?2) AND i.state <> 'annihilated'" \
			" ORDER BY i.id LIMIT ?3") \
	X(OUTBOX_COUNTS, "SELECT state, count(*) FROM intent WHERE account = ?1 GROUP BY state") \
	X(OUTBOX_COUNTS_OF_ALL, "SELECT state, count(*) FROM intent GROUP BY state") \
	X(OUTBOX_EVENTS, \
			"SELECT id, at, from_state, to_state, why FROM event WHERE intent =" \
			" ?1 ORDER BY id") \
	X(OUTBOX_EVENTS_MAY_GO, "DROP TRIGGER IF EXISTS event_remains") \
	X(OUTBOX_FORGET_EVENTS, \
			"DELETE FROM event WHERE intent IN (SELECT id FROM intent WHERE" \
			" account = ?1)") \
	X(OUTBOX_FORGET_INTENTS, "DELETE FROM intent WHERE account = ?1") \
	X(OUTBOX_EVENTS_REMAIN, "CREATE TRIGGER IF NOT EXISTS " SCHEMA_EVENT_REMAINS) \
	X(OUTBOX_COUNT_OPEN, \
			"SELECT count(*) FROM intent WHERE account = ?1 AND state IN" \
			" ('pending', 'sent', 'accepted', 'undecided')") \
	X(OUTBOX_COUNT_IN_REVIEW, \
			"SELECT count(*) FROM intent WHERE account = ?1 AND state = 'accepted'" \
			" AND horizon = 0") \
	X(OUTBOX_VERSION, "PRAGMA data_version")

enum outbox_statement {
#define X(name, sql) name,
	OUTBOX_STATEMENTS(X)
#undef X
			OUTBOX_STATEMENT_COUNT
};

struct outbox {
	struct db db;
	const struct clock *clock; /* foreign */
	const struct rng *rng; /* foreign */
	bool grouped; /* between outbox_begin() and outbox_commit() */
};

/* A transaction of one call; a step of the one under way where calls are grouped. */
bool outbox_begin_one(struct outbox *o, struct err *reterr);
bool outbox_finish_one(struct outbox *o, bool ok, struct err *reterr);

/* ERR_DB for a name that no state has. */
bool outbox_read_state(const char *name, enum intent_state *ret, struct err *reterr);
/* Inside a transaction: the event of a transition, a retry, or a look. why may be NULL. */
bool outbox_add_event(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const char *why, struct err *reterr);
/* ERR_CONFLICT unless the newest statement changed one row. */
bool outbox_changed_one(struct outbox *o, int64_t id, enum intent_state from, struct err *reterr);
/* outbox_move without its transaction and without asking intent_may(). */
bool outbox_move_within(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change_or_null, struct err *reterr);
