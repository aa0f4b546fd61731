/*
 * ncurses draws, and only draws: it finds out what changed on the screen. Bytes are read here and
 * understood by input.c; getch() is never called (it takes the sequences of newer terminals apart,
 * and refreshes behind one's back). Signals are the program's, so ncurses' handlers are put away.
 *
 * ncurses writes whenever it moves the cursor, some thirty times a frame. So what it writes goes to
 * a file in memory, and from there to the terminal at once; and since that is no terminal, the
 * terminal's modes are set here.
 */
#include "unlike/term/term.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "drawing.h"
#include "unlike/base/buf.h"
#include "unlike/base/mem.h"
#include "unlike/term/input.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

enum { SIZE_MAX_CELLS = 1000 };

struct term_ncurses {
	int in, out; /* own */
	FILE *in_file; /* own; on `in` */
	FILE *sink; /* own; what ncurses writes to */
	struct buf bytes; /* own; of one frame */
	struct termios modes; /* before start() */
	SCREEN *screen; /* own; NULL before the first start */
	bool running;
	bool hung_up, told;
	struct input *input; /* own */
	const struct theme *theme; /* foreign */
	struct drawing drawing;
};

/* For term_ncurses_emergency_stop(): all it needs is made beforehand. */
static struct {
	volatile sig_atomic_t active;
	int fd;
	size_t len;
	char bytes[128];
	struct termios modes;
} emergency;

/* --- life ------------------------------------------------------------------------------------ */

static FILE *open_file(int fd, const char *mode) {
	FILE *file = fd >= 0 ? fdopen(fd, mode) : NULL;
	if (file == NULL && fd >= 0) {
		close(fd);
	}
	return file;
}

/* The controlling terminal, or standard input and output where those are one. */
static bool open_tty(int *ret_in, int *ret_out) {
	int in = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	int out = in >= 0 ? fcntl(in, F_DUPFD_CLOEXEC, 0) : -1;
	if (in < 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
		out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	}
	if (in >= 0 && out >= 0) {
		*ret_in = in;
		*ret_out = out;
		return true;
	}
	if (in >= 0) {
		close(in);
	}
	if (out >= 0) {
		close(out);
	}
	return false;
}

struct term_ncurses *term_ncurses_create(struct err *reterr) {
	int in, out;
	if (!open_tty(&in, &out)) {
		err_set(reterr, ERR_INPUT, "there is no terminal to draw on");
		return NULL;
	}
	struct term_ncurses *term = xcalloc(1, sizeof(*term));
	term->in = in;
	term->out = out;
	term->in_file = open_file(in, "r");
	term->sink = open_file(memfd_create("frame", MFD_CLOEXEC), "w");
	buf_init(&term->bytes, BUF_UNLIMITED);
	if (term->in_file == NULL || term->sink == NULL) {
		err_set_errno(reterr, ERR_IO, errno, "the terminal could not be opened");
		term_ncurses_destroy(term);
		return NULL;
	}
	term->input = input_create();
	term->theme = theme_find("default");
	return term;
}

void term_ncurses_set_theme(struct term_ncurses *term, const struct theme *theme) {
	assert(term->screen == NULL);
	term->theme = theme;
}

static void stop(void *self);

void term_ncurses_destroy(struct term_ncurses *term) {
	if (term == NULL) {
		return;
	}
	stop(term);
	if (term->screen != NULL) {
		delscreen(term->screen);
	}
	if (term->in_file != NULL) {
		fclose(term->in_file);
	}
	if (term->sink != NULL) {
		fclose(term->sink);
	}
	close(term->out);
	buf_finish(&term->bytes);
	input_destroy(term->input);
	drawing_finish(&term->drawing);
	free(term);
}

/* --- start and stop -------------------------------------------------------------------------- */

/* Async-signal-safe. The terminal may be gone: then there is nothing to be done. */
static void write_bytes(int fd, const char *bytes, size_t len) {
	while (len > 0) {
		const ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return;
		}
		bytes += n;
		len -= (size_t)n;
	}
}

