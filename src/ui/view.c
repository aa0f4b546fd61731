#include "unlike/ui/view.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/ui/words.h"
#include "view_private.h"

#define BAR_COLS 19 /* the date and the count together */
#define DATE_COLS 10
#define NARROW_RIGHT_COLS 15
#define LARGE_COLS 100
#define PANE_MIN_COLS 36
#define PANE_MAX_COLS 60
#define HEART_COLS 4 /* at least, for the mouse */

static int clamp(int value, int least, int most) {
	return value < least ? least : value > most ? most : value;
}

static void layout_rows(const struct model *model, struct layout *at) {
	at->tabs = model->cols >= MEDIUM_COLS && model->rows >= MEDIUM_ROWS;
	at->rule_row = at->tabs ? 2 : 1;
	at->list_row = at->rule_row + (plan_is_shown(model) ? 2 : 1);
	at->keys_row = model->rows - 1;
	at->message_row = model->rows - 2;
	at->rule2_row = model->rows - 3;
	at->list_end = at->rule2_row;
}

/* The lists have what they need of eighty columns before the pane grows. */
static void layout_pane(const struct model *model, struct layout *at) {
	at->list_cols = at->pane = at->pane_end = model->cols;
	if (model->cols >= PANE_FROM_COLS) {
		const int pane = clamp(model->cols - WIDE_COLS - 1, PANE_MIN_COLS, PANE_MAX_COLS);
		at->list_cols = model->cols - pane - 1;
		at->pane = at->list_cols + 2;
		at->pane_end = model->cols - 1;
	}
}

struct layout layout_of(const struct model *model) {
	struct layout at = { .narrow = model->cols < MEDIUM_COLS };
	layout_rows(model, &at);
	layout_pane(model, &at);
	const int cols = at.list_cols, states = (int)words_state_cols();
	at.state_end = cols - 1;
	if (at.narrow) {
		at.heart = 1;
		at.title = 3;
		at.state = at.date = at.state_end - NARROW_RIGHT_COLS;
		at.count_end = at.state_end;
		at.title_end = at.author = at.author_end = at.state - 1;
		return at;
	}
	at.mark = 1;
	at.heart = 3;
	at.title = 5;
	at.state = at.state_end -
			(cols < LARGE_COLS ? states
					   : clamp(states + (cols - WIDE_COLS) / 4, 0, 24));
	at.count_end = at.state - 2;
	at.date = at.count_end - BAR_COLS;
	at.author_end = at.date - 2;
	at.author = at.author_end -
			(cols < WIDE_COLS || model->options.no_author ? 0
								      : clamp(cols / 6, 13, 24));
	at.title_end = at.author < at.author_end ? at.author - 2 : at.author_end;
	return at;
}

const struct glyphs *glyphs_of(const struct model *model) {
	static const char *const eighths[] = { "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	static const struct glyphs unicode = { .heart = "♥",
		.heart_off = "♡",
		.mark = "▌",
		.rule = "─",
		.rule_tab = "━",
		.rule_down = "│",
		.ok = "●",
		.dot = "·",
		.ellipsis = "…",
		.times = "×",
		.dash = "–",
		.bar_left = "▕",
		.bar_right = "▏",
		.bar_full = "█",
		.bar_empty = " ",
		.bar_part = eighths };
	static const struct glyphs ascii = { .heart = "*",
		.heart_off = "o",
		.mark = ">",
		.rule = "-",
		.rule_tab = "=",
		.rule_down = "|",
		.ok = "ok",
		.dot = "-",
		.ellipsis = ">",
		.times = "x",
		.dash = "-",
		.bar_left = "[",
		.bar_right = "]",
		.bar_full = "#",
		.bar_empty = "-",
		.bar_part = NULL };
	return model->options.ascii ? &ascii : &unicode;
}

