#include "accounts.h"

#include <stdlib.h>
#include <string.h>

#include "sessions.h"
#include "unlike/base/buf.h"
#include "unlike/base/file.h"
#include "unlike/base/ini.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"
#include "unlike/service/service.h"

#define NAME_MAX_BYTES 64
#define ID_MAX_BYTES 256
#define WORD_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@"
#define LOCK_LIMIT (10 * MSEC_PER_SEC)

struct reading {
	const char *path;
	struct accounts accounts;
	struct err err;
	bool failed;
};

static void fail_at(struct reading *r, int line, const char *what) {
	if (!r->failed) {
		r->failed = true;
		err_set(&r->err, ERR_CONFIG, "%.120s:%d: %.80s", r->path, line, what);
	}
}

static void on_bad_line(int line, const char *what, void *data) {
	fail_at(data, line, what);
}

/* ".lock" is what stands behind the name of a session's lock. */
static bool name_is_fine(const char *name) {
	size_t len = strlen(name);
	bool is_lock = len >= 5 && strcmp(name + len - 5, ".lock") == 0;
	return len > 0 && !is_lock && len <= NAME_MAX_BYTES && name[0] != '.' &&
			strspn(name, WORD_CHARACTERS) == len;
}

static struct account *find_or_add(struct accounts *accounts, const char *name) {
	for (size_t i = 0; i < accounts->n; i++) {
		if (strcmp(accounts->list[i].name, name) == 0) {
			return &accounts->list[i];
		}
	}
	accounts->list = xrealloc(accounts->list, (accounts->n + 1) * sizeof *accounts->list);
	struct account *account = &accounts->list[accounts->n++];
	*account = (struct account){ .name = xstrdup(name) };
	return account;
}

static void replace(char **at, const char *text) {
	free(*at);
	*at = xstrdup(text);
}

/* It stands in a line of the file, and in commands that people copy into a shell. */
static bool id_is_fine(const char *id) {
	size_t len = strlen(id);
	return len > 0 && len <= ID_MAX_BYTES && strspn(id, WORD_CHARACTERS ":%+~/=") == len;
}

static void on_entry(
		const char *section, const char *name, const char *value, int line, void *data) {
	struct reading *r = data;
	if (!name_is_fine(section)) {
		fail_at(r, line, "this is not inside an account's [section]");
		return;
	}
	if (r->accounts.n >= ACCOUNTS_MAX) {
		fail_at(r, line, "there are too many accounts");
		return;
	}
	struct account *account = find_or_add(&r->accounts, section);
	if (strcmp(name, "service") == 0) {
		if (service_find(value) == NULL) {
			fail_at(r, line, "this version does not know that service");
			return;
		}
		replace(&account->kind, value);
	} else if (strcmp(name, "url") == 0) {
		replace(&account->url, value);
	} else if (strcmp(name, "id") == 0) {
		if (!id_is_fine(value)) {
			fail_at(r, line, "no service calls an account so");
			return;
		}
		replace(&account->id, value);
	} else {
		fail_at(r, line, "'service', 'url' and 'id' are what is known here");
	}
}

static bool check_complete(const struct accounts *accounts, struct err *reterr) {
	for (size_t i = 0; i < accounts->n; i++) {
		const struct account *account = &accounts->list[i];
		if (account->kind == NULL || account->url == NULL) {
			return err_set(reterr, ERR_CONFIG,
					"accounts: [%.64s] needs both 'service' and 'url'",
					account->name);
		}
	}
	return true;
}

bool accounts_has_session(const char *state_dir, const char *name) {
	return sessions_has(state_dir, name);
}

static bool load_sessions(const char *state_dir, struct accounts *accounts, struct err *reterr) {
	for (size_t i = 0; i < accounts->n; i++) {
		struct account *account = &accounts->list[i];
		if (sessions_has(state_dir, account->name) &&
				!sessions_load(state_dir, account->name, &account->session,
						reterr)) {
			return false;
		}
	}
	return true;
}

static bool read_file(const char *state_dir, struct accounts *ret, struct err *reterr) {
	char *path = path_join(state_dir, "accounts");
	struct reading r = { .path = path };
	bool fine = true;
	if (file_exists(path)) {
		fine = ini_read_file(path, on_entry, on_bad_line, &r, reterr);
	}
	if (fine && r.failed) {
		fine = false;
		if (reterr != NULL) {
			*reterr = r.err;
		}
	}
	free(path);
	if (!fine) {
		accounts_finish(&r.accounts);
		return false;
	}
	*ret = r.accounts;
	return true;
}

bool accounts_read(const char *state_dir, struct accounts *ret, struct err *reterr) {
	struct accounts accounts = { 0 };
	if (!read_file(state_dir, &accounts, reterr)) {
		return false;
	}
	if (!check_complete(&accounts, reterr)) {
		accounts_finish(&accounts);
		return false;
	}
	*ret = accounts;
	return true;
}

bool accounts_load(const char *state_dir, struct accounts *ret, struct err *reterr) {
	struct accounts accounts = { 0 };
	if (!accounts_read(state_dir, &accounts, reterr)) {
		return false;
	}
	if (!load_sessions(state_dir, &accounts, reterr)) {
		accounts_finish(&accounts);
		return false;
	}
	*ret = accounts;
	return true;
}

void accounts_finish(struct accounts *accounts) {
	for (size_t i = 0; i < accounts->n; i++) {
		struct account *account = &accounts->list[i];
		free(account->name);
		free(account->kind);
		free(account->url);
		free(account->id);
		secret_free(account->session);
	}
	free(accounts->list);
	*accounts = (struct accounts){ 0 };
}

