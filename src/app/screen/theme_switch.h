/* The themes of a screen that runs: which there are, and another one in force. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/config/config.h"
#include "unlike/term/term.h"

struct theme_switch {
	struct config *config; /* foreign; the one that is in force is its theme */
	struct term_ncurses *term; /* foreign; NULL: nobody sees it */
	char **names; /* own; those that there were at first */
	size_t n;
};

/* Both foreign, must outlive it. */
void theme_switch_init(
		struct theme_switch *themes, struct config *config, struct term_ncurses *term);
void theme_switch_finish(struct theme_switch *themes);

/* For screen_config.set_theme; data is a struct theme_switch. ERR_INPUT: no theme is called that,
 * those that there are are told; the file may be newer than the names. */
bool theme_switch_set(const char *name, void *data, const char **ret_name, size_t *ret_bad_lines,
		struct err *reterr);
