/* What servers and networks do wrong. */
#include "unlike/net/http.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define OK_JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

TestSuite(http_faults, .init = fixture_init, .fini = fixture_finish, .timeout = 30);

Test(http_faults, nobody_listening_is_a_network_error) {
	struct outcome got;
	struct http_request req = get_of("/");

	char url[64];
	snprintf(url, sizeof(url), "%s", req.url);
	req.url = url;
	scripted_server_destroy(f.server);
	f.server = NULL;
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_NET);
	cr_assert(strstr(got.why, "127.0.0.1"), "%s", got.why);
}

Test(http_faults, broken_answers_are_told_as_what_they_are) {
	static const struct {
		const char *name, *bytes;
		enum scripted_end end;
		enum err_code code;
	} cases[] = {
		{ "closed without a byte", "", SCRIPTED_CLOSE, ERR_NET },
		{ "reset without a byte", "", SCRIPTED_RESET, ERR_NET },
		{ "cut in the head", "HTTP/1.1 200 O", SCRIPTED_CLOSE, ERR_NET },
		{ "cut in the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
				SCRIPTED_CLOSE, ERR_NET },
		{ "cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
				SCRIPTED_CLOSE, ERR_NET },
		{ "reset in the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
				SCRIPTED_RESET, ERR_NET },
		{ "no status line", "hello, this is not HTTP\r\n\r\n", SCRIPTED_CLOSE,
				ERR_PROTOCOL },
		{ "not gzip",
				"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
				"Content-Length: 20\r\n\r\naaaaaaaaaaaaaaaaaaaa",
				SCRIPTED_KEEP, ERR_PROTOCOL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		answer(cases[i].bytes, cases[i].end);
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct outcome got;
		struct http_request req = get_of("/");
		ask(&req, &got);
		cr_assert_eq(got.code, cases[i].code, "%s: %s (%s)", cases[i].name,
				err_code_name(got.code), got.why);
		cr_assert_eq(scripted_server_requests(f.server), i + 1, "%s", cases[i].name);
	}
}

Test(http_faults, a_silent_server_is_a_time_out_and_waiting_for_it_is_no_work) {
	struct outcome got = { 0 };
	struct http_request req = get_of("/");
	int turns = 0;

	req.timeout = 200;
	submit(&req, &got);
	while (got.calls == 0) {
		turn();
		turns++;
	}
	cr_assert_eq(got.code, ERR_TIMEOUT, "%s", got.why);
	/* 20 ms a turn make ten; what spins makes thousands. */
	cr_assert_lt(turns, 100);
}

Test(http_faults, a_dripping_server_is_a_time_out_for_the_whole_exchange) {
	struct outcome got;
	struct http_request req = get_of("/");
	char spaces[64];

	memset(spaces, ' ', sizeof(spaces));
	scripted_server_answer(f.server,
			&(struct scripted_answer){
					.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n",
					.again = spaces,
					.again_len = sizeof(spaces),
					.times = SIZE_MAX,
					.drip = 5 });
	req.timeout = 300;
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_TIMEOUT, "%s", got.why);
}

Test(http_faults, a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not) {
	struct outcome got;
	struct http_request req = get_of("/");

	answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n4\r\n5678\r\n"
	       "0\r\n\r\n",
			SCRIPTED_CLOSE);
	req.max_response = 8;
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_NONE, "%s", got.why);
	cr_assert_str_eq(got.body, "12345678");
	req.max_response = 7;
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_PROTOCOL, "%s", got.why);
	cr_assert(strstr(got.why, "too long"), "%s", got.why);
}

Test(http_faults, an_announced_body_over_the_limit_is_cut_before_it_comes) {
	struct outcome got;
	struct http_request req = get_of("/");

	answer("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n", SCRIPTED_HANG);
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_PROTOCOL, "%s", got.why);
	cr_assert(strstr(got.why, "too long"), "%s", got.why);
}

Test(http_faults, an_endless_chunked_body_is_cut) {
	static char chunk[6 + 4096 + 2];
	struct outcome got;
	struct http_request req = get_of("/");

	memset(chunk, 'a', sizeof(chunk));
	memcpy(chunk, "1000\r\n", 6);
	memcpy(chunk + 6 + 4096, "\r\n", 2);
	scripted_server_answer(f.server,
			&(struct scripted_answer){ .bytes = "HTTP/1.1 200 OK\r\n"
							    "Transfer-Encoding: chunked\r\n\r\n",
					.again = chunk,
					.again_len = sizeof(chunk),
					.times = SIZE_MAX });
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_PROTOCOL, "%s", got.why);
	cr_assert(strstr(got.why, "too long"), "%s", got.why);
}

