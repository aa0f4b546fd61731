/*
 * Bluesky, or any other server of the AT Protocol. A like is a record of its own in the account's
 * repository, so the repository's list is the truth (the app hides likes of what is deleted or
 * blocked), and a look at the repository is what confirms.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bluesky_private.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "wire.h"

/* What the server counts, by its documents. For putRecord of a free key some servers count 2. */
#define DELETE_POINTS 1
#define CREATE_POINTS 3

/* --- hello ----------------------------------------------------------------------------------- */

struct hello {
	service_profile_fn *fn;
};

static void hello_answered(struct op *op, const struct bluesky_answer *answer) {
	struct hello *hello = op->state;
	struct err err = answer->err;
	const char *handle = NULL;

	op_take(op);
	if (answer->doc != NULL) {
		struct json_at root = json_root(answer->doc);
		(void)json_get_string(&root, "handle", LIKE_ID_MAX, &handle, &err);
	}
	if (handle != NULL) {
		const struct service_profile profile = { .name = handle, .likes = -1 };
		hello->fn(&profile, NULL, op->fn_data);
	} else {
		hello->fn(NULL, &err, op->fn_data);
	}
	op_free(op);
}

static uint64_t hello(struct service *service, service_profile_fn *fn, void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct hello *state = xcalloc(1, sizeof(*state));

	/* It may be there now. */
	if (s->app == APP_MISSING) {
		s->app = APP_NOT_ASKED;
	}
	*state = (struct hello){ .fn = fn };
	op->state = state;
	op->answered = hello_answered;
	op_get(op, "com.atproto.server.getSession", NULL, AUTH_ACCESS, BLUESKY_OTHER_BYTES);
	return op->id;
}

/* --- list ------------------------------------------------------------------------------------ */

struct list {
	service_page_fn *fn;
	char *did; /* own; whose list it is, whoever is signed in when it comes */
};

static void finish_list(struct op *op) {
	struct list *list = op->state;

	free(list->did);
}

static void list_answered(struct op *op, const struct bluesky_answer *answer) {
	struct list *list = op->state;
	struct wire_page page = { 0 };
	struct err err = answer->err;

	op_take(op);
	if (answer->doc == NULL || !bluesky_read_page(answer->doc, list->did, &page, &err)) {
		list->fn(NULL, &err, op->fn_data);
	} else {
		page.page.as_of = op->started;
		list->fn(&page.page, NULL, op->fn_data);
		wire_page_finish(&page);
	}
	op_free(op);
}

static uint64_t list(struct service *service, const char *cursor, size_t limit, service_page_fn *fn,
		void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct list *state = xcalloc(1, sizeof(*state));
	bool signed_in = s->session.did != NULL;
	struct buf query;

	assert(limit >= 1);
	*state = (struct list){ .fn = fn, .did = xstrdup(signed_in ? s->session.did : "") };
	op->state = state;
	op->finish = finish_list;
	op->answered = list_answered;
	buf_init(&query, BUF_UNLIMITED);
	query_add_like(&query, state->did);
	buf_printf(&query, "&limit=%zu", limit < 100 ? limit : 100);
	if (cursor != NULL) {
		query_add(&query, "cursor", cursor);
	}
	op_get(op, "com.atproto.repo.listRecords", &query, signed_in ? AUTH_NONE : AUTH_ACCESS,
			BLUESKY_PAGE_BYTES);
	buf_finish(&query);
	return op->id;
}

/* --- sign in --------------------------------------------------------------------------------- */

struct sign_in {
	service_sign_in_fn *fn;
};

static void tell_signed_in(struct op *op, const struct bluesky_session *session) {
	struct sign_in *sign_in = op->state;
	char *text = bluesky_session_text(session);
	const struct service_signed_in signed_in = {
		.id = session->did,
		.name = session->handle,
		.session = text,
	};

	sign_in->fn(&signed_in, NULL, op->fn_data);
	secret_free(text);
}

static void sign_in_answered(struct op *op, const struct bluesky_answer *answer) {
	struct sign_in *sign_in = op->state;
	struct bluesky_session session = { 0 };
	struct err err = answer->err;

	op_take(op);
	if (answer->doc != NULL &&
			bluesky_session_read(answer->doc, op->s->account->url, &session, &err)) {
		tell_signed_in(op, &session);
		bluesky_session_finish(&session);
	} else {
		sign_in->fn(NULL, &err, op->fn_data);
	}
	op_free(op);
}

