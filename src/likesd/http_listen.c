#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_parts.h"

#define BACKLOG 1024

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} u;
	socklen_t len;
	bool loopback;
};

static bool read_address(const char *host, uint16_t port, struct address *ret) {
	struct address address = { 0 };
	if (inet_pton(AF_INET, host, &address.u.v4.sin_addr) == 1) {
		address.u.v4.sin_family = AF_INET;
		address.u.v4.sin_port = htons(port);
		address.len = sizeof address.u.v4;
		address.loopback = ntohl(address.u.v4.sin_addr.s_addr) >> 24 == 127;
	} else if (inet_pton(AF_INET6, host, &address.u.v6.sin6_addr) == 1) {
		address.u.v6.sin6_family = AF_INET6;
		address.u.v6.sin6_port = htons(port);
		address.len = sizeof address.u.v6;
		address.loopback = IN6_IS_ADDR_LOOPBACK(&address.u.v6.sin6_addr);
	} else {
		return false;
	}
	*ret = address;
	return true;
}

static bool bind_and_listen(int fd, const struct address *address, struct err *reterr) {
	int on = 1;
	/* A port of before is free at once; and ::1 takes nothing of 127.0.0.1. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (address->u.any.sa_family == AF_INET6) {
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	}
	if (bind(fd, &address->u.any, address->len) != 0 || listen(fd, BACKLOG) != 0) {
		int problem = errno;
		return err_set_errno(reterr, problem == EADDRINUSE ? ERR_BUSY : ERR_IO, problem,
				"cannot listen there");
	}
	return true;
}

static uint16_t port_of(int fd) {
	struct address address = { .len = sizeof address.u };
	if (getsockname(fd, &address.u.any, &address.len) != 0) {
		return 0;
	}
	return ntohs(address.u.any.sa_family == AF_INET6 ? address.u.v6.sin6_port
							 : address.u.v4.sin_port);
}

bool http_listen_tcp(const char *host, uint16_t port, int *ret_fd, uint16_t *ret_port,
		struct err *reterr) {
	struct address address;
	if (!read_address(host, port, &address)) {
		return err_set(reterr, ERR_INPUT, "'%.60s' is not an IPv4 or IPv6 address", host);
	}
	if (!address.loopback) {
		return err_set(reterr, ERR_INPUT,
				"%.60s is not a loopback address: there is no TLS here, so tokens "
				"would be readable on the way; listen on 127.0.0.1 and put a proxy "
				"with TLS in front",
				host);
	}
	int fd = socket(address.u.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return err_set_errno(reterr, ERR_IO, errno, "cannot make a socket");
	}
	if (!bind_and_listen(fd, &address, reterr)) {
		close(fd);
		return err_wrap(reterr, "%.60s port %u", host, port);
	}
	*ret_fd = fd;
	*ret_port = port_of(fd);
	assert(*ret_port != 0);
	return true;
}

void http_listen_text(const struct sockaddr *address_or_null, char ret[static HTTP_ADDRESS_TEXT]) {
	const struct address *address = (const void *)address_or_null;
	if (address_or_null != NULL && address_or_null->sa_family == AF_INET &&
			inet_ntop(AF_INET, &address->u.v4.sin_addr, ret, HTTP_ADDRESS_TEXT) !=
					NULL) {
		return;
	}
	if (address_or_null != NULL && address_or_null->sa_family == AF_INET6 &&
			inet_ntop(AF_INET6, &address->u.v6.sin6_addr, ret, HTTP_ADDRESS_TEXT) !=
					NULL) {
		return;
	}
	snprintf(ret, HTTP_ADDRESS_TEXT, "unix");
}
