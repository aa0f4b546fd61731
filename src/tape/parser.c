#include "parser.h"

#include <assert.h>
#include <string.h>

#include "values.h"

/* --- saying what is wrong -------------------------------------------------------------------- */

bool parser_fail(struct parser *parser, const struct tape_where *where, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	problems_vadd(&parser->problems, where, fmt, args);
	va_end(args);
	return false;
}

bool parser_wants(struct parser *parser, const char *wanted, const struct token *found) {
	if (found == NULL) {
		const struct tape_where where = lexer_where(&parser->lexer);
		return parser_fail(parser, &where, "%s wants %s", parser->who, wanted);
	}
	return parser_fail(parser, &found->where, "%s wants %s, not '%s'", parser->who, wanted,
			problems_shown(found->text, found->len).text);
}

void parser_note(struct parser *parser, const struct tape_where *where, const char *what,
		const char *rest) {
	for (size_t i = 0; i < parser->n_notes; i++) {
		if (strcmp(parser->notes[i], what) == 0) {
			return;
		}
	}
	if (parser->n_notes == PARSER_NOTES_MAX) {
		return;
	}
	parser->notes[parser->n_notes++] = own_text(parser->own, what, strlen(what));
	buf_printf(&parser->tape->notes, "%s:%d:%d: %s means nothing here%s\n", where->file,
			where->line, where->column, what, rest);
}

/* --- taking pieces --------------------------------------------------------------------------- */

static bool no_tab(struct parser *parser, const struct token *token) {
	return memchr(token->text, '\t', token->len) == NULL ||
			parser_fail(parser, &token->where,
					"there is a tab in this text; the command Tab presses one");
}

static bool take_quoted(struct parser *parser, struct token *ret) {
	if (!lexer_quoted(&parser->lexer, ret)) {
		const struct tape_where where = lexer_where(&parser->lexer);
		return parser_fail(parser, &where, "the %c that closes this text is missing",
				*parser->lexer.p);
	}
	return no_tab(parser, ret);
}

bool parser_take(struct parser *parser, const char *wanted, struct token *ret) {
	switch (lexer_peek(&parser->lexer)) {
	case '\0':
		return parser_wants(parser, wanted, NULL);
	case '"':
	case '\'':
	case '`':
		return take_quoted(parser, ret);
	default:
		lexer_word(&parser->lexer, ret);
		assert(ret->len > 0);
		return true;
	}
}

bool parser_take_number(struct parser *parser, const char *wanted, uint64_t min, uint64_t max,
		uint64_t *ret) {
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	uint64_t number;
	if (!value_number(token.text, token.len, max, &number) || number < min) {
		return parser_wants(parser, wanted, &token);
	}
	*ret = number;
	return true;
}

bool parser_duration(struct parser *parser, const struct token *token, const char *text, size_t len,
		msec_t min, msec_t *ret) {
	msec_t time;
	if (!value_duration(text, len, &time)) {
		return parser_wants(parser, "a time like 500ms, 1.5s or 2", token);
	}
	if (time > TAPE_DURATION_MAX) {
		return parser_wants(parser, "at most 366 days", token);
	}
	if (time < min) {
		return parser_wants(parser, "a time of 1ms or more", token);
	}
	*ret = time;
	return true;
}

bool parser_take_duration(struct parser *parser, msec_t min, msec_t *ret) {
	struct token token;
	return parser_take(parser, "a time like 500ms, 1.5s or 2", &token) &&
			parser_duration(parser, &token, token.text, token.len, min, ret);
}

bool parser_at(struct parser *parser, msec_t min, msec_t *ret) {
	const struct token *suffix = &parser->suffix;
	if (suffix->len == 0) {
		return true;
	}
	if (suffix->text[0] != '@') {
		return parser_fail(parser, &suffix->where, "%s takes nothing like '%s'",
				parser->who, problems_shown(suffix->text, suffix->len).text);
	}
	return parser_duration(parser, suffix, suffix->text + 1, suffix->len - 1, min, ret);
}

bool parser_take_size(struct parser *parser, int *ret_cols, int *ret_rows) {
	static const char wanted[] = "COLSxROWS like 80x24";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (value_size(token.text, token.len, ret_cols, ret_rows)) {
		return true;
	}
	const bool numbers = value_is_name(token.text, token.len, "") &&
			memchr(token.text, 'x', token.len) != NULL;
	return parser_wants(parser, numbers ? "COLSxROWS from 1x1 to 500x500" : wanted, &token);
}

bool parser_take_pattern(struct parser *parser, const struct tape_pattern **ret) {
	static const char wanted[] = "a /regular expression/";
	struct token token;
	if (lexer_peek(&parser->lexer) != '/') {
		return parser_take(parser, wanted, &token) && parser_wants(parser, wanted, &token);
	}
	if (!lexer_pattern(&parser->lexer, &token)) {
		const struct tape_where where = lexer_where(&parser->lexer);
		return parser_fail(parser, &where, "the / that closes this pattern is missing");
	}
	if (!no_tab(parser, &token)) {
		return false;
	}
	struct err err;
	const struct tape_pattern *pattern = own_pattern(parser->own, token.text, token.len, &err);
	if (pattern == NULL) {
		return parser_fail(parser, &token.where, "the pattern /%s/: %s",
				problems_shown(token.text, token.len).text, err.msg);
	}
	*ret = pattern;
	return true;
}

const char *parser_keep(struct parser *parser, const struct token *token) {
	return own_text(parser->own, token->text, token->len);
}

bool token_is(const struct token *token, const char *text) {
	return strlen(text) == token->len && memcmp(text, token->text, token->len) == 0;
}
