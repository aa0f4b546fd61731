/* What must never be sent, and to whom. */
#include "unlike/net/http.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define OK_JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

TestSuite(http_refusals, .init = fixture_init, .fini = fixture_finish, .timeout = 30);

Test(http_refusals, a_redirect_is_a_response_and_neither_followed_nor_given_the_token) {
	static char location[128];
	struct outcome got;
	struct http_request req = get_of("/");
	struct scripted_server *other = scripted_server_create(f.loop, &f.clock);
	const char *const headers[] = { "X-Token: SECRET", NULL };

	snprintf(location, sizeof(location),
			"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
			scripted_server_url(other, "/stolen"));
	answer(location, SCRIPTED_KEEP);
	req.bearer = "SECRET";
	req.headers = headers;
	ask(&req, &got);
	cr_assert_eq(got.status, 302);
	turn();
	cr_assert_eq(scripted_server_connections(other), 0);
	cr_assert_eq(scripted_server_requests(f.server), 1);
	scripted_server_destroy(other);
}

/* P is replaced by the port of a server that would answer. */
static const char *const refused_urls[] = {
	"http://user:secret@127.0.0.1:P/",
	"http://user@127.0.0.1:P/",
	"http://@127.0.0.1:P/",
	"http://0.0.0.0:P/",
	"http://[::]:P/",
	"http://[::ffff:127.0.0.1]:P/",
	"http://example.com:P/",
	"http://127.0.0.1.example.com:P/",
	"http://localhost.:P/",
	"http://localhost.example.com:P/",
	"http://128.0.0.1:P/",
	"ftp://127.0.0.1:P/",
	"file:///etc/passwd",
	"gopher://127.0.0.1:P/",
	"127.0.0.1:P/",
	"//127.0.0.1:P/",
	"/likes",
	"",
	"http://",
	"http://127.0.0.1:P/a b",
	"http://127.0.0.1:P/\r\nX-Evil: 1",
	"http://127.0.0.1:P/\x01",
	"http://127.0.0.1:99999/",
	NULL,
};

Test(http_refusals, addresses_that_are_not_safe_are_refused_before_anything_is_sent) {
	answer(OK_JSON, SCRIPTED_KEEP);
	for (size_t i = 0; i < sizeof(refused_urls) / sizeof(*refused_urls); i++) {
		struct outcome got;
		char url[256] = "";
		const char *form = refused_urls[i];
		struct http_request req = get_of("/");
		req.url = form ? url : NULL;
		const char *p = form ? strchr(form, 'P') : NULL;
		if (p) {
			snprintf(url, sizeof(url), "%.*s%u%s", (int)(p - form), form,
					scripted_server_port(f.server), p + 1);
		} else if (form) {
			snprintf(url, sizeof(url), "%s", form);
		}
		req.bearer = "SECRET";
		ask(&req, &got);
		cr_assert_eq(got.code, ERR_INPUT, "%s: %s (%s)", form ? form : "NULL",
				err_code_name(got.code), got.why);
		cr_assert_null(strstr(got.why, "secret"), "%s", got.why);
	}
	cr_assert_eq(scripted_server_connections(f.server), 0);
}

Test(http_refusals, an_address_that_is_too_long_is_refused) {
	static char url[9000];
	struct outcome got;
	struct http_request req = get_of("/");

	memset(url, 'a', sizeof(url) - 1);
	memcpy(url, "https://", 8);
	req.url = url;
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_INPUT);
}

Test(http_refusals, other_spellings_of_loopback_are_understood) {
	static const char *const hosts[] = { "127.0.0.1", "127.1", "0x7f000001", "2130706433",
		"localhost" };

	answer(OK_JSON, SCRIPTED_KEEP);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		struct outcome got;
		char url[128];
		struct http_request req = get_of("/");
		snprintf(url, sizeof(url), "http://%s:%u/", hosts[i],
				scripted_server_port(f.server));
		req.url = url;
		ask(&req, &got);
		cr_assert_eq(got.status, 200, "%s: %s", hosts[i], got.why);
	}
}

Test(http_refusals, headers_tokens_and_methods_that_could_smuggle_are_refused) {
	static const struct {
		const char *header, *bearer, *method;
	} cases[] = {
		{ "X-A: 1\r\nX-B: 2", NULL, "GET" },
		{ "X-A: 1\nX-B: 2", NULL, "GET" },
		{ "X-A: 1\r", NULL, "GET" },
		{ "X-A: \x1b", NULL, "GET" },
		{ "X-A", NULL, "GET" },
		{ "X-A;", NULL, "GET" },
		{ "X-A:", NULL, "GET" },
		{ "X-A:  ", NULL, "GET" },
		{ ": 1", NULL, "GET" },
		{ "X A: 1", NULL, "GET" },
		{ "X\r\n-A: 1", NULL, "GET" },
		{ "", NULL, "GET" },
		{ "X-A: 1", "a\r\nX-B: 2", "GET" },
		{ "X-A: 1", "a b", "GET" },
		{ "X-A: 1", "", "GET" },
		{ "X-A: 1", NULL, "GET / HTTP/1.1\r\n" },
		{ "X-A: 1", NULL, "get" },
		{ "X-A: 1", NULL, "" },
	};

	answer(OK_JSON, SCRIPTED_KEEP);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct outcome got;
		const char *const headers[] = { cases[i].header, NULL };
		struct http_request req = get_of("/");
		req.headers = headers;
		req.bearer = cases[i].bearer;
		req.method = cases[i].method;
		ask(&req, &got);
		cr_assert_eq(got.code, ERR_INPUT, "case %zu: %s", i, err_code_name(got.code));
	}
	cr_assert_eq(scripted_server_connections(f.server), 0);
}

Test(http_refusals, a_body_with_get_is_refused) {
	struct outcome got;
	struct http_request req = get_of("/");

	req.body = "x";
	req.body_len = 1;
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_INPUT);
}

Test(http_refusals, plain_http_on_this_machine_never_goes_through_a_proxy) {
	struct outcome got;
	struct http_request req = get_of("/");
	struct scripted_server *proxy = scripted_server_create(f.loop, &f.clock);

	answer(OK_JSON, SCRIPTED_KEEP);
	setenv("http_proxy", scripted_server_url(proxy, ""), 1);
	setenv("all_proxy", scripted_server_url(proxy, ""), 1);
	http_set_proxy(f.http, scripted_server_url(proxy, ""));
	req.bearer = "SECRET";
	ask(&req, &got);
	cr_assert_eq(got.status, 200, "%s", got.why);
	cr_assert_eq(scripted_server_connections(proxy), 0);
	scripted_server_destroy(proxy);
}

Test(http_refusals, https_goes_through_the_proxy_that_was_set_and_tells_it_no_token) {
	struct outcome got = { 0 };
	struct http_request req = get_of("/");

	answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", SCRIPTED_CLOSE);
	http_set_proxy(f.http, scripted_server_url(f.server, ""));
	req.url = "https://example.invalid/path?q=1";
	req.bearer = "SECRET";
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_NET, "%s", got.why);
	const char *sent = scripted_server_request(f.server, 0);
	cr_assert(strstr(sent, "CONNECT example.invalid:443 "));
	cr_assert_null(strstr(sent, "SECRET"));
	cr_assert_null(strstr(sent, "path"));
}
