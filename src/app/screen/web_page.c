#include "web_page.h"

#include <stdlib.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/spawn.h"
#include "web_url.h"

bool web_page_find(struct client *client, const char *account, const char *item, char **ret,
		struct err *reterr) {
	struct like like = { 0 };
	struct intent intent = { 0 };
	bool listed = false;
	bool known = false;
	bool fine = snapshot_find_item(client->snapshot, account, item, &like, &listed, reterr) &&
			(listed ||
					outbox_find_newest(client->outbox, account, item, &intent,
							&known, reterr));
	const char *url = listed ? like.url : intent.url;
	if (fine && !listed && !known) {
		fine = err_set(reterr, ERR_INPUT,
				_("nothing is known of '%.64s' in the list of '%.64s'. 'unlike "
				  "list "
				  "--refresh' reads the list again"),
				item, account);
	} else if (fine && !web_url_is_fine(url)) {
		fine = err_set(reterr, ERR_INPUT,
				_("'%.64s' has no address that a browser can open"), item);
	}
	if (fine) {
		*ret = xstrdup(url);
	}
	like_finish(&like);
	intent_finish(&intent);
	return fine;
}

static bool has_display(void) {
	const char *x11 = getenv("DISPLAY");
	const char *wayland = getenv("WAYLAND_DISPLAY");
	return (x11 != NULL && x11[0] != '\0') || (wayland != NULL && wayland[0] != '\0');
}

char *web_page_opener(void) {
	return has_display() ? spawn_find("xdg-open") : NULL;
}
