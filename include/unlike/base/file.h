/* Files and folders, whole. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"

/* The whole file into *ret (initialised by this function with max_bytes as its maximum). ERR_INPUT:
 * not there, not a regular file, too large; ERR_IO otherwise. */
bool file_read(const char *path, size_t max_bytes, struct buf *ret, struct err *reterr);

/* Replaces the file as one step: temporary file of mode `mode`, fsync, rename, fsync of the folder.
 * On failure the old content stands (but for "not lastingly": the folder could not be synced). A
 * link at `path` is replaced, not followed. */
bool file_write_atomic(
		const char *path, const void *bytes, size_t len, mode_t mode, struct err *reterr);

/* Makes a folder and its parents; those made get `mode` (less the umask). There already: fine.
 * ERR_CREATE, ERR_FULL. */
bool file_make_folder(const char *path, mode_t mode, struct err *reterr);

/* A new folder that only we can enter, in $TMPDIR or /tmp: "<there>/<name>.XXXXXX". *ret is the
 * caller's, who removes the folder (file_remove_tree). */
bool file_make_temporary(const char *name, char **ret, struct err *reterr);

bool file_exists(const char *path);

/* Removes a file (or a link, not what it leads to), lastingly; missing is fine. *ret_was tells
 * whether it was there; may be NULL. */
bool file_remove(const char *path, bool *ret_was, struct err *reterr);

/* Removes a folder with all that is in it, without following links; missing is fine. For
 * temporary homes. */
bool file_remove_tree(const char *path, struct err *reterr);

/* Copies a folder with all folders and regular files that are in it, without links. `to` is made
 * where it is missing; a file that is there already is an error. */
bool file_copy_tree(const char *from, const char *to, struct err *reterr);

/*
 * Takes an exclusive flock on `path` (made with mode 0600 when missing) without waiting. *ret_fd is
 * the descriptor that holds it (close-on-exec; file_unlock or the end of the process frees it), or
 * −1 when someone else has it: that is no error. Whoever holds it may remove the file.
 */
bool file_try_lock(const char *path, int *ret_fd, struct err *reterr);
/* The same, waiting up to `limit` ms for someone else: ERR_BUSY then. */
bool file_lock_within(const char *path, msec_t limit, int *ret_fd, struct err *reterr);
/* −1 is fine; sets it to −1. */
void file_unlock(int *fd);

/* A descriptor that can be read from when anybody on this machine (ourselves, too) has written into
 * the file at `path`, as it is now. ERR_IO: there is none, or no watches are left. */
bool file_watch(const char *path, int *ret_fd, struct err *reterr);
/* Whether anybody has since the last call. Does not wait. */
bool file_was_written(int fd);
/* −1 is fine; sets it to −1. */
void file_unwatch(int *fd);