/* Without the delays ("$<5>") that terminfo may have in them. */
static void emergency_add(const char *capability) {
	if (capability == NULL || capability == (const char *)-1) {
		return;
	}
	for (const char *p = capability; *p != '\0'; p++) {
		if (p[0] == '$' && p[1] == '<' && strchr(p, '>') != NULL) {
			p = strchr(p, '>');
		} else if (emergency.len < sizeof(emergency.bytes)) {
			emergency.bytes[emergency.len++] = *p;
		}
	}
}

static void arm_emergency(const struct term_ncurses *term) {
	emergency.active = 0;
	emergency.fd = term->out;
	emergency.modes = term->modes;
	emergency.len = 0;
	emergency_add(PASTE_OFF);
	emergency_add(tigetstr("sgr0"));
	emergency_add(tigetstr("cnorm"));
	emergency_add(tigetstr("rmcup"));
	emergency.active = 1;
}

void term_ncurses_emergency_stop(void) {
	if (emergency.active == 0) {
		return;
	}
	emergency.active = 0;
	const int saved = errno;
	write_bytes(emergency.fd, emergency.bytes, emergency.len);
	tcsetattr(emergency.fd, TCSANOW, &emergency.modes);
	errno = saved;
}

/* newterm() with the signal handlers as they were. */
static SCREEN *new_screen(FILE *out, FILE *in) {
	static const int signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };
	struct sigaction before[SIGNALS];
	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
	}
	/* LINES and COLUMNS of the environment are often those of another time: size() asks. */
	use_env(FALSE);
	SCREEN *screen = newterm(NULL, out, in);
	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], &before[i], NULL);
	}
	return screen;
}

static bool has_capability(const char *name) {
	const char *value = tigetstr((char *)name);
	return value != NULL && value != (char *)-1;
}

static bool create_screen(struct term_ncurses *term, struct err *reterr) {
	const char *name = getenv("TERM");
	SCREEN *screen = name != NULL && *name != '\0' ? new_screen(term->sink, term->in_file)
						       : NULL;
	if (screen == NULL) {
		return err_set(reterr, ERR_INPUT,
				"the terminal type \"%s\" (TERM) is not known on this machine",
				name != NULL ? name : "");
	}
	if (!has_capability("cup")) {
		endwin();
		delscreen(screen);
		return err_set(reterr, ERR_INPUT,
				"a terminal of type \"%s\" (TERM) cannot move its cursor", name);
	}
	term->screen = screen;
	nonl(); /* a line feed is no more than that in the modes of set_raw() */
	typeahead(-1);
	scrollok(stdscr, FALSE);
	drawing_init(&term->drawing, term->theme);
	return true;
}

static bool set_raw(const struct term_ncurses *term) {
	struct termios raw = term->modes;
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(term->in, TCSADRAIN, &raw) == 0;
}

/* Sends what ncurses has written since. */
static void flush(struct term_ncurses *term) {
	const int fd = fileno(term->sink);
	const off_t len = lseek(fd, 0, SEEK_CUR);
	if (len <= 0) {
		return;
	}
	struct buf written;
	char bytes[4096];
	buf_init(&written, BUF_UNLIMITED);
	for (off_t at = 0; at < len;) {
		const ssize_t n = pread(fd, bytes, sizeof(bytes), at);
		if (n <= 0) {
			break;
		}
		buf_add(&written, bytes, (size_t)n);
		at += n;
	}
	lseek(fd, 0, SEEK_SET);
	(void)!ftruncate(fd, 0);
	colours_put_in(&term->drawing.colours, written.data, written.len, &term->bytes);
	buf_finish(&written);
	write_bytes(term->out, term->bytes.data, term->bytes.len);
	buf_reset(&term->bytes);
}

static int clamp_size(int cells, int unknown) {
	return cells <= 0 ? unknown : cells > SIZE_MAX_CELLS ? SIZE_MAX_CELLS : cells;
}

