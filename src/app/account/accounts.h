/*
 * The accounts that are signed in: `accounts` (INI, one section an account, the first one is the
 * default) in the state folder, and the sessions beside it (sessions.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/err.h"

#define ACCOUNTS_MAX 64

struct account {
	char *name; /* own; what --account takes */
	char *kind; /* own; "likesd" */
	char *url; /* own; without a trailing slash */
	char *id; /* own; as the service knows it for ever; NULL: an older file, not known */
	char *session; /* own, secret; NULL: signed out */
};

struct accounts {
	struct account *list; /* own */
	size_t n;
};

/* A missing file is no account, a missing session is one that is
 * signed out. ERR_CONFIG: a bad line (file and line are named), a session that
 * others could read. Nothing is changed. */
bool accounts_load(const char *state_dir, struct accounts *ret, struct err *reterr);
/* The same without the sessions: every session is NULL. */
bool accounts_read(const char *state_dir, struct accounts *ret, struct err *reterr);
void accounts_finish(struct accounts *accounts);

/* NULL: the default one. ERR_INPUT: none, or no such one (the names that there are are told). */
bool accounts_find(const struct accounts *accounts, const char *name_or_null, size_t *ret,
		struct err *reterr);

/* Signs an account in, or again with a new session: both files are replaced as one step each, the
 * session first, under a lock. ERR_INPUT: a bad name; ERR_CONFLICT: the name is another account's,
 * by its address or its id. */
bool accounts_add(const char *state_dir, const struct account *account, struct err *reterr);

bool accounts_has_session(const char *state_dir, const char *name);
/* Removes the session, lastingly; *ret_was: there was one. The account stays. */
bool accounts_sign_out(const char *state_dir, const char *name, bool *ret_was, struct err *reterr);
/* Removes the account, whose session is removed before. */
bool accounts_remove(const char *state_dir, const char *name, struct err *reterr);
