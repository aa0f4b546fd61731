/* What can be typed behind ':', found by a few of its letters. */
#pragma once

#include "model_private.h"

#define PALETTE_MAX (REQUEST_COUNT + 16)

/* The commands that the first word of a line may mean, the likeliest first: it is the name, begins
 * it, is in it, or is in the sentence. *ret_begin: of how many it begins the name. */
size_t palette_find(const struct model *model, const char *line,
		struct ui_command ret[static PALETTE_MAX], size_t *ret_begin);
/* There is something behind the first word; of 'account' and 'theme', palette_find() gives the
 * names then. */
bool palette_is_more(const char *line);
/* The command of that name. */
bool palette_exact(const struct model *model, const char *word, struct ui_command *ret);
/* The name that is most like the word; static, NULL: none is. */
const char *palette_nearest(const struct model *model, const char *word);
/* Behind its name stands another one: of an account, of a theme. */
bool palette_takes_name(enum request request);
/* There may be a word behind its name. */
bool palette_takes_more(enum request request);
