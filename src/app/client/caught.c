#include "caught.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int signos[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

bool caught_begin(struct caught *ret, struct err *reterr) {
	sigset_t wanted;
	sigemptyset(&wanted);
	for (size_t i = 0; i < sizeof signos / sizeof signos[0]; i++) {
		sigaddset(&wanted, signos[i]);
	}
	struct caught caught = { .fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK) };
	if (caught.fd < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "cannot make a signal descriptor");
	}
	(void)pthread_sigmask(SIG_BLOCK, &wanted, &caught.before);
	*ret = caught;
	return true;
}

enum caught_what caught_wait(struct caught *caught, int fd, msec_t limit, int *ret_signo) {
	struct pollfd fds[] = {
		{ .fd = caught->fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};
	int timeout = limit > INT_MAX ? -1 : (int)limit;
	int n;
	do {
		n = poll(fds, 2, timeout);
	} while (n < 0 && errno == EINTR);
	struct signalfd_siginfo info;
	if ((fds[0].revents & POLLIN) != 0 &&
			read(caught->fd, &info, sizeof info) == (ssize_t)sizeof info) {
		*ret_signo = (int)info.ssi_signo;
		return CAUGHT_SIGNAL;
	}
	return n > 0 && fds[1].revents != 0 ? CAUGHT_INPUT : CAUGHT_TIME;
}

void caught_let(int signo) {
	sigset_t one, before;
	if (signo == SIGTSTP) {
		(void)raise(SIGSTOP);
		return;
	}
	sigemptyset(&one);
	sigaddset(&one, signo);
	(void)raise(signo);
	(void)pthread_sigmask(SIG_UNBLOCK, &one, &before);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void caught_end(struct caught *caught) {
	close(caught->fd);
	caught->fd = -1;
	(void)pthread_sigmask(SIG_SETMASK, &caught->before, NULL);
}
