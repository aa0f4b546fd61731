#include "paused.h"

#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"

static bool say_one(const struct call *call, const struct client *client, const char *name) {
	struct sync_status status;
	char at[DATE_MAX];
	if (!sync_status(client->sync, name, &status) || status.paused_until == 0) {
		return false;
	}
	date_local(status.paused_until, at);
	command_say(call, _("the service of '%s' takes no more until %s; what waits is kept"), name,
			at);
	return true;
}

bool paused_say(const struct call *call, const struct client *client, const char *account_or_null) {
	bool any = false;
	for (size_t i = 0; i < client->accounts.n; i++) {
		const char *name = client->accounts.list[i].name;
		if (account_or_null == NULL || strcmp(account_or_null, name) == 0) {
			any = say_one(call, client, name) || any;
		}
	}
	return any;
}
