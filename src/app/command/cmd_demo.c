/* unlike demo [--platform ID] [--sample N] [--size COLSxROWS] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "account/accounts.h"
#include "cmd_screen.h"
#include "command.h"
#include "demo_server.h"
#include "output.h"
#include "platforms.h"
#include "client/runtime.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

#define DEFAULT_PLATFORM "wechat-channels"
#define DEFAULT_SAMPLE 12408
#define FIRST_PAGE_ROWS 20
#define CHOSEN_ROW 2
#define TEXT_LIMIT (28 * MSEC_PER_SEC)

/* --- without a terminal ---------------------------------------------------------------------- */

struct telling {
	struct runtime *rt;
	int64_t intent; /* 0: nothing asked for yet */
	int64_t told; /* the newest event that was printed */
	enum intent_state state;
	struct like chosen; /* own */
	size_t rows;
};

struct printing {
	struct telling *telling;
	struct intent *intent;
};

/* By the events, not by looking now and then: no state is missed. */
static bool print_event(const struct intent_event *event, void *data) {
	struct printing *printing = data;
	if (event->id > printing->telling->told && event->from != event->to) {
		printing->telling->told = event->id;
		printing->intent->state = event->to;
		print_state(printing->telling->rt->host->out, printing->intent, true,
				clock_wall(&printing->telling->rt->clock));
	}
	printing->telling->state = event->to;
	return true;
}

static void on_notice(const struct sync_notice *notice, void *data) {
	struct telling *telling = data;
	if (notice->change != SYNC_OUTBOX || telling->intent == 0) {
		return;
	}
	struct outbox *outbox = telling->rt->client->outbox;
	struct intent intent;
	bool found = false;
	if (!outbox_find(outbox, telling->intent, &intent, &found, NULL) || !found) {
		return;
	}
	struct printing printing = { .telling = telling, .intent = &intent };
	(void)outbox_each_event(outbox, telling->intent, print_event, &printing, NULL);
	intent_finish(&intent);
}

static void print_row(const struct like *like, void *data) {
	struct telling *telling = data;
	print_like(telling->rt->host->out, like, NULL, 0);
	if (telling->rows++ == CHOSEN_ROW) {
		like_copy(&telling->chosen, like);
	}
}

static bool is_over(void *data) {
	const struct telling *telling = data;
	return telling->state == INTENT_CONFIRMED || telling->state == INTENT_ROLLED_BACK ||
			telling->state == INTENT_UNDECIDED;
}

static bool print_first_page(struct telling *telling, struct err *reterr) {
	const struct snapshot_page page = { .limit = FIRST_PAGE_ROWS };
	struct client *client = telling->rt->client;
	struct snapshot_info info;
	const char *name = client->accounts.list[0].name;
	if (!runtime_fetch(telling->rt, 0, reterr) ||
			!snapshot_info(client->snapshot, name, &info, reterr) ||
			!snapshot_page(client->snapshot, name, &page, print_row, telling, reterr)) {
		return false;
	}
	fprintf(telling->rt->host->out, _("… the first %zu of %lld likes, newest first.\n\n"),
			telling->rows, (long long)info.count);
	if (telling->chosen.item == NULL) {
		return err_set(reterr, ERR_INPUT, _("there are too few likes to take one back"));
	}
	return true;
}

static bool take_one_back(struct telling *telling, struct err *reterr) {
	struct client *client = telling->rt->client;
	struct wish wish;
	if (!client_wish(client, 0, telling->chosen.item, false, CLIENT_UNDO_WINDOW, &wish,
			    reterr)) {
		return false;
	}
	telling->intent = wish.intent;
	struct intent intent;
	bool found = false;
	if (!outbox_find(client->outbox, wish.intent, &intent, &found, reterr) || !found) {
		return false;
	}
	fputs(_("Taking one back. It could be undone now; here the undo window ends at once.\n"),
			telling->rt->host->out);
	print_state(telling->rt->host->out, &intent, true, clock_wall(&telling->rt->clock));
	intent_finish(&intent);
	return outbox_send_now(client->outbox, client->accounts.list[0].name, wish.intent, reterr);
}

