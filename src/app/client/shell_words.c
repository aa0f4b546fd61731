#include "shell_words.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

/* Somebody who types them wants a shell, and there is none. */
static const char special[] = "|&;<>()$`*?[]#~{}!";

/* One word from `p` on, written at `*to`; NULL: *reterr says why. */
static const char *take_word(const char *p, char **to, struct err *reterr) {
	char quote = '\0';
	for (; *p != '\0' && (quote != '\0' || *p != ' '); p++) {
		if (quote == '\0' && (*p == '\'' || *p == '"')) {
			quote = *p;
		} else if (*p == quote) {
			quote = '\0';
		} else if (*p == '\\' && quote != '\'' && p[1] != '\0') {
			*(*to)++ = *++p;
		} else if (quote != '\'' && strchr(quote == '"' ? "$`" : special, *p) != NULL) {
			err_set(reterr, ERR_INPUT,
					_("'%c' is for a shell, and there is none here: put it in "
					  "'…' if it is meant as it stands"),
					*p);
			return NULL;
		} else {
			*(*to)++ = *p;
		}
	}
	if (quote != '\0') {
		err_set(reterr, ERR_INPUT, _("the quote %c has no end"), quote);
		return NULL;
	}
	*(*to)++ = '\0';
	return p;
}

bool shell_words_split(const char *line, struct shell_words *ret, struct err *reterr) {
	struct shell_words words = { .text = xcalloc(strlen(line) + 2, 1) };
	char *to = words.text;
	for (const char *p = line + strspn(line, " "); *p != '\0'; p += strspn(p, " ")) {
		if (words.argc == SHELL_WORDS_MAX) {
			free(words.text);
			return err_set(reterr, ERR_INPUT, _("the line has more than %d words"),
					SHELL_WORDS_MAX);
		}
		words.argv[words.argc++] = to;
		p = take_word(p, &to, reterr);
		if (p == NULL) {
			free(words.text);
			return false;
		}
	}
	*ret = words;
	return true;
}

void shell_words_finish(struct shell_words *words) {
	free(words->text);
	*words = (struct shell_words){ 0 };
}
