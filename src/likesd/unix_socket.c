#include "unix_socket.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "unlike/base/mem.h"

#define BACKLOG 128

struct address {
	struct sockaddr_un un;
	int folder_fd; /* own; −1: the path fits as it is */
};

static void address_finish(struct address *address) {
	if (address->folder_fd >= 0) {
		close(address->folder_fd);
	}
}

/* sun_path holds 107 bytes; a longer path goes by way of a descriptor of its folder. */
static bool address_init(struct address *address, const char *path, struct err *reterr) {
	*address = (struct address){ .un = { .sun_family = AF_UNIX }, .folder_fd = -1 };
	size_t room = sizeof address->un.sun_path;
	if (strlen(path) < room) {
		memcpy(address->un.sun_path, path, strlen(path) + 1);
		return true;
	}
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char *folder = slash != NULL ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	address->folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int problem = errno;
	free(folder);
	if (address->folder_fd < 0) {
		return err_set_errno(reterr, ERR_INPUT, problem, "cannot open the folder of %.150s",
				path);
	}
	int n = snprintf(address->un.sun_path, room, "/proc/self/fd/%d/%s", address->folder_fd,
			name);
	if (n < 0 || (size_t)n >= room) {
		address_finish(address);
		return err_set(reterr, ERR_INPUT, "the name of %.150s is too long for a socket",
				path);
	}
	return true;
}

static bool open_socket(int flags, int *ret_fd, struct err *reterr) {
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	if (fd < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "cannot make a socket");
	}
	*ret_fd = fd;
	return true;
}

static bool connect_to(
		const struct address *address, const char *path, int *ret_fd, struct err *reterr) {
	int fd = -1;
	if (!open_socket(0, &fd, reterr)) {
		return false;
	}
	if (connect(fd, (const struct sockaddr *)&address->un, sizeof address->un) == 0) {
		*ret_fd = fd;
		return true;
	}
	int problem = errno;
	close(fd);
	if (problem == ENOENT || problem == ECONNREFUSED) {
		*ret_fd = -1;
		return true;
	}
	return err_set_errno(reterr, ERR_IO, problem, "cannot connect to %.150s", path);
}

bool unix_socket_connect(const char *path, int *ret_fd, struct err *reterr) {
	struct address address;
	if (!address_init(&address, path, reterr)) {
		return false;
	}
	bool fine = connect_to(&address, path, ret_fd, reterr);
	address_finish(&address);
	return fine;
}

/* Removes what a process that was killed has left. */
static bool remove_stale(const struct address *address, const char *path, struct err *reterr) {
	struct stat st;
	if (lstat(path, &st) != 0) {
		return true;
	}
	if (!S_ISSOCK(st.st_mode)) {
		return err_set(reterr, ERR_INPUT, "%.150s is there and is not a socket", path);
	}
	int fd = -1;
	if (!connect_to(address, path, &fd, reterr)) {
		return false;
	}
	if (fd >= 0) {
		close(fd);
		return err_set(reterr, ERR_BUSY, "another likesd listens at %.150s", path);
	}
	if (unlink(path) != 0 && errno != ENOENT) {
		return err_set_errno(
				reterr, ERR_IO, errno, "cannot remove the old socket %.150s", path);
	}
	return true;
}

static bool bind_and_listen(
		int fd, const struct address *address, const char *path, struct err *reterr) {
	/* The mode is right from the first moment: there is no time to connect in between. */
	mode_t before = umask(0177);
	int result = bind(fd, (const struct sockaddr *)&address->un, sizeof address->un);
	int problem = errno;
	umask(before);
	if (result != 0) {
		return err_set_errno(reterr, problem == ENOENT ? ERR_INPUT : ERR_IO, problem,
				"cannot make the socket %.150s", path);
	}
	if (listen(fd, BACKLOG) != 0) {
		problem = errno;
		unlink(path);
		return err_set_errno(reterr, ERR_IO, problem, "cannot listen at %.150s", path);
	}
	return true;
}

bool unix_socket_listen(const char *path, int *ret_fd, struct err *reterr) {
	struct address address;
	if (!address_init(&address, path, reterr)) {
		return false;
	}
	int fd = -1;
	bool fine = remove_stale(&address, path, reterr) && open_socket(SOCK_NONBLOCK, &fd, reterr);
	if (fine && !bind_and_listen(fd, &address, path, reterr)) {
		close(fd);
		fine = false;
	}
	address_finish(&address);
	if (fine) {
		assert(fd >= 0);
		*ret_fd = fd;
	}
	return fine;
}
