/*
 * A mistake here is silent: a process that is still root works just as well. So every step is
 * looked at, and what must not be possible any more is tried.
 */
#include "privileges.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"

static bool find_user(const char *name, uid_t *ret_uid, gid_t *ret_gid, struct err *reterr) {
	errno = 0;
	/* One thread, and nobody else asks. */
	const struct passwd *user = getpwnam(name);
	if (user == NULL) {
		return err_set(reterr, ERR_INPUT, "--user: there is no user '%.60s'", name);
	}
	if (user->pw_uid == 0 || user->pw_gid == 0) {
		return err_set(reterr, ERR_INPUT,
				"--user: '%.60s' is root, or has its group; name one without "
				"rights",
				name);
	}
	*ret_uid = user->pw_uid;
	*ret_gid = user->pw_gid;
	return true;
}

/* Real, effective and saved: all the same. */
static bool is_only(uid_t uid, gid_t gid) {
	uid_t uids[3];
	gid_t gids[3];
	if (getresuid(&uids[0], &uids[1], &uids[2]) != 0 ||
			getresgid(&gids[0], &gids[1], &gids[2]) != 0) {
		return false;
	}
	for (size_t i = 0; i < 3; i++) {
		if (uids[i] != uid || gids[i] != gid) {
			return false;
		}
	}
	return true;
}

static bool cannot_come_back(void) {
	return setuid(0) != 0 && seteuid(0) != 0 && setgid(0) != 0 && setgroups(0, NULL) != 0;
}

bool privileges_drop(const char *name, struct err *reterr) {
	uid_t uid = 0;
	gid_t gid = 0;
	if (!find_user(name, &uid, &gid, reterr)) {
		return false;
	}
	if (is_only(uid, gid)) {
		return true;
	}
	if (geteuid() != 0) {
		return err_set(reterr, ERR_FORBIDDEN,
				"--user: only root can become '%.60s'; start it as root, or as "
				"that "
				"user and without --user",
				name);
	}
	/* The groups first: afterwards there is no right to. */
	if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 ||
			setresuid(uid, uid, uid) != 0 ||
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		return err_set_errno(reterr, ERR_FORBIDDEN, errno, "--user: cannot become '%.60s'",
				name);
	}
	if (!is_only(uid, gid) || getgroups(0, NULL) != 0 || !cannot_come_back()) {
		return err_set(reterr, ERR_FORBIDDEN,
				"--user: became '%.60s', but could become root again", name);
	}
	return true;
}

static bool check_file(const char *path, struct err *reterr) {
	struct stat st;
	if (stat(path, &st) != 0) {
		return errno == ENOENT ||
				err_set_errno(reterr, ERR_FORBIDDEN, errno, "%.150s", path);
	}
	if (st.st_uid == geteuid()) {
		return true;
	}
	const struct passwd *owner = getpwuid(st.st_uid);
	return err_set(reterr, ERR_FORBIDDEN,
			"%.150s belongs to %.40s, not to the user that is to serve it; change that "
			"with chown",
			path, owner != NULL ? owner->pw_name : "somebody else");
}

static bool check_folder(const char *path, struct err *reterr) {
	const char *slash = strrchr(path, '/');
	char *folder = slash != NULL ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	bool fine = faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0;
	int problem = errno;
	if (!fine && problem != ENOENT) {
		err_set_errno(reterr, ERR_FORBIDDEN, problem,
				"the user that is to serve it cannot write the folder of %.150s",
				path);
	}
	free(folder);
	/* One that is not there is for whoever opens the database to tell. */
	return fine || problem == ENOENT;
}

bool privileges_check_files(const char *db_path, struct err *reterr) {
	static const char *const ends[] = { "", "-wal", "-shm", ".sock" };
	assert(db_path != NULL);
	bool fine = check_folder(db_path, reterr);
	for (size_t i = 0; fine && i < sizeof ends / sizeof ends[0]; i++) {
		char *path = xasprintf("%s%s", db_path, ends[i]);
		fine = check_file(path, reterr);
		free(path);
	}
	return fine;
}
