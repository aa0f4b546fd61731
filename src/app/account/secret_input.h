/* Secrets that a command is given: from a file, from another program. Never from an argument or the
 * environment. What is returned is owned (secret_free); nothing of it is ever in an error. */
#pragma once

#include <stdbool.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"

#define SECRET_INPUT_MAX 4096
#define SECRET_INPUT_LIMIT (30 * MSEC_PER_SEC)

/*
 * The first line that the program of `line` writes. It is started without a shell (shell_words.h)
 * and without input, and with all that it started it is killed when `limit` ms have passed, or when
 * we are told to end meanwhile. ERR_INPUT: no such program, it ended with another status than 0, it
 * wrote no line; ERR_TIMEOUT.
 */
bool secret_input_command(const char *line, const struct clock *clock, msec_t limit, char **ret,
		struct err *reterr);
