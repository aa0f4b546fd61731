#include "inner.h"

#include <assert.h>
#include <string.h>

#define PREFIX "/v1/"

struct route {
	const char *path; /* its last part may be {id} */
	unsigned params; /* enum param */
	struct method {
		const char *name;
		handler_fn *handler;
	} methods[3];
	const char *allow; /* for the answer to other methods */
	bool moderators; /* for them, and not for owners */
};

static const struct route routes[] = {
	{ "/healthz", 0, { { "GET", handle_health } }, "GET", false },
	{ "/metrics", 0, { { "GET", handle_metrics } }, "GET", false },
	{ "/v1/me", 0, { { "GET", handle_me } }, "GET", false },
	{ "/v1/me/budget", 0, { { "GET", handle_budget } }, "GET", false },
	{ "/v1/platform", 0, { { "GET", handle_platform } }, "GET", false },
	{ "/v1/likes", PARAM_LIMIT | PARAM_CURSOR, { { "GET", handle_likes } }, "GET", false },
	{ "/v1/likes/batch-cancel", 0, { { "POST", handle_batch_cancel } }, "POST", false },
	{ "/v1/likes/{id}", 0,
			{ { "GET", handle_like }, { "PUT", handle_relike },
					{ "DELETE", handle_unlike } },
			"DELETE, GET, PUT", false },
	{ "/v1/operations", PARAM_SINCE | PARAM_LIMIT, { { "GET", handle_operations } }, "GET",
			false },
	{ "/v1/operations/{id}", 0, { { "GET", handle_operation } }, "GET", false },
	{ "/v1/reviews", 0, { { "GET", handle_reviews } }, "GET", true },
	{ "/v1/reviews/{id}", 0, { { "POST", handle_review } }, "POST", true },
};

/* *ret_id: what stands for {id}, one part of the path and not empty; NULL without one. */
static bool match(const char *pattern, const char *path, const char **ret_id) {
	const char *open = strchr(pattern, '{');
	if (open == NULL) {
		*ret_id = NULL;
		return strcmp(pattern, path) == 0;
	}
	const size_t fixed = (size_t)(open - pattern);
	if (strncmp(pattern, path, fixed) != 0 || path[fixed] == '\0' ||
			strchr(path + fixed, '/') != NULL) {
		return false;
	}
	*ret_id = path + fixed;
	return true;
}

static const struct route *find_route(const char *path, const char **ret_id) {
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (match(routes[i].path, path, ret_id)) {
			return &routes[i];
		}
	}
	return NULL;
}

static handler_fn *find_handler(const struct route *found, const char *name) {
	for (size_t i = 0; i < sizeof(found->methods) / sizeof(found->methods[0]); i++) {
		if (found->methods[i].name != NULL && strcmp(found->methods[i].name, name) == 0) {
			return found->methods[i].handler;
		}
	}
	return NULL;
}

bool route(struct call *call, struct err *reterr) {
	const struct likesd_request *request = call->request;
	assert(request->method != NULL && request->path != NULL);
	if (request->body_len > LIKESD_BODY_MAX) {
		return refuse(call, PROBLEM_TOO_LARGE, NULL);
	}
	/* The token first: who has none does not learn what routes there are. */
	if (strncmp(request->path, PREFIX, strlen(PREFIX)) == 0) {
		bool known = false;
		if (!account_by_token(call->likesd, request->token, &call->account, &call->device,
				    &known, reterr)) {
			return false;
		}
		if (!known) {
			return refuse(call, PROBLEM_UNAUTHORIZED, NULL);
		}
	}
	const struct route *found = find_route(request->path, &call->id);
	if (found == NULL) {
		return refuse(call, PROBLEM_NO_SUCH_ROUTE, NULL);
	}
	call->response->route = found->path;
	if (call->account.id != 0 && call->device.moderator != found->moderators) {
		return refuse(call, PROBLEM_ROLE, NULL);
	}
	handler_fn *handler = find_handler(found, request->method);
	if (handler == NULL) {
		call->response->allow = found->allow;
		return refuse(call, PROBLEM_METHOD, NULL);
	}
	const char *wrong = NULL;
	if (!parse_query(request->query, found->params, &call->query, &wrong)) {
		return refuse(call, PROBLEM_BAD_REQUEST, wrong);
	}
	return handler(call, reterr);
}
