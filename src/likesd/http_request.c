/*
 * Reading a request with suspicion. libmicrohttpd 0.9.75 takes two Content-Length headers, or one
 * beside a Transfer-Encoding, and goes on with 200; it ends lines at a bare LF; it puts a folded
 * line behind the *name* of the header ("Content-Len: 5", " gth" becomes Content-Length: 5); a line
 * that begins with NUL ends the head for it, and one without a name is passed over. A proxy in
 * front may see another border between requests than that. So whatever could be read in two ways is
 * refused here.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http_parts.h"
#include "unlike/base/mem.h"

/* The headers that are looked at. */
enum header {
	HEADER_HOST,
	HEADER_CONTENT_LENGTH,
	HEADER_TRANSFER_ENCODING,
	HEADER_AUTHORIZATION,
	HEADER_IDEMPOTENCY_KEY,
	HEADER_CONTENT_TYPE,
	HEADER_FORWARDED,
	HEADER_X_FORWARDED_FOR,
	HEADER_VIA,
	HEADER_COUNT
};

static const char *const header_names[HEADER_COUNT] = {
	[HEADER_HOST] = "Host",
	[HEADER_CONTENT_LENGTH] = "Content-Length",
	[HEADER_TRANSFER_ENCODING] = "Transfer-Encoding",
	[HEADER_AUTHORIZATION] = "Authorization",
	[HEADER_IDEMPOTENCY_KEY] = "Idempotency-Key",
	[HEADER_CONTENT_TYPE] = "Content-Type",
	[HEADER_FORWARDED] = "Forwarded",
	[HEADER_X_FORWARDED_FOR] = "X-Forwarded-For",
	[HEADER_VIA] = "Via",
};

struct headers {
	const char *values[HEADER_COUNT];
	unsigned seen[HEADER_COUNT];
	uintptr_t next; /* where the next line must begin */
	bool malformed;
};

struct http_request *http_request_create(const char *target) {
	struct http_request *request = xcalloc(1, sizeof *request);
	request->target = target;
	request->path = xstrdup(target);
	char *question = strchr(request->path, '?');
	if (question != NULL) {
		*question = '\0';
		request->query = question + 1;
	}
	buf_init(&request->body, LIKESD_BODY_MAX);
	return request;
}

void http_request_destroy(struct http_request *request) {
	if (request == NULL) {
		return;
	}
	buf_finish(&request->body);
	free(request->path);
	free(request);
}

/* RFC 9110: a header's name is a token. "Content-Length " is not one, and is no Content-Length to
 * libmicrohttpd, but may be to a proxy. */
static bool is_token(const char *text, size_t len) {
	if (len == 0) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		if (c == '\0' || (!letter && !digit && strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
			return false;
		}
	}
	return true;
}

static bool is_field_value(const char *text, size_t len) {
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			return false;
		}
	}
	return true;
}

/*
 * The head, as 0.9.75 leaves it: it splits the lines where they are (name, NUL, blanks, value, and
 * a NUL for each byte of the line's end), and copies folded ones elsewhere. So where each line
 * begins just where the one before has ended with CR LF, and the last one is as far from the end as
 * an empty line is long, nothing was bent, passed over or hidden. From 1.0 on it is strict by
 * itself.
 */
#define KNOWS_THE_HEAD (MHD_VERSION < 0x01000000)
#define LINE_END 2

static bool is_plain_line(const struct headers *headers, const char *name, size_t name_len,
		const char *value) {
	if (!KNOWS_THE_HEAD) {
		return true;
	}
	/* The longest blank there can be is the buffer: do not run off it for a copy's sake. */
	uintptr_t begin = (uintptr_t)name + name_len + 1;
	if ((uintptr_t)name != headers->next || (uintptr_t)value < begin ||
			(uintptr_t)value - begin > HTTP_MEMORY_LIMIT) {
		return false;
	}
	return strspn(name + name_len + 1, " \t") == (uintptr_t)value - begin;
}

/* "METHOD target VERSION" with one space each. */
static bool is_plain_request_line(const char *method, const char *target) {
	return is_token(method, strlen(method)) &&
			(!KNOWS_THE_HEAD || target == method + strlen(method) + 1);
}

static bool is_plain_end(const struct headers *headers, struct MHD_Connection *connection,
		const char *method) {
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
			connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	return !KNOWS_THE_HEAD ||
			(info != NULL &&
					headers->next + LINE_END - (uintptr_t)method ==
							info->header_size);
}

static enum MHD_Result look_at_header(void *data, enum MHD_ValueKind kind, const char *key,
		size_t key_len, const char *value, size_t value_len) {
	(void)kind;
	struct headers *headers = data;
	if (value == NULL || !is_token(key, key_len) || !is_field_value(value, value_len) ||
			!is_plain_line(headers, key, key_len, value)) {
		headers->malformed = true;
		return MHD_NO;
	}
	headers->next = (uintptr_t)value + value_len + LINE_END;
	for (size_t i = 0; i < HEADER_COUNT; i++) {
		if (strcasecmp(key, header_names[i]) == 0) {
			headers->values[i] = value;
			headers->seen[i]++;
		}
	}
	return MHD_YES;
}

