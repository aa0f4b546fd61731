/* The commands that what is typed may mean, above the line that it is typed in. */
#include <assert.h>

#include "unlike/base/lang.h"
#include "palette.h"
#include "view_private.h"

#define ROWS_MAX 10
#define NAME_COLS 15

static void put_entry(struct view *view, int y, const struct ui_command *entry, bool chosen) {
	const struct layout *at = &view->at;
	const int limit = view->frame->cols - 1;
	const int sentence = at->heart + NAME_COLS;
	if (chosen) {
		frame_put(view->frame, y, at->mark, at->mark + 1, ROLE_FOCUS, view->glyphs->mark);
	}
	frame_put_fit(view->frame, y, at->heart, sentence - 1, chosen ? ROLE_STRONG : ROLE_KEY,
			entry->name, view->glyphs->ellipsis);
	if (palette_is_more(view->model->palette.stem)) {
		return;
	}
	struct buf help;
	buf_init(&help, BUF_UNLIMITED);
	keymap_words(view->model->options.keymap, request_help(entry->request), &help);
	view_put_words(view, y, sentence, limit, chosen ? ROLE_TEXT : ROLE_DIM, help.data);
	buf_finish(&help);
}

static void put_none(struct view *view, int y) {
	const char *stem = view->model->palette.stem;
	const char *nearest = palette_is_more(stem) ? NULL : palette_nearest(view->model, stem);
	struct buf words;
	buf_init(&words, BUF_UNLIMITED);
	if (nearest == NULL) {
		buf_add_str(&words,
				palette_is_more(stem) ? _("Nothing of that name is here.")
						      : _("No command has that in its name."));
	} else {
		buf_printf(&words, _("The nearest is '%s'; Tab takes it."), nearest);
	}
	view_put_words(view, y, view->at.heart, view->frame->cols - 1, ROLE_DIM, words.data);
	buf_finish(&words);
}

/* Where the cursor's row is not. */
static int first_row(const struct view *view, int rows) {
	const struct layout *at = &view->at;
	const struct list *list = model_list(view->model);
	const int cursor = at->list_row + (int)(list->cursor - list->top);
	const bool below = list->n == 0 || details_are_over(view->model) ||
			cursor < at->list_end - rows;
	return below ? at->list_end - rows : at->list_row;
}

void view_palette(struct view *view) {
	const struct layout *at = &view->at;
	const struct palette *palette = &view->model->palette;
	struct ui_command found[PALETTE_MAX];
	size_t begin;
	const int n = (int)palette_find(view->model, palette->stem, found, &begin);
	const int most = (at->list_end - at->list_row - 1) / 2;
	int rows = n < 1 ? 1 : n;
	rows = rows > most ? most : rows;
	rows = rows > ROWS_MAX ? ROWS_MAX : rows;
	/* The list, and a rule between it and the rows of the likes. */
	const int from = first_row(view, rows + 1);
	const bool below = from > at->list_row;
	frame_clear(view->frame, from, from + rows + 1);
	frame_fill(view->frame, below ? from : from + rows, 0, view->frame->cols, ROLE_RULE,
			view->glyphs->rule);
	const int y = below ? from + 1 : from;
	if (n == 0) {
		put_none(view, y);
	}
	const int top = palette->chosen >= rows ? palette->chosen - rows + 1 : 0;
	for (int i = top; i < n && i < top + rows; i++) {
		put_entry(view, y + i - top, &found[i], i == palette->chosen);
	}
}