static void fit(struct term_ncurses *term, int *ret_rows, int *ret_cols) {
	struct winsize window = { 0 };
	if (ioctl(term->in, TIOCGWINSZ, &window) != 0) {
		window = (struct winsize){ 0 };
	}
	*ret_rows = clamp_size(window.ws_row, 24);
	*ret_cols = clamp_size(window.ws_col, 80);
	if (term->running && is_term_resized(*ret_rows, *ret_cols)) {
		resizeterm(*ret_rows, *ret_cols);
		drawing_forget(&term->drawing);
	}
}

static bool start(void *self, struct err *reterr) {
	struct term_ncurses *term = self;
	if (term->running) {
		return true;
	}
	/* Anew each time: the shell may have changed them meanwhile. */
	if (tcgetattr(term->in, &term->modes) != 0) {
		return err_set_errno(reterr, ERR_INPUT, errno, "the terminal could not be set up");
	}
	if (term->screen == NULL && !create_screen(term, reterr)) {
		return false;
	}
	if (!set_raw(term)) {
		return err_set_errno(reterr, ERR_INPUT, errno, "the terminal could not be set up");
	}
	set_term(term->screen);
	arm_emergency(term);
	term->running = true;
	int rows, cols;
	fit(term, &rows, &cols);
	drawing_forget(&term->drawing);
	term->drawing.cursor = -1;
	input_destroy(term->input);
	term->input = input_create();
	clearok(curscr, TRUE);
	erase();
	wnoutrefresh(stdscr);
	doupdate();
	buf_add_str(&term->bytes, PASTE_ON);
	flush(term);
	return true;
}

static void stop(void *self) {
	struct term_ncurses *term = self;
	if (!term->running) {
		return;
	}
	term->running = false;
	curs_set(1);
	endwin();
	buf_add_str(&term->bytes, PASTE_OFF);
	flush(term);
	tcsetattr(term->in, TCSADRAIN, &term->modes);
	emergency.active = 0;
}

/* --- input ----------------------------------------------------------------------------------- */

static int get_fd(void *self) {
	const struct term_ncurses *term = self;
	return term->in;
}

/* The descriptor is shared with whoever else has the terminal, so it stays blocking and is asked
 * first. */
static void read_bytes(struct term_ncurses *term, msec_t now) {
	struct pollfd poll_fd = { .fd = term->in, .events = POLLIN };
	if (term->hung_up || poll(&poll_fd, 1, 0) <= 0) {
		return;
	}
	char bytes[4096];
	const ssize_t n = read(term->in, bytes, sizeof(bytes));
	if (n > 0) {
		input_feed(term->input, bytes, (size_t)n, now);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		term->hung_up = true;
	}
}

static bool read_event(void *self, msec_t now, struct term_event *ret) {
	struct term_ncurses *term = self;
	if (!term->running) {
		return false;
	}
	/* First what was understood before; then bytes; and only when there are none may a lone ESC
	 * be a key. */
	const msec_t never_late = 0;
	if (input_next(term->input, never_late, ret)) {
		return true;
	}
	read_bytes(term, now);
	if (input_next(term->input, now, ret)) {
		return true;
	}
	if (term->hung_up && !term->told) {
		term->told = true;
		*ret = (struct term_event){ .type = TERM_HANGUP };
		return true;
	}
	return false;
}

static msec_t deadline(void *self) {
	const struct term_ncurses *term = self;
	return input_deadline(term->input);
}

/* --- output ---------------------------------------------------------------------------------- */

static void size(void *self, int *ret_rows, int *ret_cols) {
	fit(self, ret_rows, ret_cols);
}

static void present(void *self, const struct frame *frame, bool everything) {
	struct term_ncurses *term = self;
	if (!term->running) {
		return;
	}
	if (everything) {
		drawing_forget(&term->drawing);
		clearok(curscr, TRUE);
	}
	drawing_present(&term->drawing, frame);
	flush(term);
}

struct terminal term_ncurses_terminal(struct term_ncurses *term) {
	static const struct term_ops ops = {
		.start = start,
		.stop = stop,
		.fd = get_fd,
		.read = read_event,
		.deadline = deadline,
		.size = size,
		.present = present,
	};
	return (struct terminal){ .ops = &ops, .self = term };
}
