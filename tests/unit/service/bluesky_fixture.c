#include "bluesky_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

struct bluesky_fixture f;

/* --- HTTP ------------------------------------------------------------------------------------ */

static uint64_t submit(void *self, const struct http_request *req, http_fn *fn, void *data) {
	cr_assert_eq(self, &f);
	cr_assert_lt(f.n_asked, ASKED_LIMIT);
	cr_assert_not_null(strstr(req->url, "/xrpc/"), "%s", req->url);
	f.asked[f.n_asked++] = (struct asked){
		.method = xstrdup(req->method),
		.url = xstrdup(req->url),
		.body = req->body != NULL ? xstrndup(req->body, req->body_len) : NULL,
		.bearer = xstrdup(req->bearer),
		.max_response = req->max_response,
		.fn = fn,
		.data = data,
		.open = true,
	};
	return f.n_asked;
}

static void cancel(void *self, uint64_t id) {
	const struct err err = { .code = ERR_CANCELED, .msg = "canceled" };

	cr_assert_eq(self, &f);
	cr_assert(id >= 1 && id <= f.n_asked);
	struct asked *asked = &f.asked[id - 1];
	if (asked->open) {
		asked->open = false;
		asked->fn(NULL, &err, asked->data);
	}
}

static const struct http_ops http_ops = { .submit = submit, .cancel = cancel };

size_t count_open(void) {
	size_t n = 0;

	for (size_t i = 0; i < f.n_asked; i++) {
		n += f.asked[i].open ? 1 : 0;
	}
	return n;
}

struct asked *first_open(void) {
	for (size_t i = 0; i < f.n_asked; i++) {
		if (f.asked[i].open) {
			return &f.asked[i];
		}
	}
	cr_assert_fail("nothing is asked for");
	return NULL;
}

bool asks_for(const struct asked *asked, const char *method_of_xrpc) {
	const char *at = strstr(asked->url, "/xrpc/") + strlen("/xrpc/");
	size_t len = strlen(method_of_xrpc);

	return strncmp(at, method_of_xrpc, len) == 0 && (at[len] == '\0' || at[len] == '?');
}

void answer_with(struct asked *asked, const struct http_response *response) {
	cr_assert(asked->open);
	asked->open = false;
	asked->fn(response, NULL, asked->data);
}

void answer_to(struct asked *asked, long status, const char *body) {
	const struct http_response response = {
		.status = status,
		.content_type = "application/json",
		.body = body,
		.body_len = strlen(body),
	};

	answer_with(asked, &response);
}

void answer(long status, const char *body) {
	answer_to(first_open(), status, body);
}

void fail_with(struct asked *asked, enum err_code code) {
	const struct err err = { .code = code, .msg = "so" };

	cr_assert(asked->open);
	asked->open = false;
	asked->fn(NULL, &err, asked->data);
}

/* --- sessions -------------------------------------------------------------------------------- */

static bool load(void *self, const char *account, char **ret, struct err *reterr) {
	cr_assert_eq(self, &f);
	cr_assert_str_eq(account, "me");
	if (f.kept == NULL) {
		return err_set(reterr, ERR_AUTH, "signed out");
	}
	*ret = xstrdup(f.kept);
	return true;
}

static bool save(void *self, const char *account, const char *session, struct err *reterr) {
	cr_assert_eq(self, &f);
	cr_assert_str_eq(account, "me");
	cr_assert_null(strchr(session, '\n'));
	f.saves++;
	if (f.save_fails) {
		return err_set(reterr, ERR_IO, "no room");
	}
	free(f.kept);
	f.kept = xstrdup(session);
	return true;
}

static bool try_lock(void *self, const char *account, int *ret_lock, struct err *reterr) {
	(void)self, (void)account;
	cr_assert_eq(f.locks, f.unlocks, "it is locked already");
	if (f.lock_fails) {
		return err_set(reterr, ERR_IO, "no folder");
	}
	*ret_lock = -1;
	if (!f.locked_elsewhere) {
		f.locks++;
		*ret_lock = 7;
	}
	return true;
}

static void unlock(void *self, int *lock) {
	cr_assert_eq(self, &f);
	cr_assert_eq(*lock, 7);
	*lock = -1;
	f.unlocks++;
}

