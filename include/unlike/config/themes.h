/*
 * Themes by name: those that are built in, and those of the person's own, which are files
 * NAME.theme in $XDG_CONFIG_HOME/unlike/themes/. A built-in name is never anything else.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"
#include "unlike/ui/theme_file.h"

/* ERR_INPUT: there is none of that name (those that there are are told); ERR_CONFIG, ERR_IO: its
 * file cannot be read. Bad lines of it go to `problem`; `*ret` is usable nevertheless. */
bool themes_load(const char *name, theme_problem_fn *problem, void *data, struct theme *ret,
		struct err *reterr);
/* The same from a file anywhere; its name is the theme's. */
bool themes_load_file(const char *path, theme_problem_fn *problem, void *data, struct theme *ret,
		struct err *reterr);

/* "…/themes/NAME.theme", owned by the caller; NULL: not a name, or there is no place for it. */
char *themes_path(const char *name);

/* First those that are built in, then the person's own by name. `name` is borrowed. */
typedef void themes_name_fn(const char *name, bool built_in, void *data);
void themes_each(themes_name_fn *fn, void *data);
/* The sentence of a built-in theme in the language in use; "": none is called that. */
const char *themes_about(const char *name);
