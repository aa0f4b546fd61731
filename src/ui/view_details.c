/*
 * All about the row at the cursor, in lines: what changes by itself stands in a line of its own,
 * and what comes later comes last, so that nothing moves.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/ui/risk_words.h"
#include "unlike/ui/words.h"
#include "view_private.h"

#define BAR_COLS 19
#define SCHEME_OF_IDS "did:" /* an id that says nothing to anybody */

struct line {
	enum role role;
	bool is_state; /* the hold bar takes its place */
	char *text; /* own, clean */
};

struct lines {
	const struct view *view;
	size_t cells;
	struct line *list; /* own */
	size_t n, cap;
	size_t history; /* where it begins; n: there is none */
};

static struct line *add_line(struct lines *lines, enum role role, const char *text, size_t len) {
	if (lines->n == lines->cap) {
		lines->cap = lines->cap == 0 ? 32 : 2 * lines->cap;
		lines->list = xrealloc(lines->list, lines->cap * sizeof(*lines->list));
	}
	struct line *line = &lines->list[lines->n++];
	*line = (struct line){ .role = role, .text = xstrndup(text, len) };
	return line;
}

static void add_blank(struct lines *lines) {
	add_line(lines, ROLE_TEXT, "", 0);
}

static void add_text(struct lines *lines, enum role role, const char *clean) {
	while (*clean != '\0') {
		const size_t len = view_wrap(clean, lines->cells);
		if (len == 0) {
			return; /* not even one character fits */
		}
		add_line(lines, role, clean, len);
		clean += len;
		clean += *clean == ' ' ? 1 : 0;
	}
}

/* Our own words. */
static void add_words(struct lines *lines, enum role role, const char *words) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	view_words(lines->view, words, &text);
	add_text(lines, role, text.data);
	buf_finish(&text);
}

/* --- who and what ---------------------------------------------------------------------------- */

static void add_author(struct lines *lines, const struct row *row) {
	const char *author = row->has_like ? row->like.author : row->intent.author;
	const char *id = row->has_like ? row->like.author_id : NULL;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	if (author != NULL) {
		buf_add_str(&text, author);
	}
	const bool says = id != NULL && id[0] != '\0' &&
			strncmp(id, SCHEME_OF_IDS, sizeof(SCHEME_OF_IDS) - 1) != 0 &&
			(author == NULL || strcmp(author, id) != 0);
	if (says) {
		buf_printf(&text, "%s(%s)", text.len > 0 ? " " : "", id);
	}
	add_text(lines, ROLE_TEXT, text.data);
	buf_finish(&text);
}

static void add_date(struct lines *lines, const char *what, msec_t at) {
	char date[DATE_MAX], text[64];
	if (at > 0) {
		date_local(at, date);
		snprintf(text, sizeof(text), "%s %s", what, date);
		add_words(lines, ROLE_DIM, text);
	}
}

static void add_facts(struct lines *lines, const struct row *row) {
	static const char *const audiences[LIKE_AUDIENCE_COUNT] = {
		[LIKE_SEEN_BY_EVERYBODY] = N_("Everybody can see what you like there."),
	};
	const enum like_audience seen_by = lines->view->model->status.seen_by;
	const size_t before = lines->n;
	add_blank(lines);
	if (row->has_like) {
		add_date(lines, _("Liked"), row->like.liked_at);
		add_date(lines, _("Made "), row->like.made_at);
	}
	if (row->has_like && row->like.likes >= 0) {
		char number[32], text[64];
		words_number(row->like.likes, false, number);
		snprintf(text, sizeof(text),
				lang_plural("%s person likes it", "%s people like it",
						row->like.likes),
				number);
		add_words(lines, ROLE_DIM, text);
	}
	assert(seen_by < LIKE_AUDIENCE_COUNT);
	if (audiences[seen_by] != NULL) {
		add_words(lines, ROLE_DIM, lang_text(audiences[seen_by]));
	}
	if (lines->n == before + 1) {
		free(lines->list[--lines->n].text); /* nothing is known: not two blank lines */
	}
}

static void add_link(struct lines *lines, const struct row *row) {
	const char *url = row_url(row);
	if (url == NULL) {
		return;
	}
	struct buf escaped;
	buf_init(&escaped, BUF_UNLIMITED);
	view_escape(url, &escaped);
	add_blank(lines);
	for (const char *p = escaped.data; *p != '\0';) {
		const size_t left = strlen(p), len = left < lines->cells ? left : lines->cells;
		add_line(lines, ROLE_LINK, p, len);
		p += len;
	}
	buf_finish(&escaped);
}