/* Our sentences are written with these; anything else in them is ASCII or somebody's text. */
void view_words(const struct view *view, const char *words, struct buf *out) {
	static const char *const marks[][2] = { { "·", "-" }, { "…", "..." }, { "×", "x" },
		{ "–", "-" }, { "“", "\"" }, { "”", "\"" }, { "≈", "~" } };
	while (*words != '\0') {
		size_t i = 0, len = 1;
		const size_t n = view->model->options.ascii ? sizeof(marks) / sizeof(marks[0]) : 0;
		while (i < n && strncmp(words, marks[i][0], strlen(marks[i][0])) != 0) {
			i++;
		}
		if (i < n) {
			len = strlen(marks[i][0]);
			buf_add_str(out, marks[i][1]);
		} else {
			buf_add_char(out, *words);
		}
		words += len;
	}
}

void view_sentence(const char *words, struct buf *out) {
	const size_t len = strlen(words);
	static const char chinese[] = "。";
	const size_t stop = sizeof(chinese) - 1;
	buf_add(out, words, len);
	/* By how it ends: a sentence of a server is in the server's language. */
	if (len > 0 && (unsigned char)words[len - 1] >= 0x80) {
		buf_add_str(out,
				len < stop || strcmp(words + len - stop, chinese) != 0 ? chinese
										       : "");
	} else if (len > 0 && words[len - 1] != '.') {
		buf_add_char(out, '.');
	}
}

int view_put_words(
		struct view *view, int y, int col, int limit, enum role role, const char *words) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	view_words(view, words, &text);
	col = frame_put_fit(view->frame, y, col, limit, role, text.data, view->glyphs->ellipsis);
	buf_finish(&text);
	return col;
}

void view_lines(struct view *view, const char *first, const char *second) {
	const struct layout *at = &view->at;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	view_words(view, second, &text);
	int y = at->list_row + 1;
	view_put_words(view, y++, at->title, view->frame->cols - 1, ROLE_STRONG, first);
	const char *p = text.data;
	const int cells = view->frame->cols - 1 - at->title;
	while (*p != '\0' && y < at->list_end) {
		const size_t len = view_wrap(p, (size_t)cells);
		if (len == 0) {
			break;
		}
		char saved = p[len];
		text.data[(size_t)(p - text.data) + len] = '\0';
		frame_put(view->frame, y++, at->title, view->frame->cols - 1, ROLE_DIM, p);
		text.data[(size_t)(p - text.data) + len] = saved;
		p += len;
		p += *p == ' ' ? 1 : 0;
	}
	buf_finish(&text);
}

enum role view_state_role(enum like_state state) {
	static const uint8_t roles[LIKE_STATE_COUNT] = {
		[LIKE_LIKED] = ROLE_HEART,
		[LIKE_UNDOABLE] = ROLE_WARN,
		[LIKE_PACED] = ROLE_DIM,
		[LIKE_WAITING] = ROLE_DIM,
		[LIKE_SENDING] = ROLE_DIM,
		[LIKE_SYNCING] = ROLE_DIM,
		[LIKE_IN_REVIEW] = ROLE_DIM,
		[LIKE_CONFIRMED] = ROLE_GOOD,
		[LIKE_STILL_SHOWN] = ROLE_WARN,
		[LIKE_ROLLED_BACK] = ROLE_BAD,
		[LIKE_UNDECIDED] = ROLE_BAD,
		[LIKE_GONE] = ROLE_DIM,
	};
	assert(state < LIKE_STATE_COUNT);
	return roles[state];
}

const char *view_waits_for(const struct view *view) {
	const struct status *status = &view->model->status;
	if (status->sign_in) {
		return _("waits for sign-in");
	}
	if (status->online && status->paused_until > view->now.wall) {
		return _("the service's limit is used up");
	}
	return status->online ? _("another one sends it") : _("waits for a network");
}

void view_add_request(struct view *view, int y, int col, int limit, enum request request) {
	const struct target target = { .type = TARGET_REQUEST, .of = request };
	frame_add_target(view->frame, y, col, limit, target);
}

void view_add_heart(struct view *view, int y, int64_t position) {
	const int end = view->at.title > HEART_COLS ? view->at.title : HEART_COLS;
	const struct target heart = { .type = TARGET_HEART, .of = position };
	frame_add_target(view->frame, y, 0, end, heart);
}

