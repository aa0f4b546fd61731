#include "accounts.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/file.h"
#include "unlike/base/ini.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"
#include "unlike/service/service.h"

#define TOKEN_MAX 4096
#define NAME_MAX_BYTES 64

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

static bool name_is_fine(const char *name) {
	size_t len = strlen(name);
	return len > 0 && len <= NAME_MAX_BYTES && name[0] != '.' &&
			strspn(name,
					"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789._-@") == len;
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
	} else {
		fail_at(r, line, "'service' and 'url' are what is known here");
	}
}

static char *session_path(const char *state_dir, const char *name) {
	return xasprintf("%s/sessions/%s", state_dir, name);
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
	char *path = session_path(state_dir, name);
	bool there = file_exists(path);
	free(path);
	return there;
}

static bool load_sessions(const char *state_dir, struct accounts *accounts, struct err *reterr) {
	for (size_t i = 0; i < accounts->n; i++) {
		struct account *account = &accounts->list[i];
		if (!accounts_has_session(state_dir, account->name)) {
			continue;
		}
		char *path = session_path(state_dir, account->name);
		bool fine = secret_read_file(path, TOKEN_MAX, &account->token, reterr);
		free(path);
		if (!fine) {
			if (reterr != NULL && reterr->code == ERR_INPUT) {
				reterr->code = ERR_CONFIG;
			}
			return err_wrap(reterr, "the session of '%.64s'", account->name);
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
		secret_free(account->token);
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
				"nobody is signed in here. Try 'unlike demo', or sign in with "
				"'unlike login likesd URL --secret-file FILE'");
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
	err_set(reterr, ERR_INPUT, "no account '%.64s' is signed in here; there is: %s",
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
	}
	char *path = path_join(state_dir, "accounts");
	bool fine = file_write_atomic(path, text.data, text.len, 0600, reterr);
	free(path);
	buf_finish(&text);
	return fine;
}

static bool write_session(
		const char *state_dir, const struct account *account, struct err *reterr) {
	char *folder = path_join(state_dir, "sessions");
	char *path = session_path(state_dir, account->name);
	char *line = xasprintf("%s\n", account->token);
	bool fine = file_make_folder(folder, 0700, reterr) &&
			file_write_atomic(path, line, strlen(line), 0600, reterr);
	secret_free(line);
	free(path);
	free(folder);
	return fine;
}

bool accounts_add(const char *state_dir, const struct account *account, struct err *reterr) {
	if (!name_is_fine(account->name)) {
		return err_set(reterr, ERR_INPUT,
				"'%.64s' is not a name for an account: letters, digits and . _ - @",
				account->name);
	}
	struct accounts accounts = { 0 };
	if (!read_file(state_dir, &accounts, reterr)) {
		return false;
	}
	struct account *at = find_or_add(&accounts, account->name);
	bool fine = true;
	if (at->url != NULL &&
			(strcmp(at->url, account->url) != 0 ||
					strcmp(at->kind, account->kind) != 0)) {
		fine = err_set(reterr, ERR_CONFLICT,
				"'%.64s' is another account already, at %.100s; choose a name with "
				"--name",
				account->name, at->url);
	}
	if (fine) {
		replace(&at->kind, account->kind);
		replace(&at->url, account->url);
		fine = write_session(state_dir, account, reterr) &&
				write_file(state_dir, &accounts, reterr);
	}
	accounts_finish(&accounts);
	return fine;
}

bool accounts_sign_out(const char *state_dir, const char *name, bool *ret_was, struct err *reterr) {
	char *path = session_path(state_dir, name);
	bool fine = file_remove(path, ret_was, reterr);
	free(path);
	return fine;
}

bool accounts_remove(const char *state_dir, const char *name, struct err *reterr) {
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
