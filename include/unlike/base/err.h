/*
 * Errors are values: filled by the callee, owned by the caller, never allocated.
 *
 * A function that can fail returns bool and takes `struct err *reterr` last. On failure it fills
 * *reterr and leaves every other out-parameter as it was. `reterr` may be NULL where the caller
 * does not care. `return err_set(reterr, ERR_DB, "…")` is the whole idiom.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* X-macro: code, short stable name (logs, tests). */
#define ERR_CODES(X) \
	X(ERR_NONE, "none") \
	X(ERR_NOMEM, "no-memory") \
	X(ERR_IO, "io") \
	X(ERR_DB, "database") \
	X(ERR_FULL, "disk-full") \
	X(ERR_CREATE, "cannot-create") \
	X(ERR_BUSY, "busy") \
	X(ERR_NET, "network") \
	X(ERR_TIMEOUT, "timeout") \
	X(ERR_AUTH, "sign-in") \
	X(ERR_FORBIDDEN, "forbidden") \
	X(ERR_RATE_LIMITED, "rate-limited") \
	X(ERR_SERVER, "server") \
	X(ERR_GONE, "gone") \
	X(ERR_CONFLICT, "conflict") \
	X(ERR_PROTOCOL, "protocol") \
	X(ERR_INPUT, "input") \
	X(ERR_CONFIG, "config") \
	X(ERR_CANCELED, "canceled") \
	X(ERR_BUG, "bug")

enum err_code {
#define X(code, name) code,
	ERR_CODES(X)
#undef X
			ERR_CODE_COUNT
};

struct err {
	enum err_code code;
	/* ERR_RATE_LIMITED, ERR_SERVER: what the server asked for; 0 none */
	int64_t retry_after_ms;
	char msg[256]; /* a sentence without a trailing newline; English below app and config */
};

/* Fills *reterr (if not NULL) and returns false, always. The message is cut at its limit. */
bool err_set(struct err *reterr, enum err_code code, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* As err_set, with ": " and the text of `errnum` (an errno) behind; ENOSPC and EDQUOT become
 * ERR_FULL whatever `code` says. */
bool err_set_errno(struct err *reterr, enum err_code code, int errnum, const char *fmt, ...)
		__attribute__((format(printf, 4, 5)));

/* Puts "prefix: " before the message that is there; keeps the code. Returns false, always. */
bool err_wrap(struct err *reterr, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* True where trying again later, with the same key, is right: network, time-out, rate limit, 5xx,
 * busy. */
bool err_is_transient(const struct err *err);

/* Short stable name ("network"); never NULL. */
const char *err_code_name(enum err_code code);
