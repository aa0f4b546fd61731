/* unlike logout [--account NAME]
 * unlike forget ACCOUNT [--yes] [--abandon] */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "ask.h"
#include "account/books.h"
#include "command.h"
#include "account/sign_in.h"
#include "account/sign_out.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"

struct leaving {
	struct runtime rt;
	struct books books;
	const struct call *call;
	size_t index;
	const struct account *account;
	int lock; /* the sender's; −1: another 'unlike' has it */
	int64_t open;
};

/* The account that is named, and whether another 'unlike' is at work. */
static bool begin(struct leaving *leaving, const char *name_or_null, struct err *reterr) {
	struct runtime *rt = &leaving->rt;
	if (!runtime_open(leaving->call->host, rt, reterr) ||
			!books_open(rt, &leaving->books, reterr) ||
			!accounts_find(&leaving->books.accounts, name_or_null, &leaving->index,
					reterr)) {
		return false;
	}
	leaving->account = &leaving->books.accounts.list[leaving->index];
	char *path = path_join(rt->state_dir, "sender.lock");
	bool fine = file_try_lock(path, &leaving->lock, reterr) &&
			outbox_count_open(leaving->books.outbox, leaving->account->name,
					&leaving->open, reterr);
	free(path);
	return fine;
}

static void end(struct leaving *leaving) {
	books_close(&leaving->books);
	file_unlock(&leaving->lock);
	runtime_finish(&leaving->rt);
}

/* Before it is removed here: afterwards nobody could. */
static void end_session_there(struct leaving *leaving) {
	const struct account *account = leaving->account;
	struct err err;
	if (!sign_out_there(&leaving->rt, account, &err)) {
		command_say(leaving->call,
				_("%s could not be told, so the session may live on there: %s. "
				  "What "
				  "is kept of it here is removed all the same"),
				account->url, err.msg);
	}
}

/* --- logout ---------------------------------------------------------------------------------- */

/* Here first, and lastingly: whatever the service says, nobody uses it here any more. A session
 * that cannot be read is removed all the same. */
static bool end_session(
		struct leaving *leaving, bool *ret_was, struct buf *told, struct err *reterr) {
	struct runtime *rt = &leaving->rt;
	struct account account = *leaving->account;
	struct err err;
	char *session = NULL;
	bool is_told = false;
	bool readable = sessions_load(rt->state_dir, account.name, &session, NULL);
	if (!accounts_sign_out(rt->state_dir, account.name, ret_was, reterr)) {
		secret_free(session);
		return false;
	}
	account.session = session;
	if (readable && !sign_in_end(rt, &account, &is_told, &err)) {
		buf_printf(told,
				_("The service could not be told, so the session is good there "
				  "until "
				  "it runs out: %s.\n"),
				err.msg);
	} else if (readable && !is_told) {
		buf_add_str(told,
				_("This is about here: the service is not told, and what it gave "
				  "stays good there.\n"));
	}
	secret_free(session);
	return true;
}

static void tell_signed_out(const struct leaving *leaving, bool was, const char *told) {
	FILE *out = leaving->call->host->out;
	struct buf again;
	buf_init(&again, BUF_UNLIMITED);
	sign_in_add_command(leaving->account, &again);
	fprintf(out,
			was ? _("Signed out of '%s'. Its list stays here; '%s' signs in again.")
			    : _("Signed out already: '%s'. Its list stays here; '%s' signs in "
				"again."),
			leaving->account->name, again.data);
	fprintf(out, "\n%s", told);
	buf_finish(&again);
	if (leaving->open > 0) {
		fprintf(out, _("%lld still on the way: kept, until you sign in again.\n"),
				(long long)leaving->open);
	}
	if (leaving->lock < 0) {
		fputs(_("Another 'unlike' runs: it keeps the session until it ends.\n"), out);
	}
}

static bool sign_out(struct leaving *leaving, struct err *reterr) {
	bool was = false;
	struct buf told;
	buf_init(&told, BUF_UNLIMITED);
	bool fine = begin(leaving, command_account(leaving->call), reterr) &&
			end_session(leaving, &was, &told, reterr);
	if (fine) {
		tell_signed_out(leaving, was, told.data);
	}
	buf_finish(&told);
	return fine;
}

int cmd_logout(const struct call *call) {
	struct leaving leaving = { .call = call, .lock = -1 };
	struct err err;
	int status = EX_OK;
	if (!sign_out(&leaving, &err)) {
		status = command_failed(call, &err);
	}
	end(&leaving);
	return status;
}

/* --- forget ---------------------------------------------------------------------------------- */

#define NOTHING _("nothing was forgotten")

static bool check(const struct leaving *leaving, struct err *reterr) {
	if (leaving->lock < 0) {
		return err_set(reterr, ERR_BUSY,
				_("%s: another 'unlike' runs with that account; end it first"),
				NOTHING);
	}
	if (leaving->open > 0 && !leaving->call->options[OPT_ABANDON].given) {
		return err_set(reterr, ERR_CONFLICT,
				lang_plural("%s: %lld of '%.64s' is still on the way. 'unlike sync "
					    "--wait' waits, --abandon forgets it too",
						"%s: %lld of '%.64s' are still on the way. 'unlike "
						"sync "
						"--wait' waits, --abandon forgets them too",
						leaving->open),
				NOTHING, (long long)leaving->open, leaving->account->name);
	}
	return true;
}

static bool ask(const struct leaving *leaving, struct err *reterr) {
	char *question = xasprintf(_("Forget '%s' at %s, its list and its history here?"),
			leaving->account->name, leaving->account->url);
	bool fine = ask_yes(leaving->call, question, NOTHING, reterr);
	free(question);
	return fine;
}

/* What asks first, and can refuse, comes first. The account itself goes last: wherever this is cut
 * off, what is left has a name by which it can be forgotten again. */
static bool remove_all(struct leaving *leaving, struct err *reterr) {
	const char *name = leaving->account->name;
	const char *state_dir = leaving->rt.state_dir;
	bool abandon = leaving->call->options[OPT_ABANDON].given;
	if (!outbox_forget(leaving->books.outbox, name, abandon, reterr) ||
			!snapshot_forget(leaving->books.snapshot, name, reterr)) {
		return false;
	}
	end_session_there(leaving);
	return accounts_sign_out(state_dir, name, NULL, reterr) &&
			accounts_remove(state_dir, name, reterr);
}

static void tell(const struct leaving *leaving) {
	const struct accounts *accounts = &leaving->books.accounts;
	FILE *out = leaving->call->host->out;
	fprintf(out, _("Forgotten: '%s'. What it likes at %s stays as it is there.\n"),
			leaving->account->name, leaving->account->url);
	if (accounts->n == 1) {
		fputs(_("No account is left here.\n"), out);
	} else if (leaving->index == 0) {
		fprintf(out, _("The default account is '%s' now.\n"), accounts->list[1].name);
	}
}

int cmd_forget(const struct call *call) {
	struct leaving leaving = { .call = call, .lock = -1 };
	struct err err;
	int status = EX_OK;
	if (!begin(&leaving, call->operands[0], &err) || !check(&leaving, &err) ||
			!ask(&leaving, &err) || !remove_all(&leaving, &err)) {
		status = command_failed(call, &err);
	} else {
		tell(&leaving);
	}
	end(&leaving);
	return status;
}
