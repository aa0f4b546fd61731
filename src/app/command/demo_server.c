#include "demo_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"

#define TIME_SCALE "60"
#define START_LIMIT_MS 20000
#define LINE_MAX_BYTES 1024
#define COMPLAINTS "likesd.err"
#define COMPLAINTS_MAX_BYTES ((size_t)1 << 20)

static bool make_home(struct demo_server *server, struct err *reterr) {
	if (!file_make_temporary("unlike-demo", &server->home, reterr)) {
		return false;
	}
	static const char *const roots[] = { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" };
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		(void)setenv(roots[i], server->home, 1);
	}
	/* The terminal is the screen's: what likesd says is told by us, where it matters. */
	char *path = path_join(server->home, COMPLAINTS);
	server->complaints = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int errnum = errno;
	free(path);
	return server->complaints >= 0 ||
			err_set_errno(reterr, ERR_IO, errnum, _("the temporary home is of no use"));
}

/* likesd lies beside us, in the build folder and when installed. */
static bool find_likesd(char **ret, struct err *reterr) {
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len <= 0) {
		return err_set_errno(reterr, ERR_IO, errno, _("this program cannot find itself"));
	}
	self[len] = '\0';
	char *slash = strrchr(self, '/');
	*slash = '\0';
	char *path = path_join(self, "likesd");
	if (access(path, X_OK) != 0) {
		err_set(reterr, ERR_INPUT,
				_("the demo needs the program likesd beside this one (%.150s)"),
				path);
		free(path);
		return false;
	}
	*ret = path;
	return true;
}

/* Says `what` with the last line that a likesd wrote to its standard error. Returns false. */
static bool fail_in_its_words(
		const struct demo_server *server, const char *what, struct err *reterr) {
	static const char prefix[] = "likesd: ";
	char *path = path_join(server->home, COMPLAINTS);
	struct buf text;
	bool said = file_read(path, COMPLAINTS_MAX_BYTES, &text, NULL);
	free(path);
	if (!said) {
		return err_set(reterr, ERR_IO, "%s", what);
	}
	while (text.len > 0 && text.data[text.len - 1] == '\n') {
		text.data[--text.len] = '\0';
	}
	const char *newline = strrchr(text.data, '\n');
	const char *line = newline != NULL ? newline + 1 : text.data;
	if (strncmp(line, prefix, sizeof prefix - 1) == 0) {
		line += sizeof prefix - 1;
	}
	err_set(reterr, ERR_IO, "%s%s%s", what, line[0] == '\0' ? "" : ": ", line);
	buf_finish(&text);
	return false;
}

/* One line of a child, without its end; false when none comes. */
static bool read_line(int fd, char ret[static LINE_MAX_BYTES]) {
	size_t len = 0;
	for (;;) {
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		int ready = poll(&waiting, 1, START_LIMIT_MS);
		if (ready == 0) {
			return false;
		}
		ssize_t n = ready < 0 ? -1 : read(fd, ret + len, 1);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0 || len == LINE_MAX_BYTES - 1) {
			return false;
		}
		if (ret[len] == '\n') {
			ret[len] = '\0';
			return true;
		}
		len++;
	}
}

static bool start_likesd(struct demo_server *server, const char *program, const char *db,
		const struct demo_options *options, struct err *reterr) {
	char *sample = xasprintf("%zu", options->sample);
	const char *const argv[] = { program, "--listen", "127.0.0.1:0", "--db", db, "--platform",
		options->platform, "--sample", sample, "--time-scale", TIME_SCALE, "--with-parent",
		NULL };
	bool fine = spawn_program(argv, true, true, server->complaints, &server->likesd, reterr);
	free(sample);
	if (!fine) {
		return false;
	}
	char line[LINE_MAX_BYTES];
	if (!read_line(server->likesd.out, line)) {
		return fail_in_its_words(server, _("likesd did not start"), reterr);
	}
	const char *url = strstr(line, "http://");
	if (url == NULL) {
		return err_set(reterr, ERR_PROTOCOL, _("likesd did not say where it listens"));
	}
	server->url = xstrdup(url);
	return true;
}

static bool add_user(struct demo_server *server, const char *program, const char *db,
		struct err *reterr) {
	const char *const argv[] = { program, "user", "add", "demo", "--db", db, NULL };
	struct spawned child;
	char line[LINE_MAX_BYTES];
	if (!spawn_program(argv, false, true, server->complaints, &child, reterr)) {
		return false;
	}
	bool fine = read_line(child.out, line);
	fine = spawn_wait(&child) == 0 && fine;
	if (fine) {
		server->token = xstrdup(line);
	}
	secret_wipe(line, sizeof line);
	return fine || fail_in_its_words(server, _("likesd made no account"), reterr);
}

bool demo_server_start(
		struct demo_server *ret, const struct demo_options *options, struct err *reterr) {
	*ret = (struct demo_server){
		.likesd = { .pid = -1, .in = -1, .out = -1 },
		.complaints = -1,
	};
	char *program = NULL;
	if (!find_likesd(&program, reterr) || !make_home(ret, reterr)) {
		free(program);
		return false;
	}
	char *db = path_join(ret->home, "likesd.db");
	bool fine = start_likesd(ret, program, db, options, reterr) &&
			add_user(ret, program, db, reterr);
	free(db);
	free(program);
	return fine;
}

void demo_server_stop(struct demo_server *server) {
	if (server->likesd.pid > 0) {
		/* The end of its input is its end. */
		(void)spawn_wait(&server->likesd);
	}
	if (server->complaints >= 0) {
		close(server->complaints);
	}
	if (server->home != NULL) {
		struct err err;
		if (!file_remove_tree(server->home, &err)) {
			fprintf(stderr, "unlike: %s\n", err.msg);
		}
	}
	free(server->home);
	free(server->url);
	secret_free(server->token);
}
