#include "demo_server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"

#define TIME_SCALE "60"
#define START_LIMIT_MS 20000
#define LINE_MAX_BYTES 1024

static bool make_home(struct demo_server *server, struct err *reterr) {
	const char *tmp = getenv("TMPDIR");
	char *home = xasprintf(
			"%s/unlike-demo.XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
	if (mkdtemp(home) == NULL) {
		int errnum = errno;
		err_set_errno(reterr, ERR_IO, errnum, "a temporary home (%.100s) cannot be made",
				home);
		free(home);
		return false;
	}
	server->home = home;
	static const char *const roots[] = { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" };
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		(void)setenv(roots[i], home, 1);
	}
	return true;
}

/* likesd lies beside us, in the build folder and when installed. */
static bool find_likesd(char **ret, struct err *reterr) {
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len <= 0) {
		return err_set_errno(reterr, ERR_IO, errno, "this program cannot find itself");
	}
	self[len] = '\0';
	char *slash = strrchr(self, '/');
	*slash = '\0';
	char *path = path_join(self, "likesd");
	if (access(path, X_OK) != 0) {
		err_set(reterr, ERR_INPUT,
				"the demo needs the program likesd beside this one (%.150s)", path);
		free(path);
		return false;
	}
	*ret = path;
	return true;
}

/* One line of a child, without its end. */
static bool read_line(int fd, char ret[static LINE_MAX_BYTES], struct err *reterr) {
	size_t len = 0;
	for (;;) {
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		int ready = poll(&waiting, 1, START_LIMIT_MS);
		if (ready == 0) {
			return err_set(reterr, ERR_TIMEOUT, "likesd says nothing");
		}
		ssize_t n = ready < 0 ? -1 : read(fd, ret + len, 1);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0 || len == LINE_MAX_BYTES - 1) {
			return err_set(reterr, ERR_IO, "likesd did not start");
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
	bool fine = spawn_program(argv, true, true, &server->likesd, reterr);
	free(sample);
	char line[LINE_MAX_BYTES];
	if (!fine || !read_line(server->likesd.out, line, reterr)) {
		return false;
	}
	const char *url = strstr(line, "http://");
	if (url == NULL) {
		return err_set(reterr, ERR_PROTOCOL, "likesd did not say where it listens");
	}
	server->url = xstrdup(url);
	return true;
}

static bool add_user(struct demo_server *server, const char *program, const char *db,
		struct err *reterr) {
	const char *const argv[] = { program, "user", "add", "demo", "--db", db, NULL };
	struct spawned child;
	char line[LINE_MAX_BYTES];
	if (!spawn_program(argv, false, true, &child, reterr)) {
		return false;
	}
	bool fine = read_line(child.out, line, reterr);
	int status = spawn_wait(&child);
	if (fine && status == 0) {
		server->token = xstrdup(line);
	}
	secret_wipe(line, sizeof line);
	return fine && (status == 0 || err_set(reterr, ERR_IO, "likesd made no account"));
}

bool demo_server_start(
		struct demo_server *ret, const struct demo_options *options, struct err *reterr) {
	*ret = (struct demo_server){ .likesd = { .pid = -1, .in = -1, .out = -1 } };
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
