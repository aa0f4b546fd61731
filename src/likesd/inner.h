/*
 * What likesd's files share among themselves.
 *
 * Every handler works inside a savepoint of the turn's transaction. It returns false when the
 * database failed it: the savepoint is rolled back and the request is answered 503, while the other
 * requests of the turn stand. Everything else that a request can be is an answer.
 */
#pragma once

#include "unlike/likesd/likesd.h"

#include "unlike/base/json.h"
#include "unlike/base/secret.h"
#include "unlike/core/risk.h"

#include "metrics.h"
#include "page_cache.h"
#include "schema.h"

#define ACCOUNT_NAME_MAX LIKESD_NAME_MAX
#define KEY_MIN 16
#define KEY_MAX 64
#define ANSWER_KEPT (30 * MSEC_PER_DAY) /* server time */
#define PAGE_DEFAULT 100

/* The facts of who asked last: people take back several likes in a row. */
struct facts_kept {
	int64_t account, device; /* 0: none are kept */
	struct risk_facts facts; /* own; no works */
};

struct likesd {
	struct likesd_config config;
	struct db db;
	struct page_cache pages;
	struct facts_kept kept;
	struct metrics metrics;
	msec_t started; /* wall */

	msec_t mono_start, start; /* the server's clock stood at `start` when mono was mono_start */
	msec_t turn_mono, now; /* when the turn began: one reading a turn; the server's time */
	bool in_turn;
	int64_t changes_before; /* rows changed by this connection when the turn began */
	bool broken; /* SQLite gave the turn's transaction up: it cannot be committed */

	msec_t next_due; /* of the first publication or end of a penalty; MSEC_NEVER */
	msec_t not_before; /* mono: after a failure, when publishing is tried again */
	msec_t next_prune; /* server time */
	struct err trouble; /* the latest of this turn; ERR_NONE */
};

struct account {
	int64_t id;
	char name[ACCOUNT_NAME_MAX + 1];
	msec_t as_of;
	int64_t published; /* likes that everyone sees */
	int64_t last_operation, last_seq;
	enum platform_tier tier;
	int64_t likes_made, cancels_made; /* ever; cancels: those that counted */
};

/* What asks: a token, which is a device of its account. */
struct device {
	int64_t id;
	int64_t network; /* below 0: one of its own */
	bool moderator;
};

/* A place in the published list: behind this like. */
struct cursor {
	msec_t liked_at;
	int64_t work;
};

struct list_query {
	struct cursor cursor;
	int64_t limit;
	int64_t since;
};

/* One request on its way. */
struct call {
	struct likesd *likesd;
	const struct likesd_request *request;
	struct account account; /* known to every handler below /v1 */
	struct device device; /* as well */
	const char *id; /* the {id} of the route, or NULL; borrowed from the request */
	struct list_query query; /* what of it the route takes */
	struct likesd_response *response;
};

/* --- time (likesd.c) --- */

/* Real time from now until the server's clock shows `at`; 0 when it does already. */
msec_t server_time_left(const struct likesd *likesd, msec_t at);
/* `duration` of the server's clock in real time, rounded up. */
msec_t server_to_real(const struct likesd *likesd, msec_t duration);

/* --- accounts (account.c) --- */

/* Whose token it is. NULL and a wrong one take the same way and time. */
bool account_by_token(struct likesd *likesd, const char *token_or_null, struct account *ret,
		struct device *ret_device, bool *ret_found, struct err *reterr);
bool account_by_id(struct likesd *likesd, int64_t id, struct account *ret, struct err *reterr);
bool account_save(struct likesd *likesd, const struct account *account, struct err *reterr);

/* --- what comes in (params.c): strict, one spelling for each value --- */

/* "v" or "o" and 1 … 18 digits without a leading zero. */
bool parse_id(char kind, const char *text, int64_t *ret);
/* 16 … 64 of [A-Za-z0-9_-], also in quotes; `ret` gets it without them. */
bool parse_key(const char *text, char ret[static KEY_MAX + 1]);

/* NULL is. */
bool is_json(const char *content_type_or_null);

#define CURSOR_TEXT 33
#define CURSOR_START ((struct cursor){ .liked_at = INT64_MAX, .work = INT64_MAX })

void cursor_write(const struct cursor *cursor, char ret[static CURSOR_TEXT]);

/* Which parameters a route takes. */
enum param { PARAM_LIMIT = 1, PARAM_CURSOR = 2, PARAM_SINCE = 4 };

/* False: unknown, repeated or malformed; *ret_wrong says which, as a sentence. */
bool parse_query(const char *query_or_null, unsigned allowed, struct list_query *ret,
		const char **ret_wrong);

/* --- answers (answer.c) --- */

