/* unlike accounts [--json] */
#include <stdio.h>
#include <sysexits.h>

#include "account/books.h"
#include "command.h"
#include "output.h"
#include "unlike/base/lang.h"

static bool is_default(const struct books *books, size_t i, const struct call *call) {
	size_t usual = 0;
	return accounts_find(&books->accounts, command_account(call), &usual, NULL) && usual == i;
}

static bool tell(const struct runtime *rt, const struct books *books, size_t i,
		const struct call *call, struct err *reterr) {
	const struct account *account = &books->accounts.list[i];
	struct snapshot_info info;
	struct print_account row = {
		.name = account->name,
		.service = account->kind,
		.url = account->url,
		.is_default = is_default(books, i, call),
		.signed_in = accounts_has_session(rt->state_dir, account->name),
	};
	if (!outbox_count_open(books->outbox, account->name, &row.open, reterr) ||
			!snapshot_info(books->snapshot, account->name, &info, reterr)) {
		return false;
	}
	row.fetched_at = info.fetched_at;
	if (call->options[OPT_JSON].given) {
		print_account_json(call->host->out, &row);
	} else {
		print_account(call->host->out, &row);
	}
	return true;
}

static bool tell_all(const struct runtime *rt, struct books *books, const struct call *call,
		struct err *reterr) {
	if (!books_open(rt, books, reterr)) {
		return false;
	}
	if (books->accounts.n == 0) {
		command_say(call,
				_("nobody is signed in here; 'unlike login' signs in, 'unlike "
				  "demo' "
				  "needs no account"));
	}
	for (size_t i = 0; i < books->accounts.n; i++) {
		if (!tell(rt, books, i, call, reterr)) {
			return false;
		}
	}
	return true;
}

int cmd_accounts(const struct call *call) {
	struct runtime rt;
	struct books books = { 0 };
	struct err err;
	int status = EX_OK;
	if (!runtime_open(call->host, &rt, &err) || !tell_all(&rt, &books, call, &err)) {
		status = command_failed(call, &err);
	}
	books_close(&books);
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
