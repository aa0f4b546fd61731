/*
 * A terminal: events in, frames out. Three of them keep this border honest: ncurses, a script, and
 * the one of the tests.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/key.h"
#include "unlike/ui/mouse.h"
#include "unlike/ui/theme.h"

#define TERM_NAME_MAX 40

/* What the terminal says of itself when it is asked. */
enum term_answer_about {
	TERM_SAYS_KEYBOARD, /* it has the newer keyboard protocol */
	TERM_SAYS_ATTRIBUTES, /* comes last: every terminal knows this question */
	TERM_SAYS_MODE, /* number: the mode; value: 0 it does not know it, 1 set, 2 reset, … */
	TERM_SAYS_CURSOR, /* number: its row, value: its column, from 1 */
	TERM_SAYS_NAME,
	TERM_SAYS_READY, /* it has come to this question */
	TERM_ANSWER_COUNT
};

struct term_answer {
	enum term_answer_about about;
	int number, value;
	char name[TERM_NAME_MAX + 1]; /* printable ASCII */
};

/* What is known of a terminal. */
struct term_traits {
	bool told; /* it has answered, or has let its time for that pass */
	bool answers; /* to anything at all */
	bool keyboard; /* it has kitty's protocol: releases of keys are told */
	bool sync_output; /* it can be told to show a frame as a whole */
	int heart_cols, line_cols; /* what ♥ and ─ take; 0: not told */
	char name[TERM_NAME_MAX + 1]; /* with its version; "" not told */
};
/* Whether characters of ambiguous width are two cells wide there; `unless_told` where it does not
 * say. */
bool term_is_wide(const struct term_traits *traits, bool unless_told);

enum term_event_type {
	TERM_KEY, /* pressed, or repeated by being held */
	TERM_RELEASE, /* where the terminal tells releases */
	TERM_PASTE,
	TERM_MOUSE,
	TERM_FOCUS_LOST, /* keys go elsewhere from now on: so does a release */
	TERM_ANSWER, /* only from input.h: a terminal makes TRAITS of it */
	TERM_TRAITS, /* all there is to know is known, or it is something else now */
	TERM_HANGUP,
	TERM_EVENT_COUNT
};

struct term_event {
	enum term_event_type type;
	union {
		/* KEY; RELEASE: the key without Shift and its like, which may have changed since */
		struct key key;
		const char *paste; /* borrowed until the next read */
		struct mouse mouse;
		struct term_answer answer;
		const struct term_traits *traits; /* borrowed until the next read */
	};
};

struct term_ops {
	/* Takes the screen over: alternate screen, raw input, bracketed paste, and asks what the
	 * terminal can do; the answer is an event. */
	bool (*start)(void *self, struct err *reterr);
	/* Gives the screen back as it was. Twice is fine. */
	void (*stop)(void *self);
	/* Listens to the mouse, or leaves it to the terminal; off at first. Kept over stop and
	 * start. */
	void (*set_mouse)(void *self, bool on);
	/* To wait on for input. */
	int (*fd)(void *self);
	/* The next event without waiting; false: none now. Call until false. `now` decides whether
	 * a lone ESC byte is the Esc key (after 25 ms of silence). */
	bool (*read)(void *self, msec_t now_mono, struct term_event *ret);
	/* When read() should be called again though no byte came (a lone ESC, no answer);
	 * MSEC_NEVER: not before one comes. */
	msec_t (*deadline)(void *self);
	/* Asks the terminal for its size (≥ 1 each). */
	void (*size)(void *self, int *ret_rows, int *ret_cols);
	/* Draws; only what changed is sent. `everything`: as if nothing were known of the
	 * screen. */
	void (*present)(void *self, const struct frame *frame, bool everything);
};

struct terminal {
	const struct term_ops *ops;
	void *self; /* foreign */
};

/* ncurses on the controlling terminal (the only file that sees ncurses). */
struct term_ncurses;
struct term_ncurses *term_ncurses_create(struct err *reterr);
void term_ncurses_destroy(struct term_ncurses *term);
/* Without it the theme is `default`. While it runs, the next frame is drawn whole. `theme` must
 * outlive it, and stay as it is until it is set again. */
void term_ncurses_set_theme(struct term_ncurses *term, const struct theme *theme);
/* Before the first start; without one every frame is written, whether the line is free or not. Must
 * outlive it. */
void term_ncurses_set_clock(struct term_ncurses *term, const struct clock *clock);
struct terminal term_ncurses_terminal(struct term_ncurses *term);

/* The size of a terminal that nobody has taken over; false: it is none, or does not know. */
bool term_size_of(int fd, int *ret_rows, int *ret_cols);
/* Asks a terminal that nobody has taken over what it can do: waits for a second at most, and wipes
 * out the line that the cursor is in. False: there is none to ask, or it is another job's. */
bool term_ask(int in, int out, const struct clock *clock, struct term_traits *ret);
/* "ncurses 6.4.20221231"; static. */
const char *term_library(void);

/* From a crash handler: restores the screen with what is async-signal-safe. */
void term_ncurses_emergency_stop(void);

/* A terminal of memory: bytes come from whoever feeds it, frames go to a function. For scripted
 * sessions and for tests. It has no descriptor: after feeding, screen_read() is the feeder's. */
struct term_script;

typedef void term_script_drew_fn(const struct frame *frame, void *data);

/* `drew` is called within present(), with a frame that is valid in the call only. */
struct term_script *term_script_create(int rows, int cols, term_script_drew_fn *drew, void *data);
/* NULL is fine. */
void term_script_destroy(struct term_script *term);
struct terminal term_script_terminal(struct term_script *term);

/* Bytes as a keyboard sends them, at `now` (mono). */
void term_script_feed(struct term_script *term, const char *bytes, size_t len, msec_t now);
/* What the terminal says from now on when it is asked for its size. */
void term_script_resize(struct term_script *term, int rows, int cols);
