#include "xml.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "unlike/base/text.h"

static bool is_allowed(uint32_t c) {
	if (c < 0x20) {
		return c == '\t' || c == '\n' || c == '\r';
	}
	return c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c < 0x110000);
}

static const char *reference(uint32_t c, bool value) {
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\r':
		return "&#13;"; /* readers make \n of a bare one */
	case '\n':
		return value ? "&#10;" : NULL;
	case '\t':
		return value ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

static void add_escaped(struct buf *out, const char *text, size_t len, bool value) {
	const char *end = text + len;
	for (const char *p = text; p < end;) {
		const char *start = p;
		bool valid = false;
		const uint32_t c = text_decode(&p, end, &valid);
		const char *entity = reference(c, value);
		if (!valid || !is_allowed(c)) {
			buf_add_str(out, "\xEF\xBF\xBD");
		} else if (entity != NULL) {
			buf_add_str(out, entity);
		} else {
			buf_add(out, start, (size_t)(p - start));
		}
	}
}

void xml_add_text(struct buf *out, const char *text, size_t len) {
	add_escaped(out, text, len, false);
}

void xml_add_value(struct buf *out, const char *text) {
	add_escaped(out, text, strlen(text), true);
}
