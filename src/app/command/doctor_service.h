/* What doctor asks a service: is it there, does it know us, what time is it there. */
#pragma once

#include <stdbool.h>

#include "account/accounts.h"
#include "client/runtime.h"

struct service_health {
	char *name; /* own; as the server knows the account */
	bool has_clock; /* it tells times of its own */
	bool has_time; /* told only by a look at a like: not where nothing is liked */
	msec_t ahead; /* of our wall clock; a daemon with a time of its own is far away */
	msec_t round_trip;
};

/* Waits for the answers. The errors are the service's. */
bool doctor_ask_service(struct runtime *rt, const struct account *account,
		struct service_health *ret, struct err *reterr);
