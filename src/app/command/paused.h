/* A service that takes no more for now, said in words with the time. */
#pragma once

#include "command.h"
#include "client/runtime.h"

/* Of one account, or of all (NULL). True: at least one is paused, and that was said. */
bool paused_say(const struct call *call, const struct client *client, const char *account_or_null);