static const struct service_session_ops session_ops = {
	.load = load, .save = save, .try_lock = try_lock, .unlock = unlock
};

/* --- life ------------------------------------------------------------------------------------ */

static void open_service(const char *session, bool kept) {
	struct err err = { 0 };

	f = (struct bluesky_fixture){ .fake = { .mono = 5, .wall = START } };
	f.clock = clock_fake(&f.fake);
	f.account = (struct service_account){
		.name = "me", .kind = "bluesky", .url = ENTRY, .session = session
	};
	f.env = (struct service_env){
		.http = { .ops = &http_ops, .self = &f },
		.clock = &f.clock,
		.sessions = { .ops = kept ? &session_ops : NULL, .self = &f },
	};
	f.kept = kept ? xstrdup(session) : NULL;
	f.service = service_create(&f.account, &f.env, &err);
	cr_assert_not_null(f.service, "%s", err.msg);
	cr_assert_eq(f.n_asked, 0);
}

void fixture_open_as(const char *session) {
	open_service(session, false);
}

void fixture_open(void) {
	open_service(SESSION("a1", "r1"), false);
}

void fixture_open_kept(const char *session) {
	open_service(session, true);
}

void fixture_close(void) {
	service_destroy(f.service);
	cr_assert_eq(count_open(), 0);
	for (size_t i = 0; i < f.n_asked; i++) {
		free(f.asked[i].method);
		free(f.asked[i].url);
		free(f.asked[i].body);
		free(f.asked[i].bearer);
	}
	for (size_t i = 0; i < GOT_LIMIT; i++) {
		like_finish(&f.likes[i]);
	}
	free(f.kept);
	f = (struct bluesky_fixture){ 0 };
}

/* --- what comes of it ------------------------------------------------------------------------ */

static void forget(void) {
	for (size_t i = 0; i < f.n; i++) {
		like_finish(&f.likes[i]);
		f.likes[i] = (struct like){ 0 };
	}
	f.n = 0;
}

static void note(const struct err *err, const void *given, void *data) {
	cr_assert_eq(data, &f);
	cr_assert((given == NULL) != (err == NULL));
	f.calls++;
	f.err = err != NULL ? *err : (struct err){ 0 };
	cr_assert(err == NULL || err->code != ERR_NONE);
	forget();
}

static void profile_fn(const struct service_profile *profile, const struct err *err, void *data) {
	note(err, profile, data);
	snprintf(f.name, sizeof(f.name), "%s", profile != NULL ? profile->name : "");
}

static void page_fn(const struct service_page *page, const struct err *err, void *data) {
	note(err, page, data);
	if (page == NULL) {
		return;
	}
	cr_assert_leq(page->n, GOT_LIMIT);
	f.n = page->n;
	for (size_t i = 0; i < page->n; i++) {
		like_copy(&f.likes[i], &page->likes[i]);
	}
	f.unreadable = page->unreadable;
	f.as_of = page->as_of;
	cr_assert_eq(page->total, -1);
	snprintf(f.next, sizeof(f.next), "%s", page->next != NULL ? page->next : "");
}

static void done_fn(const struct service_result *results, size_t n, void *data) {
	note(NULL, results, data);
	cr_assert_leq(n, GOT_LIMIT);
	memcpy(f.results, results, n * sizeof(*results));
	f.n = n;
	for (size_t i = 0; i < n; i++) {
		bool fine = results[i].outcome == SERVICE_ACCEPTED ||
				results[i].outcome == SERVICE_WAS_SO;
		cr_assert_eq(fine, results[i].err.code == ERR_NONE);
	}
}

static void look_fn(
		const struct service_sight *sights, size_t n, const struct err *err, void *data) {
	note(err, sights, data);
	cr_assert_leq(n, GOT_LIMIT);
	for (size_t i = 0; sights != NULL && i < n; i++) {
		f.sights[i] = sights[i];
	}
	f.n = n;
}

