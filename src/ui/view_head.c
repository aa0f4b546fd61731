/* The rows above the list: who, how many, how well; the tabs; how old. */
#include <inttypes.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/ui/risk_words.h"
#include "unlike/ui/words.h"
#include "view_private.h"

/* The minute, or the day where that is another one. */
static void put_when(const struct view *view, msec_t at, char ret[static DATE_MAX]) {
	char today[DATE_MAX];
	date_local_day(at, ret);
	date_local_day(view->now.wall, today);
	if (strcmp(ret, today) == 0) {
		date_local_minute(at, ret);
	}
}

/* What is not well, in words; NULL: all is. */
static const char *trouble(const struct view *view, struct buf *words, enum role *ret_role) {
	const struct status *status = &view->model->status;
	char when[DATE_MAX];
	if (status->sign_in) {
		*ret_role = ROLE_BAD;
		buf_add_str(words, _("sign in again"));
	} else if (!status->online && status->offline_since > 0) {
		*ret_role = ROLE_WARN;
		put_when(view, status->offline_since, when);
		buf_printf(words, _("offline since %s"), when);
	} else if (!status->online) {
		*ret_role = ROLE_WARN;
		buf_add_str(words, _("offline"));
	} else if (status->paused_until > view->now.wall) {
		*ret_role = ROLE_WARN;
		put_when(view, status->paused_until, when);
		buf_printf(words, _("paused until %s"), when);
	} else if (!status->is_sender) {
		*ret_role = ROLE_DIM;
		buf_printf(words, _("another %s sends"), view->model->command);
	} else {
		return NULL;
	}
	return words->data;
}

static void make_name(const struct view *view, struct buf *out) {
	const struct status *status = &view->model->status;
	buf_add_str(out, status->service != NULL ? status->service : view->model->command);
	if (!view->at.narrow && status->account != NULL && status->account[0] != '\0') {
		buf_printf(out, " %s %s", view->glyphs->dot, status->account);
	}
}

static void put_name(struct view *view, int col, int limit, const char *more) {
	const struct glyphs *glyphs = view->glyphs;
	struct buf name;
	buf_init(&name, BUF_UNLIMITED);
	make_name(view, &name);
	const int more_width = (int)text_width(more);
	col = frame_put(view->frame, 0, col, limit, ROLE_HEART, glyphs->heart);
	col = frame_put_fit(view->frame, 0, col + 1, limit - more_width - 1, ROLE_STRONG, name.data,
			glyphs->ellipsis);
	frame_put(view->frame, 0, col + 1, limit, ROLE_TEXT, more);
	buf_finish(&name);
}

/* The limit that is the tightest, in the longest form that there is room for. */
static void put_budget(const struct view *view, int room, struct buf *out) {
	const struct risk_limit *budget = &view->model->status.budget;
	struct buf words;
	buf_init(&words, BUF_UNLIMITED);
	for (int form = 0; budget->limit > 0 && form < RISK_WORDS_FORM_COUNT; form++) {
		struct buf raw;
		buf_init(&raw, BUF_UNLIMITED);
		risk_words_limit(budget, (enum risk_words_form)form, view->now.wall, &raw);
		buf_reset(&words);
		view_words(view, raw.data, &words);
		buf_finish(&raw);
		if ((int)text_width(words.data) <= room) {
			buf_add_str(out, words.data);
			break;
		}
	}
	buf_finish(&words);
}

static void head_wide(struct view *view) {
	const struct status *status = &view->model->status;
	struct frame *frame = view->frame;
	struct buf text, words, name;
	buf_init(&text, BUF_UNLIMITED);
	buf_init(&words, BUF_UNLIMITED);
	buf_init(&name, BUF_UNLIMITED);
	enum role role = ROLE_GOOD;
	const char *word = trouble(view, &words, &role);
	if (word == NULL) {
		word = view->glyphs->ok;
	}
	if (status->likes >= 0) {
		char number[32];
		words_number(status->likes, false, number);
		buf_printf(&text, lang_plural("%s like", "%s likes", status->likes), number);
		buf_printf(&text, " %s ", view->glyphs->dot);
	}
	const int word_col = frame->cols - 1 - (int)text_width(word);
	make_name(view, &name);
	/* The heart and blanks around it and behind the name. */
	const size_t before = text.len;
	put_budget(view, word_col - (int)text_width(text.data) - (int)text_width(name.data) - 9,
			&text);
	if (text.len > before) {
		buf_printf(&text, " %s ", view->glyphs->dot);
	}
	buf_finish(&name);
	const int from = word_col - (int)text_width(text.data);
	frame_put(frame, 0, word_col, frame->cols, role, word);
	frame_put(frame, 0, from, word_col, ROLE_TEXT, text.data);
	put_name(view, 1, from - 2, "");
	buf_finish(&text);
	buf_finish(&words);
}

static void put_open(const struct view *view, struct buf *out) {
	if (view->model->status.open > 0) {
		char number[32];
		words_number(view->model->status.open, true, number);
		buf_printf(out, " (%s)", number);
	}
}

/* What stands behind the name. */
static const char *const tab_names[TAB_COUNT] = {
	[TAB_LIKES] = N_("Likes"),
	[TAB_ACTIVITY] = N_("Activity"),
	[TAB_PROFILE] = N_("Profile"),
};
static const uint8_t tab_requests[TAB_COUNT] = {
	[TAB_LIKES] = REQUEST_LIKES,
	[TAB_ACTIVITY] = REQUEST_ACTIVITY,
	[TAB_PROFILE] = REQUEST_PROFILE,
};

