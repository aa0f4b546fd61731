#include "unlike/base/text.h"

#include <assert.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <wchar.h>

#define MARKS_MAX 4
#define REPLACEMENT 0xFFFDu
#define DOTTED_CIRCLE 0x25CCu

void text_init(void) {
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
	}
}

static void cluster_add(struct text_cluster *cluster, uint32_t c) {
	char bytes[4];
	const size_t len = text_encode(c, bytes);
	assert(cluster->len + len < sizeof(cluster->utf8));
	memcpy(cluster->utf8 + cluster->len, bytes, len);
	cluster->len = (uint8_t)(cluster->len + len);
	cluster->utf8[cluster->len] = '\0';
}

static uint32_t decode_behind(const char **p, const char *text) {
	bool valid;
	/* The NUL behind the text ends a sequence like any byte that does not belong to it. */
	return text_decode(p, text + strnlen(text, 4), &valid);
}

/* The base of the cluster; *p moves behind it. A text that was not cleaned can begin with a mark or
 * hold what has no width: it must not tear the row either. */
static void take_base(const char **p, struct text_cluster *ret) {
	const char *from = *p;
	uint32_t c = decode_behind(p, from);
	int width = wcwidth((wchar_t)c);
	if (width == 0) {
		*p = from;
		c = DOTTED_CIRCLE;
		width = 1;
	} else if (width < 0) {
		c = REPLACEMENT;
		width = 1;
	}
	cluster_add(ret, c);
	ret->width = (uint8_t)width;
}

bool text_next(const char **text, struct text_cluster *ret) {
	const char *p = *text;
	if (*p == '\0') {
		return false;
	}
	ret->len = 0;
	take_base(&p, ret);
	/* ASCII never belongs to the cluster before it. */
	for (unsigned marks = 0; ((unsigned char)*p & 0x80) != 0; marks++) {
		const char *after = p;
		const uint32_t c = decode_behind(&after, p);
		if (wcwidth((wchar_t)c) != 0) {
			break;
		}
		if (marks < MARKS_MAX) {
			cluster_add(ret, c);
		}
		p = after;
	}
	assert(ret->width == 1 || ret->width == 2);
	*text = p;
	return true;
}

size_t text_width(const char *clean) {
	size_t width = 0;
	struct text_cluster cluster;
	while (text_next(&clean, &cluster)) {
		width += cluster.width;
	}
	return width;
}

size_t text_fit(const char *clean, size_t cells, const char *ellipsis, struct buf *out) {
	const size_t reserve = text_width(ellipsis);
	const char *p = clean, *cut = clean; /* `cut`: as far as the ellipsis still fits behind */
	size_t width = 0, width_cut = 0;
	struct text_cluster cluster;
	while (text_next(&p, &cluster)) {
		width += cluster.width;
		if (width > cells) {
			break;
		}
		if (width + reserve <= cells) {
			cut = p;
			width_cut = width;
		}
	}
	if (width <= cells) {
		buf_add_str(out, clean);
		return width;
	}
	if (reserve > cells) {
		return 0;
	}
	buf_add(out, clean, (size_t)(cut - clean));
	buf_add_str(out, ellipsis);
	return width_cut + reserve;
}

static bool is_one_of(const struct text_cluster *cluster, const char *const *marks) {
	for (; *marks != NULL; marks++) {
		if (strcmp(cluster->utf8, *marks) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_blank(const struct text_cluster *cluster) {
	return cluster->len == 1 && cluster->utf8[0] == ' ';
}

/* Chinese and Japanese have no blanks: a line ends beside any character but those that close
 * something, which stay with what is before them, and those that open something. */
static bool may_end_between(const struct text_cluster *a, const struct text_cluster *b) {
	static const char *const closes[] = { "，", "。", "、", "；", "：", "！", "？", "）", "》",
		"」", "』", "】", "”", "’", "…", "—", ",", ".", ";", ":", "!", "?", ")", NULL };
	static const char *const opens[] = { "（", "《", "「", "『", "【", "“", "‘", "(", NULL };
	if (is_blank(b)) {
		return true;
	}
	return (a->width == 2 || b->width == 2) && !is_blank(a) && !is_one_of(b, closes) &&
			!is_one_of(a, opens);
}

size_t text_wrap(const char *clean, size_t cells) {
	const char *p = clean, *end = clean, *cut = NULL;
	size_t width = 0;
	struct text_cluster cluster, before = { .len = 0 };
	while (text_next(&p, &cluster)) {
		if (end > clean && may_end_between(&before, &cluster)) {
			cut = end;
		}
		width += cluster.width;
		if (width > cells) {
			return (size_t)((cut != NULL ? cut : end) - clean);
		}
		before = cluster;
		end = p;
	}
	return (size_t)(end - clean);
}
