/* unlike login likesd URL --secret-file FILE [--name NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "accounts.h"
#include "command.h"
#include "runtime.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

#define TOKEN_MAX 4096
#define HELLO_LIMIT (30 * MSEC_PER_SEC)

struct hello {
	bool answered;
	char *name; /* own */
	struct err err;
};

static void on_hello(const struct service_profile *profile, const struct err *err, void *data) {
	struct hello *hello = data;
	hello->answered = true;
	if (err != NULL) {
		hello->err = *err;
	} else {
		hello->name = xstrdup(profile->name);
	}
}

static bool was_answered(void *data) {
	const struct hello *hello = data;
	return hello->answered;
}

/* Asks the server who we are: a token that does not work is never written down. */
static bool ask(struct runtime *rt, const struct account *account, char **ret_name,
		struct err *reterr) {
	const struct service_account service_account = {
		.name = account->name,
		.kind = account->kind,
		.url = account->url,
		.session = account->token,
	};
	const struct service_env env = { .http = rt->http, .clock = &rt->clock };
	struct service *service = service_create(&service_account, &env, reterr);
	if (service == NULL) {
		return false;
	}
	struct hello hello = { 0 };
	(void)service_ops(service)->hello(service, on_hello, &hello);
	bool fine = runtime_run_until(rt, was_answered, &hello, HELLO_LIMIT, reterr);
	service_destroy(service);
	if (fine && hello.err.code != ERR_NONE) {
		*reterr = hello.err;
		fine = err_wrap(reterr, "not signed in; nothing was changed");
	}
	if (fine) {
		*ret_name = hello.name;
	} else {
		free(hello.name);
	}
	return fine;
}

static bool sign_in(struct runtime *rt, const struct call *call, struct account *account,
		struct err *reterr) {
	const struct option_value *options = call->options;
	account->kind = xstrdup(call->operands[0]);
	account->url = xstrdup(call->operands[1]);
	size_t len = strlen(account->url);
	while (len > 0 && account->url[len - 1] == '/') {
		account->url[--len] = '\0';
	}
	if (service_find(account->kind) == NULL) {
		return err_set(reterr, ERR_INPUT, "no service '%.40s' is known; there is: likesd",
				account->kind);
	}
	if (!options[OPT_SECRET_FILE].given) {
		return err_set(reterr, ERR_INPUT,
				"--secret-file FILE is missing: the token that 'likesd user add' "
				"printed, in a file that only you can read");
	}
	char *name = NULL;
	if (!secret_read_file(options[OPT_SECRET_FILE].text, TOKEN_MAX, &account->token, reterr) ||
			!ask(rt, account, &name, reterr)) {
		return false;
	}
	account->name = options[OPT_NAME].given ? xstrdup(options[OPT_NAME].text) : xstrdup(name);
	free(name);
	return file_make_folder(rt->state_dir, 0700, reterr) &&
			accounts_add(rt->state_dir, account, reterr);
}

int cmd_login(const struct call *call) {
	struct runtime rt;
	struct err err;
	struct account account = { 0 };
	int status = EX_OK;
	if (!runtime_open(call->host, &rt, &err) || !sign_in(&rt, call, &account, &err)) {
		status = command_failed(call, &err);
	} else {
		fprintf(call->host->out,
				"Signed in to %s as '%s'. 'unlike' opens it, 'unlike list' prints "
				"it.\n",
				account.url, account.name);
	}
	free(account.name);
	free(account.kind);
	free(account.url);
	secret_free(account.token);
	runtime_finish(&rt);
	return status;
}
