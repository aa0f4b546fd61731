#include "sessions.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

/* Longer than a request that renews a session may take. */
#define LOCK_LIMIT (40 * MSEC_PER_SEC)

static char *session_path(const char *state_dir, const char *account) {
	return xasprintf("%s/sessions/%s", state_dir, account);
}

static char *lock_path(const char *state_dir, const char *account) {
	return xasprintf("%s/sessions/%s.lock", state_dir, account);
}

static bool make_folder(const char *state_dir, struct err *reterr) {
	char *folder = xasprintf("%s/sessions", state_dir);
	bool fine = file_make_folder(folder, 0700, reterr);
	free(folder);
	return fine;
}

static bool write_it(const char *state_dir, const char *account, const char *session,
		struct err *reterr) {
	char *path = session_path(state_dir, account);
	char *line = xasprintf("%s\n", session);
	bool fine = file_write_atomic(path, line, strlen(line), 0600, reterr);
	secret_free(line);
	free(path);
	return fine;
}

bool sessions_has(const char *state_dir, const char *account) {
	char *path = session_path(state_dir, account);
	bool there = file_exists(path);
	free(path);
	return there;
}

bool sessions_load(const char *state_dir, const char *account, char **ret, struct err *reterr) {
	if (!sessions_has(state_dir, account)) {
		return err_set(reterr, ERR_AUTH, _("'%.64s' is signed out"), account);
	}
	char *path = session_path(state_dir, account);
	bool fine = secret_read_file(path, SESSION_MAX, ret, reterr);
	free(path);
	if (fine) {
		return true;
	}
	if (reterr != NULL && reterr->code == ERR_INPUT) {
		reterr->code = ERR_CONFIG;
	}
	return err_wrap(reterr, _("the session of '%.64s'"), account);
}

static bool lock(const char *state_dir, const char *account, int *ret_lock, struct err *reterr) {
	char *path = lock_path(state_dir, account);
	bool fine = make_folder(state_dir, reterr) &&
			file_lock_within(path, LOCK_LIMIT, ret_lock, reterr);
	free(path);
	return fine;
}

bool sessions_save(const char *state_dir, const char *account, const char *session,
		struct err *reterr) {
	int held = -1;
	if (!lock(state_dir, account, &held, reterr)) {
		return false;
	}
	bool fine = write_it(state_dir, account, session, reterr);
	file_unlock(&held);
	return fine;
}

bool sessions_remove(
		const char *state_dir, const char *account, bool *ret_was, struct err *reterr) {
	int held = -1;
	if (!lock(state_dir, account, &held, reterr)) {
		return false;
	}
	char *path = session_path(state_dir, account);
	char *path_of_lock = lock_path(state_dir, account);
	/* The lock goes last, while it is held: nobody can begin between the two. */
	bool fine = file_remove(path, ret_was, reterr) && file_remove(path_of_lock, NULL, reterr);
	file_unlock(&held);
	free(path_of_lock);
	free(path);
	return fine;
}

/* --- as services see it ---------------------------------------------------------------------- */

static bool load_op(void *self, const char *account, char **ret, struct err *reterr) {
	const struct session_store *store = self;
	return sessions_load(store->state_dir, account, ret, reterr);
}

static bool save_op(void *self, const char *account, const char *session, struct err *reterr) {
	const struct session_store *store = self;
	return write_it(store->state_dir, account, session, reterr);
}

static bool try_lock_op(void *self, const char *account, int *ret_lock, struct err *reterr) {
	const struct session_store *store = self;
	char *path = lock_path(store->state_dir, account);
	bool fine = make_folder(store->state_dir, reterr) && file_try_lock(path, ret_lock, reterr);
	free(path);
	return fine;
}

static void unlock_op(void *self, int *lock) {
	(void)self;
	file_unlock(lock);
}

static const struct service_session_ops ops = {
	.load = load_op,
	.save = save_op,
	.try_lock = try_lock_op,
	.unlock = unlock_op,
};

struct service_sessions sessions_for_services(struct session_store *store) {
	return (struct service_sessions){ .ops = &ops, .self = store };
}
