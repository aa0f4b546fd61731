#include "secret_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/caught.h"
#include "client/shell_words.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "unlike/base/spawn.h"

/* How often it is looked whether the program has ended. */
#define LOOK_EVERY 20

struct asked {
	const struct clock *clock; /* foreign */
	struct caught caught;
	struct spawned child;
	char bytes[SECRET_INPUT_MAX + 2]; /* with the line's end */
	size_t len;
	int status;
};

/* What is behind the first line is read, so that the program need not wait, and dropped. False: it
 * is the end. */
static bool take_output(struct asked *asked) {
	char rest[512];
	bool full = asked->len == sizeof asked->bytes;
	ssize_t n = full ? read(asked->child.out, rest, sizeof rest)
			 : read(asked->child.out, asked->bytes + asked->len,
					   sizeof asked->bytes - asked->len);
	secret_wipe(rest, sizeof rest);
	if (n > 0 && !full) {
		asked->len += (size_t)n;
	}
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void close_output(struct asked *asked) {
	if (asked->child.out >= 0) {
		close(asked->child.out);
		asked->child.out = -1;
	}
}

/* What it wrote before it ended is there. Something else that it started may hold the other end. */
static void take_rest(struct asked *asked) {
	size_t before;
	do {
		before = asked->len;
	} while (asked->child.out >= 0 && take_output(asked) && asked->len > before);
}

static bool wait_for_end(struct asked *asked, msec_t limit, struct err *reterr) {
	const msec_t end = clock_mono(asked->clock) + limit;
	int signo = 0;
	while (!spawn_has_ended(&asked->child, &asked->status)) {
		enum caught_what what =
				caught_wait(&asked->caught, asked->child.out, LOOK_EVERY, &signo);
		if (what == CAUGHT_INPUT && !take_output(asked)) {
			close_output(asked);
		}
		if (what == CAUGHT_SIGNAL && signo != SIGTSTP) {
			spawn_kill(&asked->child);
			caught_let(signo);
			return err_set(reterr, ERR_CANCELED, _("--secret-command was broken off"));
		}
		if (what == CAUGHT_SIGNAL) {
			caught_let(signo);
		}
		if (clock_mono(asked->clock) >= end) {
			spawn_kill(&asked->child);
			return err_set(reterr, ERR_TIMEOUT,
					_("--secret-command: it had not ended after %lld s and was "
					  "killed"),
					(long long)(limit / MSEC_PER_SEC));
		}
	}
	take_rest(asked);
	return true;
}

static bool start(const struct shell_words *words, struct spawned *ret, struct err *reterr) {
	const char *argv[SHELL_WORDS_MAX + 1] = { NULL };
	for (int i = 0; i < words->argc; i++) {
		argv[i] = words->argv[i];
	}
	char *path = words->argc > 0 ? spawn_find(words->argv[0]) : NULL;
	if (path == NULL) {
		return err_set(reterr, ERR_INPUT,
				_("--secret-command: there is no program '%.80s'"),
				words->argc > 0 ? words->argv[0] : "");
	}
	argv[0] = path;
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool fine = nowhere >= 0 ? spawn_program_apart(argv, false, true, nowhere, ret, reterr)
				 : err_set_errno(reterr, ERR_IO, errno, "/dev/null");
	if (nowhere >= 0) {
		close(nowhere);
	}
	free(path);
	return fine;
}

static bool take_line(const struct asked *asked, char **ret, struct err *reterr) {
	const char *newline = memchr(asked->bytes, '\n', asked->len);
	size_t len = newline != NULL ? (size_t)(newline - asked->bytes) : asked->len;
	if (len > 0 && asked->bytes[len - 1] == '\r') {
		len--;
	}
	if (asked->status != 0) {
		return err_set(reterr, ERR_INPUT, _("--secret-command: it ended with status %d"),
				asked->status);
	}
	if (len == 0) {
		return err_set(reterr, ERR_INPUT,
				_("--secret-command: the first line that it wrote is empty"));
	}
	if (len > SECRET_INPUT_MAX || memchr(asked->bytes, '\0', len) != NULL) {
		return err_set(reterr, ERR_INPUT,
				_("--secret-command: the first line that it wrote is no secret: "
				  "longer "
				  "than %d bytes, or a NUL in it"),
				SECRET_INPUT_MAX);
	}
	*ret = xstrndup(asked->bytes, len);
	return true;
}

static bool run(struct asked *asked, const struct shell_words *words, msec_t limit,
		struct err *reterr) {
	if (!caught_begin(&asked->caught, reterr)) {
		return false;
	}
	bool fine = start(words, &asked->child, reterr);
	if (fine) {
		(void)fcntl(asked->child.out, F_SETFL, O_NONBLOCK);
		fine = wait_for_end(asked, limit, reterr);
		close_output(asked);
	}
	caught_end(&asked->caught);
	return fine;
}

bool secret_input_command(const char *line, const struct clock *clock, msec_t limit, char **ret,
		struct err *reterr) {
	struct asked asked = { .clock = clock, .child = { .in = -1, .out = -1 } };
	struct shell_words words;
	if (!shell_words_split(line, &words, reterr)) {
		return err_wrap(reterr, "--secret-command");
	}
	bool fine = run(&asked, &words, limit, reterr) && take_line(&asked, ret, reterr);
	shell_words_finish(&words);
	secret_wipe(&asked, sizeof asked);
	return fine;
}