/* --- how it stands --------------------------------------------------------------------------- */

/* Behind the word and the countdown that the lists have, too: taken back, and liked again. */
static const char *const sentences[LIKE_STATE_COUNT][2] = {
	[LIKE_LIKED] = { N_("You like this."), N_("You like this.") },
	[LIKE_UNDOABLE] = { N_("Taken back. Nobody has heard of it yet."),
			N_("Liked again. Nobody has heard of it yet.") },
	[LIKE_PACED] = { N_("Taken back. It is sent when its turn comes."),
			N_("Liked again. It is sent when its turn comes.") },
	[LIKE_WAITING] = { N_("Taken back. It is sent as soon as that can be done."),
			N_("Liked again. It is sent as soon as that can be done.") },
	[LIKE_SENDING] = { N_("Taken back. It is being sent."),
			N_("Liked again. It is being sent.") },
	[LIKE_SYNCING] = { N_("Taken back. The service has accepted it; others may see the like a "
			      "little longer."),
			N_("Liked again. The service has accepted it; others will see it in a "
			   "while.") },
	[LIKE_IN_REVIEW] = { N_("Taken back. The service has a look at it first; how long that "
				"takes "
				"nobody says."),
			N_("Liked again. The service has a look at it first; how long that takes "
			   "nobody says.") },
	[LIKE_CONFIRMED] = { N_("Taken back, and seen to be gone."),
			N_("Liked again, and seen to be back.") },
	[LIKE_STILL_SHOWN] = { N_("Taken back, and gone from your list. The app shows it for a "
				  "while "
				  "still."),
			"" },
	[LIKE_ROLLED_BACK] = { N_("The service has kept the like."),
			N_("The service did not take the like.") },
	[LIKE_UNDECIDED] = { N_("Nobody knows what became of it: you decide."),
			N_("Nobody knows what became of it: you decide.") },
	[LIKE_GONE] = { N_("The like is gone. It was not taken back here."),
			N_("The like is gone. It was not taken back here.") },
};

static void add_reason(struct lines *lines, const struct row *row, enum like_state state) {
	const bool told = state == LIKE_SENDING || state == LIKE_WAITING ||
			state == LIKE_ROLLED_BACK || state == LIKE_UNDECIDED;
	if (told && row->has_intent && row->intent.reason != NULL) {
		add_text(lines, ROLE_TEXT, row->intent.reason);
	} else if (state == LIKE_WAITING) {
		add_words(lines, ROLE_TEXT, view_waits_for(lines->view));
	}
}

/* What x would set off on this row by the platform's rules, in full. */
static void add_forecast(struct lines *lines, const struct row *row) {
	static const uint8_t roles[RISK_VERDICT_COUNT] = {
		[RISK_OK] = ROLE_DIM,
		[RISK_WARN] = ROLE_WARN,
		[RISK_HOLD] = ROLE_WARN,
		[RISK_REFUSE] = ROLE_BAD,
	};
	const struct model *model = lines->view->model;
	const struct details *details = &model->details;
	const bool here = details->asked.item != NULL &&
			strcmp(details->asked.item, row_item(row)) == 0;
	if (!here || !details->judges || !details->cost.known) {
		return;
	}
	const struct risk_words words = {
		.want = details->want,
		.now = lines->view->now.wall,
		.frequent_within = details->cost.frequent_within,
		.network_within = details->cost.network_within,
	};
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	risk_words_all(&words, &details->cost.judgement, &text);
	add_blank(lines);
	add_words(lines, ROLE_STRONG,
			details->want ? _("What liking it again would set off")
				      : _("What taking it back would set off"));
	assert(details->cost.judgement.verdict < RISK_VERDICT_COUNT);
	add_words(lines, roles[details->cost.judgement.verdict], text.data);
	if (!details->want && model->status.budget.limit > 0) {
		buf_reset(&text);
		risk_words_limit(&model->status.budget, RISK_WORDS_FULL, words.now, &text);
		add_words(lines, ROLE_DIM, text.data);
	}
	buf_finish(&text);
}

