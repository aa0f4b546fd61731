/* The two rows below the list: what just happened or is asked, and the keys. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/ui/words.h"
#include "view_private.h"

struct words_pair {
	const char *wide, *narrow;
};

static const char *pick(const struct view *view, const struct words_pair *pair) {
	return lang_text(view->at.narrow ? pair->narrow : pair->wide);
}

/* x came again so soon that it may be a hold. */
static bool hold_begins(const struct view *view) {
	const struct model *model = view->model;
	return view->now.mono < model->hold.last + DISARM_SHOWN_MS &&
			model->hold.phase != HOLD_IDLE;
}

static bool by_button(const struct view *view) {
	const struct hold *hold = &view->model->hold;
	const bool shown = hold->phase == HOLD_HELD || !view->model->ask.armed;
	return hold->by == HOLD_BY_BUTTON && hold->phase != HOLD_IDLE && shown;
}

static const char *button_words(const struct view *view) {
	static const struct words_pair button[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Keep holding to take this like back.   Let go to keep it"),
				N_("Keep holding · let go keeps it") },
		[ASK_LIKE_AGAIN] = { N_("Keep holding to like this again.   Let go to leave it"),
				N_("Keep holding · let go leaves it") },
		[ASK_UNDO] = { N_("Keep holding to undo this.   Let go to leave it"),
				N_("Keep holding · let go leaves it") },
		[ASK_RETRY_TAKE_BACK] = { N_("Keep holding to try again.   Let go for later"),
				N_("Keep holding · let go for later") },
		[ASK_RETRY_LIKE] = { N_("Keep holding to try again.   Let go for later"),
				N_("Keep holding · let go for later") },
	};
	return pick(view, &button[view->model->ask.kind]);
}

static const char *begins_words(const struct view *view) {
	static const struct words_pair begins[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Keep holding x to take this like back.   Esc keeps it"),
				N_("Keep holding x · Esc keeps") },
		[ASK_LIKE_AGAIN] = { N_("Keep holding x to like this again.   Esc leaves it"),
				N_("Keep holding x · Esc leaves") },
		[ASK_UNDO] = { N_("Keep holding x to undo this.   Esc leaves it"),
				N_("Keep holding x · Esc leaves") },
		[ASK_RETRY_TAKE_BACK] = { N_("Keep holding x to try again.   u keeps it · Esc "
					     "later"),
				N_("Keep holding x · u keeps") },
		[ASK_RETRY_LIKE] = { N_("Keep holding x to try again.   u leaves it · Esc later"),
				N_("Keep holding x · u leaves") },
	};
	return pick(view, &begins[view->model->ask.kind]);
}

static const char *ask_words(const struct view *view) {
	static const struct words_pair asked[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Take this like back?  Enter takes it back · keep holding x "
				       "· "
				       "Esc keeps it"),
				N_("Take back? Enter · hold x · Esc keeps") },
		[ASK_LIKE_AGAIN] = { N_("Like this again?  Enter likes it · keep holding x · Esc "
					"leaves it"),
				N_("Like again? Enter · hold x · Esc no") },
		[ASK_UNDO] = { N_("Undo?  Enter undoes it · keep holding x · Esc leaves it"),
				N_("Undo? Enter · hold x · Esc leaves it") },
		[ASK_RETRY_TAKE_BACK] = { N_("Try again?  Enter takes it back · keep holding x · u "
					     "keeps it · Esc later"),
				N_("Again? Enter · hold x · u keeps it") },
		[ASK_RETRY_LIKE] = { N_("Try again?  Enter likes it · keep holding x · u leaves it "
					"· "
					"Esc later"),
				N_("Again? Enter · hold x · u leaves it") },
	};
	static const struct words_pair held[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = { N_("Keep holding x to take this like back.   Enter does it too "
				       "· "
				       "Esc keeps it"),
				N_("Keep holding x · Enter · Esc keeps") },
		[ASK_LIKE_AGAIN] = { N_("Keep holding x to like this again.   Enter does it too · "
					"Esc "
					"leaves it"),
				N_("Keep holding x · Enter · Esc leaves") },
		[ASK_UNDO] = { N_("Keep holding x to undo this.   Enter does it too · Esc leaves "
				  "it"),
				N_("Keep holding x · Enter · Esc leaves") },
		[ASK_RETRY_TAKE_BACK] = { N_("Keep holding x to try again.   Enter does it too · u "
					     "keeps it · Esc later"),
				N_("Keep holding x · Enter · u keeps") },
		[ASK_RETRY_LIKE] = { N_("Keep holding x to try again.   Enter does it too · u "
					"leaves "
					"it · Esc later"),
				N_("Keep holding x · Enter · u leaves") },
	};
	static const struct words_pair disarmed = {
		N_("x came twice, so Enter is off.   Esc, then x, asks again · or hold x"),
		N_("x twice: Enter is off. Esc, x again")
	};
	static const struct words_pair full = { N_("Now let go of x.   Esc leaves it as it is"),
		N_("Now let go of x · Esc leaves it") };
	const struct model *model = view->model;
	const enum ask_kind kind = model->ask.kind;
	if (model->hold.full) {
		return pick(view, &full);
	}
	if (by_button(view)) {
		return button_words(view);
	}
	if (model->ask.armed) {
		return pick(view, model->ask.held ? &held[kind] : &asked[kind]);
	}
	return hold_begins(view) ? begins_words(view) : pick(view, &disarmed);
}

