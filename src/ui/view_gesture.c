/* What the platforms' own gestures draw (OP-4): a row off its place, and the side bar. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "view_private.h"

#define BAR_MARGIN 1
#define COUNT_COLS 7
#define BAR_PADDING 6 /* the rule, the mark, blanks around the words */

/* The screen's row of the one that is asked about, if it is in sight. */
static bool find_row(const struct view *view, const struct row **ret_row, int *ret_y) {
	const struct list *list = model_list(view->model);
	const struct row *row = list_focused(list);
	if (row == NULL || !ask_is_about(view->model, row) || details_are_over(view->model)) {
		return false;
	}
	*ret_row = row;
	*ret_y = view->at.list_row + (int)(list->cursor - list->top);
	return true;
}

void view_slide(struct view *view) {
	const struct model *model = view->model;
	const int need = slide_need(model), by = slide_cells(model);
	const int end = view->at.list_cols, mark = end - need;
	const bool enough = by >= need;
	const struct row *row;
	int y;
	if (!(ask_is_by(model, ASK_BY_DRAG) || ask_is_by(model, ASK_BY_SLIDE)) ||
			!find_row(view, &row, &y)) {
		return;
	}
	if (model->options.motion) {
		frame_slide(view->frame, y, end, by);
		const int from = end - by;
		const char *words = lang_text_of("key", row_ask_words(row));
		frame_put_right(view->frame, y, from > mark + 1 ? from : mark + 1, end - 1,
				enough ? ROLE_STRONG : ROLE_DIM,
				(int)text_width(words) < by - 1 ? words : "");
	}
	frame_put(view->frame, y, mark, mark + 1, enough ? ROLE_BAR_FULL : ROLE_KEY,
			enough ? view->glyphs->bar_full : view->glyphs->rule_down);
}

/* --- which there is -------------------------------------------------------------------------- */

/* As it can be done here: with a mouse or without, and with a hold or without. */
static const char *gesture_words(const struct model *model) {
	static const struct {
		const char *hold, *press;
	} words[] = {
		{ N_("On %s: slide the row left, or hold {take-back}"),
				N_("On %s: slide the row left, or press {take-back}") },
		{ N_("On %s: {slide} slides the row left; or hold {take-back}"),
				N_("On %s: {slide} slides the row left; or press {take-back}") },
		{ N_("On %s: {sidebar} opens the side bar; or hold {take-back}"),
				N_("On %s: {sidebar} opens the side bar; or press {take-back}") },
	};
	size_t at;
	switch (model->status.gesture) {
	case PLATFORM_SLIDE:
		at = model->options.mouse ? 0 : 1;
		break;
	case PLATFORM_SIDEBAR:
		at = 2;
		break;
	default:
		return NULL;
	}
	return lang_text(model->options.hold != MSEC_NEVER ? words[at].hold : words[at].press);
}

void view_gesture(const struct view *view, struct buf *out) {
	const struct model *model = view->model;
	const char *words = gesture_words(model);
	if (words == NULL || model->status.service == NULL) {
		return;
	}
	const char *name = strstr(words, "%s");
	assert(name != NULL);
	char *before = xstrndup(words, (size_t)(name - words));
	keymap_words(model->options.keymap, before, out);
	buf_add_str(out, model->status.service);
	keymap_words(model->options.keymap, name + strlen("%s"), out);
	free(before);
}

/* --- the side bar ---------------------------------------------------------------------------- */

struct bar {
	struct bar_entry entries[BAR_MAX];
	size_t n;
	int key_cells, col; /* of the longest key; where it begins */
};

static struct bar bar_of(const struct view *view, const struct row *row) {
	struct bar bar = { 0 };
	int words = 0;
	bar.n = bar_entries(row, bar.entries);
	for (size_t i = 0; i < bar.n; i++) {
		const int key = (int)text_width(model_key(view->model, bar.entries[i].request));
		const int cells = (int)text_width(lang_text_of("key", bar.entries[i].words));
		bar.key_cells = key > bar.key_cells ? key : bar.key_cells;
		words = cells > words ? cells : words;
	}
	const int width = bar.key_cells + words + BAR_PADDING, most = view->at.list_cols / 2;
	bar.col = view->at.list_cols - (width < most ? width : most);
	return bar;
}

/* The first one is what Enter does. */
static void put_entry(struct view *view, int y, const struct bar *bar, size_t i) {
	const struct bar_entry *entry = &bar->entries[i];
	struct frame *frame = view->frame;
	const int col = bar->col;
	const int limit = view->at.list_cols;
	if (i == 0) {
		frame_put(frame, y, col + 1, col + 2, ROLE_FOCUS, view->glyphs->mark);
	}
	frame_put(frame, y, col + 3, limit - BAR_MARGIN, ROLE_KEY,
			model_key(view->model, entry->request));
	frame_put_fit(frame, y, col + 3 + bar->key_cells + 1, limit - BAR_MARGIN,
			i == 0 ? ROLE_STRONG : ROLE_TEXT, lang_text_of("key", entry->words),
			view->glyphs->ellipsis);
	view_add_request(view, y, col, limit, entry->request);
}

/* Its first entry stands in the row that it is about, where there is room. */
static int first_line(const struct view *view, int y, int lines) {
	const int top = y - 1, last = view->at.list_end - lines;
	return top < view->at.list_row ? view->at.list_row : top > last ? last : top;
}

/* Half a number would be another one. */
static int clear_from(const struct layout *at, int col) {
	const int count = at->count_end - COUNT_COLS;
	return !at->narrow && count < col && col < at->count_end ? count : col - 1;
}

void view_side_bar(struct view *view) {
	const struct layout *at = &view->at;
	const struct row *row;
	int y;
	if (!ask_is_by(view->model, ASK_BY_BAR) || !find_row(view, &row, &y)) {
		return;
	}
	const struct bar bar = bar_of(view, row);
	const int lines = (int)bar.n + 2, top = first_line(view, y, lines);
	for (int line = 0; line < lines; line++) {
		const bool edge = line == 0 || line == lines - 1;
		frame_clear_part(view->frame, top + line, clear_from(at, bar.col), at->list_cols);
		if (edge) {
			frame_fill(view->frame, top + line, bar.col, at->list_cols, ROLE_RULE,
					view->glyphs->rule);
		} else {
			frame_put(view->frame, top + line, bar.col, at->list_cols, ROLE_RULE,
					view->glyphs->rule_down);
			put_entry(view, top + line, &bar, (size_t)line - 1);
		}
	}
}
