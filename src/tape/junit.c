#include "unlike/tape/junit.h"

#include "junit_checks.h"

void junit_write(const struct player *player, const struct tape *tape, struct buf *out) {
	const struct player_check *checks = NULL;
	const size_t n = player_checks(player, &checks);
	junit_write_checks(tape->file, checks, n, out);
}
