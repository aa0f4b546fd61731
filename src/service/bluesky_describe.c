/*
 * What was liked. Posts come from the app's own service, through the account's server, 25 at once;
 * it leaves out what is deleted or hidden. Where there is none of it, and for things that are no
 * posts, the record itself is asked for, which a server has of its own accounts only.
 */
#include "bluesky_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/mem.h"
#include "wire.h"

struct said {
	struct like like; /* own; item, and what is to be told of it */
	enum service_app app;
	struct bluesky_uri uri;
	bool done;
};

enum asking { ASK_POSTS, ASK_RECORD, ASK_HANDLE };

struct describe {
	service_describe_fn *fn;
	enum asking asking;
	size_t at; /* of the record or handle asked for */
	struct said *said; /* own */
	size_t n;
};

static void go_on(struct op *op);

/* --- life ------------------------------------------------------------------------------------ */

static void finish(struct op *op) {
	struct describe *d = op->state;

	for (size_t i = 0; i < d->n; i++) {
		like_finish(&d->said[i].like);
	}
	free(d->said);
}

static void end(struct op *op) {
	struct describe *d = op->state;
	struct service_description *all = xcalloc(d->n, sizeof(*all));

	for (size_t i = 0; i < d->n; i++) {
		const struct like *like = &d->said[i].like;
		all[i] = (struct service_description){
			.about = like->about,
			.title = like->title,
			.author = like->author,
			.author_id = like->author_id,
			.url = like->url,
			.made_at = like->made_at,
			.likes = like->likes,
			.app = d->said[i].app,
		};
	}
	op_take(op);
	d->fn(all, d->n, NULL, op->fn_data);
	free(all);
	op_free(op);
}

static void fail(struct op *op, const struct err *err) {
	struct describe *d = op->state;

	op_take(op);
	d->fn(NULL, 0, err, op->fn_data);
	op_free(op);
}

/* --- texts ----------------------------------------------------------------------------------- */

static char *copy_text(const char *text) {
	return xstrndup(text, wire_cut_len(text, LIKE_TEXT_MAX));
}

/* The first of these members that is a string with something in it, else an empty one. */
static char *first_text(const struct json_at *object, const char *const *keys) {
	const char *text = NULL;

	for (; *keys != NULL; keys++) {
		if (json_get_string(object, *keys, BLUESKY_PAGE_BYTES, &text, NULL) &&
				text[0] != '\0') {
			return copy_text(text);
		}
	}
	return xstrdup("");
}

static void read_value(const struct json_at *value, struct like *it) {
	static const char *const names[] = { "text", "displayName", "name", NULL };
	const char *text = NULL;

	it->about = LIKE_DESCRIBED;
	it->title = first_text(value, names);
	if (!json_get_string(value, "createdAt", 64, &text, NULL) ||
			!date_parse_rfc3339(text, &it->made_at)) {
		it->made_at = 0;
	}
}

/* --- posts ----------------------------------------------------------------------------------- */

static bool is_post(const struct said *said) {
	return strcmp(said->uri.collection, BLUESKY_POSTS) == 0;
}

static void ask_posts(struct op *op) {
	struct describe *d = op->state;
	struct buf query;

	d->asking = ASK_POSTS;
	buf_init(&query, BUF_UNLIMITED);
	for (size_t i = 0; i < d->n; i++) {
		if (is_post(&d->said[i])) {
			query_add(&query, "uris", d->said[i].like.item);
		}
	}
	op_get(op, "app.bsky.feed.getPosts", &query, AUTH_ACCESS, BLUESKY_PAGE_BYTES);
	buf_finish(&query);
}

static void read_author(const struct json_at *post, struct like *it) {
	static const char *const names[] = { "displayName", "handle", NULL };
	struct json_at author;
	const char *did = NULL;

	if (!json_find(post, "author", &author)) {
		return;
	}
	it->author = first_text(&author, names);
	if (json_get_string(&author, "did", LIKE_ID_MAX, &did, NULL)) {
		free(it->author_id);
		it->author_id = xstrdup(did);
	}
}