/* What x would cost on this row, where the service counts, and who would hear of it. */
static void add_price(struct lines *lines, const struct row *row) {
	const struct status *status = &lines->view->model->status;
	const enum ask_kind kind = row_ask(row);
	const bool again = kind == ASK_LIKE_AGAIN || kind == ASK_RETRY_LIKE;
	char text[160];
	if (status->cancel_cost > 0 || status->relike_cost > 0) {
		snprintf(text, sizeof(text),
				lang_plural("Taking it back costs %u point there, liking it again "
					    "up to %u.",
						"Taking it back costs %u points there, liking it "
						"again up to %u.",
						status->cancel_cost),
				status->cancel_cost, status->relike_cost);
		add_words(lines, ROLE_DIM, text);
	}
	if (status->relike_is_told) {
		add_words(lines, ROLE_DIM,
				again ? _("If you like it again, its author is told.")
				      : _("If you take it back and like it again, its author is "
					  "told."));
	}
}

static void add_state(struct lines *lines, const struct row *row) {
	const struct view *view = lines->view;
	const enum like_state state = model_row_state(view->model, row, view->now.wall);
	const struct intent *intent = row_intent(row);
	char words[WORDS_STATE_MAX];
	add_blank(lines);
	/* The reason has lines of its own. */
	words_state(state, state == LIKE_ROLLED_BACK ? NULL : intent, view->now.wall, lines->cells,
			words);
	add_line(lines, view_state_role(state), words, strlen(words))->is_state = true;
	add_words(lines, ROLE_TEXT,
			lang_text(sentences[state][intent != NULL && intent->want ? 1 : 0]));
	add_reason(lines, row, state);
	add_price(lines, row);
}

/* --- what happened to it --------------------------------------------------------------------- */

static const char *step_words(const struct ui_step *step) {
	static const char *const words[INTENT_STATE_COUNT][2] = {
		[INTENT_PENDING] = { NC_("event", "you took it back"),
				NC_("event", "you liked it again") },
		[INTENT_SENT] = { NC_("event", "sent"), NC_("event", "sent") },
		[INTENT_ACCEPTED] = { NC_("event", "accepted"), NC_("event", "accepted") },
		[INTENT_CONFIRMED] = { NC_("event", "seen to be gone"),
				NC_("event", "seen to be back") },
		[INTENT_ROLLED_BACK] = { NC_("event", "the like was kept"),
				NC_("event", "the like was not taken") },
		[INTENT_UNDECIDED] = { NC_("event", "for you to decide"),
				NC_("event", "for you to decide") },
		[INTENT_ANNIHILATED] = { NC_("event", "undone"), NC_("event", "undone") },
	};
	if (step->from != step->to || step->first) {
		return lang_text_of("event", words[step->to][step->want ? 1 : 0]);
	}
	return step->to == INTENT_ACCEPTED ? C_("event", "looked at")
					   : C_("event", "to be sent again");
}

static void add_step(struct lines *lines, const struct ui_step *step) {
	char day[DATE_MAX], today[DATE_MAX], minute[DATE_MAX], date[DATE_MAX];
	date_local_day(step->at, day);
	date_local_day(lines->view->now.wall, today);
	date_local_minute(step->at, minute);
	date_local(step->at, date);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	buf_printf(&text, "%s  %s", strcmp(day, today) == 0 ? minute : date, step_words(step));
	if (step->why[0] != '\0') {
		buf_printf(&text, _(": %s"), step->why);
	}
	add_text(lines, ROLE_TEXT, text.data);
	buf_finish(&text);
}

static void add_history(struct lines *lines, const struct row *row) {
	const struct details *details = &lines->view->model->details;
	const bool here = details->item != NULL && strcmp(details->item, row_item(row)) == 0;
	if (!here || details->n == 0) {
		lines->history = lines->n;
		return;
	}
	add_blank(lines);
	add_words(lines, ROLE_STRONG, _("What happened"));
	lines->history = lines->n;
	if (details->older) {
		add_words(lines, ROLE_DIM, "…");
	}
	for (size_t i = 0; i < details->n; i++) {
		add_step(lines, &details->steps[i].of);
	}
}

/* --- the whole ------------------------------------------------------------------------------- */

static void lines_make(
		struct lines *lines, const struct view *view, const struct row *row, int cells) {
	*lines = (struct lines){ .view = view, .cells = cells > 1 ? (size_t)cells : 1 };
	add_text(lines, row_has_title(row) ? ROLE_TITLE : ROLE_DIM, row_title(row));
	add_author(lines, row);
	add_state(lines, row);
	add_forecast(lines, row);
	add_facts(lines, row);
	add_link(lines, row);
	add_history(lines, row);
}

static void lines_finish(struct lines *lines) {
	for (size_t i = 0; i < lines->n; i++) {
		free(lines->list[i].text);
	}
	free(lines->list);
}

