#include "unlike/ui/words.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

#define MINUTES_FROM (100 * MSEC_PER_SEC) /* shorter ones are told in seconds */
#define OPEN_END (100 * MSEC_PER_DAY) /* longer: 'until told', without a number */

static const struct {
	const char *word;
	char letter;
} states[LIKE_STATE_COUNT] = {
	[LIKE_LIKED] = { NC_("state", "liked"), 'L' },
	[LIKE_UNDOABLE] = { NC_("state", "undo"), 'u' },
	[LIKE_PACED] = { NC_("state", "paced"), 'p' },
	[LIKE_WAITING] = { NC_("state", "waiting"), 'z' },
	[LIKE_SENDING] = { NC_("state", "sending"), '>' },
	[LIKE_SYNCING] = { NC_("state", "sync"), '~' },
	[LIKE_IN_REVIEW] = { NC_("state", "in review"), 'r' },
	[LIKE_CONFIRMED] = { NC_("state", "confirmed"), 'x' },
	[LIKE_STILL_SHOWN] = { NC_("state", "still shown"), 'e' },
	[LIKE_ROLLED_BACK] = { NC_("state", "kept"), '!' },
	[LIKE_UNDECIDED] = { NC_("state", "you decide"), '?' },
	[LIKE_GONE] = { NC_("state", "gone"), '-' },
};

/* What stands for a title. */
static const struct {
	const char *words, *brief;
} abouts[LIKE_ABOUT_COUNT] = {
	[LIKE_DESCRIBED] = { N_("(no text)"), N_("(no text)") },
	[LIKE_NOT_DESCRIBED] = { N_("(not fetched yet)"), N_("(not fetched yet)") },
	[LIKE_NOT_THERE] = { N_("(deleted, or hidden from you)"), N_("(deleted or hidden)") },
	[LIKE_ELSEWHERE] = { N_("(on a server that cannot be asked)"), N_("(on another server)") },
	[LIKE_OF_NOTHING] = { N_("(a like that does not say of what)"), N_("(does not say what)") },
};

const char *words_title(const struct like *like) {
	assert(like->about < LIKE_ABOUT_COUNT);
	return like->title != NULL && like->title[0] != '\0' ? like->title
							     : lang_text(abouts[like->about].words);
}

const char *words_title_short(const struct like *like) {
	assert(like->about < LIKE_ABOUT_COUNT);
	return lang_text(abouts[like->about].brief);
}

char words_state_letter(enum like_state state) {
	assert(state < LIKE_STATE_COUNT);
	return states[state].letter;
}

const char *words_state_name(enum like_state state) {
	assert(state < LIKE_STATE_COUNT);
	return states[state].word;
}

static const char *state_word(enum like_state state) {
	return lang_text_of("state", states[state].word);
}

size_t words_state_cols(void) {
	return text_width(state_word(LIKE_SYNCING)) + sizeof(" 14:32") - 1;
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
		snprintf(ret, WORDS_STATE_MAX, _("%s %d d"), word,
				(int)round_up(left, MSEC_PER_DAY));
	} else if (left > MSEC_PER_HOUR) {
		const int64_t minutes = round_up(left, MSEC_PER_MIN);
		snprintf(ret, WORDS_STATE_MAX, _("%s %dh%02d"), word, (int)(minutes / 60),
				(int)(minutes % 60));
	} else {
		const int64_t s = round_up(left, MSEC_PER_SEC);
		if (seconds && left < MINUTES_FROM) {
			snprintf(ret, WORDS_STATE_MAX, _("%s %d s"), word, (int)s);
		} else {
			snprintf(ret, WORDS_STATE_MAX, "%s %" PRId64 ":%02d", word, s / 60,
					(int)(s % 60));
		}
	}
}

static const char *month_name(int month) {
	static const char *const names[12] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
		N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"),
		N_("Dec") };
	assert(month >= 1 && month <= 12);
	return lang_text(names[month - 1]);
}

/* "on 25 Nov", or "at 14:20" where that is today */
static void put_day(msec_t at, msec_t now, char ret[static WORDS_STATE_MAX]) {
	char day[DATE_MAX], today[DATE_MAX], minute[DATE_MAX];
	date_local_day(at, day);
	date_local_day(now, today);
	if (strcmp(day, today) == 0) {
		date_local_minute(at, minute);
		snprintf(ret, WORDS_STATE_MAX, _("at %s"), minute);
		return;
	}
	int month = 0, number = 0;
	if (sscanf(day, "%*d-%2d-%2d", &month, &number) != 2 || month < 1 || month > 12) {
		snprintf(ret, WORDS_STATE_MAX, "%s", _("later"));
		return;
	}
	snprintf(ret, WORDS_STATE_MAX, _("on %d %s"), number, month_name(month));
}

