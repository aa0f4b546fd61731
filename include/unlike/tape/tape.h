/*
 * The language of tapes: a file, checked whole, as a list of commands. The words of VHS mean what
 * they mean there; docs/tapes.md has them all, and ours.
 *
 * A tape is hostile until it is read: nothing of it is run here, and what can be wrong with it is
 * found here or by tape_check_fn, before anything starts.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/ui/key.h"

/* X-macro: verb, its word. Keys ("Enter", "Ctrl+R", "Up 3") are all TAPE_KEY. */
#define TAPE_VERBS(X) \
	X(TAPE_OUTPUT, "Output") \
	X(TAPE_REQUIRE, "Require") \
	X(TAPE_SET, "Set") \
	X(TAPE_ENV, "Env") \
	X(TAPE_SOURCE, "Source") \
	X(TAPE_TYPE, "Type") \
	X(TAPE_KEY, "key") \
	X(TAPE_SLEEP, "Sleep") \
	X(TAPE_WAIT, "Wait") \
	X(TAPE_HIDE, "Hide") \
	X(TAPE_SHOW, "Show") \
	X(TAPE_SCREENSHOT, "Screenshot") \
	X(TAPE_COPY, "Copy") \
	X(TAPE_PASTE, "Paste") \
	X(TAPE_HOLD, "Hold") \
	X(TAPE_PRESS, "Press") \
	X(TAPE_RELEASE, "Release") \
	X(TAPE_CLICK, "Click") \
	X(TAPE_DRAG, "Drag") \
	X(TAPE_RESIZE, "Resize") \
	X(TAPE_EXPECT, "Expect") \
	X(TAPE_EXPECT_NOT, "ExpectNot") \
	X(TAPE_EXPECT_ROW, "ExpectRow") \
	X(TAPE_EXPECT_STATE, "ExpectState") \
	X(TAPE_SAY, "Say") \
	X(TAPE_ADVANCE, "Advance") \
	X(TAPE_NETWORK, "Network") \
	X(TAPE_SERVICE, "Service") \
	X(TAPE_KILL, "Kill") \
	X(TAPE_RESTART, "Restart") \
	X(TAPE_SEED, "Seed") \
	X(TAPE_AT, "At")

enum tape_verb {
#define X(verb, word) verb,
	TAPE_VERBS(X)
#undef X
			TAPE_VERB_COUNT
};

/* NULL-free; "key" for TAPE_KEY. */
const char *tape_verb_word(enum tape_verb verb);

enum tape_keyboard { TAPE_LEGACY, TAPE_KITTY, TAPE_KEYBOARD_COUNT };
enum tape_network { TAPE_NETWORK_UP, TAPE_NETWORK_DOWN, TAPE_NETWORK_SLOW, TAPE_NETWORK_COUNT };

/* A POSIX extended regular expression, compiled. */
struct tape_pattern;
/* Is it somewhere in this text? Line by line: '^' and '$' are a line's ends, and no match goes over
 * one. */
bool tape_pattern_matches(const struct tape_pattern *pattern, const char *text);
/* As it was written, without the slashes. */
const char *tape_pattern_text(const struct tape_pattern *pattern);

struct tape_where {
	const char *file; /* as it was named; of the tape */
	int line, column; /* from 1 */
};

/* Which member says what is listed with each; all text belongs to the tape and is valid UTF-8
 * without control characters. */
