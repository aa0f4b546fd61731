/* A row of a list as the model holds it: copied, and its text cleaned. */
#pragma once

#include "unlike/core/like.h"
#include "unlike/ui/model.h"

struct row {
	bool has_like, has_intent, app_shows;
	struct like like; /* own; restore is NULL, url is raw */
	/* own; item, title, author, reason, and url as it came; the other strings are NULL */
	struct intent intent;
	msec_t fade_from; /* mono; the moment it was taken back; MSEC_NEVER: long ago */
};

void row_set(struct row *row, const struct ui_row *from);
void row_finish(struct row *row);
/* As row_set, for the intent alone (NULL: none). */
void row_set_intent(struct row *row, const struct intent *intent_or_null);

const struct like *row_like(const struct row *row);
const struct intent *row_intent(const struct row *row);
const char *row_item(const struct row *row);
const char *row_title(const struct row *row);
/* It has one of its own: otherwise row_title says what is known instead. */
bool row_has_title(const struct row *row);
/* NULL: nobody knows. */
const char *row_author(const struct row *row);

/* Raw: to be escaped. NULL: nobody knows. */
const char *row_url(const struct row *row);

/* What x on this row asks: depends on the row alone, never on the time. */
enum ask_kind {
	ASK_TAKE_BACK,
	ASK_LIKE_AGAIN,
	ASK_UNDO,
	/* An undecided row; u is the other answer. */
	ASK_RETRY_TAKE_BACK,
	ASK_RETRY_LIKE,
	ASK_KIND_COUNT
};
enum ask_kind row_ask(const struct row *row);
/* What yes does, in a word or two, to be translated in the context "key". */
const char *row_ask_words(const struct row *row);
/* The person must decide: x tries again, u closes it. */
bool row_is_undecided(const struct row *row);

/* When the words of the row's state will next be others (wall); MSEC_NEVER: never. */
msec_t row_next_change(const struct row *row, enum like_state state, msec_t now_wall);

/* Cleaned copy; NULL stays NULL. */
char *clean_copy(const char *raw);
