/*
 * Two passes. The first goes over the raw bytes, once, and decides about every scalar value by the
 * table of rules and by the character it stands behind (joiners, emoji, marks). The second brings
 * what is left into NFC and cuts marks again, since a composed mark may have come apart. Both
 * passes leave alone what they have made, so cleaning twice is cleaning once.
 */
#include "unlike/base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "unlike/base/mem.h"

#define LIMIT_BYTES 4096 /* looked at, and written: else cleaning twice could cut twice */
#define MARKS_MAX 4
#define REPLACEMENT 0xFFFDu
#define DOTTED_CIRCLE 0x25CCu
#define KEYCAP 0x20E3u
#define ZWNJ 0x200Cu
#define ZWJ 0x200Du

enum action {
	KEEP,
	SPACE, /* one blank */
	PICTURE, /* its control picture, U+2400 and on */
	REPLACE, /* U+FFFD */
	REMOVE,
	DROP, /* as REMOVE, without a hint: every other emoji has one */
	JOIN, /* depends on its neighbours */
};

struct rule {
	uint32_t first, last;
	enum action action;
};

/* In order, for the binary search. What is in no range is kept when it is assigned. */
static const struct rule rules[] = {
	{ 0x0000, 0x0008, PICTURE }, { 0x0009, 0x000D, SPACE }, { 0x000E, 0x001F, PICTURE },
	{ 0x007F, 0x007F, PICTURE },
	{ 0x0080, 0x009F, REPLACE }, /* C1: U+009B starts an escape sequence */
	{ 0x00AD, 0x00AD, REMOVE }, /* soft hyphen */
	{ 0x061C, 0x061C, REMOVE }, /* bidi: Arabic letter mark */
	{ 0x180E, 0x180E, REMOVE }, { 0x200B, 0x200B, REMOVE }, /* zero width space */
	{ ZWNJ, ZWJ, JOIN }, { 0x200E, 0x200F, REMOVE }, /* bidi marks */
	{ 0x2028, 0x2029, SPACE }, /* line and paragraph separators */
	{ 0x202A, 0x202E, REMOVE }, /* bidi embeddings and overrides */
	{ 0x2060, 0x2064, REMOVE },
	{ 0x2066, 0x206F, REMOVE }, /* bidi isolates, deprecated format characters */
	{ 0xD800, 0xF8FF, REPLACE }, /* surrogates, private use */
	{ 0xFDD0, 0xFDEF, REPLACE }, /* no characters */
	{ 0xFE00, 0xFE0F, DROP }, /* variation selectors */
	{ 0xFEFF, 0xFEFF, REMOVE }, { 0xFFF9, 0xFFFB, REMOVE }, /* interlinear annotation */
	{ 0x13430, 0x1343F, REMOVE }, /* Egyptian format controls */
	{ 0x1BCA0, 0x1BCA3, REMOVE }, /* shorthand format controls */
	{ 0x1D173, 0x1D17A, REMOVE }, /* musical format controls */
	{ 0xE0000, 0xE0FFF, REMOVE }, /* tags, variation selectors */
	{ 0xF0000, 0x10FFFF, REPLACE }, /* private use */
};

/* Scripts in which ZWJ and ZWNJ change how neighbours are drawn. */
static const struct {
	uint32_t first, last;
} joining_scripts[] = {
	{ 0x0600, 0x0DFF }, /* Arabic, Syriac, N'Ko, Mandaic, and the scripts of India */
	{ 0x1000, 0x109F }, /* Myanmar */
	{ 0x1780, 0x18AF }, /* Khmer, Mongolian */
	{ 0x1A20, 0x1AAF }, /* Tai Tham */
	{ 0x1B00, 0x1B7F }, /* Balinese */
	{ 0xA840, 0xA87F }, /* Phags-pa */
	{ 0xA980, 0xA9FF }, /* Javanese, Myanmar */
	{ 0xAA60, 0xAA7F }, /* Myanmar */
	{ 0xFB50, 0xFDFF }, /* Arabic presentation forms */
	{ 0xFE70, 0xFEFC }, { 0x10AC0, 0x10AFF }, /* Manichaean */
	{ 0x11000, 0x11DAF }, /* more scripts of India */
	{ 0x1E900, 0x1E95F }, /* Adlam */
};

