#include "stage.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "unlike/base/buf.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

enum { LIMIT_MS = 20000, MARK = 0x05 };

/* --- in the child ---------------------------------------------------------------------------- */

static struct stage *stage; /* the child's */
struct term_ncurses *ncurses;
struct terminal terminal;

void check(bool holds, const char *what, const char *file, int line) {
	if (!holds) {
		term_ncurses_emergency_stop();
		dprintf(STDERR_FILENO, "%s:%d: %s\n", file, line, what);
		_exit(1);
	}
}

void step(char c) {
	const char mark[] = { MARK, c };
	CHECK(write(STDOUT_FILENO, mark, sizeof(mark)) == sizeof(mark));
	CHECK(read(stage->leave, &c, 1) == 1);
}

void put(struct frame *frame, int row, int col, enum role role, const char *text) {
	struct text_cluster cluster;
	while (text_next(&text, &cluster)) {
		struct cell *cell = &frame->cells[row * frame->cols + col];
		memset(cell, 0, sizeof(*cell));
		memcpy(cell->utf8, cluster.utf8, cluster.len);
		cell->len = cluster.len;
		cell->width = cluster.width;
		cell->role = (uint8_t)role;
		if (cluster.width == 2) {
			cell[1] = (struct cell){ .role = (uint8_t)role };
		}
		col += cluster.width;
	}
}

struct frame blank(int rows, int cols) {
	struct frame frame = { .rows = rows, .cols = cols };
	frame.cells = xcalloc((size_t)rows * (size_t)cols, sizeof(*frame.cells));
	for (int i = 0; i < rows * cols; i++) {
		frame.cells[i] = (struct cell){ .utf8 = " ", .len = 1, .width = 1 };
	}
	return frame;
}

void open_terminal(void) {
	text_init();
	struct err err;
	ncurses = term_ncurses_create(&err);
	CHECK(ncurses != NULL);
	terminal = term_ncurses_terminal(ncurses);
	CHECK(terminal.ops->start(terminal.self, &err));
}

void present(const struct frame *frame, bool everything) {
	terminal.ops->present(terminal.self, frame, everything);
}

struct term_event next_event(msec_t now) {
	struct term_event event;
	for (int i = 0; i < 100; i++) {
		if (terminal.ops->read(terminal.self, now, &event)) {
			return event;
		}
		struct pollfd poll_fd = { .fd = terminal.ops->fd(terminal.self), .events = POLLIN };
		CHECK(poll(&poll_fd, 1, LIMIT_MS) == 1);
	}
	CHECK(!"an event came");
	abort();
}

bool has_event(msec_t now) {
	struct term_event event;
	return terminal.ops->read(terminal.self, now, &event);
}

/* --- in the test ----------------------------------------------------------------------------- */

void begin(struct stage *s, void (*scene)(void), int rows, int cols) {
	int leave[2];
	cr_assert_eq(pipe(leave), 0);
	const struct winsize window = { .ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)cols };
	buf_init(&s->out, BUF_UNLIMITED);
	s->child = forkpty(&s->master, NULL, NULL, &window);
	cr_assert_geq(s->child, 0);
	if (s->child == 0) {
		s->leave = leave[0];
		close(leave[1]);
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		unsetenv("NO_COLOR");
		unsetenv("COLORFGBG");
		unsetenv("COLORTERM");
		stage = s;
		scene();
		_exit(0);
	}
	close(leave[0]);
	s->leave = leave[1];
}

char wait_step(struct stage *s) {
	buf_reset(&s->out);
	for (;;) {
		struct pollfd poll_fd = { .fd = s->master, .events = POLLIN };
		cr_assert_eq(poll(&poll_fd, 1, LIMIT_MS), 1, "the child does not answer");
		char bytes[4096];
		const ssize_t len = read(s->master, bytes, sizeof(bytes));
		cr_assert_gt(len, 0, "the child ended early: %s", s->out.data);
		buf_add(&s->out, bytes, (size_t)len);
		if (s->out.len >= 2 && s->out.data[s->out.len - 2] == MARK) {
			s->out.len -= 2;
			s->out.data[s->out.len] = '\0';
			return s->out.data[s->out.len + 1];
		}
	}
}

void go_on(struct stage *s) {
	cr_assert_eq(write(s->leave, "", 1), 1);
}

void type(struct stage *s, const char *bytes) {
	cr_assert_eq(write(s->master, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

void end(struct stage *s) {
	go_on(s);
	/* A child that still draws must not wait for a reader. */
	buf_reset(&s->out);
	char bytes[4096];
	for (ssize_t len = 1; len > 0;) {
		len = read(s->master, bytes,
				sizeof(bytes)); /* EIO: nobody has the slave any more */
		buf_add(&s->out, bytes, len > 0 ? (size_t)len : 0);
	}
	int status;
	cr_assert_eq(waitpid(s->child, &status, 0), s->child);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the child: %s", s->out.data);
	close(s->master);
	close(s->leave);
	buf_finish(&s->out);
}

int count(const struct stage *s, const char *text) {
	int n = 0;
	for (const char *p = s->out.data; (p = strstr(p, text)) != NULL; p++) {
		n++;
	}
	return n;
}

bool has(const struct stage *s, const char *text) {
	return count(s, text) > 0;
}

bool has_attribute(const struct stage *s, int wanted) {
	for (const char *p = s->out.data; (p = strstr(p, "\033[")) != NULL;) {
		p += 2;
		const char *end = p + strspn(p, "0123456789;");
		while (*end == 'm' && p < end) {
			if (strtol(p, NULL, 10) == wanted) {
				return true;
			}
			p += strcspn(p, ";m") + 1;
		}
	}
	return false;
}
