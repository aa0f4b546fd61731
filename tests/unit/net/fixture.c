#include "fixture.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE (10 * MSEC_PER_SEC)
#define TURN_MAX ((msec_t)20)

struct fixture f;

void fixture_init(void) {
	struct err err = { 0 };

	/* Nobody's proxy may show in a result. */
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	unsetenv("HTTPS_PROXY");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	signal(SIGPIPE, SIG_IGN);
	cr_assert(http_global_init(&err), "%s", err.msg);
	f.clock = clock_system();
	f.loop = loop_create(&f.clock);
	f.http = http_create(&err);
	cr_assert(f.http, "%s", err.msg);
	f.client = http_client(f.http);
	f.waiter = http_waiter(f.http);
	f.server = scripted_server_create(f.loop, &f.clock);
}

void fixture_finish(void) {
	http_destroy(f.http);
	scripted_server_destroy(f.server);
	loop_destroy(f.loop);
}

struct http_request get_of(const char *path) {
	return (struct http_request){
		.method = "GET",
		.url = scripted_server_url(f.server, path),
		.max_response = 65536,
		.timeout = 5 * MSEC_PER_SEC,
	};
}

void keep_outcome(const struct http_response *res, const struct err *err, void *data) {
	struct outcome *outcome = data;

	cr_assert(!res != !err, "exactly one of response and error");
	outcome->calls++;
	if (err) {
		cr_assert_neq(err->code, ERR_NONE);
		outcome->code = err->code;
		snprintf(outcome->why, sizeof(outcome->why), "%s", err->msg);
		return;
	}
	cr_assert_eq(res->body[res->body_len], '\0');
	outcome->code = ERR_NONE;
	outcome->status = res->status;
	outcome->body_len = res->body_len;
	outcome->retry_after = res->retry_after;
	outcome->limit = res->limit;
	snprintf(outcome->type, sizeof(outcome->type), "%s", res->content_type);
	snprintf(outcome->body, sizeof(outcome->body), "%s", res->body);
}

uint64_t submit(const struct http_request *req, struct outcome *outcome) {
	int before = outcome->calls;
	uint64_t id = f.client.ops->submit(f.client.self, req, keep_outcome, outcome);

	cr_assert_neq(id, 0);
	cr_assert_eq(outcome->calls, before, "told from inside submit");
	return id;
}

static void nothing(void *data) {
	*(struct loop_timer **)data = NULL;
}

void turn(void) {
	struct err err = { 0 };
	struct loop_timer *guard = NULL;

	guard = loop_add_timer(f.loop, clock_mono(&f.clock) + TURN_MAX, nothing, &guard);
	cr_assert(loop_turn(f.loop, &f.waiter, &err), "%s", err.msg);
	loop_cancel_timer(f.loop, guard);
}

static void give_up(void *data) {
	(void)data;
	cr_assert_fail("nothing happened for ten seconds");
}

static struct loop_timer *set_patience(void) {
	return loop_add_timer(f.loop, clock_mono(&f.clock) + PATIENCE, give_up, NULL);
}

void turn_until_told(const struct outcome *outcome) {
	struct loop_timer *patience = set_patience();

	while (outcome->calls == 0) {
		turn();
	}
	loop_cancel_timer(f.loop, patience);
}

void turn_until_requests(size_t n) {
	struct loop_timer *patience = set_patience();

	while (scripted_server_requests(f.server) < n) {
		turn();
	}
	loop_cancel_timer(f.loop, patience);
}

void ask(const struct http_request *req, struct outcome *outcome) {
	*outcome = (struct outcome){ 0 };
	submit(req, outcome);
	turn_until_told(outcome);
	cr_assert_eq(outcome->calls, 1);
}

void answer(const char *bytes, enum scripted_end end) {
	scripted_server_answer(f.server, &(struct scripted_answer){ .bytes = bytes, .end = end });
}