static uint64_t sign_in(struct service *service, const char *user, const char *password,
		service_sign_in_fn *fn, void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct sign_in *state = xcalloc(1, sizeof(*state));
	struct json_writer w;
	struct buf body;

	*state = (struct sign_in){ .fn = fn };
	op->state = state;
	op->answered = sign_in_answered;
	buf_init(&body, BUF_UNLIMITED);
	json_writer_init(&w, &body);
	json_object_begin(&w, NULL);
	json_put_string(&w, "identifier", user[0] == '@' ? user + 1 : user);
	json_put_string(&w, "password", password);
	json_object_end(&w);
	op_sign_in(op, &body);
	return op->id;
}

/* --- sign out -------------------------------------------------------------------------------- */

struct sign_out {
	service_ended_fn *fn;
};

/* Success has no body, so it is the status that tells. */
static void sign_out_answered(struct op *op, const struct bluesky_answer *answer) {
	struct sign_out *sign_out = op->state;
	bool done = answer->res != NULL && answer->res->status == 200;

	op_take(op);
	sign_out->fn(done ? NULL : &answer->err, op->fn_data);
	op_free(op);
}

static uint64_t sign_out(struct service *service, service_ended_fn *fn, void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct sign_out *state = xcalloc(1, sizeof(*state));

	*state = (struct sign_out){ .fn = fn };
	op->state = state;
	op->answered = sign_out_answered;
	op_sign_out(op);
	return op->id;
}

/* --- the table ------------------------------------------------------------------------------- */

static struct service *create(const struct service_account *account, const struct service_env *env,
		struct err *reterr) {
	if (!wire_is_server_url(account->url)) {
		err_set(reterr, ERR_INPUT, "%s is not the address of a server", account->url);
		return NULL;
	}
	struct bluesky *s = xcalloc(1, sizeof(*s));
	*s = (struct bluesky){
		.base.ops = &service_bluesky,
		.account = account,
		.env = *env,
		.lock = -1,
		.traits = {
			.title_en = "Bluesky",
			.title_zh = "Bluesky",
			.max_batch = BLUESKY_WRITES_MAX,
			.max_look = BLUESKY_WRITES_MAX,
			.relike_keeps_place = true,
			.list_is_complete = true,
			.max_describe = BLUESKY_POSTS_MAX,
			.describe_pause = MSEC_PER_SEC / 4,
			.cancel_cost = DELETE_POINTS,
			.relike_cost = CREATE_POINTS,
			/* Repositories are public. */
			.seen_by = LIKE_SEEN_BY_EVERYBODY,
			.relike_is_told = true,
		},
	};
	/* What makes no sense any more is as good as none: the person signs in again. */
	if (account->session != NULL) {
		(void)bluesky_session_parse(account->session, &s->session, NULL);
	}
	return (struct service *)s;
}

static void destroy(struct service *service) {
	struct bluesky *s = (struct bluesky *)service;

	if (s->renewal != 0) {
		s->env.http.ops->cancel(s->env.http.self, s->renewal);
	}
	while (s->ops != NULL) {
		op_cancel(s->ops);
	}
	session_keep(s);
	bluesky_session_finish(&s->session);
	for (size_t i = 0; i < BLUESKY_HANDLES_MAX; i++) {
		free(s->handles[i].did);
		free(s->handles[i].handle);
	}
	free(s);
}

static const struct service_traits *traits(const struct service *service) {
	return &((const struct bluesky *)service)->traits;
}

static void cancel(struct service *service, uint64_t id) {
	struct bluesky *s = (struct bluesky *)service;

	for (struct op *op = s->ops; op != NULL; op = op->next) {
		if (op->id == id) {
			op_cancel(op);
			return;
		}
	}
}

const struct service_ops service_bluesky = {
	.kind = "bluesky",
	.title = "Bluesky",
	.default_url = "https://bsky.social",
	.create = create,
	.destroy = destroy,
	.traits = traits,
	.hello = hello,
	.list = list,
	.set_liked = bluesky_set_liked,
	.look = bluesky_look,
	.describe = bluesky_describe,
	.sign_in = sign_in,
	.sign_out = sign_out,
	.cancel = cancel,
};
