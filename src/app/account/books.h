/* The accounts with what is kept of them, without their sessions and services: for commands that
 * have to work also where a session does not. */
#pragma once

#include <stdbool.h>

#include "accounts.h"
#include "client/runtime.h"

struct books {
	struct accounts accounts; /* without sessions */
	struct outbox *outbox; /* own; NULL without an account: an empty home stays empty */
	struct snapshot *snapshot; /* own; the same */
};

/* The caller closes it, also when this failed. */
bool books_open(const struct runtime *rt, struct books *ret, struct err *reterr);
void books_close(struct books *books);
