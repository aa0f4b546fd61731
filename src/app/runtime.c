#include "runtime.h"

#include <stdlib.h>
#include <sysexits.h>

#include "unlike/base/path.h"
#include "unlike/base/secret.h"

/* A list of a million likes is walked in minutes; a service that says nothing is given up before
 * (each request has its own time-out). */
#define FETCH_LIMIT (30 * MSEC_PER_MIN)

bool runtime_open(struct runtime *ret, struct err *reterr) {
	*ret = (struct runtime){ .clock = clock_system() };
	secret_forbid_core();
	if (!secret_init(reterr) || !http_global_init(reterr)) {
		return false;
	}
	ret->rng = rng_system();
	ret->loop = loop_create(&ret->clock);
	ret->http = http_create(reterr);
	if (ret->http == NULL || !path_user(PATH_STATE, NULL, &ret->state_dir, reterr) ||
			!path_user(PATH_DATA, NULL, &ret->data_dir, reterr)) {
		return false;
	}
	ret->waiter = http_waiter(ret->http);
	return true;
}

bool runtime_open_client(
		struct runtime *rt, const struct runtime_config *config, struct err *reterr) {
	const struct client_config client_config = {
		.clock = &rt->clock,
		.rng = &rt->rng,
		.loop = rt->loop,
		.http = http_client(rt->http),
		.state_dir = rt->state_dir,
		.data_dir = rt->data_dir,
		.manual = config->manual,
		.notice = config->notice,
		.data = config->data,
	};
	rt->client = client_open(&client_config, reterr);
	return rt->client != NULL;
}

void runtime_finish(struct runtime *rt) {
	client_close(rt->client);
	http_destroy(rt->http);
	loop_destroy(rt->loop);
	free(rt->state_dir);
	free(rt->data_dir);
	*rt = (struct runtime){ 0 };
}

static void on_limit(void *data) {
	bool *over = data;
	*over = true;
}

bool runtime_run_until(struct runtime *rt, runtime_done_fn *done, void *data, msec_t limit,
		struct err *reterr) {
	bool over = false;
	struct loop_timer *timer =
			loop_add_timer(rt->loop, clock_mono(&rt->clock) + limit, on_limit, &over);
	bool fine = true;
	while (fine && !over && !done(data)) {
		fine = loop_turn(rt->loop, &rt->waiter, reterr);
	}
	if (!over) {
		loop_cancel_timer(rt->loop, timer);
	}
	if (over) {
		return err_set(reterr, ERR_TIMEOUT, "it took too long; nothing is lost");
	}
	return fine;
}

struct fetch {
	struct runtime *rt;
	const char *name;
};

static bool fetched(void *data) {
	const struct fetch *fetch = data;
	struct sync_status status;
	return !sync_status(fetch->rt->client->sync, fetch->name, &status) || !status.pulling;
}

bool runtime_fetch(struct runtime *rt, size_t account, struct err *reterr) {
	struct fetch fetch = { .rt = rt, .name = rt->client->accounts.list[account].name };
	sync_pull(rt->client->sync, fetch.name);
	if (!runtime_run_until(rt, fetched, &fetch, FETCH_LIMIT, reterr)) {
		return false;
	}
	struct sync_status status;
	if (!sync_status(rt->client->sync, fetch.name, &status)) {
		return err_set(reterr, ERR_BUG, "no such account");
	}
	if (status.sign_in) {
		return err_set(reterr, ERR_AUTH,
				"the session of '%.64s' is not accepted any more; sign in again "
				"with "
				"'unlike login'. What waits to be sent is kept",
				fetch.name);
	}
	if (status.pull_error.code != ERR_NONE) {
		if (reterr != NULL) {
			*reterr = status.pull_error;
		}
		return err_wrap(reterr, "the list of '%.64s' could not be fetched", fetch.name);
	}
	return true;
}

int runtime_exit_code(const struct err *err) {
	switch (err->code) {
	case ERR_NONE:
		return EX_OK;
	case ERR_INPUT:
	case ERR_GONE:
		return EX_DATAERR;
	case ERR_CONFLICT:
	case ERR_BUSY:
	case ERR_RATE_LIMITED:
	case ERR_SERVER:
	case ERR_TIMEOUT:
	case ERR_NET:
	case ERR_CANCELED:
		return EX_TEMPFAIL;
	case ERR_AUTH:
	case ERR_FORBIDDEN:
		return EX_NOPERM;
	case ERR_PROTOCOL:
		return EX_PROTOCOL;
	case ERR_IO:
	case ERR_DB:
	case ERR_FULL:
		return EX_IOERR;
	case ERR_NOMEM:
		return EX_OSERR;
	case ERR_BUG:
	case ERR_CODE_COUNT:
		break;
	}
	return EX_SOFTWARE;
}
