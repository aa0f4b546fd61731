/*
 * The commands of the palette: what keys ask for, by the same names, and what the command line
 * calls the same things. Neither is written down here.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "palette.h"
#include "unlike/base/options.h"

/* From here on a word is looked for in the sentences, too. */
#define SENTENCE_FROM 3

/* What only makes sense as a key. */
static bool is_only_a_key(enum request request) {
	return request == REQUEST_ENTER || request == REQUEST_ESCAPE ||
			request == REQUEST_INTERRUPT || request == REQUEST_COMMAND ||
			request == REQUEST_KEEP;
}

static bool is_request_name(const char *name) {
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		if (strcmp(request_name((enum request)i), name) == 0) {
			return true;
		}
	}
	return false;
}

/* Nobody types these where a key does it; they come last. */
static bool is_movement(enum request request) {
	return request >= REQUEST_DOWN && request <= REQUEST_LAST;
}

static size_t add_requests(bool movements, struct ui_command ret[static PALETTE_MAX], size_t n) {
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const enum request request = (enum request)i;
		if (!is_only_a_key(request) && is_movement(request) == movements) {
			ret[n++] = (struct ui_command){ request_name(request), request };
		}
	}
	return n;
}

static size_t entries(const struct model *model, struct ui_command ret[static PALETTE_MAX]) {
	size_t n = add_requests(true, ret, add_requests(false, ret, 0));
	for (size_t i = 0; i < model->options.n_commands && n < PALETTE_MAX; i++) {
		if (!is_request_name(model->options.commands[i].name)) {
			ret[n++] = model->options.commands[i];
		}
	}
	return n;
}

static bool has(const char *text, const char *word, size_t len) {
	for (; *text != '\0'; text++) {
		if (strncasecmp(text, word, len) == 0) {
			return true;
		}
	}
	return false;
}

enum rank { RANK_NAME, RANK_BEGINS, RANK_HAS, RANK_SENTENCE, RANK_COUNT };

static enum rank rank_of(const struct ui_command *entry, const char *word, size_t len) {
	if (strncasecmp(entry->name, word, len) == 0) {
		return entry->name[len] == '\0' ? RANK_NAME : RANK_BEGINS;
	}
	if (has(entry->name, word, len)) {
		return RANK_HAS;
	}
	return len >= SENTENCE_FROM && has(request_help(entry->request), word, len) ? RANK_SENTENCE
										    : RANK_COUNT;
}

bool palette_is_more(const char *line) {
	const char *word = line + strspn(line, " ");
	return word[strcspn(word, " ")] != '\0';
}

bool palette_takes_name(enum request request) {
	return request == REQUEST_ACCOUNT || request == REQUEST_THEME;
}

/* Behind 'account' stand the names of the accounts, behind 'theme' those of the themes. */
static size_t find_names(const struct model *model, enum request request, const char *more,
		struct ui_command ret[static PALETTE_MAX]) {
	const struct model_options *options = &model->options;
	const bool themes = request == REQUEST_THEME;
	const char *const *names = themes ? options->themes : options->accounts;
	const size_t n_names = themes ? options->n_themes : options->n_accounts;
	const size_t len = strlen(more);
	size_t n = 0;
	for (size_t i = 0; i < n_names && n < PALETTE_MAX; i++) {
		if (strncasecmp(names[i], more, len) == 0) {
			ret[n++] = (struct ui_command){ names[i], request };
		}
	}
	return n;
}

size_t palette_find(const struct model *model, const char *line,
		struct ui_command ret[static PALETTE_MAX], size_t *ret_begin) {
	struct ui_command all[PALETTE_MAX];
	const size_t n_all = entries(model, all);
	const char *word = line + strspn(line, " ");
	const size_t len = strcspn(word, " ");
	const bool has_more = palette_is_more(line);
	size_t n = 0;
	*ret_begin = 0;
	for (enum rank rank = RANK_NAME; rank < RANK_COUNT; rank++) {
		for (size_t i = 0; i < n_all; i++) {
			if (rank_of(&all[i], word, len) == rank) {
				ret[n++] = all[i];
			}
		}
		*ret_begin = rank <= RANK_BEGINS ? n : *ret_begin;
		/* Behind a blank there is no other command any more. */
		if (n > 0 && rank == RANK_NAME && has_more) {
			const char *more = word + len + strspn(word + len, " ");
			return palette_takes_name(ret[0].request)
					? find_names(model, ret[0].request, more, ret)
					: n;
		}
	}
	return n;
}

bool palette_exact(const struct model *model, const char *word, struct ui_command *ret) {
	struct ui_command all[PALETTE_MAX];
	const size_t n = entries(model, all);
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(all[i].name, word) == 0) {
			*ret = all[i];
			return true;
		}
	}
	return false;
}

const char *palette_nearest(const struct model *model, const char *word) {
	struct ui_command all[PALETTE_MAX];
	const char *names[PALETTE_MAX];
	const size_t n = entries(model, all);
	for (size_t i = 0; i < n; i++) {
		names[i] = all[i].name;
	}
	const char *nearest = options_nearest(word, names, n);
	if (nearest == NULL) {
		size_t begin;
		const size_t found = palette_find(model, word, all, &begin);
		nearest = found > 0 ? all[0].name : NULL;
	}
	return nearest;
}

bool palette_takes_more(enum request request) {
	return palette_takes_name(request) || request == REQUEST_SEARCH || request == REQUEST_LIKES;
}