static void read_post(const struct json_at *post, struct said *said) {
	struct json_at record, viewer, like;
	struct like *it = &said->like;

	if (said->done || !json_find(post, "record", &record)) {
		return;
	}
	said->done = true;
	read_value(&record, it);
	read_author(post, it);
	if (!json_get_int(post, "likeCount", 0, INT64_MAX, &it->likes, NULL)) {
		it->likes = -1;
	}
	said->app = json_find(post, "viewer", &viewer) && json_find(&viewer, "like", &like)
			? SERVICE_APP_SHOWS
			: SERVICE_APP_LACKS;
}

/* In any order, and what is not there is left out. */
static bool read_posts(struct describe *d, const struct json_doc *doc, struct err *reterr) {
	struct json_at root = json_root(doc), posts;
	const char *uri = NULL;

	if (!json_get(&root, "posts", &posts, reterr) ||
			!json_want(&posts, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	for (size_t i = 0; i < json_count(&posts); i++) {
		struct json_at post = json_element(&posts, i);
		if (!json_get_string(&post, "uri", LIKE_ID_MAX, &uri, NULL)) {
			continue;
		}
		for (size_t k = 0; k < d->n; k++) {
			if (strcmp(d->said[k].like.item, uri) == 0) {
				read_post(&post, &d->said[k]);
			}
		}
	}
	for (size_t k = 0; k < d->n; k++) {
		if (is_post(&d->said[k]) && !d->said[k].done) {
			d->said[k].done = true;
			d->said[k].like.about = LIKE_NOT_THERE;
		}
	}
	return true;
}

/* A server without the app's service behind it says so in one of these ways. */
static bool is_app_missing(const struct bluesky_answer *answer) {
	if (answer->res == NULL) {
		return false;
	}
	long status = answer->res->status;
	return status == 404 || status == 501 || status == 502 ||
			strcmp(answer->name, "MethodNotImplemented") == 0;
}

static void set_app(struct bluesky *s, enum bluesky_app app) {
	s->app = app;
	s->traits.has_app = app == APP_THERE;
	s->traits.max_describe = app == APP_MISSING ? BLUESKY_RECORDS_MAX : BLUESKY_POSTS_MAX;
	s->traits.describe_pause = app == APP_MISSING ? MSEC_PER_SEC : MSEC_PER_SEC / 4;
}

static void answered_posts(struct op *op, const struct bluesky_answer *answer) {
	struct bluesky *s = op->s;
	struct err err = { 0 };

	if (answer->doc != NULL && read_posts(op->state, answer->doc, &err)) {
		set_app(s, APP_THERE);
		go_on(op);
	} else if (answer->doc == NULL && s->app != APP_THERE && is_app_missing(answer)) {
		set_app(s, APP_MISSING);
		go_on(op);
	} else {
		fail(op, answer->doc == NULL ? &answer->err : &err);
	}
}

/* --- records --------------------------------------------------------------------------------- */

static void ask_record(struct op *op, const struct said *said) {
	struct describe *d = op->state;
	struct buf query;

	d->asking = ASK_RECORD;
	buf_init(&query, BUF_UNLIMITED);
	query_add(&query, "repo", said->uri.authority);
	query_add(&query, "collection", said->uri.collection);
	query_add(&query, "rkey", said->uri.key);
	op_get(op, "com.atproto.repo.getRecord", &query, AUTH_NONE, BLUESKY_PAGE_BYTES);
	buf_finish(&query);
}

static const char *find_handle(const struct bluesky *s, const char *did) {
	for (size_t i = 0; i < BLUESKY_HANDLES_MAX; i++) {
		if (s->handles[i].did != NULL && strcmp(s->handles[i].did, did) == 0) {
			return s->handles[i].handle;
		}
	}
	return NULL;
}

static void keep_handle(struct bluesky *s, const char *did, const char *handle) {
	size_t i = s->next_handle++ % BLUESKY_HANDLES_MAX;

	free(s->handles[i].did);
	free(s->handles[i].handle);
	s->handles[i].did = xstrdup(did);
	s->handles[i].handle = xstrdup(handle);
}

static void ask_handle(struct op *op, const struct said *said) {
	struct describe *d = op->state;
	struct buf query;

	d->asking = ASK_HANDLE;
	buf_init(&query, BUF_UNLIMITED);
	query_add(&query, "repo", said->uri.authority);
	op_get(op, "com.atproto.repo.describeRepo", &query, AUTH_NONE, BLUESKY_OTHER_BYTES);
	buf_finish(&query);
}

static void finish_record(struct op *op, struct said *said, const char *handle_or_null) {
	said->like.author = xstrdup(handle_or_null);
	said->done = true;
	go_on(op);
}

/* The list names a like that does not say of what by itself: it says no more when it is asked. */
static bool is_like(const struct said *said) {
	return strcmp(said->uri.collection, BLUESKY_LIKES) == 0;
}

static void answered_record(struct op *op, const struct bluesky_answer *answer) {
	struct describe *d = op->state;
	struct said *said = &d->said[d->at];
	struct json_at value;

	if (answer->doc == NULL) {
		/* Refused, or there is nobody to ask: it lives on another server. */
		bool elsewhere = answer->err.code == ERR_INPUT || answer->err.code == ERR_SERVER ||
				answer->err.code == ERR_FORBIDDEN;
		if (!elsewhere && answer->err.code != ERR_GONE) {
			fail(op, &answer->err);
			return;
		}
		if (!is_like(said)) {
			said->like.about = elsewhere ? LIKE_ELSEWHERE : LIKE_NOT_THERE;
		}
		finish_record(op, said, NULL);
		return;
	}
	if (is_like(said)) {
		finish_record(op, said, NULL);
		return;
	}
	struct json_at root = json_root(answer->doc);
	if (!json_find(&root, "value", &value)) {
		said->like.about = LIKE_NOT_THERE;
		finish_record(op, said, NULL);
		return;
	}
	read_value(&value, &said->like);
	const char *handle = find_handle(op->s, said->uri.authority);
	if (handle != NULL) {
		finish_record(op, said, handle);
	} else {
		ask_handle(op, said);
	}
}

static void answered_handle(struct op *op, const struct bluesky_answer *answer) {
	struct describe *d = op->state;
	struct said *said = &d->said[d->at];
	const char *handle = NULL;

	if (answer->res == NULL) {
		fail(op, &answer->err);
		return;
	}
	if (answer->doc != NULL) {
		struct json_at root = json_root(answer->doc);
		if (json_get_string(&root, "handle", LIKE_ID_MAX, &handle, NULL)) {
			keep_handle(op->s, said->uri.authority, handle);
		}
	}
	finish_record(op, said, handle);
}

/* --- the whole ------------------------------------------------------------------------------- */

static size_t next_record(const struct describe *d) {
	size_t i = 0;

	while (i < d->n && d->said[i].done) {
		i++;
	}
	return i;
}

static void go_on(struct op *op) {
	struct describe *d = op->state;

	d->at = next_record(d);
	if (d->at == d->n) {
		end(op);
	} else if (op->s->app != APP_MISSING && is_post(&d->said[d->at])) {
		ask_posts(op);
	} else {
		ask_record(op, &d->said[d->at]);
	}
}

static void answered(struct op *op, const struct bluesky_answer *answer) {
	struct describe *d = op->state;

	switch (d->asking) {
	case ASK_POSTS:
		answered_posts(op, answer);
		break;
	case ASK_RECORD:
		answered_record(op, answer);
		break;
	default:
		answered_handle(op, answer);
		break;
	}
}

static void prepare(struct said *said, const char *item) {
	said->like = (struct like){
		.item = xstrdup(item),
		.about = LIKE_OF_NOTHING,
		.likes = -1,
	};
	if (!bluesky_read_uri(item, &said->uri)) {
		said->uri = (struct bluesky_uri){ 0 };
		return;
	}
	said->like.author_id = xstrdup(said->uri.authority);
	said->like.url = bluesky_web_url(&said->uri);
}

uint64_t bluesky_describe(struct service *service, const char *const *items, size_t n,
		service_describe_fn *fn, void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct describe *d = xcalloc(1, sizeof(*d));

	assert(n >= 1);
	*d = (struct describe){ .fn = fn, .n = n };
	d->said = xcalloc(n, sizeof(*d->said));
	for (size_t i = 0; i < n; i++) {
		prepare(&d->said[i], items[i]);
	}
	op->state = d;
	op->finish = finish;
	op->answered = answered;
	go_on(op);
	return op->id;
}
