#include "unlike/likesd/http.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "likesd_fixture.h"

/* likesd's handlers and HTTP in this process, and a client on a socket in the same loop. */
struct world {
	struct likesd_fixture fixture;
	struct clock clock; /* of the loop and of HTTP */
	struct loop *loop;
	struct likesd_http *http;
	int client;
	char got[2000]; /* by the client */
	size_t len;
	bool ended; /* the client's connection */
	struct loop_timer *drip;
};

static void on_client(int fd, short revents, void *data) {
	(void)revents;
	struct world *world = data;
	ssize_t n = recv(fd, world->got + world->len, sizeof world->got - 1 - world->len, 0);
	if (n > 0) {
		world->len += (size_t)n;
		world->got[world->len] = '\0';
		return;
	}
	world->ended = true;
	loop_remove_fd(world->loop, fd);
}

static void start(struct world *world, bool real_time, unsigned idle_seconds) {
	memset(world, 0, sizeof *world);
	likesd_fixture_open(&world->fixture, &(struct likesd_fixture_options){ .sample = 10 });
	world->clock = real_time ? clock_system() : world->fixture.clock;
	world->loop = loop_create(&world->clock);
	const struct likesd_http_config config = { .host = "127.0.0.1",
		.idle_seconds = idle_seconds };
	struct err err = { 0 };
	world->http = likesd_http_start(
			&config, world->loop, world->fixture.likesd, &world->clock, &err);
	cr_assert_not_null(world->http, "%s", err.msg);

	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(likesd_http_port(world->http)) };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	world->client = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(connect(world->client, (struct sockaddr *)&address, sizeof address), 0);
	loop_add_fd(world->loop, world->client, POLLIN, on_client, world);
}

static void finish(struct world *world) {
	loop_cancel_timer(world->loop, world->drip);
	likesd_http_stop(world->http);
	if (!world->ended) {
		loop_remove_fd(world->loop, world->client);
	}
	close(world->client);
	loop_destroy(world->loop);
	likesd_fixture_close(&world->fixture);
}

static void say(struct world *world, const char *text) {
	cr_assert_eq(send(world->client, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

Test(http_server, what_is_due_is_published_without_a_request, .timeout = 20) {
	struct world world;
	start(&world, false, 0);
	struct loop_waiter waiter = likesd_fixture_waiter(&world.fixture);
	char request[300];
	snprintf(request, sizeof request,
			"DELETE /v1/likes/v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
			"Authorization: Bearer %s\r\nIdempotency-Key: 0123456789abcdef\r\n\r\n",
			world.fixture.token);
	say(&world, request);
	while (!world.ended) {
		cr_assert(loop_turn(world.loop, &waiter, NULL));
	}
	cr_assert(strncmp(world.got, "HTTP/1.1 202 ", 13) == 0, "%s", world.got);

	msec_t due = likesd_due_in(world.fixture.likesd);
	cr_assert_gt(due, 14 * MSEC_PER_MIN);
	msec_t at = clock_mono(&world.clock) + due;
	while (clock_mono(&world.clock) < at) {
		cr_assert_neq(likesd_due_in(world.fixture.likesd), MSEC_NEVER, "too early");
		cr_assert(loop_turn(world.loop, &waiter, NULL));
	}
	for (int i = 0; i < 3; i++) {
		cr_assert(loop_turn(world.loop, &waiter, NULL));
	}
	cr_assert_eq(likesd_due_in(world.fixture.likesd), MSEC_NEVER);
	finish(&world);
}

static void run_until_ended(struct world *world) {
	struct loop_waiter waiter = loop_waiter_poll();
	while (!world->ended) {
		cr_assert(loop_turn(world->loop, &waiter, NULL));
	}
}

/* These two wait in earnest: the clock is libmicrohttpd's own. */
Test(http_server, an_idle_connection_is_closed_after_its_time, .timeout = 20) {
	struct world world;
	start(&world, true, 1);
	msec_t begin = clock_mono(&world.clock);
	say(&world, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea");
	run_until_ended(&world);
	msec_t took = clock_mono(&world.clock) - begin;
	cr_assert(strncmp(world.got, "HTTP/1.1 200 ", 13) == 0, "%s", world.got);
	cr_assert(took >= 800 && took < 5000, "%lld ms", (long long)took);
	finish(&world);
}

static void drip(void *data) {
	struct world *world = data;
	(void)send(world->client, "x", 1, MSG_NOSIGNAL);
	world->drip = loop_add_timer(world->loop, clock_mono(&world->clock) + 100, drip, world);
}

Test(http_server, a_byte_now_and_then_does_not_keep_a_connection, .timeout = 20) {
	struct world world;
	start(&world, true, 1);
	msec_t begin = clock_mono(&world.clock);
	say(&world, "GET /healthz HTTP/1.1\r\nX-Slow: ");
	drip(&world);
	run_until_ended(&world);
	msec_t took = clock_mono(&world.clock) - begin;
	cr_assert(took >= 1900 && took < 6000, "%lld ms", (long long)took);
	cr_assert_eq(world.len, 0, "%s", world.got);
	finish(&world);
}
