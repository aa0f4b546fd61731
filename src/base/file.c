#include "unlike/base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unlike/base/mem.h"

#define CHUNK_BYTES 16384
#define LOCK_PAUSE_NS 10000000

/* --- reading --------------------------------------------------------------------------------- */

static bool too_large(const char *path, size_t max_bytes, struct err *reterr) {
	return err_set(reterr, ERR_INPUT, "%s is larger than %zu bytes", path, max_bytes);
}

static bool check_regular(int fd, const char *path, size_t max_bytes, struct err *reterr) {
	struct stat st;
	if (fstat(fd, &st) != 0) {
		return err_set_errno(reterr, ERR_IO, errno, "%s", path);
	}
	if (!S_ISREG(st.st_mode)) {
		return err_set(reterr, ERR_INPUT, "%s is not a regular file", path);
	}
	if (st.st_size > 0 && (size_t)st.st_size > max_bytes) {
		return too_large(path, max_bytes, reterr);
	}
	return true;
}

static bool read_rest(int fd, const char *path, struct buf *into, struct err *reterr) {
	char chunk[CHUNK_BYTES];
	for (;;) {
		const ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return err_set_errno(reterr, ERR_IO, errno, "%s", path);
		}
		if (n == 0) {
			return true;
		}
		buf_add(into, chunk, (size_t)n);
		if (into->overflowed) {
			return too_large(path, into->max, reterr);
		}
	}
}

bool file_read(const char *path, size_t max_bytes, struct buf *ret, struct err *reterr) {
	/* O_NONBLOCK: a FIFO must not hold the program; it is refused in a moment. */
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		const bool missing = errno == ENOENT || errno == ENOTDIR;
		return err_set_errno(reterr, missing ? ERR_INPUT : ERR_IO, errno, "%s", path);
	}
	struct buf bytes;
	buf_init(&bytes, max_bytes);
	const bool ok = check_regular(fd, path, max_bytes, reterr) &&
			read_rest(fd, path, &bytes, reterr);
	close(fd);
	if (!ok) {
		buf_finish(&bytes);
		return false;
	}
	*ret = bytes;
	return true;
}

/* --- writing --------------------------------------------------------------------------------- */

static char *folder_of(const char *path) {
	const char *slash = strrchr(path, '/');
	if (slash == NULL) {
		return xstrdup(".");
	}
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

static bool write_all(int fd, const void *bytes, size_t len) {
	const char *p = bytes;
	while (len > 0) {
		const ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return false;
		}
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* Some file systems cannot sync a folder and say EINVAL: nothing better can be had there. */
static bool sync_folder(int folder_fd) {
	return fsync(folder_fd) == 0 || errno == EINVAL;
}

static bool write_and_rename(int fd, const char *temp, const char *path, const void *bytes,
		size_t len, mode_t mode) {
	const bool written = fchmod(fd, mode) == 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
	const int why = errno;
	if (close(fd) != 0 && written) {
		return false;
	}
	errno = why;
	return written && rename(temp, path) == 0;
}

bool file_write_atomic(
		const char *path, const void *bytes, size_t len, mode_t mode, struct err *reterr) {
	char *folder = folder_of(path);
	const int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (folder_fd < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "writing %s", path);
	}
	bool ok = false;
	char *temp = xasprintf("%s.XXXXXX", path);
	const int fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		err_set_errno(reterr, ERR_IO, errno, "writing %s", path);
	} else if (!write_and_rename(fd, temp, path, bytes, len, mode)) {
		err_set_errno(reterr, ERR_IO, errno, "writing %s", path);
		unlink(temp);
	} else if (!sync_folder(folder_fd)) {
		err_set_errno(reterr, ERR_IO, errno, "%s is written, but perhaps not lastingly",
				path);
	} else {
		ok = true;
	}
	free(temp);
	close(folder_fd);
	return ok;
}

