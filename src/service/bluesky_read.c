#include "bluesky_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/mem.h"
#include "wire.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define WEB "https://bsky.app/profile/"

/* --- names ----------------------------------------------------------------------------------- */

static bool is_made_of(const char *text, size_t max, const char *characters) {
	size_t len = strnlen(text, max + 1);

	return len > 0 && len <= max && strspn(text, characters) == len;
}

bool bluesky_is_key(const char *text) {
	return is_made_of(text, BLUESKY_KEY_MAX, LETTERS DIGITS "._:~-") &&
			strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
}

bool bluesky_is_did(const char *text) {
	return strncmp(text, "did:", 4) == 0 && is_made_of(text, 256, LETTERS DIGITS "._:%-");
}

static bool take_part(const char **at, char end, char ret[static LIKE_ID_MAX + 1]) {
	size_t len = strcspn(*at, "/");

	if (len > LIKE_ID_MAX || (*at)[len] != end) {
		return false;
	}
	memcpy(ret, *at, len);
	ret[len] = '\0';
	*at += len + (end != '\0' ? 1 : 0);
	return true;
}

bool bluesky_read_uri(const char *text, struct bluesky_uri *ret) {
	const char *at = text + strlen("at://");

	return strncmp(text, "at://", strlen("at://")) == 0 &&
			take_part(&at, '/', ret->authority) &&
			take_part(&at, '/', ret->collection) && take_part(&at, '\0', ret->key) &&
			is_made_of(ret->authority, 256, LETTERS DIGITS "._:%-") &&
			is_made_of(ret->collection, 317, LETTERS DIGITS ".-") &&
			bluesky_is_key(ret->key);
}

/* A TID: 13 characters of a base 32 that sorts, microseconds since 1970 above a clock's number. */
msec_t bluesky_key_time(const char *key) {
	static const char digits[] = "234567abcdefghijklmnopqrstuvwxyz";
	uint64_t number = 0;

	if (strlen(key) != 13 || key[0] > 'j') {
		return 0;
	}
	for (const char *p = key; *p != '\0'; p++) {
		const char *digit = strchr(digits, *p);
		if (digit == NULL) {
			return 0;
		}
		number = number << 5 | (uint64_t)(digit - digits);
	}
	return (msec_t)((number >> 10) / 1000);
}

char *bluesky_web_url(const struct bluesky_uri *uri) {
	static const struct {
		const char *collection, *folder;
	} folders[] = {
		{ BLUESKY_POSTS, "post" },
		{ "app.bsky.feed.generator", "feed" },
		{ "app.bsky.graph.list", "lists" },
	};

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (strcmp(uri->collection, folders[i].collection) == 0) {
			return xasprintf(WEB "%s/%s/%s", uri->authority, folders[i].folder,
					uri->key);
		}
	}
	return NULL;
}

/* --- success or not -------------------------------------------------------------------------- */

static bool is_named(const struct bluesky_answer *answer, const char *name) {
	return strcmp(answer->name, name) == 0;
}

bool bluesky_is_expired(const struct bluesky_answer *answer) {
	return answer->err.code == ERR_AUTH &&
			(is_named(answer, "ExpiredToken") || is_named(answer, "InvalidToken"));
}

static bool is_json(const struct http_response *res) {
	return strcmp(res->content_type, "application/json") == 0;
}

/* {"error": "Name", "message": "text"} */
static void read_error(const struct http_response *res, struct bluesky_answer *ret,
		char message[static 160]) {
	const char *text = NULL;

	message[0] = '\0';
	if (!is_json(res)) {
		return;
	}
	struct json_doc *doc =
			json_parse(res->body, res->body_len, BLUESKY_OTHER_BYTES, "error", NULL);
	if (doc == NULL) {
		return;
	}
	struct json_at root = json_root(doc);
	if (json_get_string(&root, "error", sizeof(ret->name) - 1, &text, NULL)) {
		snprintf(ret->name, sizeof(ret->name), "%s", text);
		if (json_get_string(&root, "message", BLUESKY_OTHER_BYTES, &text, NULL)) {
			snprintf(message, 160, "%.*s", (int)wire_cut_len(text, 159), text);
		}
	}
	json_doc_destroy(doc);
}

static bool is_about_the_session(const struct bluesky_answer *answer) {
	static const char *const names[] = { "ExpiredToken", "InvalidToken", "AuthMissing",
		"AuthenticationRequired", "AuthFactorTokenRequired" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (is_named(answer, names[i])) {
			return true;
		}
	}
	return false;
}

/* 401, 429 and 5xx are believed from whoever stands in between; a decision is not. */
static enum err_code code_of(const struct bluesky_answer *answer) {
	long status = answer->res->status;

	if (status == 401 || (status == 400 && is_about_the_session(answer))) {
		return ERR_AUTH;
	}
	if (status == 429) {
		return ERR_RATE_LIMITED;
	}
	if (status >= 500 && status <= 599) {
		return ERR_SERVER;
	}
	if (answer->name[0] == '\0') {
		return ERR_PROTOCOL;
	}
	if (status == 403) {
		return ERR_FORBIDDEN;
	}
	if (status == 400 && is_named(answer, "RecordNotFound")) {
		return ERR_GONE;
	}
	return status == 400 || status == 413 ? ERR_INPUT : ERR_PROTOCOL;
}