struct cleaner {
	uint32_t base; /* the character that marks go to; 0 none yet */
	unsigned marks; /* on it */
	bool hint;
	size_t n;
	uint32_t scalars[LIMIT_BYTES + 2]; /* one a byte at most, and the dotted circle */
};

static int compare_rule(const void *key, const void *element) {
	const uint32_t c = *(const uint32_t *)key;
	const struct rule *rule = element;
	if (c < rule->first) {
		return -1;
	}
	return c > rule->last ? 1 : 0;
}

static enum action action_for(uint32_t c) {
	const struct rule *rule = bsearch(&c, rules, sizeof(rules) / sizeof(rules[0]),
			sizeof(rules[0]), compare_rule);
	if (rule != NULL) {
		return rule->action;
	}
	/* What the C library has no width for (newer than it) cannot be drawn by ncurses either. */
	const bool drawable = utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_CN &&
			wcwidth((wchar_t)c) >= 0;
	return drawable ? KEEP : REPLACE;
}

/* A mark, or another character that takes no cell (Hangul vowels and finals). */
static bool is_mark(uint32_t c) {
	const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
			category == UTF8PROC_CATEGORY_ME || wcwidth((wchar_t)c) == 0;
}

static bool is_joining_letter(uint32_t c) {
	for (size_t i = 0; i < sizeof(joining_scripts) / sizeof(joining_scripts[0]); i++) {
		if (c >= joining_scripts[i].first && c <= joining_scripts[i].last) {
			const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
			return category >= UTF8PROC_CATEGORY_LU &&
					category <= UTF8PROC_CATEGORY_LO && wcwidth((wchar_t)c) > 0;
		}
	}
	return false;
}

static bool is_pictographic(uint32_t c) {
	return c >= 0xA9 &&
			utf8proc_get_property((utf8proc_int32_t)c)->boundclass ==
			UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_skin_tone(uint32_t c) {
	return c >= 0x1F3FB && c <= 0x1F3FF;
}

static bool is_keycap_base(uint32_t c) {
	return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

static void push(struct cleaner *cl, uint32_t c) {
	assert(cl->n < sizeof(cl->scalars) / sizeof(cl->scalars[0]));
	cl->scalars[cl->n++] = c;
}

static void push_base(struct cleaner *cl, uint32_t c) {
	push(cl, c);
	cl->base = c;
	cl->marks = 0;
}

static void push_mark(struct cleaner *cl, uint32_t c) {
	if (cl->base == 0) {
		push_base(cl, DOTTED_CIRCLE);
	}
	if (cl->marks == MARKS_MAX) {
		cl->hint = true;
		return;
	}
	push(cl, c);
	cl->marks++;
}

static void keep(struct cleaner *cl, uint32_t c) {
	if (is_skin_tone(c) && is_pictographic(cl->base)) {
		return;
	}
	if (c == KEYCAP && is_keycap_base(cl->base)) {
		return;
	}
	if (is_mark(c)) {
		push_mark(cl, c);
	} else {
		push_base(cl, c);
	}
}

/* ZWJ or ZWNJ; *p stands behind it. An emoji's ZWJ takes the emoji behind it along. */
static void join(struct cleaner *cl, uint32_t joiner, const char **p, const char *end) {
	const char *after = *p;
	bool valid = false;
	const uint32_t next = after < end ? text_decode(&after, end, &valid) : 0;
	if (valid && joiner == ZWJ && is_pictographic(cl->base) && is_pictographic(next)) {
		*p = after;
		return;
	}
	if (valid && is_joining_letter(cl->base) && is_joining_letter(next)) {
		push_mark(cl, joiner);
		return;
	}
	cl->hint = true;
}

static void apply(struct cleaner *cl, uint32_t c, const char **p, const char *end) {
	switch (action_for(c)) {
	case KEEP:
		keep(cl, c);
		return;
	case SPACE:
		push_base(cl, ' ');
		return;
	case PICTURE:
		push_base(cl, c == 0x7F ? 0x2421 : 0x2400 + c);
		cl->hint = true;
		return;
	case REPLACE:
		push_base(cl, REPLACEMENT);
		cl->hint = true;
		return;
	case REMOVE:
		cl->hint = true;
		return;
	case DROP:
		return;
	case JOIN:
		join(cl, c, p, end);
		return;
	}
}

static void clean_scalars(struct cleaner *cl, const char *raw, size_t len) {
	const char *p = raw, *end = raw + len;
	while (p < end) {
		if (*p >= 0x20 && *p < 0x7F) {
			push_base(cl, (uint32_t)*p++);
			continue;
		}
		bool valid;
		const uint32_t c = text_decode(&p, end, &valid);
		if (valid) {
			apply(cl, c, &p, end);
		} else {
			push_base(cl, REPLACEMENT);
			cl->hint = true;
		}
	}
}

/* NFC of what was gathered: owned by the caller. */
static utf8proc_int32_t *normalise(const struct cleaner *cl, size_t *ret_n) {
	struct buf utf8;
	buf_init(&utf8, BUF_UNLIMITED);
	for (size_t i = 0; i < cl->n; i++) {
		char bytes[4];
		buf_add(&utf8, bytes, text_encode(cl->scalars[i], bytes));
	}
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	/* No canonical decomposition has more than four characters. */
	const size_t room = cl->n * 4 + 1;
	utf8proc_int32_t *scalars = xcalloc(room, sizeof(*scalars));
	utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)utf8.data,
			(utf8proc_ssize_t)utf8.len, scalars, (utf8proc_ssize_t)room, options);
	assert(n >= 0 && (size_t)n <= room);
	n = utf8proc_normalize_utf32(scalars, n, options);
	assert(n >= 0 && (size_t)n <= room);
	buf_finish(&utf8);
	*ret_n = (size_t)n;
	return scalars;
}