static void put_reason(const char *reason, char ret[static WORDS_STATE_MAX]) {
	if (reason == NULL || reason[0] == '\0') {
		snprintf(ret, WORDS_STATE_MAX, "%s", state_word(LIKE_ROLLED_BACK));
		return;
	}
	struct buf clean, fit;
	buf_init(&clean, BUF_UNLIMITED);
	buf_init(&fit, BUF_UNLIMITED);
	text_clean(reason, strlen(reason), &clean);
	const size_t around = strlen(_("kept: %s"));
	/* Cut on a character, wherever the array ends. */
	size_t cells = WORDS_STATE_MAX - 8;
	do {
		buf_reset(&fit);
		text_fit(clean.data, cells, "…", &fit);
		cells -= 8;
	} while (fit.len + around > WORDS_STATE_MAX);
	snprintf(ret, WORDS_STATE_MAX, _("kept: %s"), fit.data);
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
		put_countdown(state_word(state), intent->due - now_wall, true, ret);
		break;
	case LIKE_SYNCING:
		put_countdown(state_word(state), intent->horizon - now_wall, false, ret);
		break;
	case LIKE_PACED:
		if (intent->not_before == MSEC_NEVER) {
			snprintf(ret, WORDS_STATE_MAX, "%s", state_word(state));
		} else {
			put_day(intent->not_before, now_wall, ret);
		}
		break;
	case LIKE_ROLLED_BACK:
		put_reason(intent->reason, ret);
		break;
	default:
		snprintf(ret, WORDS_STATE_MAX, "%s", state_word(state));
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
	if (days <= 1) {
		snprintf(ret, DATE_MAX, "%s", days == 1 ? _("yesterday") : _("today"));
		return;
	}
	if (days >= 365) {
		const int n = (int)(days / 365);
		snprintf(ret, DATE_MAX, lang_plural("%d year", "%d years", n), n);
	} else if (days >= 30) {
		const int n = (int)(days / 30);
		snprintf(ret, DATE_MAX, lang_plural("%d month", "%d months", n), n);
	} else if (days >= 7) {
		const int n = (int)(days / 7);
		snprintf(ret, DATE_MAX, lang_plural("%d week", "%d weeks", n), n);
	} else {
		snprintf(ret, DATE_MAX, lang_plural("%d day", "%d days", (int)days), (int)days);
	}
}

void words_date(msec_t at, enum date_form form, msec_t now_wall, char ret[static DATE_MAX]) {
	struct date_day day;
	switch (form) {
	case DATE_FORM_DAY_MONTH:
		day = date_local_calendar(at);
		snprintf(ret, DATE_MAX, _("%d %s %d"), day.day, month_name(day.month), day.year);
		return;
	case DATE_FORM_AGE:
		put_age(date_local_calendar(now_wall).number - date_local_calendar(at).number, ret);
		return;
	default:
		date_local_day(at, ret);
	}
}

/* Large numbers have units by the language: thousands, or ten thousands. */
struct unit {
	int64_t size;
	int64_t tenths_below; /* wholes that are told with a tenth */
	const char *mark;
};

static void put_short(int64_t number, const struct unit *units, size_t n, char ret[static 32]) {
	for (size_t i = 0; i < n; i++) {
		if (number < units[i].size) {
			continue;
		}
		const int64_t whole = number / units[i].size;
		const int tenth = (int)(number % units[i].size / (units[i].size / 10));
		if (whole < units[i].tenths_below && tenth > 0) {
			snprintf(ret, 32, "%d.%d%s", (int)whole, tenth, units[i].mark);
		} else {
			snprintf(ret, 32, "%" PRId64 "%s", whole, units[i].mark);
		}
		return;
	}
}

void words_number(int64_t number, bool narrow, char ret[static 32]) {
	static const struct unit thousands[] = { { 1000000000, 10, "G" }, { 1000000, 10, "M" },
		{ 1000, 10, "K" } };
	static const struct unit wan[] = { { 100000000, 1000, "亿" }, { 10000, 1000, "万" } };
	if (number < 0) {
		snprintf(ret, 32, "?");
	} else if (!narrow || number < 10000) {
		put_grouped(number, ret);
	} else if (lang_get() == LANG_ZH_CN) {
		put_short(number, wan, sizeof(wan) / sizeof(wan[0]), ret);
	} else {
		put_short(number, thousands, sizeof(thousands) / sizeof(thousands[0]), ret);
	}
}

void words_count(int64_t number, char ret[static 32]) {
	words_number(number, number > (lang_get() == LANG_ZH_CN ? 9999 : 999999), ret);
}
