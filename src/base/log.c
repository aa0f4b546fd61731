#include "unlike/base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/buf.h"
#include "unlike/base/date.h"
#include "unlike/base/text.h"

#define RAW_BYTES 4096 /* as much as text_clean() looks at */

/* The one global of this program: a log that had to be handed in would be in every signature. */
static struct {
	bool open;
	int fd;
	enum log_level least;
	const struct clock *clock; /* foreign */
} log_state;

bool log_open(const char *path, enum log_level least, const struct clock *clock,
		struct err *reterr) {
	assert(least < LOG_LEVEL_COUNT);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "cannot open the log %s", path);
	}
	/* One that is there already may be open to others; a device is none of our business. */
	struct stat st;
	bool shared = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) != 0;
	if (shared && fchmod(fd, 0600) != 0) {
		int errnum = errno;
		close(fd);
		return err_set_errno(
				reterr, ERR_IO, errnum, "cannot keep the log %s private", path);
	}
	log_close();
	log_state.open = true;
	log_state.fd = fd;
	log_state.least = least;
	log_state.clock = clock;
	return true;
}

void log_close(void) {
	if (log_state.open) {
		close(log_state.fd);
		log_state.open = false;
	}
}

/* One write a line, so that the lines of two processes do not mix. A log that cannot be written is
 * no reason to stop. */
static void write_line(const struct buf *line) {
	ssize_t written;
	do {
		written = write(log_state.fd, line->data, line->len);
	} while (written < 0 && errno == EINTR);
}

void log_write(enum log_level level, const char *module, const char *fmt, ...) {
	static const char *const names[LOG_LEVEL_COUNT] = {
		[LOG_DEBUG] = "debug",
		[LOG_INFO] = "info",
		[LOG_WARN] = "warn",
		[LOG_ERROR] = "error",
	};
	assert(level < LOG_LEVEL_COUNT);
	if (!log_state.open || level < log_state.least) {
		return;
	}
	int saved = errno;
	char raw[RAW_BYTES + 1];
	va_list args;
	va_start(args, fmt);
	vsnprintf(raw, sizeof(raw), fmt, args);
	va_end(args);
	char at[DATE_MAX];
	date_rfc3339(clock_wall(log_state.clock), at);
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	buf_printf(&line, "%s %-5s %s: ", at, names[level], module);
	text_clean(raw, strlen(raw), &line);
	buf_add_char(&line, '\n');
	write_line(&line);
	buf_finish(&line);
	errno = saved;
}
