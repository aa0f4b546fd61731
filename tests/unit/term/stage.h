/*
 * The real ncurses on a real terminal device. A child has the slave as its controlling terminal and
 * does one scene; the test reads and writes the master. What the child finds wrong is its exit
 * status. A mark among what is drawn tells that a step is done, and a pipe gives leave for the
 * next: nothing waits for a time.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "unlike/base/buf.h"
#include "unlike/term/term.h"

struct stage {
	pid_t child;
	int master;
	int leave; /* the pipe's end on this side */
	struct buf out; /* what the child has drawn since it was asked last */
};

/* --- in the child ---------------------------------------------------------------------------- */

extern struct term_ncurses *ncurses;
extern struct terminal terminal;

#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)
void check(bool holds, const char *what, const char *file, int line);

/* Tells the test that a step is done, and waits for its leave to go on. */
void step(char c);
struct frame blank(int rows, int cols);
void put(struct frame *frame, int row, int col, enum role role, const char *text);
void open_terminal(void);
void present(const struct frame *frame, bool everything);
/* Waits for bytes, then takes one event. */
struct term_event next_event(msec_t now);
bool has_event(msec_t now);

/* --- in the test ----------------------------------------------------------------------------- */

void begin(struct stage *s, void (*scene)(void), int rows, int cols);
/* Reads what is drawn until the child has done a step. */
char wait_step(struct stage *s);
void go_on(struct stage *s);
void type(struct stage *s, const char *bytes);
/* The child has to have found nothing wrong. */
void end(struct stage *s);

int count(const struct stage *s, const char *text);
bool has(const struct stage *s, const char *text);
/* Whether a number is in any of the sequences that set attributes. */
bool has_attribute(const struct stage *s, int wanted);
