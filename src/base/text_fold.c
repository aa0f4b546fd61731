#include "unlike/base/text.h"

#include <stdlib.h>
#include <utf8proc.h>

void text_fold(const char *raw, size_t len, struct buf *out) {
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(raw, len, &clean);
	utf8proc_uint8_t *folded = NULL;
	const utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)clean.data,
			(utf8proc_ssize_t)clean.len, &folded,
			UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
					UTF8PROC_IGNORE);
	if (n >= 0) {
		buf_add(out, folded, (size_t)n);
	} else {
		/* Out of memory: the search is coarser then, and nothing else. */
		buf_add(out, clean.data, clean.len);
	}
	free(folded);
	buf_finish(&clean);
}

char text_ascii_letter(uint32_t c) {
	enum { PARTS = 8, ASCII_END = 0x80 };
	utf8proc_int32_t parts[PARTS];
	int last = 0;
	const utf8proc_ssize_t n = utf8proc_decompose_char(
			(utf8proc_int32_t)c, parts, PARTS, UTF8PROC_DECOMPOSE, &last);
	const bool marked = n > 1 && parts[0] < ASCII_END &&
			((parts[0] >= 'A' && parts[0] <= 'Z') ||
					(parts[0] >= 'a' && parts[0] <= 'z'));
	return marked ? (char)parts[0] : '\0';
}

const char *text_library(void) {
	return utf8proc_version();
}
