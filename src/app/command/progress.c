#include "progress.h"

#include <stdarg.h>
#include <unistd.h>

#include "command.h"
#include "unlike/base/text.h"
#include "unlike/term/term.h"

#define EVERY (MSEC_PER_SEC / 10)
#define COLS_UNKNOWN 80
#define LINE_MAX_BYTES 512

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

/* No escape sequence: any terminal does this. The last column stays free, or it would wrap. */
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
	fputc('\r', progress->out);
	while (text_next(&p, &cluster) && width + cluster.width < progress->cols) {
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
	}
}
