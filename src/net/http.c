/*
 * Callbacks run from two places only: perform (a transfer is over, or was refused when it was
 * submitted) and cancel. Never from libcurl's own callbacks: the multi handle must not be touched
 * there, and whoever is told may submit or cancel whatever it likes.
 *
 * Whatever is told is unlinked first. So exactly one call is certain by construction.
 */
#include "unlike/net/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <poll.h>
#include <stdlib.h>

#include "unlike/base/mem.h"
#include "http_easy.h"

#define LOG_MODULE "net"
#include "unlike/base/log.h"

#define IDLE_CONNECTIONS_MAX 8L

struct http {
	CURLM *multi; /* own */
	struct transfer *first; /* own, and all behind it; oldest first */
	uint64_t last_id;
	struct transfer_settings settings;
	struct curl_waitfd *extra; /* own */
	size_t cap_extra;
	bool performing;
};

bool http_global_init(struct err *reterr) {
	CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);

	if (rc != CURLE_OK) {
		return err_set(reterr, ERR_NET, "libcurl cannot start: %s", curl_easy_strerror(rc));
	}
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	log_debug("libcurl %s, names are resolved %s", info->version,
			info->features & CURL_VERSION_ASYNCHDNS ? "beside us" : "while we wait");
	return true;
}

struct http *http_create(struct err *reterr) {
	CURLM *multi = curl_multi_init();

	if (!multi) {
		err_set(reterr, ERR_NET, "libcurl cannot make a multi handle");
		return NULL;
	}
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, IDLE_CONNECTIONS_MAX);
	struct http *http = xcalloc(1, sizeof(*http));
	http->multi = multi;
	return http;
}

void http_set_proxy(struct http *http, const char *proxy) {
	free(http->settings.proxy);
	http->settings.proxy = xstrdup(proxy);
}

void http_set_ca_file(struct http *http, const char *path) {
	free(http->settings.ca_file);
	http->settings.ca_file = xstrdup(path);
}

static void unlink_transfer(struct http *http, struct transfer *transfer) {
	struct transfer **at = &http->first;

	while (*at && *at != transfer) {
		at = &(*at)->next;
	}
	assert(*at);
	*at = transfer->next;
	transfer->next = NULL;
	if (transfer->easy) {
		curl_multi_remove_handle(http->multi, transfer->easy);
	}
}

static struct transfer *find_transfer(const struct http *http, uint64_t id) {
	struct transfer *transfer = http->first;

	while (transfer && transfer->id != id) {
		transfer = transfer->next;
	}
	return transfer;
}

static uint64_t submit(void *self, const struct http_request *req, http_fn *fn, void *data) {
	struct http *http = self;
	struct transfer *transfer = transfer_create(req, &http->settings, fn, data);
	struct transfer **end = &http->first;

	transfer->id = ++http->last_id;
	while (*end) {
		end = &(*end)->next;
	}
	*end = transfer;
	if (transfer->easy) {
		CURLMcode rc = curl_multi_add_handle(http->multi, transfer->easy);
		if (rc != CURLM_OK) {
			curl_easy_cleanup(transfer->easy);
			transfer->easy = NULL;
			err_set(&transfer->refused, ERR_NET, "libcurl: %s",
					curl_multi_strerror(rc));
		}
	}
	assert(!transfer->easy == (transfer->refused.code != ERR_NONE));
	return transfer->id;
}

static void cancel_transfer(struct http *http, struct transfer *transfer) {
	struct err err;

	unlink_transfer(http, transfer);
	err_set(&err, ERR_CANCELED, "canceled");
	transfer->fn(NULL, &err, transfer->data);
	transfer_destroy(transfer);
}

static void cancel(void *self, uint64_t id) {
	struct http *http = self;
	struct transfer *transfer = find_transfer(http, id);

	if (transfer) {
		cancel_transfer(http, transfer);
	}
}

