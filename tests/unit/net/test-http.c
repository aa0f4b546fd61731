#include "unlike/net/http.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

#define OK_JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

TestSuite(http, .init = fixture_init, .fini = fixture_finish, .timeout = 30);

Test(http, a_response_is_handed_over_whole) {
	struct outcome got;
	struct http_request req = get_of("/likes?limit=1");

	answer("HTTP/1.1 404 Not Found\r\nContent-Type: Application/Problem+JSON; charset=utf-8\r\n"
	       "Content-Length: 5\r\n\r\nhello",
			SCRIPTED_KEEP);
	ask(&req, &got);
	cr_assert_eq(got.code, ERR_NONE, "%s", got.why);
	cr_assert_eq(got.status, 404);
	cr_assert_str_eq(got.type, "application/problem+json");
	cr_assert_str_eq(got.body, "hello");
	cr_assert_eq(got.body_len, 5);
	cr_assert_eq(got.retry_after, 0);
	cr_assert(strstr(scripted_server_request(f.server, 0), "GET /likes?limit=1 HTTP/1.1\r\n"));
}

Test(http, a_response_without_body_or_type_has_empty_ones) {
	struct outcome got;
	struct http_request req = get_of("/");

	answer("HTTP/1.1 204 No Content\r\n\r\n", SCRIPTED_KEEP);
	ask(&req, &got);
	cr_assert_eq(got.status, 204);
	cr_assert_str_eq(got.type, "");
	cr_assert_str_eq(got.body, "");
}

Test(http, each_method_is_sent_with_its_body_headers_and_bearer) {
	static const struct {
		const char *method, *body;
		bool has_length;
	} cases[] = {
		{ "GET", NULL, false },
		{ "DELETE", NULL, false },
		{ "DELETE", "{\"a\":1}", true },
		{ "PUT", NULL, true },
		{ "PUT", "{\"a\":1}", true },
		{ "POST", "{\"a\":1}", true },
		{ "POST", "", true },
	};
	const char *const headers[] = { "Idempotency-Key: 0123", "Accept: application/json",
		"Content-Type: application/json", NULL };

	answer(OK_JSON, SCRIPTED_KEEP);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct outcome got;
		char line[64];
		struct http_request req = get_of("/x");
		req.method = cases[i].method;
		req.body = cases[i].body;
		req.body_len = cases[i].body ? strlen(cases[i].body) : 0;
		req.headers = headers;
		req.bearer = "t0ken";
		ask(&req, &got);
		cr_assert_eq(got.code, ERR_NONE, "case %zu: %s", i, got.why);
		const char *sent = scripted_server_request(f.server, i);
		snprintf(line, sizeof(line), "%s /x HTTP/1.1\r\n", cases[i].method);
		cr_assert_eq(strncmp(sent, line, strlen(line)), 0, "%s", sent);
		cr_assert(strstr(sent, "\r\nIdempotency-Key: 0123\r\n"));
		cr_assert(strstr(sent, "\r\nAuthorization: Bearer t0ken\r\n"));
		cr_assert(strstr(sent, "\r\nContent-Type: application/json\r\n"));
		cr_assert_eq(!strstr(sent, "\r\nContent-Length:"), !cases[i].has_length, "%s",
				sent);
		cr_assert_null(strstr(sent, "Expect:"));
		cr_assert_null(strstr(sent, "form-urlencoded"));
		const char *body = strstr(sent, "\r\n\r\n") + 4;
		cr_assert_str_eq(body, cases[i].body ? cases[i].body : "");
	}
}

Test(http, everything_of_the_request_is_copied) {
	char url[128], body[] = "body", bearer[] = "token", header[] = "X-A: one";
	const char *headers[] = { header, NULL };
	struct outcome got = { 0 };
	struct http_request req = get_of("/");

	answer(OK_JSON, SCRIPTED_KEEP);
	snprintf(url, sizeof(url), "%s", scripted_server_url(f.server, "/copied"));
	req.method = "POST";
	req.url = url;
	req.body = body;
	req.body_len = 4;
	req.bearer = bearer;
	req.headers = headers;
	submit(&req, &got);
	memset(url, 'z', sizeof(url) - 1);
	memset(body, 'z', 4);
	memset(bearer, 'z', 5);
	memset(header, 'z', 8);
	headers[0] = NULL;
	turn_until_told(&got);
	const char *sent = scripted_server_request(f.server, 0);
	cr_assert(strstr(sent, "/copied"));
	cr_assert(strstr(sent, "Bearer token\r\n"));
	cr_assert(strstr(sent, "X-A: one\r\n"));
	cr_assert(strstr(sent, "\r\n\r\nbody"));
}

