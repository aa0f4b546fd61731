#include "http_parts.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE 60000

/* Two ends of a connection: `near` is likesd's, `far` the client's. */
struct pair {
	int near, far;
};

struct fixture {
	struct fake_clock fake;
	struct clock clock;
	struct http_conns conns;
};

static void start(struct fixture *f) {
	*f = (struct fixture){ .fake = { .mono = 1000, .wall = 5 } };
	f->clock = clock_fake(&f->fake);
	cr_assert(http_conns_init(&f->conns, &f->clock, PATIENCE, NULL));
}

static struct pair tcp_pair(void) {
	struct sockaddr_in address = { .sin_family = AF_INET };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t len = sizeof address;
	int listening = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(listening, (struct sockaddr *)&address, len), 0);
	cr_assert_eq(listen(listening, 1), 0);
	cr_assert_eq(getsockname(listening, (struct sockaddr *)&address, &len), 0);
	struct pair pair = { .far = socket(AF_INET, SOCK_STREAM, 0) };
	cr_assert_eq(connect(pair.far, (struct sockaddr *)&address, len), 0);
	pair.near = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_geq(pair.near, 0);
	close(listening);
	return pair;
}

static struct pair unix_pair(void) {
	int fds[2];
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	return (struct pair){ .near = fds[0], .far = fds[1] };
}

static bool has_ended(int fd) {
	char byte;
	return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

Test(http_conns, one_without_progress_is_cut_when_patience_ends_and_not_before) {
	struct fixture f;
	start(&f);
	cr_assert_eq(http_conns_deadline(&f.conns), MSEC_NEVER);
	struct pair slow = tcp_pair(), busy = tcp_pair();
	struct http_conn *slow_conn = http_conns_add(&f.conns, slow.near);
	fake_clock_advance(&f.fake, 10);
	struct http_conn *busy_conn = http_conns_add(&f.conns, busy.near);
	cr_assert_eq(http_conns_deadline(&f.conns), 1000 + PATIENCE);

	fake_clock_advance(&f.fake, PATIENCE - 11);
	http_conns_cut(&f.conns);
	cr_assert_not(has_ended(slow.far));
	http_conns_progress(&f.conns, busy_conn);
	fake_clock_advance(&f.fake, 1);
	http_conns_cut(&f.conns);
	cr_assert(has_ended(slow.far));
	cr_assert(has_ended(slow.near), "libmicrohttpd must see the end, too");
	cr_assert_not(has_ended(busy.far));
	cr_assert_eq(http_conns_deadline(&f.conns), 1000 + PATIENCE - 1 + PATIENCE);

	http_conns_remove(&f.conns, slow_conn);
	http_conns_remove(&f.conns, busy_conn);
	http_conns_finish(&f.conns);
}

Test(http_conns, any_of_them_may_go_first) {
	static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 }, { 1, 2, 0 } };
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		struct fixture f;
		start(&f);
		struct pair pairs[3];
		struct http_conn *conns[3];
		for (int j = 0; j < 3; j++) {
			pairs[j] = unix_pair();
			conns[j] = http_conns_add(&f.conns, pairs[j].near);
			fake_clock_advance(&f.fake, 1);
		}
		for (int j = 0; j < 3; j++) {
			int left = 0;
			http_conns_remove(&f.conns, conns[orders[i][j]]);
			for (struct http_conn *c = f.conns.oldest; c != NULL; c = c->next) {
				cr_assert(c->next == NULL || c->next->previous == c);
				left++;
			}
			cr_assert_eq(left, 2 - j);
			cr_assert_eq(f.conns.count, (size_t)left);
			close(pairs[j].near);
			close(pairs[j].far);
		}
		cr_assert_null(f.conns.newest);
		http_conns_finish(&f.conns);
	}
}

/* What libmicrohttpd does: an edge, a read that is short, and from then on only another edge. */
static void check_wake(struct pair pair) {
	struct fixture f;
	start(&f);
	int edges = epoll_create1(0);
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	cr_assert_eq(epoll_ctl(edges, EPOLL_CTL_ADD, pair.near, &event), 0);
	struct http_conn *conn = http_conns_add(&f.conns, pair.near);
	cr_assert_eq(send(pair.far, "GET", 3, 0), 3);
	cr_assert_eq(shutdown(pair.far, SHUT_WR), 0);

	char bytes[16];
	cr_assert_eq(epoll_wait(edges, &event, 1, 5000), 1);
	http_conns_see_ends(&f.conns);
	cr_assert_eq(f.conns.ended_count, 1);
	cr_assert_eq(recv(pair.near, bytes, sizeof bytes, 0), 3);
	cr_assert_eq(epoll_wait(edges, &event, 1, 0), 0, "the trap is not there");

	http_conns_wake_ended(&f.conns);
	cr_assert_eq(epoll_wait(edges, &event, 1, 0), 1);
	cr_assert_eq(recv(pair.near, bytes, sizeof bytes, 0), 0);
	http_conns_see_ends(&f.conns);
	cr_assert_eq(f.conns.ended_count, 0, "it is woken once");
	http_conns_remove(&f.conns, conn);
	http_conns_finish(&f.conns);
	close(edges);
}

Test(http_conns, an_end_that_came_with_bytes_is_an_edge_again) {
	check_wake(tcp_pair());
}

Test(http_conns, an_end_that_came_with_bytes_is_an_edge_again_on_a_unix_socket) {
	check_wake(unix_pair());
}

Test(http_conns, one_that_goes_between_seeing_and_waking_is_forgotten) {
	struct fixture f;
	start(&f);
	struct pair gone = unix_pair(), stays = unix_pair();
	struct http_conn *gone_conn = http_conns_add(&f.conns, gone.near);
	struct http_conn *stays_conn = http_conns_add(&f.conns, stays.near);
	close(gone.far);
	close(stays.far);
	http_conns_see_ends(&f.conns);
	cr_assert_eq(f.conns.ended_count, 2);
	http_conns_remove(&f.conns, gone_conn);
	http_conns_wake_ended(&f.conns);
	cr_assert_eq(f.conns.ended_count, 0);
	http_conns_remove(&f.conns, stays_conn);
	http_conns_finish(&f.conns);
}

Test(http_conns, more_ends_than_fit_are_seen_in_turns) {
	enum { MANY = HTTP_ENDED_MAX + 10 };
	struct fixture f;
	start(&f);
	struct pair pairs[MANY];
	struct http_conn *conns[MANY];
	for (int i = 0; i < MANY; i++) {
		pairs[i] = unix_pair();
		conns[i] = http_conns_add(&f.conns, pairs[i].near);
		close(pairs[i].far);
	}
	size_t seen = 0;
	for (int turn = 0; turn < 2; turn++) {
		http_conns_see_ends(&f.conns);
		seen += f.conns.ended_count;
		http_conns_wake_ended(&f.conns);
	}
	cr_assert_eq(seen, MANY);
	for (int i = 0; i < MANY; i++) {
		http_conns_remove(&f.conns, conns[i]);
		close(pairs[i].near);
	}
	http_conns_finish(&f.conns);
}
