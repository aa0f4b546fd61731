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
#include "unlike/ui/theme.h"

enum term_event_type { TERM_KEY, TERM_PASTE, TERM_HANGUP, TERM_EVENT_COUNT };

struct term_event {
	enum term_event_type type;
	struct key key; /* TERM_KEY */
	const char *paste; /* TERM_PASTE; borrowed until the next read */
};

struct term_ops {
	/* Takes the screen over: alternate screen, raw input, bracketed paste. */
	bool (*start)(void *self, struct err *reterr);
	/* Gives the screen back as it was. Twice is fine. */
	void (*stop)(void *self);
	/* To wait on for input. */
	int (*fd)(void *self);
	/* The next event without waiting; false: none now. Call until false. `now` decides whether
	 * a lone ESC byte is the Esc key (after 25 ms of silence). */
	bool (*read)(void *self, msec_t now_mono, struct term_event *ret);
	/* When read() should be called again though no byte came (a lone ESC); MSEC_NEVER: not
	 * before one comes. */
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
/* Before the first start; without it the theme is `default`. `theme` must outlive it. */
void term_ncurses_set_theme(struct term_ncurses *term, const struct theme *theme);
struct terminal term_ncurses_terminal(struct term_ncurses *term);

/* The size of a terminal that nobody has taken over; false: it is none, or does not know. */
bool term_size_of(int fd, int *ret_rows, int *ret_cols);
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
