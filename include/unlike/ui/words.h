/* The one vocabulary (SCREENS): states as words, the same on every screen and in every command. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/date.h"
#include "unlike/core/like.h"

/* How dates are written on the Likes tab. */
enum date_form {
	DATE_FORM_DAY, /* 2024-03-02 */
	DATE_FORM_DAY_MONTH, /* 2 Mar 2024 */
	DATE_FORM_AGE, /* 3 weeks */
	DATE_FORM_COUNT
};

#define WORDS_STATE_MAX 200

/* "undo 8 s", "sending", "sync 14:32", "confirmed", "kept: <reason>" … Countdowns are rounded up.
 * A re-like has the same words. `width` cells at most (the reason is cut); 0: no limit. */
void words_state(enum like_state state, const struct intent *intent_or_null, msec_t now_wall,
		size_t width, char ret[static WORDS_STATE_MAX]);
/* Its title, raw, or in brackets what is known instead; borrowed. */
const char *words_title(const struct like *like);
/* The same in 20 cells, of one without a title; static. */
const char *words_title_short(const struct like *like);
/* The word alone, without a countdown or a reason, in English: tapes are written with it. */
const char *words_state_name(enum like_state state);
/* The letter for narrow places. */
char words_state_letter(enum like_state state);
/* Cells for a state with its usual countdown: "sync 14:32". */
size_t words_state_cols(void);
/* A day in one of the forms; 11 cells at most. */
void words_date(msec_t at, enum date_form form, msec_t now_wall, char ret[static DATE_MAX]);
/* 12408 → "12,408"; 123456 → "123K" where `narrow`, in Chinese "12.3万". */
void words_number(int64_t number, bool narrow, char ret[static 32]);
/* Of a column of seven cells: what is too large for it, or usual in the language, is short. */
void words_count(int64_t number, char ret[static 32]);
