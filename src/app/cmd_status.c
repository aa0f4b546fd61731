/* unlike status [--json] [--account NAME] */
#include <stdint.h>
#include <stdio.h>
#include <sysexits.h>

#include "command.h"
#include "output.h"
#include "runtime.h"

struct telling {
	FILE *out;
	bool json;
	msec_t now;
	size_t rows;
};

static bool tell(const struct intent *intent, void *data) {
	struct telling *telling = data;
	telling->rows++;
	if (telling->json) {
		print_intent_json(telling->out, intent);
	} else {
		print_intent(telling->out, intent, true, telling->now);
	}
	return true;
}

static bool status_of(struct runtime *rt, const struct call *call, struct err *reterr) {
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
		.out = call->host->out,
		.json = call->options[OPT_JSON].given,
		.now = clock_wall(&rt->clock),
	};
	const struct outbox_page page = { .account = account, .limit = SIZE_MAX / 2 };
	if (!outbox_page(rt->client->outbox, &page, tell, &telling, reterr)) {
		return false;
	}
	if (telling.rows == 0 && !telling.json) {
		fputs("Nothing was asked for yet.\n", telling.out);
	}
	return true;
}

int cmd_status(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	if (!runtime_open(call->host, &rt, &err) || !status_of(&rt, call, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return status;
}
