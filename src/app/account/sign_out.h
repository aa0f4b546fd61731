/* Telling the service that a session is over, so that a copy of it is worth nothing. */
#pragma once

#include <stdbool.h>

#include "client/runtime.h"

/* True too where nobody is signed in, or the service wants no word of it. What is kept here is not
 * touched. An error: the session may live on there. */
bool sign_out_there(struct runtime *rt, const struct account *account, struct err *reterr);