static void add_row_targets(struct view *view, int y, int64_t position) {
	const struct target row = { .type = TARGET_ROW, .of = position };
	frame_add_target(view->frame, y, 0, view->at.list_cols, row);
	view_add_heart(view, y, position);
}

void view_row_mark(struct view *view, int y, int64_t position, bool heart_on) {
	const struct layout *at = &view->at;
	struct frame *frame = view->frame;
	add_row_targets(view, y, position);
	if (position == model_list(view->model)->cursor) {
		frame_focus_until(frame, y, at->list_cols);
		frame_put(frame, y, at->mark, at->mark + 1, ROLE_FOCUS, view->glyphs->mark);
		frame->cursor_row = y;
		/* Not on a letter, which a cursor of its colour hides, nor inside the bar. */
		frame->cursor_col = 0;
		frame->cursor_shown = true;
	}
	frame_put(frame, y, at->heart, at->heart + 1, heart_on ? ROLE_HEART : ROLE_HEART_OFF,
			heart_on ? view->glyphs->heart : view->glyphs->heart_off);
}

void view_bar(struct view *view, int y, int from, int to) {
	enum { PERCENT_COLS = 6, EIGHTHS = 8 };
	const struct glyphs *glyphs = view->glyphs;
	const int cells = to - from - 2 - PERCENT_COLS;
	if (cells < 1) {
		return;
	}
	double fraction = hold_fraction(&view->model->hold, view->now.mono);
	if (!view->model->options.motion) {
		fraction = (double)(int)(fraction * 4) /
				4; /* in quarters: it steps, it does not move */
	}
	const int filled = (int)(fraction * cells * EIGHTHS);
	const int part = filled % EIGHTHS;
	int col = frame_put(view->frame, y, from, to, ROLE_RULE, glyphs->bar_left);
	const int first = col;
	frame_fill(view->frame, y, col, first + cells, ROLE_BAR_EMPTY, glyphs->bar_empty);
	col = first + filled / EIGHTHS;
	frame_fill(view->frame, y, first, col, ROLE_BAR_FULL, glyphs->bar_full);
	if (part > 0 && glyphs->bar_part != NULL && col < first + cells) {
		frame_put(view->frame, y, col, col + 1, ROLE_BAR_FULL, glyphs->bar_part[part - 1]);
	}
	frame_put(view->frame, y, first + cells, to, ROLE_RULE, glyphs->bar_right);
	struct buf percent;
	buf_init(&percent, BUF_UNLIMITED);
	buf_printf(&percent, "%d %%", (int)(fraction * 100));
	frame_put_right(view->frame, y, first + cells + 1, to, ROLE_TEXT, percent.data);
	buf_finish(&percent);
}

bool view_is_held(const struct view *view, const struct row *row) {
	return model_can_hold(view->model) && view->model->hold.phase == HOLD_HELD &&
			!forecast_refuses(view->model) && ask_is_about(view->model, row);
}

static void render(const struct model *model, struct ui_now now, struct frame *frame) {
	struct view view = { .model = model,
		.now = now,
		.frame = frame,
		.at = layout_of(model),
		.glyphs = glyphs_of(model) };
	frame_reset(frame, model->rows, model->cols);
	if (model_too_small(model)) {
		view_small(&view);
		return;
	}
	view_head(&view);
	if (model->mode == MODE_HELP) {
		view_help(&view);
	} else if (details_are_over(model)) {
		view_details_over(&view);
	} else if (model->tab == TAB_LIKES) {
		view_likes(&view);
	} else if (model->tab == TAB_ACTIVITY) {
		view_activity(&view);
	} else {
		view_profile(&view);
	}
	if (model->mode == MODE_LIST) {
		view_slide(&view);
		view_side_bar(&view);
	}
	if (model->mode == MODE_PALETTE) {
		view_palette(&view);
	}
	view_message(&view);
}

void view_render(const struct model *model, struct ui_now now, struct frame *frame) {
	render(model, now, frame);
	if (model->stand_ins) {
		view_stand_in(frame);
	}
}
