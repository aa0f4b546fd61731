#include "values.h"

#include <string.h>

#include "unlike/tape/tape.h"

#define NAME_LEN_MAX 64
/* Enough for every time that is allowed, and no product of it with a unit overflows. */
#define WHOLE_MAX ((int64_t)100000000000)
#define FRACTION_MAX ((int64_t)1000000000)

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool value_number(const char *text, size_t len, uint64_t max, uint64_t *ret) {
	uint64_t number = 0;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]) || __builtin_mul_overflow(number, 10U, &number) ||
				__builtin_add_overflow(
						number, (uint64_t)(text[i] - '0'), &number)) {
			return false;
		}
	}
	if (len == 0 || number > max) {
		return false;
	}
	*ret = number;
	return true;
}

static bool find_unit(const char *text, size_t len, msec_t *ret) {
	static const struct {
		const char *name;
		msec_t length;
	} units[] = {
		{ "", MSEC_PER_SEC },
		{ "ms", 1 },
		{ "s", MSEC_PER_SEC },
		{ "m", MSEC_PER_MIN },
		{ "h", MSEC_PER_HOUR },
		{ "d", MSEC_PER_DAY },
	};
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strlen(units[i].name) == len && memcmp(units[i].name, text, len) == 0) {
			*ret = units[i].length;
			return true;
		}
	}
	return false;
}

bool value_duration(const char *text, size_t len, msec_t *ret) {
	int64_t whole = 0, fraction = 0, places = 1;
	size_t i = 0, digits = 0;
	for (; i < len && is_digit(text[i]); i++, digits++) {
		whole = whole < WHOLE_MAX ? whole * 10 + (text[i] - '0') : whole;
	}
	if (i < len && text[i] == '.') {
		const size_t first = ++i;
		for (; i < len && is_digit(text[i]); i++, digits++) {
			if (places < FRACTION_MAX) {
				fraction = fraction * 10 + (text[i] - '0');
				places *= 10;
			}
		}
		if (i == first) {
			return false;
		}
	}
	msec_t unit;
	if (digits == 0 || !find_unit(text + i, len - i, &unit)) {
		return false;
	}
	if (whole > TAPE_DURATION_MAX / unit) {
		*ret = TAPE_DURATION_MAX + 1;
		return true;
	}
	*ret = whole * unit + fraction * unit / places;
	return true;
}

/* Two numbers from 1 on, with `between` between them. */
static bool pair(const char *text, size_t len, char between, int *ret_a, int *ret_b) {
	const char *at = len > 0 ? memchr(text, between, len) : NULL;
	if (at == NULL) {
		return false;
	}
	const size_t first = (size_t)(at - text);
	uint64_t a, b;
	if (!value_number(text, first, TAPE_CELLS_MAX, &a) || a == 0 ||
			!value_number(at + 1, len - first - 1, TAPE_CELLS_MAX, &b) || b == 0) {
		return false;
	}
	*ret_a = (int)a;
	*ret_b = (int)b;
	return true;
}

bool value_size(const char *text, size_t len, int *ret_cols, int *ret_rows) {
	return pair(text, len, 'x', ret_cols, ret_rows);
}

bool value_place(const char *text, size_t len, int *ret_row, int *ret_col) {
	return len > 0 && text[0] == '@' && pair(text + 1, len - 1, ',', ret_row, ret_col);
}

bool value_is_name(const char *text, size_t len, const char *others) {
	for (size_t i = 0; i < len; i++) {
		const bool fine = is_letter(text[i]) || is_digit(text[i]) ||
				(text[i] != '\0' && strchr(others, text[i]) != NULL);
		if (!fine) {
			return false;
		}
	}
	return len > 0 && len <= NAME_LEN_MAX;
}

bool value_goes_up(const char *path) {
	for (const char *part = path;;) {
		const size_t len = strcspn(part, "/");
		if (len == 2 && part[0] == '.' && part[1] == '.') {
			return true;
		}
		if (part[len] == '\0') {
			return false;
		}
		part += len + 1;
	}
}