void http_destroy(struct http *http) {
	if (!http) {
		return;
	}
	assert(!http->performing);
	while (http->first) {
		cancel_transfer(http, http->first);
	}
	curl_multi_cleanup(http->multi);
	free(http->settings.proxy);
	free(http->settings.ca_file);
	free(http->extra);
	free(http);
}

struct http_client http_client(struct http *http) {
	static const struct http_ops ops = { .submit = submit, .cancel = cancel };

	return (struct http_client){ .ops = &ops, .self = http };
}

static struct transfer *find_refused(const struct http *http, uint64_t last_id) {
	struct transfer *transfer = http->first;

	while (transfer && (transfer->easy || transfer->id > last_id)) {
		transfer = transfer->next;
	}
	return transfer;
}

/* Those that were there when it began: one that submits such a request again and again does not
 * keep the terminal waiting. */
static void tell_refused(struct http *http) {
	uint64_t last_id = http->last_id;

	for (;;) {
		struct transfer *transfer = find_refused(http, last_id);
		if (!transfer) {
			return;
		}
		unlink_transfer(http, transfer);
		transfer->fn(NULL, &transfer->refused, transfer->data);
		transfer_destroy(transfer);
	}
}

static void finish(struct http *http, struct transfer *transfer, CURLcode result) {
	struct http_response res;
	struct err err = { 0 };

	unlink_transfer(http, transfer);
	bool ok = transfer_read(transfer, result, &res, &err);
	if (ok) {
		log_debug("%s: status %ld, %zu bytes", transfer->host, res.status, res.body_len);
	} else {
		log_debug("%s: %s", err_code_name(err.code), err.msg);
	}
	transfer->fn(ok ? &res : NULL, ok ? NULL : &err, transfer->data);
	transfer_destroy(transfer);
}

static void perform(void *self) {
	struct http *http = self;
	int running, left;

	assert(!http->performing);
	http->performing = true;
	tell_refused(http);
	curl_multi_perform(http->multi, &running);
	for (;;) {
		CURLMsg *msg = curl_multi_info_read(http->multi, &left);
		struct transfer *transfer = NULL;
		if (!msg) {
			break;
		}
		if (msg->msg != CURLMSG_DONE) {
			continue;
		}
		/* The message is gone when its handle is taken out. */
		CURLcode result = msg->data.result;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &transfer);
		finish(http, transfer, result);
	}
	http->performing = false;
}

static short from_poll(short events) {
	return (short)((events & POLLIN ? CURL_WAIT_POLLIN : 0) |
			(events & POLLPRI ? CURL_WAIT_POLLPRI : 0) |
			(events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
}

static short to_poll(short events) {
	return (short)((events & CURL_WAIT_POLLIN ? POLLIN : 0) |
			(events & CURL_WAIT_POLLPRI ? POLLPRI : 0) |
			(events & CURL_WAIT_POLLOUT ? POLLOUT : 0));
}

static bool wait_multi(
		void *self, struct loop_fd *fds, size_t n, int timeout_ms, struct err *reterr) {
	struct http *http = self;

	if (n > http->cap_extra) {
		http->cap_extra = n;
		http->extra = xrealloc(http->extra, n * sizeof(*http->extra));
	}
	for (size_t i = 0; i < n; i++) {
		http->extra[i] = (struct curl_waitfd){ .fd = fds[i].fd,
			.events = from_poll(fds[i].events) };
	}
	if (find_refused(http, http->last_id)) {
		timeout_ms = 0;
	}
	CURLMcode rc = curl_multi_poll(http->multi, http->extra, (unsigned)n, timeout_ms, NULL);
	if (rc != CURLM_OK) {
		return err_set(reterr, ERR_IO, "cannot wait: %s", curl_multi_strerror(rc));
	}
	for (size_t i = 0; i < n; i++) {
		fds[i].revents = to_poll(http->extra[i].revents);
	}
	return true;
}

struct loop_waiter http_waiter(struct http *http) {
	return (struct loop_waiter){ .perform = perform, .wait = wait_multi, .self = http };
}

const char *http_library(void) {
	return curl_version();
}
