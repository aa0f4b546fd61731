#include "own.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define CHUNK_BYTES ((size_t)16384)

struct chunk {
	struct chunk *next; /* own */
	size_t used, cap;
	char bytes[];
};

struct own {
	struct chunk *chunks; /* own; the newest first */
	struct tape_pattern **patterns; /* own; by their text */
	size_t n_patterns;
	struct pattern_slot *slot; /* own */
};

struct own *own_create(void) {
	struct own *own = xcalloc(1, sizeof(*own));
	own->slot = pattern_slot_create();
	return own;
}

void own_destroy(struct own *own) {
	if (own == NULL) {
		return;
	}
	for (size_t i = 0; i < own->n_patterns; i++) {
		pattern_finish(own->patterns[i]);
		free(own->patterns[i]);
	}
	free(own->patterns);
	pattern_slot_destroy(own->slot);
	while (own->chunks != NULL) {
		struct chunk *next = own->chunks->next;
		free(own->chunks);
		own->chunks = next;
	}
	free(own);
}

char *own_text(struct own *own, const char *text, size_t len) {
	struct chunk *chunk = own->chunks;
	if (chunk == NULL || chunk->cap - chunk->used < len + 1) {
		const size_t cap = len + 1 > CHUNK_BYTES ? len + 1 : CHUNK_BYTES;
		chunk = xmalloc(sizeof(*chunk) + cap);
		*chunk = (struct chunk){ .next = own->chunks, .cap = cap };
		own->chunks = chunk;
	}
	char *ret = chunk->bytes + chunk->used;
	chunk->used += len + 1;
	assert(chunk->used <= chunk->cap);
	memcpy(ret, text, len);
	ret[len] = '\0';
	return ret;
}

/* Where it is, or would be. */
static size_t place_of(const struct own *own, const char *text) {
	size_t first = 0, end = own->n_patterns;
	while (first < end) {
		const size_t middle = first + (end - first) / 2;
		if (strcmp(own->patterns[middle]->text, text) < 0) {
			first = middle + 1;
		} else {
			end = middle;
		}
	}
	return first;
}

const struct tape_pattern *own_pattern(
		struct own *own, const char *text, size_t len, struct err *reterr) {
	const char *copy = own_text(own, text, len);
	const size_t at = place_of(own, copy);
	if (at < own->n_patterns && strcmp(own->patterns[at]->text, copy) == 0) {
		return own->patterns[at];
	}
	if (own->n_patterns == OWN_PATTERNS_MAX) {
		err_set(reterr, ERR_INPUT, "a tape has at most %d different patterns",
				OWN_PATTERNS_MAX);
		return NULL;
	}
	struct tape_pattern pattern;
	if (!pattern_init(&pattern, own->slot, copy, reterr)) {
		return NULL;
	}
	if (own->patterns == NULL) {
		own->patterns = xcalloc(OWN_PATTERNS_MAX, sizeof(struct tape_pattern *));
	}
	memmove(&own->patterns[at + 1], &own->patterns[at],
			(own->n_patterns - at) * sizeof(struct tape_pattern *));
	own->patterns[at] = xmalloc(sizeof(pattern));
	*own->patterns[at] = pattern;
	own->n_patterns++;
	return own->patterns[at];
}
