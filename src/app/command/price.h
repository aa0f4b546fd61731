/* What liking again costs, said before it is done. */
#pragma once

#include "command.h"
#include "unlike/service/service.h"

/* Nothing where it is free of consequences. */
void price_say(const struct call *call, const struct service *service);
