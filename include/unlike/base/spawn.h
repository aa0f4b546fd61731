/* Starting programs: an argument vector, never a shell. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "unlike/base/err.h"

struct spawned {
	pid_t pid;
	int in, out; /* our ends of its standard input and output; own; −1 where not asked for */
};

/*
 * Starts argv[0] (a path with a '/' in it; argv ends with NULL) with an empty signal mask and
 * default handlers. `want_in`, `want_out`: with a pipe, else /dev/null. Standard error goes to
 * `errors_to` (foreign; STDERR_FILENO: to ours). No other descriptor is inherited. ERR_INPUT: no
 * such program.
 */
bool spawn_program(const char *const *argv, bool want_in, bool want_out, int errors_to,
		struct spawned *ret, struct err *reterr);

/* The same in a process group of its own, which spawn_kill() ends as a whole; the terminal's keys
 * do not reach it. */
bool spawn_program_apart(const char *const *argv, bool want_in, bool want_out, int errors_to,
		struct spawned *ret, struct err *reterr);

/* Starts argv[0] on our own terminal, as a shell does, and waits for its end: an editor. While it
 * runs, the keys that interrupt are its own. *ret_status as spawn_wait() gives it. */
bool spawn_in_front(const char *const *argv, int *ret_status, struct err *reterr);

/* Whether it has ended, without waiting; *ret_status as spawn_wait() gives it, which is then not
 * to be called. The descriptors stay open. */
bool spawn_has_ended(struct spawned *child, int *ret_status);

/* Kills one that was started apart, with all that it started, and waits for its end. */
void spawn_kill(struct spawned *child);

/* Waits for its end; the exit status, or 128 + signal; 127 when it cannot be told. Closes both
 * descriptors first. Blocks: once a child. */
int spawn_wait(struct spawned *child);

/* The path of a program: by $PATH, or `name` itself where a '/' is in it. The caller frees; NULL:
 * there is none that we may run. */
char *spawn_find(const char *name);
