/*
 * The lines of a tape, piece by piece. What a '/' or a '{' begins depends on the command, so it is
 * the parser that says what is to come next.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/err.h"
#include "unlike/tape/tape.h"

/* Borrowed from the file's bytes. */
struct token {
	const char *text; /* not terminated */
	size_t len;
	struct tape_where where;
	bool quoted;
};

struct lexer {
	const char *file; /* foreign; for `where` */
	const char *p, *end; /* the rest of the line at hand, without its comment */
	const char *begin; /* of that line */
	const char *next, *file_end; /* the lines to come */
	int line, column; /* of p */
};

/* Bytes and name must outlive. */
void lexer_init(struct lexer *lexer, const char *file, const char *bytes, size_t len);

enum lexer_line {
	LEXER_LINE,
	LEXER_BAD_LINE, /* invalid UTF-8 or a control character: *reterr says it, `where` where */
	LEXER_NO_LINE,
};
/* Goes to the next line; CRLF is a line's end, too. */
enum lexer_line lexer_next_line(struct lexer *lexer, struct err *reterr);

/* Goes over blanks, and says with which byte the next piece begins; 0 at the line's end. */
char lexer_peek(struct lexer *lexer);
struct tape_where lexer_where(const struct lexer *lexer);

/* The pieces; lexer_peek() != 0 before. Those that have an end of their own are false and stay
 * where they are when it is missing. */

/* Up to a blank, a quote or a comment. */
void lexer_word(struct lexer *lexer, struct token *ret);
/* Behind ', " or `, up to the same; without them. */
bool lexer_quoted(struct lexer *lexer, struct token *ret);
/* Between slashes; "\/" is none. */
bool lexer_pattern(struct lexer *lexer, struct token *ret);
/* From '{' to '}', over lines: VHS's themes. Where that is missing all is read until there, so that
 * many of them take no longer than one. */
bool lexer_braces(struct lexer *lexer);

/* The line at hand as it was written, without comment and outer blanks. Not terminated. Once
 * lexer_peek() is 0. */
struct token lexer_source(const struct lexer *lexer);
