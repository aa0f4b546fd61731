/* The screen as a command: shared by `unlike` and `unlike demo`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "client/runtime.h"

/* Runs the screen on the controlling terminal until the person leaves. `max_rows`, `max_cols` 0: as
 * large as the terminal. `opens`: pages in a browser, where there is one. */
bool run_screen(struct runtime *rt, const char *account_or_null, int max_cols, int max_rows,
		bool opens, struct err *reterr);

/* Whether characters of ambiguous width are often two cells wide where this language is read. */
bool locale_is_cjk(void);
/* From now on a crash leaves a terminal that can be used. */
void cmd_screen_catch_crashes(void);
