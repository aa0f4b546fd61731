#include "sign_in.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

#define LIMIT (60 * MSEC_PER_SEC)
#define END_LIMIT (10 * MSEC_PER_SEC) /* nobody waits long for a goodbye */

/* --- what is asked for ----------------------------------------------------------------------- */

void sign_in_add_kinds(struct buf *out) {
	for (size_t i = 0; i < service_count(); i++) {
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", service_at(i)->kind);
	}
}

const struct service_ops *sign_in_find(const char *kind, struct err *reterr) {
	const struct service_ops *ops = service_find(kind);
	if (ops == NULL) {
		struct buf kinds;
		buf_init(&kinds, 160);
		sign_in_add_kinds(&kinds);
		err_set(reterr, ERR_INPUT, _("no service '%.40s' is known; there is: %s"), kind,
				kinds.data);
		buf_finish(&kinds);
	}
	return ops;
}

char *sign_in_url(const struct service_ops *ops, const char *given_or_null, struct err *reterr) {
	const char *given = given_or_null != NULL ? given_or_null : ops->default_url;
	if (given == NULL || given[0] == '\0') {
		err_set(reterr, ERR_INPUT, _("'unlike login %s' needs the URL of the server"),
				ops->kind);
		return NULL;
	}
	char *url = xasprintf("%s%s", strstr(given, "://") == NULL ? "https://" : "", given);
	size_t len = strlen(url);
	while (len > 0 && url[len - 1] == '/') {
		url[--len] = '\0';
	}
	return url;
}

bool sign_in_needs_user(const struct service_ops *ops) {
	return ops->sign_in != NULL;
}

const char *sign_in_ask_user(const struct service_ops *ops) {
	(void)ops;
	return _("Handle: ");
}

const char *sign_in_ask_secret(const struct service_ops *ops) {
	return ops->sign_in != NULL ? _("App password (not shown): ") : _("Token (not shown): ");
}

const char *sign_in_secret_comes_from(const struct service_ops *ops) {
	return ops->sign_in != NULL
			? _("use an app password: Settings → Privacy and security → App "
			    "passwords")
			: _("the token is what 'likesd user add' printed");
}

void sign_in_add_command(const struct account *account, struct buf *out) {
	const struct service_ops *ops = service_find(account->kind);
	buf_printf(out, "unlike login %s %s", account->kind, account->url);
	if (ops != NULL && ops->sign_in != NULL) {
		buf_printf(out, " --user %s", account->id != NULL ? account->id : account->name);
	}
	buf_printf(out, " --name %s", account->name);
}

bool sign_in_is_over(const struct account *account, struct err *reterr) {
	struct buf command;
	buf_init(&command, BUF_UNLIMITED);
	sign_in_add_command(account, &command);
	err_set(reterr, ERR_AUTH,
			_("the session of '%.64s' has ended; nothing is lost. Sign in again: %s"),
			account->name, command.data);
	buf_finish(&command);
	return false;
}

/* --- what the service says ------------------------------------------------------------------- */

struct answer {
	bool came;
	char *id, *name; /* own */
	char *session; /* own, secret */
	struct err err;
};

static void on_hello(const struct service_profile *profile, const struct err *err, void *data) {
	struct answer *answer = data;
	answer->came = true;
	if (err != NULL) {
		answer->err = *err;
	} else {
		answer->id = xstrdup(profile->name);
		answer->name = xstrdup(profile->name);
	}
}

static void on_signed_in(
		const struct service_signed_in *signed_in, const struct err *err, void *data) {
	struct answer *answer = data;
	answer->came = true;
	if (err != NULL) {
		answer->err = *err;
	} else {
		answer->id = xstrdup(signed_in->id);
		answer->name = xstrdup(signed_in->name);
		answer->session = xstrdup(signed_in->session);
	}
}

static bool has_come(void *data) {
	const struct answer *answer = data;
	return answer->came;
}

static void finish_answer(struct answer *answer) {
	free(answer->id);
	free(answer->name);
	secret_free(answer->session);
}

