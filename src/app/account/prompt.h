/*
 * Questions that are answered by a line on the terminal itself (/dev/tty), whatever standard output
 * is. What is not to be seen is not echoed, and the echo is back on every way out: also when a
 * signal ends or stops the program.
 */
#pragma once

#include <stdbool.h>

#include "client/runtime.h"
#include "unlike/base/err.h"

#define PROMPT_LINE_MAX 4095 /* what a terminal gives as one line */

struct prompt {
	int fd; /* own; −1: there is nobody to ask */
};

/* Somebody is there where the host's standard input is a terminal. */
void prompt_open(const struct host *host, struct prompt *ret);
bool prompt_can(const struct prompt *prompt);
void prompt_close(struct prompt *prompt);

/* Clean text, as it is. */
void prompt_say(struct prompt *prompt, const char *text);
/* "question", then what was typed, without blanks around it; *ret is owned (secret_free) and may be
 * "". ERR_CANCELED: the end of the input, or a terminal that cannot be asked. */
bool prompt_line(struct prompt *prompt, const char *question, char **ret, struct err *reterr);
/* The same without echo and as it stands. */
bool prompt_secret(struct prompt *prompt, const char *question, char **ret, struct err *reterr);
