#include "unlike/tape/tape.h"

#include <assert.h>

const char *tape_verb_word(enum tape_verb verb) {
	static const char *const words[TAPE_VERB_COUNT] = {
#define X(verb, word) [verb] = word,
		TAPE_VERBS(X)
#undef X
	};
	assert(verb >= 0 && verb < TAPE_VERB_COUNT);
	return words[verb];
}
