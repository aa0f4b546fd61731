/*
 * What the files of the Bluesky service share.
 *
 * An operation (struct op) sends one request after the other; each answer goes to `answered`, which
 * sends the next one or ends it. A request whose access token is too old waits while the session
 * is renewed and is sent again, once with a new one. An operation is told of its end exactly once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bluesky_read.h"
#include "bluesky_session.h"
#include "unlike/service/service.h"

#define BLUESKY_WRITES_MAX 200 /* applyWrites takes no more */
#define BLUESKY_POSTS_MAX 25 /* getPosts takes no more */
#define BLUESKY_RECORDS_MAX 8 /* of one describe() that asks for each by itself */
#define BLUESKY_HANDLES_MAX 64

enum bluesky_app { APP_NOT_ASKED, APP_THERE, APP_MISSING };

struct bluesky {
	struct service_base base;
	const struct service_account *account; /* foreign */
	struct service_env env;
	struct service_traits traits;
	struct bluesky_session session; /* did NULL: there is none */
	unsigned session_no; /* counts the sessions there were */
	unsigned renewed_no; /* of the newest that the server gave us */
	struct op *ops; /* own */
	uint64_t last_op;
	uint64_t renewal; /* the request that renews the session; 0: none */
	int lock; /* of the session's file, while it is renewed; −1 */
	bool unsaved; /* the session could not be written down: tried again */
	enum bluesky_app app;
	struct { /* the newest of what describeRepo told */
		char *did, *handle; /* own */
	} handles[BLUESKY_HANDLES_MAX];
	size_t next_handle;
};

enum bluesky_auth { AUTH_NONE, AUTH_ACCESS, AUTH_REFRESH };

struct request {
	const char *method;
	const char *what; /* for errors */
	char *url; /* own */
	char *body; /* own; may hold a password */
	enum bluesky_auth auth;
	size_t max_response;
	msec_t timeout;
};

struct op {
	struct bluesky *s; /* foreign */
	struct op *next; /* foreign */
	uint64_t id, http;
	struct request request; /* the one under way */
	unsigned session_no; /* the session that it was sent with */
	bool renewed; /* the session was renewed for it */
	bool waiting; /* for the session */
	msec_t started; /* wall */
	void (*answered)(struct op *op, const struct bluesky_answer *answer);
	void (*finish)(struct op *op); /* frees what the kind keeps in `state`; may be NULL */
	void *state; /* own */
	void *fn_data; /* foreign; for the caller's fn */
};

/* --- bluesky_op.c --- */

struct op *op_create(struct bluesky *s, void *fn_data);
/* Sends the next request of the operation. Its url and body are taken. */
void op_send(struct op *op, const struct request *request);
/* GET or POST of an XRPC method on the account's server. `query` may be NULL. */
void op_get(struct op *op, const char *method, const struct buf *query, enum bluesky_auth auth,
		size_t max_response);
void op_post(struct op *op, const char *method, struct buf *body);
/* createSession, asked of the server that the person named. */
void op_sign_in(struct op *op, struct buf *body);
/* deleteSession, which wants the refresh token. */
void op_sign_out(struct op *op);
/* Takes it out of the list: afterwards the caller's fn may start the next one. Freed by op_free. */
void op_take(struct op *op);
void op_free(struct op *op);
void op_cancel(struct op *op);
/* The session is as it will be: whoever waits goes on, or is told `why`. */
void op_session_is(struct bluesky *s, const struct err *why_or_null);

/* "&name=value", or "?name=value" for the first. */
void query_add(struct buf *query, const char *name, const char *value);
void query_add_like(struct buf *query, const char *did);

/* --- bluesky_session.c --- */

/* There is none, but another process may have signed in. */
void session_look(struct bluesky *s);
/* Renews it for those who wait. */
void session_renew(struct bluesky *s);
/* A session that could not be kept is tried again. */
void session_keep(struct bluesky *s);

/* --- bluesky_look.c --- */

/* Which of the records there are. `keys` are borrowed until it has ended. */
enum presence { PRESENCE_UNKNOWN, PRESENT, ABSENT };
struct sweep {
	const char **keys; /* own; rising */
	enum presence *are; /* own */
	size_t n, unknown, pages;
	bool one_by_one;
	/* Called once; `why` NULL: none is PRESENCE_UNKNOWN. The operation goes on or ends. */
	void (*done)(struct op *op, struct sweep *sweep, const struct err *why);
};
void sweep_start(struct op *op, struct sweep *sweep);
/* To be called by `answered` while the sweep is under way. */
void sweep_answered(struct op *op, struct sweep *sweep, const struct bluesky_answer *answer);
void sweep_add(struct sweep *sweep, const char *key);
enum presence sweep_find(const struct sweep *sweep, const char *key);
void sweep_finish(struct sweep *sweep);

uint64_t bluesky_look(struct service *service, const struct service_question *questions, size_t n,
		service_look_fn *fn, void *data);

/* --- bluesky_write.c, bluesky_describe.c --- */

uint64_t bluesky_set_liked(struct service *service, const struct intent *const *intents, size_t n,
		service_done_fn *fn, void *data);
uint64_t bluesky_describe(struct service *service, const char *const *items, size_t n,
		service_describe_fn *fn, void *data);
