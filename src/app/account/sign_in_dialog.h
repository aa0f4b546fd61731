/* Signing in by questions in plain lines on the terminal, with the screen given back. */
#pragma once

#include <stdbool.h>

#include "sign_in.h"

/* Asks for address, name and secret until they fit; what goes wrong is told and asked again. An
 * empty answer where there is no default gives up: ERR_CANCELED. *ret_name is owned: what the
 * account is called here. */
bool sign_in_dialog(struct runtime *rt, const struct service_ops *ops, char **ret_name,
		struct err *reterr);

/* The same for an account that is there: only the secret is asked for. */
bool sign_in_dialog_again(struct runtime *rt, const struct account *account, struct err *reterr);
