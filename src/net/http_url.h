/* Which addresses a request may go to. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

struct http_url {
	char *text; /* own; as it is given to libcurl */
	char *host; /* own */
	bool plain; /* http: loopback only, so never through a proxy */
};

/* ERR_INPUT: not https (or http to a loopback address), with user information, or malformed. */
bool http_url_parse(const char *text, struct http_url *ret, struct err *reterr);
void http_url_finish(struct http_url *url);
