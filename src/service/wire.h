/* What services share in reading and writing what goes over the wire. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"

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