/* What liking again costs where it is not free of consequences; false: it is. */
static bool price_words(const struct view *view, struct buf *out) {
	const struct status *status = &view->model->status;
	const enum ask_kind kind = view->model->ask.kind;
	const bool again = kind == ASK_LIKE_AGAIN || kind == ASK_RETRY_LIKE;
	if (!again || (status->relike_cost == 0 && !status->relike_is_told)) {
		return false;
	}
	if (status->relike_cost > 0) {
		buf_printf(out, _("up to %u points, not %u"), status->relike_cost,
				status->cancel_cost);
	}
	if (status->relike_is_told) {
		buf_printf(out, "%s%s", out->len > 0 ? _("; ") : "",
				view->at.narrow ? _("author told") : _("its author is told"));
	}
	return true;
}

static void put_ask(const struct view *view, struct buf *out) {
	const struct model *model = view->model;
	const bool holding = model->ask.held || (!model->ask.armed && hold_begins(view));
	struct buf price;
	buf_init(&price, BUF_UNLIMITED);
	const bool button = by_button(view);
	const bool other = (!model->ask.armed && !holding) || model->hold.full;
	if (other || !price_words(view, &price)) {
		buf_add_str(out, ask_words(view));
	} else if (view->at.narrow) {
		buf_printf(out,
				!holding ? _("Like again? %s · Enter · hold x · Esc")
						: button ? _("Keep holding: %s · let go leaves")
							 : _("Keep holding x: %s · Esc leaves"),
				price.data);
	} else if (holding) {
		buf_printf(out,
				button ? _("Keep holding to like this again (%s).  Letting go "
					   "leaves it")
				       : _("Keep holding x to like this again (%s).  Esc leaves "
					   "it"),
				price.data);
	} else {
		buf_printf(out, _("Like again? (%s)  Enter · hold x · Esc"), price.data);
	}
	buf_finish(&price);
}

static void quit_words(const struct view *view, struct buf *out) {
	const int64_t n = view->model->status.pending;
	char number[32];
	words_number(n, false, number);
	if (view->at.narrow) {
		buf_printf(out,
				lang_plural("%s waits. Enter sends it now, k keeps it, u undoes, "
					    "Esc stays.",
						"%s wait. Enter sends them now, k keeps them, u "
						"undoes, Esc stays.",
						n),
				number);
	} else if (view->frame->cols < LONG_COLS) {
		buf_printf(out,
				lang_plural("%s waits: Enter sends now, k keeps it for next time, "
					    "u undoes, Esc stays",
						"%s wait: Enter sends now, k keeps them for next "
						"time, "
						"u undoes, Esc stays",
						n),
				number);
	} else {
		buf_printf(out,
				lang_plural("%s waits: Enter sends it now, k keeps it for next "
					    "time, "
					    "u undoes it, Esc stays",
						"%s wait: Enter sends them now, k keeps them for "
						"next time, "
						"u undoes them, Esc stays",
						n),
				number);
	}
}

/* A walk of the list that ended early; an unreachable service is the header's to tell. */
static void put_broken_off(const struct status *status, struct buf *out) {
	if (status->pulling || !status->online || status->pull_error == NULL) {
		return;
	}
	buf_add_str(out,
			status->fetched_at == 0 ? _("Only a part is here: ")
						: _("The list is not read anew: "));
	view_sentence(status->pull_error, out);
	buf_add_str(out, _(" r tries again."));
}

