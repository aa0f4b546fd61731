#include "http_easy.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "http_url.h"

#define CONNECT_TIMEOUT (5 * MSEC_PER_SEC)
#define LOW_SPEED_BYTES 100L
#define LOW_SPEED_SECONDS 15L
#define HEADERS_MAX 64

/* The body as it is decoded: MAXFILESIZE sees neither chunks nor what a gzip bomb grows to. */
static size_t receive(char *bytes, size_t size, size_t n, void *data) {
	struct transfer *transfer = data;

	buf_add(&transfer->received, bytes, size * n);
	return transfer->received.overflowed ? 0 : size * n;
}

static bool set_long(CURL *easy, CURLoption option, long value) {
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

static bool set_text(CURL *easy, CURLoption option, const char *value) {
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

/* What every exchange has in common: RELIABILITY §5. */
static bool set_fixed(CURL *easy) {
	static const struct {
		CURLoption option;
		long value;
	} fixed[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_QUICK_EXIT, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_UNRESTRICTED_AUTH, 0 },
		{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
		{ CURLOPT_NETRC, CURL_NETRC_IGNORED },
		{ CURLOPT_HTTP09_ALLOWED, 0 },
		{ CURLOPT_SSL_VERIFYPEER, 1 },
		{ CURLOPT_SSL_VERIFYHOST, 2 },
		{ CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
		{ CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES },
		{ CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS },
		{ CURLOPT_NOPROGRESS, 1 },
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
		if (!set_long(easy, fixed[i].option, fixed[i].value)) {
			return false;
		}
	}
	return set_text(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https") &&
			set_text(easy, CURLOPT_ACCEPT_ENCODING, "gzip") &&
			set_text(easy, CURLOPT_USERAGENT, "unlike/" UNLIKE_VERSION);
}

static bool set_peer(
		CURL *easy, const struct http_url *url, const struct transfer_settings *settings) {
	bool ok = set_text(easy, CURLOPT_URL, url->text) &&
			set_text(easy, CURLOPT_PROTOCOLS_STR, url->plain ? "http" : "https");

	if (url->plain) {
		/* Asked in clear, on the way to ourselves: no proxy of the environment may hear. */
		return ok && set_text(easy, CURLOPT_PROXY, "");
	}
	if (settings->proxy) {
		ok = ok && set_text(easy, CURLOPT_PROXY, settings->proxy);
	}
	if (settings->ca_file) {
		ok = ok && set_text(easy, CURLOPT_CAINFO, settings->ca_file);
	}
	return ok;
}

static bool set_method(struct transfer *transfer, const struct http_request *req) {
	CURL *easy = transfer->easy;

	if (!req->body && (strcmp(req->method, "GET") == 0 || strcmp(req->method, "DELETE") == 0)) {
		return set_long(easy, CURLOPT_HTTPGET, 1) &&
				set_text(easy, CURLOPT_CUSTOMREQUEST, req->method);
	}
	transfer->body = xmalloc(req->body_len + 1);
	if (req->body_len > 0) {
		memcpy(transfer->body, req->body, req->body_len);
	}
	return set_long(easy, CURLOPT_POST, 1) &&
			set_text(easy, CURLOPT_CUSTOMREQUEST, req->method) &&
			curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
					(curl_off_t)req->body_len) == CURLE_OK &&
			set_text(easy, CURLOPT_POSTFIELDS, transfer->body);
}

static bool add_header(struct transfer *transfer, const char *line) {
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);

	if (!longer) {
		return false;
	}
	transfer->headers = longer;
	return true;
}

static bool set_headers(struct transfer *transfer, const struct http_request *req) {
	bool has_type = false;

	for (size_t i = 0; req->headers && req->headers[i]; i++) {
		has_type = has_type || strncasecmp(req->headers[i], "Content-Type:", 13) == 0;
		if (!add_header(transfer, req->headers[i])) {
			return false;
		}
	}
	/* A name and nothing behind the colon takes out what libcurl would add by itself. */
	if (!add_header(transfer, "Expect:") ||
			(!has_type && !add_header(transfer, "Content-Type:"))) {
		return false;
	}
	return curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

static bool set_bearer(CURL *easy, const char *bearer) {
	if (!bearer) {
		return true;
	}
	/* Not as a header line: libcurl sends those to wherever it is redirected. */
	return curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BEARER) == CURLE_OK &&
			set_text(easy, CURLOPT_XOAUTH2_BEARER, bearer);
}

static bool set_limits(struct transfer *transfer, const struct http_request *req) {
	CURL *easy = transfer->easy;
	/* 0 would be no limit at all, and libcurl refuses what does not fit an int. */
	msec_t timeout = req->timeout < 1 ? 1 : req->timeout < INT_MAX ? req->timeout : INT_MAX;
	msec_t connect = timeout < CONNECT_TIMEOUT ? timeout : CONNECT_TIMEOUT;

	return set_long(easy, CURLOPT_TIMEOUT_MS, (long)timeout) &&
			set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect) &&
			curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
					(curl_off_t)req->max_response) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->why) == CURLE_OK;
}

