/* unlike open ID [--account NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "client/runtime.h"
#include "unlike/base/spawn.h"
#include "screen/web_page.h"

/* NULL: nothing is to be opened, or nothing is here that could. */
static char *find_opener(const struct call *call) {
	const bool on_a_machine = call->host->in != NULL;
	return on_a_machine && !call->options[OPT_NO_INPUT].given ? web_page_opener() : NULL;
}

static int open_with(const struct call *call, const char *program, const char *url) {
	const char *const argv[] = { program, url, NULL };
	struct spawned child;
	struct err err;
	if (!spawn_program(argv, false, false, STDERR_FILENO, &child, &err)) {
		command_failed(call, &err);
		return EX_UNAVAILABLE;
	}
	if (spawn_wait(&child) != 0) {
		err_set(&err, ERR_IO, _("xdg-open could not open %.160s"), url);
		command_failed(call, &err);
		return EX_UNAVAILABLE;
	}
	return EX_OK;
}

static bool open_item(
		struct runtime *rt, const struct call *call, int *ret_status, struct err *reterr) {
	const struct runtime_config config = { .manual = true };
	size_t account = 0;
	char *url = NULL;
	if (!runtime_open_client(rt, &config, reterr) ||
			!accounts_find(&rt->client->accounts, command_account(call), &account,
					reterr) ||
			!web_page_find(rt->client, rt->client->accounts.list[account].name,
					call->operands[0], &url, reterr)) {
		return false;
	}
	char *program = find_opener(call);
	if (program != NULL) {
		*ret_status = open_with(call, program, url);
	} else {
		print_clean_line(call->host->out, url);
		*ret_status = EX_OK;
	}
	free(program);
	free(url);
	return true;
}

int cmd_open(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	if (!runtime_open(call->host, &rt, &err) || !open_item(&rt, call, &status, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
