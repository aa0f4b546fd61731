/*
 * What is switched on at the terminal beyond what ncurses does, and how it is switched off again,
 * in a crash too: with what is async-signal-safe, from a text that was made beforehand.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "unlike/base/buf.h"

struct switches {
	bool on; /* pasted text is marked, and the loss of focus told */
	bool mouse;
	bool keyboard; /* kitty's protocol is pushed: of the alternate screen, so popped before it
			* is left */
};

/* Adds what brings the terminal from one to the other. */
void switches_change(const struct switches *from, const struct switches *to, struct buf *out);

/* From now on term_ncurses_emergency_stop() gives it back from there. Behind newterm(). */
void switches_arm(int fd, const struct termios *modes, const struct switches *now);
void switches_disarm(void);

/* Async-signal-safe. The terminal may be gone: then there is nothing to be done. */
void switches_write(int fd, const char *bytes, size_t len);
