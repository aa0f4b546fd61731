/*
 * The same parser that libcurl connects with decides, and what it made of the address is what is
 * used afterwards: two parsers that read one address differently are how such checks are passed by.
 */
#include "http_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define URL_BYTES_MAX ((size_t)8192)

/* `host` as libcurl normalised it: 127.1 and 0x7f000001 have become 127.0.0.1. The name localhost
 * is one that libcurl never asks a resolver for. */
static bool is_loopback(const char *host) {
	char inner[INET6_ADDRSTRLEN];
	struct in_addr v4;
	struct in6_addr v6;
	size_t len = strlen(host);

	if (strcmp(host, "localhost") == 0) {
		return true;
	}
	if (inet_pton(AF_INET, host, &v4) == 1) {
		return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	if (host[0] != '[' || len < 2 || len - 2 >= sizeof(inner)) {
		return false;
	}
	memcpy(inner, host + 1, len - 2);
	inner[len - 2] = '\0';
	return inet_pton(AF_INET6, inner, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool get_part(CURLU *handle, CURLUPart part, char **ret, struct err *reterr) {
	char *text = NULL;
	CURLUcode rc = curl_url_get(handle, part, &text, 0);

	if (rc != CURLUE_OK) {
		return err_set(reterr, ERR_INPUT, "the address cannot be read: %s",
				curl_url_strerror(rc));
	}
	*ret = xstrdup(text);
	curl_free(text);
	return true;
}

static bool check_scheme(const char *scheme, const char *host, struct err *reterr) {
	if (strcmp(scheme, "https") == 0) {
		return true;
	}
	if (strcmp(scheme, "http") != 0) {
		return err_set(reterr, ERR_INPUT, "the address is not https");
	}
	if (!is_loopback(host)) {
		return err_set(reterr, ERR_INPUT,
				"plain http is for this machine only; use https for %s", host);
	}
	return true;
}

static bool read_parts(CURLU *handle, const char *text, struct http_url *url, struct err *reterr) {
	char *scheme = NULL;
	CURLUcode rc = curl_url_set(handle, CURLUPART_URL, text, CURLU_DISALLOW_USER);

	if (rc == CURLUE_USER_NOT_ALLOWED) {
		return err_set(reterr, ERR_INPUT, "the address contains a user name");
	}
	if (rc != CURLUE_OK) {
		return err_set(reterr, ERR_INPUT, "the address cannot be read: %s",
				curl_url_strerror(rc));
	}
	if (!get_part(handle, CURLUPART_SCHEME, &scheme, reterr)) {
		return false;
	}
	bool ok = get_part(handle, CURLUPART_HOST, &url->host, reterr) &&
			check_scheme(scheme, url->host, reterr) &&
			get_part(handle, CURLUPART_URL, &url->text, reterr);
	url->plain = strcmp(scheme, "http") == 0;
	free(scheme);
	return ok;
}

bool http_url_parse(const char *text, struct http_url *ret, struct err *reterr) {
	struct http_url url = { 0 };

	if (!text || strlen(text) > URL_BYTES_MAX) {
		return err_set(reterr, ERR_INPUT, "the address is missing or too long");
	}
	CURLU *handle = curl_url();
	if (!handle) {
		return err_set(reterr, ERR_NOMEM, "no memory to read an address");
	}
	bool ok = read_parts(handle, text, &url, reterr);
	curl_url_cleanup(handle);
	if (!ok) {
		http_url_finish(&url);
		return false;
	}
	*ret = url;
	return true;
}

void http_url_finish(struct http_url *url) {
	free(url->text);
	free(url->host);
	*url = (struct http_url){ 0 };
}
