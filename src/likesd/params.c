#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ID_DIGITS_MAX 18 /* any such number fits into 64 bits */

/* Digits only, no sign, no space, no leading zero but "0" itself. */
static bool parse_number(const char *text, size_t len, int64_t *ret) {
	if (len == 0 || len > ID_DIGITS_MAX || (len > 1 && text[0] == '0')) {
		return false;
	}
	int64_t number = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		number = number * 10 + (text[i] - '0');
	}
	*ret = number;
	return true;
}

bool parse_id(char kind, const char *text, int64_t *ret) {
	int64_t number = 0;
	if (text[0] != kind ||
			!parse_number(text + 1, strnlen(text + 1, ID_DIGITS_MAX + 1), &number) ||
			number == 0) {
		return false;
	}
	*ret = number;
	return true;
}

static bool is_key_char(char c) {
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_' || c == '-';
}

bool parse_key(const char *text, char ret[static KEY_MAX + 1]) {
	size_t len = strnlen(text, KEY_MAX + 3);
	if (len >= 2 && text[0] == '"' && text[len - 1] == '"') {
		text++;
		len -= 2;
	}
	if (len < KEY_MIN || len > KEY_MAX) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_key_char(text[i])) {
			return false;
		}
	}
	memcpy(ret, text, len);
	ret[len] = '\0';
	return true;
}

bool is_json(const char *content_type_or_null) {
	if (content_type_or_null == NULL) {
		return true;
	}
	const size_t len = strcspn(content_type_or_null, "; \t");
	return len == strlen("application/json") &&
			strncasecmp(content_type_or_null, "application/json", len) == 0;
}

/* Both numbers in hexadecimal, of fixed length: a text has one reading, a place one text. */
void cursor_write(const struct cursor *cursor, char ret[static CURSOR_TEXT]) {
	assert(cursor->liked_at >= 0 && cursor->work >= 0);
	snprintf(ret, CURSOR_TEXT, "%016" PRIx64 "%016" PRIx64, (uint64_t)cursor->liked_at,
			(uint64_t)cursor->work);
}

static bool parse_hex(const char *text, int64_t *ret) {
	uint64_t number = 0;
	for (size_t i = 0; i < 16; i++) {
		const char c = text[i];
		uint64_t digit;
		if (c >= '0' && c <= '9') {
			digit = (uint64_t)(c - '0');
		} else if (c >= 'a' && c <= 'f') {
			digit = (uint64_t)(c - 'a' + 10);
		} else {
			return false;
		}
		number = number << 4 | digit;
	}
	if (number > INT64_MAX) {
		return false;
	}
	*ret = (int64_t)number;
	return true;
}

static bool parse_cursor(const char *text, size_t len, struct cursor *ret) {
	return len == CURSOR_TEXT - 1 && parse_hex(text, &ret->liked_at) &&
			parse_hex(text + 16, &ret->work);
}

static bool parse_limit(const char *text, size_t len, int64_t *ret) {
	return parse_number(text, len, ret) && *ret >= 1 && *ret <= LIKESD_PAGE_MAX;
}

static enum param param_named(const char *name, size_t len) {
	if (len == 5 && memcmp(name, "limit", 5) == 0) {
		return PARAM_LIMIT;
	}
	if (len == 6 && memcmp(name, "cursor", 6) == 0) {
		return PARAM_CURSOR;
	}
	if (len == 5 && memcmp(name, "since", 5) == 0) {
		return PARAM_SINCE;
	}
	return 0;
}

static bool parse_param(enum param param, const char *text, size_t len, struct list_query *ret,
		const char **ret_wrong) {
	bool good = false;
	switch (param) {
	case PARAM_LIMIT:
		good = parse_limit(text, len, &ret->limit);
		*ret_wrong = "limit is a whole number from 1 to 200.";
		break;
	case PARAM_CURSOR:
		good = parse_cursor(text, len, &ret->cursor);
		*ret_wrong = "cursor is the text that an earlier answer gave as next.";
		break;
	case PARAM_SINCE:
		good = parse_number(text, len, &ret->since);
		*ret_wrong = "since is a whole number from 0 on.";
		break;
	}
	return good;
}

bool parse_query(const char *query_or_null, unsigned allowed, struct list_query *ret,
		const char **ret_wrong) {
	struct list_query found = { .cursor = CURSOR_START, .limit = PAGE_DEFAULT };
	const char *at = query_or_null != NULL ? query_or_null : "";
	unsigned seen = 0;
	while (*at != '\0') {
		const size_t len = strcspn(at, "&");
		const size_t name_len = strcspn(at, "=&");
		const enum param param = param_named(at, name_len);
		if (param == 0 || (allowed & param) == 0 || name_len == len) {
			*ret_wrong = "The query has a parameter that this route does not take.";
			return false;
		}
		if ((seen & param) != 0) {
			*ret_wrong = "The query has a parameter twice.";
			return false;
		}
		seen |= param;
		if (!parse_param(param, at + name_len + 1, len - name_len - 1, &found, ret_wrong)) {
			return false;
		}
		at += len;
		if (*at == '&') {
			at++;
			if (*at == '\0') {
				*ret_wrong = "The query ends in the middle.";
				return false;
			}
		}
	}
	*ret = found;
	return true;
}
