/* What was taken back, and how far it is: newest first. */
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/ui/words.h"
#include "view_private.h"

#define CHANGED_COLS 10

/* In place of the columns of the Likes tab. */
struct columns {
	int state, state_end, changed, changed_end, note, note_end;
};

static struct columns columns_of(struct view *view) {
	struct layout *at = &view->at;
	const int end = at->list_cols - 1;
	const int note = at->list_cols < WIDE_COLS ? 0 : (at->list_cols - 17) / 3;
	struct columns columns = { .state = at->title,
		.state_end = at->title + (int)words_state_cols() + 1 };
	columns.note_end = end;
	columns.note = end - note;
	columns.changed_end = note > 0 ? columns.note - 2 : end;
	columns.changed = columns.changed_end - CHANGED_COLS;
	at->title = columns.state_end + 2;
	at->title_end = at->author = at->author_end = columns.changed - 2;
	return columns;
}

static const char *next_of(const struct view *view, enum like_state state) {
	static const char *const notes[LIKE_STATE_COUNT] = {
		[LIKE_LIKED] = N_("seen to be back"),
		[LIKE_UNDOABLE] = N_("{undo} undoes it"),
		[LIKE_PACED] = N_("waits for its turn"),
		[LIKE_SENDING] = N_("on its way"),
		[LIKE_SYNCING] = N_("accepted; syncing"),
		[LIKE_IN_REVIEW] = N_("the platform reviews"),
		[LIKE_CONFIRMED] = N_("seen to be gone"),
		[LIKE_STILL_SHOWN] = N_("gone, but in the app"),
		[LIKE_UNDECIDED] = N_("{take-back} again, {undo} leaves it"),
	};
	if (state == LIKE_WAITING) {
		return view_waits_for(view);
	}
	return notes[state] != NULL ? lang_text(notes[state]) : "";
}

/* The reason where there is one, else what comes next. */
static void put_note(struct view *view, int y, const struct columns *columns, const struct row *row,
		enum like_state state) {
	struct buf note;
	buf_init(&note, BUF_UNLIMITED);
	const bool told = state == LIKE_SENDING || state == LIKE_WAITING ||
			state == LIKE_ROLLED_BACK || state == LIKE_UNDECIDED;
	if (told && row->has_intent && row->intent.reason != NULL &&
			row->intent.reason[0] != '\0') {
		buf_add_str(&note, row->intent.reason);
	} else if (state == LIKE_PACED && row->intent.not_before != MSEC_NEVER) {
		char at[DATE_MAX];
		date_local(row->intent.not_before, at);
		buf_printf(&note, _("turn: %s"), at);
	} else {
		keymap_words(view->model->options.keymap, next_of(view, state), &note);
	}
	frame_put_fit(view->frame, y, columns->note, columns->note_end, ROLE_DIM, note.data,
			view->glyphs->ellipsis);
	buf_finish(&note);
}

static void put_changed(struct view *view, int y, const struct columns *columns, msec_t at) {
	char day[DATE_MAX], today[DATE_MAX], minute[DATE_MAX];
	date_local_day(at, day);
	date_local_day(view->now.wall, today);
	date_local_minute(at, minute);
	const bool is_today = strcmp(day, today) == 0;
	frame_put_right(view->frame, y, columns->changed, columns->changed_end, ROLE_DIM,
			is_today ? minute : day);
}

static void put_wide(struct view *view, int y, const struct columns *columns, const struct row *row,
		enum like_state state) {
	char words[WORDS_STATE_MAX];
	/* The reason has a column of its own. */
	const struct intent *intent = state == LIKE_ROLLED_BACK ? NULL : row_intent(row);
	words_state(state, intent, view->now.wall, (size_t)(columns->state_end - columns->state),
			words);
	frame_put(view->frame, y, columns->state, columns->state_end, view_state_role(state),
			words);
	view_row_title(view, y, row, false);
	if (view_is_held(view, row)) {
		const int end = columns->changed + 18;
		view_bar(view, y, columns->changed,
				end < columns->note_end ? end : columns->note_end);
		return;
	}
	if (row->has_intent) {
		put_changed(view, y, columns, row->intent.changed_at);
	}
	put_note(view, y, columns, row, state);
}

static void put_narrow(struct view *view, int y, const struct row *row, enum like_state state) {
	const struct layout *at = &view->at;
	char words[WORDS_STATE_MAX];
	view_row_title(view, y, row, false);
	if (view_is_held(view, row)) {
		view_bar(view, y, at->date, at->count_end);
		return;
	}
	const struct intent *intent = state == LIKE_ROLLED_BACK ? NULL : row_intent(row);
	words_state(state, intent, view->now.wall, (size_t)(at->state_end - at->state), words);
	frame_put_right(view->frame, y, at->state, at->state_end, view_state_role(state), words);
}

void view_activity(struct view *view) {
	const struct list *list = model_list(view->model);
	view_plan(view);
	if (list->n == 0) {
		view_lines(view, _("Nothing here yet."),
				_("Likes that you take back are followed here until "
				  "they are seen to be gone."));
		return;
	}
	struct columns columns = { 0 };
	if (!view->at.narrow) {
		columns = columns_of(view);
	}
	for (int64_t at = list->top; at < list->top + list->page; at++) {
		const struct row *row = list_at(list, at);
		if (row == NULL) {
			continue;
		}
		const int y = view->at.list_row + (int)(at - list->top);
		const enum like_state state = model_row_state(view->model, row, view->now.wall);
		view_row_mark(view, y, at, like_heart_on(state, row_intent(row)));
		if (view->at.narrow) {
			put_narrow(view, y, row, state);
		} else {
			put_wide(view, y, &columns, row, state);
		}
	}
	view_details_beside(view);
}
