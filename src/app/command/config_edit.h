/* The person's configuration in the person's editor. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"
#include "unlike/config/config.h"

/* Makes the file where there is none, with every setting in it, and waits for VISUAL or EDITOR to
 * end. What was changed is not read. Needs the terminal. */
bool config_edit(const struct config *config, struct err *reterr);
