#include "unlike/base/path.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"

#define PARENTS_MAX 6

static const struct {
	const char *xdg, *home;
} roots[PATH_ROOT_COUNT] = {
	[PATH_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
	[PATH_STATE] = { "XDG_STATE_HOME", ".local/state" },
	[PATH_DATA] = { "XDG_DATA_HOME", ".local/share" },
};

char *path_join(const char *a, const char *b) {
	return xasprintf("%s/%s", a, b);
}

bool path_user(enum path_root root, const char *name, char **ret, struct err *reterr) {
	assert(root < PATH_ROOT_COUNT);
	const char *xdg = getenv(roots[root].xdg), *home = getenv("HOME");
	char *folder;
	if (xdg != NULL && xdg[0] == '/') {
		folder = path_join(xdg, "unlike");
	} else if (home != NULL && home[0] == '/') {
		folder = xasprintf("%s/%s/unlike", home, roots[root].home);
	} else {
		return err_set(reterr, ERR_INPUT, "HOME is not set to a folder (nor is %s)",
				roots[root].xdg);
	}
	if (name == NULL) {
		*ret = folder;
		return true;
	}
	*ret = path_join(folder, name);
	free(folder);
	return true;
}

/* Cuts the last part of an absolute path off; false at the root. */
static bool go_up(char *path) {
	char *slash = strrchr(path, '/');
	if (slash == NULL || slash[1] == '\0') {
		return false;
	}
	slash[slash == path ? 1 : 0] = '\0';
	return true;
}

/* The first place that could not be looked into: what is behind it may be there. */
struct closed {
	char *path; /* own; NULL: none */
	int errnum;
};

static bool is_there(const char *path, struct closed *closed) {
	struct stat st;
	if (stat(path, &st) == 0) {
		return true;
	}
	if (errno != ENOENT && errno != ENOTDIR && closed->path == NULL) {
		closed->errnum = errno;
		closed->path = xstrdup(path);
	}
	return false;
}

static bool holds(const char *folder, const char *name, struct closed *closed) {
	char *path = path_join(folder, name);
	const bool found = is_there(path, closed);
	free(path);
	return found;
}

/* The source tree that `folder` lies in, or NULL. Owned by the caller. */
static char *find_source_tree(const char *folder, struct closed *closed) {
	char *tree = xstrdup(folder);
	for (int up = 0; up <= PARENTS_MAX; up++) {
		if (holds(tree, "meson.build", closed) && holds(tree, "platforms/.", closed)) {
			return tree;
		}
		if (!go_up(tree)) {
			break;
		}
	}
	free(tree);
	return NULL;
}

bool path_resource_for(const char *program, const char *name, char **ret, struct err *reterr) {
	char *folder = xstrdup(program);
	go_up(folder);
	struct closed closed = { 0 };
	char *tree = find_source_tree(folder, &closed);
	char *prefix = folder;
	go_up(prefix);
	char *installed = xasprintf(
			"%s/share/unlike/%s", strcmp(prefix, "/") == 0 ? "" : prefix, name);
	free(prefix);
	char *in_tree = tree != NULL ? path_join(tree, name) : NULL;
	free(tree);

	char **found = NULL;
	if (in_tree != NULL && is_there(in_tree, &closed)) {
		found = &in_tree;
	} else if (is_there(installed, &closed)) {
		found = &installed;
	}
	if (found != NULL) {
		*ret = *found;
		*found = NULL;
	} else if (closed.path != NULL) {
		err_set_errno(reterr, ERR_INPUT, closed.errnum, "%s cannot be read", closed.path);
	} else if (in_tree != NULL) {
		err_set(reterr, ERR_INPUT, "neither %s nor %s is there", in_tree, installed);
	} else {
		err_set(reterr, ERR_INPUT, "%s is not there, and %s is in no source tree",
				installed, program);
	}
	free(closed.path);
	free(in_tree);
	free(installed);
	return found != NULL;
}

bool path_resource(const char *name, char **ret, struct err *reterr) {
	char program[PATH_MAX];
	const ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	if (n < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "/proc/self/exe");
	}
	program[n] = '\0';
	return path_resource_for(program, name, ret, reterr);
}
