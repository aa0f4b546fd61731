/*
 * Themes as files. INI: `role = [colour] [on colour] [bold] [dim] [underline] [reverse]` above the
 * first section; a role in [8] looks so where there are only eight colours, one in [plain] has
 * these attributes where there are none. themes/template.theme explains all of it.
 */
#pragma once

#include <stdbool.h>

#include "unlike/ui/theme.h"

/* A line that means nothing: what was found, and what is allowed. Line 0: of the whole. */
typedef void theme_problem_fn(int line, const char *what, void *data);

/* Reads a theme; a bad line costs that line alone. Roles that are not named look like text, without
 * `on` the ground is that of text. The name is cut at THEME_NAME_MAX. */
void theme_parse(const char *name, const char *text, theme_problem_fn *problem, void *data,
		struct theme *ret);

/* What role is on which ground, and how well it can be read. */
struct theme_pair {
	enum role role;
	bool focused; /* on the row with the cursor */
	int colours; /* THEME_ALL_COLOURS or 256 */
	double contrast, needed; /* 7 for text, 3 for marks */
};
typedef void theme_pair_fn(const struct theme_pair *pair, void *data);

/* Calls for every pair that can be computed. False: the theme has no ground or no colour of its own
 * in some role, and leaves that to the terminal (`default`): such pairs are passed over. */
bool theme_each_pair(const struct theme *theme, theme_pair_fn *fn, void *data);
