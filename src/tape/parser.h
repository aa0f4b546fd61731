/*
 * Reads a tape line by line: each word has a function that takes what stands behind it. A problem
 * ends its line, not the reading, so that a person sees all of them at once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lexer.h"
#include "own.h"
#include "problems.h"
#include "unlike/tape/tape.h"

#define PARSER_NOTES_MAX 100

/* A file that is being read; those that name it by Source are outside. */
struct parser_file {
	const struct parser_file *outer; /* foreign; NULL: the tape itself */
	const char *path; /* foreign; as it is opened; NULL: from memory */
	const char *name; /* of the tape: the path, clean */
	char *real; /* own; for cycles; NULL: from memory */
	int depth;
};

struct parser {
	struct tape *tape; /* foreign, and so is its `own` */
	struct own *own;
	struct problems problems;
	const struct parser_file *file; /* foreign; the innermost */
	struct lexer lexer; /* of that file */
	size_t cap; /* of the tape's commands */

	/* The command at hand. */
	const char *who; /* "Sleep", "Set Size": who wants something */
	struct token head, suffix; /* "Type@100ms", and "@100ms" of it */

	const char *acted; /* the first word that acts; NULL: none yet */
	struct tape_where acted_where;
	bool stopped; /* a limit was passed: nothing more is read */

	/* The whole tape so far. */
	size_t files, bytes; /* that were read */
	size_t keys, copied; /* copied: characters of the newest Copy */
	bool has_copied;
	msec_t time, typing_speed;
	bool keys_said, time_said;

	const char *notes[PARSER_NOTES_MAX]; /* what was mentioned; of the tape */
	size_t n_notes;
};

/* What takes the pieces behind a word. False: it has said what is wrong. A command whose verb is
 * TAPE_VERB_COUNT afterwards is not kept. */
typedef bool parser_fn(struct parser *parser, struct tape_command *command);

/* --- parser.c: saying, and taking pieces ----------------------------------------------------- */

/* Adds a problem. Returns false, always. */
bool parser_fail(struct parser *parser, const struct tape_where *where, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
/* "WHO wants WANTED, not 'FOUND'"; `found` may be NULL: the line is over. Returns false, always. */
bool parser_wants(struct parser *parser, const char *wanted, const struct token *found);
/* Adds a note, once for each `what`: "WHAT means nothing hereREST". */
void parser_note(struct parser *parser, const struct tape_where *where, const char *what,
		const char *rest);

/* A word or a quoted text. */
bool parser_take(struct parser *parser, const char *wanted, struct token *ret);
bool parser_take_number(struct parser *parser, const char *wanted, uint64_t min, uint64_t max,
		uint64_t *ret);
bool parser_take_duration(struct parser *parser, msec_t min, msec_t *ret);
bool parser_take_size(struct parser *parser, int *ret_cols, int *ret_rows);
bool parser_take_pattern(struct parser *parser, const struct tape_pattern **ret);
/* A copy that belongs to the tape. */
const char *parser_keep(struct parser *parser, const struct token *token);
/* Reads a length of time that is all of `text`. */
bool parser_duration(struct parser *parser, const struct token *token, const char *text, size_t len,
		msec_t min, msec_t *ret);
/* What stands behind the '@' of the head, and before it nothing; leaves *ret alone without one. */
bool parser_at(struct parser *parser, msec_t min, msec_t *ret);

bool token_is(const struct token *token, const char *text);

/* --- the other files ------------------------------------------------------------------------- */

/* parse.c: a file to its end. `where`: of the Source that names it, or NULL. */
bool parse_file(struct parser *parser, const char *path, const struct tape_where *where);
void parse_bytes(struct parser *parser, const char *bytes, size_t len);
/* Is this the beginning of a command? */
bool parse_is_command(const struct token *token);

/* settings.c */
parser_fn settings_parse;
/* Says so when something acts already; for what holds for the whole tape. */
bool settings_in_time(struct parser *parser, const struct tape_where *where);

/* keys.c: "Enter", "Ctrl+R"; false: no key. `any`: a single character is one, too. */
bool keys_find(const char *text, size_t len, bool any, struct key *ret);
/* Whether a word is a key's, or Ctrl, Alt or Shift. */
bool keys_has(const char *text, size_t len);
/* Appends all of these words to names[*n …]; there is room for KEYS_NAMES. */
#define KEYS_NAMES 32
void keys_add_names(const char **names, size_t *n);
parser_fn keys_parse, keys_parse_hold, keys_parse_press, keys_parse_click, keys_parse_drag,
		keys_parse_scroll;
