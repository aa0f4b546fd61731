/* Words that a like is looked for by: each of them in its title or its author, folded as the
 * search on the screen folds them. */
#pragma once

#include <stdbool.h>

#include "unlike/base/buf.h"
#include "unlike/core/like.h"

struct matcher {
	struct buf words; /* folded, one behind the other, each with its NUL */
	struct buf text; /* of the like at hand */
};

/* Each of the texts may hold several words. None at all: everything matches. */
void matcher_init(struct matcher *ret, char *const *texts, int n);
void matcher_finish(struct matcher *matcher);
bool matcher_matches(struct matcher *matcher, const struct like *like);
