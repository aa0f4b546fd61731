#include "account/secret_input.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

static bool ask(const char *line, msec_t limit, char **ret, struct err *reterr) {
	const struct clock clock = clock_system();
	return secret_input_command(line, &clock, limit, ret, reterr);
}

Test(secret_input, the_first_line_is_the_secret) {
	static const char *const lines[] = {
		"printf 'a secret\\n'",
		"printf 'a secret'",
		"printf 'a secret\\r\\nanother\\n'",
		"/bin/sh -c 'echo a secret; echo another; exec >&-; :'",
		/* More than fits into a pipe. */
		"/bin/sh -c 'echo a secret; head -c 300000 /dev/zero'",
		/* Somebody else holds its output open, longer than we wait. */
		"/bin/sh -c 'sleep 15 & echo a secret'",
	};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct err err = { 0 };
		char *secret = NULL;
		char *line = xstrdup(lines[i]);
		cr_assert(ask(line, 10000, &secret, &err), "%s: %s", line, err.msg);
		cr_expect_str_eq(secret, "a secret");
		secret_free(secret);
		free(line);
	}
}

Test(secret_input, what_gives_none_is_refused_without_its_words) {
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "", "no program" },
		{ "no-such-program-xyzzy", "no-such-program-xyzzy" },
		{ "true", "empty" },
		{ "printf '\\nhunter2\\n'", "empty" },
		{ "/bin/sh -c 'echo hunter2; exit 7'", "status 7" },
		{ "/bin/sh -c 'echo hunter2; kill -9 $$'", "status 137" },
		{ "printf 'hunter2\\0\\n'", "NUL" },
		{ "/bin/sh -c 'printf hunter2; head -c 5000 /dev/zero'", "4096" },
		{ "echo hunter2 | cat", "'|'" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err = { 0 };
		char *secret = NULL;
		cr_assert_not(ask(cases[i].line, SECRET_INPUT_LIMIT, &secret, &err), "%s",
				cases[i].line);
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_not_null(
				strstr(err.msg, cases[i].says), "%s: %s", cases[i].line, err.msg);
		cr_expect_null(strstr(err.msg, "hunter2"), "%s", err.msg);
		cr_expect_null(secret);
	}
}

/* The other end of a FIFO is closed when the last of them is gone. */
Test(secret_input, one_that_does_not_end_is_killed_with_all_that_it_started) {
	char folder[] = "/tmp/unlike-secret.XXXXXX";
	cr_assert_not_null(mkdtemp(folder));
	char *fifo = xasprintf("%s/fifo", folder);
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	int fd = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *line = xasprintf("/bin/sh -c 'exec 3>%s; echo x >&3; sleep 600 & exec >&-; sleep "
			       "600'",
			fifo);
	struct err err = { 0 };
	char *secret = NULL;
	cr_assert_not(ask(line, 2000, &secret, &err));
	cr_expect_eq(err.code, ERR_TIMEOUT);
	cr_expect_not_null(strstr(err.msg, "2 s"), "%s", err.msg);
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char bytes[8];
	cr_expect_eq(read(fd, bytes, sizeof bytes), 2, "it was not started");
	cr_assert_eq(poll(&poll_fd, 1, 10000), 1, "somebody lives on");
	cr_expect_eq(read(fd, bytes, sizeof bytes), 0);
	close(fd);
	unlink(fifo);
	rmdir(folder);
	free(line);
	free(fifo);
}
