/* The screen of somebody who has no account here yet. */
#pragma once

#include <stdbool.h>

#include "client/runtime.h"
#include "unlike/service/service.h"

enum first_run_choice { FIRST_RUN_LEAVE, FIRST_RUN_DEMO, FIRST_RUN_SIGN_IN, FIRST_RUN_COUNT };

/* Shows it on the terminal until something was chosen, and gives the screen back; *ret_ops is the
 * service to sign in to. `message` (or NULL) stands on it. */
bool first_run(struct runtime *rt, const char *message, enum first_run_choice *ret,
		const struct service_ops **ret_ops, struct err *reterr);
