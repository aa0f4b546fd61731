/* The report without the player: for tests. */
#pragma once

#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/tape/player.h"

/* `name` is the suite's: the tape's file. */
void junit_write_checks(
		const char *name, const struct player_check *checks, size_t n, struct buf *out);
