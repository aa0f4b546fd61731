#include "lexer.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "unlike/base/text.h"

static bool is_blank(char c) {
	return c == ' ' || c == '\t';
}

static bool is_quote(char c) {
	return c == '"' || c == '\'' || c == '`';
}

void lexer_init(struct lexer *lexer, const char *file, const char *bytes, size_t len) {
	static const char mark[] = "\xEF\xBB\xBF";
	const size_t mark_len = sizeof(mark) - 1;
	const bool marked = len >= mark_len && memcmp(bytes, mark, mark_len) == 0;
	const char *begin = marked ? bytes + mark_len : bytes;
	*lexer = (struct lexer){ .file = file,
		.p = begin,
		.end = begin,
		.begin = begin,
		.next = begin,
		.file_end = bytes + len,
		.column = 1 };
}

/* Columns are counted on the way: a line may be as long as the file. */
static void go_to(struct lexer *lexer, const char *to) {
	assert(to >= lexer->p && to <= lexer->end);
	while (lexer->p < to) {
		lexer->column += ((unsigned char)*lexer->p++ & 0xC0) != 0x80;
	}
}

struct tape_where lexer_where(const struct lexer *lexer) {
	return (struct tape_where){
		.file = lexer->file, .line = lexer->line, .column = lexer->column
	};
}

static bool check(struct lexer *lexer, struct err *reterr) {
	int column = 1;
	for (const char *p = lexer->begin; p < lexer->end; column++) {
		bool valid;
		const uint32_t c = text_decode(&p, lexer->end, &valid);
		const bool control = (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
		if (valid && !control) {
			continue;
		}
		lexer->column = column;
		if (!valid) {
			return err_set(reterr, ERR_INPUT, "this is not UTF-8");
		}
		return err_set(reterr, ERR_INPUT, "there is a control character (%02X) here",
				(unsigned)c);
	}
	return true;
}

enum lexer_line lexer_next_line(struct lexer *lexer, struct err *reterr) {
	if (lexer->next == lexer->file_end) {
		return LEXER_NO_LINE;
	}
	const size_t rest = (size_t)(lexer->file_end - lexer->next);
	const char *feed = memchr(lexer->next, '\n', rest);
	const char *end = feed != NULL ? feed : lexer->file_end;
	lexer->begin = lexer->p = lexer->next;
	lexer->next = feed != NULL ? feed + 1 : end;
	lexer->end = end > lexer->begin && end[-1] == '\r' ? end - 1 : end;
	lexer->line++;
	lexer->column = 1;
	return check(lexer, reterr) ? LEXER_LINE : LEXER_BAD_LINE;
}

char lexer_peek(struct lexer *lexer) {
	while (lexer->p < lexer->end && is_blank(*lexer->p)) {
		go_to(lexer, lexer->p + 1);
	}
	if (lexer->p < lexer->end && *lexer->p == '#') {
		lexer->end = lexer->p;
	}
	return lexer->p < lexer->end ? *lexer->p : '\0';
}

void lexer_word(struct lexer *lexer, struct token *ret) {
	const char *p = lexer->p;
	while (p < lexer->end && !is_blank(*p) && !is_quote(*p) && *p != '#') {
		p++;
	}
	*ret = (struct token){
		.text = lexer->p, .len = (size_t)(p - lexer->p), .where = lexer_where(lexer)
	};
	go_to(lexer, p);
}

bool lexer_quoted(struct lexer *lexer, struct token *ret) {
	assert(is_quote(*lexer->p));
	const char *first = lexer->p + 1;
	const char *close = memchr(first, *lexer->p, (size_t)(lexer->end - first));
	if (close == NULL) {
		return false;
	}
	*ret = (struct token){ .text = first,
		.len = (size_t)(close - first),
		.where = lexer_where(lexer),
		.quoted = true };
	go_to(lexer, close + 1);
	return true;
}

bool lexer_pattern(struct lexer *lexer, struct token *ret) {
	assert(*lexer->p == '/');
	const char *first = lexer->p + 1, *p = first;
	while (p < lexer->end && *p != '/') {
		p += *p == '\\' && p + 1 < lexer->end ? 2 : 1;
	}
	if (p >= lexer->end) {
		return false;
	}
	*ret = (struct token){
		.text = first, .len = (size_t)(p - first), .where = lexer_where(lexer)
	};
	go_to(lexer, p + 1);
	return true;
}

bool lexer_braces(struct lexer *lexer) {
	assert(*lexer->p == '{');
	for (;;) {
		const char *close = memchr(lexer->p, '}', (size_t)(lexer->end - lexer->p));
		if (close != NULL) {
			go_to(lexer, close + 1);
			return true;
		}
		if (lexer_next_line(lexer, NULL) != LEXER_LINE) {
			return false;
		}
	}
}

struct token lexer_source(const struct lexer *lexer) {
	assert(lexer->p == lexer->end);
	const char *first = lexer->begin, *end = lexer->end;
	while (first < end && is_blank(*first)) {
		first++;
	}
	while (end > first && is_blank(end[-1])) {
		end--;
	}
	return (struct token){ .text = first, .len = (size_t)(end - first) };
}
