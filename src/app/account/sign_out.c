#include "sign_out.h"

#include "sessions.h"
#include "unlike/base/secret.h"

#define LIMIT (10 * MSEC_PER_SEC)

struct ending {
	bool answered;
	struct err err;
};

static void on_ended(const struct err *err, void *data) {
	struct ending *ending = data;
	ending->answered = true;
	if (err != NULL) {
		ending->err = *err;
	}
}

static bool was_answered(void *data) {
	const struct ending *ending = data;
	return ending->answered;
}

static bool tell(struct runtime *rt, const struct account *account, const char *session,
		struct err *reterr) {
	const struct service_account service_account = {
		.name = account->name,
		.kind = account->kind,
		.url = account->url,
		.session = session,
	};
	const struct service_env env = { .http = rt->http, .clock = &rt->clock };
	struct service *service = service_create(&service_account, &env, reterr);
	if (service == NULL) {
		return false;
	}
	struct ending ending = { 0 };
	(void)service_ops(service)->sign_out(service, on_ended, &ending);
	bool fine = runtime_run_until(rt, was_answered, &ending, LIMIT, reterr);
	service_destroy(service);
	if (fine && ending.err.code != ERR_NONE) {
		*reterr = ending.err;
		return false;
	}
	return fine;
}

bool sign_out_there(struct runtime *rt, const struct account *account, struct err *reterr) {
	const struct service_ops *ops = service_find(account->kind);
	char *session = NULL;
	if (ops == NULL || ops->sign_out == NULL || !sessions_has(rt->state_dir, account->name)) {
		return true;
	}
	bool fine = sessions_load(rt->state_dir, account->name, &session, reterr) &&
			tell(rt, account, session, reterr);
	secret_free(session);
	return fine;
}
