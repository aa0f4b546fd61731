/* A question that is answered by y or by an option: no command ever needs a terminal. */
#pragma once

#include <stdbool.h>

#include "command.h"

/* True where --yes answers it, or somebody is there to ask. ERR_INPUT otherwise: "<nothing>: …",
 * with the option that answers. */
bool ask_can(const struct call *call, const char *nothing, struct err *reterr);
/* Asks "<question> [y/N] ", not with --yes. ERR_CANCELED, with `nothing` as its words, unless the
 * answer is yes. */
bool ask_yes(const struct call *call, const char *question, const char *nothing,
		struct err *reterr);