Test(http, a_long_body_is_sent_at_once_and_whole) {
	struct outcome got;
	struct http_request req = get_of("/");
	size_t len = 3 << 20;
	char *body = malloc(len + 1);

	memset(body, 'b', len);
	body[len] = '\0';
	answer(OK_JSON, SCRIPTED_KEEP);
	req.method = "POST";
	req.body = body;
	req.body_len = len;
	ask(&req, &got);
	cr_assert_eq(got.status, 200, "%s", got.why);
	const char *sent = scripted_server_request(f.server, 0);
	cr_assert_null(strstr(sent, "Expect:"));
	cr_assert_str_eq(strstr(sent, "\r\n\r\n") + 4, body);
	free(body);
}

Test(http, one_connection_serves_one_request_after_another) {
	struct outcome got;
	struct http_request req = get_of("/");

	answer(OK_JSON, SCRIPTED_KEEP);
	for (int i = 0; i < 3; i++) {
		ask(&req, &got);
		cr_assert_eq(got.code, ERR_NONE);
	}
	cr_assert_eq(scripted_server_connections(f.server), 1);
	cr_assert_eq(scripted_server_requests(f.server), 3);
}

Test(http, many_at_once_are_each_answered_exactly_once) {
	struct outcome got[20] = { 0 };
	struct http_request req = get_of("/");

	answer(OK_JSON, SCRIPTED_KEEP);
	for (int i = 0; i < 20; i++) {
		submit(&req, &got[i]);
	}
	for (int i = 0; i < 20; i++) {
		turn_until_told(&got[i]);
	}
	for (int i = 0; i < 20; i++) {
		cr_assert_eq(got[i].calls, 1);
		cr_assert_eq(got[i].status, 200);
	}
	cr_assert_eq(scripted_server_requests(f.server), 20);
}

Test(http, cancelling_before_anything_was_sent_tells_at_once_and_sends_nothing) {
	struct outcome got = { 0 }, other;
	struct http_request req = get_of("/");

	answer(OK_JSON, SCRIPTED_KEEP);
	uint64_t id = submit(&req, &got);
	f.client.ops->cancel(f.client.self, id);
	cr_assert_eq(got.calls, 1);
	cr_assert_eq(got.code, ERR_CANCELED);
	ask(&req, &other);
	cr_assert_eq(scripted_server_requests(f.server), 1);
	cr_assert_eq(got.calls, 1);
}

Test(http, cancelling_while_the_server_is_silent_tells_at_once_and_only_once) {
	struct outcome got = { 0 }, other;
	struct http_request req = get_of("/");

	scripted_server_answer(f.server, &(struct scripted_answer){ .end = SCRIPTED_HANG });
	answer(OK_JSON, SCRIPTED_KEEP);
	uint64_t id = submit(&req, &got);
	turn_until_requests(1);
	f.client.ops->cancel(f.client.self, id);
	cr_assert_eq(got.calls, 1);
	cr_assert_eq(got.code, ERR_CANCELED);
	f.client.ops->cancel(f.client.self, id);
	f.client.ops->cancel(f.client.self, 0);
	f.client.ops->cancel(f.client.self, 12345);
	ask(&req, &other);
	cr_assert_eq(other.status, 200);
	cr_assert_eq(got.calls, 1);
}

Test(http, destroying_with_work_pending_cancels_each_exactly_once) {
	struct outcome got[3] = { 0 };
	struct http_request req = get_of("/"), bad = get_of("/");

	bad.url = "ftp://127.0.0.1/";
	submit(&req, &got[0]);
	turn_until_requests(1);
	submit(&req, &got[1]);
	submit(&bad, &got[2]);
	http_destroy(f.http);
	f.http = NULL;
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(got[i].calls, 1);
		cr_assert_eq(got[i].code, ERR_CANCELED);
	}
}

struct chain {
	struct outcome first, second;
	uint64_t victim;
	int rounds;
};

static void go_on(const struct http_response *res, const struct err *err, void *data) {
	struct chain *chain = data;
	struct http_request req = get_of("/second");

	keep_outcome(res, err, &chain->first);
	submit(&req, &chain->second);
	f.client.ops->cancel(f.client.self, chain->victim);
}

