#include "unlike/ui/words.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/text.h"

#define MINUTES_FROM (100 * MSEC_PER_SEC) /* shorter ones are told in seconds */
#define OPEN_END (100 * MSEC_PER_DAY) /* longer: 'until told', without a number */

static const struct {
	const char *word;
	char letter;
} states[LIKE_STATE_COUNT] = {
	[LIKE_LIKED] = { "liked", 'L' },
	[LIKE_UNDOABLE] = { "undo", 'u' },
	[LIKE_PACED] = { "paced", 'p' },
	[LIKE_WAITING] = { "waiting", 'z' },
	[LIKE_SENDING] = { "sending", '>' },
	[LIKE_SYNCING] = { "sync", '~' },
	[LIKE_IN_REVIEW] = { "in review", 'r' },
	[LIKE_CONFIRMED] = { "confirmed", 'x' },
	[LIKE_STILL_SHOWN] = { "still shown", 'e' },
	[LIKE_ROLLED_BACK] = { "kept", '!' },
	[LIKE_UNDECIDED] = { "you decide", '?' },
	[LIKE_GONE] = { "gone", '-' },
};

/* What stands for a title. */
static const struct {
	const char *words, *brief;
} abouts[LIKE_ABOUT_COUNT] = {
	[LIKE_DESCRIBED] = { "(no text)", "(no text)" },
	[LIKE_NOT_DESCRIBED] = { "(not fetched yet)", "(not fetched yet)" },
	[LIKE_NOT_THERE] = { "(deleted, or hidden from you)", "(deleted or hidden)" },
	[LIKE_ELSEWHERE] = { "(on a server that cannot be asked)", "(on another server)" },
	[LIKE_OF_NOTHING] = { "(a like that does not say of what)", "(does not say what)" },
};

const char *words_title(const struct like *like) {
	assert(like->about < LIKE_ABOUT_COUNT);
	return like->title != NULL && like->title[0] != '\0' ? like->title
							     : abouts[like->about].words;
}

const char *words_title_short(const struct like *like) {
	assert(like->about < LIKE_ABOUT_COUNT);
	return abouts[like->about].brief;
}

char words_state_letter(enum like_state state) {
	assert(state < LIKE_STATE_COUNT);
	return states[state].letter;
}

const char *words_state_name(enum like_state state) {
	assert(state < LIKE_STATE_COUNT);
	return states[state].word;
}

static int64_t round_up(msec_t value, msec_t unit) {
	return value <= 0 ? 0 : (value - 1) / unit + 1;
}

/* `seconds`: "8 s" is wanted for what is short; else "0:08" */
static void put_countdown(
		const char *word, msec_t left, bool seconds, char ret[static WORDS_STATE_MAX]) {
	if (left > OPEN_END || left <= 0) {
		snprintf(ret, WORDS_STATE_MAX, "%s", word);
	} else if (left > 2 * MSEC_PER_DAY) {
		snprintf(ret, WORDS_STATE_MAX, "%s %" PRId64 " d", word,
				round_up(left, MSEC_PER_DAY));
	} else if (left > MSEC_PER_HOUR) {
		const int64_t minutes = round_up(left, MSEC_PER_MIN);
		snprintf(ret, WORDS_STATE_MAX, "%s %" PRId64 "h%02d", word, minutes / 60,
				(int)(minutes % 60));
	} else {
		const int64_t s = round_up(left, MSEC_PER_SEC);
		if (seconds && left < MINUTES_FROM) {
			snprintf(ret, WORDS_STATE_MAX, "%s %" PRId64 " s", word, s);
		} else {
			snprintf(ret, WORDS_STATE_MAX, "%s %" PRId64 ":%02d", word, s / 60,
					(int)(s % 60));
		}
	}
}

/* "on 25 Nov", or "at 14:20" where that is today */
static void put_day(msec_t at, msec_t now, char ret[static WORDS_STATE_MAX]) {
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	char day[DATE_MAX], today[DATE_MAX], minute[DATE_MAX];
	date_local_day(at, day);
	date_local_day(now, today);
	if (strcmp(day, today) == 0) {
		date_local_minute(at, minute);
		snprintf(ret, WORDS_STATE_MAX, "at %s", minute);
		return;
	}
	int month = 0, number = 0;
	if (sscanf(day, "%*d-%2d-%2d", &month, &number) != 2 || month < 1 || month > 12) {
		snprintf(ret, WORDS_STATE_MAX, "later");
		return;
	}
	snprintf(ret, WORDS_STATE_MAX, "on %d %s", number, months[month - 1]);
}