/* What there is to know about the focused row; false: nothing. */
static bool row_words(const struct view *view, const struct row *row, struct buf *out) {
	const char *reason = row->intent.reason;
	if (row_is_undecided(row)) {
		const char *words = row->intent.want ? _("You decide: x tries again, u leaves it")
						     : _("You decide: x tries again, u keeps it");
		if (reason != NULL) {
			buf_printf(out, _("%s: %s"), words, reason);
		} else {
			view_sentence(words, out);
		}
		return true;
	}
	if (model_row_state(view->model, row, view->now.wall) == LIKE_STILL_SHOWN) {
		buf_add_str(out,
				view->at.narrow ? _("Gone from your list; the app lags")
						: _("Gone from your list, confirmed; still shown "
						    "by "
						    "the app, which lags behind"));
		return true;
	}
	if (row->has_intent && reason != NULL) {
		const bool kept = row->intent.state == INTENT_ROLLED_BACK;
		buf_printf(out, kept ? _("kept: %s") : "%s", reason);
		return true;
	}
	return false;
}

/* The queue stands still until somebody signs in: that comes before what a row has to say. */
static void put_ended(const struct view *view, struct buf *out) {
	const struct status *status = &view->model->status;
	const char *name = status->account != NULL ? status->account : "";
	char number[32];
	words_number(status->open, true, number);
	if (!view->at.narrow) {
		buf_printf(out, _("The session of %s has ended."), name);
	} else {
		buf_add_str(out, _("S signs in again: the session has ended."));
	}
	if (status->open > 0) {
		buf_printf(out,
				lang_plural(" Nothing is lost, %s waits.",
						" Nothing is lost, %s wait.", status->open),
				number);
	} else {
		buf_add_str(out, _(" Nothing is lost."));
	}
	if (!view->at.narrow) {
		buf_add_str(out, _(" S signs in again."));
	}
}

/* Why nothing goes out, and that nothing is lost by it; the header says since or until when. */
static void put_waits(const struct view *view, struct buf *out) {
	static const struct words_pair offline = {
		N_("Offline. You can go on: what you decide is kept, and sent later."),
		N_("Offline: what you decide is sent later")
	};
	static const struct words_pair paused = {
		N_("The service's limit is used up. What you decide is kept, and sent later."),
		N_("Paused: what you decide is sent later")
	};
	const struct status *status = &view->model->status;
	/* On one line: it stands there long, and the keys stay below it. */
	const bool wide = view->frame->cols >= WIDE_COLS;
	if (!status->online) {
		buf_add_str(out, lang_text(wide ? offline.wide : offline.narrow));
	} else if (status->paused_until > view->now.wall) {
		buf_add_str(out, lang_text(wide ? paused.wide : paused.narrow));
	}
}

/* Nothing happened: what there is to know about the focused row, or about the list. */
static void quiet_words(const struct view *view, struct buf *out) {
	const struct model *model = view->model;
	const struct row *row = list_focused(model_list(model));
	char number[32];
	if (model->searching) {
		words_number(model->searched, false, number);
		buf_printf(out, _("Searching … %s rows looked at. Esc stops."), number);
		return;
	}
	if (model->status.sign_in) {
		put_ended(view, out);
		return;
	}
	/* Where the details are shown they have said it. */
	const bool said = row != NULL && details_are_over(model) && !row_is_undecided(row);
	if (row != NULL && !said && row_words(view, row, out)) {
		return;
	}
	if (!view->at.tabs && model->status.pulling && model->status.fetched_at == 0) {
		words_number(model->status.fetched, false, number);
		buf_printf(out, _("%s fetched …"), number);
	} else if (model->tab == TAB_LIKES && row != NULL) {
		put_broken_off(&model->status, out);
	}
	if (out->len == 0 && row != NULL) {
		put_waits(view, out);
	}
}