static bool is_token(const char *text, size_t len) {
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c)) {
			return false;
		}
	}
	return len > 0;
}

static bool check_header(const char *line, struct err *reterr) {
	const char *colon = strchr(line, ':');

	if (!colon || !is_token(line, (size_t)(colon - line))) {
		return err_set(reterr, ERR_INPUT, "a header has no proper name");
	}
	for (const char *p = colon; *p; p++) {
		unsigned char c = (unsigned char)*p;
		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return err_set(reterr, ERR_INPUT,
					"a header contains a line break or a control");
		}
	}
	if (colon[1 + strspn(colon + 1, " \t")] == '\0') {
		return err_set(reterr, ERR_INPUT, "a header has no value");
	}
	return true;
}

static bool check_bearer(const char *bearer, struct err *reterr) {
	bool ok = bearer[0] != '\0';

	for (const char *p = bearer; *p; p++) {
		unsigned char c = (unsigned char)*p;
		ok = ok && c > ' ' && c < 0x7f;
	}
	return ok || err_set(reterr, ERR_INPUT, "the token contains what no token contains");
}

static bool check_request(const struct http_request *req, struct err *reterr) {
	static const char *const methods[] = { "GET", "PUT", "DELETE", "POST" };
	bool known = false;

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		known = known || strcmp(req->method, methods[i]) == 0;
	}
	if (!known || (req->body && strcmp(req->method, "GET") == 0)) {
		return err_set(reterr, ERR_INPUT, "no such request");
	}
	for (size_t i = 0; req->headers && req->headers[i]; i++) {
		if (i == HEADERS_MAX) {
			return err_set(reterr, ERR_INPUT, "too many headers");
		}
		if (!check_header(req->headers[i], reterr)) {
			return false;
		}
	}
	return !req->bearer || check_bearer(req->bearer, reterr);
}

static bool prepare(struct transfer *transfer, const struct http_request *req,
		const struct transfer_settings *settings, struct err *reterr) {
	struct http_url url;

	if (!check_request(req, reterr) || !http_url_parse(req->url, &url, reterr)) {
		return false;
	}
	transfer->host = xstrdup(url.host);
	transfer->easy = curl_easy_init();
	bool ok = transfer->easy && set_fixed(transfer->easy) &&
			set_peer(transfer->easy, &url, settings) && set_method(transfer, req) &&
			set_headers(transfer, req) && set_bearer(transfer->easy, req->bearer) &&
			set_limits(transfer, req);
	http_url_finish(&url);
	return ok || err_set(reterr, ERR_INPUT, "libcurl does not take the request");
}

struct transfer *transfer_create(const struct http_request *req,
		const struct transfer_settings *settings, http_fn *fn, void *data) {
	struct transfer *transfer = xcalloc(1, sizeof(*transfer));

	assert(req->method && fn && req->timeout > 0);
	transfer->fn = fn;
	transfer->data = data;
	buf_init(&transfer->received, req->max_response);
	if (!prepare(transfer, req, settings, &transfer->refused)) {
		curl_easy_cleanup(transfer->easy);
		transfer->easy = NULL;
	}
	return transfer;
}

void transfer_destroy(struct transfer *transfer) {
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	buf_finish(&transfer->received);
	free(transfer->body);
	free(transfer->host);
	free(transfer);
}
