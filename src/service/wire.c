#include "wire.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "unlike/base/mem.h"

#define ITEMS_MAX 1000 /* more in one page than anybody asked for makes no sense */
#define CURSOR_MAX 1024

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

/* --- pages ----------------------------------------------------------------------------------- */

static bool read_cursor(
		const struct json_at *root, const char *key, char **ret, struct err *reterr) {
	struct json_at at;
	const char *text = NULL;

	if (!json_find(root, key, &at)) {
		return true;
	}
	if (!json_as_string(&at, CURSOR_MAX, &text, reterr)) {
		return false;
	}
	if (!wire_is_id(text)) {
		return json_fail(&at, reterr, "is not a cursor");
	}
	*ret = xstrdup(text);
	return true;
}

bool wire_read_page(const struct json_at *root, const char *items, const char *cursor,
		wire_like_fn *fn, const void *data, struct wire_page *ret, struct err *reterr) {
	struct wire_page page = { .page.total = -1 };
	struct json_at array;

	if (!json_get(root, items, &array, reterr) || !json_want(&array, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	size_t n = json_count(&array);
	if (n > ITEMS_MAX) {
		return json_fail(&array, reterr, "are more than %d", ITEMS_MAX);
	}
	if (!read_cursor(root, cursor, &page.next, reterr)) {
		return false;
	}
	page.likes = xcalloc(n + 1, sizeof(*page.likes));
	for (size_t i = 0; i < n; i++) {
		struct json_at item = json_element(&array, i);
		if (fn(&item, data, &page.likes[page.page.n])) {
			page.page.n++;
		} else {
			page.page.unreadable++;
		}
	}
	page.page.likes = page.likes;
	page.page.next = page.next;
	*ret = page;
	return true;
}

void wire_page_finish(struct wire_page *page) {
	for (size_t i = 0; i < page->page.n; i++) {
		like_finish(&page->likes[i]);
	}
	free(page->likes);
	free(page->next);
	*page = (struct wire_page){ 0 };
}
