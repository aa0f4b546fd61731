/*
 * The admin socket, FILE.sock beside the database (0600): how `likesd user add` reaches a daemon
 * that has the database open. One line in ("user add NAME"), one line out ("ok TOKEN" or "error
 * CODE SENTENCE"), closed.
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
bool admin_user_add(const char *db_path, const char *name, char ret_token[LIKESD_TOKEN_TEXT],
		bool *ret_reached, struct err *reterr);