/* Only "/…" of visible ASCII: not "*", not "http://…", nothing that ends a line or a string. */
static bool is_target(const char *path, const char *query) {
	if (path[0] != '/') {
		return false;
	}
	const char *parts[] = { path, query != NULL ? query : "" };
	for (size_t i = 0; i < 2; i++) {
		for (const char *c = parts[i]; *c != '\0'; c++) {
			if (*c <= 0x20 || *c >= 0x7f) {
				return false;
			}
		}
	}
	return true;
}

static bool refuse(struct likesd_response *ret, int status, const char *type, const char *title,
		const char *detail) {
	likesd_refuse(status, type, title, detail, NULL, ret);
	return false;
}

static bool refuse_bad(struct likesd_response *ret, const char *detail) {
	return refuse(ret, MHD_HTTP_BAD_REQUEST, "bad-request", "Bad request", detail);
}

static bool check_length(const char *text, struct likesd_response *ret) {
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || text[digits] != '\0') {
		return refuse_bad(ret, "Content-Length is not a number.");
	}
	const char *first = text + strspn(text, "0");
	/* Nineteen digits fit; more are too many anyway. */
	if (strlen(first) > 18 || strtoull(text, NULL, 10) > LIKESD_BODY_MAX) {
		return refuse(ret, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "Too large",
				"A body may have at most 65536 bytes.");
	}
	return true;
}

static bool check_headers(
		const struct headers *headers, bool needs_host, struct likesd_response *ret) {
	if (headers->malformed) {
		return refuse_bad(ret, "A line of the request's head is malformed.");
	}
	if (headers->seen[HEADER_CONTENT_LENGTH] > 1) {
		return refuse_bad(ret, "Content-Length is there more than once.");
	}
	if (headers->seen[HEADER_TRANSFER_ENCODING] > 0) {
		if (headers->seen[HEADER_CONTENT_LENGTH] > 0) {
			return refuse_bad(ret,
					"Content-Length and Transfer-Encoding exclude each "
					"other.");
		}
		return refuse(ret, MHD_HTTP_LENGTH_REQUIRED, "length-required", "Length required",
				"Send the body with Content-Length, not in chunks.");
	}
	static const struct {
		enum header header;
		const char *detail;
	} once[] = {
		{ HEADER_HOST, "Host is there more than once." },
		{ HEADER_AUTHORIZATION, "Authorization is there more than once." },
		{ HEADER_IDEMPOTENCY_KEY, "Idempotency-Key is there more than once." },
		{ HEADER_CONTENT_TYPE, "Content-Type is there more than once." },
	};
	for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
		if (headers->seen[once[i].header] > 1) {
			return refuse_bad(ret, once[i].detail);
		}
	}
	if (headers->seen[HEADER_HOST] == 0 && needs_host) {
		return refuse_bad(ret, "Host is missing.");
	}
	const char *length = headers->values[HEADER_CONTENT_LENGTH];
	return length == NULL || check_length(length, ret);
}

/* The token of "Bearer TOKEN", or NULL: another scheme is no sign-in here. */
static const char *bearer_token(const char *authorization) {
	static const char scheme[] = "Bearer ";
	if (authorization == NULL || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0) {
		return NULL;
	}
	const char *token = authorization + sizeof scheme - 1;
	return token + strspn(token, " ");
}

bool http_request_check(struct http_request *request, struct MHD_Connection *connection,
		const char *method, const char *version, struct likesd_response *ret) {
	assert(!request->checked);
	struct headers headers = {
		.next = (uintptr_t)version + strlen(version) + LINE_END,
		.malformed = !is_plain_request_line(method, request->target),
	};
	MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look_at_header, &headers);
	headers.malformed = headers.malformed || !is_plain_end(&headers, connection, method);
	request->checked = true;
	request->connection = connection;
	request->method = method;
	bool needs_host = strcmp(version, MHD_HTTP_VERSION_1_0) != 0;
	if (!check_headers(&headers, needs_host, ret)) {
		return false;
	}
	if (!is_target(request->path, request->query)) {
		return refuse_bad(ret, "The request's target is not a path.");
	}
	request->token = bearer_token(headers.values[HEADER_AUTHORIZATION]);
	request->idem_key = headers.values[HEADER_IDEMPOTENCY_KEY];
	request->content_type = headers.values[HEADER_CONTENT_TYPE];
	request->forwarded = headers.seen[HEADER_FORWARDED] > 0 ||
			headers.seen[HEADER_X_FORWARDED_FOR] > 0 || headers.seen[HEADER_VIA] > 0;
	return true;
}

struct likesd_request http_request_view(const struct http_request *request) {
	assert(request->checked);
	return (struct likesd_request){
		.method = request->method,
		.path = request->path,
		.query = request->query,
		.token = request->token,
		.idem_key = request->idem_key,
		.content_type = request->content_type,
		.body = request->body.data,
		.body_len = request->body.len,
		.forwarded = request->forwarded,
	};
}
