/*
 * likesd's handlers: (database, clock, account, request) → response, without HTTP. The daemon puts
 * libmicrohttpd in front; tests and headless sessions call them in their own process on a virtual
 * clock. docs/openapi.yaml describes what they answer.
 *
 * Work is done in turns: likesd_turn_begin, any number of likesd_handle, likesd_turn_commit, and
 * only then are the answers given out. A turn is one transaction: a request's effect, its
 * idempotency record and its event are in it, behind a savepoint of their own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/base/rng.h"
#include "unlike/core/platform.h"

#define LIKESD_BODY_MAX ((size_t)64 * 1024)
#define LIKESD_TOKEN_TEXT 80 /* bytes that hold a token and its NUL */
#define LIKESD_BATCH_MAX 100
#define LIKESD_PAGE_MAX 200
#define LIKESD_SAMPLE_MAX 1000000

struct likesd;

/* "douyin": one of those that come with the program; with a '/' or ".json" in it a file. ERR_INPUT
 * names file and place. platform_destroy() is the caller's. */
bool likesd_load_platform(const char *id_or_file, struct platform **ret, struct err *reterr);

struct likesd_config {
	const char *db_path; /* ":memory:" for none on disk */
	const struct platform *platform; /* foreign, must outlive */
	const struct clock *clock; /* real time; foreign, must outlive */
	const struct rng *rng; /* tokens; foreign, must outlive */
	double time_scale; /* > 0, <= 1,000,000; the server's whole clock runs this much faster */
	size_t sample; /* likes for each account that has none; 0: none */
};

/*
 * Opens or makes the database (one connection, exclusive). The server's clock goes on from the
 * latest time the database has seen, so that it never runs backwards, and follows mono from there:
 * a stepped wall clock touches no delay. ERR_BUSY: another process has it open; ERR_DB: not ours,
 * or of another version (nothing is changed); ERR_INPUT: the configuration, or a sample file.
 */
struct likesd *likesd_open(const struct likesd_config *config, struct err *reterr);
/* NULL is fine. No turn may be open. */
void likesd_close(struct likesd *likesd);

/* Borrowed strings, valid for the call. NULL: absent. */
struct likesd_request {
	const char *method;
	const char *path; /* "/v1/likes/v12", percent-encoded as it came, without the query */
	const char *query; /* raw, without '?' */
	const char *token; /* of "Authorization: Bearer …" */
	const char *idem_key; /* of Idempotency-Key */
	const char *content_type;
	const char *body;
	size_t body_len;
	bool forwarded; /* a proxy says that it is somebody else's */
};

struct likesd_response {
	int status;
	const char *content_type; /* static */
	struct buf body; /* own */
	const char *route; /* static: "/v1/likes/{id}"; NULL: none was found */
	const char *allow; /* static; the Allow header of a 405, else NULL */
	msec_t retry_after; /* real time; 0: no header */
};

void likesd_response_finish(struct likesd_response *response);

/* Opens a transaction and publishes what is due. Where publishing fails (a full disk) it is put off
 * for a second and the turn goes on: what was published before can be read. ERR_DB, ERR_FULL. */
bool likesd_turn_begin(struct likesd *likesd, struct err *reterr);
/* Always gives a response (initialised here; the caller finishes it). Between begin and commit. */
void likesd_handle(struct likesd *likesd, const struct likesd_request *request,
		struct likesd_response *ret);
/* False: nothing of the turn happened; every answer of it must be replaced (likesd_refuse). */
bool likesd_turn_commit(struct likesd *likesd, struct err *reterr);

/* What failed a part of the latest turn (a request, a publication), the rest of which stands; or
 * NULL. Valid until the next turn. */
const struct err *likesd_turn_trouble(const struct likesd *likesd);

/* For GET /metrics: an answer that goes out, and how many connections there are. */
void likesd_note_answer(struct likesd *likesd, const char *method,
		const struct likesd_response *response, msec_t took);
void likesd_note_connections(struct likesd *likesd, size_t count);

/* A problem answer (RFC 9457) made without the database: 503 for a failed turn, 413, 400 … `type`
 * is the last part of the problem's URN; `rule` may be NULL. */
void likesd_refuse(int status, const char *type, const char *title, const char *detail,
		const char *rule, struct likesd_response *ret);

/* The answer to a wrong token (429) where too many came: for real milliseconds, at least 1. */
void likesd_refuse_guess(msec_t retry_in, struct likesd_response *ret);

/* Real milliseconds until a turn has something to publish: 0 now, MSEC_NEVER nothing waits. */
msec_t likesd_due_in(const struct likesd *likesd);

/* The server's time now (scaled). */
msec_t likesd_now(const struct likesd *likesd);

#define LIKESD_NAME_MAX 64
#define LIKESD_FIRST_DEVICE "first"

/* Who is added. Names are 1 … 64 of a–z A–Z 0–9 . _ - */
struct likesd_user {
	const char *name;
	bool tier_given;
	enum platform_tier tier; /* FU-1; where not given: ordinary, or what the account has */
	const char *device; /* NULL: LIKESD_FIRST_DEVICE */
	const char *network; /* IN-3; NULL: one of its own, that no other device is in */
	bool moderator; /* the token decides reviews, and can do nothing else */
};

/*
 * Makes an account with its sample and the token of its first device (256 random bits; only the
 * SHA-256 is stored), or the token of a further device of an account that is there. Outside of
 * turns. ERR_INPUT: not a name; ERR_CONFLICT: the account has this device already, or another tier.
 */
bool likesd_user_add(struct likesd *likesd, const struct likesd_user *user,
		char ret_token[LIKESD_TOKEN_TEXT], struct err *reterr);
/*
 * The platform's own review (IN-1), as a reviewer at the machine does it; outside of turns. `out`
 * gets one line a review that waits, the oldest first, at most LIKESD_REVIEWS_MAX: id, account,
 * item, when it was asked, rule, title, with tabs between them.
 */
#define LIKESD_REVIEWS_MAX 100
#define LIKESD_WHY_MAX 200 /* bytes */
bool likesd_review_list(struct likesd *likesd, struct buf *out, struct err *reterr);
/* "r12". `why` NULL: approved; otherwise rejected, for a reason that the owner is told. ERR_GONE:
 * there is none; ERR_CONFLICT: it was decided otherwise, or withdrawn; ERR_INPUT: the reason. */
bool likesd_review_decide(
		struct likesd *likesd, const char *id, const char *why_or_null, struct err *reterr);

/* "ordinary", "verified"; −1: another word. */
int likesd_tier_of(const char *word);
