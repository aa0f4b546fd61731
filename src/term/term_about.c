#include <ncurses.h>
#include <sys/ioctl.h>

#include "unlike/term/term.h"

/* What can be told of a terminal without taking it over. */

bool term_size_of(int fd, int *ret_rows, int *ret_cols) {
	struct winsize window = { 0 };
	if (ioctl(fd, TIOCGWINSZ, &window) != 0 || window.ws_row == 0 || window.ws_col == 0) {
		return false;
	}
	*ret_rows = window.ws_row;
	*ret_cols = window.ws_col;
	return true;
}

const char *term_library(void) {
	return curses_version();
}
