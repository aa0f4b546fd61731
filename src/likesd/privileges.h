/* Giving up root (likesd --user NAME), for good. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

/*
 * Becomes the user, with its group and no others, and makes sure that there is no way back. Nothing
 * is done where this process is that user already. ERR_INPUT: no such user, or one that is root;
 * ERR_FORBIDDEN: this process may not.
 */
bool privileges_drop(const char *name, struct err *reterr);

/* Whether the database, and what belongs to it, is this process's to write. ERR_FORBIDDEN says
 * whose it is. A database that is not there yet is fine, in a folder that can be written. */
bool privileges_check_files(const char *db_path, struct err *reterr);