static void put_tab_name(const struct view *view, enum tab tab, struct buf *out) {
	buf_add_str(out, lang_text(tab_names[tab]));
	if (tab == TAB_ACTIVITY) {
		put_open(view, out);
	}
}

/* Where there is room for it beside the name. */
static void put_budget_narrow(const struct view *view, int from, struct buf *out) {
	struct buf name, words;
	buf_init(&name, BUF_UNLIMITED);
	buf_init(&words, BUF_UNLIMITED);
	make_name(view, &name);
	/* A heart, a margin, and blanks between what is there and what comes. */
	const int taken = (view->at.narrow ? 0 : 1) + 3 + (int)text_width(name.data) +
			(int)text_width(out->data) + 5;
	put_budget(view, from - taken, &words);
	if (words.len > 0) {
		buf_printf(out, "%s%s", out->len > 0 ? "  " : "", words.data);
	}
	buf_finish(&words);
	buf_finish(&name);
}

/* The one row of a low or narrow screen has to say which tab this is, too, and which comes next. */
static void head_narrow(struct view *view) {
	const struct model *model = view->model;
	struct frame *frame = view->frame;
	const enum tab next = (model->tab + 1) % TAB_COUNT;
	const enum request request = (enum request)tab_requests[next];
	struct buf left, right;
	buf_init(&left, BUF_UNLIMITED);
	buf_init(&right, BUF_UNLIMITED);
	enum role role = ROLE_DIM;
	if (model->tab != TAB_LIKES) {
		buf_printf(&left, "%s ", view->glyphs->dot);
		put_tab_name(view, model->tab, &left);
	} else if (model->status.likes >= 0) {
		char number[32];
		words_number(model->status.likes, false, number);
		buf_add_str(&left, number);
	}
	if (trouble(view, &right, &role) == NULL) {
		buf_printf(&right, "%s ", model_key(model, request));
		put_tab_name(view, next, &right);
	}
	const int from = frame->cols - 1 - (int)text_width(right.data);
	if (model->tab == TAB_LIKES) {
		put_budget_narrow(view, from, &left);
	}
	if (frame_put(frame, 0, from, frame->cols, role, right.data) > from) {
		view_add_request(view, 0, from, frame->cols, request);
	}
	put_name(view, view->at.narrow ? 0 : 1, from - 1, left.data);
	buf_finish(&left);
	buf_finish(&right);
}

static void put_age(struct view *view, int from) {
	const struct status *status = &view->model->status;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	if (status->fetched_at == 0 && status->pulling) {
		char number[32];
		words_number(status->fetched, false, number);
		struct buf words;
		buf_init(&words, BUF_UNLIMITED);
		buf_printf(&words, _("%s fetched …"), number);
		view_words(view, words.data, &text);
		buf_finish(&words);
	} else if (status->fetched_at == 0 && status->pull_error != NULL) {
		buf_add_str(&text, _("not all fetched"));
	} else if (status->fetched_at > 0) {
		char when[DATE_MAX];
		put_when(view, status->fetched_at, when);
		buf_printf(&text, _("as of %s"), when);
		if (status->pulling) {
			buf_add_str(&text, _(", reading"));
		} else if (status->pull_error != NULL) {
			buf_add_str(&text, _(", not refreshed"));
		}
	}
	frame_put_right(view->frame, 1, from, view->frame->cols - 1, ROLE_DIM, text.data);
	buf_finish(&text);
}

static int put_tab(
		struct view *view, int col, enum request request, const char *name, bool active) {
	const struct keymap *keymap = view->model->options.keymap;
	struct frame *frame = view->frame;
	const int from = col;
	if (keymap->requests[request].n > 0) {
		col = 1 +
				frame_put(frame, 1, col, frame->cols, ROLE_KEY,
						keymap_key(keymap, request));
	}
	col = frame_put(frame, 1, col, frame->cols, active ? ROLE_STRONG : ROLE_DIM, name);
	if (active) {
		/* Not by colour alone. */
		frame_fill(frame, view->at.rule_row, from, col, ROLE_STRONG,
				view->glyphs->rule_tab);
	}
	view_add_request(view, 1, from, col, request);
	return col + 2;
}

static void put_tabs(struct view *view) {
	const struct model *model = view->model;
	const bool help = model->mode == MODE_HELP;
	int col = 1;
	for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
		struct buf name;
		buf_init(&name, BUF_UNLIMITED);
		put_tab_name(view, (enum tab)tab, &name);
		col = put_tab(view, col, (enum request)tab_requests[tab], name.data,
				!help && model->tab == tab);
		buf_finish(&name);
	}
	col = put_tab(view, col, REQUEST_HELP, _("Help"), help);
	put_age(view, col);
}

void view_head(struct view *view) {
	const struct layout *at = &view->at;
	const int cols = view->frame->cols;
	frame_fill(view->frame, at->rule_row, 0, cols, ROLE_RULE, view->glyphs->rule);
	frame_fill(view->frame, at->rule2_row, 0, cols, ROLE_RULE, view->glyphs->rule);
	if (at->tabs) {
		head_wide(view);
		put_tabs(view);
	} else {
		head_narrow(view);
	}
}
