#include "runtime.h"

#include <stdlib.h>
#include <sysexits.h>

#include "command/progress.h"
#include "account/sign_in.h"
#include "unlike/base/lang.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"
#include "unlike/net/http.h"
#include "unlike/ui/words.h"

/* A list of a million likes is walked in minutes; a service that says nothing is given up before
 * (each request has its own time-out). */
#define FETCH_LIMIT (30 * MSEC_PER_MIN)

static bool open_machine(void *self, struct runtime *rt, struct err *reterr) {
	(void)self;
	secret_forbid_core();
	if (!secret_init(reterr) || !http_global_init(reterr)) {
		return false;
	}
	struct http *http = http_create(reterr);
	if (http == NULL) {
		return false;
	}
	rt->of_host = http;
	rt->http = http_client(http);
	rt->waiter = http_waiter(http);
	rt->clock = clock_system();
	rt->rng = rng_system();
	rt->loop = loop_create(&rt->clock);
	return path_user(PATH_STATE, NULL, &rt->state_dir, reterr) &&
			path_user(PATH_DATA, NULL, &rt->data_dir, reterr);
}

static void close_machine(void *self, struct runtime *rt) {
	(void)self;
	http_destroy(rt->of_host);
	loop_destroy(rt->loop);
}

struct host host_machine(void) {
	return (struct host){
		.open = open_machine,
		.close = close_machine,
		.in = stdin,
		.out = stdout,
		.err = stderr,
	};
}

const struct config *host_config(const struct host *host) {
	return host->config != NULL ? host->config : config_default();
}

bool runtime_open(const struct host *host, struct runtime *ret, struct err *reterr) {
	*ret = (struct runtime){ .host = host };
	return host->open(host->self, ret, reterr);
}

bool runtime_open_client(
		struct runtime *rt, const struct runtime_config *config, struct err *reterr) {
	const int64_t reserve = config_number(host_config(rt->host), SETTING_RESERVE);
	const struct client_config client_config = {
		.clock = &rt->clock,
		.rng = &rt->rng,
		.loop = rt->loop,
		.http = rt->http,
		.state_dir = rt->state_dir,
		.data_dir = rt->data_dir,
		.has_reserve = reserve >= 0,
		.reserve = reserve >= 0 ? reserve : 0,
		.manual = config->manual,
		.notice = config->notice,
		.data = config->data,
	};
	rt->client = client_open(&client_config, reterr);
	return rt->client != NULL;
}

void runtime_finish(struct runtime *rt) {
	client_close(rt->client);
	if (rt->host != NULL) {
		rt->host->close(rt->host->self, rt);
	}
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
		return err_set(reterr, ERR_TIMEOUT, _("it took too long; nothing is lost"));
	}
	return fine;
}

struct fetch {
	struct runtime *rt;
	const char *name;
};

static bool fetched(void *data) {
	const struct fetch *fetch = data;
	struct progress *progress = fetch->rt->progress;
	struct sync_status status;
	if (!sync_status(fetch->rt->client->sync, fetch->name, &status) ||
			(!status.pulling && !status.describing)) {
		return true;
	}
	if (progress != NULL && progress_is_due(progress)) {
		char number[32];
		words_number(status.fetched, false, number);
		progress_say(progress,
				status.pulling ? _("%s fetched …") : _("%s fetched; their texts …"),
				number);
	}
	return false;
}

bool runtime_fetch(struct runtime *rt, size_t account, struct err *reterr) {
	struct fetch fetch = { .rt = rt, .name = rt->client->accounts.list[account].name };
	sync_pull(rt->client->sync, fetch.name);
	bool fine = runtime_run_until(rt, fetched, &fetch, FETCH_LIMIT, reterr);
	if (rt->progress != NULL) {
		progress_erase(rt->progress);
	}
	if (!fine) {
		return false;
	}
	struct sync_status status;
	if (!sync_status(rt->client->sync, fetch.name, &status)) {
		return err_set(reterr, ERR_BUG, "no such account");
	}
	if (status.sign_in) {
		return sign_in_is_over(&rt->client->accounts.list[account], reterr);
	}
	if (status.pull_error.code != ERR_NONE) {
		if (reterr != NULL) {
			*reterr = status.pull_error;
		}
		return err_wrap(reterr, _("the list of '%.64s' could not be fetched"), fetch.name);
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
	case ERR_TIMEOUT:
	case ERR_CANCELED:
		return EX_TEMPFAIL;
	case ERR_NET:
		return EX_UNAVAILABLE;
	case ERR_SERVER:
		return err->retry_after_ms > 0 ? EX_TEMPFAIL : EX_UNAVAILABLE;
	case ERR_CONFIG:
		return EX_CONFIG;
	case ERR_AUTH:
	case ERR_FORBIDDEN:
		return EX_NOPERM;
	case ERR_PROTOCOL:
		return EX_PROTOCOL;
	case ERR_CREATE:
		return EX_CANTCREAT;
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
