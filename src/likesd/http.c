/*
 * libmicrohttpd without a thread of its own: its epoll descriptor is polled in our loop. When it is
 * ready, libmicrohttpd reads all requests that are there; each whole one is suspended and queued;
 * then one turn answers them all (http_turn.c) and libmicrohttpd writes the answers.
 *
 * That order is what makes 0.9.75 usable: its own epoll thread sleeps when exactly 128 connections
 * are ready, and MHD_run() without a thread never sleeps (LIKESD §5).
 */
#include "unlike/likesd/http.h"

#include <assert.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_parts.h"
#include "unix_socket.h"
#include "unlike/base/mem.h"

#define LOG_MODULE "http"
#include "unlike/base/log.h"

#define CONNECTION_LIMIT 1000
#define PER_ADDRESS_LIMIT 600
#define IDLE_SECONDS 30
/* How often libmicrohttpd runs before a turn is held with what came; and how many turns before the
 * loop's other descriptors have their say. */
#define GATHER_MAX 8
#define TURNS_MAX 4
#define STOP_PATIENCE (2 * MSEC_PER_SEC)

static void log_line(void *data, const char *fmt, va_list args)
		__attribute__((format(printf, 2, 0)));

static void log_line(void *data, const char *fmt, va_list args) {
	(void)data;
	char text[200];
	vsnprintf(text, sizeof text, fmt, args);
	log_debug("%s", text);
}

static struct http_conn *conn_of(struct MHD_Connection *connection) {
	const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info != NULL ? info->socket_context : NULL;
}

/* --- libmicrohttpd's callbacks --------------------------------------------------------------- */

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
		enum MHD_ConnectionNotificationCode code) {
	struct likesd_http *http = data;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
				connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*context = http_conns_add(&http->conns, info->connect_fd);
		likesd_note_connections(http->likesd, http->conns.count);
		return;
	}
	http_conns_remove(&http->conns, *context);
	likesd_note_connections(http->likesd, http->conns.count);
	*context = NULL;
}

/* The request line: libmicrohttpd hands the path on decoded and without its query, so that "%2F"
 * could not be told from "/"; here it is raw. */
static void *on_target(void *data, const char *target, struct MHD_Connection *connection) {
	(void)connection;
	struct likesd_http *http = data;
	http->in_flight++;
	struct http_request *request = http_request_create(target);
	request->began = clock_mono(http->clock);
	return request;
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
		const char *method, const char *version, const char *upload, size_t *upload_len,
		void **context) {
	(void)url;
	struct likesd_http *http = data;
	struct http_request *request = *context;
	struct likesd_response refusal;
	if (!request->checked) {
		/* The first call has only headers: an answer now means that no body is read. */
		if (!http_request_check(request, connection, method, version, &refusal)) {
			return http_turn_answer(http, request, &refusal, true);
		}
		return MHD_YES;
	}
	if (*upload_len > 0) {
		buf_add(&request->body, upload, *upload_len);
		*upload_len = 0;
		/* Content-Length was checked and libmicrohttpd keeps to it. */
		return request->body.overflowed ? MHD_NO : MHD_YES;
	}
	http_conns_progress(&http->conns, conn_of(connection));
	return http_turn_enqueue(http, request);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
		enum MHD_RequestTerminationCode code) {
	(void)code;
	struct likesd_http *http = data;
	if (*context == NULL) {
		return;
	}
	http_request_destroy(*context);
	*context = NULL;
	assert(http->in_flight > 0);
	http->in_flight--;
	http_conns_progress(&http->conns, conn_of(connection));
}

/* --- driving it ------------------------------------------------------------------------------ */

/* Real milliseconds until libmicrohttpd wants to run though no descriptor is ready. */
static msec_t daemon_timeout(const struct likesd_http *http) {
	MHD_UNSIGNED_LONG_LONG timeout = 0;
	if (MHD_get_timeout(http->daemon, &timeout) != MHD_YES) {
		return MSEC_NEVER;
	}
	return timeout < (MHD_UNSIGNED_LONG_LONG)MSEC_PER_HOUR ? (msec_t)timeout : MSEC_PER_HOUR;
}

static bool wait_ready(const struct likesd_http *http, int timeout_ms) {
	struct pollfd fds[] = {
		{ .fd = http->daemon_fd, .events = POLLIN },
		{ .fd = http->conns.epoll_fd, .events = POLLIN },
	};
	return poll(fds, 2, timeout_ms) > 0;
}

static bool is_ready(const struct likesd_http *http) {
	return wait_ready(http, 0) || daemon_timeout(http) == 0;
}

static void drive(struct likesd_http *http);

static void on_timer(void *data) {
	struct likesd_http *http = data;
	http->timer = NULL;
	http_conns_cut(&http->conns);
	drive(http);
}

static void arm(struct likesd_http *http) {
	loop_cancel_timer(http->loop, http->timer);
	http->timer = NULL;
	msec_t now = clock_mono(http->clock);
	msec_t at = http_conns_deadline(&http->conns);
	msec_t timeout = daemon_timeout(http);
	if (timeout != MSEC_NEVER && now + timeout < at) {
		at = now + timeout;
	}
	if (at <= now) {
		/* Not within this turn of the loop: others have their say first. */
		at = now + 1;
	}
	if (at != MSEC_NEVER) {
		http->timer = loop_add_timer(http->loop, at, on_timer, http);
	}
}

