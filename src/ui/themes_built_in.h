/* The files of themes/, compiled in by scripts/embed-themes. */
#pragma once

/* The text of one; NULL: there is none of that name. Static. */
const char *theme_built_in(const char *name);