static void list_names(const struct accounts *accounts, struct buf *out) {
	for (size_t i = 0; i < accounts->n; i++) {
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", accounts->list[i].name);
	}
}

bool accounts_find(const struct accounts *accounts, const char *name_or_null, size_t *ret,
		struct err *reterr) {
	if (accounts->n == 0) {
		return err_set(reterr, ERR_INPUT,
				_("nobody is signed in here. Try 'unlike demo', or sign in with "
				  "'unlike login SERVICE' ('unlike login --help' tells how)"));
	}
	if (name_or_null == NULL) {
		*ret = 0;
		return true;
	}
	for (size_t i = 0; i < accounts->n; i++) {
		if (strcmp(accounts->list[i].name, name_or_null) == 0) {
			*ret = i;
			return true;
		}
	}
	struct buf names;
	buf_init(&names, 160);
	list_names(accounts, &names);
	err_set(reterr, ERR_INPUT, _("no account '%.64s' is signed in here; there is: %s"),
			name_or_null, names.data);
	buf_finish(&names);
	return false;
}

static bool write_file(const char *state_dir, const struct accounts *accounts, struct err *reterr) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	for (size_t i = 0; i < accounts->n; i++) {
		const struct account *account = &accounts->list[i];
		buf_printf(&text, "%s[%s]\nservice = %s\nurl = %s\n", i == 0 ? "" : "\n",
				account->name, account->kind, account->url);
		if (account->id != NULL) {
			buf_printf(&text, "id = %s\n", account->id);
		}
	}
	char *path = path_join(state_dir, "accounts");
	bool fine = file_write_atomic(path, text.data, text.len, 0600, reterr);
	free(path);
	buf_finish(&text);
	return fine;
}

/* Two that change the file at once must not lose what the other one wrote. */
static bool lock_file(const char *state_dir, int *ret_lock, struct err *reterr) {
	char *path = path_join(state_dir, "accounts.lock");
	bool fine = file_lock_within(path, LOCK_LIMIT, ret_lock, reterr);
	free(path);
	return fine;
}

/* What waits under this name must never be sent as somebody else. */
static bool check_same(
		const struct account *at, const struct account *account, struct err *reterr) {
	if (at->url != NULL &&
			(strcmp(at->url, account->url) != 0 ||
					strcmp(at->kind, account->kind) != 0)) {
		return err_set(reterr, ERR_CONFLICT,
				_("'%.64s' is another account already, at %.100s; choose a name "
				  "with "
				  "--name"),
				account->name, at->url);
	}
	if (at->id != NULL && account->id != NULL && strcmp(at->id, account->id) != 0) {
		return err_set(reterr, ERR_CONFLICT,
				_("'%.64s' is somebody else there (%.60s, not %.60s); choose "
				  "another "
				  "name with --name"),
				account->name, at->id, account->id);
	}
	return true;
}

static bool add_locked(const char *state_dir, const struct account *account, struct err *reterr) {
	struct accounts accounts = { 0 };
	if (!read_file(state_dir, &accounts, reterr)) {
		return false;
	}
	struct account *at = find_or_add(&accounts, account->name);
	bool fine = check_same(at, account, reterr);
	if (fine) {
		replace(&at->kind, account->kind);
		replace(&at->url, account->url);
		if (account->id != NULL) {
			replace(&at->id, account->id);
		}
		fine = sessions_save(state_dir, account->name, account->session, reterr) &&
				write_file(state_dir, &accounts, reterr);
	}
	accounts_finish(&accounts);
	return fine;
}

bool accounts_add(const char *state_dir, const struct account *account, struct err *reterr) {
	if (!name_is_fine(account->name)) {
		return err_set(reterr, ERR_INPUT,
				_("'%.64s' is not a name for an account: up to %d letters, digits "
				  "and . _ - @; --name gives it one"),
				account->name, NAME_MAX_BYTES);
	}
	if (account->id != NULL && !id_is_fine(account->id)) {
		return err_set(reterr, ERR_PROTOCOL,
				"the service told no id of the account that can be kept");
	}
	if (strlen(account->session) > SESSION_MAX) {
		return err_set(reterr, ERR_PROTOCOL, "the session is longer than %d bytes",
				SESSION_MAX);
	}
	int lock = -1;
	if (!lock_file(state_dir, &lock, reterr)) {
		return false;
	}
	bool fine = add_locked(state_dir, account, reterr);
	file_unlock(&lock);
	return fine;
}

bool accounts_sign_out(const char *state_dir, const char *name, bool *ret_was, struct err *reterr) {
	return sessions_remove(state_dir, name, ret_was, reterr);
}

static bool remove_locked(const char *state_dir, const char *name, struct err *reterr) {
	struct accounts accounts = { 0 };
	size_t at = 0;
	if (!accounts_read(state_dir, &accounts, reterr)) {
		return false;
	}
	bool fine = accounts_find(&accounts, name, &at, reterr);
	if (fine) {
		struct account gone = accounts.list[at];
		memmove(&accounts.list[at], &accounts.list[at + 1],
				(accounts.n - at - 1) * sizeof gone);
		accounts.list[--accounts.n] = gone;
		fine = write_file(state_dir, &accounts, reterr);
		accounts.n++;
	}
	accounts_finish(&accounts);
	return fine;
}

bool accounts_remove(const char *state_dir, const char *name, struct err *reterr) {
	int lock = -1;
	if (!lock_file(state_dir, &lock, reterr)) {
		return false;
	}
	bool fine = remove_locked(state_dir, name, reterr);
	file_unlock(&lock);
	return fine;
}
