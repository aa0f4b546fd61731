/* Unix stream sockets by path, of any length that the file system takes. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

/*
 * Listens at `path` with mode 0600, not blocking. A socket that nobody listens at any more is
 * replaced. ERR_BUSY: somebody listens there; ERR_INPUT: something else is there, or the folder is
 * not.
 */
bool unix_socket_listen(const char *path, int *ret_fd, struct err *reterr);

/* Connects, blocking. *ret_fd is −1 when nobody listens there: that is no error. */
bool unix_socket_connect(const char *path, int *ret_fd, struct err *reterr);
