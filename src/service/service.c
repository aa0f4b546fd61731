#include "unlike/service/service.h"

#include <assert.h>
#include <string.h>

static const struct service_ops *const services[] = {
	&service_bluesky,
	&service_likesd,
};

#define N_SERVICES (sizeof services / sizeof services[0])

size_t service_count(void) {
	return N_SERVICES;
}

const struct service_ops *service_at(size_t i) {
	assert(i < N_SERVICES);
	return services[i];
}

const struct service_ops *service_find(const char *kind) {
	for (size_t i = 0; i < N_SERVICES; i++) {
		if (strcmp(services[i]->kind, kind) == 0) {
			return services[i];
		}
	}
	return NULL;
}

struct service *service_create(const struct service_account *account, const struct service_env *env,
		struct err *reterr) {
	const struct service_ops *ops = service_find(account->kind);

	if (ops == NULL) {
		err_set(reterr, ERR_INPUT, "no such kind of service: %s", account->kind);
		return NULL;
	}
	return ops->create(account, env, reterr);
}

void service_destroy(struct service *service) {
	if (service != NULL) {
		service_ops(service)->destroy(service);
	}
}

const struct service_ops *service_ops(const struct service *service) {
	const struct service_base *base = (const void *)service;

	assert(base != NULL && base->ops != NULL);
	return base->ops;
}
