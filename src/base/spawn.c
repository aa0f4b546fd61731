#include "unlike/base/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unlike/base/mem.h"
#include "unlike/base/path.h"

#define FIRST_FREE_FD 3
#define STATUS_UNKNOWN 127 /* as shells say it */

extern char **environ;

static void close_fd(int *fd) {
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

/* Moves a descriptor behind the three standard ones, so that arranging those in the child never
 * overwrites an end that is still needed (we may have been started with some of them closed). */
static bool move_up(int *fd) {
	if (*fd >= FIRST_FREE_FD) {
		return true;
	}
	int moved = fcntl(*fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
	if (moved < 0) {
		return false;
	}
	close(*fd);
	*fd = moved;
	return true;
}

static bool open_pipe(int ends[2], struct err *reterr) {
	if (pipe2(ends, O_CLOEXEC) < 0) {
		ends[0] = ends[1] = -1;
		return err_set_errno(reterr, ERR_IO, errno, "cannot make a pipe");
	}
	if (!move_up(&ends[0]) || !move_up(&ends[1])) {
		int errnum = errno;
		close_fd(&ends[0]);
		close_fd(&ends[1]);
		return err_set_errno(reterr, ERR_IO, errnum, "cannot move a pipe");
	}
	return true;
}

/* Gives the child `end` of a pipe as its descriptor `as`, or /dev/null. Returns an errno. */
static int add_standard(posix_spawn_file_actions_t *actions, int end, int as, int null_flags) {
	if (end >= 0) {
		return posix_spawn_file_actions_adddup2(actions, end, as);
	}
	return posix_spawn_file_actions_addopen(actions, as, "/dev/null", null_flags, 0);
}

static int fill_actions(posix_spawn_file_actions_t *actions, int in, int out, int errors_to) {
	/* First: `errors_to` may be one of the two that are arranged behind it. */
	int rc = posix_spawn_file_actions_adddup2(actions, errors_to, STDERR_FILENO);

	if (rc == 0) {
		rc = add_standard(actions, in, STDIN_FILENO, O_RDONLY);
	}
	if (rc == 0) {
		rc = add_standard(actions, out, STDOUT_FILENO, O_WRONLY);
	}
	if (rc == 0) {
		rc = posix_spawn_file_actions_addclosefrom_np(actions, FIRST_FREE_FD);
	}
	return rc;
}

static int fill_attributes(posix_spawnattr_t *attributes, bool apart) {
	sigset_t none, all;
	const short group = apart ? POSIX_SPAWN_SETPGROUP : 0;

	sigemptyset(&none);
	sigfillset(&all);
	int rc = posix_spawnattr_setsigmask(attributes, &none);
	if (rc == 0) {
		rc = posix_spawnattr_setsigdefault(attributes, &all);
	}
	if (rc == 0) {
		rc = posix_spawnattr_setpgroup(attributes, 0);
	}
	if (rc == 0) {
		rc = posix_spawnattr_setflags(attributes,
				(short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
	}
	return rc;
}

/* What the child gets as its standard descriptors, and whether it has a group of its own. */
struct place {
	int in, out, errors;
	bool apart;
};

static int start(const char *const *argv, const struct place *place, pid_t *ret_pid) {
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;

	int rc = posix_spawn_file_actions_init(&actions);
	if (rc != 0) {
		return rc;
	}
	rc = posix_spawnattr_init(&attributes);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	rc = fill_actions(&actions, place->in, place->out, place->errors);
	if (rc == 0) {
		rc = fill_attributes(&attributes, place->apart);
	}
	if (rc == 0) {
		/* posix_spawn does not write to argv; its type is older than const. */
		rc = posix_spawn(ret_pid, argv[0], &actions, &attributes, (char *const *)argv,
				environ);
	}
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static bool is_no_program(int errnum) {
	return errnum == ENOENT || errnum == EACCES || errnum == ENOTDIR || errnum == ENOEXEC ||
			errnum == EISDIR || errnum == ELOOP || errnum == ENAMETOOLONG;
}

/* `place` comes with errors and apart; the pipes are made here. */
static bool spawn(const char *const *argv, bool want_in, bool want_out, struct place place,
		struct spawned *ret, struct err *reterr) {
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	pid_t pid = 0;

	assert(argv && argv[0] && place.errors >= 0);
	if (!strchr(argv[0], '/')) {
		return err_set(reterr, ERR_INPUT, "%s is not a path to a program", argv[0]);
	}
	if (want_in && !open_pipe(in, reterr)) {
		return false;
	}
	if (want_out && !open_pipe(out, reterr)) {
		close_fd(&in[0]);
		close_fd(&in[1]);
		return false;
	}
	place.in = in[0];
	place.out = out[1];
	int rc = start(argv, &place, &pid);
	close_fd(&in[0]);
	close_fd(&out[1]);
	if (rc != 0) {
		close_fd(&in[1]);
		close_fd(&out[0]);
		return err_set_errno(reterr, is_no_program(rc) ? ERR_INPUT : ERR_IO, rc,
				"cannot start %s", argv[0]);
	}
	*ret = (struct spawned){ .pid = pid, .in = in[1], .out = out[0] };
	return true;
}

bool spawn_program(const char *const *argv, bool want_in, bool want_out, int errors_to,
		struct spawned *ret, struct err *reterr) {
	return spawn(argv, want_in, want_out, (struct place){ .errors = errors_to }, ret, reterr);
}

bool spawn_program_apart(const char *const *argv, bool want_in, bool want_out, int errors_to,
		struct spawned *ret, struct err *reterr) {
	const struct place place = { .errors = errors_to, .apart = true };
	return spawn(argv, want_in, want_out, place, ret, reterr);
}

static int exit_status(int status) {
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool spawn_has_ended(struct spawned *child, int *ret_status) {
	int status;

	assert(child->pid > 0);
	pid_t got = waitpid(child->pid, &status, WNOHANG);
	if (got == 0 || (got < 0 && errno == EINTR)) {
		return false;
	}
	child->pid = 0;
	*ret_status = got < 0 ? STATUS_UNKNOWN : exit_status(status);
	return true;
}

void spawn_kill(struct spawned *child) {
	assert(child->pid > 0);
	(void)kill(-child->pid, SIGKILL);
	(void)spawn_wait(child);
}

int spawn_wait(struct spawned *child) {
	int status;

	assert(child->pid > 0);
	close_fd(&child->in);
	close_fd(&child->out);
	pid_t pid = child->pid;
	child->pid = 0;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return STATUS_UNKNOWN;
		}
	}
	return exit_status(status);
}

bool spawn_in_front(const char *const *argv, int *ret_status, struct err *reterr) {
	const struct place place = {
		.in = STDIN_FILENO, .out = STDOUT_FILENO, .errors = STDERR_FILENO
	};
	struct spawned child = { .in = -1, .out = -1 };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction interrupt, quit;

	assert(argv && argv[0] && strchr(argv[0], '/'));
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	const int rc = start(argv, &place, &child.pid);
	if (rc == 0) {
		*ret_status = spawn_wait(&child);
	}
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	return rc == 0 ||
			err_set_errno(reterr, is_no_program(rc) ? ERR_INPUT : ERR_IO, rc,
					"cannot start %s", argv[0]);
}

static bool is_program(const char *path) {
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *spawn_find(const char *name) {
	if (strchr(name, '/') != NULL) {
		return is_program(name) ? xstrdup(name) : NULL;
	}
	const char *path = getenv("PATH");
	while (path != NULL && *path != '\0') {
		const size_t len = strcspn(path, ":");
		char *folder = xstrndup(path, len);
		char *file = path_join(folder, name);
		free(folder);
		/* Relative folders are where somebody else puts programs. */
		if (path[0] == '/' && is_program(file)) {
			return file;
		}
		free(file);
		path += len + (path[len] == ':');
	}
	return NULL;
}
