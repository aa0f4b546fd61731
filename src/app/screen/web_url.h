/* An address that a service gave, before another program gets it. */
#pragma once

#include <stdbool.h>

/* http or https with a host, without a user in it, of the bytes that a URL may be written with
 * (RFC 3986), at most LIKE_URL_MAX. NULL is none. */
bool web_url_is_fine(const char *url);
