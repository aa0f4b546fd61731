/* The words of the language but for keys: what each takes. */
#pragma once

#include <stdbool.h>

#include "parser.h"
#include "unlike/tape/tape.h"

enum command_flag {
	COMMAND_HEAD = 1, /* holds for the whole tape: nothing that acts may stand before it */
	COMMAND_ACTS = 2,
	COMMAND_SUFFIX = 4, /* takes something like "@100ms" behind it */
};

struct command_word {
	const char *name;
	enum tape_verb verb;
	parser_fn *parse; /* NULL: nothing stands behind it */
	unsigned flags;
};

/* NULL: there is none. Keys are not among them. */
const struct command_word *commands_find(const char *text, size_t len);
/* Appends all names; there is room for COMMANDS_NAMES. */
#define COMMANDS_NAMES 48
void commands_add_names(const char **names, size_t *n);

/* source.c: Source. */
parser_fn source_parse;
