/* The platforms whose rules a likesd of the demo can keep: the files in platforms/. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

/* ERR_INPUT: there is no platform `id`; the message names those that are offered. ERR_IO: the files
 * cannot be read. */
bool platforms_check(const char *id, struct err *reterr);
