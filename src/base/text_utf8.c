#include "unlike/base/text.h"

#include <assert.h>

#define REPLACEMENT 0xFFFDu

/*
 * What may follow a lead byte: the number of bytes behind it and the bounds of the first of them.
 * The bounds are what keeps out overlong forms, surrogates and everything above U+10FFFF, so that
 * such a sequence ends before its second byte and each of its bytes is invalid by itself.
 */
struct lead {
	unsigned char first, last, more, low, high;
};

static const struct lead leads[] = {
	{ 0xC2, 0xDF, 1, 0x80, 0xBF },
	{ 0xE0, 0xE0, 2, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 2, 0x80, 0xBF },
	{ 0xED, 0xED, 2, 0x80, 0x9F },
	{ 0xEE, 0xEF, 2, 0x80, 0xBF },
	{ 0xF0, 0xF0, 3, 0x90, 0xBF },
	{ 0xF1, 0xF3, 3, 0x80, 0xBF },
	{ 0xF4, 0xF4, 3, 0x80, 0x8F },
};

static const struct lead *find_lead(unsigned char byte) {
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		if (byte >= leads[i].first && byte <= leads[i].last) {
			return &leads[i];
		}
	}
	return NULL;
}

uint32_t text_decode(const char **p, const char *end, bool *ret_valid) {
	assert(*p < end);
	const unsigned char byte = (unsigned char)*(*p)++;
	*ret_valid = true;
	if (byte < 0x80) {
		return byte;
	}
	const struct lead *lead = find_lead(byte);
	if (lead == NULL) {
		*ret_valid = false;
		return REPLACEMENT;
	}
	uint32_t c = byte & (0x3Fu >> lead->more);
	for (unsigned i = 0; i < lead->more; i++) {
		const unsigned char low = i == 0 ? lead->low : 0x80;
		const unsigned char high = i == 0 ? lead->high : 0xBF;
		if (*p == end || (unsigned char)**p < low || (unsigned char)**p > high) {
			*ret_valid = false;
			return REPLACEMENT;
		}
		c = c << 6 | ((unsigned char)*(*p)++ & 0x3Fu);
	}
	return c;
}

size_t text_encode(uint32_t c, char ret[static 4]) {
	if (c < 0x80) {
		ret[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		ret[0] = (char)(0xC0 | c >> 6);
		ret[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
		c = REPLACEMENT;
	}
	if (c < 0x10000) {
		ret[0] = (char)(0xE0 | c >> 12);
		ret[1] = (char)(0x80 | (c >> 6 & 0x3F));
		ret[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	ret[0] = (char)(0xF0 | c >> 18);
	ret[1] = (char)(0x80 | (c >> 12 & 0x3F));
	ret[2] = (char)(0x80 | (c >> 6 & 0x3F));
	ret[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}
