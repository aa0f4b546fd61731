#include "sign_in_dialog.h"

#include <stdlib.h>
#include <string.h>

#include "secret_input.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"
#include "unlike/base/text.h"
#include "unlike/term/term.h"

/* Where 'likesd' listens when it is not told otherwise. */
#define LIKESD_URL "http://127.0.0.1:8420"
#define COLS_UNKNOWN 80

static bool gave_up(struct err *reterr) {
	return err_set(reterr, ERR_CANCELED, _("not signed in; nothing was changed"));
}

/* In lines that the terminal does not break inside a word. What a server says is part of it. */
static void tell(struct prompt *prompt, const char *words) {
	struct buf clean, lines;
	int rows = 0, cols = 0;
	buf_init(&clean, BUF_UNLIMITED);
	buf_init(&lines, BUF_UNLIMITED);
	if (!term_size_of(prompt->fd, &rows, &cols) || cols < 2) {
		cols = COLS_UNKNOWN;
	}
	text_clean(words, strlen(words), &clean);
	for (const char *p = clean.data; *p != '\0';) {
		const size_t len = text_wrap(p, (size_t)cols - 1);
		buf_add(&lines, p, len > 0 ? len : strlen(p));
		buf_add_str(&lines, "\n");
		p += len > 0 ? len : strlen(p);
		p += *p == ' ' ? 1 : 0;
	}
	prompt_say(prompt, lines.data);
	buf_finish(&lines);
	buf_finish(&clean);
}

/* As it may stand in a question: what was typed may hold anything. Owned by the caller. */
static char *clean_of(const char *answer) {
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(answer, strlen(answer), &clean);
	char *text = xstrdup(clean.data);
	buf_finish(&clean);
	return text;
}

/* `before`: what was answered the last time, or NULL. */
static bool ask_url(struct prompt *prompt, const struct service_ops *ops, const char *before,
		char **ret, struct err *reterr) {
	const char *usual = before != NULL         ? before
			: ops->default_url != NULL ? ops->default_url
						   : LIKESD_URL;
	char *shown = clean_of(usual);
	char *question = xasprintf(_("Server [%s]: "), shown);
	char *typed = NULL;
	bool fine = prompt_line(prompt, question, &typed, reterr);
	free(shown);
	if (fine) {
		*ret = sign_in_url(ops, typed[0] != '\0' ? typed : usual, reterr);
		fine = *ret != NULL;
	}
	secret_free(typed);
	free(question);
	return fine;
}

static bool ask_user(struct prompt *prompt, const struct service_ops *ops, const char *before,
		char **ret, struct err *reterr) {
	char *shown = clean_of(before != NULL ? before : "");
	char *question = before != NULL ? xasprintf(_("Handle [%s]: "), shown)
					: xstrdup(sign_in_ask_user(ops));
	char *typed = NULL;
	bool fine = prompt_line(prompt, question, &typed, reterr);
	free(shown);
	free(question);
	if (fine && typed[0] == '\0' && before == NULL) {
		fine = gave_up(reterr);
	}
	if (fine) {
		*ret = xstrdup(typed[0] != '\0' ? typed : before);
	}
	secret_free(typed);
	return fine;
}

static char *without_tilde(const char *path) {
	const char *home = getenv("HOME");
	return strncmp(path, "~/", 2) == 0 && home != NULL ? path_join(home, path + 2)
							   : xstrdup(path);
}

/* A token is long and nobody knows it by heart: it is in a file, mostly. */
static bool read_token_file(
		struct prompt *prompt, char **ret, bool *ret_named, struct err *reterr) {
	char *typed = NULL;
	if (!prompt_line(prompt, _("File with the token (Enter alone: type it here): "), &typed,
			    reterr)) {
		return false;
	}
	bool fine = true;
	*ret_named = typed[0] != '\0';
	if (*ret_named) {
		char *path = without_tilde(typed);
		fine = secret_read_file(path, SECRET_INPUT_MAX, ret, reterr);
		free(path);
	}
	secret_free(typed);
	return fine;
}

static bool ask_secret(struct prompt *prompt, const struct service_ops *ops, char **ret,
		struct err *reterr) {
	bool named = false;
	if (!sign_in_needs_user(ops) && !read_token_file(prompt, ret, &named, reterr)) {
		return false;
	}
	if (named) {
		return true;
	}
	char *typed = NULL;
	if (!prompt_secret(prompt, sign_in_ask_secret(ops), &typed, reterr)) {
		return false;
	}
	if (typed[0] == '\0') {
		secret_free(typed);
		return gave_up(reterr);
	}
	*ret = typed;
	return true;
}