/* Lets libmicrohttpd read and write all that it can now; whole requests end up in the queue. */
static void gather(struct likesd_http *http) {
	for (int i = 0; i < GATHER_MAX; i++) {
		http_conns_see_ends(&http->conns);
		MHD_run(http->daemon);
		http_conns_wake_ended(&http->conns);
		if (!is_ready(http)) {
			return;
		}
	}
}

static void drive(struct likesd_http *http) {
	gather(http);
	for (int i = 0; i < TURNS_MAX && http->waiting > 0; i++) {
		http_turn_run(http);
		gather(http);
	}
	if (http->waiting > 0) {
		/* Other descriptors come first; nobody stays suspended over that. */
		http_turn_run(http);
		MHD_run(http->daemon);
	}
	arm(http);
}

static void on_ready(int fd, short revents, void *data) {
	(void)fd;
	(void)revents;
	drive(data);
}

/* --- start and stop -------------------------------------------------------------------------- */

static bool start_daemon(struct likesd_http *http, const struct likesd_http_config *config,
		int listen_fd, struct err *reterr) {
	unsigned limit =
			config->connection_limit != 0 ? config->connection_limit : CONNECTION_LIMIT;
	unsigned per_address = config->per_address_limit != 0 ? config->per_address_limit
							      : PER_ADDRESS_LIMIT;
	unsigned idle = config->idle_seconds != 0 ? config->idle_seconds : IDLE_SECONDS;
	if (!http_conns_init(&http->conns, http->clock, 2 * idle * MSEC_PER_SEC, reterr)) {
		return false;
	}
	http->daemon = MHD_start_daemon(
			MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
			on_request, http, MHD_OPTION_EXTERNAL_LOGGER, log_line, NULL,
			MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT, limit,
			MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
			MHD_OPTION_CONNECTION_TIMEOUT, idle, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
			HTTP_MEMORY_LIMIT, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
			MHD_OPTION_URI_LOG_CALLBACK, on_target, http, MHD_OPTION_NOTIFY_CONNECTION,
			on_connection, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
			MHD_OPTION_END);
	if (http->daemon == NULL) {
		http_conns_finish(&http->conns);
		return err_set(reterr, ERR_IO, "libmicrohttpd cannot start");
	}
	http->daemon_fd = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return true;
}

bool likesd_http_bind(const struct likesd_http_config *config, struct likesd_http_bound *ret,
		struct err *reterr) {
	assert(config->host != NULL);
	return http_listen_tcp(config->host, config->port, &ret->fd, &ret->port, reterr);
}

/* *ret->port is 0 for a Unix socket. */
static bool listen_there(const struct likesd_http_config *config, struct likesd_http_bound *ret,
		struct err *reterr) {
	if (config->bound != NULL) {
		*ret = *config->bound;
		return true;
	}
	ret->port = 0;
	return config->socket_path != NULL
			? unix_socket_listen(config->socket_path, &ret->fd, reterr)
			: likesd_http_bind(config, ret, reterr);
}

struct likesd_http *likesd_http_start(const struct likesd_http_config *config, struct loop *loop,
		struct likesd *likesd, const struct clock *clock, struct err *reterr) {
	assert((config->host == NULL) != (config->socket_path == NULL));
	struct likesd_http_bound bound;
	if (!listen_there(config, &bound, reterr)) {
		return NULL;
	}
	struct likesd_http *http = xcalloc(1, sizeof *http);
	http->loop = loop;
	http->likesd = likesd;
	http->clock = clock;
	http->port = bound.port;
	http->verbose = config->verbose;
	http->last = &http->first;
	if (!start_daemon(http, config, bound.fd, reterr)) {
		close(bound.fd);
		free(http);
		return NULL;
	}
	http->socket_path = xstrdup(config->socket_path);
	loop_add_fd(loop, http->daemon_fd, POLLIN, on_ready, http);
	loop_add_fd(loop, http->conns.epoll_fd, POLLIN, on_ready, http);
	/* Publications that were due while nothing ran. */
	http_turn_run(http);
	arm(http);
	return http;
}

uint16_t likesd_http_port(const struct likesd_http *http) {
	return http->port;
}

/* What has come is answered; who is in the middle of a request gets a moment to end it. */
static void drain(struct likesd_http *http) {
	msec_t end = clock_mono(http->clock) + STOP_PATIENCE;
	for (;;) {
		drive(http);
		msec_t left = end - clock_mono(http->clock);
		if (left <= 0) {
			return;
		}
		if (!is_ready(http) && (http->in_flight == 0 || !wait_ready(http, (int)left))) {
			return;
		}
	}
}

/* From here on a client is refused, not left waiting. */
static void stop_listening(struct likesd_http *http) {
	int fd = MHD_quiesce_daemon(http->daemon);
	if (http->socket_path != NULL) {
		unlink(http->socket_path);
	}
	if (fd >= 0) {
		close(fd);
	}
}

void likesd_http_stop(struct likesd_http *http) {
	if (http == NULL) {
		return;
	}
	/* Connections that the kernel has made before now are still taken. */
	drive(http);
	http->stopping = true;
	stop_listening(http);
	drain(http);
	assert(http->waiting == 0);
	loop_remove_fd(http->loop, http->daemon_fd);
	loop_remove_fd(http->loop, http->conns.epoll_fd);
	loop_cancel_timer(http->loop, http->timer);
	loop_cancel_timer(http->loop, http->publish_timer);
	MHD_stop_daemon(http->daemon);
	http_conns_finish(&http->conns);
	free(http->socket_path);
	free(http);
}
