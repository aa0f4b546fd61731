/* likesd's command line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"

enum likesd_command { LIKESD_SERVE, LIKESD_USER_ADD, LIKESD_HELP, LIKESD_VERSION };

/* Strings are borrowed from argv, but for `host`. */
struct likesd_options {
	enum likesd_command command;
	char *host; /* own; an address; NULL with socket_path */
	uint16_t port;
	const char *socket_path; /* NULL with host */
	const char *db_path;
	const char *platform; /* an id or a file */
	const char *user; /* of LIKESD_USER_ADD: whose account */
	const char *run_as; /* who serves, or NULL: whoever started it */
	size_t sample;
	double time_scale;
	bool with_parent;
	bool verbose;
};

/* ERR_INPUT: *ret is untouched then. The caller finishes *ret. */
bool likesd_options_parse(int argc, char **argv, struct likesd_options *ret, struct err *reterr);
void likesd_options_finish(struct likesd_options *options);
/* The text of --help. */
void likesd_options_help(struct buf *out);
