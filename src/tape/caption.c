/*
 * Two rows of about the same length, in the middle, as subtitles have it: a last word alone on its
 * row would look like a mistake.
 */
#include "caption.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

#define ELLIPSIS "…"

/* Chinese is broken between any two characters, but never before one of these. */
static bool may_begin_row(const struct text_cluster *cluster) {
	static const char closing[] = "，。、！？：；）】」』》”’…";
	return strstr(closing, cluster->utf8) == NULL;
}

/* The two rows' bytes; where they are broken, a blank is nobody's. */
struct halves {
	size_t first, second_from;
};

static struct halves halve(const char *clean, int cells) {
	const int all = (int)text_width(clean);
	struct halves ret = { 0 };
	int best = all + 1, left = 0;
	bool was_wide = false;
	const char *p = clean, *from = clean;
	struct text_cluster cluster;
	while (text_next(&p, &cluster) && left <= cells) {
		const bool blank = strcmp(cluster.utf8, " ") == 0;
		const bool between = was_wide && cluster.width == 2 && may_begin_row(&cluster);
		const int right = all - left - (blank ? 1 : 0);
		const int longer = left > right ? left : right;
		if (left > 0 && (blank || between) && longer < best) {
			best = longer;
			ret.first = (size_t)(from - clean);
			ret.second_from = (size_t)((blank ? p : from) - clean);
		}
		if (best > all && left + cluster.width > cells) { /* a word that fills the row */
			best = all;
			ret.first = ret.second_from = (size_t)(from - clean);
		}
		was_wide = cluster.width == 2;
		left += cluster.width;
		from = p;
	}
	return ret;
}

static void put_centred(struct frame *frame, int row, int cells, const char *clean) {
	const int width = (int)text_width(clean);
	const int col = width < frame->cols ? (frame->cols - width) / 2 : 0;
	const int margin = (frame->cols - cells) / 2;
	frame_put_fit(frame, row, width > cells ? margin : col,
			width > cells ? margin + cells : frame->cols, ROLE_STRONG, clean, ELLIPSIS);
}

void caption_put(struct frame *frame, int row, const char *clean) {
	if (*clean == '\0') {
		return;
	}
	frame_fill(frame, row, 0, frame->cols, ROLE_RULE, "─");
	const int cells = frame->cols > 2 ? frame->cols - 2 : frame->cols;
	if ((int)text_width(clean) <= cells) {
		put_centred(frame, row + 1, cells, clean);
		return;
	}
	const struct halves halves = halve(clean, cells);
	char *first = xstrndup(clean, halves.first);
	put_centred(frame, row + 1, cells, first);
	put_centred(frame, row + 2, cells, clean + halves.second_from);
	free(first);
}