static bool tell_in_text(struct runtime *rt, struct err *reterr) {
	struct telling telling = { .rt = rt };
	const struct runtime_config config = { .notice = on_notice, .data = &telling };
	bool fine = runtime_open_client(rt, &config, reterr) &&
			print_first_page(&telling, reterr) && take_one_back(&telling, reterr);
	if (fine) {
		sync_kick(rt->client->sync);
		fine = runtime_run_until(rt, is_over, &telling, TEXT_LIMIT, reterr);
	}
	like_finish(&telling.chosen);
	if (fine && telling.state != INTENT_CONFIRMED) {
		return err_set(reterr, ERR_SERVER, _("it was not confirmed"));
	}
	if (fine) {
		fputs(_("\nThe service was looked at again: the like is gone. In a terminal, "
			"'unlike demo' shows all this on a screen.\n"),
				rt->host->out);
	}
	return fine;
}

/* --- both ------------------------------------------------------------------------------------ */

static bool read_size(const char *text, int *ret_cols, int *ret_rows, struct err *reterr) {
	char *end = NULL;
	long cols = strtol(text, &end, 10);
	long rows = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
	if (*end != '\0' || cols < 1 || cols > 1000 || rows < 1 || rows > 1000) {
		return err_set(reterr, ERR_INPUT, _("--size: '%.40s' is not like 80x24"), text);
	}
	*ret_cols = (int)cols;
	*ret_rows = (int)rows;
	return true;
}

struct demo {
	struct demo_options options;
	int cols, rows; /* 0: as the terminal has them */
};

static bool read_call(const struct call *call, struct demo *ret, struct err *reterr) {
	const struct option_value *platform = &call->options[OPT_PLATFORM];
	const struct option_value *sample = &call->options[OPT_SAMPLE];
	const struct option_value *size = &call->options[OPT_SIZE];
	*ret = (struct demo){
		.options = {
			.platform = platform->given ? platform->text : DEFAULT_PLATFORM,
			.sample = sample->given ? (size_t)sample->number : DEFAULT_SAMPLE,
		},
	};
	return platforms_check(ret->options.platform, reterr) &&
			(!size->given || read_size(size->text, &ret->cols, &ret->rows, reterr));
}

static bool show(const struct demo *demo, struct runtime *rt, struct err *reterr) {
	if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
		return tell_in_text(rt, reterr);
	}
	return run_screen(rt, NULL, demo->cols, demo->rows, true, reterr);
}

static bool sign_in(
		const struct demo_server *server, const struct runtime *rt, struct err *reterr) {
	struct account account = {
		.name = xstrdup("demo"),
		.kind = xstrdup("likesd"),
		.url = server->url,
		.session = server->token,
	};
	bool fine = file_make_folder(rt->state_dir, 0700, reterr) &&
			accounts_add(rt->state_dir, &account, reterr);
	free(account.name);
	free(account.kind);
	return fine;
}

int cmd_demo(const struct call *call) {
	struct demo demo;
	struct demo_server server;
	struct runtime rt = { 0 };
	struct err err;
	int status = EX_OK;
	if (!read_call(call, &demo, &err)) {
		status = command_failed(call, &err);
		return err.code == ERR_INPUT ? EX_USAGE : status;
	}
	if (!demo_server_start(&server, &demo.options, &err)) {
		status = command_failed(call, &err);
	} else {
		fprintf(call->host->out,
				_("An example in a temporary home (%s) with a server of its own; "
				  "nothing of "
				  "yours is touched. An hour there is a minute here.\n\n"),
				server.home);
		fflush(call->host->out);
		if (!runtime_open(call->host, &rt, &err) || !sign_in(&server, &rt, &err) ||
				!show(&demo, &rt, &err)) {
			status = command_failed(call, &err);
		}
	}
	runtime_finish(&rt);
	demo_server_stop(&server);
	return status;
}
