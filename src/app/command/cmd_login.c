/* unlike login SERVICE [URL] [--user NAME] [--name NAME]
 *              [--secret-file FILE | --secret-command COMMAND] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "command.h"
#include "account/prompt.h"
#include "account/secret_input.h"
#include "account/sign_in.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

struct login {
	const struct call *call;
	struct runtime rt;
	const struct service_ops *ops;
	char *url, *user; /* own */
	char *secret; /* own, secret */
	char *name; /* own */
	struct prompt prompt;
	int status; /* where it is another than that of the error */
};

static bool is_wrong(struct login *login, int status) {
	login->status = status;
	return false;
}

static bool read_call(struct login *login, struct err *reterr) {
	const struct call *call = login->call;
	const struct option_value *options = call->options;
	login->ops = sign_in_find(call->operands[0], reterr);
	if (login->ops == NULL) {
		return false;
	}
	login->url = sign_in_url(
			login->ops, call->n_operands > 1 ? call->operands[1] : NULL, reterr);
	if (login->url == NULL) {
		return is_wrong(login, EX_USAGE);
	}
	if (options[OPT_SECRET_FILE].given && options[OPT_SECRET_COMMAND].given) {
		err_set(reterr, ERR_INPUT,
				_("--secret-file and --secret-command both say where the secret "
				  "is: "
				  "one of them"));
		return is_wrong(login, EX_USAGE);
	}
	if (!options[OPT_NO_INPUT].given) {
		prompt_open(call->host, &login->prompt);
	}
	return true;
}

static bool get_user(struct login *login, struct err *reterr) {
	const struct option_value *user = &login->call->options[OPT_USER];
	if (user->given) {
		login->user = xstrdup(user->text);
	} else if (!sign_in_needs_user(login->ops)) {
		return true;
	} else if (!prompt_can(&login->prompt)) {
		return err_set(reterr, ERR_INPUT, _("--user NAME is missing: who signs in to %s"),
				login->ops->title);
	} else if (!prompt_line(&login->prompt, sign_in_ask_user(login->ops), &login->user,
				   reterr)) {
		return false;
	}
	return login->user[0] != '\0' || err_set(reterr, ERR_CANCELED, _("nobody was named"));
}

static bool read_secret_file(struct login *login, const char *path, struct err *reterr) {
	if (secret_read_file(path, SECRET_INPUT_MAX, &login->secret, reterr)) {
		return true;
	}
	return is_wrong(login, file_exists(path) ? 0 : EX_NOINPUT);
}

static bool get_secret(struct login *login, struct err *reterr) {
	const struct option_value *options = login->call->options;
	if (options[OPT_SECRET_FILE].given) {
		return read_secret_file(login, options[OPT_SECRET_FILE].text, reterr);
	}
	if (options[OPT_SECRET_COMMAND].given) {
		return secret_input_command(options[OPT_SECRET_COMMAND].text, &login->rt.clock,
				SECRET_INPUT_LIMIT, &login->secret, reterr);
	}
	if (!prompt_can(&login->prompt)) {
		return err_set(reterr, ERR_INPUT,
				_("--secret-file FILE or --secret-command COMMAND is missing; %s"),
				sign_in_secret_comes_from(login->ops));
	}
	if (!prompt_secret(&login->prompt, sign_in_ask_secret(login->ops), &login->secret,
			    reterr)) {
		return false;
	}
	return login->secret[0] != '\0' || err_set(reterr, ERR_CANCELED, _("nothing was typed"));
}

static bool run(struct login *login, struct err *reterr) {
	const struct option_value *name = &login->call->options[OPT_NAME];
	if (!read_call(login, reterr) || !runtime_open(login->call->host, &login->rt, reterr) ||
			!get_user(login, reterr) || !get_secret(login, reterr)) {
		return false;
	}
	const struct sign_in sign_in = {
		.ops = login->ops,
		.url = login->url,
		.user = login->user,
		.secret = login->secret,
		.name = name->given ? name->text : NULL,
	};
	return sign_in_and_keep(&login->rt, &sign_in, &login->name, reterr);
}

int cmd_login(const struct call *call) {
	struct login login = { .call = call, .prompt = { .fd = -1 } };
	struct err err;
	int status = EX_OK;
	if (!run(&login, &err)) {
		status = command_failed(call, &err);
		status = login.status != 0 ? login.status : status;
	} else {
		fprintf(call->host->out,
				_("Signed in to %s as '%s'. 'unlike' opens it, 'unlike list' "
				  "prints "
				  "it.\n"),
				login.url, login.name);
	}
	prompt_close(&login.prompt);
	free(login.url);
	free(login.user);
	free(login.name);
	secret_free(login.secret);
	runtime_finish(&login.rt);
	return status;
}
