/*
 * The admin socket, FILE.sock beside the database (0600): how `likesd user add` and `likesd review`
 * reach a daemon that has the database open. One line in, "ok" with what there is to say or "error
 * CODE SENTENCE" out, closed.
 *
 *   user add NAME [tier=TIER] [device=NAME] [network=NAME] [moderator]    ok TOKEN
 *   review list                                                          ok, then a line each
 *   review approve ID                                                    ok
 *   review reject ID WHY...                                              ok
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/likesd/likesd.h"
#include "unlike/loop/loop.h"

struct admin;

/* All foreign, must outlive it. ERR_BUSY: another daemon listens there. */
struct admin *admin_create(const char *db_path, struct loop *loop, struct likesd *likesd,
		const struct clock *clock, struct err *reterr);
/* Removes the socket. NULL is fine. */
void admin_destroy(struct admin *admin);

/*
 * The other side. *ret_reached is false when no daemon listens there: that is no error, and nothing
 * was done. Otherwise true or false as the daemon answered.
 */
bool admin_user_add(const char *db_path, const struct likesd_user *user,
		char ret_token[LIKESD_TOKEN_TEXT], bool *ret_reached, struct err *reterr);
/* `out` gets the lines. */
bool admin_review_list(const char *db_path, struct buf *out, bool *ret_reached, struct err *reterr);
bool admin_review_decide(const char *db_path, const char *id, const char *why_or_null,
		bool *ret_reached, struct err *reterr);
