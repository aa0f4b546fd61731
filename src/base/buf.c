#include "unlike/base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define BUF_FIRST_CAP ((size_t)64)

/* What `data` points at while nothing is owned (cap == 0); never written. */
static char empty[1];

void buf_init(struct buf *buf, size_t max) {
	*buf = (struct buf){ .data = empty, .max = max < BUF_UNLIMITED ? max : BUF_UNLIMITED };
}

void buf_finish(struct buf *buf) {
	if (buf == NULL) {
		return;
	}
	if (buf->cap > 0) {
		free(buf->data);
	}
	buf_init(buf, buf->max);
}

void buf_reset(struct buf *buf) {
	buf->len = 0;
	buf->overflowed = false;
	if (buf->cap > 0) {
		buf->data[0] = '\0';
	} else {
		buf->data = empty;
	}
}

/* Room for `more` bytes and a NUL. False: they would pass the maximum; nothing more is taken. */
static bool make_room(struct buf *buf, size_t more) {
	assert(buf->len <= buf->max);
	if (buf->overflowed || more > buf->max - buf->len) {
		buf->overflowed = true;
		return false;
	}
	size_t need = buf->len + more + 1;
	if (need <= buf->cap) {
		return true;
	}
	size_t cap = buf->cap > 0 ? 2 * buf->cap : BUF_FIRST_CAP;
	if (cap > buf->max + 1) {
		cap = buf->max + 1;
	}
	if (cap < need) {
		cap = need;
	}
	buf->data = xrealloc(buf->cap > 0 ? buf->data : NULL, cap);
	buf->data[buf->len] = '\0';
	buf->cap = cap;
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t len) {
	if (len == 0 || !make_room(buf, len)) {
		return;
	}
	memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void buf_add_str(struct buf *buf, const char *text) {
	buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c) {
	buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	buf_vprintf(buf, fmt, args);
	va_end(args);
}

void buf_vprintf(struct buf *buf, const char *fmt, va_list args) {
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, args);
	assert(len >= 0);
	if (len > 0 && make_room(buf, (size_t)len)) {
		vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

char *buf_take(struct buf *buf, size_t *ret_len_or_null) {
	if (ret_len_or_null != NULL) {
		*ret_len_or_null = buf->len;
	}
	char *bytes = buf->cap > 0 ? buf->data : xstrdup("");
	buf_init(buf, buf->max);
	return bytes;
}
