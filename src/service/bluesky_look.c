/*
 * Which records there are. The keys of a repository are in order, so one page of the list answers
 * for every key in its range: two hundred neighbours cost two or three requests. What lies far
 * apart is asked for one by one.
 */
#include "bluesky_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define PAGE_RECORDS "100"
#define PAGES_MAX 10
#define SINGLES_MAX 2 /* so few are asked for one by one at once */

/* --- the sweep ------------------------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b) {
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void sweep_add(struct sweep *sweep, const char *key) {
	sweep->keys = xrealloc(sweep->keys, (sweep->n + 1) * sizeof(*sweep->keys));
	sweep->keys[sweep->n++] = key;
}

static size_t index_of(const struct sweep *sweep, const char *key) {
	const char *const *at =
			bsearch(&key, sweep->keys, sweep->n, sizeof(*sweep->keys), compare_keys);

	return at != NULL ? (size_t)(at - sweep->keys) : sweep->n;
}

/* The same key twice stands side by side. */
static void settle(struct sweep *sweep, const char *key, enum presence presence) {
	size_t i = index_of(sweep, key);

	while (i > 0 && i < sweep->n && strcmp(sweep->keys[i - 1], key) == 0) {
		i--;
	}
	for (; i < sweep->n && strcmp(sweep->keys[i], key) == 0; i++) {
		if (sweep->are[i] == PRESENCE_UNKNOWN) {
			sweep->are[i] = presence;
			sweep->unknown--;
		}
	}
}

enum presence sweep_find(const struct sweep *sweep, const char *key) {
	size_t i = index_of(sweep, key);

	return i < sweep->n ? sweep->are[i] : PRESENCE_UNKNOWN;
}

void sweep_finish(struct sweep *sweep) {
	free(sweep->keys);
	free(sweep->are);
	*sweep = (struct sweep){ 0 };
}

/* The greatest of which nothing is known yet. */
static const char *next_key(const struct sweep *sweep) {
	size_t i = sweep->n;

	while (i > 0 && sweep->are[i - 1] != PRESENCE_UNKNOWN) {
		i--;
	}
	return i > 0 ? sweep->keys[i - 1] : NULL;
}

static void ask(struct op *op, struct sweep *sweep) {
	const struct bluesky_session *session = &op->s->session;
	const char *did = session->did != NULL ? session->did : "";
	enum bluesky_auth auth = session->did != NULL ? AUTH_NONE : AUTH_ACCESS;
	const char *key = next_key(sweep);
	struct buf query;

	buf_init(&query, BUF_UNLIMITED);
	query_add_like(&query, did);
	if (sweep->one_by_one) {
		query_add(&query, "rkey", key);
		op_get(op, "com.atproto.repo.getRecord", &query, auth, BLUESKY_OTHER_BYTES);
	} else {
		/* From the key itself on: no key sorts between it and this. */
		char *cursor = xasprintf("%s~", key);
		query_add(&query, "limit", PAGE_RECORDS);
		query_add(&query, "cursor", cursor);
		op_get(op, "com.atproto.repo.listRecords", &query, auth, BLUESKY_PAGE_BYTES);
		free(cursor);
	}
	buf_finish(&query);
}

void sweep_start(struct op *op, struct sweep *sweep) {
	assert(sweep->n > 0);
	qsort(sweep->keys, sweep->n, sizeof(*sweep->keys), compare_keys);
	sweep->are = xcalloc(sweep->n, sizeof(*sweep->are));
	sweep->unknown = sweep->n;
	sweep->one_by_one = sweep->n <= SINGLES_MAX;
	ask(op, sweep);
}

static bool is_of(const char *did, const struct bluesky_uri *uri) {
	return strcmp(uri->authority, did) == 0 && strcmp(uri->collection, BLUESKY_LIKES) == 0;
}