/* Deflate by hand: fixed codes, the literal 0, then without end "the same 258 times more". That is
 * 13 bits a match, so the bytes repeat every 13 bytes. */
static void put_bits(unsigned char *out, size_t *at, unsigned code, int n) {
	for (int i = n - 1; i >= 0; i--) {
		out[*at / 8] |= (unsigned char)((code >> i & 1) << *at % 8);
		++*at;
	}
}

Test(http_faults, a_gzip_bomb_is_cut_by_what_it_grows_to) {
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
				   "\x1f\x8b\x08\0\0\0\0\0\0\x03";
	static char bytes[sizeof(head) - 1 + 2];
	static unsigned char deflate[32];
	struct outcome got;
	struct http_request req = get_of("/");
	size_t at = 0;

	put_bits(deflate, &at, 6, 3); /* last block, fixed codes: 1, then 1 and 0 */
	put_bits(deflate, &at, 0x30, 8);
	while (at < 8 * (sizeof(deflate) - 2)) {
		put_bits(deflate, &at, 0xc5, 8);
		put_bits(deflate, &at, 0, 5);
	}
	memcpy(bytes, head, sizeof(head) - 1);
	memcpy(bytes + sizeof(head) - 1, deflate, 2);
	/* 4 KiB of it would be 650 KB. */
	scripted_server_answer(f.server,
			&(struct scripted_answer){ .bytes = bytes,
					.len = sizeof(bytes),
					.again = (const char *)deflate + 2,
					.again_len = 13,
					.times = 315,
					.end = SCRIPTED_HANG });
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_PROTOCOL, "%s", got.why);
	cr_assert(strstr(got.why, "too long"), "%s", got.why);
}

Test(http_faults, endless_headers_end_in_an_error) {
	static char line[4096];
	struct outcome got;
	struct http_request req = get_of("/");

	memset(line, 'a', sizeof(line));
	memcpy(line, "X-A: ", 5);
	memcpy(line + sizeof(line) - 2, "\r\n", 2);
	scripted_server_answer(f.server,
			&(struct scripted_answer){ .bytes = "HTTP/1.1 200 OK\r\n",
					.again = line,
					.again_len = sizeof(line),
					.times = SIZE_MAX });
	ask(&req, &got);
	cr_assert_neq(got.code, ERR_NONE);
}

Test(http_faults, an_answer_nobody_asked_for_is_not_given_to_the_next_request) {
	struct outcome got;
	struct http_request req = get_of("/");

	answer(OK_JSON "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", SCRIPTED_KEEP);
	answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nright", SCRIPTED_KEEP);
	ask(&req, &got);
	cr_assert_str_eq(got.body, "{}");
	ask(&req, &got);
	cr_assert_str_eq(got.body, "right");
	cr_assert_eq(scripted_server_connections(f.server), 2);
}

Test(http_faults, a_captive_portal_shows_in_the_content_type) {
	struct outcome got;
	struct http_request req = get_of("/");

	answer("HTTP/1.1 200 OK\r\nContent-Type: TEXT/HTML;charset=x\r\nContent-Length: 6\r\n\r\n"
	       "<html>",
			SCRIPTED_KEEP);
	ask(&req, &got);
	cr_assert_eq(got.status, 200);
	cr_assert_str_eq(got.type, "text/html");
}

Test(http_faults, a_content_type_that_is_no_text_or_too_long_is_none) {
	static char longest[512];
	struct outcome got;
	struct http_request req = get_of("/");

	answer("HTTP/1.1 200 OK\r\nContent-Type: a\x1b[2J/b\r\nContent-Length: 0\r\n\r\n",
			SCRIPTED_KEEP);
	snprintf(longest, sizeof(longest),
			"HTTP/1.1 200 OK\r\nContent-Type: %0200d\r\nContent-Length: 0\r\n\r\n", 0);
	answer(longest, SCRIPTED_KEEP);
	ask(&req, &got);
	cr_assert_str_eq(got.type, "");
	ask(&req, &got);
	cr_assert_str_eq(got.type, "");
}

