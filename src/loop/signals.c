#include "unlike/loop/signals.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "unlike/base/mem.h"

struct signals {
	struct loop *loop; /* foreign */
	int fd; /* own */
	sigset_t blocked; /* by us: those that were not before */
	signals_fn *fn;
	void *data; /* foreign */
};

static void handle_readable(int fd, short revents, void *data) {
	struct signals *signals = data;
	struct signalfd_siginfo info;

	(void)revents;
	/* One a turn: nothing is touched behind fn, so it may destroy us. */
	ssize_t got = read(fd, &info, sizeof(info));
	if (got == (ssize_t)sizeof(info)) {
		signals->fn((int)info.ssi_signo, signals->data);
	}
}

static bool ignore_sigpipe(struct err *reterr) {
	struct sigaction action = { .sa_handler = SIG_IGN };

	sigemptyset(&action.sa_mask);
	if (sigaction(SIGPIPE, &action, NULL) < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "cannot ignore SIGPIPE");
	}
	return true;
}

struct signals *signals_create(struct loop *loop, const int *signos, size_t n, signals_fn *fn,
		void *data, struct err *reterr) {
	sigset_t wanted, before, blocked;

	assert(fn && n > 0);
	if (!ignore_sigpipe(reterr)) {
		return NULL;
	}
	sigemptyset(&wanted);
	for (size_t i = 0; i < n; i++) {
		sigaddset(&wanted, signos[i]);
	}
	int rc = pthread_sigmask(SIG_BLOCK, &wanted, &before);
	if (rc != 0) {
		err_set_errno(reterr, ERR_IO, rc, "cannot block signals");
		return NULL;
	}
	sigemptyset(&blocked);
	for (size_t i = 0; i < n; i++) {
		if (sigismember(&before, signos[i]) == 0) {
			sigaddset(&blocked, signos[i]);
		}
	}
	int fd = signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0) {
		err_set_errno(reterr, ERR_IO, errno, "cannot make a signal descriptor");
		pthread_sigmask(SIG_UNBLOCK, &blocked, NULL);
		return NULL;
	}
	struct signals *signals = xcalloc(1, sizeof(*signals));
	*signals = (struct signals){
		.loop = loop, .fd = fd, .blocked = blocked, .fn = fn, .data = data
	};
	loop_add_fd(loop, fd, POLLIN, handle_readable, signals);
	return signals;
}

void signals_destroy(struct signals *signals) {
	if (!signals) {
		return;
	}
	loop_remove_fd(signals->loop, signals->fd);
	close(signals->fd);
	pthread_sigmask(SIG_UNBLOCK, &signals->blocked, NULL);
	free(signals);
}
