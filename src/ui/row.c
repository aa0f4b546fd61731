#include "row.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "unlike/ui/words.h"

char *clean_copy(const char *raw) {
	if (raw == NULL) {
		return NULL;
	}
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(raw, strlen(raw), &clean);
	return buf_take(&clean, NULL);
}

static void set_like(struct row *row, const struct like *from) {
	like_finish(&row->like);
	row->has_like = from != NULL;
	if (from == NULL) {
		return;
	}
	row->like = *from;
	row->like.item = xstrdup(from->item);
	row->like.key = xstrdup(from->key);
	row->like.title = clean_copy(from->title);
	row->like.author = clean_copy(from->author);
	row->like.author_id = clean_copy(from->author_id);
	row->like.url = from->url != NULL ? xstrdup(from->url) : NULL;
	row->like.restore = NULL;
}

void row_set_intent(struct row *row, const struct intent *from) {
	intent_finish(&row->intent);
	row->has_intent = from != NULL && from->state != INTENT_ANNIHILATED;
	if (!row->has_intent) {
		return;
	}
	row->intent = *from;
	row->intent.item = xstrdup(from->item);
	row->intent.title = clean_copy(from->title);
	row->intent.reason = clean_copy(from->reason);
	row->intent.author = clean_copy(from->author);
	row->intent.url = from->url != NULL ? xstrdup(from->url) : NULL;
	row->intent.account = row->intent.keys = row->intent.restore = NULL;
	row->intent.operation = NULL;
}

void row_set(struct row *row, const struct ui_row *from) {
	assert(from->like != NULL || from->intent != NULL);
	set_like(row, from->like);
	row_set_intent(row, from->intent);
	row->app_shows = from->app_shows;
	row->fade_from = MSEC_NEVER;
}

void row_finish(struct row *row) {
	like_finish(&row->like);
	intent_finish(&row->intent);
	*row = (struct row){ .fade_from = MSEC_NEVER };
}

const struct like *row_like(const struct row *row) {
	return row->has_like ? &row->like : NULL;
}

const struct intent *row_intent(const struct row *row) {
	return row->has_intent ? &row->intent : NULL;
}

const char *row_item(const struct row *row) {
	const char *item = row->has_like ? row->like.item : row->intent.item;
	return item != NULL ? item : "";
}

bool row_has_title(const struct row *row) {
	const char *title = row->has_like ? row->like.title : row->intent.title;
	return title != NULL && title[0] != '\0';
}

const char *row_title(const struct row *row) {
	if (row->has_like) {
		return words_title(&row->like);
	}
	return row_has_title(row) ? row->intent.title : _("(no title)");
}

const char *row_author(const struct row *row) {
	return row->has_like ? row->like.author : NULL;
}

const char *row_url(const struct row *row) {
	const char *url = row->has_like ? row->like.url : row->intent.url;
	return url != NULL && url[0] != '\0' ? url : NULL;
}

bool row_is_undecided(const struct row *row) {
	return row->has_intent && row->intent.state == INTENT_UNDECIDED;
}

enum ask_kind row_ask(const struct row *row) {
	const struct intent *intent = row_intent(row);
	bool on;
	if (row_is_undecided(row)) {
		return intent->want ? ASK_RETRY_LIKE : ASK_RETRY_TAKE_BACK;
	}
	if (intent != NULL && intent_is_open(intent->state)) {
		if (intent->state == INTENT_PENDING) {
			return ASK_UNDO;
		}
		on = intent->want;
	} else {
		on = like_heart_on(like_state(row_like(row), intent, true, 0), intent);
	}
	return on ? ASK_TAKE_BACK : ASK_LIKE_AGAIN;
}

const char *row_ask_words(const struct row *row) {
	static const char *const words[ASK_KIND_COUNT] = {
		[ASK_TAKE_BACK] = NC_("key", "take back"),
		[ASK_LIKE_AGAIN] = NC_("key", "like again"),
		[ASK_UNDO] = NC_("key", "undo"),
		[ASK_RETRY_TAKE_BACK] = NC_("key", "try again"),
		[ASK_RETRY_LIKE] = NC_("key", "try again"),
	};
	return words[row_ask(row)];
}

/* When ceil(left / unit) is one less. */
static msec_t next_step(msec_t until, msec_t now, msec_t unit) {
	const msec_t left = until - now;
	assert(left > 0);
	return now + (left - 1) % unit + 1;
}

static msec_t next_of_countdown(msec_t until, msec_t now) {
	if (until <= now || until - now > 100 * MSEC_PER_DAY) {
		return MSEC_NEVER;
	}
	return next_step(until, now, until - now > MSEC_PER_HOUR ? MSEC_PER_MIN : MSEC_PER_SEC);
}

msec_t row_next_change(const struct row *row, enum like_state state, msec_t now_wall) {
	switch (state) {
	case LIKE_UNDOABLE:
		return next_of_countdown(row->intent.due, now_wall);
	case LIKE_SYNCING:
		return next_of_countdown(row->intent.horizon, now_wall);
	case LIKE_PACED:
		return row->intent.not_before;
	default:
		return MSEC_NEVER;
	}
}