/* Where there is no room for all of it the newest steps stay. */
static void leave_out_old_steps(struct lines *lines, size_t rows) {
	if (lines->n <= rows || lines->history + 2 > rows) {
		return;
	}
	const size_t from = lines->n - (rows - lines->history - 1);
	for (size_t i = lines->history; i < from; i++) {
		free(lines->list[i].text);
	}
	lines->n = lines->history + 1 + (lines->n - from);
	memmove(&lines->list[lines->history + 1], &lines->list[from],
			(lines->n - lines->history - 1) * sizeof(*lines->list));
	lines->list[lines->history] = (struct line){ .role = ROLE_DIM,
		.text = xstrdup(lines->view->glyphs->ellipsis) };
}

static void put_lines(struct view *view, const struct lines *lines, size_t top, int col) {
	const struct layout *at = &view->at;
	const int limit = col + (int)lines->cells;
	for (size_t i = top; i < lines->n; i++) {
		const int y = at->list_row + (int)(i - top);
		if (y >= at->list_end) {
			/* Not by a text that ends as if it were whole. */
			frame_fill(view->frame, y - 1, col, limit, ROLE_TEXT, " ");
			frame_put(view->frame, y - 1, col, limit, ROLE_DIM, view->glyphs->ellipsis);
			return;
		}
		frame_put(view->frame, y, col, limit, lines->list[i].role, lines->list[i].text);
	}
}

void view_details_beside(struct view *view) {
	const struct layout *at = &view->at;
	const struct row *row = list_focused(model_list(view->model));
	if (at->pane >= at->pane_end || row == NULL) {
		return;
	}
	for (int y = at->list_row; y < at->list_end; y++) {
		frame_put(view->frame, y, at->list_cols, at->list_cols + 1, ROLE_RULE,
				view->glyphs->rule_down);
	}
	struct lines lines;
	lines_make(&lines, view, row, at->pane_end - at->pane);
	leave_out_old_steps(&lines, (size_t)(at->list_end - at->list_row));
	put_lines(view, &lines, 0, at->pane);
	lines_finish(&lines);
}

static int cells_over(const struct layout *at, int cols) {
	return cols - 1 - at->title;
}

/* In the place of the line that tells the state. */
static void put_bar(struct view *view, const struct lines *lines, int top) {
	const struct layout *at = &view->at;
	for (size_t i = (size_t)top; i < lines->n; i++) {
		const int y = at->list_row + (int)i - top;
		if (lines->list[i].is_state && y < at->list_end) {
			frame_fill(view->frame, y, at->title, view->frame->cols, ROLE_TEXT, " ");
			view_bar(view, y, at->title, at->title + BAR_COLS);
		}
	}
}

void view_details_over(struct view *view) {
	const struct layout *at = &view->at;
	const struct row *row = list_focused(model_list(view->model));
	assert(row != NULL);
	struct lines lines;
	lines_make(&lines, view, row, cells_over(at, view->frame->cols));
	/* A shorter text than when it was scrolled, or a larger window. */
	const int last = (int)lines.n - (at->list_end - at->list_row);
	int top = view->model->details.top < last ? view->model->details.top : last;
	top = top > 0 ? top : 0;
	put_lines(view, &lines, (size_t)top, at->title);
	if (view_is_held(view, row)) {
		put_bar(view, &lines, top);
	}
	const enum like_state state = model_row_state(view->model, row, view->now.wall);
	const bool on = like_heart_on(state, row_intent(row));
	if (top == 0) {
		frame_put(view->frame, at->list_row, at->heart, at->heart + 1,
				on ? ROLE_HEART : ROLE_HEART_OFF,
				on ? view->glyphs->heart : view->glyphs->heart_off);
		view_add_heart(view, at->list_row, model_list(view->model)->cursor);
	}
	view->frame->cursor_row = at->list_row;
	view->frame->cursor_col = 0;
	view->frame->cursor_shown = true;
	lines_finish(&lines);
}

int details_lines(const struct model *model, struct ui_now now) {
	const struct layout at = layout_of(model);
	const struct row *row = list_focused(model_list(model));
	if (row == NULL) {
		return 0;
	}
	const struct view view = {
		.model = model, .now = now, .at = at, .glyphs = glyphs_of(model)
	};
	struct lines lines;
	lines_make(&lines, &view, row, cells_over(&at, model->cols));
	const int n = (int)lines.n;
	lines_finish(&lines);
	return n;
}
