/*
 * A command line from a table: one row an option, and --help is made from the same rows.
 *
 * "--name value" and "--name=value", "-n value" and "-nvalue", "-ab" for two flags, "--" before
 * operands that begin with a dash. Options may stand anywhere among the operands; where one is
 * given twice the last one holds, but of a list. Names are never abbreviated: what is not known is
 * an error that names the nearest that is.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"

enum option_kind {
	OPTION_FLAG, /* takes no value */
	OPTION_TEXT, /* anything but nothing */
	OPTION_LIST, /* the same, up to OPTION_LIST_MAX times */
	OPTION_INT, /* a whole number, min … max */
	OPTION_REAL, /* a number, min … max */
	OPTION_KIND_COUNT
};

struct option_spec {
	const char *name; /* "listen", without the dashes */
	char letter; /* 'h'; 0: none */
	enum option_kind kind;
	const char *word; /* of the value in the help: "HOST:PORT"; NULL for a flag */
	const char *help; /* a sentence */
	double min, max; /* of numbers; whole ones are exact up to 2^53 */
	uint64_t commands; /* one bit for each command of the program that takes it; 0: all */
};

#define OPTION_LIST_MAX 16

struct option_value {
	bool given;
	const char *text; /* borrowed from argv; NULL for a flag; of a list the last one */
	const char *list[OPTION_LIST_MAX]; /* OPTION_LIST: borrowed, in order */
	size_t n;
	int64_t number; /* OPTION_INT */
	double real; /* OPTION_REAL */
};

/* A program's options; specs[i] belongs to values[i], so that an enum can name both. */
struct option_table {
	const struct option_spec *specs; /* foreign */
	size_t count;
};

/*
 * Reads argv[1 … argc−1]. values[0 … count−1] are all written. Operands are moved to the front of
 * argv behind argv[0], in their order, and *ret_operands is how many there are: argv[1] is the
 * first. ERR_INPUT: unknown, a value that is missing, not wanted or out of range; `values` and argv
 * are then undefined.
 */
bool options_parse(const struct option_table *table, int argc, char **argv,
		struct option_value *values, int *ret_operands, struct err *reterr);

/* ERR_INPUT when an option was given that `command` (one bit) does not take; `name` names the
 * command in the error ("likesd user add"). */
bool options_check(const struct option_table *table, const struct option_value *values,
		uint64_t command, const char *name, struct err *reterr);

/* Appends a line or more for each option that `command` takes (0: for all), wrapped at 80
 * columns. */
void options_help(const struct option_table *table, uint64_t command, struct buf *out);

/* Adds a text word by word and a newline, within 80 columns; its first line goes on where `out`
 * stands, the others are indented. */
void options_add_wrapped(struct buf *out, size_t indent, const char *text);

/* The name that is most like `word`, or NULL where none is like it. For "did you mean". */
const char *options_nearest(const char *word, const char *const *names, size_t n);
