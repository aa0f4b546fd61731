/* What `budget` and `forecast` share: how the account stands by its service's rules, asked for
 * now. */
#pragma once

#include "client/client.h"
#include "command.h"
#include "unlike/base/json.h"

struct rules {
	struct runtime *rt;
	size_t account;
	const char *name; /* of the account; foreign */
	bool noticed; /* the answer is there */
	bool has_rules; /* false: the service has none of that kind, its limits are in `points` */
	struct sync_standing standing; /* valid with rules */
	struct service_budget points;
};

/* Opens the client and asks the service. ERR_NET, ERR_TIMEOUT …: it could not be asked. */
bool rules_ask(struct runtime *rt, const struct call *call, struct rules *ret, struct err *reterr);
/* As runtime_exit_code(), and 75 where it could not be reached. */
int rules_exit_code(const struct err *err);

/* A JSON object a line, "v":1 in it. */
struct rules_json {
	struct buf text;
	struct json_writer w;
};
void rules_json_begin(struct rules_json *json);
void rules_json_end(struct rules_json *json, FILE *out);
/* null for MSEC_NEVER. */
void rules_json_put_time(struct json_writer *w, const char *key, msec_t at);
