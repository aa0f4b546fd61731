/*
 * HTTP by libcurl's multi interface. The only room that sees curl. Nothing here blocks: name
 * resolution is libcurl's own thread, and CURLOPT_QUICK_EXIT keeps a silent DNS server from holding
 * ours when a transfer is dropped.
 *
 * Limits: https, or plain http to loopback addresses (and localhost, which libcurl never looks up);
 * no redirects, no cookies, no netrc; URLs with user information are refused; a body is counted as
 * it is decoded and cut at max_response. SIGPIPE must be ignored (loop/signals does).
 */
#pragma once

#include "unlike/base/clock.h"
#include "unlike/loop/loop.h"
#include "unlike/net/http_ops.h"

struct http;

/* Once a process, before threads. ERR_NET when libcurl cannot start. */
bool http_global_init(struct err *reterr);

/* "libcurl/7.88.1 OpenSSL/3.0.17 …"; static. */
const char *http_library(void);

struct http *http_create(struct err *reterr);
/* Every pending callback gets ERR_CANCELED first, those submitted from such callbacks included.
 * NULL is fine. Returns at once. Not from a callback. */
void http_destroy(struct http *http);

/* For what is submitted from now on; copied. NULL: libcurl's own (environment, system). Plain http,
 * which stays on this machine, never uses the proxy. */
void http_set_proxy(struct http *http, const char *url);
void http_set_ca_file(struct http *http, const char *path);

struct http_client http_client(struct http *http);

/* Waits by curl_multi_poll, the loop's descriptors as extras; perform runs transfers and their
 * callbacks. */
struct loop_waiter http_waiter(struct http *http);