/* Writes at most LIMIT_BYTES, without a joiner at the end. True when marks were cut. */
static bool write_scalars(const utf8proc_int32_t *scalars, size_t n, struct buf *out) {
	size_t written = 0, end = 0;
	unsigned marks = 0;
	bool cut = false;
	char text[LIMIT_BYTES];
	for (size_t i = 0; i < n; i++) {
		const uint32_t c = (uint32_t)scalars[i];
		char bytes[4];
		const bool mark = c >= 0x300 && is_mark(c);
		marks = mark ? marks + 1 : 0;
		if (marks > MARKS_MAX) {
			cut = true;
			continue;
		}
		const size_t len = text_encode(c, bytes);
		if (written + len > sizeof(text)) {
			break;
		}
		memcpy(text + written, bytes, len);
		written += len;
		if (c != ZWJ && c != ZWNJ) {
			end = written;
		}
	}
	buf_add(out, text, end);
	return cut;
}

/* Most titles: nothing to decide. */
static bool is_plain(const char *raw, size_t len) {
	for (size_t i = 0; i < len; i++) {
		if (raw[i] < 0x20 || raw[i] >= 0x7F) {
			return false;
		}
	}
	return true;
}

bool text_clean(const char *raw, size_t len, struct buf *out) {
	if (len > LIMIT_BYTES) {
		len = LIMIT_BYTES;
		/* not within a character */
		while (len > LIMIT_BYTES - 3 && ((unsigned char)raw[len] & 0xC0) == 0x80) {
			len--;
		}
	}
	if (is_plain(raw, len)) {
		buf_add(out, raw, len);
		return false;
	}
	struct cleaner cl;
	cl.base = 0;
	cl.marks = 0;
	cl.hint = false;
	cl.n = 0;
	clean_scalars(&cl, raw, len);
	size_t n;
	utf8proc_int32_t *scalars = normalise(&cl, &n);
	const bool cut = write_scalars(scalars, n, out);
	free(scalars);
	return cl.hint || cut;
}