Test(http, a_callback_may_submit_another_and_cancel_a_third) {
	struct chain chain = { 0 };
	struct outcome victim = { 0 };
	struct http_request req = get_of("/first"), slow = get_of("/slow");

	scripted_server_answer(f.server, &(struct scripted_answer){ .end = SCRIPTED_HANG });
	answer(OK_JSON, SCRIPTED_KEEP);
	chain.victim = submit(&slow, &victim);
	turn_until_requests(1);
	f.client.ops->submit(f.client.self, &req, go_on, &chain);
	turn_until_told(&chain.second);
	cr_assert_eq(chain.first.calls, 1);
	cr_assert_eq(chain.second.status, 200);
	cr_assert_eq(victim.calls, 1);
	cr_assert_eq(victim.code, ERR_CANCELED);
}

Test(http, what_is_to_be_told_already_is_not_waited_for) {
	struct outcome got = { 0 };
	struct http_request bad = get_of("/");

	bad.url = "no address";
	submit(&bad, &got);
	cr_assert(f.waiter.wait(f.waiter.self, NULL, 0, 60000, NULL));
	f.waiter.perform(f.waiter.self);
	cr_assert_eq(got.calls, 1);
}

static void resubmit_bad(const struct http_response *res, const struct err *err, void *data) {
	struct chain *chain = data;
	struct http_request bad = get_of("/");

	keep_outcome(res, err, &chain->first);
	bad.url = "no address";
	if (chain->rounds-- > 0) {
		f.client.ops->submit(f.client.self, &bad, resubmit_bad, chain);
	}
}

Test(http, a_refused_request_that_is_tried_again_at_once_does_not_hold_the_turn) {
	struct chain chain = { .rounds = 1000 };
	struct http_request bad = get_of("/");

	bad.url = "no address";
	f.client.ops->submit(f.client.self, &bad, resubmit_bad, &chain);
	turn();
	cr_assert_leq(chain.first.calls, 2);
	chain.rounds = 0;
	turn();
	turn();
}

static void cancel_self(const struct http_response *res, const struct err *err, void *data) {
	struct chain *chain = data;

	keep_outcome(res, err, &chain->first);
	f.client.ops->cancel(f.client.self, chain->victim);
}

Test(http, a_callback_that_cancels_its_own_request_is_not_called_again) {
	struct chain chain = { 0 };
	struct http_request req = get_of("/");

	answer(OK_JSON, SCRIPTED_KEEP);
	chain.victim = f.client.ops->submit(f.client.self, &req, cancel_self, &chain);
	turn_until_told(&chain.first);
	turn_until_requests(1);
	cr_assert_eq(chain.first.calls, 1);
	cr_assert_eq(chain.first.status, 200);
}

static void note_key(int fd, short revents, void *data) {
	char c;

	cr_assert(revents & POLLIN);
	*(int *)data += (int)read(fd, &c, 1);
}

Test(http, a_key_is_served_while_a_transfer_hangs) {
	struct outcome got = { 0 };
	struct http_request req = get_of("/");
	int ends[2], keys = 0, turns = 0;

	cr_assert_eq(pipe(ends), 0);
	loop_add_fd(f.loop, ends[0], POLLIN, note_key, &keys);
	uint64_t id = submit(&req, &got);
	turn_until_requests(1);
	cr_assert_eq(write(ends[1], "k", 1), 1);
	while (keys == 0) {
		turn();
		turns++;
	}
	cr_assert_eq(turns, 1);
	cr_assert_eq(got.calls, 0);
	f.client.ops->cancel(f.client.self, id);
	loop_remove_fd(f.loop, ends[0]);
	close(ends[0]);
	close(ends[1]);
}

static void note_end(int fd, short revents, void *data) {
	(void)fd;
	*(short *)data = revents;
}

Test(http, the_end_of_a_pipe_is_noticed_by_the_same_wait) {
	int ends[2];
	short seen = 0;

	cr_assert_eq(pipe(ends), 0);
	loop_add_fd(f.loop, ends[0], POLLIN, note_end, &seen);
	close(ends[1]);
	turn();
	cr_assert_neq(seen, 0);
	loop_remove_fd(f.loop, ends[0]);
	close(ends[0]);
}

Test(http, a_room_to_write_is_noticed_by_the_same_wait) {
	int ends[2];
	short seen = 0;

	cr_assert_eq(pipe(ends), 0);
	loop_add_fd(f.loop, ends[1], POLLOUT, note_end, &seen);
	turn();
	cr_assert(seen & POLLOUT);
	loop_remove_fd(f.loop, ends[1]);
	close(ends[0]);
	close(ends[1]);
}
