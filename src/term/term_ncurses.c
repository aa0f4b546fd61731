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

#include "detect.h"
#include "drawing.h"
#include "line.h"
#include "switches.h"
#include "unlike/base/buf.h"
#include "unlike/base/mem.h"
#include "unlike/term/input.h"

#define FRAME_BEGIN "\033[?2026h"
#define FRAME_END "\033[?2026l"

enum { SIZE_MAX_CELLS = 1000, GOODBYE_MS = 200, GOODBYE_READS = 50 };

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
	struct detect detect;
	bool news; /* of its traits, not yet told */
	bool wants_mouse;
	struct switches now; /* what is switched on */
	struct drawing drawing;
	struct line line;
	const struct clock *clock; /* foreign, or NULL: nothing is known of the line */
};

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
	term->theme = theme;
	if (term->screen != NULL) {
		set_term(term->screen);
		drawing_set_theme(&term->drawing, theme);
	}
}

void term_ncurses_set_clock(struct term_ncurses *term, const struct clock *clock) {
	assert(term->screen == NULL);
	term->clock = clock;
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
	line_reset(&term->line);
	free(term);
}

/* --- start and stop -------------------------------------------------------------------------- */

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

/* Sends what is in `bytes`. */
static void send(struct term_ncurses *term) {
	switches_write(term->out, term->bytes.data, term->bytes.len);
	buf_reset(&term->bytes);
}

/* Where more is on its way than a slow line carries. */
static void ask_behind(struct term_ncurses *term) {
	if (term->running && term->clock != NULL &&
			line_sent(&term->line, term->bytes.len, clock_mono(term->clock))) {
		buf_add_str(&term->bytes, LINE_QUESTION);
	}
}

/* Sends what ncurses has written since: all of it in one piece, so that the marks of a frame are
 * around it. */
static void flush(struct term_ncurses *term) {
	const int fd = fileno(term->sink);
	const off_t len = lseek(fd, 0, SEEK_CUR);
	if (len <= 0) {
		return;
	}
	const bool marked = term->running && term->detect.traits.sync_output;
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
	buf_add_str(&term->bytes, marked ? FRAME_BEGIN : "");
	colours_put_in(&term->drawing.colours, written.data, written.len, &term->bytes);
	buf_add_str(&term->bytes, marked ? FRAME_END : "");
	buf_finish(&written);
	ask_behind(term);
	send(term);
}

