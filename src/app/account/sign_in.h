/*
 * Signing in, however it was asked for: a name and a secret go to the service, what it gives is
 * checked and kept. What does not work is never written down.
 */
#pragma once

#include <stdbool.h>

#include "prompt.h"
#include "client/runtime.h"
#include "unlike/base/buf.h"
#include "unlike/service/service.h"

struct sign_in {
	const struct service_ops *ops;
	const char *url; /* without a trailing slash */
	const char *user; /* NULL: the secret tells */
	const char *secret;
	const char *name; /* of the account here; NULL: as the service calls it */
};

/* The kinds that there are: "likesd, bluesky". */
void sign_in_add_kinds(struct buf *out);
/* NULL with ERR_INPUT, and the kinds that there are. */
const struct service_ops *sign_in_find(const char *kind, struct err *reterr);
/* What a person gave as the address (NULL: nothing): a bare host name gets https, a slash at its
 * end is dropped, the service's own where nothing was given. Owned; NULL with ERR_INPUT: this
 * service needs one. */
char *sign_in_url(const struct service_ops *ops, const char *given_or_null, struct err *reterr);

/* Whether a name is needed beside the secret. */
bool sign_in_needs_user(const struct service_ops *ops);
/* What is asked for, as questions ("Handle: "), and where such a secret comes from; static. */
const char *sign_in_ask_user(const struct service_ops *ops);
const char *sign_in_ask_secret(const struct service_ops *ops);
const char *sign_in_secret_comes_from(const struct service_ops *ops);

/* *ret_name is owned: what the account is called here. ERR_AUTH: they do not fit. */
bool sign_in_and_keep(struct runtime *rt, const struct sign_in *sign_in, char **ret_name,
		struct err *reterr);

/* Tells the service that the account's session is over. *ret_told false: this service wants to know
 * nothing of it. ERR_…: it could not be told. */
bool sign_in_end(struct runtime *rt, const struct account *account, bool *ret_told,
		struct err *reterr);

/* "unlike login bluesky https://… --user … --name …": how to sign in to this account again. */
void sign_in_add_command(const struct account *account, struct buf *out);
/* ERR_AUTH: the session of this account is over, and how to sign in again. Returns false. */
bool sign_in_is_over(const struct account *account, struct err *reterr);