enum problem {
	PROBLEM_UNAUTHORIZED,
	PROBLEM_NO_SUCH_ROUTE,
	PROBLEM_METHOD,
	PROBLEM_BAD_REQUEST,
	PROBLEM_TOO_LARGE,
	PROBLEM_MEDIA_TYPE,
	PROBLEM_NOT_FOUND,
	PROBLEM_NOT_LIKED,
	PROBLEM_KEY,
	PROBLEM_KEY_REUSED,
	PROBLEM_NO_BATCH,
	PROBLEM_LIMIT,
	PROBLEM_BARRED,
	PROBLEM_REFUSED,
	PROBLEM_ROLE,
	PROBLEM_DECIDED,
	PROBLEM_UNAVAILABLE,
	PROBLEM_COUNT
};

int problem_status(enum problem problem);
/* The whole object; `detail` NULL: the problem's own sentence. */
void problem_write(enum problem problem, const char *detail_or_null, struct buf *out);
/* Its object, open for more members. `rule` in place of the problem's own; `again` where not 0 is
 * told in the sentence. */
void problem_begin(enum problem problem, const char *rule, msec_t again, struct json_writer *writer,
		struct buf *out);
/* Answers with it; true, as a handler returns it. */
bool refuse(struct call *call, enum problem problem, const char *detail_or_null);

/* A JSON object that begins with as_of. */
void answer_begin(struct call *call, int status, struct json_writer *ret);
bool answer_end(struct json_writer *writer);
void put_time(struct json_writer *writer, const char *key, msec_t at);
void put_id(struct json_writer *writer, const char *key, char kind, int64_t number);

/* --- operations (operation.c) --- */

/* The platform's own review (IN-1). */
enum review_state {
	REVIEW_NONE,
	REVIEW_WAITING,
	REVIEW_APPROVED,
	REVIEW_REJECTED,
	REVIEW_WITHDRAWN /* liked again before it was decided */
};

struct operation {
	int64_t id, work;
	bool want; /* liked */
	msec_t accepted_at, effective_at, publish_at;
	bool published;
	int64_t seq; /* of its last change */
	int64_t previous; /* of the same like; 0: none */
	enum review_state review; /* but for NONE and APPROVED, the times of effect are never */
	char why[LIKESD_WHY_MAX + 1]; /* REJECTED */
};

bool operation_find(struct likesd *likesd, const struct account *account, int64_t id,
		struct operation *ret, bool *ret_found, struct err *reterr);
/* The latest one from `id` back that was neither rejected nor withdrawn. */
bool operation_find_standing(struct likesd *likesd, const struct account *account, int64_t id,
		struct operation *ret, bool *ret_found, struct err *reterr);
/* Sets effective_at and publish_at of an operation that begins to count now. */
bool operation_set_times(struct likesd *likesd, const struct account *account,
		struct operation *operation, struct err *reterr);
/* Publishes at once where that is due, else sees to it that it will be; the account moves on, and
 * is not saved. */
bool operation_set_out(struct likesd *likesd, struct account *account, struct operation *operation,
		struct err *reterr);
/* Reads SQL_OPERATION_COLUMNS of the row at hand; `first` is where they begin. */
void operation_from_row(sqlite3_stmt *row, int first, struct operation *ret);
/* Inside an object, or with the object around them. */
void put_operation_members(struct json_writer *writer, const struct likesd *likesd,
		const struct operation *operation);
void put_operation(struct json_writer *writer, const char *key, const struct likesd *likesd,
		const struct operation *operation);
/* What the owner sees at the turn's time: an operation counts from its effective_at on. */
bool operation_truth(struct likesd *likesd, const struct account *account, bool wanted,
		int64_t last_operation, bool *ret_liked, struct err *reterr);

/* --- facts (facts.c): what the judge has to know, bounded --- */

/* Without works; the caller finishes *ret (risk_facts_finish). */
bool facts_read(struct likesd *likesd, const struct account *account, const struct device *device,
		struct risk_facts *ret, struct err *reterr);
/* As facts_read(), with this work alone, from those that are kept where they are the same account's
 * and device's. Borrowed until the next call of these three. */
bool facts_for(struct call *call, int64_t work, int64_t cancels, msec_t liked_at,
		struct risk_facts **ret, struct err *reterr);
/* What was judged by those facts is done. */
void facts_apply(struct call *call, const struct risk_ask *ask,
		const struct risk_judgement *judgement);
/* Something else has changed what they tell. */
void facts_forget(struct likesd *likesd);
/* Behind the others; `facts` keeps its order only where the caller sees to it. */
void facts_add_work(struct risk_facts *facts, int64_t work, int64_t cancels, msec_t liked_at);
/* Those that can change a verdict. */
bool facts_read_works(struct likesd *likesd, const struct account *account,
		struct risk_facts *facts, struct err *reterr);
/* Takes what numbers of devices tell of others: they are counted from 1 in each answer. */
void facts_renumber(struct risk_facts *facts);
/* Throws away what no window reaches any more, some at a time. */
bool facts_prune(struct likesd *likesd, const struct account *account, struct err *reterr);

/* --- judgements (judge.c); as JSON: core/risk_json.h --- */

void put_penalty_members(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_penalty *penalty);
void put_penalty(struct json_writer *writer, const struct likesd *likesd,
		const struct risk_penalty *penalty);
