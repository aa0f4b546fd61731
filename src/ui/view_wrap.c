/* Where a line of text ends, and how an address is written. */

#include "view_private.h"

size_t view_wrap(const char *clean, size_t cells) {
	return text_wrap(clean, cells);
}

void view_escape(const char *url, struct buf *out) {
	for (const unsigned char *p = (const unsigned char *)url; *p != '\0'; p++) {
		if (*p > ' ' && *p < 0x7f) {
			buf_add_char(out, (char)*p);
		} else {
			buf_printf(out, "%%%02X", *p);
		}
	}
}
