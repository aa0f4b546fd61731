/* unlike show ID [--json] [--account NAME] */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "command.h"
#include "output.h"
#include "client/runtime.h"
#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "unlike/ui/words.h"

struct showing {
	struct client *client;
	size_t account;
	const char *name, *item;
	FILE *out;
	msec_t fetched_at, now;
	struct like like; /* own; zeroed where the list has none */
	bool listed;
	struct intent newest; /* own; what counts for the row */
	bool wanted;
	size_t intents;
	bool failed;
	struct err err;
};

/* In cells, not bytes. */
static void put_name(FILE *out, const char *name) {
	const int width = (int)text_width(name);
	fprintf(out, "%s%*s", name, width < 10 ? 12 - width : 2, "");
}

static void put_text(FILE *out, const char *name, const char *text) {
	if (text != NULL && text[0] != '\0') {
		put_name(out, name);
		print_clean_line(out, text);
	}
}

static void put_time(FILE *out, const char *name, msec_t at) {
	char text[DATE_MAX];
	if (at > 0) {
		date_local(at, text);
		put_name(out, name);
		fprintf(out, "%s\n", text);
	}
}

static void put_like(FILE *out, const struct like *like) {
	put_text(out, _("title"), like->title);
	put_text(out, _("author"), like->author);
	put_text(out, _("author id"), like->author_id);
	put_text(out, _("url"), like->url);
	put_time(out, _("liked at"), like->liked_at);
	put_time(out, _("made at"), like->made_at);
	if (like->likes >= 0) {
		char number[32];
		words_number(like->likes, false, number);
		put_text(out, _("likes"), number);
	}
}

/* Its row was put away: what was known when the person decided. */
static void put_remembered(FILE *out, const struct intent *intent) {
	put_text(out, _("title"), intent->title);
	put_text(out, _("author"), intent->author);
	put_text(out, _("url"), intent->url);
}

static bool show_event_of(const struct intent *intent, void *data) {
	struct showing *showing = data;
	if (strcmp(intent->item, showing->item) != 0) {
		return true;
	}
	showing->intents++;
	fprintf(showing->out, "\n%s (%lld)\n",
			intent->want ? C_("key", "like again") : C_("key", "take back"),
			(long long)intent->id);
	showing->failed =
			!print_events(showing->out, showing->client->outbox, intent, &showing->err);
	return !showing->failed;
}

static bool show_history(struct showing *showing, struct err *reterr) {
	const struct outbox_page page = { .account = showing->name, .limit = SIZE_MAX / 2 };
	if (!outbox_page(showing->client->outbox, &page, show_event_of, showing, reterr)) {
		return false;
	}
	if (showing->failed) {
		*reterr = showing->err;
		return false;
	}
	if (showing->intents == 0) {
		fprintf(showing->out, "\n%s\n", _("nothing was asked for it"));
	}
	return true;
}

static void show_state(const struct showing *showing) {
	const struct like *like = showing->listed ? &showing->like : NULL;
	const struct intent *intent = showing->wanted ? &showing->newest : NULL;
	char words[WORDS_STATE_MAX];
	words_state(like_state(like, intent, true, showing->now), intent, showing->now, 0, words);
	put_text(showing->out, _("state"), words[0] == '\0' ? C_("state", "liked") : words);
	put_time(showing->out, _("as of"), showing->fetched_at);
}

static bool show_found(struct showing *showing, struct err *reterr) {
	put_text(showing->out, _("id"), showing->item);
	put_text(showing->out, _("account"), showing->name);
	if (showing->listed) {
		put_like(showing->out, &showing->like);
	} else {
		put_remembered(showing->out, &showing->newest);
	}
	show_state(showing);
	return show_history(showing, reterr);
}

static bool show_json(const struct showing *showing, struct err *reterr) {
	const struct print_item item = {
		.account = showing->name,
		.item = showing->item,
		.like = showing->listed ? &showing->like : NULL,
		.newest = showing->wanted ? &showing->newest : NULL,
		.fetched_at = showing->fetched_at,
	};
	return print_item_json(showing->out, showing->client->outbox, &item, reterr);
}

static bool find(struct showing *showing, struct err *reterr) {
	struct client *client = showing->client;
	struct snapshot_info info;
	if (!snapshot_info(client->snapshot, showing->name, &info, reterr) ||
			!snapshot_find_item(client->snapshot, showing->name, showing->item,
					&showing->like, &showing->listed, reterr)) {
		return false;
	}
	showing->fetched_at = info.fetched_at;
	if (showing->listed) {
		return client_overlay(client, showing->account, &showing->like, showing->item,
				info.fetched_at, &showing->newest, &showing->wanted, reterr);
	}
	if (!outbox_find_newest(client->outbox, showing->name, showing->item, &showing->newest,
			    &showing->wanted, reterr)) {
		return false;
	}
	return showing->wanted ||
			err_set(reterr, ERR_INPUT,
					_("nothing is known of '%.64s' in the list of '%.64s'. "
					  "'unlike list --refresh' reads the list again"),
					showing->item, showing->name);
}

static bool show(struct runtime *rt, const struct call *call, struct err *reterr) {
	const struct runtime_config config = { .manual = true };
	struct showing showing = { .item = call->operands[0], .out = call->host->out };
	if (!runtime_open_client(rt, &config, reterr) ||
			!accounts_find(&rt->client->accounts, command_account(call),
					&showing.account, reterr)) {
		return false;
	}
	showing.client = rt->client;
	showing.name = rt->client->accounts.list[showing.account].name;
	showing.now = clock_wall(&rt->clock);
	bool fine = find(&showing, reterr) &&
			(call->options[OPT_JSON].given ? show_json(&showing, reterr)
						       : show_found(&showing, reterr));
	like_finish(&showing.like);
	intent_finish(&showing.newest);
	return fine;
}

int cmd_show(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	if (!runtime_open(call->host, &rt, &err) || !show(&rt, call, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