static enum role message_words(const struct view *view, struct buf *out) {
	static const uint8_t roles[SAY_KIND_COUNT] = {
		[SAY_INFO] = ROLE_TEXT,
		[SAY_GOOD] = ROLE_GOOD,
		[SAY_WARN] = ROLE_WARN,
		[SAY_BAD] = ROLE_BAD,
	};
	const struct model *model = view->model;
	if (model->mode == MODE_QUIT) {
		quit_words(view, out);
		return ROLE_WARN;
	}
	if (model->mode == MODE_HELP) {
		const int lines = help_lines(model);
		buf_add_str(out,
				lines > model_page(model) ? _("Esc goes back · j and k move")
							  : _("Esc goes back"));
		return ROLE_TEXT;
	}
	if (model->ask.open) {
		put_ask(view, out);
		return ROLE_STRONG;
	}
	if (model->message[0] != '\0') {
		buf_add_str(out, model->message);
		return roles[model->message_kind];
	}
	quiet_words(view, out);
	return model->status.sign_in && !model->searching ? ROLE_WARN : ROLE_DIM;
}

/* As much of the end of what is typed as there is room for. */
static void put_typed_line(struct view *view, const char *prompt) {
	struct frame *frame = view->frame;
	const int y = view->at.message_row;
	int col = frame_put(frame, y, view->at.mark, frame->cols, ROLE_KEY, prompt);
	const char *p = view->model->typed;
	const size_t room = (size_t)(frame->cols - 1 - col);
	struct text_cluster cluster;
	while (text_width(p) > room && text_next(&p, &cluster)) {}
	col = frame_put(frame, y, col, frame->cols - 1, ROLE_TEXT, p);
	frame->cursor_row = y;
	frame->cursor_col = col;
	frame->cursor_shown = true;
}

static int put_hint(
		struct view *view, int col, int limit, enum request request, const char *words) {
	char key[16];
	const char *keys = request_keys(request);
	const size_t len = strcspn(keys, " ");
	assert(len < sizeof(key));
	memcpy(key, keys, len);
	key[len] = '\0';
	const int width = (int)text_width(words);
	if (col + (int)len + 1 + width > limit) {
		return col;
	}
	const int from = col;
	col = frame_put(view->frame, view->at.keys_row, col, limit, ROLE_KEY, key);
	const int end = frame_put(view->frame, view->at.keys_row, col + 1, limit, ROLE_DIM, words);
	view_add_request(view, view->at.keys_row, from, end, request);
	return end + 2;
}

static const char *x_hint(const struct view *view) {
	static const char *const words[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = NC_("key", "take back"),
		[ASK_LIKE_AGAIN] = NC_("key", "like again"),
		[ASK_UNDO] = NC_("key", "undo"),
		[ASK_RETRY_TAKE_BACK] = NC_("key", "try again"),
		[ASK_RETRY_LIKE] = NC_("key", "try again"),
	};
	const struct row *row = list_focused(model_list(view->model));
	return lang_text_of("key", words[row != NULL ? row_ask(row) : ASK_TAKE_BACK]);
}

static const char *u_hint(const struct view *view) {
	const struct row *row = list_focused(model_list(view->model));
	return row != NULL && row_is_undecided(row) ? C_("key", "keep")
						    : C_("key", "undo"); /* equally long */
}

/* What x does changes with the row; the others stay where they are. */
#define X_SLOT 14

static void put_list_keys(struct view *view, int limit) {
	static const struct {
		enum request request;
		const char *words;
		bool narrow;
		bool of_row; /* there has to be one */
	} hints[] = {
		{ REQUEST_SEARCH, NC_("key", "search"), false, true },
		{ REQUEST_OPEN, NC_("key", "open"), false, true },
		{ REQUEST_ENTER, NC_("key", "more"), false, true },
		{ REQUEST_HELP, NC_("key", "help"), true, false },
		{ REQUEST_QUIT, NC_("key", "quit"), false, false },
		{ REQUEST_TAB_NEXT, NC_("key", "next"), false, false },
		{ REQUEST_REFRESH, NC_("key", "refresh"), false, false },
	};
	const bool row = list_focused(model_list(view->model)) != NULL;
	int col = view->at.mark;
	if (row) {
		put_hint(view, col, limit, REQUEST_TAKE_BACK, x_hint(view));
		col += X_SLOT;
	}
	col = put_hint(view, col, limit, REQUEST_UNDO, u_hint(view));
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		if ((hints[i].narrow || !view->at.narrow) && (row || !hints[i].of_row)) {
			col = put_hint(view, col, limit, hints[i].request,
					lang_text_of("key", hints[i].words));
		}
	}
}

