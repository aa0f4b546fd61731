/* What a Bluesky server answers (AT Protocol, XRPC), read with suspicion. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/json.h"
#include "unlike/service/service.h"
#include "wire.h"

#define BLUESKY_LIKES "app.bsky.feed.like"
#define BLUESKY_POSTS "app.bsky.feed.post"

#define BLUESKY_PAGE_BYTES ((size_t)4 * 1024 * 1024)
#define BLUESKY_OTHER_BYTES ((size_t)1024 * 1024)
#define BLUESKY_KEY_MAX 512 /* of a record: the protocol's limit */
#define BLUESKY_RESTORE_MAX ((size_t)16 * 1024) /* a like has 300 bytes */

/* "at://AUTHORITY/COLLECTION/KEY" */
struct bluesky_uri {
	char authority[LIKE_ID_MAX + 1], collection[LIKE_ID_MAX + 1], key[LIKE_ID_MAX + 1];
};
/* False: it is none, or has parts that have no place in one. */
bool bluesky_read_uri(const char *text, struct bluesky_uri *ret);
bool bluesky_is_key(const char *text);
bool bluesky_is_did(const char *text);
/* When a record key was made, if it tells (it does where it is a TID); else 0. */
msec_t bluesky_key_time(const char *key);
/* Where people look at it, or NULL; owned. */
char *bluesky_web_url(const struct bluesky_uri *uri);

/* What came back of one request. */
struct bluesky_answer {
	const struct http_response *res; /* foreign; NULL: nothing */
	struct json_doc *doc; /* own; of a 200 with an object; NULL otherwise, and then … */
	struct err err; /* … what that means */
	char name[64]; /* of the error, as the protocol names it: "RecordNotFound"; "" none */
};
/* `http_err` NULL: there is a `res`. ERR_AUTH: the session or the password does not do. ERR_GONE:
 * no such record. ERR_INPUT: the server refused what was asked. */
void bluesky_read_answer(const struct http_response *res, const struct err *http_err,
		size_t max_bytes, const char *what, struct bluesky_answer *ret);
void bluesky_answer_finish(struct bluesky_answer *answer);
/* The access token is too old, or not the one that counts any more. */
bool bluesky_is_expired(const struct bluesky_answer *answer);

/* A page of listRecords, of the account with this DID. The caller finishes it. */
bool bluesky_read_page(const struct json_doc *doc, const char *did, struct wire_page *ret,
		struct err *reterr);