static void switch_to(struct term_ncurses *term, const struct switches *wanted) {
	switches_change(&term->now, wanted, &term->bytes);
	term->now = *wanted;
	send(term);
	switches_arm(term->out, &term->modes, &term->now);
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

/* The descriptor is shared with whoever else has the terminal, so it stays blocking and is asked
 * first. False: nothing came within so long. */
static bool read_bytes(struct term_ncurses *term, msec_t now, int wait_ms) {
	struct pollfd poll_fd = { .fd = term->in, .events = POLLIN };
	if (term->hung_up || poll(&poll_fd, 1, wait_ms) <= 0) {
		return false;
	}
	char bytes[4096];
	const ssize_t n = read(term->in, bytes, sizeof(bytes));
	if (n > 0) {
		input_feed(term->input, bytes, (size_t)n, now);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		term->hung_up = true;
	}
	return n > 0;
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
	switches_arm(term->out, &term->modes, &term->now);
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
	flush(term);
	line_reset(&term->line);
	if (term->clock != NULL) {
		line_asked(&term->line, clock_mono(term->clock));
		buf_add_str(&term->bytes, LINE_QUESTION);
	}
	detect_ask(&term->detect, true, &term->bytes);
	switch_to(term, &(struct switches){ .on = true, .mouse = term->wants_mouse });
	return true;
}

/* What is on its way must not reach the shell: answers, and the release of the key that ended this.
 * Where the terminal answers it is asked once more, and everything up to that is swallowed. */
static void say_goodbye(struct term_ncurses *term) {
	struct detect *detect = &term->detect;
	struct term_event event;
	switch_to(term, &(struct switches){ 0 });
	if (detect->traits.told && !detect->traits.answers) {
		return;
	}
	if (detect->traits.answers) {
		detect->owed++;
		buf_add_str(&term->bytes, DETECT_END);
		send(term);
	}
	for (int i = 0; i < GOODBYE_READS && detect->owed > 0 && !term->hung_up; i++) {
		if (!read_bytes(term, 0, GOODBYE_MS)) {
			return;
		}
		while (input_next(term->input, 0, &event)) {
			if (event.type == TERM_ANSWER) {
				(void)detect_answer(detect, &event.answer);
			}
		}
	}
}

static void stop(void *self) {
	struct term_ncurses *term = self;
	if (!term->running) {
		return;
	}
	say_goodbye(term);
	term->running = false;
	line_reset(&term->line);
	curs_set(1);
	endwin();
	flush(term);
	tcsetattr(term->in, TCSADRAIN, &term->modes);
	switches_disarm();
}

static void draw(struct term_ncurses *term, const struct frame *frame, bool everything) {
	if (everything) {
		drawing_forget(&term->drawing);
		clearok(curscr, TRUE);
	}
	drawing_present(&term->drawing, frame);
	flush(term);
}

/* The frame that waits, if the line is free by now; or it is asked once more. */
static void go_on(struct term_ncurses *term) {
	struct line *line = &term->line;
	if (!line->waits) {
		return;
	}
	if (line_is_free(line, clock_mono(term->clock))) {
		draw(term, &line->frame, line_drop(line));
	} else if (!line->asked) {
		ask_behind(term);
		send(term);
	}
}

static void set_mouse(void *self, bool on) {
	struct term_ncurses *term = self;
	term->wants_mouse = on;
	if (term->running) {
		struct switches wanted = term->now;
		wanted.mouse = on;
		switch_to(term, &wanted);
	}
}

/* --- input ----------------------------------------------------------------------------------- */

static int get_fd(void *self) {
	const struct term_ncurses *term = self;
	return term->in;
}

/* Answers are for here; the keyboard is made to tell releases as soon as it says that it can. */
static bool next_event(struct term_ncurses *term, msec_t now, struct term_event *ret) {
	while (input_next(term->input, now, ret)) {
		if (ret->type != TERM_ANSWER) {
			return true;
		}
		if (ret->answer.about == TERM_SAYS_READY && term->clock != NULL) {
			line_answered(&term->line, clock_mono(term->clock));
			go_on(term);
		}
		term->news = detect_answer(&term->detect, &ret->answer) || term->news;
		if (term->detect.traits.keyboard && !term->now.keyboard) {
			struct switches wanted = term->now;
			wanted.keyboard = true;
			switch_to(term, &wanted);
		}
	}
	return false;
}

static bool read_event(void *self, msec_t now, struct term_event *ret) {
	struct term_ncurses *term = self;
	if (!term->running) {
		return false;
	}
	/* First what was understood before; then bytes; and only when there are none may a lone ESC
	 * be a key. */
	const msec_t never_late = 0;
	if (next_event(term, never_late, ret)) {
		return true;
	}
	(void)read_bytes(term, now, 0);
	if (next_event(term, now, ret)) {
		return true;
	}
	term->news = detect_time(&term->detect, now) || term->news;
	line_time(&term->line, now);
	go_on(term);
	if (term->news) {
		term->news = false;
		*ret = (struct term_event){ .type = TERM_TRAITS, .traits = &term->detect.traits };
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
	const msec_t escape = input_deadline(term->input), answer = detect_deadline(&term->detect);
	const msec_t line = line_deadline(&term->line), first = escape < answer ? escape : answer;
	return first < line ? first : line;
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
	struct line *line = &term->line;
	if (term->clock != NULL && !line_is_free(line, clock_mono(term->clock))) {
		line_keep(line, frame, everything);
		go_on(term);
		return;
	}
	everything = line_drop(line) || everything;
	draw(term, frame, everything);
}

struct terminal term_ncurses_terminal(struct term_ncurses *term) {
	static const struct term_ops ops = {
		.start = start,
		.stop = stop,
		.set_mouse = set_mouse,
		.fd = get_fd,
		.read = read_event,
		.deadline = deadline,
		.size = size,
		.present = present,
	};
	return (struct terminal){ .ops = &ops, .self = term };
}
