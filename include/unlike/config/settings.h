/*
 * What can be set, in one table: the reading of the configuration, `unlike config show`, its
 * template and the tests of the manual are made from it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/lang.h"

enum setting_kind {
	SETTING_CHOICE, /* number: which of `words` */
	SETTING_LENGTH, /* of time; number: ms, −1: "off" where `words` has it */
	SETTING_NUMBER, /* number; −1: the word in `words` */
	SETTING_LIST, /* some of `words`, or "none"; number: one bit for each */
	SETTING_NAME, /* text; `words` say what of; may be empty */
	SETTING_KIND_COUNT
};

/* X-macro: setting, section, name, kind, default, words (parted by '|'), least and most (ms, or the
 * number), its sentence. */
#define SETTINGS(X) \
	X(SETTING_THEME, "screen", "theme", SETTING_NAME, "default", \
			N_("the name of a theme, as 'unlike theme list' tells it"), 0, 0, \
			N_("What the screen looks like.")) \
	X(SETTING_ASCII, "screen", "ascii", SETTING_CHOICE, "auto", "auto|on|off", 0, 0, \
			N_("Draws with ASCII alone: on, off, or as the terminal needs it.")) \
	X(SETTING_MOTION, "screen", "motion", SETTING_CHOICE, "on", "off|on", 0, 0, \
			N_("Whether bars and fades move; without it they step.")) \
	X(SETTING_COLUMNS, "screen", "columns", SETTING_LIST, "author date count", \
			"author|date|count", 0, 0, \
			N_("What a row shows beside its title, where there is room.")) \
	X(SETTING_DATE, "screen", "date", SETTING_CHOICE, "iso", "iso|day-month|relative", 0, 0, \
			N_("How dates are written: 2024-03-02, 2 Mar 2024, or 3 weeks.")) \
	X(SETTING_LANGUAGE, "screen", "language", SETTING_CHOICE, "auto", "auto|en|zh", 0, 0, \
			N_("The language: as the environment says, English or Chinese.")) \
	X(SETTING_MOUSE, "acting", "mouse", SETTING_CHOICE, "on", "off|on", 0, 0, \
			N_("Whether the mouse is listened to.")) \
	X(SETTING_HOLD, "acting", "hold", SETTING_LENGTH, "800 ms", "off", 300, 5000, \
			N_("How long a key is held to act; off: only the answer to the " \
			   "question acts.")) \
	X(SETTING_UNDO, "acting", "undo", SETTING_LENGTH, "10 s", "", 0, 3600000, \
			N_("How long something can be undone before anyone hears of " \
			   "it.")) \
	X(SETTING_RESERVE, "acting", "reserve", SETTING_NUMBER, "auto", "auto", 0, 1000000, \
			N_("How much of each limit a plan leaves free; auto: one, or a tenth " \
			   "where that is more.")) \
	X(SETTING_ACCOUNT, "accounts", "default", SETTING_NAME, "", \
			N_("the name of an account, as 'unlike accounts' tells it"), 0, 0, \
			N_("The account without --account; empty: the first that was signed in."))

enum setting {
#define X(setting, section, name, kind, value, words, least, most, sentence) setting,
	SETTINGS(X)
#undef X
			SETTING_COUNT
};

/* In the order of the table's words. */
enum ascii_choice { ASCII_AUTO, ASCII_ON, ASCII_OFF };
enum date_choice { DATE_ISO, DATE_DAY_MONTH, DATE_RELATIVE };
enum columns_bit { COLUMN_AUTHOR = 1, COLUMN_DATE = 2, COLUMN_COUNT = 4 };

struct setting_spec {
	const char *section, *name;
	enum setting_kind kind;
	const char *value, *words;
	int64_t least, most;
	const char *sentence;
};

#define SETTING_TEXT_MAX 65 /* bytes of a name, with the NUL */

struct setting_value {
	int64_t number;
	char text[SETTING_TEXT_MAX]; /* SETTING_NAME */
};

const struct setting_spec *setting_spec(enum setting setting);
/* SETTING_COUNT: there is none. */
enum setting setting_find(const char *section, const char *name);

/* False: that is none of what is allowed; *ret as it was. */
bool setting_parse(enum setting setting, const char *text, struct setting_value *ret);
/* Appends it as the file has it: "800 ms", "author date". Reads back as the same. */
void setting_format(enum setting setting, const struct setting_value *value, struct buf *out);
/* Appends what is allowed, in words of the language in use: "auto, on or off"; "300 ms to 5 s, or
 * off". */
void setting_allowed(enum setting setting, struct buf *out);