static bool make_one(const char *path, mode_t mode, struct err *reterr) {
	if (mkdir(path, mode) == 0) {
		return true;
	}
	const int why = errno;
	struct stat st;
	/* Not only EEXIST: a parent may be read-only (EROFS) or closed (EACCES). */
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			return true;
		}
		return err_set(reterr, ERR_CREATE, "%s is not a folder", path);
	}
	return err_set_errno(reterr, ERR_CREATE, why, "making the folder %s", path);
}

bool file_make_folder(const char *path, mode_t mode, struct err *reterr) {
	assert(path[0] != '\0');
	char *upto = xstrdup(path);
	bool ok = true;
	for (char *slash = strchr(upto + 1, '/'); ok && slash != NULL;
			slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		ok = make_one(upto, mode, reterr);
		*slash = '/';
	}
	ok = ok && make_one(upto, mode, reterr);
	free(upto);
	return ok;
}

bool file_make_temporary(const char *name, char **ret, struct err *reterr) {
	const char *tmp = getenv("TMPDIR");
	char *path = xasprintf("%s/%s.XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : "/tmp", name);
	if (mkdtemp(path) == NULL) {
		int errnum = errno;
		err_set_errno(reterr, ERR_IO, errnum, "a temporary folder (%.100s) cannot be made",
				path);
		free(path);
		return false;
	}
	*ret = path;
	return true;
}

bool file_exists(const char *path) {
	struct stat st;
	return stat(path, &st) == 0;
}

bool file_remove(const char *path, bool *ret_was, struct err *reterr) {
	const bool was = unlink(path) == 0;
	if (!was && errno != ENOENT) {
		return err_set_errno(reterr, ERR_IO, errno, "removing %s", path);
	}
	char *folder = folder_of(path);
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	const bool lasting = !was || (fd >= 0 && sync_folder(fd));
	const int why = errno;
	if (fd >= 0) {
		close(fd);
	}
	if (!lasting) {
		return err_set_errno(reterr, ERR_IO, why,
				"%s is removed, but perhaps not lastingly", path);
	}
	if (ret_was != NULL) {
		*ret_was = was;
	}
	return true;
}

/* --- locks ----------------------------------------------------------------------------------- */

/* Whoever held it may have removed the file before we had the lock: then it locks nothing. */
static bool is_still_there(int fd, const char *path) {
	struct stat held, there;
	return fstat(fd, &held) == 0 && lstat(path, &there) == 0 && held.st_dev == there.st_dev &&
			held.st_ino == there.st_ino;
}

bool file_try_lock(const char *path, int *ret_fd, struct err *reterr) {
	for (;;) {
		const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0) {
			return err_set_errno(reterr, ERR_IO, errno, "%s", path);
		}
		int rc;
		do {
			rc = flock(fd, LOCK_EX | LOCK_NB);
		} while (rc != 0 && errno == EINTR);
		const int why = errno;
		if (rc == 0 && is_still_there(fd, path)) {
			*ret_fd = fd;
			return true;
		}
		close(fd);
		if (rc == 0) {
			continue;
		}
		if (why == EWOULDBLOCK) {
			*ret_fd = -1;
			return true;
		}
		return err_set_errno(reterr, ERR_IO, why, "locking %s", path);
	}
}

bool file_lock_within(const char *path, msec_t limit, int *ret_fd, struct err *reterr) {
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };
	const struct clock clock = clock_system();
	const msec_t end = clock_mono(&clock) + limit;
	int fd = -1;
	while (file_try_lock(path, &fd, reterr)) {
		if (fd >= 0) {
			*ret_fd = fd;
			return true;
		}
		if (clock_mono(&clock) >= end) {
			return err_set(reterr, ERR_BUSY, "another process holds %s", path);
		}
		(void)nanosleep(&pause, NULL);
	}
	return false;
}

void file_unlock(int *fd) {
	if (*fd >= 0) {
		/* A child that inherited the descriptor would hold the lock on. */
		(void)flock(*fd, LOCK_UN);
		close(*fd);
		*fd = -1;
	}
}
