/*
 * Where the sessions are kept: sessions/<account> in the state folder, one line, 0600, and beside
 * it sessions/<account>.lock, held by whoever changes it. What another process renews is never
 * written over by one that has just signed in or out, nor the other way round.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"
#include "unlike/service/service.h"

#define SESSION_MAX 16384

struct session_store {
	const char *state_dir; /* foreign */
};

/* As services see it. The store is foreign to what is returned. */
struct service_sessions sessions_for_services(struct session_store *store);

bool sessions_has(const char *state_dir, const char *account);
/* *ret is owned (secret_free). ERR_AUTH: signed out; ERR_CONFIG: one that others could read. */
bool sessions_load(const char *state_dir, const char *account, char **ret, struct err *reterr);
/* Waits for who renews it just now. */
bool sessions_save(const char *state_dir, const char *account, const char *session,
		struct err *reterr);
/* Removes it lastingly, in the same way; *ret_was may be NULL: there was one. */
bool sessions_remove(const char *state_dir, const char *account, bool *ret_was, struct err *reterr);