static bool ask(struct runtime *rt, const struct sign_in *sign_in, struct answer *answer,
		struct err *reterr) {
	const struct service_ops *ops = sign_in->ops;
	const struct service_account account = {
		.name = sign_in->name != NULL ? sign_in->name : "",
		.kind = ops->kind,
		.url = sign_in->url,
		.session = ops->sign_in != NULL ? NULL : sign_in->secret,
	};
	const struct service_env env = { .http = rt->http, .clock = &rt->clock };
	struct service *service = ops->create(&account, &env, reterr);
	if (service == NULL) {
		return false;
	}
	if (ops->sign_in != NULL) {
		(void)ops->sign_in(service, sign_in->user, sign_in->secret, on_signed_in, answer);
	} else {
		(void)ops->hello(service, on_hello, answer);
	}
	bool fine = runtime_run_until(rt, has_come, answer, LIMIT, reterr);
	ops->destroy(service);
	return fine;
}

static bool check(const struct sign_in *sign_in, struct answer *answer, struct err *reterr) {
	if (answer->err.code == ERR_AUTH) {
		return err_set(reterr, ERR_AUTH, _("not signed in; nothing was changed: %.90s; %s"),
				answer->err.msg, sign_in_secret_comes_from(sign_in->ops));
	}
	if (answer->err.code != ERR_NONE) {
		*reterr = answer->err;
		return err_wrap(reterr, _("not signed in; nothing was changed"));
	}
	if (answer->session == NULL) {
		answer->session = xstrdup(sign_in->secret);
		if (sign_in->user != NULL && strcmp(sign_in->user, answer->name) != 0) {
			return err_set(reterr, ERR_CONFLICT,
					_("not signed in: this is the token of '%.64s', not of "
					  "'%.64s'"),
					answer->name, sign_in->user);
		}
	}
	return true;
}

bool sign_in_and_keep(struct runtime *rt, const struct sign_in *sign_in, char **ret_name,
		struct err *reterr) {
	struct answer answer = { 0 };
	bool fine = ask(rt, sign_in, &answer, reterr) && check(sign_in, &answer, reterr);
	if (fine) {
		char *name = xstrdup(sign_in->name != NULL ? sign_in->name : answer.name);
		char *kind = xstrdup(sign_in->ops->kind);
		char *url = xstrdup(sign_in->url);
		const struct account account = {
			.name = name,
			.kind = kind,
			.url = url,
			.id = answer.id,
			.session = answer.session,
		};
		fine = file_make_folder(rt->state_dir, 0700, reterr) &&
				accounts_add(rt->state_dir, &account, reterr);
		free(kind);
		free(url);
		if (fine) {
			*ret_name = name;
		} else {
			free(name);
		}
	}
	finish_answer(&answer);
	return fine;
}

/* --- the end --------------------------------------------------------------------------------- */

static void on_ended(const struct err *err, void *data) {
	struct answer *answer = data;
	answer->came = true;
	if (err != NULL) {
		answer->err = *err;
	}
}

bool sign_in_end(struct runtime *rt, const struct account *account, bool *ret_told,
		struct err *reterr) {
	const struct service_ops *ops = service_find(account->kind);
	*ret_told = ops != NULL && ops->sign_out != NULL;
	if (!*ret_told) {
		return true;
	}
	const struct service_account service_account = {
		.name = account->name,
		.kind = account->kind,
		.url = account->url,
		.session = account->session,
	};
	const struct service_env env = { .http = rt->http, .clock = &rt->clock };
	struct answer answer = { 0 };
	struct service *service = ops->create(&service_account, &env, reterr);
	if (service == NULL) {
		return false;
	}
	(void)ops->sign_out(service, on_ended, &answer);
	bool fine = runtime_run_until(rt, has_come, &answer, END_LIMIT, reterr);
	ops->destroy(service);
	if (fine && answer.err.code != ERR_NONE) {
		*reterr = answer.err;
		fine = false;
	}
	return fine;
}
