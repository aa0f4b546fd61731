/* The two rows below the list: what just happened or is asked, and the keys. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/ui/words.h"
#include "view_private.h"

static void quit_words(const struct view *view, struct buf *out) {
	const int64_t n = view->model->status.pending;
	char number[32];
	words_number(n, false, number);
	const char *enter = model_key(view->model, REQUEST_ENTER);
	const char *keep = model_key(view->model, REQUEST_KEEP);
	const char *undo = model_key(view->model, REQUEST_UNDO);
	const char *escape = model_key(view->model, REQUEST_ESCAPE);
	if (view->at.narrow) {
		buf_printf(out,
				lang_plural("%s waits. %s sends it now, %s keeps it, %s undoes, %s "
					    "stays.",
						"%s wait. %s sends them now, %s keeps them, %s "
						"undoes, %s stays.",
						n),
				number, enter, keep, undo, escape);
	} else if (view->frame->cols < LONG_COLS) {
		buf_printf(out,
				lang_plural("%s waits: %s sends now, %s keeps it for next time, %s "
					    "undoes, %s stays",
						"%s wait: %s sends now, %s keeps them for next "
						"time, %s undoes, %s stays",
						n),
				number, enter, keep, undo, escape);
	} else {
		buf_printf(out,
				lang_plural("%s waits: %s sends it now, %s keeps it for next time, "
					    "%s undoes it, %s stays",
						"%s wait: %s sends them now, %s keeps them for "
						"next time, %s undoes them, %s stays",
						n),
				number, enter, keep, undo, escape);
	}
}

/* A walk of the list that ended early; an unreachable service is the header's to tell. */
static void put_broken_off(const struct model *model, struct buf *out) {
	const struct status *status = &model->status;
	if (status->pulling || !status->online || status->pull_error == NULL) {
		return;
	}
	buf_add_str(out,
			status->fetched_at == 0 ? _("Only a part is here: ")
						: _("The list is not read anew: "));
	view_sentence(status->pull_error, out);
	buf_printf(out, _(" %s tries again."), model_key(model, REQUEST_REFRESH));
}

/* What there is to know about the focused row; false: nothing. */
static bool row_words(const struct view *view, const struct row *row, struct buf *out) {
	const char *reason = row->intent.reason;
	if (row_is_undecided(row)) {
		struct buf words;
		buf_init(&words, BUF_UNLIMITED);
		buf_printf(&words,
				row->intent.want ? _("You decide: %s tries again, %s leaves it")
						 : _("You decide: %s tries again, %s keeps it"),
				model_key(view->model, REQUEST_TAKE_BACK),
				model_key(view->model, REQUEST_UNDO));
		if (reason != NULL) {
			buf_printf(out, _("%s: %s"), words.data, reason);
		} else {
			view_sentence(words.data, out);
		}
		buf_finish(&words);
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
	const char *key = model_key(view->model, REQUEST_SIGN_IN);
	char number[32];
	words_number(status->open, true, number);
	if (view->at.narrow) {
		buf_printf(out, _("%s signs in again: the session has ended."), key);
	} else {
		buf_printf(out, _("The session of %s has ended."), name);
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
		buf_printf(out, _(" %s signs in again."), key);
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
		buf_add_str(out, lang_text((wide ? offline.wide : offline.narrow)));
	} else if (status->paused_until > view->now.wall) {
		buf_add_str(out, lang_text((wide ? paused.wide : paused.narrow)));
	}
}

/* Nothing happened: what there is to know about the focused row, or about the list. */
static void quiet_words(const struct view *view, struct buf *out) {
	const struct model *model = view->model;
	const struct row *row = list_focused(model_list(model));
	char number[32];
	if (model->searching) {
		words_number(model->searched, false, number);
		buf_printf(out, _("Searching … %s rows looked at. %s stops."), number,
				model_key(model, REQUEST_ESCAPE));
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
		put_broken_off(model, out);
	}
	if (out->len == 0 && row != NULL) {
		put_waits(view, out);
	}
	if (out->len == 0 && row != NULL) {
		view_gesture(view, out);
	}
}

/* The verdict stands above the question, and in its place the keys' row has the question. Where one
 * row is not enough the rule gives its own. */
static void put_verdict(struct view *view, enum role role, const char *words) {
	const struct layout *at = &view->at;
	struct frame *frame = view->frame;
	const int col = at->mark, limit = frame->cols - 1;
	const size_t first = view_wrap(words, (size_t)(limit - col));
	const char *rest = words + first;
	rest += *rest == ' ' ? 1 : 0;
	int y = at->message_row;
	if (*rest != '\0') {
		char *line = xstrndup(words, first);
		frame_fill(frame, at->rule2_row, 0, frame->cols, ROLE_TEXT, " ");
		frame_put(frame, at->rule2_row, col, limit, role, line);
		free(line);
		words = rest;
	}
	frame_put_fit(frame, y, col, limit, role, words, view->glyphs->ellipsis);
}

/* False: there is nothing to say above the question. */
static bool put_judged(struct view *view) {
	struct buf raw, text;
	buf_init(&raw, BUF_UNLIMITED);
	buf_init(&text, BUF_UNLIMITED);
	const enum role role = view_forecast(view, &raw);
	const bool says = raw.len > 0;
	if (says) {
		view_words(view, raw.data, &text);
		put_verdict(view, role, text.data);
		buf_reset(&raw);
		view_ask(view, &raw);
		(void)view_put_words(view, view->at.keys_row, view->at.mark, view->frame->cols - 1,
				ROLE_STRONG, raw.data);
	}
	buf_finish(&raw);
	buf_finish(&text);
	return says;
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
		buf_printf(out, _("%s goes back"), model_key(model, REQUEST_ESCAPE));
		if (lines > model_page(model)) {
			buf_printf(out, _(" · %s and %s move"), model_key(model, REQUEST_DOWN),
					model_key(model, REQUEST_UP));
		}
		return ROLE_TEXT;
	}
	if (model->ask.open) {
		view_ask(view, out);
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

/* A key and what it does; nothing where it does not fit, or there is no key. */
static int put_key(struct view *view, int col, int limit, enum request request, const char *key,
		const char *words) {
	const int width = (int)(text_width(key) + 1 + text_width(words));
	if (col + width > limit) {
		return col;
	}
	const int next = frame_put(view->frame, view->at.keys_row, col, limit, ROLE_KEY, key);
	const int end = frame_put(view->frame, view->at.keys_row, next + 1, limit, ROLE_DIM, words);
	view_add_request(view, view->at.keys_row, col, end, request);
	return end + 2;
}

static int put_hint(
		struct view *view, int col, int limit, enum request request, const char *words) {
	const struct keymap *keymap = view->model->options.keymap;
	return keymap->requests[request].n == 0
			? col
			: put_key(view, col, limit, request, keymap_key(keymap, request), words);
}

static const char *x_hint(const struct view *view) {
	const struct row *row = list_focused(model_list(view->model));
	return row != NULL ? lang_text_of("key", row_ask_words(row)) : C_("key", "take back");
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
		const int end = put_hint(view, col, limit, REQUEST_TAKE_BACK, x_hint(view));
		col = end > col + X_SLOT ? end : col + X_SLOT;
	}
	if (view->model->tab == TAB_PROFILE &&
			profile_lines(view->model) > model_page(view->model)) {
		col = put_hint(view, col, limit, REQUEST_PAGE_DOWN, C_("scroll", "more"));
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
	const int end = put_hint(view, col, limit, REQUEST_TAKE_BACK, x_hint(view));
	col = end > col + X_SLOT ? end : col + X_SLOT;
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
			put_details_keys(view, view->at.narrow ? cols : put_position(view) - 2);
		} else {
			put_list_keys(view, put_position(view) - 2);
		}
		break;
	case MODE_PALETTE:
		put_palette_keys(view);
		break;
	case MODE_SEARCH:
		/* In a line of text these two are what they are, whatever else asks for yes and
		 * no. */
		col = put_key(view, col, cols, REQUEST_ENTER, "Enter", C_("key", "finds"));
		put_key(view, col, cols, REQUEST_ESCAPE, "Esc", C_("key", "leaves"));
		break;
	default:
		break;
	}
}

