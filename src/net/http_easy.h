/* One exchange: what is asked, libcurl's handle for it, and what came back. */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"
#include "unlike/net/http_ops.h"

#define CONTENT_TYPE_BYTES 128

struct transfer {
	struct transfer *next; /* in the list of its owner */
	uint64_t id;
	http_fn *fn;
	void *data; /* foreign */
	struct err refused; /* code ≠ ERR_NONE: never sent, and there is no handle */
	CURL *easy; /* own */
	struct curl_slist *headers; /* own */
	char *body; /* own; libcurl keeps the pointer only */
	char *host; /* own; for messages */
	struct buf received;
	char why[CURL_ERROR_SIZE];
	char content_type[CONTENT_TYPE_BYTES];
};

/* What holds for all transfers; NULL: libcurl's own. */
struct transfer_settings {
	char *proxy, *ca_file; /* own */
};

/* Never fails: a request that must not be sent, or cannot, is one that is `refused`. */
struct transfer *transfer_create(const struct http_request *req,
		const struct transfer_settings *settings, http_fn *fn, void *data);
/* The handle must not be in a multi handle any more. */
void transfer_destroy(struct transfer *transfer);

/* Reads what a finished transfer brought. True: *ret points into it. False: *reterr says why. */
bool transfer_read(struct transfer *transfer, CURLcode result, struct http_response *ret,
		struct err *reterr);
