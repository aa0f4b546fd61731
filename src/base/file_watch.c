#include "unlike/base/file.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

bool file_watch(const char *path, int *ret_fd, struct err *reterr) {
	const int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd < 0 || inotify_add_watch(fd, path, IN_MODIFY) < 0) {
		const int error = errno;
		if (fd >= 0) {
			close(fd);
		}
		return err_set_errno(reterr, ERR_IO, error, "%s could not be watched", path);
	}
	*ret_fd = fd;
	return true;
}

bool file_was_written(int fd) {
	char events[4096];
	bool any = false;
	while (read(fd, events, sizeof(events)) > 0) {
		any = true;
	}
	return any;
}

void file_unwatch(int *fd) {
	if (*fd >= 0) {
		close(*fd);
		*fd = -1;
	}
}
