#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_parts.h"
#include "unlike/base/mem.h"

bool http_conns_init(struct http_conns *conns, const struct clock *clock, msec_t patience,
		struct err *reterr) {
	assert(patience > 0);
	int fd = epoll_create1(EPOLL_CLOEXEC);
	if (fd < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "cannot make an epoll descriptor");
	}
	*conns = (struct http_conns){ .epoll_fd = fd, .patience = patience, .clock = clock };
	return true;
}

void http_conns_finish(struct http_conns *conns) {
	assert(conns->count == 0 && conns->oldest == NULL);
	if (conns->epoll_fd >= 0) {
		close(conns->epoll_fd);
	}
	conns->epoll_fd = -1;
}

static void append(struct http_conns *conns, struct http_conn *conn) {
	conn->progress = clock_mono(conns->clock);
	conn->previous = conns->newest;
	conn->next = NULL;
	if (conns->newest != NULL) {
		conns->newest->next = conn;
	} else {
		conns->oldest = conn;
	}
	conns->newest = conn;
}

static void unlink_conn(struct http_conns *conns, struct http_conn *conn) {
	if (conn->previous != NULL) {
		conn->previous->next = conn->next;
	} else {
		assert(conns->oldest == conn);
		conns->oldest = conn->next;
	}
	if (conn->next != NULL) {
		conn->next->previous = conn->previous;
	} else {
		assert(conns->newest == conn);
		conns->newest = conn->previous;
	}
}

struct http_conn *http_conns_add(struct http_conns *conns, int fd) {
	struct http_conn *conn = xcalloc(1, sizeof *conn);
	conn->fd = fd;
	append(conns, conn);
	conns->count++;
	/* Without it (no memory in the kernel) the connection only ends later, by its time-out. */
	struct epoll_event event = { .events = EPOLLRDHUP | EPOLLONESHOT, .data.ptr = conn };
	(void)epoll_ctl(conns->epoll_fd, EPOLL_CTL_ADD, fd, &event);
	return conn;
}

void http_conns_remove(struct http_conns *conns, struct http_conn *conn) {
	assert(conns->count > 0);
	(void)epoll_ctl(conns->epoll_fd, EPOLL_CTL_DEL, conn->fd, NULL);
	for (size_t i = 0; conn->ended && i < conns->ended_count; i++) {
		if (conns->ended[i] == conn) {
			conns->ended[i] = NULL;
		}
	}
	unlink_conn(conns, conn);
	conns->count--;
	free(conn);
}

void http_conns_progress(struct http_conns *conns, struct http_conn *conn) {
	unlink_conn(conns, conn);
	append(conns, conn);
}

void http_conns_see_ends(struct http_conns *conns) {
	assert(conns->ended_count == 0);
	struct epoll_event events[HTTP_ENDED_MAX];
	int n = epoll_wait(conns->epoll_fd, events, HTTP_ENDED_MAX, 0);
	for (int i = 0; i < n; i++) {
		struct http_conn *conn = events[i].data.ptr;
		conn->ended = true;
		conns->ended[conns->ended_count++] = conn;
	}
}

void http_conns_wake_ended(struct http_conns *conns) {
	for (size_t i = 0; i < conns->ended_count; i++) {
		struct http_conn *conn = conns->ended[i];
		if (conn != NULL) {
			conn->ended = false;
			(void)shutdown(conn->fd, SHUT_RD);
		}
	}
	conns->ended_count = 0;
}

void http_conns_cut(struct http_conns *conns) {
	msec_t now = clock_mono(conns->clock);
	while (conns->oldest != NULL && conns->oldest->progress + conns->patience <= now) {
		struct http_conn *conn = conns->oldest;
		(void)shutdown(conn->fd, SHUT_RDWR);
		http_conns_progress(conns, conn);
	}
}

msec_t http_conns_deadline(const struct http_conns *conns) {
	return conns->oldest != NULL ? conns->oldest->progress + conns->patience : MSEC_NEVER;
}
