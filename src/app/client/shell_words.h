/* A command line as a shell takes it apart, without what a shell does besides: no variables, no
 * patterns, no other commands. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

#define SHELL_WORDS_MAX 32

struct shell_words {
	char *argv[SHELL_WORDS_MAX + 1]; /* into `text`; NULL at the end */
	int argc;
	char *text; /* own */
};

/* Blanks part words; '…', "…" and \ keep what they hold together. ERR_INPUT: a quote without an
 * end, a character that a shell would do something with, too many words. The caller finishes *ret
 * where it was true. */
bool shell_words_split(const char *line, struct shell_words *ret, struct err *reterr);
void shell_words_finish(struct shell_words *words);
