#include "doctor_service.h"

#include <stdlib.h>

#include "unlike/base/mem.h"
#include "unlike/service/service.h"

#define ANSWER_LIMIT (30 * MSEC_PER_SEC)

/* One question after the other. */
struct probe {
	struct runtime *rt;
	struct service *service;
	bool answered;
	struct err err;
	char *name, *item, *key; /* own */
	msec_t as_of;
};

static void note(struct probe *probe, const struct err *err) {
	probe->answered = true;
	if (err != NULL) {
		probe->err = *err;
	}
}

static void on_hello(const struct service_profile *profile, const struct err *err, void *data) {
	struct probe *probe = data;
	note(probe, err);
	if (err == NULL) {
		probe->name = xstrdup(profile->name);
	}
}

static void on_page(const struct service_page *page, const struct err *err, void *data) {
	struct probe *probe = data;
	note(probe, err);
	if (err == NULL && page->n > 0) {
		probe->item = xstrdup(page->likes[0].item);
		probe->key = xstrdup(page->likes[0].key);
	}
}

static void on_look(
		const struct service_sight *sight, size_t n, const struct err *err, void *data) {
	struct probe *probe = data;
	note(probe, err);
	if (err == NULL && n == 1) {
		probe->as_of = sight->as_of;
	}
}

static bool was_answered(void *data) {
	const struct probe *probe = data;
	return probe->answered;
}

static bool wait_for_it(struct probe *probe, struct err *reterr) {
	probe->answered = false;
	if (!runtime_run_until(probe->rt, was_answered, probe, ANSWER_LIMIT, reterr)) {
		return false;
	}
	if (probe->err.code != ERR_NONE) {
		if (reterr != NULL) {
			*reterr = probe->err;
		}
		return false;
	}
	return true;
}

static bool ask_time(struct probe *probe, struct service_health *ret, struct err *reterr) {
	const struct service_ops *ops = service_ops(probe->service);
	const struct clock *clock = &probe->rt->clock;
	ret->has_clock = ops->traits(probe->service)->has_clock;
	(void)ops->list(probe->service, NULL, 1, on_page, probe);
	if (!wait_for_it(probe, reterr)) {
		return false;
	}
	if (probe->item == NULL) {
		return true;
	}
	msec_t asked = clock_mono(clock);
	const struct service_question question = { .item = probe->item, .keys = probe->key };
	(void)ops->look(probe->service, &question, 1, on_look, probe);
	if (!wait_for_it(probe, reterr)) {
		return false;
	}
	ret->round_trip = clock_mono(clock) - asked;
	ret->has_time = ret->has_clock && probe->as_of > 0 && probe->as_of != MSEC_NEVER;
	if (ret->has_time) {
		ret->ahead = probe->as_of - (clock_wall(clock) - ret->round_trip / 2);
	}
	return true;
}

bool doctor_ask_service(struct runtime *rt, const struct account *account,
		struct service_health *ret, struct err *reterr) {
	const struct service_account service_account = {
		.name = account->name,
		.kind = account->kind,
		.url = account->url,
		.session = account->session,
	};
	struct session_store store = { .state_dir = rt->state_dir };
	const struct service_env env = {
		.http = rt->http,
		.clock = &rt->clock,
		.sessions = sessions_for_services(&store),
	};
	struct probe probe = { .rt = rt };
	struct service_health health = { 0 };
	probe.service = service_create(&service_account, &env, reterr);
	if (probe.service == NULL) {
		return false;
	}
	(void)service_ops(probe.service)->hello(probe.service, on_hello, &probe);
	bool fine = wait_for_it(&probe, reterr) && ask_time(&probe, &health, reterr);
	service_destroy(probe.service);
	free(probe.item);
	free(probe.key);
	if (fine) {
		health.name = probe.name;
		*ret = health;
	} else {
		free(probe.name);
	}
	return fine;
}