static void read_failure(struct bluesky_answer *ret, const char *what) {
	char message[160];

	read_error(ret->res, ret, message);
	enum err_code code = code_of(ret);
	if (code == ERR_PROTOCOL && ret->name[0] == '\0') {
		err_set(&ret->err, code, "this is not an answer of a Bluesky server (status %ld)",
				ret->res->status);
	} else if (code == ERR_RATE_LIMITED) {
		err_set(&ret->err, code, "the server takes no more for now");
	} else if (message[0] != '\0') {
		err_set(&ret->err, code, "%s", message);
	} else {
		err_set(&ret->err, code, "%s: the server answered %ld", what, ret->res->status);
	}
	if (code == ERR_RATE_LIMITED || code == ERR_SERVER) {
		ret->err.retry_after_ms = ret->res->retry_after;
	}
	/* Retry-After may be missing, and a limit that is used up ends then. */
	if (code == ERR_RATE_LIMITED && ret->res->limit.limit > 0 && ret->res->limit.left == 0 &&
			ret->res->limit.resets_in > ret->err.retry_after_ms) {
		ret->err.retry_after_ms = ret->res->limit.resets_in;
	}
}

void bluesky_read_answer(const struct http_response *res, const struct err *http_err,
		size_t max_bytes, const char *what, struct bluesky_answer *ret) {
	*ret = (struct bluesky_answer){ .res = res };
	if (http_err != NULL) {
		ret->err = *http_err;
		/* What was never sent, the server has not refused. */
		if (ret->err.code == ERR_INPUT) {
			ret->err.code = ERR_PROTOCOL;
		}
		return;
	}
	if (res->status != 200) {
		read_failure(ret, what);
		return;
	}
	if (!is_json(res)) {
		err_set(&ret->err, ERR_PROTOCOL, "%s: the answer is not JSON: is this Bluesky?",
				what);
		return;
	}
	struct json_doc *doc = json_parse(res->body, res->body_len, max_bytes, what, &ret->err);
	if (doc == NULL) {
		return;
	}
	struct json_at root = json_root(doc);
	if (!json_want(&root, JSON_AT_OBJECT, &ret->err)) {
		json_doc_destroy(doc);
		return;
	}
	ret->doc = doc;
}

void bluesky_answer_finish(struct bluesky_answer *answer) {
	json_doc_destroy(answer->doc);
	*answer = (struct bluesky_answer){ 0 };
}

/* --- a page of the list ---------------------------------------------------------------------- */

static msec_t read_created(const struct json_at *value, const char *key) {
	const char *text = NULL;
	msec_t at = 0;

	if (!json_get_string(value, "createdAt", 64, &text, NULL) ||
			!date_parse_rfc3339(text, &at)) {
		return bluesky_key_time(key);
	}
	return at;
}

/* The record as it is, so that it can be put back as it was; NULL: it is too large to keep. */
static char *make_restore(const struct json_at *record, const struct json_at *value) {
	struct buf text;
	struct json_at cid;

	buf_init(&text, BLUESKY_RESTORE_MAX);
	buf_add_str(&text, "{\"cid\":");
	if (json_find(record, "cid", &cid)) {
		json_text(&cid, &text);
	} else {
		buf_add_str(&text, "null");
	}
	buf_add_str(&text, ",\"value\":");
	json_text(value, &text);
	buf_add_str(&text, "}");
	char *restore = text.overflowed ? NULL : buf_take(&text, NULL);
	buf_finish(&text);
	return restore;
}

static void read_subject(const struct json_at *value, struct like *like) {
	struct json_at subject;
	struct bluesky_uri uri;
	const char *text = NULL;

	if (!json_find(value, "subject", &subject) ||
			!json_get_string(&subject, "uri", LIKE_ID_MAX, &text, NULL) ||
			!bluesky_read_uri(text, &uri)) {
		like->about = LIKE_OF_NOTHING;
		return;
	}
	like->about = LIKE_NOT_DESCRIBED;
	free(like->item);
	like->item = xstrdup(text);
	like->author_id = xstrdup(uri.authority);
	like->url = bluesky_web_url(&uri);
}

/* False: it is no record of this repository's likes. */
static bool read_record(const struct json_at *record, const void *data, struct like *like) {
	const char *did = data;
	struct bluesky_uri uri;
	struct json_at value;
	const char *text = NULL;

	if (json_type(record) != JSON_AT_OBJECT ||
			!json_get_string(record, "uri", LIKE_ID_MAX, &text, NULL) ||
			!bluesky_read_uri(text, &uri) || strcmp(uri.authority, did) != 0 ||
			strcmp(uri.collection, BLUESKY_LIKES) != 0 ||
			!json_get(record, "value", &value, NULL) ||
			json_type(&value) != JSON_AT_OBJECT) {
		return false;
	}
	*like = (struct like){
		.item = xstrdup(text),
		.key = xstrdup(uri.key),
		.restore = make_restore(record, &value),
		.liked_at = read_created(&value, uri.key),
		.likes = -1,
	};
	like->sort = like->liked_at;
	read_subject(&value, like);
	return true;
}

bool bluesky_read_page(const struct json_doc *doc, const char *did, struct wire_page *ret,
		struct err *reterr) {
	struct json_at root = json_root(doc);

	return wire_read_page(&root, "records", "cursor", read_record, did, ret, reterr);
}
