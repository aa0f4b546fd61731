/* The page of a like, and the program that shows it. */
#pragma once

#include <stdbool.h>

#include "client/client.h"

/* The address that the service gave. *ret is owned. ERR_INPUT: nothing is known of the item, or it
 * has no address that another program may get (web_url.h). */
bool web_page_find(struct client *client, const char *account, const char *item, char **ret,
		struct err *reterr);

/* The path of the program that opens addresses; the caller frees. NULL: there is none, or nothing
 * to show a page on. */
char *web_page_opener(void);
