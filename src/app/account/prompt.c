#include "prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/caught.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "unlike/term/echo.h"

void prompt_open(const struct host *host, struct prompt *ret) {
	ret->fd = -1;
	if (host->in != NULL && isatty(fileno(host->in)) != 0) {
		ret->fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	}
}

bool prompt_can(const struct prompt *prompt) {
	return prompt->fd >= 0;
}

void prompt_close(struct prompt *prompt) {
	if (prompt->fd >= 0) {
		close(prompt->fd);
	}
	prompt->fd = -1;
}

void prompt_say(struct prompt *prompt, const char *text) {
	size_t len = strlen(text);
	while (len > 0) {
		const ssize_t n = write(prompt->fd, text, len);
		if (n < 0 && errno != EINTR) {
			return;
		}
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
}

struct asking {
	struct prompt *prompt;
	const char *question;
	struct term_echo *echo; /* own; NULL: it stays on */
	struct caught caught;
	char line[PROMPT_LINE_MAX + 1];
	size_t len;
};

/* What was typed ahead is no answer to a question that nobody had seen. */
static void ask(const struct asking *asking) {
	if (asking->echo != NULL) {
		term_echo_off(asking->echo);
	}
	prompt_say(asking->prompt, asking->question);
}

static void put_right(const struct asking *asking) {
	if (asking->echo != NULL) {
		term_echo_back(asking->echo);
		prompt_say(asking->prompt, "\n");
	}
}

/* One line, or what is there at its end; false: nothing more comes. */
static bool take(struct asking *asking) {
	ssize_t n;
	do {
		n = read(asking->prompt->fd, asking->line, PROMPT_LINE_MAX);
	} while (n < 0 && errno == EINTR);
	asking->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

static bool wait_for_line(struct asking *asking, struct err *reterr) {
	ask(asking);
	for (;;) {
		int signo = 0;
		enum caught_what what = caught_wait(
				&asking->caught, asking->prompt->fd, MSEC_NEVER, &signo);
		if (what == CAUGHT_INPUT) {
			bool fine = take(asking);
			put_right(asking);
			return fine || err_set(reterr, ERR_CANCELED, _("nothing was typed"));
		}
		if (what == CAUGHT_SIGNAL) {
			put_right(asking);
			caught_let(signo);
			ask(asking);
		}
	}
}

static char *take_text(const struct asking *asking, bool trimmed) {
	size_t len = strcspn(asking->line, "\r\n");
	size_t from = trimmed ? strspn(asking->line, " ") : 0;
	while (trimmed && len > from && asking->line[len - 1] == ' ') {
		len--;
	}
	return xstrndup(asking->line + from, len - from);
}

static bool run(struct prompt *prompt, const char *question, bool shown, char **ret,
		struct err *reterr) {
	struct asking asking = { .prompt = prompt, .question = question };
	struct err err = { 0 };
	asking.echo = shown ? NULL : term_echo_create(prompt->fd, &err);
	bool fine = (shown || asking.echo != NULL) && caught_begin(&asking.caught, &err);
	if (fine) {
		fine = wait_for_line(&asking, &err);
		caught_end(&asking.caught);
	}
	if (!fine) {
		/* Whoever asks until it fits must not ask for ever. */
		err_set(reterr, ERR_CANCELED, "%s", err.msg);
	} else {
		*ret = take_text(&asking, shown);
	}
	term_echo_destroy(asking.echo);
	secret_wipe(asking.line, sizeof asking.line);
	return fine;
}

bool prompt_line(struct prompt *prompt, const char *question, char **ret, struct err *reterr) {
	return run(prompt, question, true, ret, reterr);
}

bool prompt_secret(struct prompt *prompt, const char *question, char **ret, struct err *reterr) {
	return run(prompt, question, false, ret, reterr);
}