/* Everything from the last record of the page upwards is told; without a next page, all. */
static bool read_page(struct sweep *sweep, const char *did, const struct json_doc *doc,
		struct err *reterr) {
	struct json_at root = json_root(doc), records, cursor;
	struct bluesky_uri uri;
	const char *text = NULL;
	char *last = NULL;

	if (!json_get(&root, "records", &records, reterr) ||
			!json_want(&records, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	for (size_t i = 0; i < json_count(&records); i++) {
		struct json_at record = json_element(&records, i);
		if (!json_get_string(&record, "uri", LIKE_ID_MAX, &text, reterr)) {
			free(last);
			return false;
		}
		if (bluesky_read_uri(text, &uri)) {
			/* Another list proves nothing. */
			if (!is_of(did, &uri)) {
				free(last);
				return json_fail(&record, reterr, "is of another list");
			}
			settle(sweep, uri.key, PRESENT);
			free(last);
			last = xstrdup(uri.key);
		}
	}
	bool end = !json_find(&root, "cursor", &cursor);
	for (size_t i = 0; i < sweep->n; i++) {
		if (end || (last != NULL && strcmp(sweep->keys[i], last) > 0)) {
			settle(sweep, sweep->keys[i], ABSENT);
		}
	}
	free(last);
	return true;
}

static bool take(struct op *op, struct sweep *sweep, const struct bluesky_answer *answer,
		struct err *reterr) {
	const char *did = op->s->session.did;
	const char *key = next_key(sweep);

	if (!sweep->one_by_one) {
		if (answer->doc == NULL) {
			*reterr = answer->err;
			return false;
		}
		sweep->pages++;
		return read_page(sweep, did != NULL ? did : "", answer->doc, reterr);
	}
	if (answer->doc == NULL && answer->err.code != ERR_GONE) {
		*reterr = answer->err;
		return false;
	}
	settle(sweep, key, answer->doc != NULL ? PRESENT : ABSENT);
	return true;
}

void sweep_answered(struct op *op, struct sweep *sweep, const struct bluesky_answer *answer) {
	struct err err = { 0 };
	size_t before = sweep->unknown;

	if (!take(op, sweep, answer, &err)) {
		sweep->done(op, sweep, &err);
		return;
	}
	if (sweep->unknown == 0) {
		sweep->done(op, sweep, NULL);
		return;
	}
	/* A page that says nothing of the key that it begins with leads nowhere. */
	if (sweep->pages >= PAGES_MAX || sweep->unknown == before) {
		sweep->one_by_one = true;
	}
	ask(op, sweep);
}

/* --- look ------------------------------------------------------------------------------------ */

struct look {
	struct sweep sweep;
	service_look_fn *fn;
	char **keys; /* own; lines of each question, taken apart */
	size_t n;
};

static void finish_look(struct op *op) {
	struct look *look = op->state;

	sweep_finish(&look->sweep);
	for (size_t i = 0; i < look->n; i++) {
		free(look->keys[i]);
	}
	free(look->keys);
}

/* Lines with their ends made NULs stand one behind the other; "" ends them. */
static char *split(const char *lines) {
	size_t len = strlen(lines);
	char *parts = xcalloc(len + 2, 1);

	for (size_t i = 0; i < len; i++) {
		parts[i] = lines[i] != '\n' ? lines[i] : '\0';
	}
	return parts;
}

static bool is_any_there(const struct look *look, const char *parts) {
	bool any = false;

	for (const char *key = parts; *key != '\0'; key += strlen(key) + 1) {
		any = any || sweep_find(&look->sweep, key) == PRESENT;
	}
	return any;
}

static void looked(struct op *op, struct sweep *sweep, const struct err *why) {
	struct look *look = op->state;

	(void)sweep;
	op_take(op);
	if (why != NULL) {
		look->fn(NULL, 0, why, op->fn_data);
		op_free(op);
		return;
	}
	struct service_sight *sights = xcalloc(look->n, sizeof(*sights));
	for (size_t i = 0; i < look->n; i++) {
		bool there = is_any_there(look, look->keys[i]);
		sights[i] = (struct service_sight){
			.liked = there,
			.published = there,
			.as_of = op->started,
		};
	}
	look->fn(sights, look->n, NULL, op->fn_data);
	free(sights);
	op_free(op);
}

static void look_answered(struct op *op, const struct bluesky_answer *answer) {
	struct look *look = op->state;

	sweep_answered(op, &look->sweep, answer);
}

uint64_t bluesky_look(struct service *service, const struct service_question *questions, size_t n,
		service_look_fn *fn, void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct look *look = xcalloc(1, sizeof(*look));

	assert(n >= 1 && n <= s->traits.max_look);
	*look = (struct look){ .fn = fn, .sweep.done = looked, .n = n };
	look->keys = xcalloc(n, sizeof(*look->keys));
	for (size_t i = 0; i < n; i++) {
		look->keys[i] = split(questions[i].keys);
		for (const char *key = look->keys[i]; *key != '\0'; key += strlen(key) + 1) {
			sweep_add(&look->sweep, key);
		}
	}
	op->state = look;
	op->finish = finish_look;
	op->answered = look_answered;
	sweep_start(op, &look->sweep);
	return op->id;
}
