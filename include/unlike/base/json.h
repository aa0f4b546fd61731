/*
 * JSON: typed reading with limits and errors that name the place, and a streaming writer.
 * jansson is behind the reader and seen nowhere else. (The writer is a plain loop: jansson needs
 * ten times as long for a page of 100 items.)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"

/* --- reading --------------------------------------------------------------------------------- */

struct json_doc;

/* A value inside a document, with the way that led there. Borrowed: valid while the document is. */
struct json_at {
	const void *value;
	const char *name; /* of the document, for errors */
	char path[120]; /* "operation.sync_delay.value", "items[3].id"; cut when too long */
};

enum json_type {
	JSON_AT_NULL,
	JSON_AT_BOOL,
	JSON_AT_INT,
	JSON_AT_REAL,
	JSON_AT_STRING,
	JSON_AT_ARRAY,
	JSON_AT_OBJECT,
	JSON_AT_COUNT
};

/*
 * Parses `len` bytes. Refused (ERR_PROTOCOL): more than `max_bytes`, invalid UTF-8, NUL in a
 * string, the same key twice, anything behind the value, too deep. `name` is kept by pointer and
 * stands first in every error. The caller destroys the document (NULL is fine).
 */
struct json_doc *json_parse(const char *text, size_t len, size_t max_bytes, const char *name,
		struct err *reterr);
void json_doc_destroy(struct json_doc *doc);

struct json_at json_root(const struct json_doc *doc);
enum json_type json_type(const struct json_at *at);

/* Elements of an array, members of an object; 0 for anything else. */
size_t json_count(const struct json_at *at);

/* A member that may be missing (or null): false without an error then. */
bool json_find(const struct json_at *object, const char *key, struct json_at *ret);
/* A member that must be there. ERR_PROTOCOL "name: path.key: is missing". */
bool json_get(const struct json_at *object, const char *key, struct json_at *ret,
		struct err *reterr);
/* The i-th element; i < json_count(). */
struct json_at json_element(const struct json_at *array, size_t i);
/* Walks the members of an object in document order: start with *iter = NULL; false at the end. */
bool json_each(const struct json_at *object, void **iter, const char **ret_key,
		struct json_at *ret);

/* What the value is, or ERR_PROTOCOL naming the place, what was found and what is wanted. Strings
 * are borrowed from the document, valid UTF-8, without NUL. */
bool json_as_string(
		const struct json_at *at, size_t max_bytes, const char **ret, struct err *reterr);
bool json_as_int(const struct json_at *at, int64_t min, int64_t max, int64_t *ret,
		struct err *reterr);
bool json_as_real(
		const struct json_at *at, double min, double max, double *ret, struct err *reterr);
bool json_as_bool(const struct json_at *at, bool *ret, struct err *reterr);
/* ERR_PROTOCOL unless the value is of the type; a whole number is a JSON_AT_REAL too. */
bool json_want(const struct json_at *at, enum json_type type, struct err *reterr);

/* json_get and json_as_… in one. */
bool json_get_string(const struct json_at *object, const char *key, size_t max_bytes,
		const char **ret, struct err *reterr);
bool json_get_int(const struct json_at *object, const char *key, int64_t min, int64_t max,
		int64_t *ret, struct err *reterr);
bool json_get_bool(const struct json_at *object, const char *key, bool *ret, struct err *reterr);

/* The value as JSON on one line, members in the order of the document. */
void json_text(const struct json_at *at, struct buf *out);
/* Fills *reterr with "name: path: <sentence>", code ERR_PROTOCOL; returns false. */
bool json_fail(const struct json_at *at, struct err *reterr, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* --- writing --------------------------------------------------------------------------------- */

/* Appends to a buffer; commas and quotes are its work. `key` is NULL inside an array and at the
 * top. A string's bytes that are not valid UTF-8 become U+FFFD, so the output is always JSON. */
struct json_writer {
	struct buf *out; /* foreign */
	unsigned depth;
	bool comma[16];
};

void json_writer_init(struct json_writer *w, struct buf *out);
void json_object_begin(struct json_writer *w, const char *key);
void json_object_end(struct json_writer *w);
void json_array_begin(struct json_writer *w, const char *key);
void json_array_end(struct json_writer *w);
/* NULL text writes null. */
void json_put_string(struct json_writer *w, const char *key, const char *text);
void json_put_int(struct json_writer *w, const char *key, int64_t number);
void json_put_real(struct json_writer *w, const char *key, double number);
void json_put_bool(struct json_writer *w, const char *key, bool yes);
void json_put_null(struct json_writer *w, const char *key);
/* `text` is JSON already. */
void json_put_raw(struct json_writer *w, const char *key, const char *text, size_t len);

/* The version of jansson; static. */
const char *json_library(void);
