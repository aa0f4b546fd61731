/* Whether likes go at once or in turn: what the service's limits leave, what somebody answers. */
#pragma once

#include <stdbool.h>

#include "command.h"
#include "unlike/sync/sync.h"

struct offer {
	bool in_turn;
	bool answered; /* somebody was asked, and said yes */
	msec_t *times; /* own; one a like, where in_turn and known; NULL otherwise */
	struct sync_plan plan; /* of all of them, where times are known */
};

/*
 * Asks the service how the account stands, for a moment, and lays n cancels over it. What fits goes
 * at once; else --pace or --yes takes the plan, --no-pace says what happens and takes none, and
 * on a terminal it is asked for. ERR_CANCELED: the answer was no. ERR_INPUT: --pace and
 * --no-pace.
 */
bool offer_make(const struct call *call, struct runtime *rt, size_t account,
		const struct risk_ask *asks, size_t n, const char *nothing, struct offer *ret,
		struct err *reterr);
void offer_finish(struct offer *offer);

/* Waits a moment until the account's standing is there; not being there is no error. */
void offer_want_standing(struct runtime *rt, size_t account);
