/* The parts of a screen. Each draws into its own rows of the frame and reads the model only. */
#pragma once

#include "unlike/base/lang.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/view.h"
#include "model_private.h"

/* Smaller than this nothing is drawn but one line that says so. */
#define SMALL_COLS 40
#define SMALL_ROWS 12
#define MEDIUM_COLS 60
#define WIDE_COLS 80
#define LONG_COLS 100 /* the long form of sentences fits */
#define PANE_FROM_COLS 100 /* the details stand beside the list */
#define MEDIUM_ROWS 16

/* Where things are: depends on the size alone, so that nothing jumps. */
struct layout {
	bool narrow; /* 40 columns and on: one column on the right, no author */
	bool tabs; /* a row of tabs of its own */
	int list_cols; /* of the lists; where less than the screen has, a rule stands in the next */
	int pane, pane_end; /* of the details beside the lists; equal: they are shown over them */
	int rule_row, list_row, list_end, rule2_row, message_row, keys_row;
	int mark, heart, title, title_end; /* columns */
	int author, author_end; /* equal: none */
	int date, count_end; /* the hold bar takes [date, count_end) */
	int state, state_end; /* narrow: the same place as the count and the bar */
};
struct layout layout_of(const struct model *model);

/* The characters of the set in use. */
struct glyphs {
	const char *heart, *heart_off, *mark, *rule, *rule_tab, *rule_down, *ok, *dot, *ellipsis,
			*times, *dash;
	const char *bar_left, *bar_right, *bar_full, *bar_empty;
	const char *const *bar_part; /* eighths 1 … 7 of a cell; NULL: none */
};
const struct glyphs *glyphs_of(const struct model *model);

struct view {
	const struct model *model;
	struct ui_now now;
	struct frame *frame;
	struct layout at;
	const struct glyphs *glyphs;
};

void view_head(struct view *view);
void view_likes(struct view *view);
void view_plan(struct view *view);
void view_activity(struct view *view);
void view_profile(struct view *view);
void view_help(struct view *view);
/* All about the row at the cursor: in the pane, where there is one; in the lists' place. */
void view_details_beside(struct view *view);
void view_details_over(struct view *view);
void view_palette(struct view *view); /* over a part of what is there */
void view_small(struct view *view);
/* Over the list: the row that is slid, the side bar. */
void view_slide(struct view *view);
void view_side_bar(struct view *view);

/* Shared by the two lists: focus mark and heart; the title with its fade. */
void view_row_mark(struct view *view, int y, int64_t position, bool heart_on);
void view_row_title(struct view *view, int y, const struct row *row, bool dim);
/* The bar in [from, to): the border, the filling, " 64 %". */
void view_bar(struct view *view, int y, int from, int to);
/* x asks about this row, and the key is held: the bar is shown. */
bool view_is_held(const struct view *view, const struct row *row);
enum role view_state_role(enum like_state state);
/* Why what is due is not sent; static. */
const char *view_waits_for(const struct view *view);
/* Lines in the place of a list that has none. */
void view_lines(struct view *view, const char *first, const char *second);

/* Our own words for wide screens and for narrow ones. */
struct words_pair {
	const char *wide, *narrow;
};
static inline const char *view_pick(const struct view *view, const struct words_pair *pair) {
	return lang_text(view->at.narrow ? pair->narrow : pair->wide);
}

/* What the question says, by what is done with the key meanwhile. */
struct phrases {
	struct words_pair plain; /* holding does nothing */
	struct words_pair asked, held, begins, button;
};
/* The verdict on a yes, in one row; nothing where there is nothing to say. `out` is empty. */
enum role view_forecast(const struct view *view, struct buf *out);
/* The words for a question that is no usual one by its verdict; NULL: it is. */
const struct phrases *view_forecast_phrases(const struct view *view);
/* What can be done where nothing acts. */
const char *view_forecast_refusal(const struct view *view);

/* The line above the keys, and the keys. */
void view_message(struct view *view);
/* The question that is open, with its answers. */
void view_ask(const struct view *view, struct buf *out);
/* The platform's own gesture, beside x; nothing where x is all there is. */
void view_gesture(const struct view *view, struct buf *out);
/* Bytes of clean text that go on a line of so many cells, broken at a blank (which the caller
 * skips) or beside a wide character, where there is one. */
size_t view_wrap(const char *clean, size_t cells);
/* A click there does what the request's key does. */
void view_add_request(struct view *view, int y, int col, int limit, enum request request);
/* The heart of a row, for the mouse: more than its cell, nobody hits one. */
void view_add_heart(struct view *view, int y, int64_t position);
/* Our own words, in the character set in use. */
void view_words(const struct view *view, const char *words, struct buf *out);
int view_put_words(struct view *view, int y, int col, int limit, enum role role, const char *words);
/* In all that is drawn: ASCII for characters of ambiguous width. */
void view_stand_in(struct frame *frame);
/* An address in ASCII: what else is in it as %XX. */
void view_escape(const char *url, struct buf *out);
/* An error's words with a full stop behind them, whether they came with one or not. */
void view_sentence(const char *words, struct buf *out);
/* Lines that the help takes at this width. */
int help_lines(const struct model *model);
/* Lines that the profile takes at this size. */
int profile_lines(const struct model *model);
/* Lines that the details of the row at the cursor take in the lists' place. */
int details_lines(const struct model *model, struct ui_now now);
