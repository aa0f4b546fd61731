#include "unlike/base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void) {
	/* Nothing here may allocate. */
	static const char msg[] = "out of memory\n";
	ssize_t written = write(STDERR_FILENO, msg, sizeof(msg) - 1);
	(void)written;
	abort();
}

/* Zero bytes are one byte, so that NULL always means exhaustion. */
void *xmalloc(size_t size) {
	void *ptr = malloc(size > 0 ? size : 1);
	if (ptr == NULL) {
		out_of_memory();
	}
	return ptr;
}

void *xcalloc(size_t n, size_t size) {
	void *ptr = n > 0 && size > 0 ? calloc(n, size) : calloc(1, 1);
	if (ptr == NULL) {
		out_of_memory();
	}
	return ptr;
}

void *xrealloc(void *ptr, size_t size) {
	void *moved = realloc(ptr, size > 0 ? size : 1);
	if (moved == NULL) {
		out_of_memory();
	}
	return moved;
}

char *xstrdup(const char *text) {
	return text != NULL ? xstrndup(text, strlen(text)) : NULL;
}

char *xstrndup(const char *text, size_t len) {
	if (text == NULL) {
		return NULL;
	}
	len = strnlen(text, len);
	char *copy = xmalloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *xasprintf(const char *fmt, ...) {
	char *text = NULL;
	va_list args;
	va_start(args, fmt);
	int len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0) {
		out_of_memory();
	}
	assert(text != NULL);
	return text;
}
