/* What the parts of the configuration know of each other. */
#pragma once

#include "unlike/config/config.h"

/* Adds a problem; line 0: of the file as a whole. */
void config_problem(struct config *config, int line, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* Whoever can write it decides which keys act. ERR_CONFIG: not a plain file, somebody else's,
 * writable by anybody. */
bool config_is_ours(const char *path, struct err *reterr);

/* A line of [keys]. */
void config_read_keys(struct config *config, const char *name, const char *text, int line);
/* Behind the last line: no key may ask for two things, and some requests must have one. */
void config_settle_keys(struct config *config);
