/* What services share in reading and writing what goes over the wire. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/json.h"
#include "unlike/service/service.h"

/* Bytes of at most `max` that do not end inside a character; `text` is valid UTF-8. */
size_t wire_cut_len(const char *text, size_t max);
/* An id goes into URLs, keys and lists of lines: something, and no control characters. */
bool wire_is_id(const char *text);
/* http or https, without blanks and control characters, not too long. */
bool wire_is_web_url(const char *text);
/* As a part of a URL's path or query: everything but letters, digits, '-', '_' and '~' encoded. A
 * point, too: "." and ".." would be folders. */
void wire_add_encoded(struct buf *url, const char *text);
/* The address of a server: scheme and host, without user information, query, or a slash at its
 * end. Whether it may be talked to is for who sends the request. */
bool wire_is_server_url(const char *url);

/* A page of a list; the caller finishes it. */
struct wire_page {
	struct like *likes; /* own */
	char *next; /* own */
	struct service_page page; /* borrows from the above */
};
/* False: it makes no sense; then *ret holds nothing. */
typedef bool wire_like_fn(const struct json_at *item, const void *data, struct like *ret);
/* The items of one of root's arrays, those that make no sense counted, and the cursor, if it is
 * there. as_of and total are the caller's to set. */
bool wire_read_page(const struct json_at *root, const char *items, const char *cursor,
		wire_like_fn *fn, const void *data, struct wire_page *ret, struct err *reterr);
void wire_page_finish(struct wire_page *page);
