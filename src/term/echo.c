#include "unlike/term/echo.h"

#include <errno.h>
#include <stdlib.h>
#include <termios.h>

#include "unlike/base/mem.h"

struct term_echo {
	int fd; /* foreign */
	struct termios before;
};

struct term_echo *term_echo_create(int fd, struct err *reterr) {
	struct term_echo *echo = xcalloc(1, sizeof *echo);
	echo->fd = fd;
	if (tcgetattr(fd, &echo->before) != 0) {
		err_set_errno(reterr, ERR_IO, errno, "the terminal does not tell its modes");
		free(echo);
		return NULL;
	}
	return echo;
}

void term_echo_off(struct term_echo *echo) {
	struct termios silent = echo->before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	(void)tcsetattr(echo->fd, TCSAFLUSH, &silent);
}

void term_echo_back(struct term_echo *echo) {
	(void)tcsetattr(echo->fd, TCSADRAIN, &echo->before);
}

void term_echo_destroy(struct term_echo *echo) {
	free(echo);
}
