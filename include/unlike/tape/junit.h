/* The checks of a tape as JUnit XML, for CI systems. Times are the tape's: the bytes are the same
 * each time. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/tape/player.h"

/* Adds a whole document. */
void junit_write(const struct player *player, const struct tape *tape, struct buf *out);