/* Where the first of two lines ends: behind a part of the sentence where there is one, so that a
 * key and what it does stay together; as far as the second has room for the rest. */
static size_t first_line(const char *text, int cells) {
	static const char *const ends[] = { " · ", ", ", ". ", "  ", ": ", "，", "。", "：" };
	const size_t most = view_wrap(text, (size_t)cells);
	size_t best = 0;
	for (size_t at = 0; at < most; at++) {
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			const size_t len = strlen(ends[i]);
			const size_t end = at + len - (ends[i][len - 1] == ' ' ? 1 : 0);
			if (end <= most && strncmp(text + at, ends[i], len) == 0) {
				best = end;
			}
		}
	}
	char *line = xstrndup(text, best);
	const bool good =
			(int)text_width(line) > cells / 3 && (int)text_width(text + best) <= cells;
	free(line);
	return text[most] != '\0' && good ? best : most;
}

void view_message(struct view *view) {
	if (view->model->mode == MODE_SEARCH || view->model->mode == MODE_PALETTE) {
		put_typed_line(view, view->model->mode == MODE_SEARCH ? "/" : ":");
		put_keys(view);
		return;
	}
	if (view->model->ask.open && view->model->mode == MODE_LIST && put_judged(view)) {
		return;
	}
	struct frame *frame = view->frame;
	struct buf raw, text;
	buf_init(&raw, BUF_UNLIMITED);
	buf_init(&text, BUF_UNLIMITED);
	const enum role role = message_words(view, &raw);
	view_words(view, raw.data, &text);
	const int col = view->at.mark;
	const size_t first = first_line(text.data, frame->cols - 1 - col);
	const char *rest = text.data + first;
	rest += *rest == ' ' ? 1 : 0;
	const char behind = text.data[first];
	text.data[first] = '\0';
	int row = view->at.message_row;
	int end = frame_put(frame, row, col, frame->cols - 1, role, text.data);
	text.data[first] = behind;
	if (*rest != '\0') {
		/* What does not fit takes the row of the keys, not a row of the list. */
		row = view->at.keys_row;
		end = frame_put_fit(frame, row, col, frame->cols - 1, role, rest,
				view->glyphs->ellipsis);
	} else {
		put_keys(view);
	}
	if (view->model->mode == MODE_QUIT) {
		/* Behind what is asked. */
		frame->cursor_row = row;
		frame->cursor_col = end < frame->cols ? end : frame->cols - 1;
		frame->cursor_shown = true;
	}
	buf_finish(&raw);
	buf_finish(&text);
}