/* What is asked for once, and what was answered. */
struct dialog {
	struct runtime *rt;
	struct prompt prompt;
	const struct service_ops *ops;
	char *url, *user, *secret; /* own; the last one secret */
	/* own; from the time before, for who mistyped one answer of several. Never the secret, nor
	 * the name of its file: some type the secret there. */
	char *last_url, *last_user;
	const char *name; /* foreign; NULL: as the service calls it */
};

/* What was not asked for this time stays as it was. */
static void keep(char **last, char *answer) {
	if (answer != NULL) {
		secret_free(*last);
		*last = answer;
	}
}

static void put_answers_by(struct dialog *dialog) {
	keep(&dialog->last_url, dialog->url);
	keep(&dialog->last_user, dialog->user);
	secret_free(dialog->secret);
	dialog->url = dialog->user = dialog->secret = NULL;
}

static void forget_answers(struct dialog *dialog) {
	put_answers_by(dialog);
	secret_free(dialog->last_url);
	secret_free(dialog->last_user);
	dialog->last_url = dialog->last_user = NULL;
}

static bool ask_all(struct dialog *dialog, struct err *reterr) {
	struct prompt *prompt = &dialog->prompt;
	const struct service_ops *ops = dialog->ops;
	if (!ask_url(prompt, ops, dialog->last_url, &dialog->url, reterr)) {
		return false;
	}
	if (sign_in_needs_user(ops) &&
			!ask_user(prompt, ops, dialog->last_user, &dialog->user, reterr)) {
		return false;
	}
	return ask_secret(prompt, ops, &dialog->secret, reterr);
}

static bool try_it(struct dialog *dialog, char **ret_name, struct err *reterr) {
	const struct sign_in sign_in = {
		.ops = dialog->ops,
		.url = dialog->url,
		.user = dialog->user,
		.secret = dialog->secret,
		.name = dialog->name,
	};
	tell(&dialog->prompt, _("Signing in …"));
	return sign_in_and_keep(dialog->rt, &sign_in, ret_name, reterr);
}

typedef bool ask_fn(struct dialog *dialog, struct err *reterr);

static bool until_it_fits(struct dialog *dialog, ask_fn *ask, char **ret_name, struct err *reterr) {
	prompt_open(dialog->rt->host, &dialog->prompt);
	if (!prompt_can(&dialog->prompt)) {
		return err_set(reterr, ERR_INPUT, _("there is no terminal to ask on"));
	}
	struct buf where;
	buf_init(&where, BUF_UNLIMITED);
	prompt_say(&dialog->prompt, "\n");
	buf_printf(&where, _("%s: %s. An empty line gives up."), dialog->ops->title,
			sign_in_secret_comes_from(dialog->ops));
	tell(&dialog->prompt, where.data);
	buf_finish(&where);
	bool fine = false;
	struct err err = { 0 };
	do {
		fine = ask(dialog, &err) && try_it(dialog, ret_name, &err);
		put_answers_by(dialog);
		if (!fine && err.code != ERR_CANCELED) {
			tell(&dialog->prompt, err.msg);
		}
	} while (!fine && err.code != ERR_CANCELED);
	forget_answers(dialog);
	prompt_close(&dialog->prompt);
	if (!fine && reterr != NULL) {
		*reterr = err;
	}
	return fine;
}

bool sign_in_dialog(struct runtime *rt, const struct service_ops *ops, char **ret_name,
		struct err *reterr) {
	struct dialog dialog = { .rt = rt, .ops = ops };
	return until_it_fits(&dialog, ask_all, ret_name, reterr);
}

/* --- again ----------------------------------------------------------------------------------- */

struct again {
	struct dialog dialog; /* first: it is what ask_again() is given */
	const struct account *account;
};

static bool ask_again(struct dialog *dialog, struct err *reterr) {
	const struct account *account = ((const struct again *)(const void *)dialog)->account;
	dialog->url = xstrdup(account->url);
	if (sign_in_needs_user(dialog->ops)) {
		dialog->user = xstrdup(account->id != NULL ? account->id : account->name);
	}
	char *words = xasprintf(_("Signing in to %s as '%s' again."), account->url, account->name);
	tell(&dialog->prompt, words);
	free(words);
	return ask_secret(&dialog->prompt, dialog->ops, &dialog->secret, reterr);
}

bool sign_in_dialog_again(struct runtime *rt, const struct account *account, struct err *reterr) {
	char *name = NULL;
	struct again again = {
		.dialog = { .rt = rt, .ops = sign_in_find(account->kind, reterr) },
		.account = account,
	};
	if (again.dialog.ops == NULL) {
		return false;
	}
	again.dialog.name = account->name;
	bool fine = until_it_fits(&again.dialog, ask_again, &name, reterr);
	free(name);
	return fine;
}
