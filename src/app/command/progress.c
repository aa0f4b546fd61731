#include "progress.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "unlike/base/text.h"
#include "unlike/term/term.h"

#define EVERY (MSEC_PER_SEC / 10)
#define COLS_UNKNOWN 80
#define LINE_MAX_BYTES 512

/* The terminal shows ^C where the cursor is, behind the line. */
#define ECHO_COLS 2

/* --- a signal while a line stands there ------------------------------------------------------ */

static const int signos[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

#define SIGNOS (sizeof signos / sizeof signos[0])

/* A handler knows no more than this: what wipes the line out, made beforehand. */
static struct {
	bool caught; /* the handlers are in place */
	volatile sig_atomic_t ready; /* the rest may be read */
	int fd;
	size_t len;
	char bytes[LINE_MAX_BYTES + ECHO_COLS + 2];
	struct sigaction before[SIGNOS];
} line_there;

/* As it would have gone without us, but on a free line. */
static void on_signal(int signo) {
	const int before = errno;
	if (line_there.ready) {
		(void)!write(line_there.fd, line_there.bytes, line_there.len);
	}
	if (signo == SIGTSTP) {
		(void)raise(SIGSTOP);
	} else {
		(void)signal(signo, SIG_DFL);
		(void)raise(signo);
	}
	errno = before;
}

/* What is ignored (nohup), or is somebody else's, stays as it is. */
static void catch_signals(void) {
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	for (size_t i = 0; i < SIGNOS; i++) {
		(void)sigaction(signos[i], NULL, &line_there.before[i]);
		if (line_there.before[i].sa_handler == SIG_DFL) {
			(void)sigaction(signos[i], &action, NULL);
		}
	}
	line_there.caught = true;
}

static void let_signals(void) {
	line_there.ready = 0;
	for (size_t i = 0; line_there.caught && i < SIGNOS; i++) {
		(void)sigaction(signos[i], &line_there.before[i], NULL);
	}
	line_there.caught = false;
}

/* A line of so many cells is about to stand there. */
static void prepare(const struct progress *progress, int cells) {
	const int fd = fileno(progress->out);
	if (fd < 0) {
		return; /* memory, in tests */
	}
	int wiped = cells + ECHO_COLS < progress->cols ? cells + ECHO_COLS : progress->cols - 1;
	wiped = wiped > 0 ? wiped : 0;
	assert((size_t)wiped + 2 <= sizeof line_there.bytes);
	line_there.ready = 0;
	line_there.fd = fd;
	memset(line_there.bytes, ' ', sizeof line_there.bytes);
	line_there.bytes[0] = line_there.bytes[wiped + 1] = '\r';
	line_there.len = (size_t)wiped + 2;
	line_there.ready = 1;
	if (!line_there.caught) {
		catch_signals();
	}
}

/* --- the line -------------------------------------------------------------------------------- */

void progress_begin(struct progress *ret, const struct call *call, const struct clock *clock) {
	FILE *err = call->host->err;
	int rows = 0, cols = 0;
	*ret = (struct progress){ .clock = clock };
	if (call->options[OPT_QUIET].given || isatty(fileno(err)) == 0) {
		return;
	}
	if (!term_size_of(fileno(err), &rows, &cols)) {
		cols = COLS_UNKNOWN;
	}
	progress_begin_on(ret, err, cols, clock);
}

void progress_begin_on(struct progress *ret, FILE *out, int cols, const struct clock *clock) {
	*ret = (struct progress){ .out = out, .clock = clock, .cols = cols };
	ret->next = clock_mono(clock);
}

bool progress_is_due(const struct progress *progress) {
	return progress->out != NULL && clock_mono(progress->clock) >= progress->next;
}

/* No escape sequence: any terminal does this. The last column stays free, or it would wrap, and so
 * would ^C before it. */
void progress_say(struct progress *progress, const char *fmt, ...) {
	char line[LINE_MAX_BYTES];
	va_list args;
	if (!progress_is_due(progress)) {
		return;
	}
	va_start(args, fmt);
	(void)vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	const char *p = line;
	int width = 0;
	struct text_cluster cluster;
	const int cells = (int)text_width(line);
	prepare(progress, cells > progress->shown ? cells : progress->shown);
	fputc('\r', progress->out);
	while (text_next(&p, &cluster) && width + cluster.width < progress->cols - ECHO_COLS) {
		fwrite(cluster.utf8, 1, cluster.len, progress->out);
		width += cluster.width;
	}
	const int left_over = progress->shown > width ? progress->shown - width : 0;
	fprintf(progress->out, "%*s", left_over, "");
	fflush(progress->out);
	progress->shown = width;
	progress->next = clock_mono(progress->clock) + EVERY;
}

void progress_erase(struct progress *progress) {
	if (progress->shown > 0) {
		fprintf(progress->out, "\r%*s\r", progress->shown, "");
		fflush(progress->out);
		progress->shown = 0;
		let_signals();
	}
}