Test(http_faults, retry_after_is_read_as_seconds_or_date_and_clamped) {
	static const struct {
		const char *headers;
		msec_t expected;
	} cases[] = {
		{ "", 0 },
		{ "Retry-After: 0\r\n", 1000 },
		{ "Retry-After: 7\r\n", 7000 },
		{ "retry-after:   30  \r\n", 30000 },
		{ "Retry-After: 3600\r\n", MSEC_PER_HOUR },
		{ "Retry-After: 3601\r\n", MSEC_PER_HOUR },
		{ "Retry-After: 99999999999999999999999999\r\n", MSEC_PER_HOUR },
		{ "Retry-After: -5\r\n", 0 },
		{ "Retry-After: soon\r\n", 0 },
		{ "Retry-After:\r\n", 0 },
		{ "Retry-After: Wed, 21 Oct 2037 07:28:00 GMT\r\n", MSEC_PER_HOUR },
		{ "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", 1000 },
		{ "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n"
		  "Retry-After: Wed, 21 Oct 2015 07:28:42 GMT\r\n",
				42000 },
		{ "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n"
		  "Retry-After: Wed, 21 Oct 2015 07:27:00 GMT\r\n",
				1000 },
	};
	static char bytes[sizeof(cases) / sizeof(*cases)][256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(bytes[i], sizeof(bytes[i]),
				"HTTP/1.1 429 Slow\r\n%sContent-Length: 0\r\n\r\n",
				cases[i].headers);
		answer(bytes[i], SCRIPTED_KEEP);
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct outcome got;
		struct http_request req = get_of("/");
		ask(&req, &got);
		cr_assert_eq(got.status, 429);
		cr_assert_eq(got.retry_after, cases[i].expected, "%s: %lld", cases[i].headers,
				(long long)got.retry_after);
	}
}

Test(http_faults, what_is_left_of_a_limit_is_read_or_left_alone) {
#define LIMIT "RateLimit-Limit: 5000\r\nRateLimit-Remaining: 2450\r\n"
	static const struct {
		const char *headers;
		struct http_limit expected;
	} cases[] = {
		{ "", { 0 } },
		{ LIMIT "RateLimit-Reset: 60\r\n", { 5000, 2450, 0, 60000 } },
		{ LIMIT "RateLimit-Reset: 60\r\nRateLimit-Policy: 5000;w=3600\r\n",
				{ 5000, 2450, MSEC_PER_HOUR, 60000 } },
		{ LIMIT "RateLimit-Reset: 60\r\nRateLimit-Policy: 5000;w=soon\r\n",
				{ 5000, 2450, 0, 60000 } },
		{ "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n" LIMIT "RateLimit-Reset: 1445412488\r\n",
				{ 5000, 2450, 0, 8000 } },
		{ "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n" LIMIT "RateLimit-Reset: 1445412400\r\n",
				{ 5000, 2450, 0, 1000 } },
		{ "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n" LIMIT "RateLimit-Reset: 9445412488\r\n",
				{ 5000, 2450, 0, 7 * MSEC_PER_DAY } },
		{ LIMIT "RateLimit-Reset: 1445412488\r\n", { 5000, 2450, 0, MSEC_PER_MIN } },
		{ LIMIT, { 0 } },
		{ LIMIT "RateLimit-Reset: tomorrow\r\n", { 0 } },
		{ "RateLimit-Limit: 99999999999999999999\r\nRateLimit-Remaining: 1\r\n"
		  "RateLimit-Reset: 1\r\n",
				{ 0 } },
		{ "RateLimit-Limit: -1\r\nRateLimit-Remaining: 1\r\nRateLimit-Reset: 1\r\n",
				{ 0 } },
	};
	static char bytes[sizeof(cases) / sizeof(*cases)][256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(bytes[i], sizeof(bytes[i]),
				"HTTP/1.1 200 OK\r\n%sContent-Length: 0\r\n\r\n", cases[i].headers);
		answer(bytes[i], SCRIPTED_KEEP);
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct outcome got;
		struct http_request req = get_of("/");
		ask(&req, &got);
		cr_assert_eq(got.limit.limit, cases[i].expected.limit, "%s", cases[i].headers);
		cr_assert_eq(got.limit.left, cases[i].expected.left, "%s", cases[i].headers);
		cr_assert_eq(got.limit.window, cases[i].expected.window, "%s", cases[i].headers);
		cr_assert_eq(got.limit.resets_in, cases[i].expected.resets_in, "%s",
				cases[i].headers);
	}
}
