/*
 * Growing bytes with a maximum given at birth. `data` is always NUL-terminated behind `len`
 * (and is "" while nothing was added). A buffer that would pass its maximum takes nothing more and
 * is `overflowed` from then on; callers that build from a peer's data check that once at the end.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* own, or a static "" */
	size_t len, cap, max;
	bool overflowed;
};

#define BUF_UNLIMITED ((size_t)1 << 40)

void buf_init(struct buf *buf, size_t max);
/* Frees and leaves an empty, usable buffer. NULL and zeroed are fine. */
void buf_finish(struct buf *buf);
/* Empties, keeps the memory, clears `overflowed`. */
void buf_reset(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_str(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
		__attribute__((format(printf, 2, 0)));
/* Hands the bytes over: the caller frees. The buffer is as after buf_init(): look at `overflowed`
 * before. Never NULL. */
char *buf_take(struct buf *buf, size_t *ret_len_or_null);
