/* Where a line of text ends, and how an address is written. */
#include <string.h>

#include "view_private.h"

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

size_t view_wrap(const char *clean, size_t cells) {
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

void view_escape(const char *url, struct buf *out) {
	for (const unsigned char *p = (const unsigned char *)url; *p != '\0'; p++) {
		if (*p > ' ' && *p < 0x7f) {
			buf_add_char(out, (char)*p);
		} else {
			buf_printf(out, "%%%02X", *p);
		}
	}
}