struct tape_command {
	enum tape_verb verb;
	struct tape_where where;
	const char *source; /* the line as it was written, without comment and outer blanks */
	/* OUTPUT, SCREENSHOT: path; relative and without "..", as a tape may come from anybody.
	 * REQUIRE: program. TYPE, COPY, SAY: text. ENV: value. EXPECT_STATE: the state's
	 * word. SET (TypingSpeed, Keyboard, WaitTimeout, WaitPattern only, and only behind the
	 * first command that acts; all others end in tape_settings): nothing. */
	const char *text;
	/* ENV: variable. EXPECT_STATE: item. SET: the setting. SERVICE: who of the account's
	 * network takes likes back; NULL: nobody. */
	const char *name;
	struct key key; /* KEY, HOLD, PRESS, RELEASE */
	bool mouse; /* HOLD, PRESS, RELEASE: of the mouse's left button at row, col */
	int row, col; /* CLICK, DRAG, mouse; EXPECT_ROW: row. From 1, as a person counts. */
	int to_row, to_col; /* DRAG */
	int rows, cols; /* RESIZE */
	int count; /* KEY: how often. SERVICE: how many answers, or cancels. Else 1. */
	/* SLEEP, ADVANCE, HOLD, DRAG, NETWORK slow: how long. TYPE, KEY: between keys, −1: as the
	 * setting says. WAIT: at most, −1: as the setting says. SERVICE: Retry-After, whole
	 * seconds, 0 none. SET TypingSpeed, WaitTimeout: the value. */
	msec_t time;
	const struct tape_pattern *pattern; /* WAIT (NULL: the setting), EXPECT…, SET WaitPattern */
	bool whole_screen; /* WAIT+Screen; else the cursor's line */
	enum tape_network network; /* NETWORK */
	enum tape_keyboard keyboard; /* SET Keyboard */
	/* SERVICE without a name; 0: it decides its oldest review, and rejects it where there is a
	 * text: why. */
	int status;
};

/* What holds for the whole tape. Sizes are in cells. */
struct tape_settings {
	int rows, cols; /* Set Size 80x24 */
	msec_t typing_speed; /* 50 ms as in VHS */
	msec_t wait_timeout; /* 15 s as in VHS */
	const struct tape_pattern *wait_pattern; /* never NULL; a prompt */
	enum tape_keyboard keyboard;
	msec_t repeat_delay, repeat_every; /* Set KeyRepeat 250ms 33ms */
	const char *theme, *language, *time_zone; /* "default", "en", "UTC" */
	const char *platform; /* "wechat-channels"; an id, not a path */
	bool verified; /* Set Tier verified: what kind of account it is */
	size_t sample; /* likes; 0: what the command line says */
	uint64_t seed; /* Seed 42 */
	msec_t start; /* At: wall time of the beginning */
	const char *title; /* Set Title: of recordings; NULL: none */
	bool says; /* there is a Say: room for captions is kept below the screen */
};

struct tape {
	const char *file;
	struct tape_settings settings;
	struct tape_command *commands; /* in order, those of Source in its place; SOURCE, SEED, AT
					* and most SETs are not among them any more */
	size_t n;
	struct buf notes; /* a line for each setting that means nothing here, each once */
	void *own; /* what all the text above lies in */
};

#define TAPE_FILE_MAX ((size_t)1 << 20)
#define TAPE_COMMANDS_MAX ((size_t)100000)
#define TAPE_SOURCE_DEPTH 8
#define TAPE_CELLS_MAX 500 /* rows, and columns */
#define TAPE_COUNT_MAX 10000 /* of one key, and of answers */
/* Of one command, and of the whole tape without its Waits. */
#define TAPE_DURATION_MAX (366 * MSEC_PER_DAY)
#define TAPE_KEYS_MAX ((size_t)1000000) /* of the whole tape, repeats of Hold included */

/*
 * Reads a file and what it names by Source (relative to the file that names it, as that is what
 * survives another working folder). Everything wrong with it goes to `problems`, a line each:
 * "demo/x.tape:3:1: there is no 'Slep'; did you mean 'Sleep'?"; fifty of them and "… and N more" at
 * most, fit for a terminal. NULL then, and when the file cannot be read ("x.tape: No such file …").
 */
struct tape *tape_read(const char *path, struct buf *problems);
/* The same from memory; Source is relative to the working folder. */
struct tape *tape_parse(const char *name, const char *text, size_t len, struct buf *problems);
/* NULL is fine. */
void tape_free(struct tape *tape);

/*
 * What only the player's side can know is checked by it, still before anything starts: whether a
 * command line can be run, a platform or theme exists, a state has that word, an output's ending is
 * known, a program that is required is there. False: adds its sentence.
 */
typedef bool tape_check_fn(const struct tape *tape, const struct tape_command *command_or_null,
		void *data, struct err *reterr);
/* Calls it for each command, and with NULL once for the settings; a line in `problems` each time
 * it says no. True: none. */
bool tape_check(const struct tape *tape, tape_check_fn *check, void *data, struct buf *problems);
