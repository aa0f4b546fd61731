#include "unlike/loop/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "unlike/base/mem.h"

#define FDS_ON_STACK 16

static bool wait_poll(
		void *self, struct loop_fd *fds, size_t n, int timeout_ms, struct err *reterr) {
	struct pollfd few[FDS_ON_STACK], *polled = few;

	(void)self;
	if (n > FDS_ON_STACK) {
		polled = xcalloc(n, sizeof(*polled));
	}
	for (size_t i = 0; i < n; i++) {
		polled[i] = (struct pollfd){ .fd = fds[i].fd, .events = fds[i].events };
	}
	int rc = poll(polled, n, timeout_ms), errnum = errno;
	for (size_t i = 0; i < n; i++) {
		fds[i].revents = rc > 0 ? polled[i].revents : 0;
	}
	if (polled != few) {
		free(polled);
	}
	/* A signal is a wake-up like any other. */
	if (rc < 0 && errnum != EINTR) {
		return err_set_errno(reterr, ERR_IO, errnum, "cannot wait for descriptors");
	}
	return true;
}

struct loop_waiter loop_waiter_poll(void) {
	return (struct loop_waiter){ .wait = wait_poll };
}
