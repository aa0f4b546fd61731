#include "unlike/base/duration.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

/* The parts in the order in which they stand; those from HOURS on stand behind the T. */
enum part { WEEKS, DAYS, HOURS, MINUTES, SECONDS, PART_COUNT };

static const struct {
	char letter;
	msec_t unit;
} parts[PART_COUNT] = {
	[WEEKS] = { 'W', 7 * MSEC_PER_DAY },
	[DAYS] = { 'D', MSEC_PER_DAY },
	[HOURS] = { 'H', MSEC_PER_HOUR },
	[MINUTES] = { 'M', MSEC_PER_MIN },
	[SECONDS] = { 'S', MSEC_PER_SEC },
};

/* "12" or, with up to three decimals, "0.45", in thousandths. */
struct number {
	int64_t thousandths;
	bool has_fraction;
};

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

static bool read_number(const char **text, struct number *ret) {
	const char *p = *text;
	int64_t whole = 0;
	while (is_digit(*p)) {
		if (__builtin_mul_overflow(whole, 10, &whole) ||
				__builtin_add_overflow(whole, *p++ - '0', &whole)) {
			return false;
		}
	}
	int64_t thousandths;
	if (p == *text || __builtin_mul_overflow(whole, 1000, &thousandths)) {
		return false;
	}
	bool has_fraction = *p == '.';
	if (has_fraction) {
		const char *first = ++p;
		int64_t fraction = 0;
		for (int64_t place = 100; place > 0 && is_digit(*p); place /= 10) {
			fraction += place * (*p++ - '0');
		}
		if (p == first || __builtin_add_overflow(thousandths, fraction, &thousandths)) {
			return false;
		}
	}
	*ret = (struct number){ .thousandths = thousandths, .has_fraction = has_fraction };
	*text = p;
	return true;
}

/* The part that `letter` names behind `last`, or PART_COUNT. M is minutes only behind the T. */
static enum part find_part(char letter, enum part first, bool in_time) {
	enum part begin = in_time && first < HOURS ? HOURS : first;
	enum part end = in_time ? PART_COUNT : HOURS;
	for (enum part part = begin; part < end; part++) {
		if (parts[part].letter == letter) {
			return part;
		}
	}
	return PART_COUNT;
}

bool duration_parse(const char *text, msec_t *ret) {
	if (*text++ != 'P') {
		return false;
	}
	msec_t sum = 0;
	enum part next = WEEKS;
	bool in_time = false;
	do {
		if (*text == 'T' && !in_time) {
			in_time = true;
			text++;
		}
		struct number number;
		if (!read_number(&text, &number)) {
			return false;
		}
		enum part part = find_part(*text++, next, in_time);
		if (part == PART_COUNT || (number.has_fraction && part != SECONDS)) {
			return false;
		}
		/* thousandths of a second are milliseconds already */
		msec_t length;
		if (__builtin_mul_overflow(
				    number.thousandths, parts[part].unit / MSEC_PER_SEC, &length) ||
				__builtin_add_overflow(sum, length, &sum)) {
			return false;
		}
		/* nothing may stand beside weeks */
		next = part == WEEKS ? PART_COUNT : part + 1;
	} while (*text != '\0');
	*ret = sum;
	return true;
}

void duration_format(msec_t length, char ret[static DURATION_MAX]) {
	assert(length >= 0);
	char *p = ret;
	char *const end = ret + DURATION_MAX;
	*p++ = 'P';
	bool in_time = false;
	for (enum part part = DAYS; part < SECONDS; part++) {
		int64_t count = length / parts[part].unit;
		length %= parts[part].unit;
		if (count == 0) {
			continue;
		}
		bool opens = part >= HOURS && !in_time;
		in_time = in_time || opens;
		p += snprintf(p, (size_t)(end - p), "%s%" PRId64 "%c", opens ? "T" : "", count,
				parts[part].letter);
	}
	if (length == 0 && p != ret + 1) {
		*p = '\0';
		return;
	}
	p += snprintf(p, (size_t)(end - p), "%s%" PRId64, in_time ? "" : "T",
			length / MSEC_PER_SEC);
	int fraction = (int)(length % MSEC_PER_SEC);
	if (fraction != 0) {
		p += snprintf(p, (size_t)(end - p), ".%03d", fraction);
		while (p[-1] == '0') {
			p--;
		}
	}
	assert(end - p >= 2);
	*p++ = 'S';
	*p = '\0';
}
