#include "unlike/base/lang.h"
#include "unlike/ui/words.h"
#include "view_private.h"

static bool put_if_fits(struct view *view, const char *words) {
	if (text_width(words) > (size_t)view->frame->cols) {
		return false;
	}
	frame_put(view->frame, 0, 0, view->frame->cols, ROLE_TEXT, words);
	return true;
}

/* The longest of several forms that fits in a line. */
static void put_longest(struct view *view, struct buf *forms, size_t n) {
	for (size_t i = 0; i < n; i++) {
		if (forms[i].len > 0 && put_if_fits(view, forms[i].data)) {
			return;
		}
	}
}

void view_small(struct view *view) {
	enum { FORMS = 5 };
	const struct frame *frame = view->frame;
	const char *times = view->glyphs->times;
	struct buf forms[FORMS];
	for (int i = 0; i < FORMS; i++) {
		buf_init(&forms[i], BUF_UNLIMITED);
	}
	if (view->model->mode == MODE_QUIT) {
		const int64_t n = view->model->status.pending;
		char number[32];
		words_number(n, false, number);
		const char *enter = model_key(view->model, REQUEST_ENTER);
		const char *keep = model_key(view->model, REQUEST_KEEP);
		const char *undo = model_key(view->model, REQUEST_UNDO);
		const char *escape = model_key(view->model, REQUEST_ESCAPE);
		buf_printf(&forms[0],
				lang_plural("%s waits: %s sends, %s keeps, %s undoes",
						"%s wait: %s sends, %s keeps, %s undoes", n),
				number, enter, keep, undo);
		buf_printf(&forms[1],
				lang_plural("%s waits: %s, %s, %s, %s", "%s wait: %s, %s, %s, %s",
						n),
				number, enter, keep, undo, escape);
		buf_printf(&forms[2], lang_plural("%s waits", "%s wait", n), number);
	} else {
		buf_printf(&forms[0], _("The window is too small (%d%s%d); %d%s%d is enough."),
				frame->cols, times, frame->rows, SMALL_COLS, times, SMALL_ROWS);
		buf_printf(&forms[1], _("Too small: %d%s%d is enough."), SMALL_COLS, times,
				SMALL_ROWS);
		buf_printf(&forms[2], _("Too small: %d%s%d"), SMALL_COLS, times, SMALL_ROWS);
		buf_printf(&forms[3], "%d%s%d", SMALL_COLS, times, SMALL_ROWS);
	}
	/* Not a blank window, which looks as if the program had stopped. */
	buf_add_str(&forms[FORMS - 1], view->glyphs->ellipsis);
	put_longest(view, forms, FORMS);
	for (int i = 0; i < FORMS; i++) {
		buf_finish(&forms[i]);
	}
}
