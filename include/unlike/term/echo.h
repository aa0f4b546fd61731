/* The echo of a terminal, off and back as it was: for what must not be seen while it is typed. */
#pragma once

#include "unlike/base/err.h"

struct term_echo;

/* Remembers how the terminal is now. NULL: it is none. */
struct term_echo *term_echo_create(int fd, struct err *reterr);
/* What was typed and not read is dropped. In the background this stops the process, as it
 * should. */
void term_echo_off(struct term_echo *echo);
void term_echo_back(struct term_echo *echo);
/* Leaves the terminal as it is. NULL is fine. */
void term_echo_destroy(struct term_echo *echo);
