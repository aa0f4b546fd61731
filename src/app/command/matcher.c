#include "matcher.h"

#include <string.h>

#include "unlike/base/text.h"

static void add_folded(struct buf *out, const char *raw) {
	if (raw != NULL) {
		text_fold(raw, strlen(raw), out);
	}
}

static void add_words(struct buf *out, const char *raw) {
	struct buf folded;
	buf_init(&folded, BUF_UNLIMITED);
	add_folded(&folded, raw);
	char *rest = NULL;
	for (char *word = strtok_r(folded.data, " ", &rest); word != NULL;
			word = strtok_r(NULL, " ", &rest)) {
		buf_add(out, word, strlen(word) + 1);
	}
	buf_finish(&folded);
}

void matcher_init(struct matcher *ret, char *const *texts, int n) {
	buf_init(&ret->words, BUF_UNLIMITED);
	buf_init(&ret->text, BUF_UNLIMITED);
	for (int i = 0; i < n; i++) {
		add_words(&ret->words, texts[i]);
	}
}

void matcher_finish(struct matcher *matcher) {
	buf_finish(&matcher->words);
	buf_finish(&matcher->text);
}

bool matcher_matches(struct matcher *matcher, const struct like *like) {
	if (matcher->words.len == 0) {
		return true;
	}
	buf_reset(&matcher->text);
	add_folded(&matcher->text, like->title);
	/* No word reaches from the one into the other. */
	buf_add_char(&matcher->text, '\n');
	add_folded(&matcher->text, like->author);
	for (size_t at = 0; at < matcher->words.len; at += strlen(matcher->words.data + at) + 1) {
		if (strstr(matcher->text.data, matcher->words.data + at) == NULL) {
			return false;
		}
	}
	return true;
}
