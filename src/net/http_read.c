/* What a finished exchange brought, in the project's own words. */
#include "http_easy.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/clock.h"

#define RETRY_AFTER_MIN MSEC_PER_SEC
#define RETRY_AFTER_MAX MSEC_PER_HOUR
#define RESET_MAX (7 * MSEC_PER_DAY)
#define LIMIT_MAX INT64_C(1000000000000)
#define EPOCH_LEAST INT64_C(1000000000) /* smaller numbers are seconds from now */

static bool fail(const struct transfer *transfer, CURLcode result, struct err *reterr) {
	const char *why = transfer->why[0] ? transfer->why : curl_easy_strerror(result);

	if (transfer->received.overflowed || result == CURLE_FILESIZE_EXCEEDED) {
		return err_set(reterr, ERR_PROTOCOL, "the answer of %s is too long",
				transfer->host);
	}
	switch (result) {
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(reterr, ERR_TIMEOUT, "%s: %s", transfer->host, why);
	case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9: no status line */
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return err_set(reterr, ERR_PROTOCOL, "%s: %s", transfer->host, why);
	default:
		return err_set(reterr, ERR_NET, "%s: %s", transfer->host, why);
	}
}

/* "Text/HTML; charset=…" becomes "text/html"; anything odd becomes "". */
static void read_content_type(struct transfer *transfer) {
	char *out = transfer->content_type;
	const char *type = NULL;

	out[0] = '\0';
	if (curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || !type) {
		return;
	}
	size_t len = strcspn(type, "; \t");
	if (len >= CONTENT_TYPE_BYTES) {
		return;
	}
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)type[i];
		if (c <= ' ' || c >= 0x7f) {
			out[0] = '\0';
			return;
		}
		out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	out[len] = '\0';
}

static const char *find_header(CURL *easy, const char *name) {
	struct curl_header *header;

	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) {
		return NULL;
	}
	return header->value;
}

static msec_t clamp_seconds(curl_off_t seconds) {
	if (seconds >= RETRY_AFTER_MAX / MSEC_PER_SEC) {
		return RETRY_AFTER_MAX;
	}
	return seconds < 1 ? RETRY_AFTER_MIN : (msec_t)seconds * MSEC_PER_SEC;
}

static msec_t read_retry_after(CURL *easy) {
	const char *text = find_header(easy, "Retry-After");

	if (!text || text[0] == '\0') {
		return 0;
	}
	if (text[strspn(text, "0123456789")] == '\0') {
		curl_off_t seconds = 0;
		for (const char *p = text; *p && seconds < RETRY_AFTER_MAX; p++) {
			seconds = seconds * 10 + (*p - '0');
		}
		return clamp_seconds(seconds);
	}
	curl_off_t until = curl_getdate(text, NULL);
	if (until == -1) {
		return 0;
	}
	/* A time of the server is compared with the server's own clock, where it tells it. */
	const char *date = find_header(easy, "Date");
	curl_off_t now = date ? curl_getdate(date, NULL) : -1;
	if (now != -1) {
		return clamp_seconds(until - now);
	}
	curl_off_t seconds = 0;
	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
	return clamp_seconds(seconds);
}

/* A whole number and nothing else but one of `ends` behind it. */
static bool read_number(const char *text, const char *ends, int64_t *ret) {
	int64_t number = 0;
	const char *p = text;

	for (; *p >= '0' && *p <= '9'; p++) {
		number = number * 10 + (*p - '0');
		if (number > LIMIT_MAX) {
			return false;
		}
	}
	*ret = number;
	return p != text && (*p == '\0' || strchr(ends, *p) != NULL);
}

static bool header_number(CURL *easy, const char *name, int64_t *ret) {
	const char *text = find_header(easy, name);

	return text != NULL && read_number(text, ";, ", ret);
}

/* The server's clock is the one its times are to be compared with. */
static msec_t read_reset(CURL *easy, int64_t reset) {
	if (reset >= EPOCH_LEAST) {
		const char *date = find_header(easy, "Date");
		curl_off_t now = date ? curl_getdate(date, NULL) : -1;
		if (now == -1) {
			return MSEC_PER_MIN;
		}
		reset -= now;
	}
	if (reset > RESET_MAX / MSEC_PER_SEC) {
		return RESET_MAX;
	}
	return reset < 1 ? MSEC_PER_SEC : reset * MSEC_PER_SEC;
}

static struct http_limit read_limit(CURL *easy) {
	struct http_limit limit = { 0 };
	int64_t reset = 0, window = 0;

	if (!header_number(easy, "RateLimit-Limit", &limit.limit) ||
			!header_number(easy, "RateLimit-Remaining", &limit.left) ||
			!header_number(easy, "RateLimit-Reset", &reset)) {
		return (struct http_limit){ 0 };
	}
	const char *policy = find_header(easy, "RateLimit-Policy");
	const char *w = policy != NULL ? strstr(policy, "w=") : NULL;
	if (w != NULL && read_number(w + 2, ";, ", &window) && window <= RESET_MAX) {
		limit.window = window * MSEC_PER_SEC;
	}
	limit.resets_in = read_reset(easy, reset);
	return limit;
}

bool transfer_read(struct transfer *transfer, CURLcode result, struct http_response *ret,
		struct err *reterr) {
	struct http_response res = { 0 };

	assert(transfer->easy);
	if (result != CURLE_OK) {
		return fail(transfer, result, reterr);
	}
	if (curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &res.status) != CURLE_OK ||
			res.status < 100) {
		return err_set(reterr, ERR_PROTOCOL, "%s: an answer without a status",
				transfer->host);
	}
	read_content_type(transfer);
	res.content_type = transfer->content_type;
	res.body = transfer->received.data;
	res.body_len = transfer->received.len;
	res.limit = read_limit(transfer->easy);
	res.retry_after = read_retry_after(transfer->easy);
	*ret = res;
	return true;
}
