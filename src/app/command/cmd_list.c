/* unlike list [QUERY...] [--json] [--refresh] [--account NAME] */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "command.h"
#include "matcher.h"
#include "output.h"
#include "progress.h"
#include "client/runtime.h"
#include "unlike/base/date.h"
#include "unlike/base/lang.h"

#define PAGE_ROWS 500

struct listing {
	struct client *client;
	size_t account;
	FILE *out;
	bool json;
	msec_t fetched_at, now;
	struct matcher matcher;
	size_t rows, printed;
	struct snapshot_place last;
	bool failed;
	struct err err;
};

static void print_row(const struct like *like, void *data) {
	struct listing *listing = data;
	struct intent intent;
	bool found = false;
	listing->rows++;
	listing->last.sort = like->sort;
	(void)snprintf(listing->last.key, sizeof listing->last.key, "%s", like->key);
	if (!matcher_matches(&listing->matcher, like)) {
		return;
	}
	listing->printed++;
	if (!client_overlay(listing->client, listing->account, like, like->item,
			    listing->fetched_at, &intent, &found, &listing->err)) {
		listing->failed = true;
		return;
	}
	if (listing->json) {
		print_like_json(listing->out, like, found ? &intent : NULL);
	} else {
		print_like(listing->out, like, found ? &intent : NULL, listing->now);
	}
	if (found) {
		intent_finish(&intent);
	}
}

static bool print_all(struct listing *listing, const char *name, struct err *reterr) {
	bool first = true;
	do {
		const struct snapshot_page page = {
			.from = first ? NULL : &listing->last,
			.limit = PAGE_ROWS,
		};
		listing->rows = 0;
		first = false;
		if (!snapshot_page(listing->client->snapshot, name, &page, print_row, listing,
				    reterr)) {
			return false;
		}
		if (listing->failed) {
			*reterr = listing->err;
			return false;
		}
	} while (listing->rows == PAGE_ROWS && !ferror(listing->out));
	return true;
}

static bool print_matching(struct listing *listing, const struct call *call, const char *name,
		struct err *reterr) {
	matcher_init(&listing->matcher, call->operands, call->n_operands);
	bool fine = print_all(listing, name, reterr);
	matcher_finish(&listing->matcher);
	if (fine && listing->printed == 0) {
		command_say(call, "%s",
				call->n_operands > 0
						? _("nothing in the list has that in its title "
						    "or author")
						: _("the list is empty"));
	}
	return fine;
}

static bool list(struct runtime *rt, const struct call *call, struct err *reterr) {
	const struct runtime_config config = { .manual = true };
	struct listing listing = { .out = call->host->out, .json = call->options[OPT_JSON].given };
	struct snapshot_info info;
	if (!runtime_open_client(rt, &config, reterr) ||
			!accounts_find(&rt->client->accounts, command_account(call),
					&listing.account, reterr)) {
		return false;
	}
	listing.client = rt->client;
	const char *name = rt->client->accounts.list[listing.account].name;
	if (!snapshot_info(rt->client->snapshot, name, &info, reterr)) {
		return false;
	}
	bool walk = info.fetched_at == 0 || call->options[OPT_REFRESH].given;
	if (walk &&
			(!runtime_fetch(rt, listing.account, reterr) ||
					!snapshot_info(rt->client->snapshot, name, &info,
							reterr))) {
		return false;
	}
	listing.fetched_at = info.fetched_at;
	listing.now = clock_wall(&rt->clock);
	if (!walk) {
		char at[DATE_MAX];
		date_local(info.fetched_at, at);
		command_say(call, _("as of %s; --refresh reads it again"), at);
	}
	return print_matching(&listing, call, name, reterr);
}

int cmd_list(const struct call *call) {
	struct runtime rt;
	struct progress progress;
	struct err err;
	int status = EX_OK;
	bool fine = runtime_open(call->host, &rt, &err);
	if (fine) {
		progress_begin(&progress, call, &rt.clock);
		rt.progress = &progress;
	}
	if (!fine || !list(&rt, call, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
