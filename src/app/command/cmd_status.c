/* unlike status [--json] [--account NAME]
 * unlike history [--json] [--account NAME]: the same rows with their events */
#include <stdint.h>
#include <stdio.h>
#include <sysexits.h>

#include "command.h"
#include "output.h"
#include "client/runtime.h"
#include "unlike/base/lang.h"

struct telling {
	struct outbox *outbox;
	FILE *out;
	bool json, events;
	msec_t now;
	size_t rows;
	bool failed;
	struct err err;
};

static bool tell_with_events(struct telling *telling, const struct intent *intent) {
	if (telling->json) {
		return print_history_json(telling->out, telling->outbox, intent, &telling->err);
	}
	print_intent(telling->out, intent, true, telling->now);
	return print_events(telling->out, telling->outbox, intent, &telling->err);
}

static bool tell(const struct intent *intent, void *data) {
	struct telling *telling = data;
	telling->rows++;
	if (telling->events) {
		telling->failed = !tell_with_events(telling, intent);
		return !telling->failed;
	}
	if (telling->json) {
		print_intent_json(telling->out, intent);
	} else {
		print_intent(telling->out, intent, true, telling->now);
	}
	return true;
}

static bool tell_all(struct runtime *rt, const struct call *call, bool events, struct err *reterr) {
	const struct runtime_config config = { .manual = true };
	const char *account = call->options[OPT_ACCOUNT].text;
	size_t index = 0;
	if (!runtime_open_client(rt, &config, reterr) ||
			(account != NULL &&
					!accounts_find(&rt->client->accounts, account, &index,
							reterr))) {
		return false;
	}
	struct telling telling = {
		.outbox = rt->client->outbox,
		.events = events,
		.out = call->host->out,
		.json = call->options[OPT_JSON].given,
		.now = clock_wall(&rt->clock),
	};
	const struct outbox_page page = { .account = account, .limit = SIZE_MAX / 2 };
	if (!outbox_page(rt->client->outbox, &page, tell, &telling, reterr)) {
		return false;
	}
	if (telling.failed) {
		*reterr = telling.err;
		return false;
	}
	if (telling.rows == 0 && !telling.json) {
		fputs(_("Nothing was asked for yet.\n"), telling.out);
	}
	return true;
}

static int run(const struct call *call, bool events) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	if (!runtime_open(call->host, &rt, &err) || !tell_all(&rt, call, events, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}

int cmd_status(const struct call *call) {
	return run(call, false);
}

int cmd_history(const struct call *call) {
	return run(call, true);
}