static void put_reason(const char *reason, char ret[static WORDS_STATE_MAX]) {
	if (reason == NULL || reason[0] == '\0') {
		snprintf(ret, WORDS_STATE_MAX, "kept");
		return;
	}
	struct buf clean, fit;
	buf_init(&clean, BUF_UNLIMITED);
	buf_init(&fit, BUF_UNLIMITED);
	text_clean(reason, strlen(reason), &clean);
	/* Cut on a character, wherever the array ends. */
	size_t cells = WORDS_STATE_MAX - 8;
	do {
		buf_reset(&fit);
		text_fit(clean.data, cells, "…", &fit);
		cells -= 8;
	} while (fit.len + sizeof("kept: ") > WORDS_STATE_MAX);
	snprintf(ret, WORDS_STATE_MAX, "kept: %s", fit.data);
	buf_finish(&fit);
	buf_finish(&clean);
}

static void cut(size_t width, char ret[static WORDS_STATE_MAX]) {
	if (width == 0 || text_width(ret) <= width) {
		return;
	}
	struct buf fit;
	buf_init(&fit, BUF_UNLIMITED);
	text_fit(ret, width, "…", &fit);
	assert(fit.len < WORDS_STATE_MAX);
	memcpy(ret, fit.data, fit.len + 1);
	buf_finish(&fit);
}

void words_state(enum like_state state, const struct intent *intent_or_null, msec_t now_wall,
		size_t width, char ret[static WORDS_STATE_MAX]) {
	static const struct intent none = { .horizon = 0 };
	assert(state < LIKE_STATE_COUNT);
	const struct intent *intent = intent_or_null != NULL ? intent_or_null : &none;
	switch (state) {
	case LIKE_UNDOABLE:
		put_countdown(states[state].word, intent->due - now_wall, true, ret);
		break;
	case LIKE_SYNCING:
		put_countdown(states[state].word, intent->horizon - now_wall, false, ret);
		break;
	case LIKE_PACED:
		put_day(intent->not_before, now_wall, ret);
		break;
	case LIKE_ROLLED_BACK:
		put_reason(intent->reason, ret);
		break;
	default:
		snprintf(ret, WORDS_STATE_MAX, "%s", states[state].word);
		break;
	}
	cut(width, ret);
}

static void put_grouped(int64_t number, char ret[static 32]) {
	char digits[32];
	const int len = snprintf(digits, sizeof(digits), "%" PRId64, number);
	int to = 0;
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0) {
			ret[to++] = ',';
		}
		ret[to++] = digits[i];
	}
	ret[to] = '\0';
}

/* In the largest unit of which there is at least one. */
static void put_age(int64_t days, char ret[static DATE_MAX]) {
	static const struct {
		int days;
		const char *one, *many;
	} units[] = {
		{ 365, "year", "years" },
		{ 30, "month", "months" },
		{ 7, "week", "weeks" },
		{ 1, "day", "days" },
	};
	if (days <= 1) {
		snprintf(ret, DATE_MAX, "%s", days == 1 ? "yesterday" : "today");
		return;
	}
	size_t i = 0;
	while (days < units[i].days) {
		i++;
	}
	const int64_t n = days / units[i].days;
	snprintf(ret, DATE_MAX, "%" PRId64 " %s", n, n == 1 ? units[i].one : units[i].many);
}

void words_date(msec_t at, enum date_form form, msec_t now_wall, char ret[static DATE_MAX]) {
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	struct date_day day;
	switch (form) {
	case DATE_FORM_DAY_MONTH:
		day = date_local_calendar(at);
		snprintf(ret, DATE_MAX, "%d %s %d", day.day, months[day.month - 1], day.year);
		return;
	case DATE_FORM_AGE:
		put_age(date_local_calendar(now_wall).number - date_local_calendar(at).number, ret);
		return;
	default:
		date_local_day(at, ret);
	}
}

void words_number(int64_t number, bool narrow, char ret[static 32]) {
	static const struct {
		int64_t unit;
		char letter;
	} units[] = { { 1000000000, 'G' }, { 1000000, 'M' }, { 1000, 'K' } };
	if (number < 0) {
		snprintf(ret, 32, "?");
		return;
	}
	if (!narrow || number < 10000) {
		put_grouped(number, ret);
		return;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (number < units[i].unit) {
			continue;
		}
		const int64_t whole = number / units[i].unit;
		const int tenth = (int)(number % units[i].unit / (units[i].unit / 10));
		if (whole < 10 && tenth > 0) {
			snprintf(ret, 32, "%d.%d%c", (int)whole, tenth, units[i].letter);
		} else {
			snprintf(ret, 32, "%" PRId64 "%c", whole, units[i].letter);
		}
		return;
	}
}
