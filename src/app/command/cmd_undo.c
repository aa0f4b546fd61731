/* unlike undo [ID] [--account NAME] */
#include <stdio.h>
#include <sysexits.h>

#include "command.h"
#include "output.h"
#include "price.h"
#include "client/runtime.h"
#include "unlike/base/lang.h"

struct undoing {
	struct runtime *rt;
	const struct call *call;
	size_t account;
	const char *name;
};

static bool find_intent(struct undoing *undoing, const char *item_or_null, struct intent *ret,
		struct err *reterr) {
	struct outbox *outbox = undoing->rt->client->outbox;
	bool found = false;
	bool fine = item_or_null == NULL
			? outbox_find_undoable(outbox, undoing->name, ret, &found, reterr)
			: outbox_find_newest(
					  outbox, undoing->name, item_or_null, ret, &found, reterr);
	if (fine && !found) {
		return err_set(reterr, ERR_INPUT,
				item_or_null == NULL ? _("nothing waits that could be undone; "
							 "'unlike undo ID' likes one again that "
							 "was sent")
						     : _("nothing was asked for that like; 'unlike "
							 "status' tells what was"));
	}
	return fine;
}

static void tell(FILE *out, const char *what, const struct intent *intent) {
	fprintf(out, "%s\n", what);
	print_clean_line(out, intent->title != NULL ? intent->title : intent->item);
}

/* It was sent: what can be had is its opposite, behind it. */
static bool like_again(struct undoing *undoing, const struct intent *intent, struct err *reterr) {
	struct wish wish;
	if (!intent->want) {
		price_say(undoing->call, client_service(undoing->rt->client, undoing->account));
	}
	if (!client_wish(undoing->rt->client, undoing->account, intent->item, !intent->want,
			    command_undo_window(undoing->call), &wish, reterr)) {
		return false;
	}
	tell(undoing->rt->host->out,
			intent->want ? _("It was sent already: it is taken back again, with "
					 "'unlike' "
					 "or 'unlike sync':")
				     : _("It was sent already: it is liked again, with 'unlike' or "
					 "'unlike sync':"),
			intent);
	return true;
}

static bool undo(struct undoing *undoing, const struct call *call, struct err *reterr) {
	const struct runtime_config config = { .manual = true };
	if (!runtime_open_client(undoing->rt, &config, reterr) ||
			!accounts_find(&undoing->rt->client->accounts, command_account(call),
					&undoing->account, reterr)) {
		return false;
	}
	undoing->name = undoing->rt->client->accounts.list[undoing->account].name;
	struct intent intent;
	if (!find_intent(undoing, call->n_operands > 0 ? call->operands[0] : NULL, &intent,
			    reterr)) {
		return false;
	}
	enum outbox_undone undone = OUTBOX_UNDO_NONE;
	bool fine = outbox_undo(undoing->rt->client->outbox, intent.id, &undone, reterr);
	if (fine && undone == OUTBOX_UNDONE) {
		tell(call->host->out, _("Undone. Nobody heard of it:"), &intent);
	} else if (fine && undone == OUTBOX_UNDO_KEPT) {
		tell(call->host->out, _("Left as it is. Nothing more is sent for it:"), &intent);
	} else if (fine) {
		fine = like_again(undoing, &intent, reterr);
	}
	intent_finish(&intent);
	return fine;
}

int cmd_undo(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	struct undoing undoing = { .rt = &rt, .call = call };
	if (!runtime_open(call->host, &rt, &err) || !undo(&undoing, call, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return status;
}
