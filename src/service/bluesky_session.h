/* A session with a Bluesky server, and the one line that it is kept as. */
#pragma once

#include <stdbool.h>

#include "unlike/base/json.h"

#define BLUESKY_SESSION_MAX ((size_t)16 * 1024)

struct bluesky_session {
	char *did; /* own; NULL: there is no session */
	char *handle; /* own */
	char *server; /* own; the account's own server, without a trailing slash */
	char *access, *refresh; /* own, secret */
};

/* What createSession and refreshSession answer. `url`: who was asked; the account's own server may
 * be another one. */
bool bluesky_session_read(const struct json_doc *doc, const char *url, struct bluesky_session *ret,
		struct err *reterr);
/* From what was kept. ERR_AUTH: that makes no sense any more. */
bool bluesky_session_parse(const char *text, struct bluesky_session *ret, struct err *reterr);
/* One line; owned (secret_free). */
char *bluesky_session_text(const struct bluesky_session *session);
void bluesky_session_finish(struct bluesky_session *session);