/* Writes the problem; its status. *ret_retry_in: for the Retry-After header, 0: none. */
int judge_refuse(const struct likesd *likesd, const struct risk_judgement *judgement,
		struct buf *out, msec_t *ret_retry_in);

/* --- wishes (wish.c): a like taken back or given again, once for each key --- */

struct wish {
	int64_t work;
	bool want; /* liked */
	const char *key;
	size_t batch; /* how many wishes came with it; 1: alone */
	uint8_t request[SECRET_SHA256_BYTES]; /* hash of the request: wish_hash */
};

/* What came of it. An answer below 400 is {"as_of","operation":payload}, others are the payload. */
struct outcome {
	int status;
	msec_t as_of;
	struct buf payload; /* own; JSON */
	msec_t retry_after; /* real time; 0: none */
};

/* Fills *ret (outcome_finish), also from the answer that is stored. The account moves on. */
bool wish_make(struct call *call, const struct wish *wish, struct outcome *ret, struct err *reterr);
void outcome_finish(struct outcome *outcome);
/* Fills `request` from the rest and the body: the same for a DELETE and for one of a batch. */
void wish_hash(struct wish *wish, const void *body, size_t len);

/* --- stored answers (stored.c) --- */

enum stored { STORED_NONE, STORED_SAME, STORED_OTHER };

/* STORED_SAME fills *ret. */
bool stored_find(struct call *call, const struct wish *wish, enum stored *ret_what,
		struct outcome *ret, struct err *reterr);
bool stored_add(struct call *call, const struct wish *wish, const struct outcome *outcome,
		struct err *reterr);
/* Throws away what is older than ANSWER_KEPT, some at a time. */
bool stored_prune(struct likesd *likesd, struct err *reterr);

/* --- delayed sync (publish.c), OP-3 --- */

/* A row of the account's journal, numbered account->last_seq. */
bool event_add(struct likesd *likesd, const struct account *account, int64_t operation,
		const char *kind, msec_t at, struct err *reterr);
/* Brings one operation to the published list and counts, and notes its new seq and state in it; the
 * account moves on, and is not saved. */
bool publish_operation(struct likesd *likesd, struct account *account, struct operation *operation,
		struct err *reterr);
/* All that is due, in the order of publish_at. A long queue takes several turns; what falls due at
 * the same moment is published in the same turn. */
bool publish_due(struct likesd *likesd, struct err *reterr);
/* Reads next_due from the database. */
bool publish_look(struct likesd *likesd, struct err *reterr);

/* --- penalties (penalty.c): stored ones; those of ratios follow from the facts --- */

struct stored_penalty {
	struct risk_penalty penalty; /* a kind that is not known is PLATFORM_PENALTY_COUNT */
	int64_t id, operation, seq;
	bool ended;
};

/* Reads SQL_PENALTY_COLUMNS. */
void penalty_from_row(sqlite3_stmt *row, int first, struct stored_penalty *ret);
/* For what `operation` did. One of a kind and rule that is in force is made longer. The account
 * moves on, and is not saved. */
bool penalty_begin_all(struct likesd *likesd, struct account *account, int64_t operation,
		const struct risk_penalty *penalties, size_t n, struct err *reterr);
/* Notes the end of those whose time is over, some at a time. */
bool penalty_end_due(struct likesd *likesd, struct err *reterr);

/* --- the platform's review (review.c), IN-1 --- */

struct review {
	int64_t id, account, operation;
	msec_t asked_at;
	bool decided;
	struct risk_judgement judgement; /* as it was when it was asked */
};

/* Of an operation that was written as REVIEW_WAITING. */
bool review_open(struct likesd *likesd, const struct account *account,
		const struct operation *operation, const struct risk_judgement *judgement,
		struct err *reterr);
/* The owner likes it again before it was decided. The account is saved. */
bool review_withdraw(struct likesd *likesd, struct account *account, struct operation *operation,
		struct err *reterr);
enum reviewed { REVIEWED, REVIEWED_BEFORE, REVIEWED_OTHERWISE, REVIEWED_NOT_THERE };
/* `why` NULL: approved. In a transaction of the caller. */
bool review_decide(struct likesd *likesd, int64_t id, const char *why_or_null, enum reviewed *ret,
		struct err *reterr);
/* A reason is one line of UTF-8 with something in it, and not too long. */
bool review_is_reason(const char *why);

/* --- samples (sample.c) --- */

/* Gives `count` likes to the account. In a transaction of the caller. */
bool sample_fill(struct likesd *likesd, int64_t account, size_t count, struct err *reterr);
/* Every account that has none; transactions of its own. */
bool sample_fill_all(struct likesd *likesd, struct err *reterr);

/* --- handlers --- */

typedef bool handler_fn(struct call *call, struct err *reterr);

handler_fn handle_health, handle_me, handle_budget, handle_metrics, handle_platform;
handler_fn handle_likes, handle_like, handle_unlike, handle_relike, handle_batch_cancel;
handler_fn handle_operations, handle_operation;
handler_fn handle_reviews, handle_review;

/* Finds the route, checks the token, runs the handler (routes.c). */
bool route(struct call *call, struct err *reterr);
