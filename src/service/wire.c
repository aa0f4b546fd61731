#include "wire.h"

#include <string.h>
#include <strings.h>

#include "unlike/core/like.h"

size_t wire_cut_len(const char *text, size_t max) {
	size_t len = strnlen(text, max + 1);

	if (len <= max) {
		return len;
	}
	len = max;
	while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80) {
		len--;
	}
	return len;
}

bool wire_is_id(const char *text) {
	if (text[0] == '\0') {
		return false;
	}
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f) {
			return false;
		}
	}
	return true;
}

bool wire_is_web_url(const char *text) {
	if (strncasecmp(text, "https://", 8) != 0 && strncasecmp(text, "http://", 7) != 0) {
		return false;
	}
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p <= 0x20 || *p == 0x7f) {
			return false;
		}
	}
	return strlen(text) <= LIKE_URL_MAX;
}

void wire_add_encoded(struct buf *url, const char *text) {
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
				(*p >= '0' && *p <= '9') || *p == '-' || *p == '_' || *p == '~') {
			buf_add_char(url, (char)*p);
		} else {
			buf_printf(url, "%%%02X", *p);
		}
	}
}

bool wire_is_server_url(const char *url) {
	size_t len = strlen(url);
	bool scheme = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
	const char *host = scheme ? strstr(url, "//") + 2 : "";

	return len <= LIKE_URL_MAX && host[0] != '\0' && host[0] != '/' && url[len - 1] != '/' &&
			strpbrk(url, "?# \t\r\n@") == NULL;
}