/* What is other where the details stand in the list's place. */
static void put_details_keys(struct view *view, int limit) {
	int col = put_hint(view, view->at.mark, limit, REQUEST_ESCAPE, C_("key", "back"));
	put_hint(view, col, limit, REQUEST_TAKE_BACK, x_hint(view));
	col += X_SLOT;
	if (details_lines(view->model, view->now) > model_page(view->model)) {
		col = put_hint(view, col, limit, REQUEST_PAGE_DOWN, C_("scroll", "more"));
	}
	col = put_hint(view, col, limit, REQUEST_DOWN, C_("scroll", "next"));
	put_hint(view, col, limit, REQUEST_OPEN, C_("key", "open"));
}

static int put_position(struct view *view) {
	const struct list *list = model_list(view->model);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	if (list->n > 0) {
		char at[32], total[32];
		words_number(list->cursor + 1, false, at);
		words_number(list->total, false, total);
		buf_printf(&text, "%s/%s", at, total);
	}
	const int from = view->frame->cols - 1 - (int)text_width(text.data);
	frame_put_right(view->frame, view->at.keys_row, 0, view->frame->cols - 1, ROLE_DIM,
			text.data);
	buf_finish(&text);
	return from;
}

/* What was wrong with the line, or the keys of its own. */
static void put_palette_keys(struct view *view) {
	static const struct {
		const char *key, *words;
	} hints[] = { { "Enter", NC_("key", "does it") }, { "Tab", NC_("key", "completes") },
		{ "Esc", NC_("key", "leaves") }, { "Up", NC_("key", "the one before") } };
	const struct model *model = view->model;
	const int y = view->at.keys_row, limit = view->frame->cols - 1;
	int col = view->at.mark;
	if (model->message[0] != '\0') {
		view_put_words(view, y, col, limit, ROLE_WARN, model->message);
		return;
	}
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		const char *words = lang_text_of("key", hints[i].words);
		const int width = (int)(strlen(hints[i].key) + 1 + text_width(words));
		if (col + width <= limit) {
			const int next = frame_put(
					view->frame, y, col, limit, ROLE_KEY, hints[i].key);
			frame_put(view->frame, y, next + 1, limit, ROLE_DIM, words);
		}
		col += width + 2;
	}
}

static void put_keys(struct view *view) {
	int col = view->at.mark;
	const int cols = view->frame->cols;
	switch (view->model->mode) {
	case MODE_LIST:
		if (details_are_over(view->model)) {
			put_details_keys(view, view->at.narrow ? cols : put_position(view) - 1);
		} else {
			put_list_keys(view, put_position(view) - 1);
		}
		break;
	case MODE_PALETTE:
		put_palette_keys(view);
		break;
	case MODE_SEARCH:
		col = put_hint(view, col, cols, REQUEST_ENTER, C_("key", "finds"));
		put_hint(view, col, cols, REQUEST_ESCAPE, C_("key", "leaves"));
		break;
	default:
		break;
	}
}

void view_message(struct view *view) {
	if (view->model->mode == MODE_SEARCH || view->model->mode == MODE_PALETTE) {
		put_typed_line(view, view->model->mode == MODE_SEARCH ? "/" : ":");
		put_keys(view);
		return;
	}
	struct frame *frame = view->frame;
	struct buf raw, text;
	buf_init(&raw, BUF_UNLIMITED);
	buf_init(&text, BUF_UNLIMITED);
	const enum role role = message_words(view, &raw);
	view_words(view, raw.data, &text);
	const int col = view->at.mark;
	const size_t first = view_wrap(text.data, (size_t)(frame->cols - 1 - col));
	const char *rest = text.data + first;
	rest += *rest == ' ' ? 1 : 0;
	if (*rest != '\0') {
		/* What does not fit takes the row of the keys, not a row of the list. */
		frame_put_fit(frame, view->at.keys_row, col, frame->cols - 1, role, rest,
				view->glyphs->ellipsis);
	} else {
		put_keys(view);
	}
	if (*rest != '\0') {
		text.data[first] = '\0';
	}
	frame_put(frame, view->at.message_row, col, frame->cols - 1, role, text.data);
	if (view->model->mode == MODE_QUIT) {
		frame->cursor_row = view->at.message_row;
		frame->cursor_col = col;
		frame->cursor_shown = true;
	}
	buf_finish(&raw);
	buf_finish(&text);
}
