#include "scripted_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unlike/base/buf.h"
#include "unlike/base/mem.h"

#define CONNECTIONS_MAX 64
#define ANSWERS_MAX 32
#define REQUESTS_MAX 256
#define DRIP_INTERVAL ((msec_t)10)
#define SEND_BYTES_MAX ((size_t)65536) /* a turn */

struct connection {
	struct scripted_server *server; /* foreign */
	int fd; /* −1: closed */
	struct buf in;
	const struct scripted_answer *answer; /* being sent; NULL: waits for a request */
	size_t sent, rounds; /* of the part under way; how often `again` was sent */
	struct loop_timer *timer;
};

struct scripted_server {
	struct loop *loop; /* foreign */
	const struct clock *clock; /* foreign */
	int fd;
	uint16_t port;
	struct connection connections[CONNECTIONS_MAX];
	size_t n_connections;
	struct scripted_answer answers[ANSWERS_MAX];
	size_t n_answers;
	char *requests[REQUESTS_MAX]; /* own */
	size_t n_requests;
	char url[512];
};

static void close_connection(struct connection *c) {
	loop_cancel_timer(c->server->loop, c->timer);
	c->timer = NULL;
	if (c->fd >= 0) {
		loop_remove_fd(c->server->loop, c->fd);
		close(c->fd);
	}
	c->fd = -1;
	c->answer = NULL;
}