static void describe_fn(const struct service_description *all, size_t n, const struct err *err,
		void *data) {
	note(err, all, data);
	cr_assert_leq(n, GOT_LIMIT);
	for (size_t i = 0; all != NULL && i < n; i++) {
		cr_assert_neq(all[i].about, LIKE_NOT_DESCRIBED);
		f.likes[i] = (struct like){
			.title = xstrdup(all[i].title),
			.author = xstrdup(all[i].author),
			.author_id = xstrdup(all[i].author_id),
			.url = xstrdup(all[i].url),
			.made_at = all[i].made_at,
			.likes = all[i].likes,
			.about = all[i].about,
		};
		f.apps[i] = all[i].app;
	}
	f.n = n;
}

static void sign_in_fn(const struct service_signed_in *in, const struct err *err, void *data) {
	note(err, in, data);
	if (in != NULL) {
		cr_assert_str_eq(in->id, ME);
		snprintf(f.name, sizeof(f.name), "%s", in->name);
		snprintf(f.signed_in, sizeof(f.signed_in), "%s", in->session);
	}
}

/* --- calls ----------------------------------------------------------------------------------- */

static uint64_t called(int before, uint64_t op) {
	cr_assert_eq(f.calls, before, "told from inside the call");
	cr_assert_neq(op, 0);
	return op;
}

uint64_t call_hello(void) {
	int before = f.calls;

	return called(before, service_bluesky.hello(f.service, profile_fn, &f));
}

uint64_t call_list(const char *cursor) {
	int before = f.calls;

	return called(before, service_bluesky.list(f.service, cursor, 100, page_fn, &f));
}

uint64_t call_want(bool want, const char *const *keys, size_t n, const char *restore) {
	struct intent *intents = xcalloc(n, sizeof(*intents));
	const struct intent **all = xcalloc(n, sizeof(*all));
	int before = f.calls;

	for (size_t i = 0; i < n; i++) {
		intents[i] = (struct intent){
			.item = (char *)(uintptr_t)keys[i],
			.keys = (char *)(uintptr_t)keys[i],
			.restore = (char *)(uintptr_t)restore,
			.want = want,
		};
		all[i] = &intents[i];
	}
	uint64_t op = service_bluesky.set_liked(f.service, all, n, done_fn, &f);
	/* Nothing is borrowed any longer than the call. */
	free(all);
	free(intents);
	return called(before, op);
}

uint64_t call_cancel_many(size_t n) {
	char *keys[GOT_LIMIT];

	cr_assert_leq(n, GOT_LIMIT);
	for (size_t i = 0; i < n; i++) {
		keys[i] = xasprintf("k%03zu", i);
	}
	uint64_t op = call_want(false, (const char *const *)keys, n, NULL);
	for (size_t i = 0; i < n; i++) {
		free(keys[i]);
	}
	return op;
}

uint64_t call_look(const char *const *keys, size_t n) {
	struct service_question *questions = xcalloc(n, sizeof(*questions));
	int before = f.calls;

	for (size_t i = 0; i < n; i++) {
		questions[i] = (struct service_question){ .item = "i", .keys = keys[i] };
	}
	uint64_t op = service_bluesky.look(f.service, questions, n, look_fn, &f);
	free(questions);
	return called(before, op);
}

uint64_t call_describe(const char *const *items, size_t n) {
	int before = f.calls;

	return called(before, service_bluesky.describe(f.service, items, n, describe_fn, &f));
}

uint64_t call_sign_in(const char *user) {
	int before = f.calls;

	return called(before, service_bluesky.sign_in(f.service, user, "secret", sign_in_fn, &f));
}

char *make_page(const char *const *keys, size_t n, const char *cursor) {
	struct buf page;

	buf_init(&page, BUF_UNLIMITED);
	buf_add_str(&page, "{\"records\":[");
	for (size_t i = 0; i < n; i++) {
		buf_printf(&page,
				"%s{\"uri\":\"" LIKES_OF_ME "%s\",\"cid\":\"c\",\"value\":{"
				"\"subject\":{\"uri\":\"at://did:plc:bob/app.bsky.feed.post/%s\"}"
				"}}",
				i > 0 ? "," : "", keys[i], keys[i]);
	}
	buf_add_str(&page, "]");
	if (cursor != NULL) {
		buf_printf(&page, ",\"cursor\":\"%s\"", cursor);
	}
	buf_add_str(&page, "}");
	return buf_take(&page, NULL);
}
