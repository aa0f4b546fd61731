/* likesd's command line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"
#include "unlike/likesd/likesd.h"

enum likesd_command {
	LIKESD_SERVE,
	LIKESD_USER_ADD,
	LIKESD_REVIEW_LIST,
	LIKESD_REVIEW_APPROVE,
	LIKESD_REVIEW_REJECT,
	LIKESD_HELP,
	LIKESD_VERSION
};

/* Strings are borrowed from argv, but for `host`. */
struct likesd_options {
	enum likesd_command command;
	char *host; /* own; an address; NULL with socket_path */
	uint16_t port;
	const char *socket_path; /* NULL with host */
	const char *db_path;
	const char *platform; /* an id or a file */
	struct likesd_user user; /* of LIKESD_USER_ADD */
	const char *review; /* of LIKESD_REVIEW_APPROVE and _REJECT: its id */
	const char *why; /* of LIKESD_REVIEW_REJECT */
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