static void reset_connection(struct connection *c) {
	struct linger linger = { .l_onoff = 1 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close_connection(c);
}

static size_t answer_len(const struct scripted_answer *answer) {
	if (!answer->bytes) {
		return 0;
	}
	return answer->len ? answer->len : strlen(answer->bytes);
}

/* What is to be sent next; 0 bytes at the end. */
static size_t next_bytes(struct connection *c, const char **ret) {
	const struct scripted_answer *a = c->answer;

	if (c->rounds == 0 && c->sent < answer_len(a)) {
		*ret = a->bytes + c->sent;
		return answer_len(a) - c->sent;
	}
	if (c->rounds == 0) {
		c->rounds = 1;
		c->sent = 0;
	}
	if (!a->again || (a->times != SIZE_MAX && c->rounds > a->times)) {
		return 0;
	}
	*ret = a->again + c->sent;
	return a->again_len - c->sent;
}

static void count_sent(struct connection *c, size_t n) {
	c->sent += n;
	if (c->rounds > 0 && c->sent == c->answer->again_len) {
		c->rounds++;
		c->sent = 0;
	}
}

static void end_answer(struct connection *c) {
	switch (c->answer->end) {
	case SCRIPTED_CLOSE:
		close_connection(c);
		break;
	case SCRIPTED_RESET:
		reset_connection(c);
		break;
	case SCRIPTED_KEEP:
		c->answer = NULL;
		loop_change_fd(c->server->loop, c->fd, POLLIN);
		break;
	default:
		loop_change_fd(c->server->loop, c->fd, POLLIN);
	}
}

static void send_some(struct connection *c);

static void drip(void *data) {
	struct connection *c = data;

	c->timer = NULL;
	send_some(c);
}

static void send_some(struct connection *c) {
	size_t left = c->answer->drip ? c->answer->drip : SEND_BYTES_MAX;

	while (left > 0) {
		const char *bytes = NULL;
		size_t n = next_bytes(c, &bytes);
		if (n == 0) {
			end_answer(c);
			return;
		}
		ssize_t rc = send(c->fd, bytes, n < left ? n : left, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (rc < 0 && errno != EAGAIN) {
			close_connection(c);
			return;
		}
		if (rc < 0) {
			break;
		}
		count_sent(c, (size_t)rc);
		left -= (size_t)rc;
	}
	if (c->answer->drip) {
		loop_change_fd(c->server->loop, c->fd, 0);
		c->timer = loop_add_timer(c->server->loop,
				clock_mono(c->server->clock) + DRIP_INTERVAL, drip, c);
		return;
	}
	loop_change_fd(c->server->loop, c->fd, POLLOUT);
}

/* Bytes of the first request in the buffer, 0 while it is incomplete. */
static size_t request_len(const struct buf *in) {
	const char *end = strstr(in->data, "\r\n\r\n");
	size_t body = 0;

	if (!end) {
		return 0;
	}
	const char *length = strcasestr(in->data, "\r\nContent-Length:");
	if (length && length < end) {
		body = strtoul(length + 17, NULL, 10);
	}
	size_t total = (size_t)(end + 4 - in->data) + body;
	return in->len >= total ? total : 0;
}

static void take_request(struct connection *c, size_t len) {
	static const struct scripted_answer silence = { .end = SCRIPTED_HANG };
	struct scripted_server *server = c->server;
	size_t i = server->n_requests;

	assert(i < REQUESTS_MAX);
	server->requests[server->n_requests++] = xstrndup(c->in.data, len);
	char *rest = xstrndup(c->in.data + len, c->in.len - len);
	buf_reset(&c->in);
	buf_add_str(&c->in, rest);
	free(rest);
	size_t last = server->n_answers ? server->n_answers - 1 : 0;
	c->answer = server->n_answers ? &server->answers[i < last ? i : last] : &silence;
	c->sent = c->rounds = 0;
	send_some(c);
}

static void handle_connection(int fd, short revents, void *data) {
	struct connection *c = data;
	char bytes[4096];

	if (revents & POLLOUT) {
		send_some(c);
		return;
	}
	ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n <= 0) {
		close_connection(c);
		return;
	}
	buf_add(&c->in, bytes, (size_t)n);
	size_t len = request_len(&c->in);
	if (len > 0 && !c->answer) {
		take_request(c, len);
	}
}

static void handle_listener(int fd, short revents, void *data) {
	struct scripted_server *server = data;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

	(void)revents;
	if (peer < 0) {
		return;
	}
	assert(server->n_connections < CONNECTIONS_MAX);
	struct connection *c = &server->connections[server->n_connections++];
	*c = (struct connection){ .server = server, .fd = peer };
	buf_init(&c->in, BUF_UNLIMITED);
	loop_add_fd(server->loop, peer, POLLIN, handle_connection, c);
}

struct scripted_server *scripted_server_create(struct loop *loop, const struct clock *clock) {
	struct scripted_server *server = xcalloc(1, sizeof(*server));
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(addr);

	server->loop = loop;
	server->clock = clock;
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = bind(server->fd, (struct sockaddr *)&addr, sizeof(addr));
	rc = rc ? rc : listen(server->fd, CONNECTIONS_MAX);
	rc = rc ? rc : getsockname(server->fd, (struct sockaddr *)&addr, &len);
	if (rc != 0) {
		abort();
	}
	server->port = ntohs(addr.sin_port);
	loop_add_fd(loop, server->fd, POLLIN, handle_listener, server);
	return server;
}

void scripted_server_destroy(struct scripted_server *server) {
	if (!server) {
		return;
	}
	for (size_t i = 0; i < server->n_connections; i++) {
		close_connection(&server->connections[i]);
		buf_finish(&server->connections[i].in);
	}
	for (size_t i = 0; i < server->n_requests; i++) {
		free(server->requests[i]);
	}
	loop_remove_fd(server->loop, server->fd);
	close(server->fd);
	free(server);
}

void scripted_server_answer(struct scripted_server *server, const struct scripted_answer *answer) {
	assert(server->n_answers < ANSWERS_MAX);
	server->answers[server->n_answers++] = *answer;
}

uint16_t scripted_server_port(const struct scripted_server *server) {
	return server->port;
}

const char *scripted_server_url(struct scripted_server *server, const char *path) {
	snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%u%s", server->port, path);
	return server->url;
}

size_t scripted_server_connections(const struct scripted_server *server) {
	return server->n_connections;
}

size_t scripted_server_requests(const struct scripted_server *server) {
	return server->n_requests;
}

const char *scripted_server_request(const struct scripted_server *server, size_t i) {
	assert(i < server->n_requests);
	return server->requests[i];
}
