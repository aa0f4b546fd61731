#include <assert.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/ui/words.h"
#include "view_private.h"

#define FADED 192 /* then the row is dim, which is about as much */
#define COUNT_COLS 7

void view_row_title(struct view *view, int y, const struct row *row, bool dim) {
	const struct layout *at = &view->at;
	const msec_t faded = view->now.mono - row->fade_from;
	const bool fading = row->fade_from != MSEC_NEVER && faded >= 0 && faded < FADE_MS;
	const bool own = row_has_title(row);
	const enum role role = (dim || !own) && !fading ? ROLE_DIM : ROLE_TITLE;
	/* What stands for a title takes the place of the author that nobody knows. */
	const int end = !own && row_author(row) == NULL && at->author_end > at->title_end
			? at->author_end
			: at->title_end;
	const char *title = row_title(row);
	if (!own && row->has_like && (int)text_width(title) > end - at->title) {
		title = words_title_short(&row->like);
	}
	frame_put_fit(view->frame, y, at->title, end, role, title, view->glyphs->ellipsis);
	if (fading) {
		frame_fade(view->frame, y, at->title, end, (uint8_t)(faded * FADED / FADE_MS));
	}
}

static void put_date_and_count(struct view *view, int y, const struct row *row) {
	const struct layout *at = &view->at;
	const struct like *like = row_like(row);
	if (like == NULL) {
		return;
	}
	const struct model_options *options = &view->model->options;
	if (like->liked_at > 0 && !options->no_date) {
		char day[DATE_MAX];
		words_date(like->liked_at, options->date, view->now.wall, day);
		frame_put(view->frame, y, at->date, at->count_end, ROLE_DIM, day);
	}
	if (like->likes >= 0 && !options->no_count) {
		char number[32];
		words_count(like->likes, number);
		frame_put_right(view->frame, y, at->count_end - COUNT_COLS, at->count_end,
				ROLE_TEXT, number);
	}
}

static void put_right_narrow(struct view *view, int y, const struct row *row, enum like_state state,
		const char *words) {
	const struct layout *at = &view->at;
	if (view_is_held(view, row)) {
		view_bar(view, y, at->date, at->count_end);
	} else if (state != LIKE_LIKED) {
		struct buf fit;
		buf_init(&fit, BUF_UNLIMITED);
		text_fit(words, (size_t)(at->state_end - at->state), view->glyphs->ellipsis, &fit);
		frame_put_right(view->frame, y, at->state, at->state_end, view_state_role(state),
				fit.data);
		buf_finish(&fit);
	} else if (row->has_like && row->like.likes >= 0 && !view->model->options.no_count) {
		char number[32];
		words_count(row->like.likes, number);
		frame_put_right(view->frame, y, at->state, at->state_end, ROLE_DIM, number);
	}
}

static void put_right_wide(struct view *view, int y, const struct row *row, enum like_state state,
		const char *words) {
	const struct layout *at = &view->at;
	if (at->author < at->author_end && row_author(row) != NULL) {
		frame_put_fit(view->frame, y, at->author, at->author_end, ROLE_DIM, row_author(row),
				view->glyphs->ellipsis);
	}
	if (view_is_held(view, row)) {
		view_bar(view, y, at->date, at->count_end);
	} else {
		put_date_and_count(view, y, row);
	}
	if (state != LIKE_LIKED) {
		/* One of the two blanks before it may be taken by the longest word. */
		const int room = at->state_end - at->state;
		const int col = (int)text_width(words) == room + 1 ? at->state - 1 : at->state;
		frame_put_fit(view->frame, y, col, at->state_end, view_state_role(state), words,
				view->glyphs->ellipsis);
	}
}

static void put_row(struct view *view, int y, const struct row *row, int64_t position) {
	const enum like_state state = model_row_state(view->model, row, view->now.wall);
	const bool on = like_heart_on(state, row_intent(row));
	char words[WORDS_STATE_MAX];
	words_state(state, row_intent(row), view->now.wall, 0, words);
	view_row_mark(view, y, position, on);
	view_row_title(view, y, row, !on);
	if (view->at.narrow) {
		put_right_narrow(view, y, row, state, words);
	} else {
		put_right_wide(view, y, row, state, words);
	}
}

static void put_empty(struct view *view) {
	const char *again = model_key(view->model, REQUEST_REFRESH);
	const struct status *status = &view->model->status;
	struct buf why;
	buf_init(&why, BUF_UNLIMITED);
	if (status->sign_in) {
		buf_printf(&why, _("The session has ended. %s signs in again."),
				model_key(view->model, REQUEST_SIGN_IN));
	} else if (status->fetched_at == 0 && !status->online) {
		buf_printf(&why,
				_("The service cannot be reached, and nothing was fetched before. "
				  "It "
				  "is tried again by itself; %s tries now."),
				again);
	} else if (status->pulling) {
		char number[32];
		words_number(status->fetched, false, number);
		buf_printf(&why, _("They are being fetched: %s so far."), number);
	} else if (status->pull_error != NULL) {
		buf_add_str(&why, _("They cannot be fetched: "));
		view_sentence(status->pull_error, &why);
		buf_printf(&why, _(" %s tries again."), again);
	} else if (status->fetched_at == 0) {
		buf_printf(&why, _("Nothing was fetched yet; %s begins."), again);
	} else {
		buf_printf(&why, _("What you like on the service shows up here; %s looks again."),
				again);
	}
	view_lines(view, _("No likes here yet."), why.data);
	buf_finish(&why);
}

void view_likes(struct view *view) {
	const struct list *list = model_list(view->model);
	if (list->n == 0) {
		put_empty(view);
		return;
	}
	for (int64_t at = list->top; at < list->top + list->page; at++) {
		const struct row *row = list_at(list, at);
		if (row != NULL) {
			put_row(view, view->at.list_row + (int)(at - list->top), row, at);
		}
	}
	view_details_beside(view);
}
