/*
 * What the judge says (core/risk), in words: the same on the screen and on the command line, so
 * that a forecast reads like the refusal that would follow it.
 *
 * Values of the article carry a mark, '*' in short forms and 'unverified' in long ones; assumed
 * ones stand behind '≈'. 'Today' is said of calendar limits only.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/buf.h"
#include "unlike/core/risk.h"

#define RISK_WORDS_CELLS 39 /* of a short form: a row of a screen of 40 columns */

/* What a reason does not carry. */
struct risk_words {
	bool want; /* it is about a like; false: a cancel */
	msec_t now; /* wall */
	msec_t frequent_within, network_within; /* of the platform; 0: not told */
};
struct risk_words risk_words_of(const struct platform *platform_or_null, bool want, msec_t now);

/* "Held for review: 5 of 5* within 24 h". At most RISK_WORDS_CELLS. */
void risk_words_short(
		const struct risk_words *words, const struct risk_reason *reason, struct buf *out);
/* What is the case, and what follows from it, in whole sentences, without what begins. */
void risk_words_long(
		const struct risk_words *words, const struct risk_reason *reason, struct buf *out);
/* All of a judgement: its reasons, the worst first, and what begins with its end. One without a
 * reason says that nothing speaks against it. */
void risk_words_all(const struct risk_words *words, const struct risk_judgement *judgement,
		struct buf *out);
/* What begins, alone; nothing where nothing does. `brief`: at most two rows of 40 columns. */
void risk_words_begins(const struct risk_words *words, const struct risk_judgement *judgement,
		bool brief, struct buf *out);

/* "limited reach" */
const char *risk_words_penalty(enum platform_penalty kind);
/* "ordinary" */
const char *risk_words_tier(enum platform_tier tier);
/* "unverified: from one article"; NULL: it is ours, and known. */
const char *risk_words_kind(enum platform_kind kind);
/* The number of a limit with its mark: "5*", "≈20", "30". */
void risk_words_marked(int64_t number, enum platform_kind kind, char ret[static 40]);

/* How full a limit is: the limit and how much of it is left. */
enum risk_words_form {
	RISK_WORDS_FULL, /* "3 of 5* left, next at 14:20" */
	RISK_WORDS_SHORT, /* "3 of 5* left"; of a calendar one "3 of 30* left today" */
	RISK_WORDS_TINY, /* "3/5*" */
	RISK_WORDS_FORM_COUNT
};
void risk_words_limit(const struct risk_limit *limit, enum risk_words_form form, msec_t now,
		struct buf *out);
/* The one that leaves least; NULL: there is none. */
const struct risk_limit *risk_words_tightest(const struct risk_limit *limits, size_t n);

/* "14:20", or "26 Nov 14:20" where that is not today, with its year where it is another one. */
#define RISK_WORDS_TIME_MAX 48
void risk_words_time(msec_t at, msec_t now, char ret[static RISK_WORDS_TIME_MAX]);
/* "24 h", "7 days" */
void risk_words_span(msec_t span, char ret[static RISK_WORDS_TIME_MAX]);
